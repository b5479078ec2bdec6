import { expect, it } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { openWeekDesk } from '../support/week.ts';

const openPage = useBrowser();
async function openForm(path: string) {
  const desk = await openWeekDesk();
  const { page, open } = await openPage(desk.web);
  await open(path);
  return { ...desk, page, preview: page.locator('#preview') };
}

it('says the rule in a sentence and the next ten dates anew with every change, before anything is saved', async () => {
  const { page, preview, slot } = await openForm('/khung-gio/cds-phat-moi');
  const before = slot('cds-phat-moi');
  await preview.getByText('Thứ Tư, hai tuần một lần, lúc 17:10, từ 27/8/2025.').waitFor();
  expect(await preview.locator('.dates li').count()).toBe(10);
  await page.getByLabel('Giờ phát', { exact: true }).fill('17h12');
  await preview.getByText('Thứ Tư, hai tuần một lần, lúc 17:12, từ 27/8/2025.').waitFor();
  expect(await preview.locator('.dates li').first().textContent()).toContain('10/09/2025 17:12');
  await page.getByLabel('Lặp lại').selectOption('monthly-by-day');
  await page.getByLabel('Vào các ngày trong tháng').fill('31');
  await page.getByLabel('Phát vào ngày cuối tháng').check();
  await preview.getByText('tháng không có ngày 31 thì lấy ngày cuối tháng').waitFor();
  expect(await preview.locator('.dates').textContent()).toContain('28/02/2026');
  await page.getByLabel('Giờ phát', { exact: true }).fill('3h');
  await page.locator('#hour-warning').getByText('ngoài khung giờ được phép').waitFor();
  expect(slot('cds-phat-moi')).toEqual(before);
});

it('asks for the language where issues are played, and for the issue only of a replay', async () => {
  const { page } = await openForm('/khung-gio/them');
  const [language, issue] = [page.getByLabel('Ngôn ngữ'), page.getByText('Phát lại số nào')];
  expect([await language.isVisible(), await issue.isVisible()]).toEqual([true, false]);
  await page.locator('[name=plays][value=replay]').check();
  expect([await language.isVisible(), await issue.isVisible()]).toEqual([true, true]);
  await page.locator('[name=plays][value=notice]').check();
  expect([await language.isVisible(), await issue.isVisible()]).toEqual([false, false]);
});
