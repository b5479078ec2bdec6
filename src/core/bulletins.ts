/**
 * Bản tin từ cấp trên (product E4): what the province, the state or an agency sends for the loudspeakers, in the three
 * classes of Thông tư 39/2020/TT-BTTTT. Nothing of it sounds by itself: a person takes an ordinary or priority one in as a
 * notice, and orders an emergency.
 */
import type { CapAlert, CapInfo } from './cap.ts';
import type { Rank } from './emergency.ts';
import type { EpochMs } from './time.ts';

/**
 * ordinary: the commune may air it; priority: goes before the others, and of two the commune says which goes first;
 * emergency: is to air at once.
 */
export const BULLETIN_CLASSES = ['ordinary', 'priority', 'emergency'] as const;
export type BulletinClass = (typeof BULLETIN_CLASSES)[number];

/** accepted: a notice was made of it, or an emergency was drafted. */
export type BulletinDecision = 'accepted' | 'declined';

export type Bulletin = {
  readonly id: number;
  readonly class: BulletinClass;
  readonly title: string;
  /** Who sent it, as people say it. */
  readonly sender: string;
  /** Its number and sign, where it has one. */
  readonly number: string;
  readonly text: string;
  readonly recordingId: number | null;
  readonly receivedAt: EpochMs;
  readonly receivedBy: number;
  readonly expiresAt: EpochMs | null;
  /** As it was read; null: it did not come as CAP. */
  readonly cap: CapAlert | null;
  /** The CAP message that took its place, or called it off. */
  readonly replacedBy: number | null;
  readonly decision: BulletinDecision | null;
  readonly decidedBy: number | null;
  readonly decidedAt: EpochMs | null;
  readonly decisionNote: string;
};

/** record: a test, a draft, an answer: kept, and nothing to be done about it. */
export type BulletinState = 'new' | 'accepted' | 'declined' | 'replaced' | 'cancelled' | 'expired' | 'record';

export function bulletinState(one: Bulletin, now: EpochMs, replacement?: Pick<Bulletin, 'cap'>): BulletinState {
  if (one.replacedBy !== null) return replacement?.cap?.msgType === 'Cancel' ? 'cancelled' : 'replaced';
  if (isRecord(one)) return 'record';
  if (one.decision !== null) return one.decision;
  return one.expiresAt !== null && one.expiresAt <= now ? 'expired' : 'new';
}

/** Of CAP, only what is true, or an exercise, and says something is acted on. */
export const isRecord = ({ cap }: Pick<Bulletin, 'cap'>): boolean =>
  cap !== null &&
  (!['Actual', 'Exercise'].includes(cap.status) ||
    !['Alert', 'Update'].includes(cap.msgType) ||
    cap.infos.length === 0);

export const isExercise = ({ cap }: Pick<Bulletin, 'cap'>): boolean => cap?.status === 'Exercise';

/** The one in Vietnamese, else the first. */
export const spokenInfo = ({ infos }: Pick<CapAlert, 'infos'>): CapInfo | undefined =>
  infos.find(({ language }) => /^vi\b/i.test(language)) ?? infos[0];

/** What class an alert has by what it says of itself; a person may say otherwise. */
export function classOf(alert: CapAlert): BulletinClass {
  const info = spokenInfo(alert);
  if (!info) return 'ordinary';
  const isGrave = info.severity === 'Extreme' || info.severity === 'Severe';
  if (isGrave && (info.urgency === 'Immediate' || info.urgency === 'Expected')) return 'emergency';
  return isGrave || info.severity === 'Moderate' || info.urgency === 'Immediate' ? 'priority' : 'ordinary';
}

export const rankOf = ({ cap }: Pick<Bulletin, 'cap'>): Rank => {
  const severity = cap && spokenInfo(cap)?.severity;
  return severity === 'Extreme' ? 3 : severity === 'Severe' || cap === null ? 2 : 1;
};

/** When it is no longer true: the last of what it says. */
export const expiryOf = ({ infos }: Pick<CapAlert, 'infos'>): EpochMs | null => {
  const all = infos.flatMap(({ expires }) => expires ?? []);
  return all.length === infos.length && all.length > 0 ? (Math.max(...all) as EpochMs) : null;
};

/** What is to be read out: what happens, where, and what to do. */
export function capText(alert: CapAlert): string {
  const info = spokenInfo(alert);
  if (!info) return '';
  const headline = info.headline || info.event;
  const where = info.areas.length > 0 ? `Khu vực: ${info.areas.join(', ')}` : '';
  const isTold = info.description.toLowerCase().startsWith(headline.toLowerCase());
  return [isTold ? '' : headline, info.description, where, info.instruction]
    .filter(Boolean)
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join('\n');
}

/** Does it come from whoever sent that one, and speak of it? */
export const speaksOf = (alert: CapAlert, one: Bulletin): boolean =>
  one.cap !== null &&
  one.cap.sender === alert.sender &&
  alert.references.some(
    ({ sender, identifier, sent }) =>
      sender === one.cap!.sender && identifier === one.cap!.identifier && sent === one.cap!.sent,
  );

// words -----------------------------------------------------------------------------------------------------------------

export const CLASS_WORDS = {
  ordinary: 'Bản tin thông thường',
  priority: 'Bản tin ưu tiên',
  emergency: 'Bản tin khẩn cấp',
} as const satisfies Record<BulletinClass, string>;

export const BULLETIN_STATES = {
  new: 'Chưa xử lý',
  accepted: 'Đã nhận phát',
  declined: 'Không phát',
  replaced: 'Đã có bản mới thay',
  cancelled: 'Đã bị nơi gửi hủy',
  expired: 'Hết hiệu lực',
  record: 'Chỉ lưu',
} as const satisfies Record<BulletinState, string>;
