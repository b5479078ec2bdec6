import { beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, scopeOf } from '../../src/core/scopes.ts';
import { dayOf, durationMs, HOUR, after as later, MINUTE } from '../../src/core/time.ts';
import { formatDate } from '../../src/core/vietnamese.ts';
import { ACCESS } from '../../src/web/access.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import { cookiesOf, ORIGIN, openWeb, type Web } from '../support/web.ts';

const PASSWORD = 'mưa rừng đầu mùa';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1';
const DAY = durationMs(24 * HOUR);
let hashed: string;
beforeAll(async () => {
  hashed = await hashPassword(PASSWORD);
});

async function open() {
  const web = await openWeb();
  const person = (username: string, roles: Parameters<Web['user']>[0] = ['editor']) =>
    web.station.stores.people.add({
      username,
      name: `Bà ${username}`,
      roles,
      passwordHash: hashed,
      createdAt: web.now,
    })!;
  const signIn = async (username: string, agent = WINDOWS) =>
    cookiesOf(await web.post('/dang-nhap', { username, password: PASSWORD }, { 'user-agent': agent }));
  const isIn = async (cookie: string) => (await web.get('/tai-khoan', { cookie })).status === 200;
  const api = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    web.app.request(`/api/v1${path}`, {
      method,
      headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return Object.assign(web, { person, signIn, isIn, api });
}

describe('where one is signed in', () => {
  test('is listed by browser and address, and one place can be ended from another', async () => {
    const web = await open();
    web.person('lan');
    const [desk, phone] = [await web.signIn('lan'), await web.signIn('lan', PHONE)];
    const page = await (await web.get('/tai-khoan', { cookie: phone })).text();
    expect(page).toContain('Chrome trên Windows');
    expect(page).toContain('Safari trên iPhone');
    expect(page.match(/Máy này/g)).toHaveLength(1);
    const end = /action="(\/tai-khoan\/phien\/[0-9a-f]{16}\/ket-thuc)"/.exec(page)![1]!;
    expect((await web.post(end, {}, { cookie: phone })).status).toBe(303);
    expect([await web.isIn(desk), await web.isIn(phone)]).toEqual([false, true]);
    expect((await web.post(end, {}, { cookie: phone })).status).toBe(404);
  });

  test('all others at once', async () => {
    const web = await open();
    web.person('lan');
    const all = [await web.signIn('lan'), await web.signIn('lan', PHONE), await web.signIn('lan')];
    await web.post('/tai-khoan/phien/khac/ket-thuc', {}, { cookie: all[1]! });
    expect(await Promise.all(all.map(web.isIn))).toEqual([false, true, false]);
  });

  test('nobody ends another’s but an administrator, who sees whose it is', async () => {
    const web = await open();
    const lan = web.person('lan');
    web.person('hung');
    const [lans, hungs] = [await web.signIn('lan'), await web.signIn('hung')];
    const { sessions } = (await (await web.get('/api/v1/my-sessions', { cookie: lans })).json()) as {
      sessions: { key: string; browser: string; isThis: boolean }[];
    };
    expect(sessions).toMatchObject([{ browser: 'Chrome trên Windows', isThis: true }]);
    const { key } = sessions[0]!;
    expect((await web.post(`/tai-khoan/phien/${key}/ket-thuc`, {}, { cookie: hungs })).status).toBe(404);
    expect((await web.api('DELETE', `/my-sessions/${key}`, { cookie: hungs })).status).toBe(404);
    const { headers } = web.user(['administrator']);
    const page = await (await web.get(`/nguoi-dung/${lan.id}`, headers)).text();
    expect(page).toContain(`/nguoi-dung/${lan.id}/phien/${key}/ket-thuc`);
    expect((await web.post(`/nguoi-dung/${lan.id}/phien/${key}/ket-thuc`, {}, headers)).status).toBe(303);
    expect([await web.isIn(lans), await web.isIn(hungs)]).toEqual([false, true]);
  });

  test('neither page nor API says a token, or the whole of its hash', async () => {
    const web = await open();
    web.person('lan');
    const cookie = await web.signIn('lan');
    const { tokenHash } = web.station.stores.credentials.listSessions(1, web.now)[0]!;
    for (const path of ['/tai-khoan', '/api/v1/my-sessions']) {
      const text = await (await web.get(path, { cookie })).text();
      expect([path, text.includes(tokenHash), text.includes(cookie.split('phien=')[1]!)]).toEqual([path, false, false]);
    }
  });
});

describe('a locked account', () => {
  test('is off the air too, and the playout is told', async () => {
    const web = await open();
    const lan = web.person('lan', ['operator']);
    const cookie = await web.signIn('lan');
    expect((await web.api('POST', '/lives', { cookie }, { title: 'Thông báo lịch tiêm chủng' })).status).toBe(201);
    const nudges = web.nudges;
    const administrator = web.user(['administrator']);
    await web.post(`/nguoi-dung/${lan.id}/khoa`, {}, administrator.headers);
    expect(web.station.stores.lives.find(1)).toMatchObject({ cutAt: web.now, cutBy: administrator.user.id });
    expect(web.nudges).toBeGreaterThan(nudges);
  });

  test('is out everywhere at once: sessions, and tokens for good', async () => {
    const web = await open();
    const lan = web.person('lan');
    const cookie = await web.signIn('lan');
    const form = { name: 'Bảng tin', days: '30', kind: 'moi-viec', password: PASSWORD };
    const made = await (await web.post('/tai-khoan/ma-truy-cap', form, { cookie })).text();
    const token = { authorization: `Bearer ${/dx_[\w-]{43}/.exec(made)![0]}` };
    expect((await web.get('/api/v1/on-air', token)).status).toBe(200);
    const { headers } = web.user(['administrator']);
    await web.post(`/nguoi-dung/${lan.id}/khoa`, {}, headers);
    expect(await web.isIn(cookie)).toBe(false);
    expect((await web.get('/api/v1/on-air', token)).status).toBe(401);
    await web.post(`/nguoi-dung/${lan.id}/mo-khoa`, {}, headers);
    expect(await web.isIn(cookie)).toBe(false);
    expect((await web.get('/api/v1/on-air', token)).status).toBe(401);
    expect(await web.isIn(await web.signIn('lan'))).toBe(true);
  });

  test('the last administrator is locked by no way', async () => {
    const web = await open();
    const { user, headers } = web.user(['administrator']);
    const refused = await web.api('PUT', `/people/${user.id}/lock`, headers);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('người quản trị duy nhất')]);
    const laidDown = await web.api('PUT', `/people/${user.id}`, headers, { name: 'Lan', roles: ['viewer'] });
    expect(laidDown.status).toBe(422);
    web.station.stores.substitutions.add({
      ...{ userId: web.person('hung').id, forUserId: null, roles: ['administrator'] },
      ...{ from: web.now, until: later(web.now, DAY), document: '', reason: 'nghỉ', madeBy: user.id, madeAt: web.now },
    });
    expect((await web.api('PUT', `/people/${user.id}/lock`, headers)).status).toBe(409);
  });
});

describe('an API token', () => {
  const draft = { name: 'Bảng tin trước trụ sở', days: 30, scopes: ['schedule:read'], password: PASSWORD };
  const make = async (web: Awaited<ReturnType<typeof open>>, as: Record<string, string>, change = {}) => {
    const answer = await web.api('POST', '/my-tokens', as, { ...draft, ...change });
    const token = (await answer.json()) as { id: number; secret: string; errors?: Record<string, string> };
    return { status: answer.status, ...token, as: { authorization: `Bearer ${token.secret}` } };
  };

  test('is shown once and kept as a hash; the list says where and when it was used last', async () => {
    const web = await open();
    web.person('lan');
    const cookie = await web.signIn('lan');
    const form = { name: draft.name, days: '30', kind: 'chon', scopes: draft.scopes, password: PASSWORD };
    const made = await web.post('/tai-khoan/ma-truy-cap', form, { cookie });
    expect(made.headers.get('cache-control')).toBe('no-store');
    const secret = /dx_[\w-]{43}/.exec(await made.text())![0];
    expect(JSON.stringify(web.db.prepare('SELECT * FROM api_tokens').all())).not.toContain(secret);
    expect(await (await web.get('/tai-khoan', { cookie })).text()).toContain('Chưa dùng');
    web.now = later(web.now, HOUR);
    await web.get('/api/v1/slots', { authorization: `Bearer ${secret}` });
    const page = await (await web.get('/tai-khoan', { cookie })).text();
    expect(page).not.toContain(secret);
    expect(page).toContain('10/09/2025 09:00, từ máy không rõ');
    expect(page).toContain('Lịch phát, khung giờ (xem)');
  });

  test('does what its scopes name, reads what it may write, and opens no page', async () => {
    const web = await open();
    web.person('lan', ['editor', 'operator', 'administrator']);
    const cookie = await web.signIn('lan');
    const { as } = await make(web, { cookie }, { scopes: ['schedule:read', 'air:write'] });
    const status = async (method: string, path: string) => (await web.api(method, path, as, {})).status;
    expect((await web.get('/api/v1/slots', as)).status).toBe(200);
    expect((await web.get('/api/v1/commands', as)).status).toBe(200);
    expect(await status('POST', '/slots')).toBe(403);
    expect(await status('POST', '/commands')).toBe(422);
    expect((await web.get('/api/v1/people', as)).status).toBe(403);
    expect((await web.get('/api/v1/openapi.json', as)).status).toBe(200);
    for (const path of ['/', '/lich-phat', '/cau-hinh', '/tai-khoan'])
      expect((await web.get(path, as)).status).toBe(403);
  });

  test('can do no more than its owner, whatever its scopes say', async () => {
    const web = await open();
    const lan = web.person('lan', ['administrator']);
    web.person('hung', ['administrator']);
    const { as } = await make(web, { cookie: await web.signIn('lan') }, { scopes: [...SCOPES] });
    expect((await web.get('/api/v1/people', as)).status).toBe(200);
    web.station.stores.people.change(lan.id, { name: lan.name, roles: ['viewer'] });
    expect((await web.get('/api/v1/people', as)).status).toBe(403);
  });

  test('makes none that can do more or lasts longer than itself', async () => {
    const web = await open();
    web.person('lan', ['administrator']);
    const { as } = await make(web, { cookie: await web.signIn('lan') }, { scopes: ['people:write', 'log:read'] });
    expect((await make(web, as, { scopes: ['log:read'] })).status).toBe(201);
    expect(await make(web, as, { scopes: ['log:write'] })).toMatchObject({
      status: 422,
      errors: { scopes: expect.any(String) },
    });
    expect((await make(web, as, { scopes: null })).status).toBe(422);
    expect(await make(web, as, { scopes: ['log:read'], days: 31 })).toMatchObject({
      ...{ status: 422, errors: { days: expect.any(String) } },
    });
  });

  test('is made in a browser only with the password', async () => {
    const web = await open();
    web.person('lan');
    const cookie = await web.signIn('lan');
    expect((await make(web, { cookie }, { password: '' })).status).toBe(422);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, n) => make(web, { cookie }, { password: `sai ${n}` })),
    );
    expect(guesses.every(({ status }) => status === 422)).toBe(true);
    expect((await make(web, { cookie })).errors?.password).toContain('Đã thử sai nhiều lần');
    web.now = later(web.now, durationMs(MINUTE));
    expect((await make(web, { cookie })).status).toBe(201);
  });

  test.each([
    ['without a purpose', { name: ' ' }, 'name'],
    ['for ever', { days: 4000 }, 'days'],
    ['of no scope', { scopes: [] }, 'scopes'],
    ['of a scope that does not exist', { scopes: ['moon:write'] }, 'scopes.0'],
  ])('%s is refused', async (_, change, field) => {
    const web = await open();
    web.person('lan');
    const made = await make(web, { cookie: await web.signIn('lan') }, change);
    expect(made).toMatchObject({ status: 422, errors: { [field]: expect.any(String) } });
  });

  test('ends on its day, or when it is revoked, by its owner or an administrator and nobody else', async () => {
    const web = await open();
    const lan = web.person('lan');
    web.person('hung');
    const cookie = await web.signIn('lan');
    const [one, two, short] = [
      await make(web, { cookie }),
      await make(web, { cookie }),
      await make(web, { cookie }, { days: 1 }),
    ];
    const hungs = { cookie: await web.signIn('hung') };
    expect((await web.post(`/tai-khoan/ma-truy-cap/${one.id}/thu-hoi`, {}, hungs)).status).toBe(404);
    expect((await web.get(`/tai-khoan/ma-truy-cap/${one.id}/thu-hoi`, hungs)).status).toBe(404);
    expect((await web.api('DELETE', `/my-tokens/${one.id}`, hungs)).status).toBe(404);
    expect((await web.get(`/tai-khoan/ma-truy-cap/${one.id}/thu-hoi`, { cookie })).status).toBe(200);
    expect((await web.post(`/tai-khoan/ma-truy-cap/${one.id}/thu-hoi`, {}, { cookie })).status).toBe(303);
    const { headers } = web.user(['administrator']);
    expect((await web.get(`/nguoi-dung/${lan.id}/ma-truy-cap/${two.id}`, headers)).status).toBe(200);
    expect((await web.api('DELETE', `/tokens/${two.id}`, headers)).status).toBe(204);
    expect((await web.get('/api/v1/slots', one.as)).status).toBe(401);
    expect((await web.get('/api/v1/slots', two.as)).status).toBe(401);
    expect((await web.get('/api/v1/slots', short.as)).status).toBe(200);
    web.now = later(web.now, DAY);
    expect((await web.get('/api/v1/slots', short.as)).status).toBe(401);
  });

  test('has a scope for every route of the API', () => {
    const closed = Object.keys(ACCESS).filter(
      (route) => route.includes(' /api/v1/') && ACCESS[route] !== 'public' && scopeOf(route) === undefined,
    );
    expect(closed, 'add their nouns to a group of core/scopes.ts').toEqual([]);
  });
});

describe('a substitute', () => {
  async function openWithTwo() {
    const web = await open();
    const [lan, hung] = [web.person('lan', ['editor']), web.person('hung', ['approver', 'operator'])];
    const { user, headers } = web.user(['administrator']);
    const today = formatDate(dayOf(web.now, 'Asia/Ho_Chi_Minh'));
    const form = {
      ...{ userId: String(lan.id), forUserId: String(hung.id), roles: ['approver'], reason: 'đi học ở tỉnh' },
      ...{ fromDay: today, fromTime: '9h', untilDay: today, untilTime: '17:00', document: '02/GUQ-TTVH' },
    };
    return Object.assign(web, { lan, hung, administrator: user, as: headers, form });
  }

  test('has the roles in those hours and is called so on every page; it begins and ends by itself', async () => {
    const web = await openWithTwo();
    expect((await web.post('/nguoi-dung/thay', web.form, web.as)).status).toBe(303);
    const cookie = await web.signIn('lan');
    const route = '/lich-phat/vuot-muc/them';
    const at = async (hours: number) => {
      const before = web.now;
      web.now = later(before, durationMs(hours * HOUR));
      const seen = [
        (await web.get(route, { cookie })).status,
        await (await web.get('/chuyen-muc', { cookie })).text(),
      ] as const;
      web.now = before;
      return { status: seen[0], page: seen[1] };
    };
    expect((await at(0.99)).status).toBe(403);
    const meanwhile = await at(1);
    expect(meanwhile.status).toBe(200);
    expect(meanwhile.page).toContain('thay Bà hung đến 10/09/2025 17:00');
    expect((await at(8.99)).status).toBe(200);
    const over = await at(9);
    expect(over.status).toBe(403);
    expect(over.page).not.toContain('thay Bà hung');
    web.now = later(web.now, durationMs(2 * HOUR));
    for (const path of ['/nguoi-dung', `/nguoi-dung/${web.lan.id}`])
      expect(await (await web.get(path, web.as)).text()).toContain('thay Bà hung đến 10/09/2025 17:00');
    const account = await (await web.get('/tai-khoan', { cookie })).text();
    expect(account).toContain('Thay Bà hung đến 10/09/2025 17:00');
    expect(account).toContain('02/GUQ-TTVH');
  });

  test('is told what those whose place they fill are told', async () => {
    const web = await openWithTwo();
    await web.post('/nguoi-dung/thay', web.form, web.as);
    const { people } = web.station.stores;
    const approvers = (hours: number) =>
      people
        .listActing(later(web.now, durationMs(hours * HOUR)))
        .filter(({ roles }) => roles.includes('approver'))
        .map(({ username }) => username);
    expect([approvers(0), approvers(2), approvers(9)]).toEqual([['hung'], ['lan', 'hung'], ['hung']]);
  });

  test('stops at once when an administrator says so', async () => {
    const web = await openWithTwo();
    await web.post('/nguoi-dung/thay', { ...web.form, fromTime: '08:00' }, web.as);
    const cookie = await web.signIn('lan');
    expect((await web.get('/lich-phat/vuot-muc/them', { cookie })).status).toBe(200);
    expect((await web.get('/nguoi-dung/thay/1/ket-thuc', web.as)).status).toBe(200);
    expect((await web.post('/nguoi-dung/thay/1/ket-thuc', {}, web.as)).status).toBe(303);
    expect((await web.get('/lich-phat/vuot-muc/them', { cookie })).status).toBe(403);
    expect((await web.post('/nguoi-dung/thay/1/ket-thuc', {}, web.as)).status).toBe(404);
    expect(await (await web.get('/nguoi-dung/thay', web.as)).text()).toContain('sớm hơn dự định');
  });

  test.each([
    ['themselves', { userId: '2', forUserId: '2' }, 'Không ai tự thay mình'],
    ['nobody', { userId: '' }, 'Chọn người thay'],
    ['with a role the absent one has not', { roles: ['administrator'] }, 'không có vai trò đó nên không ai thay được'],
    ['with what they have already', { forUserId: '', roles: ['editor'] }, 'đã có sẵn'],
    ['with none', { roles: [] }, 'Chọn ít nhất một vai trò'],
    ['backwards', { untilTime: '08:30' }, 'Lúc hết phải sau lúc bắt đầu'],
    ['in the past', { fromTime: '06:00', untilTime: '07:00' }, 'Lúc hết đã qua'],
    ['for ever', { untilDay: '10/09/2027' }, 'nhiều nhất một năm'],
    ['without a reason', { reason: '' }, 'Ghi lý do'],
    ['at no time', { fromTime: '25h' }, 'Nhập giờ kiểu 24 giờ'],
  ])('%s is refused in words', async (_, change, words) => {
    const web = await openWithTwo();
    const answer = await web.post('/nguoi-dung/thay', { ...web.form, ...change }, web.as);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
  });

  test('the API says and does the same', async () => {
    const web = await openWithTwo();
    const draft = { userId: web.lan.id, forUserId: web.hung.id, roles: ['approver'], reason: 'đi học' };
    const hours = { from: '2025-09-10T08:00:00+07:00', until: '2025-09-10T17:00:00+07:00' };
    const added = await web.api('POST', '/substitutions', web.as, { ...draft, ...hours });
    expect([added.status, await added.json()]).toEqual([
      201,
      expect.objectContaining({ state: 'holds', madeBy: web.administrator.id }),
    ]);
    const cookie = await web.signIn('lan');
    expect(await (await web.get('/api/v1/my-account', { cookie })).json()).toMatchObject({
      roles: ['approver', 'editor'],
      standsIn: [{ forUserId: web.hung.id, until: '2025-09-10T17:00:00.000+07:00' }],
    });
    expect(await (await web.get(`/api/v1/people/${web.lan.id}`, web.as)).json()).toMatchObject({
      ...{ roles: ['editor'], rolesNow: ['approver', 'editor'] },
    });
    expect((await web.api('DELETE', '/substitutions/1', web.as)).status).toBe(204);
    expect((await web.api('DELETE', '/substitutions/1', web.as)).status).toBe(404);
  });
});

test('an administrator lets a name be tried again, and nobody else does', async () => {
  const web = await open();
  const lan = web.person('lan');
  for (let n = 0; n < 5; n++) await web.post('/dang-nhap', { username: 'lan', password: 'sai' });
  const { headers } = web.user(['administrator']);
  expect(await (await web.get(`/nguoi-dung/${lan.id}`, headers)).text()).toContain('thử sai 5 lần');
  expect((await web.post('/dang-nhap', { username: 'lan', password: PASSWORD })).status).toBe(429);
  expect((await web.post(`/nguoi-dung/${lan.id}/cho-thu-lai`, {}, web.user(['editor']).headers)).status).toBe(403);
  expect((await web.post(`/nguoi-dung/${lan.id}/cho-thu-lai`, {}, headers)).status).toBe(303);
  expect((await web.post('/dang-nhap', { username: 'lan', password: PASSWORD })).status).toBe(303);
});

test('people are added, changed and given links by the API as by the page', async () => {
  const web = await open();
  const { headers } = web.user(['administrator']);
  const added = await web.api('POST', '/people', headers, {
    username: 'Hung',
    name: 'Đinh Văn Hùng',
    roles: ['operator'],
  });
  const hung = (await added.json()) as { id: number };
  expect([added.status, hung]).toEqual([
    201,
    expect.objectContaining({ username: 'hung', lockedAt: null, hasSecondFactor: false }),
  ]);
  const link = await web.api('POST', `/people/${hung.id}/password-links`, headers);
  const { link: address } = (await link.json()) as { link: string };
  expect((await web.get(new URL(address).pathname)).status).toBe(200);
  expect((await web.api('PUT', `/people/${hung.id}`, headers, { name: 'Hùng', roles: [] })).status).toBe(422);
  expect((await web.api('PUT', `/people/${hung.id}/lock`, headers)).status).toBe(200);
  expect((await web.get(new URL(address).pathname)).status).toBe(404);
  expect((await web.api('POST', `/people/${hung.id}/password-links`, headers)).status).toBe(404);
  expect((await web.api('DELETE', `/people/${hung.id}/lock`, headers)).status).toBe(200);
  expect((await web.get('/api/v1/people/99', headers)).status).toBe(404);
});
