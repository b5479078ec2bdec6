/**
 * The airing log as a file. A long one is made by a process of its own at a low priority (src/export.ts), so that neither
 * the pages nor the air wait for a million rows; what it writes is the same wherever it runs.
 */
import { AIRING_COLUMNS } from '../documents/airing-columns.ts';
import { AIRING_FIELDS, airingRow } from '../documents/airing-row.ts';
import { writeChain } from '../documents/chain-lines.ts';
import { writeCsv, writeRecordsCsv } from '../documents/csv.ts';
import { writeJsonLines } from '../documents/jsonl.ts';
import { wallClock } from '../documents/wall-clock.ts';
import { writeXlsx } from '../documents/xlsx.ts';
import type { AiringFilter, Airings } from '../storage/airings.ts';
import type { Chain } from '../storage/chain.ts';
import { startChild } from './subprocess.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type ExportAsk =
  /** `iso`: a CSV for programs, with the fields of the API. */
  | { readonly what: 'airings'; readonly format: ExportFormat; readonly iso: boolean; readonly filter: AiringFilter }
  | { readonly what: 'chain'; readonly first: number; readonly last: number };

/** Made no faster than it is read; a fault is a fault of the reading, never a shorter file. */
export type Exporter = (ask: ExportAsk) => AsyncIterable<Uint8Array>;

export function writeExport(
  { airings, chain }: { airings: Airings; chain: Chain },
  zone: string,
  ask: ExportAsk,
): AsyncIterable<Uint8Array> {
  if (ask.what === 'chain') return writeChain(linesOf(chain, ask), { ...ask, hash: chain.hashOf(ask.last)! });
  const rows = airings.each(ask.filter);
  function* records() {
    const wall = wallClock(zone);
    for (const airing of rows) yield airingRow(airing, wall);
  }
  switch (ask.format) {
    case 'csv':
      return ask.iso ? writeRecordsCsv(records(), AIRING_FIELDS) : writeCsv(rows, AIRING_COLUMNS, zone);
    case 'xlsx':
      return writeXlsx(rows, { sheet: 'Nhật ký phát thanh', columns: AIRING_COLUMNS, zone });
    case 'jsonl':
      return writeJsonLines(records());
    default:
      return ask.format satisfies never;
  }
}

function* linesOf(chain: Chain, { first, last }: { first: number; last: number }): Generator<Uint8Array> {
  for (const { seq, kind, rowId, line } of chain.lines(first, last)) {
    if (line === undefined) throw new Error(`link ${seq}: row ${rowId} of ${kind} is gone`);
    yield line;
  }
}

/** `script`: src/export.ts as it was built. */
export const exporterIn = (script: string): Exporter =>
  async function* (ask) {
    await using child = startChild('nice', ['-n', '10', process.execPath, script, JSON.stringify(ask)]);
    child.stdin.end();
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const { code, said } = await child.ended;
    if (code !== 0) throw new Error(`the export ended with ${code}: ${said}`);
  };
