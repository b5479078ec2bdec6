/** The airing log. Rows are opened and closed by the recorder; nobody changes a closed one (the database refuses). */
import type { Temporal } from 'temporal-polyfill';
import type { AiringTotals } from '../core/airing-log.ts';
import type { ClusterCount } from '../core/clusters.ts';
import { type Airing, WHOLE_COMMUNE } from '../core/model.ts';
import { type EpochMs, startOfDay } from '../core/time.ts';
import { AiringClusters } from './airing-clusters.ts';
import { type AiringFilter, AT, where, whereCorrected } from './airing-filter.ts';
import { narrowed, sumAirings } from './airing-totals.ts';
import { Causes, Corrections } from './corrections.ts';
import type { Db } from './database.ts';
import { EmergenciesHeard } from './emergencies.ts';
import { AiringEvidence } from './evidence.ts';

export type { AiringFilter };

/** What the row itself finds out, or only its closing knows, is not among it. */
export type NewAiring = Omit<
  Airing,
  | 'id'
  | 'zoneName'
  | 'share'
  | 'approvalId'
  | 'approvedBy'
  | 'outputs'
  | 'clock'
  | 'clustersExpected'
  | 'zonesApart'
  | 'correction'
  | 'cause'
  | 'clusters'
  | 'evidence'
  | 'emergency'
> & { readonly clustersExpected?: number | null };

/** What a row says when it is closed. */
export type AiringEnd = Pick<Airing, 'outcome' | 'reason' | 'detail'> & {
  readonly endedAt: EpochMs;
  readonly playedFrames: number;
} & Partial<Pick<Airing, 'outputs' | 'clock' | 'zonesApart'>>;

/** `ends`: rows that tell how it ended; what a restart broke and another row continues is not one. */
export type Unaccounted = {
  readonly entryId: number;
  readonly title: string;
  readonly plannedStart: EpochMs;
  readonly ends: number;
};

/** A place in the log between two rows: the sort instant and the id of the last row seen. */
export type AiringCursor = { readonly at: EpochMs; readonly id: number };

/** Name here and column; rows come as arrays, which takes half as long as objects when there are a million. */
const FIELDS = [
  ['id', 'id'],
  ['entryId', 'entry_id'],
  ['commandId', 'command_id'],
  ['continuesId', 'continues_id'],
  ['standsForId', 'stands_for_id'],
  ['zoneId', 'zone_id'],
  ['slotId', 'slot_id'],
  ['recurrenceId', 'recurrence_id'],
  ['kind', 'kind'],
  ['title', 'title'],
  ['programmeId', 'programme_id'],
  ['programmeName', 'programme_name'],
  ['episodeId', 'episode_id'],
  ['episodeLabel', 'episode_label'],
  ['recordingId', 'recording_id'],
  ['playoutSha256', 'playout_sha256'],
  ['relayUrl', 'relay_url'],
  ['plannedStart', 'planned_start'],
  ['plannedEnd', 'planned_end'],
  ['startedAt', 'started_at'],
  ['endedAt', 'ended_at'],
  ['fromFrame', 'from_frame'],
  ['playedFrames', 'played_frames'],
  ['totalFrames', 'total_frames'],
  ['latenessMs', 'lateness_ms'],
  ['outcome', 'outcome'],
  ['reason', 'reason'],
  ['detail', 'detail'],
  ['paysForId', 'pays_for_id'],
  ['onDuty', 'on_duty'],
  ['approvalId', 'approval_id'],
  ['approvedBy', 'approved_by'],
  ['outputs', 'outputs'],
  ['clock', 'clock'],
  ['clustersExpected', 'clusters_expected'],
  ['zonesApart', 'zones_apart'],
  ['share', 'share'],
] as const satisfies readonly (readonly [keyof Airing, string])[];
const COLUMNS = FIELDS.map(([, column]) => column).join(', ');

/** In JSON. */
type Coded = 'outputs' | 'clock' | 'zonesApart';
type RowOf<C extends readonly (readonly [keyof Airing, string])[]> = {
  readonly [I in keyof C]: C[I][0] extends Coded ? string | null : Airing[C[I][0]];
};
/** The values of `FIELDS`. */
type Row = RowOf<typeof FIELDS>;
const decoded = (json: string | null) => (json === null ? null : JSON.parse(json));

/** Held as the row began. */
const IN_FORCE = `p.playout_sha256 = @playoutSha256 AND p.approved_at <= coalesce(@startedAt, @plannedStart)
    AND (p.withdrawn_at IS NULL OR p.withdrawn_at > coalesce(@startedAt, @plannedStart))
  ORDER BY p.approved_at DESC, p.id DESC LIMIT 1`;
/** Of the issue it plays, or of the notice. */
const APPROVAL = `FROM approvals p JOIN users u ON u.id = p.approver_id WHERE p.episode_id = @episodeId AND ${IN_FORCE}`;
const OF_NOTICE = `FROM notice_approvals p JOIN notice_versions v ON v.id = p.version_id JOIN users u ON u.id = p.approver_id
  WHERE @kind = 'notice' AND v.recording_id = @recordingId AND ${IN_FORCE}`;

const IN_SERVICE = 'SELECT count(*) FROM clusters WHERE archived_at IS NULL AND paused = 0';
/** The clusters in service that were to sound in its zone, as the register has it at its start; null where none is kept. */
const CLUSTERS_MEANT = `nullif((${IN_SERVICE} AND @kind <> 'drill' AND @zoneId IN ('${WHOLE_COMMUNE}', zone_id)), 0)`;
/** But for those of zones that, as only its end tells, heard nothing of it. */
const CLUSTERS_LEFT = `nullif(max(0, clusters_expected - (${IN_SERVICE} AND zone_id IN (
  SELECT value ->> 'zoneId' FROM json_each(@zonesApart) WHERE value ->> 'heard' = 'none'))), 0)`;

export class Airings {
  readonly #db: Db;
  readonly #causes;
  readonly #clusters;
  readonly #corrections;
  readonly #evidence;
  readonly #emergencies;
  readonly #zones;
  readonly #add;
  readonly #progress;
  readonly #close;
  readonly #find;
  readonly #titles;
  readonly #open;
  readonly #unaccounted;
  readonly #cancelled;

  constructor(db: Db) {
    this.#db = db;
    this.#causes = new Causes(db);
    this.#clusters = new AiringClusters(db);
    this.#corrections = new Corrections(db);
    this.#evidence = new AiringEvidence(db);
    this.#emergencies = new EmergenciesHeard(db);
    this.#zones = db.prepare<[], [string, string]>('SELECT id, name FROM zones').raw();
    this.#add = db
      .prepare<[NewAiring], number>(
        `INSERT INTO airings (entry_id, command_id, continues_id, stands_for_id, zone_id, slot_id, recurrence_id, kind, title,
           programme_id, programme_name, episode_id, episode_label, recording_id, playout_sha256, relay_url, planned_start,
           planned_end, started_at, ended_at, from_frame, played_frames, total_frames, lateness_ms, outcome, reason, detail,
           pays_for_id, on_duty, clusters_expected, approval_id, approved_by)
         VALUES (@entryId, @commandId, @continuesId, @standsForId, @zoneId, @slotId, @recurrenceId, @kind, @title,
           @programmeId, @programmeName, @episodeId, @episodeLabel, @recordingId, @playoutSha256, @relayUrl, @plannedStart,
           @plannedEnd, @startedAt, @endedAt, @fromFrame, @playedFrames, @totalFrames, @latenessMs, @outcome, @reason,
           @detail, @paysForId, @onDuty, coalesce(@clustersExpected, ${CLUSTERS_MEANT}), (SELECT p.id ${APPROVAL}),
           coalesce((SELECT u.name ${APPROVAL}), (SELECT u.name ${OF_NOTICE})))
         RETURNING id`,
      )
      .pluck();
    this.#progress = db.prepare<{ id: number; endedAt: EpochMs; playedFrames: number }>(
      // A clock set back while it sounded does not end it before it began.
      'UPDATE airings SET ended_at = max(@endedAt, started_at), played_frames = @playedFrames WHERE id = @id',
    );
    this.#close = db.prepare<
      Omit<AiringEnd, Coded> & { readonly [K in Coded]: string | null } & { readonly id: number }
    >(
      `UPDATE airings SET ended_at = max(@endedAt, started_at), played_frames = @playedFrames, outcome = @outcome,
         reason = coalesce(@reason, reason), detail = @detail, outputs = @outputs, clock = @clock,
         zones_apart = @zonesApart, clusters_expected = ${CLUSTERS_LEFT} WHERE id = @id`,
    );
    this.#find = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM airings WHERE id = ?`).raw();
    this.#titles = db
      .prepare<{ ids: string }, [number, string]>(
        'SELECT a.id, a.title FROM json_each(@ids) i CROSS JOIN airings a WHERE a.id = i.value',
      )
      .raw();
    this.#unaccounted = db.prepare<{ from: EpochMs; until: EpochMs; now: EpochMs }, Unaccounted>(
      `SELECT e.id AS entryId, e.title, e.planned_start AS plannedStart, count(a.id) AS ends
       FROM entries e LEFT JOIN airings a ON a.entry_id = e.id AND a.outcome <> 'on-air'
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND continues_id = a.id)
       WHERE e.planned_start >= @from AND e.planned_start < @until
         AND max(e.planned_end, coalesce(e.slot_end, 0), e.planned_start + max(e.tolerance_ms, e.late_start_ms)) < @now
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome = 'on-air')
       GROUP BY e.id HAVING count(a.id) <> 1 ORDER BY e.planned_start, e.id`,
    );
    this.#cancelled = db
      .prepare<{ slotId: string; recurrenceId: string; at: EpochMs }, string>(
        `SELECT title FROM airings WHERE outcome = 'cancelled' AND ${AT} = @at AND slot_id = @slotId
           AND recurrence_id = @recurrenceId`,
      )
      .pluck();
    this.#open = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM airings WHERE outcome = 'on-air' ORDER BY id`).raw();
  }

  add(airing: NewAiring): number {
    return this.#add.get({ clustersExpected: null, ...airing })!;
  }

  /** What is claimed so far of an airing still on the air. */
  progress(id: number, endedAt: EpochMs, playedFrames: number): void {
    this.#progress.run({ id, endedAt, playedFrames });
  }

  /** A stand-in that ends without a reason keeps the one it began with: what it stood in as. */
  close(id: number, { outputs, clock, zonesApart, ...end }: AiringEnd): void {
    const asText = (value: object | null | undefined) => (value ? JSON.stringify(value) : null);
    const coded = { outputs: asText(outputs), clock: asText(clock), zonesApart: asText(zonesApart) };
    this.#close.run({ id, ...end, ...coded });
  }

  find(id: number): Airing | undefined {
    const row = this.#find.get(id);
    return row && this.#read([row])[0];
  }

  /** What was to be heard, by id. */
  titles(ids: readonly number[]): Map<number, string> {
    return new Map(this.#titles.all({ ids: JSON.stringify(ids) }));
  }

  /** Airings not closed: one a zone, and more while one fades out under the next. */
  open(): Airing[] {
    return this.#read(this.#open.all());
  }

  /** Entries planned in [from, until) whose time has passed by `now` and that have not ended exactly once in the log. */
  unaccounted(from: EpochMs, until: EpochMs, now: EpochMs): Unaccounted[] {
    return this.#unaccounted.all({ from, until, now });
  }

  /** The titles of what the log has as called off of this occurrence, and which was to start at `at`. */
  cancelled(slotId: string, recurrenceId: string, at: EpochMs): string[] {
    return this.#cancelled.all({ slotId, recurrenceId, at });
  }

  /** Newest first: the rows right below `before`, or right above `after`, or the newest of all. */
  list(
    filter: AiringFilter,
    page: { limit: number; before?: AiringCursor | undefined; after?: AiringCursor | undefined },
  ): Airing[] {
    const { before, after, limit } = page;
    const [side, order] = after ? (['newer', 'ASC'] as const) : ([before && 'older', 'DESC'] as const);
    const cursor = after ?? before;
    const asked = narrowed(this.#db, filter);
    if (asked === undefined) return [];
    const values = { ...asked, limit, cursorAt: cursor?.at, cursorId: cursor?.id };
    const rows = this.#db
      .prepare<[typeof values], Row>(`${select(asked, side, order)} LIMIT @limit`)
      .raw()
      .all(values);
    return this.#read(after ? rows.reverse() : rows);
  }

  /**
   * Oldest first, in batches: no cursor stays open across an `await`, so an export of a million rows never blocks a
   * write on this connection.
   */
  *each(filter: AiringFilter, batch = 250): Generator<Airing> {
    const statement = (cursor?: 'newer') =>
      this.#db.prepare<[object], Row>(`${select(filter, cursor, 'ASC')} LIMIT @batch`).raw();
    const next = statement('newer');
    let rows = this.#read(statement().all({ ...filter, batch }));
    while (rows.length > 0) {
      yield* rows;
      const { startedAt, plannedStart, id } = rows.at(-1)!;
      rows = this.#read(next.all({ ...filter, batch, cursorAt: startedAt ?? plannedStart, cursorId: id }));
    }
  }

  /** Whether the log has anything of a day. */
  hasDay(day: Temporal.PlainDate, zone: string): boolean {
    const span = { from: startOfDay(day, zone), until: startOfDay(day.add({ days: 1 }), zone) };
    return this.list(span, { limit: 1 }).length > 0;
  }

  totals(filter: AiringFilter): AiringTotals {
    return sumAirings(this.#db, filter);
  }

  /** With what people said of them since. */
  #read(rows: readonly Row[]): Airing[] {
    if (rows.length === 0) return [];
    const ids = rows.map(([id]) => id);
    const [from, until] = [Math.min(...ids), Math.max(...ids)];
    const corrections = this.#corrections.holding(from, until);
    const causes = this.#causes.holding(from, until);
    const evidence = this.#evidence.holding(from, until);
    const emergencies = this.#emergencies.holding(from, until);
    const zones = new Map(this.#zones.all());
    const clusters = this.#clusters.holding(ids);
    // biome-ignore format: one listing, to be held beside FIELDS; a literal is built in half the time of forty stores
    return rows.map(([
      id, entryId, commandId, continuesId, standsForId, zoneId, slotId, recurrenceId, kind, title, programmeId,
      programmeName, episodeId, episodeLabel, recordingId, playoutSha256, relayUrl, plannedStart, plannedEnd,
      startedAt, endedAt, fromFrame, playedFrames, totalFrames, latenessMs, outcome, reason, detail, paysForId,
      onDuty, approvalId, approvedBy, outputs, clock, clustersExpected, zonesApart, share,
    ]): Airing => ({
      id, entryId, commandId, continuesId, standsForId, zoneId, slotId, recurrenceId, kind, title, programmeId,
      programmeName, episodeId, episodeLabel, recordingId, playoutSha256, relayUrl, plannedStart, plannedEnd,
      startedAt, endedAt, fromFrame, playedFrames, totalFrames, latenessMs, outcome, reason, detail, paysForId,
      onDuty, approvalId, approvedBy, clustersExpected, share,
      outputs: decoded(outputs),
      clock: decoded(clock),
      zonesApart: decoded(zonesApart),
      zoneName: zones.get(zoneId) ?? zoneId,
      correction: corrections.get(id) ?? null,
      cause: causes.get(id) ?? null,
      clusters: clustersOf(clusters.get(id), clustersExpected ?? 0),
      evidence: evidence.get(id) ?? null,
      emergency: emergencies.get(id) ?? null,
    }));
  }
}

/** `meant`: for how many the row was; somebody may have answered for more. */
const clustersOf = (answered: ClusterCount | undefined, meant: number): Airing['clusters'] => {
  if (answered) return { ...answered, expected: Math.max(answered.expected, meant) };
  return meant > 0 ? { ok: 0, byHand: 0, failed: 0, expected: meant } : null;
};

/** In order of the instant. Where the outcome is asked for, rows that were corrected are found by the right one. */
function select(filter: AiringFilter, cursor: 'older' | 'newer' | undefined, order: 'ASC' | 'DESC'): string {
  const plain = `SELECT ${COLUMNS} FROM airings ${where(filter, cursor)}`;
  if (filter.outcome === undefined) return `${plain} ORDER BY ${AT} ${order}, id ${order}`;
  const part = (from: string) => `SELECT ${COLUMNS}, ${AT} AS at FROM ${from}`;
  const corrected = `airings NOT INDEXED ${whereCorrected(filter, cursor)}`; // by their ids, which are few
  return `${part(`airings ${where(filter, cursor)}`)} UNION ALL ${part(corrected)} ORDER BY at ${order}, id ${order}`;
}
