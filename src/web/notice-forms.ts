/**
 * Writing, submitting, approving and ordering notices: one validation and one way for pages and API. A changed text or sound
 * is a new version; until it is approved the one before it is heard.
 */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { readySound } from '../core/episodes.ts';
import type { Recording, Slot, User } from '../core/model.ts';
import { hasNoticePlace } from '../core/notice-places.ts';
import {
  meetInAir,
  type NoticeApproval,
  type NoticeInFull,
  type NoticeReach,
  TIMES,
  type VersionInFull,
  versionApproval,
  versionState,
} from '../core/notices.ts';
import { readAloud } from '../core/reading-aloud.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { LONGEST_TEXT } from '../core/speech.ts';
import { todayOf } from '../core/time.ts';
import { mandateOf } from './approval-forms.ts';
import { heardOf } from './approval-steps.ts';
import { readySoundFor } from './emergency-forms.ts';
import { speakRecording } from './emergency-sound.ts';
import { date, optionalId, optionalText, text } from './forms.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

const WRONG_TIMES = `Nhập số lần mỗi ngày, từ ${TIMES.least} đến ${TIMES.most}`;
const WRONG_DAY = 'Nhập ngày/tháng/năm, ví dụ 05/09/2025';

/** Of a form or of JSON alike. `today`: the year of a day typed without one. */
export const noticeInput = (today: Temporal.PlainDate) =>
  z.object({
    title: text('Nhập tên thông báo, ví dụ “Lịch tiêm chủng tháng 9”', 120),
    source: optionalText(160).describe('Whose notice it is, as people say it'),
    isPriority: z.union([z.boolean(), z.literal(['1', '']).transform((value) => value === '1')]).default(false),
    validFrom: date(today, WRONG_DAY).transform(String),
    validUntil: date(today, WRONG_DAY).transform(String),
    timesPerDay: z.coerce
      .number({ error: WRONG_TIMES })
      .int(WRONG_TIMES)
      .min(TIMES.least, WRONG_TIMES)
      .max(TIMES.most, WRONG_TIMES),
    /** None: every place for notices. */
    slotIds: z
      .preprocess((value) => [value ?? []].flat(), z.array(z.string().max(80)).max(50))
      .transform((ids) => (ids.length === 0 ? null : [...new Set(ids)])),
  });
export type NoticeInput = z.output<ReturnType<typeof noticeInput>>;

/** What is to be heard: text for the voice, or a recording of the library. */
export const noticeSound = z.object({
  text: optionalText(LONGEST_TEXT),
  recordingId: optionalId,
});
export type NoticeSound = z.output<typeof noticeSound>;

/** Slots that keep a place for notices. */
export const noticeSlots = ({ stores }: Pick<Station, 'stores'>): Slot[] => stores.slots.list().filter(hasNoticePlace);

function complaints(station: Station, { validFrom, validUntil, slotIds }: NoticeInput): FieldErrors {
  const slots = new Set(noticeSlots(station).map(({ id }) => id));
  return {
    ...(validUntil < validFrom && { validUntil: 'Ngày cuối phải sau hoặc trùng ngày đầu' }),
    ...(slotIds?.some((id) => !slots.has(id)) && { slotIds: 'Có khung giờ không dành cho thông báo; chọn lại' }),
  };
}

type Made = { readonly recording: Recording; readonly text: string | null; readonly spoken: string | null };

/** What it sounds like; text is read out now, and whoever wrote it hears it before anybody else. */
async function soundOf(
  station: Station,
  user: User,
  title: string,
  sound: NoticeSound,
): Promise<Result<Made, FieldErrors>> {
  if (sound.text !== '') {
    const spoken = readAloud(sound.text, station.stores.settings.find().pronunciations);
    const made = await speakRecording(station, user, { title, text: sound.text });
    return made.ok ? ok({ recording: made.value, text: sound.text, spoken }) : made;
  }
  if (sound.recordingId === undefined) return err({ text: 'Nhập nội dung cần đọc, hoặc ghi âm' });
  const ready = readySoundFor(station, sound.recordingId, 'Thông báo');
  return ready.ok ? ok({ recording: ready.value, text: null, spoken: null }) : err({ recordingId: ready.error });
}

export async function addNotice(
  station: Station,
  user: User,
  input: NoticeInput,
  sound: NoticeSound,
  bulletinId: number | null = null,
): Promise<Result<NoticeInFull, FieldErrors>> {
  const errors = complaints(station, input);
  if (Object.keys(errors).length > 0) return err(errors);
  const made = await soundOf(station, user, input.title, sound);
  if (!made.ok) return made;
  const now = station.clock();
  const { recording, ...words } = made.value;
  const version = { ...words, recordingId: recording.id, authorId: user.id, madeAt: now };
  return ok(
    station.stores.notices.add({ ...input, bulletinId, createdBy: user.id, createdAt: now, changedAt: now }, version),
  );
}

/** When, where and how often; what is heard stays. */
export function changeNotice(
  station: Station,
  notice: NoticeInFull,
  input: NoticeInput,
): Result<NoticeInFull, FieldErrors> {
  const errors = complaints(station, input);
  if (Object.keys(errors).length > 0) return err(errors);
  const changed = station.stores.notices.change({ ...input, id: notice.id, changedAt: station.clock() })!;
  settle(station);
  return ok(changed);
}

/** Another text or recording: a new version, which is submitted and approved by itself. */
export async function reviseNotice(
  station: Station,
  user: User,
  notice: NoticeInFull,
  sound: NoticeSound,
): Promise<Result<NoticeInFull, FieldErrors>> {
  if (notice.archivedAt !== null) return err({ '': 'Thông báo này đã thôi phát' });
  const made = await soundOf(station, user, notice.title, sound);
  if (!made.ok) return made;
  const { recording, text: words, spoken } = made.value;
  const [last] = notice.versions;
  if (last!.recordingId === recording.id && last!.text === words && last!.returnedAt === null)
    return err({ [words === null ? 'recordingId' : 'text']: 'Nội dung chưa có gì thay đổi' });
  station.stores.notices.addVersion({
    ...{
      noticeId: notice.id,
      text: words,
      spoken,
      recordingId: recording.id,
      authorId: user.id,
      madeAt: station.clock(),
    },
  });
  return ok(station.stores.notices.find(notice.id)!);
}

/** Those an approver has to hear. */
export const waitingNotices = (station: Pick<Station, 'stores' | 'clock' | 'config'>): NoticeInFull[] =>
  station.stores.notices
    .standing(String(todayOf(station)))
    .filter(
      ({ versions: [version] }) => versionState(version!) === 'waiting' && readySound(version!.sound) !== undefined,
    );

// approval --------------------------------------------------------------------------------------------------------------

export const submissionDraft = z.object({
  heard: z
    .union([z.boolean(), z.literal('1').transform(() => true)], { error: 'Nghe hết bản này rồi đánh dấu đã nghe' })
    .refine(Boolean, 'Nghe hết bản này rồi đánh dấu đã nghe'),
});

/** Gives the newest version to the approver. */
export function submitNotice(station: Station, notice: NoticeInFull): Result<void, FieldErrors> {
  const [version] = notice.versions;
  if (notice.archivedAt !== null) return err({ '': 'Thông báo này đã thôi phát' });
  if (!readySound(version!.sound)) return err({ '': 'Âm thanh của thông báo chưa phát được' });
  if (versionState(version!) !== 'draft' || !station.stores.notices.submit(version!.id, station.clock()))
    return err({ '': 'Bản này đã được trình duyệt; sửa nội dung rồi trình bản mới' });
  return ok(undefined);
}

export const noticeApproval = z.object({
  /** Of the sound the approver was given to hear. */
  playoutSha256: z.string({ error: 'Thiếu mã băm của âm thanh đã nghe' }),
  soleReason: optionalText(500),
});

const CHANGED = 'Âm thanh hoặc nội dung đã thay đổi từ lúc mở trang này; nghe lại bản mới rồi quyết định';
const OWN =
  'Bạn có tham gia làm thông báo này (soạn, ghi âm hoặc tải lên) nên người khác phải duyệt. Nếu đài chỉ có một người, người quản trị đặt chế độ một người.';

/** The newest version, if it waits for a decision and sounds as it was heard. */
function onDesk(notice: NoticeInFull, playoutSha256: string): Result<VersionInFull, FieldErrors> {
  const version = notice.versions[0]!;
  if (notice.archivedAt !== null) return err({ '': 'Thông báo này đã thôi phát' });
  if (versionState(version) !== 'waiting') return err({ '': 'Thông báo này không chờ duyệt' });
  return readySound(version.sound)?.playoutSha256 === playoutSha256 ? ok(version) : err({ '': CHANGED });
}

export function approveNotice(
  station: Station,
  notice: NoticeInFull,
  user: User,
  { playoutSha256, soleReason }: z.output<typeof noticeApproval>,
): Result<NoticeApproval, FieldErrors> {
  const known = versionApproval(notice.versions[0]!);
  if (known?.playoutSha256 === playoutSha256 && notice.archivedAt === null) return ok(known);
  const version = onDesk(notice, playoutSha256);
  if (!version.ok) return version;
  const now = station.clock();
  const sole = isOwn(station, version.value, user) ? station.stores.soleModes.holding(now) : undefined;
  const approval = station.stores.notices.approve({
    ...{ versionId: version.value.id, playoutSha256, approverId: user.id, approvedAt: now },
    ...{ soleModeId: sole?.id ?? null, soleReason: sole ? [sole.reason, soleReason].filter(Boolean).join('; ') : null },
    ...mandateOf(station, user),
    ...heardOf(station, user, version.value.sound),
  });
  if (!approval) return err({ '': isOwn(station, version.value, user) ? OWN : CHANGED });
  settle(station);
  return ok(approval);
}

/** Did they have a hand in it? The database asks the same (0031). */
function isOwn({ stores }: Station, { authorId, recordingId }: VersionInFull, { id }: User): boolean {
  const recording = stores.recordings.find(recordingId);
  return [authorId, recording?.uploadedBy, recording?.pointsBy].includes(id);
}

export const returnDraft = z.object({
  playoutSha256: z.string({ error: 'Thiếu mã băm của âm thanh đã nghe' }),
  note: text('Viết điều cần sửa, để người soạn biết', 1000),
});

export function giveBackNotice(
  station: Station,
  notice: NoticeInFull,
  user: User,
  { playoutSha256, note }: z.output<typeof returnDraft>,
): Result<void, FieldErrors> {
  const version = onDesk(notice, playoutSha256);
  if (!version.ok) return version;
  station.stores.notices.giveBack(version.value.id, note, user.id, station.clock());
  return ok(undefined);
}

/** It is not heard any more; false when nothing of it was approved. */
export function withdrawNotice(station: Station, notice: NoticeInFull, user: User): boolean {
  const withdrawn = station.stores.notices.withdraw(notice.id, user.id, station.clock());
  if (withdrawn) settle(station);
  return withdrawn;
}

/** Thôi phát; what has aired of it stays in the log. */
export function endNotice(station: Station, notice: NoticeInFull): void {
  station.stores.notices.archive(notice.id, station.clock());
  settle(station);
}

// order -----------------------------------------------------------------------------------------------------------------

/** Priority notices that want the same places on the same days. */
export const priorityRivals = (
  { stores }: Station,
  reach: NoticeReach & { readonly id?: number },
  today: string,
): NoticeInFull[] =>
  stores.notices.standing(today).filter((one) => one.isPriority && one.id !== reach.id && meetInAir(one, reach));

export const precedenceDraft = z.object({
  beforeId: z.coerce.number({ error: 'Chọn thông báo đứng sau' }).int().positive(),
  reason: optionalText(300),
});

/** Puts `notice` before another; of two priority ones with the reason, which is kept. */
export function putBefore(
  station: Station,
  notice: NoticeInFull,
  user: User,
  { beforeId, reason }: z.output<typeof precedenceDraft>,
): Result<void, FieldErrors> {
  const { notices } = station.stores;
  const all = notices.standing(String(todayOf(station)));
  const other = all.find(({ id }) => id === beforeId);
  if (!other || other.id === notice.id || !all.some(({ id }) => id === notice.id))
    return err({ beforeId: 'Không có thông báo này' });
  if (other.isPriority !== notice.isPriority)
    return err({ beforeId: 'Thông báo ưu tiên luôn đứng trước thông báo thường' });
  const isClash = notice.isPriority && meetInAir(notice, other);
  if (isClash && reason === '') return err({ reason: 'Hai thông báo ưu tiên trùng chỗ: ghi lý do cho phát trước' });
  const order = all
    .filter(({ id, isPriority }) => id !== notice.id && isPriority === notice.isPriority)
    .map(({ id }) => id);
  order.splice(order.indexOf(other.id), 0, notice.id);
  notices.arrange(order);
  if (isClash)
    notices.addPrecedence({
      ...{ firstId: notice.id, secondId: other.id, reason, decidedBy: user.id, decidedAt: station.clock() },
    });
  settle(station);
  return ok(undefined);
}
