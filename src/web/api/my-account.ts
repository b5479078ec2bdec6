/** `/my-account`, `/my-sessions`, `/my-tokens`: one's own. */
import { createRoute, z } from '@hono/zod-openapi';
import { ROLES } from '../../core/model.ts';
import { problem, refused } from '../problem.ts';
import { endFactor, factorAddress, factorInput, newSecret, setUpFactor } from '../second-factor.ts';
import { endOtherSessions, endSessionOf } from '../session.ts';
import type { Station } from '../station.ts';
import { makeToken, revokeToken, tokenInput, tokensInForce } from '../tokens.ts';
import { SessionOut, sessionOut, TokenOut, tokenOut } from './account-parts.ts';
import { bodyOf, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const Account = z
  .object({
    id: z.int(),
    username: z.string(),
    name: z.string(),
    roles: z.array(z.enum(ROLES)).readonly().openapi({ description: 'Held now, those as a substitute among them' }),
    standsIn: z
      .array(
        z.object({
          forUserId: z.int().nullable(),
          roles: z.array(z.enum(ROLES)).readonly(),
          from: Instant,
          until: Instant,
        }),
      )
      .openapi({ description: 'Places filled now, and until when' }),
    secondFactor: z.object({ since: Instant, recoveryCodes: z.int() }).nullable(),
    owesSecondFactor: z.boolean().openapi({ description: 'Nothing else is open until it is set up' }),
  })
  .openapi('Account');
const Codes = z.object({ recoveryCodes: z.array(z.string()) });

const me = createRoute({
  method: 'get',
  path: '/my-account',
  responses: { 200: json(Account, 'Who asks'), ...refusals() },
});
const offer = createRoute({
  method: 'post',
  path: '/my-account/second-factor/offers',
  summary: 'A new secret; nothing is kept until a code made of it is sent',
  responses: {
    201: json(z.object({ secret: z.string(), address: z.string() }), 'otpauth:// for the QR code'),
    ...refusals(),
  },
});
const setUp = createRoute({
  method: 'put',
  path: '/my-account/second-factor',
  summary: 'Every other session ends',
  request: { body: bodyOf(factorInput.openapi('SecondFactorDraft')) },
  responses: { 200: json(Codes, 'Shown this once'), ...refusals(400, 409, 422) },
});
const end = createRoute({
  method: 'post',
  path: '/my-account/second-factor/end',
  request: { body: bodyOf(z.object({ password: z.string().max(1000) })) },
  responses: { 204: { description: 'The password alone signs in' }, ...refusals(400, 422) },
});
const sessions = createRoute({
  method: 'get',
  path: '/my-sessions',
  responses: { 200: json(z.object({ sessions: z.array(SessionOut) }), 'Last used first'), ...refusals() },
});
const endSession = createRoute({
  method: 'delete',
  path: '/my-sessions/{key}',
  request: { params: z.object({ key: z.string().regex(/^[0-9a-f]{16}$/) }) },
  responses: { 204: { description: 'Signed out there' }, ...refusals(404) },
});
const tokens = createRoute({
  method: 'get',
  path: '/my-tokens',
  responses: { 200: json(z.object({ tokens: z.array(TokenOut) }), 'In force'), ...refusals() },
});
const make = createRoute({
  method: 'post',
  path: '/my-tokens',
  summary: 'A token can do no more, and lasts no longer, than the one it was made with',
  request: { body: bodyOf(tokenInput.openapi('TokenDraft')) },
  responses: {
    201: json(TokenOut.extend({ secret: z.string() }), '`secret` is shown this once'),
    ...refusals(400, 422),
  },
});
const revoke = createRoute({
  method: 'delete',
  path: '/my-tokens/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'Revoked for good' }, ...refusals(404) },
});

export function myAccountApi(station: Station) {
  const { credentials, secondFactors, substitutions } = station.stores;
  const { zone } = station.config;
  return openApiPart()
    .openapi(me, (c) => {
      const { id, username, name, roles } = c.get('user')!;
      const factor = secondFactors.find(id);
      const standsIn = substitutions.holding(id, station.clock()).map((one) => ({
        ...{ forUserId: one.forUserId, roles: one.roles },
        ...{ from: instantOf(one.from, zone), until: instantOf(one.until, zone) },
      }));
      return c.json(
        {
          ...{ id, username, name, roles, standsIn },
          secondFactor: factor
            ? { since: instantOf(factor.since, zone), recoveryCodes: secondFactors.countCodes(id) }
            : null,
          owesSecondFactor: c.get('owesFactor'),
        },
        200,
      );
    })
    .openapi(offer, (c) => {
      const secret = newSecret();
      return c.json({ secret, address: factorAddress(station, c.get('user')!, secret) }, 201);
    })
    .openapi(setUp, async (c) => {
      const user = c.get('user')!;
      if (secondFactors.find(user.id)) return problem(c, 409, 'Xác thực hai bước đã bật');
      const done = await setUpFactor(station, user, c.req.valid('json'));
      if (!done.ok) return refused(c, done.error);
      endOtherSessions(c, station, user.id);
      return c.json({ recoveryCodes: done.value }, 200);
    })
    .openapi(end, async (c) => {
      const ended = await endFactor(station, c.get('user')!, c.req.valid('json').password);
      return ended.ok ? c.body(null, 204) : refused(c, ended.error);
    })
    .openapi(sessions, (c) => {
      const all = credentials.listSessions(c.get('user')!.id, station.clock());
      return c.json({ sessions: all.map((one) => sessionOut(one, zone, c.get('session'))) }, 200);
    })
    .openapi(endSession, (c) =>
      endSessionOf(station, c.get('user')!.id, c.req.valid('param').key)
        ? c.body(null, 204)
        : problem(c, 404, 'Không có phiên đăng nhập này'),
    )
    .openapi(tokens, (c) =>
      c.json({ tokens: tokensInForce(station, c.get('user')!.id).map((one) => tokenOut(one, zone)) }, 200),
    )
    .openapi(make, async (c) => {
      const made = await makeToken(station, c.get('user')!, c.req.valid('json'), c.get('token'));
      if (!made.ok) return refused(c, made.error);
      return c.json({ ...tokenOut(made.value, zone), secret: made.value.secret }, 201);
    })
    .openapi(revoke, (c) =>
      revokeToken(station, c.req.valid('param').id, c.get('user')!.id)
        ? c.body(null, 204)
        : problem(c, 404, 'Không có mã này'),
    );
}
