/**
 * What one walk over decoded sound tells: how loud each hundredth of a second is, how high it peaks, what either side
 * carries, and where the tops of the wave are flat because a microphone or a recorder was overdriven. Fed 16-bit stereo
 * at 48 kHz and half amplitude, so that what a lossy codec decodes above full scale is still seen. It costs little:
 * some three seconds for 30 minutes of sound.
 */
import { type Frames, frames, RATE } from './time.ts';

/** Frames in a block: a hundredth of a second. */
export const BLOCK = RATE / 100;
/** A sample of full scale as the scan is fed. */
export const FULL_SCALE = 16_384;
/** Below this a horn loudspeaker only burns the amplifier's power (station.md §2.9). */
export const HIGH_PASS_HZ = 120;

/** Where speech is understood, as the telephone has it (ITU-T G.712). */
const SPEECH_HZ = { from: 300, until: 3400 } as const;

/** One entry per block, the last of which may be shorter; samples as fed. */
export type Scanned = {
  readonly frames: Frames;
  /** Lowest and highest sample of both sides. */
  readonly low: Int16Array;
  readonly high: Int16Array;
  /** Mean square of the louder side behind the filter; 1 is full scale. */
  readonly power: Float32Array;
  /** Highest absolute sample behind the filter. */
  readonly peak: Float32Array;
  /** Of the whole before the filter; 1 is full scale, and a lossy codec may go above. */
  readonly samplePeak: number;
  /** Mean squares of the sides over the whole, behind the filter. */
  readonly left: number;
  readonly right: number;
  /** 1: both sides the same; 0: strangers, or one of them silent; −1: the same upside down. */
  readonly correlation: number;
  /** How much of what is heard lies where speech is understood; null where both sides together are silent. */
  readonly speechShare: number | null;
  /** To the last bit. */
  readonly isSame: boolean;
  /** The block of each flat top near the highest level, ascending. */
  readonly flatTops: readonly number[];
};

export class SoundScan {
  readonly #left: Side;
  readonly #right: Side;
  #low = new Int16Array(4096);
  #high = new Int16Array(4096);
  #power = new Float32Array(4096);
  #peak = new Float32Array(4096);
  #blocks = 0;
  #inBlock = 0;
  #product = 0;
  readonly #speech = new Band(SPEECH_HZ.from, SPEECH_HZ.until);
  #isSame = true;

  constructor({ highPass }: { highPass: boolean }) {
    const filter = highPass ? butterworthHighPass(HIGH_PASS_HZ) : NO_FILTER;
    this.#left = new Side(filter);
    this.#right = new Side(filter);
  }

  /** Whole frames, left and right in turn, as many as there are. */
  take(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; ) {
      const until = Math.min(pcm.length, at + 2 * (BLOCK - this.#inBlock));
      this.#left.walk(pcm, at, until, this.#blocks);
      this.#right.walk(pcm, at + 1, until, this.#blocks);
      const [left, right] = [this.#left.filtered, this.#right.filtered];
      const length = (until - at) / 2;
      for (let i = 0; i < length; i++) {
        this.#product += left[i]! * right[i]!;
        if (left[i] !== right[i]) this.#isSame = false;
      }
      this.#speech.walk(left, right, length);
      this.#inBlock += length;
      at = until;
      if (this.#inBlock === BLOCK) this.#closeBlock();
    }
  }

  end(): Scanned {
    const whole = this.#blocks * BLOCK + this.#inBlock;
    if (this.#inBlock > 0) this.#closeBlock();
    const [left, right] = [this.#left, this.#right];
    const both = Math.sqrt(left.total * right.total);
    return {
      frames: frames(whole),
      low: this.#low.subarray(0, this.#blocks),
      high: this.#high.subarray(0, this.#blocks),
      power: this.#power.subarray(0, this.#blocks),
      peak: this.#peak.subarray(0, this.#blocks),
      samplePeak: Math.max(left.highest, right.highest) / FULL_SCALE,
      left: left.total / FULL_SCALE ** 2 / Math.max(1, whole),
      right: right.total / FULL_SCALE ** 2 / Math.max(1, whole),
      correlation: both > 0 ? this.#product / both : 0,
      speechShare: this.#speech.share,
      isSame: this.#isSame,
      flatTops: [...left.flatTops(), ...right.flatTops()].sort((a, b) => a - b),
    };
  }

  #closeBlock(): void {
    const at = this.#blocks++;
    if (at === this.#low.length) this.#grow();
    const [left, right] = [this.#left.closeBlock(), this.#right.closeBlock()];
    this.#low[at] = Math.min(left.low, right.low);
    this.#high[at] = Math.max(left.high, right.high);
    this.#power[at] = Math.max(left.energy, right.energy) / this.#inBlock / FULL_SCALE ** 2;
    this.#peak[at] = Math.max(left.peak, right.peak);
    this.#inBlock = 0;
  }

  #grow(): void {
    const twice = <T extends Int16Array | Float32Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    const length = this.#low.length * 2;
    this.#low = twice(this.#low, new Int16Array(length));
    this.#high = twice(this.#high, new Int16Array(length));
    this.#power = twice(this.#power, new Float32Array(length));
    this.#peak = twice(this.#peak, new Float32Array(length));
  }
}

type Block = { low: number; high: number; energy: number; peak: number };
const emptyBlock = (): Block => ({ low: 0, high: 0, energy: 0, peak: 0 });

/**
 * A flat top: three or more samples within 4 % of the first, which the wave enters and leaves in a jump. The round top
 * of a sine takes 0.16 of its height per length of the top, one clipped by 1.5 dB takes 0.9. What has been through
 * resampling or a lossy codec ripples by no more than this.
 */
const FLAT = 0.04;
const JUMP = 0.8;
/** Flat tops stand near the highest level; resampling may lift the samples at their edges above it by so much. */
const NEAR_HIGHEST = 0.6;
const LOWEST_TOP = FULL_SCALE / 20;
/** Beyond any doubt. */
const MOST_TOPS = 20_000;

/** One channel, sample after sample. */
class Side {
  /** The samples walked last, behind the filter. */
  readonly filtered = new Float64Array(BLOCK);
  total = 0;
  highest = 0;
  readonly #filter: Filter;
  #z1 = 0;
  #z2 = 0;
  #block = emptyBlock();
  readonly #tops: { readonly block: number; readonly level: number }[] = [];
  // The run of like samples that may become a flat top: its first, how many, and the jump it began with.
  #first = 0;
  #length = 0;
  #entry = 0;
  #before = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  /** Every other sample of `pcm`, within one block. */
  walk(pcm: Int16Array, from: number, until: number, block: number): void {
    const { filtered } = this;
    const { b0, b1, b2, a1, a2 } = this.#filter;
    let [z1, z2] = [this.#z1, this.#z2];
    let { low, high, energy, peak } = this.#block;
    const floor = Math.max(LOWEST_TOP, this.highest * NEAR_HIGHEST);
    for (let i = from, n = 0; i < until; i += 2, n++) {
      const x = pcm[i]!;
      if (x < low) low = x;
      else if (x > high) high = x;
      if (x > floor || x < -floor || this.#length > 0) this.#watch(x, floor, block);
      this.#before = x;
      const y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      filtered[n] = y;
      energy += y * y;
      const size = y < 0 ? -y : y;
      if (size > peak) peak = size;
    }
    [this.#z1, this.#z2] = [z1, z2];
    this.#block = { low, high, energy, peak };
  }

  closeBlock(): Block {
    const block = this.#block;
    this.total += block.energy;
    this.highest = Math.max(this.highest, block.high, -block.low);
    this.#block = emptyBlock();
    return block;
  }

  flatTops(): number[] {
    return this.#tops.filter(({ level }) => level >= this.highest * NEAR_HIGHEST).map(({ block }) => block);
  }

  #watch(x: number, floor: number, block: number): void {
    if (this.#length > 0 && Math.abs(x - this.#first) <= Math.abs(this.#first) * FLAT) {
      this.#length += 1;
      return;
    }
    const level = Math.abs(this.#first);
    const jump = Math.min(this.#entry, Math.abs(this.#first - x)) * this.#length;
    if (this.#length >= 3 && jump >= level * JUMP && this.#tops.length < MOST_TOPS) this.#tops.push({ block, level });
    const begins = Math.abs(x) > floor;
    this.#first = x;
    this.#length = begins ? 1 : 0;
    this.#entry = Math.abs(x - this.#before);
  }
}

/** How much of the energy of both sides together lies between two frequencies. */
class Band {
  readonly #low: Filter;
  readonly #high: Filter;
  #state: readonly [number, number, number, number] = [0, 0, 0, 0];
  #within = 0;
  #whole = 0;

  constructor(from: number, until: number) {
    this.#low = butterworthHighPass(from);
    this.#high = butterworthLowPass(until);
  }

  walk(left: Float64Array, right: Float64Array, length: number): void {
    const { b0, b1, b2, a1, a2 } = this.#low;
    const { b0: c0, b1: c1, b2: c2, a1: d1, a2: d2 } = this.#high;
    let [z1, z2, y1, y2] = this.#state;
    let [within, whole] = [this.#within, this.#whole];
    for (let i = 0; i < length; i++) {
      const x = left[i]! + right[i]!;
      const above = b0 * x + z1;
      z1 = b1 * x - a1 * above + z2;
      z2 = b2 * x - a2 * above;
      const inside = c0 * above + y1;
      y1 = c1 * above - d1 * inside + y2;
      y2 = c2 * above - d2 * inside;
      within += inside * inside;
      whole += x * x;
    }
    this.#state = [z1, z2, y1, y2];
    [this.#within, this.#whole] = [within, whole];
  }

  get share(): number | null {
    return this.#whole > 1 ? Math.min(1, this.#within / this.#whole) : null;
  }
}

type Filter = {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
};
const NO_FILTER: Filter = { b0: 1, b1: 0, b2: 0, a1: 0, a2: 0 };

/** Second order, Butterworth, as ffmpeg's `highpass` and `lowpass` have it (R. Bristow-Johnson, Audio EQ Cookbook). */
const butterworthHighPass = (hz: number): Filter => butterworth(hz, 1);
const butterworthLowPass = (hz: number): Filter => butterworth(hz, -1);

function butterworth(hz: number, kind: 1 | -1): Filter {
  const turn = (2 * Math.PI * hz) / RATE;
  const alpha = Math.sin(turn) / Math.SQRT2;
  const cos = Math.cos(turn);
  const [edge, a0] = [(1 + kind * cos) / 2, 1 + alpha];
  return { b0: edge / a0, b1: (-2 * kind * edge) / a0, b2: edge / a0, a1: (-2 * cos) / a0, a2: (1 - alpha) / a0 };
}
