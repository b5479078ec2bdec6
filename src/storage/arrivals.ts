/** Files on their way into the library: uploads in pieces, and what was taken from the folder on the local network. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type Arrival = {
  /** Unguessable: it is part of the upload's address. */
  readonly id: string;
  /** Null: it lay in the folder. */
  readonly userId: number | null;
  readonly fileName: string;
  /** Of the whole file. */
  readonly bytes: number;
  readonly begunAt: EpochMs;
  /** When something of it last came. */
  readonly touchedAt: EpochMs;
  /** Once it is whole. */
  readonly sha256: string | null;
  readonly recordingId: number | null;
  /** False: the library had the same bytes already. */
  readonly isNew: boolean | null;
};

export type ArrivalDraft = Pick<Arrival, 'id' | 'userId' | 'fileName' | 'bytes' | 'begunAt'>;

type Row = Omit<Arrival, 'isNew'> & { readonly isNew: 0 | 1 | null };

const COLUMNS = `id, user_id AS userId, file_name AS fileName, bytes, begun_at AS begunAt, touched_at AS touchedAt,
  sha256, recording_id AS recordingId, is_new AS isNew`;
const decode = (row: Row): Arrival => ({ ...row, isNew: row.isNew === null ? null : row.isNew === 1 });

export class Arrivals {
  readonly #add;
  readonly #find;
  readonly #findByHash;
  readonly #listUnfinished;
  readonly #listTaken;
  readonly #touch;
  readonly #seal;
  readonly #finish;
  readonly #remove;
  readonly #removeOld;

  constructor(db: Db) {
    this.#add = db.prepare<ArrivalDraft, Row>(
      `INSERT INTO arrivals (id, user_id, file_name, bytes, begun_at, touched_at)
       VALUES (:id, :userId, :fileName, :bytes, :begunAt, :begunAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM arrivals WHERE id = ?`);
    this.#findByHash = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM arrivals WHERE sha256 = ? ORDER BY begun_at LIMIT 1`,
    );
    this.#listUnfinished = db.prepare<{ userId: number | null }, Row>(
      `SELECT ${COLUMNS} FROM arrivals WHERE recording_id IS NULL AND user_id IS NOT NULL
         AND user_id = coalesce(:userId, user_id) ORDER BY begun_at, id`,
    );
    this.#listTaken = db.prepare<[number], Row>(
      `SELECT ${COLUMNS} FROM arrivals WHERE user_id IS NULL AND recording_id IS NOT NULL
       ORDER BY touched_at DESC, rowid DESC LIMIT ?`,
    );
    this.#touch = db.prepare<{ id: string; at: EpochMs }>('UPDATE arrivals SET touched_at = :at WHERE id = :id');
    this.#seal = db.prepare<{ id: string; sha256: string }>('UPDATE arrivals SET sha256 = :sha256 WHERE id = :id');
    this.#finish = db.prepare<{ id: string; recordingId: number; isNew: 0 | 1; at: EpochMs }, Row>(
      `UPDATE arrivals SET recording_id = :recordingId, is_new = :isNew, touched_at = :at WHERE id = :id
       RETURNING ${COLUMNS}`,
    );
    this.#remove = db.prepare<[string]>('DELETE FROM arrivals WHERE id = ?');
    this.#removeOld = db.prepare<{ until: EpochMs }, { id: string }>(
      // What was taken from the folder is told for a month longer: it is all that says where it went.
      `DELETE FROM arrivals WHERE touched_at <= iif(user_id IS NULL, :until - 2592000000, :until) RETURNING id`,
    );
  }

  add(draft: ArrivalDraft): Arrival {
    return decode(this.#add.get(draft)!);
  }

  find(id: string): Arrival | undefined {
    const row = this.#find.get(id);
    return row && decode(row);
  }

  /** The first of this content. */
  findByHash(sha256: string): Arrival | undefined {
    const row = this.#findByHash.get(sha256);
    return row && decode(row);
  }

  /** Uploads of this user, or of everybody, that are no recording yet; oldest first. */
  listUnfinished(userId: number | null = null): Arrival[] {
    return this.#listUnfinished.all({ userId }).map(decode);
  }

  /** What was taken from the folder last, newest first. */
  listTaken(limit: number): Arrival[] {
    return this.#listTaken.all(limit).map(decode);
  }

  touch(id: string, at: EpochMs): void {
    this.#touch.run({ id, at });
  }

  /** It is whole, and this is its content. */
  seal(id: string, sha256: string): void {
    this.#seal.run({ id, sha256 });
  }

  finish(id: string, became: { recordingId: number; isNew: boolean; at: EpochMs }): Arrival {
    return decode(this.#finish.get({ id, ...became, isNew: became.isNew ? 1 : 0 })!);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }

  /** Forgets those of which nothing came since, finished or not; answers their ids. */
  removeOld(until: EpochMs): string[] {
    return this.#removeOld.all({ until }).map(({ id }) => id);
  }
}
