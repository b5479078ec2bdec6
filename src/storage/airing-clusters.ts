/** Which clusters carried an airing, and how that is known (product H6): rows of evidence, added and never changed. */
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

/** The newest evidence of each cluster of the airing `a`, where anybody can know. */
const KNOWN = `FROM airing_clusters c WHERE c.airing_id = a.id AND heard IS NOT NULL
  AND c.id = (SELECT max(id) FROM airing_clusters WHERE airing_id = c.airing_id AND cluster_id = c.cluster_id)`;
/** How many clusters heard it; null while nobody knows of any. */
export const CLUSTERS_HEARD = `(SELECT sum(heard) ${KNOWN})`;
/** Of how many anybody knows: one that nobody could ask takes nothing from an airing, and adds nothing. */
export const CLUSTERS_EXPECTED = `(SELECT nullif(count(*), 0) ${KNOWN})`;

export class AiringClusters {
  readonly #add;
  readonly #list;

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
  }

  add(evidence: ClusterEvidence): void {
    this.#add.run({ ...evidence, heard: evidence.heard === null ? null : evidence.heard ? 1 : 0 });
  }

  /** What is known of each cluster now. */
  list(airingId: number): ClusterEvidence[] {
    return this.#list.all({ airingId }).map((row) => ({ ...row, heard: row.heard === null ? null : row.heard === 1 }));
  }
}
