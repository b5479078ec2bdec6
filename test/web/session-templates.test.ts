import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { exportPlanFile } from '../../src/core/plan-export.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { call } from '../support/newsroom.ts';
import { at } from '../support/schedule.ts';
import { openWeekDesk, wall } from '../support/week.ts';

const DAY = '2025-09-12';

/** The week of Đăk Tô, and an editor who makes Friday evening's session of a template, 18:00–18:30. */
async function openDesk() {
  const desk = await openWeekDesk();
  const { web } = desk;
  web.station.stores.settings.change({
    hours: [...web.station.stores.settings.find().hours, { from: '18:00', until: '18:45' }],
  });
  const tune = desk.addRecording('Nhạc hiệu buổi tối', { minutes: 1 });
  const filler = desk.addRecording('Nhạc không lời', { minutes: 3 });
  web.station.stores.settings.change({ fillerRecordingId: filler.id });
  const { headers } = web.user(['editor']);
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await call(web, method, path, headers, body);
    return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
  };
  const page = async (path: string) => (await web.get(path, headers)).text();
  const post = (path: string, form: Record<string, string> = {}) => web.post(path, form, headers);
  const evening = (day = DAY) =>
    desk.entries
      .onDay(Temporal.PlainDate.from(day), web.station.config.zone)
      .filter(({ plannedStart }) => plannedStart >= at(`${day} 18:00`))
      .map((one) => `${wall(one.plannedStart).split(' ')[1]} ${one.item} ${one.title}`);
  const items = [
    { title: 'Nhạc hiệu', plays: 'recording', recordingId: tune.id },
    { title: 'Bản tin xã', plays: 'replay', programmeId: 'ban-tin-xa' },
    { title: 'Nhạc lấp chỗ', plays: 'filler' },
    { title: 'Nhạc kết', plays: 'recording', recordingId: tune.id, afterMs: 29 * 60_000 },
  ];
  const slot = {
    ...{ title: 'Buổi tối', plays: 'session', rrule: 'FREQ=WEEKLY;BYDAY=FR', startDate: '2025-09-01' },
    ...{ startTime: '18:00', durationMs: 30 * 60_000 },
  };
  const template = async () => {
    const made = await api('POST', '/session-templates', { title: 'Buổi tối', items });
    expect(made.status).toBe(201);
    const { status } = await api('POST', '/slots', { ...slot, templateId: made.body.id });
    expect(status).toBe(201);
    return made.body as { id: string; items: { key: number; title: string }[] };
  };
  return { ...desk, api, page, post, evening, items, slot, template, tune, headers };
}

const PLANNED = ['18:00 1 Nhạc hiệu', '18:01 2 Bản tin xã', '18:09 3 Nhạc lấp chỗ', '18:29 4 Nhạc kết'];

describe('a template', () => {
  it('is made on its page, item by item, and its order changed by buttons', async () => {
    const { page, post, tune, sessionTemplates } = await openDesk();
    expect(await page('/mau-buoi')).toContain('Chưa có mẫu buổi phát nào');
    expect((await post('/mau-buoi', { title: '' })).status).toBe(422);
    expect((await post('/mau-buoi', { title: 'Buổi chiều' })).headers.get('location')).toBe('/mau-buoi/buoi-chieu');
    const empty = { programmeId: '', recordingId: '', relayUrl: '', most: '', after: '' };
    const add = (form: Record<string, string>) => post('/mau-buoi/buoi-chieu/muc', { ...empty, ...form });
    expect((await add({ title: 'Bản tin xã', plays: 'premiere', programmeId: 'ban-tin-xa', most: '8' })).status).toBe(
      303,
    );
    expect((await add({ title: 'Nhạc hiệu', plays: 'recording', recordingId: String(tune.id) })).status).toBe(303);
    for (const [form, words] of [
      [{ title: 'Tin', plays: 'premiere' }, 'Chọn chuyên mục sẽ phát'],
      [{ title: 'Nhạc', plays: 'recording' }, 'Chọn tệp âm thanh sẽ phát'],
      [{ title: 'VOV1', plays: 'relay' }, 'Tiếp sóng cần thời lượng'],
      [{ title: 'Nhạc', plays: 'filler', after: 'nửa giờ' }, 'Nhập số phút sau giờ bắt đầu'],
    ] as const) {
      const answer = await add(form);
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain(words);
    }
    await post('/mau-buoi/buoi-chieu/muc/2/thu-tu', { sang: 'len' });
    const items = () => sessionTemplates.find('buoi-chieu')!.items;
    expect(items().map(({ key, title }) => `${key} ${title}`)).toEqual(['2 Nhạc hiệu', '1 Bản tin xã']);
    await post('/mau-buoi/buoi-chieu/muc/2/bo');
    await add({ title: 'Nhạc lấp chỗ', plays: 'filler' });
    expect(items().map(({ key }) => key)).toEqual([1, 2]);
    expect(await page('/mau-buoi/buoi-chieu')).toContain('dài nhất 08 phút');
  });

  it('lays its items on the playlist of every slot that plays it, and says whether the session fits', async () => {
    const { template, evening, page } = await openDesk();
    await template();
    expect(evening()).toEqual(PLANNED);
    const day = await page(`/lich-phat?ngay=${DAY}`);
    expect(day).toContain('Nội dung 30 phút trong 30 phút đã xếp: vừa khít');
    expect(await page('/lich-phat/tuan?tu=2025-09-08')).toContain('Buổi tối');
  });

  it('changed is heard of from the next session on, and is not archived while a slot plays it', async () => {
    const { template, evening, api, post, page, slot } = await openDesk();
    const { id, items } = await template();
    const without = items.filter(({ title }) => title !== 'Nhạc lấp chỗ');
    expect((await api('PUT', `/session-templates/${id}`, { title: 'Buổi tối', items: without })).status).toBe(200);
    expect(evening()).toEqual(PLANNED.filter((line) => !line.includes('lấp chỗ')));
    expect(await page(`/lich-phat?ngay=${DAY}`)).toContain('Nội dung 10 phút trong 30 phút đã xếp: thiếu 20 phút');
    await api('PUT', '/slots/buoi-toi', { ...slot, templateId: id, durationMs: 9.5 * 60_000, startTime: '18:15' });
    expect(await page(`/lich-phat?ngay=${DAY}`)).toContain(
      'Nội dung 10 phút trong 09 phút 30 giây đã xếp: thừa 30 giây',
    );
    expect((await api('DELETE', `/session-templates/${id}`)).status).toBe(409);
    expect((await post(`/mau-buoi/${id}/luu-tru`)).status).toBe(303);
    await api('DELETE', '/slots/buoi-toi');
    expect((await api('DELETE', `/session-templates/${id}`)).status).toBe(204);
  });

  it.each([
    { what: 'a key it never had', change: { key: 77 }, says: 'không có mục số 77' },
    {
      what: 'a programme there is not',
      change: { plays: 'premiere', programmeId: 'khong-co' },
      says: 'Chuyên mục này không có',
    },
    { what: 'moments out of order', change: { afterMs: 29.5 * 60_000 }, says: 'sớm hơn mục trước nó' },
  ])('is refused $what', async ({ change, says }) => {
    const { template, api } = await openDesk();
    const { id, items } = await template();
    const [first, ...rest] = items;
    const body = { title: 'Buổi tối', items: [{ ...first, ...change }, ...rest] };
    const answer = await api('PUT', `/session-templates/${id}`, body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(says);
  });

  it('is played in the language of the slot, which its form keeps', async () => {
    const { template, post, page, slots } = await openDesk();
    const { id: templateId } = await template();
    const { id } = slots.list().find((one) => one.templateId === templateId)!;
    const form = {
      ...{ title: 'Buổi tối', plays: 'session', templateId, language: 'sed', zoneId: 'main', repeat: 'daily' },
      ...{ startTime: '18:00', minutes: '30', startDate: '1/9/2025', every: '1', until: '', overflow: 'skip' },
    };
    const saved = await post(`/khung-gio/${id}`, form);
    expect(saved.status, await saved.text()).toBe(303);
    expect(slots.find(id)?.language).toBe('sed');
    expect(await page(`/khung-gio/${id}`)).toContain('<option value="sed" selected="">');
  });

  it('a slot without one is refused', async () => {
    const { api, slot } = await openDesk();
    const answer = await api('POST', '/slots', slot);
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: { templateId: expect.stringContaining('mẫu buổi phát') } },
    });
  });
});

describe('one day’s session', () => {
  const OCCURRENCE = `/slots/buoi-toi/occurrences/${DAY}`;

  it('has its items in another order, one more, one less and one with other sound, each taken back', async () => {
    const { template, evening, api, addRecording, post, page, headers, web } = await openDesk();
    await template();
    const undo = async () => {
      const { body } = await api('GET', '/changes/last');
      await web.post('/lich-phat/hoan-tac', { id: String(body.id), back: `/lich-phat?ngay=${DAY}` }, headers);
    };
    const notice = addRecording('Thông báo tiêm phòng', { minutes: 4 });
    await post(`/lich-phat/buoi-toi/${DAY}/thu-tu`, { muc: '2', den: `buoi-toi/${DAY}/1` });
    expect(evening()).toEqual(['18:00 2 Bản tin xã', '18:08 1 Nhạc hiệu', ...PLANNED.slice(2)]);
    await undo();

    const form = { after: `buoi-toi/${DAY}/1`, recordingId: String(notice.id), episodeId: '', title: '' };
    expect((await post('/lich-phat/chen', form)).status).toBe(303);
    expect(evening()).toEqual([
      '18:00 1 Nhạc hiệu',
      '18:01 1000 Thông báo tiêm phòng',
      '18:05 2 Bản tin xã',
      '18:13 3 Nhạc lấp chỗ',
      '18:29 4 Nhạc kết',
    ]);
    await undo();
    expect(evening()).toEqual(PLANNED);

    expect((await post(`/lich-phat/buoi-toi/${DAY}/huy?muc=2`, { reason: '' })).status).toBe(303);
    expect(evening()).toEqual(['18:00 1 Nhạc hiệu', '18:01 3 Nhạc lấp chỗ', '18:29 4 Nhạc kết']);
    expect(await page(`/lich-phat?ngay=${DAY}`)).toContain(`/lich-phat/buoi-toi/${DAY}/bo-thay-doi?muc=2`);
    await post(`/lich-phat/buoi-toi/${DAY}/bo-thay-doi?muc=2`);
    expect(evening()).toEqual(PLANNED);

    expect((await api('PUT', `${OCCURRENCE}/items/2`, { recordingId: notice.id })).status).toBe(200);
    expect(evening()).toContain('18:01 2 Thay “Bản tin xã”');
    expect((await api('DELETE', `${OCCURRENCE}/items/2`)).status).toBe(200);
    expect(evening()).toEqual(PLANNED);
    expect((await api('GET', `/slots/buoi-toi/exceptions/${DAY}`)).status).toBe(404);
  });

  it('tells of the item for which it has no room, which finds room again further up', async () => {
    const { template, evening, api, slot, post, page, addRecording } = await openDesk();
    const { id, items } = await template();
    const long = addRecording('Nói chuyện truyền thống', { minutes: 31 });
    await api('PUT', `/session-templates/${id}`, { title: 'Buổi tối', items: items.slice(0, 2) });
    await api('PUT', '/slots/buoi-toi', { ...slot, templateId: id, endMode: 'cut' });
    await api('PUT', `${OCCURRENCE}/items/1`, { recordingId: long.id });
    expect(evening()).toEqual(['18:00 1 Nhạc hiệu', '18:29 2 Bản tin xã']);
    const words = 'Chương trình trước kéo dài hết thời gian của mục này';
    expect(await page(`/lich-phat?ngay=${DAY}`)).toContain(words);
    await post(`/lich-phat/buoi-toi/${DAY}/thu-tu`, { muc: '2', den: `buoi-toi/${DAY}/1` });
    expect(evening()).toEqual(['18:00 2 Bản tin xã', '18:08 1 Nhạc hiệu']);
    expect(await page(`/lich-phat?ngay=${DAY}`)).not.toContain(words);
  });

  it('of the week after is as its template has it', async () => {
    const { template, evening, api } = await openDesk();
    await template();
    await api('PUT', `${OCCURRENCE}/items/1`, { cancelled: true });
    expect(evening('2025-09-19')).toEqual(PLANNED);
  });

  it('moved keeps what was changed about its items; cancelled it is silent as a whole', async () => {
    const { template, evening, api, entries, web } = await openDesk();
    await template();
    await api('PUT', `${OCCURRENCE}/items/3`, { cancelled: true });
    const { body } = await api('GET', `/slots/buoi-toi/exceptions/${DAY}`);
    const moved = { ...body, movedTo: `${DAY}T18:10:00`, answers: {} };
    const {
      slotId: _,
      recurrenceId: __,
      madeBy: ___,
      madeAt: ____,
      countsOn: _____,
      countsReason: ______,
      paysForId: _______,
      ...put
    } = moved as Record<string, unknown>;
    expect((await api('PUT', `/slots/buoi-toi/exceptions/${DAY}`, put)).status).toBe(200);
    expect(evening()).toEqual(['18:10 1 Nhạc hiệu', '18:11 2 Bản tin xã', '18:39 4 Nhạc kết']);
    await api('PUT', `/slots/buoi-toi/exceptions/${DAY}`, { ...put, cancelled: true });
    expect(evening()).toEqual([]);
    expect(entries.standingOf('buoi-toi', DAY)).toEqual([]);
    expect(web.nudges).toBeGreaterThan(0);
  });

  it('on the air takes changes of what is still to come, and refuses those of what has begun', async () => {
    const { template, api, web, evening } = await openDesk();
    await template();
    web.now = at(`${DAY} 18:05`);
    web.station.planner.rebuild();
    expect((await api('PUT', `${OCCURRENCE}/items/2`, { cancelled: true })).status).toBe(422);
    expect((await api('PUT', `${OCCURRENCE}/items/3`, { cancelled: true })).status).toBe(200);
    expect(evening()).toEqual(PLANNED.filter((line) => !line.includes('lấp chỗ')));
    const { body } = await api('GET', '/changes/last');
    expect((await api('DELETE', `/changes/${body.id}`)).status).toBe(204);
    expect(evening()).toEqual(PLANNED);
  });

  it.each([
    { what: 'an item there is not', path: '/items/77', body: { cancelled: true } },
    { what: 'nothing instead', path: '/items/2', body: {} },
    { what: 'an issue there is not', path: '/items/2', body: { episodeId: 9999 } },
  ])('is refused $what', async ({ path, body }) => {
    const { template, api, evening } = await openDesk();
    await template();
    expect((await api('PUT', OCCURRENCE + path, body)).status).toBe(422);
    expect(evening()).toEqual(PLANNED);
  });

  it('whole takes no sound in its place, only its items do', async () => {
    const { template, api, tune } = await openDesk();
    await template();
    const answer = await api('PUT', `/slots/buoi-toi/exceptions/${DAY}`, { recordingId: tune.id });
    expect(JSON.stringify(answer.body)).toContain('thay từng mục trong buổi');
  });
});

describe('in a plan file', () => {
  const WITH_TEMPLATE = (source: string) =>
    `${source.trimEnd()}\n`.replace(
      '\nslots:\n',
      `
session_templates:
  - id: buoi-toi      # buổi tối thứ Sáu
    title: Buổi tối
    items:
      - {title: Nhạc hiệu, plays: recording}
      - {title: Bản tin xã, plays: replay, programme: ban-tin-xa, most: PT8M}
      - {title: Nhạc kết, plays: recording, after: PT29M}   # đúng giờ

slots:
  - {id: buoi-toi, title: Buổi tối, plays: session, template: buoi-toi, start_date: 2025-09-01, start_time: "18:00", duration: PT30M, rrule: "FREQ=WEEKLY;BYDAY=FR"}
`,
    );

  it('goes into the archive when the file has it no more and nothing plays it, and comes back with the file', async () => {
    const { plans, sessionTemplates, web } = await openDesk();
    const without = plans.exportState('KH-25-2025-DAKTO')!.source;
    const source = WITH_TEMPLATE(without);
    const unplayed = source.replace(/\n {2}- \{id: buoi-toi, title: Buổi tối, plays: session.*\n/, '\n');
    const load = (text: string) => {
      const file = parsePlanFile(text);
      if (!file.ok) throw new Error(JSON.stringify(file.error));
      const { changes } = plans.compare(file.value, new Set());
      plans.importPlan(file.value, text, web.now);
      return changes.flatMap(({ list, id, what }) => (list === 'templates' ? [`${what} ${id}`] : []));
    };
    expect(load(source)).toEqual(['added buoi-toi']);
    expect(load(source)).toEqual([]);
    expect(load(unplayed)).toEqual([]);
    const { id: _, ...slot } = web.station.stores.slots.find('nhac-hieu-sang')!;
    const own = { ...slot, id: 'tren-man-hinh', plays: 'session' as const, templateId: 'buoi-toi', planId: null };
    web.station.stores.slots.add(own);
    expect(load(without)).toEqual([]);
    expect(sessionTemplates.find('buoi-toi')!.archivedAt).toBeNull();

    load(unplayed);
    web.station.stores.slots.archive('tren-man-hinh', web.now);
    expect(load(without)).toEqual(['removed buoi-toi']);
    expect(sessionTemplates.find('buoi-toi')!.archivedAt).toBe(web.now);
    expect(load(source)).toEqual(['restored buoi-toi']);
    expect(sessionTemplates.find('buoi-toi')!.archivedAt).toBeNull();
  });

  it('is loaded with its slot, keeps the sound chosen on screen, and comes out byte for byte', async () => {
    const { plans, tune, sessionTemplates, evening, web } = await openDesk();
    const source = WITH_TEMPLATE(plans.exportState('KH-25-2025-DAKTO')!.source);
    const load = (text: string) => {
      const file = parsePlanFile(text);
      if (!file.ok) throw new Error(JSON.stringify(file.error));
      plans.importPlan(file.value, text, web.now);
    };
    load(source);
    const template = sessionTemplates.find('buoi-toi')!;
    sessionTemplates.change({
      ...template,
      items: template.items.map((one) => (one.plays === 'recording' ? { ...one, recordingId: tune.id } : one)),
    });
    load(source);
    expect(sessionTemplates.find('buoi-toi')!.items[0]).toMatchObject({ recordingId: tune.id });
    web.station.planner.rebuild();
    expect(evening()).toEqual(['18:00 1 Nhạc hiệu', '18:01 2 Bản tin xã', '18:29 3 Nhạc kết']);

    const state = plans.exportState('KH-25-2025-DAKTO')!;
    const silent = { ...state, sounds: [], templates: [template] };
    expect(exportPlanFile(source, silent)).toContain(
      '# buổi tối thứ Sáu\n    title: Buổi tối\n    items:\n      - {title: Nhạc hiệu, plays: recording}\n',
    );
    const renamed = exportPlanFile(source, { ...silent, templates: [{ ...template, title: 'Buổi tối thứ Sáu' }] });
    expect(renamed).toContain(
      '    title: "Buổi tối thứ Sáu"\n    items:\n      - {title: Nhạc hiệu, plays: recording}\n',
    );
    const changed = exportPlanFile(source, {
      ...silent,
      templates: [{ ...template, items: template.items.slice(0, 2) }],
    });
    const read = parsePlanFile(changed);
    expect(read.ok && read.value.templates[0]!.items.map(({ title }) => title)).toEqual(['Nhạc hiệu', 'Bản tin xã']);
    expect(changed).toContain('# buổi tối thứ Sáu');
  });

  it.each([
    {
      what: 'a template that nobody made',
      from: 'template: buoi-toi',
      to: 'template: buoi-trua',
      says: 'không có mẫu buổi phát nào mang mã “buoi-trua”',
    },
    {
      what: 'a session of no template',
      from: 'plays: session, template: buoi-toi',
      to: 'plays: session',
      says: 'khung giờ session cần template',
    },
    {
      what: 'an item of no programme there is',
      from: 'programme: ban-tin-xa, most',
      to: 'programme: ban-tin, most',
      says: 'không có chuyên mục nào mang mã “ban-tin”',
    },
    {
      what: 'an item that plays nothing known',
      from: 'Nhạc kết, plays: recording',
      to: 'Nhạc kết, plays: song',
      says: 'filler (nhạc lấp chỗ)',
    },
  ])('is told of with its line: $what', async ({ from, to, says }) => {
    const { plans } = await openDesk();
    const source = WITH_TEMPLATE(plans.exportState('KH-25-2025-DAKTO')!.source);
    expect(source).toContain(from);
    const read = parsePlanFile(source.replace(from, to));
    expect(read.ok).toBe(false);
    expect(!read.ok && read.error.map(({ message }) => message).join('\n')).toContain(says);
  });
});
