/** What went wrong and when. One without an end lasts (core/incidents.ts); one of a moment ended as it began. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type Incident = {
  readonly id: number;
  readonly at: EpochMs;
  readonly kind: string;
  readonly zoneId: string | null;
  readonly detail: string;
  readonly endedAt: EpochMs | null;
};

export type NewIncident = Omit<Incident, 'id' | 'endedAt'>;

const COLUMNS = 'id, at, kind, zone_id AS zoneId, detail, ended_at AS endedAt';

export class Incidents {
  readonly #add;
  readonly #addOnce;
  readonly #begin;
  readonly #end;
  readonly #endAll;
  readonly #list;
  readonly #between;
  readonly #standing;

  constructor(db: Db) {
    const insert = 'INSERT INTO incidents (at, kind, zone_id, detail, ended_at)';
    this.#add = db.prepare<NewIncident>(`${insert} VALUES (@at, @kind, @zoneId, @detail, @at)`);
    this.#addOnce = db.prepare<NewIncident>(
      `${insert} SELECT @at, @kind, @zoneId, @detail, @at
       WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND detail = @detail)`,
    );
    this.#begin = db.prepare<NewIncident>(
      `${insert} SELECT @at, @kind, @zoneId, @detail, NULL
       WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND zone_id IS @zoneId AND ended_at IS NULL)`,
    );
    this.#end = db.prepare<{ kind: string; zoneId: string | null; at: EpochMs }>(
      'UPDATE incidents SET ended_at = max(at, @at) WHERE kind = @kind AND zone_id IS @zoneId AND ended_at IS NULL',
    );
    this.#endAll = db.prepare<{ at: EpochMs }>('UPDATE incidents SET ended_at = max(at, @at) WHERE ended_at IS NULL');
    this.#list = db.prepare<[number], Incident>(`SELECT ${COLUMNS} FROM incidents ORDER BY id DESC LIMIT ?`);
    this.#between = db.prepare<{ from: EpochMs; until: EpochMs }, Incident>(
      `SELECT ${COLUMNS} FROM incidents WHERE at <= @until AND coalesce(ended_at, @until) >= @from ORDER BY at DESC LIMIT 200`,
    );
    this.#standing = db.prepare<{ since: EpochMs; limit: number }, Incident>(
      `SELECT ${COLUMNS} FROM incidents WHERE ended_at IS NULL OR at >= @since
       ORDER BY ended_at IS NOT NULL, id DESC LIMIT @limit`,
    );
  }

  /** Of a moment. */
  add(incident: NewIncident): void {
    this.#add.run(incident);
  }

  /** Not a second time with the same words. Answers whether it is new. */
  addOnce(incident: NewIncident): boolean {
    return this.#addOnce.run(incident).changes > 0;
  }

  /** It lasts; one of its kind and zone at a time. */
  begin(incident: NewIncident): void {
    this.#begin.run(incident);
  }

  end(over: { kind: string; zoneId: string | null; at: EpochMs }): void {
    this.#end.run(over);
  }

  /** Whoever told of what lasts is gone; it will be told of anew. */
  endAll(at: EpochMs): void {
    this.#endAll.run({ at });
  }

  /** Newest first. */
  list(limit: number): Incident[] {
    return this.#list.all(limit);
  }

  /** Those that were going on at any moment of a time. */
  between(from: EpochMs, until: EpochMs): Incident[] {
    return this.#between.all({ from, until });
  }

  /** What lasts, then what there was since an instant; each newest first. */
  standing(since: EpochMs, limit: number): Incident[] {
    return this.#standing.all({ since, limit });
  }
}
