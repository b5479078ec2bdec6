/** One SQLite file in WAL mode. Opened once per process (and once in the recorder's thread); migrated by the roof. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { addChainFunctions, renewChain } from './chain.ts';

export type Db = Database.Database;

/**
 * `durable` waits for the disk at every commit, so that a power cut loses nothing that was acknowledged: for the
 * recorder. Everyone else may lose the last moments, never the database (sqlite.org/pragma.html#pragma_synchronous).
 * `now`: what the chain of the log writes beside a link; by itself SQLite's clock.
 */
export function openDatabase(file: string, options: { durable?: boolean; now?: () => number } = {}): Db {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${options.durable ? 'FULL' : 'NORMAL'}`);
  db.pragma('foreign_keys = ON');
  // Without it REPLACE deletes what no DELETE may: the triggers that refuse it are not asked.
  db.pragma('recursive_triggers = ON');
  db.pragma('busy_timeout = 5000');
  addChainFunctions(db, options.now);
  return db;
}

/** Brings the schema up to date, and the chain of the log with it. Answers which migrations that took. */
export async function migrate(db: Db, folder: string): Promise<string[]> {
  const applied = await applyMigrations(db, folder);
  renewChain(db);
  return applied;
}

/** Applies every `migrations/NNNN_*.sql` not yet applied, each in one transaction with its own record. */
async function applyMigrations(db: Db, folder: string): Promise<string[]> {
  db.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT');
  const applied = db.prepare<[], string>('SELECT name FROM migrations ORDER BY name').pluck();
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  if (files.length === applied.all().length) return [];

  const { Umzug } = await import('umzug'); // 150 ms to load: only when there is something to do
  const record = db.prepare('INSERT INTO migrations (name, applied_at) VALUES (?, unixepoch() * 1000)');
  const umzug = new Umzug({
    migrations: files.sort().map((file) => ({
      name: basename(file, '.sql'),
      up: async () => {
        db.transaction(() => {
          db.exec(readFileSync(join(folder, file), 'utf8'));
          const broken = db.pragma('foreign_key_check');
          if (Array.isArray(broken) && broken.length > 0)
            throw new Error(`${file}: ${JSON.stringify(broken.slice(0, 3))}`);
          record.run(basename(file, '.sql'));
        }).immediate();
      },
    })),
    // The record is written inside the migration's own transaction, so logging it afterwards is nothing.
    storage: { executed: async () => applied.all(), logMigration: async () => {}, unlogMigration: async () => {} },
    logger: undefined,
  });
  // A table that is rebuilt is away for a moment; what refers to it is checked before each commit instead.
  db.pragma('foreign_keys = OFF');
  try {
    return (await umzug.up()).map((done) => done.name);
  } finally {
    db.pragma('foreign_keys = ON');
  }
}
