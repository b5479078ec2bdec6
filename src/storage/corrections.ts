/** What people said of closed airings afterwards: corrections and confirmed causes. Rows are added and never changed. */
import type { Correction } from '../core/correction.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

const CORRECTION = `id, airing_id AS airingId, outcome, reason, started_at AS startedAt, ended_at AS endedAt,
  played_frames AS playedFrames, why, made_by AS madeBy, made_by_name AS madeByName, made_at AS madeAt`;

export class Corrections {
  readonly #add;
  readonly #list;
  readonly #holding;

  constructor(db: Db) {
    this.#add = db
      .prepare<[Omit<Correction, 'id'>], number>(
        `INSERT INTO corrections (airing_id, outcome, reason, started_at, ended_at, played_frames, why, made_by, made_by_name, made_at)
         VALUES (@airingId, @outcome, @reason, @startedAt, @endedAt, @playedFrames, @why, @madeBy, @madeByName, @madeAt)
         RETURNING id`,
      )
      .pluck();
    this.#list = db.prepare<{ airingId: number }, Correction>(
      `SELECT ${CORRECTION} FROM corrections WHERE airing_id = @airingId ORDER BY id`,
    );
    this.#holding = db.prepare<{ from: number; until: number }, Correction>(
      `SELECT ${CORRECTION} FROM corrections WHERE airing_id BETWEEN @from AND @until ORDER BY airing_id, id`,
    );
  }

  add(correction: Omit<Correction, 'id'>): number {
    return this.#add.get(correction)!;
  }

  /** Of one airing, in order: the last holds. */
  list(airingId: number): Correction[] {
    return this.#list.all({ airingId });
  }

  /** Those that hold, of airings with ids from one to another, by airing. */
  holding(from: number, until: number): Map<number, Correction> {
    return new Map(this.#holding.all({ from, until }).map((one) => [one.airingId, one]));
  }
}

/** A person's word on why; `proposed`: what the program had said. */
export type ConfirmedCause = {
  readonly id: number;
  readonly airingId: number;
  readonly code: string;
  readonly proposed: string | null;
  readonly note: string;
  readonly madeBy: number;
  readonly madeByName: string;
  readonly madeAt: EpochMs;
};

const CAUSE = `id, airing_id AS airingId, code, proposed, note, made_by AS madeBy, made_by_name AS madeByName, made_at AS madeAt`;

export class Causes {
  readonly #add;
  readonly #list;
  readonly #holding;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<ConfirmedCause, 'id'>>(
      `INSERT INTO airing_causes (airing_id, code, proposed, note, made_by, made_by_name, made_at)
       VALUES (@airingId, @code, @proposed, @note, @madeBy, @madeByName, @madeAt)`,
    );
    this.#list = db.prepare<{ airingId: number }, ConfirmedCause>(
      `SELECT ${CAUSE} FROM airing_causes WHERE airing_id = @airingId ORDER BY id`,
    );
    this.#holding = db.prepare<{ from: number; until: number }, Pick<ConfirmedCause, 'airingId' | 'code'>>(
      'SELECT airing_id AS airingId, code FROM airing_causes WHERE airing_id BETWEEN @from AND @until ORDER BY id',
    );
  }

  add(cause: Omit<ConfirmedCause, 'id'>): void {
    this.#add.run(cause);
  }

  /** Of one airing, in order: the last holds. */
  list(airingId: number): ConfirmedCause[] {
    return this.#list.all({ airingId });
  }

  /** The codes that hold, of airings with ids from one to another, by airing. */
  holding(from: number, until: number): Map<number, string> {
    return new Map(this.#holding.all({ from, until }).map(({ airingId, code }) => [airingId, code]));
  }
}
