/** Second factors: the secret a telephone shares with the station, and the codes for the day the telephone is lost. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type SecondFactor = {
  readonly userId: number;
  /** Base32. */
  readonly secret: string;
  readonly since: EpochMs;
};

export class SecondFactors {
  readonly #db;
  readonly #find;
  readonly #list;
  readonly #put;
  readonly #remove;
  readonly #useStep;
  readonly #addCode;
  readonly #removeCodes;
  readonly #useCode;
  readonly #countCodes;

  constructor(db: Db) {
    this.#db = db;
    this.#find = db.prepare<{ userId: number }, SecondFactor>(
      'SELECT user_id AS userId, secret, since FROM second_factors WHERE user_id = @userId',
    );
    this.#list = db.prepare<[], number>('SELECT user_id FROM second_factors').pluck();
    this.#put = db.prepare<SecondFactor & { lastStep: number }>(
      `INSERT INTO second_factors (user_id, secret, since, last_step) VALUES (@userId, @secret, @since, @lastStep)
       ON CONFLICT (user_id) DO UPDATE SET secret = @secret, since = @since, last_step = @lastStep`,
    );
    this.#remove = db.prepare<{ userId: number }>('DELETE FROM second_factors WHERE user_id = @userId');
    this.#useStep = db.prepare<{ userId: number; step: number }>(
      'UPDATE second_factors SET last_step = @step WHERE user_id = @userId AND last_step < @step',
    );
    this.#addCode = db.prepare<{ codeHash: string; userId: number }>(
      'INSERT INTO recovery_codes (code_hash, user_id) VALUES (@codeHash, @userId)',
    );
    this.#removeCodes = db.prepare<{ userId: number }>('DELETE FROM recovery_codes WHERE user_id = @userId');
    this.#useCode = db.prepare<{ codeHash: string; userId: number; at: EpochMs }>(
      `UPDATE recovery_codes SET used_at = @at
       WHERE code_hash = @codeHash AND user_id = @userId AND used_at IS NULL`,
    );
    this.#countCodes = db
      .prepare<{ userId: number }, number>(
        'SELECT count(*) FROM recovery_codes WHERE user_id = @userId AND used_at IS NULL',
      )
      .pluck();
  }

  find(userId: number): SecondFactor | undefined {
    return this.#find.get({ userId });
  }

  /** The ids of those who have one. */
  list(): ReadonlySet<number> {
    return new Set(this.#list.all());
  }

  /** In the place of the one there was, its codes too. */
  put(factor: SecondFactor & { readonly lastStep: number }, codeHashes: readonly string[]): void {
    this.#db
      .transaction(() => {
        this.#put.run(factor);
        this.#putCodes(factor.userId, codeHashes);
      })
      .immediate();
  }

  /** False when there was none. */
  remove(userId: number): boolean {
    return this.#db
      .transaction(() => {
        this.#removeCodes.run({ userId });
        return this.#remove.run({ userId }).changes > 0;
      })
      .immediate();
  }

  /** False for a step that was used, or is before one that was: of two who send one code, one is let in. */
  useStep(userId: number, step: number): boolean {
    return this.#useStep.run({ userId, step }).changes > 0;
  }

  putCodes(userId: number, codeHashes: readonly string[]): void {
    this.#db.transaction(() => this.#putCodes(userId, codeHashes)).immediate();
  }

  useCode(userId: number, codeHash: string, at: EpochMs): boolean {
    return this.#useCode.run({ userId, codeHash, at }).changes > 0;
  }

  /** How many are left. */
  countCodes(userId: number): number {
    return this.#countCodes.get({ userId }) ?? 0;
  }

  #putCodes(userId: number, codeHashes: readonly string[]): void {
    this.#removeCodes.run({ userId });
    for (const codeHash of codeHashes) this.#addCode.run({ codeHash, userId });
  }
}
