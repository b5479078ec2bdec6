/**
 * The aircheck as it lies on disk: finding, cutting out and letting go. Anybody may read while the playout writes; nothing
 * here is in the playout's loop. Every cut is exact to the sample: a file is decoded from its first one, never sought in.
 */
import { open, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  AIRCHECK,
  type AircheckRule,
  cutPieces,
  FILE_MS,
  type Kept,
  type Piece,
  type Stretch,
  startOf,
  toPrune,
} from '../core/aircheck.ts';
import type { Airing } from '../core/model.ts';
import { lastGranule, parseOpusHead } from '../core/opus-file.ts';
import { err, ok, type Result } from '../core/result.ts';
import { dayOf, epochMs, HOUR, RATE } from '../core/time.ts';
import { testZone } from './break-in.ts';
import { startChild } from './subprocess.ts';

/** Holds both heads; and the last page at whatever bitrate. */
const HEAD_BYTES = 8192;
const TAIL_BYTES = 65_536;
/** Mono, 16 bits. */
const SAMPLE_BYTES = 2;
const WAV_HEAD = 44;
const CHUNK_FRAMES = RATE / 2;
/** No file is longer, give or take a chunk. */
const LONGEST_MS = FILE_MS + 1000;
/** The end of the year 9999. */
const LAST_MS = 253_402_300_799_999;

export type AircheckCut = {
  /** Exactly the stretch asked for, at 48 kHz, holes included. */
  readonly frames: number;
  /** Of these, how many were never kept; they are silence. */
  readonly missingFrames: number;
  /** Where these are, in frames of the cut. */
  readonly holes: readonly { readonly from: number; readonly until: number }[];
  /** 16-bit mono PCM of frames [from, until) of the cut; ends the decoder when its reader leaves. */
  pcm(from?: number, until?: number): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  /** The cut as a WAV file: how many bytes that is, and bytes [from, until) of it. */
  readonly wavBytes: number;
  wav(from?: number, until?: number): AsyncGenerator<Uint8Array<ArrayBuffer>>;
};

/** The name under which the aircheck has what was heard of it: its zone's, or of a drill its one output's. */
export const keptUnder = ({ kind, zoneId, outputs }: Pick<Airing, 'kind' | 'zoneId' | 'outputs'>): string =>
  kind === 'drill' ? testZone(outputs?.[0]?.id ?? 0) : zoneId;

/**
 * What a zone heard in [from, until), instants in ms with their fractions as the airing log has them. Nothing kept of it:
 * it was never recorded, or has been let go since.
 */
export async function cutAircheck(
  home: string,
  zoneId: string,
  from: number,
  until: number,
  { ffmpeg = 'ffmpeg' } = {},
): Promise<Result<AircheckCut, 'nothing-kept'>> {
  if (until <= from) return err('nothing-kept');
  const kept = await listAircheck(home, { from: from - LONGEST_MS, until });
  const near = kept.filter(({ startMs }) => startMs < until && startMs > from - LONGEST_MS);
  const stretches = await Promise.all(near.map(({ file, startMs }) => readStretch(file, startMs, zoneId)));
  const pieces = cutPieces(
    stretches.filter((one) => one !== undefined),
    from,
    until,
  );
  return pieces.ok ? ok(openCut(pieces.value, ffmpeg)) : pieces;
}

/**
 * Which of these airings, by id, the aircheck has something of, as far as the names of its files tell: a list shows no more,
 * and what was torn is found out by whoever listens. One look into each day of a zone, however many rows are of it.
 */
export async function keptOf(home: string, airings: readonly Airing[], zone: string): Promise<Set<number>> {
  const folders = new Map<string, Promise<string[]>>();
  const startsIn = (zoneId: string, ms: number): Promise<string[]> => {
    const folder = join(home, AIRCHECK, zoneId, `${dayOf(epochMs(Math.floor(ms)), zone)}`);
    const known = folders.get(folder) ?? namesIn(folder);
    folders.set(folder, known);
    return known;
  };
  const found = await Promise.all(
    airings.map(async (airing) => {
      const { id, startedAt, endedAt } = airing;
      if (startedAt === null || endedAt === null || endedAt <= startedAt) return undefined;
      const from = startedAt - LONGEST_MS;
      const names = await Promise.all([from, endedAt].map((ms) => startsIn(keptUnder(airing), ms)));
      const isNear = (startMs: number | undefined) => startMs !== undefined && startMs > from && startMs < endedAt;
      return names.flat().some((name) => isNear(startOf(name))) ? id : undefined;
    }),
  );
  return new Set(found.filter((id) => id !== undefined));
}

/** Every file of the days about [from, until), in no order; `bytes` is 0 where nobody asked for it. */
export async function listAircheck(
  home: string,
  { from = 0, until = Number.POSITIVE_INFINITY, sized = false } = {},
): Promise<Kept[]> {
  const root = join(home, AIRCHECK);
  const kept: Kept[] = [];
  // Days are named by the station's wall clock, nowhere further from UTC than this.
  const [first, last] = [from - 24 * HOUR, Math.min(until + 24 * HOUR, LAST_MS)].map(
    (ms) => `${dayOf(epochMs(ms), 'UTC')}`,
  );
  for (const zone of await namesIn(root))
    for (const day of (await namesIn(join(root, zone))).filter((day) => day >= first! && day <= last!))
      for (const name of await namesIn(join(root, zone, day))) {
        const startMs = startOf(name);
        const file = join(root, zone, day, name);
        if (startMs === undefined) continue;
        kept.push({ file, startMs, bytes: sized ? ((await stat(file).catch(() => undefined))?.size ?? 0) : 0 });
      }
  return kept;
}

/** Lets go of what the rule no longer keeps, oldest first, and of days without files. Answers how many files. */
export async function pruneAircheck(home: string, rule: AircheckRule, now: number, since?: number): Promise<number> {
  const gone = toPrune(await listAircheck(home, { sized: true }), rule, now, since);
  for (const file of gone) await rm(file, { force: true });
  // Only what is empty can be removed so.
  for (const day of new Set(gone.map(dirname))) await rmdir(day).catch(() => {});
  return gone.length;
}

/** `undefined`: the zone did not hear it, or not one page of it is whole. */
async function readStretch(file: string, startMs: number, zoneId: string): Promise<Stretch | undefined> {
  await using handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  const { size } = await handle.stat();
  const read = async (at: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  const head = parseOpusHead(await read(0, HEAD_BYTES));
  if (!head?.zones.includes(zoneId)) return undefined;
  const granule = lastGranule(await read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES)) ?? 0;
  return granule > head.preSkip ? { file, startMs, frames: granule - head.preSkip } : undefined;
}

function openCut(pieces: readonly Piece[], ffmpeg: string): AircheckCut {
  const total = (some: readonly Piece[]) => some.reduce((sum, { frames }) => sum + frames, 0);
  const frames = total(pieces);
  const wavBytes = WAV_HEAD + frames * SAMPLE_BYTES;

  async function* pcm(from = 0, until = frames) {
    let at = 0;
    for (const { file, from: first, frames: length } of pieces) {
      const skip = Math.max(0, from - at);
      const count = Math.min(length, until - at) - skip;
      at += length;
      if (count > 0) yield* file === null ? silence(count) : decode(ffmpeg, file, first + skip, count);
    }
  }

  async function* wav(from = 0, until = wavBytes) {
    if (from < WAV_HEAD) yield wavHead(frames).subarray(from, until);
    const first = Math.max(0, from - WAV_HEAD);
    const last = until - WAV_HEAD;
    if (last <= first) return;
    const start = Math.floor(first / SAMPLE_BYTES);
    let at = start * SAMPLE_BYTES;
    for await (const bytes of pcm(start, Math.ceil(last / SAMPLE_BYTES))) {
      yield bytes.subarray(Math.max(0, first - at), last - at);
      at += bytes.length;
    }
  }

  const holes = pieces.flatMap(({ file, frames: length }, i) => {
    const from = total(pieces.slice(0, i));
    return file === null ? [{ from, until: from + length }] : [];
  });
  return { frames, missingFrames: total(pieces.filter(({ file }) => file === null)), holes, pcm, wavBytes, wav };
}

/** `count` frames of the file from frame `first` on; what it turns out not to have is silence. */
async function* decode(ffmpeg: string, file: string, first: number, count: number) {
  const trim = `atrim=start_sample=${first}:end_sample=${first + count}`;
  const input = ['-protocol_whitelist', 'file', '-f', 'ogg', '-i', `file:${file}`, '-af', trim];
  const output = ['-f', 's16le', '-ar', String(RATE), '-ac', '1', 'pipe:1'];
  await using child = startChild('nice', ['-n', '19', ffmpeg, '-nostdin', '-loglevel', 'error', ...input, ...output]);
  child.stdin.end();
  let left = count * SAMPLE_BYTES;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    const bytes = new Uint8Array(chunk.subarray(0, left));
    left -= bytes.length;
    if (bytes.length > 0) yield bytes;
  }
  // A page cut in two by a kill −9 leaves half a sample less than the last page promised.
  if (left > 0) yield* silence(Math.ceil(left / SAMPLE_BYTES), left);
}

function* silence(frames: number, bytes = frames * SAMPLE_BYTES) {
  for (let left = bytes; left > 0; left -= CHUNK_FRAMES * SAMPLE_BYTES)
    yield new Uint8Array(Math.min(left, CHUNK_FRAMES * SAMPLE_BYTES));
}

/** RIFF WAVE, PCM, one channel of 16 bits at 48 kHz. */
function wavHead(frames: number): Uint8Array<ArrayBuffer> {
  const head = new DataView(new ArrayBuffer(WAV_HEAD));
  const word = (at: number, text: string) => {
    for (let i = 0; i < 4; i++) head.setUint8(at + i, text.charCodeAt(i));
  };
  word(0, 'RIFF');
  head.setUint32(4, WAV_HEAD - 8 + frames * SAMPLE_BYTES, true);
  word(8, 'WAVE');
  word(12, 'fmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, RATE, true);
  head.setUint32(28, RATE * SAMPLE_BYTES, true);
  head.setUint16(32, SAMPLE_BYTES, true);
  head.setUint16(34, 8 * SAMPLE_BYTES, true);
  word(36, 'data');
  head.setUint32(40, frames * SAMPLE_BYTES, true);
  return new Uint8Array(head.buffer);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
