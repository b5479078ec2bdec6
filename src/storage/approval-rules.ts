/** What is beside an approval: days of one person alone, how deputies sign, and how much somebody has heard of a sound. */
import type { DeputySignature, HeardRange, SoleMode } from '../core/approval.ts';
import type { DurationMs, EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

const SOLE = `id, from_at AS "from", until_at AS until, reason, made_by AS madeBy, made_at AS madeAt,
  ended_at AS endedAt, ended_by AS endedBy`;

export class SoleModes {
  readonly #add;
  readonly #list;
  readonly #holding;
  readonly #end;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<SoleMode, 'id' | 'endedAt' | 'endedBy'>], SoleMode>(
      `INSERT INTO sole_modes (from_at, until_at, reason, made_by, made_at)
       VALUES (@from, @until, @reason, @madeBy, @madeAt) RETURNING ${SOLE}`,
    );
    this.#list = db.prepare<{ after: EpochMs }, SoleMode>(
      `SELECT ${SOLE} FROM sole_modes WHERE coalesce(ended_at, until_at) > @after ORDER BY from_at, id`,
    );
    this.#holding = db.prepare<{ at: EpochMs }, SoleMode>(
      `SELECT ${SOLE} FROM sole_modes WHERE from_at <= @at AND @at < coalesce(ended_at, until_at) ORDER BY id DESC LIMIT 1`,
    );
    this.#end = db.prepare<{ id: number; at: EpochMs; by: number }>(
      'UPDATE sole_modes SET ended_at = @at, ended_by = @by WHERE id = @id AND ended_at IS NULL AND until_at > @at',
    );
  }

  add(draft: Omit<SoleMode, 'id' | 'endedAt' | 'endedBy'>): SoleMode {
    return this.#add.get(draft)!;
  }

  /** Those not over by `after`, by their beginning. */
  list(after: EpochMs): SoleMode[] {
    return this.#list.all({ after });
  }

  holding(at: EpochMs): SoleMode | undefined {
    return this.#holding.get({ at });
  }

  /** False when there is none to end. */
  end(id: number, at: EpochMs, by: number): boolean {
    return this.#end.run({ id, at, by }).changes > 0;
  }
}

export class DeputySignatures {
  readonly #put;
  readonly #find;

  constructor(db: Db) {
    this.#put = db.prepare<[DeputySignature & { substitutionId: number }]>(
      `INSERT INTO deputy_signatures (substitution_id, form, in_place_of, position)
       VALUES (@substitutionId, @form, @inPlaceOf, @position)`,
    );
    this.#find = db.prepare<{ substitutionId: number }, DeputySignature>(
      `SELECT form, in_place_of AS inPlaceOf, position FROM deputy_signatures WHERE substitution_id = @substitutionId`,
    );
  }

  add(substitutionId: number, signature: DeputySignature): void {
    this.#put.run({ ...signature, substitutionId });
  }

  find(substitutionId: number): DeputySignature | undefined {
    return this.#find.get({ substitutionId });
  }
}

type Listening = { readonly ranges: readonly HeardRange[]; readonly heardMs: DurationMs };

export class Listenings {
  readonly #put;
  readonly #find;

  constructor(db: Db) {
    this.#put = db.prepare<{ userId: number; sha: string; ranges: string; heardMs: DurationMs; at: EpochMs }>(
      `INSERT INTO listenings (user_id, playout_sha256, ranges, heard_ms, heard_at)
       VALUES (@userId, @sha, @ranges, @heardMs, @at)
       ON CONFLICT DO UPDATE SET ranges = excluded.ranges, heard_ms = excluded.heard_ms, heard_at = excluded.heard_at`,
    );
    this.#find = db.prepare<{ userId: number; sha: string }, { ranges: string; heardMs: DurationMs }>(
      `SELECT ranges, heard_ms AS heardMs FROM listenings WHERE user_id = @userId AND playout_sha256 = @sha`,
    );
  }

  /** What somebody has heard of a sound, in whichever issue it stands. */
  find(userId: number, sha: string): Listening {
    const row = this.#find.get({ userId, sha });
    if (row === undefined) return { ranges: [], heardMs: 0 as DurationMs };
    return { ranges: JSON.parse(row.ranges) as HeardRange[], heardMs: row.heardMs };
  }

  put(userId: number, sha: string, { ranges, heardMs }: Listening, at: EpochMs): void {
    this.#put.run({ userId, sha, ranges: JSON.stringify(ranges), heardMs, at });
  }
}
