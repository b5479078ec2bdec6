import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/core/model.ts';
import { frames } from '../../src/core/time.ts';
import type { ClusterEvidence } from '../../src/storage/airing-clusters.ts';
import type { NewAiring } from '../../src/storage/airings.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { addManyAirings } from '../support/many-airings.ts';
import { PROGRAMME } from '../support/schedule.ts';
import { openWeb } from '../support/web.ts';

/** It is Wednesday 10/9/2025, 08:00 (test/support/web.ts). */
async function openLog(...rows: NewAiring[]) {
  const web = await openWeb();
  const { airings, programmes } = web.station.stores;
  programmes.add(PROGRAMME);
  for (const row of rows) airings.add(row);
  const { headers } = web.user(['viewer']);
  const get = (path: string) => web.get(path, headers);
  return { web, headers, get, page: async (path: string) => (await get(path)).text() };
}

const on = (day: string, given: Partial<NewAiring> = {}) =>
  anAiring({ plannedStart: at(`${day}T17:10:00.000`), recurrenceId: day, ...given });
const ROWS = [
  on('2025-09-01', { title: 'Tuần trước nữa' }),
  on('2025-09-05', { title: 'Đã phát', startedAt: at('2025-09-05T17:10:04.250') }),
  on('2025-09-08', { title: 'Bị ngắt', outcome: 'cut', reason: 'later-start', playedFrames: frames(48_000 * 60) }),
  aSilence({ plannedStart: at('2025-09-09T05:32:00'), title: 'Không phát', kind: 'replay', programmeId: null }),
];

test('an airing of the whole commune says by name which zones had a programme of their own', async () => {
  const { web, page } = await openLog(on('2025-09-05', { outcome: 'on-air' }));
  const { airings, zones } = web.station.stores;
  const { id: zoneId } = zones.add({ id: 'dak-ro', name: 'Thôn Đăk Rơ' });
  const end = { endedAt: at('2025-09-05T17:25:00.000'), playedFrames: 900 * 48_000, reason: null, detail: null };
  airings.close(1, { ...end, outcome: 'completed', zonesApart: [{ zoneId, heard: 'none' }] });
  expect(await page('/nhat-ky/1')).toContain('Thôn Đăk Rơ: không nghe lượt này');
});

describe('where a row was meant to be heard, and what its clusters say', () => {
  test('stands in the list, on its page, in the files and in the API, by level', async () => {
    const { web, get, page } = await openLog();
    const { airings, airingClusters, zones } = web.station.stores;
    const { id: zoneId } = zones.add({ id: 'dak-tong', name: 'Thôn Đăk Tông' });
    const id = airings.add(on('2025-09-08', { zoneId, clustersExpected: 6 }));
    airings.add(on('2025-09-09', { clustersExpected: 6 }));
    const answer = (clusterId: string, evidence: ClusterEvidence['evidence'], heard: boolean | null) =>
      airingClusters.add({
        ...{ airingId: id, clusterId, clusterName: clusterId, evidence, heard },
        ...{ note: '', madeByName: 'A Thiu', madeAt: web.now },
      });
    answer('01', 'automatic', true);
    answer('02', 'by-hand', false);
    answer('02', 'by-hand', true);
    answer('03', 'automatic', false);
    answer('04', 'none', null);
    const words = '2/6 cụm: 1 tự động, 1 nghe trực tiếp, 1 không phát, 3 không có xác nhận';
    expect(await page('/nhat-ky')).toContain(`<small>${words}</small>`);
    expect(await page('/nhat-ky')).toContain('<small>Vùng phát: Thôn Đăk Tông</small>');
    for (const said of [words, '<dd>Thôn Đăk Tông</dd>']) expect(await page(`/nhat-ky/${id}`)).toContain(said);
    expect(await page('/nhat-ky/2')).toContain('Dự kiến 6 cụm, chưa có xác nhận');
    const records = (text: string) => parse(text, { bom: true, delimiter: ';', columns: true });
    const [row, unasked] = records(await (await get('/nhat-ky/xuat.csv')).text()) as Record<string, string>[];
    expect([row!['Vùng phát'], row!['Cụm loa dự kiến'], row!['Cụm loa xác nhận']]).toEqual([
      'Thôn Đăk Tông',
      '6',
      words,
    ]);
    expect([unasked!['Vùng phát'], unasked!['Cụm loa xác nhận']]).toEqual([
      'Toàn xã',
      'Dự kiến 6 cụm, chưa có xác nhận',
    ]);
    const counts = { clustersAutomatic: 1, clustersByHand: 1, clustersFailed: 1, clustersUnknown: 3 };
    const said = { zoneName: 'Thôn Đăk Tông', clustersExpected: 6, ...counts };
    expect(await (await get(`/api/v1/airings/${id}`)).json()).toMatchObject(said);
    expect(JSON.parse((await (await get('/nhat-ky/xuat.jsonl')).text()).split('\n')[0]!)).toMatchObject(said);
  });
});

test('the log page leads to the files for machines too, with the same filter', async () => {
  const { get, page } = await openLog(...ROWS);
  const html = await page('/nhat-ky?tu=1/9&den=8/9&ket-qua=completed');
  const [csv, lines] = [...html.matchAll(/href="(\/nhat-ky\/xuat\.(?:csv[^"]*iso=1|jsonl[^"]*))"/g)].map(([, href]) =>
    href!.replaceAll('&amp;', '&'),
  );
  expect(await (await get(csv!)).text()).toMatch(/^\ufeff?id;startedAt/);
  const rows = (await (await get(lines!)).text()).trim().split('\n');
  expect(rows.map((line) => JSON.parse(line).title)).toEqual(['Tuần trước nữa', 'Đã phát']);
});

describe('the log page', () => {
  test('shows the last seven days, newest first, with what each row came to', async () => {
    const { page } = await openLog(...ROWS);
    const html = await page('/nhat-ky');
    expect(html).not.toContain('Tuần trước nữa');
    expect([...html.matchAll(/"\/nhat-ky\/(\d)"/g)].map(([, id]) => id)).toEqual(['4', '3', '2']);
    expect(html).toContain('17:10:04–17:25:00');
    expect(html).toContain('Thứ Sáu');
    expect(html).toContain('Đến giờ chương trình kế tiếp');
    expect(html).toContain('Chưa có số nào được duyệt');
    expect(html).toMatch(/Tổng thời lượng<\/dt><dd[^>]*>16 phút/);
  });

  test('keeps its filter in the address, days typed as people type them', async () => {
    const { page } = await openLog(...ROWS);
    const html = await page('/nhat-ky?tu=1/9&den=08-09-2025&chuyen-muc=cds&ket-qua=completed&loai=premiere');
    expect(html).toContain('Tuần trước nữa');
    expect(html).not.toContain('Bị ngắt</small>');
    expect(html).toMatch(/<input[^>]*value="01\/09\/2025"/);
    expect(html).toMatch(/<option value="completed" selected/);
    const query = 'tu=2025-09-01&amp;den=2025-09-08&amp;chuyen-muc=cds&amp;ket-qua=completed&amp;loai=premiere';
    expect(html).toContain(`/nhat-ky/xuat.xlsx?${query}`);
  });

  test('takes the days of the station, the last one whole', async () => {
    const late = on('2025-09-05', { title: 'Cuối ngày', startedAt: at('2025-09-05T23:59:59.999') });
    const next = on('2025-09-05', { title: 'Hôm sau', startedAt: at('2025-09-06T00:00:00') });
    const html = await (await openLog(late, next)).page('/nhat-ky?tu=5/9&den=5/9');
    expect(html).toContain('Cuối ngày');
    expect(html).not.toContain('Hôm sau');
  });

  test.each([
    ['tu=32/1', 'Nhập ngày/tháng/năm'],
    ['tu=9/9&den=8/9', 'Ngày cuối phải từ ngày đầu trở đi'],
    ['ket-qua=tuyet-voi', 'Chọn kết quả trong danh sách'],
    ['loai=x', 'Chọn loại trong danh sách'],
  ])('asked for %s it says how to mend that', async (query, words) => {
    const { get } = await openLog(...ROWS);
    const answer = await get(`/nhat-ky?${query}`);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect((await get(`/nhat-ky/xuat.csv?${query}`)).headers.get('Location')).toBe(`/nhat-ky?${query}`);
  });

  test('pages by key, down to the oldest and back to the newest', async () => {
    const { web, page } = await openLog();
    addManyAirings(web.db, 120, at('2025-09-09T05:30:00'));
    const link = (html: string, words: string) => {
      const anchor = html.split('<a ').find((part) => part.split('</a>')[0]!.includes(words));
      return /href="([^"]+)"/.exec(anchor ?? '')?.[1]?.replaceAll('&amp;', '&');
    };
    const ids = (html: string) => [...html.matchAll(/href="\/nhat-ky\/(\d+)"/g)].map(([, id]) => Number(id));

    const first = await page('/nhat-ky');
    const second = await page(link(first, 'Cũ hơn')!);
    const third = await page(link(second, 'Cũ hơn')!);
    const all = [first, second, third].flatMap(ids);
    expect(all).toHaveLength(120);
    expect(new Set(all).size).toBe(120);
    expect([link(first, 'Mới hơn'), link(third, 'Cũ hơn')]).toEqual([undefined, undefined]);

    const back = await page(link(third, 'Mới hơn')!);
    expect(ids(back)).toEqual(ids(second));
    expect(ids(await page(link(back, 'Mới hơn')!))).toEqual(ids(first));
    expect(ids(await page('/nhat-ky?truoc=rubbish'))).toEqual(ids(first));
  });

  test('a page without rows teaches what comes here', async () => {
    expect(await (await openLog()).page('/nhat-ky')).toContain('Không có lượt phát nào như vậy');
  });

  test('a title cannot become markup', async () => {
    const title = '<script>alert(1)</script>';
    const { page } = await openLog(
      on('2025-09-09', { title, detail: title, reason: 'decoder-failed', outcome: 'failed' }),
    );
    for (const path of ['/nhat-ky', '/nhat-ky/1', '/nhat-ky/in']) {
      const html = await page(path);
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toContain('<script>alert');
    }
  });
});

describe('one airing', () => {
  test('is shown with everything the log knows of it', async () => {
    const { web, page } = await openLog(on('2025-09-08', { outcome: 'cut', reason: 'restart' }));
    const { user } = web.user(['operator']);
    const { id } = web.station.stores.commands.add({
      kind: 'start-now',
      zoneId: 'main',
      entryId: null,
      episodeId: anEpisode(web),
      issuedBy: user.id,
      issuedAt: at('2025-09-08T17:16:40'),
    });
    const resumed = on('2025-09-08', {
      startedAt: at('2025-09-08T17:17:00'),
      continuesId: 1,
      commandId: id,
      fromFrame: frames(420 * 48_000),
      playedFrames: frames(480 * 48_000),
      latenessMs: null,
    });
    web.station.stores.airings.add(resumed);
    const html = await page('/nhat-ky/2');
    for (const words of [
      '08/09/2025 17:10:00',
      '08/09/2025 17:17:00',
      '07:00 trong tệp',
      '53,3% của 15 phút',
      'href="/nhat-ky/1"',
      `do ${user.name} ra lệnh lúc 08/09/2025 17:16:40`,
      'ab12cd34'.repeat(8),
    ])
      expect(html).toContain(words);
  });

  test('that there is not is not found', async () => {
    const { get } = await openLog();
    expect((await get('/nhat-ky/9')).status).toBe(404);
    expect((await get('/nhat-ky/abc')).status).toBe(404);
  });
});

describe('the book for paper', () => {
  test('counts from the first day on and sums up below', async () => {
    const html = await (await openLog(...ROWS)).page('/nhat-ky/in?tu=1/9&den=10/9');
    expect(html).toContain('Từ ngày 01/9/2025 đến ngày 10/9/2025');
    expect(html.indexOf('Tuần trước nữa')).toBeLessThan(html.indexOf('Không phát'));
    expect(html).toContain('Cộng: 03 lượt phát, tổng thời lượng 31 phút;');
    expect(html).toContain('NGƯỜI LẬP SỔ');
  });
});

describe('the log as a file', () => {
  const QUERY = '?tu=2025-09-05&den=2025-09-09&chuyen-muc=cds';
  const API_QUERY = `?programmeId=cds&from=${encodeURIComponent('2025-09-05T00:00:00+07:00')}&until=${encodeURIComponent('2025-09-10T00:00:00+07:00')}`;

  test('is named by its days and holds the rows of the filter, oldest first', async () => {
    const { get } = await openLog(...ROWS);
    const answer = await get(`/nhat-ky/xuat.csv${QUERY}`);
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('Content-Disposition')).toBe(
      'attachment; filename="nhat-ky-phat-thanh_2025-09-05_2025-09-09.csv"',
    );
    const bytes = Buffer.from(await answer.arrayBuffer());
    const rows = parse(bytes, { bom: true, delimiter: ';', columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row.Ngày, row['Giờ bắt đầu'], row['Tiết mục']])).toEqual([
      ['05/09/2025', '17:10:04', 'Đã phát'],
      ['08/09/2025', '17:10:00', 'Bị ngắt'],
    ]);
  });

  test.each(['csv', 'xlsx', 'jsonl'])('is the same %s from the page and from the API', async (format) => {
    const { get } = await openLog(...ROWS);
    const fromPage = await get(`/nhat-ky/xuat.${format}${QUERY}`);
    const fromApi = await get(`/api/v1/airings${API_QUERY}&format=${format}`);
    expect(fromPage.status).toBe(200);
    expect(fromApi.headers.get('Content-Disposition')).toBe(fromPage.headers.get('Content-Disposition'));
    expect(await fromApi.arrayBuffer()).toEqual(await fromPage.arrayBuffer());
  });

  test('opens as a workbook with real dates', async () => {
    const { get } = await openLog(...ROWS);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await (await get(`/nhat-ky/xuat.xlsx${QUERY}`)).arrayBuffer());
    const started = book.worksheets[0]!.getRow(2).getCell(4).value;
    expect(started).toEqual(new Date('2025-09-05T17:10:04Z'));
  });

  test('for programs carries the rows of the API in either form', async () => {
    const { get } = await openLog(...ROWS);
    const { airings } = (await (await get(`/api/v1/airings${API_QUERY}`)).json()) as { airings: object[] };
    const lines = (await (await get(`/nhat-ky/xuat.jsonl${QUERY}`)).text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(airings.reverse());
    const csv = Buffer.from(await (await get(`/nhat-ky/xuat.csv${QUERY}&iso=1`)).arrayBuffer());
    const rows = parse(csv, { bom: true, delimiter: ';', columns: true }) as object[];
    expect(rows[0]).toMatchObject({ startedAt: '2025-09-05T17:10:04.250+07:00', playedMs: '900000', reason: '' });
  });

  test('breaks off, rather than ending as if it were whole, when the program lets go', async () => {
    const { web, headers } = await openLog();
    addManyAirings(web.db, 2000);
    const closing = AbortSignal.abort();
    const { createApp } = await import('../../src/web/app.ts');
    const app = createApp({ ...web.station, closing });
    const answer = await app.request('/nhat-ky/xuat.csv?tu=1/1/2025', { headers });
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });
});

describe('the log in the API', () => {
  test('gives rows newest first, a page at a time', async () => {
    const { web, get } = await openLog();
    addManyAirings(web.db, 70);
    type Page = { airings: { id: number }[]; next: string | null };
    const first = (await (await get('/api/v1/airings')).json()) as Page;
    expect(first.airings).toHaveLength(50);
    const second = (await (await get(`/api/v1/airings?after=${first.next}`)).json()) as Page;
    expect(second.next).toBeNull();
    expect([...first.airings, ...second.airings].map(({ id }) => id)).toEqual(
      Array.from({ length: 70 }, (_, i) => 70 - i),
    );
  });

  test('gives one airing, instants with their offset and lengths in milliseconds', async () => {
    const { get } = await openLog(ROWS[2]!);
    expect(await (await get('/api/v1/airings/1')).json()).toMatchObject({
      startedAt: '2025-09-08T17:10:00.004+07:00',
      plannedStart: '2025-09-08T17:10:00.000+07:00',
      playedMs: 60_000,
      totalMs: 900_000,
      fromMs: 0,
      latenessMs: 4,
      outcome: 'cut',
      reason: 'later-start',
    });
    expect((await get('/api/v1/airings/2')).status).toBe(404);
  });

  test.each(['from=2025-09-05', 'outcome=great', 'kind=x', 'format=pdf', 'after=x'])('refuses %s', async (query) => {
    const { get } = await openLog();
    const answer = await get(`/api/v1/airings?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ errors: { [query.split('=')[0]!]: expect.any(String) } });
  });
});

describe('who may read the log', () => {
  const PATHS = [
    '/nhat-ky',
    '/nhat-ky/1',
    '/nhat-ky/in',
    '/nhat-ky/xuat.csv',
    '/nhat-ky/xuat.xlsx',
    '/nhat-ky/xuat.jsonl',
    '/api/v1/airings',
    '/api/v1/airings/1',
  ];

  test.each(PATHS)('%s: everyone signed in, nobody else', async (path) => {
    const { web } = await openLog(on('2025-09-09'));
    for (const role of ROLES) expect((await web.get(path, web.user([role]).headers)).status).toBe(200);
    expect([303, 401]).toContain((await web.get(path)).status);
  });
});

function anEpisode(web: Awaited<ReturnType<typeof openWeb>>): number {
  return web.db
    .prepare<[number], number>(
      `INSERT INTO episodes (programme_id, year, number, title, author_id, created_at, changed_at)
       VALUES ('cds', 2025, 2, 'Số 2', ?, 0, 0) RETURNING id`,
    )
    .pluck()
    .get(web.station.stores.people.list()[0]!.id)!;
}
