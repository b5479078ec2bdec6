/** The one-time link from the terminal: whoever opens it first becomes the administrator. No password is built in. */
import { Hono } from 'hono';
import { z } from 'zod';
import { FirstRunPage, LinkGonePage } from '../../views/login.tsx';
import { ROLES } from '../core/model.ts';
import { parseForm, readForm, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { findInvitation } from './links.ts';
import { hashPassword, newPassword } from './passwords.ts';
import { username } from './people.ts';
import { startSession } from './session.ts';
import type { Env, Station } from './station.ts';

const firstRunForm = z
  .object({
    name: text('Nhập họ và tên', 80),
    username: username(),
    password: newPassword(),
    again: z.string().default(''),
  })
  .refine(({ password, again }) => password === again, { path: ['again'], error: 'Hai lần nhập mật khẩu khác nhau' });

export function firstRunScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, credentials } = station.stores;
  const title = 'Khởi tạo đài';

  screen.get('/khoi-tao/:token', (c) =>
    findInvitation(station, c.req.param('token'), 'first-run')
      ? c.render(FirstRunPage({ values: {}, errors: {} }), { title })
      : c.render(LinkGonePage({ firstRun: true }), { title, status: 404 }),
  );

  screen.post('/khoi-tao/:token', async (c) => {
    const invitation = findInvitation(station, c.req.param('token'), 'first-run');
    if (!invitation) return c.render(LinkGonePage({ firstRun: true }), { title, status: 404 });
    const values = await readForm(c);
    const form = parseForm(firstRunForm, values);
    if (!form.ok) return c.render(FirstRunPage({ values, errors: form.error }), { title, status: 422 });

    const passwordHash = await hashPassword(form.value.password);
    const now = station.clock();
    const administrator = credentials.useInvitation(invitation.tokenHash, now, () =>
      people.list().length === 0
        ? people.add({ ...form.value, roles: ROLES, passwordHash, createdAt: now })
        : undefined,
    );
    if (!administrator) return c.render(LinkGonePage({ firstRun: true }), { title, status: 404 });
    startSession(c, station, administrator.id);
    return seeOther(c, '/', 'Đã tạo người quản trị. Đài sẵn sàng.');
  });

  return screen;
}
