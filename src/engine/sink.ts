/**
 * Carries one zone's sound to one output through an ffmpeg of its own (sound card, RTP, SRT, HLS, file), and replaces it
 * whenever it is gone or stuck. A dead or slow output takes nothing from the others: what it cannot swallow is dropped.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../core/model.ts';
import { type EpochMs, isoWithOffset, RATE } from '../core/time.ts';
import { CardDrift, type Drift, type ReadCard, readAlsaCard } from './card.ts';
import type { Outlet } from './chunk.ts';
import type { Clock } from './clock.ts';
import { keepGoing } from './pauses.ts';
import { FLOAT_BYTES, OPTIONS_FILE, sinkArgs } from './realtime.ts';
import { type Child, startChild } from './subprocess.ts';

/** What has not taken a sample for so long is stuck. */
export const STUCK_MS = 2000;
/** So many times as long while it has not carried anything yet. */
export const COMING_UP = 5;
export const STUCK = 'không nhận âm thanh trong 2 giây';

export type SinkState = {
  /** off: nothing is due, and that is how it is set. */
  readonly state: 'sending' | 'retrying' | 'off';
  readonly since: EpochMs;
  /** Its last words, while it is retrying. */
  readonly said: string;
};

/** Something that carries sound on, as the watchdog sees it (watchdog.ts). */
export type Carrier = {
  readonly state: SinkState;
  /** Moves whenever some of it has left: microseconds, frames or bytes. */
  readonly carried: number;
  /** Whatever is wrong with it, another try is due. */
  restart(because: string): void;
};

export type Sink = Outlet & AsyncDisposable & Carrier & { readonly drift: Drift | undefined };

export type SinkOptions = {
  readonly output: Output;
  readonly ffmpeg: string;
  readonly clock: Clock;
  /** Whose wall clock names the files. */
  readonly zone: string;
  readonly onChanged: () => void;
  /** Once per outage. */
  readonly onFailed: (said: string) => void;
  /** Where a sound card is; by default as the kernel tells it. */
  readonly readCard?: ReadCard;
};

export function openSink(options: SinkOptions): Sink {
  const { output, ffmpeg, clock, zone, onChanged, onFailed } = options;
  const { channels } = output;
  const bytesPerMs = (RATE * channels * FLOAT_BYTES) / 1000;
  const closing = new AbortController();
  const readCard = options.readCard ?? (output.kind === 'alsa' ? readAlsaCard : undefined);
  let card: CardDrift | undefined;
  let child: Child | undefined;
  let state: SinkState = { state: 'retrying', since: clock.now(), said: '' };
  let hasFailed = false;
  let carried = 0;
  let why = '';

  const replace = (because: string) => {
    why = because;
    void child?.end(0);
    child = undefined;
  };

  const running = keepGoing({
    clock,
    signal: closing.signal,
    attempt: async () => {
      why = '';
      const { args, options } = sinkArgs(output, stamp(clock.now(), zone));
      const secrets = options === undefined ? undefined : writeOptions(options);
      try {
        child = startChild(
          ffmpeg,
          args.map((word) => (word === OPTIONS_FILE ? secrets!.file : word)),
        );
        child.stdout.on('data', (progress: Buffer) => {
          carried = Number(/^out_time_us=(\d+)/m.exec(progress.toString('latin1'))?.[1] ?? carried);
          // Sound has gone out, and so the options have been read.
          if (state.state === 'sending' || !SOUND_OUT.test(progress.toString('latin1'))) return;
          secrets?.remove();
          hasFailed = false;
          state = { state: 'sending', since: clock.now(), said: '' };
          onChanged();
        });
        if (CARDS.includes(output.kind)) void watch(child);
        const { said } = await child.ended;
        return why || said;
      } finally {
        secrets?.remove();
      }
    },
    onOver: (said) => {
      child = undefined;
      state = { state: 'retrying', since: clock.now(), said };
      if (!hasFailed) onFailed(said);
      hasFailed = true;
      onChanged();
    },
  });

  /** Once a second: how much lies between the air and the card's own converter. */
  async function watch(of: Child): Promise<void> {
    card = new CardDrift();
    let isTold = false;
    for (;;) {
      const at = clock.exact() + 1000;
      await clock.sleepUntil(at, closing.signal);
      if (closing.signal.aborted || of !== child) return;
      // A clock that was stepped meanwhile says nothing of the card.
      if (Math.abs(clock.exact() - at) > 500) card = new CardDrift();
      const delay = readCard?.(of.pid!);
      if (delay === undefined && isTold) continue;
      if (delay !== undefined && !isTold) card = new CardDrift();
      isTold ||= delay !== undefined;
      card.measure(clock.exact(), of.stdin.writableLength / bytesPerMs + (delay ?? 0));
    }
  }

  return {
    get state() {
      return state;
    },
    get carried() {
      return carried;
    },
    get drift() {
      return card?.drift;
    },
    restart: replace,
    write: (chunk) => {
      if (!child) return;
      const patience = state.state === 'sending' ? 1 : COMING_UP;
      if (child.stdin.writableLength > STUCK_MS * bytesPerMs * patience) return replace(STUCK);
      for (let copies = chunk.isIdle ? (card?.copies() ?? 1) : 1; copies > 0; copies--)
        child.stdin.write(chunk.bytes(channels));
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      child?.stdin.end(); // lets it write its last frames; then it is told
      await Promise.race([child?.ended, clock.sleepUntil(clock.exact() + 300)]);
      await child?.end();
      await running;
    },
  };
}

/** In ffmpeg's progress: some of it has left. */
const SOUND_OUT = /^out_time_us=[1-9]/m;
const CARDS: readonly Output['kind'][] = ['alsa', 'pulse'];

/** A file that only this user can read, gone as soon as it was read. */
function writeOptions(options: string): { file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-'));
  const file = join(folder, 'ffmpeg');
  writeFileSync(file, options, { mode: 0o600 });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** For file names, the station's wall clock: 2025-09-10T17-10-00. */
const stamp = (at: EpochMs, zone: string): string => isoWithOffset(at, zone).slice(0, 19).replaceAll(':', '-');
