/** The same letter as a PDF to read, print and sign, which looks the same on every machine. */
import type { Content, Margins, Section, TableCell } from 'pdfmake';
import {
  type Annex,
  addresseeLines,
  type Block,
  belongsTo,
  capitals,
  FORM,
  type Letter,
  type LetterPicture,
  LINES,
  type PaperTable,
  recipientLines,
  signerLines,
  splitBody,
} from './nd30.ts';
import { line, numberFrom, points, rule, sideBySide, whoAndNation, writePdf } from './pdf-parts.ts';

const { type } = FORM;

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
    ...(letter.pictures?.length
      ? [
          {
            section: picturesOf(letter, letter.pictures),
            pageOrientation: 'portrait',
            header: numberFrom(),
          } satisfies Section,
        ]
      : []),
  ];
  return writePdf(sections, { title: `${letter.kind}: ${letter.subject}`, author: letter.agency });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

function headOf({ parentAgency, agency, number, place, day }: Letter): Content {
  return sideBySide(FORM.columns, [
    whoAndNation(parentAgency, agency),
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

/** As vectors, each below its title and never parted from it. */
const picturesOf = (letter: Letter, pictures: readonly LetterPicture[]): Content[] => [
  line('Phụ lục II', { size: type.title, bold: true }),
  line('BIỂU ĐỒ SỐ LIỆU TRONG KỲ BÁO CÁO', { size: type.title, bold: true }),
  line(belongsTo(letter), { size: type.title, italics: true, margin: [0, 0, 0, 10] }),
  ...pictures.map(
    ({ title, svg }): Content => ({
      stack: [
        line(title, { size: type.number, bold: true, margin: [0, 6, 0, 4] }),
        { svg, width: points(FORM.page.width - FORM.margin.left - FORM.margin.right) },
      ],
      unbreakable: true,
    }),
  ),
];

const annexOf = ({ label, title, table, notes, seal }: Annex, letter: Letter): Content[] => [
  line(label, { size: type.title, bold: true }),
  line(capitals(title), { size: type.title, bold: true }),
  line(belongsTo(letter), { size: type.title, italics: true }),
  rule(LINES.subject(title)),
  tableOf(table),
  ...notes.map((note, i) => line(note, { size: type.note, align: 'left', margin: [0, i === 0 ? 6 : 2, 0, 0] })),
  ...(seal === undefined
    ? []
    : [{ qr: seal, eccLevel: 'M', fit: points(FORM.qr), margin: [0, 6, 0, 0] } satisfies Content]),
];
