/** Sổ giao ca: a note of the leaving person, read once by the next. */
import type { Handover, OpenItem } from '../core/handover.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<Handover, 'openItems'> & { readonly openItems: string };

const COLUMNS = `id, words, open_items AS openItems, written_by AS writtenBy, written_name AS writtenName,
  written_at AS writtenAt, read_by AS readBy, read_name AS readName, read_at AS readAt`;

const decode = (row: Row): Handover => ({ ...row, openItems: JSON.parse(row.openItems) as OpenItem[] });

export class Handovers {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #unread;
  readonly #read;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<Row, 'id' | 'readBy' | 'readName' | 'readAt'>], Row>(
      `INSERT INTO handovers (words, open_items, written_by, written_name, written_at)
       VALUES (@words, @openItems, @writtenBy, @writtenName, @writtenAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM handovers WHERE id = @id`);
    this.#list = db.prepare<{ before: number; limit: number }, Row>(
      `SELECT ${COLUMNS} FROM handovers WHERE id < @before ORDER BY id DESC LIMIT @limit`,
    );
    this.#unread = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM handovers WHERE read_at IS NULL ORDER BY id`);
    this.#read = db.prepare<{ id: number; by: number; name: string; at: EpochMs }>(
      `UPDATE handovers SET read_by = @by, read_name = @name, read_at = @at
       WHERE id = @id AND read_at IS NULL AND written_by <> @by`,
    );
  }

  add({ openItems, ...note }: Omit<Handover, 'id' | 'readBy' | 'readName' | 'readAt'>): Handover {
    return decode(this.#add.get({ ...note, openItems: JSON.stringify(openItems) })!);
  }

  find(id: number): Handover | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Newest first. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): Handover[] {
    return this.#list.all({ limit, before }).map(decode);
  }

  /** Oldest first. */
  unread(): Handover[] {
    return this.#unread.all().map(decode);
  }

  /** False when somebody has read it, or whoever asks wrote it. */
  read(id: number, by: number, name: string, at: EpochMs): boolean {
    return this.#read.run({ id, by, name, at }).changes > 0;
  }
}
