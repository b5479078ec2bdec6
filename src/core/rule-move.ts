/**
 * Moving what a rule puts on the air. "Tất cả" moves the whole rule; "lượt này và các lượt sau" ends it the day before and
 * begins another there, so that history stays with the old one. Nothing is moved by guess: the new rule is written, asked
 * for its days, and taken only when they are the old ones, moved. What no rule can say is refused in words.
 */
import { Temporal } from 'temporal-polyfill';
import type { SlotRule } from './model.ts';
import { occurrences, parseRule, type Recurrence, upcoming } from './recurrence.ts';
import { parseParts, type RuleParts, writeParts } from './recurrence-parts.ts';
import { err, ok, type Result } from './result.ts';

/** From the day the rule has to another, and to a wall clock HH:MM:SS. */
export type RuleMove = { readonly days: number; readonly startTime: string };

/** `before` is undefined when nothing falls before the day: then the whole rule is moved. */
export type SplitRule = { readonly before: SlotRule | undefined; readonly after: SlotRule };

/** Two rules are one when they fall on the same days for so long: past a leap day and each weekday of each date. */
const AGREE_YEARS = 12;
const ONCE = 'FREQ=DAILY;COUNT=1';

export const moveDay = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

/** `day` is one the rule falls on. Dates left out or added go with the half they are in. */
export function splitRule(rule: SlotRule, day: Temporal.PlainDate, move: RuleMove): Result<SplitRule, string> {
  const proper = parseProper(rule);
  if (!proper.ok) return proper;
  const isBefore = (text: string): boolean => text < day.toString();
  const isAfter = (text: string): boolean => !isBefore(text);
  const exdates = rule.exdates.filter(isAfter).map((text) => moveDay(text, move.days));
  const rdates = rule.rdates.filter(isAfter).map((text) => moveDay(text, move.days));
  const [first] = upcoming(proper.value, day, 1);
  const moved = first ? moveProper(rule, proper.value, first, move) : ok(ofDates(rule, rdates, move.startTime));
  if (!moved.ok) return moved;
  const after = first ? { ...moved.value, exdates, rdates } : { ...moved.value, exdates };

  const kept = { ...rule, exdates: rule.exdates.filter(isBefore), rdates: rule.rdates.filter(isBefore) };
  const until = day.subtract({ days: 1 });
  const { last } = proper.value;
  const isOver = last !== undefined && Temporal.PlainDate.compare(last, until) <= 0;
  const rrule = writeParts({ ...partsOf(rule), count: null, until: until.toString() });
  const ended = isOver ? kept : { ...kept, rrule };
  // A rule that ends before it begins cannot be written: what is left of it are the days that were added.
  const before =
    Temporal.PlainDate.compare(proper.value.start, until) <= 0
      ? ended
      : kept.rdates.length > 0
        ? ofDates(kept, kept.rdates, rule.startTime)
        : undefined;
  const falls = before && parseRule(before);
  return ok({
    before: falls?.ok && upcoming(falls.value, earliest(before!), 1).length > 0 ? before : undefined,
    after,
  });
}

/** The whole rule, every day of it moved. */
export function moveRule(rule: SlotRule, move: RuleMove): Result<SlotRule, string> {
  const proper = parseProper(rule);
  if (!proper.ok) return proper;
  const [first] = upcoming(proper.value, proper.value.start, 1);
  const moved = moveProper(rule, proper.value, move.days === 0 ? proper.value.start : first!, move);
  if (!moved.ok) return moved;
  const all = (days: readonly string[]): string[] => days.map((text) => moveDay(text, move.days));
  return ok({ ...moved.value, exdates: all(rule.exdates), rdates: all(rule.rdates) });
}

/** Without the days left out and added: they count for COUNT, and do not follow the rhythm. */
const parseProper = (rule: SlotRule) => parseRule({ ...rule, exdates: [], rdates: [] });

const partsOf = ({ rrule }: SlotRule): RuleParts => {
  const parts = parseParts(rrule);
  if (!parts.ok) throw new Error(parts.error);
  return parts.value;
};

const earliest = ({ startDate, rdates }: SlotRule): Temporal.PlainDate =>
  Temporal.PlainDate.from([startDate, ...rdates].sort()[0]!);

/** No rhythm, only these days. */
function ofDates(rule: SlotRule, dates: readonly string[], startTime: string): SlotRule {
  const [startDate = rule.startDate, ...rdates] = [...dates].sort();
  return { ...rule, rrule: ONCE, startDate, startTime, rdates };
}

/** From `first` on, a day it falls on or its start; the end is moved along. */
function moveProper(
  rule: SlotRule,
  proper: Recurrence,
  first: Temporal.PlainDate,
  { days, startTime }: RuleMove,
): Result<SlotRule, string> {
  const { last } = proper;
  const own = partsOf(rule);
  const left = own.count === null || last === undefined ? null : occurrences(proper, first, last).length;
  // A bare date: an UNTIL with a time of day would cut off the last day once the hour moves.
  const until = own.until === null ? null : last!.add({ days }).toString();
  const end = { count: left, until };
  const horizon = first.add({ years: AGREE_YEARS });
  const fell = occurrences(proper, first, horizon).map(String);
  const wanted = fell.map((day) => moveDay(day, days));
  if (days !== 0 && last === undefined && isSameRhythm(fell, wanted))
    return err(
      'Dời như vậy khung vẫn rơi vào đúng những ngày cũ (khung phát hằng ngày, hoặc dời tròn một nhịp). Dời chỉ lượt này.',
    );

  const texts = [own, proper.parts].flatMap((parts) => movedParts({ ...parts, ...end }, days).map(writeParts));
  for (const rrule of new Set(texts)) {
    const moved = { ...rule, rrule, startDate: first.add({ days }).toString(), startTime };
    const parsed = parseProper(moved);
    if (!parsed.ok) continue;
    const falls = occurrences(parsed.value, parsed.value.start, horizon.add({ days })).map(String);
    if (falls.length === wanted.length && falls.every((day, i) => day === wanted[i])) return ok(moved);
  }
  return err(
    'Cách lặp của khung này không dời sang ngày khác được mà vẫn giữ nhịp. Dời chỉ lượt này, hoặc sửa cách lặp ở trang Khung giờ.',
  );
}

/** Where both know, they have the same days. */
function isSameRhythm(fell: readonly string[], moved: readonly string[]): boolean {
  const from = [fell[0]!, moved[0]!].sort()[1]!;
  const until = [fell.at(-1)!, moved.at(-1)!].sort()[0]!;
  const within = (days: readonly string[]): string => `${days.filter((day) => from <= day && day <= until)}`;
  return within(fell) === within(moved);
}

/** Ways to write the parts some days on; whether one of them keeps the rhythm is for the caller to find out. */
function movedParts(parts: RuleParts, days: number): RuleParts[] {
  if (days === 0) return [parts];
  const weekday = (from: number): number => ((from - 1 + (days % 7) + 7) % 7) + 1;
  const moved: RuleParts = {
    ...parts,
    byDay: parts.byDay.map((day) => ({ ...day, weekday: weekday(day.weekday) })).sort((a, b) => a.weekday - b.weekday),
    byMonthDay: movedMonthDays(parts.byMonthDay, days),
    byYearDay: parts.byYearDay.map((day) => day + days),
  };
  // Of every second week, Sunday and the Monday after it are in two: then the week itself begins later.
  return [moved, { ...moved, weekStart: weekday(parts.weekStart) }];
}

const MONTHS = [28, 29, 30, 31];

/** Where each may come to lie, in whatever month. */
function movedMonthDays(monthDays: readonly number[], days: number): number[] {
  const places = monthDays.flatMap((day) => {
    if (day < 0) return [day + days < 0 ? day + days : day + days + 1];
    return MONTHS.filter((length) => day <= length).flatMap((length) => {
      if (day + days > length) return [day + days - length];
      return day + days >= 1 ? [day + days] : MONTHS.map((before) => day + days + before);
    });
  });
  return [...new Set(places)].filter((day) => day !== 0 && Math.abs(day) <= 31).sort((a, b) => a - b);
}
