/** Khóa sổ ngày, and why entries have no end in the log. Rows are added and never changed; the newest holds. */
import type { Closing } from '../core/reconcile.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { EpochMs } from '../core/time.ts';
import { violates } from './constraint.ts';
import type { ConfirmedCause } from './corrections.ts';
import type { Db } from './database.ts';

type Row = Omit<Closing, 'figures'> & { readonly figures: string | null };
const COLUMNS = `id, day, step, amendment, reason, figures, made_by AS madeBy, made_by_name AS madeByName, made_at AS madeAt`;
const decode = (row: Row): Closing => ({ ...row, figures: row.figures && JSON.parse(row.figures) });

export class Closings {
  readonly #add;
  readonly #list;
  readonly #between;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<Row, 'id'>], Row>(
      `INSERT INTO day_closings (day, step, amendment, reason, figures, made_by, made_by_name, made_at)
       VALUES (@day, @step, @amendment, @reason, @figures, @madeBy, @madeByName, @madeAt) RETURNING ${COLUMNS}`,
    );
    this.#list = db.prepare<{ day: string }, Row>(`SELECT ${COLUMNS} FROM day_closings WHERE day = @day ORDER BY id`);
    this.#between = db.prepare<{ from: string; until: string }, Row>(
      `SELECT ${COLUMNS} FROM day_closings d WHERE day BETWEEN @from AND @until
         AND id = (SELECT max(id) FROM day_closings WHERE day = d.day) ORDER BY day`,
    );
  }

  /** 'taken': somebody else has just done the same. */
  add({ figures, ...closing }: Omit<Closing, 'id'>): Result<Closing, 'taken'> {
    try {
      return ok(decode(this.#add.get({ ...closing, figures: figures && JSON.stringify(figures) })!));
    } catch (error) {
      if (violates(error, 'UNIQUE')) return err('taken');
      throw error;
    }
  }

  /** All that happened to a day, in order: the last holds. */
  list(day: string): Closing[] {
    return this.#list.all({ day }).map(decode);
  }

  /** What holds of the days from one to another, both inclusive, by day. */
  holding(from: string, until: string): Map<string, Closing> {
    return new Map(this.#between.all({ from, until }).map((row) => [row.day, decode(row)]));
  }
}

export type EntryCause = Omit<ConfirmedCause, 'airingId' | 'proposed'> & { readonly entryId: number };

export class EntryCauses {
  readonly #add;
  readonly #find;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<EntryCause, 'id'>>(
      `INSERT INTO entry_causes (entry_id, code, note, made_by, made_by_name, made_at)
       VALUES (@entryId, @code, @note, @madeBy, @madeByName, @madeAt)`,
    );
    this.#find = db.prepare<{ entryId: number }, EntryCause>(
      `SELECT id, entry_id AS entryId, code, note, made_by AS madeBy, made_by_name AS madeByName, made_at AS madeAt
       FROM entry_causes WHERE entry_id = @entryId ORDER BY id DESC LIMIT 1`,
    );
  }

  add(cause: Omit<EntryCause, 'id'> & { readonly madeAt: EpochMs }): void {
    this.#add.run(cause);
  }

  /** The one that holds. */
  find(entryId: number): EntryCause | undefined {
    return this.#find.get({ entryId });
  }
}
