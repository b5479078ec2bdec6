/**
 * Signing in and out. Whoever has a second factor is asked for it on a page of its own, after the password and under the
 * same count of tries: whoever guesses at codes has used up their tries at passwords, and the other way round.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { CodePage, LoginPage } from '../../views/login.tsx';
import { between, durationMs, type EpochMs, SECOND } from '../core/time.ts';
import { formatDuration } from '../core/vietnamese.ts';
import { remark } from './acts.ts';
import { countAttempt, forgetAttempts, takeBackAttempt, triedBy } from './attempts.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { verifyPassword } from './passwords.ts';
import { acceptCode } from './second-factor.ts';
import { endSession, startSession } from './session.ts';
import type { Env, Station } from './station.ts';

const WRONG = 'Tên đăng nhập hoặc mật khẩu không đúng';

const loginForm = z.object({
  username: z.string().trim().max(100).default(''),
  password: z.string().max(1000).default(''),
  next: z.string().optional(),
});
const codeForm = z.object({ code: z.string().max(100).default(''), next: z.string().optional() });

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
    const who = triedBy(c, station, username);
    const blockedUntil = countAttempt(credentials, who, now);
    const user = people.findByUsername(username);
    // A name nobody has may be a password typed into the wrong field: it is not written down.
    const tried = user ? `Tài khoản ${user.username}` : 'Tên đăng nhập không có trong danh sách';
    if (blockedUntil !== undefined) {
      remark(c, { action: 'locked-out', words: tried });
      return page(waitWords(c, now, blockedUntil), 429);
    }
    const right = await verifyPassword(user ? people.passwordHash(user.id) : '', password);
    if (!user || !right || user.disabledAt !== null) {
      remark(c, { action: 'sign-in-refused', words: tried });
      return page(WRONG, 422);
    }
    const isIn = startSession(c, station, user.id);
    if (!isIn) {
      takeBackAttempt(credentials, who, now);
      return c.redirect(`/dang-nhap/ma?next=${encodeURIComponent(safePath(next))}`, 303);
    }
    remark(c, { action: 'sign-in', user });
    forgetAttempts(credentials, who, now);
    return c.redirect(safePath(next), 303);
  });

  screen.get('/dang-nhap/ma', (c) =>
    c.get('pending')
      ? c.render(CodePage({ next: safePath(c.req.query('next')), errors: {} }), { title: 'Đăng nhập' })
      : c.redirect('/dang-nhap', 303),
  );

  screen.post('/dang-nhap/ma', async (c) => {
    const pending = c.get('pending');
    const user = pending && people.find(pending.userId);
    if (!user) return seeOther(c, '/dang-nhap', 'Đã quá lâu. Đăng nhập lại từ đầu.', 'warn');
    const form = parseForm(codeForm, await readForm(c));
    const { code, next } = form.ok ? form.value : { code: '', next: undefined };
    const page = (words: string, status: 422 | 429) =>
      c.render(CodePage({ next: safePath(next), errors: { code: words } }), { title: 'Đăng nhập', status });

    const now = station.clock();
    const who = triedBy(c, station, user.username);
    const blockedUntil = countAttempt(credentials, who, now);
    if (blockedUntil !== undefined) {
      remark(c, { action: 'locked-out', user });
      return page(waitWords(c, now, blockedUntil), 429);
    }
    const accepted = acceptCode(station, user.id, code);
    if (!accepted) {
      remark(c, { action: 'sign-in-refused', user, words: 'Mã xác thực không đúng' });
      return page('Mã không đúng, đã dùng rồi hoặc đã hết hạn. Chờ mã mới hiện trên điện thoại rồi nhập lại.', 422);
    }
    startSession(c, station, user.id, true);
    const words = accepted === 'recovery' ? 'Bằng một mã dự phòng' : 'Bằng mật khẩu và mã xác thực';
    remark(c, { action: 'sign-in', user, words });
    forgetAttempts(credentials, who, now);
    if (accepted === 'code') return c.redirect(safePath(next), 303);
    const left = station.stores.secondFactors.countCodes(user.id);
    return seeOther(
      c,
      safePath(next),
      `Đã dùng một mã dự phòng, còn ${left} mã. Tạo mã mới ở trang Tài khoản.`,
      'warn',
    );
  });

  screen.post('/dang-xuat', (c) => {
    remark(c, { action: 'sign-out' });
    endSession(c, station);
    return seeOther(c, '/dang-nhap', 'Đã đăng xuất.');
  });

  return screen;
}

function waitWords(c: Context<Env>, now: EpochMs, blockedUntil: EpochMs): string {
  const wait = durationMs(Math.ceil(between(now, blockedUntil) / SECOND) * SECOND);
  c.header('Retry-After', String(wait / SECOND));
  return `Đã thử sai nhiều lần. Thử lại sau ${formatDuration(wait)}.`;
}

/** A path of this station, never another site's address. */
function safePath(next: string | undefined): string {
  const here = 'http://here';
  if (!next?.startsWith('/') || !URL.canParse(next, here)) return '/';
  const url = new URL(next, here);
  return url.origin === here ? url.pathname + url.search : '/';
}
