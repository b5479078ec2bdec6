/** What the sessions of a slot's days come to while it is edited: their minutes, their number, and whether it is too much. */
import { Temporal } from 'temporal-polyfill';
import { soundingPlaces } from '../core/clashes.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import { type Place, type Rules, readRules, type Timetable } from '../core/places.ts';
import {
  countWords,
  type DayMeasure,
  hasTooMany,
  isHeardIn,
  isTooLong,
  limitsOn,
  marginWords,
  measureDay,
  type Spot,
  wallClockOn,
} from '../core/sessions.ts';
import { startOfDay } from '../core/time.ts';
import { formatDateAdministrative, weekdayName } from '../core/vietnamese.ts';
import { limitsIn } from './envelope.ts';
import type { Station } from './station.ts';

/** Days looked at together: the dates of a slot whose sessions are measured are those of the first of them. */
const BLOCK_DAYS = 56;

/** What sounds on a day besides the slots in question, in order of time. */
export type Neighbours = (day: Temporal.PlainDate) => readonly Place[];

/** Each block of days is asked for once, however many of its days are. */
export function openNeighbours(timetable: Timetable, without: ReadonlySet<string>): Neighbours {
  const rules = readRules(timetable.slots.filter(({ id }) => !without.has(id)));
  const blocks = new Map<number, ReadonlyMap<string, readonly Place[]>>();
  return (day) => {
    const number = Math.floor(timetable.from.until(day, { largestUnit: 'days' }).days / BLOCK_DAYS);
    const from = timetable.from.add({ days: number * BLOCK_DAYS });
    const block = blocks.get(number) ?? byDay({ ...timetable, from, until: from.add({ days: BLOCK_DAYS - 1 }) }, rules);
    blocks.set(number, block);
    return block.get(`${day}`) ?? [];
  };
}

function byDay(timetable: Timetable, rules: Rules): Map<string, Place[]> {
  const { from, until, zone } = timetable;
  const opens = startOfDay(from, zone);
  const places = soundingPlaces(timetable, rules).filter(({ start }) => start >= opens);
  const days = new Map<string, Place[]>();
  let at = 0;
  for (let day = from; at < places.length && Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
    const closes = startOfDay(day.add({ days: 1 }), zone);
    const own: Place[] = [];
    for (; at < places.length && places[at]!.start < closes; at++) own.push(places[at]!);
    days.set(`${day}`, own);
  }
  return days;
}

export type MeasuredDay = {
  readonly day: Temporal.PlainDate;
  /** Of the slot's own session, and of the day when it has too many. */
  readonly words: string;
  readonly isOver: boolean;
  /** It is over, and was less so before the change. */
  readonly isWorse: boolean;
};

export type Change = {
  readonly before: Timetable;
  readonly after: Timetable;
  /** The slots whose sessions are asked about, and all that change; `neighbours` are the others. */
  readonly own: ReadonlySet<string>;
  readonly changed: ReadonlySet<string>;
  readonly neighbours: Neighbours;
};

/** The sessions that `own` slots stand in, on their dates of the next eight weeks, or on the first one after. */
export function measuresOn(station: Station, { before, after, own, changed, neighbours }: Change): MeasuredDay[] {
  const { zone } = station.config;
  const limits = limitsIn(station.stores);
  const overrides = station.stores.overrides.list(`${after.from}`);
  const rulesOf = ({ slots }: Timetable, ids: ReadonlySet<string>) => readRules(slots.filter(({ id }) => ids.has(id)));
  const horizon = after.from.add({ days: BLOCK_DAYS - 1 });
  const dates = (until: Temporal.PlainDate) =>
    [...byDay({ ...after, until }, rulesOf(after, own))].flatMap(([day, places]) =>
      places.length > 0 ? [Temporal.PlainDate.from(day)] : [],
    );
  const near = dates(horizon);
  const days = near.length > 0 ? near : dates(after.until).slice(0, 1);
  if (days.length === 0) return [];

  const span = { from: days[0]!, until: days.at(-1)! };
  const [now, then] = [after, before].map((one) => byDay({ ...one, ...span }, rulesOf(one, changed)));
  const zones = [...new Set([WHOLE_COMMUNE, ...after.slots.map(({ zoneId }) => zoneId)])];
  return days.map((day) => {
    const clock = wallClockOn(day, zone);
    const hours = after.calendar?.hoursOn(day) ?? [];
    const spots = (of: ReadonlyMap<string, readonly Place[]> | undefined) =>
      [...neighbours(day), ...(of?.get(`${day}`) ?? [])]
        .map(({ start, duration, slot }) => ({ start, length: duration, zoneId: slot.zoneId, slotId: slot.id }))
        .sort((a, b) => a.start - b.start);
    const [heard, heardBefore] = [spots(now), spots(then)];
    const measure = (on: typeof heard, id: string) =>
      measureDay(on.filter(isHeardIn(id)), hours, limitsOn(day, id, limits, overrides), clock);
    const said = zones
      .filter((id) => heard.some((spot) => own.has(spot.slotId) && isHeardIn(id)(spot)))
      .map((id) => sessionsWords(measure(heard, id), measure(heardBefore, id), own));
    return { day, ...(said.find(({ isWorse }) => isWorse) ?? said.find(({ isOver }) => isOver) ?? said[0]!) };
  });
}

type Measure = DayMeasure<Spot & { readonly slotId: string }>;

function sessionsWords(now: Measure, then: Measure, own: ReadonlySet<string>): Omit<MeasuredDay, 'day'> {
  const sessions = now.sessions.filter(({ lines }) => lines.some(({ slotId }) => own.has(slotId)));
  const long = sessions.find(isTooLong);
  const before = long && then.sessions.find(({ name, hours }) => name === long.name && hours === long.hours);
  const isCrowded = hasTooMany(now);
  return {
    words: [marginWords(long ?? sessions[0]!), ...(isCrowded || !long ? [countWords(now)] : [])].join('. '),
    isOver: long !== undefined || isCrowded,
    isWorse:
      (long !== undefined && long.airtime > (before?.airtime ?? 0)) ||
      (isCrowded && now.sessions.length > then.sessions.length),
  };
}

/** `Thứ Sáu, ngày 12/9/2025`. */
export const dateWords = (day: Temporal.PlainDate): string =>
  `${weekdayName(day.dayOfWeek)}, ngày ${formatDateAdministrative(day)}`;
