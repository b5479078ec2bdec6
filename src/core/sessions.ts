/**
 * The envelope's other half (product B6): how many sessions a day has and how many minutes each of them, with what is
 * left of both. A village hears the commune's programme besides its own, so its sessions are measured with both. The
 * minutes are those in which anything sounds, relays too; what overlaps counts once.
 */
import type { Temporal } from 'temporal-polyfill';
import { type Session, sessionsOf } from './day-playlist.ts';
import { type EnvelopeOverride, type Hours, type SessionLimits, WHOLE_COMMUNE, type ZonedLimits } from './model.ts';
import { type DurationMs, durationMs, type EpochMs, HOUR, inZone, MINUTE, startOfDay } from './time.ts';
import { formatTime, lengthInWords, twoDigits } from './vietnamese.ts';

export type Spot = { readonly start: EpochMs; readonly length: DurationMs; readonly zoneId: string };

export type MeasuredSession<T extends Pick<Spot, 'start' | 'length'> = Spot> = Session<T> & {
  readonly airtime: DurationMs;
  readonly limit: DurationMs;
};

export type DayMeasure<T extends Pick<Spot, 'start' | 'length'> = Spot> = {
  /** Those in which something sounds. */
  readonly sessions: readonly MeasuredSession<T>[];
  readonly limit: number;
};

/** `spots` that sound on one day in one place, in order of time. */
export function measureDay<T extends Pick<Spot, 'start' | 'length'>>(
  spots: readonly T[],
  hours: Hours,
  limits: SessionLimits,
  wallClock: (at: EpochMs) => string,
): DayMeasure<T> {
  const limit = durationMs(limits.minutes * MINUTE);
  const sessions = sessionsOf(spots, hours, wallClock);
  return {
    sessions: sessions.map((session) => ({ ...session, airtime: airtimeOf(session.lines), limit })),
    limit: limits.sessions,
  };
}

export const isHeardIn =
  (zoneId: string) =>
  (spot: Pick<Spot, 'zoneId'>): boolean =>
    spot.zoneId === zoneId || spot.zoneId === WHOLE_COMMUNE;

/** The zone's own limits or the station's. What a leader has allowed for the day raises one, never lowers it. */
export function limitsOn(
  day: Temporal.PlainDate,
  zoneId: string,
  limits: ZonedLimits,
  overrides: readonly EnvelopeOverride[],
): SessionLimits {
  const usual = { ...limits, ...limits.zones?.get(zoneId) };
  const most = (kind: EnvelopeOverride['kind'], least: number): number =>
    Math.max(least, ...inForce(overrides, day, zoneId).map((one) => (one.kind === kind ? (one.most ?? 0) : 0)));
  return { sessions: most('sessions', usual.sessions), minutes: most('minutes', usual.minutes) };
}

export function inForce(
  overrides: readonly EnvelopeOverride[],
  day: Temporal.PlainDate,
  zoneId: string,
): EnvelopeOverride[] {
  const text = day.toString();
  return overrides.filter(
    (one) => one.from <= text && text <= one.until && (one.zoneId === null || one.zoneId === zoneId),
  );
}

/** The time in which any of `spots`, in order of their start, sounds. */
export function airtimeOf(spots: readonly Pick<Spot, 'start' | 'length'>[]): DurationMs {
  let total = 0;
  let heardUntil = Number.NEGATIVE_INFINITY;
  for (const { start, length } of spots) {
    total += Math.max(0, start + length - Math.max(start, heardUntil));
    heardUntil = Math.max(heardUntil, start + length);
  }
  return durationMs(total);
}

/** `HH:MM` on that day's clock: for as many entries as a year has, without asking the zone of each. */
export function wallClockOn(day: Temporal.PlainDate, zone: string): (at: EpochMs) => string {
  const opens = startOfDay(day, zone);
  const isPlain = startOfDay(day.add({ days: 1 }), zone) - opens === 24 * HOUR && inZone(opens, zone).hour === 0;
  return (at) => {
    const into = at - opens;
    if (!isPlain || into < 0 || into >= 24 * HOUR) return formatTime(at, zone);
    return `${twoDigits(Math.floor(into / HOUR))}:${twoDigits(Math.floor((into % HOUR) / MINUTE))}`;
  };
}

// words ---------------------------------------------------------------------------------------------------------------

type Measured = Pick<MeasuredSession, 'name' | 'airtime' | 'limit'>;

export const isTooLong = ({ airtime, limit }: Measured): boolean => airtime > limit;
type Counted = { readonly sessions: readonly unknown[]; readonly limit: number };

export const hasTooMany = ({ sessions, limit }: Counted): boolean => sessions.length > limit;

/** `Buổi chiều đã xếp 48 phút, vượt 03 phút so với mức tối đa 45 phút`, or what is left of it. */
export function marginWords({ name, airtime, limit }: Measured): string {
  const planned = `${name} đã xếp ${lengthInWords(airtime)}`;
  if (airtime > limit)
    return `${planned}, vượt ${lengthInWords(durationMs(airtime - limit))} so với mức tối đa ${lengthInWords(limit)}`;
  return airtime === limit
    ? `${planned}, vừa đủ mức tối đa`
    : `${planned}, còn ${lengthInWords(durationMs(limit - airtime))} so với mức tối đa ${lengthInWords(limit)}`;
}

/** `Có 04 buổi phát, vượt 01 buổi so với mức tối đa 03 buổi một ngày`. */
export function countWords({ sessions, limit }: Counted): string {
  const left = limit - sessions.length;
  const planned = `Có ${twoDigits(sessions.length)} buổi phát`;
  if (left < 0) return `${planned}, vượt ${twoDigits(-left)} buổi so với mức tối đa ${twoDigits(limit)} buổi một ngày`;
  return left === 0 ? `${planned}, vừa đủ mức tối đa một ngày` : `${planned}, còn được thêm ${twoDigits(left)} buổi`;
}
