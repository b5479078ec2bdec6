/** What the broadcaster calls the station and the hours it may sound; a key that was never set has its default. */
import { DEFAULT_SETTINGS, type StationSettings } from '../core/model.ts';
import type { Db } from './database.ts';

export class Settings {
  readonly #list;
  readonly #put;
  readonly #db;

  constructor(db: Db) {
    this.#db = db;
    this.#list = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings');
    this.#put = db.prepare<{ key: string; value: string }>(
      'INSERT INTO settings VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
  }

  find(): StationSettings {
    const rows = this.#list.all().map(({ key, value }) => [key, JSON.parse(value)]);
    return { ...DEFAULT_SETTINGS, ...Object.fromEntries(rows) };
  }

  change(settings: Partial<StationSettings>): void {
    this.#db
      .transaction(() => {
        for (const [key, value] of Object.entries(settings)) this.#put.run({ key, value: JSON.stringify(value) });
      })
      .immediate();
  }
}
