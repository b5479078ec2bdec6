/** A station of one's own: a temporary home and a migrated database, both gone when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Db, migrate, openDatabase } from '../../src/storage/database.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../src/storage/migrations');

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `now`: the clock of whoever writes the log. */
export async function temporaryDatabase(folder = temporaryFolder(), now?: () => number): Promise<Db> {
  const db = openDatabase(join(folder, 'station.db'), { ...(now && { now }) });
  onTestFinished(() => void db.close());
  await migrate(db, MIGRATIONS);
  return db;
}
