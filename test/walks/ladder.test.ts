/**
 * When files go bad on a station that runs: one byte flipped, one deleted two seconds before air. What is heard instead
 * is on time, and the log says what happened. Everything real.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, seconds, sounds } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

type Recording = { id: number; state: string; playoutSha256: string };
type Airing = Record<'title' | 'outcome' | 'startedAt' | 'endedAt' | 'plannedStart', string> & {
  reason: string | null;
};

let station: RunningStation;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-walk-'));
  station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
}, 60_000);
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A tone in the library, and where its playout copy lies. */
async function tone(hertz: number, length: number): Promise<Recording & { file: string }> {
  const original = join(folder, `${hertz}.flac`);
  const source = `sine=frequency=${hertz}:sample_rate=48000:duration=${length}`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-af', 'volume=6', original]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(original)]), `${hertz}.flac`);
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
  const path = `/recordings/${recordings[0]!.id}`;
  const recording = await station.eventually<Recording>(path, ({ state }) => state === 'ready');
  const sha = recording.playoutSha256;
  return { ...recording, file: join(station.home, 'playout', sha.slice(0, 2), `${sha}.flac`) };
}

async function slot(title: string, recordingId: number, start: number, durationMs: number): Promise<void> {
  const wall = new Date(start + 7 * 3_600_000).toISOString();
  const made = await station.api('POST', '/slots', {
    ...{ title, plays: 'recording', recordingId, rrule: 'FREQ=DAILY;COUNT=1', durationMs },
    ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19) },
  });
  expect(made).toMatchObject({ status: 201 });
}

test('what stands in for a file that went bad begins on the minute, and each step is in the log', async () => {
  const [flipped, deleted, filler] = [await tone(500, 4), await tone(700, 3), await tone(900, 2)];
  expect(await station.api('PUT', '/settings', { fillerRecordingId: filler.id })).toMatchObject({ status: 200 });
  const bytes = readFileSync(flipped.file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(flipped.file, bytes);

  const start = (Math.ceil(Date.now() / 1000) + 8) * 1000;
  await slot('Tệp hỏng', flipped.id, start, 4000);
  await slot('Tệp mất', deleted.id, start + 6000, 3000);
  const listener = await listen(`${station.origin}/live/main.mp3`);
  await until('two seconds before the second', () => Date.now() > start + 4000);
  rmSync(deleted.file);

  const airings = await until('the end of the second', async () => {
    const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
    return body.airings.some(({ reason }) => reason === 'slot-end') && body.airings.reverse();
  });
  expect(airings.map(({ title, outcome, reason }) => [title, outcome, reason])).toEqual([
    ['Tệp hỏng', 'missed', 'file-changed'],
    ['900', 'completed', 'substitute-station'],
    ['900', 'completed', 'substitute-station'],
    ['Tệp mất', 'missed', 'file-missing'],
    ['900', 'completed', 'substitute-station'],
    ['900', 'cut', 'slot-end'],
  ]);
  const began = airings.flatMap(({ startedAt }) => (startedAt ? [Date.parse(startedAt) - start] : []));
  expect(began).toEqual([0, 2000, 6000, 8000]);

  await until('the last of it', () => Date.now() > start + 10_500);
  const heard = sounds(listener.hangUp());
  expect(heard.map((span) => Math.round(seconds(span)))).toEqual([4, 3]);
}, 60_000);
