/** Đối chiếu: each difference between plan and air has a reason, and a day is closed by a person once it has. */
import { beforeEach, describe, expect, test } from 'vitest';
import { durationMs, frames } from '../../src/core/time.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { openWeb, type Web } from '../support/web.ts';

const DAY = '2025-09-10';
const PAGE = `/nhat-ky/doi-chieu?ngay=${DAY}`;

let web: Web;
let operator: Record<string, string>;
let reporter: Record<string, string>;
let viewer: Record<string, string>;
let missed: number;
let cut: number;

beforeEach(async () => {
  web = await openWeb();
  web.now = at('2025-09-11T08:00:00');
  operator = web.user(['operator']).headers;
  reporter = web.user(['reporter']).headers;
  viewer = web.user(['viewer']).headers;
  const { airings } = web.station.stores;
  airings.add(anAiring());
  missed = airings.add(
    aSilence({ plannedStart: at('2025-09-10T17:30:00'), title: 'Bản tin', reason: 'no-approved-episode' }),
  );
  cut = airings.add(
    anAiring({
      ...{ plannedStart: at('2025-09-10T05:32:00'), title: 'Cải cách hành chính', outcome: 'cut', reason: 'restart' },
      playedFrames: frames(48_000),
    }),
  );
});

const page = async (path = PAGE, headers = operator) => (await web.get(path, headers)).text();
const post = (path: string, form: Record<string, string>, headers = operator) =>
  web.post(`/nhat-ky/doi-chieu/${path}`, form, headers);
const explain = (id: number, code = 'power') =>
  post('nguyen-nhan', { airing: String(id), code, note: '', back: `?ngay=${DAY}` });
type Found = { days: object[]; differences: { title: string }[] };
const compared = async () =>
  (await (await web.get(`/api/v1/reconciliation?from=${DAY}&until=${DAY}`, operator)).json()) as Found;

describe('a day', () => {
  test('lists what was not as planned, the unexplained first, each with what the machine proposes', async () => {
    const html = await page();
    expect(html).toContain('Chưa có nguyên nhân: 2');
    expect(html).toMatch(/Bản tin.*Không phát/s);
    expect(html).toMatch(/Cải cách hành chính.*Phát dở/s);
    expect(html).toContain('Chưa duyệt nội dung (máy đề xuất)');
    expect(html).not.toContain('action="/nhat-ky/doi-chieu/khoa"');
  });

  test('tells of what was called off with the words for it, and needs no more to be closed', async () => {
    const { airings } = web.station.stores;
    const off = { outcome: 'cancelled', title: 'Ca nhạc', kind: 'music', programmeId: null } as const;
    const on = (hour: string) => ({ ...off, plannedStart: at(`2025-09-10T${hour}:00`) });
    airings.add(aSilence({ ...on('06:00'), reason: 'cancelled-by-person', detail: 'Tang lễ; người hủy: A Thiu' }));
    airings.add(aSilence({ ...on('06:10'), reason: 'mourning' }));
    airings.add(aSilence({ ...on('06:20'), reason: 'special-day' }));
    const html = await page();
    expect(html).toContain('Chưa có nguyên nhân: 2');
    expect(html).toContain('đã hủy lịch phát: Tang lễ; người hủy: A Thiu');
    const { days, differences } = await compared();
    expect(days).toMatchObject([{ figures: { planned: 6, silent: 4 }, misses: 2 }]);
    expect(differences.slice(2)).toMatchObject([
      { difference: 'cancelled', proposed: 'cancelled', cause: null },
      { difference: 'cancelled', proposed: 'mourning' },
      { difference: 'cancelled', proposed: 'order' },
    ]);
  });

  test('cannot be closed with an unexplained miss, from the page or by a program', async () => {
    const refused = await post('khoa', { ngay: DAY });
    expect(refused.status).toBe(303);
    expect(web.station.stores.closings.list(DAY)).toEqual([]);
    const api = await web.app.request('/api/v1/day-closings', {
      method: 'POST',
      headers: { ...operator, 'content-type': 'application/json' },
      body: JSON.stringify({ day: DAY }),
    });
    expect(api.status).toBe(409);
    expect(await api.json()).toMatchObject({ detail: expect.stringContaining('Còn 2 lượt') });
  });

  test('is closed by a person once every miss has a reason, and keeps its figures and the place in the chain', async () => {
    await explain(missed, 'unapproved');
    expect(await page()).toContain('Chưa có nguyên nhân: 1');
    await explain(cut);
    expect(await page()).toContain('action="/nhat-ky/doi-chieu/khoa"');
    await post('khoa', { ngay: DAY });
    const [closing] = web.station.stores.closings.list(DAY);
    expect(closing).toMatchObject({
      ...{ day: DAY, step: 'closed', amendment: 0, madeByName: 'user1' },
      figures: { planned: 3, whole: 1, broken: 1, silent: 1, offPlan: 0, rows: 3 },
    });
    expect(closing!.figures!.lastSeq).toBeGreaterThan(3);
    const chained = web.db.prepare("SELECT count(*) FROM chain WHERE kind = 'day_closings'").pluck().get();
    expect(chained).toBe(1);
    expect(await page()).toContain('Đã khóa sổ');
    expect(() => web.db.prepare("UPDATE day_closings SET day = '2025-09-09'").run()).toThrow(/never changed/);
    expect(() => web.db.prepare('DELETE FROM day_closings').run()).toThrow(/never deleted/);
  });

  test('takes every proposal of the machine at one word of a person', async () => {
    await post('de-xuat', { ngay: DAY });
    const { causes } = web.station.stores;
    expect([causes.list(missed).at(-1)!.code, causes.list(cut).at(-1)!.code]).toEqual(['unapproved', 'power']);
    expect(await page()).toContain('Chưa có nguyên nhân: 0');
  });

  test('is not closed before it is over, nor while something of it is on the air', async () => {
    await post('de-xuat', { ngay: DAY });
    web.now = at('2025-09-10T23:59:00');
    await post('khoa', { ngay: DAY });
    web.now = at('2025-09-11T00:00:30');
    const { airings } = web.station.stores;
    const night = airings.add(
      anAiring({ plannedStart: at('2025-09-10T23:50:00'), outcome: 'on-air', endedAt: at('2025-09-11T00:00:20') }),
    );
    await post('khoa', { ngay: DAY });
    expect(web.station.stores.closings.list(DAY)).toEqual([]);
    airings.close(night, {
      ...{
        endedAt: at('2025-09-11T00:01:00'),
        playedFrames: 660 * 48_000,
        outcome: 'completed',
        reason: null,
        detail: null,
      },
    });
    web.now = at('2025-09-11T00:02:00');
    await post('khoa', { ngay: DAY });
    expect(web.station.stores.closings.list(DAY)).toHaveLength(1);
  });

  test('once closed, nothing more is said of its rows until it is reopened with a reason; both closings stay', async () => {
    await post('de-xuat', { ngay: DAY });
    await post('khoa', { ngay: DAY });
    await explain(cut, 'machine');
    expect(web.station.stores.causes.list(cut)).toHaveLength(1);
    const correction = {
      outcome: 'cut',
      reason: 'down',
      started: '17:10:00',
      ended: '17:15:00',
      length: '5:00',
      why: 'Cầu chì',
    };
    const refused = await web.post('/nhat-ky/1/dinh-chinh', correction, operator);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('đã khóa sổ');

    expect((await post('mo-lai', { ngay: DAY, reason: 'Thôn báo loa câm' })).status).toBe(403);
    expect((await post('mo-lai', { ngay: DAY, reason: ' ' }, reporter)).status).toBe(422);
    await post('mo-lai', { ngay: DAY, reason: 'Trưởng thôn báo loa câm từ 17:15' }, reporter);
    expect(await page()).toContain('Đang mở lại');
    expect((await web.post('/nhat-ky/1/dinh-chinh', correction, operator)).status).toBe(303);
    await explain(1, 'power');
    await post('khoa', { ngay: DAY });
    const steps = web.station.stores.closings.list(DAY);
    expect(steps.map(({ step, amendment }) => `${step} ${amendment}`)).toEqual(['closed 0', 'reopened 0', 'closed 1']);
    expect(steps.map(({ figures }) => figures?.broken)).toEqual([1, undefined, 2]);
    expect(await page()).toContain('Trưởng thôn báo loa câm từ 17:15');
  });

  test('is shown to everybody, and touched only by those who run or sum up the log', async () => {
    const html = await page(PAGE, viewer);
    expect(html).not.toContain('<select id="code-');
    for (const path of ['nguyen-nhan', 'de-xuat', 'khoa', 'mo-lai'])
      expect((await post(path, { ngay: DAY }, viewer)).status).toBe(403);
  });
});

test('lateness and another sound than the approved one need a reason too; what a person ordered tells its own', async () => {
  const { airings, commands, evidence } = web.station.stores;
  const late = airings.add(
    anAiring({ plannedStart: at('2025-09-10T06:00:00'), title: 'Thể dục', latenessMs: durationMs(95_000) }),
  );
  const differs = airings.add(anAiring({ plannedStart: at('2025-09-10T06:10:00'), title: 'Ca nhạc' }));
  evidence.add({
    ...{ airingId: differs, verdict: 'differs', why: 'silent', matchedMs: durationMs(0), comparedMs: durationMs(9000) },
    ...{ offsetMs: null, levels: [], seconds: 'xxxxxxxxx', excerpts: [], askedBy: null, madeAt: web.now },
  });
  const { user } = web.user(['operator']);
  const nobody = { zoneId: 'main', entryId: null, episodeId: null };
  const { id: commandId } = commands.add({ kind: 'stop', ...nobody, issuedBy: user.id, issuedAt: web.now });
  airings.add({ ...anAiring({ title: 'Thông báo mất nước', commandId }), plannedStart: null, plannedEnd: null });
  const { differences } = await compared();
  const of = (title: string) => differences.find((one) => one.title === title);
  expect(of('Thể dục')).toMatchObject({ difference: 'late', airingId: late, cause: null });
  expect(of('Ca nhạc')).toMatchObject({ difference: 'differs', cause: null });
  expect(of('Thông báo mất nước')).toMatchObject({ difference: 'off-plan', orderedBy: user.name });
  await explain(late, 'overrun');
  await explain(differs, 'machine');
  const after = await compared();
  expect(after.days[0]).toMatchObject({
    unexplained: 2,
    misses: 2,
    isClosed: false,
    figures: { late: 1, differs: 1, offPlan: 1 },
  });
});

test('an entry that the log does not know is explained as an entry', async () => {
  web.db.exec(`INSERT INTO slots (id, title, rrule, start_date, start_time, time_zone, duration_ms, plays, position, changed_at)
    VALUES ('tin', 'Bản tin', 'FREQ=DAILY', '2025-09-01', '18:00:00', 'Asia/Ho_Chi_Minh', 600000, 'recording', 0, 0)`);
  const { lastInsertRowid } = web.db
    .prepare(
      `INSERT INTO entries (slot_id, recurrence_id, zone_id, kind, title, missing, planned_start, planned_end)
       VALUES ('tin', '2025-09-10', 'main', 'notice', 'Thông báo thôn', 'no-recording', ?, ?)`,
    )
    .run(at('2025-09-10T18:00:00'), at('2025-09-10T18:10:00'));
  expect(await page()).toMatch(/Thông báo thôn.*Nhật ký không có kết quả/s);
  await post('de-xuat', { ngay: DAY });
  await post('khoa', { ngay: DAY });
  expect(web.station.stores.closings.list(DAY)).toEqual([]);
  await post('nguyen-nhan', {
    entry: String(lastInsertRowid),
    code: 'power',
    note: 'Mất điện cả xã',
    back: `?ngay=${DAY}`,
  });
  await post('khoa', { ngay: DAY });
  expect(web.station.stores.closings.list(DAY)[0]!.figures).toMatchObject({ unaccounted: 1 });
});

test('a week and a reporting period are seen day by day; the period as the cut-off has it', async () => {
  const week = await page(`/nhat-ky/doi-chieu?xem=tuan&ngay=${DAY}`);
  expect(week).toContain('Từ 08/09/2025 đến hết 14/09/2025');
  expect(week).toContain(`href="/nhat-ky/doi-chieu?ngay=${DAY}"`);
  expect(await page(`/nhat-ky/doi-chieu?xem=quarter&ngay=${DAY}`)).toContain('Từ 15/06/2025 đến hết 14/09/2025');
  expect(await page('/nhat-ky/doi-chieu?tu=2025-09-09&den=2025-09-10')).toContain('Từ 09/09/2025 đến hết 10/09/2025');
  expect(await page('/nhat-ky/doi-chieu?ngay=khong')).toContain('Đối chiếu lịch và thực tế');
  expect((await web.get('/api/v1/reconciliation?from=2025-09-11&until=2025-09-10', operator)).status).toBe(422);
});
