/** What went wrong and when; an incident with an end is over. */
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

const COLUMNS = 'id, at, kind, zone_id AS zoneId, detail, ended_at AS endedAt';

export class Incidents {
  readonly #add;
  readonly #addOnce;
  readonly #list;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<Incident, 'id' | 'endedAt'>>(
      'INSERT INTO incidents (at, kind, zone_id, detail) VALUES (@at, @kind, @zoneId, @detail)',
    );
    this.#addOnce = db.prepare<Omit<Incident, 'id' | 'endedAt'>>(
      `INSERT INTO incidents (at, kind, zone_id, detail) SELECT @at, @kind, @zoneId, @detail
       WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = @kind AND detail = @detail)`,
    );
    this.#list = db.prepare<[number], Incident>(`SELECT ${COLUMNS} FROM incidents ORDER BY id DESC LIMIT ?`);
  }

  add(incident: Omit<Incident, 'id' | 'endedAt'>): void {
    this.#add.run(incident);
  }

  /** Not a second time with the same words. Answers whether it is new. */
  addOnce(incident: Omit<Incident, 'id' | 'endedAt'>): boolean {
    return this.#addOnce.run(incident).changes > 0;
  }

  /** Newest first. */
  list(limit: number): Incident[] {
    return this.#list.all(limit);
  }
}
