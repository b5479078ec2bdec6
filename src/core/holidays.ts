/**
 * The days every calendar of Vietnam has: public holidays (Labour Code 2019, art. 112), Tết, and the days on which a
 * station has something to tell. What is announced year by year (the whole of the Tết leave, compensatory days) is not
 * here but in the table of special days.
 */
import { Temporal } from 'temporal-polyfill';
import { solarOf, tetOf, yearName } from './lunar.ts';

/** event: information only; the day stays what it is. */
export type Holiday = {
  readonly day: Temporal.PlainDate;
  readonly name: string;
  readonly kind: 'tet' | 'holiday' | 'event';
  /** As it usually is; the State announces it every year. */
  readonly isUsual: boolean;
};

/** Month, day, name, kind. */
const FIXED = [
  [1, 1, 'Tết Dương lịch', 'holiday'],
  [2, 3, 'Ngày thành lập Đảng Cộng sản Việt Nam', 'event'],
  [4, 30, 'Ngày Giải phóng miền Nam, thống nhất đất nước', 'holiday'],
  [5, 1, 'Ngày Quốc tế Lao động', 'holiday'],
  [5, 19, 'Ngày sinh Chủ tịch Hồ Chí Minh', 'event'],
  [7, 27, 'Ngày Thương binh – Liệt sĩ', 'event'],
  [9, 2, 'Quốc khánh', 'holiday'],
  [10, 10, 'Ngày Chuyển đổi số quốc gia', 'event'],
  [11, 9, 'Ngày Pháp luật Việt Nam', 'event'],
  [11, 18, 'Ngày hội Đại đoàn kết toàn dân tộc', 'event'],
  [12, 22, 'Ngày thành lập Quân đội nhân dân Việt Nam', 'event'],
] as const;

const known = new Map<number, readonly Holiday[]>();

/** Of a solar year, in order. */
export function holidaysOf(year: number): readonly Holiday[] {
  const before = known.get(year);
  if (before) return before;
  const holidays: Holiday[] = FIXED.map(([month, day, name, kind]) => {
    return { day: new Temporal.PlainDate(year, month, day), name, kind, isUsual: false };
  });
  holidays.push({ day: besideNationalDay(year), name: 'Nghỉ Quốc khánh', kind: 'holiday', isUsual: true });
  const kings = solarOf({ day: 10, month: 3, isLeap: false, year })!;
  holidays.push({ day: kings, name: 'Giỗ Tổ Hùng Vương', kind: 'holiday', isUsual: false });
  const tet = tetOf(year);
  holidays.push({ day: eveOfTet(year), name: `Giao thừa ${yearName(year)}`, kind: 'tet', isUsual: false });
  for (const n of [1, 2, 3])
    holidays.push({
      day: tet.add({ days: n - 1 }),
      name: `Mùng ${n} Tết ${yearName(year)}`,
      kind: 'tet',
      isUsual: false,
    });
  holidays.sort((a, b) => Temporal.PlainDate.compare(a.day, b.day));
  known.set(year, holidays);
  return holidays;
}

/** The last day of the old lunar year: giao thừa is its midnight. */
export const eveOfTet = (year: number): Temporal.PlainDate => tetOf(year).subtract({ days: 1 });

/** The second day off of 2 September: the workday beside it that a weekend joins, else the day before. */
function besideNationalDay(year: number): Temporal.PlainDate {
  const day = new Temporal.PlainDate(year, 9, 2);
  return day.dayOfWeek === 1 || day.dayOfWeek === 4 || day.dayOfWeek === 7
    ? day.add({ days: 1 })
    : day.subtract({ days: 1 });
}
