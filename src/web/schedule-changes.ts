/**
 * What people change about the schedule: slots, and single occurrences of them. Pages and API both end here, so there is
 * one set of rules. Every change is written, the playlist is rebuilt at once, and the playout is told.
 */

import { z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import type { ClashQuestion } from '../../views/clashes.tsx';
import type { Calendar } from '../core/calendar.ts';
import { isValidOn } from '../core/episodes.ts';
import { spanInsideHours } from '../core/hours.ts';
import { type DayType, type Exception, type Slot, type SlotRule, WHOLE_COMMUNE } from '../core/model.ts';
import { isOfRule } from '../core/places.ts';
import { hasBegun } from '../core/playlist.ts';
import { occurrenceStart, parseRule, type Recurrence, upcoming } from '../core/recurrence.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { after, type DurationMs, dayOf, type EpochMs, inZone, parseDay, placeInZone } from '../core/time.ts';
import {
  formatDateAdministrative,
  formatHours,
  formatTime,
  hourInWords,
  outsideHoursWords,
  upperFirst,
} from '../core/vietnamese.ts';
import { calendarOf } from './calendar.ts';
import { settleClashes } from './clashes.ts';
import { questionsOfMove, settleMove } from './move-clashes.ts';
import { pinComplaint } from './pin-complaint.ts';
import { sessionChange, sessionComplaint } from './session-forms.ts';
import { settle } from './settle.ts';
import { type Answers, answersInput, lengthMs, type SlotInput } from './slot-forms.ts';
import { soundComplaint } from './sound-complaint.ts';
import type { Station } from './station.ts';
import type { Changes } from './undo.ts';

/** Names of pages that stand where a slot's id would. */
const RESERVED = ['them', 'xem-truoc'];
const OF_A_YEAR = 366;
/** Enough to meet every kind of day that a slot really falls on. */
const SOME_DAYS = 60;

// slots ---------------------------------------------------------------------------------------------------------------

/** Writes a new slot, or the changed `existing` one, and what `by` answered about its clashes, in one go. */
export function saveSlot(
  station: Station,
  input: SlotInput,
  existing?: Slot,
  by: number | null = null,
): Result<Slot, FieldErrors> {
  const saved = writeSlot(station, input, existing, by);
  if (saved.ok) settle(station);
  return saved;
}

/** The slot as it would be. */
export function newSlot(station: Station, { answers: _, ...input }: SlotInput, existing?: Slot): Slot {
  return {
    ...input,
    templateId: input.plays === 'session' ? input.templateId : null,
    items: [],
    timeZone: input.timeZone ?? existing?.timeZone ?? station.config.zone,
    id: existing?.id ?? freeSlotId(station, input.title),
    planId: existing?.planId ?? null,
    zoneId: input.zoneId ?? existing?.zoneId ?? WHOLE_COMMUNE,
    exdates: [...new Set(input.exdates)].sort(),
    rdates: [...new Set(input.rdates)].sort(),
    changedAt: station.clock(),
    archivedAt: existing?.archivedAt ?? null,
  };
}

/** For several at a time: whoever calls it settles what follows. */
export function writeSlot(
  station: Station,
  input: SlotInput,
  existing: Slot | undefined,
  by: number | null,
): Result<Slot, FieldErrors> {
  const { slots, exceptions, entries } = station.stores;
  const { answers } = input;
  const draft = newSlot(station, input, existing);
  const errors = checkSlot(station, draft);
  if (Object.keys(errors).length > 0) return err(errors);
  const edited = settleClashes(station, draft, existing, answers, by);
  if (!edited.ok) return edited;
  entries.atomically(() => {
    for (const slot of edited.value.slots) {
      const changed = { ...slot, changedAt: draft.changedAt };
      if (slots.change(changed) === undefined) slots.add(changed);
      // One that was replaced for good.
      if (slot.id !== draft.id && slot.archivedAt !== null) slots.archive(slot.id, slot.archivedAt);
    }
    for (const exception of edited.value.exceptions) exceptions.put(exception);
    const words = `Đã lưu khung giờ “${draft.title}”`;
    station.stores.scheduleChanges.add({
      at: draft.changedAt,
      madeBy: by,
      words,
      slotId: draft.id,
      recurrenceId: null,
    });
  });
  return ok(slots.find(draft.id)!);
}

export const freeSlotId = ({ stores }: Station, title: string): string =>
  freeSlug(title, (id) => RESERVED.includes(id) || stores.slots.find(id) !== undefined);

/** False when there is no such slot. */
export function archiveSlot(station: Station, id: string): boolean {
  const isDone = station.stores.slots.archive(id, station.clock());
  if (isDone) settle(station);
  return isDone;
}

/** The hours or the programme may have changed since it was archived: then it is to be edited first. */
export function restoreSlot(station: Station, slot: Slot): Result<void, FieldErrors> {
  const errors = checkSlot(station, slot);
  if (Object.keys(errors).length > 0) return err(errors);
  station.stores.slots.restore(slot.id, station.clock());
  settle(station);
  return ok(undefined);
}

type Checked = SlotRule &
  Pick<Slot, 'templateId'> &
  Pick<Slot, 'zoneId' | 'plays' | 'programmeId' | 'recordingId' | 'substituteRecordingId' | 'durationMs' | 'dayTypes'>;

/** What the station has against a slot as it would be. */
export function checkSlot(station: Station, slot: Checked): FieldErrors {
  const { programmes, zones } = station.stores;
  const errors: Record<string, string> = {};
  const zone = zones.find(slot.zoneId);
  if (!zone || zone.archivedAt !== null) errors.zoneId = 'Không có vùng phát này, hoặc đã lưu trữ; chọn vùng khác';
  const programme = slot.programmeId === null ? undefined : programmes.find(slot.programmeId);
  if (slot.programmeId === null) {
    if (slot.plays === 'premiere' || slot.plays === 'replay') errors.programmeId = 'Chọn chuyên mục sẽ phát';
  } else if (!programme || programme.archivedAt !== null)
    errors.programmeId = 'Chuyên mục này không có hoặc đã lưu trữ; chọn chuyên mục khác';

  if (slot.recordingId === null) {
    if (slot.plays === 'recording') errors.recordingId = 'Chọn tệp âm thanh sẽ phát';
  } else {
    const complaint = soundComplaint(station, slot.recordingId);
    if (complaint) errors.recordingId = complaint;
  }

  if (slot.plays === 'session') {
    const template = station.stores.sessionTemplates.find(slot.templateId ?? '');
    if (!template || template.archivedAt !== null)
      errors.templateId = 'Chọn mẫu buổi phát; mẫu được soạn ở Khung giờ → Mẫu buổi phát';
  }

  const substitute = soundComplaint(station, slot.substituteRecordingId);
  if (substitute) errors.substituteRecordingId = substitute;

  const rule = parseRule(slot);
  if (!rule.ok) return { ...errors, rrule: rule.error };
  const words = outsideWordsOf(rule.value, slot, station);
  return words === undefined ? errors : { ...errors, startTime: words };
}

type Sounding = Pick<Slot, 'durationMs' | 'dayTypes'>;

/**
 * Why the station cannot take a slot at this hour. On days with hours of their own it may stay silent, as long as it is
 * heard on most. A rule in another zone wanders with its summer time, so a year of it is looked at.
 */
export function outsideWordsOf(
  rule: Recurrence,
  { durationMs, dayTypes }: Sounding,
  station: Pick<Station, 'config' | 'clock' | 'stores'>,
  calendar = calendarOf(station),
): string | undefined {
  const { zone } = station.config;
  const today = dayOf(station.clock(), rule.timeZone);
  const from = Temporal.PlainDate.compare(today, rule.start) > 0 ? today : rule.start;
  const few = calendar.isUniform && dayTypes === null ? 1 : SOME_DAYS;
  const days = upcoming(rule, from, rule.timeZone === zone ? few : OF_A_YEAR);
  // A rule that is over is judged by its first day: it may be given a later end.
  const starts = (days.length > 0 ? days : [rule.start]).map((day) => occurrenceStart(rule, day));
  const heard = starts
    .filter((start) => calendar.runs(dayTypes, start))
    .map((start) => ({ start, on: calendar.of(dayOf(start, zone)) }));
  const outside = heard.flatMap(({ start, on }) => {
    const words = outsideWords(start, durationMs, calendar, zone);
    return words === undefined ? [] : [{ words, on }];
  });
  if (heard.length === 0) return outsideWordsOfTypes(starts[0]!, durationMs, dayTypes ?? [], calendar, zone);
  const standing = outside.find(({ on }) => !on.hasOwnHours);
  return standing?.words ?? (outside.length * 2 > heard.length ? outside[0]?.words : undefined);
}

/** No day of these types is near: one of them must have room for it. */
function outsideWordsOfTypes(
  start: EpochMs,
  length: DurationMs,
  types: readonly DayType[],
  calendar: Calendar,
  zone: string,
): string | undefined {
  const words = types.map((type) => outsideWords(start, length, { hoursOn: () => calendar.hoursOfType(type) }, zone));
  return words.includes(undefined) ? undefined : words[0];
}

/** Why the loudspeakers may not sound for `length` from `start` on; `undefined` when they may. */
function outsideWords(
  start: EpochMs,
  length: DurationMs,
  { hoursOn }: Pick<Calendar, 'hoursOn'>,
  zone: string,
): string | undefined {
  const until = after(start, length);
  if (spanInsideHours({ from: start, until }, hoursOn, zone)) return undefined;
  const hours = hoursOn(dayOf(start, zone));
  if (hours.length === 0) return 'Ngày này loa không phát, theo lịch ngày đặc biệt.';
  const outside = outsideHoursWords(formatTime(start, zone, { seconds: true }), hours);
  const words =
    outside ??
    `kết thúc lúc ${formatTime(until, zone)} — ${hourInWords(inZone(until, zone).hour)}, ngoài khung giờ được phép (${formatHours(hours)})`;
  return `${upperFirst(words)}. Giờ phát đổi ở Cấu hình.`;
}

// occurrences ---------------------------------------------------------------------------------------------------------

/** `movedTo` is a wall clock in the slot's zone. */
export const exceptionInput = z.object({
  cancelled: z.boolean().default(false),
  movedTo: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
      'Giờ mới dạng 2025-09-10T17:10:00, theo giờ của khung',
    )
    .refine((typed) => parseDay(typed.slice(0, 10)) !== undefined, 'Ngày này không có trong lịch')
    .transform((typed) => typed.padEnd(19, ':00'))
    .nullable()
    .default(null),
  durationMs: lengthMs().nullable().default(null),
  episodeId: z.int().positive().nullable().default(null),
  recordingId: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('A recording in the place of what the slot plays; whoever puts it there stands for it'),
  session: sessionChange.nullable().default(null).describe('What is other about the items of a session'),
  reason: z.string().normalize().trim().max(300, 'Viết tối đa 300 ký tự').default(''),
  answers: answersInput,
});
export type ExceptionInput = z.output<typeof exceptionInput>;

export type Occurrence = {
  readonly slot: Slot;
  readonly recurrenceId: string;
  readonly exception: Exception | undefined;
  /** Where the rule puts it. */
  readonly ruled: EpochMs;
  /** Where it is now. */
  readonly start: EpochMs;
  readonly length: DurationMs;
  readonly hasBegun: boolean;
};

/** `undefined` when the slot is archived or does not fall on that day. */
export function findOccurrence(station: Station, slotId: string, recurrenceId: string): Occurrence | undefined {
  const { slots, exceptions, entries } = station.stores;
  const slot = slots.find(slotId);
  const day = parseDay(recurrenceId);
  const rule = slot && slot.archivedAt === null && day ? parseRule(slot) : undefined;
  if (!slot || !day || !rule?.ok || !isOfRule({ recurrenceId }, rule.value)) return undefined;
  const exception = exceptions.find(slotId, recurrenceId);
  const ruled = occurrenceStart(rule.value, day);
  const start = exception?.movedTo ? placeWall(exception.movedTo, slot) : ruled;
  const entry = entries.standing(start).find((one) => one.slotId === slotId && one.recurrenceId === recurrenceId);
  // A person may have had it started before its time.
  const isBegun = start <= station.clock() || (entry !== undefined && entry.airing !== 'none');
  const length = exception?.durationMs ?? slot.durationMs;
  return { slot, recurrenceId, exception, ruled, start, length, hasBegun: isBegun };
}

/** The items of a session's occurrence that have begun, by key. */
export function begunItems({ stores, clock }: Station, slotId: string, recurrenceId: string): number[] {
  const standing = stores.entries.standingOf(slotId, recurrenceId);
  return standing.filter((one) => hasBegun(one, clock())).map(({ item }) => item);
}

export const BEGUN = 'Lượt này đã đến giờ phát nên không đổi được nữa';

const placeWall = (wall: string, slot: Slot): EpochMs => placeInZone(Temporal.PlainDateTime.from(wall), slot.timeZone);

/** What stands against a change of the occurrence; nothing when it can be made. `''` is about the whole: it has begun. */
export function checkException(
  station: Station,
  { slot, ruled, hasBegun }: Pick<Occurrence, 'slot' | 'ruled' | 'hasBegun'>,
  { recordingId = null, session = null, ...input }: CheckedException,
): FieldErrors {
  if (hasBegun) return { '': BEGUN };
  const { cancelled, movedTo, episodeId } = input;
  const pin = episodeId ?? recordingId;
  if (!cancelled && (movedTo ?? input.durationMs ?? pin ?? session) === null)
    return { '': 'Chưa có gì thay đổi: hủy, dời, đổi thời lượng hoặc chọn số khác' };

  const errors: Record<string, string> = {};
  const start = movedTo === null ? ruled : placeWall(movedTo, slot);
  const length = input.durationMs ?? slot.durationMs;
  if (start <= station.clock()) errors.movedTo = movedTo === null ? BEGUN : 'Giờ mới đã qua; chọn giờ sau lúc này';
  else if (!cancelled) {
    const words = outsideWords(start, length, calendarOf(station), station.config.zone);
    if (words !== undefined) errors[movedTo === null ? 'durationMs' : 'movedTo'] = words;
  }
  if (slot.plays === 'session' && pin !== null) errors.episodeId = 'Buổi theo mẫu: thay từng mục trong buổi';
  const wrong: Record<string, string> = { ...pinComplaint(station, { episodeId, recordingId }) };
  const pinned = episodeId === null ? undefined : station.stores.episodes.find(episodeId);
  if (pinned && !isValidOn(pinned, dayOf(start, station.config.zone).toString()))
    wrong.episodeId = 'Số này không có hiệu lực vào ngày ấy; xem “Hiệu lực” của số';
  const inside = session ? sessionComplaint(station, slot, session) : undefined;
  return { ...errors, ...wrong, ...(inside !== undefined && { session: inside }) };
}

type CheckedException = Omit<ExceptionInput, 'reason' | 'recordingId' | 'session' | 'answers'> &
  Partial<Pick<Exception, 'recordingId' | 'session'>>;

/** Replaces what was changed about the occurrence before. `''` names an error of the whole: it has begun. */
export function putException(
  station: Station,
  changes: Changes,
  occurrence: Occurrence,
  { answers = {}, ...input }: PutInput,
  madeBy: number,
): Result<Exception, FieldErrors> {
  const errors = checkException(station, occurrence, input);
  if (Object.keys(errors).length > 0) return err(errors);

  const { slot, recurrenceId } = occurrence;
  const row = { ...input, slotId: slot.id, recurrenceId, madeBy, madeAt: station.clock() };
  const start = input.movedTo === null ? occurrence.start : placeWall(input.movedTo, slot);
  const words = `${doneWords(input)} “${slot.title}”, ${formatTime(start, station.config.zone)} ngày ${formatDateAdministrative(dayOf(start, station.config.zone))}`;
  const writes = { slots: [], exceptions: [row], removed: [] };
  const settled = settleMove(station, { writes, slot, recurrenceId }, answers, madeBy);
  if (!settled.ok) return settled;
  changes.apply(madeBy, words, settled.value);
  return ok(station.stores.exceptions.find(slot.id, recurrenceId)!);
}

/** The clashes of a changed occurrence that are to be answered, each with the day every answer would make. */
export function questionsOfException(
  station: Station,
  { slot, recurrenceId }: Occurrence,
  { answers = {}, ...input }: PutInput,
): ClashQuestion[] {
  const row = { ...input, slotId: slot.id, recurrenceId, madeBy: null, madeAt: station.clock() };
  const writes = { slots: [], exceptions: [row], removed: [] };
  return questionsOfMove(station, { writes, slot, recurrenceId }, answers);
}

type PutInput = Omit<ExceptionInput, 'session' | 'answers'> &
  Pick<Exception, 'session'> & { readonly answers?: Answers };

function doneWords({ cancelled, movedTo, episodeId, recordingId, session }: PutInput): string {
  if (cancelled) return 'Đã hủy lượt phát';
  if (movedTo !== null) return 'Đã dời';
  if (episodeId !== null) return 'Đã đổi số phát';
  if (recordingId !== null) return 'Đã thay nội dung';
  return session === null ? 'Đã đổi thời lượng' : 'Đã đổi các mục của';
}

/** The occurrence is again as its slot has it. */
export function removeException(
  station: Station,
  changes: Changes,
  occurrence: Occurrence,
  madeBy: number,
): Result<void, string> {
  const against = whyNotRemoved(station, occurrence);
  if (against !== undefined) return err(against);
  const { slot, recurrenceId } = occurrence;
  const words = `Đã bỏ thay đổi của “${slot.title}”, ${formatTime(occurrence.ruled, station.config.zone)} ngày ${formatDateAdministrative(dayOf(occurrence.ruled, station.config.zone))}`;
  changes.apply(madeBy, words, { slots: [], exceptions: [], removed: [{ slotId: slot.id, recurrenceId }] });
  return ok(undefined);
}

export function whyNotRemoved(
  { clock, config }: Pick<Station, 'clock' | 'config'>,
  { exception, ruled, hasBegun }: Occurrence,
): string | undefined {
  if (hasBegun && !exception?.cancelled) return BEGUN;
  return ruled <= clock() ? `Giờ ban đầu (${formatTime(ruled, config.zone)}) đã qua nên không lấy lại được` : undefined;
}
