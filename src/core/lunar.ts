/**
 * The Vietnamese lunar calendar (âm lịch). A month begins on the day of the new moon on the clock of UTC+7; month 11
 * holds the winter solstice; of thirteen months between two solstices the first without a major solar term (trung khí)
 * is the leap month. The clock is the whole difference to the Chinese calendar: Tết 2030 is 02/02 here, 03/02 there.
 *
 * New moons after Jean Meeus, "Astronomical Algorithms" (2nd ed. 1998), chapter 49, good to seconds; the sun's apparent
 * longitude after chapter 25, good to 0.01°, a quarter of an hour. Meant for 1968 (Decision 121-CP: UTC+7) to 2100; a new
 * moon each of 2054, 2077 and 2085 falls within half a minute of midnight, which nobody can tell for certain today.
 */
import { Temporal } from 'temporal-polyfill';

/** `month` 11 and 12 belong to the `year` that began the spring before. A leap month follows the one of its number. */
export type LunarDate = {
  readonly day: number;
  readonly month: number;
  readonly isLeap: boolean;
  readonly year: number;
};

export function lunarOf(day: Temporal.PlainDate): LunarDate {
  const number = numberOf(day);
  // The months from one solstice to the next are known together; after December's solstice the next year's are asked.
  const own = monthsUntilSolstice(day.year);
  const months = number < own.next ? own.months : monthsUntilSolstice(day.year + 1).months;
  const { start, ...month } = months.findLast((one) => one.start <= number)!;
  return { day: number - start + 1, ...month };
}

/** `undefined` when there is no such day: the 30th of a month of 29, or a leap month the year does not have. */
export function solarOf({ day, month, isLeap, year }: LunarDate): Temporal.PlainDate | undefined {
  const { months, next } = monthsUntilSolstice(month >= 11 ? year + 1 : year);
  const at = months.findIndex((one) => one.month === month && one.isLeap === isLeap);
  const start = months[at]?.start;
  const end = months[at + 1]?.start ?? next;
  return start !== undefined && day >= 1 && start + day - 1 < end ? dateOf(start + day - 1) : undefined;
}

/** Mùng 1 Tết. */
export const tetOf = (year: number): Temporal.PlainDate => solarOf({ day: 1, month: 1, isLeap: false, year })!;

/** The number of the year's leap month, if it has one. */
export const leapMonthOf = (year: number): number | undefined =>
  [...monthsUntilSolstice(year).months, ...monthsUntilSolstice(year + 1).months].find(
    (one) => one.isLeap && one.year === year,
  )?.month;

const STEMS = ['Giáp', 'Ất', 'Bính', 'Đinh', 'Mậu', 'Kỷ', 'Canh', 'Tân', 'Nhâm', 'Quý'];
const BRANCHES = ['Tý', 'Sửu', 'Dần', 'Mão', 'Thìn', 'Tỵ', 'Ngọ', 'Mùi', 'Thân', 'Dậu', 'Tuất', 'Hợi'];

/** `Bính Ngọ` for 2026; year 4 was Giáp Tý. */
export const yearName = (year: number): string => `${STEMS.at((year - 4) % 10)} ${BRANCHES.at((year - 4) % 12)}`;

/** `mùng 1 tháng Giêng năm Bính Ngọ`, `rằm tháng 8 năm Ất Tỵ`, `23 tháng Chạp`; the year can be left out. */
export function lunarWords({ day, month, isLeap, year }: LunarDate, { withYear = true } = {}): string {
  const days = day <= 10 ? `mùng ${day}` : day === 15 ? 'rằm' : String(day);
  const months = month === 1 ? 'Giêng' : month === 12 ? 'Chạp' : String(month);
  return `${days} tháng ${months}${isLeap ? ' nhuận' : ''}${withYear ? ` năm ${yearName(year)}` : ''}`;
}

// months --------------------------------------------------------------------------------------------------------------

type Month = Omit<LunarDate, 'day'> & { readonly start: number };
type Months = { readonly months: readonly Month[]; readonly next: number };

const known = new Map<number, Months>();

/** From month 11 of `year` - 1 up to the month 11 that `next` begins. Days are counted from 1970-01-01. */
function monthsUntilSolstice(year: number): Months {
  const before = known.get(year);
  if (before) return before;
  const [first, last] = [solsticeMoon(year - 1), solsticeMoon(year)];
  const starts = Array.from({ length: last - first + 1 }, (_, i) => newMoonDay(first + i));
  const hasTerm = (i: number): boolean => sign(starts[i]!) !== sign(starts[i + 1]!);
  const leap = last - first === 13 ? starts.findIndex((_, i) => i > 0 && !hasTerm(i)) : -1;
  const months = starts.slice(0, -1).map((start, i): Month => {
    const passed = leap >= 0 && i >= leap ? i - 1 : i;
    return { start, month: ((passed + 10) % 12) + 1, isLeap: i === leap, year: passed < 2 ? year - 1 : year };
  });
  const found = { months, next: starts.at(-1)! };
  known.set(year, found);
  return found;
}

/** The lunation of month 11: the last to begin before the sun reaches 270°. */
function solsticeMoon(year: number): number {
  const yearsEnd = numberOf(new Temporal.PlainDate(year, 12, 31));
  const k = Math.floor((yearsEnd - newMoonDay(0)) / SYNODIC);
  const last = newMoonDay(k + 1) <= yearsEnd ? k + 1 : newMoonDay(k) <= yearsEnd ? k : k - 1;
  return sign(newMoonDay(last)) >= 9 ? last - 1 : last;
}

/** In which twelfth of the ecliptic the sun is as the day begins; a major term (trung khí) begins each. */
const sign = (day: number): number => Math.floor(sunLongitude(JD_1970 + day - UTC_7) / 30);

const EPOCH = new Temporal.PlainDate(1970, 1, 1);
const numberOf = (day: Temporal.PlainDate): number => EPOCH.until(day, { largestUnit: 'days' }).days;
const dateOf = (number: number): Temporal.PlainDate => EPOCH.add({ days: number });

// sun and moon --------------------------------------------------------------------------------------------------------

/** Julian date of 1970-01-01 00:00 UTC. */
const JD_1970 = 2_440_587.5;
const UTC_7 = 7 / 24;
const SYNODIC = 29.530588861;

const sin = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);

/** TT - UT in days (Espenak and Meeus 2006 for 2005–2050; a minute off in 2100). */
function deltaT(jd: number): number {
  const t = (jd - 2_451_545) / 365.25;
  return (62.92 + 0.32217 * t + 0.005589 * t * t) / 86_400;
}

/** The day of UTC+7 on which lunation `k` begins; k 0 is the new moon of 6 January 2000. */
function newMoonDay(k: number): number {
  const jde = newMoon(k);
  return Math.floor(jde - deltaT(jde) + UTC_7 - JD_1970);
}

/** Julian ephemeris day (TT) of a new moon. */
function newMoon(k: number): number {
  const t = k / 1236.85;
  const e = 1 - 0.002516 * t - 0.0000074 * t ** 2;
  const sun = 2.5534 + 29.1053567 * k - 0.0000014 * t ** 2 - 0.00000011 * t ** 3;
  const moon = 201.5643 + 385.81693528 * k + 0.0107582 * t ** 2 + 0.00001238 * t ** 3 - 0.000000058 * t ** 4;
  const f = 160.7108 + 390.67050284 * k - 0.0016118 * t ** 2 - 0.00000227 * t ** 3 + 0.000000011 * t ** 4;
  const node = 124.7746 - 1.56375588 * k + 0.0020672 * t ** 2 + 0.00000215 * t ** 3;
  let jde = 2_451_550.09766 + SYNODIC * k + 0.00015437 * t ** 2 - 0.00000015 * t ** 3 + 0.00000000073 * t ** 4;
  jde -= 0.00017 * sin(node);
  for (const [size, ofSun, ofMoon, ofF] of PERIODIC)
    jde += size * e ** Math.abs(ofSun) * sin(ofSun * sun + ofMoon * moon + ofF * f);
  for (const [size, start, speed] of PLANETARY) jde += size * sin(start + speed * k);
  return jde + 0.000325 * sin(299.77 + 0.107408 * k - 0.009173 * t ** 2);
}

/** Days; multiples of the sun's anomaly, the moon's anomaly and the moon's argument of latitude. */
const PERIODIC = [
  [-0.4072, 0, 1, 0],
  [0.17241, 1, 0, 0],
  [0.01608, 0, 2, 0],
  [0.01039, 0, 0, 2],
  [0.00739, -1, 1, 0],
  [-0.00514, 1, 1, 0],
  [0.00208, 2, 0, 0],
  [-0.00111, 0, 1, -2],
  [-0.00057, 0, 1, 2],
  [0.00056, 1, 2, 0],
  [-0.00042, 0, 3, 0],
  [0.00042, 1, 0, 2],
  [0.00038, 1, 0, -2],
  [-0.00024, -1, 2, 0],
  [-0.00007, 2, 1, 0],
  [0.00004, 0, 2, -2],
  [0.00004, 3, 0, 0],
  [0.00003, 1, 1, -2],
  [0.00003, 0, 2, 2],
  [-0.00003, 1, 1, 2],
  [0.00003, -1, 1, 2],
  [-0.00002, -1, 1, -2],
  [-0.00002, 1, 3, 0],
  [0.00002, 0, 4, 0],
] as const;

/** Days, degrees at k 0, degrees a lunation. */
const PLANETARY = [
  [0.000165, 251.88, 0.016321],
  [0.000164, 251.83, 26.651886],
  [0.000126, 349.42, 36.412478],
  [0.00011, 84.66, 18.206239],
  [0.000062, 141.74, 53.303771],
  [0.00006, 207.14, 2.453732],
  [0.000056, 154.84, 7.30686],
  [0.000047, 34.52, 27.261239],
  [0.000042, 207.19, 0.121824],
  [0.00004, 291.34, 1.844379],
  [0.000037, 161.72, 24.198154],
  [0.000035, 239.56, 25.513099],
  [0.000023, 331.55, 3.592518],
] as const;

/** Apparent longitude in degrees, 0 to 360, at Julian date `jd` (UT). */
function sunLongitude(jd: number): number {
  const t = (jd + deltaT(jd) - 2_451_545) / 36_525;
  const anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t ** 2;
  const centre =
    (1.914602 - 0.004817 * t - 0.000014 * t ** 2) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.000289 * sin(3 * anomaly);
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t ** 2;
  const apparent = mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t);
  return ((apparent % 360) + 360) % 360;
}
