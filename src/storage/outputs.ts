/** Where the sound goes. The playout reads the list at its start and after a nudge. */
import type { Output } from '../core/model.ts';
import type { Db } from './database.ts';

type Row = Omit<Output, 'enabled'> & { readonly enabled: 0 | 1 };
const COLUMNS = 'id, zone_id AS zoneId, kind, name, target, secret, codec, bitrate, channels, idle, enabled';

const decode = (row: Row): Output => ({ ...row, enabled: row.enabled === 1 });
const encode = <T extends { enabled: boolean }>(output: T) => ({ ...output, enabled: output.enabled ? 1 : 0 }) as const;

export class Outputs {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #change;
  readonly #remove;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<Row, 'id'>, Row>(
      `INSERT INTO outputs (zone_id, kind, name, target, secret, codec, bitrate, channels, idle, enabled)
       VALUES (@zoneId, @kind, @name, @target, @secret, @codec, @bitrate, @channels, @idle, @enabled)
       RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM outputs WHERE id = @id`);
    this.#list = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM outputs ORDER BY id`);
    this.#change = db.prepare<Row>(
      `UPDATE outputs SET zone_id = @zoneId, kind = @kind, name = @name, target = @target, secret = @secret,
         codec = @codec, bitrate = @bitrate, channels = @channels, idle = @idle, enabled = @enabled WHERE id = @id`,
    );
    this.#remove = db.prepare<{ id: number }>('DELETE FROM outputs WHERE id = @id');
  }

  add(output: Omit<Output, 'id'>): Output {
    return decode(this.#add.get(encode(output))!);
  }

  find(id: number): Output | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  list(): Output[] {
    return this.#list.all().map(decode);
  }

  change(output: Output): void {
    this.#change.run(encode(output));
  }

  remove(id: number): void {
    this.#remove.run({ id });
  }
}
