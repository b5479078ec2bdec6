/** Who has to prove who they are with a second factor: the administrator's word, for the page and the API alike. */

import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import { SignInSettingsPage } from '../../views/sign-in-settings.tsx';
import { ROLES } from '../core/model.ts';
import { choices, parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

export const signInSettingsDraft = z.object({
  secondFactorRoles: choices(ROLES, 'Chọn vai trò trong danh sách'),
});

/** In force at once: whoever has such a role and no second factor can do nothing before setting it up. */
export const saveSignInSettings = ({ stores }: Station, draft: z.output<typeof signInSettingsDraft>): void =>
  stores.settings.change({ secondFactorRoles: ROLES.filter((role) => draft.secondFactorRoles.includes(role)) });

export function signInSettingsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, secondFactors, settings } = station.stores;
  const title = 'Đăng nhập và bảo mật';

  /** Of each role, how many could sign in and how many of them have a second factor. */
  function standing() {
    const having = secondFactors.list();
    const active = people.list().filter(({ disabledAt }) => disabledAt === null);
    return ROLES.map((role) => {
      const holders = active.filter(({ roles }) => roles.includes(role));
      return { role, people: holders.length, having: holders.filter(({ id }) => having.has(id)).length };
    });
  }

  screen.get('/cau-hinh/dang-nhap', (c) => {
    const { secondFactorRoles } = settings.find();
    return c.render(SignInSettingsPage({ roles: secondFactorRoles, standing: standing(), errors: {} }), { title });
  });

  screen.post('/cau-hinh/dang-nhap', async (c) => {
    const form = parseForm(signInSettingsDraft, await readForm(c));
    if (!form.ok)
      return c.render(SignInSettingsPage({ roles: [], standing: standing(), errors: form.error }), {
        title,
        status: 422,
      });
    saveSignInSettings(station, form.value);
    return seeOther(c, '/cau-hinh/dang-nhap', 'Đã lưu; có hiệu lực ngay.');
  });

  return screen;
}
