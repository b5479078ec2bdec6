/** On which day an airing sounded: what an answer on the air is dated by. */
import { dayOf } from '../core/time.ts';
import type { Station } from './station.ts';

/** ISO day on which an airing sounded. */
export function airedOn(
  { stores, config }: Pick<Station, 'stores' | 'config'>,
  airingId: number | null,
): string | null {
  const airing = airingId === null ? undefined : stores.airings.find(airingId);
  return airing?.startedAt ? String(dayOf(airing.startedAt, config.zone)) : null;
}
