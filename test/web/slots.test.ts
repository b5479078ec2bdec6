import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { call } from '../support/newsroom.ts';
import { at, PROGRAMME } from '../support/schedule.ts';
import { openWeb } from '../support/web.ts';

/** Wednesday 10/9/2025, 08:00; "Chuyển đổi số" every second Wednesday at 17:10. */
const FORM = {
  title: 'Chuyển đổi số (phát mới)',
  plays: 'premiere',
  programmeId: 'cds',
  startTime: '17h10',
  minutes: '15',
  startDate: '27/8',
  repeat: 'weekly',
  every: '2',
  weekdays: ['3'],
  until: '',
  overflow: 'skip',
};
const JSON_SLOT = {
  title: 'Chuyển đổi số (phát mới)',
  plays: 'premiere',
  programmeId: 'cds',
  rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE',
  startDate: '2025-08-27',
  startTime: '17:10',
  durationMs: 900_000,
};

async function openStation() {
  const web = await openWeb();
  web.station.stores.programmes.add(PROGRAMME);
  return { web, editor: web.user(['editor']).headers };
}

describe('a slot', () => {
  it('written in the form in the words of people is the slot the API would have made', async () => {
    const { web, editor } = await openStation();
    const answer = await web.post('/khung-gio', FORM, editor);
    expect(answer.status).toBe(303);
    const answers = { 'chuyen-doi-so-phat-moi': 'keep' };
    const made = await call(web, 'POST', '/slots', editor, { ...JSON_SLOT, answers });
    expect(made.status).toBe(201);

    const [fromForm, fromApi] = web.station.stores.slots.list();
    expect(fromForm).toEqual({ ...fromApi, id: 'chuyen-doi-so-phat-moi' });
    expect(fromApi?.id).toBe('chuyen-doi-so-phat-moi-2');
    expect(await made.json()).toMatchObject({
      words: 'Thứ Tư, hai tuần một lần, lúc 17:10, từ 27/8/2025',
      nextStart: '2025-09-10T17:10:00.000+07:00',
      startTime: '17:10:00',
    });
  });

  it('is on the playlist as soon as it is saved, and the playout is told', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', FORM, editor);
    const day = Temporal.PlainDate.from('2025-09-10');
    expect(web.station.stores.entries.onDay(day, web.station.config.zone)).toHaveLength(1);
    expect(web.nudges).toBe(1);
  });

  it('opens in the form as it was written, and saving it unchanged changes nothing but its date of change', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', { ...FORM, exdates: '24/9/2025, 8/10/2025', minutes: '1:30' }, editor);
    const [before] = web.station.stores.slots.list();
    const page = await (await web.get(`/khung-gio/${before!.id}`, editor)).text();
    expect(page).toContain('value="17:10"');
    expect(page).toContain('value="1:30"');
    expect(page).toMatch(/name="weekdays" value="3" checked/);
    expect(page).toContain('24/09/2025\n08/10/2025');

    web.now = epochMs(web.now + 60_000);
    await web.post(`/khung-gio/${before!.id}`, { ...FORM, exdates: '24/09/2025\n08/10/2025', minutes: '1:30' }, editor);
    expect(web.station.stores.slots.list()).toEqual([{ ...before, changedAt: web.now }]);
  });

  it('outside the allowed hours is refused in words no AM and PM can blur, in the form and in the API alike', async () => {
    const { web, editor } = await openStation();
    const words = '03:15 — 3 giờ sáng, ngoài khung giờ được phép (05:30–06:15, 17:00–17:45). Giờ phát đổi ở Cấu hình.';
    const form = await web.post('/khung-gio', { ...FORM, startTime: '3:15' }, editor);
    expect(form.status).toBe(422);
    expect(await form.text()).toContain(words);
    const api = await call(web, 'POST', '/slots', editor, { ...JSON_SLOT, startTime: '03:15' });
    expect(api.status).toBe(422);
    expect(await api.json()).toMatchObject({ errors: { startTime: words } });
    expect(web.station.stores.slots.list()).toEqual([]);
  });

  it('that begins inside the hours and ends outside is refused too', async () => {
    const { web, editor } = await openStation();
    const form = await web.post('/khung-gio', { ...FORM, startTime: '17:40' }, editor);
    expect(await form.text()).toContain('Kết thúc lúc 17:55 — 5 giờ chiều, ngoài khung giờ được phép');
    expect((await web.post('/khung-gio', { ...FORM, startTime: '17:30' }, editor)).status).toBe(303);
  });

  it('with mistakes is sent back with every one of them and what was typed', async () => {
    const { web, editor } = await openStation();
    const form = {
      ...FORM,
      title: ' ',
      startTime: '25h',
      startDate: '31/2',
      weekdays: [],
      minutes: 'lâu',
      exdates: '9/13',
    };
    const answer = await web.post('/khung-gio', form, editor);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    for (const field of ['title', 'startTime', 'startDate', 'weekdays', 'minutes', 'exdates'])
      expect(page, field).toContain(`href="#f-${field}"`);
    expect(page).toContain('value="25h"');
  });

  it.each([
    ['a premiere of no programme', { programmeId: '' }, 'Chọn chuyên mục sẽ phát'],
    ['a programme that does not exist', { programmeId: 'khong-co' }, 'Chuyên mục này không có'],
    ['a fixed recording without a file', { plays: 'recording' }, 'Chọn tệp âm thanh sẽ phát'],
    ['a rule that cannot be read', { repeat: 'rule', rrule: 'FREQ=HOURLY' }, 'khung giờ không lặp trong ngày'],
    ['an end before the beginning', { until: '1/8/2025' }, 'UNTIL ở trước lần đầu'],
  ])('is refused: %s', async (_, changes, words) => {
    const { web, editor } = await openStation();
    const answer = await web.post('/khung-gio', { ...FORM, ...changes }, editor);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
  });

  it('archived falls no more, keeps its page, and can be taken back', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', FORM, editor);
    const id = 'chuyen-doi-so-phat-moi';
    expect(await (await web.get(`/khung-gio/${id}/luu-tru`, editor)).text()).toContain('không phát nữa');
    await web.post(`/khung-gio/${id}/luu-tru`, {}, editor);
    expect(await (await web.get('/khung-gio', editor)).text()).not.toContain(FORM.title);
    expect(await (await web.get('/khung-gio?luu-tru', editor)).text()).toContain(FORM.title);
    expect(await (await web.get('/lich-phat', editor)).text()).not.toContain(FORM.title);
    await web.post(`/khung-gio/${id}/khoi-phuc`, {}, editor);
    expect(await (await web.get('/lich-phat', editor)).text()).toContain(FORM.title);
    expect((await call(web, 'DELETE', `/slots/${id}`, editor)).status).toBe(204);
    expect(web.station.stores.slots.find(id)?.archivedAt).toBe(web.now);
  });

  it('shows its title as text, whatever is in it', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', { ...FORM, title: '<img src=x onerror=alert(1)>' }, editor);
    for (const path of ['/khung-gio', '/khung-gio/img-src-x-onerror-alert-1', '/lich-phat'])
      expect(await (await web.get(path, editor)).text(), path).not.toContain('<img');
  });

  it('is for editors, operators and administrators to write, and for everybody signed in to read', async () => {
    const { web } = await openStation();
    for (const role of ['approver', 'reporter', 'viewer'] as const) {
      const { headers } = web.user([role]);
      expect((await web.post('/khung-gio', FORM, headers)).status).toBe(403);
      expect((await call(web, 'POST', '/slots', headers, JSON_SLOT)).status).toBe(403);
      expect((await web.get('/khung-gio', headers)).status).toBe(200);
    }
    for (const [n, role] of (['editor', 'operator', 'administrator'] as const).entries()) {
      const form = { ...FORM, startTime: `17:${n}5`, minutes: '5' };
      expect((await web.post('/khung-gio', form, web.user([role]).headers)).status).toBe(303);
    }
    expect((await web.get('/api/v1/slots')).status).toBe(401);
  });

  it('shows the password in a relay’s address only to those who may set it', async () => {
    const { web, editor } = await openStation();
    const url = 'https://xa:mat-khau@dai.example/live.mp3?ma=bi-mat';
    const relay = { ...JSON_SLOT, title: 'Tiếp sóng', plays: 'relay', programmeId: null, relayUrl: url };
    expect((await call(web, 'POST', '/slots', editor, relay)).status).toBe(201);
    const item = { title: 'Tiếp sóng', plays: 'relay', relayUrl: url, mostMs: 300_000 };
    const template = { title: 'Buổi chiều', items: [item] };
    const made = await call(web, 'POST', '/session-templates', editor, template);
    expect(made.status, await made.clone().text()).toBe(201);
    for (const path of ['/slots', '/slots/tiep-song', '/session-templates']) {
      const read = async (headers: Record<string, string>) => (await call(web, 'GET', path, headers)).text();
      expect(await read(editor), path).toContain(url);
      const seen = await read(web.user(['viewer']).headers);
      expect(seen, path).toContain('https://dai.example/live.mp3');
      expect(seen, path).not.toMatch(/mat-khau|bi-mat/);
    }
  });

  it('whose hours were taken away since says in the list that it will not sound', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', FORM, editor);
    web.station.stores.settings.change({ hours: [{ from: '05:30', until: '06:15' }] });
    expect(await (await web.get('/khung-gio', editor)).text()).toContain('17:10 — 5 giờ chiều, ngoài khung giờ');
  });

  it('says at which instants it falls between two days', async () => {
    const { web, editor } = await openStation();
    await web.post('/khung-gio', FORM, editor);
    const path = '/slots/chuyen-doi-so-phat-moi/occurrences';
    const answer = await call(web, 'GET', `${path}?from=2025-09-10&until=2025-10-08`, editor);
    expect(await answer.json()).toMatchObject({
      occurrences: [
        { recurrenceId: '2025-09-10', start: '2025-09-10T17:10:00.000+07:00', durationMs: 900_000, exception: null },
        { recurrenceId: '2025-09-24' },
        { recurrenceId: '2025-10-08' },
      ],
    });
    expect((await call(web, 'GET', `${path}?from=2025-09-10&until=2035-09-10`, editor)).status).toBe(422);
    expect((await call(web, 'GET', `${path}?from=2025-02-30&until=2025-03-10`, editor)).status).toBe(422);
  });
});

it('the description of the API says what a slot and an exception are made of', async () => {
  const { web, editor } = await openStation();
  const { components, paths } = (await (await call(web, 'GET', '/openapi.json', editor)).json()) as {
    components: { schemas: Record<string, { required?: string[]; properties: Record<string, unknown> }> };
    paths: Record<string, unknown>;
  };
  expect(components.schemas.SlotDraft?.required).toEqual([
    'title',
    'plays',
    'rrule',
    'startDate',
    'startTime',
    'durationMs',
  ]);
  expect(Object.keys(components.schemas.ExceptionDraft!.properties)).toContain('movedTo');
  for (const path of ['/playlist', '/slots', '/slots/{id}/occurrences', '/slots/{id}/exceptions/{recurrenceId}'])
    expect(paths).toHaveProperty([`/api/v1${path}`]);
});

describe('the preview', () => {
  it('says the sentence and the next ten dates while somebody types, as a part of the page', async () => {
    const { web, editor } = await openStation();
    const part = await (await web.post('/khung-gio/xem-truoc', FORM, { ...editor, 'HX-Request': 'true' })).text();
    expect(part).toMatch(/^<section id="preview"/);
    expect(part).toContain('Thứ Tư, hai tuần một lần, lúc 17:10, từ 27/8/2025.');
    expect(part.match(/<li>/g)).toHaveLength(10);
    expect(part).toContain('24/09/2025');
  });

  it('begins with the next time that is still to come', async () => {
    const { web, editor } = await openStation();
    const part = async () => (await web.post('/khung-gio/xem-truoc', FORM, { ...editor, 'HX-Request': 'true' })).text();
    expect(await part()).toContain('10/09/2025');
    web.now = at('2025-09-10 17:10');
    expect(await part()).not.toContain('10/09/2025');
  });

  it('warns about the hour before the rest is filled in', async () => {
    const { web, editor } = await openStation();
    const part = await web.post('/khung-gio/xem-truoc', { startTime: '5h10 ' }, { ...editor, 'HX-Request': 'true' });
    expect(await part.text()).toContain('05:10 — 5 giờ sáng, ngoài khung giờ được phép');
  });

  it('without scripts is the whole form again, and nothing is saved', async () => {
    const { web, editor } = await openStation();
    const page = await (await web.post('/khung-gio/xem-truoc', FORM, editor)).text();
    expect(page).toContain('<!doctype html>');
    expect(page).toContain('hai tuần một lần, lúc 17:10');
    expect(page).toContain('value="17h10"');
    expect(web.station.stores.slots.list()).toEqual([]);
  });
});
