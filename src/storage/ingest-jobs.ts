/**
 * The ingest's own rows: one a recording, made with it, moved by storage/recordings.ts in the same transaction as the
 * recording's state. The steps between are written here, by the worker alone.
 */
import type { Sound } from '../core/audio.ts';
import type { IngestStep } from '../core/ingest-steps.ts';
import type { Analysis } from '../core/loudness.ts';
import type { EpochMs } from '../core/time.ts';
import type { Outline } from '../core/waveform.ts';
import type { Db } from './database.ts';

/** What the steps before found; each is missing until its step is done. */
export type Found = { readonly sound?: Sound; readonly plan?: Analysis };

export type IngestJob = {
  readonly recordingId: number;
  readonly state: 'waiting' | 'working' | 'done' | 'failed';
  readonly step: IngestStep;
  readonly attempts: number;
  readonly startedAt: EpochMs | null;
  readonly deadlineAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly lastError: string | null;
  readonly found: Found;
  readonly outline: Outline | undefined;
};

type Row = Omit<IngestJob, 'found' | 'outline'> & { readonly found: string | null; readonly outline: Buffer | null };

const COLUMNS = `recording_id AS recordingId, state, step, attempts, started_at AS startedAt, deadline_at AS deadlineAt,
  ended_at AS endedAt, last_error AS lastError, found, outline`;

export class IngestJobs {
  readonly #open;
  readonly #find;
  readonly #claim;
  readonly #release;
  readonly #begin;
  readonly #learn;
  readonly #end;
  readonly #hurry;
  readonly #overdue;

  constructor(db: Db) {
    this.#open = db.prepare<{ id: number; found: string | null }>(
      `INSERT INTO ingest_jobs (recording_id, found) VALUES (:id, :found) ON CONFLICT (recording_id) DO UPDATE
       SET state = 'waiting', step = 'hash', attempts = 0, hurried = 0, started_at = NULL, deadline_at = NULL,
         ended_at = NULL, last_error = NULL, found = excluded.found, outline = NULL`,
    );
    this.#find = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM ingest_jobs WHERE recording_id = ?`);
    this.#claim = db
      .prepare<{ except: string; hurried: 0 | 1 }, number>(
        `UPDATE ingest_jobs SET state = 'working', attempts = attempts + 1, started_at = NULL, deadline_at = NULL
         WHERE recording_id = (
           SELECT j.recording_id FROM ingest_jobs j JOIN recordings r ON r.id = j.recording_id
           WHERE j.state IN ('waiting', 'working') AND j.hurried >= :hurried
             AND j.recording_id NOT IN (SELECT value FROM json_each(:except))
           ORDER BY j.hurried DESC, r.remake, j.attempts, j.recording_id LIMIT 1)
         RETURNING recording_id`,
      )
      .pluck();
    this.#release = db.prepare<[number]>(
      `UPDATE ingest_jobs SET state = 'waiting', attempts = attempts - 1, started_at = NULL, deadline_at = NULL
       WHERE recording_id = ? AND state = 'working'`,
    );
    this.#begin = db.prepare<{ id: number; step: IngestStep; at: EpochMs; deadlineAt: EpochMs }>(
      `UPDATE ingest_jobs SET step = :step, started_at = coalesce(started_at, :at), deadline_at = :deadlineAt
       WHERE recording_id = :id AND state = 'working'`,
    );
    this.#learn = db.prepare<{ id: number; found: string; outline: Buffer | null }>(
      `UPDATE ingest_jobs SET found = :found, outline = coalesce(:outline, outline)
       WHERE recording_id = :id AND state = 'working'`,
    );
    this.#end = db.prepare<{ id: number; error: string | null; at: EpochMs }>(
      `UPDATE ingest_jobs SET state = iif(:error IS NULL, 'done', 'failed'), last_error = :error, ended_at = :at,
         hurried = 0, deadline_at = NULL, found = NULL, outline = NULL
       WHERE recording_id = :id AND state = 'working'`,
    );
    this.#hurry = db.prepare<[number]>(
      `UPDATE ingest_jobs SET hurried = 1 WHERE recording_id = ? AND state IN ('waiting', 'working')`,
    );
    this.#overdue = db
      .prepare<[EpochMs], number>(`SELECT recording_id FROM ingest_jobs WHERE state = 'working' AND deadline_at < ?`)
      .pluck();
  }

  /** To be taken from the start, as if never tried; `found` where something of it is known already. */
  open(id: number, found?: Found): void {
    this.#open.run({ id, found: found ? JSON.stringify(found) : null });
  }

  find(recordingId: number): IngestJob | undefined {
    const row = this.#find.get(recordingId);
    if (!row) return undefined;
    const { found, outline, ...rest } = row;
    return {
      ...rest,
      found: found === null ? {} : JSON.parse(found),
      outline: outline ? outlineIn(outline) : undefined,
    };
  }

  /** The next one's recording, marked and counted in one statement. */
  claim(except: Iterable<number>, onlyHurried: boolean): number | undefined {
    return this.#claim.get({ except: JSON.stringify([...except]), hurried: onlyHurried ? 1 : 0 });
  }

  /** False when it is not in hand any more. */
  release(id: number): boolean {
    return this.#release.run(id).changes > 0;
  }

  /** Before a step is begun. */
  begin(id: number, step: IngestStep, at: EpochMs, deadlineAt: EpochMs): void {
    this.#begin.run({ id, step, at, deadlineAt });
  }

  /** After a step: all that is known by now. */
  learn(id: number, found: Found, outline?: Outline): void {
    const bytes = outline && Buffer.concat([outline.low, outline.high].map(bytesOf));
    this.#learn.run({ id, found: JSON.stringify(found), outline: bytes ?? null });
  }

  /** False when it is not in hand any more. */
  end(id: number, error: string | null, at: EpochMs): boolean {
    return this.#end.run({ id, error, at }).changes > 0;
  }

  /** Ahead of all that wait, and beside what is in hand. */
  hurry(id: number): void {
    this.#hurry.run(id);
  }

  /** Recordings whose step should have ended before `at`. */
  overdue(at: EpochMs): number[] {
    return this.#overdue.all(at);
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int16Array) => Buffer.from(buffer, byteOffset, byteLength);

/** Copied: the bytes of a row may lie at an odd place. */
function outlineIn(bytes: Buffer): Outline {
  const both = new Int16Array(new Uint8Array(bytes).buffer);
  return { low: both.subarray(0, both.length / 2), high: both.subarray(both.length / 2) };
}
