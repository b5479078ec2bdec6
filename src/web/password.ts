/** Choosing a password: through a one-time link, or one's own while signed in. Either ends every other session. */
import { Hono } from 'hono';
import { z } from 'zod';
import { LinkGonePage, NewPasswordPage, OwnPasswordPage } from '../../views/login.tsx';
import { countAttempt, forgetAttempts } from './attempts.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { findInvitation } from './links.ts';
import { hashPassword, newPassword, verifyPassword } from './passwords.ts';
import { startSession } from './session.ts';
import type { Env, Station } from './station.ts';

const twice = (own: string) =>
  z
    .object({ password: newPassword(own), again: z.string().default(''), current: z.string().default('') })
    .refine(({ password, again }) => password === again, { path: ['again'], error: 'Hai lần nhập mật khẩu khác nhau' });

export function passwordScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, credentials } = station.stores;
  const title = 'Đặt mật khẩu';

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
    const form = parseForm(twice(user.username), await readForm(c));
    if (!form.ok) return c.render(NewPasswordPage({ user, errors: form.error }), { title, status: 422 });

    const hash = await hashPassword(form.value.password);
    const done = credentials.useInvitation(invitation.tokenHash, station.clock(), () => {
      people.setPassword(user.id, hash);
      credentials.removeSessionsOf(user.id);
      return true;
    });
    if (!done) return c.render(LinkGonePage({ firstRun: false }), { title, status: 404 });
    startSession(c, station, user.id);
    return seeOther(c, '/', 'Đã đặt mật khẩu.');
  });

  screen.get('/mat-khau', (c) => c.render(OwnPasswordPage({ errors: {} }), { title: 'Đổi mật khẩu' }));

  screen.post('/mat-khau', async (c) => {
    const user = c.get('user')!;
    const page = (errors: Record<string, string>) =>
      c.render(OwnPasswordPage({ errors }), { title: 'Đổi mật khẩu', status: 422 });
    const form = parseForm(twice(user.username), await readForm(c));
    if (!form.ok) return page(form.error);

    const who = [`user:${user.username.toLowerCase()}`];
    if (countAttempt(credentials, who, station.clock()) !== undefined)
      return page({ current: 'Đã thử sai nhiều lần. Thử lại sau ít phút.' });
    if (!(await verifyPassword(people.passwordHash(user.id), form.value.current)))
      return page({ current: 'Mật khẩu đang dùng không đúng' });
    forgetAttempts(credentials, who);
    people.setPassword(user.id, await hashPassword(form.value.password));
    credentials.removeSessionsOf(user.id);
    startSession(c, station, user.id);
    return seeOther(c, '/', 'Đã đổi mật khẩu. Các máy khác đã bị đăng xuất.');
  });

  return screen;
}
