/**
 * A deck decodes one recording for one airing. It is opened ahead of time, holds a few seconds of PCM and then holds
 * the decoder back. `take` never waits: what is not there yet is not given.
 */

import { getPriority, setPriority } from 'node:os';
import type { RelayFault } from '../core/model.ts';
import { RATE } from '../core/time.ts';
import { PcmQueue } from './pcm-queue.ts';
import { decoderArgs, FRAME_BYTES } from './realtime.ts';
import type { Ended } from './run.ts';
import type { Ending } from './subprocess.ts';
import { startChild } from './subprocess.ts';

const HOLD_BYTES = 3 * RATE * FRAME_BYTES;
/** Never less while there is more to decode: a loop held up for two seconds takes them all at once when it goes on. */
const LEAST_BYTES = 2.5 * RATE * FRAME_BYTES;
/** How much nicer a decoder is, which is seconds ahead, than the mixer and the encoders, which hold a tenth of one. */
const BEHIND = 5;
const READY_FRAMES = RATE / 20;

export type Deck = AsyncDisposable & {
  /** Place in the recording of the next frame `take` gives. */
  readonly position: number;
  /** Enough is decoded to start without a gap (or all there is). */
  readonly ready: boolean;
  /** How the decoder ended; `undefined` while it runs or while PCM is still held. */
  readonly ended: Ending | undefined;
  /** Of a source that ends by itself, once it has: what the log is told. Nothing is tried again. */
  readonly verdict?: Ended | undefined;
  /** Of a relay: why it gives nothing now. */
  readonly fault?: { readonly reason: RelayFault; readonly said: string } | undefined;
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
    if (child.pid !== undefined) setPriority(child.pid, Math.min(getPriority() + BEHIND, 19));
    const queue = new PcmQueue();
    let position = fromFrame;
    let ended: Ending | undefined;

    child.stdout.on('data', (chunk: Buffer) => {
      queue.push(chunk);
      if (queue.bytes > HOLD_BYTES) child.stdout.pause();
    });
    child.ended.then((ending) => {
      ended = ending;
    });

    const draw = (count: number, target?: Uint8Array, at = 0): number => {
      const drawn = queue.draw(count, target, at);
      position += drawn;
      if (child.stdout.isPaused() && queue.bytes < LEAST_BYTES) child.stdout.resume();
      return drawn;
    };

    return {
      get position() {
        return position;
      },
      get ready() {
        return queue.frames >= READY_FRAMES || (ended !== undefined && queue.bytes > 0);
      },
      get ended() {
        return queue.frames === 0 ? ended : undefined;
      },
      take: (target, at, count, from) => {
        if (from > position) draw(from - position);
        const early = Math.max(0, position - from);
        if (early >= count) return 0;
        return draw(count - early, target, (at + early) * FRAME_BYTES);
      },
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  };
