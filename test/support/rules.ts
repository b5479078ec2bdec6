/** Rules as the slot form makes them, and raw ones of experts: generated, the same ones for the same seed. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { SlotRule } from '../../src/core/model.ts';
import { parseRule } from '../../src/core/recurrence.ts';
import { EMPTY, NTHS, type RecurrenceForm, writeRule } from '../../src/core/recurrence-form.ts';
import { WEEKDAYS } from '../../src/core/recurrence-parts.ts';

const weekday = fc.integer({ min: 1, max: 7 });
const day = (from: string, span: number) =>
  fc.nat({ max: span }).map((days) => Temporal.PlainDate.from(from).add({ days }).toString());

/** What the form can say. */
export const formRules = fc
  .record({
    repeat: fc.constantFrom('once', 'daily', 'workdays', 'weekly', 'monthly-by-day', 'monthly-by-weekday', 'yearly'),
    every: fc.integer({ min: 1, max: 12 }),
    weekdays: fc.uniqueArray(weekday, { minLength: 1 }),
    monthDays: fc.uniqueArray(fc.constantFrom(1, 2, 5, 15, 28, 29, 30, 31, -1), { minLength: 1, maxLength: 4 }),
    nth: fc.constantFrom(...NTHS),
    weekday,
    until: fc.option(day('2026-01-01', 1500)),
  })
  .map((chosen) => writeRule({ ...EMPTY, ...(chosen as Partial<RecurrenceForm>) }));

const list = (values: readonly (string | number)[], key: string) => (values.length > 0 ? `;${key}=${values}` : '');
const some = (from: number, until: number, most = 3) =>
  fc.uniqueArray(fc.integer({ min: from, max: until }), { minLength: 1, maxLength: most });
const named = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 4 });
const interval = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.integer({ min: 2, max: 9 }).map((n) => `;INTERVAL=${n}`),
);

/** Beyond the form: what its field for experts takes. */
export const rawRules = fc
  .tuple(
    fc.oneof(
      {
        weight: 60,
        arbitrary: fc.oneof(
          fc.tuple(interval, some(1, 12)).map(([every, months]) => `FREQ=DAILY${every}${list(months, 'BYMONTH')}`),
          fc.tuple(interval, some(1, 28, 14)).map(([every, on]) => `FREQ=DAILY${every}${list(on, 'BYMONTHDAY')}`),
          fc
            .tuple(interval, named, fc.constantFrom('', ';WKST=SU', ';WKST=SA'))
            .map(([n, on, wkst]) => `FREQ=WEEKLY${n}${wkst}${list(on, 'BYDAY')}`),
          fc
            .tuple(interval, named, fc.constantFrom(1, 2, 3, -1, -2))
            .map(([n, on, pos]) => `FREQ=MONTHLY${n}${list(on, 'BYDAY')};BYSETPOS=${pos}`),
          fc
            .tuple(interval, fc.constantFrom(1, 2, 3, 4, 5, -1, -2), fc.constantFrom(...WEEKDAYS))
            .map(([n, nth, on]) => `FREQ=MONTHLY${n};BYDAY=${nth}${on}`),
          fc
            .tuple(interval, named, some(1, 31, 7))
            .map(([n, on, days]) => `FREQ=MONTHLY${n}${list(on, 'BYDAY')}${list(days, 'BYMONTHDAY')}`),
          fc.tuple(interval, some(-5, -1)).map(([n, days]) => `FREQ=MONTHLY${n}${list(days, 'BYMONTHDAY')}`),
          fc
            .tuple(interval, some(1, 12), some(1, 31))
            .map(([n, months, days]) => `FREQ=YEARLY${n}${list(months, 'BYMONTH')}${list(days, 'BYMONTHDAY')}`),
          fc
            .tuple(interval, some(1, 12, 2), fc.constantFrom(1, 2, 4, -1), fc.constantFrom(...WEEKDAYS))
            .map(([n, months, nth, on]) => `FREQ=YEARLY${n}${list(months, 'BYMONTH')};BYDAY=${nth}${on}`),
          fc.tuple(interval, some(1, 366)).map(([n, days]) => `FREQ=YEARLY${n}${list(days, 'BYYEARDAY')}`),
        ),
      },
      // Seldom: few programs know the weeks of a year.
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(1, 2, 26, 51, 52, 53, -1), named)
          .map(([week, on]) => `FREQ=YEARLY;BYWEEKNO=${week}${list(on, 'BYDAY')}`),
      },
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      fc.integer({ min: 1, max: 60 }).map((n) => `;COUNT=${n}`),
      day('2026-01-01', 1500).map((until) => `;UNTIL=${until.replaceAll('-', '')}`),
    ),
  )
  .map(([rule, end]) => rule + end);

/** Whole rules, some of which the station refuses; `last-day` only where asked for. */
export const anyRules = (texts: fc.Arbitrary<string>, overflows: readonly SlotRule['overflow'][]) =>
  fc.record({
    rrule: texts,
    startDate: day('2024-01-01', 1200),
    startTime: fc.constantFrom('05:30:00', '17:10:00', '17:02:30', '23:50:00', '00:00:00'),
    timeZone: fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Berlin', 'America/New_York', 'UTC'),
    exdates: fc.uniqueArray(day('2025-01-01', 900), { maxLength: 3 }).map((days) => days.sort()),
    rdates: fc.uniqueArray(day('2025-01-01', 900), { maxLength: 3 }).map((days) => days.sort()),
    overflow: fc.constantFrom(...overflows),
  });

export const BOTH: readonly SlotRule['overflow'][] = ['skip', 'last-day'];

/** Those that it takes. */
export const slotRules = (texts: fc.Arbitrary<string>, overflows = BOTH) =>
  anyRules(texts, overflows).filter((rule) => parseRule(rule).ok);
