/** Recordings: the audio of the library and how far its check has come (received → checking → ready | failed). */
import type { IssueWord, Recording, RecordingState } from '../core/model.ts';
import type { EpochMs, Frames } from '../core/time.ts';
import { fold } from '../core/vietnamese.ts';
import type { Db } from './database.ts';

const COLUMNS = `id, title, file_name AS fileName, sha256, bytes, state, reason, format, codec, sample_rate AS sampleRate,
  channels, playout_sha256 AS playoutSha256, playout_frames AS playoutFrames, attempts, uploaded_by AS uploadedBy,
  uploaded_at AS uploadedAt, checked_at AS checkedAt, archived_at AS archivedAt`;

export type RecordingDraft = Pick<Recording, 'title' | 'fileName' | 'sha256' | 'bytes' | 'uploadedBy' | 'uploadedAt'>;

export type RecordingFilter = {
  /** Found in the title or the file name, whatever the case and the diacritics. */
  readonly search?: string;
  readonly state?: RecordingState;
  /** Default false: what is in use. */
  readonly archived?: boolean;
  /** Keyset paging, newest first: the last id of the page before. */
  readonly before?: number;
  readonly limit?: number;
};

export type CheckedSound = Pick<Recording, 'format' | 'codec' | 'sampleRate' | 'channels'> & {
  readonly playoutSha256: string;
  readonly playoutFrames: Frames;
};

/** An issue in use that has the recording, or a slot in use that always plays it. */
export type RecordingUse = { readonly recordingId: number; readonly title: string } & (
  | {
      readonly episodeId: number;
      readonly slotId: null;
      readonly programme: string;
      readonly issueWord: IssueWord;
      readonly year: number;
      readonly number: number;
    }
  | { readonly episodeId: null; readonly slotId: string }
);

export class Recordings {
  readonly #add;
  readonly #find;
  readonly #findByHash;
  readonly #list;
  readonly #change;
  readonly #archive;
  readonly #claim;
  readonly #release;
  readonly #finish;
  readonly #fail;
  readonly #retry;
  readonly #uses;

  constructor(db: Db) {
    db.function('fold', { deterministic: true }, (text) => fold(String(text)));
    this.#add = db.prepare<RecordingDraft, Recording>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, uploaded_by, uploaded_at)
       VALUES (:title, :fileName, :sha256, :bytes, 'received', :uploadedBy, :uploadedAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<[number], Recording>(`SELECT ${COLUMNS} FROM recordings WHERE id = ?`);
    this.#findByHash = db.prepare<[string], Recording>(`SELECT ${COLUMNS} FROM recordings WHERE sha256 = ?`);
    this.#list = db.prepare<Record<string, unknown>, Recording>(
      `SELECT ${COLUMNS} FROM recordings
       WHERE id < :before AND (archived_at IS NOT NULL) = :archived AND state = coalesce(:state, state)
         AND (:search = '' OR instr(fold(title || ' ' || file_name), :search) > 0)
       ORDER BY id DESC LIMIT :limit`,
    );
    this.#change = db.prepare<{ id: number; title: string }, Recording>(
      `UPDATE recordings SET title = :title WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#archive = db.prepare<{ id: number; at: EpochMs | null }, Recording>(
      `UPDATE recordings SET archived_at = :at WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#claim = db.prepare<[], Recording>(
      `UPDATE recordings SET state = 'checking', attempts = attempts + 1, reason = NULL
       WHERE id = (SELECT id FROM recordings WHERE state IN ('received', 'checking') ORDER BY attempts, id LIMIT 1)
       RETURNING ${COLUMNS}`,
    );
    this.#release = db.prepare<[number], Recording>(
      `UPDATE recordings SET state = 'received', attempts = attempts - 1 WHERE id = ? AND state = 'checking'
       RETURNING ${COLUMNS}`,
    );
    this.#finish = db.prepare<CheckedSound & { id: number; at: EpochMs }, Recording>(
      `UPDATE recordings SET state = 'ready', reason = NULL, checked_at = :at, format = :format, codec = :codec,
         sample_rate = :sampleRate, channels = :channels, playout_sha256 = :playoutSha256, playout_frames = :playoutFrames
       WHERE id = :id AND state = 'checking' RETURNING ${COLUMNS}`,
    );
    this.#fail = db.prepare<{ id: number; reason: string; at: EpochMs }, Recording>(
      `UPDATE recordings SET state = 'failed', reason = :reason, checked_at = :at WHERE id = :id AND state = 'checking'
       RETURNING ${COLUMNS}`,
    );
    this.#retry = db.prepare<[number], Recording>(
      `UPDATE recordings SET state = 'received', attempts = 0, reason = NULL WHERE id = ? AND state = 'failed'
       RETURNING ${COLUMNS}`,
    );
    this.#uses = db.prepare<[string], RecordingUse>(
      `WITH wanted AS (SELECT value AS id FROM json_each(?))
       SELECT recording_id AS recordingId, e.title, e.id AS episodeId, NULL AS slotId, p.name AS programme,
         issue_word AS issueWord, year, number
       FROM episodes e JOIN programmes p ON p.id = programme_id
       WHERE recording_id IN (SELECT id FROM wanted) AND e.archived_at IS NULL
       UNION ALL
       SELECT recording_id, title, NULL, id, NULL, NULL, NULL, NULL FROM slots
       WHERE recording_id IN (SELECT id FROM wanted) AND plays = 'recording' AND archived_at IS NULL
       ORDER BY year DESC, number DESC, title`,
    );
  }

  /** Throws when the hash is there already: ask `findByHash` first. */
  add(draft: RecordingDraft): Recording {
    return this.#add.get(draft)!;
  }

  find(id: number): Recording | undefined {
    return this.#find.get(id);
  }

  findByHash(sha256: string): Recording | undefined {
    return this.#findByHash.get(sha256);
  }

  list({ search = '', state, archived = false, before, limit = 50 }: RecordingFilter = {}): Recording[] {
    return this.#list.all({
      search: fold(search.trim()),
      state: state ?? null,
      archived: Number(archived),
      before: before ?? Number.MAX_SAFE_INTEGER,
      limit,
    });
  }

  change(id: number, { title }: { title: string }): Recording | undefined {
    return this.#change.get({ id, title });
  }

  archive(id: number, at: EpochMs): Recording | undefined {
    return this.#archive.get({ id, at });
  }

  unarchive(id: number): Recording | undefined {
    return this.#archive.get({ id, at: null });
  }

  /**
   * The next one to check, marked and counted in one statement. A row still `checking` is one a dead process left: the
   * one worker there is asks only when it has nothing in hand. Fewest attempts first, so that a poisoned file waits.
   */
  claim(): Recording | undefined {
    return this.#claim.get();
  }

  /** Puts a claimed one back as if it had not been tried. */
  release(id: number): Recording | undefined {
    return this.#release.get(id);
  }

  finish(id: number, sound: CheckedSound, at: EpochMs): Recording | undefined {
    return this.#finish.get({ ...sound, id, at });
  }

  fail(id: number, reason: string, at: EpochMs): Recording | undefined {
    return this.#fail.get({ id, reason, at });
  }

  /** A failed one is to be checked again from the start; `undefined` when it is not failed. */
  retry(id: number): Recording | undefined {
    return this.#retry.get(id);
  }

  /** Where these recordings are used. */
  usesOf(ids: readonly number[]): RecordingUse[] {
    return this.#uses.all(JSON.stringify(ids));
  }
}
