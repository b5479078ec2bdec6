import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  type CutOff,
  daysIn,
  type OwedObligation,
  obligationPeriods,
  owedPeriods,
  REPORT_SPANS,
  reportPeriod,
  reportPeriodOn,
  validityOf,
} from '../../src/core/periods.ts';
import { fixture, owed } from '../support/log.ts';

type Case = {
  name: string;
  of: string;
  with?: Partial<OwedObligation>;
  periods: number;
  total: number;
  limit?: number;
  owed: string[];
};

const day = (text: string) => Temporal.PlainDate.from(text);
const shown = ({ from, until }: { from: Temporal.PlainDate; until: Temporal.PlainDate }) => `${from}–${until}`;

describe('what an obligation owes', () => {
  test.each(fixture<Case[]>('periods'))('$name', (one) => {
    const { periods, quotas } = owedPeriods(owed(one.of, one.with));
    const lines = periods.map((period) => `${shown(period)} ${period.owes}`);
    expect(periods).toHaveLength(one.periods);
    expect(periods.reduce((sum, { owes }) => sum + owes, 0)).toBe(one.total);
    expect(lines).toEqual(expect.arrayContaining(one.owed));
    if (one.limit !== undefined) expect(quotas[0]?.limit).toBeCloseTo(one.limit, 2);
  });

  test('an obligation without a first day is broken', () => {
    expect(() => owedPeriods(owed('C.I.2.c', { validFrom: null, issuedOn: null }))).toThrow(/first day/);
  });
});

const someDay = fc.integer({ min: 0, max: 6000 }).map((n) => new Temporal.PlainDate(2020, 1, 1).add({ days: n }));

test('periods tile the validity without hole or overlap', () => {
  const owing = fc.record({
    period: fc.constantFrom<OwedObligation['period']>('weeks', 'month', 'year', 'continuous', 'unspecified'),
    every: fc.integer({ min: 1, max: 14 }),
    anchor: fc.option(someDay.map(String)),
    count: fc.option(fc.integer({ min: 1, max: 4 })),
  });
  fc.assert(
    fc.property(owing, someDay, fc.integer({ min: 0, max: 1200 }), (changes, from, length) => {
      const validUntil = from.add({ days: length });
      const owing = owed('C.I.2.a', { ...changes, validFrom: from.toString(), validUntil: validUntil.toString() });
      const periods = obligationPeriods(owing);
      expect([periods[0]?.from.toString(), periods.at(-1)?.until.toString()]).toEqual([`${from}`, `${validUntil}`]);
      for (const [i, period] of periods.entries()) {
        expect(daysIn(period)).toBeGreaterThan(0);
        if (i > 0) expect(period.from).toEqual(periods[i - 1]!.until.add({ days: 1 }));
      }
      expect(periods.reduce((sum, one) => sum + daysIn(one), 0)).toBe(daysIn(validityOf(owing)));
    }),
    { numRuns: 500 },
  );
});

describe('a reporting period', () => {
  test.each<[string, CutOff, string[]]>([
    ['of the calendar', 'calendar', ['2025-01-01–2025-03-31', '2025-04-01–2025-06-30', '2025-07-01–2025-09-30']],
    ['of Nghị định 09/2019', 'nd09', ['2024-12-15–2025-03-14', '2025-03-15–2025-06-14', '2025-06-15–2025-09-14']],
    [
      'closed on the 15th',
      { lastDay: 15 },
      ['2024-12-16–2025-03-15', '2025-03-16–2025-06-15', '2025-06-16–2025-09-15'],
    ],
  ])('is a quarter %s', (_, cutOff, quarters) => {
    expect([1, 2, 3].map((n) => shown(reportPeriod('quarter', 2025, n, cutOff)))).toEqual(quarters);
  });

  test('is the month, the half-year and the year of Nghị định 09/2019', () => {
    expect(shown(reportPeriod('month', 2025, 1, 'nd09'))).toBe('2024-12-15–2025-01-14');
    expect([1, 2].map((n) => shown(reportPeriod('half-year', 2025, n, 'nd09')))).toEqual([
      '2024-12-15–2025-06-14',
      '2025-06-15–2025-12-14',
    ]);
    expect(shown(reportPeriod('year', 2025, 1, 'nd09'))).toBe('2024-12-15–2025-12-14');
  });

  test('closes on the last day of a month that is too short', () => {
    expect(shown(reportPeriod('month', 2025, 2, { lastDay: 30 }))).toBe('2025-01-31–2025-02-28');
    expect(shown(reportPeriod('month', 2025, 3, { lastDay: 30 }))).toBe('2025-03-01–2025-03-30');
  });

  test('holds the day it is asked for: 20 December is of next year’s first quarter', () => {
    const { year, number } = reportPeriodOn(day('2025-12-20'), 'quarter', 'nd09');
    expect([year, number]).toEqual([2026, 1]);
  });

  test('there is no fifth quarter', () => {
    expect(() => reportPeriod('quarter', 2025, 5, 'calendar')).toThrow(/no quarter 5/);
  });

  test('of any kind and cut-off follows the one before at once', () => {
    const cutOffs = fc.oneof(
      fc.constantFrom<CutOff>('calendar', 'nd09'),
      fc.integer({ min: 1, max: 31 }).map((lastDay) => ({ lastDay })),
    );
    fc.assert(
      fc.property(someDay, fc.constantFrom(...REPORT_SPANS), cutOffs, (one, span, cutOff) => {
        const period = reportPeriodOn(one, span, cutOff);
        const compared = [period.from, one, period.until];
        expect(compared.toSorted(Temporal.PlainDate.compare)).toEqual(compared);
        const next = reportPeriodOn(period.until.add({ days: 1 }), span, cutOff);
        expect(next.from).toEqual(period.until.add({ days: 1 }));
      }),
      { numRuns: 500 },
    );
  });
});
