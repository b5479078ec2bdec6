/**
 * Examines what went out (product H5): the aircheck of each airing against its approved playout copy, one at a time, every
 * child at nice 19, long after the air has done with it. What it finds is a new row of evidence; nothing that was written
 * is touched. Lives in the web process, so that nothing of it is ever in the way of the air.
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Comparison,
  compareSound,
  type Excerpt,
  excerptSpans,
  LEAST_SECONDS,
  Levels,
  notEnough,
  type Trace,
} from '../core/evidence.ts';
import type { Airing } from '../core/model.ts';
import { after, dayOf, durationMs, type EpochMs, frames, framesToMs, HOUR, MINUTE, RATE } from '../core/time.ts';
import type { Airings } from '../storage/airings.ts';
import type { AiringEvidence } from '../storage/evidence.ts';
import { excerptFile, excerptFolder, hashAndSync, playoutFile } from '../storage/files.ts';
import type { Reports } from '../storage/reports.ts';
import type { Settings } from '../storage/settings.ts';
import { type AircheckCut, cutAircheck, keptUnder } from './aircheck-shelf.ts';
import { type Child, startChild } from './subprocess.ts';

/** By then the aircheck of it is on the disk. */
const SETTLED = durationMs(MINUTE / 2);
/** What a station that was switched off finds undone; what is older is examined when somebody asks. */
const LOOK_BACK = durationMs(7 * 24 * HOUR);
/** Of one child; half an hour of sound takes some ten seconds. */
const JOB_MS = 10 * MINUTE;
const A_DAY = durationMs(24 * HOUR);
const SAMPLE_BYTES = 2;
const MOST_FAILURES = 3;

export type Examiner = AsyncDisposable & {
  /** Examines this airing, again if need be, as soon as it has a turn; settles when its row is there. */
  ask(airingId: number, askedBy: string): Promise<void>;
  /** Examines all that is due, and lets old excerpts go. */
  look(): Promise<void>;
  /** Looks every minute from now on. */
  watch(): void;
};

export type ExaminerOptions = {
  readonly stores: {
    readonly airings: Airings;
    readonly evidence: AiringEvidence;
    readonly reports: Reports;
    readonly settings: Settings;
  };
  readonly config: { readonly home: string; readonly ffmpeg: string; readonly zone: string };
  readonly clock: () => EpochMs;
  readonly onFailed?: (error: unknown) => void;
};

export function openExaminer({ stores, config, clock, onFailed }: ExaminerOptions): Examiner {
  const { airings, evidence, reports, settings } = stores;
  const { home, ffmpeg, zone } = config;
  const closing = new AbortController();
  let turn: Promise<void> = Promise.resolve();
  let prunedAt = 0;
  const failures = new Map<number, number>();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(async () => {
      if (!closing.signal.aborted) await work();
    });
    turn = mine.catch(() => {});
    return mine;
  };

  async function examine(id: number, askedBy: string | null): Promise<void> {
    const airing = airings.find(id);
    if (!airing || airing.startedAt === null || airing.endedAt === null || airing.outcome === 'on-air') return;
    const found = await cutAircheck(home, keptUnder(airing), airing.startedAt, airing.endedAt, { ffmpeg });
    const cut = found.ok ? found.value : undefined;
    const compared = cut ? await compare(airing, cut) : { ...notEnough('not-kept'), levels: [] };
    const excerpts = cut && settings.find().excerptDays > 0 ? await keepExcerpts(airing, cut) : [];
    if (closing.signal.aborted) return;
    evidence.add({ airingId: id, ...compared, excerpts, askedBy, madeAt: clock() });
  }

  async function compare(airing: Airing, cut: AircheckCut): Promise<Comparison & { levels: readonly number[] }> {
    const { playoutSha256, fromFrame, kind } = airing;
    // What an emergency reads out stands between tones and repeats: no copy is like it from end to end.
    const isCopy = playoutSha256 !== null && kind !== 'emergency' && kind !== 'drill';
    const heard = await traceOf(cut.pcm(), isCopy);
    const told = (comparison: Comparison) => ({ ...comparison, levels: heard.levels });
    if (!isCopy) return told(notEnough('no-copy'));
    const file = playoutFile(home, playoutSha256);
    if (!(await stat(file).catch(() => undefined))) return told(notEnough('copy-gone'));
    if (cut.frames < LEAST_SECONDS * RATE) return told(notEnough('too-short'));
    const copy = await traceOf(decode(file, fromFrame, cut.frames), true);
    return told(compareSound(copy, heard, frames(cut.frames), cut.holes));
  }

  /** Reads the sound once: its levels, and its fingerprint where there is something to hold it against. */
  async function traceOf(sound: AsyncIterable<Uint8Array>, withItems: boolean): Promise<Trace> {
    const levels = new Levels();
    await using child = withItems ? fingerprinter() : undefined;
    const printed = child && bytesOf(child.stdout as AsyncIterable<Buffer>);
    for await (const bytes of evenly(sound)) {
      levels.hear(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / SAMPLE_BYTES));
      await give(child, bytes);
    }
    child?.stdin.end();
    const items = (await printed) ?? Buffer.alloc(0);
    if (child) await wellEnded(child);
    return {
      items: Uint32Array.from({ length: items.length >> 2 }, (_, i) => items.readUInt32LE(4 * i)),
      levels: levels.end(),
    };
  }

  const fingerprinter = () =>
    job([
      '-f',
      's16le',
      '-ar',
      String(RATE),
      '-ac',
      '1',
      '-i',
      'pipe:0',
      '-f',
      'chromaprint',
      '-fp_format',
      'raw',
      'pipe:1',
    ]);

  async function* decode(file: string, from: number, count: number): AsyncGenerator<Uint8Array> {
    const trim = `atrim=start_sample=${from}:end_sample=${from + count}`;
    const output = ['-af', trim, '-ac', '1', '-ar', String(RATE), '-f', 's16le', 'pipe:1'];
    await using child = job(['-protocol_whitelist', 'file', '-f', 'flac', '-i', `file:${file}`, ...output]);
    child.stdin.end();
    yield* child.stdout as AsyncIterable<Buffer>;
    await wellEnded(child);
  }

  /** Opus of 24 kbit/s, 45 KB each, under the name of its bytes: one is never written over another. */
  async function keepExcerpts(airing: Airing, cut: AircheckCut): Promise<Excerpt[]> {
    const folder = excerptFolder(home, String(dayOf(airing.startedAt!, zone)));
    await mkdir(folder, { recursive: true });
    const kept: Excerpt[] = [];
    for (const { from, until } of excerptSpans(frames(cut.frames))) {
      // Nothing but what was never kept is no excerpt.
      if (cut.holes.some((hole) => hole.from <= from && hole.until >= until)) continue;
      const temporary = join(folder, `${airing.id}-${from}.part`);
      const opus = ['-c:a', 'libopus', '-b:a', '24k', '-map_metadata', '-1', '-fflags', '+bitexact', '-f', 'ogg'];
      const input = ['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', 'pipe:0'];
      await using child = job(['-y', ...input, ...opus, `file:${temporary}`]);
      child.stdout.resume();
      for await (const bytes of cut.pcm(from, until)) await give(child, bytes);
      child.stdin.end();
      await wellEnded(child);
      const sha256 = await hashAndSync(temporary);
      await rename(temporary, excerptFile(home, String(dayOf(airing.startedAt!, zone)), sha256));
      kept.push({ fromMs: framesToMs(from), ms: framesToMs(frames(until - from)), sha256 });
    }
    return kept;
  }

  function job(args: readonly string[]): Child {
    const child = startChild('nice', ['-n', '19', ffmpeg, '-hide_banner', '-nostats', '-loglevel', 'error', ...args]);
    const late = setTimeout(() => void child.end(), JOB_MS);
    const letGo = () => void child.end();
    closing.signal.addEventListener('abort', letGo, { once: true });
    void child.ended.then(() => {
      clearTimeout(late);
      closing.signal.removeEventListener('abort', letGo);
    });
    return child;
  }

  async function lookOnce(): Promise<void> {
    await inTurn(prune);
    for (const now = clock(); !closing.signal.aborted; ) {
      const id = evidence.next(after(now, durationMs(-LOOK_BACK)), after(now, durationMs(-SETTLED)));
      if (id === undefined) return;
      await inTurn(() => examine(id, null)).catch((error) => giveUp(id, error));
    }
  }

  /** One that fails must not keep all others waiting for ever. */
  function giveUp(id: number, error: unknown): void {
    const times = (failures.get(id) ?? 0) + 1;
    failures.set(id, times);
    if (closing.signal.aborted || times < MOST_FAILURES) throw error;
    failures.delete(id);
    evidence.add({ airingId: id, ...notEnough('failed'), levels: [], excerpts: [], askedBy: null, madeAt: clock() });
  }

  /** Folders are days. Of a report that is not sent yet all of them are kept, whatever their age. */
  async function prune(): Promise<void> {
    const now = clock();
    if (now - prunedAt < A_DAY) return;
    prunedAt = now;
    const oldest = String(dayOf(now, zone).subtract({ days: settings.find().excerptDays }));
    const since = reports.openSince() ?? oldest;
    const days = await readdir(excerptFolder(home)).catch(() => []);
    for (const day of days.filter((name) => name < oldest && name < since))
      await rm(excerptFolder(home, day), { recursive: true, force: true });
  }

  let looking: Promise<void> | undefined;
  const look = (): Promise<void> => {
    looking ??= lookOnce().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  let timer: NodeJS.Timeout | undefined;
  function watch(): void {
    // At a quarter of a minute: starts fall on whole minutes, the planner on half past.
    const now = clock();
    const next = Math.floor((now - 15_000) / MINUTE) * MINUTE + MINUTE + 15_000;
    timer = setTimeout(() => {
      look()
        .catch((error) => {
          if (!closing.signal.aborted) onFailed?.(error);
        })
        .finally(() => {
          if (!closing.signal.aborted) watch();
        });
    }, next - now);
    timer.unref();
  }

  return {
    ask: (airingId, askedBy) => inTurn(() => examine(airingId, askedBy)),
    look,
    watch,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      clearTimeout(timer);
      await turn;
    },
  };
}

async function give(child: Child | undefined, bytes: Uint8Array): Promise<void> {
  if (!child || child.stdin.destroyed || child.stdin.write(bytes)) return;
  await Promise.race([new Promise((done) => child.stdin.once('drain', done)), child.ended]);
}

async function wellEnded(child: Child): Promise<void> {
  const { code, said } = await child.ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${said}`);
}

/** Never half a sample, and at an address a sample may have. */
async function* evenly(sound: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = Buffer.alloc(0);
  for await (const chunk of sound) {
    const all = left.length > 0 ? Buffer.concat([left, chunk]) : chunk;
    const whole = all.length - (all.length % SAMPLE_BYTES);
    left = Buffer.from(all.subarray(whole));
    yield new Uint8Array(all.subarray(0, whole));
  }
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
