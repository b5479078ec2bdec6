/**
 * A deck decodes one recording for one airing. It is opened ahead of time, holds a few seconds of PCM and then holds
 * the decoder back. `take` never waits: what is not there yet is not given.
 */

import { RATE } from '../core/time.ts';
import { decoderArgs, FRAME_BYTES } from './realtime.ts';
import type { Ending } from './subprocess.ts';
import { startChild } from './subprocess.ts';

const HOLD_BYTES = 3 * RATE * FRAME_BYTES;
const READY_FRAMES = RATE / 20;

export type Deck = AsyncDisposable & {
  /** Place in the recording of the next frame `take` gives. */
  readonly position: number;
  /** Enough is decoded to start without a gap (or all there is). */
  readonly ready: boolean;
  /** How the decoder ended; `undefined` while it runs or while PCM is still held. */
  readonly ended: Ending | undefined;
  /**
   * Copies up to `count` frames from place `from` in the recording into `target` at frame `at`; returns how many.
   * Frames before `from` are let go: a late deck joins the timeline, it does not push it.
   */
  take(target: Uint8Array, at: number, count: number, from: number): number;
};

export type OpenDeck = (file: string, fromFrame: number) => Deck;

export const openDeckWith =
  (ffmpeg: string): OpenDeck =>
  (file, fromFrame) => {
    const child = startChild(ffmpeg, decoderArgs(file, fromFrame));
    child.stdin.end();
    const held: Buffer[] = [];
    let heldBytes = 0;
    let position = fromFrame;
    let ended: Ending | undefined;

    child.stdout.on('data', (chunk: Buffer) => {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes > HOLD_BYTES) child.stdout.pause();
    });
    child.ended.then((ending) => {
      ended = ending;
    });

    /** Moves `bytes` out of what is held, into `target` when given; returns how many there were. */
    const draw = (bytes: number, target?: Uint8Array, at = 0): number => {
      let left = Math.min(bytes, heldBytes - (heldBytes % FRAME_BYTES));
      const drawn = left;
      while (left > 0) {
        const first = held[0]!;
        const part = Math.min(left, first.length);
        target?.set(part === first.length ? first : first.subarray(0, part), at);
        at += part;
        left -= part;
        if (part === first.length) held.shift();
        else held[0] = first.subarray(part);
      }
      heldBytes -= drawn;
      position += drawn / FRAME_BYTES;
      if (child.stdout.isPaused() && heldBytes < HOLD_BYTES / 2) child.stdout.resume();
      return drawn;
    };

    return {
      get position() {
        return position;
      },
      get ready() {
        return heldBytes >= READY_FRAMES * FRAME_BYTES || (ended !== undefined && heldBytes > 0);
      },
      get ended() {
        return heldBytes < FRAME_BYTES ? ended : undefined;
      },
      take: (target, at, count, from) => {
        if (from > position) draw((from - position) * FRAME_BYTES);
        const early = Math.max(0, position - from);
        if (early >= count) return 0;
        return draw((count - early) * FRAME_BYTES, target, (at + early) * FRAME_BYTES) / FRAME_BYTES;
      },
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  };
