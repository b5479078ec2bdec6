/** Tài khoản: what one's own account may do and where it is signed in, and the tokens made for programs. */
import { type Context, Hono } from 'hono';
import { AccountPage } from '../../views/account.tsx';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { ConfirmTokenEnd, NewTokenPage, TokenPage } from '../../views/tokens.tsx';
import type { User } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { endOtherSessions, endSessionOf, sessionKey } from './session.ts';
import type { Env, Station } from './station.ts';
import { makeToken, revokeToken, tokenInput, tokensInForce } from './tokens.ts';

const PATH = '/tai-khoan';

export function ownAccountScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { credentials, people, secondFactors, substitutions } = station.stores;
  const me = (c: Context<Env>): User => c.get('user')!;

  screen.get(PATH, (c) => {
    const { id } = me(c);
    const now = station.clock();
    const factor = secondFactors.find(id);
    const page = AccountPage({
      user: people.find(id)!,
      held: substitutions.holding(id, now),
      nameOf: (other) => people.find(other)?.name ?? '',
      factor: factor && { since: factor.since, codes: secondFactors.countCodes(id) },
      sessions: credentials.listSessions(id, now),
      here: c.get('session'),
      tokens: tokensInForce(station, id),
      keyOf: sessionKey,
      now,
      zone: station.config.zone,
    });
    return c.render(page, { title: 'Tài khoản' });
  });

  screen.post(`${PATH}/phien/khac/ket-thuc`, (c) => {
    endOtherSessions(c, station, me(c).id);
    return seeOther(c, PATH, 'Đã đăng xuất các máy khác.');
  });

  screen.post(`${PATH}/phien/:key{[0-9a-f]+}/ket-thuc`, (c) =>
    endSessionOf(station, me(c).id, c.req.param('key')) ? seeOther(c, PATH, 'Đã đăng xuất máy đó.') : c.notFound(),
  );

  screen.get(`${PATH}/ma-truy-cap/them`, (c) => tokenForm(c, { days: '90', kind: 'chon' }));

  // Answered directly, not after a 303: the token is shown this once and kept nowhere.
  screen.post(`${PATH}/ma-truy-cap`, async (c) => {
    const values = await readForm(c);
    const scopes = textOf(values, 'kind') === 'moi-viec' ? null : textsOf(values, 'scopes');
    const input = parseForm(tokenInput, { ...values, scopes, days: Number(textOf(values, 'days') || Number.NaN) });
    const made = input.ok ? await makeToken(station, me(c), input.value, c.get('token')) : input;
    if (!made.ok) return tokenForm(c, values, made.error);
    c.header('Cache-Control', 'no-store');
    return c.render(TokenPage({ token: made.value, zone: station.config.zone }), { title: made.value.name });
  });

  screen.get(`${PATH}/ma-truy-cap/:id{[0-9]+}/thu-hoi`, (c) => {
    const token = tokensInForce(station, me(c).id).find(({ id }) => id === Number(c.req.param('id')));
    return token
      ? c.render(ConfirmTokenEnd({ token, action: c.req.path, cancel: PATH }), { title: 'Thu hồi mã truy cập' })
      : c.notFound();
  });

  screen.post(`${PATH}/ma-truy-cap/:id{[0-9]+}/thu-hoi`, (c) =>
    revokeToken(station, Number(c.req.param('id')), me(c).id)
      ? seeOther(c, PATH, 'Đã thu hồi mã; từ giờ mã không mở được gì.')
      : c.notFound(),
  );

  function tokenForm(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const status = statusOf(errors);
    return c.render(NewTokenPage({ values, errors }), { title: 'Tạo mã truy cập', status });
  }

  return screen;
}
