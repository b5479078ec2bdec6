/**
 * A letter as a Word file that somebody goes on editing: real styles, tables and page numbers, and the name of the
 * decree's typeface, which Word has and LibreOffice stands in for by one of the same widths. The lines of the form are
 * borders of paragraphs, indented to their length. Long, because the form has many parts and each is here once.
 */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Header,
  HeadingLevel,
  ImageRun,
  type IParagraphOptions,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  convertMillimetersToTwip as twips,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import {
  type Annex,
  addresseeLines,
  annexSheet,
  type Block,
  belongsTo,
  capitals,
  FORM,
  type Letter,
  type LetterPicture,
  LINES,
  MOTTO,
  NATION,
  type PaperTable,
  recipientLines,
  signerLines,
  splitBody,
} from './nd30.ts';
import { qrPng } from './qr-png.ts';

const FONT = 'Times New Roman';
const { type, margin, page } = FORM;
/** Word counts type in half points, and gaps in twentieths of one. */
const half = (points: number): number => points * 2;
const twentieth = (points: number): number => points * 20;

export async function writeReportDocx(letter: Letter): Promise<Buffer> {
  const { flowing, last } = splitBody(letter.body);
  const document = new Document({
    title: `${letter.kind}: ${letter.subject}`.normalize(),
    creator: letter.agency,
    styles: {
      default: {
        document: { run: { font: FONT, size: half(type.body), language: { value: 'vi-VN' } } },
        heading1: heading,
        heading2: heading,
      },
    },
    sections: [
      {
        ...sheet('portrait'),
        children: [
          headOf(letter),
          ...titleOf(letter),
          ...flowing.flatMap((block) => blockOf(block)),
          ...last.flatMap((block) => blockOf(block, { keepNext: true })),
          ...signatureOf(letter),
        ],
      },
      ...letter.annexes.map((annex) => ({ ...sheet('landscape'), children: annexOf(annex, letter) })),
      ...(letter.pictures?.length ? [{ ...sheet('portrait'), children: picturesOf(letter, letter.pictures) }] : []),
    ],
  });
  return Packer.toBuffer(document);
}

const heading = {
  run: { font: FONT, size: half(type.body), bold: true, color: '000000' },
  paragraph: {
    spacing: { before: 0, after: twentieth(FORM.gap) },
    indent: { firstLine: twips(FORM.firstLine) },
    keepNext: true,
  },
};

/** The page number stands in the top margin of every sheet but the first; an annex counts its own. */
const sheet = (side: 'portrait' | 'landscape'): Omit<ISectionOptions, 'children'> => ({
  properties: {
    titlePage: true,
    page: {
      // Word wants the sheet upright; the library turns it.
      size: {
        width: twips(page.width),
        height: twips(page.height),
        orientation: side === 'landscape' ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
      },
      margin: {
        top: twips(margin.top),
        bottom: twips(margin.bottom),
        left: twips(margin.left),
        right: twips(margin.right),
        header: twips(FORM.headerAt),
      },
      pageNumbers: { start: 1 },
    },
  },
  headers: {
    first: new Header({ children: [new Paragraph({})] }),
    default: new Header({
      children: [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          children: [new TextRun({ children: [PageNumber.CURRENT], size: half(FORM.pageNumber) })],
        }),
      ],
    }),
  },
});

type Look = { size: number; bold?: boolean; italics?: boolean; align?: 'left' | 'center' };

/** A line of a heading or a cell: no indent, single spacing. */
const line = (text: string, { size, bold, italics, align = 'center' }: Look, more: IParagraphOptions = {}): Paragraph =>
  new Paragraph({
    alignment: align,
    spacing: { before: 0, after: 0 },
    ...more,
    children: [
      new TextRun({ text: text.normalize(), size: half(size), ...(bold && { bold }), ...(italics && { italics }) }),
    ],
  });

/** A line of the form: the top border of a paragraph as wide as `length`, in the middle of `width`; both in mm. */
const rule = (length: number, width: number): Paragraph =>
  new Paragraph({
    border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: '000000' } },
    indent: { left: twips((width - length) / 2), right: twips((width - length) / 2) },
    spacing: { before: 60, after: 0, line: twentieth(8), lineRule: LineRuleType.EXACT },
    children: [],
  });

const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_BORDERS = { top: NONE, bottom: NONE, left: NONE, right: NONE };

const cell = (width: number, children: Paragraph[]): TableCell =>
  new TableCell({ children, borders: NO_BORDERS, width: { size: twips(width), type: WidthType.DXA } });

/** Columns side by side without borders, kept on one page. */
const sideBySide = (widths: readonly number[], rows: Paragraph[][][]): Table =>
  new Table({
    layout: TableLayoutType.FIXED,
    width: { size: twips(sum(widths)), type: WidthType.DXA },
    columnWidths: widths.map(twips),
    margins: { left: 0, right: 0 },
    borders: { ...NO_BORDERS, insideHorizontal: NONE, insideVertical: NONE },
    rows: rows.map(
      (cells) => new TableRow({ cantSplit: true, children: cells.map((children, i) => cell(widths[i]!, children)) }),
    ),
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

function headOf({ parentAgency, agency, number, place, day }: Letter): Table {
  const [left, right] = FORM.columns;
  const name = capitals(agency);
  return sideBySide(FORM.columns, [
    [
      [
        ...(parentAgency ? [line(capitals(parentAgency), { size: type.agency })] : []),
        line(name, { size: type.agency, bold: true }),
        rule(LINES.agency(name), left),
      ],
      [
        line(NATION, { size: type.nation, bold: true }),
        line(MOTTO, { size: type.motto, bold: true }),
        rule(LINES.motto, right),
      ],
    ],
    [[line(`Số: ${number}`, { size: type.number })], [line(`${place}, ${day}`, { size: type.day, italics: true })]],
  ]);
}

function titleOf({ kind, subject, amendment, addressees }: Letter): Paragraph[] {
  const width = page.width - margin.left - margin.right;
  const whole = addresseeLines(addressees);
  return [
    line(capitals(kind), { size: type.title, bold: true }, { spacing: { before: twentieth(18), after: 0 } }),
    line(subject, { size: type.title, bold: true }),
    ...(amendment ? [line(`(${amendment})`, { size: type.title, italics: true })] : []),
    rule(LINES.subject(subject), width),
    ...(addressees.length === 0
      ? []
      : whole.map((text, i) =>
          line(
            text,
            { size: type.body, align: whole.length === 1 ? 'center' : 'left' },
            {
              spacing: { before: i === 0 ? twentieth(12) : 0, after: i === whole.length - 1 ? twentieth(12) : 0 },
              ...(whole.length > 1 && { indent: { left: twips(i === 0 ? 30 : 42) } }),
            },
          ),
        )),
  ];
}

function blockOf(block: Block, { keepNext = false } = {}): (Paragraph | Table)[] {
  switch (block.is) {
    case 'heading':
      return [
        new Paragraph({
          text: block.text.normalize(),
          heading: block.level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
        }),
      ];
    case 'paragraph':
      return [
        new Paragraph({
          alignment: AlignmentType.JUSTIFIED,
          indent: { firstLine: twips(FORM.firstLine) },
          spacing: { before: 0, after: twentieth(FORM.gap), line: 240 * FORM.lineSpacing, lineRule: LineRuleType.AUTO },
          ...(keepNext && { keepNext: true, keepLines: true }),
          text: block.text.normalize(),
        }),
      ];
    case 'table':
      return [
        tableOf(block.table),
        // What follows a table has its gap from this line, which Word also needs to part two tables.
        new Paragraph({ spacing: { before: 0, after: 0, line: twentieth(FORM.gap), lineRule: LineRuleType.EXACT } }),
      ];
    default:
      return block satisfies never;
  }
}

function tableOf({ columns, rows, total }: PaperTable): Table {
  const row = (texts: readonly string[], look: { bold?: boolean; tableHeader?: boolean } = {}): TableRow =>
    new TableRow({
      cantSplit: true,
      ...(look.tableHeader && { tableHeader: true }),
      children: texts.map(
        (text, i) =>
          new TableCell({
            width: { size: twips(columns[i]!.width), type: WidthType.DXA },
            verticalAlign: VerticalAlignTable.CENTER,
            children: [
              line(text, {
                size: type.table,
                align: look.tableHeader ? 'center' : columns[i]!.align,
                ...(look.bold && { bold: true }),
              }),
            ],
          }),
      ),
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: twips(sum(columns.map(({ width }) => width))), type: WidthType.DXA },
    columnWidths: columns.map(({ width }) => twips(width)),
    margins: { left: twips(1), right: twips(1), top: 30, bottom: 30 },
    rows: [
      row(
        columns.map(({ head }) => head),
        { bold: true, tableHeader: true },
      ),
      ...rows.map((texts) => row(texts)),
      ...(total ? [row(total, { bold: true })] : []),
    ],
  });
}

/** Nơi nhận on the left, who signs on the right; several signers stand side by side, the first of them on the right. */
function signatureOf({ signers, recipients }: Letter): (Paragraph | Table)[] {
  const width = sum(FORM.columns);
  const list = [
    line('Nơi nhận:', { size: FORM.recipients.head, bold: true, italics: true, align: 'left' }),
    ...recipientLines(recipients).map((text) => line(text, { size: FORM.recipients.list, align: 'left' })),
  ];
  const titles = signerLines(signers);
  const blocks = signers.map(({ name }, i) => [
    ...titles[i]!.map((text) => line(text, { size: type.body, bold: true }, { keepNext: true })),
    line(name, { size: type.body, bold: true }, { spacing: { before: twentieth(FORM.signature), after: 0 } }),
  ]);
  if (blocks.length <= 1) return [sideBySide(FORM.columns, [[list, blocks[0] ?? [new Paragraph({})]]])];
  return [
    sideBySide(
      blocks.map(() => width / blocks.length),
      [blocks.toReversed()],
    ),
    new Paragraph({ spacing: { before: 0, after: 0 } }),
    ...list,
  ];
}

const annexOf = ({ label, title, table, notes, seal }: Annex, letter: Letter): (Paragraph | Table)[] => [
  line(label, { size: type.title, bold: true }),
  line(capitals(title), { size: type.title, bold: true }),
  line(belongsTo(letter), { size: type.title, italics: true }),
  rule(LINES.subject(title), annexSheet.width),
  tableOf(table),
  ...notes.map((note, i) =>
    line(note, { size: type.note, align: 'left' }, { spacing: { before: twentieth(i === 0 ? 6 : 2), after: 0 } }),
  ),
  ...(seal === undefined ? [] : [qrOf(seal)]),
];

/** The drawing itself for a Word that knows SVG, and its pixels for one that does not. */
const picturesOf = (letter: Letter, pictures: readonly LetterPicture[]): Paragraph[] => [
  line('Phụ lục II', { size: type.title, bold: true }),
  line('BIỂU ĐỒ SỐ LIỆU TRONG KỲ BÁO CÁO', { size: type.title, bold: true }),
  line(belongsTo(letter), { size: type.title, italics: true }),
  ...pictures.flatMap(({ title, svg, png }): Paragraph[] => {
    if (!png) return [];
    const [, width, height] = /width="(\d+)" height="([\d.]+)"/.exec(svg) ?? [];
    const wide = Math.round(((page.width - margin.left - margin.right) / 25.4) * 96);
    const transformation = { width: wide, height: Math.round((wide * Number(height)) / Number(width)) };
    const fallback = { type: 'png', data: Buffer.from(png) } as const;
    const altText = { title, description: title, name: title };
    const image = new ImageRun({ type: 'svg', data: Buffer.from(svg), fallback, transformation, altText });
    return [
      line(
        title,
        { size: type.number, bold: true },
        { keepNext: true, spacing: { before: twentieth(12), after: twentieth(4) } },
      ),
      new Paragraph({ spacing: { before: 0, after: 0 }, children: [image] }),
    ];
  }),
];

/** The library counts an image in pixels of 1/96 inch. */
const qrOf = (text: string): Paragraph => {
  const side = Math.round((FORM.qr / 25.4) * 96);
  const image = { type: 'png', data: qrPng(text).png, transformation: { width: side, height: side } } as const;
  const altText = { title: 'Niêm phong nhật ký', description: text, name: 'Niêm phong nhật ký' };
  return new Paragraph({
    spacing: { before: twentieth(6), after: 0 },
    children: [new ImageRun({ ...image, altText })],
  });
};
