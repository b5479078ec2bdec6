/**
 * The log as core/counting.ts judges it. Rows are judged there; only one that stands alone, as nearly all of ten years
 * do, SQLite judges by the same figures, so that a list of issues need not read the whole log.
 */
import { COUNTING, judgeAirings, type LoggedAiring } from '../core/counting.ts';
import type { EpochMs } from '../core/time.ts';
import { CLUSTER_COUNT, CLUSTERS_NOT_FAILED } from './airing-clusters.ts';
import type { Db } from './database.ts';

/**
 * When the sound that airing `a` played, or was to play, was approved; null: it was not as it began. The row says which
 * approval that was, under its hash: one that somebody dates back later changes nothing. Only rows older than that
 * column, none of which is behind the first seal, are looked up among the approvals themselves.
 */
const APPROVED_AT = `CASE
  WHEN a.approval_id IS NOT NULL THEN (SELECT approved_at FROM approvals WHERE id = a.approval_id)
  WHEN (SELECT seq FROM chain WHERE kind = 'airings' AND row_id = a.id)
    > (SELECT seq FROM chain WHERE kind = 'seals' ORDER BY row_id LIMIT 1) THEN NULL
  ELSE (SELECT max(approved_at) FROM approvals WHERE approvals.episode_id = a.episode_id
    AND approvals.playout_sha256 = a.playout_sha256 AND approved_at <= coalesce(a.started_at, a.planned_start)
    AND (withdrawn_at IS NULL OR withdrawn_at > coalesce(a.started_at, a.planned_start))) END`;

/** A `LoggedAiring` out of `LOGGED_FROM`, in order; nothing is looked up that the row or an index can tell is not there. */
const COLUMNS = [
  ['id', 'a.id'],
  ['continuesId', 'a.continues_id'],
  ['slotId', 'a.slot_id'],
  ['recurrenceId', 'a.recurrence_id'],
  ['kind', 'a.kind'],
  ['programmeId', 'a.programme_id'],
  ['episodeId', 'a.episode_id'],
  ['plannedStart', 'a.planned_start'],
  ['startedAt', 'a.started_at'],
  ['endedAt', 'a.ended_at'],
  ['fromFrame', 'a.from_frame'],
  ['playedFrames', 'a.played_frames'],
  ['totalFrames', 'a.total_frames'],
  ['outcome', 'a.outcome'],
  ['reason', 'a.reason'],
  ['paysForId', 'a.pays_for_id'],
  ['approvedAt', APPROVED_AT],
  ['clusters', CLUSTER_COUNT],
  ['countsOn', 'x.counts_on'],
  [
    'correction',
    `CASE WHEN a.id IN (SELECT airing_id FROM corrections) THEN (
      SELECT json_object('outcome', outcome, 'reason', reason, 'startedAt', started_at, 'endedAt', ended_at,
        'playedFrames', played_frames) FROM corrections WHERE airing_id = a.id ORDER BY id DESC LIMIT 1) END`,
  ],
] as const satisfies readonly (readonly [keyof LoggedAiring, string])[];

type RowOf<C extends readonly (readonly [keyof LoggedAiring, string])[]> = {
  [I in keyof C]: Required<LoggedAiring>[C[I][0]];
};
type LoggedRow = RowOf<typeof COLUMNS>;

/** In any order. A year of a busy station is 60,000 rows: SQLite hands them over as one JSON text in a third of the time. */
export const LOGGED = `json_group_array(json_array(${COLUMNS.map(([, sql]) => sql).join(', ')}))`;
export const LOGGED_FROM = `airings a
  LEFT JOIN exceptions x ON x.slot_id = a.slot_id AND x.recurrence_id = a.recurrence_id`;

export const readLogged = (logged: string): LoggedAiring[] => (JSON.parse(logged) as LoggedRow[]).map(toAiring);

// biome-ignore format: one listing, to be held beside COLUMNS
const toAiring = ([
  id, continuesId, slotId, recurrenceId, kind, programmeId, episodeId, plannedStart, startedAt, endedAt, fromFrame,
  playedFrames, totalFrames, outcome, reason, paysForId, approvedAt, clusters, countsOn, correction,
]: LoggedRow): LoggedAiring => ({
  id, continuesId, slotId, recurrenceId, kind, programmeId, episodeId, plannedStart, startedAt, endedAt, fromFrame,
  playedFrames, totalFrames, outcome, reason, paysForId, approvedAt, clusters, countsOn, correction,
});

/** The start of the first airing that counts by itself, of the episode behind alias `e`; for parts see `AiredIssues`. */
export const airedAlone = (e: string): string => `(SELECT min(a.started_at) FROM airings a WHERE a.episode_id = ${e}.id
  AND a.outcome <> 'on-air' AND a.share >= ${COUNTING.share} AND (${APPROVED_AT}) IS NOT NULL
  AND coalesce(${CLUSTERS_NOT_FAILED}, 1) >= ${COUNTING.clusters})`;

/** When issues were first heard so that it counts: from then on they are no premieres any more. */
export class AiredIssues {
  readonly #alone;
  readonly #rows;

  constructor(db: Db) {
    this.#alone = db
      .prepare<{ id: number }, EpochMs | null>(`SELECT ${airedAlone('e')} FROM episodes e WHERE e.id = @id`)
      .pluck();
    this.#rows = db
      .prepare<[], string>(
        `SELECT ${LOGGED} FROM ${LOGGED_FROM}
         WHERE a.episode_id IN (SELECT episode_id FROM airings WHERE continues_id IS NOT NULL
           UNION SELECT episode_id FROM airings WHERE id IN (SELECT airing_id FROM corrections))`,
      )
      .pluck();
  }

  /** Null: not yet. */
  of(episodeId: number): EpochMs | null {
    const inParts = this.inParts().get(episodeId);
    return inParts === undefined ? (this.#alone.get({ id: episodeId }) ?? null) : inParts;
  }

  /**
   * Of the issues that a restart broke or a person corrected at least once: parts add up and readings change, and what
   * each row did alone tells nothing.
   */
  inParts(): ReadonlyMap<number, EpochMs | null> {
    const aired = new Map<number, EpochMs | null>();
    for (const { first, kind, verdict, at } of judgeAirings(readLogged(this.#rows.get()!))) {
      const isPremiere = verdict === 'counts' && kind === 'premiere';
      if (isPremiere || !aired.has(first.episodeId!)) aired.set(first.episodeId!, isPremiere ? at : null);
    }
    return aired;
  }
}
