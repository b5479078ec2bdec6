/** The aircheck with real ffmpeg and real files: what was handed over is what can be cut out, to the sample. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAircheck } from '../../src/engine/aircheck.ts';
import { type AircheckCut, cutAircheck, pruneAircheck } from '../../src/engine/aircheck-shelf.ts';
import { Chunk } from '../../src/engine/chunk.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { CHUNK } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { bytesOf } from '../support/airings.ts';
import { FakeClock } from '../support/clock.ts';
import { silence } from '../support/feed.ts';
import { running } from '../support/processes.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** 17:08 on 10 September 2025, and a third of a millisecond. */
const START = Date.parse('2025-09-10T17:08:00+07:00') + 1 / 3;
const FEED = {};
const PLENTY = 1e12;

type Told = { kind: string; detail?: string };

function openRoom({ ffmpeg = 'ffmpeg', free = async () => PLENTY, start = START, home = temporaryFolder() } = {}) {
  const told: Told[] = [];
  const stream = new StreamTime(start);
  const clock = new FakeClock(start);
  const aircheck = openAircheck({
    ...{ home, ffmpeg, clock, stream, zone: ZONE, freeBytes: free },
    begin: (kind, detail) => told.push({ kind, detail }),
    end: (kind) => told.push({ kind }),
  });
  let given = 0;
  return {
    ...{ home, told, stream, clock, aircheck },
    /** Noise that is another at every instant of the stream, for so many seconds. */
    async sound(seconds: number, zones: readonly string[] = ['main'], feed: object = FEED) {
      for (const end = stream.written + seconds * 48_000; stream.written < end; ) {
        aircheck.hear(feed, zones, noise(stream.written));
        stream.written += CHUNK;
        // Twenty times as fast as real time, which any encoder keeps up with.
        if (++given % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    quiet(seconds: number) {
      for (const end = stream.written + seconds * 48_000; stream.written < end; stream.written += CHUNK)
        aircheck.hear(FEED, ['main'], silence(stream.written));
    },
    files: () => filesIn(home),
    async [Symbol.asyncDispose]() {
      const closing = Promise.resolve(aircheck[Symbol.asyncDispose]());
      await clock.pass(0);
      await until('the encoders to end', () => over(closing));
    },
  };
}

async function over(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<false>((done) => setTimeout(done, 20, false))]);
}

const filesIn = (home: string): string[] => {
  const root = join(home, 'aircheck');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.opus'))
    .sort();
};

/** Speech-like and never periodic: the same sample at the same frame of the stream whoever asks. */
function noiseAt(frame: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += Math.sin(frame * (0.011 + 0.0173 * i) + 40 * Math.sin(frame * 0.00031 * (i + 1)));
  return 0.12 * sum;
}
function noise(at: number): Chunk {
  const pcm = new Float32Array(2 * CHUNK);
  for (let i = 0; i < CHUNK; i++) pcm[2 * i] = pcm[2 * i + 1] = noiseAt(at + i);
  return new Chunk(at, pcm, false);
}

async function samplesOf(cut: AircheckCut, from?: number, until?: number): Promise<Int16Array> {
  const parts: Uint8Array[] = [];
  for await (const part of cut.pcm(from, until)) parts.push(part);
  return new Int16Array(Uint8Array.from(Buffer.concat(parts)).buffer);
}

/** By how many samples what was kept lies beside what was handed over, and how alike they are there (1: the same). */
function beside(samples: Int16Array, frame: number, at: number, length = 9600): { lag: number; likeness: number } {
  let best = { lag: 0, likeness: -1 };
  for (let lag = -30; lag <= 30; lag++) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = 0; i < length; i++) {
      const a = samples[at + i + lag] ?? 0;
      const b = noiseAt(frame + i);
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
    const likeness = ab / Math.sqrt(aa * bb || 1);
    if (likeness > best.likeness) best = { lag, likeness };
  }
  return best;
}

async function cut(home: string, from: number, until: number, zone = 'main'): Promise<AircheckCut> {
  const found = await cutAircheck(home, zone, from, until);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

test('what was on the air is cut out to the sample, over the border of two ten-minute files', async () => {
  const room = openRoom({ start: Date.parse('2025-09-10T17:19:50+07:00') + 1 / 3 });
  const { stream, home } = room;
  // On a busy machine an encoder takes its time: more than it can hold is handed over only once it is written.
  for (let i = 0; i < 10; i++) {
    await room.sound(3);
    const written = stream.msAt(stream.written - 3 * 48_000);
    await until('it to be kept', async () => i === 0 || (await cut(home, stream.msAt(0), written)).missingFrames === 0);
  }
  await room[Symbol.asyncDispose]();
  expect(room.files()).toHaveLength(2);
  expect(room.files()[0]).toMatch(/^main\/2025-09-10\/17-19-50_\d{16}\.opus$/);
  expect(room.files()[1]).toMatch(/^main\/2025-09-10\/17-20-00_/);

  // 8 to 13 seconds into it: two seconds of the one and three of the other.
  const from = room.stream.msAt(8 * 48_000);
  const piece = await cut(room.home, from, from + 5000);
  expect(piece).toMatchObject({ frames: 5 * 48_000, missingFrames: 0 });
  const samples = await samplesOf(piece);
  expect(samples).toHaveLength(5 * 48_000);
  for (const second of [0, 1, 2.5, 4]) {
    const { lag, likeness } = beside(samples, (8 + second) * 48_000, second * 48_000);
    expect([second, lag]).toEqual([second, 0]);
    expect(likeness).toBeGreaterThan(0.9);
  }
  // A part of a cut is that part of it.
  const part = await samplesOf(piece, 48_000, 96_000);
  expect(part).toEqual(samples.slice(48_000, 96_000));
}, 60_000);

test('as a WAV file it has the length it says, and any bytes of it can be had', async () => {
  const room = openRoom();
  await room.sound(4);
  await room[Symbol.asyncDispose]();
  const piece = await cut(room.home, START + 1000, START + 3000);
  const whole = await bytesOf(piece.wav());
  expect(whole).toHaveLength(piece.wavBytes);
  expect(piece.wavBytes).toBe(44 + 2 * 48_000 * 2);
  for (const [from, until] of [
    [0, 10],
    [10, 44],
    [30, 101],
    [45, 46],
    [99_001, 150_003],
  ] as const)
    expect(await bytesOf(piece.wav(from, until))).toEqual(whole.subarray(from, until));
  const file = join(room.home, 'cut.wav');
  writeFileSync(file, whole);
  const asked = ['-v', 'error', '-show_entries', 'format=format_name,duration', '-of', 'csv=p=0', file];
  const seen = execFileSync('ffprobe', asked, { encoding: 'utf8' });
  expect(seen.trim()).toBe('wav,2.000000');
}, 60_000);

test('silence between programmes is not kept, and a cut across it says how much was not', async () => {
  const room = openRoom();
  await room.sound(2);
  room.quiet(20);
  await room.sound(2);
  await room[Symbol.asyncDispose]();
  expect(room.files()).toHaveLength(2);
  const piece = await cut(room.home, START, START + 24_000);
  expect(piece.frames).toBe(24 * 48_000);
  // Three seconds of silence were waited for.
  expect(piece.missingFrames).toBeGreaterThan(16.8 * 48_000);
  expect(piece.missingFrames).toBeLessThan(17.1 * 48_000);
  expect(await samplesOf(piece)).toHaveLength(24 * 48_000);
  expect(await cutAircheck(room.home, 'main', START + 10_000, START + 15_000)).toEqual({
    ok: false,
    error: 'nothing-kept',
  });
}, 60_000);

test('zones that hear the same share one recording; a zone finds what it heard and nothing else', async () => {
  const room = openRoom();
  const own = {};
  await room.sound(2, ['main', 'thon-1']);
  const apart = room.stream.written;
  // Thôn 1 has a programme of its own from here on.
  await room.sound(2, ['main']);
  room.stream.written = apart;
  await room.sound(2, ['thon-1'], own);
  await room[Symbol.asyncDispose]();
  expect(room.files().map((name) => name.split('/')[0])).toEqual(['main', 'main', 'thon-1']);
  expect((await cut(room.home, START, START + 4000, 'thon-1')).missingFrames).toBe(0);
  expect((await cut(room.home, START, START + 4000)).missingFrames).toBe(0);
  expect((await cutAircheck(room.home, 'thon-2', START, START + 4000)).ok).toBe(false);
}, 60_000);

test('a stepped clock begins a file of its own: each is found by the time it was heard at', async () => {
  const room = openRoom();
  await room.sound(2);
  room.stream.anchorAt(room.stream.msAt(room.stream.written) + 3_600_000);
  await room.sound(2);
  await room[Symbol.asyncDispose]();
  expect(room.files()).toHaveLength(2);
  const late = await cut(room.home, START + 3_602_000, START + 3_603_000);
  expect(beside(await samplesOf(late), 2 * 48_000, 0)).toMatchObject({ lag: 0 });
}, 60_000);

test('kill −9 of the encoder: everything but the last second can be heard, and the index agrees', async () => {
  const room = openRoom();
  await room.sound(10);
  const file = await until('a file', () => room.files()[0]);
  await until('most of it on disk', async () => (await cutAircheck(room.home, 'main', START, START + 9000)).ok);
  await until('nine seconds', async () => (await cut(room.home, START, START + 10_000)).missingFrames <= 48_000);
  for (const pid of running(room.home)) process.kill(pid, 'SIGKILL');
  await until('it to be told', () => room.told.length > 0);
  expect(room.told).toEqual([{ kind: 'aircheck-failed', detail: expect.any(String) }]);

  // Cut in the middle of a page as well, as a power cut would.
  const path = join(room.home, 'aircheck', file);
  truncateSync(path, statSync(path).size - 7);
  const piece = await cut(room.home, START, START + 10_000);
  expect(piece.missingFrames).toBeLessThanOrEqual(48_000 + 9600);
  const samples = await samplesOf(piece);
  expect(samples).toHaveLength(10 * 48_000);
  expect(beside(samples, 8 * 48_000, 8 * 48_000)).toMatchObject({ lag: 0 });

  // The next file begins after a pause, and one outage is one incident.
  await room.sound(2);
  expect(room.files()).toHaveLength(1);
  await room.clock.pass(13_000);
  room.stream.anchorAt(room.clock.exact());
  await room.sound(2);
  await room[Symbol.asyncDispose]();
  expect(room.files()).toHaveLength(2);
  expect(room.told).toHaveLength(1);
}, 60_000);

test('an encoder that hangs takes nothing from the air: what it cannot take is dropped, once told', async () => {
  const home = temporaryFolder();
  const ffmpeg = join(home, 'deaf');
  writeFileSync(ffmpeg, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  const room = openRoom({ ffmpeg, home });
  await room.sound(25);
  expect(room.told).toEqual([{ kind: 'aircheck-failed', detail: 'ổ đĩa hoặc bộ mã hóa không ghi kịp' }]);
  await room[Symbol.asyncDispose]();
}, 60_000);

test('a disk that is nearly full ends the aircheck before anything else, says so, and begins again when there is room', async () => {
  let free = 2e9;
  const room = openRoom({ free: async () => free });
  await room.clock.pass(0);
  await room.sound(2);
  free = 0.9e9;
  await room.clock.pass(5000);
  expect(room.told).toEqual([{ kind: 'aircheck-stopped', detail: 'còn 0,9 GB trống, cần giữ 1 GB' }]);
  await room.sound(2);
  free = 1.05e9;
  await room.clock.pass(5000);
  await room.sound(2);
  expect(room.told).toHaveLength(1);
  free = 1.2e9;
  await room.clock.pass(5000);
  expect(room.told.at(-1)).toEqual({ kind: 'aircheck-stopped' });
  await room.sound(2);
  await room[Symbol.asyncDispose]();
  expect(room.files()).toHaveLength(2);
  expect((await cut(room.home, START, START + 8000)).missingFrames).toBe(4 * 48_000);
}, 60_000);

test('what is older than it is kept, or more than it may be, is let go oldest first; the last hour stays', async () => {
  const home = temporaryFolder();
  const clock = openSystemClock();
  const days = [1, 2, 40, 100];
  for (const ago of days) {
    const room = openRoom({ home, start: clock.now() - ago * 86_400_000 });
    await room.sound(1);
    await room[Symbol.asyncDispose]();
  }
  const rule = { days: 90, gigabytes: 20, freeGigabytes: 1 };
  // A report of that time is still open; and a clock that is ten years ahead is no reason either.
  const since = clock.now() - 120 * 86_400_000;
  expect(await pruneAircheck(home, rule, clock.now(), since)).toBe(0);
  expect(await pruneAircheck(home, { ...rule, days: 200 }, clock.now() + 3650 * 86_400_000)).toBe(0);
  expect(await pruneAircheck(home, rule, clock.now())).toBe(1);
  expect(filesIn(home)).toHaveLength(3);
  const bytes = filesIn(home).reduce((sum, name) => sum + statSync(join(home, 'aircheck', name)).size, 0);
  expect(await pruneAircheck(home, { ...rule, gigabytes: (bytes - 1) / 1e9 }, clock.now())).toBe(1);
  expect(filesIn(home)).toHaveLength(2);
  expect(readdirSync(join(home, 'aircheck/main'))).toHaveLength(2);
  const fresh = openRoom({ home, start: clock.now() - 60_000 });
  await fresh.sound(1);
  await fresh[Symbol.asyncDispose]();
  expect(await pruneAircheck(home, { ...rule, gigabytes: 0 }, clock.now())).toBe(2);
  expect(filesIn(home)).toHaveLength(1);
}, 60_000);

test('what nobody hears any more is written to its end: no encoder stays behind', async () => {
  await using room = openRoom();
  const own = {};
  await room.sound(2, ['thon-1'], own);
  const encoders = () => running(join(room.home, 'aircheck', 'thon-1')).length;
  await until('its encoder', () => encoders() > 0);
  await room.sound(4);
  await room.clock.pass(5000);
  await until('its end', () => encoders() === 0);
  const found = await cut(room.home, START, START + 2000, 'thon-1');
  expect(found.missingFrames).toBe(0);
  await room.sound(2, ['thon-1'], own);
  expect(room.told).toEqual([]);
});
