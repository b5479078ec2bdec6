import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { call } from '../support/newsroom.ts';
import { aSlot, at, furnish } from '../support/schedule.ts';
import { openWeb } from '../support/web.ts';

/** Wednesday 10/9/2025, 08:00; every day at 17:10 the next issue of "Chuyển đổi số", of which 1 and 2 are approved. */
async function openStation() {
  const web = await openWeb();
  const desk = furnish(web.db);
  desk.addIssue(1);
  desk.addIssue(2);
  desk.slots.add(aSlot());
  web.station.planner.rebuild();
  const editor = web.user(['editor']).headers;
  const page = async (day = '') => (await web.get(`/lich-phat${day && `?ngay=${day}`}`, editor)).text();
  const onDay = (day: string) => desk.entries.onDay(Temporal.PlainDate.from(day), web.station.config.zone);
  return { web, desk, editor, page, onDay };
}

const EXCEPTION = '/slots/cds/exceptions/2025-09-10';
const OCCURRENCE = '/lich-phat/cds/2025-09-10';

describe('the day', () => {
  it('says its weekday and date, and what will sound when', async () => {
    const { page } = await openStation();
    const today = await page();
    for (const words of [
      'Thứ Tư, 10/9/2025 — hôm nay',
      'Buổi chiều',
      '17:00–17:45',
      '17:10',
      'Chuyển đổi số (phát mới)',
      'Số 01/2025',
      'Chuyển đổi số 1',
      '14 phút',
      'Phát mới',
      'Đã xếp lịch',
      'href="/lich-phat?ngay=2025-09-09"',
      'href="/lich-phat?ngay=2025-09-11"',
    ])
      expect(today, words).toContain(words);
  });

  it('is read as people write it, and a day that is none is said so', async () => {
    const { web, editor, page } = await openStation();
    expect(await page('12/9')).toContain('Thứ Sáu, 12/9/2025');
    const wrong = await web.get('/lich-phat?ngay=31/2', editor);
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('Không đọc được ngày “31/2”');
  });

  it('ends with what is missing and the link that mends it', async () => {
    const { page } = await openStation();
    const third = await page('2025-09-12');
    expect(third).toContain('Còn thiếu 1 lượt');
    expect(third).toMatch(/chưa có số nào được duyệt\..*href="\/chuyen-muc\/cds\/so\/them"/s);
    expect(await page('2025-09-11')).toContain('đều đã có nội dung');
  });

  it('shows how an entry went once the log knows', async () => {
    const { web, desk, page, onDay } = await openStation();
    const [entry] = onDay('2025-09-10');
    web.now = at('2025-09-10 17:12');
    expect(await page()).toContain('Đang chờ phát');
    desk.air(entry!.id, 'on-air');
    expect(await page()).toContain('Đang phát');
    web.db.prepare(`UPDATE airings SET outcome = 'cut', reason = 'command-stop' WHERE outcome = 'on-air'`).run();
    const stopped = await page();
    expect(stopped).toContain('Bị ngắt');
    expect(stopped).toContain('Người trực dừng phát');
  });

  it('beyond the fourteen that are ready shows places only, and says so', async () => {
    const { page } = await openStation();
    expect(await page('2025-09-23')).not.toContain('Dự kiến');
    const far = await page('2025-12-01');
    expect(far).toContain('lập sẵn 14 ngày, đến hết ngày 23/9/2025');
    expect(far).toContain('Dự kiến');
    expect(far).toContain('17:10');
  });

  it('says that the year of the plan is over, when no later plan is there', async () => {
    const { web, page } = await openStation();
    const plan = web.db.prepare(
      `INSERT INTO plans VALUES (?, '25/KH-UBND', 'Kế hoạch', 'UBND xã', '2025-08-25', ?, '', 0)`,
    );
    plan.run('p2025', 2025);
    expect(await page()).not.toContain('đã hết hạn');
    web.now = at('2026-03-02 08:00');
    expect(await page()).toContain('Kế hoạch năm 2025 đã hết hạn');
    const { headers } = web.user(['viewer']);
    expect(await (await web.get('/khung-gio', headers)).text()).toContain('Kế hoạch năm 2025 đã hết hạn');
    plan.run('p2026', 2026);
    expect(await page()).not.toContain('đã hết hạn');
  });

  it('is the same in the API', async () => {
    const { web, editor } = await openStation();
    const answer = await call(web, 'GET', '/playlist?day=2025-09-12', editor);
    expect(await answer.json()).toMatchObject({
      day: '2025-09-12',
      zone: 'Asia/Ho_Chi_Minh',
      readyUntil: '2025-09-23',
      lines: [
        {
          slotId: 'cds',
          recurrenceId: '2025-09-12',
          start: '2025-09-12T17:10:00.000+07:00',
          durationMs: 900_000,
          state: 'missing',
          missing: { code: 'no-approved-episode', words: 'Chưa có số nào được duyệt' },
        },
      ],
    });
    expect((await call(web, 'GET', '/playlist?day=2025-02-30', editor)).status).toBe(422);
  });
});

describe('one occurrence', () => {
  it('cancelled says what will happen, leaves the playlist, stays on the page with its reason, and can be taken back', async () => {
    const { web, editor, page, onDay } = await openStation();
    expect(await (await web.get(`${OCCURRENCE}/huy`, editor)).text()).toContain('loa không phát gì');
    const answer = await web.post(`${OCCURRENCE}/huy`, { reason: 'Mưa <b>lớn</b>' }, editor);
    expect(answer.headers.get('location')).toBe('/lich-phat?ngay=2025-09-10');
    expect(onDay('2025-09-10')).toEqual([]);
    expect(web.nudges).toBe(1);
    const today = await page();
    expect(today).toContain('Đã hủy');
    expect(today).toContain('Lý do: Mưa &lt;b&gt;lớn&lt;/b&gt;');

    await web.post(`${OCCURRENCE}/bo-thay-doi`, {}, editor);
    expect(onDay('2025-09-10')).toHaveLength(1);
    expect(await page()).not.toContain('Đã hủy');
  });

  it('moved to another day is on both days: gone from one, new on the other', async () => {
    const { web, editor, page, onDay } = await openStation();
    const form = await (await web.get(`${OCCURRENCE}/doi`, editor)).text();
    expect(form).toContain('value="10/09/2025"');
    expect(form).toContain('value="17:10"');
    const answer = await web.post(`${OCCURRENCE}/doi`, { date: '11/9', time: '5h30' }, editor);
    expect(answer.headers.get('location')).toBe('/lich-phat?ngay=2025-09-11');
    expect(onDay('2025-09-11').map(({ recurrenceId }) => recurrenceId)).toEqual(['2025-09-10', '2025-09-11']);
    expect(await page()).toContain('Dời sang 05:30 ngày 11/9/2025');
    expect(await page('2025-09-11')).toContain('Dời từ 17:10 ngày 10/9/2025');
  });

  it('given another issue by hand plays that issue', async () => {
    const { web, desk, editor, onDay } = await openStation();
    const third = desk.addIssue(3);
    expect(await (await web.get(`${OCCURRENCE}/so`, editor)).text()).toContain('CĐS · Số 03/2025 · Chuyển đổi số 3');
    await web.post(`${OCCURRENCE}/so`, { episodeId: String(third) }, editor);
    expect(onDay('2025-09-10')[0]).toMatchObject({ episodeId: third, kind: 'premiere', missing: null });
  });

  it('moved and then given another issue keeps its new time', async () => {
    const { web, desk, editor, onDay } = await openStation();
    await web.post(`${OCCURRENCE}/doi`, { date: '10/9', time: '17:20' }, editor);
    await web.post(`${OCCURRENCE}/so`, { episodeId: String(desk.addIssue(3)) }, editor);
    expect(onDay('2025-09-10')[0]).toMatchObject({ plannedStart: at('2025-09-10 17:20') });
  });

  it('changed by the API is changed as by the form', async () => {
    const { web, editor } = await openStation();
    await web.post(`${OCCURRENCE}/doi`, { date: '11/9', time: '17h25', reason: 'Họp thôn' }, editor);
    const form = await (await call(web, 'GET', EXCEPTION, editor)).json();
    const body = { movedTo: '2025-09-11T17:25', reason: 'Họp thôn' };
    const answer = await call(web, 'PUT', EXCEPTION, editor, body);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(form);
    const list = await call(web, 'GET', '/exceptions?from=2025-09-11&until=2025-09-11', editor);
    expect(await list.json()).toEqual({ exceptions: [form] });
    expect((await call(web, 'DELETE', EXCEPTION, editor)).status).toBe(204);
    expect((await call(web, 'GET', EXCEPTION, editor)).status).toBe(404);
  });

  it.each([
    ['outside the hours', { movedTo: '2025-09-11T20:00' }, 'movedTo', '20:00 — 8 giờ tối, ngoài khung giờ được phép'],
    ['into the past', { movedTo: '2025-09-10T05:30' }, 'movedTo', 'Giờ mới đã qua'],
    ['longer than the hours', { durationMs: 3_600_000 }, 'durationMs', 'Kết thúc lúc 18:10 — 6 giờ tối'],
    ['with nothing changed', {}, '', 'Chưa có gì thay đổi'],
    ['to an issue that is not there', { episodeId: 999 }, 'episodeId', 'Số này không có'],
  ])('is refused: %s', async (_, body, field, words) => {
    const { web, editor } = await openStation();
    const answer = await call(web, 'PUT', EXCEPTION, editor, body);
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: Record<string, string> };
    expect(errors[field]).toContain(words);
    expect(web.nudges).toBe(0);
  });

  it('is not given an issue that nobody approved', async () => {
    const { web, desk, editor } = await openStation();
    const answer = await web.post(
      `${OCCURRENCE}/so`,
      { episodeId: String(desk.addIssue(3, { approved: false })) },
      editor,
    );
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Chưa được duyệt nên chưa thể xếp lịch phát');
  });

  it('that has begun is not changed any more, on the page and in the API', async () => {
    const { web, editor } = await openStation();
    web.now = at('2025-09-10 17:11');
    const form = await web.post(`${OCCURRENCE}/huy`, {}, editor);
    expect(form.status).toBe(422);
    expect(await form.text()).toContain('đã đến giờ phát');
    expect((await call(web, 'PUT', EXCEPTION, editor, { cancelled: true })).status).toBe(409);
  });

  it('cancelled cannot be taken back when its time has passed', async () => {
    const { web, editor } = await openStation();
    await web.post(`${OCCURRENCE}/huy`, {}, editor);
    web.now = epochMs(at('2025-09-10 17:10') + 1);
    expect((await call(web, 'DELETE', EXCEPTION, editor)).status).toBe(409);
  });

  it('of a day on which the slot does not fall, or of no slot, is not found', async () => {
    const { web, desk, editor } = await openStation();
    desk.slots.add(aSlot({ id: 'thu-hai', rrule: 'FREQ=WEEKLY;BYDAY=MO' }));
    for (const path of ['thu-hai/2025-09-10', 'khong-co/2025-09-10', 'cds/2025-02-30', 'cds/hom-nay'])
      expect((await web.get(`/lich-phat/${path}/huy`, editor)).status, path).toBe(404);
    expect((await call(web, 'PUT', '/slots/thu-hai/exceptions/2025-09-10', editor, { cancelled: true })).status).toBe(
      404,
    );
  });

  it('is for editors and operators to change; others read the day without the buttons', async () => {
    const { web } = await openStation();
    for (const role of ['approver', 'reporter', 'administrator', 'viewer'] as const) {
      const { headers } = web.user([role]);
      expect((await web.post(`${OCCURRENCE}/huy`, {}, headers)).status, role).toBe(403);
      expect((await call(web, 'PUT', EXCEPTION, headers, { cancelled: true })).status, role).toBe(403);
      expect(await (await web.get('/lich-phat', headers)).text(), role).not.toContain('Hủy lượt này');
    }
    const { headers } = web.user(['operator']);
    expect(await (await web.get('/lich-phat', headers)).text()).toContain('Hủy lượt này');
    expect((await web.post(`${OCCURRENCE}/huy`, {}, headers)).status).toBe(303);
  });
});
