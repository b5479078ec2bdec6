import { describe, expect, test } from 'vitest';
import { indexWords, searchQuery } from '../../src/core/search.ts';

/** As FTS5 reads the query: every word, or one of either spelling, begins a word of the index. */
function finds(typed: string, ...texts: string[]): boolean {
  const words = indexWords(texts).split(' ');
  const query = searchQuery(typed);
  if (query === undefined) return false;
  return query
    .split(' AND ')
    .every((part) =>
      [...part.matchAll(/"([^"]+)"\*/g)].some(([, stem]) => words.some((word) => word.startsWith(stem!))),
    );
}

describe('a search finds', () => {
  test.each([
    ['dang ky', 'Đăng ký khai sinh'],
    ['ĐĂNG KÝ', 'dang ky khai sinh'],
    ['ky dang', 'Đăng ký khai sinh'],
    ['cds', 'Chuyển đổi số'],
    ['CĐS', 'Chuyển đổi số'],
    ['cchc', 'Bản tin cải cách hành chính tháng 9'],
    ['dak to', 'Đăk Tô'],
    ['quí', 'Tổng kết quý III'],
    ['quý', 'Tổng kết quí III'],
    ['số 2', 'CĐS, số 02/2025'],
    ['2/2025', 'CĐS, số 02/2025'],
    ['chuyen d so', 'Chuyển đổi số'],
    ['hoà', 'Hòa giải ở cơ sở'],
  ])('%s → %s', (typed, text) => expect(finds(typed, text)).toBe(true));

  test.each([
    ['cdsx', 'Chuyển đổi số'],
    ['ang ky', 'Đăng ký'],
    ['tài', 'Bàn tay'],
  ])('but not %s → %s', (typed, text) => expect(finds(typed, text)).toBe(false));

  test('nothing where nothing was typed that could be found', () => {
    expect(searchQuery(' – “” * ')).toBeUndefined();
    expect(searchQuery('"x" OR NEAR(')).toBe('"x"* AND "or"* AND "near"*');
  });
});

test('the words of a long title stay few', () => {
  const title = Array.from({ length: 60 }, (_, i) => `chữ${i}`).join(' ');
  const words = indexWords([title]).split(' ');
  expect(words.length).toBeLessThan(130);
  expect(Math.max(...words.map((one) => one.length))).toBeLessThanOrEqual(10);
});
