/**
 * What people change about the schedule: slots, and single occurrences of them. Pages and API both end here, so there is
 * one set of rules. Every change is written, the playlist is rebuilt at once, and the playout is told.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Calendar } from '../core/calendar.ts';
import { approvalInForce } from '../core/episodes.ts';
import { spanInsideHours } from '../core/hours.ts';
import { type DayType, type Exception, type Slot, type SlotRule, WHOLE_COMMUNE } from '../core/model.ts';
import { isOfRule } from '../core/places.ts';
import { occurrenceStart, parseRule, type Recurrence, upcoming } from '../core/recurrence.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { after, type DurationMs, dayOf, type EpochMs, inZone, parseDay, placeInZone } from '../core/time.ts';
import { formatHours, formatTime, hourInWords, outsideHoursWords } from '../core/vietnamese.ts';
import { calendarOf } from './calendar.ts';
import { settleClashes } from './clashes.ts';
import { settle } from './settle.ts';
import { lengthMs, type SlotInput } from './slot-forms.ts';
import { soundComplaint } from './sound-complaint.ts';
import type { Station } from './station.ts';

/** Names of pages that stand where a slot's id would. */
const RESERVED = ['them', 'xem-truoc'];
const OF_A_YEAR = 366;
/** Enough to meet every kind of day that a slot really falls on. */
const SOME_DAYS = 60;

// slots ---------------------------------------------------------------------------------------------------------------

/** Writes a new slot, or the changed `existing` one, and what `by` answered about its clashes, in one go. */
export function saveSlot(
  station: Station,
  { answers, ...input }: SlotInput,
  existing?: Slot,
  by: number | null = null,
): Result<Slot, FieldErrors> {
  const { slots, exceptions, entries } = station.stores;
  const timeZone = input.timeZone ?? existing?.timeZone ?? station.config.zone;
  const zoneId = input.zoneId ?? existing?.zoneId ?? WHOLE_COMMUNE;
  const errors = checkSlot(station, { ...input, timeZone, zoneId });
  if (Object.keys(errors).length > 0) return err(errors);
  const draft = {
    ...input,
    timeZone,
    id: existing?.id ?? freeSlotId(station, input.title),
    planId: existing?.planId ?? null,
    zoneId,
    exdates: [...new Set(input.exdates)].sort(),
    rdates: [...new Set(input.rdates)].sort(),
    changedAt: station.clock(),
    archivedAt: existing?.archivedAt ?? null,
  };
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
  });
  settle(station);
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
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}. Giờ phát đổi ở Cấu hình.`;
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
  reason: z.string().normalize().trim().max(300, 'Viết tối đa 300 ký tự').default(''),
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
  const hasBegun = start <= station.clock() || (entry !== undefined && entry.airing !== 'none');
  return { slot, recurrenceId, exception, ruled, start, length: exception?.durationMs ?? slot.durationMs, hasBegun };
}

const BEGUN = 'Lượt này đã đến giờ phát nên không đổi được nữa';

const placeWall = (wall: string, slot: Slot): EpochMs => placeInZone(Temporal.PlainDateTime.from(wall), slot.timeZone);

/** What stands against a change of the occurrence; nothing when it can be made. `''` is about the whole: it has begun. */
export function checkException(
  station: Station,
  { slot, ruled, hasBegun }: Pick<Occurrence, 'slot' | 'ruled' | 'hasBegun'>,
  input: Omit<ExceptionInput, 'reason'>,
): FieldErrors {
  if (hasBegun) return { '': BEGUN };
  const { cancelled, movedTo, episodeId } = input;
  if (!cancelled && movedTo === null && input.durationMs === null && episodeId === null)
    return { '': 'Chưa có gì thay đổi: hủy, dời, đổi thời lượng hoặc chọn số khác' };

  const errors: Record<string, string> = {};
  const start = movedTo === null ? ruled : placeWall(movedTo, slot);
  const length = input.durationMs ?? slot.durationMs;
  if (start <= station.clock()) errors.movedTo = movedTo === null ? BEGUN : 'Giờ mới đã qua; chọn giờ sau lúc này';
  else if (!cancelled) {
    const words = outsideWords(start, length, calendarOf(station), station.config.zone);
    if (words !== undefined) errors[movedTo === null ? 'durationMs' : 'movedTo'] = words;
  }
  if (episodeId !== null) {
    const episode = station.stores.episodes.findInFull(episodeId);
    if (!episode || episode.archivedAt !== null) errors.episodeId = 'Số này không có hoặc đã lưu trữ';
    else if (!approvalInForce(episode)) errors.episodeId = 'Chưa được duyệt nên chưa thể xếp lịch phát';
  }
  return errors;
}

/** Replaces what was changed about the occurrence before. `''` names an error of the whole: it has begun. */
export function putException(
  station: Station,
  occurrence: Occurrence,
  input: ExceptionInput,
  madeBy: number,
): Result<Exception, FieldErrors> {
  const errors = checkException(station, occurrence, input);
  if (Object.keys(errors).length > 0) return err(errors);

  const { slot, recurrenceId } = occurrence;
  const change = { ...input, slotId: slot.id, recurrenceId, madeBy, madeAt: station.clock() };
  const exception = station.stores.exceptions.put(change);
  settle(station);
  return ok(exception);
}

/** The occurrence is again as its slot has it. */
export function removeException(station: Station, occurrence: Occurrence): Result<void, string> {
  const { slot, recurrenceId, exception, ruled, hasBegun } = occurrence;
  const now = station.clock();
  if (hasBegun && !exception?.cancelled) return err(BEGUN);
  if (ruled <= now) return err(`Giờ ban đầu (${formatTime(ruled, station.config.zone)}) đã qua nên không lấy lại được`);
  station.stores.exceptions.remove(slot.id, recurrenceId, now);
  settle(station);
  return ok(undefined);
}
