/**
 * What people are told though they look at no page: kinds, who is meant, when a delivery is due, and the words of a mail.
 * A new kind is a line of KINDS; whoever has something to say calls engine/notify.ts, the one door.
 */
import { openWindow } from './hours.ts';
import type { Role } from './model.ts';
import { after, type DurationMs, durationMs, type EpochMs, MINUTE, SECOND } from './time.ts';

export const NOTIFICATION_KINDS = {
  missing: { label: 'Nội dung còn thiếu', hint: 'Trước giờ phát 7 ngày, 3 ngày, 1 ngày và 2 giờ, gửi người phải làm' },
  seal: {
    label: 'Niêm phong nhật ký',
    hint: 'Mã niêm phong của mỗi ngày, gửi ngay sau nửa đêm cho nơi giữ để đối chiếu',
  },
  feedback: { label: 'Ý kiến phản ánh', hint: 'Hai ngày trước hạn trả lời và khi quá hạn' },
  report: {
    label: 'Hạn gửi báo cáo',
    hint: 'Khi sắp đến hạn theo cấu hình báo cáo, trước một ngày, đúng ngày và khi đã quá hạn',
  },
  bulletin: {
    label: 'Bản tin cấp trên',
    hint: 'Bản tin khẩn cấp, ưu tiên hoặc CAP vừa đến, gửi ngay người có quyền xử lý',
  },
  decision: {
    label: 'Duyệt, trả lại',
    hint: 'Số hoặc thông báo bị trả lại, không duyệt, thu hồi duyệt hay duyệt hết hiệu lực, gửi người làm kèm ý kiến',
  },
  incident: { label: 'Sự cố phát sóng', hint: 'Mất tiếng, đầu ra lỗi, bộ phát khởi động lại, ổ đĩa sắp đầy' },
} as const;
export type NotificationKind = keyof typeof NOTIFICATION_KINDS;
export const KIND_NAMES = Object.keys(NOTIFICATION_KINDS) as [NotificationKind, ...NotificationKind[]];

/** What somebody has to say, once for each `key`. */
export type Notice = {
  readonly key: string;
  readonly kind: NotificationKind;
  /** Everybody who has one of these roles, and these people (user ids). */
  readonly roles?: readonly Role[];
  readonly people?: readonly number[];
  readonly subject: string;
  readonly lines: readonly string[];
  /** A path of this station: the page with the button that mends it. */
  readonly link?: string;
  /** It does not wait for the end of the quiet hours, nor for others to come along. */
  readonly isUrgent?: boolean;
};

export type Wishes = { readonly email: string; readonly kinds: readonly NotificationKind[] };
export type Quiet = { readonly from: string; readonly until: string };

/** A webhook whose address is a mailbox (`mailto:`, RFC 6068): mails to an office that has no account here. */
export const mailboxOf = (url: string): string | undefined => /^mailto:(.+)$/.exec(url)?.[1];

type Person = { readonly id: number; readonly roles: readonly Role[]; readonly isDisabled: boolean };

/** Who of the people is meant and wants it. */
export const isMeant = (
  { roles = [], people = [], kind }: Pick<Notice, 'roles' | 'people' | 'kind'>,
  person: Person,
  wishes: Wishes | undefined,
): boolean =>
  !person.isDisabled &&
  wishes !== undefined &&
  wishes.kinds.includes(kind) &&
  (people.includes(person.id) || roles.some((role) => person.roles.includes(role)));

/** What is said within a minute comes in one mail. */
const GATHER = MINUTE;
const AT_ONCE = durationMs(5 * SECOND);

/** When its first try is due: by night it waits for the morning, unless it is urgent. */
export function dueAt(now: EpochMs, isUrgent: boolean, quiet: Quiet | undefined, zone: string): EpochMs {
  if (isUrgent) return after(now, AT_ONCE);
  const night = quiet && openWindow(now, [quiet], zone);
  return night ? night.until : after(now, GATHER);
}

const PAUSES = [1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60].map((minutes) => durationMs(minutes * MINUTE));
/** After so many tries, a day later, it has failed until a person sends it again. */
export const MOST_ATTEMPTS = PAUSES.length + 1;

/** How long to wait after the try with this number, from 1. */
export const pauseAfter = (attempt: number): DurationMs => PAUSES[Math.min(attempt, PAUSES.length) - 1]!;

// the mail ------------------------------------------------------------------------------------------------------------

export type Said = Pick<Notice, 'subject' | 'lines'> & { readonly link: string | null };

/** One mail for all of it. `origin` is where the reader finds the station. */
export function mailText(
  said: readonly Said[],
  stationName: string,
  origin: string,
): { subject: string; text: string } {
  const [first] = said;
  const subject = said.length === 1 && first ? first.subject : `${said.length} việc: ${first?.subject ?? ''}…`;
  const parts = said.map(({ subject: title, lines, link }) =>
    [title, ...lines.map((line) => `- ${line}`), ...(link === null ? [] : [`${origin}${link}`])].join('\n'),
  );
  const foot = `--\n${stationName}\nĐổi hoặc thôi nhận thư: ${origin}/thong-bao/cua-toi`;
  return { subject: `[${stationName}] ${subject}`, text: `${[...parts, foot].join('\n\n')}\n` };
}

// incidents -----------------------------------------------------------------------------------------------------------

/** For the log, not for a person's night. */
const NOT_TOLD: readonly string[] = ['stream-gap', 'clock-step', 'entry-unaccounted', 'outside-hours'];

export type TellableIncident = {
  readonly id: number;
  readonly at: EpochMs;
  readonly kind: string;
  readonly zoneId: string | null;
  readonly detail: string;
};
export type IncidentsTold = {
  readonly kind: string;
  readonly zoneId: string;
  readonly incidentId: number;
  readonly toldAt: EpochMs;
};

/** One alarm, not a flood: of one kind in one zone at most one an hour, which sums up what came meanwhile. */
const ALARM_EVERY = durationMs(60 * MINUTE);

/** In order of time within a group; `incidents` are those of the last day. */
export function incidentsToTell(
  incidents: readonly TellableIncident[],
  told: readonly IncidentsTold[],
  now: EpochMs,
): TellableIncident[][] {
  const groups = new Map<string, TellableIncident[]>();
  for (const one of [...incidents].sort((a, b) => a.id - b.id)) {
    const last = told.find(({ kind, zoneId }) => kind === one.kind && zoneId === (one.zoneId ?? ''));
    const isQuiet = last !== undefined && (one.id <= last.incidentId || now < after(last.toldAt, ALARM_EVERY));
    if (isQuiet || NOT_TOLD.includes(one.kind)) continue;
    const key = `${one.kind} ${one.zoneId}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}
