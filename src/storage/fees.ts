/** Bảng kê nhuận bút: who is paid for which issue. */
import type { ContributorRole } from '../core/contributors.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** `rate`: đồng of one hệ số as it was when the line was drawn up. */
export type Fee = {
  readonly id: number;
  readonly episodeId: number;
  readonly author: string;
  /** As what (core/contributors.ts); '': written down by hand. */
  readonly role: ContributorRole | '';
  readonly genre: string;
  readonly coefficient: number;
  readonly rate: number;
};

const COLUMNS = 'id, episode_id AS episodeId, author, role, genre, coefficient, rate';

export class Fees {
  readonly #add;
  readonly #of;
  readonly #remove;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<Fee, 'id'> & { madeBy: number; madeAt: EpochMs }], Fee>(
      `INSERT INTO fees (episode_id, author, role, genre, coefficient, rate, made_by, made_at)
       VALUES (@episodeId, @author, @role, @genre, @coefficient, @rate, @madeBy, @madeAt) RETURNING ${COLUMNS}`,
    );
    this.#of = db.prepare<{ ids: string }, Fee>(
      `SELECT ${COLUMNS} FROM fees WHERE episode_id IN (SELECT value FROM json_each(@ids)) ORDER BY id`,
    );
    this.#remove = db.prepare<{ id: number }>('DELETE FROM fees WHERE id = @id');
  }

  add(fee: Omit<Fee, 'id'> & { madeBy: number; madeAt: EpochMs }): Fee {
    return this.#add.get(fee)!;
  }

  /** Of these episodes. */
  list(episodeIds: readonly number[]): Fee[] {
    return this.#of.all({ ids: JSON.stringify(episodeIds) });
  }

  remove(id: number): boolean {
    return this.#remove.run({ id }).changes > 0;
  }
}
