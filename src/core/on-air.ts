/** Is it sounding now, and what comes next: the answer of the home screen, the header of every page and the API. */
import type { DutyTask } from './duty.ts';
import { type HoursOfDays, windowsBetween } from './hours.ts';
import type { AiringKind, Command, EntryKind, Missing, Outcome, OutputKind, Reason } from './model.ts';
import type { RelayNow } from './relay.ts';
import type { Checked } from './sign-off.ts';
import { after, type DurationMs, durationMs, type EpochMs, type Frames, framesToMs, SECOND } from './time.ts';

/**
 * on-air: a recording is sounding. held: a person has stopped the air. waiting: silence between two entries. off:
 * outside the hours in which the loudspeakers may sound. lost: the playout does not answer; nobody knows what sounds.
 */
export type AirState = 'on-air' | 'held' | 'waiting' | 'off' | 'lost';

/** An airing that is open: `toldAt` is the last moment for which the playout claimed it. */
export type Sounding = {
  readonly airingId: number;
  readonly entryId: number | null;
  readonly episodeId: number | null;
  readonly kind: AiringKind;
  readonly title: string;
  readonly episodeLabel: string | null;
  readonly startedAt: EpochMs;
  readonly fromFrame: Frames;
  readonly totalFrames: Frames | null;
  readonly toldAt: EpochMs;
};

/** One line of today: an entry and how its latest airing went, or an airing that was on no playlist (`entryId` null). */
export type TodayLine = {
  readonly entryId: number | null;
  readonly kind: AiringKind;
  readonly title: string;
  readonly episodeId: number | null;
  readonly episodeLabel: string | null;
  readonly missing: Missing | null;
  readonly plannedStart: EpochMs | null;
  readonly plannedEnd: EpochMs | null;
  readonly outcome: Outcome | null;
  readonly reason: Reason | null;
  readonly startedAt: EpochMs | null;
  /** Null while it sounds. */
  readonly endedAt: EpochMs | null;
  /** Null: the whole commune. */
  readonly zoneName: string | null;
};

/** What the header of every page tells. */
export type OnAir = {
  readonly state: AirState;
  readonly sounding: Sounding | undefined;
  /** Who stopped the air, and when the air obeyed. */
  readonly hold:
    | {
        readonly by: string;
        readonly since: EpochMs;
        /** What sounded then was left to end by itself. */
        readonly endsNothing: boolean;
      }
    | undefined;
  readonly next: TodayLine | undefined;
};

/** One slot, one thing missing: `count` entries from `firstStart` on have nothing to sound. */
export type MissingSound = {
  readonly missing: Missing;
  readonly slotId: string;
  readonly kind: EntryKind;
  readonly title: string;
  readonly programmeId: string | null;
  readonly episodeId: number | null;
  readonly firstStart: EpochMs;
  readonly count: number;
  /** An episode of the programme that has its sound and only lacks somebody's approval. */
  readonly waitingEpisodeId: number | null;
  /** One that has its sound and that its editor has not submitted. */
  readonly draftEpisodeId?: number | null;
};

/** A command as people read it: who, what about, and the answer. */
export type AskedByPerson = Omit<Command, 'zoneId' | 'issuedBy'> & {
  readonly by: string;
  readonly title: string | null;
  readonly episodeLabel: string | null;
};

/** `health` is unknown while the playout does not answer. */
export type OutputNow = {
  readonly id: number;
  readonly name: string;
  readonly kind: OutputKind;
  /** Null: the whole commune. */
  readonly zoneName: string | null;
  readonly health:
    | {
        /** off: nothing is due, and it is set to be silent then. */
        readonly state: 'sending' | 'retrying' | 'off';
        readonly since: EpochMs;
        /** The encoder's last words, without the output's secret. */
        readonly said: string;
        readonly listeners: number;
        /** Of a sound card: ppm it is slower (+) or faster (−), unknown at first; silence left out (+) to stay on time. */
        readonly drift?: { readonly ppm: number | undefined; readonly absorbedMs: number };
      }
    | undefined;
};

/** A zone that is not as the whole commune is: something of its own sounds there, or a person has stopped it. */
export type ZoneNow = Pick<OnAir, 'sounding' | 'hold'> & { readonly id: string; readonly name: string };

/** Somebody talks at this moment; `until`: when the limit ends it. */
export type LiveOnAir = {
  readonly id: number;
  readonly title: string;
  readonly by: string;
  readonly zoneNames: readonly string[];
  readonly startedAt: EpochMs;
  readonly until: EpochMs;
};

/** Something that went wrong; without an end it still is so. `zoneName` null: the whole commune, or the machine. */
export type IncidentNow = {
  readonly id: number;
  readonly at: EpochMs;
  readonly kind: string;
  readonly detail: string;
  readonly zoneName: string | null;
  readonly endedAt: EpochMs | null;
};

/** What the home screen tells besides. */
export type TodayOnAir = OnAir & {
  readonly elsewhere: readonly ZoneNow[];
  readonly lives: readonly LiveOnAir[];
  /** Each may have a bus of its own, and so a meter. */
  readonly zones: readonly { readonly id: string; readonly name: string }[];
  readonly lines: readonly TodayLine[];
  readonly missing: readonly MissingSound[];
  /** Whether somebody looked the day through, and what is other since. */
  readonly checked: Checked;
  /** What lasts, then what there was in the last day; each newest first. */
  readonly incidents: readonly IncidentNow[];
  /** Obligations in trouble. */
  readonly duties: readonly DutyTask[];
  readonly outputs: readonly OutputNow[];
  /** Every relay that is connected, or trying to be. */
  readonly relays: readonly RelayNow[];
  /** The last commands, newest first. */
  readonly asked: readonly AskedByPerson[];
};

/** Longer without a word of an open airing, and it is not claimed to sound: the playout reports every 0.7 s. */
const SILENT_AFTER = durationMs(5 * SECOND);

export function airState(facts: {
  readonly sounding: Sounding | undefined;
  readonly isHeld: boolean;
  /** The playout answers. */
  readonly isConnected: boolean;
  /** Within the allowed hours. */
  readonly isOpen: boolean;
  readonly now: EpochMs;
}): AirState {
  const { sounding, now } = facts;
  if (!facts.isConnected || (sounding && after(sounding.toldAt, SILENT_AFTER) <= now)) return 'lost';
  if (sounding) return 'on-air';
  if (facts.isHeld) return 'held';
  return facts.isOpen ? 'waiting' : 'off';
}

/** Where in its recording the air is, and how long it still has; no length, nothing remaining to tell. */
export function positionOf(sounding: Sounding, now: EpochMs): { position: DurationMs; remaining: DurationMs | null } {
  const start = startOfSound(sounding);
  const length = sounding.totalFrames === null ? null : framesToMs(sounding.totalFrames);
  const position = Math.max(0, Math.min(now - start, length ?? Number.POSITIVE_INFINITY));
  return { position: durationMs(position), remaining: length === null ? null : durationMs(length - position) };
}

/** The instant at which the recording's first sample sounded, or would have. */
export const startOfSound = ({ startedAt, fromFrame }: Sounding): EpochMs =>
  after(startedAt, durationMs(-framesToMs(fromFrame)));

/**
 * When the page changes though nobody does anything: an entry's time, an edge of the hours, a playout gone silent; at
 * `latest`, the end of the day.
 */
export function nextBoundary(facts: {
  readonly sounding: Sounding | undefined;
  readonly lines: readonly Pick<TodayLine, 'plannedStart' | 'plannedEnd'>[];
  readonly hours: HoursOfDays;
  readonly zone: string;
  readonly now: EpochMs;
  readonly latest: EpochMs;
}): EpochMs {
  const { now, latest, sounding } = facts;
  const instants = [
    ...facts.lines.flatMap(({ plannedStart, plannedEnd }) => [plannedStart ?? 0, plannedEnd ?? 0]),
    ...windowsBetween(now, latest, facts.hours, facts.zone).flatMap(({ from, until }) => [from, until]),
    sounding ? after(sounding.toldAt, SILENT_AFTER) : 0,
  ];
  return Math.min(latest, ...instants.filter((at) => at > now)) as EpochMs;
}
