/**
 * A true-peak limiter for one bus: no output between or on the samples above −1 dBTP (EBU R 128; found as in ITU-R
 * BS.1770-4 Annex 2, four times oversampled). It looks 5 ms ahead, so what it gives is `LOOK_AHEAD` frames behind
 * what it takes; the bus mixes that much ahead. Whatever stays below the ceiling passes bit by bit.
 */
import { RATE } from '../core/time.ts';
import { CHANNELS } from './realtime.ts';

/** Frames between what goes in and what comes out. */
export const LOOK_AHEAD = RATE / 200;

/** A twentieth of a decibel below −1 dBTP: another meter's filter may read that much more between the samples. */
const CEILING = 10 ** (-1.05 / 20);
const RELEASE = 1 - Math.exp(-1 / (0.1 * RATE));
/** Closer to 1 than this is 1. */
const NEARLY_ONE = 1 - 1e-6;

/**
 * A quarter, half and three quarters on from one sample to the next, by a windowed sinc (Kaiser, β 4). The twelve taps
 * of Annex 2 miss 0.7 dB of full-band noise that a longer filter finds; these 24 miss none.
 */
const TAPS = 24;
const [QUARTER, HALF] = [0.25, 0.5].map(interpolator) as [Float64Array, Float64Array];
/** Taps in pairs around the middle: what a quarter and three quarters have in common, and what they do not. */
const PAIRS = TAPS / 2;
const EVEN = Float64Array.from({ length: PAIRS }, (_, p) => (QUARTER[PAIRS - 1 - p]! + QUARTER[PAIRS + p]!) / 2);
const ODD = Float64Array.from({ length: PAIRS }, (_, p) => (QUARTER[PAIRS - 1 - p]! - QUARTER[PAIRS + p]!) / 2);
const MIDDLE = HALF.slice(PAIRS);

function interpolator(place: number): Float64Array {
  const kaiser = (x: number) => bessel(4 * Math.sqrt(1 - (x / (TAPS / 2)) ** 2)) / bessel(4);
  const sinc = (x: number) => Math.sin(Math.PI * x) / (Math.PI * x);
  return Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = tap + 1 - place - TAPS / 2;
    return sinc(x) * kaiser(x);
  });
}

/** I₀, the modified Bessel function of order 0. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 20; k++) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return sum;
}

/** The sample the interpolation stands at, and its peak, are this many frames behind the newest. */
const BEHIND = TAPS / 2;
/** Frames the gain has to come down in, and one: as far back as it looks. */
const WINDOW = LOOK_AHEAD - BEHIND + 1;
/** Rings are a power of two long. */
const RING = 256;
const MASK = RING - 1;
/** No sum over the taps can exceed the largest sample by more than this: below it nothing need be interpolated. */
const MOST_BETWEEN = HALF.reduce((sum, tap) => sum + Math.abs(tap), 0);
const HARMLESS = CEILING / MOST_BETWEEN;
/** Frames looked at together: whether one of them is loud enough to be looked at closely. */
const STRETCH = TAPS;

export type Limiter = {
  /** In place: `count` frames in, the same number out, `LOOK_AHEAD` behind. */
  process(samples: Float32Array, count: number): void;
};

export function openLimiter(): Limiter {
  /** The last `LOOK_AHEAD` frames taken and not yet given. */
  const held = new Float32Array(LOOK_AHEAD * CHANNELS);
  let input = new Float32Array(0);
  /** The taps reach back into the stretch before. */
  let loudBefore = false;
  const asked = new Float64Array(STRETCH);

  // The gain's own state, in rings; at rest while nothing has been too loud for as long as it looks back.
  const wanted = new Float64Array(RING); // what each of the last frames asks for
  const lowest = new Float64Array(RING); // frames whose wants are a rising run of minima: a monotonic queue
  let lowestFrom = 0;
  let lowestUntil = 0;
  const released = new Float64Array(RING); // averaged into the gain
  let sum = 0;
  let release = 1;
  let frame = 0;
  let lastLoud = Number.NEGATIVE_INFINITY;

  const isAtRest = (): boolean => release === 1 && frame - lastLoud > 3 * WINDOW;

  function wake(): void {
    wanted.fill(1);
    released.fill(1);
    sum = WINDOW;
    lowestFrom = lowestUntil = frame = 0;
    lastLoud = Number.NEGATIVE_INFINITY;
  }

  /** Takes the gain the newest frame asks for, answers that of the frame `WINDOW - 1` before it. */
  function gainAfter(asks: number): number {
    wanted[frame & MASK] = asks;
    while (lowestUntil > lowestFrom && wanted[lowest[(lowestUntil - 1) & MASK]! & MASK]! >= asks) lowestUntil -= 1;
    lowest[lowestUntil & MASK] = frame;
    lowestUntil += 1;
    if (lowest[lowestFrom & MASK]! <= frame - WINDOW) lowestFrom += 1;
    const least = wanted[lowest[lowestFrom & MASK]! & MASK]!;
    release += (1 - release) * RELEASE;
    if (release > NEARLY_ONE) release = 1;
    if (least < release) release = least;
    sum += release - released[(frame - WINDOW) & MASK]!;
    released[frame & MASK] = release;
    frame += 1;
    return Math.min(1, sum / WINDOW);
  }

  return {
    process: (samples, count) => {
      // One run of memory: what is held, then what is new. Frame i of the new stands at `LOOK_AHEAD + i`.
      const length = (LOOK_AHEAD + count) * CHANNELS;
      if (input.length < length) input = new Float32Array(length);
      input.set(held);
      input.set(samples.subarray(0, count * CHANNELS), held.length);
      held.set(input.subarray(count * CHANNELS, length));

      if (isAtRest() && !loudBefore && !reaches(samples, 0, count, HARMLESS)) {
        samples.set(input.subarray(0, count * CHANNELS));
        return;
      }
      for (let from = 0; from < count; from += STRETCH) {
        const until = Math.min(count, from + STRETCH);
        const isLoud = reaches(samples, from, until, HARMLESS);
        const looks = isLoud || loudBefore;
        const channels = looks && isMono(input, LOOK_AHEAD + from - TAPS, LOOK_AHEAD + until) ? 1 : CHANNELS;
        let isTooLoud = false;
        for (let i = from; i < until; i++) {
          const peak = looks ? peakBehind(input, LOOK_AHEAD + i, channels) : 0;
          asked[i - from] = peak > CEILING ? CEILING / peak : 1;
          isTooLoud ||= peak > CEILING;
        }
        loudBefore = isLoud;
        if (isAtRest()) {
          if (isTooLoud) wake();
          else {
            samples.set(input.subarray(from * CHANNELS, until * CHANNELS), from * CHANNELS);
            continue;
          }
        }
        for (let i = from; i < until; i++) {
          if (asked[i - from]! < 1) lastLoud = frame;
          const gain = gainAfter(asked[i - from]!);
          for (let at = i * CHANNELS; at < (i + 1) * CHANNELS; at++) samples[at] = input[at]! * gain;
        }
      }
    },
  };
}

function reaches(samples: Float32Array, from: number, until: number, level: number): boolean {
  for (let i = from * CHANNELS; i < until * CHANNELS; i++) {
    const sample = samples[i]!;
    if (sample > level || sample < -level) return true;
  }
  return false;
}

/** Both channels carry the same from frame `from` on. */
function isMono(input: Float32Array, from: number, until: number): boolean {
  for (let i = from * CHANNELS; i < until * CHANNELS; i += CHANNELS) if (input[i] !== input[i + 1]) return false;
  return true;
}

/** The highest of the first `channels` between the sample `BEHIND` the frame `newest` and the one after it. */
function peakBehind(input: Float32Array, newest: number, channels: number): number {
  let peak = 0;
  for (let channel = 0; channel < channels; channel++) {
    const centre = (newest - BEHIND) * CHANNELS + channel;
    let even = 0;
    let odd = 0;
    let middle = 0;
    for (let pair = 0, after = centre + CHANNELS, before = centre; pair < PAIRS; pair++) {
      const sum = input[after]! + input[before]!;
      even += sum * EVEN[pair]!;
      middle += sum * MIDDLE[pair]!;
      odd += (input[after]! - input[before]!) * ODD[pair]!;
      after += CHANNELS;
      before -= CHANNELS;
    }
    // |even + odd| and |even − odd|, whichever is more.
    peak = Math.max(peak, Math.abs(input[centre]!), Math.abs(middle), Math.abs(even) + Math.abs(odd));
  }
  return peak;
}
