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
  readonly #list;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<Incident, 'id' | 'endedAt'>>(
      'INSERT INTO incidents (at, kind, zone_id, detail) VALUES (@at, @kind, @zoneId, @detail)',
    );
    this.#list = db.prepare<[number], Incident>(`SELECT ${COLUMNS} FROM incidents ORDER BY id DESC LIMIT ?`);
  }

  add(incident: Omit<Incident, 'id' | 'endedAt'>): void {
    this.#add.run(incident);
  }

  /** Newest first. */
  list(limit: number): Incident[] {
    return this.#list.all(limit);
  }
}
