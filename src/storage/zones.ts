/** The zones. One that slots, outputs or the log have ever named is archived; `remove` is for one that never was used. */
import type { Zone } from '../core/model.ts';
import type { Db } from './database.ts';

type Row = Omit<Zone, 'volume' | 'limits'> & { readonly volume: string; readonly limits: string };

const COLUMNS = 'id, name, position, volume, limits, archived_at AS archivedAt';

const decode = (row: Row): Zone => ({
  ...row,
  volume: JSON.parse(row.volume) as Zone['volume'],
  limits: JSON.parse(row.limits) as Zone['limits'],
});
const encode = ({ volume, limits, ...zone }: Zone): Row => ({
  ...zone,
  volume: JSON.stringify(volume),
  limits: JSON.stringify(limits),
});

/** What addresses a zone at present. */
export type ZoneUse = { readonly slots: number; readonly outputs: number };

export class Zones {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #change;
  readonly #remove;
  readonly #use;
  readonly #history;

  constructor(db: Db) {
    this.#add = db.prepare<{ id: string; name: string }, Row>(
      `INSERT INTO zones (id, name, position) VALUES (@id, @name, (SELECT max(position) + 1 FROM zones))
       RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: string }, Row>(`SELECT ${COLUMNS} FROM zones WHERE id = @id`);
    this.#list = db.prepare<{ archived: 0 | 1 }, Row>(
      `SELECT ${COLUMNS} FROM zones WHERE archived_at IS NULL OR @archived ORDER BY position, id`,
    );
    this.#change = db.prepare<Row>(
      `UPDATE zones SET name = @name, position = @position, volume = @volume, limits = @limits, archived_at = @archivedAt
       WHERE id = @id`,
    );
    this.#remove = db.prepare<{ id: string }>('DELETE FROM zones WHERE id = @id');
    this.#use = db.prepare<{ id: string }, ZoneUse>(
      `SELECT (SELECT count(*) FROM slots WHERE zone_id = @id AND archived_at IS NULL) AS slots,
         (SELECT count(*) FROM outputs WHERE zone_id = @id) AS outputs`,
    );
    this.#history = db
      .prepare<{ id: string }, 0 | 1>(
        `SELECT EXISTS (SELECT 1 FROM slots WHERE zone_id = @id) OR EXISTS (SELECT 1 FROM entries WHERE zone_id = @id)
           OR EXISTS (SELECT 1 FROM commands WHERE zone_id = @id) OR EXISTS (SELECT 1 FROM airings WHERE zone_id = @id)`,
      )
      .pluck();
  }

  /** The id comes from `freeSlug`; one that is taken throws. */
  add(zone: { id: string; name: string }): Zone {
    return decode(this.#add.get(zone)!);
  }

  find(id: string): Zone | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** In the order people gave them, the whole commune first. */
  list({ archived = false } = {}): Zone[] {
    return this.#list.all({ archived: archived ? 1 : 0 }).map(decode);
  }

  change(zone: Zone): void {
    this.#change.run(encode(zone));
  }

  remove(id: string): void {
    this.#remove.run({ id });
  }

  use(id: string): ZoneUse {
    return this.#use.get({ id })!;
  }

  hasHistory(id: string): boolean {
    return this.#history.get({ id }) === 1;
  }
}
