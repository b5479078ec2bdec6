/**
 * What the pages that watch are shown of every bus, five times a second: its peak, and its momentary loudness (EBU R 128,
 * EBU Tech 3341: K-weighted as ITU-R BS.1770-4 has it, the last 400 ms). All buses together, one telling for all pages.
 */
import { RATE } from '../core/time.ts';
import { CHANNELS, CHUNK, FLOAT_BYTES } from './realtime.ts';

/** dBFS, and LUFS. Nothing is quieter than `FLOOR`. */
export type Level = { readonly zoneId: string; readonly peak: number; readonly momentary: number };

const FLOOR = -90;
/** A telling; half of them is the step by which loudness moves on. */
const TELLING = RATE / 5;
const STEP = TELLING / 2;
const WINDOW = 4;

/** BS.1770-4, tables 1 and 2: a shelf as the head makes it, then a high-pass. At 48 kHz; a0 is 1. */
const SHELF = {
  b: [1.53512485958697, -2.69169618940638, 1.19839281085285],
  a: [-1.69065929318241, 0.73248077421585],
} as const;
const HIGH_PASS = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] } as const;

export class Meters {
  readonly #onLevels: (levels: readonly Level[]) => void;
  readonly #meters = new Map<string, Meter>();
  #at = -1;

  constructor(onLevels: (levels: readonly Level[]) => void) {
    this.#onLevels = onLevels;
  }

  /** A bus's chunk that begins at stream frame `at`. A bus that falls silent is told of once more. */
  hear(zoneId: string, at: number, pcm: Uint8Array): void {
    if (at !== this.#at && at % TELLING < CHUNK) this.#tell();
    this.#at = at;
    let meter = this.#meters.get(zoneId);
    if (!meter) {
      meter = new Meter();
      this.#meters.set(zoneId, meter);
    }
    meter.hear(new Float32Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / FLOAT_BYTES));
  }

  #tell(): void {
    const levels: Level[] = [];
    for (const [zoneId, meter] of this.#meters) {
      const wasSilent = meter.isSilent;
      const level = meter.read();
      if (!wasSilent || !meter.isSilent) levels.push({ zoneId, ...level });
    }
    if (levels.length > 0) this.#onLevels(levels);
  }
}

class Meter {
  #peak = 0;
  #count = 0;
  #power = 0;
  /** Mean squares of the last steps, the newest last. */
  readonly #steps = new Float64Array(WINDOW);
  /** Per channel: what both filters remember (direct form II). */
  readonly #state = new Float64Array(CHANNELS * 4);
  /** Nothing was heard for as long as the window is. */
  isSilent = true;

  hear(pcm: Float32Array): void {
    if (this.isSilent && pcm.every((sample) => sample === 0)) return;
    this.isSilent = false;
    for (let channel = 0; channel < CHANNELS; channel++) this.#weigh(pcm, channel);
    this.#count += pcm.length / CHANNELS;
    if (this.#count < STEP) return;
    this.#steps.copyWithin(0, 1);
    this.#steps[WINDOW - 1] = this.#power / this.#count;
    this.#power = this.#count = 0;
  }

  read(): { peak: number; momentary: number } {
    const mean = this.#steps.reduce((sum, step) => sum + step, 0) / WINDOW;
    const level = { peak: rounded(20 * Math.log10(this.#peak)), momentary: rounded(-0.691 + 10 * Math.log10(mean)) };
    this.isSilent ||= this.#peak === 0 && level.momentary <= FLOOR;
    if (this.isSilent) this.#state.fill(0);
    this.#peak = 0;
    return level;
  }

  #weigh(pcm: Float32Array, channel: number): void {
    const state = this.#state;
    const s = channel * 4;
    let [s1, s2, h1, h2] = [state[s]!, state[s + 1]!, state[s + 2]!, state[s + 3]!];
    let power = 0;
    let peak = this.#peak;
    for (let i = channel; i < pcm.length; i += CHANNELS) {
      const x = pcm[i]!;
      if (x > peak) peak = x;
      else if (-x > peak) peak = -x;
      const w = x - SHELF.a[0] * s1 - SHELF.a[1] * s2;
      const y = SHELF.b[0] * w + SHELF.b[1] * s1 + SHELF.b[2] * s2;
      s2 = s1;
      s1 = w;
      const v = y - HIGH_PASS.a[0] * h1 - HIGH_PASS.a[1] * h2;
      const z = v - 2 * h1 + h2;
      h2 = h1;
      h1 = v;
      power += z * z;
    }
    state[s] = s1;
    state[s + 1] = s2;
    state[s + 2] = h1;
    state[s + 3] = h2;
    this.#peak = peak;
    this.#power += power;
  }
}

const rounded = (decibels: number): number => Math.max(FLOOR, Math.round(decibels * 10) / 10);
