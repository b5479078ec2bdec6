/**
 * Thông báo (product E5): text that a voice reads out, or a recording, aired on some days in the places kept for notices.
 * A changed text or sound is a new version; each version is approved by itself, bound to the sound that was heard.
 */
import { readySound, type Sound } from './episodes.ts';
import type { DurationMs, EpochMs } from './time.ts';

export const TIMES = { least: 1, most: 10, usual: 2 } as const;

export type Notice = {
  readonly id: number;
  readonly title: string;
  /** Whose notice it is, as people say it. */
  readonly source: string;
  /** Goes before those that have not. */
  readonly isPriority: boolean;
  /** Days, ISO text, both inclusive. */
  readonly validFrom: string;
  readonly validUntil: string;
  readonly timesPerDay: number;
  /** Slots it may sound in; null: every place for notices. */
  readonly slotIds: readonly string[] | null;
  /** Of two alike, the lower one goes first. */
  readonly position: number;
  /** The bulletin it was made of. */
  readonly bulletinId: number | null;
  readonly createdBy: number;
  readonly createdAt: EpochMs;
  readonly changedAt: EpochMs;
  readonly archivedAt: EpochMs | null;
};

export type NoticeVersion = {
  readonly id: number;
  readonly noticeId: number;
  /** From 1. */
  readonly number: number;
  /** Null: recorded by a person, not read out. */
  readonly text: string | null;
  /** What the voice was given. */
  readonly spoken: string | null;
  readonly recordingId: number;
  readonly authorId: number;
  readonly madeAt: EpochMs;
  /** Its author has heard it and asks for approval. */
  readonly submittedAt: EpochMs | null;
  /** Why an approver gave it back. */
  readonly returnedAt: EpochMs | null;
  readonly returnedBy: number | null;
  readonly returnNote: string;
};

export type NoticeApproval = {
  readonly id: number;
  readonly versionId: number;
  readonly playoutSha256: string;
  readonly authorId: number;
  readonly approverId: number;
  readonly soleReason: string | null;
  /** `TUQ. GIÁM ĐỐC` and by which paper, of who approved in another's place; else ''. */
  readonly signedAs: string;
  readonly mandate: string;
  readonly approvedAt: EpochMs;
  /** What the approver had heard of it by then, and how long it was; null: from before this was kept. */
  readonly heardMs: DurationMs | null;
  readonly lengthMs: DurationMs | null;
  readonly withdrawnAt: EpochMs | null;
  readonly withdrawnBy: number | null;
};

/** One version with all that decides whether it may be heard. */
export type VersionInFull = NoticeVersion & {
  readonly sound: Sound;
  /** Newest first. */
  readonly approvals: readonly NoticeApproval[];
};
/** `versions`: newest first, at least one. */
export type NoticeInFull = Notice & { readonly versions: readonly VersionInFull[] };

export function versionApproval({ sound, approvals }: VersionInFull): NoticeApproval | undefined {
  const ready = readySound(sound);
  return approvals.find((one) => one.withdrawnAt === null && one.playoutSha256 === ready?.playoutSha256);
}

/** The newest version that is approved: a newer one waits until it is. */
export const heardVersion = ({ versions }: NoticeInFull): VersionInFull | undefined => versions.find(versionApproval);

/** draft: its author has not submitted it; returned: an approver gave it back. */
export type VersionState = 'draft' | 'waiting' | 'returned' | 'approved';

export function versionState(version: VersionInFull): VersionState {
  if (versionApproval(version)) return 'approved';
  if (version.returnedAt !== null) return 'returned';
  return version.submittedAt === null ? 'draft' : 'waiting';
}

/** running: valid today and approved; coming: approved for later days; else what its newest version waits for. */
export type NoticeState = 'running' | 'coming' | 'over' | 'ended' | Exclude<VersionState, 'approved'>;

export function noticeState(notice: NoticeInFull, today: string): NoticeState {
  if (notice.archivedAt !== null) return 'ended';
  if (notice.validUntil < today) return 'over';
  if (heardVersion(notice)) return notice.validFrom <= today ? 'running' : 'coming';
  return versionState(notice.versions[0]!) as Exclude<VersionState, 'approved'>;
}

export const NOTICE_STATES = {
  draft: 'Bản nháp',
  waiting: 'Chờ duyệt',
  returned: 'Trả lại để sửa',
  running: 'Đang phát các ngày này',
  coming: 'Đã duyệt, chưa đến ngày',
  over: 'Hết hiệu lực',
  ended: 'Đã thôi phát',
} as const satisfies Record<NoticeState, string>;

export const VERSION_STATES = {
  draft: NOTICE_STATES.draft,
  waiting: NOTICE_STATES.waiting,
  returned: NOTICE_STATES.returned,
  approved: 'Đã duyệt',
} as const satisfies Record<VersionState, string>;

/** Priority first, then as the station has put them. */
export const byOrder = (
  a: Pick<Notice, 'isPriority' | 'position' | 'id'>,
  b: Pick<Notice, 'isPriority' | 'position' | 'id'>,
): number => Number(b.isPriority) - Number(a.isPriority) || a.position - b.position || a.id - b.id;

/** Would both ask for the same place on some day? */
export const meetInAir = (a: NoticeReach, b: NoticeReach): boolean =>
  a.validFrom <= b.validUntil &&
  b.validFrom <= a.validUntil &&
  (a.slotIds === null || b.slotIds === null || a.slotIds.some((id) => b.slotIds!.includes(id)));
export type NoticeReach = Pick<Notice, 'validFrom' | 'validUntil' | 'slotIds'>;

/** Who went first of two priority notices that met, and why (Thông tư 39/2020: the commune decides). */
export type NoticePrecedence = {
  readonly id: number;
  readonly firstId: number;
  readonly firstTitle: string;
  readonly secondId: number;
  readonly secondTitle: string;
  readonly reason: string;
  readonly decidedBy: number;
  readonly decidedByName: string;
  readonly decidedAt: EpochMs;
};

// what the planner asks for ---------------------------------------------------------------------------------------------

/** An approved notice as the playlist needs it. */
export type AirNotice = Pick<Notice, 'id' | 'title' | 'validFrom' | 'validUntil' | 'timesPerDay' | 'slotIds'> & {
  readonly sound: Sound;
};

/** In the order in which they take places. What was approved, and sounds otherwise now, is not among them. */
export const airNotices = (notices: readonly NoticeInFull[]): AirNotice[] =>
  notices
    .filter(({ archivedAt }) => archivedAt === null)
    .toSorted(byOrder)
    .flatMap((notice) => {
      const version = heardVersion(notice);
      return version ? [{ ...notice, sound: version.sound }] : [];
    });
