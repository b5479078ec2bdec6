/**
 * `npm run user -- …`: people and API tokens from the terminal of the station's own machine, where whoever types is
 * already trusted. The way back in for an administrator who has lost the password.
 */
import { parseArgs } from 'node:util';
import type { Config } from './config.ts';
import { ROLES, type Role, type User } from './core/model.ts';
import { SCOPES } from './core/scopes.ts';
import { after, dayOf, durationMs, type EpochMs, HOUR } from './core/time.ts';
import { formatDate } from './core/vietnamese.ts';
import { Credentials } from './storage/credentials.ts';
import type { Db } from './storage/database.ts';
import { People } from './storage/people.ts';
import { SecondFactors } from './storage/second-factors.ts';
import { makeFirstRunLink, makePasswordLink, originOf } from './web/links.ts';
import { hashToken, newToken } from './web/session.ts';
import { dropFactor, forgetGuesses } from './web/ways-back.ts';

export type UserVerbContext = {
  readonly config: Config;
  readonly db: Db;
  readonly clock: () => EpochMs;
  readonly say: (line: string) => void;
};

const USAGE = `Cách dùng:
  npm run user -- list                                    người dùng và mã truy cập API
  npm run user -- add TÊN --roles a,b [--name "Họ tên"]   thêm người dùng, in liên kết đặt mật khẩu
  npm run user -- link [TÊN]                              liên kết đặt mật khẩu mới; không có TÊN: liên kết khởi tạo
  npm run user -- unlock TÊN                              bỏ thời gian chờ vì thử sai, gỡ xác thực hai bước
  npm run user -- token TÊN --label NHÃN [--days N] [--scopes a:read,b:write]
                                                          tạo mã truy cập API, chỉ in một lần
  npm run user -- revoke SỐ                               thu hồi mã truy cập API
Vai trò: ${ROLES.join(', ')}
Phạm vi: ${SCOPES.join(', ')}`;

/** 0 when done; 2 when what was asked makes no sense, having said why. */
export function userVerb(args: readonly string[], { config, db, clock, say }: UserVerbContext): number {
  const people = new People(db);
  const credentials = new Credentials(db);
  const secondFactors = new SecondFactors(db);
  const station = { clock, stores: { people, credentials, secondFactors } };
  const origin = originOf(config);
  const refuse = (words: string): 2 => {
    say(words);
    return 2;
  };

  const typed = parseTyped(args);
  if (typed === undefined) return refuse(USAGE);
  const { verb, subject = '', options } = typed;
  const unknown = () => refuse(`Không có người dùng nào tên "${subject}".`);

  switch (verb) {
    case 'list': {
      for (const user of people.list()) say(describeUser(user));
      for (const token of credentials.listTokens().filter(({ revokedAt }) => revokedAt === null)) {
        const until = token.expiresAt === null ? '' : `, đến ${formatDate(dayOf(token.expiresAt, config.zone))}`;
        say(`  mã ${token.id}: ${token.name} (${people.find(token.userId)?.username}${until})`);
      }
      return 0;
    }
    case 'add': {
      const roles = (options.roles ?? '').split(',').filter(Boolean);
      const wrong = roles.filter((role) => !ROLES.some((known) => known === role));
      if (!/^[a-z0-9][a-z0-9._-]{1,39}$/.test(subject) || roles.length === 0 || wrong.length > 0) return refuse(USAGE);
      const user = people.add({
        username: subject,
        name: options.name ?? subject,
        roles: roles as Role[],
        passwordHash: '',
        createdAt: clock(),
      });
      if (!user) return refuse(`Đã có người dùng tên "${subject}".`);
      say(`Đã thêm ${describeUser(user)}`);
      say(makePasswordLink(station, origin, user.id));
      return 0;
    }
    case 'link': {
      const link = subject === '' ? makeFirstRunLink(station, origin) : undefined;
      const user = people.findByUsername(subject);
      if (subject === '' && !link) return refuse('Đài đã có người dùng; viết tên đăng nhập sau chữ link.');
      if (!link && !user) return unknown();
      say(link ?? makePasswordLink(station, origin, user!.id));
      return 0;
    }
    case 'unlock': {
      const user = people.findByUsername(subject);
      if (!user) return unknown();
      forgetGuesses(station, user);
      const hadFactor = dropFactor(station, user);
      say(`${user.name} đăng nhập được ngay${hadFactor ? ', chỉ bằng mật khẩu; bật lại xác thực hai bước sau' : ''}.`);
      return 0;
    }
    case 'token': {
      const user = people.findByUsername(subject);
      if (!user) return unknown();
      const days = options.days === undefined ? undefined : Number(options.days);
      const scopes = options.scopes?.split(',').filter(Boolean) ?? null;
      const wrong = scopes?.filter((scope) => !SCOPES.some((known) => known === scope)) ?? [];
      if (wrong.length > 0 || scopes?.length === 0) return refuse(USAGE);
      if (!options.label || (days !== undefined && !(Number.isInteger(days) && days > 0))) return refuse(USAGE);
      const token = newToken('dx_');
      const now = clock();
      const { id } = credentials.addToken({
        tokenHash: hashToken(token),
        userId: user.id,
        name: options.label,
        createdAt: now,
        expiresAt: days === undefined ? null : after(now, durationMs(days * 24 * HOUR)),
        scopes,
      });
      say(`Mã ${id} cho ${describeUser(user)}; không hiện lại lần nữa:`);
      say(token);
      return 0;
    }
    case 'revoke':
      if (!credentials.revokeToken(Number(subject), clock()))
        return refuse(`Không có mã nào số "${subject}" còn dùng được.`);
      say(`Đã thu hồi mã ${subject}.`);
      return 0;
    default:
      return refuse(USAGE);
  }
}

function parseTyped(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        roles: { type: 'string' },
        name: { type: 'string' },
        label: { type: 'string' },
        days: { type: 'string' },
        scopes: { type: 'string' },
      },
    });
    return { verb: positionals[0], subject: positionals[1], options: values };
  } catch {
    return undefined;
  }
}

const describeUser = ({ username, name, roles, disabledAt }: User): string =>
  `${username} (${name}): ${roles.join(', ')}${disabledAt === null ? '' : ' — đã khóa'}`;
