import nodeIcal from 'node-ical';
import { describe, expect, it } from 'vitest';
import { call, pageOf } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';
import type { Web } from '../support/web.ts';
import { openWeekDesk } from '../support/week.ts';

const titles = (text: string): string[] =>
  Object.values(nodeIcal.sync.parseICS(text)).flatMap((one) => (one?.type === 'VEVENT' ? [String(one.summary)] : []));

async function linkOf(web: Web, headers: Record<string, string>, of: string): Promise<string> {
  const made = await web.post('/lich-phat/ics/lien-ket', { of }, headers);
  expect(made.status).toBe(303);
  const page = await pageOf(web.get('/lich-phat/ics', headers));
  return new URL(/href="(http[^"]+\.ics)"/.exec(page)![1]!).pathname;
}

describe('a secret link', () => {
  it('shows the schedule of a programme to whoever has it, and not what is the station’s own business', async () => {
    const { web, editor } = await openWeekDesk();
    const path = await linkOf(web, editor.headers, 'chuyen-muc:cds-phat-thanh-xa');
    const answer = await web.get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const text = await answer.text();
    expect(titles(text).sort()).toEqual(
      ['Chuyển đổi số (phát lại)', 'Chuyển đổi số (phát mới)'].map((name) =>
        expect.stringContaining(name.slice(0, 13)),
      ),
    );
    expect(text).not.toContain('X-DAIXA');
  });

  it('answers 304 until something changes', async () => {
    const { web, editor, slots } = await openWeekDesk();
    const path = await linkOf(web, editor.headers, 'vung:main');
    const tag = (await web.get(path)).headers.get('etag')!;
    expect((await web.get(path, { 'if-none-match': tag })).status).toBe(304);
    web.now = at('2025-09-10 21:00');
    expect((await web.get(path, { 'if-none-match': tag })).status, 'the same day').toBe(304);
    slots.change({ ...slots.find('ca-nhac')!, title: 'Ca nhạc cuối tuần', changedAt: web.now });
    expect((await web.get(path, { 'if-none-match': tag })).status).toBe(200);
  });

  it('tells of the occurrence that was cancelled, and why', async () => {
    const { web, editor } = await openWeekDesk();
    const text = await (await web.get(await linkOf(web, editor.headers, 'vung:main'))).text();
    expect(text).toContain('RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20250911T053200');
    expect(text).toContain('COMMENT:Mất điện thôn 3');
  });

  it('is of no use once it is withdrawn, nor when it is a guess', async () => {
    const { web, editor } = await openWeekDesk();
    const path = await linkOf(web, editor.headers, 'vung:main');
    expect((await web.post('/lich-phat/ics/lien-ket/1/thu-hoi', {}, editor.headers)).status).toBe(303);
    expect((await web.get(path)).status).toBe(404);
    expect((await web.get('/lich/abc.ics')).status).toBe(404);
  });

  it('is made, listed and withdrawn by programs too', async () => {
    const { web, editor } = await openWeekDesk();
    const made = await call(web, 'POST', '/calendar-feeds', editor.headers, { programmeId: 'ban-tin-xa' });
    expect(made.status).toBe(201);
    const { id, url } = (await made.json()) as { id: number; url: string };
    expect((await web.get(new URL(url).pathname)).status).toBe(200);
    expect(
      (await call(web, 'POST', '/calendar-feeds', editor.headers, { zoneId: 'main', programmeId: 'x' })).status,
    ).toBe(422);
    expect((await call(web, 'DELETE', `/calendar-feeds/${id}`, editor.headers)).status).toBe(204);
    expect(await (await call(web, 'GET', '/calendar-feeds', editor.headers)).json()).toEqual({ feeds: [] });
  });
});

describe('a file read as slots', () => {
  const FILE = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:the-duc@xa-ben
SUMMARY:Thể dục buổi sáng
DTSTART;TZID=Asia/Ho_Chi_Minh:20250915T061000
DURATION:PT5M
RRULE:FREQ=WEEKLY;BYDAY=MO
END:VEVENT
BEGIN:VEVENT
UID:the-duc@xa-ben
RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20250922T061000
SUMMARY:Thể dục buổi sáng
DTSTART;TZID=Asia/Ho_Chi_Minh:20250922T061000
DURATION:PT5M
STATUS:CANCELLED
COMMENT:Nghỉ lễ
END:VEVENT
BEGIN:VEVENT
UID:dem@xa-ben
SUMMARY:Đọc truyện đêm khuya
DTSTART;TZID=Asia/Ho_Chi_Minh:20250915T233000
DURATION:PT15M
RRULE:FREQ=DAILY
END:VEVENT
BEGIN:VEVENT
UID:gio@xa-ben
SUMMARY:Báo giờ
DTSTART;TZID=Asia/Ho_Chi_Minh:20250915T060000
DURATION:PT1M
RRULE:FREQ=HOURLY
END:VEVENT
END:VCALENDAR`;

  it('is shown first: what it would become in words, what cannot be taken by name and line', async () => {
    const { web, editor, slots } = await openWeekDesk();
    const before = slots.list().length;
    const page = await pageOf(web.post('/lich-phat/ics/xem-truoc', { ics: FILE }, editor.headers));
    expect(page).toContain('Thứ Hai hằng tuần, lúc 06:10');
    expect(page).toContain('Trùng lịch với “Tiếp sóng');
    expect(page, 'outside the hours').toContain('23:30');
    expect(page).toContain('Dòng 31, RRULE');
    expect(page).toContain('Nhập 1 khung giờ');
    expect(slots.list()).toHaveLength(before);
  });

  it('becomes slots with their changed occurrences; read again it changes them and makes no others', async () => {
    const { web, editor, slots, exceptions } = await openWeekDesk();
    const before = slots.list().length;
    const done = await web.post('/lich-phat/ics/nhap', { ics: FILE, answer: 'keep' }, editor.headers);
    expect(done.status).toBe(303);
    expect(slots.find('the-duc-buoi-sang')).toMatchObject({
      plays: 'notice',
      startTime: '06:10:00',
      durationMs: 300_000,
    });
    expect(exceptions.find('the-duc-buoi-sang', '2025-09-22')).toMatchObject({ cancelled: true, reason: 'Nghỉ lễ' });
    const again = FILE.replace('PT5M\nRRULE', 'PT4M\nRRULE');
    const second = await call(web, 'POST', '/slots/import', editor.headers, { ics: again });
    expect(await second.json()).toMatchObject({ added: 0, changed: 1 });
    expect(slots.list()).toHaveLength(before + 1);
    expect(slots.find('the-duc-buoi-sang')!.durationMs).toBe(240_000);
  });

  it('that the station wrote changes nothing, and after a slot was changed makes it as it was', async () => {
    const { web, editor, slots } = await openWeekDesk();
    const text = await (await web.get('/lich-phat/ics/tai-ve?day-du=1', editor.headers)).text();
    const dry = await call(web, 'POST', '/slots/import', editor.headers, { ics: text, dryRun: true });
    const { lines, refused } = (await dry.json()) as {
      lines: { will: string; title: string; problem: string }[];
      refused: unknown[];
    };
    expect(refused).toEqual([]);
    // The one event with a cancelled occurrence is looked at again; of the relays, see the hours.
    expect(lines.filter(({ will }) => will !== 'nothing').map(({ title, will }) => `${will} ${title}`)).toEqual([
      expect.stringMatching(/^change Chương trình tiếng Xơ Đăng \(phát lại\)/),
    ]);
    const was = slots.find('phong-chay-giao-thong')!;
    slots.change({ ...was, startTime: '17:12:00', gainDb: -3, changedAt: web.now });
    const done = await call(web, 'POST', '/slots/import', editor.headers, { ics: text });
    expect(await done.json()).toMatchObject({ added: 0, changed: 2 });
    expect(slots.find(was.id)).toEqual({ ...was, changedAt: web.now });
  });

  it('is refused whole when it is no calendar', async () => {
    const { web, editor } = await openWeekDesk();
    const answer = await web.post('/lich-phat/ics/xem-truoc', { ics: '<html>' }, editor.headers);
    expect(answer.status).toBe(422);
    expect(await pageOf(Promise.resolve(answer))).toContain('Dòng 1: Đây không phải tệp lịch iCalendar');
  });
});
