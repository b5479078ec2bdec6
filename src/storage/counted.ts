/**
 * The log as core/counting.ts judges it. Rows are judged there; only one that stands alone, as nearly all of ten years
 * do, SQLite judges by the same figures, so that a list of issues need not read the whole log.
 */
import type { Reading } from '../core/correction.ts';
import { COUNTING, judgeAirings, type LoggedAiring } from '../core/counting.ts';
import type { EpochMs } from '../core/time.ts';
import { CLUSTERS_EXPECTED, CLUSTERS_HEARD } from './airing-clusters.ts';
import type { Db } from './database.ts';

/** Approvals of the sound that airing `a` played, or was to play, in force as it began. */
const IN_FORCE = `FROM approvals WHERE approvals.episode_id = a.episode_id
  AND approvals.playout_sha256 = a.playout_sha256 AND approved_at <= coalesce(a.started_at, a.planned_start)
  AND (withdrawn_at IS NULL OR withdrawn_at > coalesce(a.started_at, a.planned_start))`;

/** A `LoggedAiring` out of `airings a`, without what an exception says of it. */
export const LOGGED = `a.id, a.continues_id AS continuesId, a.slot_id AS slotId, a.recurrence_id AS recurrenceId,
  a.kind, a.title, a.programme_id AS programmeId, a.episode_id AS episodeId, a.planned_start AS plannedStart,
  a.started_at AS startedAt, a.ended_at AS endedAt, a.from_frame AS fromFrame, a.played_frames AS playedFrames,
  a.total_frames AS totalFrames, a.outcome, a.reason, a.pays_for_id AS paysForId, (SELECT max(approved_at) ${IN_FORCE}) AS approvedAt,
  ${CLUSTERS_HEARD} AS clustersOk, ${CLUSTERS_EXPECTED} AS clustersExpected,
  (SELECT json_object('outcome', outcome, 'reason', reason, 'startedAt', started_at, 'endedAt', ended_at,
    'playedFrames', played_frames) FROM corrections WHERE airing_id = a.id ORDER BY id DESC LIMIT 1) AS correction`;

export type LoggedRow = Omit<LoggedAiring, 'correction'> & { readonly correction: string | null };
export function readLogged(row: LoggedRow): LoggedAiring {
  const { correction } = row;
  if (correction !== null) return { ...row, correction: JSON.parse(correction) as Reading };
  return { ...row, correction };
}

/** The start of the first airing that counts by itself, of the episode behind alias `e`; for parts see `AiredIssues`. */
export const airedAlone = (e: string): string => `(SELECT min(a.started_at) FROM airings a WHERE a.episode_id = ${e}.id
  AND a.outcome <> 'on-air' AND a.share >= ${COUNTING.share} AND EXISTS (SELECT 1 ${IN_FORCE})
  AND coalesce(${CLUSTERS_HEARD} * 1.0 / ${CLUSTERS_EXPECTED}, 1) >= ${COUNTING.clusters})`;

/** When issues were first heard so that it counts: from then on they are no premieres any more. */
export class AiredIssues {
  readonly #alone;
  readonly #rows;

  constructor(db: Db) {
    this.#alone = db
      .prepare<{ id: number }, EpochMs | null>(`SELECT ${airedAlone('e')} FROM episodes e WHERE e.id = @id`)
      .pluck();
    this.#rows = db.prepare<[], LoggedRow>(
      `SELECT ${LOGGED} FROM airings a
       WHERE a.episode_id IN (SELECT episode_id FROM airings WHERE continues_id IS NOT NULL
         UNION SELECT episode_id FROM airings WHERE id IN (SELECT airing_id FROM corrections)) ORDER BY a.id`,
    );
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
    for (const { first, kind, verdict, at } of judgeAirings(this.#rows.all().map(readLogged))) {
      const isPremiere = verdict === 'counts' && kind === 'premiere';
      if (isPremiere || !aired.has(first.episodeId!)) aired.set(first.episodeId!, isPremiere ? at : null);
    }
    return aired;
  }
}
