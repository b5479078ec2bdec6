/**
 * Ordering, stopping and judging emergencies, and keeping messages ready for them: one validation and one way for pages
 * and API. An order goes to the playout first and into the database then, so that a database somebody holds locked
 * delays no loudspeaker; the recorder writes down what the web could not.
 */
import { setImmediate } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import {
  DRILL_RANK,
  type Emergency,
  type EmergencyMessage,
  type EmergencyOrder,
  GAP,
  isDrill,
  LONGEST,
  RANKS,
  REPEATS,
} from '../core/emergency.ts';
import { type Recording, type User, WHOLE_COMMUNE } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { durationMs, framesToMs, SECOND } from '../core/time.ts';
import { optionalId, optionalText, text } from './forms.ts';
import type { Station } from './station.ts';

const whole = (least: number, most: number, wrong: string) =>
  z.coerce.number({ error: wrong }).int(wrong).min(least, wrong).max(most, wrong);
const flag = z.union([z.boolean(), z.literal(['co', 'khong', '']).transform((value) => value === 'co')]);
const WRONG_ZONES = 'Chọn ít nhất một vùng phát';
const WRONG_GAP = `Nhập số giây nghỉ giữa hai lần, từ ${GAP.least} đến ${GAP.most}`;

/** Of a form or of JSON alike. */
export const readOut = z.object({
  title: text('Nhập tên bản tin, ví dụ “Cảnh báo lũ quét”', 120),
  recordingId: whole(1, Number.MAX_SAFE_INTEGER, 'Chọn âm thanh'),
  zoneIds: z.preprocess(
    (value) => [value ?? []].flat(),
    z
      .array(z.string().max(80))
      .min(1, WRONG_ZONES)
      // The whole commune contains every zone.
      .transform((ids) => (ids.includes(WHOLE_COMMUNE) ? [WHOLE_COMMUNE] : [...new Set(ids)])),
  ),
  rank: z.coerce.number().pipe(z.literal([...RANKS], 'Chọn cấp')),
  tone: flag.default(false),
  repeats: whole(REPEATS.least, REPEATS.most, `Nhập số lần phát, từ ${REPEATS.least} đến ${REPEATS.most}`),
  gapSeconds: whole(GAP.least, GAP.most, WRONG_GAP),
});
export type ReadOutDraft = z.output<typeof readOut>;

export const orderDraft = readOut.extend({
  /** Chosen by the sender: sent again it is the same order. */
  key: z.string().regex(/^[\w-]{16,64}$/, 'Thiếu mã của lệnh; mở lại trang này'),
  commandedBy: text('Nhập tên, chức vụ người ra lệnh', 160),
  reason: text('Nhập lý do, hoặc số công điện', 300),
  /** A drill, which this output alone hears. */
  outputId: optionalId,
});
export type OrderDraft = z.output<typeof orderDraft>;

/** What an emergency, or a notice, may sound like: a recording that is ready and not too long. */
export function readySoundFor(
  station: Station,
  recordingId: number,
  what = 'Bản tin khẩn cấp',
): Result<Recording, string> {
  const recording = station.stores.recordings.find(recordingId);
  if (!recording || recording.archivedAt !== null) return err('Không có âm thanh này');
  if (recording.state === 'failed') return err(`Không đọc được âm thanh này. ${recording.reason ?? ''}`.trim());
  if (recording.playoutSha256 === null || recording.playoutFrames === null)
    return err('Âm thanh này đang được kiểm tra; đợi một chút');
  if (framesToMs(recording.playoutFrames) > LONGEST)
    return err(`${what} dài tối đa ${LONGEST / 60_000} phút; âm thanh này dài hơn`);
  return ok(recording);
}

function complaints(station: Station, draft: ReadOutDraft): FieldErrors {
  const sound = readySoundFor(station, draft.recordingId);
  const zones = new Set(station.stores.zones.list().map(({ id }) => id));
  return {
    ...(!sound.ok && { recordingId: sound.error }),
    ...(draft.zoneIds.some((id) => !zones.has(id)) && { zoneIds: 'Không có vùng phát này' }),
  };
}

/** `isWritten` false: it sounds, and the database could not be told yet. */
export type Ordered = { readonly order: EmergencyOrder; readonly isWritten: boolean };

/** Sends it to the air. The same key again changes nothing. */
export async function orderEmergency(
  station: Station,
  user: User,
  { gapSeconds, outputId, ...draft }: OrderDraft,
): Promise<Result<Ordered, FieldErrors>> {
  const { stores, clock, line } = station;
  const errors: Record<string, string> = { ...complaints(station, { gapSeconds, ...draft }) };
  const output = outputId === undefined ? undefined : stores.outputs.find(outputId);
  if (outputId !== undefined && !output?.enabled) errors.outputId = 'Không có đầu ra này, hoặc đang tắt';
  const sound = readySoundFor(station, draft.recordingId);
  if (!sound.ok || Object.keys(errors).length > 0) return err(errors);
  const { playoutSha256, playoutFrames } = sound.value;
  const order: EmergencyOrder = {
    ...draft,
    gapMs: durationMs(gapSeconds * SECOND),
    playoutSha256: playoutSha256!,
    totalFrames: playoutFrames!,
    ...(output && { rank: DRILL_RANK, zoneIds: [output.zoneId] }),
    outputId: output?.id ?? null,
    orderedBy: user.id,
    orderedByName: user.name,
    orderedAt: clock(),
  };
  line.send({ say: 'emergency', order });
  // The message is on its way before this process may have to wait for the database.
  await setImmediate();
  return ok({ order, isWritten: whenFree(() => stores.emergencies.add(order)) });
}

/** Null: there is no such one. False: it is over. */
export async function stopEmergency(station: Station, user: User, key: string): Promise<boolean | null> {
  const { stores, clock, line, nudge } = station;
  // Also of one that the database has not been told of yet.
  line.send({ say: 'stop-emergency', key, by: user.name });
  await setImmediate();
  const emergency = stores.emergencies.find(key);
  if (!emergency) return null;
  if (emergency.endedAt !== null) return false;
  whenFree(() => stores.emergencies.stop(key, user.id, clock()));
  nudge();
  return true;
}

/** False when somebody holds the database; what is written there is not what makes it sound. */
function whenFree(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

// after the fact --------------------------------------------------------------------------------------------------------

export const judgementDraft = z.object({
  verdict: z.enum(['approved', 'declined'], { error: 'Chọn đồng ý hoặc không đồng ý' }),
  note: optionalText(500),
  soleReason: optionalText(300),
});
export type JudgementDraft = z.output<typeof judgementDraft>;

/** Approval follows the sound: by somebody else than who pressed, or with the reason why one person did both. */
export function judgeEmergency(
  station: Station,
  user: User,
  emergency: Emergency,
  { verdict, note, soleReason }: JudgementDraft,
): Result<void, FieldErrors> {
  if (isDrill(emergency)) return err({ '': 'Diễn tập không cần phê duyệt' });
  if (emergency.verdict !== null) return err({ '': 'Lần phát này đã có ý kiến của lãnh đạo' });
  const isOwn = emergency.orderedBy === user.id;
  if (isOwn && soleReason === '') return err({ soleReason: 'Một người vừa phát vừa duyệt: ghi lý do' });
  if (verdict === 'declined' && note === '') return err({ note: 'Ghi vì sao không đồng ý' });
  station.stores.emergencies.judge({
    key: emergency.key,
    verdict,
    judgedBy: user.id,
    judgedAt: station.clock(),
    soleReason: isOwn ? soleReason : null,
    verdictNote: note,
  });
  return ok(undefined);
}

// messages kept ready ---------------------------------------------------------------------------------------------------

export function saveMessage(
  station: Station,
  user: User,
  { gapSeconds, ...draft }: ReadOutDraft,
  message?: EmergencyMessage,
): Result<EmergencyMessage, FieldErrors> {
  const { stores, clock, nudge } = station;
  const errors = complaints(station, { gapSeconds, ...draft });
  if (Object.keys(errors).length > 0) return err(errors);
  const row = { ...draft, gapMs: durationMs(gapSeconds * SECOND), changedBy: user.id, changedAt: clock() };
  const saved = message ? stores.emergencyMessages.change(message.id, row)! : stores.emergencyMessages.add(row);
  nudge();
  return ok(saved);
}

export function archiveMessage({ stores, clock, nudge }: Station, { id }: EmergencyMessage): void {
  stores.emergencyMessages.archive(id, clock());
  nudge();
}
