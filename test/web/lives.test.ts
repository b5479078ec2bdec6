import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { LiveNow } from '../../src/core/live.ts';
import { epochMs } from '../../src/core/time.ts';
import { hashToken, newToken } from '../../src/web/session.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { aSlot, at } from '../support/schedule.ts';
import { ORIGIN } from '../support/web.ts';

const FORM = {
  title: 'Lịch tiêm chủng',
  zoneIds: ['main'],
  source: 'microphone',
  mode: 'replace',
  leadIn: 'yes',
  limitMinutes: '15',
  dropSeconds: '3',
};

const asJson = (headers: Record<string, string>) => ({ ...headers, 'content-type': 'application/json' });

async function prepare({ web }: Desk, who: { headers: Record<string, string> }, change = {}) {
  const body = JSON.stringify({ title: 'Lịch tiêm chủng', ...change });
  const response = await web.app.request('/api/v1/lives', { method: 'POST', body, headers: asJson(who.headers) });
  return { status: response.status, body: (await response.json()) as { id: number; errors?: Record<string, string> } };
}

const air = ({ web }: Desk, method: 'PUT' | 'DELETE', id: number, who: { headers: Record<string, string> }) =>
  web.app.request(`/api/v1/lives/${id}/air`, { method, headers: who.headers });

/** A browser's cookie, as it comes with every socket that any page opens. */
function sessionOf({ web }: Desk, userId: number): Record<string, string> {
  const token = newToken();
  const session = { tokenHash: hashToken(token), userId, createdAt: web.now, seenAt: web.now };
  web.station.stores.credentials.addSession({ ...session, expiresAt: epochMs(web.now + 3_600_000) });
  return { cookie: `phien=${token}` };
}

describe('the page', () => {
  test('makes a live of the form, and says what is wrong with it', async () => {
    const desk = await openDesk();
    const page = await desk.web.get('/truc-tiep', desk.operator.headers);
    expect(await page.text()).toContain('Chuẩn bị phát');
    const made = await desk.web.post('/truc-tiep', FORM, desk.operator.headers);
    expect([made.status, made.headers.get('location')]).toEqual([303, '/truc-tiep/1']);
    expect(desk.web.station.stores.lives.find(1)).toMatchObject({
      ...{ title: 'Lịch tiêm chủng', zoneIds: ['main'], mode: 'replace', leadIn: true, limitMs: 900_000, dropMs: 3000 },
      ...{ madeBy: desk.operator.user.id, calledAt: null },
    });
    const wrong = await desk.web.post(
      '/truc-tiep',
      { ...FORM, title: ' ', limitMinutes: '0', dropSeconds: '60', zoneIds: 'khong-co' },
      desk.operator.headers,
    );
    expect(wrong.status).toBe(422);
    const html = await wrong.text();
    for (const words of ['Nhập nội dung sẽ nói', 'Nhập số phút từ 1 đến 180', 'Nhập số giây từ 1 đến 10'])
      expect(html).toContain(words);
    const nowhere = await desk.web.post('/truc-tiep', { ...FORM, zoneIds: 'khong-co' }, desk.operator.headers);
    expect(await nowhere.text()).toContain('Không có vùng phát này');
  });

  test('works without a script for the sound card’s input: prepare, go on the air, end', async () => {
    const desk = await openDesk();
    const { stores } = desk.web.station;
    await desk.web.post('/truc-tiep', { ...FORM, source: 'input', device: 'alsa:plughw:1,0' }, desk.operator.headers);
    expect(desk.web.sent.at(-1)).toMatchObject({ say: 'listen-in', live: { id: 1, device: 'alsa:plughw:1,0' } });
    const page = await (await desk.web.get('/truc-tiep/1', desk.operator.headers)).text();
    expect(page).toContain('action="/truc-tiep/1/len-song"');
    const nudges = desk.web.nudges;
    expect((await desk.web.post('/truc-tiep/1/len-song', {}, desk.operator.headers)).status).toBe(303);
    expect(stores.lives.find(1)).toMatchObject({ calledAt: desk.web.now });
    await desk.web.post('/truc-tiep/1/ngat', {}, desk.operator.headers);
    expect(stores.lives.find(1)).toMatchObject({ cutAt: desk.web.now, cutBy: desk.operator.user.id });
    expect(desk.web.nudges).toBe(nudges + 2);
  });

  test('offers the place in the playlist that is kept for a live, from half an hour before', async () => {
    const desk = await openDesk();
    const { stores, planner } = desk.web.station;
    const slot = { id: 'giao-ban', title: 'Giao ban đầu tuần', plays: 'live', programmeId: null } as const;
    stores.slots.add(aSlot({ ...slot, startDate: '2025-09-10', rrule: 'FREQ=WEEKLY', startTime: '17:40:00' }));
    planner.rebuild();
    const entry = stores.entries.between(desk.web.now, at('2025-09-10 18:00')).find(({ kind }) => kind === 'live');
    expect(entry).toMatchObject({ missing: null, playoutSha256: null });
    expect(await (await desk.web.get('/truc-tiep', desk.operator.headers)).text()).not.toContain('Giao ban đầu tuần');
    desk.web.now = at('2025-09-10 17:11');
    expect(await (await desk.web.get('/truc-tiep', desk.operator.headers)).text()).toContain(
      'Trong khung “Giao ban đầu tuần”',
    );
    const { body } = await prepare(desk, desk.operator, { entryId: entry!.id, mode: 'talk-over', zoneIds: [] });
    expect(body).toMatchObject({ entryId: entry!.id, mode: 'replace', zoneIds: ['main'] });
    expect(await prepare(desk, desk.operator, { entryId: desk.entry.id })).toMatchObject({ status: 422 });
  });
});

describe('Hôm nay', () => {
  test('shows whoever talks, and lets an operator cut them', async () => {
    const desk = await openDesk();
    const { lives } = desk.web.station.stores;
    await prepare(desk, desk.approver);
    lives.call(1, desk.web.now);
    lives.start(1, desk.web.now);
    const page = await (await desk.web.get('/', desk.operator.headers)).text();
    expect(page).toContain('Trực tiếp: Lịch tiêm chủng');
    expect(page).toContain('href="/truc-tiep/1/ngat"');
    expect(await (await desk.web.get('/', desk.viewer.headers)).text()).not.toContain('href="/truc-tiep/1/ngat"');
    const confirm = await (await desk.web.get('/truc-tiep/1/ngat', desk.operator.headers)).text();
    expect(confirm).toContain('Sẽ ngắt lời');
    await desk.web.post('/truc-tiep/1/ngat', {}, desk.operator.headers);
    expect(lives.find(1)).toMatchObject({ cutBy: desk.operator.user.id });
  });
});

describe('the API', () => {
  test('makes, sends to the air, ends and lists', async () => {
    const desk = await openDesk();
    const made = await prepare(desk, desk.operator, { limitMinutes: 5, leadIn: false });
    expect(made).toMatchObject({ status: 201, body: { id: 1, state: 'waiting', limitMs: 300_000, startedAt: null } });
    const now: LiveNow = { liveId: 1, state: 'ready', peak: -12, until: null, delayMs: 100, ending: null };
    desk.web.hear({ say: 'lives', lives: [now] });
    const find = async () => (await desk.web.get('/api/v1/lives/1', desk.viewer.headers)).json();
    expect(await find()).toMatchObject({ state: 'ready', delayMs: 100 });
    expect((await air(desk, 'PUT', 1, desk.operator)).status).toBe(200);
    expect((await air(desk, 'PUT', 1, desk.operator)).status).toBe(200);
    expect(await find()).toMatchObject({ calledAt: '2025-09-10T17:05:00.000+07:00' });
    expect((await air(desk, 'DELETE', 1, desk.operator)).status).toBe(200);
    desk.web.station.stores.lives.end(1, desk.web.now, 'finished');
    expect(await find()).toMatchObject({ state: 'ended', ending: 'finished' });
    expect(await (await air(desk, 'PUT', 1, desk.operator)).json()).toMatchObject({ status: 422 });
    const list = await (await desk.web.get('/api/v1/lives', desk.viewer.headers)).json();
    expect(list).toMatchObject({ lives: [{ id: 1 }], next: null });
    expect((await air(desk, 'PUT', 7, desk.operator)).status).toBe(404);
  });

  test.each([
    [{ title: '' }, 'title'],
    [{ zoneIds: ['khong-co'] }, 'zoneIds'],
    [{ zoneIds: [] }, 'zoneIds'],
    [{ limitMinutes: 0 }, 'limitMinutes'],
    [{ limitMinutes: 10_000 }, 'limitMinutes'],
    [{ dropSeconds: 0 }, 'dropSeconds'],
    [{ source: 'input' }, 'device'],
    [{ source: 'input', device: 'file:/etc/passwd' }, 'device'],
    [{ entryId: 999 }, 'entryId'],
  ])('refuses %j', async (change, field) => {
    const desk = await openDesk();
    const refused = await prepare(desk, desk.operator, change);
    expect(refused.status).toBe(422);
    expect(Object.keys(refused.body.errors ?? {})).toContain(field);
  });

  test('one live a zone: the second to be sent to the air is refused, elsewhere it is not', async () => {
    const desk = await openDesk();
    const { zones } = desk.web.station.stores;
    for (const id of ['thon-1', 'thon-2']) zones.add({ id, name: id });
    await prepare(desk, desk.operator, { zoneIds: ['thon-1'] });
    await prepare(desk, desk.approver, { zoneIds: ['thon-1', 'thon-2'] });
    await prepare(desk, desk.approver, { zoneIds: ['thon-2'] });
    await prepare(desk, desk.approver, { zoneIds: ['main', 'thon-2'] });
    expect((await air(desk, 'PUT', 1, desk.operator)).status).toBe(200);
    const refused = await air(desk, 'PUT', 2, desk.approver);
    expect(await refused.json()).toMatchObject({ status: 422, detail: expect.stringContaining('đang phát trực tiếp') });
    expect((await air(desk, 'PUT', 3, desk.approver)).status).toBe(200);
    expect((await air(desk, 'PUT', 4, desk.approver)).status).toBe(422);
    expect(desk.web.station.stores.lives.find(4)!.zoneIds).toEqual(['main']);
  });

  test('only its own person sends it to the air; an operator ends anybody’s, an approver only their own', async () => {
    const desk = await openDesk();
    const other = desk.web.user(['approver']);
    await prepare(desk, desk.approver);
    expect((await air(desk, 'PUT', 1, desk.operator)).status).toBe(422);
    expect((await air(desk, 'DELETE', 1, other)).status).toBe(422);
    expect((await air(desk, 'PUT', 1, desk.approver)).status).toBe(200);
    expect((await air(desk, 'DELETE', 1, desk.operator)).status).toBe(200);
    expect((await prepare(desk, desk.editor)).status).toBe(403);
    expect((await prepare(desk, desk.viewer)).status).toBe(403);
  });
});

describe('the door of microphones', () => {
  const UPGRADE = {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const knock = async ({ web }: Desk, headers: Record<string, string>, path = '/truc-tiep/1/am-thanh') => {
    const upgrade = { head: Buffer.from('x'), isTaken: false };
    const env = { incoming: { socket: new Socket() }, upgrade };
    const response = await web.app.request(path, { headers: { ...UPGRADE, ...headers } }, env);
    const handed = web.sent.filter(({ say }) => say === 'microphone');
    return { status: upgrade.isTaken ? 101 : response.status, handed: handed.length };
  };

  test('hands the socket to the playout: whose live it is, and what the answer has to be made of', async () => {
    const desk = await openDesk();
    await prepare(desk, desk.operator);
    const cookie = sessionOf(desk, desk.operator.user.id);
    expect(await knock(desk, { ...cookie, origin: ORIGIN })).toEqual({ status: 101, handed: 1 });
    expect(desk.web.sent.at(-1)).toMatchObject({
      live: { id: 1, by: expect.any(String) },
      upgrade: { key: UPGRADE['sec-websocket-key'], head: 'eA==' },
    });
  });

  test('shuts out other pages, other people, other roles and nobody', async () => {
    const desk = await openDesk();
    await prepare(desk, desk.operator);
    const cookie = sessionOf(desk, desk.operator.user.id);
    expect((await knock(desk, { ...cookie, origin: 'http://elsewhere.example' })).status).toBe(403);
    expect((await knock(desk, cookie)).status).toBe(403);
    expect((await knock(desk, { origin: ORIGIN })).status).toBe(303);
    for (const who of [desk.approver, desk.editor, desk.viewer])
      expect((await knock(desk, { ...sessionOf(desk, who.user.id), origin: ORIGIN })).status).toBe(403);
    expect((await knock(desk, { ...cookie, origin: ORIGIN }, '/truc-tiep/9/am-thanh')).status).toBe(404);
    expect(desk.web.sent.filter(({ say }) => say === 'microphone')).toEqual([]);
  });

  test.each([[{ upgrade: 'h2c' }], [{ 'sec-websocket-version': '8' }], [{ 'sec-websocket-key': 'short' }]])(
    'does not answer %j',
    async (change) => {
      const desk = await openDesk();
      await prepare(desk, desk.operator);
      const cookie = sessionOf(desk, desk.operator.user.id);
      expect(await knock(desk, { ...cookie, origin: ORIGIN, ...change })).toEqual({ status: 426, handed: 0 });
    },
  );

  test('is shut for a live that has ended', async () => {
    const desk = await openDesk();
    await prepare(desk, desk.operator);
    desk.web.station.stores.lives.end(1, desk.web.now, 'finished');
    const cookie = sessionOf(desk, desk.operator.user.id);
    expect((await knock(desk, { ...cookie, origin: ORIGIN })).status).toBe(410);
  });
});
