/**
 * What of the media folder may be let go of. A file is named by its hash: whoever may still ask for it has that hash in a
 * row, so every column of every table that holds hashes is asked, those of tables to come as well.
 */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** An original whose recording was put away and never sounded, nor was approved to. */
export type IdleOriginal = {
  readonly id: number;
  readonly title: string;
  readonly sha256: string;
};

export class CleanUps {
  readonly #cited;
  readonly #idle;

  constructor(db: Db) {
    const columns = db
      .prepare<[], { name: string; column: string }>(
        `SELECT m.name, c.name AS "column" FROM sqlite_schema m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name LIKE '%sha256'`,
      )
      .all();
    this.#cited = columns.map(({ name, column }) =>
      db
        .prepare<[string], string>(
          `SELECT DISTINCT "${column}" FROM "${name}" WHERE "${column}" IN (SELECT value FROM json_each(?))`,
        )
        .pluck(),
    );
    this.#idle = db.prepare<[EpochMs], IdleOriginal>(
      `SELECT id, title, sha256 FROM recordings r
       WHERE archived_at < ? AND remake = 0 AND state IN ('ready', 'failed')
         AND NOT EXISTS (SELECT 1 FROM airings WHERE recording_id = r.id)
         AND NOT EXISTS (SELECT 1 FROM entries WHERE recording_id = r.id)
         AND NOT EXISTS (SELECT 1 FROM approvals WHERE playout_sha256 = r.playout_sha256)
       ORDER BY id`,
    );
  }

  /** Those of these hashes that some row names: the log, an approval, a playlist, a recording. */
  cited(hashes: readonly string[]): ReadonlySet<string> {
    const list = JSON.stringify(hashes);
    return new Set(this.#cited.flatMap((statement) => statement.all(list)));
  }

  /** Of recordings that were put away before `before`. */
  idleOriginals(before: EpochMs): IdleOriginal[] {
    return this.#idle.all(before);
  }
}
