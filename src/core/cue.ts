/**
 * A cue is an entry, or a person's "start now", made ready for the air: everything the playout needs to sound it and
 * everything the log needs to tell of it. And the rules of the air: which cue should sound at an instant, how late one
 * may come up, and what stands in for it when it cannot.
 */
import {
  type AiringKind,
  DEFAULT_MODES,
  type FileFault,
  type Missing,
  type Modes,
  type Reason,
  type StandIn,
} from './model.ts';
import { after, type DurationMs, durationMs, type EpochMs, frames, framesToMs } from './time.ts';

export type Cue = Modes & {
  /** `e12` for entry 12, `c5` for command 5; what stands in for it: `e12+1`. */
  readonly key: string;
  readonly entryId: number | null;
  readonly commandId: number | null;
  /** The airing that a restart broke and this cue takes up again. */
  readonly continuesId: number | null;
  /** When that airing's recording would have begun at its first sample. */
  readonly continuesOrigin: EpochMs | null;
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
  /** What a relay is taken from; then `totalFrames` is the length of its place. */
  readonly relayUrl: string | null;
  readonly totalFrames: number | null;
  readonly missing: Missing | FileFault | null;
  readonly plannedStart: EpochMs | null;
  readonly plannedEnd: EpochMs | null;
  readonly slotEnd: EpochMs | null;
  /** The failed airing it makes good (phát bù). */
  readonly paysForId: number | null;
  /** Long quiet passages belong to it. */
  readonly music: boolean;
  readonly standsIn: StandIn | null;
  /** Of a stand-in, the entry it stands in for. */
  readonly standsForId: number | null;
  /** The ladder below it, the next step first; the station's filler, if there is one, is the last. */
  readonly substitutes: readonly Substitute[];
};

export type Substitute = {
  readonly step: Exclude<StandIn, 'fill'>;
  readonly recordingId: number;
  readonly title: string;
  readonly playoutSha256: string;
  readonly totalFrames: number;
};

/** What a cue has beside its sound when nothing else is asked of it. */
export const PLAIN_CUE = {
  ...DEFAULT_MODES,
  continuesId: null,
  continuesOrigin: null,
  slotEnd: null,
  paysForId: null,
  relayUrl: null,
  music: false,
  standsIn: null,
  standsForId: null,
  substitutes: [],
} as const satisfies Partial<Cue>;

/** What cut it is over some time, and then it sounds again where it would be by then. */
export const goesOn = (reason: Reason | null): boolean =>
  reason === 'emergency' || reason === 'live' || reason === 'clock-implausible' || reason === 'relay-lost';

// what should sound ---------------------------------------------------------------------------------------------------

/** A cue on the way through the air, in frames of one stream. */
export type Placed = Pick<Modes, 'startMode' | 'priority'> & {
  /** When it comes due. */
  readonly due: number;
  readonly begun: boolean;
  readonly over: boolean;
  readonly able: boolean;
  /** It only fills time: whatever comes due takes its place. */
  readonly yields: boolean;
  /** Where it will end if nothing cuts it. */
  readonly endsAt: number;
  /** How long it overlaps with what was on air before it. */
  readonly crossFrames: number;
};

/**
 * Level, not edge: asked at every boundary, of all that has come due and is not over. What cannot start never stops
 * what is on air; a hard start cuts what came due before it and is not more important; the others wait for the air to
 * be free, the more important first, then the longest waiting. What was cut does not come back.
 */
export function cueAt<T extends Placed>(placed: Iterable<T>, at: number): T | undefined {
  let onAir: T | undefined;
  let hard: T | undefined;
  let waiting: T | undefined;
  for (const one of placed) {
    if (one.over || one.due > at || !(one.able || one.begun)) continue;
    if (one.begun) onAir = one;
    else if (one.yields) waiting ??= one;
    else if (one.startMode === 'hard') hard = hard && !outranks(one, hard) ? hard : one;
    else waiting = waiting && !waiting.yields && !goesFirst(one, waiting) ? waiting : one;
  }
  if (onAir === undefined) return hard ?? waiting;
  if (onAir.yields) return hard ?? (waiting && !waiting.yields ? waiting : onAir);
  if (hard && outranks(hard, onAir)) return hard;
  return waiting && !waiting.yields && at >= onAir.endsAt - waiting.crossFrames ? waiting : onAir;
}

/** Of two that came due, does this one take the air from that one? The later start does, unless that one matters more. */
export const outranks = (one: Placed, other: Placed): boolean =>
  other.yields || (one.priority - other.priority || one.due - other.due) >= 0;

const goesFirst = (one: Placed, other: Placed): boolean =>
  one.priority > other.priority || (one.priority === other.priority && one.due < other.due);

// how late ------------------------------------------------------------------------------------------------------------

/** Until so long after its start a cue still begins at its first word. */
export function patience(cue: Cue): DurationMs {
  if (cue.standsIn !== null || cue.startMode === 'not-before') return durationMs(Number.MAX_SAFE_INTEGER);
  return cue.startMode === 'soft' ? durationMs(Math.max(cue.toleranceMs, cue.lateStartMs)) : cue.lateStartMs;
}

/** From this instant on it comes up no more. A cue without a planned start always may. */
export function comesUpUntil(cue: Cue): EpochMs {
  const { plannedStart: start, plannedEnd, slotEnd, totalFrames, continuesOrigin, endMode } = cue;
  const length = framesToMs(frames(totalFrames ?? 0));
  if (continuesOrigin !== null && totalFrames !== null) return after(continuesOrigin, length);
  if (start === null || plannedEnd === null) return Number.MAX_SAFE_INTEGER as EpochMs;
  const end = Math.max(plannedEnd, after(start, length)) as EpochMs;
  if (cue.standsIn !== null || cue.startMode === 'not-before') return slotEnd ?? end;
  const patient = after(start, patience(cue));
  const last = cue.latePolicy === 'join' ? (Math.max(end, patient) as EpochMs) : patient;
  return endMode === 'finish' || slotEnd === null ? last : (Math.min(last, slotEnd) as EpochMs);
}

export type TooLate = {
  readonly outcome: 'missed' | 'skipped' | 'cancelled';
  readonly reason: Reason;
  /** Why it was late, where `reason` only says what its slot makes of that. */
  readonly because: Reason | null;
};

/** What becomes of a cue that did not come up in time because of `why`. */
export function tooLate(cue: Cue, why: Reason): TooLate {
  if (cue.missing === 'cancelled-by-person') return { outcome: 'cancelled', reason: cue.missing, because: null };
  if (cue.missing !== null) return { outcome: 'missed', reason: cue.missing, because: null };
  switch (cue.latePolicy) {
    case 'join':
      return { outcome: 'missed', reason: why, because: null };
    case 'skip':
      return { outcome: 'skipped', reason: 'late-skip', because: why };
    case 'make-good':
      return { outcome: 'missed', reason: 'late-make-good', because: why };
    default:
      return cue.latePolicy satisfies never;
  }
}

// what stands in ------------------------------------------------------------------------------------------------------

const isLast = (cue: Cue): boolean => cue.standsIn === 'substitute-station' || cue.standsIn === 'fill';

/** Only fills time until something better comes due. */
export const yields = (cue: Cue): boolean => isLast(cue);

/** It ends with its slot, however long its sound is. */
export const endsWithSlot = (cue: Cue): boolean =>
  cue.endMode === 'cut' || cue.standsIn !== null || cue.relayUrl !== null;

/** The next step down the ladder, to begin at `from`; `undefined`: below is silence. */
export function stepBelow(cue: Cue, from: EpochMs, key: string): Cue | undefined {
  const [next, ...below] = isLast(cue) || cue.missing === 'no-room' ? [] : cue.substitutes;
  return next && standIn(cue, next, next.step, from, key, next.step === 'substitute-station' ? [next] : below);
}

/** What sounds behind a cue that ended before its slot did. */
export function fillBehind(cue: Cue, from: EpochMs, key: string): Cue | undefined {
  if (cue.endMode !== 'fill' && !isLast(cue)) return undefined;
  const filler = cue.substitutes.find(({ step }) => step === 'substitute-station');
  if (filler === undefined || cue.slotEnd === null || from >= cue.slotEnd) return undefined;
  return standIn(cue, filler, isLast(cue) ? cue.standsIn! : 'fill', from, key, [filler]);
}

/** A stand-in that a restart broke: what the log tells of it. */
export type BrokenStandIn = {
  readonly airingId: number;
  readonly recordingId: number | null;
  /** When its recording would have begun at its first sample. */
  readonly origin: EpochMs;
  /** The entry ended whole: this only filled what was left of its place. */
  readonly fills: boolean;
};

/**
 * What sounds at `now` in the place of a stand-in that a restart broke: itself, where it would be by now; what goes round, in
 * its next round; else what goes on behind it. `undefined`: the place is over, or the sound is no more.
 */
export function standInAgain(cue: Cue, broken: BrokenStandIn, now: EpochMs): Cue | undefined {
  const at = cue.substitutes.findIndex(({ recordingId }) => recordingId === broken.recordingId);
  const [found, ...below] = at < 0 ? [] : cue.substitutes.slice(at);
  const end = cue.slotEnd ?? cue.plannedEnd;
  if (found === undefined || end === null || now >= end) return undefined;
  const key = `${cue.key}~${broken.airingId}`;
  const goesRound = broken.fills || found.step === 'substitute-station';
  const again = (from: EpochMs) =>
    standIn(cue, found, broken.fills ? 'fill' : found.step, from, key, goesRound ? [found] : below);
  const length = framesToMs(frames(found.totalFrames));
  const rounds = goesRound ? Math.floor((now - broken.origin) / length) : 0;
  const origin = after(broken.origin, durationMs(rounds * length));
  if (now >= after(origin, length)) return fillBehind(again(origin), after(origin, length), key);
  return { ...again(origin), continuesId: broken.airingId, continuesOrigin: origin };
}

function standIn(
  cue: Cue,
  { recordingId, title, playoutSha256, totalFrames }: Substitute,
  step: StandIn,
  from: EpochMs,
  key: string,
  substitutes: readonly Substitute[],
): Cue {
  const slotEnd = cue.slotEnd ?? cue.plannedEnd;
  return {
    ...cue,
    key,
    title,
    recordingId,
    playoutSha256,
    totalFrames,
    substitutes,
    slotEnd,
    kind: step === 'substitute-slot' || step === 'substitute-programme' ? 'substitute' : 'filler',
    standsIn: step,
    // It is no airing of the entry: of that there is one row, which says why it did not sound.
    entryId: null,
    standsForId: cue.entryId ?? cue.standsForId,
    commandId: null,
    continuesId: null,
    continuesOrigin: null,
    paysForId: null,
    programmeId: null,
    programmeName: null,
    episodeId: null,
    episodeLabel: null,
    relayUrl: null,
    missing: null,
    plannedStart: from,
    plannedEnd: slotEnd,
    crossFadeMs: durationMs(0),
    gainDb: 0,
  };
}
