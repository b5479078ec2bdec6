import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { durationMs, epochMs } from '../../src/core/time.ts';
import {
  fold,
  foldLoose,
  formatClock,
  formatDate,
  formatDateAdministrative,
  formatDateLong,
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  hourInWords,
  lengthInWords,
  outsideHoursWords,
  parseDate,
  parseTime,
  weekdayName,
  weekdayShort,
} from '../../src/core/vietnamese.ts';

const day = (iso: string) => Temporal.PlainDate.from(iso);
const TODAY = day('2025-09-10');
const ZONE = 'Asia/Ho_Chi_Minh';

describe('dates', () => {
  test('screens pad day and month', () => {
    expect(formatDate(day('2025-09-05'))).toBe('05/09/2025');
    expect(formatDay(day('2025-09-14'))).toBe('Chủ nhật, 14/09/2025');
  });

  // The plan itself: 17/4/2025, 06/9/2023, 20/02/2024, 15/11/2024.
  test.each([
    ['2025-04-17', '17/4/2025', 'ngày 17 tháng 4 năm 2025'],
    ['2023-09-06', '06/9/2023', 'ngày 06 tháng 9 năm 2023'],
    ['2024-02-20', '20/02/2024', 'ngày 20 tháng 02 năm 2024'],
    ['2024-11-15', '15/11/2024', 'ngày 15 tháng 11 năm 2024'],
  ])('a document writes %s as %s', (iso, short, long) => {
    expect(formatDateAdministrative(day(iso))).toBe(short);
    expect(formatDateLong(day(iso))).toBe(long);
  });

  test('Thứ Hai is Monday, and the week ends on Chủ nhật', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(weekdayName)).toEqual([
      'Thứ Hai',
      'Thứ Ba',
      'Thứ Tư',
      'Thứ Năm',
      'Thứ Sáu',
      'Thứ Bảy',
      'Chủ nhật',
    ]);
    expect(weekdayShort(1)).toBe('T2');
    expect(weekdayShort(7)).toBe('CN');
  });

  test.each([
    ['5/9', '2025-09-05'],
    ['5/9/2025', '2025-09-05'],
    ['05-09-2025', '2025-09-05'],
    ['5.9.2025', '2025-09-05'],
    [' 05 / 09 / 25 ', '2025-09-05'],
    ['2025-09-05', '2025-09-05'],
    ['29/2/2024', '2024-02-29'],
  ])('%s is 5 September, never 9 May', (typed, iso) => {
    expect(parseDate(typed, TODAY)?.toString()).toBe(iso);
  });

  test.each(['', '5', '31/4', '29/2/2025', '9/13/2025', '0/1', '5/9/025', '5-9-', 'mai'])(
    '"%s" is no date',
    (typed) => {
      expect(parseDate(typed, TODAY)).toBeUndefined();
    },
  );
});

describe('times', () => {
  const at = epochMs(Date.parse('2025-09-10T10:10:04Z'));

  test('an instant is shown in the zone of the station, with seconds only where asked', () => {
    expect(formatTime(at, ZONE)).toBe('17:10');
    expect(formatTime(at, ZONE, { seconds: true })).toBe('17:10:04');
    expect(formatDateTime(at, ZONE)).toBe('10/09/2025 17:10');
  });

  test.each([
    ['17h30', '17:30:00'],
    ['17g30', '17:30:00'],
    ['17 giờ 30', '17:30:00'],
    ['17 GIỜ 30 phút'.normalize('NFD'), '17:30:00'],
    ['1730', '17:30:00'],
    ['17:30', '17:30:00'],
    ['17:30:15', '17:30:15'],
    ['5h', '05:00:00'],
    ['0530', '05:30:00'],
    ['530', '05:30:00'],
    ['0:05', '00:05:00'],
  ])('%s is %s', (typed, time) => {
    expect(parseTime(typed)).toBe(time);
  });

  test.each(['', '24:00', '17:60', '17', '5', '17:', '1760', '5 PM', '17h30h', 'sáng'])('"%s" is no time', (typed) => {
    expect(parseTime(typed)).toBeUndefined();
  });

  test('the hour in words tells night from afternoon', () => {
    const words = [0, 3, 11, 12, 15, 18, 22].map(hourInWords);
    expect(words).toEqual([
      '12 giờ đêm',
      '3 giờ sáng',
      '11 giờ trưa',
      '12 giờ trưa',
      '3 giờ chiều',
      '6 giờ tối',
      '10 giờ đêm',
    ]);
  });

  const hours = [
    { from: '05:30', until: '06:15' },
    { from: '17:00', until: '17:45' },
  ];
  test('a time outside the allowed hours is said in words; the end of a window is outside', () => {
    expect(outsideHoursWords('03:15:00', hours)).toBe(
      '03:15 — 3 giờ sáng, ngoài khung giờ được phép (05:30–06:15, 17:00–17:45)',
    );
    expect(outsideHoursWords('05:30:00', hours)).toBeUndefined();
    expect(outsideHoursWords('17:45:00', hours)).toMatch(/^17:45 — 5 giờ chiều/);
    const overMidnight = [{ from: '23:50', until: '00:15' }];
    expect(outsideHoursWords('00:10', overMidnight)).toBeUndefined();
    expect(outsideHoursWords('00:15', overMidnight)).toBeDefined();
    expect(outsideHoursWords('23:59:59', [{ from: '00:00', until: '24:00' }])).toBeUndefined();
  });
});

describe('lengths and numbers', () => {
  test.each([
    [0, '0 giây', '00 giây', '00:00'],
    [45_000, '45 giây', '45 giây', '00:45'],
    [90_000, '1 phút 30 giây', '01 phút 30 giây', '01:30'],
    [900_000, '15 phút', '15 phút', '15:00'],
    [3_599_600, '1 giờ', '01 giờ', '1:00:00'],
    [8_400_000, '2 giờ 20 phút', '02 giờ 20 phút', '2:20:00'],
  ])('%i ms is %s', (ms, words, padded, clock) => {
    expect(formatDuration(durationMs(ms))).toBe(words);
    expect(lengthInWords(durationMs(ms))).toBe(padded);
    expect(formatClock(durationMs(ms))).toBe(clock);
  });

  test.each([
    [1234.5, '1.234,5'],
    [1_500_000, '1.500.000'],
    [999.96, '1.000'],
    [0, '0'],
    [-0.04, '0'],
    [-1234.5, '-1.234,5'],
  ])('%d is written %s', (n, written) => {
    expect(formatNumber(n)).toBe(written);
  });

  test('percent takes a share', () => {
    expect(formatPercent(0.993)).toBe('99,3%');
    expect(formatPercent(1)).toBe('100%');
  });
});

describe('search', () => {
  test.each(['Chuyển đổi số', 'chuyển ĐỔI  số'.normalize('NFD'), 'CHUYEN-DOI–SO'])('%s folds to one key', (text) => {
    expect(fold(text)).toBe('chuyen doi so');
  });

  test('Đăk, Đắk and Dak are one; hoá and hóa too', () => {
    expect(new Set(['Đăk Tô', 'Đắk Tô', 'dak to'].map(fold)).size).toBe(1);
    expect(fold('Văn hoá')).toBe(fold('Văn hóa'));
  });

  test('i and y are one only in the loose key', () => {
    expect(foldLoose('Quý')).toBe(foldLoose('quí'));
    expect(fold('Quý')).not.toBe(fold('quí'));
  });
});
