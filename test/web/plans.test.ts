import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { aSlot, at } from '../support/schedule.ts';
import { temporaryFolder } from '../support/station.ts';
import { openWeb, type Web } from '../support/web.ts';

const SHIPPED = readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8');
const ID = 'KH-25-2025-DAKTO';
const NEXT = 'KH-25-2026-DAKTO';

async function openOffice(now = '2025-12-20 08:00') {
  const web = await openWeb();
  web.now = at(now);
  // Never the folder of this repository.
  Object.assign(web.station.config, { plans: temporaryFolder() });
  const { plans, slots, planDrafts, exceptions, entries } = web.station.stores;
  const file = parsePlanFile(SHIPPED);
  if (!file.ok) throw new Error('unreadable');
  plans.importPlan(file.value, SHIPPED, web.now);
  web.station.planner.rebuild();
  const editor = web.user(['editor']);
  const page = async (path: string) => (await web.get(path, editor.headers)).text();
  const year = {
    year: '2026',
    number: '03/KH-UBND',
    title: 'Truyền thông năm 2026',
    issuedOn: '20/12/2025',
    from: '01/01/2026',
  };
  return { web, plans, slots, planDrafts, exceptions, entries, editor, page, year };
}
const api = (web: Web, method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  web.app.request(`/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

describe('a plan file', () => {
  test('with mistakes is told where, and becomes nothing', async () => {
    const { web, editor, planDrafts } = await openOffice();
    const bad = SHIPPED.replace('FREQ=DAILY', 'FREQ=HOURLY');
    const answer = await web.post('/ke-hoach/nap', { text: bad }, editor.headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/1 lỗi trong tệp.*Dòng \d+, cột \d+/s);
    const refused = await api(web, 'POST', '/plan-drafts', editor.headers, { source: bad });
    expect([refused.status, await refused.json()]).toMatchObject([409, { problems: [{ line: expect.any(Number) }] }]);
    expect(planDrafts.list()).toEqual([]);
  });

  test('is a draft first: the difference in words, and what it means for the fortnight; then it is put in force in one go', async () => {
    const { web, editor, page, slots, entries } = await openOffice();
    const before = entries.between(web.now, at('2026-01-05 00:00')).length;
    const source = SHIPPED.replace(/ {2}- \{id: khuyen-nong-phat-moi.*\n/, '').replace(
      'start_date: 2025-08-30, start_time: "17:02"',
      'start_date: 2025-08-30, start_time: "17:03"',
    );
    const sent = await web.post('/ke-hoach/nap', { text: source }, editor.headers);
    expect(sent.headers.get('location')).toBe(`/ke-hoach/ban-nhap/${ID}`);
    expect(slots.find('ca-nhac')?.startTime).toBe('17:02:00');
    const review = await page(`/ke-hoach/ban-nhap/${ID}`);
    expect(review).toContain('sửa 1, bỏ 1, giữ nguyên 29');
    expect(review).toMatch(/lúc 17:02.*<\/del>.*lúc 17:03/s);
    // Two Fridays of Khuyến nông go; two Saturdays of Ca nhạc come at another time.
    expect(review).toContain('2 lượt xuất hiện, 4 lượt mất đi');
    expect(await page('/ke-hoach')).toContain('Bản nháp');

    const { body } = { body: await (await api(web, 'GET', `/plan-drafts/${ID}`, editor.headers)).json() };
    expect(body).toMatchObject({
      unchanged: { slots: 29 },
      conflicts: [],
      effect: { from: '2025-12-20', until: '2026-01-02' },
    });

    const done = await web.post(`/ke-hoach/ban-nhap/${ID}/ap-dung`, {}, editor.headers);
    expect(done.headers.get('location')).toBe(`/ke-hoach/${ID}`);
    expect(slots.find('ca-nhac')?.startTime).toBe('17:03:00');
    expect(slots.find('khuyen-nong-phat-moi')?.archivedAt).toBe(web.now);
    expect(entries.between(web.now, at('2026-01-05 00:00')).length).toBe(before - 2);
    expect((await web.get(`/ke-hoach/ban-nhap/${ID}`, editor.headers)).status).toBe(404);
  });

  test('meets what people changed: kept unless the file is chosen, on the page and in the API', async () => {
    const { web, editor, page, slots } = await openOffice();
    const change = (startTime: string) => slots.change({ ...slots.find('ca-nhac')!, startTime, changedAt: web.now });
    change('17:04:00');
    await web.post('/ke-hoach/nap', { text: SHIPPED }, editor.headers);
    expect(await page(`/ke-hoach/ban-nhap/${ID}`)).toContain('name="chon:slots/ca-nhac"');
    await web.post(`/ke-hoach/ban-nhap/${ID}/ap-dung`, { 'chon:slots/ca-nhac': 'dai' }, editor.headers);
    expect(slots.find('ca-nhac')?.startTime).toBe('17:04:00');

    await api(web, 'POST', '/plan-drafts', editor.headers, { source: SHIPPED });
    const forced = await api(web, 'POST', `/plan-drafts/${ID}/force`, editor.headers, { fileWins: ['slots/ca-nhac'] });
    expect(forced.status).toBe(204);
    expect(slots.find('ca-nhac')?.startTime).toBe('17:02:00');
  });
});

describe('another year', () => {
  test('is a draft that changes nothing, compared with the old plan, and says that nothing sounds otherwise', async () => {
    const { web, editor, page, year, plans } = await openOffice();
    expect(await page(`/ke-hoach/${ID}/nam-sau`)).toMatch(/value="2026".*value="…\/KH-UBND"/s);
    const sent = await web.post(`/ke-hoach/${ID}/nam-sau`, year, editor.headers);
    expect(sent.headers.get('location')).toBe(`/ke-hoach/ban-nhap/${NEXT}`);
    expect(plans.list()).toHaveLength(1);
    const review = await page(`/ke-hoach/ban-nhap/${NEXT}`);
    expect(review).toContain('Nối tiếp kế hoạch số 25/KH-UBND năm 2025 từ ngày 01/01/2026');
    expect(review).toMatch(/Kỳ đầu từ ngày: <del>25\/08\/2025<\/del>.*<ins>12\/01\/2026<\/ins>/s);
    expect(review).toContain('sửa 31');
    expect(review).toContain('Không đổi: mọi lượt phát giữ nguyên ngày giờ');
  });

  test('put in force takes over without a hole or a double, and takes along what was changed about single days', async () => {
    const { web, editor, year, slots, exceptions, plans } = await openOffice();
    web.station.stores.zones.list();
    exceptions.put({
      ...{ slotId: 'ca-nhac', recurrenceId: '2026-01-03', cancelled: true, movedTo: null, durationMs: null },
      ...{ episodeId: null, reason: 'Diễn tập', madeBy: editor.user.id, madeAt: web.now },
    });
    slots.add(aSlot({ id: 'cua-dai', programmeId: 'ca-nhac', startTime: '17:40:00', startDate: '2025-12-20' }));
    const titles = () =>
      web.station.stores.entries
        .between(at('2025-12-31 00:00'), at('2026-01-03 12:00'))
        .map(({ title, plannedStart }) => `${plannedStart} ${title}`);
    web.station.planner.rebuild();
    const before = titles();
    expect(before.length).toBeGreaterThan(20);
    await api(web, 'POST', `/plans/${ID}/next-year`, editor.headers, {
      ...year,
      year: 2026,
      issuedOn: '2025-12-20',
      from: '2026-01-01',
    });
    await web.post(`/ke-hoach/ban-nhap/${NEXT}/ap-dung`, {}, editor.headers);
    expect(titles()).toEqual(before);
    expect(slots.find('nhac-hieu-sang')?.rrule).toBe('FREQ=DAILY;UNTIL=20251231');
    expect(slots.find('nhac-hieu-sang-2026')).toMatchObject({
      planId: NEXT,
      startDate: '2026-01-01',
      archivedAt: null,
    });
    expect(exceptions.find('ca-nhac-2026', '2026-01-03')).toMatchObject({ cancelled: true, reason: 'Diễn tập' });
    expect(plans.obligations().map(({ id }) => id)).toContain('cds-phat-thanh-xa-2026');
    // What was made on screen went into the new plan's file with the rest, and goes on there.
    expect(slots.find('cua-dai')?.rrule).toBe('FREQ=DAILY;UNTIL=20251231');
    const pages = await Promise.all(
      ['/ke-hoach', '/tien-do?nam=2026', '/tien-do?nam=2025', '/chuyen-muc'].map((path) =>
        web.get(path, editor.headers),
      ),
    );
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test.each([
    [{ from: '01/02/2025' }, 'Ngày bắt đầu phải trong năm 2026'],
    [{ year: '2025', from: '25/12/2025' }, 'Năm mới phải sau năm 2025'],
    [{ number: '' }, 'Nhập số, ký hiệu'],
  ])('is refused in words: %j', async (changes, words) => {
    const { web, editor, year, planDrafts } = await openOffice();
    const answer = await web.post(`/ke-hoach/${ID}/nam-sau`, { ...year, ...changes }, editor.headers);
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(words)]);
    expect(planDrafts.list()).toEqual([]);
  });
});

describe('a file out', () => {
  test('has what was changed on screen, comments kept', async () => {
    const { web, editor, slots } = await openOffice();
    slots.change({ ...slots.find('ca-nhac')!, title: 'Dân ca', changedAt: web.now });
    const answer = await web.get(`/ke-hoach/${ID}/tep.yaml`, editor.headers);
    expect(answer.headers.get('content-disposition')).toContain(`${ID}.yaml`);
    const text = await answer.text();
    expect(text).toContain('title: "Dân ca"');
    expect(text).toContain('# ---- hằng ngày');
    expect(await (await api(web, 'GET', `/plans/${ID}/file`, editor.headers)).text()).toBe(text);
  });

  test('is written to the folder of plans only when an administrator asks, whole, under its own name', async () => {
    const { web, editor } = await openOffice();
    const folder = web.station.config.plans;
    const admin = web.user(['administrator']);
    expect((await web.post(`/ke-hoach/${ID}/ghi-tep`, {}, editor.headers)).status).toBe(403);
    expect(await (await web.get(`/ke-hoach/${ID}/ghi-tep`, admin.headers)).text()).toContain(
      'Tạo tệp mới kh-25-2025-dakto.yaml',
    );
    await web.post(`/ke-hoach/${ID}/ghi-tep`, {}, admin.headers);
    expect(readdirSync(folder)).toEqual(['kh-25-2025-dakto.yaml']);
    expect(readFileSync(join(folder, 'kh-25-2025-dakto.yaml'), 'utf8')).toBe(SHIPPED);
    expect(await (await web.get(`/ke-hoach/${ID}/ghi-tep`, admin.headers)).text()).toContain('đã đúng như trên đài');
    expect((await api(web, 'PUT', `/plans/${ID}/file`, admin.headers)).status).toBe(200);
    expect(readdirSync(folder)).toEqual(['kh-25-2025-dakto.yaml']);
  });
});

test('drafts can be thrown away; whoever only looks may neither read the file, with its relays’ passwords, nor put one in force', async () => {
  const { web, editor, planDrafts } = await openOffice();
  await web.post('/ke-hoach/nap', { text: SHIPPED }, editor.headers);
  const viewer = web.user(['viewer']);
  for (const path of [`ban-nhap/${ID}`, `ban-nhap/${ID}/tep.yaml`, `${ID}/tep.yaml`])
    expect((await web.get(`/ke-hoach/${path}`, viewer.headers)).status, path).toBe(403);
  expect(await (await web.get('/ke-hoach', viewer.headers)).text()).not.toContain('ban-nhap/');
  expect((await web.post(`/ke-hoach/ban-nhap/${ID}/ap-dung`, {}, viewer.headers)).status).toBe(403);
  expect((await web.post(`/ke-hoach/ban-nhap/${ID}/bo`, {}, editor.headers)).status).toBe(303);
  expect(planDrafts.list()).toEqual([]);
});
