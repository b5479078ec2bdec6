import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlotRule } from '../../src/core/model.ts';
import {
  occurrenceStart,
  occurrences,
  parseRule,
  type Recurrence,
  seriesStart,
  upcoming,
} from '../../src/core/recurrence.ts';
import { isoWithOffset } from '../../src/core/time.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

const slotRule = (rrule: string, startDate: string, more: Partial<SlotRule> = {}): SlotRule => ({
  rrule,
  startDate,
  startTime: '17:10:00',
  timeZone: 'Asia/Ho_Chi_Minh',
  exdates: [],
  rdates: [],
  overflow: 'skip',
  ...more,
});

function rule(...args: Parameters<typeof slotRule>): Recurrence {
  const parsed = parseRule(slotRule(...args));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const refusal = (...args: Parameters<typeof slotRule>): string => {
  const parsed = parseRule(slotRule(...args));
  return parsed.ok ? '' : parsed.error;
};

const between = (of: Recurrence, from: string, until: string): string =>
  occurrences(of, day(from), day(until)).join(' ');

/** The offset of 1 July 2025 says whether the process's zone really changed. */
const SERVER_ZONES = [
  ['UTC', 0],
  ['America/New_York', 240],
  ['Pacific/Apia', -780],
] as const;

describe.each(SERVER_ZONES)('on a server in %s', (zone, offset) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
    expect(new Date(2025, 6, 1).getTimezoneOffset()).toBe(offset);
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test.each<[string, Parameters<typeof slotRule>, string, string, string]>([
    ['every day', ['FREQ=DAILY', '2025-08-25'], '2025-08-20', '2025-08-27', '2025-08-25 2025-08-26 2025-08-27'],
    ['every third day', ['FREQ=DAILY;INTERVAL=3', '2025-08-25'], '2025-09-01', '2025-09-07', '2025-09-03 2025-09-06'],
    [
      'weekdays',
      ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2025-08-25'],
      '2025-08-29',
      '2025-09-02',
      '2025-08-29 2025-09-01 2025-09-02',
    ],
    [
      'a week by its start',
      ['FREQ=WEEKLY', '2025-08-27'],
      '2025-08-25',
      '2025-09-10',
      '2025-08-27 2025-09-03 2025-09-10',
    ],
    [
      'a prefix and small letters',
      ['rrule:freq=weekly;byday=we', '2025-08-27'],
      '2025-09-01',
      '2025-09-07',
      '2025-09-03',
    ],
    [
      'the biweekly column',
      ['FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', '2025-08-25'],
      '2025-08-25',
      '2025-09-30',
      '2025-08-27 2025-09-10 2025-09-24',
    ],
    // 2026 has 53 ISO weeks: the fortnight goes on from its anchor, not from a week number.
    [
      'biweekly across a 53-week year',
      ['FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', '2025-08-25'],
      '2026-12-10',
      '2027-01-31',
      '2026-12-16 2026-12-30 2027-01-13 2027-01-27',
    ],
    [
      'biweekly weeks that begin on Sunday',
      ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO', '2025-08-25'],
      '2025-08-25',
      '2025-09-10',
      '2025-08-25 2025-09-07 2025-09-08',
    ],
    [
      'biweekly weeks that begin on Monday',
      ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO', '2025-08-25'],
      '2025-08-25',
      '2025-09-10',
      '2025-08-25 2025-08-31 2025-09-08',
    ],
    [
      'the 31st, skipped',
      ['FREQ=MONTHLY;BYMONTHDAY=31', '2025-01-31'],
      '2025-01-01',
      '2025-06-30',
      '2025-01-31 2025-03-31 2025-05-31',
    ],
    [
      'the 31st, else the last day',
      ['FREQ=MONTHLY', '2025-01-31', { overflow: 'last-day' }],
      '2025-01-01',
      '2025-05-31',
      '2025-01-31 2025-02-28 2025-03-31 2025-04-30 2025-05-31',
    ],
    [
      'the 29th and the 31st, else the last day, once',
      ['FREQ=MONTHLY;BYMONTHDAY=29,31', '2025-01-01', { overflow: 'last-day' }],
      '2025-02-01',
      '2025-04-30',
      '2025-02-28 2025-03-29 2025-03-31 2025-04-29 2025-04-30',
    ],
    ['29 February, skipped', ['FREQ=YEARLY', '2024-02-29'], '2024-01-01', '2028-12-31', '2024-02-29 2028-02-29'],
    [
      '29 February, else 28',
      ['FREQ=YEARLY', '2024-02-29', { overflow: 'last-day' }],
      '2024-01-01',
      '2026-12-31',
      '2024-02-29 2025-02-28 2026-02-28',
    ],
    [
      'the last Friday',
      ['FREQ=MONTHLY;BYDAY=-1FR', '2025-08-01'],
      '2025-08-01',
      '2025-10-31',
      '2025-08-29 2025-09-26 2025-10-31',
    ],
    ['the fifth Friday', ['FREQ=MONTHLY;BYDAY=5FR', '2025-08-01'], '2025-08-01', '2025-12-31', '2025-08-29 2025-10-31'],
    [
      'Mondays and the first Friday',
      ['FREQ=MONTHLY;BYDAY=MO,1FR', '2025-09-01'],
      '2025-09-01',
      '2025-09-15',
      '2025-09-01 2025-09-05 2025-09-08 2025-09-15',
    ],
    [
      'every Friday 13th',
      ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '2025-01-01'],
      '2025-01-01',
      '2026-12-31',
      '2025-06-13 2026-02-13 2026-03-13 2026-11-13',
    ],
    [
      'the last working day',
      ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '2025-08-01'],
      '2025-08-01',
      '2025-11-30',
      '2025-08-29 2025-09-30 2025-10-31 2025-11-28',
    ],
    // rrule by itself gives the first Friday of a month with four.
    [
      'the fifth Friday from the end',
      ['FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-5', '2025-08-01'],
      '2025-08-01',
      '2025-12-31',
      '2025-08-01 2025-10-03',
    ],
    [
      'every quarter',
      ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15', '2025-01-01'],
      '2025-03-01',
      '2025-12-31',
      '2025-04-15 2025-07-15 2025-10-15',
    ],
    [
      'the last day of the month',
      ['FREQ=MONTHLY;BYMONTHDAY=-1', '2025-01-01'],
      '2025-02-01',
      '2025-04-30',
      '2025-02-28 2025-03-31 2025-04-30',
    ],
    [
      'the first Sunday of May',
      ['FREQ=YEARLY;BYMONTH=5;BYDAY=1SU', '2025-01-01'],
      '2025-01-01',
      '2027-12-31',
      '2025-05-04 2026-05-03 2027-05-02',
    ],
    [
      'the hundredth day',
      ['FREQ=YEARLY;BYYEARDAY=100,-1', '2024-01-01'],
      '2024-01-01',
      '2025-12-31',
      '2024-04-09 2024-12-31 2025-04-10 2025-12-31',
    ],
    // rrule by itself says week 53 of 1 January 2011, which is in week 52.
    [
      'week 52, which ends in January',
      ['FREQ=YEARLY;BYWEEKNO=52;BYDAY=SA', '2010-01-01'],
      '2010-12-01',
      '2012-01-31',
      '2011-01-01 2011-12-31',
    ],
    [
      'week 53, by the weekday of its start',
      ['FREQ=YEARLY;BYWEEKNO=53', '2020-12-30'],
      '2020-01-01',
      '2027-01-31',
      '2020-12-30 2026-12-30',
    ],
    [
      'three times',
      ['FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3', '2025-08-27'],
      '2025-01-01',
      '2026-12-31',
      '2025-08-29 2025-09-01 2025-09-05',
    ],
    ['once', ['FREQ=DAILY;COUNT=1', '2025-08-27'], '2025-01-01', '2026-12-31', '2025-08-27'],
    [
      'UNTIL a day, inclusive',
      ['FREQ=DAILY;UNTIL=20250827', '2025-08-26'],
      '2025-08-01',
      '2025-09-30',
      '2025-08-26 2025-08-27',
    ],
    [
      'UNTIL the minute it starts, inclusive',
      ['FREQ=DAILY;UNTIL=20250827T171000', '2025-08-26'],
      '2025-08-01',
      '2025-09-30',
      '2025-08-26 2025-08-27',
    ],
    [
      'UNTIL a minute before',
      ['FREQ=DAILY;UNTIL=20250827T170959', '2025-08-26'],
      '2025-08-01',
      '2025-09-30',
      '2025-08-26',
    ],
    [
      'UNTIL an instant of UTC',
      ['FREQ=DAILY;UNTIL=20250827T101000Z', '2025-08-26'],
      '2025-08-01',
      '2025-09-30',
      '2025-08-26 2025-08-27',
    ],
    [
      'EXDATE and RDATE',
      [
        'FREQ=WEEKLY;BYDAY=MO',
        '2025-09-01',
        { exdates: ['2025-09-08', '2025-09-10'], rdates: ['2025-09-09', '2025-09-10', '2025-09-15'] },
      ],
      '2025-09-01',
      '2025-09-15',
      '2025-09-01 2025-09-09 2025-09-15',
    ],
    [
      'an EXDATE counts against COUNT',
      ['FREQ=DAILY;COUNT=3', '2025-09-01', { exdates: ['2025-09-02'] }],
      '2025-09-01',
      '2025-09-30',
      '2025-09-01 2025-09-03',
    ],
    [
      'the year end',
      ['FREQ=DAILY;INTERVAL=2', '2025-12-30'],
      '2025-12-30',
      '2026-01-05',
      '2025-12-30 2026-01-01 2026-01-03 2026-01-05',
    ],
    ['a window before the rule', ['FREQ=DAILY', '2025-08-25'], '2025-08-01', '2025-08-24', ''],
    ['a window turned round', ['FREQ=DAILY', '2025-08-25'], '2025-09-02', '2025-09-01', ''],
  ])('%s', (_, args, from, until, days) => {
    expect(between(rule(...args), from, until)).toBe(days);
  });

  test('a fortnightly rule anchored on 1 January hits 27 times where 26 are owed', () => {
    expect(
      occurrences(rule('FREQ=WEEKLY;INTERVAL=2', '2025-01-01'), day('2025-01-01'), day('2025-12-31')),
    ).toHaveLength(27);
  });

  test.each([
    ['midnight', '00:00:00', 'Asia/Ho_Chi_Minh', '2025-08-25', '2025-08-25T00:00:00.000+07:00'],
    ['the last second', '23:59:59', 'Asia/Ho_Chi_Minh', '2025-12-31', '2025-12-31T23:59:59.000+07:00'],
    ['a gap moves it later', '02:30:00', 'Europe/Berlin', '2025-03-30', '2025-03-30T03:30:00.000+02:00'],
    ['an overlap takes the first', '02:30:00', 'Europe/Berlin', '2025-10-26', '2025-10-26T02:30:00.000+02:00'],
    ['a gap in New York', '02:30:00', 'America/New_York', '2025-03-09', '2025-03-09T03:30:00.000-04:00'],
    ['an overlap in New York', '01:30:00', 'America/New_York', '2025-11-02', '2025-11-02T01:30:00.000-04:00'],
    ['half an hour of gap', '02:15:00', 'Australia/Lord_Howe', '2025-10-05', '2025-10-05T02:45:00.000+11:00'],
    ['half an hour of overlap', '01:45:00', 'Australia/Lord_Howe', '2025-04-06', '2025-04-06T01:45:00.000+11:00'],
    // The whole 30th was skipped; its wall clock shows on the next day.
    ['a day that never was', '17:10:00', 'Pacific/Apia', '2011-12-30', '2011-12-31T17:10:00.000+14:00'],
  ])('%s', (_, startTime, timeZone, when, instant) => {
    const of = rule('FREQ=DAILY', '2011-01-01', { startTime, timeZone });
    expect(between(of, when, when)).toBe(when);
    expect(isoWithOffset(occurrenceStart(of, day(when)), timeZone)).toBe(instant);
  });
});

describe('the age of a rule', () => {
  const AGED = [
    ['FREQ=DAILY', 'days', 31],
    ['FREQ=DAILY;INTERVAL=5', 'days', 5],
    ['FREQ=WEEKLY;BYDAY=MO,SU', 'days', 31],
    ['FREQ=WEEKLY;INTERVAL=3;WKST=SU', 'weeks', 3],
    ['FREQ=MONTHLY;INTERVAL=7', 'months', 7],
    ['FREQ=YEARLY;INTERVAL=4', 'years', 4],
  ] as const;

  test.each(AGED)('%s: rrule starts within one interval of the window', (rrule, unit, length) => {
    for (const from of [day('2025-01-01'), day('2025-08-25'), day('2025-12-31')]) {
      const dtstart = seriesStart(rule(rrule, '2015-03-11'), from);
      expect(Temporal.PlainDate.compare(dtstart, from)).toBeLessThanOrEqual(0);
      expect(Temporal.PlainDate.compare(dtstart.add({ [unit]: length }), from)).toBeGreaterThanOrEqual(0);
    }
  });

  test.each([2015, 1925])('a rule of %i gives the days that one of this year gives', (year) => {
    const fresh = between(rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', '2025-08-25'), '2025-09-01', '2026-09-01');
    let start = day('2025-08-25');
    while (start.year > year) start = start.subtract({ weeks: 2 });
    expect(between(rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', start.toString()), '2025-09-01', '2026-09-01')).toBe(fresh);
  });

  test('COUNT is worked out when compiling: nothing is counted again', () => {
    const of = rule('FREQ=DAILY;INTERVAL=2;COUNT=1000', '2015-01-01');
    expect(of.last?.toString()).toBe('2020-06-21');
    expect(seriesStart(of, day('2020-06-20')).toString()).toBe('2020-06-19');
    expect(between(of, '2020-06-18', '2020-12-31')).toBe('2020-06-19 2020-06-21');
  });
});

describe('the days to come', () => {
  test('the next ten dates, however far apart', () => {
    expect(upcoming(rule('FREQ=YEARLY', '2024-02-29'), day('2025-01-01'), 3).join(' ')).toBe(
      '2028-02-29 2032-02-29 2036-02-29',
    );
  });

  test('fewer when the rule ends', () => {
    expect(upcoming(rule('FREQ=DAILY;COUNT=3', '2025-09-01'), day('2025-09-02'), 10).join(' ')).toBe(
      '2025-09-02 2025-09-03',
    );
  });
});

describe('what is refused, and how to mend it', () => {
  test.each([
    ['', /không có dạng TÊN=GIÁ TRỊ/],
    ['INTERVAL=2', /thiếu FREQ/],
    ['FREQ=HOURLY', /không lặp trong ngày; dùng FREQ=DAILY/],
    ['FREQ=SOMETIMES', /chọn một trong DAILY, WEEKLY, MONTHLY, YEARLY/],
    ['FREQ=DAILY;INTERVAL=0', /INTERVAL=0: cần số nguyên từ 1/],
    ['FREQ=DAILY;INTERVAL=1.5', /INTERVAL=1.5/],
    ['FREQ=DAILY;COUNT=0', /COUNT=0/],
    ['FREQ=DAILY;COUNT=3;UNTIL=20251231', /COUNT và UNTIL không dùng cùng nhau/],
    ['FREQ=DAILY;UNTIL=20250231', /UNTIL=20250231: cần ngày cuối cùng/],
    ['FREQ=DAILY;UNTIL=20250824', /UNTIL ở trước lần đầu/],
    ['FREQ=DAILY;BYHOUR=5', /BYHOUR: giờ phát là giờ bắt đầu của khung/],
    ['FREQ=DAILY;BYEASTER=0', /BYEASTER: không có phần này/],
    ['FREQ=DAILY;FREQ=WEEKLY', /FREQ ghi hai lần/],
    ['FREQ=WEEKLY;BYDAY=T2', /BYDAY=T2: ngày trong tuần là MO/],
    ['FREQ=WEEKLY;BYDAY=1MO', /số thứ tự .* chỉ dùng với FREQ=MONTHLY/],
    ['FREQ=MONTHLY;BYDAY=6MO', /số thứ tự chỉ từ 1 đến 5/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY=32: cần số nguyên từ 1 đến 31, hoặc từ -31 đến -1/],
    ['FREQ=MONTHLY;BYMONTHDAY=0', /BYMONTHDAY=0/],
    ['FREQ=YEARLY;BYMONTH=13', /BYMONTH=13/],
    ['FREQ=WEEKLY;BYMONTHDAY=1', /BYMONTHDAY không dùng với FREQ=WEEKLY/],
    ['FREQ=MONTHLY;BYWEEKNO=1', /BYWEEKNO chỉ dùng với FREQ=YEARLY/],
    ['FREQ=MONTHLY;BYYEARDAY=1', /BYYEARDAY chỉ dùng với FREQ=YEARLY/],
    ['FREQ=MONTHLY;BYSETPOS=1', /BYSETPOS cần một phần BY… khác/],
    ['FREQ=WEEKLY;WKST=XX', /WKST=XX/],
    // Left to itself rrule would look for these until the year 9999.
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /không rơi vào ngày nào/],
    ['FREQ=DAILY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=30', /không rơi vào ngày nào/],
    ['FREQ=YEARLY;COUNT=102', /COUNT=102 kéo dài quá 100 năm/],
  ])('%s', (rrule, words) => {
    expect(refusal(rrule, '2025-08-25')).toMatch(words);
  });

  test('29 February from a year of its own, every odd year, never falls', () => {
    expect(refusal('FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29', '2025-01-01')).toMatch(/không rơi vào ngày nào/);
  });

  test('everything wrong is said at once', () => {
    const words = refusal('FREQ=DAILY;INTERVAL=0;BYDAY=XX', '2025-02-30', {
      startTime: '24:00:00',
      timeZone: '+07:00',
      exdates: ['1/9'],
    });
    for (const part of ['INTERVAL=0', 'BYDAY=XX', '2025-02-30', '24:00:00', '+07:00', '1/9'])
      expect(words).toContain(part);
  });

  test.each(['Asia/Hanoi', 'UTC+7', ''])('%s is no zone', (timeZone) => {
    expect(refusal('FREQ=DAILY', '2025-08-25', { timeZone })).toMatch(/không có trong danh mục IANA/);
  });
});
