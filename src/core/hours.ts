/**
 * The envelope: the wall-clock windows in which the loudspeakers may sound at all (product B6, peers.md F14). Asked when
 * a slot is written, and once more by the playout at its last gate. A window whose end is not after its start crosses
 * midnight (giao thừa, 23:50–00:15). No window: never.
 */
import { Temporal } from 'temporal-polyfill';
import type { Hours } from './model.ts';
import { err, ok, type Result } from './result.ts';
import { dayOf, type EpochMs, placeInZone, startOfDay } from './time.ts';

/** The same on every day, or as the calendar has each day (core/calendar.ts). */
export type HoursOfDays = Hours | ((day: Temporal.PlainDate) => Hours);

const hoursOf = (hours: HoursOfDays, day: Temporal.PlainDate): Hours =>
  typeof hours === 'function' ? hours(day) : hours;

/** `from` inclusive, `until` exclusive. */
export type Span = { readonly from: EpochMs; readonly until: EpochMs };

/** The window open at `at`; of several, the one that stays open longest. */
export function openWindow(at: EpochMs, hours: HoursOfDays, zone: string): Span | undefined {
  const today = dayOf(at, zone);
  let open: Span | undefined;
  for (const day of [today.subtract({ days: 1 }), today])
    for (const window of hoursOf(hours, day)) {
      const span = onDay(window, day, zone);
      if (span.from <= at && at < span.until && (open === undefined || span.until > open.until)) open = span;
    }
  return open;
}

export const insideHours = (at: EpochMs, hours: HoursOfDays, zone: string): boolean =>
  openWindow(at, hours, zone) !== undefined;

/** Is every instant of `span` inside? Windows that touch count as one. */
export function spanInsideHours(span: Span, hours: HoursOfDays, zone: string): boolean {
  for (let at = span.from; at < span.until; ) {
    const open = openWindow(at, hours, zone);
    if (open === undefined) return false;
    at = open.until;
  }
  return true;
}

/** Every window that touches `from` … `until`, for the playout's last gate. */
export function windowsBetween(from: EpochMs, until: EpochMs, hours: HoursOfDays, zone: string): Span[] {
  const spans: Span[] = [];
  const last = dayOf(until, zone);
  for (let day = dayOf(from, zone).subtract({ days: 1 }); day.toString() <= last.toString(); day = day.add({ days: 1 }))
    spans.push(...hoursOf(hours, day).map((window) => onDay(window, day, zone)));
  return spans.filter((span) => span.until > from && span.from < until);
}

/** Spans that touch or overlap as one, in order of time. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last && span.from <= last.until)
      whole[whole.length - 1] = { from: last.from, until: Math.max(last.until, span.until) as EpochMs };
    else whole.push(span);
  }
  return whole;
}

/** Checks typed windows and sorts them; the error is for the person who typed them. */
export function checkHours(hours: Hours): Result<Hours, string> {
  for (const { from, until } of hours) {
    const window = `${from}–${until}`;
    if (!CLOCK.test(from)) return err(`Khung ${window}: giờ bắt đầu phải có dạng HH:MM, từ 00:00 đến 23:59.`);
    if (!CLOCK.test(until) && until !== '24:00')
      return err(`Khung ${window}: giờ kết thúc phải có dạng HH:MM, đến 24:00 là hết ngày.`);
    if (from === until) return err(`Khung ${window} không dài phút nào. Cả ngày là 00:00–24:00.`);
  }
  return ok([...hours].sort((a, b) => a.from.localeCompare(b.from)));
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

function onDay({ from, until }: Hours[number], day: Temporal.PlainDate, zone: string): Span {
  const place = (on: Temporal.PlainDate, time: string): EpochMs =>
    time === '24:00'
      ? startOfDay(on.add({ days: 1 }), zone)
      : placeInZone(on.toPlainDateTime(Temporal.PlainTime.from(time)), zone);
  return { from: place(day, from), until: place(until > from ? day : day.add({ days: 1 }), until) };
}
