/**
 * Đính chính and nguyên nhân: what a person says of a closed airing afterwards, from a page or the API. Each is a row of
 * its own by name; nothing the playout wrote is touched (product H3, H7).
 */
import { z } from '@hono/zod-openapi';
import { CAUSE_LIST, type Cause, proposedCause } from '../core/causes.ts';
import { asCorrected, correctedFields, isSameDay, type Reading } from '../core/correction.ts';
import type { Airing, Outcome, User } from '../core/model.ts';
import { differenceOf, needsCause } from '../core/reconcile.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, durationMs, type EpochMs, epochMs, type Frames, framesToMs, inZone, msToFrames } from '../core/time.ts';
import { formatClock, formatTime, parseTime } from '../core/vietnamese.ts';
import { OUTCOME_LIST, REASON_LIST } from '../core/words.ts';
import { closedRefusal } from './closed-days.ts';
import { choice, optionalText, text } from './forms.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

export const ENDINGS = OUTCOME_LIST.filter((outcome) => outcome !== 'on-air') as [Outcome, ...Outcome[]];
const SILENT: readonly Outcome[] = ['missed', 'skipped', 'cancelled'];

/** The right reading as programs send it; instants are parsed before. */
export const correctionFields = {
  outcome: choice(ENDINGS, 'Chọn kết quả'),
  reason: z.enum(REASON_LIST, { error: 'Chọn lý do trong danh sách' }).nullable().default(null),
  why: text('Ghi rõ vì sao phải đính chính và căn cứ vào đâu', 500),
};

/** As people fill it in: clock times of the day the row is filed under. */
export const correctionForm = z.object({
  ...correctionFields,
  reason: z.preprocess((typed) => typed || null, correctionFields.reason),
  started: optionalText(20),
  ended: optionalText(20),
  length: optionalText(20),
});
export type CorrectionForm = z.output<typeof correctionForm>;

const clockOf = (at: EpochMs | null, zone: string): string =>
  at === null ? '' : formatTime(at, zone, { seconds: true });

/** What the form shows at first: the reading that holds. */
export function correctionValues(airing: Airing, zone: string) {
  const { outcome, reason, startedAt, endedAt, playedFrames } = asCorrected(airing);
  return {
    outcome,
    reason: reason ?? '',
    started: clockOf(startedAt, zone),
    ended: clockOf(endedAt, zone),
    length: startedAt === null ? '' : formatClock(framesToMs(playedFrames)),
    why: '',
  };
}

/** A field left as it was keeps its milliseconds. */
export function readingOf(airing: Airing, form: CorrectionForm, zone: string): Result<Reading, FieldErrors> {
  const { outcome, reason } = form;
  if (SILENT.includes(outcome))
    return ok({ outcome, reason, startedAt: null, endedAt: null, playedFrames: 0 as Frames });
  const shown = correctionValues(airing, zone);
  const known = asCorrected(airing);
  const day = dayOf((airing.startedAt ?? airing.plannedStart)!, zone);
  const errors: Record<string, string> = {};
  const instant = (field: 'started' | 'ended', kept: EpochMs | null): EpochMs | null => {
    if (kept !== null && form[field] === shown[field]) return kept;
    const wall = parseTime(form[field]);
    if (wall) return epochMs(day.toZonedDateTime({ timeZone: zone, plainTime: wall }).epochMilliseconds);
    errors[field] = 'Nhập giờ kiểu 24 giờ, ví dụ 17:10:00';
    return null;
  };
  const startedAt = instant('started', known.startedAt);
  let endedAt = instant('ended', known.endedAt);
  // It ended after midnight.
  if (startedAt !== null && endedAt !== null && endedAt < startedAt)
    endedAt = epochMs(inZone(endedAt, zone).add({ days: 1 }).epochMilliseconds);
  const length = form.length === shown.length && form.length ? known.playedFrames : lengthOf(form.length);
  if (length === undefined) errors.length = 'Nhập phút và giây, ví dụ 15:00, hoặc giờ, phút và giây, ví dụ 1:02:30';
  if (Object.keys(errors).length > 0) return err(errors);
  return ok({ outcome, reason, startedAt, endedAt, playedFrames: length! });
}

/** `15:00`, `1:02:30`. */
function lengthOf(typed: string): Frames | undefined {
  const [, hours = '0', minutes, seconds] = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$/.exec(typed) ?? [];
  if (minutes === undefined || seconds === undefined) return undefined;
  return msToFrames(durationMs(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000));
}

/** A clock shows whole seconds, so a length may seem to be that much longer than from start to end. */
const SLACK_MS = 2000;

export function correctAiring(
  station: Station,
  airing: Airing,
  { why, ...given }: Reading & { why: string },
  by: User,
): Result<number, FieldErrors> {
  const { zone } = station.config;
  const { outcome, startedAt, endedAt, playedFrames } = given;
  const reading = { ...given, reason: given.reason ?? (outcome === 'completed' ? null : ('as-corrected' as const)) };
  if (airing.outcome === 'on-air') return err({ '': 'Lượt này còn đang phát; đợi phát xong mới đính chính được' });
  const closed = closedRefusal(station, airing.startedAt ?? airing.plannedStart);
  if (closed) return err({ '': closed });
  const errors: Record<string, string> = {};
  if (SILENT.includes(outcome)) {
    if (startedAt !== null || endedAt !== null || playedFrames > 0)
      errors.outcome = 'Kết quả này là không phát, nên không có giờ và thời lượng';
  } else if (startedAt === null || endedAt === null) errors.started = 'Nhập giờ bắt đầu và giờ kết thúc thực tế';
  else {
    if (!isSameDay(startedAt, (airing.startedAt ?? airing.plannedStart)!, zone))
      errors.started = 'Giờ bắt đầu phải trong ngày của lượt phát này';
    if (endedAt < startedAt) errors.ended = 'Giờ kết thúc không được trước giờ bắt đầu';
    else if (endedAt > station.clock()) errors.ended = 'Giờ kết thúc còn ở phía trước';
    else if (framesToMs(playedFrames) > endedAt - startedAt + SLACK_MS)
      errors.length = 'Thời lượng đã phát dài hơn từ giờ bắt đầu đến giờ kết thúc';
  }
  if (Object.keys(errors).length > 0) return err(errors);
  if (correctedFields(asCorrected(airing), reading).length === 0)
    return err({ '': 'Chưa có gì khác với điều đang ghi trong nhật ký' });
  const id = station.stores.corrections.add({
    ...reading,
    ...{ airingId: airing.id, why, madeBy: by.id, madeByName: by.name, madeAt: station.clock() },
  });
  // What counts decides which issue comes next.
  settle(station);
  return ok(id);
}

// causes --------------------------------------------------------------------------------------------------------------

export const causeInput = z.object({
  code: choice(CAUSE_LIST, 'Chọn nguyên nhân'),
  note: optionalText(300),
});

/** What the program would say; undefined where nothing went wrong or nothing is known. */
export function proposalFor({ stores }: Pick<Station, 'stores'>, airing: Airing): Cause | undefined {
  const row = asCorrected(airing);
  const from = epochMs((row.startedAt ?? row.plannedStart)! - 86_400_000);
  const until = epochMs((row.endedAt ?? row.plannedEnd ?? row.plannedStart ?? from) + 3_600_000);
  return proposedCause(row, stores.incidents.between(from, until));
}

export function confirmCause(
  station: Station,
  airing: Airing,
  { code, note }: z.output<typeof causeInput>,
  by: User,
): Result<undefined, FieldErrors> {
  const { outcome } = asCorrected(airing);
  if (outcome === 'on-air' || (outcome === 'completed' && !needsCause(differenceOf(airing))))
    return err({ '': 'Lượt này đã phát trọn, hoặc còn đang phát: không có nguyên nhân phải ghi' });
  const closed = closedRefusal(station, airing.startedAt ?? airing.plannedStart);
  if (closed) return err({ '': closed });
  if (code === 'other' && note === '') return err({ note: 'Ghi rõ nguyên nhân' });
  const proposed = proposalFor(station, airing) ?? null;
  const who = { madeBy: by.id, madeByName: by.name, madeAt: station.clock() };
  station.stores.causes.add({ airingId: airing.id, code, note, proposed, ...who });
  return ok(undefined);
}
