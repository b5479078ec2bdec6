/** Đã kiểm tra: each row the day as somebody saw it, canonical and with its hash. Nothing here is ever changed. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/report.ts';
import type { SignedEntry } from '../core/sign-off.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type SignOff = {
  readonly id: number;
  /** ISO. */
  readonly day: string;
  readonly entries: readonly SignedEntry[];
  /** Of the canonical JSON. */
  readonly sha256: string;
  readonly signedBy: number;
  /** As they were called. */
  readonly signedName: string;
  readonly signedAt: EpochMs;
};
type Row = Omit<SignOff, 'entries'> & { readonly content: string };

const COLUMNS = `id, day, content, sha256, signed_by AS signedBy, signed_name AS signedName, signed_at AS signedAt`;

const decode = ({ content, ...row }: Row): SignOff => ({ ...row, entries: JSON.parse(content) as SignedEntry[] });

export class SignOffs {
  readonly #add;
  readonly #last;
  readonly #list;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<Row, 'id'>], Row>(
      `INSERT INTO sign_offs (day, content, sha256, signed_by, signed_name, signed_at)
       VALUES (@day, @content, @sha256, @signedBy, @signedName, @signedAt) RETURNING ${COLUMNS}`,
    );
    this.#last = db.prepare<{ day: string }, Row>(
      `SELECT ${COLUMNS} FROM sign_offs WHERE day = @day ORDER BY id DESC LIMIT 1`,
    );
    this.#list = db.prepare<{ day: string }, Row>(`SELECT ${COLUMNS} FROM sign_offs WHERE day = @day ORDER BY id`);
  }

  add({ entries, ...row }: Omit<SignOff, 'id' | 'sha256'>): SignOff {
    const content = canonicalJson(entries);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return decode(this.#add.get({ ...row, content, sha256 })!);
  }

  /** The one that stands. */
  last(day: string): SignOff | undefined {
    const row = this.#last.get({ day });
    return row && decode(row);
  }

  /** Oldest first. */
  list(day: string): SignOff[] {
    return this.#list.all({ day }).map(decode);
  }
}
