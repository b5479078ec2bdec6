/**
 * The one bridge to `rrule`, and the only file where `Date` may appear. rrule is used floating: a day is midnight of
 * that day in a make-believe UTC, so the process's own zone never matters; a day becomes an instant in
 * `occurrenceStart` alone, through `placeInZone`.
 *
 * rrule walks from DTSTART, and a ten-year-old rule would cost ten years. So everything DTSTART implies is written
 * into the rule when it is compiled, DTSTART is moved to the first day of its period (week, month, year), and before
 * each question it is moved on by whole intervals to just before the window. COUNT, UNTIL and BYSETPOS are applied
 * here: COUNT would have to be counted from the beginning (it is, once, when compiling), and rrule picks a wrong day for
 * a BYSETPOS that reaches past the period's end (`BYDAY=FR;BYSETPOS=-5` in a month of four Fridays).
 */
import * as rrule from 'rrule';
import { Temporal } from 'temporal-polyfill';
import type { SlotRule } from './model.ts';
import { type Frequency, parseParts, type RuleParts } from './recurrence-parts.ts';
import { err, ok, type Result } from './result.ts';
import { type EpochMs, HOUR, inZone, parseDay, parseInstant, placeInZone } from './time.ts';

// rrule is CommonJS without named exports: Node gives the module as `default`.
const { RRule, Weekday } = ('default' in rrule ? rrule.default : rrule) as typeof rrule;

/** A parsed and compiled rule; opaque, immutable, worth caching. */
export type Recurrence = {
  readonly unit: Unit;
  readonly interval: number;
  /** First day of the period DTSTART is in; intervals count from here. */
  readonly anchor: Temporal.PlainDate;
  readonly start: Temporal.PlainDate;
  /** Last day, inclusive; undefined: for ever. */
  readonly last: Temporal.PlainDate | undefined;
  readonly parts: RuleParts;
  /** What rrule is given, but for DTSTART, BYWEEKNO and BYSETPOS. */
  readonly options: Partial<rrule.Options>;
  /** Days of the month whose absence moves them to the month's last day; empty: they are skipped. */
  readonly clipped: readonly number[];
  readonly exdates: ReadonlySet<string>;
  readonly rdates: readonly Temporal.PlainDate[];
  readonly startTime: Temporal.PlainTime;
  readonly timeZone: string;
};
type Unit = 'days' | 'weeks' | 'months' | 'years';

const UNITS = { DAILY: 'days', WEEKLY: 'weeks', MONTHLY: 'months', YEARLY: 'years' } as const satisfies Record<
  Frequency,
  Unit
>;
const RRULE_FREQUENCY = { days: RRule.DAILY, weeks: RRule.WEEKLY, months: RRule.MONTHLY, years: RRule.YEARLY };
const ALL_MONTH_DAYS = Array.from({ length: 31 }, (_, i) => i + 1);
/** How far ahead a rule is searched: 29 February on a given weekday can be 40 years away (around 2100). */
const HORIZON_YEARS = 100;

/** Why a rule cannot be used and how to mend it, in Vietnamese, or the rule ready for questions. */
export function parseRule(rule: SlotRule): Result<Recurrence, string> {
  const problems: string[] = [];
  const parts = parseParts(rule.rrule);
  if (!parts.ok) problems.push(`Quy tắc lặp: ${parts.error}`);

  const day = (label: string, text: string) => {
    const parsed = parseDay(text);
    if (parsed !== undefined && parsed.year >= 1900 && parsed.year < 2200) return parsed;
    problems.push(`${label} “${text}” không phải ngày có thật dạng năm-tháng-ngày, ví dụ 2025-08-25`);
    return undefined;
  };
  const start = day('Ngày bắt đầu', rule.startDate);
  const rdates = rule.rdates.map((text) => day('Ngày thêm', text));
  for (const text of rule.exdates) day('Ngày trừ', text);
  if (!/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(rule.startTime))
    problems.push(`Giờ bắt đầu “${rule.startTime}” cần dạng giờ:phút:giây từ 00:00:00 đến 23:59:59`);
  if (!isTimeZone(rule.timeZone))
    problems.push(`Múi giờ “${rule.timeZone}” không có trong danh mục IANA; ví dụ Asia/Ho_Chi_Minh`);
  if (!parts.ok || start === undefined || problems.length > 0) return err(problems.join('. '));

  const endless: Recurrence = {
    ...series(withImplied(parts.value, start), start, rule.overflow),
    start,
    last: undefined,
    exdates: new Set(rule.exdates),
    rdates: rdates.filter((added) => added !== undefined),
    startTime: Temporal.PlainTime.from(rule.startTime),
    timeZone: rule.timeZone,
  };
  const { count, until } = parts.value;
  const first = search(count ?? 1, start, (from, to) => fallsOn(endless, from, to));
  if (first.length === 0)
    return err(`Quy tắc lặp: không rơi vào ngày nào trong ${HORIZON_YEARS} năm; xem lại các phần BY… và INTERVAL`);
  if (count !== null && first.length < count)
    return err(`Quy tắc lặp: COUNT=${count} kéo dài quá ${HORIZON_YEARS} năm; giảm COUNT hoặc bỏ đi`);
  const last = count !== null ? first.at(-1) : until !== null ? lastDay(until, endless) : undefined;
  if (last !== undefined && Temporal.PlainDate.compare(last, start) < 0)
    return err(`Quy tắc lặp: UNTIL ở trước lần đầu ${rule.startDate} ${rule.startTime}; sửa một trong hai`);
  return ok({ ...endless, last });
}

const MOST_REMEMBERED = 2000;
const remembered = new Map<string, Result<Recurrence, string>>();

/** `parseRule`, remembered: reading a rule costs more than asking it, and pages read the same slots again and again. */
export function knownRule(slot: SlotRule): Result<Recurrence, string> {
  const { rrule, startDate, startTime, timeZone, exdates, rdates, overflow } = slot;
  const rule = { rrule, startDate, startTime, timeZone, exdates, rdates, overflow };
  const text = JSON.stringify(rule);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const result = parseRule(rule);
  remembered.set(text, result);
  return result;
}

/** The days the rule falls on in [from, until], both inclusive: sorted, RDATE added, EXDATE removed. */
export function occurrences(
  rule: Recurrence,
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): Temporal.PlainDate[] {
  const days = fallsOn(rule, from, until);
  if (rule.rdates.length === 0 && rule.exdates.size === 0) return days;
  const added = rule.rdates.filter((day) => isWithin(day, from, until));
  const all = new Map([...days, ...added].map((day) => [day.toString(), day]));
  return [...all]
    .filter(([text]) => !rule.exdates.has(text))
    .map(([, day]) => day)
    .sort(Temporal.PlainDate.compare);
}

/** The first `count` days from `from` on; fewer when the rule ends or falls too seldom. */
export function upcoming(rule: Recurrence, from: Temporal.PlainDate, count: number): Temporal.PlainDate[] {
  const end = rule.last && [rule.last, ...rule.rdates].sort(Temporal.PlainDate.compare).at(-1)!;
  return search(count, from, (start, until) => occurrences(rule, start, until), end);
}

/**
 * The instant that day's wall clock shows the slot's start: a DST gap moves it later, an overlap takes the first. Far
 * from both, which is nearly always, the zone's offset is subtracted: ten times as fast, and years are asked for at once.
 */
export function occurrenceStart({ startTime, timeZone }: Recurrence, day: Temporal.PlainDate): EpochMs {
  const { hour, minute, second } = startTime;
  const wall = Date.UTC(day.year, day.month - 1, day.day, hour, minute, second);
  let stretch = stretches.get(timeZone);
  if (stretch === undefined || wall < stretch.from || wall > stretch.until) {
    stretch = stretchAround(wall, timeZone);
    stretches.set(timeZone, stretch);
  }
  return stretch.from <= wall && wall <= stretch.until
    ? ((wall - stretch.offset) as EpochMs)
    : placeInZone(day.toPlainDateTime(startTime), timeZone);
}

/** The wall clocks, as make-believe UTC, between which a zone's offset stays what it is; empty around a change. */
type Stretch = { readonly from: number; readonly until: number; readonly offset: number };
const stretches = new Map<string, Stretch>();
/** Clocks have been set by a whole day (Samoa, 2011). */
const CLEAR_OF_CHANGE = 48 * HOUR;

function stretchAround(wall: number, timeZone: string): Stretch {
  const here = inZone(wall as EpochMs, timeZone);
  const offset = here.offsetNanoseconds / 1e6;
  const edge = (direction: 'previous' | 'next') => here.getTimeZoneTransition(direction)?.epochMilliseconds;
  return {
    from: (edge('previous') ?? Number.NEGATIVE_INFINITY) + offset + CLEAR_OF_CHANGE,
    until: (edge('next') ?? Number.POSITIVE_INFINITY) + offset - CLEAR_OF_CHANGE,
    offset,
  };
}

/** The DTSTART handed to rrule for a window that begins on `from`: whole intervals on from the anchor. */
export function seriesStart(rule: Recurrence, from: Temporal.PlainDate): Temporal.PlainDate {
  const passed = periods(rule, from);
  return passed <= 0 ? rule.anchor : rule.anchor.add({ [rule.unit]: passed - (passed % rule.interval) });
}

/** What DTSTART implies, written out (RFC 5545 §3.3.10: "derived from DTSTART"). */
function withImplied(parts: RuleParts, start: Temporal.PlainDate): RuleParts {
  const ownDay = [{ weekday: start.dayOfWeek, nth: null }];
  if (parts.byDay.length + parts.byMonthDay.length + parts.byYearDay.length > 0) return parts;
  if (parts.freq === 'WEEKLY' || parts.byWeekNo.length > 0) return { ...parts, byDay: ownDay };
  if (parts.freq === 'MONTHLY') return { ...parts, byMonthDay: [start.day] };
  if (parts.freq === 'YEARLY')
    return { ...parts, byMonthDay: [start.day], byMonth: parts.byMonth.length > 0 ? parts.byMonth : [start.month] };
  return parts;
}

function series(parts: RuleParts, start: Temporal.PlainDate, overflow: SlotRule['overflow']) {
  const { interval, byDay, byMonthDay } = parts;
  // Every day or week is every month with all its days or those weekdays: rrule pays by the period, not by the day.
  const everyMonth =
    interval === 1 && parts.bySetPos.length === 0 && (parts.freq === 'DAILY' || parts.freq === 'WEEKLY');
  const unit = everyMonth ? 'months' : UNITS[parts.freq];
  const monthDays = everyMonth && byDay.length + byMonthDay.length === 0 ? ALL_MONTH_DAYS : byMonthDay;
  const clips = overflow === 'last-day' && (parts.freq === 'MONTHLY' || parts.freq === 'YEARLY');
  const clipped = clips ? byMonthDay.filter((day) => day > 28) : [];

  // rrule reads `MO,1FR` as both at once; the RFC means either. So a plain weekday becomes every one of them by number.
  const most = unit === 'years' && parts.byMonth.length === 0 ? 53 : 5;
  const counted = byDay.some((day) => day.nth !== null);
  const weekdays = byDay.flatMap(({ weekday, nth }) => {
    const named = new Weekday(weekday - 1);
    if (nth !== null) return [named.nth(nth)];
    return counted ? Array.from({ length: most }, (_, i) => named.nth(i + 1)) : [named];
  });

  const options: Partial<rrule.Options> = {
    freq: RRULE_FREQUENCY[unit],
    interval,
    wkst: parts.weekStart - 1,
    ...(parts.byMonth.length > 0 && { bymonth: [...parts.byMonth] }),
    ...(monthDays.length > 0 && { bymonthday: clipped.length > 0 ? [...monthDays, -1] : [...monthDays] }),
    ...(parts.byYearDay.length > 0 && { byyearday: [...parts.byYearDay] }),
    ...(weekdays.length > 0 && { byweekday: weekdays }),
  };
  return { unit, interval, anchor: periodStart(start, unit, parts.weekStart), options, parts, clipped } as const;
}

/** The days of the rule proper: UNTIL and COUNT applied, RDATE and EXDATE not. */
function fallsOn(rule: Recurrence, from: Temporal.PlainDate, until: Temporal.PlainDate): Temporal.PlainDate[] {
  const first = Temporal.PlainDate.compare(from, rule.start) < 0 ? rule.start : from;
  const end = rule.last !== undefined && Temporal.PlainDate.compare(rule.last, until) < 0 ? rule.last : until;
  if (Temporal.PlainDate.compare(first, end) > 0) return [];

  const { byWeekNo, bySetPos } = rule.parts;
  if (bySetPos.length === 0 && byWeekNo.length === 0 && rule.clipped.length === 0) return walk(rule, first, end);
  // BYSETPOS chooses within a whole period, so the days of the first and the last period are all needed.
  let days = walk(rule, periodStart(first, rule.unit, rule.parts.weekStart), end.add({ [rule.unit]: 1 }));
  if (rule.clipped.length > 0) days = days.filter((day) => isClipped(rule, day));
  if (byWeekNo.length > 0) days = days.filter((day) => isInWeeks(rule.parts, day));
  if (bySetPos.length > 0) days = pick(rule, days);
  return days.filter((day) => isWithin(day, first, end));
}

/**
 * Asks rrule. It stops when it meets a day past the window, and a rule without one (30 February) would walk to the
 * year 9999; its loop also stops at INTERVAL 0, so INTERVAL turns 0 when the periods of the window are used up (it is
 * read once before the loop and twice in every turn).
 */
function walk(rule: Recurrence, from: Temporal.PlainDate, until: Temporal.PlainDate): Temporal.PlainDate[] {
  const dtstart = seriesStart(rule, from);
  const turns = Math.floor((periods(rule, until) - periods(rule, dtstart)) / rule.interval) + 1;
  const series = new RRule({ ...rule.options, dtstart: floating(dtstart) }, true);
  let reads = 2 * turns + 1;
  Object.defineProperty(series.options, 'interval', { get: () => (reads-- > 0 ? rule.interval : 0) });
  return series
    .between(floating(from), floating(until), true)
    .map((date) => new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()));
}

const floating = (day: Temporal.PlainDate): Date => new Date(Date.UTC(day.year, day.month - 1, day.day));

/** RFC 7529 §4.1 SKIP=BACKWARD: rrule was also given every month's last day; it stays only in place of a missing one. */
function isClipped(rule: Recurrence, day: Temporal.PlainDate): boolean {
  const { byMonthDay } = rule.parts;
  if (byMonthDay.includes(day.day) || byMonthDay.includes(day.day - day.daysInMonth - 1)) return true;
  return day.day === day.daysInMonth && rule.clipped.some((wanted) => wanted > day.day);
}

/** Week 1 is the first with four days in the year. Not left to rrule, which misses weeks 52 and 53 at the year's edge. */
function isInWeeks({ byWeekNo, weekStart }: RuleParts, day: Temporal.PlainDate): boolean {
  const week = (inside: Temporal.PlainDate) => {
    const middle = periodStart(inside, 'weeks', weekStart).add({ days: 3 });
    return { year: middle.year, number: Math.ceil(middle.dayOfYear / 7) };
  };
  const { year, number } = week(day);
  const weeks = week(new Temporal.PlainDate(year, 12, 28)).number;
  return byWeekNo.includes(number) || byWeekNo.includes(number - weeks - 1);
}

function pick(rule: Recurrence, days: readonly Temporal.PlainDate[]): Temporal.PlainDate[] {
  const byPeriod = new Map<number, Temporal.PlainDate[]>();
  for (const day of days) {
    const period = periods(rule, day);
    byPeriod.set(period, [...(byPeriod.get(period) ?? []), day]);
  }
  const { bySetPos } = rule.parts;
  return [...byPeriod.values()].flatMap((set) =>
    set.filter((_, i) => bySetPos.includes(i + 1) || bySetPos.includes(i - set.length)),
  );
}

/** Whole periods from the anchor to the one `day` is in. */
const periods = (rule: Recurrence, day: Temporal.PlainDate): number =>
  rule.anchor.until(day, { largestUnit: rule.unit })[rule.unit];

function periodStart(day: Temporal.PlainDate, unit: Unit, weekStart: number): Temporal.PlainDate {
  if (unit === 'weeks') return day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 });
  if (unit === 'days') return day;
  return day.with(unit === 'months' ? { day: 1 } : { month: 1, day: 1 });
}

/** The last day whose start is not after UNTIL. */
function lastDay(until: string, rule: Recurrence): Temporal.PlainDate {
  if (!until.includes('T')) return Temporal.PlainDate.from(until);
  const wall = until.endsWith('Z')
    ? inZone(parseInstant(until)!, rule.timeZone).toPlainDateTime()
    : Temporal.PlainDateTime.from(until);
  const inTime = Temporal.PlainTime.compare(rule.startTime, wall.toPlainTime()) <= 0;
  return wall.toPlainDate().subtract({ days: inTime ? 0 : 1 });
}

/** The first `count` days that `ask` gives for windows of growing length, until `end` and HORIZON_YEARS ahead at most. */
function search(
  count: number,
  from: Temporal.PlainDate,
  ask: (from: Temporal.PlainDate, until: Temporal.PlainDate) => Temporal.PlainDate[],
  end?: Temporal.PlainDate,
): Temporal.PlainDate[] {
  const found: Temporal.PlainDate[] = [];
  const far = from.add({ years: HORIZON_YEARS });
  const horizon = end && Temporal.PlainDate.compare(end, far) < 0 ? end : far;
  let at = from;
  for (let days = 31; found.length < count && Temporal.PlainDate.compare(at, horizon) <= 0; days *= 4) {
    const [until] = [at.add({ days }), horizon].sort(Temporal.PlainDate.compare) as [Temporal.PlainDate];
    found.push(...ask(at, until));
    at = until.add({ days: 1 });
  }
  return found.slice(0, count);
}

const isWithin = (day: Temporal.PlainDate, from: Temporal.PlainDate, until: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(from, day) <= 0 && Temporal.PlainDate.compare(day, until) <= 0;

export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false; // an offset such as +07:00 is accepted by Temporal, but is no zone
  try {
    return inZone(0 as EpochMs, name) !== undefined;
  } catch {
    return false;
  }
}
