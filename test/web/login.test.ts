import { beforeAll, describe, expect, test } from 'vitest';
import { durationMs, HOUR, after as later, MINUTE, SECOND } from '../../src/core/time.ts';
import { makeFirstRunLink, makePasswordLink } from '../../src/web/links.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import { cookiesOf, ORIGIN, openWeb, type Web } from '../support/web.ts';

const PASSWORD = 'mưa rừng đầu mùa';
let hashed: string;
beforeAll(async () => {
  hashed = await hashPassword(PASSWORD);
});

/** A station with one editor, Lan, who has a password. */
async function openWithLan(env?: NodeJS.ProcessEnv) {
  const web = await openWeb(env);
  const lan = { username: 'lan', name: 'Ý Lan', roles: ['editor', 'administrator'] as const };
  const user = web.station.stores.people.add({ ...lan, passwordHash: hashed, createdAt: web.now })!;
  const signIn = (password = PASSWORD, username = 'lan', headers = {}) =>
    web.post('/dang-nhap', { username, password }, headers);
  return Object.assign(web, { lan: user, signIn });
}

const isSignedIn = async (web: Web, cookie: string) => (await web.get('/mat-khau', { cookie })).status === 200;

describe('signing in', () => {
  test('the right password opens the station, typed composed or decomposed', async () => {
    const web = await openWithLan();
    for (const password of [PASSWORD, PASSWORD.normalize('NFD')]) {
      const response = await web.signIn(password);
      expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
      expect(await isSignedIn(web, cookiesOf(response))).toBe(true);
    }
  });

  test.each([
    ['a wrong password', 'lan', 'sai mật khẩu rồi'],
    ['a name nobody has', 'khong-co', PASSWORD],
    ['no password at all', 'lan', ''],
  ])('%s is told no more than that', async (_, username, password) => {
    const web = await openWithLan();
    const response = await web.signIn(password, username);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Tên đăng nhập hoặc mật khẩu không đúng');
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('an account that never chose a password, or is locked, has none that fits', async () => {
    const web = await openWithLan();
    web.station.stores.people.setDisabled(web.lan.id, web.now);
    expect((await web.signIn()).status).toBe(422);
    web.station.stores.people.setDisabled(web.lan.id, null);
    web.station.stores.people.setPassword(web.lan.id, '');
    expect((await web.signIn('a password nobody has')).status).toBe(422);
  });

  test('it leads back inside the station, never out of it', async () => {
    const web = await openWithLan();
    const to = async (next: string) =>
      (await web.post('/dang-nhap', { username: 'lan', password: PASSWORD, next })).headers.get('location');
    expect(await to('/nhat-ky?from=5/9')).toBe('/nhat-ky?from=5/9');
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'x'])
      expect(await to(next)).toBe('/');
  });

  test('the cookie is out of reach of scripts and other sites, and with https of plain http too', async () => {
    const plain = (await (await openWithLan()).signIn()).headers.getSetCookie().at(-1);
    expect(plain).toMatch(/^phien=[\w-]{43};.*HttpOnly; SameSite=Lax$/);
    const web = await openWithLan({ STATION_ORIGIN: 'https://dai.example.vn' });
    const secure = (await web.signIn()).headers.getSetCookie().at(-1);
    expect(secure).toMatch(/^__Host-phien=.*Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(secure).not.toContain('Domain');
  });

  test('the database holds no token and no password that opens anything', async () => {
    const web = await openWithLan();
    const token = cookiesOf(await web.signIn())
      .split('phien=')
      .at(-1)!;
    const rows = JSON.stringify([
      web.db.prepare('SELECT * FROM sessions').all(),
      web.db.prepare('SELECT * FROM users').all(),
    ]);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(PASSWORD);
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('sessions', () => {
  test('end after 12 hours unused', async () => {
    const web = await openWithLan();
    const cookie = cookiesOf(await web.signIn());
    web.now = later(web.now, durationMs(11 * HOUR));
    expect(await isSignedIn(web, cookie)).toBe(true);
    web.now = later(web.now, durationMs(11 * HOUR));
    expect(await isSignedIn(web, cookie)).toBe(true);
    web.now = later(web.now, durationMs(12 * HOUR));
    expect(await isSignedIn(web, cookie)).toBe(false);
  });

  test('end after seven days however much they are used', async () => {
    const web = await openWithLan();
    const cookie = cookiesOf(await web.signIn());
    const end = later(web.now, durationMs(7 * 24 * HOUR));
    while (web.now < end - 6 * HOUR) {
      expect(await isSignedIn(web, cookie)).toBe(true);
      web.now = later(web.now, durationMs(6 * HOUR));
    }
    web.now = end;
    expect(await isSignedIn(web, cookie)).toBe(false);
  });

  test('are made anew at every sign-in, and the old one closes', async () => {
    const web = await openWithLan();
    const first = cookiesOf(await web.signIn());
    const second = cookiesOf(await web.signIn(PASSWORD, 'lan', { cookie: first }));
    expect(second).not.toBe(first);
    expect(await isSignedIn(web, first)).toBe(false);
    expect(await isSignedIn(web, second)).toBe(true);
  });

  test('end on signing out, in the database and not only in the browser', async () => {
    const web = await openWithLan();
    const cookie = cookiesOf(await web.signIn());
    await web.post('/dang-xuat', {}, { cookie });
    expect(await isSignedIn(web, cookie)).toBe(false);
  });
});

describe('guessing', () => {
  const guess = (web: Awaited<ReturnType<typeof openWithLan>>, from = '10.0.0.1', username = 'lan') =>
    web.app.request(
      '/dang-nhap',
      {
        method: 'POST',
        body: new URLSearchParams({ username, password: 'sai mật khẩu' }),
        headers: { origin: ORIGIN },
      },
      { incoming: { socket: { remoteAddress: from } } },
    );

  test('five tries are free, then one waits, longer each time', async () => {
    const web = await openWithLan();
    for (let n = 0; n < 5; n++) expect((await guess(web)).status).toBe(422);
    for (const wait of [30, 60, 120, 240, 480, 900, 900]) {
      const blocked = await guess(web);
      expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, String(wait)]);
      web.now = later(web.now, durationMs(wait * SECOND));
      expect((await guess(web)).status).toBe(422);
    }
  });

  test('the right password does not help while one waits, and clears the count afterwards', async () => {
    const web = await openWithLan();
    for (let n = 0; n < 5; n++) await guess(web);
    expect((await web.signIn()).status).toBe(429);
    web.now = later(web.now, durationMs(30 * SECOND));
    expect((await web.signIn()).status).toBe(303);
    expect((await guess(web, '10.0.0.2')).status).toBe(422);
    expect((await web.signIn()).status).toBe(303);
  });

  test('one address guessing many names waits too, and nobody else does', async () => {
    const web = await openWithLan();
    for (let n = 0; n < 10; n++) await guess(web, '10.0.0.1', `ten${n}`);
    expect((await guess(web, '10.0.0.1', 'khac')).status).toBe(429);
    expect((await guess(web, '10.0.0.2', 'khac')).status).toBe(422);
  });

  test('an account of one’s own does not wipe out what one guessed at others from there', async () => {
    const web = await openWithLan();
    const from = { incoming: { socket: { remoteAddress: '10.0.0.1' } } };
    const own = () =>
      web.app.request(
        '/dang-nhap',
        {
          method: 'POST',
          body: new URLSearchParams({ username: 'lan', password: PASSWORD }),
          headers: { origin: ORIGIN },
        },
        from,
      );
    for (let n = 0; n < 10; n++) {
      await guess(web, '10.0.0.1', `ten${n}`);
      if (n < 9) expect((await own()).status).toBe(303);
    }
    expect((await guess(web, '10.0.0.1', 'khac')).status).toBe(429);
  });

  test('a browser its owner has signed in from does not wait for what strangers guess', async () => {
    const web = await openWithLan();
    const browser = cookiesOf(await web.signIn());
    for (let n = 0; n < 50; n++) {
      await guess(web);
      web.now = later(web.now, durationMs(MINUTE));
    }
    for (let n = 0; n < 10; n++) await guess(web, '10.0.0.1');
    expect((await web.signIn()).status).toBe(429);
    expect((await web.signIn(PASSWORD, 'lan', { cookie: browser })).status).toBe(303);
    for (let n = 0; n < 5; n++) await web.signIn('sai rồi mà', 'lan', { cookie: browser });
    expect((await web.signIn(PASSWORD, 'lan', { cookie: browser })).status).toBe(429);
  });

  test('a cookie somebody made up is a browser nobody knows', async () => {
    const web = await openWithLan();
    for (let n = 0; n < 5; n++) await guess(web);
    expect((await web.signIn(PASSWORD, 'lan', { cookie: 'may-quen=tu-nghi-ra' })).status).toBe(429);
  });

  test('a hundred at once get no more tries than one after another', async () => {
    const web = await openWithLan();
    const all = await Promise.all(Array.from({ length: 100 }, () => guess(web)));
    expect(all.filter(({ status }) => status === 422)).toHaveLength(5);
  });

  test('a mistake is forgotten after an hour', async () => {
    const web = await openWithLan();
    for (let n = 0; n < 4; n++) await guess(web);
    web.now = later(web.now, durationMs(61 * MINUTE));
    for (let n = 0; n < 5; n++) expect((await guess(web)).status).toBe(422);
  });

  test('behind a proxy on this machine the caller counts, not the proxy; from elsewhere nobody is believed', async () => {
    const web = await openWithLan();
    const from = (peer: string, forwarded: string, username: string) =>
      web.app.request(
        '/dang-nhap',
        {
          method: 'POST',
          body: new URLSearchParams({ username, password: 'sai' }),
          headers: { origin: ORIGIN, 'x-forwarded-for': forwarded },
        },
        { incoming: { socket: { remoteAddress: peer } } },
      );
    for (let n = 0; n < 10; n++) await from('127.0.0.1', '203.0.113.7', `a${n}`);
    expect((await from('127.0.0.1', '203.0.113.8', 'b')).status).toBe(422);
    for (let n = 0; n < 10; n++) await from('203.0.113.9', `198.51.100.${n}`, `c${n}`);
    expect((await from('203.0.113.9', '198.51.100.99', 'd')).status).toBe(429);
  });
});

describe('the first run', () => {
  const form = { name: 'Y Lan', username: 'ylan', password: PASSWORD, again: PASSWORD };
  const open = async () => {
    const web = await openWeb();
    return Object.assign(web, { path: new URL(makeFirstRunLink(web.station, ORIGIN)!).pathname });
  };

  test('the link makes the administrator, with every role, once', async () => {
    const web = await open();
    expect((await web.get(web.path)).status).toBe(200);
    const response = await web.post(web.path, form);
    expect(response.status).toBe(303);
    expect((await web.get('/nguoi-dung', { cookie: cookiesOf(response) })).status).toBe(200);
    expect(web.station.stores.people.list()[0]?.roles).toHaveLength(6);
    expect((await web.post(web.path, { ...form, username: 'khac' })).status).toBe(404);
    expect(web.station.stores.people.list()).toHaveLength(1);
    expect(makeFirstRunLink(web.station, ORIGIN)).toBeUndefined();
  });

  test('of two who open it at once, one is the administrator', async () => {
    const web = await open();
    const both = await Promise.all([web.post(web.path, form), web.post(web.path, { ...form, username: 'khac' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
    expect(web.station.stores.people.list()).toHaveLength(1);
  });

  test('it closes after 24 hours, and a wrong one never opens', async () => {
    const web = await open();
    expect((await web.get('/khoi-tao/khong-phai')).status).toBe(404);
    web.now = later(web.now, durationMs(24 * HOUR));
    expect((await web.get(web.path)).status).toBe(404);
  });

  test.each([
    ['ngắn', 'ít nhất 10 ký tự'],
    ['1234567890', 'dễ đoán'],
    ['Matkhau2025!', 'dễ đoán'],
    ['aaaaaaaaaaaa', 'dễ đoán'],
    ['password123', 'dễ đoán'],
    ['truyền thanh 2025', 'dễ đoán'],
    ['butterfly1990', 'người ta thử trước tiên'],
    ['Y Lan – Đăk Tô 2025', 'tên người dùng hoặc tên đài'],
  ])('the password "%s" is refused: %s', async (password, words) => {
    const web = await open();
    const response = await web.post(web.path, { ...form, password, again: password });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(words);
  });

  test('what was typed is shown again, but never the password', async () => {
    const web = await open();
    const page = await (await web.post(web.path, { ...form, again: 'khác' })).text();
    expect(page).toContain('value="ylan"');
    expect(page).toContain('href="#f-again"');
    expect(page).not.toContain(PASSWORD);
  });
});

describe('changing a password', () => {
  const NEXT = 'nắng ấm cao nguyên';

  test('through a link: once, and every other session ends', async () => {
    const web = await openWithLan();
    const cookie = cookiesOf(await web.signIn());
    const path = new URL(makePasswordLink(web.station, ORIGIN, web.lan.id)).pathname;
    expect((await web.post(path, { password: NEXT, again: NEXT })).status).toBe(303);
    expect(await isSignedIn(web, cookie)).toBe(false);
    expect((await web.signIn(NEXT)).status).toBe(303);
    expect((await web.post(path, { password: PASSWORD, again: PASSWORD })).status).toBe(404);
  });

  test('a password link makes no administrator, and a first-run link sets nobody’s password', async () => {
    const web = await openWithLan();
    const link = makePasswordLink(web.station, ORIGIN, web.lan.id);
    expect((await web.get(new URL(link).pathname.replace('mat-khau', 'khoi-tao'))).status).toBe(404);
  });

  test('one’s own: only with the one in use', async () => {
    const web = await openWithLan();
    const cookie = cookiesOf(await web.signIn());
    const change = (current: string) => web.post('/mat-khau', { current, password: NEXT, again: NEXT }, { cookie });
    expect((await change('không phải')).status).toBe(422);
    const changed = await change(PASSWORD);
    expect(changed.status).toBe(303);
    expect(await isSignedIn(web, cookie)).toBe(false);
    expect(await isSignedIn(web, cookiesOf(changed))).toBe(true);
  });
});
