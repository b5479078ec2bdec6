/** The waveform in a real browser: seeking, zooming and setting points, by keyboard and by pointer, on a desk and a phone. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { complaints, useBrowser } from '../support/browser.ts';
import { openLibrary } from '../support/library.ts';
import { make } from '../support/sounds.ts';

const openPage = useBrowser();

/** Twenty seconds of a tone that swells, seen by whoever may do everything. */
async function openWave(options: Parameters<typeof openPage>[1] = {}) {
  const library = await openLibrary();
  const { headers } = library.web.user(['editor']);
  const source = 'aevalsrc=(0.1+0.3*abs(sin(t)))*sin(2*PI*300*t):s=44100:d=20';
  await library.sendBody(headers, make(library.desk, 'a.mp3', '-f', 'lavfi', '-i', source), 'CĐS số 02.mp3');
  const [recording] = await library.settled();
  const { page, open, faults } = await openPage(library.web, options);
  await open(`/kho-tu-lieu/${recording!.id}`);
  await page.locator('.wave[data-drawn=xong]').waitFor();
  return {
    ...library,
    page,
    open,
    faults,
    id: recording!.id,
    slider: page.getByRole('slider', { name: 'Vị trí nghe' }),
  };
}

const placeShown = async (page: Page) => (await page.locator('.wave-tools output').textContent())!.split(' / ')[0];
/** Of what the canvases lie in: they themselves are replaced whenever the picture is drawn anew. */
const widthOf = (page: Page) =>
  page.locator('.wave-picture .wrapper').evaluate((one) => one.getBoundingClientRect().width);

describe('the waveform', () => {
  test('is walked and cut by keyboard alone, says where one is, and saves what was set', async () => {
    const { page, slider, faults, settled, ingest, id, web } = await openWave();
    await slider.focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await placeShown(page)).toBe('00:03,100');
    expect(await slider.getAttribute('aria-valuetext')).toBe('0 phút 3 giây trong 0 phút 20 giây');
    await page.keyboard.press('i');
    expect(await page.getByLabel('Điểm vào').inputValue()).toBe('00:03,100');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('o');
    expect(await page.getByLabel('Điểm ra').inputValue()).toBe('00:13,100');
    expect(await page.locator('#wave-said').textContent()).toBe('Đã đặt điểm ra tại 00:13,100');
    expect(await complaints(page)).toEqual([]);

    await page.getByRole('button', { name: 'Lưu điểm' }).click();
    await page.getByText('Đã lưu điểm').waitFor();
    ingest.nudge();
    await settled();
    expect(web.station.stores.recordings.find(id)).toMatchObject({ inMs: 3100, outMs: 13_100, playoutFrames: 480_000 });
    expect(faults).toEqual([]);
  });

  test('zooms by button and key, keeps what is stored as its picture, and plays from where it was clicked', async () => {
    const { page, slider, faults } = await openWave();
    const fetched: string[] = [];
    page.on('request', (one) => void (one.url().includes('am-thanh') && fetched.push(one.url())));
    const fit = await widthOf(page);
    expect(fit).toBeGreaterThan(300);
    await page.getByRole('button', { name: 'Phóng to' }).click();
    await page.getByRole('button', { name: 'Phóng to' }).click();
    expect(await widthOf(page)).toBeGreaterThan(3 * fit);
    await slider.focus();
    await page.keyboard.press('-');
    await page.getByRole('button', { name: 'Vừa khung' }).click();
    expect(await widthOf(page)).toBeLessThan(fit + 2);
    expect(fetched).toEqual([]); // nothing is decoded here

    const box = (await page.locator('.wave-picture').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    expect((await placeShown(page))!.slice(0, 5)).toBe('00:10');
    await page.keyboard.press('Home');
    await slider.focus();
    await page.keyboard.press('End');
    expect(await placeShown(page)).toMatch(/^00:(20,0|19,9)/);
    expect(faults).toEqual([]);
  });

  test('on a phone: a point is dragged by its handle or set by its button, and nothing is wider than the screen', async () => {
    const { page, slider, faults } = await openWave({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const handle = page.locator('.wave-picture [part~=region-handle-left]');
    const at = (await handle.boundingBox())!;
    expect(at.width).toBeGreaterThanOrEqual(24);
    await page.mouse.move(at.x + 5, at.y + at.height / 2);
    await page.mouse.down();
    // A finger has to rest a moment first, else it scrolls.
    let x = at.x + 5;
    const dragged = async () => {
      await page.mouse.move(++x, at.y + at.height / 2);
      return page.getByLabel('Điểm vào').inputValue();
    };
    await expect.poll(dragged, { interval: 20, timeout: 10_000 }).toMatch(/^00:0[3-9],\d{3}$/);
    await page.mouse.up();

    await slider.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Đặt điểm ra tại đây' }).tap();
    expect(await page.getByLabel('Điểm ra').inputValue()).toMatch(/^00:19,0/);
    expect(await page.locator('html').evaluate((one) => one.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await complaints(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

test('the library narrows as one types, and what is typed stays where it is', async () => {
  const { page, open, faults, web } = await openWave();
  const draft = { fileName: 'x.mp3', bytes: 1, uploadedBy: null, uploadedAt: web.now };
  for (const [i, title] of ['Đăng ký khai sinh', 'Chuyển đổi số', 'Cải cách hành chính'].entries())
    web.station.stores.recordings.add({ ...draft, title, sha256: String(i).repeat(64) });
  await open('/kho-tu-lieu');
  const box = page.getByRole('searchbox');
  await box.pressSequentially('cchc', { delay: 30 });
  await page.getByText('1 tệp', { exact: true }).waitFor();
  expect(await box.inputValue()).toBe('cchc');
  expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
  expect(new URL(page.url()).search).toBe('?tim=cchc');
  await box.fill('');
  await page.getByText('4 tệp', { exact: true }).waitFor();
  await page.getByLabel('Trạng thái').selectOption({ label: 'Sẵn sàng (1)' });
  await page.getByText('1 tệp', { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe('?trang-thai=san-sang');
  expect(await complaints(page)).toEqual([]);
  expect(faults).toEqual([]);
});
