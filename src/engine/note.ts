/** What the air tells the recorder, in order; the recorder makes rows of it. The air never waits for an answer. */
import type { AircheckRule } from '../core/aircheck.ts';
import type { ClockFacts } from '../core/clock.ts';
import type { Cue, TooLate } from '../core/cue.ts';
import type { EmergencyEnding, EmergencyMessage, EmergencyOrder } from '../core/emergency.ts';
import type { Span } from '../core/hours.ts';
import type { IncidentKind } from '../core/incidents.ts';
import type { LiveByPerson, LiveEnding } from '../core/live.ts';
import type { DeadAir, Output, Reason, VolumeProfile, ZoneApart } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { GainSpan } from '../core/volume.ts';
import type { OutputHealth } from './line.ts';

export type Note =
  | EmergencyNote
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
      /** Of every output as it ended; added where the outputs are known. */
      outputs?: readonly OutputHealth[];
      /** Those of its zones, and of the outputs with a drill of their own (break-in.ts), that did not hear all of it. */
      apart?: readonly ZoneApart[];
      /** Of a drill: the one output that heard it. */
      outputId?: number;
    }
  | { note: 'silent'; cue: Cue; outcome: TooLate['outcome']; reason: Reason; detail: string | null }
  | { note: 'live'; liveId: number; told: 'started'; at: EpochMs }
  | { note: 'live'; liveId: number; told: 'ended'; at: EpochMs; ending: LiveEnding }
  | { note: 'live'; liveId: number; told: 'refused'; answer: string }
  | { note: 'answered'; commandId: number; state: 'done' | 'refused'; answer: string; at: EpochMs }
  | { note: 'incident'; kind: IncidentKind; zoneId: string | null; detail: string; at: EpochMs }
  /** What lasted (core/incidents.ts) is over. */
  | { note: 'over'; kind: IncidentKind; zoneId: string | null; at: EpochMs };

export type { IncidentKind };

/** Of an emergency, before and after its airings. Its `order` may be news to the database. */
export type EmergencyNote =
  | { note: 'emergency'; order: EmergencyOrder }
  | { note: 'emergency-began'; key: string; at: EpochMs }
  /** The airing of cue `key`, just begun, is its repeat number `repeat`. */
  | { note: 'emergency-airing'; emergencyKey: string; repeat: number; key: string }
  | {
      note: 'emergency-over';
      order: EmergencyOrder;
      ending: EmergencyEnding;
      answer: string;
      repeatsDone: number;
      at: EpochMs;
    }
  /** A message that is kept ready was read, or could not be. */
  | { note: 'emergency-message'; id: number; playoutSha256: string | null; fault: string | null; at: EpochMs };

/** A message that is to be kept ready; without sound while its recording has none. */
export type ReadyMessage = Pick<EmergencyMessage, 'id' | 'title' | 'rank'> & {
  readonly playoutSha256: string | null;
  readonly totalFrames: number | null;
};

export type AskedCommand =
  | { readonly id: number; readonly kind: 'stop' | 'hold' | 'resume'; readonly zoneId: string }
  /** `startedAt`: only what began then is meant. */
  | { readonly id: number; readonly kind: 'cut'; readonly zoneId: string; readonly startedAt: EpochMs | undefined }
  | {
      readonly id: number;
      readonly kind: 'extend';
      readonly zoneId: string;
      readonly minutes: number;
      readonly startedAt: EpochMs | undefined;
    }
  | { readonly id: number; readonly kind: 'volume'; readonly zoneId: string; readonly gainDb: number }
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
  /** What is on air plays to its end, and nothing after it. */
  readonly isHolding: boolean;
  /** Of the whole commune, by a person's word. */
  readonly gainDb: number;
  /** Host names, addresses and ranges that may be reached though they are not public. */
  readonly reachable: readonly string[];
  readonly allowed: readonly Span[];
  readonly deadAir: DeadAir;
  readonly aircheck: AircheckRule;
  readonly clock: ClockFacts;
  readonly outputs: readonly Output[];
  /** Not ended: who has been sent to the air, and who has been told to end. */
  readonly lives: readonly LiveByPerson[];
  readonly zones: readonly ZoneOnAir[];
  readonly emergencies: {
    readonly messages: readonly ReadyMessage[];
    /** Not over, as the database knows; `stoppedBy`: who asked for their end. */
    readonly open: readonly { readonly order: EmergencyOrder; readonly stoppedBy: string | null }[];
  };
};

/** `gains`: where the zone's volume profile falls within the horizon. */
export type ZoneOnAir = {
  readonly id: string;
  readonly volume: VolumeProfile;
  readonly gains: readonly GainSpan[];
};
