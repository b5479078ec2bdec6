/**
 * Sound from outside the schedule, in place of what zones hear or laid over it: an emergency, a drill, a person's voice.
 * Whoever has some hands a `BreakIn` to the mixer, which asks it for every 20 ms of the stream until it is over, decides
 * zone by zone which of several is heard, and has the buses give way. Nothing here waits, starts a process or reads a
 * clock; a break-in that has nothing to give at this instant leaves silence.
 */
import { type Reason, WHOLE_COMMUNE } from '../core/model.ts';
import { RAMP } from './fade.ts';
import { CHANNELS, CHUNK } from './realtime.ts';

export type BreakIn = {
  /** `WHOLE_COMMUNE`: every zone, whatever of its own it hears. A `testZone`: one output alone. */
  readonly zoneIds: readonly string[];
  /** Where several meet the highest is heard, of equals the first; the others go on unheard. Live 0, emergencies 1 and up. */
  readonly rank: number;
  /** replace: what it cuts goes on afterwards where it would be by then. talk-over: what is below goes on, 18 dB down. */
  readonly mode: 'replace' | 'talk-over';
  /** What the rows of what it cuts are told, and who did it. */
  readonly reason: Extract<Reason, 'emergency' | 'live'>;
  readonly detail: string;
  /** For whoever shows what sounds. */
  readonly title: string;
  /** Heard outside the allowed hours too; otherwise it is unheard there and goes on. */
  readonly passesGate: boolean;
  /**
   * Fills interleaved stereo float frames for stream frames [frame, frame + count) into `samples`, which is all silence.
   * `heardIn`: those of its zones that hear them, none where a higher one or the hours keep it out. False: these were
   * its last. Must not throw and never waits.
   */
  take(samples: Float32Array, frame: number, count: number, heardIn: readonly string[]): boolean;
  /** Asked now and then how far it has come, to claim only what has truly sounded by stream frame `by`. */
  report?(by: number): void;
  /** A person has stopped all sound where it is heard: it ends itself. */
  stop(): void;
};

/** The zone that only one output hears. */
export const testZone = (outputId: number): string => `output:${outputId}`;
export const isTestZone = (zoneId: string): boolean => zoneId.startsWith('output:');

/** 18 dB down. */
export const DUCK = 10 ** (-18 / 20);

/** A break-in on its way through the mixer, and the chunk it gave last. */
export type Lying = {
  readonly breakIn: BreakIn;
  readonly pcm: Float32Array;
  isNew: boolean;
  /** It was told to end: what it gives now is faded out. */
  isEnding: boolean;
  /** It said itself that it gives no more. */
  isOver: boolean;
};

/** What a bus lays over its own mix, ahead of the limiter. */
export type Overlay = { readonly pcm: Float32Array; readonly ducks: boolean };

export class BreakIns {
  #lying: readonly Lying[] = [];

  /** Answers how to end it: within 10 ms. Safe to call again. */
  add(breakIn: BreakIn): () => void {
    const one: Lying = {
      breakIn,
      pcm: new Float32Array(CHUNK * CHANNELS),
      isNew: true,
      isEnding: false,
      isOver: false,
    };
    this.#lying = [...this.#lying, one];
    return () => {
      one.isEnding = true;
    };
  }

  get isEmpty(): boolean {
    return this.#lying.length === 0;
  }

  /** Every zone that one of them names. */
  zones(): Set<string> {
    return new Set(this.#lying.flatMap(({ breakIn }) => breakIn.zoneIds));
  }

  /** What is heard in a zone of that name. `isOpen`: the allowed hours are. */
  heardIn(zoneId: string, isOpen: boolean): Lying | undefined {
    let top: Lying | undefined;
    for (const one of this.#lying) {
      const { zoneIds, rank, passesGate } = one.breakIn;
      if (one.isEnding || !(isOpen || passesGate)) continue;
      if (!zoneIds.includes(zoneId) && !zoneIds.includes(WHOLE_COMMUNE)) continue;
      if (top === undefined || rank > top.breakIn.rank) top = one;
    }
    return top;
  }

  /** Has each give its next chunk, which sounds from stream frame `frame` on. */
  take(frame: number, isOpen: boolean): void {
    for (const one of this.#lying) {
      const heardIn = one.breakIn.zoneIds.filter((id) => this.heardIn(id, isOpen) === one);
      one.pcm.fill(0);
      one.isOver = !one.breakIn.take(one.pcm, frame, CHUNK, heardIn);
    }
  }

  /** After a chunk was mixed: what is over is gone, what was new no longer is. */
  settle(): void {
    for (const one of this.#lying) one.isNew = false;
    if (this.#lying.some(isGone)) this.#lying = this.#lying.filter((one) => !isGone(one));
  }

  report(by: number): void {
    for (const { breakIn } of this.#lying) breakIn.report?.(by);
  }

  /** A person has stopped all sound of a zone; the whole commune's is everybody's. */
  stop(zoneId: string): void {
    for (const { breakIn } of this.#lying)
      if (zoneId === WHOLE_COMMUNE || breakIn.zoneIds.every((id) => id === zoneId)) breakIn.stop();
  }
}

const isGone = ({ isEnding, isOver }: Lying): boolean => isEnding || isOver;

/**
 * What a zone hears of `next`, having heard `last` until now, into `pcm`: one that comes up or is cut in the middle of
 * its sound is faded over 10 ms, one that begins or ends by itself is left as it is.
 */
export function lay(pcm: Float32Array, next: Lying | undefined, last: Lying | undefined): void {
  if (next) pcm.set(next.pcm);
  else pcm.fill(0);
  if (next === last) return;
  if (next && !next.isNew) fade(pcm, next.pcm, (way) => way - 1);
  if (last && !last.isOver) fade(pcm, last.pcm, (way) => 1 - way);
}

/** Adds the first 10 ms of `sound`, each frame by the gain that belongs to its place, 0 to 1. */
function fade(pcm: Float32Array, sound: Float32Array, gain: (way: number) => number): void {
  for (let i = 0; i < RAMP * CHANNELS; i++) pcm[i]! += sound[i]! * gain(i / (RAMP * CHANNELS));
}
