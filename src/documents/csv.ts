/**
 * CSV for the spreadsheets of this country: UTF-8 with a BOM, `;` between fields because the comma is the decimal mark,
 * CRLF and quotes as in RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
import type { EpochMs } from '../core/time.ts';
import type { Column } from './airing-columns.ts';
import { inBatches } from './batches.ts';
import { type Wall, wallClock } from './wall-clock.ts';

const BOM = '\ufeff';
/** RFC 4180, 2.6; and what a spreadsheet would take for the beginning of a formula, after OWASP, "CSV Injection". */
const QUOTED = /[;"\r\n]/;
const FORMULA = /^[=+\-@\t\r]/;
/** Either: next to no text is. */
const UNSAFE = /^[=+\-@\t]|[;"\r\n]/;

/** A line of a million: csv-stringify took longer over them than SQLite over reading them. */
function lineOf(fields: readonly (string | number | boolean | null)[], decimal: ',' | '.'): string {
  let line = '';
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (i > 0) line += ';';
    if (typeof field === 'string') line += fieldText(field);
    else if (typeof field === 'number') line += decimal === '.' ? field : String(field).replace('.', ',');
    else if (field != null) line += field;
  }
  return `${line}\r\n`;
}

function fieldText(text: string): string {
  if (!UNSAFE.test(text)) return text;
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** For people: `05/09/2025`, `17:10:04`, `0:15:00`, `99,3`. */
export async function* writeCsv<T>(rows: Iterable<T>, columns: readonly Column<T>[], zone: string) {
  const wall = wallClock(zone);
  const heads = columns.map(({ header }) => header);
  yield Buffer.from(BOM + lineOf(heads, ','));
  for await (const batch of inBatches(rows)) {
    let text = '';
    for (const row of batch)
      text += lineOf(
        columns.map((column) => fieldOf(column, row, wall)),
        ',',
      );
    yield Buffer.from(text);
  }
}

function fieldOf<T>(column: Column<T>, row: T, wall: (at: EpochMs) => Wall): string | number | null {
  if (column.type === 'text') return column.of(row);
  const value = column.of(row);
  if (value === null) return null;
  switch (column.type) {
    case 'day':
      return wall(value as EpochMs).date;
    case 'weekday':
      return wall(value as EpochMs).weekday;
    case 'time':
      return wall(value as EpochMs).time;
    case 'moment': {
      const { date, time } = wall(value as EpochMs);
      return `${date} ${time}`;
    }
    case 'length':
      return hoursMinutesSeconds(value);
    case 'percent':
      return Math.round(value * 1000) / 10;
    case 'number':
      return value;
    default:
      return column satisfies never;
  }
}

/** Always with the hours: a spreadsheet reads `15:00` as three in the afternoon. */
function hoursMinutesSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** For programs: the fields of the JSON API under their own names, decimal points. */
export async function* writeRecordsCsv<T extends object>(rows: Iterable<T>, fields: readonly (keyof T & string)[]) {
  yield Buffer.from(BOM + lineOf(fields, '.'));
  for await (const batch of inBatches(rows)) {
    const values = (row: T) => fields.map((field) => row[field] as string | number | boolean | null);
    yield Buffer.from(batch.map((row) => lineOf(values(row), '.')).join(''));
  }
}
