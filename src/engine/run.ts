/**
 * A run is one cue on its way over one bus: where it lies in the stream, how far it has come, its deck, and what would
 * take its place. Only arithmetic in stream frames; the bus decides.
 */
import { type Cue, comesUpUntil, endsWithSlot, type Placed, patience, yields } from '../core/cue.ts';
import type { DeadAir, Reason } from '../core/model.ts';
import { after, type DurationMs, type EpochMs, epochMs, msToFrames, RATE } from '../core/time.ts';
import type { Deck } from './deck.ts';
import { Envelope, fromDecibels } from './fade.ts';
import { CHANNELS } from './realtime.ts';
import type { StreamTime } from './stream-time.ts';

const NEVER = Number.MAX_SAFE_INTEGER;
/** A deck that has given nothing for so long is stuck. */
const STUCK = 2 * RATE;
/** A relay that cannot be heard so long before its time has its substitute made ready. */
const STAND_BY = 3 * RATE;
/** A decoder that dies is replaced this often before its recording is given up. */
export const RETRIES = 3;

export type Ended = {
  readonly outcome: 'completed' | 'cut' | 'failed';
  readonly reason: Reason | null;
  readonly detail: string | null;
};

export class Run implements Placed {
  cue: Cue;
  /** Stream frame of its planned start. */
  due: number;
  /** Stream frame at which the first sample of its recording falls, once it has begun. */
  origin = NEVER;
  begun = false;
  over = false;
  deck: Deck | undefined;
  /** Stream frame at which the deck was asked for. */
  askedAt = 0;
  failures = 0;
  /** Stream frame at which it last failed, and whether what its deck gave last was no sound. */
  failedAt = Number.NEGATIVE_INFINITY;
  garbled = false;
  obstacle: Reason | undefined;
  /** The instant the log has for its beginning. */
  startedAt: EpochMs | undefined;
  fromFrame = 0;
  played = 0;
  /** Stream frame after the last one that sounded. */
  reached = 0;
  envelope = new Envelope(1, false);
  /** It has been told to end and fades until `until`. */
  leaving: { readonly until: number; readonly ended: Ended } | undefined;
  /** What takes its place when it cannot sound, or goes on behind it. */
  standIn: Run | undefined;
  /** Whose place it takes. */
  readonly parent: Run | undefined;
  /** Frames of silence up to now, how many of them its deck gave, and whether somebody was told of them. */
  quiet = 0;
  quietGiven = 0;
  quietTold = false;
  /** Frames for which its deck has given nothing at all. */
  starved = 0;
  /** It takes up again what a break-in cut. */
  resumes = false;
  readonly #stream: StreamTime;

  constructor(cue: Cue, due: number, stream: StreamTime, parent?: Run) {
    this.cue = cue;
    this.due = due;
    this.#stream = stream;
    this.parent = parent;
  }

  get startMode() {
    return this.cue.startMode;
  }

  get priority() {
    return this.cue.priority;
  }

  get yields() {
    return yields(this.cue);
  }

  get able() {
    return this.deck?.ready ?? false;
  }

  get crossFrames() {
    return msToFrames(this.cue.crossFadeMs);
  }

  get fadeFrames() {
    return msToFrames(this.cue.fadeMs);
  }

  /** Without a length of its own it lasts until something ends it. */
  get total() {
    return this.cue.totalFrames ?? NEVER;
  }

  get slotEnd() {
    return this.cue.slotEnd === null ? NEVER : this.#stream.frameAt(this.cue.slotEnd);
  }

  /** Where it has to have ended, whatever is left of it. */
  get mustEnd() {
    return endsWithSlot(this.cue) ? this.slotEnd : NEVER;
  }

  get endsAt() {
    return this.begun ? Math.min(this.origin + this.total, this.mustEnd) : NEVER;
  }

  get comesUpUntil() {
    const until = comesUpUntil(this.cue);
    return Math.min(until === NEVER ? NEVER : this.#stream.frameAt(until), this.mustEnd);
  }

  /** The run that goes on behind this one where its recording would be, once what broke in is over. */
  successor(): Run {
    const startedAt = this.#stream.instantAt(this.origin + this.fromFrame);
    const continuesOrigin = epochMs(startedAt - (this.fromFrame * 1000) / RATE);
    const run = new Run({ ...this.cue, continuesOrigin }, this.due, this.#stream, this);
    run.resumes = true;
    return run;
  }

  /** Its minute is still to come: somebody took out what was to sound before it. */
  get isEarly() {
    const { plannedStart, startMode } = this.cue;
    return startMode === 'soft' && plannedStart !== null && this.due < this.#stream.frameAt(plannedStart);
  }

  /** Another broadcaster's sound, and not a step below it. */
  get isRelay() {
    return this.cue.relayUrl !== null;
  }

  /** A person may speak in it, another station be heard again, at any moment of its place. */
  get mayCome() {
    return (this.cue.kind === 'live' || this.isRelay) && this.cue.missing === null && !this.begun;
  }

  /** Leaves what it is connected to, and what stands by for it, to the run that goes on behind it. */
  bequeath(heir: Run): void {
    heir.deck = this.deck;
    heir.askedAt = this.askedAt;
    heir.standIn = this.standIn;
    this.deck = undefined;
    this.standIn = undefined;
  }

  /** Its place is so much longer. */
  extend(by: DurationMs): void {
    const { slotEnd, totalFrames } = this.cue;
    this.cue = {
      ...this.cue,
      slotEnd: slotEnd && after(slotEnd, by),
      totalFrames: this.isRelay && totalFrames !== null ? totalFrames + msToFrames(by) : totalFrames,
    };
  }

  /** Place in the recording of what would sound at `frame` if it began there. */
  placeAt(frame: number): number {
    if (this.begun) return frame - this.origin;
    if (this.cue.kind === 'live') return 0;
    // It does not wait for us: its place in time is what it is.
    if (this.isRelay) return Math.max(0, frame - this.due);
    const { continuesId, continuesOrigin } = this.cue;
    const late = frame - this.due;
    if (continuesId !== null || continuesOrigin !== null)
      return Math.max(0, continuesOrigin === null ? late : frame - this.#stream.frameAt(continuesOrigin));
    return late * 1000 <= patience(this.cue) * RATE ? 0 : late;
  }

  begin(frame: number): void {
    this.fromFrame = this.placeAt(frame);
    this.origin = frame - this.fromFrame;
    this.begun = true;
    this.reached = frame;
    this.envelope = new Envelope(fromDecibels(this.cue.gainDb), this.fromFrame > 0);
  }

  /** It will not sound as things stand at `frame`: something below it is to be made ready. */
  isBrokenAt(frame: number): boolean {
    if (this.cue.missing !== null || this.failures > RETRIES) return true;
    // Connected long ago: what is not there now may not be there in time.
    if (this.isRelay) return !this.able && frame > this.due - STAND_BY;
    return (
      !this.able &&
      this.deck !== undefined &&
      frame - Math.max(this.due, this.askedAt) >
        (this.mayCome ? Math.max(STUCK, msToFrames(this.cue.toleranceMs)) : STUCK)
    );
  }

  /** The run that answers for this place on the air: itself, or the nearest below that sounds or can. */
  get face(): Run {
    // What is over and has something behind it answers no more; a long chain of fillers stays short.
    while (this.standIn?.over && this.standIn.standIn) this.standIn = this.standIn.standIn;
    if (this.standIn === undefined || (!this.over && (this.begun || this.able))) return this;
    return this.standIn.face;
  }

  /** Counts silence. `given`: how many of `count` frames its deck gave; nothing given is silence, music or not. */
  listen(samples: Float32Array, given: number, count: number, level: number): void {
    this.starved = given > 0 ? 0 : this.starved + count;
    if (given > 0 && (this.cue.music || isLouder(samples, count * CHANNELS, level))) {
      this.quiet = 0;
      this.quietGiven = 0;
      this.quietTold = false;
    } else {
      this.quiet += count;
      this.quietGiven += given;
    }
  }
}

export type Silence = { readonly level: number; readonly frames: number };

export const silenceOf = ({ levelDb, seconds }: DeadAir): Silence => ({
  level: fromDecibels(levelDb),
  frames: Math.round(seconds * RATE),
});

/** Ends at the first sample that is, which in sound is one of the first. */
function isLouder(samples: Float32Array, count: number, level: number): boolean {
  for (let i = 0; i < count; i++) {
    const sample = samples[i]!;
    if (sample >= level || sample <= -level) return true;
  }
  return false;
}
