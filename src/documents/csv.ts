/**
 * CSV for the spreadsheets of this country: UTF-8 with a BOM, `;` between fields because the comma is the decimal mark,
 * CRLF and quotes as in RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
import { type Options, stringify } from 'csv-stringify/sync';
import type { EpochMs } from '../core/time.ts';
import type { Column } from './airing-columns.ts';
import { inBatches } from './batches.ts';
import { type Wall, wallClock } from './wall-clock.ts';

const OPTIONS: Options = { delimiter: ';', record_delimiter: 'windows', escape_formulas: true };

/** For people: `05/09/2025`, `17:10:04`, `0:15:00`, `99,3`. */
export async function* writeCsv<T>(rows: Iterable<T>, columns: readonly Column<T>[], zone: string) {
  const wall = wallClock(zone);
  const options: Options = { ...OPTIONS, cast: { number: (n) => String(n).replace('.', ',') } };
  yield Buffer.from(stringify([columns.map(({ header }) => header)], { ...options, bom: true }));
  for await (const batch of inBatches(rows))
    yield Buffer.from(
      stringify(
        batch.map((row) => columns.map((column) => fieldOf(column, row, wall))),
        options,
      ),
    );
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
  yield Buffer.from(stringify([fields], { ...OPTIONS, bom: true }));
  for await (const batch of inBatches(rows)) yield Buffer.from(stringify(batch, { ...OPTIONS, columns: [...fields] }));
}
