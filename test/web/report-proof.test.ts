/** What stands behind a report: days closed or not, what the aircheck proves, the airings of every figure, and its due date. */
import { expect, test } from 'vitest';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { tellReports } from '../../src/engine/owed-reports.ts';
import { openGoldenStation } from '../support/golden-station.ts';
import { at } from '../support/schedule.ts';

async function openQuarter() {
  const desk = await openGoldenStation();
  const { web, reporter } = desk;
  const made = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
  const path = made.headers.get('location')!;
  const page = async (rest = '') => (await web.get(`${path}${rest}`, reporter.headers)).text();
  const close = (ngay: string) => web.post('/nhat-ky/doi-chieu/khoa', { ngay }, reporter.headers);
  return {
    ...desk,
    path,
    page,
    close,
    id: Number(path.split('/').at(-1)),
    freeze: () => web.post(`${path}/chot`, {}, reporter.headers),
  };
}

test('a freezing may have days that nobody closed: it warns, keeps which, and prints them', async () => {
  const { web, reporter, page, close, freeze, id, path } = await openQuarter();
  for (const day of ['2025-08-27', '2025-08-29']) await close(day);
  expect(await page('/chot')).toContain('10 ngày trong kỳ chưa khóa sổ');
  await freeze();
  const { figures } = web.station.stores.reports.dataset(id)!;
  expect(figures.openDays).toHaveLength(10);
  expect(figures.openDays).not.toContain('2025-08-29');
  expect(await page()).toContain('10 ngày chưa khóa sổ');
  expect((await web.get(`${path}/bao-cao.pdf`, reporter.headers)).status).toBe(200);
  // Closed afterwards, they are as they were in what was frozen.
  await close('2025-09-01');
  expect(web.station.stores.closings.list('2025-09-01')).toHaveLength(1);
  expect(await page()).toContain('10 ngày chưa khóa sổ');
});

test('what the aircheck proves is frozen with each airing, and every figure leads to its own', async () => {
  const { web, page, freeze, id } = await openQuarter();
  const { airings, evidence } = web.station.stores;
  const [first, second] = airings.each({});
  for (const [airing, verdict] of [
    [first!, 'heard'],
    [second!, 'differs'],
  ] as const)
    evidence.add({
      ...{
        airingId: airing.id,
        verdict,
        why: verdict === 'heard' ? null : 'silent',
        offsetMs: null,
        levels: [],
        seconds: '',
      },
      ...{ matchedMs: durationMs(0), comparedMs: durationMs(60_000), excerpts: [], askedBy: null, madeAt: web.now },
    });
  await freeze();
  const { figures, event } = web.station.stores.reports.dataset(id)!;
  expect(event.by).toBeGreaterThan(0);
  expect(figures.airings.map((one) => one.evidence).filter(Boolean)).toEqual(['heard', 'differs']);
  const html = await page();
  expect(html).toMatch(/01 lượt khớp bản duyệt.*01 lượt khác bản duyệt/s);
  const differs = await page('/luot-phat?doi-chieu=differs');
  expect(differs).toContain('01 lượt phát');
  expect(differs).toContain(`href="/nhat-ky/${second!.id}"`);
  // Each topic leads to the airings it was covered by, and no others.
  const { code, airingIds } = figures.topics.list[0]!;
  expect(html).toContain(`chu-de=${code}`);
  expect(await page(`/luot-phat?chu-de=${code}`)).toContain(`0${airingIds!.length} lượt phát`);
});

test('reporters are told when a report is due soon, the day before, on the day, and when it is late; once each', async () => {
  const { web } = await openGoldenStation();
  for (const day of ['14', '15', '15', '17', '18', '19', '20', '21']) {
    web.now = epochMs(at(`2025-09-${day} 08:00`));
    tellReports(web.station);
  }
  expect(web.db.prepare("SELECT subject FROM notifications WHERE kind = 'report' ORDER BY id").pluck().all()).toEqual([
    'Còn 05 ngày đến hạn gửi báo cáo quý III năm 2025',
    'Còn 01 ngày đến hạn gửi báo cáo quý III năm 2025',
    'Hôm nay là hạn gửi báo cáo quý III năm 2025',
    'Đã quá hạn gửi báo cáo quý III năm 2025 01 ngày',
  ]);
});
