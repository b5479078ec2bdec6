/**
 * The same letter as a PDF to read, print and sign: Tinos, which has the widths of Times New Roman and every Vietnamese
 * letter, is embedded as far as it is used, so the text can be copied out with its diacritics and looks the same on
 * every machine.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake, { type Content, type Margins, type PageHeader, type Section, type TableCell } from 'pdfmake';
import {
  type Annex,
  addresseeLines,
  type Block,
  belongsTo,
  capitals,
  FORM,
  type Letter,
  LINES,
  MOTTO,
  NATION,
  type PaperTable,
  recipientLines,
  signerLines,
  splitBody,
} from './nd30.ts';

const { type, margin } = FORM;
const points = (mm: number): number => (mm * 72) / 25.4;

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

export async function writeReportPdf(letter: Letter): Promise<Buffer> {
  const { flowing, last } = splitBody(letter.body);
  const text = [
    headOf(letter),
    ...titleOf(letter),
    ...flowing.map(blockOf),
    { stack: [...last.map(blockOf), ...signatureOf(letter)], unbreakable: true },
  ];
  const sections: Section[] = [
    { section: text, pageOrientation: 'portrait', header: numberFrom() },
    ...letter.annexes.map(
      (annex): Section => ({
        section: annexOf(annex, letter),
        pageOrientation: 'landscape',
        header: numberFrom(),
      }),
    ),
  ];
  return pdfmake
    .createPdf({
      info: { title: `${letter.kind}: ${letter.subject}`.normalize(), author: letter.agency },
      language: 'vi',
      pageSize: 'A4',
      pageMargins: [points(margin.left), points(margin.top), points(margin.right), points(margin.bottom)],
      defaultStyle: { font: 'Tinos', fontSize: type.body, lineHeight: 1 },
      content: sections,
      // A heading alone at the foot of a sheet goes over to the next with what it heads.
      pageBreakBefore: ({ headlineLevel, startPosition }, { getFollowingNodesOnPage }) =>
        headlineLevel !== undefined && startPosition.verticalRatio > 0.5 && getFollowingNodesOnPage().length === 0,
    })
    .getBuffer();
}

/** The page number in the top margin of every sheet of a section but its first. */
function numberFrom(): PageHeader {
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
          margin: [0, points(FORM.headerAt), 0, 0],
        };
  };
}

type Look = { size: number; bold?: boolean; italics?: boolean; align?: 'left' | 'center'; margin?: Margins };

const line = (text: string, { size, bold, italics, align = 'center', margin: around }: Look): Content => ({
  text: text.normalize(),
  fontSize: size,
  alignment: align,
  ...(bold && { bold }),
  ...(italics && { italics }),
  ...(around && { margin: around }),
});

const rule = (length: number): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: points(length), y2: 0, lineWidth: 0.75 }],
  alignment: 'center',
  margin: [0, 3, 0, 5],
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** Columns side by side without borders. */
const sideBySide = (widths: readonly number[], rows: Content[][][]): Content => ({
  table: {
    widths: widths.map(points),
    dontBreakRows: true,
    body: rows.map((cells) => cells.map((stack): TableCell => ({ stack }))),
  },
  layout: { defaultBorder: false, paddingLeft: none, paddingRight: none, paddingTop: none, paddingBottom: none },
});
const none = (): number => 0;

function headOf({ parentAgency, agency, number, place, day }: Letter): Content {
  const name = capitals(agency);
  return sideBySide(FORM.columns, [
    [
      [
        ...(parentAgency ? [line(capitals(parentAgency), { size: type.agency })] : []),
        line(name, { size: type.agency, bold: true }),
        rule(LINES.agency(name)),
      ],
      [
        line(NATION, { size: type.nation, bold: true }),
        line(MOTTO, { size: type.motto, bold: true }),
        rule(LINES.motto),
      ],
    ],
    [[line(`Số: ${number}`, { size: type.number })], [line(`${place}, ${day}`, { size: type.day, italics: true })]],
  ]);
}

function titleOf({ kind, subject, amendment, addressees }: Letter): Content[] {
  const whole = addresseeLines(addressees);
  return [
    line(capitals(kind), { size: type.title, bold: true, margin: [0, 18, 0, 0] }),
    line(subject, { size: type.title, bold: true }),
    ...(amendment ? [line(`(${amendment})`, { size: type.title, italics: true })] : []),
    rule(LINES.subject(subject)),
    ...(addressees.length === 0
      ? []
      : whole.map((text, i) =>
          line(text, {
            size: type.body,
            align: whole.length === 1 ? 'center' : 'left',
            margin: [
              whole.length === 1 ? 0 : points(i === 0 ? 30 : 42),
              i === 0 ? 12 : 0,
              0,
              i === whole.length - 1 ? 12 : 0,
            ],
          }),
        )),
  ];
}

function blockOf(block: Block): Content {
  const indented = { leadingIndent: points(FORM.firstLine), margin: [0, 0, 0, FORM.gap] satisfies Margins };
  switch (block.is) {
    case 'heading':
      return { text: block.text.normalize(), bold: true, headlineLevel: block.level, ...indented };
    case 'paragraph':
      return { text: block.text.normalize(), alignment: 'justify', lineHeight: FORM.lineSpacing, ...indented };
    case 'table':
      return { ...tableOf(block.table), margin: [0, 0, 0, FORM.gap] };
    default:
      return block satisfies never;
  }
}

function tableOf({ columns, rows, total }: PaperTable): Content {
  const row = (texts: readonly string[], look: { bold?: boolean; head?: boolean } = {}): TableCell[] =>
    texts.map((text, i) => ({
      text: text.normalize(),
      fontSize: type.table,
      bold: look.bold === true,
      alignment: look.head ? 'center' : columns[i]!.align,
      verticalAlignment: 'middle',
    }));
  const heads = columns.map(({ head }) => head);
  // Padding and rules are beside a column's width.
  const [padding, border] = [points(1), 0.5];
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      keepWithHeaderRows: 1,
      widths: columns.map(({ width }) => points(width) - 2 * padding - border),
      body: [
        row(heads, { bold: true, head: true }),
        ...rows.map((texts) => row(texts)),
        ...(total ? [row(total, { bold: true })] : []),
      ],
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

/** As report-docx.ts has it: several signers stand side by side, the first of them on the right. */
function signatureOf({ signers, recipients }: Letter): Content[] {
  const list = [
    line('Nơi nhận:', { size: FORM.recipients.head, bold: true, italics: true, align: 'left' }),
    ...recipientLines(recipients).map((text) => line(text, { size: FORM.recipients.list, align: 'left' })),
  ];
  const titles = signerLines(signers);
  const blocks = signers.map(({ name }, i) => [
    ...titles[i]!.map((text) => line(text || ' ', { size: type.body, bold: true })),
    line(name, { size: type.body, bold: true, margin: [0, FORM.signature, 0, 0] }),
  ]);
  if (blocks.length <= 1) return [sideBySide(FORM.columns, [[list, blocks[0] ?? []]])];
  const width = sum(FORM.columns) / blocks.length;
  return [
    sideBySide(
      blocks.map(() => width),
      [blocks.toReversed()],
    ),
    { text: ' ' },
    ...list,
  ];
}

const annexOf = ({ label, title, table, notes }: Annex, letter: Letter): Content[] => [
  line(label, { size: type.title, bold: true }),
  line(capitals(title), { size: type.title, bold: true }),
  line(belongsTo(letter), { size: type.title, italics: true }),
  rule(LINES.subject(title)),
  tableOf(table),
  ...notes.map((note, i) => line(note, { size: type.note, align: 'left', margin: [0, i === 0 ? 6 : 2, 0, 0] })),
];
