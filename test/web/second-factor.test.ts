import { Secret, TOTP } from 'otpauth';
import { beforeAll, describe, expect, test } from 'vitest';
import { durationMs, HOUR, after as later, MINUTE, SECOND } from '../../src/core/time.ts';
import { makePasswordLink } from '../../src/web/links.ts';
import { hashPassword } from '../../src/web/passwords.ts';
import { cookiesOf, ORIGIN, openWeb, type Web } from '../support/web.ts';

const PASSWORD = 'mưa rừng đầu mùa';
let hashed: string;
beforeAll(async () => {
  hashed = await hashPassword(PASSWORD);
});

const codeAt = (web: Web, secret: string, seconds = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: web.now + seconds * SECOND });
const STEP = durationMs(30 * SECOND);

async function open() {
  const web = await openWeb();
  const user = web.station.stores.people.add({
    ...{ username: 'lan', name: 'Ý Lan', roles: ['approver'] as const },
    ...{ passwordHash: hashed, createdAt: web.now },
  })!;
  const password = (cookie = '') =>
    web.post('/dang-nhap', { username: 'lan', password: PASSWORD, next: '/duyet' }, { cookie });
  const isIn = async (cookie: string) => (await web.get('/tai-khoan', { cookie })).status === 200;
  return Object.assign(web, { lan: user, password, isIn });
}

/** Lan, signed in, has set it up with the page; answers the secret and the codes on paper. */
async function setUp(web: Awaited<ReturnType<typeof open>>) {
  const cookie = cookiesOf(await web.password());
  const page = await (await web.get('/tai-khoan/xac-thuc', { cookie })).text();
  const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(page)![1]!;
  const answer = await web.post(
    '/tai-khoan/xac-thuc',
    { secret, code: codeAt(web, secret), password: PASSWORD },
    { cookie },
  );
  expect(answer.status).toBe(200);
  const codes = [...(await answer.text()).matchAll(/<li>((?:[A-Z0-9]{4}-){3}[A-Z0-9]{4})<\/li>/g)].map(
    ([, code]) => code!,
  );
  web.now = later(web.now, durationMs(MINUTE));
  return { secret, codes, cookie };
}

/** Through the password; answers the cookie that still owes the code. */
async function halfWay(web: Awaited<ReturnType<typeof open>>) {
  const answer = await web.password();
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/dang-nhap/ma?next=%2Fduyet']);
  return cookiesOf(answer);
}

describe('setting it up', () => {
  test('takes a code of the secret the page shows, and the password, and gives ten codes for the paper', async () => {
    const web = await open();
    const { codes, cookie } = await setUp(web);
    expect(new Set(codes).size).toBe(10);
    const rows = JSON.stringify(web.db.prepare('SELECT * FROM recovery_codes').all());
    for (const code of codes) expect(rows).not.toContain(code.replaceAll('-', ''));
    const account = await (await web.get('/tai-khoan', { cookie })).text();
    expect(account).toContain('còn 10 mã dự phòng');
    for (const code of codes) expect(account).not.toContain(code);
  });

  test('the picture says what the telephone needs', async () => {
    const web = await open();
    const cookie = cookiesOf(await web.password());
    const page = await web.get('/tai-khoan/xac-thuc', { cookie });
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('<svg class="qr"');
    const offer = await web.app.request('/api/v1/my-account/second-factor/offers', {
      ...{ method: 'POST', headers: { cookie, origin: ORIGIN } },
    });
    const { address, secret } = (await offer.json()) as { address: string; secret: string };
    expect(address).toContain(`secret=${secret}`);
    expect(decodeURIComponent(address)).toContain('totp/Đài truyền thanh xã Đăk Tô:lan');
  });

  test.each([
    ['a wrong code', { code: '000000' }, 'Mã không khớp'],
    ['no code', { code: 'abc' }, 'Nhập 6 chữ số'],
    ['a wrong password', { password: 'không phải' }, 'Mật khẩu đang dùng không đúng'],
    ['a secret of no use', { secret: 'ngắn' }, 'quét mã mới'],
  ])('with %s is refused, and nothing is kept', async (_, wrong, words) => {
    const web = await open();
    const cookie = cookiesOf(await web.password());
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const form = { secret, code: codeAt(web, secret), password: PASSWORD, ...wrong };
    const answer = await web.post('/tai-khoan/xac-thuc', form, { cookie });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(web.station.stores.secondFactors.find(web.lan.id)).toBeUndefined();
  });

  test('signs the other machines out, and this one stays', async () => {
    const web = await open();
    const other = cookiesOf(await web.password());
    const { cookie } = await setUp(web);
    expect([await web.isIn(other), await web.isIn(cookie)]).toEqual([false, true]);
  });
});

describe('signing in with it', () => {
  test('the password alone opens nothing; the code opens the page one wanted', async () => {
    const web = await open();
    const { secret } = await setUp(web);
    const half = await halfWay(web);
    expect(await web.isIn(half)).toBe(false);
    expect((await web.get('/api/v1/episodes', { cookie: half })).status).toBe(401);
    expect((await web.get('/dang-nhap/ma', { cookie: half })).status).toBe(200);
    const form = { code: codeAt(web, secret), next: '/duyet' };
    const done = await web.post('/dang-nhap/ma', form, { cookie: half });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/duyet']);
    expect(await web.isIn(cookiesOf(done))).toBe(true);
    expect(await web.isIn(half)).toBe(false);
  });

  test('a code of the step before or after will do; one further away will not', async () => {
    const web = await open();
    const { secret } = await setUp(web);
    const status = async (seconds: number) => {
      web.now = later(web.now, durationMs(5 * MINUTE));
      const half = await halfWay(web);
      return (await web.post('/dang-nhap/ma', { code: codeAt(web, secret, seconds) }, { cookie: half })).status;
    };
    expect(await status(-60)).toBe(422);
    expect(await status(60)).toBe(422);
    expect(await status(-30)).toBe(303);
    expect(await status(30)).toBe(303);
  });

  test('a code that was used is refused, and so is one before it; of two at once one gets in', async () => {
    const web = await open();
    const { secret } = await setUp(web);
    const [one, two, late] = [await halfWay(web), await halfWay(web), await halfWay(web)];
    const code = codeAt(web, secret);
    const both = await Promise.all([one, two].map((cookie) => web.post('/dang-nhap/ma', { code }, { cookie })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect((await web.post('/dang-nhap/ma', { code: codeAt(web, secret, -30) }, { cookie: late })).status).toBe(422);
  });

  test('a recovery code opens once, typed with or without its dashes', async () => {
    const web = await open();
    const { codes } = await setUp(web);
    const code = codes[0]!.replaceAll('-', ' ').toLowerCase();
    const done = await web.post('/dang-nhap/ma', { code }, { cookie: await halfWay(web) });
    expect(done.status).toBe(303);
    expect(decodeURIComponent(cookiesOf(done))).toContain('còn 9 mã');
    expect((await web.post('/dang-nhap/ma', { code: codes[0]! }, { cookie: await halfWay(web) })).status).toBe(422);
  });

  test('wrong codes and wrong passwords are one count, and the right password does not clear it', async () => {
    const web = await open();
    await setUp(web);
    const half = await halfWay(web);
    for (let n = 0; n < 3; n++)
      expect((await web.post('/dang-nhap/ma', { code: `00000${n}` }, { cookie: half })).status).toBe(422);
    const again = await halfWay(web);
    for (let n = 3; n < 5; n++)
      expect((await web.post('/dang-nhap/ma', { code: `00000${n}` }, { cookie: again })).status).toBe(422);
    const blocked = await web.post('/dang-nhap/ma', { code: '000009' }, { cookie: again });
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, '30']);
    expect((await web.password()).status).toBe(429);
  });

  test('who waits ten minutes begins again', async () => {
    const web = await open();
    const { secret } = await setUp(web);
    const half = await halfWay(web);
    web.now = later(web.now, durationMs(10 * MINUTE));
    const late = await web.post('/dang-nhap/ma', { code: codeAt(web, secret) }, { cookie: half });
    expect(late.headers.get('location')).toBe('/dang-nhap');
    expect((await web.get('/dang-nhap/ma', { cookie: half })).headers.get('location')).toBe('/dang-nhap');
  });

  test('a reset link sets the password and no more: the code is asked for', async () => {
    const web = await open();
    const { secret } = await setUp(web);
    const path = new URL(makePasswordLink(web.station, ORIGIN, web.lan.id)).pathname;
    const next = 'nắng ấm cao nguyên';
    const done = await web.post(path, { password: next, again: next });
    expect(done.headers.get('location')).toBe('/dang-nhap/ma');
    expect(await web.isIn(cookiesOf(done))).toBe(false);
    const form = { code: codeAt(web, secret) };
    expect((await web.post('/dang-nhap/ma', form, { cookie: cookiesOf(done) })).status).toBe(303);
  });
});

describe('turning it off', () => {
  test('takes the password; then the password alone signs in again', async () => {
    const web = await open();
    const { cookie } = await setUp(web);
    expect((await web.post('/tai-khoan/xac-thuc/tat', { password: 'sai rồi' }, { cookie })).status).toBe(422);
    expect((await web.post('/tai-khoan/xac-thuc/tat', { password: PASSWORD }, { cookie })).status).toBe(303);
    expect((await web.password()).headers.get('location')).toBe('/duyet');
  });

  test('an administrator does it for whoever lost the telephone, and their sessions end', async () => {
    const web = await open();
    const { cookie } = await setUp(web);
    const administrator = web.user(['administrator']).headers;
    const path = `/nguoi-dung/${web.lan.id}/xac-thuc`;
    expect((await web.get(path, administrator)).status).toBe(200);
    expect((await web.post(path, {}, administrator)).status).toBe(303);
    expect(await web.isIn(cookie)).toBe(false);
    expect((await web.post(path, {}, administrator)).status).toBe(404);
    expect((await web.password()).headers.get('location')).toBe('/duyet');
  });

  test('new codes for the paper close the old ones', async () => {
    const web = await open();
    const { codes, cookie } = await setUp(web);
    const renewed = await web.post('/tai-khoan/xac-thuc/ma-du-phong', { password: PASSWORD }, { cookie });
    const fresh = /<li>((?:[A-Z0-9]{4}-){3}[A-Z0-9]{4})<\/li>/.exec(await renewed.text())![1]!;
    expect((await web.post('/dang-nhap/ma', { code: codes[3]! }, { cookie: await halfWay(web) })).status).toBe(422);
    expect((await web.post('/dang-nhap/ma', { code: fresh }, { cookie: await halfWay(web) })).status).toBe(303);
  });
});

describe('where a role asks for it', () => {
  const ask = (web: Web) =>
    web.post('/cau-hinh/dang-nhap', { secondFactorRoles: ['approver'] }, web.user(['administrator']).headers);

  test('whoever has none is led to set it up, and may do nothing else, from that very request', async () => {
    const web = await open();
    const cookie = cookiesOf(await web.password());
    expect(await web.isIn(cookie)).toBe(true);
    expect((await ask(web)).status).toBe(303);
    for (const path of ['/', '/tai-khoan', '/duyet']) {
      const answer = await web.get(path, { cookie });
      expect([path, answer.headers.get('location')]).toEqual([path, '/tai-khoan/xac-thuc']);
    }
    expect((await web.post('/duyet/1', {}, { cookie })).headers.get('location')).toBe('/tai-khoan/xac-thuc');
    const refused = await web.get('/api/v1/episodes', { cookie });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('xác thực hai bước')]);
    const page = await (await web.get('/tai-khoan/xac-thuc', { cookie })).text();
    expect(page).toContain('Vai trò của bạn phải đăng nhập bằng hai bước');
    expect(page).not.toContain('href="/nhat-ky"');
    const done = await setUp(web);
    expect(await web.isIn(done.cookie)).toBe(true);
  });

  test('their tokens stop too, and go on afterwards; others are not touched', async () => {
    const web = await open();
    const approver = web.user(['approver']);
    const editor = web.user(['editor']);
    await ask(web);
    expect((await web.get('/api/v1/episodes', approver.headers)).status).toBe(403);
    expect((await web.get('/api/v1/episodes', editor.headers)).status).toBe(200);
    const factor = { userId: approver.user.id, secret: 'A'.repeat(32), since: web.now, lastStep: 1 };
    web.station.stores.secondFactors.put(factor, []);
    expect((await web.get('/api/v1/episodes', approver.headers)).status).toBe(200);
  });

  test('a role held for a time asks as much', async () => {
    const web = await open();
    await ask(web);
    const { user, headers } = web.user(['editor']);
    web.station.stores.substitutions.add({
      ...{ userId: user.id, forUserId: null, roles: ['approver'], from: web.now, until: later(web.now, HOUR) },
      ...{ document: '', reason: 'nghỉ phép', madeBy: web.lan.id, madeAt: web.now },
    });
    expect((await web.get('/api/v1/episodes', headers)).status).toBe(403);
    web.now = later(web.now, HOUR);
    expect((await web.get('/api/v1/episodes', headers)).status).toBe(200);
  });

  test('signing out stays open', async () => {
    const web = await open();
    await ask(web);
    const cookie = cookiesOf(await web.password());
    expect((await web.post('/dang-xuat', {}, { cookie })).headers.get('location')).toBe('/dang-nhap');
  });
});

test('the secret is shown on no page once it is set up', async () => {
  const web = await open();
  const { secret, cookie } = await setUp(web);
  const administrator = web.user(['administrator']).headers;
  const grouped = secret.match(/.{4}/g)!.join(' ');
  for (const [path, headers] of [
    ['/tai-khoan', { cookie }],
    ['/tai-khoan/xac-thuc', { cookie }],
    [`/nguoi-dung/${web.lan.id}`, administrator],
    [`/api/v1/people/${web.lan.id}`, administrator],
  ] as const) {
    const text = await (await web.get(path, headers)).text();
    expect([path, text.includes(secret), text.includes(grouped)]).toEqual([path, false, false]);
  }
  web.now = later(web.now, STEP);
});
