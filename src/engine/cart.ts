/**
 * A cart, as radio calls it: one short message decoded into memory, so that nothing stands between an order and its first
 * sample. One channel of 16 bits, 96 kB a second. It can be read while it is still being filled, which takes a decoder
 * a hundredth of its length.
 */
import { RATE } from '../core/time.ts';
import { CHANNELS, cartArgs } from './realtime.ts';
import { startChild } from './subprocess.ts';

/** So much has to be there to begin without a gap. */
const READY = RATE / 20;
/** Rounding may take a few samples; what lacks more is not the message that was approved of. */
const NEARLY_WHOLE = RATE / 50;
const PATIENCE_MS = 20_000;

export type Cart = AsyncDisposable & {
  /** Enough is there to begin. */
  readonly ready: boolean;
  /** Why it gives no more than it has; `undefined` while all is well. */
  readonly fault: string | undefined;
  /** Settles once it is filled, or failed: with the fault. */
  readonly filled: Promise<string | undefined>;
  /** Puts up to `count` frames from `place` on into interleaved stereo `samples` at frame `at`; answers how many. */
  take(samples: Float32Array, at: number, place: number, count: number): number;
};

export type LoadCart = (file: string, frames: number) => Cart;

export const loadCartWith =
  (ffmpeg: string): LoadCart =>
  (file, frames) => {
    const pcm = new Int16Array(frames);
    const bytes = new Uint8Array(pcm.buffer);
    let there = 0;
    let fault: string | undefined;
    const child = startChild(ffmpeg, cartArgs(file));
    child.stdin.end();
    child.stdout.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, bytes.length - there);
      bytes.set(part, there);
      there += part.length;
    });
    const late = setTimeout(() => void child.end(0), PATIENCE_MS);
    const filled = child.ended.then(({ said }) => {
      clearTimeout(late);
      if (bytes.length - there > NEARLY_WHOLE * 2) fault = said.split('\n').at(-1) || 'tệp âm thanh bị cụt';
      return fault;
    });
    return {
      filled,
      get ready() {
        return there >= 2 * Math.min(READY, frames);
      },
      get fault() {
        return fault;
      },
      take: (samples, at, place, count) => {
        // What rounding took of the end is silence.
        const reached = fault === undefined && bytes.length - there <= NEARLY_WHOLE * 2 ? frames : there >> 1;
        const given = Math.max(0, Math.min(count, reached - place));
        fill(samples, at, pcm, place, given);
        return given;
      },
      [Symbol.asyncDispose]: () => {
        clearTimeout(late);
        return child[Symbol.asyncDispose]();
      },
    };
  };

/** `count` frames of one channel from `place` on, onto both. */
export function fill(samples: Float32Array, at: number, mono: Int16Array, place: number, count: number): void {
  for (let i = 0; i < count; i++)
    for (let channel = 0; channel < CHANNELS; channel++)
      samples[(at + i) * CHANNELS + channel] = mono[place + i]! / 0x8000;
}
