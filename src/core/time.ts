/**
 * Units of time. `EpochMs` and `DurationMs` are integers; `Frames` counts sample frames at the bus rate.
 * What people mean by "17:10 on 5 September" is a `Temporal.PlainDateTime` and a zone; it becomes an instant once,
 * in `placeInZone`. There is no `Date` outside the rrule bridge, no float seconds, and no 86,400.
 */
import { Temporal } from 'temporal-polyfill';

declare const unit: unique symbol;
export type EpochMs = number & { readonly [unit]: 'EpochMs' };
export type DurationMs = number & { readonly [unit]: 'DurationMs' };
export type Frames = number & { readonly [unit]: 'Frames' };

/** Sample frames per second on every bus (EBU R 128 production practice: 48 kHz). */
export const RATE = 48_000;

export const epochMs = (n: number): EpochMs => Math.round(n) as EpochMs;
export const durationMs = (n: number): DurationMs => Math.round(n) as DurationMs;
export const frames = (n: number): Frames => Math.round(n) as Frames;

export const SECOND = durationMs(1000);
export const MINUTE = durationMs(60_000);
export const HOUR = durationMs(3_600_000);

/** Whole milliseconds of `n` frames, rounded to the nearest. */
export const framesToMs = (n: Frames): DurationMs => durationMs((n * 1000) / RATE);
/** Exact: every whole millisecond is 48 frames. */
export const msToFrames = (ms: DurationMs): Frames => frames((ms * RATE) / 1000);

export const after = (at: EpochMs, by: DurationMs): EpochMs => (at + by) as EpochMs;
export const between = (from: EpochMs, until: EpochMs): DurationMs => (until - from) as DurationMs;

/**
 * The instant a wall clock shows `when` in `zone`. In a DST gap the later instant (RFC 5545 §3.3.5: the offset
 * before the gap is used); in an overlap the first of the two.
 */
export function placeInZone(when: Temporal.PlainDateTime, zone: string): EpochMs {
  return when.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds as EpochMs;
}

export function inZone(at: EpochMs, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

export const dayOf = (at: EpochMs, zone: string): Temporal.PlainDate => inZone(at, zone).toPlainDate();

/** The day it is at a station. */
export const todayOf = (station: {
  readonly clock: () => EpochMs;
  readonly config: { readonly zone: string };
}): Temporal.PlainDate => dayOf(station.clock(), station.config.zone);

/** The first instant of `day` in `zone` (not always midnight: some zones skip it). */
export function startOfDay(day: Temporal.PlainDate, zone: string): EpochMs {
  return day.toZonedDateTime(zone).epochMilliseconds as EpochMs;
}

/** ISO 8601 with milliseconds and the zone's offset, as the API and the machine exports write instants. */
export function isoWithOffset(at: EpochMs, zone: string): string {
  return inZone(at, zone).toString({ timeZoneName: 'never', smallestUnit: 'millisecond' });
}

/** Reads ISO 8601 with an offset or Z; `undefined` when it is not one. */
export function parseInstant(text: string): EpochMs | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds as EpochMs;
  } catch {
    return undefined;
  }
}

export function parseDay(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** Monday of the week `day` is in. */
export const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 });

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). */
export function httpDate(at: EpochMs): string {
  const then = inZone(at, 'UTC');
  const day = String(then.day).padStart(2, '0');
  const time = then.toPlainTime().toString({ smallestUnit: 'second' });
  return `${DAYS[then.dayOfWeek - 1]}, ${day} ${MONTHS[then.month - 1]} ${then.year} ${time} GMT`;
}
