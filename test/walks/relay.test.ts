/**
 * A relay on a station that runs: another broadcaster's real Icecast, heard through ours; its line goes away for a while
 * and comes back. Everything real.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Icecast, startIcecast } from '../support/icecast.ts';
import { listen, seconds, sounds } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

type Airing = Record<'title' | 'outcome' | 'startedAt' | 'endedAt' | 'kind', string> & {
  id: number;
  reason: string | null;
  relayUrl: string | null;
  continuesId: number | null;
  playedMs: number;
};

let station: RunningStation;
let far: Icecast;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-walk-'));
  far = await startIcecast(folder);
  station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
}, 60_000);
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  await far?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The province on its own air. */
function broadcast(): AsyncDisposable {
  const mount = `icecast://source:${far.password}@127.0.0.1:${far.port}/tinh.mp3`;
  const child = spawn(
    'ffmpeg',
    [
      '-loglevel',
      'error',
      '-re',
      '-f',
      'lavfi',
      '-i',
      'sine=1000',
      '-b:a',
      '64k',
      '-f',
      'mp3',
      '-content_type',
      'audio/mpeg',
      mount,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A low tone in the library that sounds when nothing else can. */
async function filler(): Promise<number> {
  const file = join(folder, 'lap.flac');
  execFileSync('ffmpeg', [
    '-loglevel',
    'error',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=300:sample_rate=48000:duration=4',
    file,
  ]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(file)]), 'lap.flac');
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
  await station.eventually<{ state: string }>(`/recordings/${recordings[0]!.id}`, ({ state }) => state === 'ready');
  return recordings[0]!.id;
}

test('the province is heard from the second on, the filler while its line is away, and the log tells both', async () => {
  const fillerRecordingId = await filler();
  const url = `http://127.0.0.1:${far.port}/tinh.mp3`;
  expect((await station.api('POST', '/relay-probes', { url })).body).toMatchObject({
    isHeard: false,
    reason: 'relay-refused',
  });
  const settings = { fillerRecordingId, reachable: ['127.0.0.1'] };
  expect(await station.api('PUT', '/settings', settings)).toMatchObject({ status: 200 });

  let province: AsyncDisposable = broadcast();
  try {
    await until(
      'the province is on its air',
      async () => (await station.api<{ isHeard: boolean }>('POST', '/relay-probes', { url })).body.isHeard,
    );
    const start = (Math.ceil(Date.now() / 1000) + 14) * 1000;
    const wall = new Date(start + 7 * 3_600_000).toISOString();
    const made = await station.api('POST', '/slots', {
      ...{
        title: 'Tiếp sóng đài tỉnh',
        plays: 'relay',
        relayUrl: url.replace('//', '//dai:mat@'),
        rrule: 'FREQ=DAILY;COUNT=1',
      },
      ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19), durationMs: 30_000 },
    });
    expect(made).toMatchObject({ status: 201 });
    const listener = await listen(`${station.origin}/live/main.mp3`);
    await until('six seconds of it', () => Date.now() > start + 6000, 40_000);
    expect(await (await station.fetch('/')).text()).toContain('Đang tiếp âm');
    await province[Symbol.asyncDispose]();
    await until('the log tells that it is lost', async () =>
      (await airings()).some(({ reason }) => reason === 'relay-lost'),
    );
    expect(await (await station.fetch('/')).text()).toMatch(/Mất tín hiệu, nối lại lần \d/);
    province = broadcast();
    const rows = await until(
      'its slot is over',
      async () => {
        const all = await airings();
        return all.some(({ outcome, kind }) => kind === 'relay' && outcome === 'completed') && all;
      },
      40_000,
    );
    await until('the last of it has come', () => Date.now() > start + 31_500, 40_000);

    const own = rows.filter(({ kind }) => kind === 'relay');
    expect(own.map(({ outcome, reason, relayUrl }) => [outcome, reason, relayUrl])).toEqual([
      ['cut', 'relay-lost', url],
      ['completed', null, url],
    ]);
    expect(own[1]!.continuesId).toBe(own[0]!.id);
    expect(Date.parse(own[0]!.startedAt)).toBe(start);
    expect(rows.filter(({ kind }) => kind === 'filler').at(-1)).toMatchObject({ outcome: 'cut', reason: 'relay-back' });
    const claimed = (own[0]!.playedMs + own[1]!.playedMs) / 1000;
    const pcm = listener.hangUp();
    const heard = sounds(pcm).filter((span) => seconds(span) > 0.5);
    const total = heard.reduce((sum, span) => sum + seconds(span), 0);
    // All of the slot sounded but for the few seconds until the loss was sure; and what is claimed was the province's tone.
    expect(total).toBeGreaterThan(20);
    expect(Math.abs(tone(pcm, 1000) - claimed)).toBeLessThan(0.5);
    expect(claimed).toBeGreaterThan(12);
  } finally {
    await province[Symbol.asyncDispose]();
  }

  async function airings(): Promise<Airing[]> {
    return (await station.api<{ airings: Airing[] }>('GET', '/airings')).body.airings.reverse();
  }
}, 90_000);

/** How many seconds of `pcm` are a tone of `hertz`: twentieths of a second with most of their energy there (Goertzel). */
function tone(pcm: Float32Array, hertz: number): number {
  const length = 2400;
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / 48_000);
  let found = 0;
  for (let at = 0; at + length <= pcm.length; at += length) {
    let [last, before, energy] = [0, 0, 0];
    for (let i = 0; i < length; i++) {
      const sample = pcm[at + i]!;
      [last, before] = [sample + turn * last - before, last];
      energy += sample * sample;
    }
    const power = last * last + before * before - turn * last * before;
    if (energy > 0.01 && power > 0.8 * (length / 2) * energy) found += 1;
  }
  return (found * length) / 48_000;
}
