/** Recordings: the audio of the library and how far its check has come (received → checking → ready | failed). */
import type { Analysis } from '../core/loudness.ts';
import type { IssueWord, Recording, RecordingState } from '../core/model.ts';
import type { Points } from '../core/points.ts';
import type { EpochMs, Frames } from '../core/time.ts';
import type { Db } from './database.ts';
import { type Found, IngestJobs } from './ingest-jobs.ts';

const COLUMNS = `id, title, file_name AS fileName, sha256, bytes, state, reason, format, codec, sample_rate AS sampleRate,
  channels, playout_sha256 AS playoutSha256, playout_frames AS playoutFrames, uploaded_by AS uploadedBy,
  uploaded_at AS uploadedAt, checked_at AS checkedAt, archived_at AS archivedAt, analysis, remake AS isRemaking,
  in_ms AS inMs, out_ms AS outMs, points_by AS pointsBy, points_at AS pointsAt,
  coalesce((SELECT attempts FROM ingest_jobs WHERE recording_id = id), 0) AS attempts,
  (SELECT step FROM ingest_jobs WHERE recording_id = id AND ingest_jobs.state = 'working') AS step`;

type Row = Omit<Recording, 'analysis' | 'isRemaking'> & { analysis: string | null; isRemaking: 0 | 1 };

const decode = ({ analysis, isRemaking, ...row }: Row): Recording => ({
  ...row,
  analysis: analysis === null ? null : JSON.parse(analysis),
  isRemaking: isRemaking === 1,
});

const decoded = (row: Row | undefined): Recording | undefined => row && decode(row);

export type RecordingDraft = Pick<Recording, 'title' | 'fileName' | 'sha256' | 'bytes' | 'uploadedBy' | 'uploadedAt'>;

/** What people look for is found by storage/library.ts. */
export type RecordingFilter = {
  readonly state?: RecordingState;
  /** Default false: what is in use. */
  readonly archived?: boolean;
  readonly limit?: number;
};

export type CheckedSound = Pick<Recording, 'format' | 'codec' | 'sampleRate' | 'channels'> & {
  readonly playoutSha256: string;
  readonly playoutFrames: Frames;
  readonly analysis?: Analysis;
  /** Pairs of lowest and highest, as core/waveform.ts makes them: of the copy, and of the whole original. */
  readonly waveform?: Int8Array;
  readonly originalWaveform?: Int8Array;
};

export type KeptCopy = { readonly id: number; readonly playoutSha256: string; readonly playoutFrames: Frames };

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
      /** Days, both inclusive; outside them it is not chosen for the air. */
      readonly validFrom: string | null;
      readonly validUntil: string | null;
    }
  | { readonly kind: 'slot' | 'programme'; readonly id: string }
  | { readonly kind: 'special-day' | 'filler' | 'notice'; readonly id: number }
);

export class Recordings {
  /** How far the check of each has come; moved together with it. */
  readonly jobs: IngestJobs;
  readonly #add;
  readonly #find;
  readonly #several;
  readonly #findByHash;
  readonly #list;
  readonly #change;
  readonly #archive;
  readonly #claimed;
  readonly #atOnce;
  readonly #release;
  readonly #finish;
  readonly #fail;
  readonly #retry;
  readonly #uses;
  readonly #remake;
  readonly #copies;
  readonly #setPoints;
  readonly #putWaveform;
  readonly #waveform;
  readonly #originalWaveform;

  constructor(db: Db) {
    this.#add = db.prepare<RecordingDraft, Row>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, uploaded_by, uploaded_at)
       VALUES (:title, :fileName, :sha256, :bytes, 'received', :uploadedBy, :uploadedAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM recordings WHERE id = ?`);
    this.#several = db.prepare<[string], Row>(
      `SELECT ${COLUMNS} FROM recordings WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC`,
    );
    this.#findByHash = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM recordings WHERE sha256 = ?`);
    this.#list = db.prepare<Record<string, unknown>, Row>(
      `SELECT ${COLUMNS} FROM recordings
       WHERE (archived_at IS NOT NULL) = :archived AND state = coalesce(:state, state)
       ORDER BY id DESC LIMIT :limit`,
    );
    this.#change = db.prepare<{ id: number; title: string }, Row>(
      `UPDATE recordings SET title = :title WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#archive = db.prepare<{ id: number; at: EpochMs | null }, Row>(
      `UPDATE recordings SET archived_at = :at WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#claimed = db.prepare<[number], Row>(
      `UPDATE recordings SET state = iif(remake, state, 'checking'), reason = NULL WHERE id = ? RETURNING ${COLUMNS}`,
    );
    this.#release = db.prepare<[number], Row>(
      `UPDATE recordings SET state = iif(remake, state, 'received') WHERE id = ? RETURNING ${COLUMNS}`,
    );
    this.#finish = db.prepare<Record<string, unknown>, Row>(
      `UPDATE recordings SET state = 'ready', reason = NULL, checked_at = :at, format = :format, codec = :codec,
         sample_rate = :sampleRate, channels = :channels, playout_sha256 = :playoutSha256,
         playout_frames = :playoutFrames, analysis = :analysis, remake = 0
       WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#putWaveform = db.prepare<{ id: number; peaks: Buffer; original: Buffer | null }>(
      `INSERT INTO waveforms (recording_id, peaks, original) VALUES (:id, :peaks, :original)
       ON CONFLICT (recording_id) DO UPDATE SET peaks = excluded.peaks, original = excluded.original`,
    );
    this.#waveform = db.prepare<[number], { peaks: Buffer }>('SELECT peaks FROM waveforms WHERE recording_id = ?');
    this.#originalWaveform = db
      .prepare<[number], Buffer | null>('SELECT original FROM waveforms WHERE recording_id = ?')
      .pluck();
    this.#fail = db.prepare<{ id: number; reason: string; at: EpochMs }, Row>(
      `UPDATE recordings SET state = iif(remake, state, 'failed'), reason = :reason, checked_at = :at, remake = 0
       WHERE id = :id RETURNING ${COLUMNS}`,
    );
    this.#remake = db.prepare<[number], Row>(
      `UPDATE recordings SET remake = 1, reason = NULL WHERE id = ? AND state = 'ready'
       RETURNING ${COLUMNS}`,
    );
    this.#setPoints = db.prepare<[Points & { id: number; by: number; at: EpochMs }], Row>(
      `UPDATE recordings SET in_ms = @inMs, out_ms = @outMs, points_by = @by, points_at = @at, remake = 1, reason = NULL
       WHERE id = @id AND state = 'ready' RETURNING ${COLUMNS}`,
    );
    this.#retry = db.prepare<[number], Row>(
      `UPDATE recordings SET state = 'received', reason = NULL WHERE id = ? AND state = 'failed'
       RETURNING ${COLUMNS}`,
    );
    this.#uses = db.prepare<[string], RecordingUse>(
      `WITH wanted AS (SELECT value AS id FROM json_each(?))
       SELECT recording_id AS recordingId, e.title, 'episode' AS kind, e.id, p.abbr AS programme,
         issue_word AS issueWord, year, number, valid_from AS validFrom, valid_until AS validUntil
       FROM episodes e JOIN programmes p ON p.id = programme_id
       WHERE recording_id IN (SELECT id FROM wanted) AND e.archived_at IS NULL
       UNION ALL
       SELECT w.id, title, 'slot', slots.id, NULL, NULL, NULL, NULL, NULL, NULL FROM wanted w JOIN slots
         ON (recording_id = w.id AND plays = 'recording') OR substitute_recording_id = w.id
       WHERE archived_at IS NULL
       UNION ALL
       SELECT evergreen_recording_id, name, 'programme', id, NULL, NULL, NULL, NULL, NULL, NULL FROM programmes
       WHERE evergreen_recording_id IN (SELECT id FROM wanted) AND archived_at IS NULL
       UNION ALL
       SELECT recording_id, title, 'special-day', id, NULL, NULL, NULL, NULL, NULL, NULL FROM special_days
       WHERE recording_id IN (SELECT id FROM wanted) AND withdrawn_at IS NULL
       UNION ALL
       SELECT recording_id, title, 'notice', n.id, NULL, NULL, NULL, NULL, NULL, NULL
       FROM notice_versions JOIN notices n ON n.id = notice_id
       WHERE recording_id IN (SELECT id FROM wanted) AND n.archived_at IS NULL
       UNION ALL
       SELECT json_extract(value, '$'), '', 'filler', 0, NULL, NULL, NULL, NULL, NULL, NULL FROM settings
       WHERE key = 'fillerRecordingId' AND json_extract(value, '$') IN (SELECT id FROM wanted)
       ORDER BY year DESC, number DESC, title`,
    );
    this.#copies = db.prepare<[], KeptCopy>(
      `SELECT id, playout_sha256 AS playoutSha256, playout_frames AS playoutFrames FROM recordings
       WHERE state = 'ready' AND remake = 0 ORDER BY checked_at DESC`,
    );
    this.jobs = new IngestJobs(db);
    this.#atOnce = db.transaction(<T>(change: () => T): T => change());
  }

  /** Throws when the hash is there already: ask `findByHash` first. */
  add(draft: RecordingDraft): Recording {
    return this.#together(() => {
      const { id } = this.#add.get(draft)!;
      this.jobs.open(id);
      return this.#find.get(id);
    })!;
  }

  find(id: number): Recording | undefined {
    return decoded(this.#find.get(id));
  }

  /** Newest first. */
  several(ids: readonly number[]): Recording[] {
    return this.#several.all(JSON.stringify(ids)).map(decode);
  }

  findByHash(sha256: string): Recording | undefined {
    return decoded(this.#findByHash.get(sha256));
  }

  /** Newest first. */
  list({ state, archived = false, limit = 50 }: RecordingFilter = {}): Recording[] {
    return this.#list.all({ state: state ?? null, archived: Number(archived), limit }).map(decode);
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
   * The next one to check, marked and counted. A row still `checking` is one a dead process left: the one worker there
   * is asks only when it has nothing in hand. Who is waited for first, then fewest attempts, so that a poisoned file
   * waits; and copies to be made anew last. `except`: those in hand.
   */
  claim(except: Iterable<number> = [], { onlyHurried = false } = {}): Recording | undefined {
    return this.#together(() => {
      const id = this.jobs.claim(except, onlyHurried);
      return id === undefined ? undefined : this.#claimed.get(id);
    });
  }

  /** Puts a claimed one back as if it had not been tried. */
  release(id: number): Recording | undefined {
    return this.#together(() => (this.jobs.release(id) ? this.#release.get(id) : undefined));
  }

  /** `undefined` when it is not in hand: settled already, or to be taken anew from the start. */
  finish(id: number, checked: CheckedSound, at: EpochMs): Recording | undefined {
    const { waveform, originalWaveform, analysis, ...sound } = checked;
    return this.#together(() => {
      if (!this.jobs.end(id, null, at)) return undefined;
      const original = originalWaveform ? Buffer.from(originalWaveform.buffer) : null;
      if (waveform) this.#putWaveform.run({ id, peaks: Buffer.from(waveform.buffer), original });
      return this.#finish.get({ ...sound, analysis: analysis ? JSON.stringify(analysis) : null, id, at });
    });
  }

  /** As `finish`. */
  fail(id: number, reason: string, at: EpochMs): Recording | undefined {
    return this.#together(() => (this.jobs.end(id, reason, at) ? this.#fail.get({ id, reason, at }) : undefined));
  }

  /** Those whose step should have ended before `deadline` have failed, whatever became of who had them in hand. */
  failOverdue(deadline: EpochMs, reason: string, at: EpochMs): Recording[] {
    return this.jobs.overdue(deadline).flatMap((id) => this.fail(id, reason, at) ?? []);
  }

  /** A failed one is to be checked again from the start; `undefined` when it is not failed. */
  retry(id: number): Recording | undefined {
    return this.#anew(() => this.#retry.get(id), id);
  }

  /** Its playout copy is to be made anew; until then it stays as it is. `undefined` when it is not ready. */
  remake(id: number): Recording | undefined {
    return this.#anew(() => this.#remake.get(id), id);
  }

  /** Its playout copy is lost and is to be made once more, to the byte. `undefined` when it is not ready. */
  restore(id: number): Recording | undefined {
    const plan = this.find(id)?.analysis;
    return this.#anew(() => this.#remake.get(id), id, plan ? { plan } : undefined);
  }

  /** Every copy that should be there, the last made first. */
  copies(): KeptCopy[] {
    return this.#copies.all();
  }

  /** Pairs of lowest and highest of its playout copy. */
  findWaveform(id: number): Int8Array | undefined {
    const peaks = this.#waveform.get(id)?.peaks;
    return peaks && new Int8Array(peaks);
  }

  /** Of the whole original: the picture that points are set in. */
  findOriginalWaveform(id: number): Int8Array | undefined {
    const peaks = this.#originalWaveform.get(id);
    return peaks ? new Int8Array(peaks) : undefined;
  }

  /** Its copy is to be cut there, and made anew; until then the old one stays. `undefined` when it is not ready. */
  setPoints(id: number, points: Points, by: number, at: EpochMs): Recording | undefined {
    return this.#anew(() => this.#setPoints.get({ ...points, id, by, at }), id);
  }

  /** Where these recordings are used. */
  usesOf(ids: readonly number[]): RecordingUse[] {
    return this.#uses.all(JSON.stringify(ids));
  }

  #anew(change: () => Row | undefined, id: number, found?: Found): Recording | undefined {
    return this.#together(() => {
      if (!change()) return undefined;
      this.jobs.open(id, found);
      return this.#find.get(id);
    });
  }

  /** The recording's row and its job's, both or none. */
  #together(change: () => Row | undefined): Recording | undefined {
    return decoded(this.#atOnce.immediate(change) as Row | undefined);
  }
}
