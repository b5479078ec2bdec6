/**
 * P11, P12 and P13 of the numbers to beat: pages, reports, exports and the proof of a long airing log, on a database of
 * its own, while somebody else goes on writing to it as the playout does.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { parseConfig, ROOT } from '../../src/config.ts';
import { epochMs } from '../../src/core/time.ts';
import { type ExportAsk, exporterIn } from '../../src/engine/exporter.ts';
import { sealDays } from '../../src/engine/seal.ts';
import { importShippedPlans } from '../../src/first-plan.ts';
import type { AiringFilter } from '../../src/storage/airings.ts';
import { type Db, migrate, openDatabase } from '../../src/storage/database.ts';
import { verifyChain } from '../../src/verify-verb.ts';
import { liveFigures } from '../../src/web/report-figures.ts';
import { openStores } from '../../src/web/stores.ts';
import { anAiring } from '../support/airings.ts';
import { AIRING_EVERY_MS, addManyAirings, approveManyIssues, FIRST_AIRING } from '../support/many-airings.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const DAY_MS = 86_400_000;
const QUARTER_OVER = Date.UTC(2025, 9, 1);

export type ExportFigures = {
  readonly ms: number;
  /** Of the process that makes it, at most. */
  readonly rssMb: number;
  /** Of the process that hands it on. */
  readonly stallMs: number;
  readonly mb: number;
  /** How long the slowest row took to be written meanwhile. */
  readonly slowestWriteMs: number;
};
export type LogFigures = {
  readonly rows: number;
  /** What closing a row costs with its link, sums and indexes, and without waiting for the disk. */
  readonly writeUs: number;
  /** Page and totals of the log, 95th percentile over many filters, milliseconds. */
  readonly pageP95Ms: number;
  /** The first of a process that has made none yet, and the median. */
  readonly firstReportMs: number;
  readonly reportMs: number;
  readonly reportRows: number;
  readonly verifyMs: number;
  readonly exports: Readonly<Record<'csv' | 'xlsx' | 'jsonl', ExportFigures>>;
};

export async function benchExports(rows: number): Promise<LogFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  process.env.STATION_HOME = folder;
  const clock = { now: FIRST_AIRING };
  const db = openDatabase(join(folder, 'station.db'), { now: () => (clock.now += AIRING_EVERY_MS) });
  try {
    await migrate(db, join(ROOT, 'src/storage/migrations'));
    importShippedPlans(db, join(ROOT, 'schedules'), epochMs(FIRST_AIRING));
    approveManyIssues(db, rows);
    const start = performance.now();
    const ids = { cds: 'cds-phat-thanh-xa', cchc: 'cchc-truyen-thanh', 'cds-ttcs': 'cds-truyen-thanh-co-so' };
    addManyAirings(db, rows, FIRST_AIRING, ids);
    const writeUs = ((performance.now() - start) / rows) * 1000;
    const stores = openStores(db);
    sealDays(stores.chain, epochMs(clock.now + DAY_MS), ZONE);
    const { value } = parseConfig({ STATION_HOME: folder }) as {
      value: { config: Parameters<typeof liveFigures>[0]['config'] };
    };
    return {
      ...{ rows, writeUs },
      pageP95Ms: measurePages(stores.airings, rows),
      ...measureReport({ stores, config: value.config, clock: () => epochMs(QUARTER_OVER) }),
      verifyMs: measureVerify(db),
      exports: {
        csv: await measureExport(folder, { what: 'airings', format: 'csv', iso: false, filter: {} }),
        jsonl: await measureExport(folder, { what: 'airings', format: 'jsonl', iso: false, filter: {} }),
        xlsx: await measureExport(folder, { what: 'airings', format: 'xlsx', iso: false, filter: {} }),
      },
    };
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function measurePages(airings: ReturnType<typeof openStores>['airings'], rows: number): number {
  const times: number[] = [];
  const filters: AiringFilter[] = [
    {},
    { outcome: 'failed' },
    { programmeId: 'cds-phat-thanh-xa' },
    { kind: 'music' },
    { programmeId: 'khong-co' },
    { outcome: 'cancelled' },
    { programmeId: 'cds-phat-thanh-xa', kind: 'replay' },
    { programmeId: 'cds-phat-thanh-xa', kind: 'premiere', outcome: 'missed' },
  ];
  for (let i = 0; i < 200; i++) {
    const from = epochMs(FIRST_AIRING + ((i * 7919) % rows) * AIRING_EVERY_MS);
    const until = epochMs(from + [7, 31, 92, 366, 4000][i % 5]! * DAY_MS);
    const filter = { ...filters[i % filters.length], ...(i % 7 > 0 && { from }), ...(i % 11 > 0 && { until }) };
    const start = performance.now();
    airings.list(filter, { limit: 51 });
    airings.totals(filter);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}

function measureReport(
  station: Parameters<typeof liveFigures>[0],
): Pick<LogFigures, 'firstReportMs' | 'reportMs' | 'reportRows'> {
  const [plan] = station.stores.plans.list();
  const report = {
    ...{
      id: 1,
      planId: plan!.id,
      span: 'quarter' as const,
      year: 2025,
      number: 3,
      from: '2025-06-15',
      until: '2025-09-14',
    },
    ...{ dueOn: '2025-09-19', texts: {}, signers: null, createdBy: 1, last: undefined },
    ...{ createdAt: station.clock(), changedAt: station.clock() },
  };
  const times: number[] = [];
  let reportRows = 0;
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    reportRows = liveFigures(station, report).airings.length;
    times.push(performance.now() - start);
  }
  const [firstReportMs] = times as [number];
  return { firstReportMs, reportMs: times.sort((a, b) => a - b)[4]!, reportRows };
}

function measureVerify(db: Db): number {
  const start = performance.now();
  const { fault } = verifyChain(openStores(db).chain);
  if (fault) throw new Error(fault.words);
  return performance.now() - start;
}

/** As the web hands it on, with rows written all the while by somebody who waits for the disk. */
async function measureExport(folder: string, ask: ExportAsk): Promise<ExportFigures> {
  const writing = openDatabase(join(folder, 'station.db'), { durable: true });
  const { airings } = openStores(writing);
  let slowestWriteMs = 0;
  const writer = setInterval(() => {
    const start = performance.now();
    airings.add(anAiring());
    slowestWriteMs = Math.max(slowestWriteMs, performance.now() - start);
  }, 200);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let [rss, bytes] = [0, 0];
  const looking = setInterval(() => {
    rss = Math.max(rss, rssOfMakers());
  }, 100);
  const start = performance.now();
  loop.enable();
  for await (const chunk of exporterIn(join(ROOT, '.build/export.js'))(ask)) bytes += chunk.length;
  loop.disable();
  clearInterval(writer);
  clearInterval(looking);
  writing.close();
  return { ms: performance.now() - start, rssMb: rss / 1e6, stallMs: loop.max / 1e6, mb: bytes / 1e6, slowestWriteMs };
}

function rssOfMakers(): number {
  const sizes = readdirSync('/proc').map((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.build/export.js')) return 0;
      return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    } catch {
      return 0; // no process, or gone
    }
  });
  return Math.max(0, ...sizes);
}
