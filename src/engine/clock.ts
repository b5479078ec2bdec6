/**
 * The wall clock as the air reads it, and the one way to wait: sleep until an instant, never for a length.
 * Everything that ticks takes a `Clock`; tests tick a fake one by hand.
 */
import { existsSync, readFileSync } from 'node:fs';
import { type EpochMs, epochMs } from '../core/time.ts';

export type Clock = {
  now(): EpochMs;
  /** The same instant with its fraction of a millisecond, for placing samples. */
  exact(): number;
  /** Resolves at or after `at`, at once when it is past; rejects never. An abort resolves early. */
  sleepUntil(at: number, signal?: AbortSignal): Promise<void>;
};

/** How far the monotonic clock may be from the wall before its offset is measured again. */
const TOLERANCE_MS = 1.5;

/**
 * Reads the monotonic clock plus a measured offset, because `Date.now()` is cut to whole milliseconds; follows the
 * wall when it is slewed or stepped (NTP, a dead battery).
 */
export function openSystemClock(wall: () => number = Date.now): Clock {
  let offset = performance.timeOrigin;
  const exact = (): number => {
    const reading = performance.now() + offset;
    const error = wall() + 0.5 - reading;
    if (Math.abs(error) <= TOLERANCE_MS) return reading;
    offset = measureOffset(wall);
    return performance.now() + offset;
  };
  return {
    now: () => epochMs(Math.floor(exact())),
    exact,
    sleepUntil: (at, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.max(0, at - exact()));
        signal?.addEventListener('abort', done);
      }),
  };
}

/**
 * The wall clock of the playout. Tests of a clock that is stepped, slewed or dead move it, and not the machine's, by the
 * milliseconds written in the file that CLOCK_SHIFT_FILE names.
 */
export function wallClockOf({ CLOCK_SHIFT_FILE: file }: NodeJS.ProcessEnv): () => number {
  if (!file) return Date.now;
  let shift = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - readAt > 20) {
      shift = Number(readFileSync(file, 'utf8'));
      readAt = performance.now();
    }
    return Date.now() + shift;
  };
}

/** systemd-timesyncd leaves this file once a time server has answered; of anything else the system says nothing. */
export const clockSource = (): 'ntp' | 'machine' =>
  existsSync('/run/systemd/timesync/synchronized') ? 'ntp' : 'machine';

/** Spins to the next tick of the wall clock (at most 1 ms) and reads the monotonic clock there. */
function measureOffset(wall: () => number): number {
  const before = wall();
  let tick = before;
  while (tick === before) tick = wall();
  return tick - performance.now();
}
