/**
 * A person goes on the air from a browser, with everything real: Chromium's microphone plays a tone from a file, the
 * socket goes from the web to the playout, and a listener of the built-in stream hears the tone.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, seconds, sounds } from '../support/listener.ts';
import { PASSWORD, RunningStation } from '../support/running-station.ts';
import { until } from '../support/wait.ts';

type Airing = {
  title: string;
  kind: string;
  outcome: string;
  reason: string | null;
  detail: string;
  plannedStart: string | null;
  startedAt: string;
  playedMs: number;
};
type Live = { id: number; state: string; startedAt: string | null; ending: string | null; delayMs: number };

let folder: string;
let station: RunningStation;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-live-'));
  station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
  const voice = join(folder, 'voice.wav');
  const source = 'sine=frequency=880:sample_rate=48000:duration=120';
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-af', 'volume=6', '-ac', '1', voice]);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
      ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      `--use-file-for-fake-audio-capture=${voice}`,
    ],
  });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await station?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function atThePage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'vi-VN' });
  const page = await context.newPage();
  // localhost is a secure context for the browser, as https would be.
  const origin = station.origin.replace('127.0.0.1', 'localhost');
  await page.goto(`${origin}/dang-nhap`);
  await page.getByLabel('Tên đăng nhập').fill('ylan');
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL(`${origin}/`);
  await page.goto(`${origin}/truc-tiep`);
  return page;
}

async function prepare(page: Page, title: string, leadIn = false): Promise<number> {
  await page.getByLabel('Nội dung sẽ nói').fill(title);
  if (!leadIn) await page.getByLabel('Phát tín hiệu mở đầu').uncheck();
  await page.getByRole('button', { name: 'Chuẩn bị phát' }).click();
  await page.waitForURL(/\/truc-tiep\/\d+$/);
  // A pure tone is what a noise filter takes away.
  await page.locator('#loc-on').evaluate((box: { checked: boolean }) => {
    box.checked = false;
  });
  await page.getByRole('button', { name: 'Mở micro' }).click();
  return Number(/(\d+)$/.exec(page.url())![1]);
}

const live = async (id: number) => (await station.api<Live>('GET', `/lives/${id}`)).body;
const airingOf = (title: string) =>
  until(`the airing of ${title}`, async () => {
    const { body } = await station.api<{ airings: Airing[] }>('GET', '/airings');
    return body.airings.find((one) => one.title === title && one.outcome !== 'on-air');
  });

/** How much of the sound is the tone of the microphone. */
function toneShare(pcm: Float32Array, hertz: number): number {
  let [re, im, power] = [0, 0, 0];
  for (let i = 0; i < pcm.length; i++) {
    const angle = (2 * Math.PI * hertz * i) / 48_000;
    re += pcm[i]! * Math.cos(angle);
    im += pcm[i]! * Math.sin(angle);
    power += pcm[i]! ** 2;
  }
  return (2 * (re * re + im * im)) / (pcm.length * power);
}

test('talks to the village: tries the microphone, goes on the air, is heard, ends, and stands in the log', async () => {
  const page = await atThePage();
  const id = await prepare(page, 'Thông báo họp thôn');
  await until('the meter to show the voice', async () =>
    /Tiếng vừa|Quá to/.test((await page.locator('.live-level').textContent()) ?? ''),
  );
  await station.eventually<Live>(`/lives/${id}`, ({ state }) => state === 'ready');
  const listener = await listen(`${station.origin}/live/main.mp3`);
  await page.getByRole('button', { name: 'Lên sóng' }).click();
  await station.eventually<Live>(`/lives/${id}`, ({ startedAt }) => startedAt !== null);
  await page.getByText('Loa đang phát lời của bạn.').waitFor();
  const home = await (await station.fetch('/')).text();
  expect(home).toContain('ĐANG PHÁT TRỰC TIẾP');
  expect(home).toContain('Trực tiếp: Thông báo họp thôn');
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await page.getByRole('button', { name: 'Kết thúc' }).click();
  await station.eventually<Live>(`/lives/${id}`, ({ ending }) => ending === 'finished');
  await page.getByText('Người phát kết thúc').waitFor();

  const row = await airingOf('Thông báo họp thôn');
  expect(row).toMatchObject({ kind: 'live', outcome: 'completed', reason: null });
  expect(row.detail).toContain('Người phát: Y Lan');
  const pcm = listener.hangUp();
  const [heard, ...more] = sounds(pcm, { threshold: 0.02, holeMs: 60 });
  expect(more).toEqual([]);
  expect(seconds(heard!)).toBeGreaterThan(2.5);
  expect(Math.abs(seconds(heard!) - row.playedMs / 1000)).toBeLessThan(0.25);
  // Clean: a second of it in the middle is the tone and nothing else. The sender's clock is its own.
  const middle = Math.round((heard!.from + heard!.until) / 2);
  const second = pcm.subarray(middle - 24_000, middle + 24_000);
  expect(Math.max(...[878, 879, 879.5, 880, 880.5, 881, 882].map((hertz) => toneShare(second, hertz)))).toBeGreaterThan(
    0.9,
  );
  await page.context().close();
}, 90_000);

test('a connection that is cut ends the live; the web may die meanwhile and nobody notices', async () => {
  const page = await atThePage();
  const id = await prepare(page, 'Nói rồi mất mạng');
  await station.eventually<Live>(`/lives/${id}`, ({ state }) => state === 'ready');
  await page.getByRole('button', { name: 'Lên sóng' }).click();
  await station.eventually<Live>(`/lives/${id}`, ({ startedAt }) => startedAt !== null);
  const [web] = station.pids('web.js');
  process.kill(web!, 'SIGKILL');
  await until('the web to be back', async () => (await station.fetch('/dang-nhap')).status > 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await live(id)).toMatchObject({ ending: null });
  await page.context().close();
  const closedAt = Date.now();
  const row = await airingOf('Nói rồi mất mạng');
  expect(Date.now() - closedAt).toBeGreaterThan(2500);
  expect(row).toMatchObject({ outcome: 'failed', reason: 'connection-lost' });
  expect(await live(id)).toMatchObject({ ending: 'connection-lost', state: 'ended' });
  const onAir = await station.api<{ state: string }>('GET', '/on-air');
  expect(onAir.body.state).not.toBe('on-air');
}, 90_000);

test('its person ends it from elsewhere while the lead-in tone still sounds, and the page says so', async () => {
  const page = await atThePage();
  const id = await prepare(page, 'Bị ngắt giữa chừng', true);
  await station.eventually<Live>(`/lives/${id}`, ({ state }) => state === 'ready');
  await page.getByRole('button', { name: 'Lên sóng' }).click();
  await page.getByText('Đang phát tín hiệu mở đầu').waitFor();
  expect((await station.api('DELETE', `/lives/${id}/air`)).status).toBe(200);
  await station.eventually<Live>(`/lives/${id}`, ({ ending }) => ending !== null);
  await page.getByText('Người phát kết thúc').waitFor();
  await page.context().close();
}, 60_000);

test('a live that the playlist has a place for waits for its minute, and its row is the place’s own', async () => {
  const start = (Math.ceil(Date.now() / 1000) + 30) * 1000;
  const wall = new Date(start + 7 * 3_600_000).toISOString();
  const slot = await station.api('POST', '/slots', {
    ...{ title: 'Giao ban đầu tuần', plays: 'live', rrule: 'FREQ=DAILY;COUNT=1', durationMs: 20_000 },
    ...{ startDate: wall.slice(0, 10), startTime: wall.slice(11, 19), answers: { '*': 'keep' } },
  });
  expect(slot).toMatchObject({ status: 201 });
  const page = await atThePage();
  expect(await page.getByRole('radio', { name: 'Trong khung “Giao ban đầu tuần”' }).isChecked()).toBe(true);
  const id = await prepare(page, 'Chủ tịch xã nói chuyện');
  await station.eventually<Live>(`/lives/${id}`, ({ state }) => state === 'ready');
  await page.getByRole('button', { name: 'Lên sóng' }).click();
  const listener = await listen(`${station.origin}/live/main.mp3`);
  expect(Date.now()).toBeLessThan(start);
  expect(await live(id)).toMatchObject({ startedAt: null });
  await page.getByText('Loa đang phát lời của bạn.').waitFor();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await page.getByRole('button', { name: 'Kết thúc' }).click();

  const row = await airingOf('Giao ban đầu tuần');
  expect(row).toMatchObject({ kind: 'live', outcome: 'completed', reason: null });
  expect(row.detail).toContain('Người phát: Y Lan');
  expect(Date.parse(row.startedAt)).toBe(start);
  expect(row.plannedStart).toBe(row.startedAt);
  const [heard, ...more] = sounds(listener.hangUp(), { threshold: 0.02, holeMs: 60 });
  expect(more).toEqual([]);
  expect(Math.abs(seconds(heard!) - row.playedMs / 1000)).toBeLessThan(0.25);
  await page.context().close();
}, 120_000);
