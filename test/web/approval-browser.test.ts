/** Approving on a phone, in a real browser with a real sound: three taps at most, and what was played is told as it was. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { RATE } from '../../src/core/time.ts';
import { complaints, useBrowser } from '../support/browser.ts';
import { CDS, call, openNewsroom } from '../support/newsroom.ts';
import { make } from '../support/sounds.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** Where pictures are left for somebody to look at. */
const PICTURES = process.env.PICTURES;
const SECONDS = 20;

const openPage = useBrowser();
async function openPhone(options = PHONE) {
  const room = await openNewsroom();
  const { web } = room;
  const file = make(temporaryFolder(), 'bai.flac', '-f', 'lavfi', '-i', `sine=f=440:r=${RATE}:d=${SECONDS}`);
  const sha = createHash('sha256').update(readFileSync(file)).digest('hex');
  const place = web.station.media.playout(sha);
  mkdirSync(dirname(place), { recursive: true });
  copyFileSync(file, place);
  const recordingId = web.db
    .prepare<[string, string, number], number>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, playout_sha256, playout_frames, uploaded_at)
       VALUES ('Hóa đơn điện tử', 'bai.flac', ?, 1, 'ready', ?, ?, 0) RETURNING id`,
    )
    .pluck()
    .get(sha, sha, SECONDS * RATE)!;
  const issue = {
    programmeId: CDS,
    year: 2025,
    number: 2,
    title: 'Hóa đơn điện tử: bà con cần biết những gì',
    recordingId,
  };
  const made = await call(web, 'POST', '/episodes', room.editor.headers, { ...issue, submit: true });
  const { id } = (await made.json()) as { id: number };
  const browser = await openPage(web, options);
  let taps = 0;
  const tap = async (one: Locator, position?: { x: number; y: number }) => {
    taps++;
    await one.tap(position && { position });
  };
  return { ...room, ...browser, id, tap, taps: () => taps };
}

const heardAt = (page: Page) => page.evaluate<number>(`document.querySelector('audio').currentTime`);
/** Of the browser's own controls. */
const PLAY = { x: 28, y: 27 };
const fits = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
const shot = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};

describe('on a phone', () => {
  it('an issue is heard and approved from the inbox in three taps, and what was heard is kept', async () => {
    const { page, open, tap, taps, id, episodes, faults } = await openPhone();
    await open('/duyet');
    await shot(page, 'inbox-390');
    expect(await complaints(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await tap(page.locator('audio'), PLAY);
    await until('a second of it', async () => (await heardAt(page)) > 1);
    await tap(page.getByRole('button', { name: 'Duyệt', exact: true }));
    await page.getByText('Đã duyệt “Hóa đơn điện tử').waitFor();
    expect(taps()).toBeLessThanOrEqual(3);
    const [approval] = episodes.approvalsOf(id);
    expect(approval!.heardMs).toBeGreaterThan(900);
    expect(approval!.heardMs).toBeLessThan(SECONDS * 1000);
    expect(faults).toEqual([]);
  });

  it('a remark gets the place that is being heard, and its editor hears that place at a tap', async () => {
    const { page, open, tap, id, episodeSteps, faults } = await openPhone();
    await open('/duyet');
    await tap(page.locator('audio'), PLAY);
    await until('a second of it', async () => (await heardAt(page)) > 1);
    await page.evaluate(
      `{ const player = document.querySelector('audio'); player.pause(); player.currentTime = 7.4; }`,
    );
    await page.getByText(/^Đã nghe 00:0/).waitFor();
    await tap(page.getByText('Trả lại hoặc không duyệt…'));
    await tap(page.getByRole('button', { name: 'Ghi chỗ đang nghe' }));
    await page.keyboard.type('đọc sai tên thôn');
    await shot(page, 'remark-390');
    expect(await complaints(page)).toEqual([]);
    await tap(page.getByRole('button', { name: 'Trả lại để sửa' }));
    await page.getByText('Đã trả lại “Hóa đơn điện tử').waitFor();
    expect(episodeSteps.of(id)[0]).toMatchObject({ kind: 'returned', remark: 'Tại 00:07: đọc sai tên thôn' });

    await open(`/so/${id}`);
    await shot(page, 'issue-390');
    expect(await complaints(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await tap(page.getByRole('link', { name: 'Nghe tại 00:07' }).first());
    await until('the place', async () => (await heardAt(page)) >= 7);
    expect(page.url()).toMatch(new RegExp(`/so/${id}$`));
    expect(faults).toEqual([]);
  });
});
