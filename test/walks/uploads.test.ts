/** Files on their way into the whole program while its web is killed under them. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { breakableLine, sendInPieces } from '../support/pieces.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

let folder: string;
let station: RunningStation;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-walk-'));
  station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
}, 120_000);
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

type Found = { id: number; fileName: string; sha256: string };
/** What no shape speaks against. */
const sound = (bytes: number) => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), randomBytes(bytes - 4)]);
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const original = (sha256: string) => readFileSync(join(station.home, 'library', sha256.slice(0, 2), `${sha256}.mp3`));

test('kill −9 of the web, three times in one upload, costs no byte', { timeout: 120_000 }, async () => {
  const line = await breakableLine(() => station.port);
  const bytes = sound(24_000_000);
  const headers = { cookie: station.cookie, origin: line.base };
  const { done } = sendInPieces(line.base, headers, bytes, 'Chuyển đổi số, số 12.mp3', {
    retryDelays: Array(400).fill(100),
  });
  for (const share of [0.2, 0.5, 0.8]) {
    await until(`${share} of it`, () => line.carried() > bytes.length * share, 60_000);
    for (const pid of station.pids('web.js')) process.kill(pid, 'SIGKILL');
  }
  await done;
  const { recordings } = await station.eventually<{ recordings: Found[] }>(
    '/recordings',
    (all) => all.recordings.length > 0,
  );
  expect(recordings).toMatchObject([{ fileName: 'Chuyển đổi số, số 12.mp3', sha256: hashOf(bytes) }]);
  expect(original(hashOf(bytes)).equals(bytes)).toBe(true);
  expect(readdirSync(join(station.home, 'uploads'))).toEqual([]);
});

test('a file laid into the folder is taken while nobody looks', { timeout: 60_000 }, async () => {
  const bytes = sound(2_000_000);
  writeFileSync(join(station.home, 'incoming', 'Nhạc hiệu mới.mp3'), bytes);
  await station.eventually<{ recordings: Found[] }>(
    '/recordings',
    ({ recordings }) => recordings.some(({ fileName }) => fileName === 'Nhạc hiệu mới.mp3'),
    40_000,
  );
  expect(original(hashOf(bytes)).equals(bytes)).toBe(true);
  expect(readdirSync(join(station.home, 'incoming'))).toEqual([]);
  const page = await (await station.fetch('/kho-tu-lieu')).text();
  expect(page).toMatch(/Đã nhận gần đây.*Nhạc hiệu mới\.mp3/s);
});
