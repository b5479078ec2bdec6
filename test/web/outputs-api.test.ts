import { describe, expect, it, test } from 'vitest';
import type { Output } from '../../src/core/model.ts';
import { openDesk } from '../support/desk.ts';
import { call } from '../support/newsroom.ts';

const ICECAST = { kind: 'icecast', name: 'Huyện', target: 'ice.example.vn:8000/dakto.mp3', secret: 'hush-hush' };

async function open() {
  const desk = await openDesk();
  const { web } = desk;
  const { headers } = web.user(['administrator']);
  const ask = async (method: string, path: string, body?: unknown, as = headers) => {
    const response = await call(web, method, path, as, body);
    const text = await response.text();
    return { status: response.status, text, body: (text ? JSON.parse(text) : null) as Record<string, never> };
  };
  return { ...desk, headers, ask, outputs: web.station.stores.outputs };
}

describe('/outputs', () => {
  it('takes a secret and never gives it back; left empty it stays', async () => {
    const { ask, outputs, web } = await open();
    const added = await ask('POST', '/outputs', ICECAST);
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'Huyện', bitrate: 128, channels: 1, enabled: true, hasSecret: true },
    });
    const path = `/outputs/${added.body.id}`;
    const changed = await ask('PUT', path, { ...ICECAST, secret: '', bitrate: 96, channels: 2, enabled: false });
    expect(changed).toMatchObject({ status: 200, body: { bitrate: 96, channels: 2, enabled: false, hasSecret: true } });
    expect(outputs.find(added.body.id!)?.secret).toBe('hush-hush');
    for (const answer of [added, changed, await ask('GET', path), await ask('GET', '/outputs')])
      expect(answer.text).not.toContain('hush');
    expect(web.nudges).toBe(2);
  });

  it('is the same as the page: what one saves the other would have', async () => {
    const { ask, headers, outputs, web } = await open();
    await ask('POST', '/outputs', ICECAST);
    await web.post('/cau-hinh/dau-ra', { ...ICECAST, bitrate: '128', channels: '1' }, headers);
    const [byApi, byPage] = outputs.list().slice(1) as [Output, Output];
    expect({ ...byApi, id: 0 }).toEqual({ ...byPage, id: 0 });
  });

  test.each([
    [{ ...ICECAST, target: 'x' }, { target: expect.stringContaining('máy chủ:cổng') }],
    [{ ...ICECAST, secret: '' }, { secret: expect.stringContaining('mật khẩu nguồn') }],
    [
      { ...ICECAST, name: '', bitrate: 1 },
      { name: expect.any(String), bitrate: 'Chọn tốc độ bit' },
    ],
    [{ ...ICECAST, channels: 5 }, { channels: 'Chọn một hoặc hai kênh' }],
    [{ ...ICECAST, kind: 'pigeon' }, { kind: expect.any(String) }],
    [{ kind: 'stream', name: 'Hai' }, { codec: expect.stringContaining('chỉ có một') }],
    [{ ...ICECAST, zoneId: 'khong-co' }, { zoneId: expect.stringContaining('Không có vùng') }],
    [{ ...ICECAST, codec: 'pcm' }, { codec: expect.stringContaining('mp3, opus, aac') }],
    [
      { kind: 'srt', name: 'Xa', target: 'srt.vn:9000', secret: 'ngắn' },
      { secret: expect.stringContaining('10 đến 79') },
    ],
    [{ kind: 'rtp', name: 'Loa', target: '239.0.0.1:5004?x=1' }, { target: expect.stringContaining('địa-chỉ:cổng') }],
  ])('refuses %j', async (draft, errors) => {
    const { ask, outputs, web } = await open();
    expect(await ask('POST', '/outputs', draft)).toMatchObject({ status: 422, body: { errors } });
    expect([outputs.list().length, web.nudges]).toEqual([1, 0]);
  });

  it('tells how each is doing, as the playout last said', async () => {
    const { ask, hearOutputs, web } = await open();
    hearOutputs(3);
    const health = { state: 'sending', since: '2025-09-10T17:05:00.000+07:00', said: '', listeners: 3 };
    expect((await ask('GET', '/outputs/1')).body).toMatchObject({ kind: 'stream', health });
    web.hear({ say: 'playout', running: false });
    expect((await ask('GET', '/outputs/1')).body.health).toBeNull();
  });

  it('removes one, once', async () => {
    const { ask, outputs } = await open();
    expect((await ask('DELETE', '/outputs/1')).status).toBe(204);
    expect(outputs.list()).toEqual([]);
    for (const method of ['DELETE', 'GET']) expect((await ask(method, '/outputs/1')).status).toBe(404);
    expect((await ask('PUT', '/outputs/1', { name: 'Ai' })).status).toBe(404);
  });
});

describe('/settings', () => {
  it('changes what is named and leaves the rest; hours may be written as people write them', async () => {
    const { ask, viewer, web } = await open();
    const hours = [
      { from: '17h', until: '17h45' },
      { from: '5g30', until: '24:00' },
    ];
    const saved = [
      { from: '05:30', until: '24:00' },
      { from: '17:00', until: '17:45' },
    ];
    expect(await ask('PUT', '/settings', { hours })).toMatchObject({ status: 200, body: { hours: saved } });
    expect((await ask('PUT', '/settings', { stationName: 'Đài xã Bờ Y' })).body).toMatchObject({ hours: saved });
    expect((await ask('GET', '/settings', undefined, viewer.headers)).body).toMatchObject({
      stationName: 'Đài xã Bờ Y',
    });
    expect(web.nudges).toBe(2);
  });

  test.each([
    [{ hours: [] }, { hours: expect.stringContaining('ít nhất một') }],
    [{ hours: [{ from: '25:00', until: '26:00' }] }, { hours: expect.stringContaining('giờ bắt đầu') }],
    [{ stationName: ' ' }, { stationName: 'Nhập tên đài' }],
  ])('refuses %j', async (draft, errors) => {
    const { ask, web } = await open();
    expect(await ask('PUT', '/settings', draft)).toMatchObject({ status: 422, body: { errors } });
    expect(web.nudges).toBe(0);
  });
});

test('outputs and settings are an administrator’s to change', async () => {
  const { ask, operator } = await open();
  const refused = [
    await ask('GET', '/outputs', undefined, operator.headers),
    await ask('POST', '/outputs', ICECAST, operator.headers),
    await ask('DELETE', '/outputs/1', undefined, operator.headers),
    await ask('PUT', '/settings', {}, operator.headers),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});
