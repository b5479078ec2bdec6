import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../src/core/model.ts';
import { ACCESS, assertEveryRouteHasAccess, guard, may } from '../../src/web/access.ts';
import type { Env } from '../../src/web/station.ts';
import { sessionOf } from '../support/furnished.ts';
import { ROUTES, type Route, send } from '../support/routes.ts';
import { openWeb, type Web } from '../support/web.ts';

describe('the table', () => {
  test('every route of the program is in it, and nothing else is', async () => {
    const { app } = await openWeb();
    const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(ACCESS).filter((route) => !routes.includes(route))).toEqual([]);
    expect(routes.filter((route) => !(route in ACCESS))).toEqual([]);
  });

  test('a route it forgot stops the program from starting', () => {
    const app = new Hono<Env>().get('/quen', (c) => c.text('open'));
    expect(() => assertEveryRouteHasAccess(app, {})).toThrow('GET /quen');
    const all = new Hono<Env>().all('/het', (c) => c.text('open'));
    expect(() => assertEveryRouteHasAccess(all, {})).toThrow('ALL /het');
  });

  test('a route it forgot would answer nobody', async () => {
    const app = new Hono<Env>().use(guard({})).get('/api/quen', (c) => c.text('open'));
    expect((await app.request('/api/quen')).status).toBe(401);
  });

  test('of two patterns that match, both must allow', async () => {
    const app = new Hono<Env>()
      .use(guard({ 'GET /api/:id': 'public', 'GET /api/bi-mat': ['administrator'] }))
      .get('/api/:id', (c) => c.text('first'))
      .get('/api/bi-mat', (c) => c.text('second'));
    expect((await app.request('/api/1')).status).toBe(200);
    expect((await app.request('/api/bi-mat')).status).toBe(401);
  });
});

describe('roles', () => {
  const guarded = ROUTES.filter(({ route }) => ACCESS[route] !== 'public');
  /** What becomes of a request: let in (whatever is said of what it asks), refused, asked to sign in, or a fault. */
  async function outcomeOf(web: Web, route: Route, headers: Record<string, string>): Promise<string> {
    const answer = await send(web, route, { headers });
    await answer.body?.cancel();
    const { status } = answer;
    if (status === 401 || answer.headers.get('location')?.startsWith('/dang-nhap')) return 'asked to sign in';
    if (status === 403) return 'refused';
    return status >= 500 ? `fault ${status}` : 'let in';
  }
  const SIGNING_OUT = ['POST /dang-xuat'];

  test('nobody gets past the sign-in unknown', async () => {
    const web = await openWeb();
    const strangers: Record<string, string>[] = [
      {},
      { authorization: 'Bearer dx_khong-con' },
      { cookie: 'phien=khong-con' },
    ];
    for (const headers of strangers)
      for (const route of guarded)
        expect([route.route, await outcomeOf(web, route, headers)]).toEqual([route.route, 'asked to sign in']);
  });

  test('a public route answers everybody', async () => {
    const web = await openWeb();
    for (const route of ROUTES.filter(({ route }) => ACCESS[route] === 'public' && !SIGNING_OUT.includes(route))) {
      const outcome = await outcomeOf(web, route, {});
      // Signing in leads to signing in.
      expect([route.route, outcome]).toEqual([route.route, expect.stringMatching(/^(let in|asked to sign in)$/)]);
      if (route.method === 'GET') expect(outcome === 'let in' || route.pattern.startsWith('/dang-nhap')).toBe(true);
    }
  });

  test.each([
    ...ROLES.map((role) => [role, 'token'] as const),
    ['viewer', 'session'],
    ['administrator', 'session'],
  ] as const)('%s, by a %s, is let in where the table says so, and only there', async (role, by) => {
    const web = await openWeb();
    const { user, headers } = web.user([role]);
    for (const route of guarded.filter(({ route }) => !SIGNING_OUT.includes(route))) {
      // A session of its own: some routes end them.
      const outcome = await outcomeOf(web, route, by === 'token' ? headers : sessionOf(web, user));
      expect([route.route, outcome]).toEqual([route.route, may(user, route.route) ? 'let in' : 'refused']);
    }
  });

  test.each<[Role, string, boolean]>([
    ['administrator', 'GET /cau-hinh', true],
    ['administrator', 'POST /nguoi-dung', true],
    ['editor', 'GET /cau-hinh', false],
    ['operator', 'POST /cau-hinh/dau-ra', false],
    ['approver', 'POST /nguoi-dung/:id/lien-ket', false],
    ['viewer', 'GET /mat-khau', true],
  ])('%s and %s: %s', async (role, route, allowed) => {
    const web = await openWeb();
    expect(may(web.user([role]).user, route)).toBe(allowed);
  });

  test('a locked account is nobody', async () => {
    const web = await openWeb();
    const { user, headers } = web.user();
    expect((await web.get('/cau-hinh', headers)).status).toBe(200);
    web.station.stores.people.setDisabled(user.id, web.now);
    expect((await web.get('/cau-hinh', headers)).status).toBe(303);
  });

  test('the menu shows only what one may open', async () => {
    const web = await openWeb();
    const page = await (await web.get('/mat-khau', web.user(['viewer']).headers)).text();
    expect(page).toContain('Đăng xuất');
    expect(page).not.toContain('href="/cau-hinh"');
  });
});

describe('somebody not signed in', () => {
  test('is led to the sign-in page and back to where they wanted to go', async () => {
    const web = await openWeb();
    const response = await web.get('/cau-hinh?x=1');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/dang-nhap?next=%2Fcau-hinh%3Fx%3D1');
  });

  test('is told so by a header when htmx asked for a part', async () => {
    const web = await openWeb();
    const response = await web.get('/cau-hinh', { 'hx-request': 'true' });
    expect([response.status, response.headers.get('hx-redirect')]).toEqual([401, '/dang-nhap']);
  });

  test('sees that a page does not exist', async () => {
    const web = await openWeb();
    expect((await web.get('/khong-co')).status).toBe(404);
  });
});
