/** An issue of a programme: what it is called, what comes next, and whether its sound may be heard. */

import type { Temporal } from 'temporal-polyfill';
import { isOnDesk, type StepKind } from './approval.ts';
import { byLanguage, languageWord, VIETNAMESE } from './languages.ts';
import type { Approval, Episode, IssueWord, Recording } from './model.ts';
import type { EpochMs, Frames } from './time.ts';
import { twoDigits } from './vietnamese.ts';

/** A recording as far as the air cares. */
export type Sound = Pick<Recording, 'id' | 'state' | 'archivedAt' | 'playoutSha256' | 'playoutFrames'>;

/** An episode with all that decides whether it may be heard. */
export type EpisodeInFull = Episode & {
  readonly recording: Sound | null;
  /** Those not withdrawn, newest first. */
  readonly approvals: readonly Approval[];
  /** The start of its first airing that counts (core/counting.ts): from then on it is no premiere any more. */
  readonly airedAt: EpochMs | null;
  /** Of its way between editor and approver; null: nobody has submitted it yet. */
  readonly lastStep: StepKind | null;
};

export type Issue = { readonly year: number; readonly number: number };

export const byIssue = (a: Issue, b: Issue): number => a.year - b.year || a.number - b.number;

/** In order of issue, its versions in the order of the languages. */
export const byVersion = (a: Version, b: Version): number => byIssue(a, b) || byLanguage(a.language, b.language);
export type Version = Issue & Pick<Episode, 'language'>;

/** May it be chosen for a day (ISO)? */
export const isValidOn = ({ validFrom, validUntil }: Pick<Episode, 'validFrom' | 'validUntil'>, day: string): boolean =>
  (validFrom === null || validFrom <= day) && (validUntil === null || day <= validUntil);

/** `Số 02/2025`, `Kỳ 02/2025`, `Chuyên mục tháng 9/2025` (of the months only 1 and 2 are padded, Nghị định 30/2020). */
export function issueLabel(word: IssueWord, { year, number }: Issue): string {
  switch (word) {
    case 'số':
      return `Số ${twoDigits(number)}/${year}`;
    case 'kỳ':
      return `Kỳ ${twoDigits(number)}/${year}`;
    case 'chuyên mục':
      return `Chuyên mục tháng ${number <= 2 ? twoDigits(number) : number}/${year}`;
    default:
      return word satisfies never;
  }
}

/** `Số 02/2025`, and of a version in another language `Số 02/2025 (tiếng Xơ Đăng)`. */
export function versionLabel(word: IssueWord, of: Version): string {
  const label = issueLabel(word, of);
  return of.language === VIETNAMESE ? label : `${label} (${languageWord(of.language).replace(/^T/, 't')})`;
}

/** A chuyên mục is numbered by its month. */
export const isIssueNumber = (word: IssueWord, number: number): boolean =>
  Number.isInteger(number) && number >= 1 && (word !== 'chuyên mục' || number <= 12);

/** The issue a form suggests: the one after this year's last; the first chuyên mục is this month's. */
export function nextIssue(word: IssueWord, existing: readonly Issue[], today: Temporal.PlainDate): Issue {
  const numbers = existing.filter(({ year }) => year === today.year).map(({ number }) => number);
  if (word !== 'chuyên mục') return { year: today.year, number: Math.max(0, ...numbers) + 1 };

  const last = existing.reduce((latest, issue) => (byIssue(issue, latest) > 0 ? issue : latest), {
    year: today.year,
    number: today.month - 1,
  });
  return last.number < 12 ? { year: last.year, number: last.number + 1 } : { year: last.year + 1, number: 1 };
}

/** What would sound, when it can. */
export function readySound(
  recording: Sound | null | undefined,
): { readonly playoutSha256: string; readonly playoutFrames: Frames } | undefined {
  if (recording?.state !== 'ready' || recording.archivedAt !== null) return undefined;
  const { playoutSha256, playoutFrames } = recording;
  return playoutSha256 !== null && playoutFrames !== null ? { playoutSha256, playoutFrames } : undefined;
}

/** The approval of exactly the sound that would be heard now; a changed sound leaves none (product G3). */
export function approvalInForce(episode: Pick<EpisodeInFull, 'recording' | 'approvals'>): Approval | undefined {
  const sound = readySound(episode.recording);
  if (sound === undefined) return undefined;
  return episode.approvals.find((one) => one.withdrawnAt === null && one.playoutSha256 === sound.playoutSha256);
}

export const EPISODE_STATES = ['draft', 'waiting', 'returned', 'rejected', 'approved', 'aired', 'expired'] as const;
export type EpisodeState = (typeof EPISODE_STATES)[number];

/** It has sound that nobody has approved, and an approver has it: one that has aired may be among them. */
export const isWaiting = (
  episode: Pick<EpisodeInFull, 'recording' | 'approvals' | 'lastStep' | 'archivedAt'>,
): boolean =>
  episode.archivedAt === null &&
  isOnDesk(episode.lastStep) &&
  readySound(episode.recording) !== undefined &&
  !approvalInForce(episode);

/** expired: approved or heard, and by `today` (ISO) its last day is over, so that it is chosen no more. */
export function episodeState(
  episode: Pick<EpisodeInFull, 'recording' | 'approvals' | 'airedAt' | 'lastStep' | 'validUntil'>,
  today = '',
): EpisodeState {
  const isApproved = approvalInForce(episode) !== undefined;
  if (isApproved || episode.airedAt !== null) {
    if (episode.validUntil !== null && episode.validUntil < today) return 'expired';
    return episode.airedAt !== null ? 'aired' : 'approved';
  }
  if (episode.lastStep === 'returned' || episode.lastStep === 'rejected') return episode.lastStep;
  return isOnDesk(episode.lastStep) && readySound(episode.recording) ? 'waiting' : 'draft';
}
