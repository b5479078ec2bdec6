/**
 * A book of the station as a spreadsheet that can be worked on and printed: days are dates, figures are numbers, text is
 * never a formula; landscape A4, the table's head frozen and on every sheet.
 */
import { type Cell, type CellStyle, type MergeRange, writeXlsx } from 'hucre/xlsx';
import { Temporal } from 'temporal-polyfill';
import { type Book, type BookCell, type BookColumn, isFigure } from '../core/book.ts';
import { capitals, FORM, MOTTO, NATION } from './nd30.ts';
import { xmlText } from './xlsx.ts';

const FONT = 'Times New Roman';
const LINE = { style: 'thin' } as const;
const BORDER = { top: LINE, bottom: LINE, left: LINE, right: LINE };
const DAY_ZERO = Temporal.PlainDate.from('1899-12-30');
const inches = (mm: number): number => mm / 25.4;
/** Millimetres to the width of a nought in Times 11. */
const characters = (mm: number): number => Math.max(4, Math.round(mm / 2));

export async function writeBookXlsx(book: Book): Promise<Buffer> {
  const { columns, rows, total, notes, signers } = book;
  const cells = new Map<string, Partial<Cell>>();
  const merges: MergeRange[] = [];
  const last = columns.length - 1;
  let at = 0;
  const put = (column: number, value: string | number | null, style: CellStyle, until = column): void => {
    for (let i = column; i <= until; i++) cells.set(`${at},${i}`, { value: i === column ? value : null, style });
    if (until > column) merges.push({ startRow: at, startCol: column, endRow: at, endCol: until });
  };
  const half = Math.floor(last / 2);
  const both = (left: string, right: string, look: { left?: boolean; right?: boolean }): void => {
    put(0, left, heading(12, look.left), half);
    put(half + 1, right, heading(12, look.right), last);
    at++;
  };
  both(capitals(book.parentAgency), NATION, { right: true });
  both(capitals(book.agency), MOTTO, { left: true, right: true });
  at++;
  put(0, capitals(book.title), heading(14, true), last);
  at++;
  put(0, book.period, heading(13), last);
  at += 2;
  const head = at;
  for (const [i, { head: text }] of columns.entries()) put(i, xmlText(text), { ...heading(11, true), border: BORDER });
  at++;
  for (const row of [...rows, ...(total ? [total] : [])]) {
    if (row.length === 1) put(0, textOf(row[0]!), { ...look(columns[0]!, true), border: BORDER }, last);
    else
      for (const [i, column] of columns.entries()) {
        const cell = row[i] ?? null;
        const bold = row === total || (typeof cell === 'object' && cell !== null);
        put(i, cellValue(cell, column), { ...look(column, bold), border: BORDER });
      }
    at++;
  }
  for (const note of notes) {
    put(0, xmlText(note), { font: { name: FONT, size: 11 }, alignment: { wrapText: true } }, last);
    at++;
  }
  at++;
  const part = columns.length / Math.max(1, signers.length);
  const span = (i: number) =>
    [Math.floor(i * part), Math.max(Math.floor(i * part), Math.floor((i + 1) * part) - 1)] as const;
  for (const [i, { title }] of signers.entries()) put(span(i)[0], capitals(title), heading(12, true), span(i)[1]);
  at += 5;
  for (const [i, { name }] of signers.entries()) if (name) put(span(i)[0], name, heading(12, true), span(i)[1]);

  const width = Array.from({ length: at + 1 }, () => columns.map((): null => null));
  const bytes = await writeXlsx({
    defaultFont: { name: FONT, size: 11 },
    sheets: [
      {
        // Excel takes 31 letters and none of these.
        name: book.title.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31),
        columns: columns.map((column) => ({ width: characters(column.width) })),
        rows: width,
        cells,
        merges,
        freezePane: { rows: head + 1 },
        pageSetup: {
          paperSize: 'a4',
          orientation: 'landscape',
          fitToPage: true,
          fitToWidth: 1,
          fitToHeight: 0,
          horizontalCentered: true,
          printTitlesRow: `$${head + 1}:$${head + 1}`,
          margins: {
            top: inches(FORM.margin.top),
            bottom: inches(FORM.margin.bottom),
            left: inches(FORM.margin.left),
            right: inches(FORM.margin.right),
            header: inches(FORM.headerAt),
            footer: inches(FORM.headerAt),
          },
        },
        headerFooter: { differentFirst: true, oddHeader: '&C&P' },
      },
    ],
  });
  return Buffer.from(bytes);
}

const heading = (size: number, bold = false): CellStyle => ({
  font: { name: FONT, size, bold },
  alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
});

const FORMATS = { number: '#,##0.##', money: '#,##0', day: 'dd/mm/yyyy' } as const;

function look(column: BookColumn, bold: boolean): CellStyle {
  const { type = 'text', align = 'left' } = column;
  return {
    font: { name: FONT, size: 11, bold },
    alignment: {
      vertical: 'center',
      wrapText: true,
      horizontal: isFigure(column) ? 'right' : type === 'day' ? 'center' : align,
    },
    ...(type !== 'text' && { numFmt: FORMATS[type] }),
  };
}

const textOf = (cell: BookCell): string =>
  xmlText(typeof cell === 'object' && cell !== null ? cell.strong : String(cell ?? ''));

function cellValue(cell: BookCell, { type }: BookColumn): string | number | null {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return cell;
  if (type === 'day' && typeof cell === 'string') return DAY_ZERO.until(Temporal.PlainDate.from(cell)).days;
  return textOf(cell);
}
