import { describe, expect, test } from 'vitest';
import type { EmergencyOrder } from '../../src/core/emergency.ts';
import { epochMs, frames, RATE } from '../../src/core/time.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openLibrary } from '../support/library.ts';
import { call, pageOf } from '../support/newsroom.ts';
import { ORIGIN, openWeb, type Web } from '../support/web.ts';

const PATH = '/khan-cap';

/** A recording of so many seconds that is ready to sound. */
function sound(web: Web, title = 'Cảnh báo lũ quét', seconds = 42): number {
  const { recordings } = web.station.stores;
  const sha256 = title.padEnd(64, 'x');
  const row = { title, fileName: 'a.mp3', sha256, bytes: 1, uploadedBy: null, uploadedAt: web.now };
  const { id } = recordings.add(row);
  recordings.claim();
  const shape = { format: 'mp3', codec: 'mp3', sampleRate: 44_100, channels: 1 };
  recordings.finish(id, { ...shape, playoutSha256: sha256, playoutFrames: frames(seconds * RATE) }, web.now);
  return id;
}

const form = (recordingId: number, change: Record<string, string | string[]> = {}) => ({
  key: 'lenh-khan-cap-so-1',
  title: 'Cảnh báo lũ quét',
  recordingId: String(recordingId),
  zoneIds: 'main',
  rank: '2',
  tone: 'co',
  repeats: '3',
  gapSeconds: '10',
  commandedBy: 'Chủ tịch UBND xã Nguyễn Văn A',
  reason: 'Công điện số 05/CĐ-UBND',
  ...change,
});
const ordersSent = (web: Web): EmergencyOrder[] =>
  web.sent.flatMap((one) => (one.say === 'emergency' ? [one.order] : []));

describe('the page before it sounds', () => {
  test('says in words what will happen, and sends nothing', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const page = await pageOf(web.get(`${PATH}/lenh?tep=${sound(web)}`, headers));
    expect(page).toContain(
      'Phát ngay ra Toàn xã: “Cảnh báo lũ quét” (42 giây), có tín hiệu báo động, phát 03 lần, cách 10 giây.',
    );
    expect(page).toContain('ngoài khung giờ được phép');
    expect(page).toContain('Người ra lệnh');
    expect(page).toMatch(/<audio[^>]*am-thanh/);
    expect(web.sent.filter(({ say }) => say === 'emergency')).toEqual([]);
  });

  test('of a message kept ready is one tap away and has what the message has', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const {
      key: _,
      commandedBy: __,
      reason: ___,
      ...message
    } = form(sound(web), { repeats: '5', tone: 'khong', rank: '3' });
    expect((await web.post(`${PATH}/ban-tin`, message, headers)).status).toBe(303);
    const [{ id } = { id: 0 }] = web.station.stores.emergencyMessages.list();
    expect(await pageOf(web.get(PATH, headers))).toContain(`href="${PATH}/lenh?ban-tin=${id}"`);
    const page = await pageOf(web.get(`${PATH}/lenh?ban-tin=${id}`, headers));
    expect(page).toContain('không có tín hiệu báo động, phát 05 lần, cách 10 giây');
  });

  test('names the drill’s output, and that nobody else hears it', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const [output] = web.station.stores.outputs.list();
    const page = await pageOf(web.get(`${PATH}/lenh?tep=${sound(web)}&outputId=${output!.id}`, headers));
    expect(page).toContain(`chỉ ở đầu ra “${output!.name}”`);
    expect(page).toContain('Bắt đầu diễn tập');
  });

  test('without a zone, or with sound that is too long, says what to mend', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const { key: _, zoneIds: __, ...noZone } = form(sound(web));
    const answer = await web.get(`${PATH}/lenh?${new URLSearchParams(noZone as Record<string, string>)}`, headers);
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Chọn ít nhất một vùng phát')]);
    const long = await pageOf(web.get(`${PATH}/lenh?tep=${sound(web, 'Chương trình dài', 700)}`, headers));
    expect(long).toContain('dài tối đa 10 phút');
  });
});

describe('an order', () => {
  test('goes to the playout as it stands and into the database, with who pressed and by whose word', async () => {
    const web = await openWeb();
    const { user, headers } = web.user(['approver']);
    const answer = await web.post(`${PATH}/lenh`, form(sound(web)), headers);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, PATH]);
    const [order] = ordersSent(web);
    expect(order).toMatchObject({
      title: 'Cảnh báo lũ quét',
      zoneIds: ['main'],
      rank: 2,
      tone: true,
      repeats: 3,
      gapMs: 10_000,
      totalFrames: 42 * RATE,
      outputId: null,
      commandedBy: 'Chủ tịch UBND xã Nguyễn Văn A',
      orderedBy: user.id,
      orderedByName: user.name,
    });
    expect(web.station.stores.emergencies.find(order!.key)).toMatchObject({ ...order, startedAt: null, verdict: null });
  });

  test('sent twice is one', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const id = sound(web);
    await web.post(`${PATH}/lenh`, form(id), headers);
    const again = await call(web, 'POST', '/emergencies', headers, {
      ...form(id),
      recordingId: id,
      zoneIds: ['main'],
      tone: true,
    });
    expect(again.status).toBe(201);
    expect(web.station.stores.emergencies.list(10)).toHaveLength(1);
    expect(new Set(ordersSent(web).map(({ key }) => key)).size).toBe(1);
  });

  test('reaches the loudspeakers while somebody holds the database locked, and says that it is not written down yet', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const id = sound(web);
    web.db.pragma('busy_timeout = 50');
    const other = openDatabase(web.station.config.database);
    other.exec('BEGIN IMMEDIATE');
    const answer = await web.post(`${PATH}/lenh`, form(id), headers);
    other.exec('COMMIT');
    other.close();
    expect(answer.status).toBe(303);
    expect(decodeURIComponent(answer.headers.get('set-cookie') ?? '')).toContain('bộ phát sẽ ghi lại sau');
    expect(ordersSent(web)).toHaveLength(1);
  });

  test('for a zone and the whole commune is for the whole commune; as a drill it is for its output', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const [output] = web.station.stores.outputs.list();
    const id = sound(web);
    await web.post(`${PATH}/lenh`, form(id, { zoneIds: ['main', 'main'] }), headers);
    await web.post(`${PATH}/lenh`, form(id, { key: 'dien-tap-so-000001', outputId: String(output!.id) }), headers);
    expect(ordersSent(web)).toMatchObject([
      { zoneIds: ['main'], outputId: null },
      { zoneIds: [output!.zoneId], outputId: output!.id, rank: -1 },
    ]);
  });

  test('is for operators, approvers and administrators; others see no way to it', async () => {
    const web = await openWeb();
    const id = sound(web);
    for (const role of ['operator', 'approver', 'administrator'] as const)
      expect(await pageOf(web.get('/', web.user([role]).headers))).toContain(`href="${PATH}"`);
    const { headers } = web.user(['editor', 'viewer', 'reporter']);
    expect(await pageOf(web.get('/', headers))).not.toContain(`href="${PATH}"`);
    expect((await web.post(`${PATH}/lenh`, form(id), headers)).status).toBe(403);
  });

  test('is stopped by one press: the playout is told at once, and the row says who', async () => {
    const web = await openWeb();
    const { user, headers } = web.user(['operator']);
    await web.post(`${PATH}/lenh`, form(sound(web)), headers);
    const [{ key } = { key: '' }] = ordersSent(web);
    expect((await web.post(`${PATH}/lan/${key}/dung`, {}, headers)).status).toBe(303);
    expect(web.sent).toContainEqual({ say: 'stop-emergency', key, by: user.name });
    expect(web.station.stores.emergencies.find(key)).toMatchObject({ stoppedBy: user.id });
    expect((await call(web, 'PUT', '/emergencies/khong-co-lenh-nay-1/stop', headers)).status).toBe(404);
  });
});

describe('approval after the fact', () => {
  async function sounded() {
    const web = await openWeb();
    const operator = web.user(['operator', 'approver']);
    await web.post(`${PATH}/lenh`, form(sound(web)), operator.headers);
    const [{ key } = { key: '' }] = ordersSent(web);
    web.station.stores.emergencies.begin(key, web.now);
    return { web, operator, key, leader: web.user(['approver']) };
  }

  test('is asked for on Hôm nay, and overdue when the set time is over', async () => {
    const { web, key, leader } = await sounded();
    expect(await pageOf(web.get('/', leader.headers))).toContain('1 lần phát khẩn cấp chờ lãnh đạo phê duyệt.');
    web.now = epochMs(web.now + 25 * 3_600_000);
    expect(await pageOf(web.get('/', leader.headers))).toContain('1 lần đã quá hạn');
    expect(await pageOf(web.get(`${PATH}/lan/${key}`, leader.headers))).toContain('Quá hạn duyệt');
  });

  test('is given by another person, once', async () => {
    const { web, key, leader } = await sounded();
    const answer = await web.post(`${PATH}/lan/${key}/y-kien`, { verdict: 'approved', note: '' }, leader.headers);
    expect(answer.status).toBe(303);
    expect(web.station.stores.emergencies.find(key)).toMatchObject({ verdict: 'approved', judgedBy: leader.user.id });
    const again = await call(web, 'PUT', `/emergencies/${key}/approval`, leader.headers, {
      verdict: 'declined',
      note: 'x',
    });
    expect(again.status).toBe(422);
    expect(await pageOf(web.get('/', leader.headers))).not.toContain('chờ lãnh đạo phê duyệt');
  });

  test('by the one who pressed needs a reason; declining needs one too', async () => {
    const { web, operator, key, leader } = await sounded();
    const alone = await web.post(`${PATH}/lan/${key}/y-kien`, { verdict: 'approved' }, operator.headers);
    expect([alone.status, await alone.text()]).toEqual([
      422,
      expect.stringContaining('Một người vừa phát vừa duyệt: ghi lý do'),
    ]);
    const declined = await web.post(`${PATH}/lan/${key}/y-kien`, { verdict: 'declined' }, leader.headers);
    expect([declined.status, await declined.text()]).toEqual([422, expect.stringContaining('Ghi vì sao không đồng ý')]);
    await web.post(`${PATH}/lan/${key}/y-kien`, { verdict: 'approved', soleReason: 'Trực một mình' }, operator.headers);
    expect(web.station.stores.emergencies.find(key)).toMatchObject({ soleReason: 'Trực một mình' });
  });

  test('the database itself refuses one person without a reason', async () => {
    const { web, operator, key } = await sounded();
    const judge = () =>
      web.station.stores.emergencies.judge({
        ...{ key, verdict: 'approved', judgedBy: operator.user.id, judgedAt: web.now },
        ...{ soleReason: ' ', verdictNote: '' },
      });
    expect(judge).toThrow(/CHECK/);
  });
});

describe('a message kept ready', () => {
  test('whose file the playout could not read turns Hôm nay red until it can', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const id = sound(web);
    const { key: _, commandedBy: __, reason: ___, ...message } = form(id);
    await web.post(`${PATH}/ban-tin`, message, headers);
    const { emergencyMessages } = web.station.stores;
    const [row] = emergencyMessages.list();
    const found = { playoutSha256: row!.playoutSha256, at: web.now };
    emergencyMessages.check(row!.id, { ...found, fault: 'tệp âm thanh bị cụt' });
    expect(await pageOf(web.get('/', headers))).toMatch(
      /role="alert".*1 bản tin khẩn cấp không phát được: “Cảnh báo lũ quét”/s,
    );
    expect(await pageOf(web.get(PATH, headers))).toContain('Không phát được: tệp âm thanh bị cụt');
    emergencyMessages.check(row!.id, { ...found, fault: null });
    expect(await pageOf(web.get('/', headers))).not.toContain('không phát được: “');
    expect(await pageOf(web.get(PATH, headers))).toContain('Sẵn sàng, phát ngay');
  });

  test('is changed and put away, page and API alike', async () => {
    const web = await openWeb();
    const { headers } = web.user(['operator']);
    const draft = {
      title: 'Cháy rừng',
      recordingId: sound(web),
      zoneIds: ['main'],
      rank: 1,
      repeats: 2,
      gapSeconds: 5,
    };
    const added = await call(web, 'POST', '/emergency-messages', headers, draft);
    const { id } = (await added.json()) as { id: number };
    await web.post(`${PATH}/ban-tin/${id}`, { ...form(draft.recordingId), title: 'Cháy rừng cấp V' }, headers);
    const read = await call(web, 'GET', `/emergency-messages/${id}`, headers);
    expect(await read.json()).toMatchObject({ title: 'Cháy rừng cấp V', repeats: 3, tone: true, fault: null });
    await web.post(`${PATH}/ban-tin/${id}/bo`, {}, headers);
    expect((await call(web, 'GET', `/emergency-messages/${id}`, headers)).status).toBe(404);
    expect((await call(web, 'DELETE', `/emergency-messages/${id}`, headers)).status).toBe(404);
  });
});

describe('new sound', () => {
  test('typed text is read out, checked ahead of the queue, and heard before it airs', async () => {
    const library = await openLibrary();
    const { headers } = library.web.user(['operator']);
    const body = new URLSearchParams({ title: 'Mất nước', text: 'Thông báo. Ngày mai cắt nước từ bảy giờ.' });
    const sent = { origin: ORIGIN, ...headers };
    const answer = await fetch(`${library.base}${PATH}/loi`, {
      method: 'POST',
      body,
      headers: sent,
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    const [recording] = library.web.station.stores.recordings.list();
    expect(recording).toMatchObject({ title: 'Mất nước', state: 'ready' });
    expect(recording!.playoutFrames! / RATE).toBeGreaterThan(1.5);
    const page = await fetch(library.base + answer.headers.get('location')!, { headers });
    expect(await page.text()).toContain('“Mất nước”');
  });

  test('a recording from the browser goes the same way, without the editor’s role', async () => {
    const library = await openLibrary();
    const { headers } = library.web.user(['operator']);
    const { tone } = await import('../support/sounds.ts');
    const { readFileSync } = await import('node:fs');
    const file = tone(library.desk, 'ghi-am-khan-cap.webm', 2, '-c:a', 'libopus');
    const body = new FormData();
    body.append('file', new Blob([readFileSync(file)]), 'ghi-am-khan-cap.webm');
    const sent = { origin: ORIGIN, ...headers };
    const answer = await fetch(`${library.base}${PATH}/ghi-am`, {
      method: 'POST',
      body,
      headers: sent,
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringContaining(`${PATH}/lenh?tep=`),
    ]);
  });

  test('a voice that cannot be run says so, and what was typed is still there', async () => {
    const library = await openLibrary();
    const { headers } = library.web.user(['administrator']);
    library.web.station.stores.settings.change({ voice: { kind: 'command', command: '/khong/co/giong {file}' } });
    const body = new URLSearchParams({ title: 'Mất nước', text: 'Ngày mai cắt nước.' });
    const answer = await fetch(`${library.base}${PATH}/loi`, {
      method: 'POST',
      body,
      headers: { origin: ORIGIN, ...headers },
    });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('Không chạy được giọng đọc');
    expect(page).toContain('Ngày mai cắt nước.');
  });
});

test('the settings say within how many hours approval is due and which voice reads; page and API alike', async () => {
  const web = await openWeb();
  const { headers } = web.user(['administrator']);
  const bad = await web.post(`${PATH}/cai-dat`, { approveWithinHours: '0', kind: 'http', url: 'ftp://x' }, headers);
  expect(bad.status).toBe(422);
  await web.post(
    `${PATH}/cai-dat`,
    { approveWithinHours: '12', kind: 'espeak', speed: '120', command: '', url: '' },
    headers,
  );
  const settings = await call(web, 'GET', '/emergency-settings', headers);
  expect(await settings.json()).toEqual({ approveWithinHours: 12, voice: { kind: 'espeak', speed: 120 } });
  const draft = { approveWithinHours: 48, kind: 'http', url: 'http://127.0.0.1:5000/tts' };
  expect((await call(web, 'PUT', '/emergency-settings', headers, draft)).status).toBe(200);
  expect(web.station.stores.settings.find().voice).toEqual({ kind: 'http', url: 'http://127.0.0.1:5000/tts' });
});
