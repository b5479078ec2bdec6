/** Approving an issue and taking that back: one way for the page and the API. An approval belongs to one sound. */
import { z } from 'zod';
import { approvalInForce, type EpisodeInFull, readySound } from '../core/episodes.ts';
import type { Approval, User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { optionalText } from './forms.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

export const approvalDraft = z.object({
  /** Of the sound the approver was given to hear. */
  playoutSha256: z.string({ error: 'Thiếu mã băm của âm thanh đã nghe' }),
  soleReason: optionalText(500),
});
export type ApprovalDraft = z.output<typeof approvalDraft>;

/** It has sound that may be heard, and nobody has approved that sound; one that has aired may be among them. */
export const isWaiting = (episode: EpisodeInFull): boolean =>
  episode.archivedAt === null && readySound(episode.recording) !== undefined && !approvalInForce(episode);

/** The newest approval that a change of the sound has voided. */
export function voidedApproval(episode: EpisodeInFull): Approval | undefined {
  return approvalInForce(episode) ? undefined : episode.approvals[0];
}

/** A complaint about the whole (`''`) is about the state of the issue; approving the same sound twice is once. */
export function approveEpisode(
  station: Station,
  episode: EpisodeInFull,
  approver: User,
  { playoutSha256, soleReason }: ApprovalDraft,
): Result<Approval, FieldErrors> {
  if (episode.archivedAt !== null) return err({ '': 'Số này đã lưu trữ; khôi phục rồi mới duyệt được' });
  const sound = readySound(episode.recording);
  if (!sound) return err({ '': 'Số này chưa có âm thanh phát được nên chưa duyệt được' });
  if (sound.playoutSha256 !== playoutSha256) return err({ '': CHANGED });
  const inForce = approvalInForce(episode);
  if (inForce) return ok(inForce);

  const approval = station.stores.episodes.approve({
    episodeId: episode.id,
    playoutSha256,
    approverId: approver.id,
    soleReason: approver.id === episode.authorId ? soleReason : null,
    approvedAt: station.clock(),
  });
  if (!approval.ok) return err(REFUSED[approval.error]);
  settle(station);
  return approval;
}

const CHANGED = 'Âm thanh đã thay đổi từ lúc mở trang này; nghe lại bản mới rồi duyệt';
/** What the database refused, in words. */
const REFUSED: Readonly<Record<'own-episode' | 'sound-changed', FieldErrors>> = {
  'own-episode': { soleReason: 'Một người vừa biên tập vừa duyệt: ghi lý do' },
  'sound-changed': { '': CHANGED },
};

/** False when there was nothing to withdraw. */
export function withdrawApproval(station: Station, episode: EpisodeInFull, by: User): boolean {
  const withdrawn = station.stores.episodes.withdraw(episode.id, by.id, station.clock());
  if (withdrawn) settle(station);
  return withdrawn;
}
