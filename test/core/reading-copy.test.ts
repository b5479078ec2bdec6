import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingLines, readingTime, wordsToRead } from '../../src/core/reading-copy.ts';

const LONG =
  'Từ ngày 01 tháng 6, hộ kinh doanh có doanh thu từ một tỷ đồng một năm trở lên phải dùng hóa đơn điện tử khởi tạo từ máy tính tiền, có kết nối dữ liệu với cơ quan thuế.';
const text = (lines: ReturnType<typeof readingLines>) => lines.map((one) => (one.is === 'gap' ? '' : one.text));

describe('the lines of a reading copy', () => {
  it('are numbered through, gaps apart, and several empty lines are one gap', () => {
    const lines = readingLines('Kính chào bà con.\n\n\n[nhạc cắt]\nMời bà con nghe.');
    expect(
      lines.map((one) => (one.is === 'gap' ? 'gap' : `${one.number} ${one.spoken ? '' : 'direction '}${one.text}`)),
    ).toEqual(['1 Kính chào bà con.', 'gap', '2 direction [nhạc cắt]', '3 Mời bà con nghe.']);
    expect(readingLines(' \n ')).toEqual([]);
  });

  it('hold about as many letters as a sheet is wide at 18 points, fewer of capitals', () => {
    const lengths = text(readingLines(LONG)).map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThan(60);
    expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThan(42);
    const shouted = text(readingLines(LONG.toUpperCase())).map((line) => line.length);
    expect(Math.max(...shouted)).toBeLessThan(Math.min(...lengths.slice(0, -1)));
  });

  it('are broken alike however the diacritics are composed', () => {
    expect(text(readingLines(LONG.normalize('NFD'))).map((line) => line.normalize())).toEqual(text(readingLines(LONG)));
  });

  it('lose and add no word', () => {
    const word = fc.stringMatching(/^[a-zđơư0-9.,“”]{1,70}$/);
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1 }), { minLength: 1 }), (paragraphs) => {
        const source = paragraphs.map((words) => words.join(' ')).join('\n');
        expect(text(readingLines(source)).join(' ').split(/\s+/)).toEqual(source.split(/\s+/));
      }),
    );
  });
});

describe('the time it takes to read', () => {
  it('counts words as they are said, and no direction', () => {
    expect(wordsToRead('Kính chào bà con nhân dân – [nhạc hiệu 10 giây]')).toBe(6);
    expect(wordsToRead('UBND xã')).toBe('Ủy ban nhân dân xã'.split(' ').length);
    expect(wordsToRead('năm 2025')).toBe('năm hai nghìn không trăm hai mươi lăm'.split(' ').length);
    expect(wordsToRead('')).toBe(0);
  });

  it('is that of the pace of the programme', () => {
    const words = Array.from({ length: 320 }, () => 'lời').join(' ');
    expect(readingTime(words, 160)).toBe(120_000);
    expect(readingTime(words, 200)).toBe(96_000);
  });

  it.each(['1', '[', 'A', ' ', '1 ', '12/', 'IV '])('is found at once of 400,000 letters of %j', (piece) => {
    const text = piece.repeat(400_000 / piece.length);
    expect(wordsToRead(`${text}x`)).toBeGreaterThan(0);
    expect(readingLines(`${text}x`).length).toBeGreaterThan(0);
  });
});
