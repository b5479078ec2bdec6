/**
 * An emergency with everything real: ordered on the page, heard on the stream while a writer holds the database locked,
 * what it cut goes on behind it, and a playout that is killed in the middle of one reads it out to its end.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pass } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

type Airing = {
  id: number;
  kind: string;
  title: string;
  outcome: string;
  reason: string | null;
  detail: string | null;
  startedAt: string;
  fromMs: number;
  playedMs: number;
  totalMs: number;
  continuesId: number | null;
};
type Emergency = {
  state: string;
  ending: string | null;
  orderedAt: string;
  startedAt: string | null;
  repeatsDone: number;
  airings: { airingId: number; repeat: number }[];
};

/** Two gigabytes take half a minute. */
const BYTES_A_MS = 70_000;

/** Hertz of what is heard: the scheduled entry, the two notes of the alert tone, the message. */
const HEARD = { 400: 'chương trình', 770: 'báo động', 960: 'báo động', 1600: 'bản tin' } as const;

function toneFile(folder: string, hertz: number, length: number): string {
  const file = join(folder, `${hertz}-${length}.mp3`);
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
  form.set('file', new Blob([readFileSync(file)], { type: 'audio/mpeg' }), file.split('/').at(-1));
  const answer = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await answer.json()) as { recordings: { id: number }[] };
  const { id } = recordings[0]!;
  await station.eventually<{ state: string }>(`/recordings/${id}`, ({ state }) => state === 'ready');
  return id;
}

const wall = (at: number) => new Date(at + 7 * 3_600_000).toISOString();

async function schedule(station: RunningStation, recordingId: number, title: string, inSeconds: number): Promise<void> {
  const start = (Math.ceil(Date.now() / 1000) + inSeconds) * 1000;
  const slot = await station.api('POST', '/slots', {
    ...{ title, plays: 'recording', recordingId, rrule: 'FREQ=DAILY;COUNT=1', durationMs: 60_000 },
    ...{ startDate: wall(start).slice(0, 10), startTime: wall(start).slice(11, 19), answers: { '*': 'keep' } },
  });
  expect(slot).toMatchObject({ status: 201 });
}

/** So slowly that an emergency is ordered, read out twice and over before the last byte has left. */
function sendGigabytes(station: RunningStation, gigabytes: number) {
  const piece = Buffer.alloc(1_000_000, 'Đài truyền thanh xã ');
  const [until, began] = [gigabytes * 1e9, Date.now()];
  let sent = 0;
  async function* form() {
    yield Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="Hội nghị.mp3"\r\n\r\n');
    for (yield Buffer.from([0xff, 0xfb, 0x90, 0]); sent < until; sent += piece.length) {
      yield sent === 0 ? piece.subarray(4) : piece;
      await pass(Math.max(0, began + sent / BYTES_A_MS - Date.now()));
    }
    yield Buffer.from('\r\n--x--\r\n');
  }
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const init = { method: 'POST', headers, body: Readable.toWeb(Readable.from(form())), duplex: 'half' };
  const answered = station
    .fetch('/api/v1/recordings', init as RequestInit)
    .then(async (answer) => ({ status: answer.status, body: await answer.text() }));
  return { sent: () => sent, answered };
}

const airings = async (station: RunningStation): Promise<Airing[]> =>
  (await station.api<{ airings: Airing[] }>('GET', '/airings')).body.airings.toSorted((a, b) => a.id - b.id);

/** What was heard one after the other, each with its seconds; shorter than a tenth of a second is none. */
function heard(pcm: Float32Array): { what: string; seconds: number }[] {
  const window = 2400;
  const runs: { what: string; seconds: number }[] = [];
  for (let at = 0; at + window <= pcm.length; at += window) {
    const part = pcm.subarray(at, at + window);
    const rms = Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / window);
    let crossings = 0;
    for (let i = 1; i < window; i++) if (part[i - 1]! < 0 && part[i]! >= 0) crossings += 1;
    const hertz = (crossings * 48_000) / window;
    const known = Object.entries(HEARD).find(([note]) => Math.abs(Number(note) - hertz) < 50)?.[1];
    const what = rms < 0.01 ? 'im lặng' : known;
    if (what === undefined) continue;
    const last = runs.at(-1);
    if (last?.what === what) last.seconds += window / 48_000;
    else runs.push({ what, seconds: window / 48_000 });
  }
  return runs.filter(({ seconds }) => seconds > 0.1);
}

describe('an emergency on the real station', () => {
  let folder = '';
  let station: RunningStation;
  let message = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dai-xa-khan-cap-'));
    station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
    const recordingId = await upload(station, toneFile(folder, 1600, 3));
    const draft = {
      title: 'Cảnh báo lũ quét',
      recordingId,
      zoneIds: ['main'],
      rank: 2,
      tone: true,
      repeats: 2,
      gapSeconds: 1,
    };
    const added = await station.api<{ id: number }>('POST', '/emergency-messages', draft);
    message = added.body.id;
    await station.eventually<{ checkedAt: string | null }>(
      `/emergency-messages/${message}`,
      (one) => one.checkedAt !== null,
    );
  }, 60_000);
  afterAll(async () => {
    await station[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As a person does: the page of the message, its form as it stands, one press. */
  async function order(): Promise<{ key: string; sent: Promise<Response> }> {
    const page = await (await station.fetch(`/khan-cap/lenh?ban-tin=${message}`)).text();
    expect(page).toContain('Phát ngay ra Toàn xã: “Cảnh báo lũ quét” (03 giây)');
    const form = Object.fromEntries(
      [...page.matchAll(/<input[^>]*\bname="(\w+)"[^>]*>/g)].map(([tag, name]) => [
        name!,
        /value="([^"]*)"/.exec(tag)?.[1] ?? '',
      ]),
    );
    return { key: form.key!, sent: station.post('/khan-cap/lenh', form) };
  }
  const over = (key: string) =>
    station.eventually<Emergency>(`/emergencies/${key}`, ({ state }) => state === 'over', 40_000);

  test('sounds at once though the database is locked, what it cut goes on, and the log tells all of it', async () => {
    const entry = await upload(station, toneFile(folder, 400, 45));
    await schedule(station, entry, 'Chuyển đổi số', 3);
    await station.eventually<{ airings: Airing[] }>('/airings', ({ airings: [one] }) => one?.outcome === 'on-air');
    const ear = await listen(`${station.origin}/live/main.mp3`);
    await pass(1000);

    const other = new Database(join(folder, 'media/station.db'));
    const { key, sent } = await order();
    other.exec('BEGIN IMMEDIATE');
    const lockedAt = Date.now();
    const freed = pass(5000).then(() => {
      other.exec('COMMIT');
      other.close();
      return Date.now();
    });
    expect((await sent).status).toBe(303);
    await freed;
    const told = await over(key);
    expect(told).toMatchObject({ ending: 'completed', repeatsDone: 2 });
    // It began while the lock lasted: no row was there yet, and nobody waited for one.
    expect(Date.parse(told.startedAt!) - lockedAt).toBeLessThan(1500);
    expect(Date.parse(told.startedAt!) - Date.parse(told.orderedAt)).toBeLessThan(500);

    await station.eventually<{ airings: Airing[] }>('/airings', ({ airings: [one] }) => one?.title === 'Chuyển đổi số');
    await pass(2000);
    const all = heard(ear.hangUp());
    const runs = all.slice(all.findIndex(({ what }) => what !== 'im lặng'));
    expect(runs.map(({ what }) => what).filter((what, i) => what !== 'im lặng' || runs[i]!.seconds > 0.8)).toEqual([
      ...['chương trình', 'báo động', 'bản tin', 'im lặng', 'báo động', 'bản tin', 'chương trình'],
    ]);
    for (const { what, seconds } of runs.filter(({ what }) => what === 'bản tin'))
      expect([what, Math.round(seconds)]).toEqual([what, 3]);

    const rows = await airings(station);
    const [first, ...rest] = rows;
    expect(first).toMatchObject({ title: 'Chuyển đổi số', outcome: 'cut', reason: 'emergency' });
    const readings = rest.filter(({ kind }) => kind === 'emergency');
    expect(readings.map(({ outcome, detail }) => `${outcome} ${detail}`)).toEqual([
      'completed Lần 1/2, theo lệnh của Y Lan',
      'completed Lần 2/2, theo lệnh của Y Lan',
    ]);
    for (const { playedMs, totalMs } of readings) expect(playedMs).toBe(totalMs);
    expect(told.airings.map(({ airingId }) => airingId)).toEqual(readings.map(({ id }) => id));
    const again = rest.find(({ title }) => title === 'Chuyển đổi số')!;
    expect(again.continuesId).toBe(first!.id);
    const began = (row: Airing) => Date.parse(row.startedAt) - row.fromMs;
    expect(Math.abs(began(again) - began(first!))).toBeLessThan(50);
  }, 90_000);

  test('is read out to its end though the playout is killed in the middle of it', async () => {
    const before = (await airings(station)).length;
    const { key, sent } = await order();
    expect((await sent).status).toBe(303);
    await station.eventually<Emergency>(`/emergencies/${key}`, ({ airings: rows }) => rows.length === 2);
    await pass(1500);
    process.kill(station.pids('playout.js')[0]!, 'SIGKILL');
    expect(await over(key)).toMatchObject({ ending: 'completed', repeatsDone: 2 });
    const rows = (await airings(station)).slice(before).filter(({ kind }) => kind === 'emergency');
    expect(rows.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['completed', null],
      ['cut', 'restart'],
      ['completed', null],
    ]);
    expect(rows[1]!.playedMs).toBeLessThan(rows[1]!.totalMs);
  }, 60_000);

  test('asks nothing of a recording of two gigabytes that is coming in meanwhile', async () => {
    const entry = await upload(station, toneFile(folder, 400, 40));
    const known = (await airings(station)).length;
    await schedule(station, entry, 'Dân ca', 3);
    await station.eventually<{ airings: Airing[] }>('/airings', ({ airings: [one] }) => one?.title === 'Dân ca');
    const sending = sendGigabytes(station, 2);
    await until('a quarter of it', () => sending.sent() > 0.5e9, 30_000);

    const { key, sent } = await order();
    expect((await sent).status).toBe(303);
    const told = await over(key);
    expect(sending.sent()).toBeLessThan(2e9);
    expect(told).toMatchObject({ ending: 'completed', repeatsDone: 2 });
    expect(Date.parse(told.startedAt!) - Date.parse(told.orderedAt)).toBeLessThan(500);

    const { status, body } = await sending.answered;
    expect(status).toBe(201);
    expect(body).toContain(`"bytes":${2e9}`);
    const rows = (await airings(station)).slice(known);
    expect(rows.filter(({ kind }) => kind === 'emergency').map(({ outcome }) => outcome)).toEqual(
      Array(2).fill('completed'),
    );
    expect(rows.filter(({ title }) => title === 'Dân ca').map(({ reason }) => reason)).toEqual(['emergency', null]);
  }, 120_000);
});
