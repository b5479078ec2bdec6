/**
 * A cue is an entry, or a person's "start now", made ready for the air: everything the playout needs to sound it and
 * everything the log needs to tell of it. And the one rule of the air: which cue should sound at an instant.
 */
import type { AiringKind, Missing } from './model.ts';
import type { EpochMs } from './time.ts';

export type Cue = {
  /** `e12` for entry 12, `c5` for command 5. */
  readonly key: string;
  readonly entryId: number | null;
  readonly commandId: number | null;
  /** The airing that a restart broke and this cue takes up again. */
  readonly continuesId: number | null;
  readonly zoneId: string;
  readonly kind: AiringKind;
  readonly title: string;
  readonly slotId: string | null;
  readonly recurrenceId: string | null;
  readonly programmeId: string | null;
  readonly programmeName: string | null;
  readonly episodeId: number | null;
  readonly episodeLabel: string | null;
  readonly recordingId: number | null;
  readonly playoutSha256: string | null;
  readonly totalFrames: number | null;
  readonly missing: Missing | null;
  readonly plannedStart: EpochMs | null;
  readonly plannedEnd: EpochMs | null;
};

/** A cue on the way through the air. `origin`: the instant at which the first sample of the recording falls. */
export type Placed = {
  readonly origin: number;
  readonly begun: boolean;
  readonly over: boolean;
  readonly able: boolean;
};

/**
 * Level, not edge: of all that has come due and is not over, the latest start sounds, and it must be able to. What
 * cannot start never stops what is on air; what was cut by a later start does not come back.
 */
export function cueAt<T extends Placed>(placed: Iterable<T>, at: number): T | undefined {
  let chosen: T | undefined;
  for (const one of placed) {
    if (one.over || one.origin > at || !(one.able || one.begun)) continue;
    if (chosen === undefined || one.origin >= chosen.origin) chosen = one;
  }
  return chosen;
}

/** A cue that comes up this late still begins at its first word; later than this it joins in progress. */
export const LATE_START_MS = 2000;
