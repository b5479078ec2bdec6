/** The ledger in words: names of periods, the sum on demand, the forecast, and what Hôm nay asks for. */
import { describe, expect, test } from 'vitest';
import { buildLedgers } from '../../src/core/ledger.ts';
import { arithmeticWords, forecastWords, periodName, unitWord, verdictWord } from '../../src/core/ledger-words.ts';
import { type OwedObligation, obligationPeriods } from '../../src/core/periods.ts';
import { type LogLine, log, owed } from '../support/log.ts';
import { at, ZONE } from '../support/schedule.ts';

const names = (code: string, changes: Partial<OwedObligation> = {}) => {
  const obligation = owed(code, changes);
  return obligationPeriods(obligation).map((period) => periodName(period, obligation));
};

describe('a period is called', () => {
  test('by its days where it is of weeks, also one that the year cuts', () => {
    expect(names('C.I.2.a').slice(-2)).toEqual(['15/12–28/12', '29/12–31/12']);
  });
  test('by its month, its quarter, its months, its year', () => {
    expect(names('C.I.2.c').slice(8, 10)).toEqual(['tháng 9', 'tháng 10']);
    expect(names('C.I.2.c', { every: 3 })).toEqual(['quý I', 'quý II', 'quý III', 'quý IV']);
    expect(names('C.I.2.c', { every: 6 })).toEqual(['tháng 1–6', 'tháng 7–12']);
    expect(names('C.I.2.c', { period: 'year' })).toEqual(['năm 2025']);
    expect(names('C.II.12.b')[8]).toBe('tháng 9');
  });
});

const ledger = (code: string, lines: LogLine[], now: string, changes: Partial<OwedObligation> = {}) => {
  const obligation = owed(code, changes);
  const airings = log(lines.map((line) => ({ programmeId: obligation.programmeId, ...line })));
  const input = { obligations: [obligation], airings, entries: [], plannedUntil: at(now), now: at(now), zone: ZONE };
  return buildLedgers(input)[0]!;
};

describe('the sum', () => {
  test('says where the number comes from, and what is missing of it', () => {
    const behind = ledger('C.I.2.a', [{ at: '2025-09-10 17:10', episodeId: 1 }], '2025-09-22 00:00');
    expect(arithmeticWords(behind, 'số')).toEqual([
      'Từ ngày 25/8/2025, tính các kỳ còn lại.',
      'Năm 2025: 10 kỳ × 01 số = phải phát 10 số.',
      'Đã phát 01 số, đã xếp lịch 00.',
      'Các kỳ đã qua thiếu 01, phát thêm ở kỳ khác 00: chậm 01 số.',
      expect.stringContaining('từ 90% thời lượng'),
    ]);
    expect(forecastWords(behind, 'số', at('2025-09-22 00:00'))).toEqual([
      'Với tiến độ này, đến hết 31/12/2025 được 05/10 số.',
      'Còn 08 kỳ chưa đến lúc xếp lịch.',
    ]);
  });

  test('of 27 fortnights in a year names the limit that makes it 26', () => {
    const full = ledger('C.I.2.a', [], '2025-09-22 00:00', { startRule: 'full' });
    expect(arithmeticWords(full, 'số')[1]).toBe('Năm 2025: 27 kỳ × 01 số, không quá 26 = phải phát 26 số.');
    const share = ledger('C.I.2.a', [], '2025-09-22 00:00', { startRule: 'pro-rata' });
    expect(arithmeticWords(share, 'số')[1]).toMatch(/không quá 9,19 = phải phát 09 số/);
  });

  test('of “thường xuyên” has no number to reach', () => {
    const often = ledger('C.II.12.b', [{ at: '2025-09-05 17:10', episodeId: 1 }], '2025-09-22 00:00');
    expect(arithmeticWords(often, 'số')[0]).toContain('chỉ đếm, không tính tỷ lệ: đã phát 01 số');
    expect(forecastWords(often, 'số', at('2025-09-22 00:00'))).toEqual([]);
  });

  test('says what counts where the plan asks for more', () => {
    const strict = ledger('C.I.2.a', [], '2025-09-22 00:00', { countsShare: 0.95, countsClusters: 0.8 });
    expect(arithmeticWords(strict, 'số').at(-1)).toMatch(/từ 95% thời lượng .* từ 80% số cụm loa/);
  });
});

test('a share is never rounded up to what would have counted', () => {
  expect(verdictWord({ verdict: 'too-short', share: 0.8999 })).toBe('Phát chưa đủ (89%)');
});

test('an obligation in airings counts lượt, whatever its issues are called', () => {
  expect([unitWord({ unit: 'airing' }, 'số'), unitWord({ unit: 'issue' }, 'kỳ')]).toEqual(['lượt', 'kỳ']);
});
