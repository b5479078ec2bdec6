import { describe, expect, it } from 'vitest';
import { call } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';
import { openWeekDesk } from '../support/week.ts';

const CDS = '/lich-phat/cds-phat-moi/2025-09-10/xep';
const WEEK = '/lich-phat/tuan?tu=2025-09-08';

/** Wednesday 10/9/2025, 08:00. C.I.2.a premieres on Wednesdays at 17:10, every second week. */
async function openDesk() {
  const desk = await openWeekDesk();
  const { web, editor } = desk;
  const page = async (path = WEEK) => (await web.get(path, editor.headers)).text();
  /** Whatever it meets, both stay; what is asked has tests of its own. */
  const move = (form: Record<string, string>, path = CDS, headers = editor.headers) =>
    web.post(path, { date: '10/9/2025', time: '17:10', minutes: '15', 'answers.*': 'keep', ...form }, headers);
  /** As the button on the page sends it. */
  const undo = async (headers = editor.headers) => {
    const html = await (await web.get(WEEK, headers)).text();
    const id = /name="id" value="(\d+)"/.exec(html)?.[1];
    if (id === undefined) throw new Error('nothing to undo');
    return web.post('/lich-phat/hoan-tac', { id, back: WEEK }, headers);
  };
  const said = (answer: Response) => decodeURIComponent(answer.headers.getSetCookie().join());
  const api = (method: string, path: string, body?: unknown, headers = editor.headers) =>
    call(web, method, path, headers, body);
  return { ...desk, page, move, undo, said, api };
}

describe('the week', () => {
  it('shows seven days with their lunar dates, what sounds, what is free, missing, changed, and how it went', async () => {
    const { page } = await openDesk();
    const week = await page();
    for (const words of [
      'Tuần 37: 08/9–14/9/2025',
      'Chủ nhật <span class="figure">14/9</span>',
      'ÂL 19/7',
      'Hôm nay',
      'Buổi sáng <span class="figure">05:30–06:15</span>',
      'Chuyên mục “Chuyển đổi số”',
      'Số 01/2025',
      'Phát mới',
      'Tiếp sóng',
      'Trống 5 phút',
      'Chưa có số nào được duyệt',
      'Đã phát',
      'Bị ngắt',
      'Đã hủy',
      'Mất điện thôn 3',
      `data-path="${CDS}"`,
      'href="/khung-gio/cds-phat-moi"',
      'href="/lich-phat/tuan?tu=2025-09-15"',
      'week.',
    ])
      expect(week, words).toContain(words);
    // What has been on the air is told of, not moved.
    expect(week).not.toContain('data-path="/lich-phat/guong-nguoi-tot-phat-moi/2025-09-08/xep"');
  });

  it('is found by any of its days, written as people write them; what is none is said', async () => {
    const { web, page, editor } = await openDesk();
    expect(await page('/lich-phat/tuan?tu=17/9')).toContain('Tuần 38: 15/9–21/9/2025');
    expect(await page('/lich-phat/tuan')).toContain('Tuần 37');
    const wrong = await web.get('/lich-phat/tuan?tu=31/2', editor.headers);
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('Không đọc được ngày “31/2”');
  });

  it('is read by all and moved by those who make and air the day', async () => {
    const { web, viewer, approver, move, page } = await openDesk();
    expect((await web.get(WEEK, {})).status).toBe(303);
    const seen = await (await web.get(WEEK, viewer.headers)).text();
    expect(seen).toContain('Chuyên mục “Chuyển đổi số”');
    expect(seen).not.toMatch(/data-path|data-movable|sao-chep/);
    for (const { headers } of [viewer, approver])
      expect((await move({ time: '17:20', scope: 'one' }, CDS, headers)).status).toBe(403);
    expect(await page()).toContain('data-movable');
  });

  it('tells a start that waits for what is on air from one to the second', async () => {
    const { slots, slot, page } = await openDesk();
    expect(await page()).toMatch(/class="block premiere hard"[^>]*data-title="Chuyên mục “Chuyển đổi số”"/);
    slots.change({ ...slot('cds-phat-moi'), startMode: 'soft' });
    const week = await page();
    expect(week).toMatch(/class="block premiere soft"[^>]*data-title="Chuyên mục “Chuyển đổi số”"/);
    expect(week).toContain('<span class="time figure">≈17:10</span>');
  });

  it('shows titles as text', async () => {
    const { slots, slot, web, page } = await openDesk();
    slots.change({ ...slot('cds-phat-moi'), title: '<b>"x"</b>' });
    web.station.planner.rebuild();
    const week = await page();
    expect(week).toContain('&lt;b&gt;');
    expect(week).not.toContain('<b>"x"');
  });

  it('on paper is the form of documents.md §3.5', async () => {
    const { page } = await openDesk();
    const [, sheet = ''] = (await page()).split('sheet-print');
    for (const words of [
      'Trung tâm Văn hóa – Thể thao – Du lịch và Truyền thông xã',
      'Cộng hòa xã hội chủ nghĩa Việt Nam',
      'Lịch phát thanh tuần 37',
      '(từ ngày 08/9/2025 đến ngày 14/9/2025)',
      'Buổi sáng 05:30–06:15, buổi chiều 17:00–17:45.',
      '<strong>CĐS số 01 (phát mới)</strong>',
      '←',
      'Kết thúc',
      'NGƯỜI LẬP',
      'DUYỆT',
    ])
      expect(sheet, words).toContain(words);
    expect(sheet).not.toContain('Chương trình tiếng Xơ Đăng (phát lại)');
  });
});

describe('the month', () => {
  it('counts each day, names the premieres that the plan counts, holidays and what is missing', async () => {
    const { page } = await openDesk();
    const month = await page('/lich-phat/thang?thang=9/2025');
    for (const words of [
      'Tháng 9/2025',
      'Quốc khánh',
      '9 lượt phát',
      'CĐS số 01',
      'CCHC số 02',
      'Còn thiếu',
      'ngay=2025-09-10',
    ])
      expect(month, words).toContain(words);
    expect(await page('/lich-phat/thang?thang=2025-12')).toContain('Tháng 12/2025');
    expect(await page('/lich-phat/thang?thang=13/2025')).toContain('Không đọc được tháng “13/2025”');
  });
});

describe('only this one', () => {
  it('goes where it was put, for as long as was said; the others stay', async () => {
    const { move, places, exceptions, said, page } = await openDesk();
    const answer = await move({ date: '12/9', time: '17h25', minutes: '10', scope: 'one', reason: 'Họp dân' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(WEEK);
    expect(said(answer)).toBe('');
    expect(places('cds-phat-moi')).toEqual({ '2025-09-10': '12/9 17:25', '2025-09-24': '24/9 17:10' });
    expect(exceptions.find('cds-phat-moi', '2025-09-10')).toMatchObject({ durationMs: 600_000, reason: 'Họp dân' });
    const week = await page();
    expect(week).toContain('Đã dời “Chuyên mục “Chuyển đổi số”” sang 17:25, thứ Sáu, ngày 12/9/2025 (chỉ lượt này)');
    expect(week).toContain('Dời từ 17:10 10/9');
    expect(week).toContain('Sang 17:25 12/9');
  });

  it('put back where the slot has it needs no exception any more', async () => {
    const { move, exceptions } = await openDesk();
    await move({ time: '17:25', scope: 'one' });
    await move({ scope: 'one' });
    expect(exceptions.find('cds-phat-moi', '2025-09-10')).toBeUndefined();
  });

  it.each([
    [{ time: '18:00' }, 'ngoài khung giờ được phép'],
    [{ date: '9/9/2025' }, 'Giờ mới đã qua'],
    [{ time: '17:40' }, 'ngoài khung giờ được phép'],
    [{}, 'Chưa có gì thay đổi'],
    [{ time: 'chiều' }, 'Nhập giờ kiểu 24 giờ'],
    [{ minutes: '0' }, 'Nhập số phút'],
    [{ scope: 'some' }, 'Chọn dời những lượt nào'],
  ])('is refused in words: %j', async (form, words) => {
    const { move, exceptions } = await openDesk();
    const answer = await move({ scope: 'one', ...form });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(exceptions.ofSlot('cds-phat-moi')).toEqual([]);
  });

  it('is not moved once it has begun, or while it is cancelled, or where there is none', async () => {
    const { web, move } = await openDesk();
    const cancelled = await move(
      { date: '11/9', time: '05:40', scope: 'one' },
      '/lich-phat/tieng-xo-dang-phat-lai/2025-09-11/xep',
    );
    expect(await cancelled.text()).toContain('Lượt này đã hủy');
    expect((await move({ scope: 'one' }, '/lich-phat/cds-phat-moi/2025-09-11/xep')).status).toBe(404);
    web.now = at('2025-09-10 17:11');
    const begun = await move({ time: '17:30', scope: 'one' });
    expect(begun.status).toBe(422);
    expect(await begun.text()).toContain('đã đến giờ phát');
  });

  it('before it is done, each way says what it means, and what it meets', async () => {
    const { web, editor } = await openDesk();
    const path = `${CDS}?date=11/9/2025&time=17:10&minutes=15`;
    const answer = await web.get(path, { ...editor.headers, 'HX-Request': 'true' });
    const part = await answer.text();
    expect(part).toMatch(/^<form/);
    for (const words of [
      'Chỉ lượt này',
      'Các lượt khác giữ nguyên',
      'Khung mới: Thứ Năm, hai tuần một lần, lúc 17:10, từ 11/9/2025, 15 phút. Khung cũ hết vào ngày 09/9/2025',
      'Thứ Năm, hai tuần một lần, lúc 17:10, từ 28/8/2025, 15 phút. Những gì đã phát không đổi',
      'Trùng lịch với “Sức khỏe cộng đồng” lúc 17:10, thứ Năm, ngày 11/9/2025',
    ])
      expect(part, words).toContain(words);
    expect(await (await web.get(path, editor.headers)).text()).toContain('<!doctype html>');
  });
});

describe('this and the following', () => {
  it('ends the slot the day before, begins another, and takes later exceptions along', async () => {
    const { move, exceptions, slot, slots, places, entries, page } = await openDesk();
    const none = { durationMs: null, episodeId: null, madeBy: null, madeAt: at('2025-09-01 08:00') };
    const before = { slotId: 'ban-tin-xa-phat-moi', cancelled: true, movedTo: null, reason: 'Lễ', ...none };
    exceptions.put({ ...before, recurrenceId: '2025-09-12' });
    exceptions.put({
      ...before,
      recurrenceId: '2025-09-16',
      cancelled: false,
      movedTo: '2025-09-16T17:30:00',
      reason: 'Họp',
    });
    const answer = await move(
      { date: '15/9', time: '17:03', minutes: '7', scope: 'following' },
      '/lich-phat/ban-tin-xa-phat-moi/2025-09-15/xep',
    );
    expect(answer.status).toBe(303);
    expect(slot('ban-tin-xa-phat-moi').rrule).toBe('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20250914');
    expect(slot('ban-tin-xa-phat-moi-2')).toMatchObject({
      rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      startDate: '2025-09-15',
      startTime: '17:03:00',
      durationMs: 420_000,
      programmeId: 'ban-tin-xa',
      title: 'Bản tin xã',
    });
    expect(exceptions.ofSlot('ban-tin-xa-phat-moi').map(({ recurrenceId }) => recurrenceId)).toEqual(['2025-09-12']);
    expect(exceptions.ofSlot('ban-tin-xa-phat-moi-2')).toMatchObject([{ recurrenceId: '2025-09-16', reason: 'Họp' }]);
    expect(places('ban-tin-xa-phat-moi')).toEqual({ '2025-09-10': '10/9 17:02', '2025-09-11': '11/9 17:02' });
    expect(places('ban-tin-xa-phat-moi-2')).toMatchObject({ '2025-09-15': '15/9 17:03', '2025-09-16': '16/9 17:30' });
    // What aired on Monday and Tuesday is still the old slot's.
    expect(
      entries
        .standing(at('2025-09-08 00:00'))
        .filter(({ slotId, airing }) => slotId === 'ban-tin-xa-phat-moi' && airing === 'closed'),
    ).toHaveLength(2);
    expect(slots.list().filter(({ id }) => id.startsWith('ban-tin-xa-phat-moi'))).toHaveLength(2);
    expect(await page('/lich-phat/tuan?tu=2025-09-15')).toContain('Hoàn tác');
  });

  it('undone, the slot goes on as before and the other is gone', async () => {
    const { move, undo, slot, slots, places, exceptions, said } = await openDesk();
    const path = '/lich-phat/ban-tin-xa-phat-moi/2025-09-15/xep';
    const before = slot('ban-tin-xa-phat-moi');
    exceptions.put({
      ...{ slotId: before.id, recurrenceId: '2025-09-16', cancelled: true, movedTo: null, durationMs: null },
      ...{ episodeId: null, reason: 'Lễ', madeBy: null, madeAt: at('2025-09-01 08:00') },
    });
    const places0 = places('ban-tin-xa-phat-moi');
    await move({ date: '15/9', time: '17:03', minutes: '7', scope: 'following' }, path);
    expect(said(await undo())).toContain('Đã hoàn tác: đã dời');
    expect(slot(before.id)).toEqual({ ...before, changedAt: expect.any(Number) });
    expect(slots.find(`${before.id}-2`)).toBeUndefined();
    expect(exceptions.ofSlot(before.id)).toMatchObject([{ recurrenceId: '2025-09-16', reason: 'Lễ' }]);
    const { '2025-09-16': _, ...without } = places0;
    expect(places(before.id)).toEqual(without);
  });

  it('of the first occurrence is all of them, and is said so', async () => {
    const { move } = await openDesk();
    const answer = await move(
      { date: '21/9', time: '05:35', minutes: '10', scope: 'following' },
      '/lich-phat/cds-ttcs-phat-lai-3/2025-09-21/xep',
    );
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Đây là lượt đầu tiên của khung');
  });
});

describe('all of them', () => {
  it('changes the slot, its hour, day and length', async () => {
    const { move, slot, places, undo } = await openDesk();
    await move({ date: '11/9', time: '17:25', minutes: '5', scope: 'all' });
    expect(slot('cds-phat-moi')).toMatchObject({
      rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH',
      startTime: '17:25:00',
      durationMs: 300_000,
    });
    expect(places('cds-phat-moi')).toEqual({ '2025-09-11': '11/9 17:25' });
    await undo();
    expect(slot('cds-phat-moi')).toMatchObject({ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', startTime: '17:10:00' });
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:10' });
  });

  it('to a later day, what has sounded today does not sound again tomorrow', async () => {
    const { web, move, slot, places } = await openDesk();
    web.now = at('2025-09-10 18:00');
    const path = '/lich-phat/ban-tin-xa-phat-moi/2025-09-11/xep';
    const answer = await move({ date: '12/9', time: '17:02', minutes: '8', scope: 'all' }, path);
    expect(answer.status).toBe(303);
    expect(slot('ban-tin-xa-phat-moi').rrule).toBe('FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA');
    const coming = Object.values(places('ban-tin-xa-phat-moi')).filter((start) => start > '10/9 18');
    expect(coming.slice(0, 2)).toEqual(['12/9 17:02', '13/9 17:02']);
  });

  it('is refused where no rule could say it', async () => {
    const { move, slot } = await openDesk();
    const before = slot('nhac-hieu-chieu');
    const path = '/lich-phat/nhac-hieu-chieu/2025-09-11/xep';
    const answer = await move({ date: '12/9', time: '17:00', minutes: '2', scope: 'all' }, path);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('vẫn rơi vào đúng những ngày cũ');
    expect(slot('nhac-hieu-chieu')).toEqual(before);
  });
});

describe('what one occurrence meets where it is moved', () => {
  // Thursday 11/9, 17:10–17:25: Sức khỏe cộng đồng.
  const TO = { date: '11/9', time: '17:15', minutes: '15', scope: 'one', 'answers.*': '' };
  const FIELD = 'answers.suc-khoe-phat-moi';
  const NOTICES = 'answers.thong-bao-chieu';

  it('is asked with the day each answer would make, and nothing is written before', async () => {
    const { move, places } = await openDesk();
    const asked = await move(TO);
    expect(asked.status).toBe(422);
    const page = await asked.text();
    expect(page).toContain('Trùng lịch với “Sức khỏe cộng đồng” lúc 17:15, thứ Năm, ngày 11/9/2025');
    for (const answer of ['truncate', 'replace', 'keep']) expect(page).toContain(`name="${FIELD}" value="${answer}"`);
    expect(page).toContain('name="scope" value="one"');
    expect(places('cds-phat-moi')['2025-09-10']).toBe('10/9 17:10');
  });

  it.each([
    ['truncate', '11/9 17:25', '11/9 17:10', 5],
    ['replace', '11/9 17:15', undefined, 10],
    ['keep', '11/9 17:15', '11/9 17:10', 15],
  ])('is answered with %s, for this day alone, and undone in one', async (answer, mine, theirs, length) => {
    const { move, places, undo, slot, exceptions } = await openDesk();
    const [before, others] = [places('cds-phat-moi'), places('suc-khoe-phat-moi')];
    const moved = await move({ ...TO, [FIELD]: answer, [NOTICES]: answer === 'replace' ? 'truncate' : 'keep' });
    expect(moved.status).toBe(303);
    expect(places('cds-phat-moi')['2025-09-10']).toBe(mine);
    expect(places('suc-khoe-phat-moi')['2025-09-11']).toBe(theirs);
    expect(
      (exceptions.find('cds-phat-moi', '2025-09-10')?.durationMs ?? slot('cds-phat-moi').durationMs) / 60_000,
    ).toBe(length);
    expect(places('suc-khoe-phat-moi')['2025-09-18']).toBe('18/9 17:10');
    await undo();
    expect([places('cds-phat-moi'), places('suc-khoe-phat-moi')]).toEqual([before, others]);
  });

  it('is asked in “Dời lượt phát” and by the API too, and not again when another issue is pinned to it', async () => {
    const { web, editor, api, places } = await openDesk();
    const path = '/lich-phat/cds-phat-moi/2025-09-10/doi';
    const asked = await web.post(path, { date: '11/9', time: '17:15' }, editor.headers);
    expect(asked.status).toBe(422);
    expect(await asked.text()).toContain(`name="${FIELD}" value="keep"`);
    const change = { movedTo: '2025-09-11T17:15:00' };
    const refused = await api('PUT', '/slots/cds-phat-moi/exceptions/2025-09-10', change);
    expect(await refused.json()).toMatchObject({ errors: { [FIELD]: expect.stringContaining('Chọn cách xử lý') } });
    const answers = { '*': 'keep' };
    expect((await api('PUT', '/slots/cds-phat-moi/exceptions/2025-09-10', { ...change, answers })).status).toBe(200);
    expect(places('cds-phat-moi')['2025-09-10']).toBe('11/9 17:15');
    expect((await api('PUT', '/slots/cds-phat-moi/exceptions/2025-09-10', { ...change, reason: 'Họp' })).status).toBe(
      200,
    );
  });
});

describe('undoing', () => {
  it('goes back one change after another, the last first', async () => {
    const { move, undo, places } = await openDesk();
    await move({ time: '17:20', scope: 'one' });
    await move({ time: '17:25', scope: 'one' });
    await undo();
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:20' });
    await undo();
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:10' });
    await expect(undo()).rejects.toThrow('nothing to undo');
  });

  it('is refused once it has begun to sound, once somebody changed it further, and to others', async () => {
    const { web, move, undo, said, exceptions, editor } = await openDesk();
    await move({ time: '17:20', scope: 'one' });
    await expect(undo(web.user(['editor']).headers)).rejects.toThrow('nothing to undo');
    const { id: _, ...row } = exceptions.find('cds-phat-moi', '2025-09-10')!;
    exceptions.put({ ...row, reason: 'khác' });
    expect(said(await undo())).toContain('đã được sửa tiếp');
    expect(exceptions.find('cds-phat-moi', '2025-09-10')).toMatchObject({ reason: 'khác' });

    await move({ time: '17:25', scope: 'one' });
    web.now = at('2025-09-10 17:26');
    expect(said(await undo())).toContain('đã đến giờ phát');
    expect((await web.post('/lich-phat/hoan-tac', { id: '99' }, editor.headers)).status).toBe(303);
  });

  it('of a split is refused once the new slot has sounded', async () => {
    const { web, move, undo, said, slots } = await openDesk();
    await move({ time: '17:20', scope: 'following' });
    web.now = at('2025-09-10 17:21');
    expect(said(await undo())).toContain('đã đến giờ phát');
    expect(slots.find('cds-phat-moi-2')).toBeDefined();
  });
});

describe('copying a week', () => {
  const COPY = { tu: '2025-09-08', sang: '15/9/2025' };

  /** A one-off on Thursday, and the monthly notice moved on Friday. */
  async function openFull() {
    const desk = await openDesk();
    const { slots, slot, move } = desk;
    const { archivedAt: _, ...base } = slot('nhac-hieu-chieu');
    const once = {
      rrule: 'FREQ=DAILY;COUNT=1',
      startDate: '2025-09-11',
      startTime: '05:32:00',
      durationMs: desk.minutes(10),
    };
    slots.add({ ...base, ...once, id: 'hop-dan', title: 'Mời họp dân' });
    await move(
      { date: '12/9', time: '17:30', minutes: '5', scope: 'one' },
      '/lich-phat/thong-bao-chieu/2025-09-12/xep',
    );
    return desk;
  }

  it('is shown before it is done: what is added, and what is not and why', async () => {
    const { page } = await openFull();
    const preview = await page('/lich-phat/tuan/sao-chep?tu=2025-09-08');
    for (const words of [
      'Sẽ thêm vào tuần 38: 15/9–21/9/2025',
      'Mời họp dân',
      'Thêm một lượt, 10 phút',
      'Dời sang 17:30, thứ Sáu, ngày 19/9/2025',
      'Chương trình tiếng Xơ Đăng (phát lại)',
      'Sao chép 3 mục',
    ])
      expect(preview, words).toContain(words);
    expect(await page('/lich-phat/tuan/sao-chep?tu=2025-09-08&sang=1/9')).toContain('Giờ ấy đã qua');
    expect(await page('/lich-phat/tuan/sao-chep?tu=2025-09-08&sang=10/9')).toContain('Chọn một tuần khác');
  });

  it('is done at once, and undone at once', async () => {
    const { web, editor, places, slot, exceptions, undo, said } = await openFull();
    const answer = await web.post('/lich-phat/tuan/sao-chep', COPY, editor.headers);
    expect(answer.headers.get('location')).toBe('/lich-phat/tuan?tu=2025-09-15');
    expect(slot('hop-dan').rdates).toEqual(['2025-09-18']);
    expect(places('hop-dan')).toEqual({ '2025-09-11': '11/9 05:32', '2025-09-18': '18/9 05:32' });
    expect(places('thong-bao-chieu')).toMatchObject({ '2025-09-19': '19/9 17:30' });
    expect(exceptions.find('tieng-xo-dang-phat-lai', '2025-09-18')).toMatchObject({ cancelled: true });
    // What is there already is not written twice.
    const again = await web.post('/lich-phat/tuan/sao-chep', COPY, editor.headers);
    expect(await again.text()).toContain('Không có gì để chép');

    expect(said(await undo())).toContain('Đã hoàn tác: đã chép 3 mục');
    expect(slot('hop-dan').rdates).toEqual([]);
    expect(places('hop-dan')).toEqual({ '2025-09-11': '11/9 05:32' });
    expect(exceptions.find('tieng-xo-dang-phat-lai', '2025-09-18')).toBeUndefined();
  });
});

describe('the same for programs', () => {
  const MOVE = '/slots/cds-phat-moi/occurrences/2025-09-10/move';
  const to = { start: '2025-09-11T17:25:00+07:00', durationMs: 300_000 };

  it('moves, says what it would mean, refuses in the same words, and undoes', async () => {
    const { api, places, viewer } = await openDesk();
    const dry = await api('POST', MOVE, { ...to, scope: 'following', dryRun: true });
    expect(await dry.json()).toMatchObject({
      consequence: expect.stringContaining('Khung mới: Thứ Năm, hai tuần một lần, lúc 17:25'),
      clashes: [expect.stringContaining('Thông báo')],
      slotIds: ['cds-phat-moi', 'cds-phat-moi-2'],
      change: null,
    });
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:10' });

    const moved = await api('POST', MOVE, { ...to, scope: 'one', answers: { '*': 'keep' } });
    const { change } = (await moved.json()) as { change: { id: number } };
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '11/9 17:25' });
    expect(await (await api('GET', '/changes/last')).json()).toMatchObject({
      id: change.id,
      at: '2025-09-10T08:00:00.000+07:00',
    });
    expect((await api('DELETE', `/changes/${change.id}`)).status).toBe(204);
    expect((await api('DELETE', `/changes/${change.id}`)).status).toBe(409);
    expect((await api('GET', '/changes/last')).status).toBe(404);
    expect(places('cds-phat-moi')).toMatchObject({ '2025-09-10': '10/9 17:10' });

    const late = await api('POST', MOVE, { ...to, start: '2025-09-11T22:00:00+07:00', scope: 'one' });
    expect(late.status).toBe(422);
    expect(await late.json()).toMatchObject({ detail: expect.stringContaining('ngoài khung giờ được phép') });
    expect((await api('POST', MOVE, { ...to, scope: 'one' }, viewer.headers)).status).toBe(403);
    expect((await api('POST', '/slots/cds-phat-moi/occurrences/2025-09-11/move', { ...to, scope: 'one' })).status).toBe(
      404,
    );
  });

  it('copies a week', async () => {
    const { api, exceptions } = await openDesk();
    const lines = [{ slotId: 'tieng-xo-dang-phat-lai', toDay: '2025-09-18', changesOccurrence: true, whyNot: null }];
    const dry = await api('POST', '/weeks/2025-09-10/copy', { to: '2025-09-17', dryRun: true });
    expect(await dry.json()).toMatchObject({ lines, change: null });
    const done = await api('POST', '/weeks/2025-09-08/copy', { to: '2025-09-15' });
    expect(await done.json()).toMatchObject({ lines, change: { words: expect.stringContaining('Đã chép 1 mục') } });
    expect(exceptions.find('tieng-xo-dang-phat-lai', '2025-09-18')).toMatchObject({ cancelled: true });
    expect((await api('POST', '/weeks/2025-09-08/copy', { to: '2025-09-14' })).status).toBe(422);
  });
});
