/** Programmes in the order of the plan, those added on screen behind. One with history is archived, never deleted. */
import type { Programme } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type ProgrammeDraft = Omit<Programme, 'archivedAt'>;
type Row = Omit<Programme, 'music'> & { readonly music: 0 | 1 };
type Encoded = Omit<ProgrammeDraft, 'music'> & { readonly music: 0 | 1 };

const decode = (row: Row): Programme => ({ ...row, music: row.music === 1 });
const encode = (draft: ProgrammeDraft): Encoded => ({ ...draft, music: draft.music ? 1 : 0 });

const COLUMNS = `id, plan_id AS planId, name, abbr, issue_word AS issueWord, area, lead_unit AS leadUnit,
  evergreen_recording_id AS evergreenRecordingId, music,
  words_per_minute AS wordsPerMinute, archived_at AS archivedAt`;

export class Programmes {
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #archive;

  constructor(db: Db) {
    this.#add = db.prepare<[Encoded], Row>(
      `INSERT INTO programmes (id, plan_id, name, abbr, issue_word, area, lead_unit, evergreen_recording_id, music,
         words_per_minute, position)
       VALUES (@id, @planId, @name, @abbr, @issueWord, @area, @leadUnit, @evergreenRecordingId, @music, @wordsPerMinute,
         (SELECT coalesce(max(position) + 1, 0) FROM programmes)) RETURNING ${COLUMNS}`,
    );
    this.#change = db.prepare<[Encoded], Row>(
      `UPDATE programmes SET plan_id = @planId, name = @name, abbr = @abbr, issue_word = @issueWord, area = @area,
         lead_unit = @leadUnit, evergreen_recording_id = @evergreenRecordingId, music = @music,
         words_per_minute = @wordsPerMinute WHERE id = @id RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: string }, Row>(`SELECT ${COLUMNS} FROM programmes WHERE id = @id`);
    this.#list = db.prepare<{ archived: 0 | 1 }, Row>(
      `SELECT ${COLUMNS} FROM programmes WHERE archived_at IS NULL OR @archived ORDER BY position, id`,
    );
    this.#archive = db.prepare<{ id: string; at: EpochMs | null }>(
      'UPDATE programmes SET archived_at = @at WHERE id = @id',
    );
  }

  /** The id comes from `freeSlug` or a plan file; one that is taken throws. */
  add(draft: ProgrammeDraft): Programme {
    return decode(this.#add.get(encode(draft))!);
  }

  change(draft: ProgrammeDraft): Programme | undefined {
    const row = this.#change.get(encode(draft));
    return row && decode(row);
  }

  find(id: string): Programme | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  list({ archived = false } = {}): Programme[] {
    return this.#list.all({ archived: archived ? 1 : 0 }).map(decode);
  }

  /** `null` takes it back. */
  archive(id: string, at: EpochMs | null): boolean {
    return this.#archive.run({ id, at }).changes > 0;
  }
}
