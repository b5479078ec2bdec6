/** A reading copy as a PDF: A4, large type, a number before every line, and on every sheet which of how many it is. */
import type { Content, TableCell } from 'pdfmake';
import { READING, type ReadingCopy, type ReadingLine } from '../core/reading-copy.ts';
import { FORM } from './nd30.ts';
import { line, points, writePdf } from './pdf-parts.ts';

const NUMBERS = 30;
const LEADING = 1.35;

export function writeReadingCopyPdf({ agency, programme, issue, title, notes, lines }: ReadingCopy): Promise<Buffer> {
  const head: Content[] = [
    line(agency, { size: 12 }),
    line([programme, issue].join(' – '), { size: 14, bold: true, margin: [0, 4, 0, 0] }),
    line(title, { size: READING.type, bold: true, margin: [0, 6, 0, 4] }),
    ...notes.map((note) => line(note, { size: 12, italics: true })),
  ];
  return writePdf(
    [
      {
        section: [...head, textOf(lines)],
        pageOrientation: 'portrait',
        header: (page, pages) => ({
          text: `${issue.normalize()} – trang ${page}/${pages}`,
          fontSize: 11,
          alignment: 'center',
          margin: [0, points(FORM.headerAt), 0, 0],
        }),
      },
    ],
    { title: `${programme}, ${issue}: ${title}`, author: agency },
  );
}

const none = (): number => 0;

const textOf = (lines: readonly ReadingLine[]): Content => ({
  table: { widths: [NUMBERS, READING.width + 5], dontBreakRows: true, body: lines.map(rowOf) },
  layout: { defaultBorder: false, paddingLeft: none, paddingRight: none, paddingTop: none, paddingBottom: none },
  margin: [0, 14, 0, 0],
});

function rowOf(one: ReadingLine): TableCell[] {
  if (one.is === 'gap') return [{ text: ' ', fontSize: 9 }, { text: '' }];
  return [
    { text: String(one.number), fontSize: 10, margin: [0, 9, 10, 0], alignment: 'right' },
    { text: one.text.normalize(), fontSize: READING.type, lineHeight: LEADING, ...(!one.spoken && { italics: true }) },
  ];
}
