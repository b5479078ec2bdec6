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
import { Pauses } from './pauses.ts';
import { FLOAT_BYTES, OPTIONS_FILE, sinkArgs } from './realtime.ts';
import { type Child, startChild } from './subprocess.ts';

/** What has not taken a sample for so long is stuck. */
export const STUCK_MS = 2000;
export const STUCK = 'không nhận âm thanh trong 2 giây';

export type SinkState = {
  /** off: nothing is due, and that is how it is set. */
  readonly state: 'sending' | 'retrying' | 'off';
  readonly since: EpochMs;
  /** Its last words, while it is retrying. */
  readonly said: string;
};

export type Sink = Outlet & AsyncDisposable & { readonly state: SinkState; readonly drift: Drift | undefined };

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
  let why = '';

  const running = (async () => {
    const pauses = new Pauses();
    while (!closing.signal.aborted) {
      const started = clock.now();
      const { args, options } = sinkArgs(output, stamp(started, zone));
      const secrets = options === undefined ? undefined : writeOptions(options);
      child = startChild(
        ffmpeg,
        args.map((word) => (word === OPTIONS_FILE ? secrets!.file : word)),
      );
      // The first word of progress: sound has gone out, and the options have been read.
      child.stdout.once('data', () => {
        secrets?.remove();
        hasFailed = false;
        state = { state: 'sending', since: clock.now(), said: '' };
        onChanged();
      });
      child.stdout.resume();
      if (CARDS.includes(output.kind)) void watch(child);
      const ending = await child.ended;
      secrets?.remove();
      const said = why || ending.said;
      child = undefined;
      why = '';
      if (closing.signal.aborted) return;
      state = { state: 'retrying', since: clock.now(), said };
      if (!hasFailed) onFailed(said);
      hasFailed = true;
      onChanged();
      await clock.sleepUntil(clock.now() + pauses.after(clock.now() - started), closing.signal);
    }
  })();

  /** Once a second: how much lies between the air and the card's own converter. */
  async function watch(of: Child): Promise<void> {
    card = new CardDrift();
    let isTold = false;
    for (let at = clock.exact() + 1000; ; at += 1000) {
      await clock.sleepUntil(at, closing.signal);
      if (closing.signal.aborted || of !== child) return;
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
    get drift() {
      return card?.drift;
    },
    write: (chunk) => {
      if (!child) return;
      if (child.stdin.writableLength > STUCK_MS * bytesPerMs) {
        why = STUCK;
        void child.end(0);
        child = undefined;
        return;
      }
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
