/** Writing an issue and its script in a real browser, on a phone. */
import { expect, it } from 'vitest';
import { complaints, useBrowser } from '../support/browser.ts';
import { CDS, call, openNewsroom } from '../support/newsroom.ts';

const openBrowser = useBrowser();
const PHONE = { viewport: { width: 390, height: 844 } };

it('on a phone an issue is written with who made it, and its script printed as it stands on the screen', async () => {
  const room = await openNewsroom();
  const draft = { programmeId: CDS, year: 2025, number: 1, title: 'Nghị quyết số 57-NQ/TW' };
  await call(room.web, 'POST', '/episodes', room.editor.headers, draft);
  const { page, open, faults } = await openBrowser(room.web, PHONE);
  const inOrder = async (where: string) => {
    expect(await page.evaluate('document.documentElement.scrollWidth'), where).toBeLessThanOrEqual(390);
    expect(await complaints(page), where).toEqual([]);
  };
  await open(`/chuyen-muc/${CDS}/so/them`);
  await inOrder('the form');
  // What is said of the number follows what is typed.
  await page.getByLabel('Số thứ tự').fill('4');
  await page.getByText('Còn bỏ trống số 02, 03/2025.').waitFor();
  await page.getByLabel('Số thứ tự').fill('2');
  await page.getByText('ứng với kỳ từ 08/9/2025 đến 21/9/2025').waitFor();
  await page.getByLabel('Tiêu đề').fill('Hóa đơn điện tử');
  await page.getByLabel('Họ tên người thứ 1').fill('Y Lan');
  await page.getByLabel('Liên kết (không bắt buộc)').fill('dakto.gov.vn/tin');
  await page.getByRole('button', { name: 'Thêm số' }).click();
  await page.getByText('Phát thanh viên: Y Lan').waitFor();
  await inOrder('the issue');

  await page.getByRole('link', { name: 'Soạn hoặc tải kịch bản lên…' }).click();
  await inOrder('no script yet');
  await page.getByRole('link', { name: 'Soạn kịch bản' }).click();
  await page
    .getByLabel('Lời đọc')
    .fill(`[nhạc hiệu]\n\n${'Kính chào toàn thể cán bộ và bà con nhân dân. '.repeat(20)}`);
  await inOrder('the form of the script');
  await page.getByRole('button', { name: 'Lưu kịch bản' }).click();
  await page.getByText('Bản viết lần 1').waitFor();
  await inOrder('the script');

  const numbers = await page.locator('.line-number').allInnerTexts();
  expect(numbers).toEqual(numbers.map((_, i) => String(i + 1)));
  // On paper a line of the copy is one line of print, and nothing else is printed.
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 680, height: 1000 });
  const heights = await page.locator('.reading .row').evaluateAll((all) => all.map((one) => one.clientHeight));
  expect(Math.max(...heights)).toBeLessThan(1.5 * Math.min(...heights));
  expect(await page.getByRole('button', { name: 'Tải lên' }).isVisible()).toBe(false);
  expect(faults).toEqual([]);
});
