/**
 * Every page there is, of a station with one of everything, as a browser shows it: on a desk in the light and on a phone
 * in the dark nothing axe-core objects to, nothing wider than the screen, nothing said in the console. A new page that the
 * links of the others do not lead to, and that is not named here, fails the test.
 */
import { expect, test } from 'vitest';
import { complaints, useBrowser } from '../support/browser.ts';
import { crawl, isDownload } from '../support/crawl.ts';
import { openFurnished } from '../support/furnished.ts';
import { READING } from '../support/routes.ts';

/** Pages no link of the crawl leads to. */
const ALSO = ['/cum-loa/03', '/cau-hinh/vung/thon-dak-rao', '/duyet/nhieu'];
/** Pages that are there only for a moment of something's life, or for a stranger; their own tests open them. */
const ELSEWHERE: readonly string[] = [
  // strangers: test/walks/pages.test.ts, test/web/login.test.ts
  ...['GET /dang-nhap', 'GET /dang-nhap/ma', 'GET /khoi-tao/:token', 'GET /mat-khau/:token'],
  // parts and streams
  ...[
    'GET /su-kien',
    'GET /live/:file{[\\w-]+\\.[a-z0-9]+}',
    'GET /so/:id/kich-ban/tep/:tep',
    'GET /lich-phat/ics/tai-ve',
    'GET /ban-tin/:id{[0-9]+}/cap.xml',
  ],
  // who has a second factor; something on the air; a report, a day or a debt in a certain state
  ...['GET /tai-khoan/xac-thuc/tat', 'GET /nguoi-dung/:id/xac-thuc', 'GET /bo-qua', 'GET /tien-do/:id/phat-bu/:airing'],
  ...['GET /lich-phat/:slot/:day/doi-ky', 'GET /nhat-ky/doi-chieu/mo-lai', 'GET /nhat-ky/niem-phong/:day'],
  ...['GET /bao-cao/:id{[0-9]+}/trinh-ky', 'GET /bao-cao/:id{[0-9]+}/da-gui', 'GET /bao-cao/:id{[0-9]+}/mo-lai'],
  ...['GET /kho-tu-lieu/dung-luong/:kind', 'GET /kho-tu-lieu/:id/chuan-hoa-lai'],
];

/** The library of this station has rows and no files behind them. */
const NO_SOUND = /^Failed to load resource: .* 404 /;

const openPage = useBrowser();

test('every page is in order on a desk and on a phone, in light and dark', async () => {
  const { web, headers } = await openFurnished();
  const found = await crawl(web, headers, { also: ALSO });
  const missed = READING.filter((route) => !isDownload(route) && !found.some((one) => one.route === route));
  expect(missed.map(({ route }) => route).filter((route) => !ELSEWHERE.includes(route))).toEqual([]);

  const { page, open, faults } = await openPage(web);
  const wrong: string[] = [];
  const pages = found.filter(({ html }) => html.startsWith('<!doctype html>'));
  for (const { path } of pages)
    for (const [width, height, colorScheme] of [
      [1280, 800, 'light'],
      [390, 844, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await open(path);
      const where = `${path} at ${width} ${colorScheme}`;
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) wrong.push(`${where}: ${wide} px wide`);
      wrong.push(...(await complaints(page)).map((one) => `${where}: ${one}`));
      const said = faults.splice(0).filter((one) => !NO_SOUND.test(one));
      wrong.push(...said.map((one) => `${where}: ${one}`));
    }
  expect(pages.length).toBeGreaterThan(120);
  expect(wrong).toEqual([]);
}, 900_000);
