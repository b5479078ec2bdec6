import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/core/model.ts';
import { call } from '../support/newsroom.ts';
import { aSlot, furnish } from '../support/schedule.ts';
import { openWeb } from '../support/web.ts';

async function open() {
  const web = await openWeb();
  furnish(web.db);
  const { zones, outputs, slots } = web.station.stores;
  const as = web.user(['administrator']).headers;
  const ask = async (method: string, path: string, body?: unknown, headers = as) => {
    const response = await call(web, method, path, headers, body);
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : null) as Record<string, never> };
  };
  return Object.assign(web, { as, ask, zones, outputs, slots });
}
const THON = { name: 'Thôn Đăk Rao' };

describe('a zone', () => {
  test('is added with a stream of its own, and the playout is told', async () => {
    const web = await open();
    const saved = await web.post('/cau-hinh/vung', THON, web.as);
    expect([saved.status, web.nudges]).toEqual([303, 1]);
    expect(web.zones.list()).toMatchObject([{ id: 'main' }, { id: 'thon-dak-rao', ...THON, volume: [], position: 1 }]);
    expect(web.outputs.list().at(-1)).toMatchObject({
      kind: 'stream',
      zoneId: 'thon-dak-rao',
      codec: 'mp3',
      enabled: true,
    });
    const page = await (await web.get('/cau-hinh', web.as)).text();
    expect(page).toContain('Thôn Đăk Rao');
    expect(page).toContain('/live/thon-dak-rao.mp3');
  });

  test('of the same name is another zone; a page’s name stays the page’s', async () => {
    const web = await open();
    for (const name of ['Thôn 1', 'Thôn 1', 'Thêm']) await web.post('/cau-hinh/vung', { name }, web.as);
    expect(web.zones.list().map(({ id }) => id)).toEqual(['main', 'thon-1', 'thon-1-2', 'them-2']);
  });

  test('keeps its id when it is renamed, and the whole commune may be renamed too', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', THON, web.as);
    await web.post('/cau-hinh/vung/thon-dak-rao', { name: 'Thôn 7' }, web.as);
    await web.post('/cau-hinh/vung/main', { name: 'Cả xã' }, web.as);
    expect(web.zones.list().map(({ id, name }) => [id, name])).toEqual([
      ['main', 'Cả xã'],
      ['thon-dak-rao', 'Thôn 7'],
    ]);
  });

  test('has limits of its own until they are cleared; an impossible one is refused', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', { ...THON, mostSessions: '', mostMinutes: '30' }, web.as);
    const zone = () => web.zones.find('thon-dak-rao')!;
    expect(zone().limits).toEqual({ minutes: 30 });
    expect(await (await web.get('/cau-hinh/vung/thon-dak-rao', web.as)).text()).toMatch(
      /name="mostMinutes" value="30"/,
    );
    expect((await web.post('/cau-hinh/vung/thon-dak-rao', { ...THON, mostMinutes: 'ba mươi' }, web.as)).status).toBe(
      422,
    );
    await web.post('/cau-hinh/vung/thon-dak-rao', { ...THON, mostSessions: '2', mostMinutes: '' }, web.as);
    expect(zone().limits).toEqual({ sessions: 2 });
    const kept = await web.ask('PUT', '/zones/thon-dak-rao', { ...THON, volume: [] });
    expect([kept.status, kept.body.limits]).toEqual([200, { sessions: 2 }]);
  });

  test('is moved up and down, the whole commune staying first', async () => {
    const web = await open();
    for (const name of ['A', 'B', 'C']) await web.post('/cau-hinh/vung', { name }, web.as);
    const order = () => web.zones.list().map(({ name }) => name);
    await web.post('/cau-hinh/vung/c/thu-tu', { len: '1' }, web.as);
    expect(order()).toEqual(['Toàn xã', 'A', 'C', 'B']);
    await web.post('/cau-hinh/vung/a/thu-tu', { xuong: '1' }, web.as);
    expect(order()).toEqual(['Toàn xã', 'C', 'A', 'B']);
    await web.ask('PUT', '/zones/b', { name: 'B', place: 0 });
    expect(order()).toEqual(['Toàn xã', 'B', 'C', 'A']);
  });

  test('without a name is refused, with the words at its field', async () => {
    const web = await open();
    const response = await web.post('/cau-hinh/vung', { name: ' ' }, web.as);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('href="#f-name"');
    expect([web.zones.list().length, web.nudges]).toEqual([1, 0]);
  });

  test('is shown as it was typed, never as markup', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', { name: '<b>Thôn</b>' }, web.as);
    const page = await (await web.get('/cau-hinh', web.as)).text();
    expect(page).toContain('&lt;b&gt;Thôn&lt;/b&gt;');
    expect(page).not.toContain('<b>Thôn');
  });
});

describe('its volume by the hour', () => {
  const quiet = { ...THON, from: ['21h', '5:30', ''], until: ['05:30', '6h', ''], down: ['12', '3,5', ''] };

  test('is written as people write it, and shown as it was', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', quiet, web.as);
    expect(web.zones.find('thon-dak-rao')?.volume).toEqual([
      { from: '21:00', until: '05:30', gainDb: -12 },
      { from: '05:30', until: '06:00', gainDb: -3.5 },
    ]);
    const page = await (await web.get('/cau-hinh/vung/thon-dak-rao', web.as)).text();
    for (const value of ['21:00', '3,5']) expect(page).toContain(`value="${value}"`);
    expect(await (await web.get('/cau-hinh', web.as)).text()).toContain('21:00–05:30 nhỏ hơn 12 dB');
  });

  test.each([
    [{ from: '21:00', until: '5:00', down: '' }, 'mức giảm'],
    [{ from: '21:00', until: '5:00', down: 'nhiều' }, 'mức giảm'],
    [{ from: '21:00', until: '5:00', down: '41' }, 'mức giảm'],
    [{ from: '25:00', until: '5:00', down: '6' }, 'giờ bắt đầu phải có dạng'],
    [{ from: '21:00', until: '21h', down: '6' }, 'không dài phút nào'],
  ])('%j is refused', async (row, words) => {
    const web = await open();
    const response = await web.post('/cau-hinh/vung', { ...THON, ...row }, web.as);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(words);
  });

  test('is never louder than the bus: by the API a gain above 0 dB is refused', async () => {
    const web = await open();
    const volume = [{ from: '06:00', until: '07:00', gainDb: 3 }];
    expect(await web.ask('POST', '/zones', { ...THON, volume })).toMatchObject({ status: 422 });
  });

  test('reaches the air as instants of the next hours', async () => {
    const web = await open();
    const { Ledger } = await import('../../src/engine/ledger.ts');
    await web.post('/cau-hinh/vung', quiet, web.as);
    const { zones } = new Ledger(web.db, web.station.config.zone).horizon(web.now);
    expect(zones.map(({ id }) => id)).toEqual(['main', 'thon-dak-rao']);
    expect(zones[1]!.gains[0]).toMatchObject({ gainDb: -12, from: web.now + 13 * 3_600_000 });
  });
});

describe('letting a zone go', () => {
  const withZone = async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', THON, web.as);
    return web;
  };

  test('one that was never used is gone with its stream', async () => {
    const web = await withZone();
    expect(await (await web.get('/cau-hinh/vung/thon-dak-rao/luu-tru', web.as)).text()).toContain('mất hẳn');
    await web.post('/cau-hinh/vung/thon-dak-rao/luu-tru', {}, web.as);
    expect(web.zones.list({ archived: true })).toHaveLength(1);
    expect(web.outputs.list()).toHaveLength(1);
  });

  test('one with slots or outputs stays, and it is said what is left to do', async () => {
    const web = await withZone();
    web.slots.add(aSlot({ id: 'rieng', zoneId: 'thon-dak-rao' }));
    await web.post(
      '/cau-hinh/dau-ra',
      { kind: 'alsa', name: 'Loa', target: 'default', zoneId: 'thon-dak-rao' },
      web.as,
    );
    const page = await (await web.get('/cau-hinh/vung/thon-dak-rao/luu-tru', web.as)).text();
    expect(page).toContain('còn 1 khung giờ và 1 đầu ra');
    expect(await web.ask('DELETE', '/zones/thon-dak-rao')).toMatchObject({ status: 409 });
    expect(web.zones.find('thon-dak-rao')?.archivedAt).toBeNull();
  });

  test('one with history is archived, answers nobody, and can be brought back', async () => {
    const web = await withZone();
    web.slots.add(aSlot({ id: 'rieng', zoneId: 'thon-dak-rao' }));
    web.slots.archive('rieng', web.now);
    expect((await web.ask('DELETE', '/zones/thon-dak-rao')).status).toBe(204);
    expect(web.zones.list().map(({ id }) => id)).toEqual(['main']);
    const output = { kind: 'alsa', name: 'Loa', target: 'default', zoneId: 'thon-dak-rao' };
    expect(await web.ask('POST', '/outputs', output)).toMatchObject({ status: 422 });
    await web.post('/cau-hinh/vung/thon-dak-rao/khoi-phuc', {}, web.as);
    expect(web.zones.find('thon-dak-rao')?.archivedAt).toBeNull();
    expect(await web.ask('POST', '/outputs', output)).toMatchObject({ status: 201 });
  });

  test('the whole commune always stays', async () => {
    const web = await open();
    expect(await web.ask('DELETE', '/zones/main')).toMatchObject({ status: 409 });
    expect(await (await web.get('/cau-hinh/vung/main/luu-tru', web.as)).text()).toContain('luôn còn');
  });
});

describe('what addresses a zone', () => {
  test('a slot does, by form and API alike, and asks for one that is there', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', THON, web.as);
    const editor = web.user(['editor']).headers;
    expect(await (await web.get('/khung-gio/them', editor)).text()).toContain('Thôn Đăk Rao');
    const form = {
      title: 'Bản tin thôn',
      plays: 'notice',
      zoneId: 'thon-dak-rao',
      startDate: '11/09/2025',
      startTime: '17:00',
      minutes: '5',
      repeat: 'once',
      overflow: 'skip',
    };
    expect((await web.post('/khung-gio', form, editor)).status).toBe(303);
    expect(web.slots.list().find(({ title }) => title === form.title)?.zoneId).toBe('thon-dak-rao');
    const refused = await web.post('/khung-gio', { ...form, zoneId: 'khong-co' }, editor);
    expect([refused.status, (await refused.text()).includes('Không có vùng phát này')]).toEqual([422, true]);
  });

  test('a command does: stopping one zone is asked of that zone, an unknown one is refused', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', THON, web.as);
    const operator = web.user(['operator']).headers;
    expect(await (await web.get('/dung-phat', operator)).text()).toContain('Dừng ở đâu');
    await web.post('/lenh', { kind: 'stop', zoneId: 'thon-dak-rao' }, operator);
    expect(web.station.stores.commands.pending()).toMatchObject([{ kind: 'stop', zoneId: 'thon-dak-rao' }]);
    const refused = await web.ask('POST', '/commands', { kind: 'stop', zoneId: 'khong-co' }, operator);
    expect(refused).toMatchObject({ status: 422, body: { errors: { zoneId: 'Không có vùng phát này' } } });
  });

  test('a zone that is stopped by itself stands on the home screen, with its way back', async () => {
    const web = await open();
    await web.post('/cau-hinh/vung', THON, web.as);
    const operator = web.user(['operator']).headers;
    await web.post('/lenh', { kind: 'stop', zoneId: 'thon-dak-rao' }, operator);
    const [stop] = web.station.stores.commands.pending();
    web.station.stores.commands.answer(stop!.id, 'done', 'Đã dừng phát.', web.now);
    const page = await (await web.get('/', operator)).text();
    expect(page).toContain('Thôn Đăk Rao');
    expect(page).toContain('dừng phát bởi');
    expect(page).toContain('name="zoneId" value="thon-dak-rao"');
  });
});

test('the API and the page make the same zone', async () => {
  const [page, api] = [await open(), await open()];
  await page.post('/cau-hinh/vung', { ...THON, from: '21h', until: '5h', down: '6' }, page.as);
  const added = await api.ask('POST', '/zones', { ...THON, volume: [{ from: '21:00', until: '05:00', gainDb: -6 }] });
  expect(added).toMatchObject({ status: 201, body: { id: 'thon-dak-rao', archivedAt: null } });
  expect(api.zones.list()).toEqual(page.zones.list());
  const own = (outputs: readonly Output[]) => outputs.map(({ id: _, ...output }) => output);
  expect(own(api.outputs.list())).toEqual(own(page.outputs.list()));
});

test('zones are read by everybody and changed by administrators', async () => {
  const web = await open();
  const editor = web.user(['editor']).headers;
  expect((await web.ask('GET', '/zones', undefined, editor)).status).toBe(200);
  expect((await web.ask('POST', '/zones', THON, editor)).status).toBe(403);
  expect((await web.post('/cau-hinh/vung', THON, editor)).status).toBe(403);
});
