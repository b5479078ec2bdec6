/**
 * The wall clock as the air reads it, and the one way to wait: sleep until an instant, never for a length.
 * Everything that ticks takes a `Clock`; tests tick a fake one by hand.
 */
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
export function openSystemClock(): Clock {
  let offset = performance.timeOrigin;
  const exact = (): number => {
    const reading = performance.now() + offset;
    const error = Date.now() + 0.5 - reading;
    if (Math.abs(error) <= TOLERANCE_MS) return reading;
    offset = measureOffset();
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

/** Spins to the next tick of `Date.now()` (at most 1 ms) and reads the monotonic clock there. */
function measureOffset(): number {
  const before = Date.now();
  let tick = before;
  while (tick === before) tick = Date.now();
  return tick - performance.now();
}
