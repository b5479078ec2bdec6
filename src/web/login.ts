/** Signing in and out. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import { LoginPage } from '../../views/login.tsx';
import { between, durationMs, SECOND } from '../core/time.ts';
import { formatDuration } from '../core/vietnamese.ts';
import { countAttempt, forgetAttempts } from './attempts.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { verifyPassword } from './passwords.ts';
import { endSession, startSession } from './session.ts';
import type { Env, Station } from './station.ts';

const WRONG = 'Tên đăng nhập hoặc mật khẩu không đúng';

const loginForm = z.object({
  username: z.string().trim().max(100).default(''),
  password: z.string().max(1000).default(''),
  next: z.string().optional(),
});

export function loginScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, credentials } = station.stores;

  screen.get('/dang-nhap', (c) => {
    const next = safePath(c.req.query('next'));
    if (c.get('user')) return c.redirect(next, 303);
    return c.render(LoginPage({ next, username: '', errors: {} }), { title: 'Đăng nhập' });
  });

  screen.post('/dang-nhap', async (c) => {
    const form = parseForm(loginForm, await readForm(c));
    const { username, password, next } = form.ok ? form.value : { username: '', password: '', next: undefined };
    const page = (words: string, status: 422 | 429) =>
      c.render(LoginPage({ next: safePath(next), username, errors: { username: words } }), {
        title: 'Đăng nhập',
        status,
      });

    const now = station.clock();
    const who = [`user:${username.toLowerCase()}`, `address:${addressOf(c)}`];
    const blockedUntil = countAttempt(credentials, who, now);
    if (blockedUntil !== undefined) {
      const wait = durationMs(Math.ceil(between(now, blockedUntil) / SECOND) * SECOND);
      c.header('Retry-After', String(wait / SECOND));
      return page(`Đã thử sai nhiều lần. Thử lại sau ${formatDuration(wait)}.`, 429);
    }
    const user = people.findByUsername(username);
    const right = await verifyPassword(user ? people.passwordHash(user.id) : '', password);
    if (!user || !right || user.disabledAt !== null) return page(WRONG, 422);
    forgetAttempts(credentials, who);
    startSession(c, station, user.id);
    return c.redirect(safePath(next), 303);
  });

  screen.post('/dang-xuat', (c) => {
    endSession(c, station);
    return seeOther(c, '/dang-nhap', 'Đã đăng xuất.');
  });

  return screen;
}

/** A path of this station, never another site's address. */
function safePath(next: string | undefined): string {
  const here = 'http://here';
  if (!next?.startsWith('/') || !URL.canParse(next, here)) return '/';
  const url = new URL(next, here);
  return url.origin === here ? url.pathname + url.search : '/';
}

/** Who is calling; through a proxy on this machine, whom it says it is calling for. */
function addressOf(c: Context<Env>): string {
  const peer = c.env?.incoming?.socket.remoteAddress ?? 'unknown';
  const isLocal = peer === '::1' || /^(?:::ffff:)?127\./.test(peer);
  const forwarded = c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim();
  return isLocal && forwarded ? forwarded : peer;
}
