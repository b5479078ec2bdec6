/** What pages show of an issue on an approver's desk and of its history, read from the stores. */
import type { DeskSheet, StepSheet } from '../../views/approval-parts.tsx';
import type { ApprovalSheet } from '../../views/episode-parts.tsx';
import { heardWords } from '../core/approval.ts';
import type { EpisodeInFull } from '../core/episodes.ts';
import type { User } from '../core/model.ts';
import { lowerFirst } from '../core/vietnamese.ts';
import { heardOf } from './approval-steps.ts';
import { openSheets } from './episode-sheets.ts';
import type { Station } from './station.ts';

/** A way to say of issues what `user` may decide and should know. */
export function openDesk(station: Station, user: User): (episode: EpisodeInFull) => DeskSheet {
  const { episodeSteps, scripts, soleModes } = station.stores;
  const { stepSheet } = openSheets(station);
  const sole = soleModes.holding(station.clock());
  return (episode) => {
    const steps = episodeSteps.of(episode.id);
    const submitted = steps.find(({ kind }) => kind === 'submitted');
    const sentBack = steps.find(({ kind }) => kind === 'returned' || kind === 'rejected');
    const voided = steps.find(({ kind }) => kind === 'voided');
    return {
      submitted: submitted && stepSheet(submitted),
      sentBack: sentBack && stepSheet(sentBack),
      voided: voided && stepSheet(voided),
      hasScript: scripts.find(episode.id) !== undefined || scripts.files(episode.id).length > 0,
      heard: heardOf(station, user, episode.recording),
      isOwn: episodeSteps.authors(episode.id).has(user.id),
      sole,
    };
  };
}

/** An issue's history as its page shows it: the steps, and by id of an approval what stood as it was given. */
export function historyOf(station: Station, episode: EpisodeInFull) {
  const { stepSheet, approvalSheet } = openSheets(station);
  const { episodes, episodeSteps } = station.stores;
  const steps: StepSheet[] = episodeSteps.of(episode.id).map(stepSheet);
  const extras = new Map(
    episodes.approvalsOf(episode.id).map((one) => [one.id, { words: approvalWords(approvalSheet(one)) }]),
  );
  return { steps, extras };
}

/** What is printed beside an approval: in whose place, why one person did both, how much was heard. */
export const approvalWords = (one: ApprovalSheet): string[] => [
  ...(one.signedAs === '' ? [] : [`Ký ${one.signedAs} (${one.mandate})`]),
  ...(one.soleReason === null ? [] : [`Một người vừa biên tập vừa duyệt: ${one.soleReason}`]),
  ...(one.heardMs === null || one.lengthMs === null
    ? []
    : [`Khi duyệt: ${lowerFirst(heardWords(one.heardMs, one.lengthMs))}`]),
];
