/** Who may use the station: users, their roles, where they are signed in, and the one-time links to choose a password. */
import { type Context, Hono } from 'hono';
import type { FormValues } from '../../views/parts.tsx';
import {
  ConfirmFactorDrop,
  ConfirmLock,
  NewPersonPage,
  PasswordLinkPage,
  PeoplePage,
  PersonPage,
} from '../../views/people.tsx';
import { ConfirmTokenEnd } from '../../views/tokens.tsx';
import type { User } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { addPerson, changePerson, lockPerson, newPersonInput, personInput, unlockPerson } from './accounts.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { makePasswordLink } from './links.ts';
import { endSessionOf, sessionKey } from './session.ts';
import { standingWords } from './standing.ts';
import type { Env, Station } from './station.ts';
import { revokeToken, tokensInForce } from './tokens.ts';
import { dropFactor, forgetGuesses, guessesAt } from './ways-back.ts';

export function peopleScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, credentials, secondFactors } = station.stores;
  const { zone } = station.config;
  const asked = (c: Context<Env, string>) => people.find(Number(c.req.param('id')));
  const pathOf = ({ id }: User) => `/nguoi-dung/${id}`;

  screen.get('/nguoi-dung', (c) => {
    const having = secondFactors.list();
    const rows = people.list().map((user) => ({
      user,
      standing: standingWords(station, user),
      hasFactor: having.has(user.id),
    }));
    return c.render(PeoplePage({ rows, zone }), { title: 'Người dùng' });
  });

  const newPerson = (c: Context<Env>, values: FormValues, errors: FieldErrors = {}) =>
    c.render(NewPersonPage({ values, errors }), {
      title: 'Thêm người dùng',
      status: statusOf(errors),
    });

  screen.get('/nguoi-dung/them', (c) => newPerson(c, {}));

  screen.post('/nguoi-dung', async (c) => {
    const values = await readForm(c);
    const form = parseForm(newPersonInput, values);
    const added = form.ok ? addPerson(station, form.value) : form;
    return added.ok ? passwordLink(c, added.value) : newPerson(c, values, added.error);
  });

  screen.get('/nguoi-dung/:id', (c) => {
    const user = asked(c);
    return user ? person(c, user, user) : c.notFound();
  });

  screen.post('/nguoi-dung/:id', async (c) => {
    const user = asked(c);
    if (!user) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(personInput, values);
    const changed = form.ok ? changePerson(station, user, form.value) : form;
    return changed.ok
      ? seeOther(c, '/nguoi-dung', `Đã lưu ${changed.value.name}.`)
      : person(c, user, values, changed.error);
  });

  screen.post('/nguoi-dung/:id/lien-ket', (c) => {
    const user = asked(c);
    return user?.disabledAt === null ? passwordLink(c, user) : c.notFound();
  });

  screen.get('/nguoi-dung/:id/khoa', (c) => {
    const user = asked(c);
    return user ? c.render(ConfirmLock({ user }), { title: `Khóa ${user.name}` }) : c.notFound();
  });

  screen.post('/nguoi-dung/:id/khoa', (c) => {
    const user = asked(c);
    if (!user) return c.notFound();
    const locked = lockPerson(station, user, c.get('user')!);
    return locked.ok
      ? seeOther(c, '/nguoi-dung', `Đã khóa ${user.name}.`)
      : seeOther(c, '/nguoi-dung', locked.error[''], 'warn');
  });

  screen.post('/nguoi-dung/:id/mo-khoa', (c) => {
    const user = asked(c);
    if (!user) return c.notFound();
    unlockPerson(station, user);
    return seeOther(c, '/nguoi-dung', `Đã mở khóa ${user.name}.`);
  });

  screen.post('/nguoi-dung/:id/cho-thu-lai', (c) => {
    const user = asked(c);
    if (!user) return c.notFound();
    forgetGuesses(station, user);
    return seeOther(c, pathOf(user), `${user.name} đăng nhập lại được ngay.`);
  });

  screen.post('/nguoi-dung/:id/phien/:key{[0-9a-f]+}/ket-thuc', (c) => {
    const user = asked(c);
    return user && endSessionOf(station, user.id, c.req.param('key'))
      ? seeOther(c, pathOf(user), 'Đã đăng xuất máy đó.')
      : c.notFound();
  });

  screen.get('/nguoi-dung/:id/xac-thuc', (c) => {
    const user = asked(c);
    return user && secondFactors.find(user.id)
      ? c.render(ConfirmFactorDrop({ user }), { title: 'Gỡ xác thực hai bước' })
      : c.notFound();
  });

  screen.post('/nguoi-dung/:id/xac-thuc', (c) => {
    const user = asked(c);
    return user && dropFactor(station, user) ? seeOther(c, pathOf(user), 'Đã gỡ xác thực hai bước.') : c.notFound();
  });

  screen.get('/nguoi-dung/:id/ma-truy-cap/:code{[0-9]+}', (c) => {
    const user = asked(c);
    const token = user && tokensInForce(station, user.id).find(({ id }) => id === Number(c.req.param('code')));
    return token
      ? c.render(ConfirmTokenEnd({ token, action: c.req.path, cancel: pathOf(user) }), { title: 'Thu hồi mã truy cập' })
      : c.notFound();
  });

  screen.post('/nguoi-dung/:id/ma-truy-cap/:code{[0-9]+}', (c) => {
    const user = asked(c);
    return user && revokeToken(station, Number(c.req.param('code')), user.id)
      ? seeOther(c, pathOf(user), 'Đã thu hồi mã.')
      : c.notFound();
  });

  /**
   * At the address the administrator is using: the one that works in this building. Answered directly, not after a 303:
   * the link is shown this once and kept nowhere.
   */
  function passwordLink(c: Context<Env>, user: User) {
    const link = makePasswordLink(station, station.config.origin ?? new URL(c.req.url).origin, user.id);
    c.header('Cache-Control', 'no-store');
    return c.render(PasswordLinkPage({ user, link }), { title: user.name });
  }

  function person(c: Context<Env>, user: User, values: User | FormValues, errors: FieldErrors = {}) {
    const now = station.clock();
    const page = PersonPage({
      user,
      values,
      errors,
      standing: standingWords(station, user),
      factor: secondFactors.find(user.id),
      guesses: guessesAt(station, user),
      sessions: credentials.listSessions(user.id, now),
      tokens: tokensInForce(station, user.id),
      keyOf: sessionKey,
      now,
      zone,
    });
    return c.render(page, { title: user.name, status: statusOf(errors) });
  }

  return screen;
}
