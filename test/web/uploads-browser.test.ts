/** The library page as a phone shows it, sending: Debian's Chromium at 390 px. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaints, useBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';
import { openWeb } from '../support/web.ts';

const openPage = useBrowser();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

function files() {
  const desk = temporaryFolder();
  const lay = (name: string, bytes: number) => {
    const file = join(desk, name);
    writeFileSync(file, randomBytes(bytes));
    return file;
  };
  return lay;
}

test('two files chosen on a phone go up, one after the other, and land in the library', {
  timeout: 120_000,
}, async () => {
  const web = await openWeb();
  const { page, open, faults } = await openPage(web, PHONE);
  const lay = files();
  await open('/kho-tu-lieu');
  const chosen = [lay('Bản tin số 2.mp3', 300_000), lay('Nhạc hiệu.wav', 34_000_000)];
  await page.getByLabel('Chọn tệp âm thanh để tải lên').setInputFiles(chosen);
  const rows = page.locator('.uploads li');
  expect(await rows.count()).toBe(2);
  await rows.nth(0).getByText('Đã nhận: Bản tin số 2').waitFor();
  await rows.nth(1).getByText('Đã nhận: Nhạc hiệu').waitFor();
  await rows.nth(1).getByRole('link', { name: 'Nhạc hiệu' }).waitFor();
  await page.locator('#recordings').getByRole('link', { name: 'Nhạc hiệu' }).waitFor();
  expect(web.station.stores.recordings.list().map(({ fileName, bytes }) => [fileName, bytes])).toEqual([
    ['Nhạc hiệu.wav', 34_000_000],
    ['Bản tin số 2.mp3', 300_000],
  ]);
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
  expect(await complaints(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('one that was broken off by a closed tab goes on when it is chosen again', { timeout: 120_000 }, async () => {
  const web = await openWeb();
  const { page, open } = await openPage(web, PHONE);
  const file = files()('Phiên chợ.wav', 36_000_000);
  await open('/kho-tu-lieu');
  // The line dies when the first piece is through.
  let sent = 0;
  await page.route('**/api/v1/uploads/*', (route) =>
    route.request().method() === 'PATCH' && ++sent > 1 ? route.abort('connectionreset') : route.continue(),
  );
  const input = page.getByLabel('Chọn tệp âm thanh để tải lên');
  await input.setInputFiles(file);
  await page.getByText('Mất kết nối, tự nối lại và tải tiếp').first().waitFor();
  const { arrivals } = web.station.stores;
  const [begun] = arrivals.listUnfinished();
  expect(web.station.media.pieceBytes(begun!.id)).toBe(32 * 2 ** 20);

  page.on('dialog', (dialog) => void dialog.accept()); // "leave this page?"
  await open('/kho-tu-lieu');
  await page.getByRole('heading', { name: 'Còn 1 tệp tải dở' }).waitFor();
  expect(await complaints(page)).toEqual([]);
  sent = Number.NEGATIVE_INFINITY;
  await input.setInputFiles(file);
  await page.getByText('Đã nhận: Phiên chợ').first().waitFor();
  expect(await page.locator('.unfinished li').count()).toBe(0);
  expect(arrivals.find(begun!.id)?.recordingId).not.toBeNull();
});

test('pause, go on and cancel work by the keyboard, and the focus is never lost', { timeout: 120_000 }, async () => {
  const web = await openWeb();
  const { page, open } = await openPage(web, PHONE);
  const file = files()('dài.wav', 36_000_000);
  await open('/kho-tu-lieu');
  // A line so slow that there is something to pause.
  const held: (() => void)[] = [];
  await page.route('**/api/v1/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH') await new Promise<void>((go) => held.push(go));
    await route.continue().catch(() => {});
  });
  await page.getByLabel('Chọn tệp âm thanh để tải lên').setInputFiles(file);
  await until('the first piece', () => held.length === 1);
  const row = page.locator('.uploads li');
  await row.getByRole('button', { name: 'Tạm dừng: dài.wav' }).focus();
  await page.keyboard.press('Enter');
  await row.getByText('Tạm dừng ở 0%').waitFor();
  const focused = () =>
    page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.id');
  expect(await focused()).toBe('Tiếp tục: dài.wav');
  expect(await page.getByRole('status').filter({ hasText: 'dài.wav: Tạm dừng ở 0%' }).count()).toBe(1);
  await page.keyboard.press('Enter');
  await until('the same piece again', () => held.length === 2);
  await row.getByRole('button', { name: 'Hủy: dài.wav' }).focus();
  await page.keyboard.press('Enter');
  await until('nothing left of it', () => web.station.media.pieces().length === 0);
  expect(await row.count()).toBe(0);
  expect(await focused()).toBe('f-files');
  for (const go of held) go();
});
