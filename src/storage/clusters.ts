/** Cụm loa, and the lines of their book. */
import type { Cluster, ClusterCheck } from '../core/clusters.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<Cluster, 'isQuiet' | 'paused'> & { readonly isQuiet: 0 | 1; readonly paused: 0 | 1 };
const decode = (row: Row): Cluster => ({ ...row, isQuiet: row.isQuiet === 1, paused: row.paused === 1 });
const encode = (cluster: Cluster): Row => ({
  ...cluster,
  isQuiet: cluster.isQuiet ? 1 : 0,
  paused: cluster.paused ? 1 : 0,
});

const COLUMNS = `id, name, zone_id AS zoneId, village, place, kind, speakers, households, device, is_quiet AS isQuiet, paused,
  note, changed_at AS changedAt, archived_at AS archivedAt`;
const CHECK = `id, cluster_id AS clusterId, day, finding, cause, remedy, mended_on AS mendedOn, done_by AS doneBy, cost`;

export class Clusters {
  readonly #put;
  readonly #find;
  readonly #list;

  constructor(db: Db) {
    this.#put = db.prepare<[Row]>(
      `INSERT INTO clusters (id, name, zone_id, village, place, kind, speakers, households, device, is_quiet, paused, note,
         changed_at, archived_at)
       VALUES (@id, @name, @zoneId, @village, @place, @kind, @speakers, @households, @device, @isQuiet, @paused, @note,
         @changedAt, @archivedAt)
       ON CONFLICT (id) DO UPDATE SET name = @name, zone_id = @zoneId, village = @village, place = @place, kind = @kind,
         speakers = @speakers, households = @households, device = @device, is_quiet = @isQuiet, paused = @paused, note = @note,
         changed_at = @changedAt, archived_at = @archivedAt`,
    );
    this.#find = db.prepare<{ id: string }, Row>(`SELECT ${COLUMNS} FROM clusters WHERE id = @id`);
    this.#list = db.prepare<{ archived: 0 | 1 }, Row>(
      `SELECT ${COLUMNS} FROM clusters WHERE archived_at IS NULL OR @archived ORDER BY id`,
    );
  }

  /** New, or in the place of the one with its code. */
  change(cluster: Cluster): void {
    this.#put.run(encode(cluster));
  }

  find(id: string): Cluster | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** By code. */
  list({ archived = false } = {}): Cluster[] {
    return this.#list.all({ archived: archived ? 1 : 0 }).map(decode);
  }
}

export type Mending = Pick<ClusterCheck, 'remedy' | 'mendedOn' | 'doneBy' | 'cost'>;
type Made = { readonly madeBy: number; readonly madeAt: EpochMs };

export class ClusterChecks {
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #of;
  readonly #open;

  constructor(db: Db) {
    this.#add = db
      .prepare<[Omit<ClusterCheck, 'id'> & Made], number>(
        `INSERT INTO cluster_checks (cluster_id, day, finding, cause, remedy, mended_on, done_by, cost, made_by, made_at)
         VALUES (@clusterId, @day, @finding, @cause, @remedy, @mendedOn, @doneBy, @cost, @madeBy, @madeAt) RETURNING id`,
      )
      .pluck();
    this.#change = db.prepare<[Mending & { id: number }]>(
      `UPDATE cluster_checks SET remedy = @remedy, mended_on = @mendedOn, done_by = @doneBy, cost = @cost
       WHERE id = @id AND mended_on IS NULL AND finding <> 'good'`,
    );
    this.#find = db.prepare<{ id: number }, ClusterCheck>(`SELECT ${CHECK} FROM cluster_checks WHERE id = @id`);
    this.#list = db.prepare<{ from: string; until: string }, ClusterCheck>(
      `SELECT ${CHECK} FROM cluster_checks WHERE day >= @from AND day <= @until ORDER BY day, id`,
    );
    this.#of = db.prepare<{ clusterId: string }, ClusterCheck>(
      `SELECT ${CHECK} FROM cluster_checks WHERE cluster_id = @clusterId ORDER BY day DESC, id DESC`,
    );
    this.#open = db.prepare<[], ClusterCheck>(
      `SELECT ${CHECK} FROM cluster_checks WHERE (finding <> 'good' AND mended_on IS NULL)
         OR id IN (SELECT max(id) FROM cluster_checks GROUP BY cluster_id) ORDER BY day DESC, id DESC`,
    );
  }

  add(check: Omit<ClusterCheck, 'id'> & Made): ClusterCheck {
    return this.find(this.#add.get(check)!)!;
  }

  /** Mended, once; false when there is nothing to mend. */
  mend(id: number, mending: Mending): boolean {
    return this.#change.run({ ...mending, id }).changes > 0;
  }

  find(id: number): ClusterCheck | undefined {
    return this.#find.get({ id });
  }

  /** Of days both inclusive, in their order. */
  list(from: string, until: string): ClusterCheck[] {
    return this.#list.all({ from, until });
  }

  /** Newest first. */
  of(clusterId: string): ClusterCheck[] {
    return this.#of.all({ clusterId });
  }

  /** What tells the state of every cluster now: open faults, and the last line of each. */
  standing(): ClusterCheck[] {
    return this.#open.all();
  }
}
