/** Browsers their owner has signed in from (web/attempts.ts says what for). Kept as SHA-256 of what the cookie holds. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export class KnownBrowsers {
  readonly #see;
  readonly #isOf;
  readonly #removeOf;
  readonly #expired;

  constructor(db: Db) {
    this.#see = db.prepare<{ tokenHash: string; userId: number; seenAt: EpochMs }>(
      `INSERT INTO known_browsers VALUES (@tokenHash, @userId, @seenAt)
       ON CONFLICT (token_hash) DO UPDATE SET user_id = @userId, seen_at = @seenAt`,
    );
    this.#isOf = db
      .prepare<{ tokenHash: string; userId: number }, number>(
        'SELECT 1 FROM known_browsers WHERE token_hash = @tokenHash AND user_id = @userId',
      )
      .pluck();
    this.#removeOf = db.prepare<{ userId: number }>('DELETE FROM known_browsers WHERE user_id = @userId');
    this.#expired = db.prepare<{ before: EpochMs }>('DELETE FROM known_browsers WHERE seen_at < @before');
  }

  /** A shared machine is known to whoever signed in last. */
  see(tokenHash: string, userId: number, seenAt: EpochMs): void {
    this.#see.run({ tokenHash, userId, seenAt });
  }

  isOf(tokenHash: string, userId: number): boolean {
    return this.#isOf.get({ tokenHash, userId }) === 1;
  }

  removeOf(userId: number): void {
    this.#removeOf.run({ userId });
  }

  removeExpired(before: EpochMs): void {
    this.#expired.run({ before });
  }
}
