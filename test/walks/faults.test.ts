/**
 * What breaks around the air while something is on it: the machine sleeps, processes die, the server of the stream goes
 * away, the database is locked, the disk is full, the web is flooded. The air keeps its samples, and each fault is one
 * incident that says what it was. Everything real.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { Agent, type ClientRequest, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { type Icecast, startIcecast } from '../support/icecast.ts';
import { type Listener, listen, seconds, sounds } from '../support/listener.ts';
import { AIRING_EVERY_MS, addManyAirings, FIRST_AIRING } from '../support/many-airings.ts';
import { airingOf, incidentsSince, isOver, isSounding, lastIncident, scheduleTone } from '../support/on-air.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How much was heard, in seconds, and in how many pieces. */
function heardBy(listener: Listener): { pieces: number; seconds: number } {
  const spans = sounds(listener.hangUp());
  return { pieces: spans.length, seconds: spans.reduce((sum, span) => sum + seconds(span), 0) };
}

async function isThere(url: string): Promise<boolean> {
  const answer = await fetch(url);
  await answer.body?.cancel();
  return answer.ok;
}

let station: RunningStation;
let folder: string;
/** By how many milliseconds the playout's clock is wrong. */
let shift: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-walk-'));
  shift = join(folder, 'shift');
  writeFileSync(shift, '0');
  station = await (await RunningStation.start(join(folder, 'media'), { CLOCK_SHIFT_FILE: shift })).firstRun();
}, 60_000);
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

let listener: Listener;
let before = 0;
beforeEach(async () => {
  // What sounded last is on its way out for a moment.
  await pass(1500);
  listener = await listen(`${station.origin}/live/main.mp3`);
  before = await lastIncident(station);
});
afterEach(() => {
  if (!listener.closed) listener.hangUp();
});

test('a playout held up for two seconds loses no sample, and nobody is told of anything', async () => {
  await scheduleTone(station, folder, { title: 'Khựng', hertz: 500, length: 8 });
  await airingOf(station, 'Khựng', isSounding);
  const [playout] = station.pids('playout.js');
  process.kill(playout!, 'SIGSTOP');
  await pass(2000);
  process.kill(playout!, 'SIGCONT');
  const row = await airingOf(station, 'Khựng', isOver);
  expect(row).toMatchObject({ outcome: 'completed', share: 1 });
  await pass(1500);
  expect(listener.closed).toBe(false);
  const heard = heardBy(listener);
  expect(heard.pieces).toBe(1);
  expect(Math.abs(heard.seconds - 8)).toBeLessThan(0.1);
  expect(await incidentsSince(station, before)).toEqual([]);
}, 90_000);

test('a machine asleep for fifteen seconds goes on where it would be by then: one row, one incident', async () => {
  const start = await scheduleTone(station, folder, { title: 'Ngủ', hertz: 600, length: 24 });
  await airingOf(station, 'Ngủ', isSounding);
  const everybody = [
    ...new Set(['main.js', 'playout.js', 'dai-xa-spare', 'web.js', 'ffmpeg'].flatMap((one) => station.pids(one))),
  ];
  for (const pid of everybody) process.kill(pid, 'SIGSTOP');
  await pass(15_000);
  for (const pid of everybody.reverse()) process.kill(pid, 'SIGCONT');
  const row = await airingOf(station, 'Ngủ', isOver);
  expect(row).toMatchObject({ outcome: 'completed' });
  expect(Math.abs(Date.parse(row.endedAt) - start - 24_000)).toBeLessThan(100);
  // What was slept through did not sound, and is not claimed.
  expect(row.playedMs).toBeGreaterThan(5000);
  expect(row.playedMs).toBeLessThan(24_000 - 14_500);
  const told = await incidentsSince(station, before);
  expect(told).toMatchObject([{ kind: 'stream-gap' }]);
}, 90_000);

test('a decoder that is killed is replaced where the air is', async () => {
  await scheduleTone(station, folder, { title: 'Bộ giải mã chết', hertz: 700, length: 8 });
  await airingOf(station, 'Bộ giải mã chết', isSounding);
  const [decoder] = station.pids('/playout/');
  process.kill(decoder!, 'SIGKILL');
  const row = await airingOf(station, 'Bộ giải mã chết', isOver);
  expect(row).toMatchObject({ outcome: 'completed' });
  await pass(1500);
  const heard = heardBy(listener);
  expect(heard.seconds).toBeGreaterThan(6.5);
  expect(Math.abs(heard.seconds * 1000 - row.playedMs)).toBeLessThan(150);
  expect(await incidentsSince(station, before)).toMatchObject([
    { kind: 'decoder-failed', detail: expect.stringContaining('Bộ giải mã chết') },
  ]);
}, 90_000);

test('an encoder that is killed is replaced: its listeners stay, and the log claims all of it', async () => {
  await scheduleTone(station, folder, { title: 'Bộ mã hóa chết', hertz: 800, length: 8 });
  await airingOf(station, 'Bộ mã hóa chết', isSounding);
  const [encoder] = station.pids('libmp3lame');
  process.kill(encoder!, 'SIGKILL');
  const row = await airingOf(station, 'Bộ mã hóa chết', isOver);
  expect(row).toMatchObject({ outcome: 'completed', share: 1 });
  await pass(1500);
  expect(listener.closed).toBe(false);
  expect(heardBy(listener).seconds).toBeGreaterThan(6);
  expect(await incidentsSince(station, before)).toMatchObject([{ kind: 'output-failed' }]);
}, 90_000);

test('Icecast killed and started again: its mount is back, the built-in stream notices nothing', async () => {
  let icecast: Icecast = await startIcecast(folder);
  const { port, password } = icecast;
  const target = `127.0.0.1:${port}/xa.mp3`;
  const output = { kind: 'icecast', name: 'Icecast', target, secret: password };
  const made = await station.api<{ id: number }>('POST', '/outputs', output);
  expect(made.status).toBe(201);
  try {
    await until('the mount', () => isThere(`http://${target}`));
    await scheduleTone(station, folder, { title: 'Mất Icecast', hertz: 900, length: 8 });
    await airingOf(station, 'Mất Icecast', isSounding);
    await icecast.kill();
    await pass(1000);
    icecast = await startIcecast(folder, port);
    const row = await airingOf(station, 'Mất Icecast', isOver);
    expect(row).toMatchObject({ outcome: 'completed', share: 1 });
    await until('the mount again', () => isThere(`http://${target}`));
    await pass(1500);
    const heard = heardBy(listener);
    expect(heard.pieces).toBe(1);
    expect(Math.abs(heard.seconds - 8)).toBeLessThan(0.1);
    expect(await incidentsSince(station, before)).toMatchObject([
      { kind: 'output-failed', detail: expect.stringContaining('Icecast') },
    ]);
  } finally {
    await station.api('DELETE', `/outputs/${made.body.id}`);
    await icecast[Symbol.asyncDispose]();
  }
}, 90_000);

test('a database that somebody holds locked for six seconds: the air sounds on, its rows come later and say all', async () => {
  const start = await scheduleTone(station, folder, { title: 'Khóa', hertz: 1000, length: 4, inSeconds: 4 });
  await until('a second before it', () => Date.now() > start - 1000);
  const other = new Database(join(station.home, 'station.db'));
  other.exec('BEGIN IMMEDIATE');
  await until('it to be over', () => Date.now() > start + 5000);
  other.exec('COMMIT');
  other.close();
  const row = await airingOf(station, 'Khóa', isOver);
  expect(row).toMatchObject({ outcome: 'completed', share: 1 });
  expect(Math.abs(Date.parse(row.startedAt) - start)).toBeLessThanOrEqual(5);
  const heard = heardBy(listener);
  expect(heard.pieces).toBe(1);
  expect(Math.abs(heard.seconds - 4)).toBeLessThan(0.1);
  const told = await until('it to be told', async () => {
    const all = await incidentsSince(station, before);
    return all.length > 0 && all;
  });
  expect(told).toMatchObject([{ kind: 'log-delayed', detail: expect.stringContaining('cơ sở dữ liệu đang bận') }]);
}, 90_000);

/** Rows of the log that an export reads; fifty exports of them are a million, as many as there is time for. */
/** A million take two minutes to write: FLOOD_ROWS. */
const ROWS = Number(process.env.FLOOD_ROWS ?? 20_000);
/** None in the future: a clock that is before the newest airing is not believed, and holds the air. */
const FIRST = Math.min(FIRST_AIRING, Date.now() - ROWS * AIRING_EVERY_MS - 86_400_000);
const BATCH = 2000;
const EXPORTS = 50;
const FLOOD_MS = 8000;
const A_SECOND = 500;

test('five hundred requests a second, a long log as CSV and XLSX and a report of it: not one sample is lost, none late', async () => {
  const db = openDatabase(join(station.home, 'station.db'));
  for (let rows = 0; rows < ROWS; rows += BATCH) {
    addManyAirings(db, BATCH, FIRST + rows * AIRING_EVERY_MS);
    await pass(20);
  }
  db.close();
  await until('the web, whose connections went stale', async () => (await station.fetch('/dang-nhap')).status > 0);
  before = await lastIncident(station);
  await station.api('POST', '/reports', { span: 'quarter', year: 2025, number: 3 }); // there already, where this is tried again
  const { body } = await station.api<{ reports: { id: number }[] }>('GET', '/reports');
  const start = await scheduleTone(station, folder, { title: 'Lũ yêu cầu', hertz: 1100, length: 8 });
  await until('the moment before it', () => Date.now() > start - 500);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const all: ClientRequest[] = [];
  const headers = { cookie: station.cookie };
  let [sent, answered, rows] = [0, 0, 0];
  const end = Date.now() + FLOOD_MS;
  const flood = (async () => {
    for (const began = Date.now(); Date.now() < end; await pass(10))
      for (; sent < ((Date.now() - began) * A_SECOND) / 1000; sent++) {
        const asked = get(`${station.origin}/`, { agent, headers }, (answer) => {
          answered += 1;
          answer.resume();
        });
        asked.on('error', () => {});
        all.push(asked);
      }
  })();
  /** Again and again until the end; answers the bytes that came. */
  const read = async (path: string, hear: (part: Uint8Array) => void = () => {}): Promise<number> => {
    let bytes = 0;
    for (let i = 0; i < EXPORTS && Date.now() < end; i++) {
      const answer = await station.fetch(path);
      expect(answer.status).toBe(200);
      for await (const part of answer.body as AsyncIterable<Uint8Array>) {
        bytes += part.length;
        hear(part);
        if (Date.now() > end) break;
      }
    }
    return bytes;
  };
  const csv = read('/api/v1/airings?format=csv', (part) => {
    rows += part.filter((byte) => byte === 10).length;
  });
  const papers = [read('/api/v1/airings?format=xlsx'), read(`/bao-cao/${body.reports[0]!.id}`)];
  await Promise.all([flood, csv]);
  for (const bytes of await Promise.all(papers)) expect(bytes).toBeGreaterThan(0);
  for (const one of all) one.destroy();
  agent.destroy();
  expect(sent).toBeGreaterThan((FLOOD_MS / 1000) * A_SECOND * 0.8);
  expect(answered).toBeGreaterThan(0);
  expect(rows).toBeGreaterThan(0);
  const row = await airingOf(station, 'Lũ yêu cầu', isOver);
  expect(row).toMatchObject({ outcome: 'completed', share: 1 });
  expect(Math.abs(Date.parse(row.startedAt) - start)).toBeLessThanOrEqual(5);
  await until('the last of it', () => Date.now() > start + 9500);
  expect(listener.closed).toBe(false);
  const heard = heardBy(listener);
  expect(heard.pieces).toBe(1);
  expect(Math.abs(heard.seconds - 8)).toBeLessThan(0.1);
  expect(await incidentsSince(station, before)).toEqual([]);
}, 600_000);

describe('a clock', () => {
  test('that is slewed by a quarter of a second, and back, takes nothing from the air', async () => {
    await scheduleTone(station, folder, { title: 'Chỉnh dần', hertz: 1300, length: 9 });
    await airingOf(station, 'Chỉnh dần', isSounding);
    // A twentieth too fast, which no time server would do, then as much too slow.
    for (let step = 0; step < 100; step++, await pass(50))
      writeFileSync(shift, (2.5 * (step < 50 ? step : 100 - step)).toFixed(1));
    writeFileSync(shift, '0');
    const row = await airingOf(station, 'Chỉnh dần', isOver);
    expect(row).toMatchObject({ outcome: 'completed', share: 1 });
    await pass(1500);
    const heard = heardBy(listener);
    expect(heard.pieces).toBe(1);
    expect(Math.abs(heard.seconds - 9)).toBeLessThan(0.1);
    expect(await incidentsSince(station, before)).toEqual([]);
  }, 90_000);

  test('that is set back an hour holds the air until it is right, and nothing sounds twice', async () => {
    const start = await scheduleTone(station, folder, { title: 'Lùi một giờ', hertz: 1400, length: 12 });
    await airingOf(station, 'Lùi một giờ', isSounding);
    writeFileSync(shift, '-3600000');
    const cut = await airingOf(station, 'Lùi một giờ', isOver);
    expect(cut).toMatchObject({ outcome: 'cut', reason: 'clock-implausible' });
    await pass(2000);
    writeFileSync(shift, '0');
    const again = await airingOf(station, 'Lùi một giờ', (one) => one.continuesId === cut.id && isOver(one));
    expect(again).toMatchObject({ outcome: 'completed' });
    expect(Math.abs(Date.parse(again.startedAt) - again.fromMs - start)).toBeLessThan(50);
    expect(again.fromMs).toBeGreaterThanOrEqual(cut.playedMs);
    await pass(1500);
    const heard = heardBy(listener);
    expect(Math.abs(heard.seconds * 1000 - cut.playedMs - again.playedMs)).toBeLessThan(200);
    expect(await incidentsSince(station, before)).toMatchObject([{ kind: 'clock-implausible' }]);
  }, 90_000);

  test('that is set an hour ahead is believed: what it passed by is over, and claims only what was heard', async () => {
    await scheduleTone(station, folder, { title: 'Tới một giờ', hertz: 1500, length: 12 });
    await airingOf(station, 'Tới một giờ', isSounding);
    writeFileSync(shift, '3600000');
    const row = await airingOf(station, 'Tới một giờ', isOver);
    await pass(1500);
    const heard = heardBy(listener);
    expect(heard.seconds).toBeLessThan(10);
    expect(Math.abs(heard.seconds * 1000 - row.playedMs)).toBeLessThan(200);
    expect(row.share).toBeLessThan(1);
    expect(await incidentsSince(station, before)).toMatchObject([{ kind: 'stream-gap' }]);
  }, 90_000);
});

/** A disk of its own of 64 MB; only who may mount has one. */
function mount(at: string): boolean {
  mkdirSync(at, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'dai-xa', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a disk that is full', () => {
  let disk: string;
  let isMounted = false;
  beforeAll(() => {
    disk = join(folder, 'disk');
    isMounted = mount(disk);
  });
  afterAll(() => {
    if (isMounted) execFileSync('umount', [disk]);
  });

  test('takes nothing from the air; the log waits for room and is then whole', async ({ skip }) => {
    skip(!isMounted, 'nobody may mount here');
    // Played once more, it finds the disk empty.
    for (const left of ['media', 'ballast']) rmSync(join(disk, left), { recursive: true, force: true });
    await using small = await (await RunningStation.start(join(disk, 'media'))).firstRun();
    const ear = await listen(`${small.origin}/live/main.mp3`);
    const start = await scheduleTone(small, folder, { title: 'Đĩa đầy', hertz: 1200, length: 9 });
    await airingOf(small, 'Đĩa đầy', isSounding);
    const known = await lastIncident(small);
    const [playout] = small.pids('playout.js');
    const ballast = join(disk, 'ballast');
    fill(disk, ballast);
    await until('its end and more', () => Date.now() > start + 10_500);
    rmSync(ballast);
    const row = await airingOf(small, 'Đĩa đầy', isOver);
    expect(row).toMatchObject({ outcome: 'completed', share: 1 });
    expect(small.pids('playout.js')).toEqual([playout]);
    const heard = heardBy(ear);
    expect(heard.pieces).toBe(1);
    expect(Math.abs(heard.seconds - 9)).toBeLessThan(0.1);
    const told = await until('it to be told', async () => {
      // That it is all but full somebody else tells of, once a minute.
      const all = (await incidentsSince(small, known)).filter(({ kind }) => kind !== 'disk-low');
      return all.length > 0 && all;
    });
    expect(told).toMatchObject([{ kind: 'log-delayed', detail: expect.stringContaining('ổ đĩa đầy') }]);
  }, 120_000);
});

/** To the last byte. */
function fill(disk: string, ballast: string): void {
  const file = openSync(ballast, 'a');
  for (const bytes of [4_000_000, 4096, 1])
    for (const chunk = Buffer.alloc(bytes); ; )
      try {
        writeSync(file, chunk);
      } catch {
        break; // no room for one more of these
      }
  closeSync(file);
  expect(statfsSync(disk).bavail).toBe(0);
}
