/**
 * The aircheck (H5): what every zone hears, kept as Opus while anything but silence is on it. Zones that hear the same share
 * one recording. The loop hands over each feed's chunk; an ffmpeg of its own, at a low priority, encodes it and writes the
 * file. It must never disturb the air: what cannot be taken at once is dropped and the next file begins later, a disk that
 * is nearly full ends it before anything else is short of room, and every look at the disk is asynchronous.
 */
import { mkdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AIRCHECK, type AircheckRule, DEFAULT_AIRCHECK, FILE_MS, fileNameOf } from '../core/aircheck.ts';
import type { IncidentKind } from '../core/incidents.ts';
import { ZONES_TAG } from '../core/opus-file.ts';
import { RATE } from '../core/time.ts';
import { formatNumber } from '../core/vietnamese.ts';
import type { Chunk } from './chunk.ts';
import type { Clock } from './clock.ts';
import { Pauses } from './pauses.ts';
import { CHUNK, FLOAT_BYTES } from './realtime.ts';
import type { StreamTime } from './stream-time.ts';
import { type Child, startChild } from './subprocess.ts';

/** Silence longer than this ends a file. */
const LINGER = 3 * RATE;
/** The encoder is woken five times a second; a kill −9 loses no more than this and a page of its own. */
const BATCH = 10;
/** An encoder this far behind will not catch up: its file ends there. */
const BEHIND_BYTES = 10 * RATE * FLOAT_BYTES;
/** Where in a stream time two instants are the same sample. */
const SAME_MS = 0.01;
const LOOK_EVERY_MS = 5000;

export type Aircheck = AsyncDisposable & {
  /** The next chunk of one feed, and the zones that hear it. Never waits. */
  hear(feed: object, zoneIds: readonly string[], chunk: Chunk): void;
  setRule(rule: AircheckRule): void;
  /** Hands the encoders all there is. Answers how many frames the slowest has not taken: a kill −9 would lose them. */
  flush(): number;
};

export type AircheckOptions = {
  readonly home: string;
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly stream: StreamTime;
  /** Whose wall clock names the files. */
  readonly zone: string;
  readonly begin: (kind: Extract<IncidentKind, `aircheck-${string}`>, detail: string) => void;
  readonly end: (kind: Extract<IncidentKind, `aircheck-${string}`>) => void;
  /** Bytes free where `home` lies; as the system tells it. */
  readonly freeBytes?: (home: string) => Promise<number>;
};

/** One feed's recording: the file that is growing, if one is, and when the next may begin. */
type Tape = {
  file: OpenFile | undefined;
  idle: number;
  notBeforeMs: number;
  hasFailed: boolean;
  readonly pauses: Pauses;
};

export function openAircheck(options: AircheckOptions): Aircheck {
  const { home, ffmpeg, clock, stream, zone, begin, end, freeBytes = freeOn } = options;
  const tapes = new WeakMap<object, Tape>();
  const open = new Map<OpenFile, Tape>();
  const closing = new AbortController();
  let rule = DEFAULT_AIRCHECK;
  let isFull = false;

  const tapeOf = (feed: object): Tape => {
    const known = tapes.get(feed);
    if (known) return known;
    const tape = { file: undefined, idle: 0, notBeforeMs: 0, hasFailed: false, pauses: new Pauses() };
    tapes.set(feed, tape);
    return tape;
  };

  function openFile(tape: Tape, zoneIds: readonly string[], chunk: Chunk): OpenFile {
    const startMs = stream.msAt(chunk.at);
    const { day, name } = fileNameOf(startMs, zone);
    const path = join(home, AIRCHECK, zoneIds[0]!, day, name);
    const file = new OpenFile({ ffmpeg, path, zones: zoneIds.join(' '), startMs, at: chunk.at });
    open.set(file, tape);
    void file.ended.then((said) => {
      open.delete(file);
      if (tape.file === file && !closing.signal.aborted) lose(tape, said || 'bộ mã hóa tự dừng');
    });
    return file;
  }

  /** It ended without having been told to: the next one begins after a pause. */
  function lose(tape: Tape, said: string): void {
    const now = clock.exact();
    tape.notBeforeMs = now + tape.pauses.after(now - tape.file!.startMs);
    tape.file = undefined;
    if (!tape.hasFailed && !isFull) begin('aircheck-failed', said);
    tape.hasFailed = true;
  }

  const endFile = (tape: Tape) => {
    tape.file?.end();
    if (tape.file) tape.hasFailed = false;
    tape.file = undefined;
  };

  async function look(): Promise<void> {
    // Nobody hears its feed any more, so nothing is told of it.
    for (const [file, tape] of open) if (tape.file === file && stream.written - file.reached > LINGER) endFile(tape);
    const free = await freeBytes(home).catch(() => undefined);
    if (free === undefined || closing.signal.aborted) return;
    const floor = rule.freeGigabytes * 1e9;
    if (!isFull && free < floor)
      begin('aircheck-stopped', `còn ${gigabytes(free)} GB trống, cần giữ ${gigabytes(floor)} GB`);
    // A little more has to be free before it goes on, or it would start and stop with every file.
    if (isFull && free > floor * 1.1) end('aircheck-stopped');
    isFull = free < floor * (isFull ? 1.1 : 1);
  }

  const looking = (async () => {
    while (!closing.signal.aborted) {
      await look();
      await clock.sleepUntil(clock.exact() + LOOK_EVERY_MS, closing.signal);
    }
  })();

  return {
    setRule: (next) => {
      const hasChanged = next.freeGigabytes !== rule.freeGigabytes;
      rule = next;
      if (hasChanged) void look();
    },
    hear: (feed, zoneIds, chunk) => {
      const tape = tapeOf(feed);
      tape.idle = chunk.isIdle ? tape.idle + CHUNK : 0;
      if (tape.file && (isFull || tape.idle > LINGER || !tape.file.takes(chunk, stream, zoneIds))) endFile(tape);
      if (!tape.file) {
        if (chunk.isIdle || isFull || zoneIds.length === 0 || clock.exact() < tape.notBeforeMs) return;
        tape.file = openFile(tape, zoneIds, chunk);
      }
      if (!tape.file.write(chunk)) lose(tape, 'ổ đĩa hoặc bộ mã hóa không ghi kịp');
    },
    flush: () => Math.max(0, ...[...open.keys()].map((file) => file.flush())),
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      for (const file of open.keys()) file.end();
      await Promise.race([
        Promise.all([...open.keys()].map(({ ended }) => ended)),
        clock.sleepUntil(clock.exact() + 1000),
      ]);
      for (const file of open.keys()) file.letGo();
      await looking;
    },
  };
}

type FileOptions = {
  readonly ffmpeg: string;
  readonly path: string;
  readonly zones: string;
  readonly startMs: number;
  /** Stream frame of its first sample. */
  readonly at: number;
};

/** One file that is growing. What is handed over before its encoder runs waits; nothing waits for the encoder. */
class OpenFile {
  /** Settles when it is whole, or as whole as it will be, with the encoder's last words. Never rejects. */
  readonly ended: Promise<string>;
  readonly #options: FileOptions;
  readonly #endsAtMs: number;
  #expected: number;
  #batch: Buffer[] = [];
  #child: Child | undefined;
  #isEnding = false;

  /** Stream frame behind its last. */
  get reached(): number {
    return this.#expected;
  }

  get startMs(): number {
    return this.#options.startMs;
  }

  constructor(options: FileOptions) {
    this.#options = options;
    this.#expected = options.at;
    this.#endsAtMs = (Math.floor(options.startMs / FILE_MS) + 1) * FILE_MS;
    this.ended = this.#run().catch(String);
  }

  /** Whether this chunk follows on what it has: the same zones, the next sample, the same clock, the same ten minutes. */
  takes({ at }: Chunk, stream: StreamTime, zoneIds: readonly string[]): boolean {
    const { startMs, zones, at: first } = this.#options;
    const ms = stream.msAt(at);
    const wanted = startMs + ((at - first) * 1000) / RATE;
    return (
      at === this.#expected && Math.abs(ms - wanted) < SAME_MS && ms < this.#endsAtMs && zoneIds.join(' ') === zones
    );
  }

  /** False: it is too far behind, and takes no more. */
  write(chunk: Chunk): boolean {
    this.#expected += CHUNK;
    this.#batch.push(chunk.bytes(1));
    const behind = (this.#child?.stdin.writableLength ?? 0) + this.#batch.length * CHUNK * FLOAT_BYTES;
    if (behind > BEHIND_BYTES) this.letGo();
    else if (this.#batch.length >= BATCH) this.flush();
    return behind <= BEHIND_BYTES;
  }

  /** No more comes; what it has is written out, beside everything else. */
  end(): void {
    this.#isEnding = true;
    this.flush();
    this.#child?.stdin.end();
  }

  /** Whatever it still had to write is dropped. */
  letGo(): void {
    this.#isEnding = true;
    this.#batch = [];
    void this.#child?.end(500);
  }

  /** Answers how many frames wait in this process all the same. */
  flush(): number {
    if (!this.#child) return this.#batch.length * CHUNK;
    if (this.#batch.length > 0) this.#child.stdin.write(Buffer.concat(this.#batch));
    this.#batch = [];
    return this.#child.stdin.writableLength / FLOAT_BYTES;
  }

  async #run(): Promise<string> {
    const { ffmpeg, path, zones } = this.#options;
    await mkdir(dirname(path), { recursive: true });
    this.#child = startChild('nice', ['-n', '10', ffmpeg, ...encoderArgs(path, zones)]);
    this.#child.stdout.resume();
    if (this.#isEnding) this.end();
    return (await this.#child.ended).said;
  }
}

/** Pages of a fifth of a second, each flushed: a file whose encoder was killed is whole up to its last page. */
function encoderArgs(path: string, zones: string): string[] {
  const input = ['-probesize', '32', '-analyzeduration', '0', '-f', 'f32le', '-ar', String(RATE), '-ac', '1'];
  const encoder = [
    '-c:a',
    'libopus',
    '-b:a',
    '24k',
    '-vbr',
    'constrained',
    '-compression_level',
    '3',
    '-page_duration',
    '200000',
  ];
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'error', ...input, '-i', 'pipe:0'],
    ...['-map_metadata', '-1', '-metadata', `${ZONES_TAG}=${zones}`, ...encoder],
    ...['-flush_packets', '1', '-n', '-f', 'ogg', `file:${path}`],
  ];
}

async function freeOn(home: string): Promise<number> {
  const { bavail, bsize } = await statfs(home);
  return bavail * bsize;
}

const gigabytes = (bytes: number): string => formatNumber(Math.round(bytes / 1e8) / 10);
