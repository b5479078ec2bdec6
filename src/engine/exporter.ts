/**
 * The airing log, or the audit log, as a file. A long one is made by a process of its own at a low priority (src/export.ts), so that neither
 * the pages nor the air wait for a million rows; what it writes is the same wherever it runs.
 */
import { shownTo } from '../core/audit.ts';
import { AIRING_COLUMNS } from '../documents/airing-columns.ts';
import { AIRING_FIELDS, airingRow } from '../documents/airing-row.ts';
import { auditColumns, auditRow } from '../documents/audit-rows.ts';
import { writeChain } from '../documents/chain-lines.ts';
import { writeCsv, writeRecordsCsv } from '../documents/csv.ts';
import { writeJsonLines } from '../documents/jsonl.ts';
import { wallClock } from '../documents/wall-clock.ts';
import { writeXlsx } from '../documents/xlsx.ts';
import type { AiringFilter, Airings } from '../storage/airings.ts';
import type { Audit, AuditFilter } from '../storage/audit.ts';
import type { Chain } from '../storage/chain.ts';
import { startChild } from './subprocess.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const AUDIT_FORMATS = ['csv', 'jsonl'] as const;

export type AuditAsk = {
  readonly what: 'audit';
  readonly format: (typeof AUDIT_FORMATS)[number];
  readonly filter: AuditFilter;
  /** The nouns whose private columns whoever asks may not read. */
  readonly hidden: readonly string[];
};

export type ExportAsk =
  | AuditAsk
  /** `iso`: a CSV for programs, with the fields of the API. */
  | { readonly what: 'airings'; readonly format: ExportFormat; readonly iso: boolean; readonly filter: AiringFilter }
  | { readonly what: 'chain'; readonly first: number; readonly last: number };

/** Made no faster than it is read; a fault is a fault of the reading, never a shorter file. */
export type Exporter = (ask: ExportAsk) => AsyncIterable<Uint8Array>;

export function writeExport(
  { airings, chain, audit }: { airings: Airings; chain: Chain; audit: Audit },
  zone: string,
  ask: ExportAsk,
): AsyncIterable<Uint8Array> {
  if (ask.what === 'chain') return writeChain(linesOf(chain, ask), { ...ask, hash: chain.hashOf(ask.last)! });
  if (ask.what === 'audit') return writeAudit(audit, zone, ask);
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
      return ask satisfies never;
  }
}

function writeAudit(audit: Audit, zone: string, { filter, hidden, format }: AuditAsk) {
  const wall = wallClock(zone);
  function* lines() {
    for (const line of audit.each(filter)) yield shownTo(line, hidden);
  }
  function* rows() {
    for (const line of lines()) yield auditRow(line, wall);
  }
  return format === 'csv' ? writeCsv(lines(), auditColumns(wall), zone) : writeJsonLines(rows());
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
