/**
 * Trùng lịch: two slots of one zone that want the air at the same time (product B5). What is cancelled, or kept off the
 * air by the calendar, is in nobody's way; a soft start waits its tolerance, that is what it is for. A zone within the
 * commune gives way to what is the commune's by rank (`WHOLE_COMMUNE`), so places of two zones never clash.
 */
import { Temporal } from 'temporal-polyfill';
import type { Slot } from './model.ts';
import { type Place, placeOccurrences, type Rules, readRules, type Timetable } from './places.ts';
import { after, type EpochMs, inZone, startOfDay } from './time.ts';

/** How far ahead a slot is looked at while it is edited. */
export const CLASH_MONTHS = 18;
/** Dates a pair is shown with. */
const FIRST_DATES = 10;

/** `earlier` starts before `later`, or at the same instant; both want `from` … `until`. */
export type Meeting = {
  readonly earlier: Place;
  readonly later: Place;
  readonly from: EpochMs;
  readonly until: EpochMs;
};

export type Clash = {
  /** As they stand on the first of the dates. */
  readonly slots: readonly [Slot, Slot];
  readonly count: number;
  /** The first ten. */
  readonly meetings: readonly Meeting[];
};

type Asked = {
  readonly rules?: Rules;
  /** Only the clashes of this slot. */
  readonly of?: string;
};

/** Pairs in order of their first date. */
export function findClashes(timetable: Timetable, { rules = readRules(timetable.slots), of }: Asked = {}): Clash[] {
  const pairs = new Map<string, { slots: Clash['slots']; count: number; meetings: Meeting[] }>();
  const asked = of === undefined ? rules : near(of, rules, timetable);
  sweep(soundingPlaces(timetable, asked), of, (earlier, later) => {
    const [a, b] = [earlier.slot, later.slot];
    const key = a.id < b.id ? `${a.id} ${b.id}` : `${b.id} ${a.id}`;
    const pair = pairs.get(key) ?? { slots: [a, b], count: 0, meetings: [] };
    if (pair.count === 0) pairs.set(key, pair);
    if (pair.count++ < FIRST_DATES) pair.meetings.push(meetingOf(earlier, later));
  });
  return [...pairs.values()];
}

/** Every meeting of two slots, in order of time. */
export function findMeetings(timetable: Timetable, a: string, b: string): Meeting[] {
  const meetings: Meeting[] = [];
  const both = readRules(timetable.slots.filter(({ id }) => id === a || id === b));
  sweep(soundingPlaces(timetable, both), a, (earlier, later) => meetings.push(meetingOf(earlier, later)));
  return meetings;
}

const meetingOf = (earlier: Place, later: Place): Meeting => ({
  earlier,
  later,
  from: later.start,
  until: Math.min(endOf(earlier), endOf(later)) as EpochMs,
});

/** What sounds or would, in order of time; those that began the day before and reach into the first day with it. */
export function soundingPlaces(timetable: Timetable, rules = readRules(timetable.slots)): Place[] {
  const opens = startOfDay(timetable.from, timetable.zone);
  return placeOccurrences({ ...timetable, from: timetable.from.subtract({ days: 1 }) }, rules).filter(
    (place) => isHeard(place) && endOf(place) > opens,
  );
}

export const endOf = ({ start, duration }: Pick<Place, 'start' | 'duration'>): EpochMs => after(start, duration);

/** Not cancelled, and not silenced by the calendar. */
export const isHeard = ({ exception, ruling }: Pick<Place, 'exception' | 'ruling'>): boolean =>
  !exception?.cancelled && (ruling === undefined || ruling.insteadId !== null);

/** Tells of every two that meet; `places` in order of their start. With `of`, only of that slot's. */
function sweep(places: readonly Place[], of: string | undefined, met: (earlier: Place, later: Place) => void): void {
  const sounding = new Map<string, Place[]>();
  for (const later of places) {
    const { zoneId, id } = later.slot;
    const still = (sounding.get(zoneId) ?? []).filter((earlier) => endOf(earlier) > later.start);
    const isAsked = of === undefined || id === of;
    for (const earlier of still)
      if (earlier.slot.id !== id && (isAsked || earlier.slot.id === of) && !waits(earlier, later)) met(earlier, later);
    still.push(later);
    sounding.set(zoneId, still);
  }
}

const waits = (earlier: Place, { slot, start }: Place): boolean =>
  slot.startMode !== 'hard' && endOf(earlier) - start <= slot.toleranceMs;

// which rules are worth asking ----------------------------------------------------------------------------------------

/** The slot, and those of its zone whose wall clocks can touch: asking a rule for 18 months costs a millisecond. */
function near(of: string, rules: Rules, { exceptions, from, until, zone }: Timetable): Rules {
  const own = rules.get(of)?.slot;
  if (own === undefined) return new Map();
  const changed = new Set(exceptions.map(({ slotId }) => slotId));
  const opens = startOfDay(from.subtract({ days: 3 }), zone);
  const closes = startOfDay(until.add({ days: 3 }), zone);
  const next = inZone(opens, own.timeZone).getTimeZoneTransition('next');
  const isSteady = next === null || next.epochMilliseconds > closes;
  const touches = ({ slot }: { readonly slot: Slot }): boolean =>
    slot.zoneId === own.zoneId &&
    (!isSteady || slot.timeZone !== own.timeZone || changed.has(slot.id) || changed.has(of) || clocksTouch(own, slot));
  return new Map([...rules].filter(([, rule]) => touches(rule)));
}

type Clock = Pick<Slot, 'startTime' | 'durationMs'>;
const DAY_SECONDS = Temporal.Duration.from({ hours: 24 }).total('seconds');

function clocksTouch(a: Clock, b: Clock): boolean {
  const seconds = ({ startTime }: Clock) =>
    Temporal.PlainTime.from('00:00').until(Temporal.PlainTime.from(startTime)).total('seconds');
  const apart = (seconds(b) - seconds(a) + DAY_SECONDS) % DAY_SECONDS;
  return apart * 1000 < a.durationMs || (DAY_SECONDS - apart) * 1000 < b.durationMs;
}
