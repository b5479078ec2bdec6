/** Sổ sách: every book of the station as page, print, XLSX and PDF. A new one is a line of BOOKS and a function. */
import { type Context, Hono } from 'hono';
import { BookPage, BooksPage } from '../../views/books.tsx';
import { BOOK_FORMATS, type Book } from '../core/book.ts';
import { mayOf } from './access.ts';
import { logBook, progressBook, weekBook } from './book-air.ts';
import { approvalBook } from './book-approval.ts';
import {
  type BookBody,
  type BookOf,
  type BookPeriod,
  kyOf,
  kyWritten,
  periodIn,
  periodWords,
  step,
} from './book-periods.ts';
import { clusterBook, feeBook, feedbackBook } from './book-register.ts';
import { reportSettings } from './report-figures.ts';
import type { Env, Station } from './station.ts';

type Kind = {
  readonly title: string;
  readonly lead: string;
  readonly of: BookOf;
  /** `names`: on a page of somebody who works with it, personal data may stand. */
  readonly body: (station: Station, period: BookPeriod, names: boolean) => BookBody;
  /** Where it is kept, when it has a page for that. */
  readonly keptAt?: string;
};

export const BOOKS = {
  'nhat-ky-phat-thanh': {
    title: 'Sổ nhật ký phát thanh',
    lead: 'Từng lượt phát trong tháng, ghi từ nhật ký của máy',
    of: 'month',
    body: logBook,
    keptAt: '/nhat-ky',
  },
  'lich-phat-thanh-tuan': {
    title: 'Lịch phát thanh tuần',
    lead: 'Một tờ A4 ngang để niêm yết',
    of: 'week',
    body: weekBook,
    keptAt: '/lich-phat/tuan',
  },
  'bieu-tien-do': {
    title: 'Biểu theo dõi tiến độ',
    lead: 'Kế hoạch, thực hiện, còn lại của từng chỉ tiêu theo kỳ',
    of: 'year',
    body: progressBook,
    keptAt: '/tien-do',
  },
  'so-duyet-tin-bai': {
    title: 'Sổ duyệt tin, bài',
    lead: 'Ai trình, ai duyệt, ý kiến và mã băm của âm thanh được duyệt',
    of: 'month',
    body: approvalBook,
    keptAt: '/duyet',
  },
  'so-cum-loa': {
    title: 'Sổ theo dõi cụm loa',
    lead: 'Kiểm tra, sự cố, sửa chữa và kinh phí',
    of: 'year',
    body: clusterBook,
    keptAt: '/cum-loa',
  },
  'so-y-kien': {
    title: 'Sổ tiếp nhận ý kiến',
    lead: 'Ý kiến phản ánh, nơi chuyển, hạn và nội dung trả lời',
    of: 'month',
    body: feedbackBook,
    keptAt: '/y-kien',
  },
  'bang-ke-nhuan-but': {
    title: 'Bảng kê nhuận bút, thù lao',
    lead: 'Tin, bài phát mới trong tháng, hệ số và thành tiền',
    of: 'month',
    body: feeBook,
    keptAt: '/nhuan-but',
  },
} as const satisfies Readonly<Record<string, Kind>>;
export type BookName = keyof typeof BOOKS;
const NAMES = Object.keys(BOOKS) as BookName[];

export function booksScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();

  screen.get('/so-sach', (c) => {
    const books = NAMES.map((name) => ({ name, ...(BOOKS[name] as Kind) })).filter(({ name }) =>
      mayOf(c)(`GET /so-sach/${name}`),
    );
    return c.render(BooksPage({ books }), { title: 'Sổ sách' });
  });

  for (const name of NAMES) {
    const kind: Kind = BOOKS[name];
    screen.get(`/so-sach/${name}`, (c) => {
      const period = periodIn(station, kind.of, c.req.query('ky'));
      const book = makeBook(station, name, period, mayOf(c)('POST /y-kien'));
      const page = BookPage({
        book,
        path: `/so-sach/${name}`,
        ky: kyOf(kind.of, period.from),
        written: kyWritten(kind.of, period.from),
        before: kyOf(kind.of, step(kind.of, period.from, -1)),
        next: kyOf(kind.of, step(kind.of, period.from, 1)),
        keptAt: kind.keptAt,
      });
      return c.render(page, { title: `${kind.title}, ${book.period}` });
    });
    for (const format of BOOK_FORMATS)
      screen.get(`/so-sach/${name}.${format}`, async (c) => {
        const book = makeBook(station, name, periodIn(station, kind.of, c.req.query('ky')));
        return sendBook(c, station, book, format);
      });
  }
  return screen;
}

export const BOOK_MEDIA_TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
} as const;

/** A book as a download, for every screen that has one. */
export async function sendBook(
  c: Context,
  { press }: Station,
  book: Book,
  format: (typeof BOOK_FORMATS)[number],
): Promise<Response> {
  const bytes = await press({ what: 'book', book, format });
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': BOOK_MEDIA_TYPES[format],
    'Content-Disposition': `attachment; filename="${book.name}.${format}"`,
  });
}

/** `names` false: as it may leave the house. */
export function makeBook(station: Station, name: BookName, period: BookPeriod, names = false): Book {
  const kind: Kind = BOOKS[name];
  return bookOf(station, kind.body(station, period, names), {
    name: `${name}-${kyOf(kind.of, period.from)}`,
    title: kind.title,
    period: periodWords(kind.of, period.from),
  });
}

/** Under the station's heading, with who keeps it and who leads the station as signers. */
export function bookOf(
  station: Station,
  { keeper, leader, ...body }: BookBody,
  head: Pick<Book, 'name' | 'title' | 'period'>,
): Book {
  const { parentAgency, agency, signers } = reportSettings(station);
  const [first] = signers;
  return {
    ...head,
    parentAgency,
    agency,
    ...body,
    signers: [
      { title: keeper, name: '' },
      { title: [leader, first?.position || 'Giám đốc'].filter(Boolean).join(' – '), name: first?.name ?? '' },
    ],
  };
}
