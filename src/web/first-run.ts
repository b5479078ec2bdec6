/** The one-time link from the terminal: whoever opens it first becomes the administrator. No password is built in. */

import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { FirstRunPage, LinkGonePage } from '../../views/login.tsx';
import { textOf } from '../../views/parts.tsx';
import { ROLES } from '../core/model.ts';
import { username } from './accounts.ts';
import { remark } from './acts.ts';
import { parseFormSlowly, readForm, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { findInvitation } from './links.ts';
import { hashPassword, namesOf, newPassword, samePassword } from './passwords.ts';
import { startSession } from './session.ts';
import type { Env, Station } from './station.ts';

const firstRunForm = (names: readonly string[]) =>
  z
    .object({
      name: text('Nhập họ và tên', 80),
      username: username(),
      password: newPassword(names),
      again: z.string().default(''),
    })
    .refine(({ password, again }) => password === again, samePassword);

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
    const typed = { username: textOf(values, 'username'), name: textOf(values, 'name') };
    const form = await parseFormSlowly(firstRunForm(namesOf(station, typed)), values);
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
    remark(c, { action: 'sign-in', user: administrator, words: 'Bằng liên kết khởi tạo' });
    return seeOther(c, '/', 'Đã tạo người quản trị. Đài sẵn sàng.');
  });

  return screen;
}
