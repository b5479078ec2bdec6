/**
 * Carries one bus to one output through an encoder, and replaces the encoder whenever it is gone or stuck. A dead or
 * slow output takes nothing from the others: what it cannot swallow is dropped.
 */
import type { Output } from '../core/model.ts';
import { type EpochMs, isoWithOffset, RATE } from '../core/time.ts';
import type { Clock } from './clock.ts';
import { encoderArgs, FRAME_BYTES } from './realtime.ts';
import { type Child, startChild } from './subprocess.ts';

const STUCK_BYTES = 2 * RATE * FRAME_BYTES;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** An encoder that ran this long was healthy: the next failure starts with the shortest pause again. */
const HEALTHY_MS = 60_000;

export type SinkState = { readonly state: 'sending' | 'retrying'; readonly since: EpochMs; readonly said: string };

export type Sink = AsyncDisposable & {
  readonly output: Output;
  readonly state: SinkState;
  write(pcm: Uint8Array): void;
};

export type SinkOptions = {
  readonly output: Output;
  readonly ffmpeg: string;
  readonly clock: Clock;
  /** What the encoder writes to stdout: the built-in stream's bytes. */
  readonly onBytes: (bytes: Buffer) => void;
  readonly onFailed: (said: string) => void;
};

export function openSink({ output, ffmpeg, clock, onBytes, onFailed }: SinkOptions): Sink {
  const closing = new AbortController();
  let child: Child | undefined;
  let state: SinkState = { state: 'sending', since: clock.now(), said: '' };

  const running = (async () => {
    let pause = FIRST_PAUSE_MS;
    while (!closing.signal.aborted) {
      const started = clock.now();
      child = startChild(ffmpeg, encoderArgs(output, stamp(started)));
      child.stdout.on('data', onBytes);
      state = { state: 'sending', since: started, said: '' };
      const { said } = await child.ended;
      child = undefined;
      if (closing.signal.aborted) return;
      const now = clock.now();
      pause = now - started > HEALTHY_MS ? FIRST_PAUSE_MS : pause;
      state = { state: 'retrying', since: now, said };
      onFailed(said);
      await clock.sleepUntil(now + pause, closing.signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  })();

  return {
    output,
    get state() {
      return state;
    },
    write: (pcm) => {
      if (!child) return;
      if (child.stdin.writableLength > STUCK_BYTES) void child.end();
      else child.stdin.write(pcm);
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      child?.stdin.end(); // lets the encoder write its last frames; then it is told
      await Promise.race([child?.ended, clock.sleepUntil(clock.exact() + 300)]);
      await child?.end();
      await running;
    },
  };
}

/** For file names: 2025-09-10T10-10-00. */
const stamp = (at: EpochMs): string => isoWithOffset(at, 'UTC').slice(0, 19).replaceAll(':', '-');
