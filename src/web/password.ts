/** Choosing a password: through a one-time link, or one's own while signed in. Either ends every other session. */

import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { LinkGonePage, NewPasswordPage, OwnPasswordPage } from '../../views/login.tsx';
import { remark } from './acts.ts';
import { parseFormSlowly, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { findInvitation } from './links.ts';
import { hashPassword, namesOf, newPassword, passwordComplaint, samePassword } from './passwords.ts';
import { startSession } from './session.ts';
import type { Env, Station } from './station.ts';

const twice = (names: readonly string[]) =>
  z
    .object({
      password: newPassword(names),
      again: z.string().default(''),
      current: z.string().max(1000).default(''),
    })
    .refine(({ password, again }) => password === again, samePassword);

export function passwordScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, credentials, knownBrowsers } = station.stores;
  const title = 'Đặt mật khẩu';

  function setPassword(userId: number, hash: string): void {
    people.setPassword(userId, hash);
    credentials.removeSessionsOf(userId);
    knownBrowsers.removeOf(userId);
  }

  /** Who the link is for, while it may be used. */
  const invited = (token: string) => {
    const invitation = findInvitation(station, token, 'password');
    const user = invitation?.userId ? people.find(invitation.userId) : undefined;
    return invitation && user?.disabledAt === null ? { invitation, user } : undefined;
  };

  screen.get('/mat-khau/:token', (c) => {
    const found = invited(c.req.param('token'));
    return found
      ? c.render(NewPasswordPage({ user: found.user, errors: {} }), { title })
      : c.render(LinkGonePage({ firstRun: false }), { title, status: 404 });
  });

  screen.post('/mat-khau/:token', async (c) => {
    const found = invited(c.req.param('token'));
    if (!found) return c.render(LinkGonePage({ firstRun: false }), { title, status: 404 });
    const { user, invitation } = found;
    const form = await parseFormSlowly(twice(namesOf(station, user)), await readForm(c));
    if (!form.ok) return c.render(NewPasswordPage({ user, errors: form.error }), { title, status: 422 });

    const hash = await hashPassword(form.value.password);
    const done = credentials.useInvitation(invitation.tokenHash, station.clock(), () => {
      setPassword(user.id, hash);
      return true;
    });
    if (!done) return c.render(LinkGonePage({ firstRun: false }), { title, status: 404 });
    // A link takes the place of the password alone: the second factor is asked for as ever.
    const isIn = startSession(c, station, user.id);
    remark(c, { action: isIn ? 'sign-in' : 'done', user, words: 'Bằng liên kết đặt mật khẩu' });
    return isIn ? seeOther(c, '/', 'Đã đặt mật khẩu.') : c.redirect('/dang-nhap/ma', 303);
  });

  screen.get('/mat-khau', (c) => c.render(OwnPasswordPage({ errors: {} }), { title: 'Đổi mật khẩu' }));

  screen.post('/mat-khau', async (c) => {
    const user = c.get('user')!;
    const page = (errors: Record<string, string>) =>
      c.render(OwnPasswordPage({ errors }), { title: 'Đổi mật khẩu', status: 422 });
    const form = await parseFormSlowly(twice(namesOf(station, user)), await readForm(c));
    if (!form.ok) return page(form.error);

    const wrong = await passwordComplaint(station, user, form.value.current);
    if (wrong) return page({ current: wrong });
    setPassword(user.id, await hashPassword(form.value.password));
    startSession(c, station, user.id, true);
    return seeOther(c, '/tai-khoan', 'Đã đổi mật khẩu. Các máy khác đã bị đăng xuất.');
  });

  return screen;
}
