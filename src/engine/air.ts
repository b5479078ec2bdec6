/**
 * The loop. Every 20 ms of stream time it mixes each zone's bus and hands the PCM to that zone's sinks, always `LEAD`
 * ahead of the wall clock. It only loops: no SQL, no HTTP, no JSON, no log line. A little late it catches up; very
 * late (a suspended machine, a stepped clock) it anchors the stream anew and says so.
 */
import { RATE } from '../core/time.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import { FRAME_BYTES } from './realtime.ts';
import type { Sink } from './sink.ts';
import type { StreamTime } from './stream-time.ts';

const CHUNK = RATE / 50;
/** How far ahead of the wall clock the sinks are fed: longer than any stall this process has by itself. */
export const LEAD_MS = 100;
const ANCHOR_ANEW_MS = 2000;
const PREPARE_EVERY = RATE / 10;
const REPORT_EVERY = (RATE * 7) / 10;

export type Zone = {
  readonly bus: Bus;
  readonly sinks: () => readonly Sink[];
  readonly meter?: (pcm: Uint8Array) => void;
};

export type AirOptions = {
  readonly clock: Clock;
  readonly stream: StreamTime;
  readonly zones: readonly Zone[];
  readonly signal: AbortSignal;
  /** The stream lost or gained `ms` against the wall clock and was anchored anew. */
  readonly onAnchored: (ms: number) => void;
};

export async function runAir({ clock, stream, zones, signal, onAnchored }: AirOptions): Promise<void> {
  let prepareAt = 0;
  let reportAt = 0;
  while (!signal.aborted) {
    const error = clock.exact() - stream.msAt(stream.written);
    if (error > ANCHOR_ANEW_MS || error < -ANCHOR_ANEW_MS - LEAD_MS) {
      stream.anchorAt(clock.exact());
      for (const { bus } of zones) bus.replace();
      onAnchored(Math.round(error));
    }
    const due = stream.frameAt(clock.exact() + LEAD_MS);
    while (stream.written + CHUNK <= due) {
      for (const zone of zones) {
        const pcm = new Uint8Array(CHUNK * FRAME_BYTES);
        zone.bus.mix(pcm, stream.written, CHUNK);
        for (const sink of zone.sinks()) sink.write(pcm);
        zone.meter?.(pcm);
      }
      stream.written += CHUNK;
    }
    if (stream.written >= prepareAt) {
      for (const { bus } of zones) bus.prepare();
      prepareAt = stream.written + PREPARE_EVERY;
    }
    if (stream.written >= reportAt) {
      const sounded = stream.frameAt(clock.exact());
      for (const { bus } of zones) bus.report(sounded);
      reportAt = stream.written + REPORT_EVERY;
    }
    await clock.sleepUntil(stream.msAt(stream.written + CHUNK) - LEAD_MS, signal);
  }
}
