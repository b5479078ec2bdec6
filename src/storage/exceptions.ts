/** What people changed about single occurrences. Kept apart from the entries, so that no rebuild can lose it. */
import type { Temporal } from 'temporal-polyfill';
import type { Exception, SessionChange } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<Exception, 'cancelled' | 'session'> & { readonly cancelled: 0 | 1; readonly session: string | null };
type Sound = 'recordingId' | 'session';
/**
 * What it counts for, and what it pays for, have ways of their own: neither changes what sounds. The sound put in its
 * place and what is other about a session's items stay as they are where they are left out.
 */
export type ExceptionDraft = Omit<Exception, 'id' | 'countsOn' | 'countsReason' | 'paysForId' | Sound> &
  Partial<Pick<Exception, Sound>>;

export type PeriodMove = Pick<Exception, 'slotId' | 'recurrenceId' | 'countsOn' | 'countsReason' | 'madeBy' | 'madeAt'>;

type PutRow = Omit<Row, 'id' | 'countsOn' | 'countsReason' | 'paysForId'> & {
  readonly keepsRecording: 0 | 1;
  readonly keepsSession: 0 | 1;
};

const COLUMNS = `id, slot_id AS slotId, recurrence_id AS recurrenceId, cancelled, moved_to AS movedTo,
  duration_ms AS durationMs, episode_id AS episodeId, reason, made_by AS madeBy, made_at AS madeAt,
  counts_on AS countsOn, counts_reason AS countsReason, pays_for_id AS paysForId, recording_id AS recordingId, session`;

const decode = (row: Row): Exception => ({
  ...row,
  cancelled: row.cancelled === 1,
  session: row.session === null ? null : (JSON.parse(row.session) as SessionChange),
});

export class Exceptions {
  readonly #db: Db;
  readonly #put;
  readonly #count;
  readonly #pay;
  readonly #paying;
  readonly #removeIfIdle;
  readonly #find;
  readonly #ofSlot;
  readonly #since;
  readonly #remove;
  readonly #touchSlot;
  readonly #carry;

  constructor(db: Db) {
    this.#db = db;
    this.#put = db.prepare<[PutRow], Row>(
      `INSERT INTO exceptions (slot_id, recurrence_id, cancelled, moved_to, duration_ms, episode_id, recording_id, session,
         reason, made_by, made_at)
       VALUES (@slotId, @recurrenceId, @cancelled, @movedTo, @durationMs, @episodeId, @recordingId, @session, @reason,
         @madeBy, @madeAt)
       ON CONFLICT (slot_id, recurrence_id) DO UPDATE SET cancelled = @cancelled, moved_to = @movedTo,
         duration_ms = @durationMs, episode_id = @episodeId,
         recording_id = iif(@keepsRecording, iif(@episodeId IS NULL, recording_id, NULL), @recordingId),
         session = iif(@keepsSession, session, @session), reason = @reason, made_by = @madeBy, made_at = @madeAt,
         pays_for_id = iif(@cancelled = 0 AND @recordingId IS NULL AND @episodeId IS episode_id, pays_for_id, NULL)
       RETURNING ${COLUMNS}`,
    );
    this.#count = db.prepare<[PeriodMove]>(
      `INSERT INTO exceptions (slot_id, recurrence_id, counts_on, counts_reason, made_by, made_at)
       VALUES (@slotId, @recurrenceId, @countsOn, @countsReason, @madeBy, @madeAt)
       ON CONFLICT (slot_id, recurrence_id) DO UPDATE SET counts_on = @countsOn, counts_reason = @countsReason,
         made_by = @madeBy, made_at = @madeAt`,
    );
    this.#removeIfIdle = db.prepare<[Pick<PeriodMove, 'slotId' | 'recurrenceId'>]>(
      `DELETE FROM exceptions WHERE slot_id = @slotId AND recurrence_id = @recurrenceId AND counts_on IS NULL
         AND cancelled = 0 AND coalesce(moved_to, duration_ms, episode_id, recording_id, session, pays_for_id) IS NULL`,
    );
    this.#pay = db.prepare<{ slotId: string; recurrenceId: string; paysForId: number }>(
      `UPDATE exceptions SET pays_for_id = @paysForId WHERE slot_id = @slotId AND recurrence_id = @recurrenceId`,
    );
    this.#carry = db.prepare<{ slotId: string; nextId: string; from: string }>(
      'UPDATE exceptions SET slot_id = @nextId WHERE slot_id = @slotId AND recurrence_id >= @from',
    );
    this.#paying = db.prepare<[], Row>(
      `SELECT ${COLUMNS} FROM exceptions WHERE pays_for_id IS NOT NULL ORDER BY recurrence_id, id`,
    );
    this.#find = db.prepare<{ slotId: string; recurrenceId: string }, Row>(
      `SELECT ${COLUMNS} FROM exceptions WHERE slot_id = @slotId AND recurrence_id = @recurrenceId`,
    );
    this.#ofSlot = db.prepare<{ slotId: string }, Row>(
      `SELECT ${COLUMNS} FROM exceptions WHERE slot_id = @slotId ORDER BY recurrence_id`,
    );
    this.#since = db.prepare<{ day: string }, Row>(
      `SELECT ${COLUMNS} FROM exceptions WHERE recurrence_id >= @day OR moved_to >= @day ORDER BY recurrence_id, id`,
    );
    this.#remove = db.prepare<{ slotId: string; recurrenceId: string }>(
      'DELETE FROM exceptions WHERE slot_id = @slotId AND recurrence_id = @recurrenceId',
    );
    this.#touchSlot = db.prepare<{ slotId: string; at: EpochMs }>(
      'UPDATE slots SET changed_at = @at WHERE id = @slotId',
    );
  }

  /**
   * Adds it, or replaces the one this occurrence has. What it counts for stays; it pays for nothing any more once it is
   * cancelled or plays another issue.
   */
  put(draft: ExceptionDraft): Exception {
    const { recordingId, session, cancelled, ...row } = draft;
    return decode(
      this.#put.get({
        ...row,
        cancelled: cancelled ? 1 : 0,
        recordingId: recordingId ?? null,
        session: session ? JSON.stringify(session) : null,
        keepsRecording: recordingId === undefined ? 1 : 0,
        keepsSession: session === undefined ? 1 : 0,
      })!,
    );
  }

  /** `countsOn` null: for the period it airs in. */
  count(move: PeriodMove): void {
    this.#db
      .transaction(() => {
        this.#count.run(move);
        this.#removeIfIdle.run({ slotId: move.slotId, recurrenceId: move.recurrenceId });
      })
      .immediate();
  }

  /** To be called behind `put`. */
  pay(slotId: string, recurrenceId: string, paysForId: number): void {
    this.#pay.run({ slotId, recurrenceId, paysForId });
  }

  /** Another slot goes on where this one ends: what was changed about days from `from` (ISO) on goes with them. */
  carry(slotId: string, nextId: string, from: string): number {
    return this.#carry.run({ slotId, nextId, from }).changes;
  }

  /** Make-goods, and what gave way to them, of all times. */
  paying(): Exception[] {
    return this.#paying.all().map(decode);
  }

  find(slotId: string, recurrenceId: string): Exception | undefined {
    const row = this.#find.get({ slotId, recurrenceId });
    return row && decode(row);
  }

  ofSlot(slotId: string): Exception[] {
    return this.#ofSlot.all({ slotId }).map(decode);
  }

  /** Those of occurrences that fall, or were moved, on `day` or later. */
  since(day: Temporal.PlainDate): Exception[] {
    return this.#since.all({ day: day.toString() }).map(decode);
  }

  /** The slot counts as changed `at`: an episode pinned for the next minutes gives way at once. */
  remove(slotId: string, recurrenceId: string, at: EpochMs): boolean {
    return this.#db
      .transaction(() => {
        const isThere = this.#remove.run({ slotId, recurrenceId }).changes > 0;
        if (isThere) this.#touchSlot.run({ slotId, at });
        return isThere;
      })
      .immediate();
  }
}
