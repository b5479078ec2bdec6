import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Output } from '../../src/core/model.ts';
import { cookiesOf, openWeb } from '../support/web.ts';

const open = async () => {
  const web = await openWeb();
  return Object.assign(web, { as: web.user(['administrator']).headers });
};
const NAMES = { stationName: 'Đài xã Bờ Y', agencyName: 'Trung tâm' };

describe('the hours', () => {
  test('are saved as typed by people, sorted, and the playout is told', async () => {
    const web = await open();
    const form = { ...NAMES, from: ['17h', '', '5g30'], until: ['17 giờ 45', '', '0615'] };
    const saved = await web.post('/cau-hinh', form, web.as);
    expect([saved.status, web.nudges]).toEqual([303, 1]);
    expect(web.station.stores.settings.find()).toEqual({
      ...NAMES,
      hours: [
        { from: '05:30', until: '06:15' },
        { from: '17:00', until: '17:45' },
      ],
    });
    const page = await (await web.get('/cau-hinh', { ...web.as, cookie: cookiesOf(saved) })).text();
    expect(page).toContain('Đã lưu.');
    expect(page).toContain('<title>Cấu hình · Đài xã Bờ Y</title>');
  });

  test('may end with the day', async () => {
    const web = await open();
    for (const until of ['24:00', '24h']) {
      expect((await web.post('/cau-hinh', { ...NAMES, from: '00:00', until }, web.as)).status).toBe(303);
      expect(web.station.stores.settings.find().hours).toEqual([{ from: '00:00', until: '24:00' }]);
    }
  });

  test.each([
    ['none at all', [''], [''], 'ít nhất một khung giờ'],
    ['no end', ['17:00'], [''], 'giờ kết thúc phải có dạng'],
    ['an hour that is none', ['25:00'], ['26:00'], 'giờ bắt đầu phải có dạng'],
    ['no length', ['17:00'], ['17h00'], 'không dài phút nào'],
  ])('with %s are refused, and stay as they were', async (_, from, until, words) => {
    const web = await open();
    const response = await web.post('/cau-hinh', { ...NAMES, from, until }, web.as);
    expect([response.status, web.nudges]).toEqual([422, 0]);
    expect(await response.text()).toContain(words);
    expect(web.station.stores.settings.find().hours).toHaveLength(2);
  });

  test('every complaint is said at once, each leading to its field', async () => {
    const web = await open();
    const page = await (await web.post('/cau-hinh', { from: '', until: '' }, web.as)).text();
    for (const field of ['stationName', 'agencyName', 'hours']) {
      expect(page).toContain(`href="#f-${field}"`);
      expect(page).toContain(`id="f-${field}"`);
    }
  });
});

describe('outputs', () => {
  const icecast = {
    kind: 'icecast',
    name: 'Huyện',
    target: 'ice.example.vn:8000/dakto.mp3',
    secret: 'hush-hush',
    bitrate: '128',
    channels: '1',
  };
  const added = (outputs: readonly Output[]) => outputs.find(({ kind }) => kind !== 'stream');

  test('an Icecast output is added, its password kept through a change and never shown', async () => {
    const web = await open();
    const { outputs } = web.station.stores;
    expect((await web.post('/cau-hinh/dau-ra', icecast, web.as)).status).toBe(303);
    const output = added(outputs.list())!;
    const path = `/cau-hinh/dau-ra/${output.id}`;
    for (const page of [path, '/cau-hinh']) expect(await (await web.get(page, web.as)).text()).not.toContain('hush');

    await web.post(path, { ...icecast, name: 'Tỉnh', secret: '', channels: '2' }, web.as);
    expect(outputs.find(output.id)).toEqual({ ...output, name: 'Tỉnh', channels: 2 });
    expect(web.nudges).toBe(2);
  });

  test('a page that is shown again does not carry the password either', async () => {
    const web = await open();
    const response = await web.post('/cau-hinh/dau-ra', { ...icecast, target: 'x' }, web.as);
    expect(response.status).toBe(422);
    expect(await response.text()).not.toContain('hush');
  });

  test.each([
    [{ ...icecast, target: 'ice.example.vn' }, 'máy chủ:cổng'],
    [{ ...icecast, target: 'evil@ice:8000/a' }, 'máy chủ:cổng'],
    [{ ...icecast, target: 'ice:8000/a?x=1 -f wav' }, 'máy chủ:cổng'],
    [{ ...icecast, secret: '' }, 'Nhập mật khẩu nguồn'],
    [{ ...icecast, name: '' }, 'Nhập tên'],
    [{ ...icecast, bitrate: '9999' }, 'Chọn tốc độ bit'],
    [{ kind: 'alsa', name: 'Loa', target: '-i /etc/passwd' }, 'thiết bị ALSA'],
    [{ kind: 'file', name: 'Tệp', target: 'khong/day-du' }, 'đường dẫn đầy đủ'],
    [{ kind: 'file', name: 'Tệp', target: '/khong/co/that' }, 'Thư mục này không có'],
  ])('%j is refused', async (form, words) => {
    const web = await open();
    const response = await web.post('/cau-hinh/dau-ra', form, web.as);
    expect([response.status, web.nudges]).toEqual([422, 0]);
    expect(await response.text()).toContain(words);
    expect(added(web.station.stores.outputs.list())).toBeUndefined();
  });

  test.each(['alsa', 'file'])('a %s output needs neither bitrate nor password', async (kind) => {
    const web = await open();
    const folder = join(web.station.config.home, 'ghi');
    mkdirSync(folder);
    const target = kind === 'file' ? folder : 'plughw:CARD=Device,DEV=0';
    expect((await web.post('/cau-hinh/dau-ra', { kind, name: 'Loa', target }, web.as)).status).toBe(303);
    expect(added(web.station.stores.outputs.list())).toMatchObject({ kind, target, enabled: true });
  });

  test('the built-in stream exists once', async () => {
    const web = await open();
    await web.post('/cau-hinh/dau-ra', { kind: 'stream', name: 'Hai' }, web.as);
    expect(web.station.stores.outputs.list()).toHaveLength(1);
  });

  test('turning one off or removing it first says what will be heard', async () => {
    const web = await open();
    const { outputs } = web.station.stores;
    const [stream] = outputs.list() as [Output];
    const path = `/cau-hinh/dau-ra/${stream.id}`;
    expect(await (await web.get(`${path}/tat`, web.as)).text()).toContain('ngắt ngay, kể cả khi đang phát');
    await web.post(`${path}/tat`, {}, web.as);
    expect(outputs.find(stream.id)?.enabled).toBe(false);
    await web.post(`${path}/bat`, {}, web.as);
    expect(outputs.find(stream.id)?.enabled).toBe(true);
    expect(await (await web.get(`${path}/xoa`, web.as)).text()).toContain('mất hẳn');
    await web.post(`${path}/xoa`, {}, web.as);
    expect([outputs.list().length, web.nudges]).toEqual([0, 3]);
    expect((await web.get(path, web.as)).status).toBe(404);
  });
});
