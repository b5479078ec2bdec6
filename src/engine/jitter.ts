/**
 * Sound from another clock, over a line that delivers in bursts, made steady: as much is held back as the line's jitter
 * asks for (100 to 300 ms), the other clock's drift is absorbed by reading a little faster or slower, and what a stalled
 * line delivers late is caught up with in the pauses of the speech. One channel. It never waits and never clicks.
 */
import { RATE } from '../core/time.ts';
import { fromDecibels, RAMP } from './fade.ts';

const RING = 2 ** 17;
const MASK = RING - 1;
const ms = (length: number): number => (RATE * length) / 1000;

const LEAST = ms(100);
const MOST = ms(300);
/** A line that has starved us is trusted with less from then on, and slowly with more again. */
const CAUTION = ms(40);
const CALM = 30 * RATE;
/** More than this behind what was meant is caught up with in pauses; more than `FAR` at once. */
const LATE = ms(150);
const FAR = ms(2000);
const PAUSE = ms(20);
const QUIET = fromDecibels(-45);
/** Nobody hears a speaker half a percent faster. */
const MOST_BENT = 0.005;
/** How much of a second's error is made up for in the next second. */
const PULL = 0.05;
const SMOOTHING = 1 / 100;
/** So little is not worth bending for: between two clocks that agree, samples pass as they came. */
const SLACK = ms(15);
/** The interpolation reaches so far ahead. */
const REACH = 3;

export class JitterBuffer {
  readonly #ring = new Float32Array(RING);
  #written = 0;
  /** Where it is being read, between two samples. */
  #at = 0;
  #target = LEAST;
  #isFilling = true;
  #isOver = false;
  #gain = 0;
  #step = 1;
  #surplus = 0;
  #calmFor = 0;

  /** Frames that wait to be heard. */
  get held(): number {
    return Math.max(0, this.#written - Math.floor(this.#at));
  }

  /** Enough is here to begin. */
  get isReady(): boolean {
    return this.held >= this.#target;
  }

  /** How long it holds sound back, milliseconds. */
  get delayMs(): number {
    return (this.#target * 1000) / RATE;
  }

  /** Its source has ended and all of it was heard. */
  get isSpent(): boolean {
    return this.#isOver && this.held <= REACH;
  }

  /** 48 kHz, −1 to 1. More than the ring holds keeps the newest. */
  push(samples: Float32Array): void {
    for (const sample of samples) this.#ring[this.#written++ & MASK] = sample;
    if (this.#written - this.#at > RING - ms(100)) this.#jump();
  }

  /** Nothing comes any more: what is here is still heard, to its end. */
  end(): void {
    this.#isOver = true;
    this.#isFilling = false;
  }

  /** Lets go of all but what it means to hold: nothing of it is wanted yet. */
  skip(): void {
    if (this.held > this.#target) this.#at = this.#written - this.#target;
  }

  /** Fills `target`; where nothing has come, with silence. Answers for how many frames there was sound. */
  take(target: Float32Array): number {
    this.#follow(target.length);
    let given = 0;
    for (let i = 0; i < target.length; i++) {
      const left = this.#written - this.#at;
      if (this.#isFilling && left >= this.#target) this.#isFilling = false;
      const falls = this.#isFilling || left <= RAMP;
      this.#gain = Math.max(0, Math.min(1, this.#gain + (falls ? -1 : 1) / RAMP));
      if (left <= REACH || (this.#gain === 0 && !this.#isOver && falls)) {
        this.#starve();
        target[i] = 0;
        continue;
      }
      target[i] = this.#sample() * this.#gain;
      this.#at += this.#step;
      given += 1;
    }
    return given;
  }

  /** Once a chunk: how fast to read on, and whether this is a moment to catch up. */
  #follow(count: number): void {
    const surplus = this.#written - this.#at - count / 2 - this.#target;
    if (this.#isFilling || this.#isOver) {
      this.#step = 1;
      this.#surplus = 0;
      return;
    }
    if (surplus > FAR) this.#jump();
    else if (surplus > LATE && this.#isPausing()) this.#at += PAUSE;
    this.#surplus += (Math.min(surplus, LATE) - this.#surplus) * SMOOTHING;
    const error = this.#surplus - Math.max(-SLACK, Math.min(SLACK, this.#surplus));
    const bend = (error / RATE) * PULL;
    this.#step = 1 + Math.max(-MOST_BENT, Math.min(MOST_BENT, bend));
    this.#calmFor += count;
    if (this.#calmFor < CALM) return;
    this.#calmFor = 0;
    this.#target = Math.max(LEAST, this.#target - CAUTION / 2);
  }

  #starve(): void {
    if (this.#isFilling || this.#isOver) return;
    this.#isFilling = true;
    this.#calmFor = 0;
    this.#target = Math.min(MOST, this.#target + CAUTION);
  }

  /** To where it should be, coming up from silence. */
  #jump(): void {
    this.#at = this.#written - this.#target;
    this.#gain = 0;
    this.#surplus = 0;
  }

  #isPausing(): boolean {
    const from = Math.floor(this.#at);
    for (let i = 0; i < PAUSE + RAMP; i++) if (Math.abs(this.#ring[(from + i) & MASK]!) > QUIET) return false;
    return true;
  }

  /** Between two samples by a cubic through four (Catmull–Rom): no step, and clean as far as speech goes. */
  #sample(): number {
    const from = Math.floor(this.#at);
    const x = this.#at - from;
    const b = this.#ring[from & MASK]!;
    if (x === 0) return b;
    const a = this.#ring[(from - 1) & MASK]!;
    const c = this.#ring[(from + 1) & MASK]!;
    const d = this.#ring[(from + 2) & MASK]!;
    return b + (x / 2) * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
  }
}
