/**
 * An administrative letter in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I (domain/documents.md §3.1), as a value: what
 * stands in it, and the measures of the form. report-docx.ts and report-pdf.ts print the same value, so the two files
 * can differ in nothing but their format. Lengths in millimetres, type in points.
 */

export type Letter = {
  /** Printed in capitals, whatever case they are given in. */
  readonly parentAgency: string;
  readonly agency: string;
  /** `15/BC-TTVHTTDLTT`, or with the room a draft leaves for the clerk. */
  readonly number: string;
  readonly place: string;
  /** `ngày 15 tháng 9 năm 2025`, or with room for the day. */
  readonly day: string;
  readonly kind: string;
  readonly subject: string;
  /** Under the subject, in brackets: `Điều chỉnh lần 01`. */
  readonly amendment: string | undefined;
  readonly addressees: readonly string[];
  readonly body: readonly Block[];
  readonly signers: readonly LetterSigner[];
  readonly recipients: readonly string[];
  readonly annexes: readonly Annex[];
  /** After the annexes, below one another; absent in letters of older programs. */
  readonly pictures?: readonly LetterPicture[];
};

/** `png`: the same for a Word that knows no SVG; made when the file is. */
export type LetterPicture = { readonly title: string; readonly svg: string; readonly png?: Uint8Array };

export type LetterSigner = { readonly authority: string; readonly position: string; readonly name: string };

export type Block =
  | { readonly is: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly is: 'paragraph'; readonly text: string }
  | { readonly is: 'table'; readonly table: PaperTable };

export type PaperTable = {
  readonly columns: readonly {
    readonly head: string;
    readonly width: number;
    readonly align: 'left' | 'center';
  }[];
  readonly rows: readonly (readonly string[])[];
  /** The last line, in bold. */
  readonly total?: readonly string[];
};

/** On landscape sheets of its own, numbered from one. */
export type Annex = {
  /** `PHỤ LỤC I`, or `PHỤ LỤC` where there is one. */
  readonly label: string;
  readonly title: string;
  readonly table: PaperTable;
  /** Below the table, small. */
  readonly notes: readonly string[];
  /** Below them, as a QR code. */
  readonly seal?: string;
};

export const FORM = {
  page: { width: 210, height: 297 },
  margin: { top: 20, bottom: 20, left: 30, right: 20 },
  /** Of the page number, from the edge; it stands in the top margin, and not on the first page. */
  headerAt: 10,
  /** Left and right column of the heading. */
  columns: [67, 93],
  type: { nation: 12, motto: 13, agency: 12, number: 13, day: 13, title: 14, body: 14, table: 11, note: 10 },
  recipients: { head: 12, list: 11 },
  pageNumber: 13,
  /** The side of a QR code. */
  qr: 25,
  firstLine: 12.7,
  /** After a paragraph, in points; the decree wants 6 at least. */
  gap: 6,
  lineSpacing: 1.1,
  /** Room for the signature, in points. */
  signature: 72,
} as const;

export const NATION = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM';
export const MOTTO = 'Độc lập - Tự do - Hạnh phúc';
export const END_MARK = './.';

export const capitals = (text: string): string => text.toLocaleUpperCase('vi');

/** Mean advance of a letter of bold Times in em, measured on the words of such headings (spread ± 2 %). */
const EM = { capitals: 0.61, small: 0.45 };
const MM_PER_POINT = 25.4 / 72;
const widthOf = (text: string, size: number, em: number): number => [...text].length * em * size * MM_PER_POINT;

/** The three lines of the form: as long as the motto, and 1/3 to 1/2 of what they stand under. */
export const LINES = {
  motto: widthOf(MOTTO, FORM.type.motto, EM.small),
  agency: (name: string): number => 0.4 * Math.min(widthOf(name, FORM.type.agency, EM.capitals), FORM.columns[0] - 6),
  subject: (text: string): number => 0.4 * Math.min(widthOf(text, FORM.type.title, EM.small), 120),
};

/** Under the title of an annex. */
export const belongsTo = ({ kind, number, day, agency }: Letter): string =>
  `(Kèm theo ${kind} số ${number} ${day} của ${agency})`;

/** `- Như trên;` … `- Lưu: VT.` */
export const recipientLines = (recipients: readonly string[]): string[] =>
  recipients.map((one, i) => `- ${one.replace(/[;.]+$/, '')}${i === recipients.length - 1 ? '.' : ';'}`);

/** One stands on the heading's own line; several, below it as dash lines. */
export const addresseeLines = (addressees: readonly string[]): string[] =>
  addressees.length === 1
    ? [`Kính gửi: ${addressees[0]!.replace(/[;.]+$/, '')}.`]
    : ['Kính gửi:', ...recipientLines(addressees)];

/** The last paragraphs, with a heading right above them, are never parted from the signature. */
export function splitBody(body: readonly Block[]): {
  readonly flowing: readonly Block[];
  readonly last: readonly Block[];
} {
  let at = body.length - (body.at(-2)?.is === 'paragraph' ? 2 : 1);
  while (body[at - 1]?.is === 'heading') at--;
  return { flowing: body.slice(0, at), last: body.slice(at) };
}

/** What each signer signs as, one line each, of one height for all, so that their names stand on one line. */
export function signerLines(signers: readonly LetterSigner[]): string[][] {
  const all = signers.map(({ authority, position }) => [authority, position].filter(Boolean).map(capitals));
  const most = Math.max(0, ...all.map((lines) => lines.length));
  return all.map((lines) => [...lines, ...Array.from({ length: most - lines.length }, () => '')]);
}

export const annexSheet = {
  width: FORM.page.height - FORM.margin.left - FORM.margin.right,
} as const;
