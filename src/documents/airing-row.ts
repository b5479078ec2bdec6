/** An airing as programs read it: the JSON API, JSON lines and the CSV with `iso`. Instants are ISO 8601 with offset. */
import type { Airing } from '../core/model.ts';
import { type EpochMs, framesToMs } from '../core/time.ts';
import type { Wall } from './wall-clock.ts';

type Instants = 'plannedStart' | 'plannedEnd' | 'startedAt' | 'endedAt';
type Lengths = 'fromFrame' | 'playedFrames' | 'totalFrames';

export type AiringRow = Omit<Airing, Instants | Lengths> & {
  readonly [K in Instants]: string | null;
} & {
  /** Place in the recording where the sound began. */
  readonly fromMs: number;
  readonly playedMs: number;
  readonly totalMs: number | null;
};

export function airingRow(airing: Airing, wall: (at: EpochMs) => Wall): AiringRow {
  const instant = (at: EpochMs | null): string | null => (at === null ? null : wall(at).iso);
  const { plannedStart, plannedEnd, startedAt, endedAt, fromFrame, playedFrames, totalFrames, ...row } = airing;
  return {
    ...row,
    plannedStart: instant(plannedStart),
    plannedEnd: instant(plannedEnd),
    startedAt: instant(startedAt),
    endedAt: instant(endedAt),
    fromMs: framesToMs(fromFrame),
    playedMs: framesToMs(playedFrames),
    totalMs: totalFrames === null ? null : framesToMs(totalFrames),
  };
}

/** In the order of a CSV; a field missing here does not compile. */
const FIELDS = {
  id: 0,
  startedAt: 0,
  endedAt: 0,
  plannedStart: 0,
  plannedEnd: 0,
  playedMs: 0,
  totalMs: 0,
  fromMs: 0,
  share: 0,
  latenessMs: 0,
  kind: 0,
  title: 0,
  programmeId: 0,
  programmeName: 0,
  episodeId: 0,
  episodeLabel: 0,
  outcome: 0,
  reason: 0,
  detail: 0,
  recordingId: 0,
  playoutSha256: 0,
  zoneId: 0,
  entryId: 0,
  commandId: 0,
  continuesId: 0,
  paysForId: 0,
  slotId: 0,
  recurrenceId: 0,
} satisfies Record<keyof AiringRow, 0>;
export const AIRING_FIELDS = Object.keys(FIELDS) as (keyof AiringRow)[];
