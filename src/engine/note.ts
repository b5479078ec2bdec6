/** What the air tells the recorder, in order; the recorder makes rows of it. The air never waits for an answer. */
import type { Cue } from '../core/cue.ts';
import type { Span } from '../core/hours.ts';
import type { DeadAir, Output, Reason, VolumeProfile } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { GainSpan } from '../core/volume.ts';

export type Note =
  | { note: 'began'; cue: Cue; startedAt: EpochMs; fromFrame: number; latenessMs: number | null }
  | { note: 'progress'; key: string; endedAt: EpochMs; playedFrames: number }
  | {
      note: 'ended';
      key: string;
      endedAt: EpochMs;
      playedFrames: number;
      outcome: 'completed' | 'cut' | 'failed';
      reason: Reason | null;
      detail: string | null;
    }
  | { note: 'silent'; cue: Cue; outcome: 'missed' | 'skipped'; reason: Reason; detail: string | null }
  | { note: 'answered'; commandId: number; state: 'done' | 'refused'; answer: string; at: EpochMs }
  | { note: 'incident'; kind: IncidentKind; zoneId: string | null; detail: string; at: EpochMs };

export type IncidentKind =
  | 'stream-gap'
  | 'clock-step'
  | 'decoder-failed'
  | 'file-missing'
  | 'file-changed'
  | 'dead-air'
  | 'entry-unaccounted' // past, and the log has no end of it, or two
  | 'outside-hours'
  | 'output-failed'
  | 'playout-restarted';

export type AskedCommand =
  | { readonly id: number; readonly kind: 'stop' | 'resume'; readonly zoneId: string }
  | {
      readonly id: number;
      readonly kind: 'skip';
      readonly zoneId: string;
      readonly entryId: number | null;
      readonly episodeId: number | null;
    }
  | { readonly id: number; readonly kind: 'start-now'; readonly zoneId: string; readonly cue: Cue | undefined };

/** What the recorder tells the air: all it needs for the next hours, whole each time. */
export type Horizon = {
  readonly cues: readonly Cue[];
  /** Pending, oldest first; the air answers each once. */
  readonly commands: readonly AskedCommand[];
  /** Zones a person has stopped and nobody has resumed. */
  readonly held: readonly string[];
  readonly allowed: readonly Span[];
  readonly deadAir: DeadAir;
  readonly outputs: readonly Output[];
  readonly zones: readonly ZoneOnAir[];
};

/** `gains`: where the zone's volume profile falls within the horizon. */
export type ZoneOnAir = {
  readonly id: string;
  readonly volume: VolumeProfile;
  readonly gains: readonly GainSpan[];
};
