import { expect, it } from 'vitest';
import { numbersInWords, openNumbers, periodOfIssue } from '../../src/core/numbering.ts';
import type { OwedObligation } from '../../src/core/periods.ts';

const issues = (...numbers: number[]) => numbers.map((number) => ({ year: 2025, number }));

it('finds the numbers left out below the last, of that year alone', () => {
  expect(openNumbers(issues(1, 2, 5, 7), 2025)).toEqual([3, 4, 6]);
  expect(openNumbers(issues(1, 2, 3), 2025)).toEqual([]);
  expect(openNumbers(issues(5), 2026)).toEqual([]);
  expect(openNumbers([], 2025)).toEqual([]);
});

it('counts from the first there is in the first year, which may begin in its midst, and from 1 later', () => {
  expect(openNumbers(issues(9, 12), 2025)).toEqual([10, 11]);
  expect(openNumbers([...issues(9), { year: 2026, number: 3 }], 2026)).toEqual([1, 2]);
});

it('says them as people write them, and of many the first few', () => {
  expect(numbersInWords('số', [4, 5], 2025)).toBe('số 04, 05/2025');
  expect(numbersInWords('chuyên mục', [2, 7], 2025)).toBe('tháng 02, 7/2025');
  expect(numbersInWords('số', [1, 2, 3, 4, 5, 6, 7, 8], 2025)).toBe('số 01, 02, 03, 04, 05, 06/2025 và 2 số nữa');
});

const owed = (changes: Partial<OwedObligation>): OwedObligation => ({
  ...{ id: 'a', planId: 'p', programmeId: 'cds', code: 'C.I.2.a', frequencyText: '', unit: 'issue', count: 1 },
  ...{ period: 'weeks', every: 2, anchor: '2025-08-25', replays: 0, perYear: 26, validFrom: '2025-08-25' },
  ...{ validUntil: '2025-12-31', startRule: 'remaining', alsoProgrammeIds: [], countsTwice: false },
  ...{ countsShare: null, countsClusters: null },
  ...changes,
});
const days = (found: ReturnType<typeof periodOfIssue>) => found && `${found.period.from} ${found.period.until}`;

it('tells which fortnight of the plan an issue stands for', () => {
  const of = (number: number, year = 2025) => days(periodOfIssue('số', [owed({})], { year, number }));
  expect(of(1)).toBe('2025-08-25 2025-09-07');
  expect(of(2)).toBe('2025-09-08 2025-09-21');
  expect(of(40), 'more than the plan owes').toBeUndefined();
  expect(of(1, 2026)).toBeUndefined();
});

it('takes a chuyên mục for its month, and leaves duties of several issues a period alone', () => {
  const monthly = owed({ period: 'month', every: 1, anchor: null, code: 'C.I.2.c' });
  expect(days(periodOfIssue('chuyên mục', [monthly], { year: 2025, number: 9 }))).toBe('2025-09-01 2025-09-30');
  expect(periodOfIssue('số', [owed({ count: 2 })], { year: 2025, number: 1 })).toBeUndefined();
  expect(periodOfIssue('số', [owed({ unit: 'airing' })], { year: 2025, number: 1 })).toBeUndefined();
});
