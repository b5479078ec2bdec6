/** What leaders allowed beyond the envelope; one that was withdrawn is as good as never made to whoever reads them. */
import type { EnvelopeOverride, Hours } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type OverrideDraft = Omit<EnvelopeOverride, 'id'>;
type Row = Omit<EnvelopeOverride, 'hours'> & { readonly hours: string };

const COLUMNS = `id, kind, zone_id AS zoneId, from_day AS "from", until_day AS until, hours, most, reason, document,
  made_by AS madeBy, made_at AS madeAt`;

const decode = (row: Row): EnvelopeOverride => ({ ...row, hours: JSON.parse(row.hours) as Hours });

export class Overrides {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #withdraw;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<Row, 'id'>], Row>(
      `INSERT INTO envelope_overrides (kind, zone_id, from_day, until_day, hours, most, reason, document, made_by, made_at)
       VALUES (@kind, @zoneId, @from, @until, @hours, @most, @reason, @document, @madeBy, @madeAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: number }, Row>(
      `SELECT ${COLUMNS} FROM envelope_overrides WHERE id = @id AND withdrawn_at IS NULL`,
    );
    this.#list = db.prepare<{ from: string; until: string }, Row>(
      `SELECT ${COLUMNS} FROM envelope_overrides
       WHERE withdrawn_at IS NULL AND until_day >= @from AND from_day <= @until ORDER BY from_day, id`,
    );
    this.#withdraw = db.prepare<{ id: number; by: number; at: EpochMs }>(
      'UPDATE envelope_overrides SET withdrawn_at = @at, withdrawn_by = @by WHERE id = @id AND withdrawn_at IS NULL',
    );
  }

  add(draft: OverrideDraft): EnvelopeOverride {
    return decode(this.#add.get({ ...draft, hours: JSON.stringify(draft.hours) })!);
  }

  find(id: number): EnvelopeOverride | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Those that touch `from` … `until` (ISO days, inclusive), in order of their first day. */
  list(from = '', until = '9999'): EnvelopeOverride[] {
    return this.#list.all({ from, until }).map(decode);
  }

  withdraw(id: number, by: number, at: EpochMs): boolean {
    return this.#withdraw.run({ id, by, at }).changes > 0;
  }
}
