/**
 * The loop. Every 20 ms of stream time it has the mixer mix and hand out the next chunk, always `LEAD` ahead of the wall
 * clock. It only loops: no SQL, no HTTP, no JSON, no log line. A little late it catches up; very late (a suspended
 * machine, a stepped clock) it anchors the stream anew and says so.
 */
import { RATE } from '../core/time.ts';
import type { Clock } from './clock.ts';
import type { Mixer } from './mixer.ts';
import { CHUNK } from './realtime.ts';
import type { StreamTime } from './stream-time.ts';

/** How far ahead of the wall clock the outputs are fed: longer than any stall this process has by itself. */
export const LEAD_MS = 100;
/** A loop that was held up for two seconds, on a busy machine too, catches up and loses nothing. */
const ANCHOR_ANEW_MS = 2500;
const REPORT_EVERY = (RATE * 7) / 10;

export type AirOptions = {
  readonly clock: Clock;
  readonly stream: StreamTime;
  readonly mixer: Pick<Mixer, 'mix' | 'prepare' | 'replace' | 'report'>;
  readonly signal: AbortSignal;
  /** Frames that a kill −9 would take with it: no row claims them yet. */
  readonly unkept?: () => number;
  /** The same, before it is: what must not be told in the new time is ended now. */
  readonly onStep?: () => void;
  /** The stream lost or gained `ms` against the wall clock and was anchored anew. */
  readonly onAnchored: (ms: number) => void;
};

export async function runAir({ clock, stream, mixer, signal, unkept, onStep, onAnchored }: AirOptions): Promise<void> {
  let reportAt = 0;
  while (!signal.aborted) {
    const error = clock.exact() - stream.msAt(stream.written);
    if (error > ANCHOR_ANEW_MS || error < -ANCHOR_ANEW_MS - LEAD_MS) {
      onStep?.();
      stream.anchorAt(clock.exact());
      mixer.replace();
      onAnchored(Math.round(error));
    }
    const due = stream.frameAt(clock.exact() + LEAD_MS);
    while (stream.written + CHUNK <= due) mixer.mix();
    mixer.prepare();
    if (stream.written >= reportAt) {
      mixer.report(Math.min(stream.frameAt(clock.exact()), stream.written - (unkept?.() ?? 0)));
      reportAt = stream.written + REPORT_EVERY;
    }
    await clock.sleepUntil(stream.msAt(stream.written + CHUNK) - LEAD_MS, signal);
  }
}
