/**
 * The main job with everything real: two processes, ffmpeg, Icecast, HTTP only. A person uploads sound, gives it a
 * slot, hears it at its minute, and the log says what was heard.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Icecast, startIcecast } from '../support/icecast.ts';
import { listen, seconds, sounds } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

type Airing = {
  id: number;
  title: string;
  outcome: string;
  reason: string | null;
  startedAt: string;
  endedAt: string;
  plannedStart: string;
  playedMs: number;
  latenessMs: number | null;
  continuesId: number | null;
  playoutSha256: string;
  share: number;
};

const ZONE = '+07:00';

/** A tone of so many seconds as an MP3 a phone could have made. */
function toneFile(folder: string, hertz: number, length: number): string {
  const file = join(folder, `tone-${hertz}-${length}.mp3`);
  const source = `sine=frequency=${hertz}:sample_rate=44100:duration=${length}`;
  execFileSync('ffmpeg', [
    '-loglevel',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    source,
    '-af',
    'volume=6',
    '-b:a',
    '128k',
    file,
  ]);
  return file;
}

async function upload(station: RunningStation, file: string): Promise<number> {
  const form = new FormData();
  form.set('file', new Blob([readFileSync(file)], { type: 'audio/mpeg' }), `Số 02 – ${file.split('/').at(-1)}`);
  const answer = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  expect(answer.status).toBe(201);
  const { recordings } = (await answer.json()) as { recordings: { id: number }[] };
  const { id } = recordings[0]!;
  await station.eventually<{ state: string }>(`/recordings/${id}`, ({ state }) => state === 'ready');
  return id;
}

/** Wall clock of the station at an instant. */
const wall = (at: number) => new Date(at + 7 * 3_600_000).toISOString();

let issue = 0;

/** An episode of its own programme, approved, in a slot that begins `inSeconds` from now. Answers the planned instant. */
async function schedule(
  station: RunningStation,
  recordingId: number,
  inSeconds: number,
): Promise<{ start: number; title: string }> {
  issue += 1;
  const programmeId = 'cchc-truyen-thanh';
  const episode = await station.api<{ id: number; playoutSha256: string }>('POST', '/episodes', {
    programmeId,
    year: 2090,
    number: issue,
    title: `Bài ${issue}`,
    recordingId,
    submit: true,
  });
  expect(episode).toMatchObject({ status: 201 });
  const { id, playoutSha256 } = episode.body;
  // One person runs this station; the first time, the administrator they are says so.
  const [from, until] = [wall(Date.now()), wall(Date.now() + 86_400_000)].map((at) => at.slice(0, 10));
  await station.api('POST', '/sole-modes', { from, until, reason: 'Thử nghiệm một người' });
  expect(await station.api('PUT', `/episodes/${id}/approval`, { playoutSha256 })).toMatchObject({ status: 200 });

  const start = (Math.ceil(Date.now() / 1000) + inSeconds) * 1000;
  const title = `Khung thử ${issue}`;
  const slot = await station.api<{ id: string }>('POST', '/slots', {
    title,
    plays: 'premiere',
    programmeId,
    rrule: 'FREQ=DAILY;COUNT=1',
    startDate: wall(start).slice(0, 10),
    startTime: wall(start).slice(11, 19),
    durationMs: 60_000,
    answers: { '*': 'keep' },
  });
  expect(slot).toMatchObject({ status: 201 });
  // The place plays this very episode, whatever else is waiting.
  const pin = await station.api('PUT', `/slots/${slot.body.id}/exceptions/${wall(start).slice(0, 10)}`, {
    episodeId: id,
  });
  expect(pin.status).toBeLessThan(300);
  return { start, title };
}

const airingOf = (station: RunningStation, title: string, good: (airing: Airing) => boolean, deadlineMs = 40_000) =>
  until(
    `an airing of ${title}`,
    async () => {
      const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
      return body.airings.find((airing) => airing.title === title && good(airing));
    },
    deadlineMs,
  );
const isOver = ({ outcome }: Airing) => outcome !== 'on-air';

let station: RunningStation;
let icecast: Icecast;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-walk-'));
  icecast = await startIcecast(folder);
  station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
}, 60_000);
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  await icecast?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('from a file to the village and into the log', () => {
  test('two episodes sound at their minute on Icecast and on the built-in stream, and the log tells where they were', async () => {
    const output = await station.api('POST', '/outputs', {
      kind: 'icecast',
      name: 'Icecast',
      target: `127.0.0.1:${icecast.port}/xa.mp3`,
      secret: icecast.password,
    });
    expect(output).toMatchObject({ status: 201 });
    const first = await upload(station, toneFile(folder, 500, 2));
    const second = await upload(station, toneFile(folder, 900, 3));
    const a = await schedule(station, first, 6);
    const b = await schedule(station, second, 9);

    const mount = `http://127.0.0.1:${icecast.port}/xa.mp3`;
    const onIcecast = await until('the Icecast mount', () => listen(mount));
    const builtIn = await listen(`${station.origin}/live/main.mp3`);
    const rowA = await airingOf(station, a.title, isOver);
    const rowB = await airingOf(station, b.title, isOver);
    await new Promise((resolve) => setTimeout(resolve, 1500));

    for (const [row, planned, length] of [
      [rowA, a.start, 2],
      [rowB, b.start, 3],
    ] as const) {
      expect(row).toMatchObject({ outcome: 'completed', reason: null });
      expect(Math.abs(Date.parse(row.startedAt) - planned)).toBeLessThanOrEqual(5);
      expect(row.startedAt).toContain(ZONE);
      expect(row.share).toBeGreaterThan(0.999);
      expect(Math.abs(Date.parse(row.endedAt) - Date.parse(row.startedAt) - length * 1000)).toBeLessThan(60);
    }
    const apart = Date.parse(rowB.startedAt) - Date.parse(rowA.startedAt);
    for (const listener of [onIcecast, builtIn]) {
      const heard = sounds(listener.hangUp());
      expect(heard.map((span) => Math.round(seconds(span)))).toEqual([2, 3]);
      expect(Math.abs((heard[1]!.from - heard[0]!.from) / 48 - apart)).toBeLessThan(20);
    }
  }, 90_000);

  test('the downloaded log reads back as the same rows', async () => {
    const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
    const wanted = body.airings.filter(({ title }) => title.startsWith('Khung thử')).reverse();
    expect(wanted.length).toBeGreaterThanOrEqual(2);

    const jsonLines = await (await station.fetch('/api/v1/airings?format=jsonl')).text();
    const lines = jsonLines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Airing);
    expect(lines.filter(({ title }) => title.startsWith('Khung thử'))).toEqual(wanted);

    const csv = Buffer.from(await (await station.fetch('/api/v1/airings?format=csv')).arrayBuffer());
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parse(csv, { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
    const mine = rows.filter((row) => Object.values(row).some((value) => value.startsWith('Khung thử')));
    expect(mine).toHaveLength(wanted.length);
    mine.forEach((row, i) => {
      const { startedAt, playoutSha256, title } = wanted[i]!;
      const all = Object.values(row).join('|');
      expect(all).toContain(title);
      expect(all).toContain(startedAt.slice(11, 19));
      expect(all).toContain(startedAt.slice(0, 10).split('-').reverse().join('/'));
      expect(all).toContain(playoutSha256.slice(0, 12));
    });

    const book = new ExcelJS.Workbook();
    const xlsx = await (await station.fetch('/api/v1/airings?format=xlsx')).arrayBuffer();
    await book.xlsx.load(xlsx);
    const texts: string[] = [];
    book.worksheets[0]!.eachRow((row) => texts.push(JSON.stringify(row.values)));
    for (const { title } of wanted) expect(texts.some((text) => text.includes(title))).toBe(true);
  }, 30_000);
});

describe('when processes die', () => {
  test('kill −9 of the web: a listener of the built-in stream loses not one sample', async () => {
    const recording = await upload(station, toneFile(folder, 700, 8));
    const { title } = await schedule(station, recording, 4);
    const listener = await listen(`${station.origin}/live/main.mp3`);
    await airingOf(station, title, ({ outcome }) => outcome === 'on-air');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const [web] = station.pids('web.js');
    process.kill(web!, 'SIGKILL');
    await until('the web to be back', async () => (await station.fetch('/dang-nhap')).status > 0);
    const row = await airingOf(station, title, isOver);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(listener.closed).toBe(false);
    expect(row).toMatchObject({ outcome: 'completed', share: 1 });
    const heard = sounds(listener.hangUp());
    expect(heard).toHaveLength(1);
    expect(Math.abs(seconds(heard[0]!) - 8)).toBeLessThan(0.06);
  }, 60_000);

  test('kill −9 of the playout: it sounds again on the timeline, and two rows claim no more than was heard', async () => {
    const recording = await upload(station, toneFile(folder, 600, 10));
    const { title, start } = await schedule(station, recording, 4);
    const listener = await until('the Icecast mount', () => listen(`http://127.0.0.1:${icecast.port}/xa.mp3`));
    await airingOf(station, title, ({ outcome }) => outcome === 'on-air');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const [playout] = station.pids('playout.js');
    const killedAt = Date.now();
    process.kill(playout!, 'SIGKILL');
    const second = await airingOf(station, title, (airing) => airing.continuesId !== null && isOver(airing));
    const first = await airingOf(station, title, ({ id }) => id === second.continuesId);
    listener.hangUp();

    expect(first).toMatchObject({ outcome: 'cut', reason: 'restart' });
    expect(Date.parse(first.endedAt)).toBeLessThanOrEqual(killedAt + 150);
    expect(killedAt - Date.parse(first.endedAt)).toBeLessThan(1000);
    expect(second).toMatchObject({ outcome: 'completed' });
    // On the timeline: the item ends when it would have, and both rows together claim less than the whole.
    expect(Math.abs(Date.parse(second.endedAt) - start - 10_000)).toBeLessThan(60);
    expect(Date.parse(second.startedAt) - killedAt).toBeLessThan(3000);
    expect(first.playedMs + second.playedMs).toBeLessThanOrEqual(
      10_000 - (Date.parse(second.startedAt) - killedAt) + 150,
    );
  }, 60_000);
});

test('Ctrl-C leaves no process and no open row; the next start finds its lock free', async () => {
  const recording = await upload(station, toneFile(folder, 550, 9));
  const { title } = await schedule(station, recording, 3);
  await airingOf(station, title, ({ outcome }) => outcome === 'on-air');
  const { code, left } = await station.stop();
  expect({ code, left }).toEqual({ code: 0, left: [] });

  station = await RunningStation.start(join(folder, 'media'));
  await station.signIn();
  const row = await airingOf(station, title, ({ reason }) => reason === 'shutdown');
  expect(row).toMatchObject({ outcome: 'cut' });
  expect(station.said).not.toContain('/khoi-tao/');
}, 60_000);

test('a second station on the same home is refused, and the first sounds on', async () => {
  const other = RunningStation.start(join(folder, 'media'));
  await expect(other).rejects.toThrow('một đài khác đang chạy');
  expect((await station.fetch('/dang-nhap')).status).toBeLessThan(400);
}, 60_000);
