import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type HeardRange,
  heardIn,
  heardState,
  heardWords,
  placeBeyond,
  remarkParts,
  signatureWords,
  unionOf,
} from '../../src/core/approval.ts';
import { durationMs } from '../../src/core/time.ts';

const MINUTES_14 = durationMs(14 * 60_000);

describe('a remark', () => {
  const places = (remark: string) => remarkParts(remark).flatMap(({ at }) => at ?? []);

  it('has the places it names with "tại", and the words between them, whole', () => {
    const remark = 'Đọc sai tên tại 03:20; ồn tại 1:02:05.\nTại 7’05 bỏ một câu.';
    expect(places(remark)).toEqual([200_000, 3_725_000, 425_000]);
    expect(
      remarkParts(remark)
        .map(({ words }) => words)
        .join(''),
    ).toBe(remark);
  });

  it('takes no time of the day and no other number for a place', () => {
    for (const words of ['phát lúc 17:10', 'tại 17 giờ 10', 'tại 3:99', 'sửa số 03/2025', 'tại 03:200', 'hiện tại'])
      expect([words, places(words)]).toEqual([words, []]);
  });

  it('is told of a place behind the end', () => {
    expect(placeBeyond('ồn tại 13:59, tại 14:30', MINUTES_14)).toBe('14:30');
    expect(placeBeyond('ồn tại 13:59', MINUTES_14)).toBeUndefined();
  });
});

describe('what was heard', () => {
  it('counts each second once, and none outside the sound', () => {
    const ranges: HeardRange[] = [
      [5000, 9000],
      [0, 6000],
      [-500, 100],
      [839_000, 900_000],
      [7, 7],
    ];
    expect(unionOf(ranges, MINUTES_14)).toEqual([
      [0, 9000],
      [839_000, 840_000],
    ]);
    expect(heardIn(unionOf(ranges, MINUTES_14))).toBe(10_000);
  });

  it('is the same in whatever order and however often it is told, and never more than the sound', () => {
    const length = durationMs(10_000);
    const range = fc.tuple(fc.integer({ min: -100, max: 12_000 }), fc.integer({ min: -100, max: 12_000 }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), (ranges) => {
        const once = unionOf(ranges, length);
        expect(unionOf([...ranges].reverse().concat(once as [number, number][]), length)).toEqual(once);
        const seconds = new Set<number>();
        for (const [from, until] of ranges)
          for (let ms = Math.max(0, from); ms < Math.min(length, until); ms++) seconds.add(ms);
        expect(heardIn(once)).toBe(seconds.size);
      }),
      { numRuns: 100 },
    );
  });

  it('is said as it is', () => {
    expect(heardWords(0, MINUTES_14)).toBe('Chưa nghe');
    expect(heardWords(200_000, MINUTES_14)).toBe('Đã nghe 03:20 trong 14:00');
    expect(heardWords(MINUTES_14 - 200, MINUTES_14)).toBe('Đã nghe hết');
    expect(heardState(MINUTES_14 * 0.97, MINUTES_14)).toBe('part');
  });
});

it('a deputy signs as Nghị định 30/2020 has it', () => {
  expect(signatureWords({ form: 'KT.', inPlaceOf: 'Giám đốc', position: 'Phó Giám đốc' })).toBe(
    'KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC',
  );
  expect(signatureWords({ form: 'TUQ.', inPlaceOf: 'Chủ tịch', position: '' })).toBe('TUQ. CHỦ TỊCH');
});
