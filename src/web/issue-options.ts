/** The approved issues a form offers to choose from: those of `programmeId` first, then the others; newest first. */
import type { Option } from '../../views/parts.tsx';
import { approvalInForce, versionLabel } from '../core/episodes.ts';
import type { Station } from './station.ts';

export function approvedIssues({ stores }: Pick<Station, 'stores'>, programmeId: string | null = null): Option[] {
  const programmes = new Map(stores.programmes.list({ archived: true }).map((one) => [one.id, one]));
  const approved = stores.episodes.list().filter((episode) => approvalInForce(episode) !== undefined);
  const isOwn = (episode: (typeof approved)[number]) => episode.programmeId === programmeId;
  return [...approved.filter(isOwn), ...approved.filter((one) => !isOwn(one))].map((episode) => {
    const programme = programmes.get(episode.programmeId)!;
    const label = `${programme.abbr} · ${versionLabel(programme.issueWord, episode)} · ${episode.title}`;
    return { value: String(episode.id), label: episode.airedAt === null ? label : `${label} (đã phát)` };
  });
}
