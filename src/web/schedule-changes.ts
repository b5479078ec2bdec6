/**
 * What people change about the schedule: slots, and single occurrences of them. Pages and API both end here, so there is
 * one set of rules. Every change is written, the playlist is rebuilt at once, and the playout is told.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Calendar } from '../core/calendar.ts';
import { approvalInForce } from '../core/episodes.ts';
import { spanInsideHours } from '../core/hours.ts';
import type { DayType, Exception, Slot, SlotRule } from '../core/model.ts';
import { isOfRule } from '../core/places.ts';
import { occurrenceStart, parseRule, type Recurrence, upcoming } from '../core/recurrence.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { after, type DurationMs, dayOf, type EpochMs, inZone, parseDay, placeInZone } from '../core/time.ts';
import { formatHours, formatTime, hourInWords, outsideHoursWords } from '../core/vietnamese.ts';
import { calendarOf } from './calendar.ts';
import { settle } from './settle.ts';
import { lengthMs, type SlotInput } from './slot-forms.ts';
import type { Station } from './station.ts';

/** Names of pages that stand where a slot's id would. */
const RESERVED = ['them', 'xem-truoc'];
const OF_A_YEAR = 366;
/** Enough to meet every kind of day that a slot really falls on. */
const SOME_DAYS = 60;

// slots ---------------------------------------------------------------------------------------------------------------

/** Writes a new slot, or the changed `existing` one. */
export function saveSlot(station: Station, input: SlotInput, existing?: Slot): Result<Slot, FieldErrors> {
  const { slots } = station.stores;
  const timeZone = input.timeZone ?? existing?.timeZone ?? station.config.zone;
  const errors = checkSlot(station, { ...input, timeZone });
  if (Object.keys(errors).length > 0) return err(errors);
  const draft = {
    ...input,
    timeZone,
    id: existing?.id ?? freeSlug(input.title, (id) => RESERVED.includes(id) || slots.find(id) !== undefined),
    planId: existing?.planId ?? null,
    zoneId: existing?.zoneId ?? 'main',
    exdates: [...new Set(input.exdates)].sort(),
    rdates: [...new Set(input.rdates)].sort(),
    changedAt: station.clock(),
  };
  const saved = existing ? slots.change(draft)! : slots.add(draft);
  settle(station);
  return ok(saved);
}

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

type Checked = SlotRule & Pick<Slot, 'plays' | 'programmeId' | 'recordingId' | 'durationMs' | 'dayTypes'>;

function checkSlot(station: Station, slot: Checked): FieldErrors {
  const { programmes, recordings } = station.stores;
  const errors: Record<string, string> = {};
  const programme = slot.programmeId === null ? undefined : programmes.find(slot.programmeId);
  if (slot.programmeId === null) {
    if (slot.plays === 'premiere' || slot.plays === 'replay') errors.programmeId = 'Chọn chuyên mục sẽ phát';
  } else if (!programme || programme.archivedAt !== null)
    errors.programmeId = 'Chuyên mục này không có hoặc đã lưu trữ; chọn chuyên mục khác';

  if (slot.recordingId === null) {
    if (slot.plays === 'recording') errors.recordingId = 'Chọn tệp âm thanh sẽ phát';
  } else {
    const recording = recordings.find(slot.recordingId);
    if (!recording || recording.archivedAt !== null)
      errors.recordingId = 'Tệp này không có hoặc đã lưu trữ; chọn tệp khác trong Kho tư liệu';
    else if (recording.state !== 'ready') errors.recordingId = 'Tệp này chưa kiểm tra xong; chọn tệp đã sẵn sàng';
  }

  const rule = parseRule(slot);
  if (!rule.ok) return { ...errors, rrule: rule.error };
  const words = outsideWordsOf(rule.value, slot, station);
  return words === undefined ? errors : { ...errors, startTime: words };
}

type Sounding = Pick<Slot, 'durationMs' | 'dayTypes'>;

/**
 * Why the station cannot take a slot at this hour. On days with hours of their own it may stay silent, as long as it is
 * heard on others. A rule in another zone wanders with its summer time, so a year of it is looked at.
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
    .map((start) => ({ start, on: calendar.of(dayOf(start, zone)) }))
    .filter(({ on }) => dayTypes === null || dayTypes.includes(on.type));
  const outside = heard.flatMap(({ start, on }) => {
    const words = outsideWords(start, durationMs, calendar, zone);
    return words === undefined ? [] : [{ words, on }];
  });
  if (heard.length === 0) return outsideWordsOfTypes(starts[0]!, durationMs, dayTypes ?? [], calendar, zone);
  const standing = outside.find(({ on }) => !on.hasOwnHours);
  return standing?.words ?? (outside.length === heard.length ? outside[0]?.words : undefined);
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

/** Replaces what was changed about the occurrence before. `''` names an error of the whole: it has begun. */
export function putException(
  station: Station,
  { slot, recurrenceId, ruled, hasBegun }: Occurrence,
  input: ExceptionInput,
  madeBy: number,
): Result<Exception, FieldErrors> {
  const { exceptions, episodes } = station.stores;
  if (hasBegun) return err({ '': BEGUN });
  const { cancelled, movedTo, episodeId } = input;
  if (!cancelled && movedTo === null && input.durationMs === null && episodeId === null)
    return err({ '': 'Chưa có gì thay đổi: hủy, dời, đổi thời lượng hoặc chọn số khác' });

  const errors: Record<string, string> = {};
  const now = station.clock();
  const start = movedTo === null ? ruled : placeWall(movedTo, slot);
  const length = input.durationMs ?? slot.durationMs;
  if (start <= now) errors.movedTo = movedTo === null ? BEGUN : 'Giờ mới đã qua; chọn giờ sau lúc này';
  else if (!cancelled) {
    const words = outsideWords(start, length, calendarOf(station), station.config.zone);
    if (words !== undefined) errors[movedTo === null ? 'durationMs' : 'movedTo'] = words;
  }
  if (episodeId !== null) {
    const episode = episodes.findInFull(episodeId);
    if (!episode || episode.archivedAt !== null) errors.episodeId = 'Số này không có hoặc đã lưu trữ';
    else if (!approvalInForce(episode)) errors.episodeId = 'Chưa được duyệt nên chưa thể xếp lịch phát';
  }
  if (Object.keys(errors).length > 0) return err(errors);

  const exception = exceptions.put({ ...input, slotId: slot.id, recurrenceId, madeBy, madeAt: now });
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
