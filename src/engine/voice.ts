/**
 * One live on its way to the air: what its source pushes goes through a jitter buffer, behind the lead-in tone, until the
 * speaker, the limit or somebody else ends it. Only arithmetic in stream frames; the studio decides.
 */
import type { Live, LiveEnding } from '../core/live.ts';
import { msToFrames, RATE } from '../core/time.ts';
import { chime } from './chime.ts';
import { JitterBuffer } from './jitter.ts';
import { CHANNELS } from './realtime.ts';

/** How long its end takes to fade. */
const FADE = (3 * RATE) / 10;
/** A tenth after half a second. */
const DECAY = 0.1 ** (2 / RATE);

export class Voice {
  readonly live: Live;
  readonly buffer = new JitterBuffer();
  /** When sound last came, milliseconds of the clock. */
  heardAt: number | undefined;
  /** A person has sent it to the air. */
  isCalled = false;
  /** Why it ends, from when that is known; it may still be heard for the length of a fade. */
  ending: LiveEnding | undefined;
  /** It gives no more. */
  isOver = false;
  /** Stream frame of its first sample on the air. */
  from: number | undefined;
  /** Stream frame behind the last one that its source filled. */
  reached = 0;
  /** Of what arrives: the loudest of the last moment. */
  peak = 0;
  /** Stream frame at which the lead-in tone ends. */
  #leadInEnd = 0;
  readonly #leadIn: Float32Array;
  #gain = 1;
  #falls = 0;
  #mono = new Float32Array(0);

  constructor(live: Live) {
    this.live = live;
    this.#leadIn = live.leadIn ? chime() : new Float32Array(0);
  }

  /** Stream frame at which its limit ends it. */
  get until(): number | undefined {
    return this.from === undefined ? undefined : this.from + msToFrames(this.live.limitMs);
  }

  get isInLeadIn(): boolean {
    return this.from !== undefined && this.reached < this.#leadInEnd;
  }

  /** One channel, 48 kHz; `at`: when it came, milliseconds of the clock. */
  push(samples: Float32Array, at: number): void {
    this.heardAt = at;
    for (const sample of samples) this.peak = Math.max(this.peak * DECAY, Math.abs(sample));
    if (this.ending === 'finished') return;
    this.buffer.push(samples);
    // What is said before the air is open is not said late.
    if (this.from === undefined || this.isInLeadIn) this.buffer.skip();
  }

  /** Its speaker is done: what they have said is still heard. */
  finish(): void {
    if (this.ending) return;
    if (this.from === undefined || this.isInLeadIn) return this.leave('finished');
    this.ending = 'finished';
    this.buffer.end();
  }

  /** Ends it over a fade; at once, where nobody hears it yet. */
  leave(ending: LiveEnding): void {
    this.ending ??= ending;
    this.#falls ||= 1 / FADE;
    this.isOver ||= this.from === undefined;
  }

  /** Nobody hears it from now on. */
  drop(ending: LiveEnding): void {
    this.ending ??= ending;
    this.isOver = true;
  }

  /** Puts its next `count` frames, which sound from stream frame `frame` on, into interleaved stereo `samples`. */
  take(samples: Float32Array, frame: number, count: number): void {
    if (this.from === undefined) {
      this.from = frame;
      this.#leadInEnd = frame + this.#leadIn.length;
    }
    if (this.#mono.length < count) this.#mono = new Float32Array(count);
    const mono = this.#mono.subarray(0, count);
    const tone = Math.max(0, Math.min(count, this.#leadInEnd - frame));
    mono.set(this.#leadIn.subarray(frame - this.from, frame - this.from + tone));
    const given = tone < count ? this.buffer.take(mono.subarray(tone)) : 0;
    if (tone + given > 0) this.reached = frame + (given > 0 ? count : tone);

    const fadeFrom = this.until! - FADE;
    for (let i = 0; i < count; i++) {
      if (frame + i >= fadeFrom) this.leave('time-limit');
      this.#gain = Math.max(0, this.#gain - this.#falls);
      for (let channel = 0; channel < CHANNELS; channel++) samples[i * CHANNELS + channel] = mono[i]! * this.#gain;
    }
    this.isOver ||= this.#gain === 0 || (this.ending === 'finished' && this.buffer.isSpent);
  }
}
