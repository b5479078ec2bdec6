/** A report from the list of periods to what was sent: pages and API alike, over the golden quarter in a real database. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Correction } from '../../src/core/correction.ts';
import { frames } from '../../src/core/time.ts';
import { Corrections } from '../../src/storage/corrections.ts';
import type { Db } from '../../src/storage/database.ts';
import { aSilence } from '../support/airings.ts';
import { type GoldenStation, openGoldenStation } from '../support/golden-station.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';

type Figures = { rows: Record<string, unknown>[]; totals: Record<string, number>; adjustments: unknown[] };

async function openReport(station?: GoldenStation) {
  const desk = station ?? (await openGoldenStation());
  const { web, reporter } = desk;
  const { headers } = reporter;
  const quarter = { span: 'quarter', year: '2025', number: '3' };
  const response = await web.post('/bao-cao', quarter, headers);
  const path = response.headers.get('location')!;
  const id = Number(path.split('/').at(-1));
  return {
    ...desk,
    id,
    path,
    get: (rest = '') => web.get(`${path}${rest}`, headers),
    page: async (rest = '') => (await web.get(`${path}${rest}`, headers)).text(),
    post: (rest: string, form: Record<string, string | string[]> = {}) => web.post(`${path}${rest}`, form, headers),
    step: (body: unknown) => call(web, 'POST', `/reports/${id}/events`, headers, body),
    figures: async (query = '') =>
      (await call(web, 'GET', `/reports/${id}/figures${query}`, headers)).json() as Promise<Figures>,
  };
}

const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the list of periods', () => {
  test('shows what this year owes since the plan, when it is due, and how far it has come', async () => {
    const { web, reporter, viewer } = await openGoldenStation();
    const html = plain(await pageOf(web.get('/bao-cao', viewer.headers)));
    expect(html).not.toContain('Quý II/2025'); // before the plan was issued
    expect(html).toMatch(/Quý III\/2025 15\/06\/2025–14\/09\/2025 19\/09\/2025 Chưa lập/);
    expect(html).toMatch(/Quý IV\/2025 15\/09\/2025–14\/12\/2025 19\/12\/2025 Chưa lập/);
    expect(html).toMatch(/Năm 2025 15\/12\/2024–14\/12\/2025/);
    expect(html).toContain('Còn 04 ngày đến hạn gửi báo cáo quý III năm 2025.');
    expect(html).not.toContain('Lập báo cáo');
    expect(await pageOf(web.get('/bao-cao', reporter.headers))).toContain('Lập báo cáo');
  });

  test('says overdue until it is sent, and reminds on the home screen whom it concerns', async () => {
    const { web, reporter, viewer, step, post } = await openReport();
    web.now = at('2025-09-21 08:00');
    expect(plain(await pageOf(web.get('/bao-cao', reporter.headers)))).toMatch(/Đang soạn Quá hạn/);
    expect(await pageOf(web.get('/', reporter.headers))).toContain('Đã quá hạn gửi báo cáo quý III năm 2025 02 ngày.');
    expect(await pageOf(web.get('/', viewer.headers))).not.toContain('Đã quá hạn gửi');
    for (const name of ['frozen', 'submitted']) await step({ step: name });
    await post('/da-gui', { letterNumber: '15/BC-TTVHTTDLTT', letterDate: '21/9' });
    const html = plain(await pageOf(web.get('/bao-cao', reporter.headers)));
    expect(html).toContain('Đã gửi');
    expect(html).not.toContain('Quá hạn');
  });

  test('draws up no second report of a period, none before the plan, and one of any days', async () => {
    const { web, reporter, path } = await openReport();
    const again = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
    expect(again.headers.get('location')).toBe('/bao-cao');
    expect(decodeURIComponent(again.headers.get('set-cookie') ?? '')).toContain('Kỳ này đã có báo cáo');
    const early = await call(web, 'POST', '/reports', reporter.headers, { span: 'quarter', year: 2025, number: 2 });
    expect(early.status).toBe(422);
    const beyond = await call(web, 'POST', '/reports', reporter.headers, { span: 'quarter', year: 2025, number: 5 });
    expect(beyond.status).toBe(422);
    const days = { from: '1/9', until: '10/9', dueOn: '20/9' };
    const some = await web.post('/bao-cao/dot-xuat', days, reporter.headers);
    expect(some.headers.get('location')).not.toBe(path);
    const html = await pageOf(web.get(some.headers.get('location')!, reporter.headers));
    expect(html).toContain('Báo cáo từ ngày 01/9/2025 đến ngày 10/9/2025');
    const wrong = await web.post('/bao-cao/dot-xuat', { ...days, until: '31/8' }, reporter.headers);
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('Ngày cuối phải từ ngày đầu')]);
  });
});

describe('the figures', () => {
  test('are those of documents.md §3.2, out of the database', async () => {
    const { figures, page } = await openReport();
    const { rows, totals } = await figures();
    expect(
      rows.map(({ code, premieres, replays, airings, minutes }) => [code, premieres, replays, airings, minutes]),
    ).toEqual([
      ['C.I.2.a', 2, 2, 4, 60],
      ['C.I.2.c', 1, 2, 3, 30],
      ['C.II.12.b', 3, 2, 5, 50],
    ]);
    expect(totals).toMatchObject({ premieres: 6, replays: 6, airings: 12, minutes: 140 });
    const html = plain(await page());
    expect(html).toContain('Tổng cộng 06 06 12 140');
    expect(html).toContain('Chủ đề đã tuyên truyền trong kỳ: 08/28');
    expect(html).toContain('Cụm loa: chưa theo dõi');
    expect(html).toContain('Mục phản hồi ý kiến (E.7.c): kế hoạch không nêu số lượng');
  });

  test('lead to the airings behind them, row by row of the log', async () => {
    const { page } = await openReport();
    const html = await page();
    const links = [...html.matchAll(/href="(\/bao-cao\/\d+\/luot-phat[^"]*)">(\d+)/g)];
    expect(links.length).toBeGreaterThan(15);
    for (const [, href, shown] of links) {
      const list = await page(href!.replace(/^\/bao-cao\/\d+/, '').replaceAll('&amp;', '&'));
      const isMinutes = Number(shown) >= 30;
      const rows = [...list.matchAll(/href="\/nhat-ky\/\d+"/g)].length;
      expect([href, rows]).toEqual([href, isMinutes ? rows : Number(shown)]);
      expect(list).toContain(`${rows < 10 ? `0${rows}` : rows} lượt phát`);
    }
  });

  test('do not move with the clock once the period is over', async () => {
    const { web, figures } = await openReport();
    const before = await figures();
    web.now = at('2025-11-01 08:00');
    expect(await figures()).toEqual(before);
  });
});

describe('freezing', () => {
  test('keeps the dataset by its SHA-256, whatever the log says later; reopening is an amendment that shows', async () => {
    const { web, db, id, post, page, get, figures, reporter } = await openFrozen();
    const frozen = await figures();
    const event = (await (await call(web, 'GET', `/reports/${id}/events`, reporter.headers)).json()) as {
      events: { sha256: string }[];
    };
    const sha = event.events[0]!.sha256;
    const bytes = Buffer.from(await (await get('/so-lieu.json')).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha);
    const answer = await call(web, 'GET', `/reports/${id}/figures`, reporter.headers);
    expect(
      createHash('sha256')
        .update(await answer.text())
        .digest('hex'),
    ).toBe(sha);
    expect(await page()).toContain(sha);

    correctFirstIssue(db);
    expect(await figures()).toEqual(frozen);

    expect((await post('/mo-lai', { reason: ' ' })).status).toBe(422);
    await post('/mo-lai', { reason: 'Đính chính lượt phát ngày 27/8/2025' });
    expect((await figures()).totals).toMatchObject({ airings: 10, minutes: 110 });
    await post('/chot');
    const html = plain(await page());
    expect(html).toContain('Tổng cộng 05 05 10 110');
    expect(html).toContain('mở lại để điều chỉnh lần 01; lý do: Đính chính lượt phát ngày 27/8/2025');
    expect(html).toContain('Báo cáo này điều chỉnh lần 01, thay thế số liệu đã chốt trước đó');
    expect(plain(await page('?lan=0'))).toContain('Tổng cộng 06 06 12 140');
    expect(await figures('?amendment=0')).toEqual(frozen);
  });

  test('a correction after it appears in the next report as an adjustment of this one', async () => {
    const { web, db, reporter, step } = await openFrozen();
    await step({ step: 'submitted' });
    correctFirstIssue(db);
    web.now = at('2025-12-16 08:00');
    const next = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '4' }, reporter.headers);
    const html = plain(await pageOf(web.get(next.headers.get('location')!, reporter.headers)));
    expect(html).toContain(
      'Điều chỉnh kỳ trước: Quý III/2025, Chuyên mục “Chuyển đổi số” (C.I.2.a): phát mới đã báo cáo 02, nay là 01; phát lại đã báo cáo 02, nay là 01; lượt phát đã báo cáo 04, nay là 02; phút đã báo cáo 60, nay là 30.',
    );
  });

  test('a dataset changed behind the program’s back is shown as changed', async () => {
    const { db, page } = await openFrozen();
    db.exec('DROP TRIGGER report_events_stay');
    db.exec(`UPDATE report_events SET dataset = replace(dataset, '"airings":12', '"airings":13')`);
    expect(await page()).toContain('không còn khớp mã kiểm');
  });

  test('happens once: each step only from the one before it', async () => {
    const { step, post, web } = await openFrozen();
    expect((await step({ step: 'frozen' })).status).toBe(409);
    expect((await step({ step: 'sent', letterNumber: '1/BC', letterDate: '2025-09-16' })).status).toBe(409);
    const refused = await post('/chot');
    expect(decodeURIComponent(refused.headers.get('set-cookie') ?? '')).toContain('Đã chốt số liệu');
    expect((await post('/xoa')).headers.get('location')).not.toBe('/bao-cao');
    expect(web.station.stores.reports.list()).toHaveLength(1);
  });
});

async function openFrozen(station?: GoldenStation) {
  const report = await openReport(station);
  expect((await report.post('/chot')).status).toBe(303);
  const { db } = report.web;
  return { ...report, db };
}

/** Neither of its airings was heard, somebody says: they do not count any more. */
function correctFirstIssue(db: Db): void {
  const airings = db.prepare<[], Pick<Correction, 'airingId' | 'startedAt' | 'endedAt' | 'madeAt'>>(
    `SELECT id AS airingId, started_at AS startedAt, ended_at AS endedAt, ended_at AS madeAt FROM airings
     WHERE episode_id = (SELECT episode_id FROM airings WHERE id = 1)`,
  );
  const said = { outcome: 'cut', reason: 'down', why: 'Tăng âm đứt cầu chì', madeBy: 1, madeByName: 'Y Hạnh' } as const;
  for (const airing of airings.all()) new Corrections(db).add({ ...airing, ...said, playedFrames: frames(0) });
}

describe('writing', () => {
  const NAMES = ['subject', 'addressees', 'opening', 'work', 'contents', 'clusters', 'feedback', 'emergency', 'budget'];
  const form = async (page: () => Promise<string>) => {
    const html = await page();
    const texts = [...html.matchAll(/<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<\/textarea>/g)];
    return Object.fromEntries(texts.map(([, name, text]) => [name!, unescaped(text!)]));
  };
  const unescaped = (html: string) =>
    html
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
  const signers = { authority: ['KT. Giám đốc', ''], position: ['Phó Giám đốc', ''], name: ['Nguyễn Văn A', ''] };

  test('what is left as it was goes on following the figures; what is rewritten is kept with its figures filled in', async () => {
    const { page, post, id, web } = await openReport();
    const typed = await form(() => page('/noi-dung'));
    expect(Object.keys(typed)).toEqual(expect.arrayContaining(NAMES));
    const work = 'Đã phát {lượt phát} lượt <b>trong kỳ</b>.';
    expect((await post('/noi-dung', { ...typed, work, ...signers, dueOn: '20/9' })).status).toBe(303);
    const kept = web.station.stores.reports.find(id)!;
    expect([kept.texts, kept.dueOn]).toEqual([{ work }, '2025-09-20']);
    const html = await page();
    expect(html).toContain('Đã phát 12 lượt &lt;b&gt;trong kỳ&lt;/b&gt;.');
    expect(html).toContain('PHÓ GIÁM ĐỐC');
    expect(html).toContain('Nguyễn Văn A');
  });

  test('the paragraph of reasons says what was confirmed by then, and stays with the frozen figures', async () => {
    const { web, page, step } = await openReport();
    const { airings, causes } = web.station.stores;
    const due = { programmeId: 'cds-phat-thanh-xa', plannedStart: at('2025-09-12 17:25'), slotId: null };
    const airingId = airings.add(aSilence({ ...due, reason: 'relay-lost' }));
    const said = (words: string) => `lượt phát đến hạn không được tính: ${words} 01 lượt`;
    expect(await page()).toContain(said('chưa xác định nguyên nhân'));
    const by = { madeBy: 1, madeByName: 'A Thiu', madeAt: web.now };
    causes.add({ airingId, code: 'network', proposed: null, note: '', ...by });
    expect(await page()).toContain(said('mất mạng nguồn'));
    await step({ step: 'frozen' });
    causes.add({ airingId, code: 'power', proposed: null, note: '', ...by });
    expect(await page()).toContain(said('mất mạng nguồn'));
  });

  test('a figure that does not exist is refused in the same form', async () => {
    const { page, post } = await openReport();
    const typed = await form(() => page('/noi-dung'));
    const refused = await post('/noi-dung', { ...typed, work: 'Phát {số lạ} lượt', ...signers, dueOn: '20/9' });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('Không có số liệu nào tên {số lạ}');
    expect(html).toContain('Phát {số lạ} lượt');
  });

  test('ends when it goes to be signed, and what was signed is what is sent, whatever is set anew', async () => {
    const { post, page, step, web, reporter, get } = await openFrozen();
    await step({ step: 'submitted' });
    expect((await post('/noi-dung', { work: 'Khác', dueOn: '20/9', position: 'Giám đốc' })).status).toBe(422);
    const settings = (await (await call(web, 'GET', '/report-settings', reporter.headers)).json()) as object;
    const changed = await call(web, 'PUT', '/report-settings', reporter.headers, { ...settings, place: 'Nơi khác' });
    expect(changed.status).toBe(200);
    await post('/da-gui', { letterNumber: '15/BC-TTVHTTDLTT', letterDate: '15/9/2025' });
    expect(plain(await page())).toContain('ghi nhận đã gửi: số 15/BC-TTVHTTDLTT, ngày 15/09/2025');
    const file = await get('/bao-cao.docx');
    expect(file.headers.get('content-disposition')).toContain('bao-cao-quy-3-2025.docx');
    const { letter } = web.db.prepare("SELECT letter FROM report_events WHERE step = 'sent'").get() as {
      letter: string;
    };
    expect(JSON.parse(letter)).toMatchObject({
      number: '15/BC-TTVHTTDLTT',
      place: 'Đăk Tô',
      day: 'ngày 15 tháng 9 năm 2025',
    });
  });
});

describe('settings', () => {
  test('page and API keep the same, and refuse the same', async () => {
    const { web, reporter } = await openGoldenStation();
    const { headers } = reporter;
    const form = {
      ...{ spans: ['month', 'quarter'], cutOff: 'custom', lastDay: '20', dueDays: '-3', remindDays: '5' },
      ...{ parentAgency: '', agency: 'Đài', symbol: 'BC-ĐTT', place: 'Đăk Tô', addressees: 'Nơi A\nNơi B' },
      ...{ recipients: 'Như trên\nLưu: VT', authority: '', position: 'Trưởng đài', name: 'A' },
    };
    expect((await web.post('/bao-cao/cau-hinh', form, headers)).status).toBe(303);
    const saved = await (await call(web, 'GET', '/report-settings', headers)).json();
    expect(saved).toMatchObject({ cutOff: { lastDay: 20 }, dueDays: -3, addressees: ['Nơi A', 'Nơi B'] });
    expect((await call(web, 'PUT', '/report-settings', headers, saved)).status).toBe(200);
    const html = plain(await pageOf(web.get('/bao-cao', headers)));
    expect(html).toMatch(/Tháng 9\/2025 21\/08\/2025–20\/09\/2025 17\/09\/2025/);

    const refused = await web.post('/bao-cao/cau-hinh', { ...form, lastDay: '32', agency: '' }, headers);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Nhập tên cơ quan ban hành');
    const api = await call(web, 'PUT', '/report-settings', headers, { ...(saved as object), cutOff: { lastDay: 32 } });
    expect(api.status).toBe(422);
  });
});
