/**
 * What a move meets on the air: asked and answered as the clashes of a slot that is edited, whether one occurrence is
 * moved or a whole slot. What the answers change is written with the move, and undone with it.
 */
import { Temporal } from 'temporal-polyfill';
import type { ClashQuestion } from '../../views/clashes.tsx';
import { changesBetween } from '../core/clash-answers.ts';
import { ONCE } from '../core/ical-rule.ts';
import type { Exception, Slot } from '../core/model.ts';
import type { Timetable } from '../core/places.ts';
import { entryKey } from '../core/playlist.ts';
import type { FieldErrors } from '../core/result.ts';
import { ok, type Result } from '../core/result.ts';
import { dayOf, placeInZone } from '../core/time.ts';
import { answerAll, questionsIn, timetableOf } from './clashes.ts';
import type { Answers } from './slot-forms.ts';
import type { Station } from './station.ts';
import type { ExceptionRow, Writes } from './undo.ts';

/** The move as it is to be written, and the slot whose clashes are asked about; of one occurrence, its day too. */
export type Moving = { readonly writes: Writes; readonly slot: Slot; readonly recurrenceId: string | null };

type Before = { readonly last: Timetable; readonly next: Timetable; readonly fresh: Slot };

/** The schedule as it would be. */
export function scheduleWith(
  { stores }: Pick<Station, 'stores'>,
  { slots, exceptions, removed }: Writes,
  standing: Pick<Timetable, 'slots' | 'exceptions'>,
): Pick<Timetable, 'slots' | 'exceptions'> {
  const changed = new Map(slots.map((slot) => [slot.id, slot]));
  const known = new Set(standing.slots.map(({ id }) => id));
  const none = { id: 0, countsOn: null, countsReason: '', paysForId: null };
  const puts = exceptions.map((one): Exception => {
    const { recordingId = null, session = null } = { ...stores.exceptions.find(one.slotId, one.recurrenceId), ...one };
    return { ...none, ...one, recordingId, session };
  });
  const replaced = new Set([...removed, ...puts].map(entryKey));
  return {
    slots: [...standing.slots.map((slot) => changed.get(slot.id) ?? slot), ...slots.filter(({ id }) => !known.has(id))],
    exceptions: [...standing.exceptions.filter((one) => !replaced.has(entryKey(one))), ...puts],
  };
}

/** Nothing is asked of an occurrence that goes back to where its slot has it, or only plays something else. */
function before(station: Station, { writes, slot, recurrenceId }: Moving): Before | undefined {
  const last = timetableOf(station);
  const next = { ...last, ...scheduleWith(station, writes, last) };
  if (recurrenceId === null) return { last, next, fresh: slot };
  const isIt = (one: Pick<Exception, 'slotId' | 'recurrenceId'>): boolean =>
    one.slotId === slot.id && one.recurrenceId === recurrenceId;
  const [is, was] = [next, last].map(({ exceptions }) => exceptions.find(isIt));
  if (!is || is.cancelled || (is.movedTo ?? is.durationMs) === null) return undefined;
  if (was && !was.cancelled && was.movedTo === is.movedTo && was.durationMs === is.durationMs) return undefined;
  const at = Temporal.PlainDateTime.from(is.movedTo ?? `${recurrenceId}T${slot.startTime}`);
  const from = dayOf(placeInZone(at, slot.timeZone), last.zone);
  // Its other occurrences are none of this.
  const fresh: Slot = { ...slot, rrule: ONCE, startDate: recurrenceId, exdates: [], rdates: [] };
  const narrowed = (timetable: Timetable, own: Slot): Timetable => ({
    ...timetable,
    ...{ from, until: from },
    slots: timetable.slots.map((one) => (one.id === slot.id ? own : one)),
  });
  return { last: narrowed(last, slot), next: narrowed(next, fresh), fresh };
}

export function questionsOfMove(station: Station, moving: Moving, answers: Answers): ClashQuestion[] {
  const asked = before(station, moving);
  return asked ? questionsIn(station, asked.next, asked.fresh, answers) : [];
}

/** The move with what was answered, or which clashes are still to be answered. */
export function settleMove(
  station: Station,
  moving: Moving,
  answers: Answers,
  by: number,
): Result<Writes, FieldErrors> {
  const asked = before(station, moving);
  if (asked === undefined) return ok(moving.writes);
  const settled = answerAll(station, asked.last, asked.next, asked.fresh, answers, by);
  if (!settled.ok) return settled;
  return ok(withAnswers(moving, changesBetween(asked.next, settled.value)));
}

function withAnswers({ writes }: Moving, more: Pick<Timetable, 'slots' | 'exceptions'>): Writes {
  const slots = new Map([...writes.slots, ...more.slots].map((slot) => [slot.id, slot]));
  const rows = more.exceptions.map(({ id: _, ...row }): ExceptionRow => row);
  const exceptions = new Map([...writes.exceptions, ...rows].map((row) => [entryKey(row), row]));
  return { ...writes, slots: [...slots.values()], exceptions: [...exceptions.values()] };
}
