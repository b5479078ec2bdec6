/**
 * What every PDF of the station is made of: Tinos, which has the widths of Times New Roman and every Vietnamese letter,
 * embedded as far as it is used, so that the text can be copied out with its diacritics; lines, rules and page numbers as
 * Nghị định 30/2020 wants them.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake, { type Content, type Margins, type PageHeader, type Section, type TableCell } from 'pdfmake';
import { capitals, FORM, LINES, MOTTO, NATION } from './nd30.ts';

export const points = (mm: number): number => (mm * 72) / 25.4;

const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'));
pdfmake.setFonts({
  Tinos: {
    normal: join(fonts, '400Regular/Tinos_400Regular.ttf'),
    bold: join(fonts, '700Bold/Tinos_700Bold.ttf'),
    italics: join(fonts, '400Regular_Italic/Tinos_400Regular_Italic.ttf'),
    bolditalics: join(fonts, '700Bold_Italic/Tinos_700Bold_Italic.ttf'),
  },
});
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));

export function writePdf(content: Section[], { title, author }: { title: string; author: string }): Promise<Buffer> {
  const { margin } = FORM;
  return pdfmake
    .createPdf({
      info: { title: title.normalize(), author },
      language: 'vi',
      pageSize: 'A4',
      pageMargins: [points(margin.left), points(margin.top), points(margin.right), points(margin.bottom)],
      defaultStyle: { font: 'Tinos', fontSize: FORM.type.body, lineHeight: 1 },
      content,
      // A heading alone at the foot of a sheet goes over to the next with what it heads.
      pageBreakBefore: ({ headlineLevel, startPosition }, { getFollowingNodesOnPage }) =>
        headlineLevel !== undefined && startPosition.verticalRatio > 0.5 && getFollowingNodesOnPage().length === 0,
    })
    .getBuffer();
}

/** The page number in the top margin of every sheet of a section but its first. */
export function numberFrom(): PageHeader {
  let first: number | undefined;
  return (current) => {
    first = Math.min(first ?? current, current);
    const number = current - first + 1;
    return number === 1
      ? null
      : {
          text: String(number),
          fontSize: FORM.pageNumber,
          alignment: 'center',
          margin: [points(FORM.margin.left), points(FORM.headerAt), points(FORM.margin.right), 0],
        };
  };
}

type Look = { size: number; bold?: boolean; italics?: boolean; align?: 'left' | 'center'; margin?: Margins };

export const line = (text: string, { size, bold, italics, align = 'center', margin: around }: Look): Content => ({
  text: text.normalize(),
  fontSize: size,
  alignment: align,
  ...(bold && { bold }),
  ...(italics && { italics }),
  ...(around && { margin: around }),
});

/** `length` in millimetres. */
export const rule = (length: number): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: points(length), y2: 0, lineWidth: 0.75 }],
  alignment: 'center',
  margin: [0, 3, 0, 5],
});

/** Columns side by side without borders; widths in millimetres. */
export const sideBySide = (widths: readonly number[], rows: Content[][][]): Content => ({
  table: {
    widths: widths.map(points),
    dontBreakRows: true,
    body: rows.map((cells) => cells.map((stack): TableCell => ({ stack }))),
  },
  layout: { defaultBorder: false, paddingLeft: none, paddingRight: none, paddingTop: none, paddingBottom: none },
});
const none = (): number => 0;

/** The first row of every sheet's heading: who writes, and under which nation and motto (cells 1 and 2 of Phụ lục I). */
export function whoAndNation(parentAgency: string, agency: string): Content[][] {
  const { type } = FORM;
  const name = capitals(agency);
  return [
    [
      ...(parentAgency ? [line(capitals(parentAgency), { size: type.agency })] : []),
      line(name, { size: type.agency, bold: true }),
      rule(LINES.agency(name)),
    ],
    [line(NATION, { size: type.nation, bold: true }), line(MOTTO, { size: type.motto, bold: true }), rule(LINES.motto)],
  ];
}
