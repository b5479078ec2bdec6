/** P11 and P12 of the numbers to beat: pages and exports of a long airing log, on a database of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { ROOT } from '../../src/config.ts';
import { epochMs } from '../../src/core/time.ts';
import { AIRING_COLUMNS } from '../../src/documents/airing-columns.ts';
import { airingRow } from '../../src/documents/airing-row.ts';
import { writeCsv } from '../../src/documents/csv.ts';
import { writeJsonLines } from '../../src/documents/jsonl.ts';
import { wallClock } from '../../src/documents/wall-clock.ts';
import { writeXlsx } from '../../src/documents/xlsx.ts';
import { type AiringFilter, Airings } from '../../src/storage/airings.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { AIRING_EVERY_MS, addManyAirings, FIRST_AIRING } from '../support/many-airings.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

export type ExportFigures = {
  readonly ms: number;
  readonly rssMb: number;
  readonly stallMs: number;
  readonly mb: number;
};
export type LogFigures = {
  readonly rows: number;
  /** Page and totals of the log, 95th percentile over many filters, milliseconds. */
  readonly pageP95Ms: number;
  readonly exports: Readonly<Record<'csv' | 'xlsx' | 'jsonl', ExportFigures>>;
};

export async function benchExports(rows: number): Promise<LogFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const db = openDatabase(join(folder, 'station.db'));
  try {
    await migrate(db, join(ROOT, 'src/storage/migrations'));
    addManyAirings(db, rows);
    const airings = new Airings(db);
    const wall = wallClock(ZONE);
    function* all() {
      for (const airing of airings.each({})) yield airingRow(airing, wall);
    }
    const pageP95Ms = measurePages(airings, rows);
    const book = { sheet: 'Nhật ký', columns: AIRING_COLUMNS, zone: ZONE };
    return {
      rows,
      pageP95Ms,
      exports: {
        csv: await measureExport(writeCsv(airings.each({}), AIRING_COLUMNS, ZONE)),
        jsonl: await measureExport(writeJsonLines(all())),
        xlsx: await measureExport(writeXlsx(airings.each({}), book)),
      },
    };
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function measurePages(airings: Airings, rows: number): number {
  const times: number[] = [];
  const filters: AiringFilter[] = [
    {},
    { outcome: 'failed' },
    { programmeId: 'cds' },
    { kind: 'music' },
    { programmeId: 'khong-co' },
  ];
  for (let i = 0; i < 100; i++) {
    const from = epochMs(FIRST_AIRING + ((i * 7919) % rows) * AIRING_EVERY_MS);
    const until = epochMs(from + [7, 31, 92, 366][i % 4]! * 86_400_000);
    const filter = { ...filters[i % filters.length], from, until };
    const start = performance.now();
    airings.list(filter, { limit: 51 });
    airings.totals(filter);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[94]!;
}

async function measureExport(document: AsyncIterable<Buffer>): Promise<ExportFigures> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let rss = 0;
  let bytes = 0;
  const start = performance.now();
  loop.enable();
  for await (const chunk of document) {
    bytes += chunk.length;
    rss = Math.max(rss, process.memoryUsage.rss());
  }
  loop.disable();
  return { ms: performance.now() - start, rssMb: rss / 1e6, stallMs: loop.max / 1e6, mb: bytes / 1e6 };
}
