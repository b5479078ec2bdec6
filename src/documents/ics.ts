/**
 * The schedule as iCalendar (RFC 5545), for the calendars people already have: an event per slot, and one more for each
 * occurrence that a person changed. ical.js writes the text; what stands in it is decided here. Nothing depends on the
 * moment of writing, so an unchanged schedule is byte for byte the same.
 */
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { type ICalRule, toICalRule } from '../core/ical-rule.ts';
import type { Exception, Slot } from '../core/model.ts';
import { type DurationMs, type EpochMs, epochMs, inZone, MINUTE, SECOND } from '../core/time.ts';
import { vtimezone } from './ics-zone.ts';

// RFC 5545 §3.1: 75 octets, the leading space of a folded line among them, which ical.js does not count.
ICAL.foldLength = 74;

/** jCal (RFC 7265): what ical.js makes text of. */
export type Property = readonly [
  name: string,
  params: Readonly<Record<string, string>>,
  type: string,
  ...values: unknown[],
];
export type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];

/** What people read of a slot. */
export type EventWords = {
  readonly description: string;
  readonly location: string;
  readonly category: string;
};

export type CalendarFeed = {
  readonly name: string;
  /** Of the station: it makes a slot's id unique in the world. */
  readonly uid: string;
  /** Of the station. */
  readonly timeZone: string;
  readonly slots: readonly Slot[];
  /** Of these slots, in whatever order. */
  readonly exceptions: readonly Exception[];
  readonly wordsOf: (slot: Slot) => EventWords;
  /** What a person pinned, as "Số 02/2025: …"; undefined when nothing. */
  readonly pinned: (exception: Exception) => string | undefined;
  /** Days (ISO) of the rule on which the calendar keeps it silent. */
  readonly silentOn: (slot: Slot) => readonly string[];
  /** Zones are told of until the end of this year. */
  readonly untilYear: number;
  /** With all a slot says besides its time, so that reading it back makes the same slot; not for strangers. */
  readonly isWhole: boolean;
};

/** Carries, as JSON, what of a slot has no place in iCalendar. */
export const OWN_PROPERTY = 'x-daixa-slot';

export const uidOf = (slotId: string, station: string): string => `${slotId}@${station}`;

export function calendarText(feed: CalendarFeed): string {
  const events = feed.slots.flatMap((slot) => eventsOf(slot, feed));
  const years = new Map<string, number>();
  for (const { timeZone, startDate, rdates } of feed.slots) {
    const first = Number([startDate, ...rdates].sort()[0]!.slice(0, 4));
    years.set(timeZone, Math.min(first, years.get(timeZone) ?? first));
  }
  const zones = [...years]
    .filter(([zone]) => zone !== 'UTC')
    .map(([zone, from]) => vtimezone(zone, from, feed.untilYear));
  const calendar: Component = [
    'vcalendar',
    [
      text('version', '2.0'),
      text('prodid', '-//Dai Xa//Lich phat//VI'),
      text('calscale', 'GREGORIAN'),
      text('method', 'PUBLISH'),
      text('name', feed.name), // RFC 7986; the X- names are what most programs still read
      text('x-wr-calname', feed.name),
      text('x-wr-timezone', feed.timeZone),
      ['refresh-interval', { value: 'duration' }, 'duration', 'PT1H'],
      ['x-published-ttl', {}, 'duration', 'PT1H'],
    ],
    [...zones, ...events],
  ];
  return `${ICAL.stringify([...calendar])}\r\n`;
}

function eventsOf(slot: Slot, feed: CalendarFeed): Component[] {
  const rule = toICalRule(slot);
  if (rule === undefined) return [];
  const own = feed.exceptions.filter(({ slotId }) => slotId === slot.id);
  return [master(slot, rule, feed), ...own.map((exception) => override(slot, exception, feed)).filter(isThere)];
}

const isThere = <T>(one: T | undefined): one is T => one !== undefined;

function master(slot: Slot, rule: ICalRule, feed: CalendarFeed): Component {
  const at = (days: readonly string[]) => days.map((day) => `${day}T${slot.startTime}`);
  const exdates = [...new Set([...rule.exdates, ...(feed.isWhole ? [] : feed.silentOn(slot))])].sort();
  return [
    'vevent',
    [
      ...common(slot, slot.changedAt, feed),
      text('summary', slot.title),
      ...words(feed.wordsOf(slot)),
      ...times('dtstart', slot, at([rule.first])),
      length(slot.durationMs),
      ...(rule.rrule === null ? [] : [recur(rule.rrule)]),
      ...times('rdate', slot, at(rule.rdates)),
      ...times('exdate', slot, at(exdates)),
      ...(feed.isWhole ? [text(OWN_PROPERTY, JSON.stringify(whatElse(slot)))] : []),
    ],
    [],
  ];
}

/** Nothing for what others need not know: the period it counts for. */
function override(slot: Slot, exception: Exception, feed: CalendarFeed): Component | undefined {
  const { cancelled, movedTo, recurrenceId, durationMs, reason, madeAt } = exception;
  const pinned = feed.pinned(exception);
  if (!cancelled && movedTo === null && durationMs === null && pinned === undefined) return undefined;
  const ruled = `${recurrenceId}T${slot.startTime}`;
  const said = feed.wordsOf(slot);
  const description = [pinned, reason, said.description].filter((one) => one).join('\n');
  return [
    'vevent',
    [
      ...common(slot, epochMs(Math.max(madeAt, slot.changedAt)), feed),
      ...times('recurrence-id', slot, [ruled]),
      text('summary', slot.title),
      ...words({ ...said, description }),
      ...times('dtstart', slot, [movedTo ?? ruled]),
      length(durationMs ?? slot.durationMs),
      text('status', cancelled ? 'CANCELLED' : 'CONFIRMED'),
      ...(reason === '' ? [] : [text('comment', reason)]),
    ],
    [],
  ];
}

const common = (slot: Slot, changedAt: EpochMs, { uid }: CalendarFeed): Property[] => {
  const stamp = `${inZone(changedAt, 'UTC').toPlainDateTime().toString({ smallestUnit: 'second' })}Z`;
  return [
    text('uid', uidOf(slot.id, uid)),
    ['dtstamp', {}, 'date-time', stamp],
    ['last-modified', {}, 'date-time', stamp],
    // Minutes since 1970: it grows with every change, and fits an integer of 32 bits (§3.3.8) for 4,000 years.
    ['sequence', {}, 'integer', Math.floor(changedAt / MINUTE)],
    text('transp', 'TRANSPARENT'),
  ];
};

const words = ({ description, location, category }: EventWords): Property[] => [
  text('description', description),
  text('location', location),
  text('categories', category),
];

const text = (name: string, value: string): Property => [name, {}, 'text', value];

/** Wall clocks of the slot's zone; in UTC, with Z. */
function times(name: string, { timeZone }: Slot, walls: readonly string[]): Property[] {
  if (walls.length === 0) return [];
  return timeZone === 'UTC'
    ? [[name, {}, 'date-time', ...walls.map((wall) => `${wall}Z`)]]
    : [[name, { tzid: timeZone }, 'date-time', ...walls]];
}

/** Whole seconds (§3.3.6), rounded up. */
const length = (ms: DurationMs): Property => [
  'duration',
  {},
  'duration',
  Temporal.Duration.from({ seconds: Math.ceil(ms / SECOND) })
    .round({ largestUnit: 'hours' })
    .toString(),
];

/** ical.js writes the parts in the order they have here, and knows nothing of RFC 7529 but to let it pass. */
function recur(rrule: string): Property {
  const parts = rrule.split(';').map((piece): [string, string | string[]] => {
    const [name = '', value = ''] = piece.split('=');
    return [name.toLowerCase(), value.includes(',') ? value.split(',') : value];
  });
  return ['rrule', {}, 'recur', Object.fromEntries(parts)];
}

/** Title, hour and zone have their own places; id, plan and history are this station's own. */
const NOT_CARRIED: readonly string[] = [
  ...(['id', 'planId', 'title', 'startTime', 'timeZone', 'items', 'changedAt', 'archivedAt'] satisfies (keyof Slot)[]),
];

const whatElse = (slot: Slot): object =>
  Object.fromEntries(Object.entries(slot).filter(([name]) => !NOT_CARRIED.includes(name)));
