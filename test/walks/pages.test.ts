/**
 * The pages of the menu as a person's browser shows them on the whole program, with the air connected: no error in the
 * console (so the content security policy holds), nothing wider than a phone, nothing axe-core objects to, light and
 * dark. All other pages: every-page.test.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, RunningStation } from '../support/running-station.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };

let folder: string;
let station: RunningStation;
let browser: Browser;
let context: BrowserContext;
const complaints: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dai-xa-pages-'));
  station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
  await furnish();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  context = await browser.newContext({ viewport: DESK, locale: 'vi-VN' });
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  const page = await context.newPage();
  await page.goto(`${station.origin}/dang-nhap`);
  await page.getByLabel('Tên đăng nhập').fill('ylan');
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.waitForURL(`${station.origin}/`);
  await page.close();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await station?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A recording, an issue waiting for approval and a slot, so that no page is empty. */
async function furnish(): Promise<void> {
  const file = join(folder, 'so-02.mp3');
  const noise = 'anoisesrc=d=20:c=pink:a=0.3';
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', noise, '-b:a', '64k', file]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(file)]), 'CĐS số 02 – Nộp hồ sơ trực tuyến.mp3');
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as { recordings: { id: number }[] };
  const recordingId = recordings[0]!.id;
  await station.eventually<{ state: string }>(`/recordings/${recordingId}`, ({ state }) => state === 'ready');
  const title = 'Nộp hồ sơ trực tuyến, thanh toán không dùng tiền mặt';
  const episode = {
    programmeId: 'cds-phat-thanh-xa',
    year: 2026,
    number: 2,
    title,
    topics: ['b-i-4-dd'],
    recordingId,
    submit: true,
  };
  expect((await station.api('POST', '/episodes', episode)).status).toBe(201);
  const script = { text: '[nhạc hiệu]\n\nKính chào toàn thể cán bộ và bà con nhân dân.' };
  expect((await station.api('PUT', '/episodes/1/script', script)).status).toBe(200);
  const cluster = {
    id: '07',
    name: 'Cụm 07',
    village: 'Thôn 3',
    place: 'cột điện trước nhà rông',
    kind: 'ip-4g',
    speakers: 2,
  };
  expect((await station.api('POST', '/clusters', cluster)).status).toBe(201);
  const said = { receivedAt: '2025-09-10T09:00:00+07:00', channel: 'phone', words: 'Loa sớm quá', dueOn: '2025-09-20' };
  expect((await station.api('POST', '/feedback', said)).status).toBe(201);
  const readOut = { title: 'Cảnh báo lũ quét', recordingId, zoneIds: ['main'], rank: 3, repeats: 3, gapSeconds: 10 };
  expect((await station.api('POST', '/emergency-messages', { ...readOut, tone: true })).status).toBe(201);
}

/** What the menu leads to, and what is always at hand. */
async function pagesOf(page: Page): Promise<string[]> {
  await page.goto(station.origin);
  const menu = page.locator('nav.menu a[href^="/"]');
  const hrefs = await menu.evaluateAll((all) => all.map((a) => a.getAttribute('href')!.split('#')[0]!));
  return [...new Set(['/', '/khan-cap', '/dieu-khien', ...hrefs])];
}

describe('every page of the menu', () => {
  test('is in order on a desk and on a phone, in light and dark', async () => {
    const page = await context.newPage();
    const paths = await pagesOf(page);
    expect(paths.length).toBeGreaterThan(11);
    const faults: string[] = [];
    for (const path of paths) {
      for (const [viewport, colorScheme] of [
        [DESK, 'light'],
        [PHONE, 'dark'],
      ] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        const answer = await page.goto(station.origin + path);
        const where = `${path} at ${viewport.width} ${colorScheme}`;
        if (answer?.status() !== 200) faults.push(`${where}: ${answer?.status()}`);
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (width > viewport.width) faults.push(`${where}: ${width} px wide`);
        await page.evaluate(AXE);
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
        });
        faults.push(...found.map((one) => `${where}: ${one}`));
      }
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
  }, 240_000);

  test('works by keyboard: the skip link comes first and leads to the content', async () => {
    const page = await context.newPage();
    await page.goto(station.origin);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
  });
});

test('nobody who is not signed in sees more than the door', async () => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  for (const path of ['/', '/nhat-ky', '/cau-hinh']) {
    await page.goto(station.origin + path);
    expect(page.url()).toContain('/dang-nhap');
  }
  await stranger.close();
});
