/** Recordings: the audio of the library and how far its check has come (received → checking → ready | failed). */
import type { Analysis } from '../core/loudness.ts';
import type { IssueWord, Recording, RecordingState } from '../core/model.ts';
import type { EpochMs, Frames } from '../core/time.ts';
import { fold } from '../core/vietnamese.ts';
import type { Db } from './database.ts';

const COLUMNS = `id, title, file_name AS fileName, sha256, bytes, state, reason, format, codec, sample_rate AS sampleRate,
  channels, playout_sha256 AS playoutSha256, playout_frames AS playoutFrames, attempts, uploaded_by AS uploadedBy,
  uploaded_at AS uploadedAt, checked_at AS checkedAt, archived_at AS archivedAt, analysis, remake AS isRemaking`;

type Row = Omit<Recording, 'analysis' | 'isRemaking'> & { analysis: string | null; isRemaking: 0 | 1 };

const decode = ({ analysis, isRemaking, ...row }: Row): Recording => ({
  ...row,
  analysis: analysis === null ? null : JSON.parse(analysis),
  isRemaking: isRemaking === 1,
});

const decoded = (row: Row | undefined): Recording | undefined => row && decode(row);

/** Claimed, and not settled meanwhile. */
const IN_HAND = `(state = 'checking' OR remake = 1)`;

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
  readonly analysis?: Analysis;
  /** Pairs of lowest and highest, as core/waveform.ts makes them. */
  readonly waveform?: Int8Array;
};

/** What in use needs the recording: an issue, a slot (its sound or its substitute), a programme, a day, the station. */
export type RecordingUse = { readonly recordingId: number; readonly title: string } & (
  | {
      readonly kind: 'episode';
      readonly id: number;
      /** Short, as in CĐS. */
      readonly programme: string;
      readonly issueWord: IssueWord;
      readonly year: number;
      readonly number: number;
    }
  | { readonly kind: 'slot' | 'programme'; readonly id: string }
  | { readonly kind: 'special-day' | 'filler'; readonly id: number }
);

export class Recordings {
  readonly #add;
  readonly #find;
  readonly #findByHash;
  readonly #list;
  readonly #change;
  readonly #archive;
  readonly #claim;
  readonly #claimNow;
  readonly #release;
  readonly #finish;
  readonly #fail;
  readonly #retry;
  readonly #uses;
  readonly #remake;
  readonly #putWaveform;
  readonly #waveform;
  readonly #settle;

  constructor(db: Db) {
    db.function('fold', { deterministic: true }, (text) => fold(String(text)));
    this.#add = db.prepare<RecordingDraft, Row>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, uploaded_by, uploaded_at)
       VALUES (:title, :fileName, :sha256, :bytes, 'received', :uploadedBy, :uploadedAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM recordings WHERE id = ?`);
    this.#findByHash = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM recordings WHERE sha256 = ?`);
    this.#list = db.prepare<Record<string, unknown>, Row>(
      `SELECT ${COLUMNS} FROM recordings
       WHERE id < :before AND (archived_at IS NOT NULL) = :archived AND state = coalesce(:state, state)
         AND (:search = '' OR instr(fold(title || ' ' || file_name), :search) > 0)
       ORDER BY id DESC LIMIT :limit`,
    );
    this.#change = db.prepare<{ id: number; title: string }, Row>(
      `UPDATE recordings SET title = :title WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#archive = db.prepare<{ id: number; at: EpochMs | null }, Row>(
      `UPDATE recordings SET archived_at = :at WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#claim = db.prepare<[string], Row>(
      `UPDATE recordings SET state = iif(remake, state, 'checking'), attempts = attempts + 1, reason = NULL
       WHERE id = (SELECT id FROM recordings WHERE (state IN ('received', 'checking') OR remake = 1)
                     AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY remake, attempts, id LIMIT 1)
       RETURNING ${COLUMNS}`,
    );
    this.#claimNow = db.prepare<[number], Row>(
      `UPDATE recordings SET state = 'checking', attempts = attempts + 1, reason = NULL
       WHERE id = ? AND state = 'received' RETURNING ${COLUMNS}`,
    );
    this.#release = db.prepare<[number], Row>(
      `UPDATE recordings SET state = iif(remake, state, 'received'), attempts = attempts - 1 WHERE id = ? AND ${IN_HAND}
       RETURNING ${COLUMNS}`,
    );
    this.#finish = db.prepare<Record<string, unknown>, Row>(
      `UPDATE recordings SET state = 'ready', reason = NULL, checked_at = :at, format = :format, codec = :codec,
         sample_rate = :sampleRate, channels = :channels, playout_sha256 = :playoutSha256,
         playout_frames = :playoutFrames, analysis = :analysis, remake = 0
       WHERE id = :id AND ${IN_HAND} RETURNING ${COLUMNS}`,
    );
    this.#putWaveform = db.prepare<{ id: number; peaks: Buffer }>(
      `INSERT INTO waveforms VALUES (:id, :peaks) ON CONFLICT (recording_id) DO UPDATE SET peaks = excluded.peaks`,
    );
    this.#waveform = db.prepare<[number], { peaks: Buffer }>('SELECT peaks FROM waveforms WHERE recording_id = ?');
    this.#fail = db.prepare<{ id: number; reason: string; at: EpochMs }, Row>(
      `UPDATE recordings SET state = iif(remake, state, 'failed'), reason = :reason, checked_at = :at, remake = 0
       WHERE id = :id AND ${IN_HAND} RETURNING ${COLUMNS}`,
    );
    this.#remake = db.prepare<[number], Row>(
      `UPDATE recordings SET remake = 1, attempts = 0, reason = NULL WHERE id = ? AND state = 'ready'
       RETURNING ${COLUMNS}`,
    );
    this.#retry = db.prepare<[number], Row>(
      `UPDATE recordings SET state = 'received', attempts = 0, reason = NULL WHERE id = ? AND state = 'failed'
       RETURNING ${COLUMNS}`,
    );
    this.#uses = db.prepare<[string], RecordingUse>(
      `WITH wanted AS (SELECT value AS id FROM json_each(?))
       SELECT recording_id AS recordingId, e.title, 'episode' AS kind, e.id, p.abbr AS programme,
         issue_word AS issueWord, year, number
       FROM episodes e JOIN programmes p ON p.id = programme_id
       WHERE recording_id IN (SELECT id FROM wanted) AND e.archived_at IS NULL
       UNION ALL
       SELECT w.id, title, 'slot', slots.id, NULL, NULL, NULL, NULL FROM wanted w JOIN slots
         ON (recording_id = w.id AND plays = 'recording') OR substitute_recording_id = w.id
       WHERE archived_at IS NULL
       UNION ALL
       SELECT evergreen_recording_id, name, 'programme', id, NULL, NULL, NULL, NULL FROM programmes
       WHERE evergreen_recording_id IN (SELECT id FROM wanted) AND archived_at IS NULL
       UNION ALL
       SELECT recording_id, title, 'special-day', id, NULL, NULL, NULL, NULL FROM special_days
       WHERE recording_id IN (SELECT id FROM wanted) AND withdrawn_at IS NULL
       UNION ALL
       SELECT json_extract(value, '$'), '', 'filler', 0, NULL, NULL, NULL, NULL FROM settings
       WHERE key = 'fillerRecordingId' AND json_extract(value, '$') IN (SELECT id FROM wanted)
       ORDER BY year DESC, number DESC, title`,
    );
    this.#settle = db.transaction((id: number, { waveform, analysis, ...sound }: CheckedSound, at: EpochMs) => {
      const row = this.#finish.get({ ...sound, analysis: analysis ? JSON.stringify(analysis) : null, id, at });
      if (row && waveform) this.#putWaveform.run({ id, peaks: Buffer.from(waveform.buffer) });
      return decoded(row);
    });
  }

  /** Throws when the hash is there already: ask `findByHash` first. */
  add(draft: RecordingDraft): Recording {
    return decode(this.#add.get(draft)!);
  }

  find(id: number): Recording | undefined {
    return decoded(this.#find.get(id));
  }

  findByHash(sha256: string): Recording | undefined {
    return decoded(this.#findByHash.get(sha256));
  }

  list({ search = '', state, archived = false, before, limit = 50 }: RecordingFilter = {}): Recording[] {
    return this.#list
      .all({
        search: fold(search.trim()),
        state: state ?? null,
        archived: Number(archived),
        before: before ?? Number.MAX_SAFE_INTEGER,
        limit,
      })
      .map(decode);
  }

  change(id: number, { title }: { title: string }): Recording | undefined {
    return decoded(this.#change.get({ id, title }));
  }

  archive(id: number, at: EpochMs): Recording | undefined {
    return decoded(this.#archive.get({ id, at }));
  }

  unarchive(id: number): Recording | undefined {
    return decoded(this.#archive.get({ id, at: null }));
  }

  /**
   * The next one to check, marked and counted in one statement. A row still `checking` is one a dead process left: the
   * one worker there is asks only when it has nothing in hand. Fewest attempts first, so that a poisoned file waits;
   * and copies to be made anew last. `except`: those in hand beside it.
   */
  claim(except: Iterable<number> = []): Recording | undefined {
    return decoded(this.#claim.get(JSON.stringify([...except])));
  }

  /** This one, ahead of all that wait; `undefined` when it is in hand or settled. */
  claimNow(id: number): Recording | undefined {
    return decoded(this.#claimNow.get(id));
  }

  /** Puts a claimed one back as if it had not been tried. */
  release(id: number): Recording | undefined {
    return decoded(this.#release.get(id));
  }

  finish(id: number, sound: CheckedSound, at: EpochMs): Recording | undefined {
    return this.#settle.immediate(id, sound, at);
  }

  fail(id: number, reason: string, at: EpochMs): Recording | undefined {
    return decoded(this.#fail.get({ id, reason, at }));
  }

  /** A failed one is to be checked again from the start; `undefined` when it is not failed. */
  retry(id: number): Recording | undefined {
    return decoded(this.#retry.get(id));
  }

  /** Its playout copy is to be made anew; until then it stays as it is. `undefined` when it is not ready. */
  remake(id: number): Recording | undefined {
    return decoded(this.#remake.get(id));
  }

  /** Pairs of lowest and highest of its playout copy. */
  findWaveform(id: number): Int8Array | undefined {
    const peaks = this.#waveform.get(id)?.peaks;
    return peaks && new Int8Array(peaks);
  }

  /** Where these recordings are used. */
  usesOf(ids: readonly number[]): RecordingUse[] {
    return this.#uses.all(JSON.stringify(ids));
  }
}
