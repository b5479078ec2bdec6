/** What pages and the API show of issues, read from the stores. */

import type { StepSheet } from '../../views/approval-parts.tsx';
import type { ApprovalSheet, EpisodeSheet } from '../../views/episode-parts.tsx';
import type { EpisodeStep } from '../core/approval.ts';
import {
  approvalInForce,
  type EpisodeInFull,
  episodeState,
  isWaiting,
  readySound,
  versionLabel,
} from '../core/episodes.ts';
import type { Approval, Programme } from '../core/model.ts';
import { after, dayOf, durationMs, type EpochMs, framesToMs, HOUR } from '../core/time.ts';
import { voidedApproval } from './approval-forms.ts';
import type { Station } from './station.ts';

/** Further than the playlist is planned. */
const AHEAD = durationMs(16 * 24 * HOUR);
const PAGE = 50;

/** A way to make sheets, which asks once for all the names they bear. */
export function openSheets({ stores, clock, config }: Station) {
  const today = dayOf(clock(), config.zone).toString();
  const names = new Map(stores.people.list().map(({ id, name }) => [id, name]));
  const programmes = new Map(stores.programmes.list({ archived: true }).map((one) => [one.id, one]));
  const nameOf = (id: number): string => names.get(id) ?? '';

  const approvalSheet = (approval: Approval): ApprovalSheet => ({
    ...approval,
    approverName: nameOf(approval.approverId),
  });

  const stepSheet = (step: EpisodeStep): StepSheet => ({
    ...step,
    byName: step.madeBy === null ? '' : nameOf(step.madeBy),
  });

  function sheetOf(episode: EpisodeInFull): EpisodeSheet {
    // The schema holds every issue to a programme.
    const programme: Programme = programmes.get(episode.programmeId)!;
    const sound = readySound(episode.recording);
    const [inForce, voided] = [approvalInForce(episode), voidedApproval(episode)];
    return {
      ...episode,
      programme,
      label: versionLabel(programme.issueWord, episode),
      state: episodeState(episode, today),
      isWaiting: isWaiting(episode),
      playoutSha256: sound?.playoutSha256 ?? null,
      durationMs: sound ? framesToMs(sound.playoutFrames) : null,
      authorName: nameOf(episode.authorId),
      inForce: inForce && approvalSheet(inForce),
      voided: voided && approvalSheet(voided),
    };
  }

  return { sheetOf, approvalSheet, stepSheet };
}

/** When the playlist has it, soonest first. */
export function comingStarts({ stores, clock }: Station, episodeId: number): EpochMs[] {
  const now = clock();
  return stores.entries
    .between(now, after(now, AHEAD))
    .filter((entry) => entry.episodeId === episodeId && entry.missing === null)
    .map(({ plannedStart }) => plannedStart);
}

/** A page of a list in the store's order (newest issue first); `next` is the `after` of the page behind it. */
export function pageOfIssues<T extends { year: number; number: number; id: number }>(
  list: readonly T[],
  after: string | undefined,
): { readonly page: readonly T[]; readonly next: string | null } {
  const [year = 0, number = 0, id = 0] = (after ?? '').split('.').map(Number);
  const start = after ? list.findIndex((one) => (one.year - year || one.number - number || one.id - id) < 0) : 0;
  const page = start < 0 ? [] : list.slice(start, start + PAGE);
  const last = page.at(-1);
  const isMore = start >= 0 && start + PAGE < list.length;
  return { page, next: last && isMore ? `${last.year}.${last.number}.${last.id}` : null };
}
