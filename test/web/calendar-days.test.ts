import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { call } from '../support/newsroom.ts';
import { aSlot, at, furnish, minutes } from '../support/schedule.ts';
import { cookiesOf, openWeb } from '../support/web.ts';

const PATH = '/lich-phat/ngay-dac-biet';

/** Wednesday 10/9/2025, 08:00; songs at 17:10 every day, the bulletin at 05:35 without a programme. */
async function openStation() {
  const web = await openWeb();
  const desk = furnish(web.db);
  desk.programmes.add({ ...desk.programmes.find('cds')!, id: 'ca-nhac', name: 'Ca nhạc', abbr: 'CN' });
  const song = desk.addRecording('song');
  const dirge = desk.addRecording('dirge');
  const songs = { id: 'ca-nhac', title: 'Ca nhạc', plays: 'recording', recordingId: song } as const;
  desk.slots.add(aSlot({ ...songs, programmeId: 'ca-nhac' }));
  desk.slots.add(aSlot({ ...songs, id: 'tin', title: 'Bản tin', programmeId: null, startTime: '05:35:00' }));
  web.station.planner.rebuild();
  const { headers, user } = web.user(['approver', 'administrator']);
  const onDay = (day: string) =>
    desk.entries.onDay(Temporal.PlainDate.from(day), web.station.config.zone).map(({ title }) => title);
  const page = async (path: string, cookie = '') => (await web.get(path, { ...headers, cookie })).text();
  return { web, desk, headers, user, onDay, page, dirge, song };
}

const MOURNING = {
  title: 'Quốc tang',
  from: '12/9',
  until: '13/9',
  type: 'mourning',
  document: '12/TB',
  hoursRule: 'keep',
};
const EVE = {
  title: 'Giao thừa Bính Ngọ',
  from: '16/02/2026',
  type: '',
  document: '05/CV',
  hoursRule: 'add',
  hours: '23h50–0h15',
};

describe('the page', () => {
  it('tells the next twelve months: holidays, lunar dates, the announced leave', async () => {
    const { page } = await openStation();
    const shown = await page(PATH);
    for (const words of [
      'Hôm nay thứ Tư, 10/09/2025, 19 tháng 7 năm Ất Tỵ',
      'Loa được phát 05:30–06:15, 17:00–17:45',
      'Ngày Chuyển đổi số quốc gia',
      '14/02/2026–22/02/2026',
      'Nghỉ Tết Nguyên đán Bính Ngọ 2026',
      'Tết Nguyên đán Bính Ngọ',
      'Đêm giao thừa chưa có giờ phát thêm',
      'Giỗ Tổ Hùng Vương',
      'Thêm ngày nghỉ bù…',
      'Chủ nhật · mùng 10 tháng 3',
    ])
      expect(shown, words).toContain(words);
    expect(shown).not.toContain('Ngày Quốc tế Lao động 2027');
  });

  it('of a year is that year, and any other asked for is the next twelve months', async () => {
    const { page } = await openStation();
    expect(await page(`${PATH}?nam=2030`)).toContain('01/02/2030–04/02/2030');
    expect(await page(`${PATH}?nam=abc`)).toContain('Mười hai tháng tới');
  });

  it('shows to those who only read it no way to change it', async () => {
    const { web } = await openStation();
    const shown = await (await web.get(PATH, web.user(['viewer']).headers)).text();
    expect(shown).toContain('Quốc khánh');
    expect(shown).not.toContain(`${PATH}/them`);
    expect(shown).not.toContain('Bỏ…');
  });

  it.each([
    ['quoc-tang', 'value="Quốc tang"', /value="mourning" checked/],
    ['giao-thua', 'value="23:50–00:15"', /value="16\/02\/2026"/],
    ['nghi-bu&ngay=2026-04-27', 'value="27/04/2026"', /value="holiday" checked/],
    ['tang-buoi', 'value="Tăng buổi phát theo văn bản"', /value="add" checked/],
    ['gi-do', 'Thêm ngày đặc biệt', /value="special" checked/],
  ])('has the form for %s filled in', async (template, words, choice) => {
    const { page } = await openStation();
    const shown = await page(`${PATH}/them?mau=${template}`);
    expect(shown).toContain(words);
    expect(shown).toMatch(choice);
  });
});

describe('mourning', () => {
  it('takes entertainment off the playlist for its days, says so there, and gives it back when withdrawn', async () => {
    const { web, headers, onDay, page } = await openStation();
    await web.post(`${PATH}/gio-phat`, { entertainment: 'ca-nhac' }, headers);
    web.nudges = 0;
    const saved = await web.post(PATH, MOURNING, headers);
    expect([saved.status, web.nudges]).toEqual([303, 1]);
    expect(await page(PATH, cookiesOf(saved))).toContain(
      'Đã lưu “Quốc tang”, 12/9/2025–13/9/2025. Danh sách phát 14 ngày tới: bỏ 2 lượt.',
    );
    expect(['11', '12', '13', '14'].map((day) => onDay(`2025-09-${day}`))).toEqual([
      ['Bản tin', 'Ca nhạc'],
      ['Bản tin'],
      ['Bản tin'],
      ['Bản tin', 'Ca nhạc'],
    ]);
    const friday = await page('/lich-phat?ngay=12/9');
    for (const words of [
      '21 tháng 7 năm Ất Tỵ (âm lịch)',
      'Ngày tang',
      'Quốc tang (12/TB)',
      'Không phát ngày này',
      'Chương trình giải trí tạm ngừng: Quốc tang (12/TB)',
      '1 lượt phát',
    ])
      expect(friday, words).toContain(words);

    const { id } = web.station.stores.calendar.list('2025-09-12', '2025-09-12')[0]!;
    expect(await page(`${PATH}/${id}/bo`)).toContain('trở lại như ngày vốn có');
    await web.post(`${PATH}/${id}/bo`, {}, headers);
    expect(onDay('2025-09-12')).toEqual(['Bản tin', 'Ca nhạc']);
  });

  it('puts the chosen recording in its place', async () => {
    const { web, headers, onDay, page, dirge } = await openStation();
    await web.post(`${PATH}/gio-phat`, { entertainment: 'ca-nhac' }, headers);
    await web.post(PATH, { ...MOURNING, recordingId: String(dirge) }, headers);
    expect(onDay('2025-09-12')).toEqual(['Bản tin', 'Thay “Ca nhạc”']);
    expect(await page('/lich-phat?ngay=12/9')).toContain('Thay chương trình giải trí: Quốc tang (12/TB)');
    const answer = await call(web, 'GET', '/playlist?day=2025-09-12', headers);
    const { calendar, lines } = (await answer.json()) as { calendar: unknown; lines: { ruling: string | null }[] };
    expect(calendar).toMatchObject({ type: 'mourning', names: ['Quốc tang (12/TB)'], lunar: { day: 21, month: 7 } });
    expect(lines.map(({ ruling }) => ruling)).toEqual([null, 'Thay chương trình giải trí: Quốc tang (12/TB)']);
  });
});

describe('a slot for some kinds of day', () => {
  const FORM = {
    ...{ title: 'Thể dục sáng', plays: 'recording', startTime: '05:50', minutes: '10', startDate: '10/9/2025' },
    ...{ repeat: 'daily', every: '1', until: '', overflow: 'skip', dayTypes: ['weekend', 'holiday'] },
  };

  it('is made by ticking them, the same by form, API and page of the day', async () => {
    const { web, desk, song, onDay, page } = await openStation();
    const editor = web.user(['editor']).headers;
    expect((await web.post('/khung-gio', { ...FORM, recordingId: String(song) }, editor)).status).toBe(303);
    const slot = desk.slots.list().at(-1)!;
    expect(slot.dayTypes).toEqual(['weekend', 'holiday']);
    expect([onDay('2025-09-12').length, onDay('2025-09-13').length]).toEqual([2, 3]);
    const answer = await call(web, 'GET', `/slots/${slot.id}`, editor);
    expect(await answer.json()).toMatchObject({
      dayTypes: ['weekend', 'holiday'],
      nextStart: '2025-09-13T05:50:00.000+07:00',
    });
    expect(await page(`/khung-gio/${slot.id}`)).toMatch(/name="dayTypes" value="weekend" checked/);
    expect(await page('/khung-gio')).toContain('chỉ vào cuối tuần, ngày lễ');
    const friday = await (await web.get('/lich-phat?ngay=12/9', editor)).text();
    expect(friday).toContain('Khung này không phát vào ngày thường');
    expect(friday).toContain(`/lich-phat/${slot.id}/2025-09-12/doi`);
  });

  it('says its next dates while it is written, and every kind ticked is every day', async () => {
    const { web, desk, song } = await openStation();
    const editor = web.user(['editor']).headers;
    const form = { ...FORM, recordingId: String(song) };
    const said = await (await web.post('/khung-gio/xem-truoc', form, { ...editor, 'hx-request': 'true' })).text();
    expect(said).toContain('chỉ vào cuối tuần, ngày lễ.');
    expect(said.match(/<li>/g)).toHaveLength(10);
    expect(said).not.toContain('12/09/2025');
    const all = ['ordinary', 'weekend', 'holiday', 'tet', 'mourning', 'exams', 'special'];
    await web.post('/khung-gio', { ...form, dayTypes: all }, editor);
    expect(desk.slots.list().at(-1)!.dayTypes).toBeNull();
  });

  it('moved by a person onto another kind of day, sounds there', async () => {
    const { web, onDay, song } = await openStation();
    const operator = web.user(['editor', 'operator']).headers;
    await web.post('/khung-gio', { ...FORM, recordingId: String(song) }, operator);
    const put = await web.post('/lich-phat/the-duc-sang/2025-09-13/doi', { date: '12/9', time: '5h50' }, operator);
    expect(put.status).toBe(303);
    expect([onDay('2025-09-12').length, onDay('2025-09-13').length]).toEqual([3, 2]);
  });
});

describe('giao thừa', () => {
  it('opens the loudspeakers at midnight, by name and document, for that night only', async () => {
    const { web, headers, page } = await openStation();
    const slot = {
      ...{ title: 'Giao thừa', plays: 'recording', recordingId: '1', startTime: '23:50', minutes: '25' },
      ...{ startDate: '16/02/2026', repeat: 'once', overflow: 'skip' },
    };
    const editor = web.user(['editor']).headers;
    const refused = await web.post('/khung-gio', slot, editor);
    expect([refused.status, (await refused.text()).includes('ngoài khung giờ được phép')]).toEqual([422, true]);

    expect((await web.post(PATH, EVE, headers)).status).toBe(303);
    const shown = await page(PATH);
    expect(shown).toContain('Thêm giờ phát 23:50–00:15');
    expect(shown).toContain('Văn bản: 05/CV');
    const link = /href="(\/khung-gio\/them\?[^"]+)"/.exec(shown)![1]!.replaceAll('&amp;', '&');
    const form = await (await web.get(link, editor)).text();
    for (const words of ['value="Giao thừa Bính Ngọ"', 'value="16/02/2026"', 'value="23:50"', 'value="25"'])
      expect(form, words).toContain(words);
    expect((await web.post('/khung-gio', slot, editor)).status).toBe(303);
    expect((await web.post('/khung-gio', { ...slot, startDate: '17/02/2026' }, editor)).status).toBe(422);
    expect((await web.post('/khung-gio', { ...slot, minutes: '26' }, editor)).status).toBe(422);

    web.now = at('2026-02-16 12:00');
    web.station.planner.rebuild();
    const eve = await page('/lich-phat?ngay=16/02/2026');
    expect(eve).toContain('29 tháng Chạp năm Ất Tỵ (âm lịch)');
    expect(eve).toContain('23:50–00:15');
    web.now = at('2026-02-17 00:05');
    const api = await call(web, 'GET', '/on-air', headers);
    expect(((await api.json()) as { state: string }).state).not.toBe('off');
  });
});

describe('hours by kind of day', () => {
  it('silence a slot on that day alone, with the reason on the playlist, and no slot is refused for it', async () => {
    const { web, headers, onDay, page, song } = await openStation();
    await web.post(`${PATH}/gio-phat`, { weekend: '6h30–7h15, 17:00–17:45' }, headers);
    expect(await page(`${PATH}/gio-phat`)).toContain('value="06:30–07:15, 17:00–17:45"');
    expect([onDay('2025-09-12'), onDay('2025-09-13')]).toEqual([['Bản tin', 'Ca nhạc'], ['Ca nhạc']]);
    expect(await page('/lich-phat?ngay=13/9')).toContain('Ngày này chỉ phát 06:30–07:15, 17:00–17:45');

    const editor = web.user(['editor']).headers;
    const slot = {
      ...{ title: 'Nhạc', plays: 'recording', recordingId: String(song), minutes: '5', startDate: '10/9/2025' },
      ...{ repeat: 'daily', every: '1', overflow: 'skip' },
    };
    const save = async (changes: Record<string, string>) =>
      (await web.post('/khung-gio', { ...slot, ...changes }, editor)).status;
    expect(await save({ startTime: '05:55' })).toBe(303);
    expect(await save({ startTime: '06:40' })).toBe(422);
    expect(await save({ startTime: '06:40', dayTypes: 'weekend' })).toBe(303);
    expect(await save({ startTime: '06:40', dayTypes: 'exams' })).toBe(422);
    expect(await save({ startTime: '05:55', dayTypes: 'weekend' })).toBe(422);
    // Now and then a Saturday is a holiday, with the hours of one: that is not being heard.
    expect(await save({ startTime: '05:55', repeat: 'weekly', weekdays: '6' })).toBe(422);
  });

  it('that cannot be read are told at their field, and nothing is changed', async () => {
    const { web, headers } = await openStation();
    const answer = await web.post(`${PATH}/gio-phat`, { weekend: '25h–26h', tet: '05:00–06:00' }, headers);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('href="#f-weekend"');
    expect(web.station.stores.calendar.hoursByType()).toEqual({});
  });
});

describe('what is refused', () => {
  it.each([
    [{ title: '' }, 'Nhập tên hoặc lý do'],
    [{ from: '31/2' }, 'Nhập ngày/tháng/năm'],
    [{ until: '11/9' }, 'Ngày cuối phải bằng hoặc sau ngày đầu'],
    [{ until: '12/9/2027' }, 'Nhiều nhất một năm'],
    [{ document: '', hoursRule: 'add', hours: '20:00–20:30' }, 'Đổi giờ phát phải có văn bản'],
    [{ hoursRule: 'add', hours: '' }, 'Nhập khung giờ thêm'],
    [{ hoursRule: 'add', hours: '20h-25h' }, 'giờ kết thúc phải có dạng'],
    [{ type: '', hoursRule: 'keep' }, 'Chưa có gì khác'],
    [{ type: 'gi-do' }, 'Chọn loại ngày trong danh sách'],
    [{ type: 'exams', recordingId: '1' }, 'Chỉ ngày tang mới có tệp thay'],
    [{ recordingId: '999' }, 'Tệp này không có hoặc chưa sẵn sàng'],
  ])('%j in the form, and nothing changes', async (changes, words) => {
    const { web, headers } = await openStation();
    const before = web.station.stores.calendar.list();
    const answer = await web.post(PATH, { ...MOURNING, ...changes }, headers);
    expect([answer.status, (await answer.text()).includes(words), web.nudges]).toEqual([422, true, 0]);
    expect(web.station.stores.calendar.list()).toEqual(before);
  });

  test('an editor may not change what the loudspeakers are allowed', async () => {
    const { web } = await openStation();
    const editor = web.user(['editor', 'operator']).headers;
    expect((await web.post(PATH, MOURNING, editor)).status).toBe(403);
    expect((await call(web, 'POST', '/special-days', editor, {})).status).toBe(403);
    expect((await web.post(`${PATH}/gio-phat`, {}, web.user(['approver']).headers)).status).toBe(403);
  });

  test('a title is text, never markup', async () => {
    const { web, headers, page } = await openStation();
    await web.post(PATH, { ...MOURNING, title: '<script>alert(1)</script>' }, headers);
    for (const path of [PATH, '/lich-phat?ngay=12/9']) expect(await page(path)).not.toContain('<script>alert');
  });
});

describe('the API', () => {
  const draft = {
    from: '2026-02-16',
    until: '2026-02-16',
    title: 'Giao thừa Bính Ngọ',
    document: '05/CV',
    hoursRule: 'add',
  };
  const hours = [{ from: '23:50', until: '00:15' }];

  it('makes of JSON the row the form makes of words', async () => {
    const { web, headers, user } = await openStation();
    const made = await call(web, 'POST', '/special-days', headers, { ...draft, hours });
    expect(made.status).toBe(201);
    const fromApi = (await made.json()) as { id: number };
    await web.post(PATH, EVE, headers);
    const [first, second] = web.station.stores.calendar.list('2026-02-16', '2026-02-16').slice(-2);
    expect({ ...second, id: 0 }).toEqual({ ...first, id: 0 });
    expect(fromApi).toMatchObject({ ...draft, hours, type: null, madeBy: user.id });

    const path = `/special-days/${fromApi.id}`;
    const changed = await call(web, 'PUT', path, headers, { ...draft, hours, document: '06/CV' });
    expect(await changed.json()).toMatchObject({ id: fromApi.id, document: '06/CV' });
    expect((await call(web, 'DELETE', path, headers)).status).toBe(204);
    for (const [method, body] of [['GET'], ['PUT', { ...draft, hours }], ['DELETE']] as const)
      expect((await call(web, method, path, headers, body)).status).toBe(404);
  });

  it('tells days one by one, and refuses more than a year', async () => {
    const { web, headers } = await openStation();
    await call(web, 'POST', '/special-days', headers, { ...draft, hours });
    const answer = await call(web, 'GET', '/calendar?from=2026-02-13&until=2026-02-17', headers);
    const { days } = (await answer.json()) as { days: { type: string; names: string[]; hours: unknown[] }[] };
    expect(days.map(({ type }) => type)).toEqual(['ordinary', 'tet', 'tet', 'tet', 'tet']);
    expect(days[3]).toMatchObject({
      names: ['Nghỉ Tết Nguyên đán Bính Ngọ 2026', 'Giao thừa Bính Ngọ (05/CV)'].reverse(),
      hours: [{ from: '05:30' }, { from: '17:00' }, { from: '23:50', until: '00:15' }],
      lunar: { day: 29, month: 12, isLeap: false, year: 2025, words: '29 tháng Chạp năm Ất Tỵ' },
    });
    expect((await call(web, 'GET', '/calendar?from=2026-01-01&until=2027-06-01', headers)).status).toBe(422);
    const year = await call(web, 'GET', '/calendar/lunar-years/2030', headers);
    expect(await year.json()).toEqual({ year: 2030, name: 'Canh Tuất', tet: '2030-02-02', leapMonth: null });
  });

  it('refuses in the same words as the form, field by field', async () => {
    const { web, headers } = await openStation();
    const refused = await call(web, 'POST', '/special-days', headers, { ...draft, document: '', hours });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: { document: expect.stringContaining('văn bản cho phép') } });
  });

  it('sets hours by kind of day and the entertainment', async () => {
    const { web, headers } = await openStation();
    const rules = { hoursByType: { weekend: [{ from: '06:30', until: '07:15' }] }, entertainment: ['ca-nhac'] };
    expect(await (await call(web, 'PUT', '/day-types', headers, rules)).json()).toEqual(rules);
    expect(await (await call(web, 'GET', '/day-types', headers)).json()).toEqual(rules);
    for (const wrong of [
      { ...rules, entertainment: ['khong-co'] },
      { ...rules, hoursByType: { ordinary: hours } },
    ])
      expect((await call(web, 'PUT', '/day-types', headers, wrong)).status).toBe(422);
  });
});

test('an order in force stops what is not allowed at once: the last gate is told', async () => {
  const { web, headers, desk } = await openStation();
  web.now = at('2025-09-10 17:05');
  desk.slots.change(aSlot({ ...desk.slots.find('ca-nhac')!, durationMs: minutes(20), changedAt: web.now }));
  await web.post(PATH, { ...MOURNING, from: '10/9', until: '', type: '', hoursRule: 'only', hours: '' }, headers);
  expect(web.nudges).toBe(1);
  expect(desk.entries.between(web.now, at('2025-09-11 00:00'))).toEqual([]);
});
