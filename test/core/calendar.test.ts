import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { agenda } from '../../src/core/agenda.ts';
import {
  type CalendarFacts,
  dayNames,
  dayTypesWords,
  openCalendar,
  rangeWords,
  rulingWords,
} from '../../src/core/calendar.ts';
import { holidaysOf } from '../../src/core/holidays.ts';
import { insideHours, windowsBetween } from '../../src/core/hours.ts';
import { type DayType, DEFAULT_SETTINGS, type SpecialDay } from '../../src/core/model.ts';
import { at, ZONE } from '../support/schedule.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const { hours } = DEFAULT_SETTINGS;
const plain: CalendarFacts = {
  hours,
  hoursByType: {},
  specialDays: [],
  overrides: [],
  entertainment: new Set(),
  zone: ZONE,
};

let ids = 0;
const special = (from: string, changes: Partial<SpecialDay> = {}): SpecialDay => ({
  id: ++ids,
  from,
  until: from,
  type: null,
  title: 'Ngày đặc biệt',
  document: '',
  hoursRule: 'keep',
  hours: [],
  recordingId: null,
  madeBy: 1,
  madeAt: at('2025-01-01 08:00'),
  ...changes,
});
const calendar = (...specialDays: SpecialDay[]) => openCalendar({ ...plain, specialDays });
const mourning = (from: string, changes: Partial<SpecialDay> = {}) =>
  special(from, { type: 'mourning', title: 'Quốc tang', document: '12/TB', ...changes });
const eveOfTet = special('2027-02-05', {
  title: 'Giao thừa Đinh Mùi',
  document: '05/CV-UBND',
  hoursRule: 'add',
  hours: [{ from: '23:50', until: '00:15' }],
});

describe.each(['UTC', 'America/New_York', 'Pacific/Apia'])('on a server in %s, a day', (zone) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it.each<[string, DayType, string[]]>([
    ['2025-09-10', 'ordinary', []],
    ['2025-09-13', 'weekend', []],
    ['2025-09-14', 'weekend', []],
    ['2026-01-01', 'holiday', ['Tết Dương lịch']],
    ['2025-04-07', 'holiday', ['Giỗ Tổ Hùng Vương']],
    ['2026-04-26', 'holiday', ['Giỗ Tổ Hùng Vương']],
    ['2025-04-30', 'holiday', ['Ngày Giải phóng miền Nam, thống nhất đất nước']],
    ['2025-05-01', 'holiday', ['Ngày Quốc tế Lao động']],
    ['2025-09-02', 'holiday', ['Quốc khánh']],
    ['2025-10-10', 'ordinary', ['Ngày Chuyển đổi số quốc gia']],
    ['2025-11-09', 'weekend', ['Ngày Pháp luật Việt Nam']],
    ['2030-02-01', 'tet', ['Giao thừa Canh Tuất']],
    ['2030-02-02', 'tet', ['Mùng 1 Tết Canh Tuất']],
    ['2030-02-04', 'tet', ['Mùng 3 Tết Canh Tuất']],
    ['2030-02-05', 'ordinary', []],
  ])('%s is %s: %j', (date, type, names) => {
    const on = calendar().of(day(date));
    expect([on.type, dayNames(on), on.hours, on.hasOwnHours]).toEqual([type, names, hours, false]);
  });

  it('ends at midnight of the station', () => {
    const { ruling } = calendar(mourning('2025-09-10'));
    const slot = { dayTypes: ['mourning' as const], programmeId: null };
    expect(ruling(slot, at('2025-09-10 00:00'), false)).toBeUndefined();
    expect(ruling(slot, at('2025-09-10 23:59:59'), false)).toBeUndefined();
    expect(ruling(slot, at('2025-09-11 00:00'), false)?.why).toBe('day-type');
  });
});

describe('the second day off of 2 September', () => {
  // As the State announced them.
  test.each([
    [2021, '2021-09-03'],
    [2022, '2022-09-01'],
    [2023, '2023-09-01'],
    [2024, '2024-09-03'],
    [2025, '2025-09-01'],
  ])('was in %i %s', (year, date) => {
    const beside = holidaysOf(year).find(({ isUsual }) => isUsual);
    expect(beside?.day.toString()).toBe(date);
  });
});

describe('what a person said of a day', () => {
  it('outweighs what it is of itself, from its first to its last day', () => {
    const { of } = calendar(special('2026-02-14', { until: '2026-02-22', type: 'tet', title: 'Nghỉ Tết' }));
    expect(['13', '14', '16', '20', '22', '23'].map((date) => of(day(`2026-02-${date}`)).type)).toEqual([
      ...['ordinary', 'tet', 'tet', 'tet', 'tet', 'ordinary'],
    ]);
  });

  it('makes a Saturday a working day and a Monday a day off', () => {
    const { of } = calendar(
      special('2025-05-03', { type: 'ordinary', title: 'Làm bù' }),
      special('2025-05-05', { type: 'holiday', title: 'Nghỉ bù' }),
    );
    expect([of(day('2025-05-03')).type, of(day('2025-05-05')).type]).toEqual(['ordinary', 'holiday']);
  });

  it('of mourning outlives every later say; of the rest the last one holds', () => {
    const order = mourning('2025-09-10', { until: '2025-09-11', madeAt: at('2025-09-09 08:00') });
    const exams = special('2025-09-11', { until: '2025-09-12', type: 'exams', madeAt: at('2025-09-09 09:00') });
    const later = special('2025-09-12', { type: 'special', madeAt: at('2025-09-09 10:00') });
    const { of } = calendar(order, exams, later);
    expect(['10', '11', '12'].map((date) => of(day(`2025-09-${date}`)).type)).toEqual([
      'mourning',
      'mourning',
      'special',
    ]);
    expect(dayNames(of(day('2025-09-11')))).toEqual(['Quốc tang (12/TB)', 'Ngày đặc biệt']);
  });
});

describe('the hours of a day', () => {
  const sunday = { weekend: [{ from: '06:30', until: '07:15' }] };

  it('are those of its type, else the station’s', () => {
    const { hoursOn, isUniform } = openCalendar({ ...plain, hoursByType: sunday });
    expect(hoursOn(day('2025-09-14'))).toEqual(sunday.weekend);
    expect(hoursOn(day('2025-09-15'))).toEqual(hours);
    expect([isUniform, calendar().isUniform]).toEqual([false, true]);
    expect(insideHours(at('2025-09-14 05:30'), hoursOn, ZONE)).toBe(false);
    expect(insideHours(at('2025-09-14 06:30'), hoursOn, ZONE)).toBe(true);
    expect(insideHours(at('2025-09-15 06:30'), hoursOn, ZONE)).toBe(false);
  });

  it('on the lunar New Year’s Eve reach over midnight by name and document, and on that night alone', () => {
    const { hoursOn, of } = calendar(eveOfTet);
    expect(dayNames(of(day('2027-02-05')))).toEqual(['Giao thừa Đinh Mùi (05/CV-UBND)']);
    expect(of(day('2027-02-05')).type).toBe('tet');
    const open = (wall: string) => insideHours(at(wall), hoursOn, ZONE);
    expect(['2027-02-05 23:49', '2027-02-05 23:50', '2027-02-06 00:14', '2027-02-06 00:15'].map(open)).toEqual([
      ...[false, true, true, false],
    ]);
    expect(['2027-02-04 23:55', '2027-02-06 23:55', '2027-02-05 05:30', '2027-02-06 17:00'].map(open)).toEqual([
      ...[false, false, true, true],
    ]);
    expect(windowsBetween(at('2027-02-05 18:00'), at('2027-02-06 06:00'), hoursOn, ZONE)).toEqual([
      { from: at('2027-02-05 23:50'), until: at('2027-02-06 00:15') },
      { from: at('2027-02-06 05:30'), until: at('2027-02-06 06:15') },
    ]);
  });

  it('by written order may be more, others, or none', () => {
    const noon = [{ from: '11:00', until: '11:30' }];
    const add = special('2025-09-10', { until: '2025-09-12', hoursRule: 'add', hours: noon });
    const only = special('2025-09-11', { hoursRule: 'only', hours: [{ from: '09:00', until: '10:00' }] });
    const none = special('2025-09-13', { hoursRule: 'only' });
    const { hoursOn } = calendar(add, only, none);
    const from = (date: string) => hoursOn(day(date)).map((window) => window.from);
    expect(['10', '11', '12', '13', '14'].map((date) => from(`2025-09-${date}`))).toEqual([
      ['05:30', '11:00', '17:00'],
      ['09:00', '11:00'],
      ['05:30', '11:00', '17:00'],
      [],
      ['05:30', '17:00'],
    ]);
  });
});

describe('an occurrence', () => {
  const news = { dayTypes: null, programmeId: 'tin' };
  const songs = { dayTypes: null, programmeId: 'ca-nhac' };
  const evening = at('2025-09-02 17:10');

  it('of a slot for other days stays off the air, unless a person moved it there', () => {
    const { ruling } = calendar();
    const slot = { dayTypes: ['ordinary', 'weekend'] as const, programmeId: null };
    const held = ruling(slot, evening, false)!;
    expect(rulingWords(held)).toBe('Khung này không phát vào ngày lễ: Quốc khánh');
    expect(ruling(slot, evening, true)).toBeUndefined();
    expect(ruling(slot, at('2025-09-03 17:10'), false)).toBeUndefined();
  });

  it('of entertainment stays off the air in mourning, or gives way to a recording; news and tunes do not', () => {
    const facts = { ...plain, entertainment: new Set(['ca-nhac']) };
    const silent = openCalendar({ ...facts, specialDays: [mourning('2025-09-02')] });
    const replaced = openCalendar({ ...facts, specialDays: [mourning('2025-09-02', { recordingId: 7 })] });
    expect(rulingWords(silent.ruling(songs, evening, true)!)).toBe(
      'Chương trình giải trí tạm ngừng: Quốc tang (12/TB)',
    );
    expect(replaced.ruling(songs, evening, false)).toMatchObject({ why: 'mourning', insteadId: 7 });
    expect(rulingWords(replaced.ruling(songs, evening, false)!)).toBe('Thay chương trình giải trí: Quốc tang (12/TB)');
    expect(silent.ruling(news, evening, false)).toBeUndefined();
    expect(silent.ruling({ dayTypes: null, programmeId: null }, evening, false)).toBeUndefined();
    expect(silent.ruling(songs, at('2025-09-03 17:10'), false)).toBeUndefined();
  });

  it('outside the hours of a day that has its own stays off the air', () => {
    const only = special('2025-09-02', {
      title: 'Mất điện toàn xã',
      document: '3/TB',
      hoursRule: 'only',
      hours: [{ from: '05:30', until: '06:15' }],
    });
    const { ruling } = calendar(
      only,
      special('2025-09-04', { title: 'Di dời đài', document: '4/TB', hoursRule: 'only' }),
    );
    expect(rulingWords(ruling(news, evening, true)!)).toBe('Ngày này chỉ phát 05:30–06:15: Mất điện toàn xã (3/TB)');
    expect(rulingWords(ruling(news, at('2025-09-04 17:10'), false)!)).toBe('Ngày này không phát: Di dời đài (4/TB)');
    expect(ruling(news, at('2025-09-02 05:30'), false)).toBeUndefined();
    expect(ruling(news, at('2025-09-03 03:00'), false)).toBeUndefined(); // as before: the last gate keeps it silent
  });
});

describe('the list of what lies ahead', () => {
  const lines = (from: string, until: string, ...days: SpecialDay[]) =>
    agenda(calendar(...days), days, day(from), day(until));

  it('is in order, has Tết as one line, and the usual days marked', () => {
    const all = lines('2026-01-01', '2026-12-31').map(({ from, until, name, kind, isUsual }) =>
      [from, until.equals(from) ? '' : until, kind, isUsual ? `${name}?` : name].join(' '),
    );
    expect(all).toEqual([
      '2026-01-01  holiday Tết Dương lịch',
      '2026-02-03  event Ngày thành lập Đảng Cộng sản Việt Nam',
      '2026-02-16 2026-02-19 tet Tết Nguyên đán Bính Ngọ',
      '2026-04-26  holiday Giỗ Tổ Hùng Vương',
      '2026-04-30  holiday Ngày Giải phóng miền Nam, thống nhất đất nước',
      '2026-05-01  holiday Ngày Quốc tế Lao động',
      '2026-05-19  event Ngày sinh Chủ tịch Hồ Chí Minh',
      '2026-07-27  event Ngày Thương binh – Liệt sĩ',
      '2026-09-01  holiday Nghỉ Quốc khánh?',
      '2026-09-02  holiday Quốc khánh',
      '2026-10-10  event Ngày Chuyển đổi số quốc gia',
      '2026-11-09  event Ngày Pháp luật Việt Nam',
      '2026-11-18  event Ngày hội Đại đoàn kết toàn dân tộc',
      '2026-12-22  event Ngày thành lập Quân đội nhân dân Việt Nam',
    ]);
  });

  it('crosses the new year, and shows a row that began before it', () => {
    const leave = special('2026-02-14', { until: '2026-02-22', type: 'tet', title: 'Nghỉ Tết' });
    expect(lines('2026-02-18', '2027-02-17', leave).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Nghỉ Tết', 'Tết Nguyên đán Bính Ngọ', 'Tết Dương lịch', 'Tết Nguyên đán Đinh Mùi']),
    );
  });

  it('asks for the day off that a holiday on a Sunday is owed, until somebody has entered it', () => {
    const owed = (...days: SpecialDay[]) =>
      lines('2026-04-01', '2026-04-30', ...days)
        .find(({ name }) => name.startsWith('Giỗ Tổ'))
        ?.makeUp?.toString();
    expect(owed()).toBe('2026-04-27');
    expect(owed(special('2026-04-27', { type: 'holiday', title: 'Nghỉ bù' }))).toBeUndefined();
  });

  it('says of a New Year’s Eve that nobody gave it hours, until somebody has', () => {
    const isQuiet = (...days: SpecialDay[]) =>
      lines('2027-02-01', '2027-02-10', ...days).find(({ kind }) => kind === 'tet')?.isQuietEve;
    expect([isQuiet(), isQuiet(eveOfTet)]).toEqual([true, false]);
  });
});

describe('in words', () => {
  it('the days of a slot are told the shorter way', () => {
    expect(dayTypesWords(null)).toBeUndefined();
    expect(dayTypesWords(['tet'])).toBe('chỉ vào Tết');
    expect(dayTypesWords(['ordinary', 'weekend'])).toBe('chỉ vào ngày thường, cuối tuần');
    expect(dayTypesWords(['ordinary', 'weekend', 'holiday', 'exams', 'special'])).toBe('trừ Tết, ngày tang');
  });

  it('a range of one day is that day', () => {
    expect(rangeWords({ from: '2026-02-14', until: '2026-02-22' })).toBe('14/02/2026–22/02/2026');
    expect(rangeWords({ from: '2026-04-27', until: '2026-04-27' })).toBe('27/4/2026');
  });
});
