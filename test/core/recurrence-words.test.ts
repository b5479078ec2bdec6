import { expect, test } from 'vitest';
import type { SlotRule } from '../../src/core/model.ts';
import { describeRule } from '../../src/core/recurrence-words.ts';

const say = (rrule: string, more: Partial<SlotRule> = {}): string =>
  describeRule({
    ...{ rrule, startDate: '2025-08-27', startTime: '17:10:00', timeZone: 'Asia/Ho_Chi_Minh' },
    ...{ exdates: [], rdates: [], overflow: 'skip' },
    ...more,
  });

test.each([
  ['FREQ=DAILY', 'Hằng ngày lúc 17:10'],
  ['FREQ=DAILY;INTERVAL=3', 'Ba ngày một lần, lúc 17:10, từ 27/8/2025'],
  ['FREQ=DAILY;INTERVAL=11', '11 ngày một lần, lúc 17:10, từ 27/8/2025'],
  ['FREQ=DAILY;BYDAY=SU', 'Chủ nhật hằng tuần, lúc 17:10'],
  ['FREQ=WEEKLY', 'Thứ Tư hằng tuần, lúc 17:10'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', 'Thứ Tư, hai tuần một lần, lúc 17:10, từ 27/8/2025'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'Thứ Hai đến thứ Sáu hằng tuần, lúc 17:10'],
  ['FREQ=WEEKLY;BYDAY=SU,MO,WE', 'Thứ Hai, thứ Tư và Chủ nhật hằng tuần, lúc 17:10'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', 'Hằng ngày lúc 17:10'],
  ['FREQ=WEEKLY;BYMONTH=9,10,11', 'Thứ Tư hằng tuần, chỉ trong tháng 9 đến 11, lúc 17:10'],
  [
    'FREQ=DAILY;INTERVAL=14;BYMONTHDAY=1,2,3,5',
    'Thứ Tư, hai tuần một lần, chỉ các ngày 1 đến 3 và 5 của tháng, lúc 17:10, từ 27/8/2025',
  ],
  ['FREQ=MONTHLY', 'Ngày 27 hằng tháng, lúc 17:10'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,15', 'Các ngày 1 và 15 hằng tháng, lúc 17:10'],
  ['FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1', 'Ngày cuối cùng của tháng, ba tháng một lần, lúc 17:10, từ 27/8/2025'],
  ['FREQ=MONTHLY;BYMONTHDAY=31', 'Ngày 31 hằng tháng, tháng không có ngày 31 thì bỏ qua, lúc 17:10'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'Thứ Sáu cuối cùng của tháng, lúc 17:10'],
  ['FREQ=MONTHLY;BYDAY=1MO,3MO', 'Thứ Hai đầu tiên và thứ Hai lần thứ 3 của tháng, lúc 17:10'],
  ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2', 'Ngày 02/9 hằng năm, lúc 17:10'],
  ['FREQ=YEARLY;INTERVAL=5', 'Ngày 27/8, năm năm một lần, lúc 17:10, từ 27/8/2025'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', 'Ngày 29/02 hằng năm, tháng không có ngày 29 thì bỏ qua, lúc 17:10'],
  ['FREQ=YEARLY;BYMONTH=5;BYDAY=1SU', 'Chủ nhật đầu tiên của tháng 5 hằng năm, lúc 17:10'],
  ['FREQ=DAILY;COUNT=1', 'Một lần, thứ Tư, ngày 27/8/2025, lúc 17:10'],
  ['FREQ=DAILY;COUNT=12', 'Hằng ngày lúc 17:10, 12 lần, từ 27/8/2025, đến hết 07/9/2025'],
  ['FREQ=WEEKLY;UNTIL=20260228', 'Thứ Tư hằng tuần, lúc 17:10, từ 27/8/2025, đến hết 28/02/2026'],
])('%s', (rrule, words) => {
  expect(say(rrule)).toBe(words);
});

test('a month without its day is named with what happens then', () => {
  expect(say('FREQ=MONTHLY;BYMONTHDAY=31', { overflow: 'last-day' })).toBe(
    'Ngày 31 hằng tháng, tháng không có ngày 31 thì lấy ngày cuối tháng, lúc 17:10',
  );
  expect(say('FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31')).toBe('Ngày 31/01 hằng năm, lúc 17:10');
});

test('days taken out and days added are told, and counted when they are many', () => {
  expect(say('FREQ=DAILY', { exdates: ['2025-09-02', '2025-09-01'], rdates: ['2026-01-01'] })).toBe(
    'Hằng ngày lúc 17:10, trừ 01/9/2025 và 02/9/2025, thêm 01/01/2026',
  );
  const many = ['01', '02', '03', '04', '05'].map((n) => `2025-09-${n}`);
  expect(say('FREQ=DAILY', { exdates: many })).toBe('Hằng ngày lúc 17:10, trừ 5 ngày');
});

test('seconds are told when there are any', () => {
  expect(say('FREQ=DAILY', { startTime: '05:30:15' })).toBe('Hằng ngày lúc 05:30:15');
});

test.each([
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
  'FREQ=DAILY;INTERVAL=2;BYDAY=MO',
  'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SU',
  'FREQ=YEARLY;BYWEEKNO=20',
  'FREQ=YEARLY;BYYEARDAY=100',
  'FREQ=MONTHLY;BYDAY=MO,1FR',
])('%s has no short name and is quoted whole', (rrule) => {
  expect(say(rrule)).toContain(`Theo quy tắc ${rrule}, lúc 17:10`);
});

test('a rule that cannot be used says why', () => {
  expect(say('FREQ=HOURLY')).toMatch(/^Chưa dùng được\. Quy tắc lặp: FREQ=HOURLY/);
});
