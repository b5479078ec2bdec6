/** Reports in the database: what is frozen stays, whole, whoever dies at what moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { buildReport } from '../../src/core/report.ts';
import { epochMs } from '../../src/core/time.ts';
import type { Db } from '../../src/storage/database.ts';
import { Plans } from '../../src/storage/plans.ts';
import { type ReportDraft, Reports } from '../../src/storage/reports.ts';
import { goldenInput } from '../support/golden.ts';
import { PLAN } from '../support/log.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';

const AT = epochMs(1_757_900_000_000);
const DRAFT: ReportDraft = {
  planId: PLAN.plan.id,
  span: 'quarter',
  year: 2025,
  number: 3,
  from: '2025-06-15',
  until: '2025-09-14',
  dueOn: '2025-09-19',
  createdBy: 1,
  createdAt: AT,
};

function openReports(db: Db): Reports {
  new Plans(db).importPlan(PLAN, 'source', AT);
  db.exec(
    "INSERT INTO users (id, username, name, password_hash, roles, created_at) VALUES (1, 'a', 'Y Hạnh', '', '[]', 0)",
  );
  const reports = new Reports(db);
  expect(reports.add(DRAFT)).toMatchObject({ ok: true, value: { id: 1, texts: {}, signers: null } });
  return reports;
}

const EVENT = { reportId: 1, amendment: 0, by: 1, at: AT };

test('a period has one report, a freezing is given once, and neither is taken back', async () => {
  const db = await temporaryDatabase();
  const reports = openReports(db);
  expect(reports.add(DRAFT)).toEqual({ ok: false, error: 'taken' });
  const figures = buildReport(goldenInput());
  expect(reports.freeze({ ...EVENT, figures })).toMatchObject({ ok: true, value: { step: 'frozen', amendment: 0 } });
  expect(reports.freeze({ ...EVENT, figures })).toEqual({ ok: false, error: 'taken' });
  expect(reports.remove(1)).toBe(false);
  expect(() => db.exec('DELETE FROM report_events')).toThrow('never deleted');
  expect(() => db.exec("UPDATE report_events SET reason = 'x'")).toThrow('never changed');
  expect(() => reports.reopen({ ...EVENT, reason: ' ' })).toThrow('CHECK');
  expect(reports.dataset(1)).toMatchObject({ isIntact: true, figures: { totals: { airings: 12 } } });
  expect(reports.list()[0]!.last).toMatchObject({ step: 'frozen' });
});

test('everything read at one moment is of that moment, and a writer elsewhere does not wait for it', async () => {
  const folder = temporaryFolder();
  const reports = openReports(await temporaryDatabase(folder));
  const other = await temporaryDatabase(folder);
  const seen = reports.atOneMoment(() => {
    const before = reports.list().length;
    new Reports(other).add({ ...DRAFT, number: 4 });
    return [before, reports.list().length];
  });
  expect([seen, reports.list().length]).toEqual([[1, 1], 2]);
});

test('kill −9 while it freezes leaves no half report: what was acknowledged is there whole, and nothing else', async () => {
  const folder = temporaryFolder();
  const reports = openReports(await temporaryDatabase(folder));
  // Beside the project's own packages, which the bundle loads from there.
  const program = join(process.cwd(), 'node_modules/.cache', `freezer-${process.pid}.mjs`);
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' } as const;
  const define = { 'import.meta.dirname': JSON.stringify(join(process.cwd(), 'test/support')) };
  onTestFinished(() => rmSync(program, { force: true }));
  await build({ ...options, entryPoints: ['test/support/freezer.ts'], outfile: program, define });

  let acknowledged = -1;
  for (let kill = 0; kill < 5; kill++) {
    const child = spawn(process.execPath, [program, join(folder, 'station.db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      // At once, in the middle of the next one, somewhere else each time.
      if (said.split('\n').length > 1 + kill) setTimeout(() => child.kill('SIGKILL'), kill * 5);
    });
    await once(child, 'close');
    acknowledged = Math.max(acknowledged, ...said.trim().split('\n').map(Number));

    const events = reports.events(1);
    const frozen = events.filter(({ step }) => step === 'frozen');
    expect(frozen.map(({ amendment }) => amendment)).toEqual(frozen.map((_, i) => i));
    expect(frozen.at(-1)!.amendment).toBeGreaterThanOrEqual(acknowledged);
    for (const { amendment } of frozen.slice(-3))
      expect(reports.dataset(1, amendment)).toMatchObject({ isIntact: true, figures: { airings: { length: 2000 } } });
  }
  expect(acknowledged).toBeGreaterThan(4);
}, 60_000);
