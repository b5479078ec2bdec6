/**
 * The air lives in stream time: frames put out, counted from an anchor on the wall clock. Frame `f` sounds at
 * `anchor + f / 48` ms. The airing log takes its instants from here, never from a clock.
 */
import { type EpochMs, epochMs, RATE } from '../core/time.ts';

const FRAMES_PER_MS = RATE / 1000;

export class StreamTime {
  /** Frames mixed and handed to the sinks since the start. */
  written = 0;
  #anchor: number;

  constructor(anchor: number) {
    this.#anchor = anchor;
  }

  msAt(frame: number): number {
    return this.#anchor + frame / FRAMES_PER_MS;
  }

  instantAt(frame: number): EpochMs {
    return epochMs(this.msAt(frame));
  }

  frameAt(ms: number): number {
    return Math.round((ms - this.#anchor) * FRAMES_PER_MS);
  }

  /** After a suspension or a step of the wall clock: the next frame sounds at `ms`. */
  anchorAt(ms: number): void {
    this.#anchor = ms - this.written / FRAMES_PER_MS;
  }
}
