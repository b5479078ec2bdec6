import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../src/core/time.ts';
import { complaints, useBrowser } from '../support/browser.ts';
import { at } from '../support/schedule.ts';
import { openWeekDesk, wall } from '../support/week.ts';

/** Where pictures are left for somebody to look at. */
const PICTURES = process.env.PICTURES;
const DAY = '2025-09-10';
const PHONE = { width: 390, height: 844 };

const openPage = useBrowser();
async function openBrowser(options: BrowserContextOptions = {}) {
  const desk = await openWeekDesk();
  const { web } = desk;
  const order = () =>
    desk.entries
      .onDay(Temporal.PlainDate.from(DAY), web.station.config.zone)
      .filter(({ plannedStart }) => plannedStart >= at(`${DAY} 17:02`) && plannedStart < at(`${DAY} 17:30`))
      .map((one) => `${wall(one.plannedStart).split(' ')[1]} ${one.slotId}`);
  return { ...desk, ...(await openPage(web, options)), order };
}

const row = (page: Page, slotId: string): Locator => page.locator(`tr[data-address="${slotId}/${DAY}/0"]`);
const grip = (page: Page, slotId: string): Locator => row(page, slotId).locator('.grip');
const middle = async (one: Locator) => {
  await one.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await one.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
};

const PLANNED = ['17:02 ban-tin-xa-phat-moi', '17:10 cds-phat-moi', '17:25 thong-bao-chieu'];
const MOVED = ['17:02 cds-phat-moi', '17:17 ban-tin-xa-phat-moi', '17:25 thong-bao-chieu'];

describe('a line of the day is moved', () => {
  it('by keyboard: picked up, announced at each step, put, and undone and done again', async () => {
    const { page, open, order, faults } = await openBrowser();
    await open('/lich-phat');
    const said = () => page.locator('#day-said').textContent();
    await grip(page, 'cds-phat-moi').focus();
    await page.keyboard.press('Enter');
    expect(await said()).toMatch(/^Đã nhấc\. Chuyên mục “Chuyển đổi số”: thứ 3 trong 4\. Enter để nhấc/);
    await page.keyboard.press('ArrowUp');
    expect(await said()).toBe('Chuyên mục “Chuyển đổi số”: thứ 2 trong 4');
    await page.keyboard.press('Enter');
    await page.getByText('Đã chuyển “Chuyên mục “Chuyển đổi số”” lên 17:02').first().waitFor();
    expect(order()).toEqual(MOVED);
    expect(await grip(page, 'cds-phat-moi').evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await page.getByText('Đã hoàn tác').waitFor();
    expect(order()).toEqual(PLANNED);
    await page.getByRole('button', { name: 'Làm lại' }).click();
    await page.getByText('Đã làm lại').waitFor();
    expect(order()).toEqual(MOVED);
    expect(faults).toEqual([]);
  });

  it('not at all when it is given up with Esc, and the keyboard stays where it was', async () => {
    const { page, open, order } = await openBrowser();
    await open('/lich-phat');
    const addresses = () =>
      page.locator('tr[data-address]').evaluateAll((all) => all.map((one) => one.getAttribute('data-address')));
    const before = await addresses();
    await grip(page, 'cds-phat-moi').focus();
    for (const key of ['Enter', 'ArrowUp', 'ArrowUp', 'Escape']) await page.keyboard.press(key);
    expect(await addresses()).toEqual(before);
    expect(await grip(page, 'cds-phat-moi').evaluate((one) => one.matches(':focus'))).toBe(true);
    expect(await page.locator('#day-said').textContent()).toContain('giữ nguyên chỗ cũ');
    expect(order()).toEqual(PLANNED);
  });

  it('by mouse', async () => {
    const { page, open, order } = await openBrowser();
    await open('/lich-phat');
    const from = await middle(grip(page, 'cds-phat-moi'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    const to = (await row(page, 'ban-tin-xa-phat-moi').boundingBox())!;
    await page.mouse.move(from.x, from.y - 10);
    await page.mouse.move(from.x, to.y + 4, { steps: 6 });
    await page.mouse.up();
    await page.getByText('Đã chuyển “Chuyên mục “Chuyển đổi số””').first().waitFor();
    expect(order()).toEqual(MOVED);
  });

  it('by finger: a long press picks up, a stroke scrolls', async () => {
    const { page, open, order } = await openBrowser({ hasTouch: true, viewport: PHONE });
    await open('/lich-phat');
    const from = await middle(grip(page, 'cds-phat-moi'));
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await send('touchStart', [from]);
    await send('touchMove', [{ x: from.x, y: from.y - 30 }]);
    await send('touchEnd', []);
    expect(await page.locator('tr.held').count()).toBe(0);

    const again = await middle(grip(page, 'cds-phat-moi'));
    await send('touchStart', [again]);
    await page.locator('tr.held').waitFor();
    const to = (await row(page, 'ban-tin-xa-phat-moi').boundingBox())!;
    for (const y of [again.y - 20, to.y + to.height / 2 - 6]) await send('touchMove', [{ x: again.x, y }]);
    await send('touchEnd', []);
    await page.getByText('Đã chuyển “Chuyên mục “Chuyển đổi số””').first().waitFor();
    expect(order()).toEqual(MOVED);
  });

  it('without script by the buttons Lên and Xuống', async () => {
    const { page, open, order } = await openBrowser({ javaScriptEnabled: false, viewport: PHONE });
    await open('/lich-phat');
    expect(await page.locator('.grip').count()).toBe(0);
    await page.getByRole('button', { name: 'Lên: Chuyên mục “Chuyển đổi số”' }).click();
    expect(order()).toEqual(MOVED);
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    expect(order()).toEqual(PLANNED);
  });
});

describe('the pages', () => {
  it.each([{ width: 1280, height: 800 }, PHONE])(
    'are clean to axe and as wide as the screen at $width px',
    async (viewport) => {
      const desk = await openBrowser({ viewport });
      const { page, open } = desk;
      await furnish(desk);
      for (const path of PATHS) {
        await open(path);
        expect(new URL(page.url()).pathname, path).toBe(path.split('?')[0]);
        expect(await complaints(page), path).toEqual([]);
        expect(await page.locator('html').evaluate((html) => html.scrollWidth), path).toBeLessThanOrEqual(
          viewport.width,
        );
        if (PICTURES) {
          const name = `${viewport.width}${path.replaceAll(/[^a-z0-9]+/g, '-')}`;
          await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
        }
      }
      expect(desk.faults).toEqual([]);
    },
  );
});

const PATHS = [
  '/lich-phat',
  '/lich-phat?ngay=2025-09-12',
  `/lich-phat/chen?ngay=${DAY}`,
  `/lich-phat/cds-phat-moi/${DAY}/so`,
  '/lich-phat/buoi-toi/2025-09-12/huy?muc=2',
  '/giao-ca',
  '/lich-truc',
  '/lich-truc/them',
  '/mau-buoi',
  '/mau-buoi/buoi-toi',
  '/mau-buoi/buoi-toi/muc/them',
  '/khung-gio/buoi-toi',
  '/',
];

/** A day that was checked and changed since, a session of a template, a roster, and a note waiting to be read. */
async function furnish({ web, addRecording, slots, slot }: Awaited<ReturnType<typeof openBrowser>>) {
  const { stores, planner } = web.station;
  stores.settings.change({ hours: [...stores.settings.find().hours, { from: '18:00', until: '18:45' }] });
  const tune = addRecording('Nhạc hiệu buổi tối', { minutes: 1 });
  const filler = addRecording('Nhạc không lời', { minutes: 3 });
  stores.settings.change({ fillerRecordingId: filler.id });
  const nothing = { programmeId: null, recordingId: null, relayUrl: null, mostMs: null, afterMs: null };
  const items = [
    { ...nothing, key: 1, title: 'Nhạc hiệu, lời chào', plays: 'recording' as const, recordingId: tune.id },
    { ...nothing, key: 2, title: 'Bản tin xã (phát lại)', plays: 'replay' as const, programmeId: 'ban-tin-xa' },
    { ...nothing, key: 3, title: 'Thông báo của UBND xã', plays: 'notice' as const },
    { ...nothing, key: 4, title: 'Nhạc lấp chỗ', plays: 'filler' as const },
    {
      ...nothing,
      key: 5,
      title: 'Nhạc kết',
      plays: 'recording' as const,
      recordingId: tune.id,
      afterMs: durationMs(29 * 60_000),
    },
  ];
  stores.sessionTemplates.add({ id: 'buoi-toi', planId: null, title: 'Buổi tối thứ Sáu', items, changedAt: web.now });
  slots.add({
    ...slot('thong-bao-chieu'),
    ...{ id: 'buoi-toi', title: 'Buổi tối', plays: 'session', templateId: 'buoi-toi', recordingId: null },
    ...{ rrule: 'FREQ=WEEKLY;BYDAY=FR', startTime: '18:00:00', durationMs: durationMs(30 * 60_000), planId: null },
  });
  planner.rebuild();
  const form = async (path: string, fields: Record<string, string>, headers: Record<string, string>) =>
    expect((await web.post(path, fields, headers)).status, path).toBe(303);
  const operator = web.user(['operator', 'editor']);
  for (const [day, name] of [
    ['1', 'A Thiu'],
    ['2', 'Y Hạnh'],
    ['3', 'A Thiu'],
    ['4', 'Y Hạnh'],
    ['5', 'A Thiu'],
  ] as const)
    for (const [from, until] of [
      ['05:15', '06:30'],
      ['16:45', '18:45'],
    ] as const)
      await form('/lich-truc', { kind: 'tuan', weekday: day, from, until, name, userId: '' }, operator.headers);
  await form(
    '/lich-truc',
    {
      kind: 'ngay',
      day: '12/9/2025',
      from: '16:45',
      until: '18:45',
      name: 'Y Lan',
      userId: '',
      insteadOf: 'A Thiu',
      reason: 'nghỉ phép',
    },
    operator.headers,
  );
  for (const day of [DAY, '2025-09-12']) await form('/lich-phat/kiem-tra', { ngay: day }, operator.headers);
  web.now = at(`${DAY} 09:20`);
  await form(
    `/lich-phat/cds-phat-moi/${DAY}/thu-tu`,
    { muc: '0', den: `ban-tin-xa-phat-moi/${DAY}/0` },
    operator.headers,
  );
  const words =
    '17:20 hôm qua loa thôn 3 rè, đã báo anh Thiu.\nSáng mai đọc thêm thông báo tiêm phòng cho trẻ dưới 5 tuổi.';
  await form('/giao-ca', { words }, operator.headers);
}
