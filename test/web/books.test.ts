/** The station's own books as pages and files, and what a report says out of them. */
import { inflateSync } from 'node:zlib';
import exceljs from 'exceljs';
import { describe, expect, test } from 'vitest';
import type { EmergencyOrder } from '../../src/core/emergency.ts';
import { DEFAULT_REPORTS } from '../../src/core/report-settings.ts';
import { durationMs, epochMs, frames, RATE } from '../../src/core/time.ts';
import { openLookout } from '../../src/engine/lookout.ts';
import { anAiring } from '../support/airings.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';
import { openVillage, VILLAGER, type Village } from '../support/village.ts';

const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

async function sheetOf(response: Response) {
  const book = new exceljs.Workbook();
  await book.xlsx.load(await response.arrayBuffer());
  return book.worksheets[0]!;
}

describe('the books', () => {
  async function open() {
    const village = await openVillage();
    const read = (path: string, who: Village['reporter'] = village.reporter) => village.web.get(path, who.headers);
    return { ...village, read };
  }

  test('the log of a month says of each airing what the inspector asks for', async () => {
    const { read } = await open();
    const html = plain(await pageOf(read('/so-sach/nhat-ky-phat-thanh?ky=2025-09')));
    expect(html).toContain('Tháng 9 năm 2025');
    expect(html).toMatch(
      /10\/9\/2025 Tư 17:10:00 17:25:00 15 phút CĐS, số 02\/2025 Nội dung số 2 B.I.4.đ, B.I.4.e Phát mới Tự sản xuất 11\/12 Cụm 07 không phát: mất kết nối 4G/,
    );
    expect(html).toContain('(phát lại)');
    expect(html).toMatch(/Cộng: \d+ lượt phát;/);
    expect(html).toContain('NGƯỜI LẬP SỔ');
  });

  test('the log calls premiere and replay what the report does, with their number where the plan wants several', async () => {
    const { read, web, heard } = await open();
    const html = plain(await pageOf(read('/so-sach/nhat-ky-phat-thanh?ky=2025-09')));
    expect(html).toMatch(/CĐS-TTCS, [^(]* \(phát lại lần 1\) B\.I\.4\.g Phát lại Kho tư liệu/);
    expect(html).toMatch(/\(phát lại lần 2\) B\.I\.4\.g/);
    expect(html).toMatch(/CCHC, [^(]* \(phát lại\) B\.II\.7/);
    const premiere = heard.find(({ startedAt }) => startedAt === at('2025-09-05 17:10'))!;
    const { corrections } = web.station.stores;
    corrections.add({
      ...{ airingId: premiere.id, outcome: 'cut', reason: 'down', startedAt: premiere.startedAt },
      ...{ endedAt: premiere.endedAt, playedFrames: frames(100), why: 'Mất điện giữa chừng' },
      ...{ madeBy: 1, madeByName: 'A', madeAt: web.now },
    });
    const after = plain(await pageOf(read('/so-sach/nhat-ky-phat-thanh?ky=2025-09')));
    expect(after).toMatch(/08\/9\/2025 Hai 05:32:00 05:42:00 10 phút CCHC, [^(]* Nội dung số 2 B\.II\.7 Phát mới/);
  });

  test('the log names the cause that a person confirmed', async () => {
    const { read, web, heard } = await open();
    web.station.stores.causes.add({
      ...{ airingId: heard.at(-1)!.id, code: 'power', proposed: null, note: '', madeBy: 1, madeByName: 'A' },
      madeAt: web.now,
    });
    expect(plain(await pageOf(read('/so-sach/nhat-ky-phat-thanh?ky=2025-09')))).toContain('Nguyên nhân: mất điện');
    expect(plain(await pageOf(read('/nhat-ky/in?tu=1/9/2025&den=14/9/2025')))).toContain('Nguyên nhân: mất điện');
  });

  test('the period is asked for and shown as people write it', async () => {
    const { read } = await open();
    for (const [book, typed, shown, words] of [
      ['nhat-ky-phat-thanh', '9/2025', '9/2025', 'Tháng 9 năm 2025'],
      ['nhat-ky-phat-thanh', '2025-09', '9/2025', 'Tháng 9 năm 2025'],
      ['lich-phat-thanh-tuan', '10/9/2025', '08/09/2025', 'từ ngày 08/9/2025'],
      ['so-cum-loa', '2025', '2025', 'Năm 2025'],
    ]) {
      const html = await pageOf(read(`/so-sach/${book}?ky=${encodeURIComponent(typed!)}`));
      expect(html).toContain(`value="${shown}"`);
      expect(plain(html)).toContain(words);
    }
  });

  test('an emergency is in the log without a number, with who ordered and who approved it afterwards', async () => {
    const { read, web, viewer, operator, reporter } = await open();
    const { stores } = web.station;
    const leader = web.user(['approver']);
    const key = 'lenh-khan-cap-so-1';
    const order: EmergencyOrder = {
      ...{ key, title: 'Cảnh báo mưa lớn', recordingId: 1, zoneIds: ['main'], rank: 2, tone: true, repeats: 2 },
      ...{ gapMs: durationMs(0), playoutSha256: 'x', totalFrames: 180 * RATE, outputId: null, reason: 'Công điện' },
      ...{ commandedBy: 'Ban Chỉ huy PTDS xã', orderedBy: leader.user.id, orderedByName: 'A' },
      orderedAt: at('2025-09-09 14:34'),
    };
    stores.emergencies.add(order);
    const ids = [1, 1, 2, 2].map((repeat) => {
      const startedAt = at(`2025-09-09 14:${30 + 5 * repeat}`);
      const row = { kind: 'emergency' as const, title: order.title, programmeId: null, episodeId: null };
      const sound = { playedFrames: frames(order.totalFrames), totalFrames: frames(order.totalFrames) };
      const id = stores.airings.add(
        anAiring({ ...row, ...sound, plannedStart: null, startedAt, endedAt: epochMs(startedAt + 180_000) }),
      );
      stores.emergencies.tie(id, key, repeat);
      return id;
    });
    stores.emergencies.begin(key, at('2025-09-09 14:35'));
    const book = async () => plain(await pageOf(read('/so-sach/nhat-ky-phat-thanh?ky=2025-09')));
    const line =
      /– 09\/9\/2025 Ba 14:35:00 14:38:00 03 phút × 02 lượt Khẩn cấp .* – Khẩn cấp Ban Chỉ huy PTDS xã .* Chờ duyệt/;
    expect(await book()).toMatch(line);
    expect(await book()).not.toContain('14:40:00');
    web.station.stores.airingClusters.add({
      ...{ airingId: ids.at(-1)!, clusterId: '07', clusterName: 'Cụm 07', evidence: 'by-hand', heard: false, note: '' },
      ...{ madeByName: 'A', madeAt: web.now },
    });
    expect(await book()).toMatch(/14:40:00 14:43:00 03 phút Khẩn cấp .*Cụm 07 không phát/);
    stores.emergencies.judge({
      ...{ key, verdict: 'approved', judgedBy: leader.user.id, judgedAt: at('2025-09-09 14:50') },
      ...{ soleReason: 'Chỉ có một người trực', verdictNote: '' },
    });
    const said = `${leader.user.name} (duyệt sau 14:50)`;
    expect(await book()).toContain(said);
    expect(await book()).toMatch(/Cộng: 09 lượt phát; 01 giờ 40 phút\..* Không kể phát khẩn cấp/);
    expect(
      JSON.stringify((await sheetOf(await read('/so-sach/nhat-ky-phat-thanh.xlsx?ky=2025-09'))).getSheetValues()),
    ).toContain(said);
    expect(plain(await pageOf(read('/nhat-ky/in?tu=9/9/2025&den=9/9/2025')))).toContain(said);
    const page = await pageOf(read(`/nhat-ky/${ids[0]}`, operator));
    expect(page).toContain(said);
    expect(page).toContain(`href="/khan-cap/lan/${key}"`);
    expect(await pageOf(read(`/nhat-ky/${ids[0]}`, viewer))).not.toContain(`href="/khan-cap/lan/${key}"`);
    const csv = await (await read('/nhat-ky/xuat.csv?tu=9/9/2025&den=9/9/2025')).text();
    expect(csv).toContain(`${leader.user.name} (duyệt sau)`);
    const made = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
    expect(plain(await pageOf(read(made.headers.get('location')!)))).toContain(
      'Phát 01 bản tin khẩn cấp ngày 09/9/2025 (02 lượt, 06 phút)',
    );
  });

  test('the cluster book has the fault with its mending, cost and total', async () => {
    const { read } = await open();
    const sheet = await sheetOf(await read('/so-sach/so-cum-loa.xlsx?ky=2025'));
    const rows = sheet.getSheetValues() as unknown[][];
    const fault = rows.find((row) => row?.[2] === '07')!;
    expect(fault.slice(4, 9)).toEqual(['IP (4G)', 2, new Date('2025-09-10'), 'Mất kết nối', 'mất kết nối 4G']);
    expect(fault.slice(9, 13)).toEqual(['thay SIM', new Date('2025-09-11'), 'A Thiu', 150_000]);
    expect(sheet.pageSetup).toMatchObject({
      orientation: 'landscape',
      paperSize: 9,
      printTitlesRow: expect.stringMatching(/^\d+:\d+$/),
    });
  });

  test('the feedback book shows names to those who keep it, and to nobody else, and no file has them', async () => {
    const { web, reporter, viewer, read } = await open();
    const path = '/so-sach/so-y-kien?ky=2025-09';
    const own = await pageOf(read(path));
    for (const secret of Object.values(VILLAGER)) expect(own).toContain(secret);
    const others = await pageOf(read(path, viewer));
    const api = await (await call(web, 'GET', '/books/so-y-kien?period=2025-09', reporter.headers)).text();
    const sheet = await sheetOf(await read('/so-sach/so-y-kien.xlsx?ky=2025-09'));
    const file = JSON.stringify(sheet.getSheetValues());
    const list = await (await call(web, 'GET', '/feedback', viewer.headers)).text();
    for (const text of [others, api, file, list]) {
      expect(text).toContain('(ẩn)');
      expect(text).not.toContain(VILLAGER.name);
      expect(text).not.toContain(VILLAGER.phone);
    }
  });

  test('the progress table has what is owed, done and left of each period', async () => {
    const { read } = await open();
    const html = plain(await pageOf(read('/so-sach/bieu-tien-do?ky=2025')));
    expect(html).toMatch(/\(C\.I\.2\.a\): 2 tuần\/1 số/);
    expect(html).toMatch(/tháng 9 1 1 2\/3/);
  });

  test('the fee list multiplies by the rate of its day and adds up; only those who pay see it', async () => {
    const { web, reporter, viewer, read } = await open();
    expect((await web.get('/so-sach/bang-ke-nhuan-but', viewer.headers)).status).toBe(403);
    expect((await call(web, 'GET', '/books/bang-ke-nhuan-but', viewer.headers)).status).toBe(403);
    const issues = (
      (await (await call(web, 'GET', '/fees?period=2025-09', reporter.headers)).json()) as {
        issues: { episodeId: number }[];
      }
    ).issues;
    const line = { episodeId: issues[0]!.episodeId, author: 'Y Lan', genre: 'Bài', coefficient: 1.5 };
    expect((await call(web, 'POST', '/fees', reporter.headers, line)).status).toBe(422);
    const rates = { rate: '117.000', genre: ['Tin', 'Bài'], coefficient: ['1', '3'], ky: '2025-09' };
    expect((await web.post('/nhuan-but/muc-chi', rates, reporter.headers)).status).toBe(303);
    expect((await call(web, 'POST', '/fees', reporter.headers, line)).status).toBe(201);
    const html = plain(await pageOf(read('/so-sach/bang-ke-nhuan-but?ky=2025-09')));
    expect(html).toContain('Y Lan');
    expect(html).toContain('1,5 117.000 175.500');
    expect(html).toContain('Tổng số tiền: 175.500 đồng.');
    expect(html).toContain('Chưa kê:');
  });

  test.each([
    'nhat-ky-phat-thanh',
    'lich-phat-thanh-tuan',
    'bieu-tien-do',
    'so-cum-loa',
    'so-y-kien',
    'bang-ke-nhuan-but',
  ])('%s is a page, a spreadsheet and a landscape PDF', async (name) => {
    const { read } = await open();
    expect((await read(`/so-sach/${name}`)).status).toBe(200);
    const sheet = await sheetOf(await read(`/so-sach/${name}.xlsx`));
    expect(JSON.stringify(sheet.getSheetValues())).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    const pdf = Buffer.from(await (await read(`/so-sach/${name}.pdf`)).arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toMatch(/MediaBox \[0 0 841\.89 595\.28\]/);
    expect(inflatable(pdf)).toBeGreaterThan(0);
  });

  test('the report says how many of the households were reached, as the register has them', async () => {
    const { web, reporter, read } = await open();
    const { clusters } = web.station.stores;
    for (const cluster of clusters.list()) clusters.change({ ...cluster, households: cluster.id === '07' ? 300 : 100 });
    const made = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
    // 07, of three times the weight, did not sound in one of twelve: 1 − 300 ÷ (12 × 1400).
    expect(plain(await pageOf(read(made.headers.get('location')!)))).toContain(
      '143/144 lượt cụm phát đạt (99,3%, khoảng 98,2% số hộ)',
    );
  });

  test('the report says what the books say, in the words of §3.2', async () => {
    const { web, reporter, read } = await open();
    const made = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
    const path = made.headers.get('location')!;
    const html = plain(await pageOf(read(path)));
    expect(html).toContain(
      'Toàn xã có 12 cụm loa với 24 loa. Trong kỳ có 143/144 lượt cụm phát đạt (99,3%); xảy ra 01 sự cố (Cụm 07 mất kết nối ngày 10/9/2025, khắc phục ngày 11/9/2025). Mức xác nhận: 143 nghe trực tiếp, 01 không phát.',
    );
    expect(html).toContain(
      'Tiếp nhận 07 ý kiến; đã trả lời 04 ý kiến (trong đó 02 ý kiến trả lời trên sóng ngày 12/9/2025); chuyển Trung tâm Phục vụ hành chính công xã 02 ý kiến; đang xử lý 01 ý kiến.',
    );
    const page = await pageOf(read(path));
    for (const title of [
      'Tiến độ từng chỉ tiêu',
      'Lượt phát từng tuần',
      'Độ đúng giờ',
      'Lượt phát theo từng chủ đề',
      'từng cụm loa',
    ])
      expect(page).toMatch(new RegExp(`<figcaption>[^<]*${title}`));
    expect(page).not.toMatch(/<svg[^>]*style=/);
    for (const format of ['pdf', 'docx']) {
      const response = await read(`${path}/bao-cao.${format}`);
      expect([format, response.status]).toEqual([format, 200]);
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(20_000);
    }
  });
});

const inflatable = (pdf: Buffer): number =>
  [...pdf.toString('latin1').matchAll(/stream\r?\n/g)].filter(({ index, 0: head }) => {
    try {
      return inflateSync(pdf.subarray(index + head.length)).length > 0;
    } catch {
      return false;
    }
  }).length;

describe('cụm loa', () => {
  test('the worst open fault is the state, and mending closes it once', async () => {
    const { web, operator } = await openVillage();
    const path = '/clusters/03';
    const state = async () =>
      ((await (await call(web, 'GET', path, operator.headers)).json()) as { state: string }).state;
    expect(await state()).toBe('unchecked');
    const fault = await call(web, 'POST', `${path}/checks`, operator.headers, { day: '2025-09-14', finding: 'broken' });
    const { id } = (await fault.json()) as { id: number };
    expect(await state()).toBe('broken');
    await call(web, 'POST', `${path}/checks`, operator.headers, { day: '2025-09-14', finding: 'poor' });
    expect(await state()).toBe('broken');
    const mending = { mendedOn: '2025-09-15', remedy: 'thay loa' };
    expect((await call(web, 'PUT', `${path}/checks/${id}/mending`, operator.headers, mending)).status).toBe(200);
    expect(await state()).toBe('poor');
    expect((await call(web, 'PUT', `${path}/checks/${id}/mending`, operator.headers, mending)).status).toBe(422);
    expect(() => web.db.exec('DELETE FROM cluster_checks')).toThrow('never deleted');
  });

  test('what nobody can know is neither heard nor failed, and an airing is not counted out by it', async () => {
    const { web, operator, heard } = await openVillage();
    const airingIds = [heard[0]!.id];
    const clusters = Array.from({ length: 12 }, (_, i) => ({
      id: String(i + 1).padStart(2, '0'),
      heard: i < 2 ? 'yes' : 'unknown',
    }));
    const done = await call(web, 'POST', '/cluster-evidence', operator.headers, { airingIds, clusters });
    expect(await done.json()).toEqual({ written: 10 });
    const row = web.station.stores.ledger
      .airings([heard[0]!.programmeId!], 0 as never, web.now, web.now)
      .find(({ id }) => id === airingIds[0])!;
    expect(row.clusters).toEqual({ ok: 2, byHand: 2, failed: 0, expected: 12 });
  });

  test('a person says what was heard, airing by airing, and not of what never sounded', async () => {
    const { web, operator, heard } = await openVillage();
    const page = plain(await pageOf(web.get('/cum-loa/xac-nhan?ngay=10/9/2025', operator.headers)));
    expect(page).toContain('11/12 cụm: 11 nghe trực tiếp, 1 không phát');
    const form = {
      ngay: '2025-09-10',
      luot: [String(heard[0]!.id)],
      cum: ['07'],
      'nghe-07': 'no',
      'ghi-chu-07': 'mất điện',
    };
    expect((await web.post('/cum-loa/xac-nhan', form, operator.headers)).status).toBe(303);
    const none = await web.post(
      '/cum-loa/xac-nhan',
      { ngay: '2025-09-10', cum: ['07'], 'nghe-07': 'no' },
      operator.headers,
    );
    expect([none.status, plain(await none.text())]).toEqual([
      422,
      expect.stringContaining('Chọn ít nhất một lượt phát'),
    ]);
  });

  test('a form of what was heard claims nothing until a person says it, of each cluster or of all the others', async () => {
    const { web, operator, heard } = await openVillage();
    const [{ id }] = heard as [(typeof heard)[number]];
    const html = await pageOf(web.get('/cum-loa/xac-nhan?ngay=10/9/2025', operator.headers));
    expect(html).not.toMatch(/<option value="[^"]+" selected/);
    const send = (said: Record<string, string>) =>
      web.post(
        '/cum-loa/xac-nhan',
        { ngay: '2025-08-27', luot: [String(id)], cum: ['01', '02', '07'], ...said },
        operator.headers,
      );
    const list = () => web.station.stores.airingClusters.list(id).filter(({ heard: was }) => was !== true);
    const untouched = await send({});
    expect([untouched.status, plain(await untouched.text())]).toEqual([
      422,
      expect.stringContaining('Ghi kết quả của ít nhất một cụm loa'),
    ]);
    expect((await send({ 'ghi-chu-07': 'mất điện' })).status).toBe(422);
    expect(list()).toEqual([]);
    expect((await send({ 'nghe-07': 'no', 'con-lai': 'unknown' })).status).toBe(303);
    expect(list().map(({ clusterId, heard: was }) => [clusterId, was])).toEqual([
      ['01', null],
      ['02', null],
      ['07', false],
    ]);
  });

  test('once a day is closed nobody says any more what its clusters carried, on the page or by the API', async () => {
    const { web, operator, reporter, heard } = await openVillage();
    const [{ id }] = heard as [(typeof heard)[number]];
    const day = '2025-08-27';
    const step = (path: string, form: Record<string, string>, headers = operator.headers) =>
      web.post(`/nhat-ky/doi-chieu/${path}`, { ngay: day, ...form }, headers);
    await step('de-xuat', {});
    await step('khoa', {});
    const said = { airingIds: [id], clusters: [{ id: '07', heard: 'no', note: '' }] };
    const refused = await call(web, 'POST', '/cluster-evidence', operator.headers, said);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('đã khóa sổ')]);
    const form = { ngay: day, luot: [String(id)], cum: ['07'], 'nghe-07': 'no' };
    expect((await web.post('/cum-loa/xac-nhan', form, operator.headers)).status).toBe(422);
    const page = await pageOf(web.get(`/cum-loa/xac-nhan?ngay=${day}`, operator.headers));
    expect(page).toContain('đã khóa sổ');
    expect(page).not.toContain('Ghi kết quả</button>');
    await step('mo-lai', { reason: 'Trưởng thôn báo cụm 07 câm' }, reporter.headers);
    expect((await call(web, 'POST', '/cluster-evidence', operator.headers, said)).status).toBe(201);
  });
});

describe('ý kiến', () => {
  test('is answered on the air only by an airing that came after it', async () => {
    const { web, reporter, heard } = await openVillage();
    const late = {
      receivedAt: '2025-09-14T20:00:00+07:00',
      channel: 'phone',
      words: 'Hỏi lịch tiêm chủng',
      answer: 'Đã đọc trên loa',
    };
    const refused = await call(web, 'POST', '/feedback', reporter.headers, { ...late, airingId: heard[0]!.id });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('trước khi tiếp nhận')]);
    const page = plain(await pageOf(web.get('/y-kien', reporter.headers)));
    expect(page).toContain('3 ý kiến chưa trả lời');
    web.now = (web.now + 3 * 86_400_000) as typeof web.now;
    expect(plain(await pageOf(web.get('/y-kien', reporter.headers)))).toContain('Quá hạn');
  });

  test('a form keeps what was typed and says what is wrong', async () => {
    const { web, reporter, viewer } = await openVillage();
    const form = {
      receivedDay: '14/9/2025',
      receivedTime: '9h30',
      channel: 'zalo',
      words: 'Loa rè',
      dueOn: '1/9/2025',
    };
    const wrong = await web.post('/y-kien', form, reporter.headers);
    const html = await wrong.text();
    expect([wrong.status, html]).toEqual([422, expect.stringContaining('Hạn phải từ ngày tiếp nhận trở đi')]);
    expect(html).toContain('Loa rè');
    const saved = await web.post('/y-kien', { ...form, dueOn: '20/9/2025' }, reporter.headers);
    expect(await pageOf(web.get(saved.headers.get('location')!, viewer.headers))).toContain('Loa rè');
    expect((await web.post('/y-kien', form, viewer.headers)).status).toBe(403);
  });
});

test('whoever keeps the book is told once before an answer is due and once after, without a name', async () => {
  const { web } = await openVillage();
  const { stores, config, outbox } = web.station;
  using lookout = openLookout({ stores, config, outbox, clock: () => web.now, freeBytes: async () => 1e12 });
  const told = () =>
    web.db
      .prepare<[], { subject: string; lines: string }>(
        "SELECT subject, lines FROM notifications WHERE kind = 'feedback'",
      )
      .all();
  await lookout.look();
  await lookout.look();
  expect(
    told()
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual(['Ý kiến số 5 sắp đến hạn trả lời: 16/09/2025', 'Ý kiến số 6 sắp đến hạn trả lời: 16/09/2025']);
  web.now = at('2025-09-17 08:00');
  await lookout.look();
  expect(told().filter(({ subject }) => subject.includes('đã quá hạn'))).toHaveLength(2);
  expect(JSON.stringify(told())).not.toContain('Cụm loa sát nhà');
});

test('topics never heard stand out and can be asked for alone', async () => {
  const { web, viewer } = await openVillage();
  const all = await pageOf(web.get('/chu-de', viewer.headers));
  expect(plain(all)).toContain('8/28 chủ đề đã phát');
  expect(all.match(/Chưa phát lần nào/g)).toHaveLength(20);
  const never = plain(await pageOf(web.get('/chu-de?loc=chua-phat', viewer.headers)));
  expect(never).not.toContain('B.I.4.đ');
});

test('a topic is covered in the quarter that the report of that day is of', async () => {
  const { web, viewer, heard, airings } = await openVillage();
  const late = at('2025-09-20 17:10');
  web.now = at('2025-12-28 08:00');
  const { id: _, ...again } = heard.find(({ startedAt }) => startedAt === at('2025-09-05 17:10'))!;
  for (const startedAt of [late, at('2025-12-20 17:10')])
    airings.add({ ...again, startedAt, plannedStart: startedAt, endedAt: epochMs(startedAt + 600_000) });
  const row = async () => {
    const [, cells] = /B\.II\.7<\/span>(.*?)<\/tr>/s.exec(await pageOf(web.get('/chu-de', viewer.headers))) ?? [];
    return [...cells!.matchAll(/data-label="(Quý [^"]+)">(\d+)/g)].map(([, quarter, n]) => `${quarter}: ${n}`);
  };
  expect(await row()).toEqual(['Quý I: 0', 'Quý II: 0', 'Quý III: 2', 'Quý IV: 1', 'Quý I/2026: 1']);
  web.station.stores.settings.change({ reports: { ...DEFAULT_REPORTS, cutOff: 'calendar' } });
  expect(await row()).toEqual(['Quý I: 0', 'Quý II: 0', 'Quý III: 3', 'Quý IV: 1']);
});
