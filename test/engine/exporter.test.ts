/** A long export is made by a process of its own: the same bytes, and never half of them for the whole. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ExportAsk, exporterIn, writeExport } from '../../src/engine/exporter.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Audit } from '../../src/storage/audit.ts';
import { Chain } from '../../src/storage/chain.ts';
import { bytesOf } from '../support/airings.ts';
import { ZONE } from '../support/chained-log.ts';
import { addManyAirings } from '../support/many-airings.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

const program = join(process.cwd(), 'node_modules/.cache', `export-${process.pid}.mjs`);
beforeAll(async () => {
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' } as const;
  await build({ ...options, entryPoints: ['src/export.ts'], outfile: program });
  return () => rmSync(program, { force: true });
});

async function aStation(rows: number) {
  const home = temporaryFolder();
  vi.stubEnv('STATION_HOME', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  const db = await temporaryDatabase(home);
  addManyAirings(db, rows);
  return { airings: new Airings(db), chain: new Chain(db), audit: new Audit(db) };
}

/** The process that makes it, by what it was asked. */
const makers = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program);
      } catch {
        return false; // it ended while we looked
      }
    })
    .map(Number);

describe('an export', () => {
  test.each<ExportAsk>([
    { what: 'airings', format: 'csv', iso: false, filter: {} },
    { what: 'airings', format: 'csv', iso: true, filter: { outcome: 'cut' } },
    { what: 'airings', format: 'jsonl', iso: false, filter: { kind: 'music' } },
    { what: 'chain', first: 1, last: 600 },
  ])('of %j is the same from its own process', async (ask) => {
    const stores = await aStation(600);
    const here = await bytesOf(writeExport(stores, ZONE, ask));
    expect(here.length).toBeGreaterThan(1000);
    expect((await bytesOf(exporterIn(program)(ask))).equals(here)).toBe(true);
  });

  test('whose process is killed breaks off with a fault', async () => {
    await aStation(20_000);
    const ask: ExportAsk = { what: 'airings', format: 'csv', iso: false, filter: {} };
    let read = 0;
    const reading = (async () => {
      for await (const chunk of exporterIn(program)(ask)) {
        if (read === 0) for (const pid of makers()) process.kill(pid, 'SIGKILL');
        read += chunk.length;
      }
    })();
    await expect(reading).rejects.toThrow('the export ended with');
    expect(read).toBeGreaterThan(0);
  });

  test('that nobody reads on leaves no process behind', async () => {
    await aStation(20_000);
    for await (const _ of exporterIn(program)({ what: 'airings', format: 'csv', iso: false, filter: {} })) break;
    await until('the process to be gone', () => makers().length === 0);
  });
});
