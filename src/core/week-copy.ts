/**
 * Copying a week: what people added to it (one-offs) and changed about it (exceptions) onto another week. What the rules
 * give there anyway is not written twice, and what somebody has already changed there stays as it is.
 */
import { Temporal } from 'temporal-polyfill';
import type { Exception, Slot } from './model.ts';
import { isOfRule, type Rules } from './places.ts';
import { moveDay } from './rule-move.ts';

export type CopySkip = 'already' | 'no-occurrence' | 'own-change' | 'pinned-only' | 'past' | 'refused';

export type CopyLine = {
  readonly slot: Slot;
  /** The days the rule has, or will have, there and here. */
  readonly fromDay: string;
  readonly toDay: string;
  /** The slot is to fall there besides (RDATE). */
  readonly isAdded: boolean;
  readonly exception: Pick<Exception, 'cancelled' | 'movedTo' | 'durationMs' | 'episodeId' | 'reason'> | null;
  readonly skip: CopySkip | null;
};

export type CopyInput = {
  readonly rules: Rules;
  readonly exceptions: readonly Exception[];
  /** Mondays. */
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  /** Issues chosen by hand are of their day; they are copied only when asked for. */
  readonly withPins: boolean;
};

export function copyWeek({ rules, exceptions, from, to, withPins }: CopyInput): CopyLine[] {
  const days = from.until(to, { largestUnit: 'days' }).days;
  const [first, last] = [from.toString(), from.add({ days: 6 }).toString()];
  const isHere = (day: string | undefined): boolean => day !== undefined && first <= day && day <= last;
  const changes = new Map(exceptions.map((one) => [`${one.slotId} ${one.recurrenceId}`, one]));
  const lines: CopyLine[] = [];

  for (const { slot, rule } of rules.values()) {
    const falls = (day: string): boolean => isOfRule({ recurrenceId: day }, rule);
    const once = rule.parts.count === 1 && rule.last ? [rule.last.toString()] : [];
    const isOff = (day: string): boolean => changes.get(`${slot.id} ${day}`)?.cancelled === true;
    const addedHere = [...once, ...slot.rdates].filter((day) => isHere(day) && falls(day) && !isOff(day));
    const own = exceptions.filter(
      (one) =>
        one.slotId === slot.id &&
        (isHere(one.recurrenceId) || isHere(one.movedTo?.slice(0, 10))) &&
        isOfRule(one, rule),
    );
    const dayList = [...new Set([...addedHere, ...own.map(({ recurrenceId }) => recurrenceId)])].sort();
    for (const fromDay of dayList) {
      const toDay = moveDay(fromDay, days);
      const change = changes.get(`${slot.id} ${fromDay}`);
      const exception = change ? copied(change, days, withPins) : null;
      const isAdded = addedHere.includes(fromDay) && !falls(toDay);
      const skip = ((): CopySkip | null => {
        if (isAdded) return null;
        if (!falls(toDay)) return 'no-occurrence';
        if (changes.has(`${slot.id} ${toDay}`)) return 'own-change';
        if (change && exception === null) return 'pinned-only';
        return change ? null : 'already';
      })();
      lines.push({ slot, fromDay, toDay, isAdded, exception, skip });
    }
  }
  return lines;
}

/** The slot with these days besides. */
export const withDays = (slot: Slot, added: readonly string[]): Slot => ({
  ...slot,
  rdates: [...new Set([...slot.rdates, ...added])].sort(),
  exdates: slot.exdates.filter((day) => !added.includes(day)),
});

/** `null` when nothing is left of it. */
function copied(change: Exception, days: number, withPins: boolean): CopyLine['exception'] {
  const { cancelled, durationMs, reason } = change;
  const movedTo =
    change.movedTo && Temporal.PlainDateTime.from(change.movedTo).add({ days }).toString({ smallestUnit: 'second' });
  const episodeId = withPins ? change.episodeId : null;
  const isEmpty = !cancelled && movedTo === null && durationMs === null && episodeId === null;
  return isEmpty ? null : { cancelled, movedTo, durationMs, episodeId, reason };
}
