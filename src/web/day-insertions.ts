/**
 * One more line of a day: behind another, or at a moment of its own. In a session it is an item of the one occurrence;
 * elsewhere a slot of one day, for which what follows moves back as far as it must, if that is asked for.
 */

import { z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { keepsItsMoment, type LineAddress, type OpenLine, parseAddress, placeOf, pushBack } from '../core/day-order.ts';
import { type DayLine, isHeard } from '../core/day-playlist.ts';
import { DEFAULT_CHOICE, DEFAULT_MODES, type Slot, WHOLE_COMMUNE } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { itemsOf, NO_CHANGE, nextAddedKey } from '../core/session-items.ts';
import { isHeardIn } from '../core/sessions.ts';
import {
  after,
  between,
  dayOf,
  durationMs,
  type EpochMs,
  framesToMs,
  inZone,
  placeInZone,
  SECOND,
  todayOf,
} from '../core/time.ts';
import { formatTime, lengthInWords } from '../core/vietnamese.ts';
import { AS_PLANNED, type By, dayOfLine, type Edit, GONE, movedRows, sessionRow } from './day-edits.ts';
import { dayPlaylist } from './day-playlist.ts';
import { optionalText } from './forms.ts';
import { pinComplaint } from './pin-complaint.ts';
import { BEGUN, begunItems, checkSlot, findOccurrence, freeSlotId } from './schedule-changes.ts';
import { isoDay } from './slot-forms.ts';
import type { Station } from './station.ts';
import type { ExceptionRow } from './undo.ts';

export const insertInput = z.object({
  title: optionalText(120),
  episodeId: z.int().positive().nullable().default(null),
  recordingId: z.int().positive().nullable().default(null),
  zoneId: z.string().max(80).default(WHOLE_COMMUNE),
  /** Behind this line; or a moment of its own. */
  after: z
    .string()
    .nullable()
    .default(null)
    .refine((typed) => typed === null || parseAddress(typed) !== undefined, 'Dạng khung/ngày/mục'),
  day: isoDay().nullable().default(null),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'Giờ dạng HH:MM hoặc HH:MM:SS')
    .transform((typed) => typed.padEnd(8, ':00'))
    .nullable()
    .default(null),
  /** What stands there moves back as far as it must. */
  pushes: z.boolean().default(true),
  reason: optionalText(300),
});
export type InsertInput = z.output<typeof insertInput>;

/** A slot of one day, or an item of the one occurrence. */
export function planInsert(station: Station, input: InsertInput, madeBy: number): Result<Edit, FieldErrors> {
  const by = { madeBy, reason: input.reason };
  if ((input.episodeId ?? input.recordingId) === null) return err({ episodeId: 'Chọn một số hoặc một tệp sẽ phát' });
  const wrong = pinComplaint(station, input);
  if (Object.keys(wrong).length > 0) return err(wrong);
  const sound = soundOf(station, input);
  const behind = input.after === null ? undefined : parseAddress(input.after)!;
  return behind && behind.item > 0
    ? insertItem(station, behind, input, sound, by)
    : insertSlot(station, behind, input, sound, by);
}

type SoundToBe = ReturnType<typeof soundOf>;

function soundOf({ stores }: Station, { title, episodeId, recordingId }: InsertInput) {
  const episode = episodeId === null ? undefined : stores.episodes.find(episodeId);
  const recording = stores.recordings.find(recordingId ?? episode?.recordingId ?? 0);
  return {
    title: title || (episode?.title ?? recording?.title ?? ''),
    programmeId: episode?.programmeId ?? null,
    plays: episode ? ('premiere' as const) : ('recording' as const),
    length: recording?.playoutFrames ? framesToMs(recording.playoutFrames) : durationMs(0),
  };
}

function insertItem(
  station: Station,
  behind: LineAddress,
  { episodeId, recordingId }: InsertInput,
  { title, plays, programmeId }: SoundToBe,
  by: By,
): Result<Edit, FieldErrors> {
  const { zone } = station.config;
  const occurrence = findOccurrence(station, behind.slotId, behind.recurrenceId);
  if (!occurrence) return err({ '': GONE });
  const before = occurrence.exception?.session ?? NO_CHANGE;
  const order = itemsOf(occurrence.slot.items, before).map(({ item }) => item.key);
  const begun = begunItems(station, behind.slotId, behind.recurrenceId);
  const at = order.indexOf(behind.item) + 1;
  if (at === 0) return err({ '': GONE });
  if (order.slice(at).every((key) => begun.includes(key)) && occurrence.hasBegun && at < order.length)
    return err({ '': BEGUN });
  const key = nextAddedKey(before);
  order.splice(at, 0, key);
  const item = { key, title, plays, programmeId, recordingId, relayUrl: null, mostMs: null, afterMs: null };
  const pins = episodeId === null ? [] : [{ ...AS_PLANNED, item: key, episodeId }];
  const session = { items: [...before.items, ...pins], added: [...before.added, item], order };
  return ok({
    writes: sessionRow(station, occurrence, session, by),
    words: `Đã chèn “${title}” vào “${occurrence.slot.title}”, buổi ${formatTime(occurrence.start, zone)}`,
    day: dayOf(occurrence.start, zone),
  });
}

function insertSlot(
  station: Station,
  behind: LineAddress | undefined,
  input: InsertInput,
  sound: SoundToBe,
  by: By,
): Result<Edit, FieldErrors> {
  const { zone } = station.config;
  const line = behind && dayOfLine(station, behind)?.line;
  if (behind && !line) return err({ '': GONE });
  if (!line && input.time === null) return err({ time: 'Nhập giờ phát' });
  const today = todayOf(station);
  const day = line ? dayOf(line.start, zone) : input.day === null ? today : Temporal.PlainDate.from(input.day);
  const start = line
    ? after(line.start, placeOf(line))
    : placeInZone(day.toPlainDateTime(Temporal.PlainTime.from(input.time!)), zone);
  if (start <= station.clock()) return err({ time: 'Giờ này đã qua; chọn giờ sau lúc này' });
  const length = durationMs(Math.max(SECOND, Math.ceil(sound.length / SECOND) * SECOND));
  const wall = inZone(start, zone).toPlainDateTime();
  const { title, plays, programmeId } = sound;
  const slot: Slot = {
    ...{ ...DEFAULT_MODES, ...DEFAULT_CHOICE, planId: null, title, plays, programmeId, zoneId: input.zoneId },
    id: freeSlotId(station, title),
    ...{ rrule: 'FREQ=DAILY;COUNT=1', timeZone: zone, exdates: [], rdates: [], overflow: 'skip', dayTypes: null },
    startDate: wall.toPlainDate().toString(),
    startTime: wall.toPlainTime().toString({ smallestUnit: 'second' }),
    durationMs: length,
    ...{ recordingId: input.recordingId, relayUrl: null, substituteRecordingId: null, archivedAt: null },
    changedAt: station.clock(),
  };
  const { startTime, ...others } = checkSlot(station, slot);
  const errors = startTime === undefined ? others : { ...others, time: startTime };
  if (Object.keys(errors).length > 0) return err(errors);

  const { lines } = dayPlaylist(station, day);
  const near = lines.filter((one) => isHeard(one) && isHeardIn(input.zoneId)(one));
  const room = makeRoom(near, start, length, input.pushes, zone);
  if (!room.ok) return err({ time: room.error });
  const moved = movedRows(station, room.value, by);
  if (!moved.ok) return err({ time: moved.error });
  const own = { slotId: slot.id, recurrenceId: slot.startDate, madeBy: by.madeBy, madeAt: station.clock() };
  const pin: ExceptionRow = {
    ...{ ...own, cancelled: false, movedTo: null, durationMs: null, reason: by.reason ?? '' },
    ...{ episodeId: input.episodeId, recordingId: null, session: null },
  };
  const pins = input.episodeId === null && !by.reason ? [] : [pin];
  const pushed = room.value.length > 0 ? `; ${room.value.length} lượt sau lùi lại` : '';
  return ok({
    writes: { ...moved.value, slots: [slot], exceptions: [...moved.value.exceptions, ...pins] },
    words: `Đã chèn “${title}” lúc ${formatTime(start, zone)}${pushed}`,
    day,
  });
}

/** What has to move, or what stands in the way. */
function makeRoom(
  lines: readonly DayLine[],
  start: EpochMs,
  length: ReturnType<typeof placeOf>,
  pushes: boolean,
  zone: string,
): Result<{ readonly line: OpenLine; readonly start: EpochMs }[], string> {
  const at = (one: DayLine) => `“${one.title}” lúc ${formatTime(one.start, zone)}`;
  const under = lines.find((one) => one.start < start && start < after(one.start, one.length));
  if (under) {
    const end = formatTime(after(under.start, under.length), zone, { seconds: true });
    return err(`${at(under)} phát đến ${end}; chèn từ lúc đó trở đi`);
  }
  const { moved, held } = pushBack(lines, start, length);
  if (held) {
    const what = keepsItsMoment(held.line) ? 'phải đúng giờ' : 'thuộc một buổi theo mẫu';
    return err(`Lấn sang ${at(held.line)} ${lengthInWords(held.by)}; lượt ấy ${what}`);
  }
  const first = moved[0];
  if (first && !pushes)
    return err(
      `Trùng lịch với ${at(first.line)}, lấn ${lengthInWords(between(first.line.start, after(start, length)))}`,
    );
  return ok(moved.map((one) => ({ ...one, line: one.line as OpenLine })));
}
