/** Letters and books are laid out in a thread of their own, as `npm start` builds it. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Book } from '../../src/core/book.ts';
import { pressIn } from '../../src/engine/press.ts';
import { build } from '../support/build.ts';

const BOOK: Book = {
  ...{
    name: 'so',
    parentAgency: 'UBND xã Đăk Tô',
    agency: 'Trung tâm',
    title: 'Sổ theo dõi cụm loa',
    period: 'Năm 2025',
  },
  columns: [
    { head: 'STT', width: 10, type: 'number' },
    { head: 'Cụm', width: 40 },
  ],
  rows: Array.from({ length: 400 }, (_, i) => [i + 1, `Cụm ${i + 1}`]),
  ...{ notes: [], signers: [] },
};
const press = pressIn(join(process.cwd(), '.build/press.js'));

beforeAll(build, 120_000);

test('the pages go on being answered while a book is laid out, and it comes whole', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const pdf = Buffer.from(await press({ what: 'book', book: BOOK, format: 'pdf' }));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
  expect([pdf.subarray(0, 5).toString(), pdf.subarray(-7).toString().trim()]).toEqual(['%PDF-', '%%EOF']);
}, 60_000);

test('what cannot be laid out is a fault, never a part of a file', async () => {
  const broken = { ...BOOK, columns: BOOK.columns.map((column) => ({ ...column, width: Number.NaN })) };
  await expect(
    press({ what: 'book', book: { ...broken, rows: [[{ strong: 3 as never }, 'x']] }, format: 'pdf' }),
  ).rejects.toThrow();
}, 60_000);
