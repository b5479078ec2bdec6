/** A book of the station as a PDF: landscape A4 with the heading of Nghị định 30/2020 and the table's head on every sheet. */
import type { Content, TableCell } from 'pdfmake';
import { type Book, type BookCell, type BookColumn, cellText, isFigure } from '../core/book.ts';
import { capitals, FORM } from './nd30.ts';
import { line, numberFrom, points, sideBySide, whoAndNation, writePdf } from './pdf-parts.ts';

const { type, margin, page } = FORM;
const WIDTH = page.height - margin.left - margin.right;
const HEADING = [0.45 * WIDTH, 0.55 * WIDTH];
/** Many columns want smaller type. */
const typeOf = (columns: number): number => (columns > 11 ? 9 : 10.5);

export function writeBookPdf(book: Book): Promise<Buffer> {
  const { title, period, notes, signers, agency } = book;
  const content: Content[] = [
    headOf(book),
    line(capitals(title), { size: type.title, bold: true, margin: [0, 10, 0, 0] }),
    ...(period ? [line(period, { size: type.number, margin: [0, 0, 0, 6] })] : []),
    tableOf(book),
    ...notes.map((note, i) => line(note, { size: 12, align: 'left', margin: [0, i === 0 ? 6 : 2, 0, 0] })),
    ...(signers.length === 0 ? [] : [signatures(signers)]),
  ];
  return writePdf([{ section: content, pageOrientation: 'landscape', header: numberFrom() }], {
    title: [title, period].filter(Boolean).join(', '),
    author: agency,
  });
}

function headOf({ parentAgency, agency }: Book): Content {
  return sideBySide(HEADING, [whoAndNation(parentAgency, agency)]);
}

function tableOf({ columns, rows, total }: Book): Content {
  const size = typeOf(columns.length);
  const [padding, border] = [points(0.8), 0.5];
  const all = columns.reduce((sum, { width }) => sum + width, 0);
  const row = (cells: readonly BookCell[], bold = false): TableCell[] => {
    if (cells.length === 1)
      return [
        { text: cellText(cells[0], 'text').normalize(), fontSize: size, bold: true, colSpan: columns.length },
        ...columns.slice(1).map((): TableCell => ({ text: '' })),
      ];
    return columns.map((column, i) => ({
      text: cellText(cells[i], column.type).normalize(),
      fontSize: size,
      bold: bold || (typeof cells[i] === 'object' && cells[i] !== null),
      alignment: alignmentOf(column),
      verticalAlignment: 'middle',
    }));
  };
  const head = columns.map(
    ({ head: text }): TableCell => ({
      text: text.normalize(),
      fontSize: size,
      bold: true,
      alignment: 'center',
      verticalAlignment: 'middle',
    }),
  );
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      keepWithHeaderRows: 1,
      // Padding and rules are beside a column's width.
      widths: columns.map(({ width }) => points((width / all) * WIDTH) - 2 * padding - border),
      body: [head, ...rows.map((cells) => row(cells)), ...(total ? [row(total, true)] : [])],
    },
    layout: {
      hLineWidth: () => border,
      vLineWidth: () => border,
      paddingLeft: () => padding,
      paddingRight: () => padding,
      paddingTop: () => 2,
      paddingBottom: () => 2,
    },
  };
}

const alignmentOf = (column: BookColumn) =>
  isFigure(column) ? 'right' : column.type === 'day' ? 'center' : (column.align ?? 'left');

/** Kept together, and never parted from each other. */
const signatures = (signers: Book['signers']): Content => ({
  stack: [
    sideBySide(
      signers.map(() => WIDTH / signers.length),
      [
        signers.map(({ title, name }) => [
          line(capitals(title), { size: type.number, bold: true, margin: [0, 12, 0, 0] }),
          line(name, { size: type.number, bold: true, margin: [0, FORM.signature * 0.75, 0, 0] }),
        ]),
      ],
    ),
  ],
  unbreakable: true,
});
