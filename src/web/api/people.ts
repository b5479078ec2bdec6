/** `/people`, `/tokens`, `/sign-in-settings`: what an administrator does to accounts. Nobody is ever deleted. */
import { createRoute, z } from '@hono/zod-openapi';
import { ROLES, type User } from '../../core/model.ts';
import { addPerson, changePerson, lockPerson, newPersonInput, personInput, unlockPerson } from '../accounts.ts';
import { makePasswordLink } from '../links.ts';
import { problem, refused } from '../problem.ts';
import { endSessionOf } from '../session.ts';
import { saveSignInSettings, signInSettingsDraft } from '../sign-in-settings.ts';
import type { Station } from '../station.ts';
import { revokeToken, tokensInForce } from '../tokens.ts';
import { dropFactor, forgetGuesses, guessesAt } from '../ways-back.ts';
import { SessionOut, sessionOut, TokenOut, tokenOut } from './account-parts.ts';
import { bodyOf, IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const Person = z
  .object({
    id: z.int(),
    username: z.string(),
    name: z.string(),
    roles: z.array(z.enum(ROLES)).readonly().openapi({ description: 'Their own' }),
    rolesNow: z.array(z.enum(ROLES)).readonly().openapi({ description: 'With those held as a substitute' }),
    hasSecondFactor: z.boolean(),
    createdAt: Instant,
    lockedAt: Instant.nullable(),
    waitsUntil: Instant.nullable().openapi({ description: 'Guessed at too often: until when that name has to wait' }),
  })
  .openapi('Person');
const SettingsOut = z.object({ secondFactorRoles: z.array(z.enum(ROLES)).readonly() }).openapi('SignInSettings');
const KeyParam = IdParam.extend({ key: z.string().regex(/^[0-9a-f]{16}$/) });

const params = IdParam;

const list = createRoute({
  method: 'get',
  path: '/people',
  responses: { 200: json(z.object({ people: z.array(Person) }), 'Those locked last'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/people',
  summary: 'They choose a password through a link: see password-links',
  request: { body: bodyOf(newPersonInput.openapi('NewPerson')) },
  responses: { 201: json(Person, 'Added'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/people/{id}',
  request: { params },
  responses: { 200: json(Person, 'One'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/people/{id}',
  request: { params, body: bodyOf(personInput.openapi('PersonDraft')) },
  responses: { 200: json(Person, 'Changed'), ...refusals(400, 404, 422) },
});
const lock = createRoute({
  method: 'put',
  path: '/people/{id}/lock',
  summary: 'Ends sessions and links, revokes tokens',
  request: { params },
  responses: { 200: json(Person, 'Locked'), ...refusals(404, 409) },
});
const unlock = createRoute({
  method: 'delete',
  path: '/people/{id}/lock',
  request: { params },
  responses: { 200: json(Person, 'May sign in again'), ...refusals(404) },
});
const link = createRoute({
  method: 'post',
  path: '/people/{id}/password-links',
  summary: 'A one-time link, good for 24 hours; links made before for them close',
  request: { params },
  responses: { 201: json(z.object({ link: z.string() }), 'Shown this once'), ...refusals(404) },
});
const sessions = createRoute({
  method: 'get',
  path: '/people/{id}/sessions',
  request: { params },
  responses: { 200: json(z.object({ sessions: z.array(SessionOut) }), 'Last used first'), ...refusals(404) },
});
const endSession = createRoute({
  method: 'delete',
  path: '/people/{id}/sessions/{key}',
  request: { params: KeyParam },
  responses: { 204: { description: 'Signed out there' }, ...refusals(404) },
});
const drop = createRoute({
  method: 'delete',
  path: '/people/{id}/second-factor',
  summary: 'For whoever lost the telephone and the recovery codes; their sessions end',
  request: { params },
  responses: { 204: { description: 'The password alone signs in' }, ...refusals(404) },
});
const forget = createRoute({
  method: 'delete',
  path: '/people/{id}/back-off',
  summary: 'Whoever signs in under that name need not wait any more',
  request: { params },
  responses: { 204: { description: 'Forgotten' }, ...refusals(404) },
});
const tokens = createRoute({
  method: 'get',
  path: '/tokens',
  summary: "Everybody's in force",
  responses: { 200: json(z.object({ tokens: z.array(TokenOut) }), 'In the order they were made'), ...refusals() },
});
const revoke = createRoute({
  method: 'delete',
  path: '/tokens/{id}',
  request: { params },
  responses: { 204: { description: 'Revoked for good' }, ...refusals(404) },
});
const settings = createRoute({
  method: 'get',
  path: '/sign-in-settings',
  responses: { 200: json(SettingsOut, 'In force'), ...refusals() },
});
const changeSettings = createRoute({
  method: 'put',
  path: '/sign-in-settings',
  request: { body: bodyOf(signInSettingsDraft.openapi('SignInSettingsDraft')) },
  responses: { 200: json(SettingsOut, 'In force at once'), ...refusals(400, 422) },
});

export function peopleApi(station: Station) {
  const { people, credentials, secondFactors } = station.stores;
  const { zone } = station.config;
  const nobody = 'Không có người dùng này';
  const out = (user: User) => {
    const now = station.clock();
    const { id, username, name, roles, createdAt, disabledAt } = user;
    return {
      ...{ id, username, name, roles },
      rolesNow: people.findActing(id, now)?.roles ?? roles,
      hasSecondFactor: secondFactors.find(id) !== undefined,
      createdAt: instantOf(createdAt, zone),
      lockedAt: instantOrNull(disabledAt, zone),
      waitsUntil: instantOrNull(guessesAt(station, user)?.blockedUntil ?? null, zone),
    };
  };
  return openApiPart()
    .openapi(list, (c) => c.json({ people: people.list().map(out) }, 200))
    .openapi(add, (c) => {
      const added = addPerson(station, c.req.valid('json'));
      return added.ok ? c.json(out(added.value), 201) : refused(c, added.error);
    })
    .openapi(find, (c) => {
      const user = people.find(c.req.valid('param').id);
      return user ? c.json(out(user), 200) : problem(c, 404, nobody);
    })
    .openapi(change, (c) => {
      const user = people.find(c.req.valid('param').id);
      if (!user) return problem(c, 404, nobody);
      const changed = changePerson(station, user, c.req.valid('json'));
      return changed.ok ? c.json(out(changed.value), 200) : refused(c, changed.error);
    })
    .openapi(lock, (c) => {
      const user = people.find(c.req.valid('param').id);
      if (!user) return problem(c, 404, nobody);
      const locked = lockPerson(station, user, c.get('user')!);
      return locked.ok ? c.json(out(people.find(user.id)!), 200) : problem(c, 409, 'Chưa khóa được', locked.error['']);
    })
    .openapi(unlock, (c) => {
      const user = people.find(c.req.valid('param').id);
      if (!user) return problem(c, 404, nobody);
      unlockPerson(station, user);
      return c.json(out(people.find(user.id)!), 200);
    })
    .openapi(link, (c) => {
      const user = people.find(c.req.valid('param').id);
      if (user?.disabledAt !== null) return problem(c, 404, nobody);
      const origin = station.config.origin ?? new URL(c.req.url).origin;
      return c.json({ link: makePasswordLink(station, origin, user.id) }, 201);
    })
    .openapi(sessions, (c) => {
      const { id } = c.req.valid('param');
      if (!people.find(id)) return problem(c, 404, nobody);
      const all = credentials.listSessions(id, station.clock());
      return c.json({ sessions: all.map((one) => sessionOut(one, zone, c.get('session'))) }, 200);
    })
    .openapi(endSession, (c) => {
      const { id, key } = c.req.valid('param');
      return endSessionOf(station, id, key) ? c.body(null, 204) : problem(c, 404, 'Không có phiên đăng nhập này');
    })
    .openapi(drop, (c) => {
      const user = people.find(c.req.valid('param').id);
      return user && dropFactor(station, user) ? c.body(null, 204) : problem(c, 404, 'Chưa bật xác thực hai bước');
    })
    .openapi(forget, (c) => {
      const user = people.find(c.req.valid('param').id);
      if (!user) return problem(c, 404, nobody);
      forgetGuesses(station, user);
      return c.body(null, 204);
    })
    .openapi(tokens, (c) => c.json({ tokens: tokensInForce(station).map((one) => tokenOut(one, zone)) }, 200))
    .openapi(revoke, (c) =>
      revokeToken(station, c.req.valid('param').id) ? c.body(null, 204) : problem(c, 404, 'Không có mã này'),
    )
    .openapi(settings, (c) => c.json({ secondFactorRoles: station.stores.settings.find().secondFactorRoles }, 200))
    .openapi(changeSettings, (c) => {
      saveSignInSettings(station, c.req.valid('json'));
      return c.json({ secondFactorRoles: station.stores.settings.find().secondFactorRoles }, 200);
    });
}
