/**
 * Moving or stretching what stands in the week: only this occurrence (an exception), this and those after it (the slot
 * ends, another begins), or all of it (the slot changes). Each way is planned with its consequence in words, or why not;
 * nothing is written here (`undo.ts` does).
 */
import { Temporal } from 'temporal-polyfill';
import type { ClashQuestion } from '../../views/clashes.tsx';
import { CLASH_MONTHS, type Clash, findClashes } from '../core/clashes.ts';
import type { Exception, Slot } from '../core/model.ts';
import { readRules } from '../core/places.ts';
import { occurrences, parseRule } from '../core/recurrence.ts';
import { describeRule } from '../core/recurrence-words.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { moveDay, moveRule, splitRule } from '../core/rule-move.ts';
import { type DurationMs, dayOf, type EpochMs, inZone, placeInZone } from '../core/time.ts';
import { formatDateAdministrative, formatDuration, formatTime, upperFirst, weekdayName } from '../core/vietnamese.ts';
import { calendarOf } from './calendar.ts';
import { questionsOfMove, scheduleWith, settleMove } from './move-clashes.ts';
import { checkException, checkSlot, findOccurrence, freeSlotId, type Occurrence } from './schedule-changes.ts';
import type { Answers } from './slot-forms.ts';
import type { Station } from './station.ts';
import type { ExceptionRow, Writes } from './undo.ts';

export const SCOPES = ['one', 'following', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

export type Target = { readonly start: EpochMs; readonly length: DurationMs };

export type Move = {
  readonly writes: Writes;
  /** What will be. */
  readonly consequence: string;
  /** What it will be in the way of, or what in its. */
  readonly clashes: readonly string[];
  /** What was done, once it is. */
  readonly done: string;
  /** Only when it was to be done (`answers`): why not yet, and the clashes to be answered first. */
  readonly errors: FieldErrors;
  readonly questions: readonly ClashQuestion[];
};

export function planMove(
  station: Station,
  occurrence: Occurrence,
  target: Target,
  scope: Scope,
  { reason = '', madeBy, answers }: { reason?: string; madeBy: number; answers?: Answers },
): Result<Move, string> {
  const { zone } = station.config;
  const { slot, start, length } = occurrence;
  const now = station.clock();
  if (occurrence.hasBegun) return err('Lượt này đã đến giờ phát nên không đổi được nữa');
  if (occurrence.exception?.cancelled) return err('Lượt này đã hủy; lấy lại trước khi dời');
  if (target.start === start && target.length === length && scope === 'one') return err('Chưa có gì thay đổi');
  if (target.start <= now) return err('Giờ mới đã qua; chọn giờ sau lúc này');
  const planned = PLANS[scope](station, occurrence, target, { reason, madeBy });
  if (!planned.ok) return planned;
  const { writes, consequence } = planned.value;
  const moving = {
    writes,
    slot: writes.slots.at(-1) ?? slot,
    recurrenceId: scope === 'one' ? occurrence.recurrenceId : null,
  };
  const settled = answers === undefined ? ok(writes) : settleMove(station, moving, answers, madeBy);
  const done =
    target.start === start
      ? `Đã đổi thời lượng “${slot.title}” thành ${formatDuration(target.length)} (${SCOPE_WORDS[scope]})`
      : `Đã dời “${slot.title}” sang ${whenWords(target.start, zone)} (${SCOPE_WORDS[scope]})`;
  return ok({
    ...{ consequence, done },
    clashes: clashWords(station, writes, target, scope),
    writes: settled.ok ? settled.value : writes,
    errors: settled.ok ? {} : settled.error,
    questions: settled.ok ? [] : questionsOfMove(station, moving, answers ?? {}),
  });
}

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  one: 'chỉ lượt này',
  following: 'lượt này và các lượt sau',
  all: 'tất cả các lượt',
};

/** `17:10, thứ Tư, ngày 10/9/2025`. */
export function whenWords(at: EpochMs, zone: string): string {
  const day = dayOf(at, zone);
  const weekday = weekdayName(day.dayOfWeek).replace(/^Thứ/, 'thứ');
  return `${formatTime(at, zone)}, ${weekday}, ngày ${formatDateAdministrative(day)}`;
}

type Planned = Result<Pick<Move, 'writes' | 'consequence'>, string>;
type Plan = (
  station: Station,
  occurrence: Occurrence,
  target: Target,
  by: { reason: string; madeBy: number },
) => Planned;

const planOne: Plan = (station, occurrence, { start, length }, { reason, madeBy }) => {
  const { slot, recurrenceId, ruled, exception } = occurrence;
  const { zone } = station.config;
  const input = {
    cancelled: false,
    movedTo: start === ruled ? null : wallOf(start, slot).toString({ smallestUnit: 'second' }),
    durationMs: length === slot.durationMs ? null : length,
    episodeId: exception?.episodeId ?? null,
    recordingId: exception?.recordingId ?? null,
    session: exception?.session ?? null,
  };
  const consequence = `${upperFirst(whenWords(start, zone))}, ${formatDuration(length)}. Các lượt khác giữ nguyên.`;
  const draft = { ...input, slotId: slot.id, recurrenceId, reason, madeBy, madeAt: station.clock() };
  const { movedTo, durationMs, episodeId, recordingId, session } = input;
  const isAsRuled = (movedTo ?? durationMs ?? episodeId ?? recordingId ?? session) === null;
  // The period it counts for, if somebody chose one, is kept.
  if (isAsRuled && !exception?.countsOn)
    return ok({ writes: { slots: [], exceptions: [], removed: [{ slotId: slot.id, recurrenceId }] }, consequence });
  const [wrong] = isAsRuled ? [] : Object.values(checkException(station, occurrence, input));
  if (wrong !== undefined) return err(wrong);
  return ok({ writes: { slots: [], exceptions: [draft], removed: [] }, consequence });
};

const planFollowing: Plan = (station, occurrence, target) => {
  const { slot, recurrenceId } = occurrence;
  const day = Temporal.PlainDate.from(recurrenceId);
  const move = ruleMoveOf(occurrence, target);
  const split = splitRule(slot, day, move);
  if (!split.ok) return split;
  const { before, after } = split.value;
  if (before === undefined) return err('Đây là lượt đầu tiên của khung: chọn “tất cả các lượt”.');
  const next: Slot = {
    ...slot,
    ...after,
    id: freeSlotId(station, slot.id),
    durationMs: target.length,
  };
  const [wrong] = Object.values(checkSlot(station, next));
  if (wrong !== undefined) return err(wrong);
  const later = station.stores.exceptions.ofSlot(slot.id).filter((one) => one.recurrenceId >= recurrenceId);
  return ok({
    writes: {
      slots: [{ ...slot, ...before }, next],
      exceptions: later.flatMap((one) => carried(one, occurrence, next.id, move.days)),
      removed: later,
    },
    consequence: `Khung mới: ${describeRule(after)}, ${formatDuration(target.length)}. Khung cũ hết vào ngày ${formatDateAdministrative(
      day.subtract({ days: 1 }),
    )} và giữ nhật ký của nó.`,
  });
};

const planAll: Plan = (station, occurrence, target) => {
  const { slot } = occurrence;
  const move = ruleMoveOf(occurrence, target);
  const moved = moveRule(slot, move);
  if (!moved.ok) return moved;
  const kept = station.stores.exceptions
    .ofSlot(slot.id)
    .filter(({ recurrenceId }) =>
      move.days === 0 ? recurrenceId === occurrence.recurrenceId : isComing(station, slot, recurrenceId),
    );
  const exdates = [...new Set([...moved.value.exdates, ...sounded(station, slot, move)])].sort();
  const changed: Slot = { ...slot, ...moved.value, exdates, durationMs: target.length };
  const [wrong] = Object.values(checkSlot(station, changed));
  if (wrong !== undefined) return err(wrong);
  return ok({
    writes: {
      slots: [changed],
      exceptions: kept.flatMap((one) => carried(one, occurrence, slot.id, move.days)),
      removed: kept,
    },
    consequence: `${describeRule(changed)}, ${formatDuration(target.length)}. Những gì đã phát không đổi.`,
  });
};

const PLANS: Readonly<Record<Scope, Plan>> = { one: planOne, following: planFollowing, all: planAll };

const wallOf = (at: EpochMs, slot: Slot): Temporal.PlainDateTime => inZone(at, slot.timeZone).toPlainDateTime();

function ruleMoveOf({ slot, recurrenceId }: Occurrence, { start }: Target) {
  const wall = wallOf(start, slot);
  const { days } = Temporal.PlainDate.from(recurrenceId).until(wall.toPlainDate(), { largestUnit: 'days' });
  return { days, startTime: wall.toPlainTime().toString({ smallestUnit: 'second' }) };
}

/** The exception at its new address. Of the moved occurrence itself its place is said by the slot now. */
function carried(one: Exception, { recurrenceId }: Occurrence, slotId: string, days: number): ExceptionRow[] {
  const { id: _, ...same } = one;
  const at = { ...same, slotId, recurrenceId: moveDay(one.recurrenceId, days) };
  if (one.recurrenceId !== recurrenceId) return [at];
  const isPlain = (one.episodeId ?? one.recordingId ?? one.session ?? one.countsOn) === null;
  return isPlain ? [] : [{ ...at, movedTo: null, durationMs: null }];
}

const isComing = (station: Station, slot: Slot, recurrenceId: string): boolean =>
  findOccurrence(station, slot.id, recurrenceId)?.hasBegun === false;

/** Moved later, what has sounded already would come once more: on those days it does not fall. */
function sounded(station: Station, slot: Slot, { days, startTime }: { days: number; startTime: string }): string[] {
  const rule = parseRule(slot);
  if (days === 0 || !rule.ok) return [];
  const now = station.clock();
  const today = dayOf(now, slot.timeZone);
  const reach = Math.abs(days) + 2;
  return occurrences(rule.value, today.subtract({ days: reach }), today.add({ days: reach }))
    .filter((day) => !isComing(station, slot, day.toString()))
    .map((day) => day.add({ days }))
    .filter((day) => placeInZone(day.toPlainDateTime(Temporal.PlainTime.from(startTime)), slot.timeZone) > now)
    .map(String);
}

// clashes -------------------------------------------------------------------------------------------------------------

function clashWords(station: Station, writes: Writes, { start }: Target, scope: Scope): string[] {
  const { zone } = station.config;
  const first = dayOf(scope === 'one' ? start : station.clock(), zone);
  const until = scope === 'one' ? first : first.add({ months: CLASH_MONTHS });
  const standing = {
    slots: station.stores.slots.list(),
    exceptions: station.stores.exceptions.since(first.subtract({ days: 2 })),
  };
  const schedule = scheduleWith(station, writes, standing);
  const of = writes.slots.at(-1)?.id ?? writes.exceptions[0]?.slotId ?? writes.removed[0]?.slotId;
  if (of === undefined) return [];
  const timetable = { ...schedule, from: first, until, zone, calendar: calendarOf(station) };
  const words = findClashes(timetable, { rules: readRules(schedule.slots), of }).map((one) => oneClash(one, of, zone));
  const more = words.length - SHOWN_CLASHES;
  return more > 0 ? [...words.slice(0, SHOWN_CLASHES), `Trùng lịch với ${more} khung khác nữa`] : words;
}

const SHOWN_CLASHES = 2;

function oneClash({ slots, count, meetings }: Clash, of: string, zone: string): string {
  const other = slots.find(({ id }) => id !== of) ?? slots[0];
  const more = count > 1 ? ` và ${count - 1} lần khác` : '';
  return `Trùng lịch với “${other.title}” lúc ${whenWords(meetings[0]!.from, zone)}${more}`;
}
