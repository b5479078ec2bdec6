/** Who may use the station: users, their roles, and the one-time links with which they choose a password. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { ConfirmLock, NewPersonPage, PasswordLinkPage, PeoplePage, PersonPage } from '../../views/people.tsx';
import { ROLES, type User } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { choices, parseForm, readForm, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { makePasswordLink } from './links.ts';
import type { Env, Station } from './station.ts';

export const username = () =>
  z
    .string({ error: 'Nhập tên đăng nhập' })
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'Tên đăng nhập gồm 2 đến 40 chữ không dấu, số, dấu chấm, gạch nối');

const person = {
  name: text('Nhập họ và tên', 80),
  roles: choices(ROLES, 'Chọn vai trò trong danh sách').pipe(z.array(z.enum(ROLES)).min(1, 'Chọn ít nhất một vai trò')),
};
const newPersonForm = z.object({ ...person, username: username() });
const personForm = z.object(person);

export function peopleScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, credentials } = station.stores;
  const title = 'Người dùng';

  screen.get('/nguoi-dung', (c) =>
    c.render(PeoplePage({ people: people.list(), zone: station.config.zone }), { title }),
  );

  screen.get('/nguoi-dung/them', (c) =>
    c.render(NewPersonPage({ values: {}, errors: {} }), { title: 'Thêm người dùng' }),
  );

  screen.post('/nguoi-dung', async (c) => {
    const values = await readForm(c);
    const again = (errors: FieldErrors) =>
      c.render(NewPersonPage({ values, errors }), { title: 'Thêm người dùng', status: 422 });
    const form = parseForm(newPersonForm, values);
    if (!form.ok) return again(form.error);
    const user = people.add({ ...form.value, passwordHash: '', createdAt: station.clock() });
    if (!user) return again({ username: 'Tên đăng nhập này đã có người dùng; chọn tên khác' });
    return c.render(PasswordLinkPage({ user, link: linkFor(c, user) }), { title: user.name });
  });

  screen.get('/nguoi-dung/:id', (c) => {
    const user = people.find(Number(c.req.param('id')));
    if (!user) return c.notFound();
    return c.render(PersonPage({ user, values: user, errors: {} }), { title: user.name });
  });

  screen.post('/nguoi-dung/:id', async (c) => {
    const user = people.find(Number(c.req.param('id')));
    if (!user) return c.notFound();
    const values = await readForm(c);
    const again = (errors: FieldErrors) =>
      c.render(PersonPage({ user, values, errors }), { title: user.name, status: 422 });
    const form = parseForm(personForm, values);
    if (!form.ok) return again(form.error);
    if (!form.value.roles.includes('administrator') && isLastAdministrator(user))
      return again({ roles: `${LAST} Trao vai trò đó cho người khác trước.` });
    people.change(user.id, form.value);
    return seeOther(c, '/nguoi-dung', `Đã lưu ${form.value.name}.`);
  });

  // Answered directly, not after a 303: the link is shown this once and kept nowhere.
  screen.post('/nguoi-dung/:id/lien-ket', (c) => {
    const user = people.find(Number(c.req.param('id')));
    if (!user || user.disabledAt !== null) return c.notFound();
    return c.render(PasswordLinkPage({ user, link: linkFor(c, user) }), { title: user.name });
  });

  screen.get('/nguoi-dung/:id/khoa', (c) => {
    const user = people.find(Number(c.req.param('id')));
    return user ? c.render(ConfirmLock({ user }), { title: `Khóa ${user.name}` }) : c.notFound();
  });

  screen.post('/nguoi-dung/:id/khoa', (c) => {
    const user = people.find(Number(c.req.param('id')));
    if (!user) return c.notFound();
    if (isLastAdministrator(user)) return seeOther(c, '/nguoi-dung', `${LAST} Chưa khóa được.`, 'warn');
    people.setDisabled(user.id, station.clock());
    credentials.removeSessionsOf(user.id);
    credentials.withdrawInvitations(user.id);
    return seeOther(c, '/nguoi-dung', `Đã khóa ${user.name}.`);
  });

  screen.post('/nguoi-dung/:id/mo-khoa', (c) => {
    const user = people.find(Number(c.req.param('id')));
    if (!user) return c.notFound();
    people.setDisabled(user.id, null);
    return seeOther(c, '/nguoi-dung', `Đã mở khóa ${user.name}.`);
  });

  /** At the address the administrator is using: the one that works in this building. */
  function linkFor(c: Context, user: User): string {
    return makePasswordLink(station, station.config.origin ?? new URL(c.req.url).origin, user.id);
  }

  /** Without one nobody could let anybody in again, or change an output. */
  function isLastAdministrator(user: User): boolean {
    const others = people.list().filter(({ id, disabledAt }) => id !== user.id && disabledAt === null);
    return user.roles.includes('administrator') && !others.some(({ roles }) => roles.includes('administrator'));
  }

  return screen;
}

const LAST = 'Đây là người quản trị duy nhất.';
