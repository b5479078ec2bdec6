/** The recordings a form offers to choose from: those that are ready, newest first, and those it names already. */
import type { Option } from '../../views/parts.tsx';
import { framesToMs } from '../core/time.ts';
import { formatClock } from '../core/vietnamese.ts';
import type { Station } from './station.ts';

const MOST = 500;

export function recordingOptions(
  { stores }: Pick<Station, 'stores'>,
  named: readonly (number | null)[] = [],
): Option[] {
  const ready = stores.recordings.list({ state: 'ready', limit: MOST });
  const others = named.flatMap((id) => stores.recordings.find(id ?? 0) ?? []);
  const all = new Map([...others, ...ready].map((recording) => [recording.id, recording]));
  return [...all.values()].map(({ id, title, playoutFrames }) => ({
    value: String(id),
    label: playoutFrames === null ? title : `${title} (${formatClock(framesToMs(playoutFrames))})`,
  }));
}
