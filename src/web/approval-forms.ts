/** Approving an issue and taking that back: one way for the page and the API. An approval belongs to one sound. */
import { z } from '@hono/zod-openapi';
import { type Origin, type SoleMode, signatureWords } from '../core/approval.ts';
import { approvalInForce, type EpisodeInFull, isWaiting, readySound } from '../core/episodes.ts';
import type { Approval, User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf } from '../core/time.ts';
import { formatDateAdministrative } from '../core/vietnamese.ts';
import { optionalText } from './forms.ts';
import { reportSettings } from './report-figures.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

/** Who does it, and through which door. */
export type By = { readonly user: User; readonly origin: Exclude<Origin, 'station'> };

/** Of the sound the approver was given to hear. */
export const soundHeard = z.string({ error: 'Thiếu mã băm của âm thanh đã nghe' });

export const approvalDraft = z.object({
  playoutSha256: soundHeard,
  /** Besides that of the administrator, where one person does both. */
  soleReason: optionalText(500),
});
export type ApprovalDraft = z.output<typeof approvalDraft>;

/** The newest approval that a change of the sound has voided. */
export function voidedApproval(episode: EpisodeInFull): Approval | undefined {
  return approvalInForce(episode) ? undefined : episode.approvals[0];
}

/** Why a decision on the sound that somebody heard is none on what the issue has now; nothing when it is. */
export function deskComplaint(episode: EpisodeInFull, playoutSha256: string): string | undefined {
  if (episode.archivedAt !== null) return 'Số này đã lưu trữ; khôi phục rồi mới duyệt được';
  const sound = readySound(episode.recording);
  if (!sound) return 'Số này chưa có âm thanh phát được nên chưa duyệt được';
  if (sound.playoutSha256 !== playoutSha256) return CHANGED;
  if (approvalInForce(episode)) return 'Số này đã được duyệt; thu hồi duyệt rồi mới quyết định lại được';
  return isWaiting(episode) ? undefined : 'Số này chưa được trình duyệt';
}

/** A complaint about the whole (`''`) is about the state of the issue; approving the same sound twice is once. */
export function approveEpisode(
  station: Station,
  episode: EpisodeInFull,
  { user, origin }: By,
  { playoutSha256, soleReason }: ApprovalDraft,
): Result<Approval, FieldErrors> {
  const inForce = approvalInForce(episode);
  if (inForce && inForce.playoutSha256 === playoutSha256 && episode.archivedAt === null) return ok(inForce);
  const complaint = deskComplaint(episode, playoutSha256);
  if (complaint !== undefined) return err({ '': complaint });

  const { episodes, episodeSteps, listenings, soleModes } = station.stores;
  const now = station.clock();
  const isOwn = episodeSteps.authors(episode.id).has(user.id);
  const sole = isOwn ? soleModes.holding(now) : undefined;
  if (isOwn && !sole) return err({ '': OWN });

  const approval = episodes.approve({
    ...{ episodeId: episode.id, playoutSha256, approverId: user.id, approvedAt: now, origin },
    ...{ soleReason: sole ? soleWords(sole, soleReason) : null, soleModeId: sole?.id ?? null },
    ...mandateOf(station, user),
    heardMs: listenings.find(user.id, playoutSha256).heardMs,
  });
  if (!approval.ok) return err({ '': approval.error === 'own-episode' ? OWN : CHANGED });
  settle(station);
  return approval;
}

const CHANGED = 'Âm thanh đã thay đổi từ lúc mở trang này; nghe lại bản mới rồi quyết định';
const OWN =
  'Bạn có tham gia làm số này (soạn, sửa, chọn, cắt hoặc tải âm thanh lên) nên người khác phải duyệt. Nếu đài chỉ có một người, người quản trị đặt chế độ một người.';

const soleWords = ({ reason }: SoleMode, more: string): string => [reason, more].filter(Boolean).join('; ');

/** How somebody who holds the role in another's place signs, and by which paper; nothing for who approves by right. */
export function mandateOf(station: Station, user: User): Pick<Approval, 'signedAs' | 'mandate'> {
  const { deputySignatures, people, substitutions } = station.stores;
  const isByRight = people.find(user.id)?.roles.includes('approver') ?? false;
  for (const one of substitutions.holding(user.id, station.clock())) {
    if (!one.roles.includes('approver')) continue;
    const signature = deputySignatures.find(one.id);
    if (!signature && isByRight) continue;
    const [leader] = reportSettings(station).signers;
    const plain = { form: 'TUQ.', inPlaceOf: leader?.position || 'Giám đốc', position: '' } as const;
    const day = (at: typeof one.from) => formatDateAdministrative(dayOf(at, station.config.zone));
    return {
      signedAs: signatureWords(signature ?? plain),
      mandate: `${one.document}, từ ${day(one.from)} đến ${day((one.until - 1) as typeof one.until)}`,
    };
  }
  return { signedAs: '', mandate: '' };
}

export const withdrawalDraft = z.object({ reason: optionalText(500) });

/** False when there was nothing to withdraw. */
export function withdrawApproval(station: Station, episode: EpisodeInFull, { user, origin }: By, reason = ''): boolean {
  const how = { origin, remark: reason };
  const withdrawn = station.stores.episodes.withdraw(episode.id, user.id, station.clock(), how);
  if (withdrawn) settle(station);
  return withdrawn;
}
