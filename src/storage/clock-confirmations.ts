/** Who vouched for the station's clock, and for what it showed then (core/clock.ts). */
import type { ClockFacts } from '../core/clock.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type ClockConfirmation = {
  readonly at: EpochMs;
  /** Of the running program; null when it is not known. */
  readonly builtAt: EpochMs | null;
  readonly confirmedBy: number;
};

/** The newest rows are the last ones: a clock that went back by more than a moment holds the air. */
const NEWEST = 20;

export class ClockConfirmations {
  readonly #add;
  readonly #facts;

  constructor(db: Db) {
    this.#add = db.prepare<ClockConfirmation>(
      `INSERT INTO clock_confirmations (at, airing_id, built_at, confirmed_by)
       VALUES (@at, (SELECT coalesce(max(id), 0) FROM airings), @builtAt, @confirmedBy)`,
    );
    this.#facts = db.prepare<[], ClockFacts>(
      `WITH last AS (SELECT id, airing_id, built_at FROM clock_confirmations ORDER BY id DESC LIMIT 1)
       SELECT coalesce((SELECT id FROM last), 0) AS confirmation, (SELECT built_at FROM last) AS confirmedBuild,
         (SELECT max(ended_at) FROM (SELECT ended_at FROM airings
            WHERE id > coalesce((SELECT airing_id FROM last), 0) AND started_at IS NOT NULL
            ORDER BY id DESC LIMIT ${NEWEST})) AS newestAiring`,
    );
  }

  add(confirmation: ClockConfirmation): void {
    this.#add.run(confirmation);
  }

  facts(): ClockFacts {
    return this.#facts.get()!;
  }
}
