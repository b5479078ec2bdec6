/**
 * What only seems alive, and what is short of room: a playout that is stopped, a decoder that hangs, a clock that shows
 * 1970, a disk that is full. Everything real; each fault is one incident, and what went out can be heard again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seconds, sounds } from '../support/listener.ts';
import { RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

type Airing = {
  readonly id: number;
  readonly title: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly continuesId: number | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly playedMs: number;
  readonly fromMs: number;
};
type Incident = {
  readonly id: number;
  readonly kind: string;
  readonly detail: string;
  readonly endedAt: string | null;
};

let station: RunningStation;
let folder: string;
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

/** A tone in a slot that begins in so many seconds. Answers when. */
async function schedule(title: string, hertz: number, length: number, inSeconds = 2): Promise<number> {
  const original = join(folder, `${hertz}.flac`);
  const source = `sine=frequency=${hertz}:sample_rate=48000:duration=${length}`;
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-af', 'volume=6', original]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(original)]), `${hertz}.flac`);
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
  const recordingId = recordings[0]!.id;
  await station.eventually<{ state: string }>(`/recordings/${recordingId}`, ({ state }) => state === 'ready');
  const start = (Math.ceil(Date.now() / 1000) + Math.round(inSeconds)) * 1000;
  const wall = new Date(start + 7 * 3_600_000).toISOString();
  const slot = {
    ...{ title, plays: 'recording', recordingId, rrule: 'FREQ=DAILY;COUNT=1', durationMs: length * 1000 },
    ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19), answers: { '*': 'keep' } },
  };
  expect(await station.api('POST', '/slots', slot)).toMatchObject({ status: 201 });
  return start;
}

const airingOf = (title: string, good: (airing: Airing) => boolean) =>
  until(
    `an airing of ${title}`,
    async () => {
      const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
      return body.airings.find((airing) => airing.title === title && good(airing));
    },
    40_000,
  );
const isOver = ({ outcome }: Airing) => outcome !== 'on-air';
const incidents = async (since = 0) =>
  (await station.api<{ incidents: Incident[] }>('GET', '/incidents')).body.incidents.filter(({ id }) => id > since);
const ofAircheck = async (since: number) => (await incidents(since)).filter(({ kind }) => kind.startsWith('aircheck'));
const lastIncident = async () => (await incidents())[0]?.id ?? 0;
const stateOfAir = async () => (await station.api<{ state: string }>('GET', '/on-air')).body.state;

/** What can be heard again of an airing, once its end is written: mono, 48,000 samples a second. */
async function heardAgain({ id }: Airing): Promise<Float32Array> {
  const answer = await until('the aircheck to be written', async () => {
    const one = await station.fetch(`/api/v1/airings/${id}/audio`);
    const missing = Number(/-(\d+)"$/.exec(one.headers.get('etag') ?? '')?.[1] ?? Number.NaN);
    if (missing < 0.3 * 48_000) return one;
    await one.body?.cancel();
    return undefined;
  });
  const wav = Buffer.from(await answer.arrayBuffer());
  return Float32Array.from(new Int16Array(Uint8Array.from(wav.subarray(44)).buffer), (sample) => sample / 32_768);
}

test('a playout that stands still is replaced: known within two seconds, on the timeline again, one incident', async () => {
  const start = await schedule('Đứng yên', 500, 14);
  await airingOf('Đứng yên', ({ outcome, playedMs }) => outcome === 'on-air' && playedMs > 3000);
  await until('a playout in reserve', () => station.pids('dai-xa-spare').length > 0);
  const before = await lastIncident();
  const [playout] = station.pids('playout.js');
  process.kill(playout!, 'SIGSTOP');
  const stoppedAt = Date.now();
  await until('the page to say so', async () => (await stateOfAir()) === 'lost', 2500);
  const second = await airingOf(
    'Đứng yên',
    ({ continuesId, outcome }) => continuesId !== null && outcome === 'completed',
  );
  const first = await airingOf('Đứng yên', ({ id }) => id === second.continuesId);

  expect(first).toMatchObject({ outcome: 'cut', reason: 'restart' });
  expect(Date.parse(second.startedAt) - stoppedAt).toBeLessThan(6000);
  // Within 50 ms of where it would have been, to its end.
  expect(Math.abs(Date.parse(second.startedAt) - second.fromMs - start)).toBeLessThan(50);
  expect(await incidents(before)).toMatchObject([
    { kind: 'playout-restarted', detail: 'không trả lời trong 4 giây; Đứng yên' },
  ]);
  // Neither row claims more than the aircheck holds.
  for (const airing of [first, second]) {
    const spans = sounds(await heardAgain(airing), { threshold: 0.02 });
    const heard = spans.reduce((sum, span) => sum + seconds(span), 0);
    expect(Math.abs(heard * 1000 - airing.playedMs)).toBeLessThan(300);
  }
}, 90_000);

test('a decoder that hangs is replaced at the place where the air is, and the log claims only what sounded', async () => {
  const start = await schedule('Bộ giải mã treo', 700, 12);
  await airingOf('Bộ giải mã treo', ({ outcome, playedMs }) => outcome === 'on-air' && playedMs > 500);
  const before = await lastIncident();
  const [decoder] = station.pids('playout/').filter((pid) => pid !== process.pid);
  process.kill(decoder!, 'SIGSTOP');
  const row = await airingOf('Bộ giải mã treo', isOver);
  expect(row).toMatchObject({ outcome: 'completed' });
  expect(Math.abs(Date.parse(row.endedAt) - start - 12_000)).toBeLessThan(100);
  const spans = sounds(await heardAgain(row), { threshold: 0.02 });
  const heard = spans.reduce((sum, span) => sum + seconds(span), 0);
  expect(spans.length).toBeLessThanOrEqual(2);
  expect(Math.abs(heard * 1000 - row.playedMs)).toBeLessThan(300);
  expect(row.playedMs).toBeGreaterThan(8000);
  expect(await incidents(before)).toMatchObject([
    { kind: 'decoder-failed', detail: expect.stringContaining('đứng yên') },
  ]);
}, 90_000);

test('decoders killed one after the other: the row says how much sounded, and why no more did (peers.md F1)', async () => {
  await schedule('Bộ giải mã chết', 800, 20);
  await airingOf('Bộ giải mã chết', ({ outcome, playedMs }) => outcome === 'on-air' && playedMs > 500);
  const row = await until('the end of it', async () => {
    for (const pid of station.pids('playout/')) process.kill(pid, 'SIGKILL');
    const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
    return body.airings.find((airing) => airing.title === 'Bộ giải mã chết' && isOver(airing));
  });
  expect(row).toMatchObject({ outcome: 'failed', reason: 'decoder-failed' });
  expect(row.playedMs).toBeLessThan(15_000);
  expect(row.playedMs).toBeLessThanOrEqual(Date.parse(row.endedAt) - Date.parse(row.startedAt) + 1);
  const spans = sounds(await heardAgain(row), { threshold: 0.02 });
  expect(Math.abs(spans.reduce((sum, span) => sum + seconds(span), 0) * 1000 - row.playedMs)).toBeLessThan(300);
}, 90_000);

test('kill −9 on the border of two entries: neither is lost, and neither is whole twice (peers.md F7)', async () => {
  await until('a playout in reserve', () => station.pids('dai-xa-spare').length > 0);
  const start = await schedule('Trước', 600, 5, 6);
  await schedule('Sau', 1000, 5, (start - Date.now()) / 1000 + 5);
  await airingOf('Trước', ({ outcome }) => outcome === 'on-air');
  const border = start + 5000 + Math.round(Math.random() * 600 - 300);
  await until('the border', () => Date.now() >= border);
  process.kill(station.pids('playout.js')[0]!, 'SIGKILL');
  await airingOf('Sau', ({ outcome }) => outcome === 'completed');
  const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
  for (const title of ['Trước', 'Sau']) {
    const rows = body.airings.filter((airing) => airing.title === title);
    const ends = rows.filter(({ id }) => !rows.some(({ continuesId }) => continuesId === id));
    expect([title, ends.length, border - start]).toEqual([title, 1, border - start]);
    expect(
      rows.filter(({ outcome, playedMs }) => outcome === 'completed' && playedMs >= 5000).length,
    ).toBeLessThanOrEqual(1);
    expect(rows.reduce((sum, { playedMs }) => sum + playedMs, 0)).toBeLessThanOrEqual(5001);
  }
}, 90_000);

test('a clock that shows 1970: nothing sounds and the page says what to do; set right, it goes on where it would be', async () => {
  const start = await schedule('Đồng hồ', 900, 9);
  await airingOf('Đồng hồ', ({ outcome, playedMs }) => outcome === 'on-air' && playedMs > 2000);
  const before = await lastIncident();
  writeFileSync(shift, String(-Date.now()));
  const cut = await airingOf('Đồng hồ', isOver);
  expect(cut).toMatchObject({ outcome: 'cut', reason: 'clock-implausible' });
  expect(Date.parse(cut.endedAt) - Date.parse(cut.startedAt) - cut.playedMs).toBeLessThan(100);
  const page = await (await station.fetch('/')).text();
  expect(page).toContain('Đồng hồ của máy sai');
  expect(page).toContain('Giờ đúng rồi, phát tiếp');
  writeFileSync(shift, '0');
  const again = await airingOf(
    'Đồng hồ',
    ({ continuesId, outcome }) => continuesId === cut.id && outcome === 'completed',
  );
  expect(Math.abs(Date.parse(again.startedAt) - again.fromMs - start)).toBeLessThan(50);
  expect(cut.playedMs + again.playedMs).toBeLessThan(9000);
  expect(await incidents(before)).toMatchObject([{ kind: 'clock-implausible', endedAt: expect.any(String) }]);
}, 90_000);

test('a person who says that the clock is right lets the air go on', async () => {
  writeFileSync(shift, String(-Date.now()));
  const held = async () =>
    (await incidents()).some(({ kind, endedAt }) => kind === 'clock-implausible' && endedAt === null);
  await until('the air to be held', held);
  expect((await station.post('/dong-ho', {})).status).toBe(303);
  await until('the air to go on', async () => !(await held()));
  expect(await station.api('POST', '/clock-confirmations')).toMatchObject({ status: 409 });
  writeFileSync(shift, '0');
}, 60_000);

test('a disk without room ends the aircheck, tells of it, and takes nothing from the air', async () => {
  const kept = { days: 90, gigabytes: 20, freeGigabytes: 1 };
  const before = await lastIncident();
  expect(await station.api('PUT', '/settings', { aircheck: { ...kept, freeGigabytes: 1000 } })).toMatchObject({
    status: 200,
  });
  await until('it to be told', async () => (await ofAircheck(before)).length > 0);
  expect(await ofAircheck(before)).toMatchObject([{ kind: 'aircheck-stopped', endedAt: null }]);
  expect(await (await station.fetch('/')).text()).toContain('Ngừng ghi bản ghi sóng');
  await schedule('Đĩa đầy', 1100, 3);
  const row = await airingOf('Đĩa đầy', isOver);
  expect(row).toMatchObject({ outcome: 'completed' });
  expect((await station.fetch(`/nhat-ky/${row.id}/nghe-lai`)).status).toBe(404);
  expect(await (await station.fetch(`/nhat-ky/${row.id}`)).text()).toContain('Không còn bản ghi sóng');

  expect(await station.api('PUT', '/settings', { aircheck: kept })).toMatchObject({ status: 200 });
  await until('it to be over', async () => (await ofAircheck(before)).every(({ endedAt }) => endedAt !== null));
}, 90_000);
