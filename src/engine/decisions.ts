/**
 * Whoever made an issue or a notice is told what became of it at the approver's, and with which words: given back, not
 * approved, taken back, or no longer what was approved. Called by the lookout; each is said once.
 */
import { stepWords } from '../core/approval.ts';
import type { Role } from '../core/model.ts';
import { heardVersion, type NoticeInFull, type VersionInFull } from '../core/notices.ts';
import { after, dayOf, durationMs, type EpochMs, HOUR } from '../core/time.ts';
import { formatDateTime, lowerFirst } from '../core/vietnamese.ts';
import type { EpisodeSteps } from '../storage/episode-steps.ts';
import type { Episodes } from '../storage/episodes.ts';
import type { Notices } from '../storage/notices.ts';
import { type Notifier, notify } from './notify.ts';

const A_DAY = durationMs(24 * HOUR);
const TOLD = ['returned', 'rejected', 'withdrawn', 'voided'] as const;
type Told = (typeof TOLD)[number];
const isTold = (kind: string): kind is Told => TOLD.some((one) => one === kind);
/** What is void has to be approved again. */
const ROLES: Readonly<Record<Told, readonly Role[]>> = {
  returned: ['editor'],
  rejected: ['editor'],
  withdrawn: ['editor'],
  voided: ['editor', 'approver'],
};

type Decided = Notifier & {
  readonly stores: { readonly episodes: Episodes; readonly episodeSteps: EpisodeSteps; readonly notices: Notices };
};

export function tellDecisions(station: Decided, now: EpochMs): void {
  const { episodes, episodeSteps, notices } = station.stores;
  const { zone } = station.config;
  const since = after(now, durationMs(-A_DAY));
  const until = after(now, durationMs(1));
  const nameOf = (id: number | null) => (id === null ? '' : (station.stores.people.find(id)?.name ?? ''));
  const said = (at: EpochMs, by: number | null, remark: string) => [
    [nameOf(by), formatDateTime(at, zone)].filter(Boolean).join(', '),
    ...(remark === '' ? [] : [remark]),
  ];

  for (const { id, episodeId, kind, cause, at, madeBy, remark } of episodeSteps.between(since, until)) {
    const episode = isTold(kind) ? episodes.find(episodeId) : undefined;
    if (!episode || !isTold(kind)) continue;
    notify(station, {
      ...{ key: `episode-step/${id}`, kind: 'decision', roles: ROLES[kind], link: `/so/${episodeId}` },
      people: [episode.authorId, ...episodeSteps.authors(episodeId)],
      subject: `“${episode.title}”: ${lowerFirst(stepWords({ kind, cause }))}`,
      lines: said(at, madeBy, remark),
    });
  }

  const tell = (notice: NoticeInFull, { authorId }: VersionInFull, key: string, kind: Told, lines: string[]) =>
    notify(station, {
      ...{ key, kind: 'decision', roles: ROLES[kind], people: [notice.createdBy, authorId], lines },
      subject: `Thông báo “${notice.title}”: ${lowerFirst(stepWords({ kind, cause: null }))}`,
      link: `/thong-bao/${notice.id}`,
    });
  for (const notice of notices.decidedBetween(since, until))
    for (const version of notice.versions) {
      const { id, returnedAt, returnedBy, returnNote, approvals } = version;
      if (returnedAt !== null && returnedAt >= since)
        tell(notice, version, `notice-return/${id}`, 'returned', said(returnedAt, returnedBy, returnNote));
      for (const { id: approvalId, withdrawnAt, withdrawnBy } of approvals)
        if (withdrawnAt !== null && withdrawnAt >= since)
          tell(notice, version, `notice-withdrawal/${approvalId}`, 'withdrawn', said(withdrawnAt, withdrawnBy, ''));
    }

  // Nobody writes down when the sound of a notice changed: it is seen.
  for (const notice of notices.standing(String(dayOf(now, zone)))) {
    const version = notice.versions.find(({ approvals }) => approvals.some(({ withdrawnAt }) => withdrawnAt === null));
    if (!version || heardVersion(notice)) continue;
    const { id, recordingId, sound } = version;
    const key = `notice-void/${id}/${recordingId}/${sound.playoutSha256}/${sound.archivedAt}`;
    tell(notice, version, key, 'voided', ['Âm thanh không còn là bản đã được duyệt']);
  }
}
