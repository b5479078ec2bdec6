/** Which clusters carried an airing, and how that is known (product H6): rows of evidence, added and never changed. */
import type { ClusterCount } from '../core/clusters.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export const CLUSTER_EVIDENCE = ['automatic', 'by-hand', 'none'] as const;

/** automatic: a log of the device; by-hand: somebody listened; none: nobody can know (FM, wired), and `heard` is null. */
export type ClusterEvidence = {
  readonly airingId: number;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly evidence: (typeof CLUSTER_EVIDENCE)[number];
  readonly heard: boolean | null;
  readonly note: string;
  readonly madeByName: string;
  readonly madeAt: EpochMs;
};

/** The evidence that holds: of each cluster the newest. */
const HOLDS =
  'c.id = (SELECT max(id) FROM airing_clusters WHERE airing_id = c.airing_id AND cluster_id = c.cluster_id)';
const OK = 'count(*) FILTER (WHERE heard = 1)';
const BY_HAND = "count(*) FILTER (WHERE heard = 1 AND evidence = 'by-hand')";
const FAILED = 'count(*) FILTER (WHERE heard = 0)';
/** Of the airing `a`; somebody may have answered for more than its row was meant for, and old rows do not say. */
const EXPECTED = 'max(count(*), coalesce(a.clusters_expected, 0))';
const OF_AIRING = `FROM airing_clusters c WHERE c.airing_id = a.id AND ${HOLDS}`;
/** A `ClusterCount` as JSON; null where nobody knows how many were to sound. */
export const CLUSTER_COUNT = `CASE
  WHEN a.clusters_expected IS NOT NULL OR a.id IN (SELECT airing_id FROM airing_clusters) THEN (SELECT json_object('ok', ${OK}, 'byHand', ${BY_HAND}, 'failed', ${FAILED}, 'expected', ${EXPECTED})
  ${OF_AIRING} HAVING ${EXPECTED} > 0) END`;
/** The share of those expected that are not known to have failed, 0 to 1; null as above. */
export const CLUSTERS_NOT_FAILED = `(SELECT (${EXPECTED} - ${FAILED}) * 1.0 / ${EXPECTED} ${OF_AIRING})`;

export class AiringClusters {
  readonly #add;
  readonly #list;
  readonly #between;
  readonly #of;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<ClusterEvidence, 'heard'> & { heard: 0 | 1 | null }>(
      `INSERT INTO airing_clusters (airing_id, cluster_id, cluster_name, evidence, heard, note, made_by_name, made_at)
       VALUES (@airingId, @clusterId, @clusterName, @evidence, @heard, @note, @madeByName, @madeAt)`,
    );
    this.#list = db.prepare<{ airingId: number }, Omit<ClusterEvidence, 'heard'> & { heard: 0 | 1 | null }>(
      `SELECT airing_id AS airingId, cluster_id AS clusterId, cluster_name AS clusterName, evidence, heard, note,
         made_by_name AS madeByName, made_at AS madeAt
       FROM airing_clusters WHERE id IN (SELECT max(id) FROM airing_clusters WHERE airing_id = @airingId GROUP BY cluster_id)
       ORDER BY cluster_name, cluster_id`,
    );
    const holding = <P extends object>(from: string) =>
      db.prepare<P, ClusterCount & { airingId: number }>(
        `SELECT airing_id AS airingId, ${OK} AS ok, ${BY_HAND} AS byHand, ${FAILED} AS failed, count(*) AS expected
         FROM ${from} AND ${HOLDS} GROUP BY airing_id`,
      );
    this.#between = holding<{ from: number; until: number }>(
      'airing_clusters c WHERE airing_id BETWEEN @from AND @until',
    );
    this.#of = holding<{ ids: string }>('json_each(@ids) i CROSS JOIN airing_clusters c WHERE c.airing_id = i.value');
  }

  add(evidence: ClusterEvidence): void {
    this.#add.run({ ...evidence, heard: evidence.heard === null ? null : evidence.heard ? 1 : 0 });
  }

  /**
   * What somebody answered of these airings, by airing; `expected`: of how many clusters. In one sweep where they stand
   * close together, as in an export; a page of something rare may span the whole log.
   */
  holding(ids: readonly number[]): Map<number, ClusterCount> {
    const [from, until] = [Math.min(...ids), Math.max(...ids)];
    const isClose = until - from < 4 * ids.length;
    const rows = isClose ? this.#between.all({ from, until }) : this.#of.all({ ids: JSON.stringify(ids) });
    return new Map(rows.map(({ airingId, ...count }) => [airingId, count]));
  }

  /** What is known of each cluster now. */
  list(airingId: number): ClusterEvidence[] {
    return this.#list.all({ airingId }).map((row) => ({ ...row, heard: row.heard === null ? null : row.heard === 1 }));
  }
}
