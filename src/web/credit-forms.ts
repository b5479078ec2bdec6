/** Who made an issue and what it draws on, as a form and the API give it. */
import { z } from '@hono/zod-openapi';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { CONTRIBUTOR_ROLES } from '../core/contributors.ts';
import type { Credits } from '../storage/credits.ts';
import { choice, optionalText, text } from './forms.ts';
import type { Station } from './station.ts';

const MOST = 20;
const TOO_MANY = `Nhập tối đa ${MOST} dòng`;

const contributor = z.object({
  name: text('Nhập họ tên người thực hiện', 120),
  role: choice(CONTRIBUTOR_ROLES, 'Chọn vai trò trong danh sách'),
  genre: optionalText(80),
});
/** `https://` is put before what has no scheme: people copy addresses as browsers show them. */
const link = z.string().transform((typed, ctx) => {
  const whole = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  const isPage = url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !url.username && !url.password;
  if (isPage && url.href.length <= 1000) return url.href;
  const message = `“${typed.trim().slice(0, 60)}” không phải địa chỉ trang web; ví dụ https://dakto.gov.vn/tin-tuc`;
  ctx.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Fields of the schema of an issue. */
export const creditFields = {
  contributors: z.array(contributor).max(MOST, TOO_MANY).default([]),
  links: z.array(link).max(MOST, TOO_MANY).default([]),
};
type CreditsTyped = { readonly [Field in keyof typeof creditFields]: z.output<(typeof creditFields)[Field]> };

/** A line without a name is none. */
export function creditsOfForm(values: FormValues) {
  const [roles, genres] = [textsOf(values, 'role'), textsOf(values, 'genre')];
  return {
    contributors: textsOf(values, 'contributor').flatMap((name, i) =>
      name.trim() ? [{ name, role: roles[i] ?? '', genre: genres[i] ?? '' }] : [],
    ),
    links: textOf(values, 'links')
      .split(/\s+/)
      .filter((one) => one !== ''),
  };
}

export const formOfCredits = ({ contributors, links }: Credits): FormValues => ({
  contributor: contributors.map(({ name }) => name),
  role: contributors.map(({ role }) => role),
  genre: contributors.map(({ genre }) => genre),
  links: links.join('\n'),
});

/** The account of a name is the one person in use who bears it, if there is exactly one. */
export function creditsOf({ stores }: Station, { contributors, links }: CreditsTyped): Credits {
  const people = stores.people.list().filter(({ disabledAt }) => disabledAt === null);
  const accountOf = (name: string): number | null => {
    const own = people.filter((one) => one.name === name);
    return own.length === 1 ? own[0]!.id : null;
  };
  return {
    contributors: contributors.map(({ name, role, genre }) => ({ name, role, genre, userId: accountOf(name) })),
    links: [...new Set(links)],
  };
}
