/** Everything an administrator does to somebody's account: the pages (people.ts) and the API end here. */
import { z } from '@hono/zod-openapi';
import { ROLES, type User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { choices, text } from './forms.ts';
import type { Station } from './station.ts';

export const username = () =>
  z
    .string({ error: 'Nhập tên đăng nhập' })
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'Tên đăng nhập gồm 2 đến 40 chữ không dấu, số, dấu chấm, gạch nối');

export const rolesInput = () =>
  choices(ROLES, 'Chọn vai trò trong danh sách').pipe(z.array(z.enum(ROLES)).min(1, 'Chọn ít nhất một vai trò'));

export const personInput = z.object({ name: text('Nhập họ và tên', 80), roles: rolesInput() });
export const newPersonInput = personInput.extend({ username: username() });

const LAST = 'Đây là người quản trị duy nhất.';

/** They have no password yet: a one-time link (links.ts) lets them choose one. */
export function addPerson(station: Station, input: z.output<typeof newPersonInput>): Result<User, FieldErrors> {
  const user = station.stores.people.add({ ...input, passwordHash: '', createdAt: station.clock() });
  return user ? ok(user) : err({ username: 'Tên đăng nhập này đã có người dùng; chọn tên khác' });
}

/** In force at their next request. */
export function changePerson(
  station: Station,
  user: User,
  input: z.output<typeof personInput>,
): Result<User, FieldErrors> {
  if (!input.roles.includes('administrator') && isLastAdministrator(station, user))
    return err({ roles: `${LAST} Trao vai trò đó cho người khác trước.` });
  station.stores.people.change(user.id, input);
  return ok({ ...user, ...input });
}

/** Shut out at once, everywhere: sessions, links and lives end, tokens are revoked for good. */
export function lockPerson(station: Station, user: User, by: User): Result<void, FieldErrors> {
  if (isLastAdministrator(station, user)) return err({ '': `${LAST} Chưa khóa được.` });
  const { people, credentials, knownBrowsers, lives } = station.stores;
  const now = station.clock();
  people.setDisabled(user.id, now);
  credentials.removeSessionsOf(user.id);
  credentials.revokeTokensOf(user.id, now);
  credentials.withdrawInvitations(user.id);
  knownBrowsers.removeOf(user.id);
  // A microphone's socket is the playout's by now: it does not ask who may.
  for (const live of lives.open()) if (live.madeBy === user.id) lives.cut(live.id, now, by.id);
  station.nudge();
  return ok(undefined);
}

export const unlockPerson = ({ stores }: Station, user: User): void => stores.people.setDisabled(user.id, null);

/** Without one nobody could let anybody in again. Who holds the role for a time is none. */
function isLastAdministrator({ stores }: Station, user: User): boolean {
  const others = stores.people.list().filter(({ id, disabledAt }) => id !== user.id && disabledAt === null);
  return user.roles.includes('administrator') && !others.some(({ roles }) => roles.includes('administrator'));
}
