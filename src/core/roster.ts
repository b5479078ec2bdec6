/**
 * Lịch trực: who is on duty when. A weekday's shift holds week after week within its dates; a day's own takes its place
 * where the two meet, be it a change or a substitute. Pure: the log asks it as a row is opened, the page for a week.
 */
import type { Temporal } from 'temporal-polyfill';
import { WHOLE_COMMUNE } from './model.ts';
import { type EpochMs, inZone } from './time.ts';

/** `from` and `until` as `HH:MM` of one day, the end not included; `24:00` ends it. */
export type Shift = {
  readonly id: number;
  /** 1 is Monday; null for a day's own. */
  readonly weekday: number | null;
  /** ISO; null for a weekday's. */
  readonly day: string | null;
  readonly from: string;
  readonly until: string;
  /** Null: everywhere. */
  readonly zoneId: string | null;
  /** Null for whoever has no account. */
  readonly userId: number | null;
  readonly name: string;
  /** Whose substitute. */
  readonly insteadOf: string;
  readonly reason: string;
  /** Of a weekday's: both inclusive. */
  readonly validFrom: string | null;
  readonly validUntil: string | null;
};

/** The shifts that hold on a day, in order of time: those of its own, and its weekday's where none of them stands. */
export function shiftsOn(shifts: readonly Shift[], day: Temporal.PlainDate): Shift[] {
  const text = day.toString();
  const own = shifts.filter((one) => one.day === text);
  const weekly = shifts.filter(
    (one) =>
      one.weekday === day.dayOfWeek &&
      (one.validFrom ?? text) <= text &&
      text <= (one.validUntil ?? text) &&
      !own.some((other) => meets(one, other)),
  );
  return [...own, ...weekly].sort((a, b) => a.from.localeCompare(b.from) || a.id - b.id);
}

/** A change of one zone leaves the others with whom they had. */
const meets = (weekly: Shift, own: Shift): boolean =>
  own.from < weekly.until && weekly.from < own.until && (own.zoneId === null || own.zoneId === weekly.zoneId);

/** Who is on duty for a zone: of its own shift rather than of one for everywhere; `undefined` when nobody is. */
export function onDuty(
  shifts: readonly Shift[],
  { zoneId, at, zone }: { readonly zoneId: string; readonly at: EpochMs; readonly zone: string },
): Shift | undefined {
  const wall = inZone(at, zone);
  const clock = wall.toPlainTime().toString({ smallestUnit: 'minute' });
  const holding = shiftsOn(shifts, wall.toPlainDate()).filter(({ from, until }) => from <= clock && clock < until);
  const heard = holding.filter((one) => one.zoneId === null || one.zoneId === zoneId || one.zoneId === WHOLE_COMMUNE);
  return (
    heard.find((one) => one.zoneId === zoneId && one.day !== null) ??
    heard.find((one) => one.day !== null) ??
    heard.find((one) => one.zoneId === zoneId) ??
    heard[0]
  );
}

/** Do two shifts want different people at one time in one place? */
export const clashes = (a: Omit<Shift, 'id'>, b: Omit<Shift, 'id'>): boolean =>
  a.day === b.day &&
  a.weekday === b.weekday &&
  a.zoneId === b.zoneId &&
  a.from < b.until &&
  b.from < a.until &&
  (a.validFrom ?? '') <= (b.validUntil ?? '9999') &&
  (b.validFrom ?? '') <= (a.validUntil ?? '9999');
