/**
 * What can be done about a clash (product B5): the slot being edited, `fresh`, against one that stands, `standing`.
 * truncate: fresh gives up what standing has. split: fresh goes on after standing, in a slot of its own. replace:
 * standing is left out. queue-after: fresh starts when all that is in its way has ended. keep: both stay, and the air
 * decides by start modes and priorities.
 *
 * Each answer is made of what a person could do by hand: where all that is to come of a slot changes alike, the slot
 * itself is changed; else each date gets its exception. Pure: a timetable in, a timetable out.
 */
import { Temporal } from 'temporal-polyfill';
import { endOf, findMeetings, isHeard, soundingPlaces } from './clashes.ts';
import type { Span } from './hours.ts';
import type { Exception, Slot } from './model.ts';
import { type Place, placeOccurrences, readRules, type Timetable } from './places.ts';
import { parseRule } from './recurrence.ts';
import { after, between, type EpochMs, inZone, MINUTE } from './time.ts';

export const ANSWERS = ['truncate', 'split', 'replace', 'queue-after', 'keep'] as const;
export type Answer = (typeof ANSWERS)[number];

export type Question = {
  /** With `fresh` as it is being edited. Nothing before `now` is changed. */
  readonly timetable: Timetable;
  readonly fresh: string;
  readonly standing: string;
  readonly now: EpochMs;
  /** On record with every exception. */
  readonly by: number | null;
  readonly reason: string;
  /** Of the slot that a split one goes on in. */
  readonly secondId: string;
  /** What a slot is queued behind, in order of start; all there is in its zone, unless told otherwise. */
  readonly inTheWay?: readonly Place[];
};

/** Shorter than this is no place on the air. */
const SHORTEST = MINUTE;
/** Fewer dates than this are no custom: a yearly slot is not ended because of two. */
const CUSTOM = 12;
/** As many dates as a slot may list. */
const MOST_DATES = 366;

/** The timetable after the answer; `undefined` when it cannot be given on one of the dates to come. */
export function answerClash(question: Question, answer: Answer): Timetable | undefined {
  switch (answer) {
    case 'keep':
      return question.timetable;
    case 'replace':
      return replace(question);
    case 'truncate':
      return reshape(question, truncated);
    case 'queue-after':
      return queueAfter(question);
    case 'split':
      return split(question);
    default:
      return answer satisfies never;
  }
}

/** What `next` has that `last` has not: the slots and exceptions to be written. */
export function changesBetween(last: Timetable, next: Timetable): Pick<Timetable, 'slots' | 'exceptions'> {
  const [slots, exceptions] = [new Set(last.slots), new Set(last.exceptions)];
  return {
    slots: next.slots.filter((slot) => !slots.has(slot)),
    exceptions: next.exceptions.filter((exception) => !exceptions.has(exception)),
  };
}

// shorter, later ------------------------------------------------------------------------------------------------------

/** What is left of the longer side, before `other` or behind it. */
function truncated(own: Span, other: Span): Span | undefined {
  const rest = own.from < other.from ? { ...own, until: other.from } : { ...own, from: other.until };
  return rest.until - rest.from >= SHORTEST ? rest : undefined;
}

function queueAfter(question: Question): Timetable | undefined {
  const { timetable, fresh } = question;
  if (meetingsToCome(question).length === 0) return timetable;
  const { zoneId } = slotOf(timetable, fresh);
  const others = timetable.slots.filter((slot) => slot.zoneId === zoneId && slot.id !== fresh);
  const inTheWay = question.inTheWay ?? soundingPlaces(timetable, readRules(others));
  const longest = Math.max(0, ...new Set(inTheWay.map(({ duration }) => duration)));
  return reshape(question, (own) => queued(own, inTheWay, longest));
}

/** Behind everything it would meet, one after the other; `others` in order of their start, none above `longest`. */
function queued(own: Span, others: readonly Place[], longest: number): Span {
  const length = between(own.from, own.until);
  let { from } = own;
  for (let i = firstFrom(others, own.from - longest); i < others.length; i++) {
    const other = others[i]!;
    if (other.start >= after(from, length)) break;
    if (endOf(other) > from) from = endOf(other);
  }
  return { from, until: after(from, length) };
}

/** The index of the first that starts at `at` or later. */
function firstFrom(places: readonly Place[], at: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]!.start < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function reshape(question: Question, shape: (own: Span, other: Span) => Span | undefined): Timetable | undefined {
  const shapes = new Map<Place, Span>();
  for (const { own, other } of meetingsToCome(question)) {
    const span = shapes.get(own) ?? spanOf(own);
    // It may have got out of the way at an earlier meeting of the same date.
    const meets = span.until > other.start && span.from < endOf(other);
    const next = meets ? shape(span, spanOf(other)) : span;
    if (next === undefined) return undefined;
    shapes.set(own, next);
  }
  return withShapes(question, shapes);
}

function withShapes(question: Question, shapes: ReadonlyMap<Place, Span>): Timetable {
  const { timetable, fresh } = question;
  const slot = slotOf(timetable, fresh);
  const walls = [...shapes].map(([place, span]) => wallOf(span, place));
  const [wall] = walls;
  if (wall === undefined) return timetable;
  const coming = placesToCome(question, fresh);
  const isPlain = coming.every(({ exception }) => !exception?.movedTo && !exception?.durationMs);
  if (isPlain && shapes.size === coming.length && isAlike(walls) && wall.days === 0)
    return withSlot(timetable, { ...slot, startTime: wall.time, durationMs: wall.length });
  return withExceptions(
    timetable,
    [...shapes].map(([place, { from, until }]) => {
      const movedTo = from === place.start ? (place.exception?.movedTo ?? null) : wallClock(from, slot);
      return exceptionOn(place, question, { movedTo, durationMs: between(from, until) });
    }),
  );
}

/** A span as its slot's own clock tells it, `days` after the day the rule names. */
function wallOf({ from, until }: Span, { recurrenceId, slot }: Place) {
  const wall = inZone(from, slot.timeZone).toPlainDateTime();
  const { days } = Temporal.PlainDate.from(recurrenceId).until(wall.toPlainDate(), { largestUnit: 'days' });
  return { time: wall.toPlainTime().toString({ smallestUnit: 'second' }), length: between(from, until), days };
}

const isAlike = ([first, ...rest]: readonly ReturnType<typeof wallOf>[]): boolean =>
  rest.every(({ time, length, days }) => time === first?.time && length === first.length && days === first.days);

// replaced ------------------------------------------------------------------------------------------------------------

function replace(question: Question): Timetable {
  const { timetable, standing, now } = question;
  const slot = slotOf(timetable, standing);
  const met = new Set(meetingsToCome(question).map(({ other }) => other.recurrenceId));
  const coming = placesToCome(question, standing);
  const gone = coming.filter(({ recurrenceId }) => met.has(recurrenceId));
  const kept = coming.slice(0, coming.length - gone.length);
  // Every date from one on, and no end of it in sight: then the slot ends there.
  const isEnd = kept.every(({ recurrenceId }) => !met.has(recurrenceId));
  if (isEnd && gone.length >= CUSTOM && isEndless(question) && coming.every(({ exception }) => !exception?.movedTo)) {
    const last = kept.at(-1)?.recurrenceId;
    if (last === undefined) return withSlot(timetable, { ...slot, archivedAt: now });
    const rdates = slot.rdates.filter((day) => day <= last);
    return withSlot(timetable, { ...slot, rrule: endedOn(slot.rrule, last), rdates });
  }
  return withExceptions(
    timetable,
    gone.map((place) => exceptionOn(place, question, { cancelled: true })),
  );
}

/** Has `fresh` no last date within the timetable? */
function isEndless({ timetable, fresh }: Question): boolean {
  const rule = parseRule(slotOf(timetable, fresh));
  if (!rule.ok) return false;
  return rule.value.last === undefined || Temporal.PlainDate.compare(rule.value.last, timetable.until) > 0;
}

/** The same rule with this day (ISO) as its last. */
const endedOn = (rrule: string, last: string): string =>
  [...rrule.split(';').filter((part) => !/^(COUNT|UNTIL)=/i.test(part)), `UNTIL=${last.replaceAll('-', '')}`].join(';');

// split ---------------------------------------------------------------------------------------------------------------

function split(question: Question): Timetable | undefined {
  const { timetable, fresh, now } = question;
  const met = meetingsToCome(question);
  const isAround = ({ own, other }: Met) =>
    other.start - own.start >= SHORTEST && endOf(own) - endOf(other) >= SHORTEST;
  const isOnce = new Set(met.map(({ own }) => own)).size === met.length;
  if (met.length === 0 || !isOnce || !met.every(isAround)) return undefined;

  const slot = slotOf(timetable, fresh);
  const firsts = met.map(({ own, other }) => [own, { from: own.start, until: other.start }] as const);
  const halved = withShapes(question, new Map(firsts));
  const seconds = met.map(({ own, other }) => {
    const span = { from: endOf(other), until: endOf(own) };
    return { own, span, wall: wallOf(span, own) };
  });
  const [{ wall }] = seconds as [(typeof seconds)[number]];
  const [startDate, ...rdates] = seconds.map(({ own }) => own.recurrenceId) as [string, ...string[]];
  const isWhole = slotOf(halved, fresh) !== slot && isAlike(seconds.map((second) => second.wall)) && wall.days === 0;
  if (!isWhole && met.length > MOST_DATES) return undefined;
  const second: Slot = {
    ...slot,
    ...(isWhole ? {} : { rrule: 'FREQ=DAILY;COUNT=1', startDate, rdates, exdates: [] }),
    id: question.secondId,
    title: `${slot.title} (phần hai)`,
    startTime: wall.time,
    durationMs: wall.length,
    // The next premiere would be another issue: what goes on is the one that has begun.
    plays: slot.plays === 'premiere' ? 'replay' : slot.plays,
    changedAt: now,
  };
  const others = seconds.filter((one) => !isAlike([one.wall, wall]) || wall.days !== 0);
  return withExceptions(
    { ...halved, slots: [...halved.slots, second] },
    others.map(({ own, span }) => {
      const moved = { movedTo: wallClock(span.from, second), durationMs: between(span.from, span.until) };
      return exceptionOn({ ...own, slot: second, exception: undefined }, question, moved);
    }),
  );
}

// the timetable -------------------------------------------------------------------------------------------------------

type Met = { readonly own: Place; readonly other: Place };

/** What has begun on either side stays as it is. */
function meetingsToCome({ timetable, fresh, standing, now }: Question): Met[] {
  return findMeetings(timetable, fresh, standing)
    .filter(({ earlier }) => earlier.start > now)
    .map(({ earlier, later }) =>
      earlier.slot.id === fresh ? { own: earlier, other: later } : { own: later, other: earlier },
    );
}

function placesToCome({ timetable, now }: Question, slotId: string): Place[] {
  const rules = readRules(timetable.slots.filter(({ id }) => id === slotId));
  return placeOccurrences(timetable, rules).filter((place) => place.start > now && isHeard(place));
}

const spanOf = (place: Place): Span => ({ from: place.start, until: endOf(place) });

const slotOf = ({ slots }: Timetable, id: string): Slot => slots.find((slot) => slot.id === id)!;

const withSlot = (timetable: Timetable, changed: Slot): Timetable => ({
  ...timetable,
  slots: timetable.slots.map((slot) => (slot.id === changed.id ? changed : slot)),
});

/** What a person said of the date before stands beside the change. */
function exceptionOn(place: Place, { by, reason, now }: Question, change: Partial<Exception>): Exception {
  const nothing = { id: 0, movedTo: null, durationMs: null, episodeId: null, recordingId: null, session: null };
  const said = place.exception ?? { ...nothing, countsOn: null, countsReason: '', paysForId: null };
  const on = { slotId: place.slot.id, recurrenceId: place.recurrenceId, cancelled: false };
  return { ...said, ...on, reason, madeBy: by, madeAt: now, ...change };
}

function withExceptions(timetable: Timetable, changed: readonly Exception[]): Timetable {
  if (changed.length === 0) return timetable;
  const key = ({ slotId, recurrenceId }: Exception) => `${slotId} ${recurrenceId}`;
  const replaced = new Set(changed.map(key));
  const others = timetable.exceptions.filter((exception) => !replaced.has(key(exception)));
  return { ...timetable, exceptions: [...others, ...changed] };
}

const wallClock = (at: EpochMs, { timeZone }: Slot): string =>
  inZone(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' });
