import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { leapMonthOf, lunarOf, lunarWords, solarOf, tetOf, yearName } from '../../src/core/lunar.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const lunar = (month: number, date: number, year: number, isLeap = false) => ({ day: date, month, isLeap, year });

describe('Tết', () => {
  // Published by the State, and domain/text-and-time.md §5.5 for 2025 to 2030.
  test.each([
    '2020-01-25',
    '2021-02-12',
    '2022-02-01',
    '2023-01-22',
    '2024-02-10',
    '2025-01-29',
    '2026-02-17',
    '2027-02-06',
    '2028-01-26',
    '2029-02-13',
    '2030-02-02', // in China 3 February: the new moon is at 23:07 here and after midnight there
    '2031-01-23',
    '2032-02-11',
    '2033-01-31',
    '2034-02-19',
    '2035-02-08',
  ])('of that year is on %s', (date) => {
    expect(tetOf(day(date).year).toString()).toBe(date);
    expect(lunarOf(day(date))).toEqual(lunar(1, 1, day(date).year));
  });

  // The years since 1968 in which the two calendars part at the new year, as history has them.
  test.each([
    ['1968-01-29', 'the first after the change to UTC+7, a day before the Chinese'],
    ['1969-02-16', 'a day before the Chinese'],
    ['1985-01-21', 'a month before the Chinese: their year 1984 has a leap month'],
    ['2007-02-17', 'a day before the Chinese'],
  ])('was on %s: %s', (date) => {
    expect(tetOf(day(date).year).toString()).toBe(date);
  });
});

describe('the lunar date', () => {
  it.each([
    ['2025-04-07', lunar(3, 10, 2025)],
    ['2026-04-26', lunar(3, 10, 2026)],
    ['2025-10-06', lunar(8, 15, 2025)],
    ['2025-01-28', lunar(12, 29, 2024)],
    ['2025-01-01', lunar(12, 2, 2024)],
    ['2025-07-25', lunar(6, 1, 2025, true)],
    ['2025-08-23', lunar(7, 1, 2025)],
    ['2025-12-31', lunar(11, 12, 2025)],
    ['2033-12-22', lunar(11, 1, 2033, true)],
  ])('of %s is %j', (date, expected) => {
    expect(lunarOf(day(date))).toEqual(expected);
    expect(solarOf(expected)?.toString()).toBe(date);
  });

  it.each([
    [2020, 4],
    [2023, 2],
    [2024, undefined],
    [2025, 6],
    [2026, undefined],
    [2028, 5],
    [2031, 3],
    [2033, 11],
    [2036, 6],
  ])('has in %i the leap month %s', (year, month) => {
    expect(leapMonthOf(year)).toBe(month);
  });

  it('that does not exist is no day', () => {
    expect(solarOf(lunar(12, 30, 2024))).toBeUndefined(); // giao thừa Ất Tỵ was on the 29th
    expect(solarOf(lunar(12, 30, 2023))?.toString()).toBe('2024-02-09');
    expect(solarOf(lunar(6, 1, 2026, true))).toBeUndefined();
    expect(solarOf(lunar(6, 1, 2025, true))?.toString()).toBe('2025-07-25');
    expect(solarOf(lunar(1, 0, 2025))).toBeUndefined();
    expect(solarOf(lunar(13, 1, 2025))).toBeUndefined();
  });

  it('there and back is the same day, for every day from 1990 to 2100, whatever the zone of the server', () => {
    const before = process.env.TZ;
    const seen = new Set<string>();
    try {
      for (const zone of ['UTC', 'America/New_York', 'Pacific/Apia']) {
        process.env.TZ = zone;
        let months = 0;
        let last = lunarOf(day('1989-12-31'));
        for (let at = day('1990-01-01'); at.year <= 2100; at = at.add({ days: 1 })) {
          const now = lunarOf(at);
          if (!solarOf(now)?.equals(at)) throw new Error(`${at} is ${JSON.stringify(now)}, which is ${solarOf(now)}`);
          if (now.day === 1) {
            months++;
            if (last.day !== 29 && last.day !== 30) throw new Error(`a month of ${last.day} days before ${at}`);
          } else if (now.day !== last.day + 1 || now.month !== last.month)
            throw new Error(`${at} does not follow the day before it`);
          last = now;
        }
        seen.add(`${months} ${JSON.stringify(last)}`);
      }
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
    expect(seen).toEqual(new Set([`${1373} ${JSON.stringify(lunarOf(day('2100-12-31')))}`]));
  });

  it('keeps the year in order: twelve months, or thirteen with a leap one, and the solstice in the eleventh', () => {
    for (let year = 1990; year < 2100; year++) {
      const days = tetOf(year).until(tetOf(year + 1), { largestUnit: 'days' }).days;
      expect([353, 354, 355, 383, 384, 385]).toContain(days);
      expect(days > 360).toBe(leapMonthOf(year) !== undefined);
      // The solstice falls on 21 or 22 December, or on the 20th late in the century.
      const [first, next] = [solarOf(lunar(11, 1, year))!, solarOf(lunar(12, 1, year))!].map(String);
      expect(first! <= `${year}-12-22` && next! > `${year}-12-20`).toBe(true);
    }
  });
});

describe('beside ICU’s Chinese calendar, an astronomy of its own', () => {
  const icu = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', day: 'numeric', month: 'numeric' });
  const chinese = (at: Temporal.PlainDate): string => {
    const parts = icu.formatToParts(Date.UTC(at.year, at.month - 1, at.day));
    return ['month', 'day'].map((type) => parts.find((part) => part.type === type)!.value).join('/');
  };

  it('every month from 1990 to 2100 is the same month and begins the same day, or the day before: never later', () => {
    const apart: string[] = [];
    for (let at = day('1990-01-01'); at.year <= 2100; at = at.add({ days: 1 })) {
      const { day: date, month, isLeap } = lunarOf(at);
      if (date !== 1) continue;
      const name = `${month}${isLeap ? 'bis' : ''}/1`;
      if (chinese(at) === name) continue;
      if (chinese(at.add({ days: 1 })) !== name) throw new Error(`${at}: ${name} here, ${chinese(at)} there`);
      apart.push(at.toString());
    }
    // One new moon in 24 falls in the hour between the two midnights.
    expect(apart.length).toBeGreaterThan(1373 / 24 - 20);
    expect(apart.length).toBeLessThan(1373 / 24 + 20);
    expect(apart).toContain('2007-02-17');
  });
});

describe('in words', () => {
  it.each([
    [lunar(1, 1, 2026), 'mùng 1 tháng Giêng năm Bính Ngọ'],
    [lunar(12, 23, 2025), '23 tháng Chạp năm Ất Tỵ'],
    [lunar(8, 15, 2025), 'rằm tháng 8 năm Ất Tỵ'],
    [lunar(6, 10, 2025, true), 'mùng 10 tháng 6 nhuận năm Ất Tỵ'],
  ])('%j is %s', (date, words) => {
    expect(lunarWords(date)).toBe(words);
  });

  it.each([
    [1984, 'Giáp Tý'],
    [2024, 'Giáp Thìn'],
    [2025, 'Ất Tỵ'],
    [2026, 'Bính Ngọ'],
    [2027, 'Đinh Mùi'],
    [2030, 'Canh Tuất'],
  ])('%i is %s', (year, name) => {
    expect(yearName(year)).toBe(name);
  });
});
