/**
 * The shape of loudness of one sound on a bus: fades of equal power, and never a step from one frame to the next, so
 * that nothing clicks whatever happened. Asked frame by frame; the gain follows what is asked of it no faster than the
 * shortest ramp.
 */
import { RATE } from '../core/time.ts';
import { CHANNELS } from './realtime.ts';

/** The shortest way from full to silent. */
export const RAMP = RATE / 100;
const STEEPEST = Math.PI / 2 / RAMP;
/** −40 dB: what ends here ends without a ramp. */
const INAUDIBLE = 0.01;

/** `from` the frame where it begins to change, `frames` long; `top`: what it falls from. */
type Fade = { readonly from: number; readonly frames: number; readonly top: number };

export class Envelope {
  #gain: number;
  readonly #level: number;
  #entrance: Fade | undefined;
  #exit: Fade | undefined;

  /** `level`: the factor of its full loudness. `soft`: it comes up from silence. */
  constructor(level: number, soft: boolean) {
    this.#level = level;
    this.#gain = soft ? 0 : 1;
  }

  get isAudible(): boolean {
    return this.#gain > INAUDIBLE;
  }

  /** Rises from silence. */
  enter(from: number, frames: number): void {
    this.#gain = 0;
    this.#entrance = { from, frames, top: 1 };
  }

  /** Will be silent at `cut`, by a fade of `frames`; never mind: with `undefined`. */
  cutAt(cut: number | undefined, frames = RAMP): void {
    const length = Math.max(RAMP, frames);
    this.#exit = cut === undefined ? undefined : { from: cut - length, frames: length, top: 1 };
  }

  /** Falls from where it is. */
  leave(from: number, frames: number): void {
    this.#exit = { from, frames, top: this.#gain };
  }

  /** Shapes `count` frames at `samples`, whose first sounds at stream frame `frame`. */
  apply(samples: Float32Array, frame: number, count: number): void {
    if (this.#isFlat(frame + count)) {
      if (this.#level === 1) return;
      for (let i = 0; i < count * CHANNELS; i++) samples[i]! *= this.#level;
      return;
    }
    for (let i = 0; i < count; i++) {
      const asked = Math.min(this.#rising(frame + i), this.#falling(frame + i));
      this.#gain = Math.min(this.#gain + STEEPEST, Math.max(this.#gain - STEEPEST, asked));
      for (let channel = 0; channel < CHANNELS; channel++) samples[i * CHANNELS + channel]! *= this.#gain * this.#level;
    }
  }

  #isFlat(until: number): boolean {
    if (this.#gain !== 1 || this.#entrance) return false;
    return this.#exit === undefined || until <= this.#exit.from;
  }

  #rising(frame: number): number {
    if (!this.#entrance) return 1;
    const way = (frame - this.#entrance.from + 1) / this.#entrance.frames;
    if (way < 1) return Math.sin((Math.PI / 2) * way);
    this.#entrance = undefined;
    return 1;
  }

  #falling(frame: number): number {
    if (!this.#exit || frame < this.#exit.from) return 1;
    const way = (frame - this.#exit.from) / this.#exit.frames;
    return way < 1 ? this.#exit.top * Math.cos((Math.PI / 2) * way) : 0;
  }
}

export const fromDecibels = (db: number): number => 10 ** (db / 20);

/** From full to silent, or back, in a fifth of a second. */
const DUCKING = 1 / (RATE / 5);

/** Brings `count` frames from the gain `from` towards `to`, no faster than that; answers how far it came. */
export function duck(samples: Float32Array, count: number, from: number, to: number, step = DUCKING): number {
  let gain = from;
  for (let i = 0; i < count; i++) {
    gain = Math.min(gain + step, Math.max(gain - step, to));
    for (let channel = 0; channel < CHANNELS; channel++) samples[i * CHANNELS + channel]! *= gain;
  }
  return gain;
}

/** Adds `count` frames of `sound` to `mix`. */
export function add(mix: Float32Array, sound: Float32Array, count: number): void {
  for (let i = 0; i < count * CHANNELS; i++) mix[i]! += sound[i]!;
}
