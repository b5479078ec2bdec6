/** The account's pages as a person's browser shows them: a second factor from the first look to the next sign-in, on a phone. */
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { durationMs, HOUR, after as later, MINUTE } from '../../src/core/time.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import { complaints, useBrowser } from '../support/browser.ts';
import { openWeb } from '../support/web.ts';

const PASSWORD = 'mưa rừng đầu mùa';
const openPage = useBrowser();

async function open() {
  const web = await openWeb();
  const station = await openPage(web, { viewport: { width: 390, height: 844 } });
  web.station.stores.people.setPassword(station.user.id, await hashPassword(PASSWORD));
  const isNarrow = () => station.page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
  const look = async () =>
    expect([await isNarrow(), await complaints(station.page), station.faults]).toEqual([true, [], []]);
  return { web, ...station, look };
}

test('somebody sets up a second factor on their phone, and signs in with it the next time', async () => {
  const { web, user, page, open: go, look } = await open();
  const code = (secret: string) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: web.now });
  await go('/tai-khoan');
  await look();
  await page.getByRole('link', { name: 'Bật xác thực hai bước' }).click();
  await page.getByText('Không quét được thì nhập tay').click();
  const secret = (await page.locator('details .secret').textContent())!.replaceAll(' ', '');
  await look();
  await page.getByLabel('Mã 6 số').fill(code(secret));
  await page.getByLabel('Mật khẩu đang dùng').fill(PASSWORD);
  await page.getByRole('button', { name: 'Bật xác thực hai bước' }).click();
  await page.getByRole('heading', { name: 'Đã bật xác thực hai bước' }).waitFor();
  expect(await page.locator('.recovery-codes li').count()).toBe(10);
  await look();

  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  web.now = later(web.now, durationMs(MINUTE));
  await page.getByLabel('Tên đăng nhập').fill(user.username);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.getByRole('heading', { name: 'Mã xác thực' }).waitFor();
  await look();
  await page.getByLabel('Mã 6 số trên điện thoại').fill(code(secret));
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.getByRole('link', { name: user.name }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
}, 60_000);

test('the pages of accounts and substitutes are narrow, in order, and readable by everybody', async () => {
  const { web, user, open: go, look } = await open();
  const hung = web.user(['approver', 'operator']).user;
  web.station.stores.substitutions.add({
    ...{ userId: user.id, forUserId: hung.id, roles: ['approver'], from: web.now, until: later(web.now, HOUR) },
    ...{ document: '02/GUQ-TTVH', reason: 'đi tập huấn', madeBy: user.id, madeAt: web.now },
  });
  const pages = ['/tai-khoan', '/tai-khoan/ma-truy-cap/them', '/mat-khau', '/nguoi-dung', `/nguoi-dung/${hung.id}`];
  for (const path of [
    ...pages,
    '/nguoi-dung/thay',
    '/nguoi-dung/thay/them',
    '/nguoi-dung/thay/1/ket-thuc',
    '/cau-hinh/dang-nhap',
  ]) {
    await go(path);
    await look();
  }
}, 60_000);
