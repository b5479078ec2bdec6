/**
 * The catalogue of rules against an oracle that knows nothing of rrule: it looks at one day after the other and asks
 * whether the rule, as a person would say it, falls on that day.
 */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { occurrences, parseRule } from '../../src/core/recurrence.ts';
import { WEEKDAYS } from '../../src/core/recurrence-parts.ts';

type Day = Temporal.PlainDate;
type Overflow = 'skip' | 'last-day';
/** A rule, and the question whether it falls on a day not before its start. */
type Case = { rrule: string; falls: (day: Day, start: Day, overflow: Overflow) => boolean };

const days = (from: Day, until: Day): number => from.until(until, { largestUnit: 'days' }).days;
const monday = (day: Day): Day => day.subtract({ days: day.dayOfWeek - 1 });
const months = (day: Day): number => day.year * 12 + day.month;
const isNth = (day: Day, weekday: number, nth: number): boolean =>
  day.dayOfWeek === weekday &&
  (nth > 0 ? Math.ceil(day.day / 7) === nth : Math.ceil((day.daysInMonth - day.day + 1) / 7) === -nth);
const isMonthDay = (day: Day, wanted: number, overflow: Overflow): boolean =>
  day.day === wanted || (overflow === 'last-day' && wanted > day.daysInMonth && day.day === day.daysInMonth);

const interval = fc.integer({ min: 1, max: 9 });
const weekday = fc.integer({ min: 1, max: 7 });
const weekdays = fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 });
const nth = fc.constantFrom(1, 2, 3, 4, 5, -1, -2);
const codes = (list: readonly number[]) => list.map((one) => WEEKDAYS[one - 1]).join(',');

const catalogue: Record<string, fc.Arbitrary<Case>> = {
  'every day or every few': interval.map((n) => ({
    rrule: `FREQ=DAILY;INTERVAL=${n}`,
    falls: (day, start) => days(start, day) % n === 0,
  })),
  'weekly on days': weekdays.map((on) => ({
    rrule: `FREQ=WEEKLY;BYDAY=${codes(on)}`,
    falls: (day) => on.includes(day.dayOfWeek),
  })),
  'every few weeks on days': fc.tuple(interval, weekdays).map(([n, on]) => ({
    rrule: `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${codes(on)}`,
    falls: (day, start) => on.includes(day.dayOfWeek) && (days(monday(start), monday(day)) / 7) % n === 0,
  })),
  'every few weeks that begin on Sunday': fc.tuple(interval, weekdays).map(([n, on]) => ({
    rrule: `FREQ=WEEKLY;INTERVAL=${n};WKST=SU;BYDAY=${codes(on)}`,
    falls: (day, start) => {
      const sunday = (one: Day) => one.subtract({ days: one.dayOfWeek % 7 });
      return on.includes(day.dayOfWeek) && (days(sunday(start), sunday(day)) / 7) % n === 0;
    },
  })),
  'every few months by day': fc.tuple(interval, fc.integer({ min: 1, max: 31 })).map(([n, on]) => ({
    rrule: `FREQ=MONTHLY;INTERVAL=${n};BYMONTHDAY=${on}`,
    falls: (day, start, overflow) => isMonthDay(day, on, overflow) && (months(day) - months(start)) % n === 0,
  })),
  'monthly on the day of its start': interval.map((n) => ({
    rrule: `FREQ=MONTHLY;INTERVAL=${n}`,
    falls: (day, start, overflow) => isMonthDay(day, start.day, overflow) && (months(day) - months(start)) % n === 0,
  })),
  'every few months by nth weekday': fc.tuple(interval, weekday, nth).map(([n, on, which]) => ({
    rrule: `FREQ=MONTHLY;INTERVAL=${n};BYDAY=${which}${codes([on])}`,
    falls: (day, start) => isNth(day, on, which) && (months(day) - months(start)) % n === 0,
  })),
  'the nth of several weekdays': fc.tuple(weekdays, fc.constantFrom(1, 2, 5, -1, -5)).map(([on, which]) => ({
    rrule: `FREQ=MONTHLY;BYDAY=${codes(on)};BYSETPOS=${which}`,
    falls: (day) => {
      const set = Array.from({ length: day.daysInMonth }, (_, i) => day.with({ day: i + 1 })).filter((one) =>
        on.includes(one.dayOfWeek),
      );
      return set.at(which > 0 ? which - 1 : which)?.equals(day) === true;
    },
  })),
  'every fortnight within some days of the month': fc
    .tuple(fc.integer({ min: 1, max: 17 }), interval)
    .map(([first, n]) => ({
      rrule: `FREQ=DAILY;INTERVAL=${n};BYMONTHDAY=${Array.from({ length: 14 }, (_, i) => first + i).join(',')}`,
      falls: (day, start) => days(start, day) % n === 0 && day.day >= first && day.day < first + 14,
    })),
  'yearly on the day of its start': fc.integer({ min: 1, max: 4 }).map((n) => ({
    rrule: `FREQ=YEARLY;INTERVAL=${n}`,
    falls: (day, start, overflow) =>
      day.month === start.month && isMonthDay(day, start.day, overflow) && (day.year - start.year) % n === 0,
  })),
  'yearly by nth weekday of a month': fc.tuple(fc.integer({ min: 1, max: 12 }), weekday, nth).map(([m, on, which]) => ({
    rrule: `FREQ=YEARLY;BYMONTH=${m};BYDAY=${which}${codes([on])}`,
    falls: (day) => day.month === m && isNth(day, on, which),
  })),
  'yearly in a week': fc.tuple(fc.constantFrom(1, 2, 26, 51, 52, 53, -1), weekdays).map(([week, on]) => ({
    rrule: `FREQ=YEARLY;BYWEEKNO=${week};BYDAY=${codes(on)}`,
    falls: (day) => {
      const last = new Temporal.PlainDate(day.yearOfWeek!, 12, 28).weekOfYear!;
      return on.includes(day.dayOfWeek) && day.weekOfYear === (week > 0 ? week : last + 1 + week);
    },
  })),
};

const date = (from: number, until: number): fc.Arbitrary<Day> =>
  fc
    .integer({ min: 0, max: (until - from) * 365 })
    .map((offset) => new Temporal.PlainDate(from, 1, 1).add({ days: offset }));

describe.each(['UTC', 'America/New_York', 'Pacific/Apia'])('on a server in %s', (zone) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test.each(Object.entries(catalogue))('%s', (_, rules) => {
    const overflow = fc.constantFrom<Overflow>('skip', 'last-day');
    const window = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(rules, date(2000, 2030), date(2000, 2045), window, overflow, (rule, start, from, length, policy) => {
        const parsed = parseRule({
          ...{ rrule: rule.rrule, startDate: start.toString(), startTime: '05:30:00', timeZone: 'Asia/Ho_Chi_Minh' },
          ...{ exdates: [], rdates: [], overflow: policy },
        });
        // The fifth Friday of every seventh month may be 29 February's: what never falls is refused elsewhere.
        fc.pre(parsed.ok);
        const until = from.add({ days: length });
        const wanted: string[] = [];
        for (let day = from; Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 }))
          if (Temporal.PlainDate.compare(day, start) >= 0 && rule.falls(day, start, policy))
            wanted.push(day.toString());
        expect(occurrences(parsed.value, from, until).map(String)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });
});
