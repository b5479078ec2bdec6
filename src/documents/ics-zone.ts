/**
 * VTIMEZONE (RFC 5545 §3.6.5) of an IANA zone, as its clocks really went over some years: one observance for each pair of
 * offsets, with every change as an RDATE. No yearly rule is guessed: politics has none.
 */
import { Temporal } from 'temporal-polyfill';
import type { Component } from './ics.ts';

/** What the clocks showed before a change, and the offsets. */
type Change = { readonly wall: string; readonly from: number; readonly to: number };

/** From the beginning of one year to the end of another. */
export function vtimezone(zone: string, fromYear: number, untilYear: number): Component {
  const opens = Temporal.ZonedDateTime.from({ timeZone: zone, year: fromYear, month: 1, day: 1 });
  const closes = Temporal.ZonedDateTime.from({ timeZone: zone, year: untilYear + 1, month: 1, day: 1 });
  const standing = offsetOf(opens);
  const changes: Change[] = [{ wall: '1970-01-01T00:00:00', from: standing, to: standing }];
  for (let next = opens.getTimeZoneTransition('next'); next !== null; next = next.getTimeZoneTransition('next')) {
    if (Temporal.ZonedDateTime.compare(next, closes) >= 0) break;
    const before = offsetOf(next.subtract({ nanoseconds: 1 }));
    const wall = next.toInstant().toZonedDateTimeISO('UTC').add({ seconds: before }).toPlainDateTime();
    changes.push({ wall: wall.toString({ smallestUnit: 'second' }), from: before, to: offsetOf(next) });
  }
  const kinds = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.from} ${change.to}`;
    kinds.set(key, [...(kinds.get(key) ?? []), change]);
  }
  const least = Math.min(...changes.map(({ to }) => to));
  return ['vtimezone', [['tzid', {}, 'text', zone]], [...kinds.values()].map((same) => observance(same, least))];
}

const offsetOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 1e9;

function observance([first, ...others]: readonly Change[], least: number): Component {
  const { wall, from, to } = first!;
  return [
    to > least && from !== to ? 'daylight' : 'standard',
    [
      ['dtstart', {}, 'date-time', wall],
      ['tzoffsetfrom', {}, 'utc-offset', offsetText(from)],
      ['tzoffsetto', {}, 'utc-offset', offsetText(to)],
      ['tzname', {}, 'text', offsetText(to).replace(':00', '')],
      ...(others.length > 0 ? [['rdate', {}, 'date-time', ...others.map((one) => one.wall)] as const] : []),
    ],
    [],
  ];
}

/** `+07:00`; some zones once had seconds. */
function offsetText(seconds: number): string {
  const whole = Math.abs(seconds);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const tail = whole % 60 === 0 ? '' : `:${two(whole % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${two(whole / 3600)}:${two((whole % 3600) / 60)}${tail}`;
}
