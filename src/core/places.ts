/** Where the occurrences of slots fall once exceptions are applied: for the playlist, the calendar and the log. */
import { Temporal } from 'temporal-polyfill';
import type { Calendar, Ruling } from './calendar.ts';
import type { Exception, Slot } from './model.ts';
import { knownRule, occurrenceStart, occurrences, type Recurrence } from './recurrence.ts';
import type { Result } from './result.ts';
import { type DurationMs, type EpochMs, placeInZone, startOfDay } from './time.ts';

export type Place = {
  readonly slot: Slot;
  /** The day the rule put it on, yyyy-mm-dd. */
  readonly recurrenceId: string;
  /** A cancelled occurrence keeps its place: calendar and log say that it is cancelled. */
  readonly exception: Exception | undefined;
  /** Why the calendar keeps it off the air that day, or gives it another sound. */
  readonly ruling: Ruling | undefined;
  readonly start: EpochMs;
  readonly duration: DurationMs;
};

export type Timetable = {
  /** Slots that start together keep this order. */
  readonly slots: readonly Slot[];
  readonly exceptions: readonly Exception[];
  /** Days of the station's `zone`, both inclusive. */
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  readonly zone: string;
  /** Without one every day is like the other. */
  readonly calendar?: Calendar;
};

/** By slot id; archived slots are not in it. */
export type Rules = ReadonlyMap<string, { readonly slot: Slot; readonly rule: Recurrence }>;

/** `onBroken` is told of a rule that cannot be read, and the other slots stand. */
export function readRules(
  slots: readonly Slot[],
  parse: (slot: Slot) => Result<Recurrence, string> = knownRule,
  onBroken: (slot: Slot, problem: string) => void = () => {},
): Rules {
  const rules = new Map<string, { slot: Slot; rule: Recurrence }>();
  for (const slot of slots) {
    if (slot.archivedAt !== null) continue;
    const rule = parse(slot);
    if (rule.ok) rules.set(slot.id, { slot, rule: rule.value });
    else onBroken(slot, rule.error);
  }
  return rules;
}

/** Does the rule still put an occurrence on the day the exception speaks of? */
export function isOfRule({ recurrenceId }: Pick<Exception, 'recurrenceId'>, rule: Recurrence): boolean {
  const day = Temporal.PlainDate.from(recurrenceId);
  return occurrences(rule, day, day).length > 0;
}

/** In order of time. */
export function placeOccurrences(
  { slots, exceptions, from, until, zone, calendar }: Timetable,
  rules = readRules(slots),
): Place[] {
  const opens = startOfDay(from, zone);
  const closes = startOfDay(until.add({ days: 1 }), zone);
  // A slot's own day may be two off the station's: UTC+14 against UTC-12.
  const first = from.subtract({ days: 2 });
  const last = until.add({ days: 2 });
  const places: Place[] = [];
  for (const { slot, rule } of rules.values()) {
    const own = new Map(exceptions.filter(({ slotId }) => slotId === slot.id).map((one) => [one.recurrenceId, one]));
    const put = (recurrenceId: string, fallsAt: EpochMs): void => {
      const exception = own.get(recurrenceId);
      const start = exception?.movedTo
        ? placeInZone(Temporal.PlainDateTime.from(exception.movedTo), slot.timeZone)
        : fallsAt;
      if (start < opens || start >= closes) return;
      const ruling = calendar?.ruling(slot, start, exception?.movedTo != null);
      const duration = exception?.durationMs ?? slot.durationMs;
      places.push({ slot, recurrenceId, exception, ruling, start, duration });
    };
    const falls = fallsOf(rule, first, last);
    for (const [recurrenceId, start] of falls) put(recurrenceId, start);
    // One moved here may come from any day.
    for (const [recurrenceId, exception] of own)
      if (exception.movedTo && !falls.has(recurrenceId) && isOfRule(exception, rule)) put(recurrenceId, opens);
  }
  return places.sort((a, b) => a.start - b.start);
}

type Falls = ReadonlyMap<string, EpochMs>;
const lastAsked = new WeakMap<Recurrence, { readonly first: string; readonly last: string; readonly falls: Falls }>();

/** Day → instant. Whoever keeps a rule and asks for the same days again, as a rebuild does, is answered from memory. */
function fallsOf(rule: Recurrence, from: Temporal.PlainDate, until: Temporal.PlainDate): Falls {
  const [first, last] = [from.toString(), until.toString()];
  const known = lastAsked.get(rule);
  if (known?.first === first && known.last === last) return known.falls;
  const falls = new Map(occurrences(rule, from, until).map((day) => [day.toString(), occurrenceStart(rule, day)]));
  lastAsked.set(rule, { first, last, falls });
  return falls;
}
