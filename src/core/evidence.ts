/**
 * Whether what went out in an airing is what was approved (product H5, U7): two fingerprints laid beside each other, second
 * by second. They are Chromaprint's (algorithm 2: 32 bits for every 1365 samples at 11,025 Hz, each over 2.6 s), which stay
 * the same through a lossy codec, another volume and a filter. Where a second cannot tell, it is counted for neither side.
 */
import { type DurationMs, durationMs, type Frames, frames, RATE } from './time.ts';

export const VERDICTS = ['heard', 'differs', 'not-enough'] as const;
export type EvidenceVerdict = (typeof VERDICTS)[number];

export type EvidenceWhy =
  | 'other-sound' // of differs
  | 'silent' // of differs: nothing was on the air where the copy has sound
  | 'shifted' // of differs: the right sound, at another moment than the log says
  | 'no-copy' // of not-enough: a relay, a voice, an emergency: nothing was approved as sound
  | 'copy-gone' // the approved copy is not in the library any more
  | 'not-kept' // there is no aircheck of it
  | 'part-kept' // too little of it
  | 'too-short'
  | 'failed'; // the machine could not, again and again

/** Of an airing that a restart broke into parts; undefined: nobody has looked at any. */
export function wholeVerdict(parts: readonly (EvidenceVerdict | undefined)[]): EvidenceVerdict | undefined {
  if (parts.includes('differs')) return 'differs';
  if (parts.every((one) => one === undefined)) return undefined;
  return parts.every((one) => one === 'heard') ? 'heard' : 'not-enough';
}

/** What a second of the airing says: the approved sound; another; nothing to tell by; not kept. */
export const SECOND_SIGNS = { matched: '=', other: 'x', quiet: '.', gone: '-' } as const;

/** 15 s of the aircheck that are kept longer than the rest; `sha256` names the file. */
export type Excerpt = { readonly fromMs: number; readonly ms: number; readonly sha256: string };

/** As the log shows it beside a row. */
export type EvidenceShort = {
  readonly verdict: EvidenceVerdict;
  readonly matchedMs: DurationMs;
  readonly comparedMs: DurationMs;
};
export type Comparison = EvidenceShort & {
  readonly why: EvidenceWhy | null;
  /** How much later than the log has it; null: not found. */
  readonly offsetMs: DurationMs | null;
  /** One sign a second. */
  readonly seconds: string;
};

/** `items`: the fingerprint; `levels`: dBFS (RMS) of each second begun. */
export type Trace = { readonly items: Uint32Array; readonly levels: readonly number[] };
/** Frames [from, until) of the airing of which nothing was kept. */
export type Hole = { readonly from: number; readonly until: number };

/** Nothing is quieter in a trace. */
export const SILENCE_DB = -90;
/** Below this a second of the copy has nothing to be known by. */
const TELLING_DB = -55;
const SILENT_UNDER_DB = 34;
/** Seconds between items, and from an item's place to the middle of what it is of. */
const ITEM = 1365 / 11_025;
const MIDDLE = 1.3;
/**
 * Share of differing bits. Measured on speech (npm run bench -- evidence): the same sound through Opus at 24 kbit/s 0.02 to
 * 0.07, with somebody talking softly over it up to 0.12; the same voice saying something else from 0.27 on; chance is 0.5.
 */
const SAME_BITS = 0.2;
/** Items on either side that a second is judged by. */
const AROUND = 8;
const SEARCHED = Math.round(30 / ITEM);
/** The log is right to a hundredth of a second; items are an eighth apart. */
const MOST_OFFSET_MS = 1000;
/** So much of it may be under a fade, or under somebody's voice. */
const OTHER_SHARE = 0.1;
const OTHER_SECONDS = 2;
export const LEAST_SECONDS = 5;

const NOTHING = { matchedMs: durationMs(0), comparedMs: durationMs(0), offsetMs: null } as const;
export const notEnough = (why: EvidenceWhy, seconds = ''): Comparison => ({
  ...NOTHING,
  verdict: 'not-enough',
  why,
  seconds,
});

/** `length`: of the airing; `copy`: of that part of the approved copy which was to sound in it. */
export function compareSound(copy: Trace, heard: Trace, length: Frames, holes: readonly Hole[] = []): Comparison {
  const count = Math.ceil(length / RATE);
  const isGone = (second: number) =>
    holes.some(({ from, until }) => from < (second + 1) * RATE && until > second * RATE);
  // Quieter than any volume that is set: it has no fingerprint worth the name.
  const isSilent = (second: number) =>
    (heard.levels[second] ?? SILENCE_DB) < (copy.levels[second] ?? SILENCE_DB) - SILENT_UNDER_DB;
  const offset = offsetOf(copy.items, heard.items);
  let [matched, other, quiet, gone] = [0, 0, 0, 0];
  let seconds = '';
  for (let second = 0; second < count; second++) {
    const sign = signOf(second);
    seconds += sign;
    if (sign === SECOND_SIGNS.matched) matched++;
    if (sign === SECOND_SIGNS.other) other++;
    if (sign === SECOND_SIGNS.other && isSilent(second)) quiet++;
    if (sign === SECOND_SIGNS.gone) gone++;
  }
  const compared = matched + other;
  const offsetMs = offset === undefined || matched === 0 ? null : durationMs(-offset * ITEM * 1000);
  const sums = { matchedMs: durationMs(matched * 1000), comparedMs: durationMs(compared * 1000), offsetMs, seconds };
  const unlike = quiet > other / 2 ? 'silent' : 'other-sound';
  const lacking = holes.length > 0 ? 'part-kept' : 'too-short';
  if (compared < LEAST_SECONDS) return { ...sums, verdict: 'not-enough', why: lacking };
  if (other > Math.max(OTHER_SECONDS, compared * OTHER_SHARE)) return { ...sums, verdict: 'differs', why: unlike };
  if (compared < gone) return { ...sums, verdict: 'not-enough', why: lacking };
  if (offsetMs !== null && Math.abs(offsetMs) > MOST_OFFSET_MS) return { ...sums, verdict: 'differs', why: 'shifted' };
  return { ...sums, verdict: 'heard', why: null };

  function signOf(second: number): string {
    if (isGone(second)) return SECOND_SIGNS.gone;
    if ((copy.levels[second] ?? SILENCE_DB) < TELLING_DB) return SECOND_SIGNS.quiet;
    if (isSilent(second)) return SECOND_SIGNS.other;
    const at = Math.min(Math.max(0, Math.round((second + 0.5 - MIDDLE) / ITEM)), Math.max(0, heard.items.length - 1));
    const bits = offset === undefined ? 1 : differing(copy.items, heard.items, offset, at - AROUND, at + AROUND);
    return bits < SAME_BITS ? SECOND_SIGNS.matched : SECOND_SIGNS.other;
  }
}

/** Item i of what was heard lies beside item i + offset of the copy; of equals the one nearest to none. */
function offsetOf(copy: Uint32Array, heard: Uint32Array): number | undefined {
  let best: { offset: number; bits: number } | undefined;
  for (let step = 0; step <= 2 * SEARCHED; step++) {
    const offset = step % 2 === 0 ? -step / 2 : (step + 1) / 2;
    const bits = likeness(copy, heard, offset);
    if (bits > (best?.bits ?? 0)) best = { offset, bits };
  }
  return best?.offset;
}

/** How many items are more alike than chance, so that a part that differs does not outweigh one that is the same. */
function likeness(copy: Uint32Array, heard: Uint32Array, offset: number): number {
  let sum = 0;
  const until = Math.min(heard.length, copy.length - offset);
  for (let i = Math.max(0, -offset); i < until; i++) {
    const same = 10 - bitsOf(heard[i]! ^ copy[i + offset]!);
    if (same > 0) sum += same;
  }
  return sum;
}

/** Share of bits that differ in items [from, until] of what was heard; 1 where nothing lies beside them. */
function differing(copy: Uint32Array, heard: Uint32Array, offset: number, from: number, until: number): number {
  let [bits, count] = [0, 0];
  for (let i = Math.max(0, from, -offset); i <= until && i < heard.length && i + offset < copy.length; i++) {
    bits += bitsOf(heard[i]! ^ copy[i + offset]!);
    count++;
  }
  return count === 0 ? 1 : bits / (32 * count);
}

/** Bits set in 32 (Warren, Hacker's Delight, 5-1). */
function bitsOf(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Adds up the level of each second of 16-bit mono sound as it goes by. */
export class Levels {
  readonly #levels: number[] = [];
  #sum = 0;
  #count = 0;

  hear(samples: Int16Array): void {
    for (const sample of samples) {
      this.#sum += sample * sample;
      if (++this.#count === RATE) this.#end();
    }
  }

  /** A last second that is only begun counts from a quarter on. */
  end(): number[] {
    if (this.#count > RATE / 4) this.#end();
    return this.#levels;
  }

  #end(): void {
    const power = this.#sum / this.#count / 32_768 ** 2;
    this.#levels.push(Math.max(SILENCE_DB, Math.round(10 * Math.log10(power || 1e-12))));
    [this.#sum, this.#count] = [0, 0];
  }
}

export const EXCERPT_SECONDS = 15;

/** Start, middle and end, in frames; one that is not much longer than that is kept whole. */
export function excerptSpans(length: Frames): { readonly from: Frames; readonly until: Frames }[] {
  const part = EXCERPT_SECONDS * RATE;
  if (length <= 3 * part) return [{ from: frames(0), until: length }];
  return [0, Math.floor((length - part) / 2), length - part].map((from) => ({
    from: frames(from),
    until: frames(from + part),
  }));
}
