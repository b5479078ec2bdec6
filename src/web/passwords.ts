/** Passwords: what is good enough, and how they are kept (Argon2id, OWASP Password Storage Cheat Sheet: 19 MiB, 2, 1). */

import { z } from '@hono/zod-openapi';
import { hash, verify } from '@node-rs/argon2';
import type { User } from '../core/model.ts';
import { type Weakness, weaknessOf } from '../core/password-rule.ts';
import { countAttempt, forgetAttempts } from './attempts.ts';
import type { Station } from './station.ts';

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** NFC first: the same password typed on a Mac arrives decomposed. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), OPTIONS);

/** The same work whether or not there is such a user (`stored` empty), so that time tells nobody which names exist. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const matches = await verify(stored || (await NOBODY), password.normalize('NFC'));
  return stored !== '' && matches;
}
const NOBODY = hashPassword('a password nobody has');

const SHORTEST = 10;
const LONGEST = 200;

const WEAK: Readonly<Record<Weakness, string>> = {
  common: 'Mật khẩu này dễ đoán: nó nằm trong những mật khẩu người ta thử trước tiên; dùng một câu chỉ mình biết',
  name: 'Mật khẩu này dễ đoán: nó chỉ là tên người dùng hoặc tên đài; dùng một câu chỉ mình biết',
};

/** 49,000 of them; loaded when somebody first chooses a password, and kept. */
let common: Promise<ReadonlySet<string>> | undefined;
const loadCommon = async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
};

/**
 * Long enough and not among what guessers try first; whatever characters it is made of. Complains in words that say how
 * to mend it. `names`: of the user and the station, which are no password. To be parsed by `parseFormSlowly`.
 */
export const newPassword = (names: readonly string[] = []) =>
  z
    .string({ error: 'Nhập mật khẩu' })
    .min(SHORTEST, { error: `Mật khẩu cần ít nhất ${SHORTEST} ký tự; một câu ngắn dễ nhớ là tốt`, abort: true })
    .max(LONGEST, { error: `Mật khẩu dài tối đa ${LONGEST} ký tự`, abort: true })
    .superRefine(async (password, ctx) => {
      common ??= loadCommon();
      const weakness = weaknessOf(password, names, await common);
      if (weakness) ctx.addIssue({ code: 'custom', message: WEAK[weakness] });
    });

/** Typed twice, under the names both forms use. */
export const samePassword = { path: ['again'], error: 'Hai lần nhập mật khẩu khác nhau' };

/** What no password of that person is made of. */
export const namesOf = ({ stores }: Pick<Station, 'stores'>, user?: Pick<User, 'username' | 'name'>): string[] => {
  const { stationName, agencyName } = stores.settings.find();
  return [stationName, agencyName, ...(user ? [user.username, user.name] : [])];
};

/**
 * Is that the password of who asks? Complains in words if not, or if they have guessed too often. For whatever a browser
 * left open must not do by itself: changing the password, the second factor, making a token.
 */
export async function passwordComplaint(station: Station, user: User, typed: string): Promise<string | undefined> {
  const { credentials, people } = station.stores;
  const who = [`own:${user.id}`];
  if (countAttempt(credentials, who, station.clock()) !== undefined)
    return 'Đã thử sai nhiều lần. Thử lại sau ít phút.';
  if (!(await verifyPassword(people.passwordHash(user.id), typed))) return 'Mật khẩu đang dùng không đúng';
  forgetAttempts(credentials, who, station.clock());
  return undefined;
}
