/** Điều khiển: what an operator may do to what sounds, by page and API alike; and the relay parts of other screens. */
import { describe, expect, it, test } from 'vitest';
import { openDesk } from '../support/desk.ts';
import { openFarStation } from '../support/far-station.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { cookiesOf } from '../support/web.ts';

const asked = ({ web }: Awaited<ReturnType<typeof openDesk>>) => web.station.stores.commands.list(10);

describe('a command to what sounds', () => {
  test.each([
    ['cut', { startedAt: '2025-09-10T17:10:00.003+07:00' }, { startedAt: Date.parse('2025-09-10T17:10:00.003+07:00') }],
    ['hold', {}, {}],
    ['extend', { minutes: '5' }, { minutes: 5 }],
    ['volume', { gainDb: '-6' }, { gainDb: -6 }],
  ])('%s is a row with what it asks for, by page and API alike', async (kind, form, payload) => {
    const desk = await openDesk();
    const { web, operator } = desk;
    const page = await web.post('/lenh', { kind, ...form }, operator.headers);
    expect([page.status, page.headers.get('location')]).toEqual([303, '/']);
    expect((await call(web, 'POST', '/commands', operator.headers, { kind, ...form })).status).toBe(201);
    const [byApi, byPage] = asked(desk);
    expect(byPage).toMatchObject({ kind, payload, state: 'pending', issuedBy: operator.user.id });
    expect({ ...byApi, id: 0 }).toEqual({ ...byPage, id: 0 });
    expect(web.nudges).toBe(2);
  });

  it('sent twice with one key is one command, whoever lost the answer', async () => {
    const desk = await openDesk();
    const { web, operator } = desk;
    const send = () => call(web, 'POST', '/commands', operator.headers, { kind: 'cut', key: 'mot-lan-bam' });
    const [first, second] = [await (await send()).json(), await (await send()).json()];
    expect(second).toEqual(first);
    await web.post('/lenh', { kind: 'cut', key: 'mot-lan-bam' }, operator.headers);
    expect(asked(desk)).toHaveLength(1);
  });

  test.each([
    [{ kind: 'extend' }, 'minutes'],
    [{ kind: 'extend', minutes: 500 }, 'minutes'],
    [{ kind: 'volume' }, 'gainDb'],
    [{ kind: 'volume', gainDb: 20 }, 'gainDb'],
    [{ kind: 'hold', zoneId: 'thon-3' }, 'zoneId'],
    [{ kind: 'volume', gainDb: 3, zoneId: 'thon-3' }, 'gainDb'],
    [{ kind: 'cut', startedAt: 'hôm qua' }, 'startedAt'],
    [{ kind: 'cut', key: 'ngắn' }, 'key'],
  ])('%j is refused at its field', async (json, field) => {
    const { web, operator } = await openDesk();
    const answer = await call(web, 'POST', '/commands', operator.headers, json);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(await answer.json())).toContain(field);
  });

  it('names the entry that it gives more time, so that a restart does not take it back', async () => {
    const desk = await openDesk();
    desk.begin({ entryId: desk.entry.id });
    await desk.web.post('/lenh', { kind: 'extend', minutes: '10' }, desk.operator.headers);
    expect(asked(desk)[0]).toMatchObject({ kind: 'extend', entryId: desk.entry.id, payload: { minutes: 10 } });
  });

  it('is shown with who asked for it and the instant of the air at which it took effect', async () => {
    const desk = await openDesk();
    const { web, operator } = desk;
    await web.post('/lenh', { kind: 'volume', gainDb: '-6' }, operator.headers);
    const [{ id } = { id: 0 }] = asked(desk);
    web.station.stores.commands.answer(id, 'done', 'Đã chỉnh âm lượng.', (web.now + 253) as typeof web.now);
    expect(await pageOf(web.get('/', operator.headers))).toMatch(/Âm lượng -6 dB.*có hiệu lực lúc 17:05:00,253/s);
  });
});

describe('the page', () => {
  it('says what sounds, what each button will do, and sends each command once however often it is pressed', async () => {
    const desk = await openDesk();
    const { web, operator } = desk;
    desk.begin({ entryId: desk.entry.id });
    const page = await pageOf(web.get('/dieu-khien', operator.headers));
    expect(page).toContain('Chuyển đổi số');
    for (const kind of ['cut', 'extend', 'hold', 'volume']) expect(page).toContain(`name="kind" value="${kind}"`);
    const keys = [...page.matchAll(/name="key" value="([^"]+)"/g)].map(([, key]) => key!);
    expect(new Set(keys).size).toBe(4);
    for (let i = 0; i < 2; i++) await web.post('/lenh', { kind: 'hold', key: keys[0]! }, operator.headers);
    expect(asked(desk)).toHaveLength(1);
  });

  it('with nothing on air offers nothing to cut, and is the operators’ alone', async () => {
    const desk = await openDesk();
    const page = await pageOf(desk.web.get('/dieu-khien', desk.operator.headers));
    expect(page).toContain('Bây giờ không có mục nào đang phát');
    expect(page).not.toContain('value="cut"');
    expect((await desk.web.get('/dieu-khien', desk.viewer.headers)).status).toBe(403);
  });

  it('tells of a hold, and how to end it', async () => {
    const desk = await openDesk();
    const { web, operator } = desk;
    await web.post('/lenh', { kind: 'hold' }, operator.headers);
    const [{ id } = { id: 0 }] = asked(desk);
    web.station.stores.commands.answer(id, 'done', 'Đã giữ sóng.', web.now);
    const page = await pageOf(web.get('/dieu-khien', operator.headers));
    expect(page).toMatch(/Đang giữ sóng bởi.*Phát tiếp/s);
    expect(await pageOf(web.get('/', operator.headers))).toMatch(/Giữ sóng bởi/);
  });
});

describe('a relay', () => {
  it('shows how it stands beside its line, for as long as the playout tells of it', async () => {
    const desk = await openDesk();
    const { web, viewer } = desk;
    const key = `e${desk.entry.id}`;
    const shown = async () => pageOf(web.get('/', viewer.headers));
    const tell = (change: object) =>
      web.hear({ say: 'relays', relays: [{ key, phase: 'waiting', tries: 0, reason: null, said: '', ...change }] });
    tell({});
    expect(await shown()).toContain('Đang chờ nội dung');
    tell({ phase: 'on-air' });
    expect(await shown()).toContain('Đang tiếp âm');
    tell({ phase: 'lost', tries: 2, reason: 'relay-lost', said: 'HTTP 503' });
    expect(await shown()).toMatch(/Mất tín hiệu, nối lại lần 2.*Mất tín hiệu tiếp sóng: HTTP 503/s);
    web.hear({ say: 'playout', running: false });
    expect(await shown()).not.toContain('nối lại lần 2');
  });

  it('is tried by the slot form and by the API, and a private address only where the settings allow it', async () => {
    await using far = await openFarStation();
    const { web, operator } = await openDesk();
    const url = `${far.origin}/tone`;
    const form = async () =>
      (
        await web.post(
          '/khung-gio/nghe-thu',
          { plays: 'relay', relayUrl: url },
          { ...operator.headers, 'HX-Request': 'true' },
        )
      ).text();
    expect(await form()).toContain('Địa chỉ nội bộ 127.0.0.1 chưa được cho phép ở trang Cấu hình');
    web.station.stores.settings.change({ reachable: ['127.0.0.1'] });
    expect(await form()).toMatch(/Nghe được.*MP3, 64 kbit\/s/s);
    const api = await call(web, 'POST', '/relay-probes', operator.headers, { url });
    expect(await api.json()).toMatchObject({ isHeard: true, codec: 'mp3', words: expect.stringContaining('MP3') });
    expect((await call(web, 'POST', '/relay-probes', operator.headers, { url: 'file:///etc/passwd' })).status).toBe(
      422,
    );
  }, 30_000);

  it('tried without scripts gives back the form as it was typed', async () => {
    await using far = await openFarStation();
    const { web, operator } = await openDesk();
    const typed = { plays: 'relay', relayUrl: `${far.origin}/gone`, title: 'Tiếp sóng đài tỉnh' };
    const page = await (await web.post('/khung-gio/nghe-thu', typed, operator.headers)).text();
    expect(page).toContain('value="Tiếp sóng đài tỉnh"');
    expect(page).toContain('Chưa nghe được');
  }, 30_000);
});

describe('the hosts that may be reached though they are private', () => {
  const settings = { stationName: 'Đài', agencyName: 'Trung tâm', from: '05:30', until: '06:15' };
  it('are kept a line each, and shown again', async () => {
    const { web } = await openDesk();
    const admin = web.user(['administrator']).headers;
    const saved = await web.post('/cau-hinh', { ...settings, reachable: ' Dai-Tinh.lan\n192.168.1.0/24 ' }, admin);
    expect(saved.status).toBe(303);
    expect(web.station.stores.settings.find().reachable).toEqual(['dai-tinh.lan', '192.168.1.0/24']);
    expect(await (await web.get('/cau-hinh', admin)).text()).toContain('dai-tinh.lan\n192.168.1.0/24');
    expect(cookiesOf(saved)).not.toBe('');
  });

  it('that are none are named in the complaint, and nothing is saved', async () => {
    const { web } = await openDesk();
    const admin = web.user(['administrator']).headers;
    const page = await web.post('/cau-hinh', { ...settings, reachable: 'http://dai.lan' }, admin);
    expect(page.status).toBe(422);
    expect(await page.text()).toContain('“http://dai.lan” không phải tên máy');
    expect(web.station.stores.settings.find().reachable).toEqual([]);
  });
});
