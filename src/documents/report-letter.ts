/** A report as a letter (nd30.ts): its sections in the order of documents.md §3.2, numbered without gaps. */
import type { Temporal } from 'temporal-polyfill';
import { clusterFigure } from '../core/clusters.ts';
import { verdictShort } from '../core/evidence-words.ts';
import { isEmergency, type ReportAiring, type ReportFigures, type ReportRow } from '../core/report.ts';
import type { ReportSettings, Signer } from '../core/report-settings.ts';
import { adjustmentLines, type ReportTexts, totalLength, windowOfFigures } from '../core/report-texts.ts';
import { count, letterDay, nextPeriodName, roman } from '../core/report-words.ts';
import { dayOf } from '../core/time.ts';
import { formatClock, formatDateAdministrative, formatNumber, formatTime } from '../core/vietnamese.ts';
import { airingKindWord } from '../core/words.ts';
import {
  type Annex,
  annexSheet,
  type Block,
  capitals,
  END_MARK,
  type Letter,
  type LetterPicture,
  type PaperTable,
} from './nd30.ts';

export type ReportPaper = {
  readonly figures: ReportFigures;
  /** With their figures in (`printedTexts`). */
  readonly texts: ReportTexts;
  readonly letterhead: Pick<ReportSettings, 'parentAgency' | 'agency' | 'symbol' | 'place'>;
  readonly signers: readonly Signer[];
  /** Any day of the month it is written in; number and day are the clerk's. */
  readonly day: Temporal.PlainDate;
  /** Which "lần điều chỉnh", and why; absent for the first version. */
  readonly amendment: { readonly n: number; readonly reason: string } | undefined;
  /** How anybody can prove the figures: printed under the annex. */
  readonly proofs: readonly string[];
  /** The log's newest seal, printed below them as a QR code. */
  readonly seal?: string | undefined;
  /** Of the figures, on a sheet of their own. */
  readonly pictures?: readonly LetterPicture[];
  readonly zone: string;
};

export function reportLetter(paper: ReportPaper): Letter {
  const { texts, letterhead, amendment } = paper;
  return {
    parentAgency: letterhead.parentAgency,
    agency: letterhead.agency,
    number: `${BLANK.repeat(6)}/${letterhead.symbol}`,
    place: letterhead.place,
    day: letterDay(paper.day, { blank: true }),
    kind: 'Báo cáo',
    subject: texts.subject,
    amendment: amendment && `Điều chỉnh lần ${count(amendment.n)}`,
    addressees: lines(texts.addressees),
    body: bodyOf(paper),
    signers: paper.signers,
    recipients: lines(texts.recipients),
    annexes: [annexOf(paper)],
    ...(paper.pictures?.length && { pictures: paper.pictures }),
  };
}

/** What was signed, with the number and the day that the clerk gave it. */
export const withNumber = (letter: Letter, number: string, day: Temporal.PlainDate): Letter => ({
  ...letter,
  number,
  day: letterDay(day, { blank: false }),
});

/** Room for what the clerk writes; plain spaces would be closed up by a printer. */
const BLANK = '\u00a0';

/** Each line of a text is a paragraph. */
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const paragraphs = (text: string): Block[] => lines(text).map((line) => ({ is: 'paragraph', text: line }));

/** A heading with what is below it; nothing at all when there is nothing below it. */
type Section = { readonly title: string; readonly blocks: readonly Block[] };
const present = (sections: readonly Section[]): Section[] => sections.filter(({ blocks }) => blocks.length > 0);

const numbered = (sections: readonly Section[]): Block[] =>
  present(sections).flatMap(({ title, blocks }, i) => [
    { is: 'heading', level: 2, text: `${i + 1}. ${title}` },
    ...blocks,
  ]);

function bodyOf({ figures, texts, amendment }: ReportPaper): Block[] {
  const adjusted = adjustmentLines(figures);
  const results: Section[] = [
    { title: 'Kết quả thực hiện các chuyên mục', blocks: resultsOf(figures) },
    { title: 'Nội dung tuyên truyền', blocks: paragraphs(texts.contents) },
    { title: 'Hệ thống truyền thanh', blocks: paragraphs(texts.clusters) },
    { title: 'Tiếp nhận, phản hồi ý kiến', blocks: paragraphs(texts.feedback) },
    { title: 'Thông tin khẩn cấp', blocks: paragraphs(texts.emergency) },
    { title: 'Kinh phí', blocks: paragraphs(texts.budget) },
    { title: 'Điều chỉnh số liệu kỳ trước', blocks: paragraphs(adjusted.join('\n')) },
  ];
  const review: Section[] = [
    { title: 'Ưu điểm', blocks: paragraphs(texts.strengths) },
    { title: 'Tồn tại, hạn chế', blocks: paragraphs(texts.weaknesses) },
    { title: 'Nguyên nhân', blocks: paragraphs(texts.causes) },
  ];
  const tasks = lines(texts.tasks);
  const chapters: Section[] = [
    { title: 'Công tác triển khai', blocks: paragraphs(texts.work) },
    { title: 'Kết quả thực hiện', blocks: numbered(results) },
    { title: 'Đánh giá chung', blocks: numbered(review) },
    {
      title: `Nhiệm vụ trọng tâm ${nextPeriodName(windowOfFigures(figures))}`,
      blocks: tasks.map((task, i) => ({ is: 'paragraph', text: tasks.length > 1 ? `${i + 1}. ${task}` : task })),
    },
    { title: 'Kiến nghị, đề xuất', blocks: paragraphs(texts.proposals) },
  ];
  const amended =
    amendment &&
    `Báo cáo này điều chỉnh lần ${count(amendment.n)}, thay thế số liệu đã chốt trước đó; lý do: ${amendment.reason.replace(/\.$/, '')}.`;
  return [
    ...paragraphs([texts.opening, amended].filter(Boolean).join('\n')),
    ...present(chapters).flatMap(({ title, blocks }, i): Block[] => [
      { is: 'heading', level: 1, text: `${roman(i + 1)}. ${capitals(title)}` },
      ...blocks,
    ]),
    ...paragraphs(texts.closing.replace(/[\s./]+$/, '') + END_MARK),
  ];
}

function resultsOf({ rows, totals }: ReportFigures): Block[] {
  const line = (row: ReportRow, i: number): string[] => [
    String(i + 1),
    row.name,
    row.code,
    row.frequency,
    count(row.premieres),
    count(row.replays),
    count(row.airings),
    count(row.minutes),
    `${count(row.yearToDate)} ${row.unit}`,
    row.assessment,
  ];
  const sum = [totals.premieres, totals.replays, totals.airings, totals.minutes].map(count);
  const table: PaperTable = {
    columns: [
      { head: 'TT', width: 8, align: 'center' },
      { head: 'Nội dung', width: 27, align: 'left' },
      { head: 'Mục viện dẫn', width: 19, align: 'center' },
      { head: 'Tần suất theo Kế hoạch', width: 21, align: 'left' },
      { head: 'Phát mới', width: 10, align: 'center' },
      { head: 'Phát lại', width: 10, align: 'center' },
      { head: 'Lượt phát', width: 13, align: 'center' },
      { head: 'Thời lượng (phút)', width: 13, align: 'center' },
      { head: 'Lũy kế năm', width: 15, align: 'center' },
      { head: 'Đánh giá', width: 24, align: 'left' },
    ],
    rows: rows.map(line),
    total: ['', 'Tổng cộng', '', '', ...sum, '', ''],
  };
  const shared =
    totals.shared > 0 &&
    `Có ${count(totals.shared)} lượt được tính cho nhiều nội dung theo Kế hoạch; dòng tổng cộng chỉ tính mỗi lượt một lần.`;
  return [{ is: 'table', table }, ...paragraphs([totalLength(totals.minutes), shared].filter(Boolean).join('\n'))];
}

/** No more days are named. */
const MOST_OPEN = 12;

function annexOf({ figures, proofs, seal, pictures, zone }: ReportPaper): Annex {
  const codes = new Map(figures.rows.map(({ obligationId, code }) => [obligationId, code]));
  const told = figures.airings.filter(({ inWindow }) => inWindow);
  const counted = told.filter(({ countedBy }) => countedBy.length > 0);
  const isExamined = told.some(({ evidence }) => evidence !== undefined);
  const open = figures.openDays ?? [];
  const line = (airing: ReportAiring): string[] => [
    // As the book has it: what is told of apart stands between the others without a number.
    counted.includes(airing) ? String(counted.indexOf(airing) + 1) : '–',
    formatDateAdministrative(dayOf(airing.at, zone)),
    formatTime(airing.at, zone, { seconds: true }),
    formatClock(airing.lengthMs),
    airing.title,
    airing.issue,
    isEmergency(airing.kind) ? 'Khẩn cấp' : airingKindWord(airing),
    clusterFigure(airing.clusters) || '–',
    airing.countedBy.map((id) => codes.get(id) ?? '').join(', ') || 'Không tính',
    ...(isExamined ? [airing.evidence ? verdictShort(airing.evidence) : '–'] : []),
    airing.rowIds.map((id) => formatNumber(id, 0)).join(', '),
  ];
  const columns = [
    { head: 'TT', width: 10, align: 'center' },
    { head: 'Ngày', width: 22, align: 'center' },
    { head: 'Giờ phát', width: 20, align: 'center' },
    { head: 'Thời lượng', width: 20, align: 'center' },
    { head: 'Chuyên mục', width: isExamined ? 40 : 46, align: 'left' },
    { head: 'Số, nội dung', width: isExamined ? 43 : 53, align: 'left' },
    { head: 'Hình thức', width: 20, align: 'center' },
    { head: 'Cụm phát đạt', width: 16, align: 'center' },
    { head: 'Mục viện dẫn', width: 20, align: 'center' },
    ...(isExamined ? [{ head: 'Đối chiếu', width: 18, align: 'center' } as const] : []),
    { head: 'Dòng nhật ký', width: 0, align: 'center' },
  ] as const;
  const taken = columns.reduce((sum, { width }) => sum + width, 0);
  return {
    label: pictures?.length ? 'Phụ lục I' : 'Phụ lục',
    title: 'Các lượt phát trong kỳ báo cáo',
    table: {
      columns: columns.map((one) => ({ ...one, width: one.width || annexSheet.width - taken })),
      rows: told.map(line),
    },
    notes: [
      `Cộng: ${count(counted.length)} lượt được tính${told.length > counted.length ? `; ${count(told.length - counted.length)} lượt khẩn cấp không tính` : ''}. Dòng nhật ký là số của lượt phát trong sổ nhật ký phát thanh.`,
      ...(isExamined
        ? [
            'Đối chiếu: bản ghi sóng so với bản đã duyệt. Khớp: đúng âm thanh đã duyệt đã ra sóng; chưa rõ: không đủ bản ghi sóng hoặc không có bản duyệt để so.',
          ]
        : []),
      ...(open.length > 0
        ? [
            `Khi lấy số liệu, sổ nhật ký của ${count(open.length)} ngày trong kỳ chưa khóa: ${open
              .slice(0, MOST_OPEN)
              .map((iso) => formatDateAdministrative(iso))
              .join(', ')}${open.length > MOST_OPEN ? '…' : ''}.`,
          ]
        : []),
      ...proofs,
    ],
    ...(seal !== undefined && { seal }),
  };
}
