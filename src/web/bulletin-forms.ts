/**
 * Taking in what comes from above, and deciding on it: one validation and one way for pages and API. An ordinary or priority
 * bulletin becomes a notice, which is approved like any other; an emergency becomes a drafted order on the page where a
 * person confirms it. A message that calls an earlier one off takes that one's notice off the air; it never sounds anything.
 */

import { z } from '@hono/zod-openapi';
import { BULLETINS_PATH } from '../../views/notices.tsx';
import {
  BULLETIN_CLASSES,
  type Bulletin,
  type BulletinState,
  bulletinState,
  CLASS_WORDS,
  capText,
  classOf,
  expiryOf,
  isExercise,
  isRecord,
  speaksOf,
  spokenInfo,
} from '../core/bulletins.ts';
import { type CapAlert, parseCap } from '../core/cap.ts';
import { type CapFault, LONGEST_CAP } from '../core/cap-xml.ts';
import type { Recording, User } from '../core/model.ts';
import type { NoticeInFull } from '../core/notices.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { LONGEST_TEXT } from '../core/speech.ts';
import type { EpochMs } from '../core/time.ts';
import { todayOf } from '../core/time.ts';
import { formatDateTime } from '../core/vietnamese.ts';
import { notify } from '../engine/notify.ts';
import { rolesOf } from './access.ts';
import { readySoundFor } from './emergency-forms.ts';
import { speakRecording } from './emergency-sound.ts';
import { choice, optionalId, optionalText, text } from './forms.ts';
import { addNotice, endNotice, type NoticeInput, priorityRivals, putBefore } from './notice-forms.ts';
import type { Station } from './station.ts';

/** Of a form or of JSON alike; the instant of expiry is read by the caller. */
export const bulletinInput = z.object({
  class: choice(BULLETIN_CLASSES, 'Chọn loại bản tin'),
  title: text('Nhập tên bản tin', 160),
  sender: text('Nhập nơi gửi, ví dụ “Đài KTTV tỉnh Quảng Ngãi”', 160),
  number: optionalText(60),
  text: optionalText(LONGEST_TEXT),
  recordingId: optionalId,
});
export type BulletinInput = z.output<typeof bulletinInput> & { readonly expiresAt: EpochMs | null };

export function receiveBulletin(station: Station, user: User, input: BulletinInput): Result<Bulletin, FieldErrors> {
  const now = station.clock();
  const { recordingId, ...rest } = input;
  if (recordingId === undefined && input.text === '')
    return err({ text: 'Dán nội dung bản tin, hoặc gửi tệp âm thanh' });
  if (recordingId !== undefined && !station.stores.recordings.find(recordingId))
    return err({ recordingId: 'Không có âm thanh này' });
  if (input.expiresAt !== null && input.expiresAt <= now) return err({ expiresAt: 'Bản tin này đã hết hiệu lực' });
  const row = { recordingId: recordingId ?? null, receivedAt: now, receivedBy: user.id, cap: null, capXml: null };
  const bulletin = station.stores.bulletins.add({ ...rest, ...row });
  tellOf(station, bulletin);
  return ok(bulletin);
}

/** Whoever may decide on it is told at once; of an ordinary one that somebody typed in, nobody. */
function tellOf(station: Station, bulletin: Bulletin): void {
  const { id, class: rank, title, sender, number, expiresAt, cap } = bulletin;
  const isOff = cap?.msgType === 'Cancel' && ['Actual', 'Exercise'].includes(cap.status);
  if ((isRecord(bulletin) && !isOff) || (rank === 'ordinary' && cap === null)) return;
  const isGrave = rank === 'emergency' || isOff;
  notify(station, {
    key: `bulletin/${id}`,
    kind: 'bulletin',
    roles: [...(isGrave ? rolesOf(ORDERS) : []), ...(rank === 'emergency' ? [] : rolesOf(DECLINES))],
    subject: [isExercise(bulletin) && 'Diễn tập', isOff ? 'Nơi gửi hủy bản tin' : CLASS_WORDS[rank], title]
      .filter((words) => words !== false)
      .join(': '),
    lines: [
      `Nơi gửi: ${sender}`,
      ...(number === '' ? [] : [`Số: ${number}`]),
      ...(expiresAt === null ? [] : [`Có hiệu lực đến ${formatDateTime(expiresAt, station.config.zone)}`]),
    ],
    link: `${BULLETINS_PATH}/${id}`,
    isUrgent: isGrave || rank === 'priority',
  });
}
const ORDERS = `POST ${BULLETINS_PATH}/:id{[0-9]+}/khan-cap`;
const DECLINES = `POST ${BULLETINS_PATH}/:id{[0-9]+}/khong-phat`;

// CAP -------------------------------------------------------------------------------------------------------------------

/** `isNew` false: the same message came before. */
export type CapReceipt = { readonly bulletin: Bulletin; readonly isNew: boolean };

/** UTF-8 and nothing else. */
export function decodeCap(bytes: ArrayBuffer | Uint8Array): Result<string, CapFault[]> {
  if (bytes.byteLength > 4 * LONGEST_CAP) return err([{ clause: '', words: 'Tệp quá lớn' }]);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err([{ clause: '', words: 'Tệp không phải văn bản UTF-8' }]);
  }
}

export function receiveCap(station: Station, user: User, xml: string): Result<CapReceipt, CapFault[]> {
  const read = parseCap(xml);
  if (!read.ok) return read;
  const alert = read.value;
  const { bulletins } = station.stores;
  const known = bulletins.findCap(alert);
  if (known) return ok({ bulletin: known, isNew: false });
  const info = spokenInfo(alert);
  const bulletin = bulletins.add({
    class: classOf(alert),
    title: (info ? info.headline || info.event : alert.note || 'Bản tin không có nội dung').slice(0, 160),
    sender: info?.senderName || alert.sender,
    number: alert.identifier,
    text: capText(alert),
    recordingId: null,
    receivedAt: station.clock(),
    receivedBy: user.id,
    expiresAt: expiryOf(alert),
    cap: alert,
    capXml: xml,
  });
  followUp(station, bulletin, alert);
  tellOf(station, bulletin);
  return ok({ bulletin, isNew: true });
}

/**
 * An update or a cancellation, if it is true and from who sent the one it speaks of, takes that one's place. What was
 * called off is taken off the air; what has a newer text stays on it until a person has accepted that.
 */
function followUp(station: Station, bulletin: Bulletin, alert: CapAlert): void {
  if (alert.status !== 'Actual' && alert.status !== 'Exercise') return;
  if (alert.msgType !== 'Update' && alert.msgType !== 'Cancel') return;
  for (const reference of alert.references) {
    const earlier = station.stores.bulletins.findCap(reference);
    if (!earlier || !speaksOf(alert, earlier) || earlier.cap?.status !== alert.status) continue;
    station.stores.bulletins.replace(earlier.id, bulletin.id);
    if (alert.msgType === 'Cancel') for (const notice of noticesOf(station, earlier)) endNotice(station, notice);
  }
}

export const faultWords = ({ clause, words }: CapFault): string =>
  clause ? `${words} (CAP 1.2, mục ${clause})` : words;

/** Made of it, and still to be heard. */
export const noticesOf = ({ stores }: Station, { id }: Bulletin): NoticeInFull[] =>
  stores.notices.standing('').filter(({ bulletinId }) => bulletinId === id);

/** With those it took the place of, the nearest first. */
export function earlierOf({ stores }: Pick<Station, 'stores'>, { cap }: Bulletin): Bulletin[] {
  return (cap?.references ?? []).flatMap((one) => stores.bulletins.findCap(one) ?? []);
}

export function stateOfBulletin({ stores, clock }: Pick<Station, 'stores' | 'clock'>, one: Bulletin): BulletinState {
  return bulletinState(one, clock(), one.replacedBy === null ? undefined : stores.bulletins.find(one.replacedBy));
}

// deciding --------------------------------------------------------------------------------------------------------------

const UNDECIDED = {
  accepted: 'Bản tin này đã được nhận phát',
  declined: 'Bản tin này đã có quyết định không phát',
  replaced: 'Bản tin này đã có bản mới thay; xử lý bản mới',
  cancelled: 'Nơi gửi đã hủy bản tin này',
  expired: 'Bản tin này đã hết hiệu lực',
  record: 'Bản tin này chỉ để lưu: tin thử, tin nội bộ hoặc không có nội dung phát',
} as const satisfies Record<Exclude<BulletinState, 'new'>, string>;

export function whyClosed(station: Station, bulletin: Bulletin): string | undefined {
  const state = stateOfBulletin(station, bulletin);
  return state === 'new' ? undefined : UNDECIDED[state];
}

/** `order`: where a priority one meets others: before which of them it goes, or behind them all, and why. */
export const acceptanceDraft = z.object({
  text: optionalText(LONGEST_TEXT),
  beforeId: optionalId,
  reason: optionalText(300),
});
export type AcceptanceDraft = z.output<typeof acceptanceDraft>;

/** An ordinary or priority one becomes a notice; what it took the place of is heard no more. */
export async function acceptBulletin(
  station: Station,
  bulletin: Bulletin,
  user: User,
  input: NoticeInput,
  { text: words, beforeId, reason }: AcceptanceDraft,
): Promise<Result<NoticeInFull, FieldErrors>> {
  const closed = whyClosed(station, bulletin);
  if (closed) return err({ '': closed });
  const earlier = earlierOf(station, bulletin);
  const rivals = input.isPriority
    ? priorityRivals(station, input, String(todayOf(station))).filter(
        ({ bulletinId }) => !earlier.some(({ id }) => id === bulletinId),
      )
    : [];
  if (rivals.length > 0 && reason === '')
    return err({ reason: 'Có bản tin ưu tiên khác cùng chỗ phát: chọn thứ tự và ghi lý do' });
  const before = rivals.find(({ id }) => id === beforeId);
  if (beforeId !== undefined && !before) return err({ beforeId: 'Thông báo này không còn tranh chỗ; chọn lại thứ tự' });
  const sound =
    bulletin.recordingId === null ? { text: words || bulletin.text } : { text: '', recordingId: bulletin.recordingId };
  const added = await addNotice(station, user, input, sound, bulletin.id);
  if (!added.ok) return added;
  const { notices, bulletins } = station.stores;
  const notice = added.value;
  const decided = { decidedBy: user.id, decidedAt: station.clock(), reason };
  if (before) putBefore(station, notice, user, { beforeId: before.id, reason });
  for (const other of rivals.filter((one) => one.position < (before?.position ?? Number.POSITIVE_INFINITY)))
    notices.addPrecedence({ ...decided, firstId: other.id, secondId: notice.id });
  for (const one of earlier) for (const old of noticesOf(station, one)) endNotice(station, old);
  bulletins.decide(bulletin.id, 'accepted', user.id, station.clock(), reason);
  return ok(notices.find(notice.id)!);
}

export const emergencyDraft = z.object({ title: text('Nhập tên bản tin', 120), text: optionalText(LONGEST_TEXT) });

/** The sound of an emergency, ready to be heard and confirmed; nothing airs. Asked again it is made anew. */
export async function draftEmergency(
  station: Station,
  bulletin: Bulletin,
  user: User,
  draft: z.output<typeof emergencyDraft>,
): Promise<Result<Recording, FieldErrors>> {
  const closed = whyClosed(station, bulletin);
  if (closed && bulletin.decision !== 'accepted') return err({ '': closed });
  if (isRecord(bulletin)) return err({ '': UNDECIDED.record });
  const words = draft.text || bulletin.text;
  const made =
    bulletin.recordingId !== null && draft.text === ''
      ? readySoundFor(station, bulletin.recordingId)
      : words === ''
        ? err('Nhập nội dung cần đọc')
        : await speakRecording(station, user, { title: draft.title, text: words });
  if (!made.ok) return err(typeof made.error === 'string' ? { text: made.error } : made.error);
  station.stores.bulletins.decide(bulletin.id, 'accepted', user.id, station.clock(), 'Soạn lệnh phát khẩn cấp');
  return ok(made.value);
}

export const refusalDraft = z.object({ reason: text('Ghi vì sao không phát', 300) });

export function declineBulletin(
  station: Station,
  bulletin: Bulletin,
  user: User,
  reason: string,
): Result<void, FieldErrors> {
  const closed = whyClosed(station, bulletin);
  if (closed) return err({ '': closed });
  station.stores.bulletins.decide(bulletin.id, 'declined', user.id, station.clock(), reason);
  return ok(undefined);
}
