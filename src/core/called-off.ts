/**
 * Hủy lịch (peers.md F2): an occurrence that was called off before its time, by a person or by a special day, ends in
 * the log as such. What a slot does not do by its own rule, or on the holidays of every year, is no difference from the plan.
 */
import { rulingWords } from './calendar.ts';
import type { Reason } from './model.ts';
import type { Place } from './places.ts';
import { type Part, takenOut } from './session-items.ts';

export type CallingOff = {
  readonly reason: Extract<Reason, 'cancelled-by-person' | 'mourning' | 'special-day'>;
  /** The person's, or those of the day; '': nobody gave any. */
  readonly words: string;
  readonly by: number | null;
};

/** Undefined: it stands, it was never to sound on such a day, or this was said only after its time. */
export function calledOff({ slot, exception, ruling, start }: Place): CallingOff | undefined {
  if (exception?.cancelled) {
    const { reason: words, madeBy: by, madeAt } = exception;
    return madeAt <= start ? { reason: 'cancelled-by-person', words, by } : undefined;
  }
  if (ruling === undefined || ruling.insteadId !== null || slot.changedAt > start) return undefined;
  const { type, special } = ruling.on;
  const said = special.find((one) => one.madeAt <= start && (one.type !== null || one.hoursRule !== 'keep'));
  return said && { reason: type === 'mourning' ? type : 'special-day', words: rulingWords(ruling), by: said.madeBy };
}

/** Items of a session that otherwise stands; to be asked once it is over. Those that had begun have an entry, which tells of them. */
export function calledOffItems(place: Place): { readonly part: Part; readonly off: CallingOff }[] {
  const { exception, ruling } = place;
  if (!exception || exception.cancelled || ruling) return [];
  const { reason: words, madeBy: by } = exception;
  return takenOut(place).map((part) => ({ part, off: { reason: 'cancelled-by-person', words, by } }));
}
