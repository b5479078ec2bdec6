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
    expect(web.station.stores.settings.find()).toMatchObject({
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

  test('each kind is asked only what it needs, and begins with what suits it', async () => {
    const web = await open();
    const page = async (kind: string) => (await web.get(`/cau-hinh/dau-ra/them?kind=${kind}`, web.as)).text();
    const asks = (html: string) => [...html.matchAll(/ name="(\w+)"/g)].map((match) => match[1]);
    expect(new Set(asks(await page('pulse')))).toEqual(new Set(['viewport', 'kind', 'name', 'target', 'idle']));
    expect(asks(await page('srt'))).toEqual(expect.arrayContaining(['secret', 'codec', 'bitrate', 'channels']));
    expect(asks(await page('rtp'))).not.toContain('secret');
    await web.post('/cau-hinh/dau-ra', { kind: 'srt', name: 'Tỉnh', target: 'srt.example.vn:9000' }, web.as);
    expect(added(web.station.stores.outputs.list())).toMatchObject({ codec: 'aac', idle: 'silence', secret: '' });
  });

  test('an RTP output has a file that tells its receivers all they need', async () => {
    const web = await open();
    const rtp = { kind: 'rtp', name: 'Loa chợ', target: '239.10.0.1:5004?ttl=4', codec: 'opus', channels: '1' };
    await web.post('/cau-hinh/dau-ra', rtp, web.as);
    const { id } = added(web.station.stores.outputs.list())!;
    const file = await web.get(`/cau-hinh/dau-ra/${id}/sdp`, web.as);
    expect(file.headers.get('content-type')).toBe('application/sdp');
    const lines = (await file.text()).split('\r\n');
    expect(lines).toEqual(
      expect.arrayContaining(['c=IN IP4 239.10.0.1/4', 'm=audio 5004 RTP/AVP 97', 'a=rtpmap:97 opus/48000/2']),
    );
    expect((await web.get('/cau-hinh/dau-ra/1/sdp', web.as)).status).toBe(404);
  });

  test('the list says how each is doing, why one fails, and what a sound card’s clock does', async () => {
    const web = await open();
    await web.post('/cau-hinh/dau-ra', { kind: 'alsa', name: 'Tăng âm', target: 'default' }, web.as);
    const { id } = added(web.station.stores.outputs.list())!;
    const since = web.now;
    web.hear({
      say: 'outputs',
      outputs: [
        { outputId: 1, state: 'retrying', since, said: 'x\nkhông tới được <máy>', listeners: 0 },
        { outputId: id, state: 'sending', since, said: '', listeners: 0, drift: { ppm: 230, absorbedMs: 4900 } },
      ],
    });
    const page = await (await web.get('/cau-hinh', web.as)).text();
    expect(page).toContain('không tới được &lt;máy&gt;');
    expect(page).toContain('Mất kết nối từ');
    expect(page).toContain('chậm 230 phần triệu, đã bù 4,9 giây vào lúc im lặng');
    web.hear({ say: 'outputs', outputs: [{ outputId: 1, state: 'off', since, said: '', listeners: 0 }] });
    expect(await (await web.get('/cau-hinh', web.as)).text()).toContain('Nghỉ đến chương trình sau');
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
