/** The week in a real browser: laid out to scale, moved by mouse, finger and keyboard, read by axe, printed on one page. */
import { writeFileSync } from 'node:fs';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { complaints, useBrowser } from '../support/browser.ts';
import { until } from '../support/wait.ts';
import { openWeekDesk } from '../support/week.ts';

/** Where pictures and the printed page are left for somebody to look at. */
const PICTURES = process.env.PICTURES;

const openPage = useBrowser();
const openBrowser = async (options: BrowserContextOptions = {}) => {
  const desk = await openWeekDesk();
  return { ...desk, ...(await openPage(desk.web, options)) };
};

const block = (page: Page, path: string): Locator => page.locator(`.block[data-path="/lich-phat/${path}/xep"]`);
const cds = (page: Page): Locator => block(page, 'cds-phat-moi/2025-09-10');
const column = (page: Page, day: string): Locator => page.locator(`.day[data-day="${day}"]`);
/** What the move meets is asked on a page of its own. */
async function keepBoth(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Dời', exact: true }).waitFor();
  for (const choice of await page.getByLabel('Giữ cả hai').all()) await choice.check();
  await page.getByRole('button', { name: 'Dời', exact: true }).click();
}
const boxOf = async (one: Locator) => (await one.boundingBox())!;

/** Where it lies once a stroke's scrolling has run out. */
async function restingBoxOf(one: Locator) {
  let before = await boxOf(one);
  return until('the page has come to rest', async () => {
    const [last, now] = [before, await boxOf(one)];
    before = now;
    return last.x === now.x && last.y === now.y && now;
  });
}

describe('the timetable', () => {
  it('stands to scale: twice as long is twice as high, and the same minute is at one height in every column', async () => {
    const { page, open, faults } = await openBrowser();
    await open('/lich-phat/tuan');
    const scale = Number(await page.locator('.week').getAttribute('data-scale'));
    const [premiere, notice] = [await boxOf(cds(page)), await boxOf(block(page, 'thong-bao-chieu/2025-09-10'))];
    expect(premiere.height).toBeCloseTo(15 * scale, 0);
    expect(notice.height).toBeCloseTo(5 * scale, 0);
    expect(notice.y - premiere.y).toBeCloseTo(15 * scale, 0);
    const sunday = await boxOf(block(page, 'van-hoa-phat-moi/2025-09-14'));
    expect(sunday.y).toBeCloseTo(premiere.y, 0);
    expect((await boxOf(block(page, 'nhac-hieu-chieu/2025-09-10'))).height).toBeGreaterThanOrEqual(24);
    expect(faults).toEqual([]);
  });

  it.each([
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ])('is clean to axe at $width px, as is the month, and so is what a drop asks', async (viewport) => {
    const { page, open } = await openBrowser({ viewport });
    for (const path of ['/lich-phat/tuan', '/lich-phat/thang', '/lich-phat/tuan/sao-chep?tu=2025-09-08']) {
      await open(path);
      expect(await complaints(page), path).toEqual([]);
      expect(await page.locator('html').evaluate((html) => html.scrollWidth), path).toBeLessThanOrEqual(viewport.width);
    }
    await open('/lich-phat/cds-phat-moi/2025-09-10/xep?date=11/9&time=17:25&minutes=10');
    expect(await complaints(page)).toEqual([]);
    await open('/lich-phat/tuan');
    await cds(page).locator('.face').focus();
    for (const key of ['Enter', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.locator('dialog button[value=one]').waitFor();
    expect(await complaints(page)).toEqual([]);
  });
});

describe('moving', () => {
  it('by keyboard: picked up, announced at each step, put, chosen, and undone', async () => {
    const { page, open, places, faults } = await openBrowser();
    await open('/lich-phat/tuan');
    const face = cds(page).locator('.face');
    await face.focus();
    const said = () => page.locator('#week-said').textContent();
    await page.keyboard.press('Enter');
    expect(await said()).toMatch(/^Đã nhấc “Chuyên mục “Chuyển đổi số””, 17:10, Thứ Tư 10\/9, dài 15 phút/);
    await page.keyboard.press('ArrowDown');
    expect(await said()).toBe('17:15, Thứ Tư 10/9, dài 15 phút');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await said()).toBe('17:15, Thứ Năm 11/9, dài 20 phút');
    expect(await boxOf(cds(page))).toMatchObject({
      x: expect.closeTo((await boxOf(column(page, '2025-09-11'))).x, -1),
    });
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('17:15, thứ Năm, ngày 11/9/2025, 20 phút').first().waitFor();
    expect(await dialog.textContent()).toContain('Trùng lịch với “Sức khỏe cộng đồng” lúc 17:15');
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/choice.png` });
    await dialog.getByRole('button', { name: 'Chỉ lượt này' }).click();
    await page.getByText('Trùng lịch với “Sức khỏe cộng đồng” lúc 17:15').first().waitFor();
    expect(await complaints(page)).toEqual([]);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/asked.png`, fullPage: true });
    await keepBoth(page);
    await page.locator('.undo').waitFor();
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '11/9 17:15' });
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/moved.png`, fullPage: true });
    expect(await page.locator('.undo').textContent()).toContain('Đã dời “Chuyên mục “Chuyển đổi số”” sang 17:15');
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await page.getByText('Đã hoàn tác').waitFor();
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:10' });
    // The page that asks has the status of a form that is not complete.
    expect(faults.filter((words) => !words.includes('422'))).toEqual([]);
  });

  it('given up with Esc, in the air or at the question, leaves all as it was and the keyboard where it was', async () => {
    const { page, open } = await openBrowser();
    await open('/lich-phat/tuan');
    const face = cds(page).locator('.face');
    await face.focus();
    const before = await boxOf(cds(page));
    for (const key of ['Enter', 'ArrowRight', 'ArrowDown', 'Escape']) await page.keyboard.press(key);
    expect(await boxOf(cds(page))).toEqual(before);
    expect(await face.evaluate((one) => one.matches(':focus'))).toBe(true);
    for (const key of ['Enter', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.locator('dialog button[value=one]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'hidden' });
    expect(await boxOf(cds(page))).toEqual(before);
    expect(await page.locator('#week-said').textContent()).toContain('giữ nguyên chỗ cũ');
  });

  it('by mouse to another day and time, to whole five minutes', async () => {
    const { page, open, places } = await openBrowser();
    await open('/lich-phat/tuan');
    await cds(page).scrollIntoViewIfNeeded();
    const from = await boxOf(cds(page));
    const friday = await boxOf(column(page, '2025-09-12'));
    const scale = Number(await page.locator('.week').getAttribute('data-scale'));
    await page.mouse.move(from.x + 40, from.y + 40);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 50);
    await page.mouse.move(friday.x + 40, from.y + 40 + 13.4 * scale, { steps: 5 });
    expect(await cds(page).getAttribute('data-clock')).toBe('17:25–17:40');
    await page.mouse.up();
    await page.getByRole('dialog').getByRole('button', { name: 'Chỉ lượt này' }).click();
    await keepBoth(page);
    await page.locator('.undo').waitFor();
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '12/9 17:25' });
  });

  it('by the lower edge is longer, and for all is the slot', async () => {
    const { page, open, slot } = await openBrowser();
    await open('/lich-phat/tuan');
    await cds(page).scrollIntoViewIfNeeded();
    const from = await boxOf(cds(page));
    const scale = Number(await page.locator('.week').getAttribute('data-scale'));
    await page.mouse.move(from.x + 40, from.y + from.height - 3);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + from.height + 2 * scale);
    await page.mouse.move(from.x + 40, from.y + from.height - 5 * scale);
    await page.mouse.up();
    await page.getByRole('dialog').getByRole('button', { name: 'Tất cả các lượt' }).click();
    await page.locator('.undo').waitFor();
    expect(slot('cds-phat-moi')).toMatchObject({ durationMs: 600_000, startTime: '17:10:00' });
  });

  it('by finger: a long press picks up, a stroke scrolls', async () => {
    const { page, open, places } = await openBrowser({ hasTouch: true, viewport: { width: 1024, height: 800 } });
    await open('/lich-phat/tuan');
    await cds(page).scrollIntoViewIfNeeded();
    const from = await boxOf(cds(page));
    const touch = await page.context().newCDPSession(page);
    const at = (dx: number, dy: number) => [{ x: from.x + 30 + dx, y: from.y + 60 + dy }];
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await send('touchStart', at(0, 0));
    await send('touchMove', at(0, -30));
    await send('touchEnd', []);
    expect(await page.locator('.held').count()).toBe(0);

    const again = await restingBoxOf(cds(page));
    const scale = Number(await page.locator('.week').getAttribute('data-scale'));
    const press = (dx: number, dy: number) => [{ x: again.x + 30 + dx, y: again.y + 60 + dy }];
    await send('touchStart', press(0, 0));
    await page.locator('.held').waitFor();
    await send('touchMove', press(0, 2 * scale));
    await send('touchMove', press(0, 5 * scale));
    await send('touchEnd', []);
    await page.getByRole('dialog').getByRole('button', { name: 'Chỉ lượt này' }).click();
    await keepBoth(page);
    await page.locator('.undo').waitFor();
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:15' });
  });

  it('works without script, as a list with forms', async () => {
    const { page, open, places } = await openBrowser({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    await open('/lich-phat/tuan');
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/no-script.png` });
    await cds(page).locator('summary').click();
    await page.getByRole('link', { name: 'Dời, đổi thời lượng…' }).click();
    await page.getByLabel('Giờ mới').fill('17h25');
    await page.getByRole('button', { name: 'Xem sẽ ra sao' }).click();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/no-script-choice.png`, fullPage: true });
    await page.getByRole('button', { name: 'Lượt này và các lượt sau' }).click();
    expect(places('cds-phat-moi'), 'what it meets is asked first').not.toEqual({});
    await keepBoth(page);
    expect(await page.locator('.error-summary, .impossible').count()).toBe(0);
    expect(places('cds-phat-moi')).toEqual({});
  });
});

describe('on paper', () => {
  it('the week is one landscape A4', async () => {
    const { page, open } = await openBrowser();
    await open('/lich-phat/tuan');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    if (PICTURES) writeFileSync(`${PICTURES}/week.pdf`, pdf);
    const text = pdf.toString('latin1');
    expect(text.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text)!;
    expect([Number(width), Number(height)]).toEqual([expect.closeTo(842, -1), expect.closeTo(595, -1)]);
  });
});

it.runIf(PICTURES)('is looked at', { timeout: 120_000 }, async () => {
  const { open, page } = await openBrowser();
  const look = (name: string, fullPage = true) => page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage });
  await open('/lich-phat/tuan');
  await look('week');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 1032, height: 718 });
  await look('print');
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await open('/lich-phat/thang');
  await look('month');
  await open('/lich-phat/tuan/sao-chep?tu=2025-09-08');
  await look('copy');
  await page.setViewportSize({ width: 390, height: 844 });
  await open('/lich-phat/tuan');
  await page.locator('.week').evaluate((week) => week.scrollIntoView());
  await look('week-390', false);
  await open('/lich-phat/thang');
  await look('month-390');
});
