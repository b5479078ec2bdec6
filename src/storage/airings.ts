/** The airing log. Rows are opened and closed by the recorder; nobody changes a closed one (the database refuses). */
import type { AiringTotals } from '../core/airing-log.ts';
import type { Airing, AiringKind, Outcome, Reason } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type NewAiring = Omit<Airing, 'id' | 'share'>;

/** All optional and combined by "and"; `from` inclusive, `until` exclusive, on the actual start or else the planned. */
export type AiringFilter = {
  readonly from?: EpochMs | undefined;
  readonly until?: EpochMs | undefined;
  readonly programmeId?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly kind?: AiringKind | undefined;
};

/** `ends`: rows that tell how it ended; what a restart broke and another row continues is not one. */
export type Unaccounted = {
  readonly entryId: number;
  readonly title: string;
  readonly plannedStart: EpochMs;
  readonly ends: number;
};

/** A place in the log between two rows: the sort instant and the id of the last row seen. */
export type AiringCursor = { readonly at: EpochMs; readonly id: number };

const AT = 'coalesce(started_at, planned_start)';
const COLUMNS = `id, entry_id AS entryId, command_id AS commandId, continues_id AS continuesId, zone_id AS zoneId,
  slot_id AS slotId, recurrence_id AS recurrenceId, kind, title, programme_id AS programmeId,
  programme_name AS programmeName, episode_id AS episodeId, episode_label AS episodeLabel,
  recording_id AS recordingId, playout_sha256 AS playoutSha256, planned_start AS plannedStart,
  planned_end AS plannedEnd, started_at AS startedAt, ended_at AS endedAt, from_frame AS fromFrame,
  played_frames AS playedFrames, total_frames AS totalFrames, lateness_ms AS latenessMs, outcome, reason, detail,
  pays_for_id AS paysForId, share`;

/**
 * Each condition is there only when asked for, so that every combination can use the index on the instant. A cursor
 * takes the place of the bound on its side, which it has passed: SQLite searches an index on an expression by a plain
 * comparison only, and of two bounds on one side takes either.
 */
function where(filter: AiringFilter, cursor?: 'older' | 'newer'): string {
  const conditions = [
    cursor === 'newer'
      ? `${AT} >= @cursorAt AND (${AT}, id) > (@cursorAt, @cursorId)`
      : filter.from !== undefined && `${AT} >= @from`,
    cursor === 'older'
      ? `${AT} <= @cursorAt AND (${AT}, id) < (@cursorAt, @cursorId)`
      : filter.until !== undefined && `${AT} < @until`,
    filter.programmeId !== undefined && 'programme_id = @programmeId',
    filter.outcome !== undefined && 'outcome = @outcome',
    filter.kind !== undefined && 'kind = @kind',
  ].filter(Boolean);
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}

export class Airings {
  readonly #db: Db;
  readonly #add;
  readonly #progress;
  readonly #close;
  readonly #find;
  readonly #open;
  readonly #unaccounted;

  constructor(db: Db) {
    this.#db = db;
    this.#add = db
      .prepare<[NewAiring], number>(
        `INSERT INTO airings (entry_id, command_id, continues_id, zone_id, slot_id, recurrence_id, kind, title,
           programme_id, programme_name, episode_id, episode_label, recording_id, playout_sha256, planned_start,
           planned_end, started_at, ended_at, from_frame, played_frames, total_frames, lateness_ms, outcome, reason, detail,
           pays_for_id)
         VALUES (@entryId, @commandId, @continuesId, @zoneId, @slotId, @recurrenceId, @kind, @title,
           @programmeId, @programmeName, @episodeId, @episodeLabel, @recordingId, @playoutSha256, @plannedStart,
           @plannedEnd, @startedAt, @endedAt, @fromFrame, @playedFrames, @totalFrames, @latenessMs, @outcome, @reason,
           @detail, @paysForId)
         RETURNING id`,
      )
      .pluck();
    this.#progress = db.prepare<{ id: number; endedAt: EpochMs; playedFrames: number }>(
      'UPDATE airings SET ended_at = @endedAt, played_frames = @playedFrames WHERE id = @id',
    );
    this.#close = db.prepare<{
      id: number;
      endedAt: EpochMs;
      playedFrames: number;
      outcome: Outcome;
      reason: Reason | null;
      detail: string | null;
    }>(
      `UPDATE airings SET ended_at = @endedAt, played_frames = @playedFrames, outcome = @outcome,
         reason = coalesce(@reason, reason), detail = @detail WHERE id = @id`,
    );
    this.#find = db.prepare<[number], Airing>(`SELECT ${COLUMNS} FROM airings WHERE id = ?`);
    this.#unaccounted = db.prepare<{ from: EpochMs; until: EpochMs; now: EpochMs }, Unaccounted>(
      `SELECT e.id AS entryId, e.title, e.planned_start AS plannedStart, count(a.id) AS ends
       FROM entries e LEFT JOIN airings a ON a.entry_id = e.id AND a.outcome <> 'on-air'
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND continues_id = a.id)
       WHERE e.planned_start >= @from AND e.planned_start < @until
         AND max(e.planned_end, coalesce(e.slot_end, 0), e.planned_start + max(e.tolerance_ms, e.late_start_ms)) < @now
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome = 'on-air')
       GROUP BY e.id HAVING count(a.id) <> 1 ORDER BY e.planned_start, e.id`,
    );
    this.#open = db.prepare<[], Airing>(`SELECT ${COLUMNS} FROM airings WHERE outcome = 'on-air' ORDER BY id`);
  }

  add(airing: NewAiring): number {
    return this.#add.get(airing)!;
  }

  /** What is claimed so far of an airing still on the air. */
  progress(id: number, endedAt: EpochMs, playedFrames: number): void {
    this.#progress.run({ id, endedAt, playedFrames });
  }

  /** A stand-in that ends without a reason keeps the one it began with: what it stood in as. */
  close(
    id: number,
    end: { endedAt: EpochMs; playedFrames: number; outcome: Outcome; reason: Reason | null; detail: string | null },
  ): void {
    this.#close.run({ id, ...end });
  }

  find(id: number): Airing | undefined {
    return this.#find.get(id);
  }

  /** Airings not closed: one a zone, and more while one fades out under the next. */
  open(): Airing[] {
    return this.#open.all();
  }

  /** Entries planned in [from, until) whose time has passed by `now` and that have not ended exactly once in the log. */
  unaccounted(from: EpochMs, until: EpochMs, now: EpochMs): Unaccounted[] {
    return this.#unaccounted.all({ from, until, now });
  }

  /** Newest first: the rows right below `before`, or right above `after`, or the newest of all. */
  list(
    filter: AiringFilter,
    page: { limit: number; before?: AiringCursor | undefined; after?: AiringCursor | undefined },
  ): Airing[] {
    const { before, after, limit } = page;
    const [side, order] = after ? (['newer', 'ASC'] as const) : ([before && 'older', 'DESC'] as const);
    const cursor = after ?? before;
    const values = { ...filter, limit, cursorAt: cursor?.at, cursorId: cursor?.id };
    const rows = this.#db
      .prepare<[typeof values], Airing>(
        `SELECT ${COLUMNS} FROM airings ${where(filter, side)} ORDER BY ${AT} ${order}, id ${order} LIMIT @limit`,
      )
      .all(values);
    return after ? rows.reverse() : rows;
  }

  /**
   * Oldest first, in batches: no cursor stays open across an `await`, so an export of a million rows never blocks a
   * write on this connection.
   */
  *each(filter: AiringFilter, batch = 250): Generator<Airing> {
    const statement = (cursor?: 'newer') =>
      this.#db.prepare<[object], Airing>(
        `SELECT ${COLUMNS} FROM airings ${where(filter, cursor)} ORDER BY ${AT}, id LIMIT @batch`,
      );
    const next = statement('newer');
    let rows = statement().all({ ...filter, batch });
    while (rows.length > 0) {
      yield* rows;
      const last = rows.at(-1)!;
      rows = next.all({ ...filter, batch, cursorAt: last.startedAt ?? last.plannedStart, cursorId: last.id });
    }
  }

  totals(filter: AiringFilter): AiringTotals {
    return this.#db
      .prepare<[AiringFilter], AiringTotals>(
        `SELECT count(*) AS count, count(started_at) AS aired, count(*) FILTER (WHERE outcome = 'completed') AS whole,
           count(*) FILTER (WHERE outcome IN ('cut', 'failed')) AS broken,
           count(*) FILTER (WHERE started_at IS NULL) AS silent, coalesce(sum(played_frames), 0) AS playedFrames
         FROM airings ${where(filter)}`,
      )
      .get(filter)!;
  }
}
