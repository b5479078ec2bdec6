/**
 * XLSX row by row: dates are real dates of the station's wall clock, numbers are numbers, and text is always text,
 * never a formula. Written by hucre, whose stream pulls rows only as fast as its bytes are read; exceljs pushes them
 * (930 MB for a million airings), so it only reads back in the tests what is written here.
 */
import { type CellValue, type ColumnDef, writeXlsxStream } from 'hucre/xlsx';
import type { EpochMs } from '../core/time.ts';
import type { Column } from './airing-columns.ts';
import { inBatches } from './batches.ts';
import { SERIAL_DAY_MS, type Wall, wallClock } from './wall-clock.ts';

const FORMATS: Partial<Record<Column<never>['type'], string>> = {
  day: 'dd/mm/yyyy',
  time: 'hh:mm:ss',
  moment: 'dd/mm/yyyy hh:mm:ss',
  length: '[h]:mm:ss',
  percent: '0.0%',
};

export type Book<T> = {
  readonly sheet: string;
  readonly columns: readonly Column<T>[];
  readonly zone: string;
  /** Rows a sheet, head included, before the next begins; by itself the most Excel takes. */
  readonly sheetRows?: number;
};

/** The file in pieces, made no faster than they are taken. A fault of `rows` is a fault of the file, not its end. */
export async function* writeXlsx<T>(rows: Iterable<T>, book: Book<T>): AsyncGenerator<Buffer> {
  const { sheet, columns, sheetRows } = book;
  const stream = writeXlsxStream(cells(rows, book), {
    name: sheet,
    columns: columns.map(({ header, width, type }): ColumnDef => {
      const numFmt = FORMATS[type];
      return { header, width, ...(numFmt && { numFmt }) };
    }),
    freezePane: { rows: 1 },
    ...(sheetRows && { maxRowsPerSheet: sheetRows }),
  });
  for await (const bytes of stream) yield Buffer.from(bytes);
}

async function* cells<T>(rows: Iterable<T>, { columns, zone }: Book<T>): AsyncGenerator<CellValue[]> {
  const wall = wallClock(zone);
  for await (const batch of inBatches(rows)) {
    for (const row of batch) yield columns.map((column) => cellOf(column, row, wall));
  }
}

function cellOf<T>(column: Column<T>, row: T, wall: (at: EpochMs) => Wall): string | number | null {
  if (column.type === 'text') {
    const text = column.of(row);
    return text === null ? null : xmlText(text);
  }
  const value = column.of(row);
  if (value === null) return null;
  switch (column.type) {
    case 'day':
      return Math.floor(wall(value as EpochMs).serial);
    case 'weekday':
      return wall(value as EpochMs).weekday;
    case 'time':
    case 'moment':
      return wall(value as EpochMs).serial;
    case 'length':
      return (Math.round(value / 1000) * 1000) / SERIAL_DAY_MS;
    default:
      return value;
  }
}

/** What a cell may hold. */
export const xmlText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(NOT_IN_XML, '');

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 §2.2 allows of these only tab, LF and CR
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
