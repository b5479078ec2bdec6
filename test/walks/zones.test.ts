/** Two zones with everything real: the commune hears one programme, a village its own at the same time, over HTTP. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, seconds, sounds } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

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

async function upload(hertz: number, length: number): Promise<number> {
  const file = join(folder, `${hertz}.mp3`);
  const source = `sine=frequency=${hertz}:sample_rate=44100:duration=${length}`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-af', 'volume=6', '-b:a', '128k', file]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(file)], { type: 'audio/mpeg' }), `${hertz}.mp3`);
  const answer = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await answer.json()) as { recordings: { id: number }[] };
  const { id } = recordings[0]!;
  await station.eventually<{ state: string }>(`/recordings/${id}`, ({ state }) => state === 'ready');
  return id;
}

/** Plays the recording once, `inSeconds` from now. */
async function schedule(recordingId: number, zoneId: string, inSeconds: number): Promise<void> {
  const wall = new Date((Math.ceil(Date.now() / 1000) + inSeconds) * 1000 + 7 * 3_600_000).toISOString();
  const slot = await station.api('POST', '/slots', {
    ...{ title: `Khung ${zoneId}`, plays: 'recording', recordingId, zoneId, rrule: 'FREQ=DAILY;COUNT=1' },
    ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19), durationMs: 60_000, answers: { '*': 'keep' } },
  });
  expect(slot).toMatchObject({ status: 201, body: { zoneId } });
}

/** Cycles per second of the loudest stretch, from its zero crossings. */
function pitch(pcm: Float32Array, from: number, length = 24_000): number {
  let crossings = 0;
  for (let i = from + 1; i < from + length; i++) if (pcm[i - 1]! < 0 && pcm[i]! >= 0) crossings++;
  return (crossings * 48_000) / length;
}

test('a village hears its own programme while the commune hears another, then both the same again', async () => {
  const zone = await station.api<{ id: string }>('POST', '/zones', { name: 'Thôn Đăk Rao' });
  expect(zone).toMatchObject({ status: 201, body: { id: 'thon-dak-rao' } });
  const opus = { kind: 'stream', name: 'Opus', codec: 'opus', bitrate: 64, zoneId: 'thon-dak-rao' };
  expect(await station.api('POST', '/outputs', opus)).toMatchObject({ status: 201 });
  const [common, own] = [await upload(500, 12), await upload(1500, 4)];
  await schedule(common, 'main', 9);
  await schedule(own, 'thon-dak-rao', 13);

  const hear = (name: string) => until(name, () => listen(`${station.origin}/live/${name}`));
  const [main, village, inOpus] = [
    await hear('main.mp3'),
    await hear('thon-dak-rao.mp3'),
    await hear('thon-dak-rao.opus'),
  ];
  type Log = { airings: { zoneId: string; outcome: string; startedAt: string }[] };
  const { airings } = await station.eventually<Log>(
    '/airings',
    ({ airings }) => airings.filter(({ outcome }) => outcome === 'completed').length >= 2,
    40_000,
  );
  expect(airings.map(({ zoneId }) => zoneId).sort()).toEqual(['main', 'thon-dak-rao']);
  await new Promise((resolve) => setTimeout(resolve, 1500));

  const everywhere = main.hangUp();
  const [span] = sounds(everywhere);
  expect(Math.round(seconds(span!))).toBe(12);
  expect(pitch(everywhere, span!.from + 6 * 48_000)).toBeCloseTo(500, -1);
  for (const heard of [village.hangUp(), inOpus.hangUp('ogg')]) {
    // One sound from the commune's beginning to its end: the village's own stands in the middle of it, and the commune's
    // comes back within 0.3 s.
    const [whole, ...more] = sounds(heard, { threshold: 0.03, holeMs: 150 });
    expect([more.length, Math.round(seconds(whole!))]).toEqual([0, 12]);
    const at = (second: number) => pitch(heard, whole!.from + second * 48_000);
    expect([at(2), at(6), at(10)].map((hertz) => Math.round(hertz / 100))).toEqual([5, 15, 5]);
  }
  expect(station.said).not.toContain('hỏng');
}, 90_000);
