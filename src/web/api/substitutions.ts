/** `/substitutions`: who holds which roles for a time. */
import { createRoute, z } from '@hono/zod-openapi';
import { ROLES } from '../../core/model.ts';
import { type Substitution, substitutionState } from '../../core/substitution.ts';
import { epochMs } from '../../core/time.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { addSubstitution, endSubstitution, substitutionInput } from '../substitutes.ts';
import { IdParam, Instant, InstantIn, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const SubstitutionOut = z
  .object({
    id: z.int(),
    userId: z.int(),
    forUserId: z.int().nullable().openapi({ description: 'In whose place; null: besides everybody' }),
    roles: z.array(z.enum(ROLES)).readonly(),
    from: Instant,
    until: Instant.openapi({ description: 'Not included' }),
    document: z.string(),
    reason: z.string(),
    madeBy: z.int(),
    madeAt: Instant,
    endedAt: Instant.nullable().openapi({ description: 'When somebody ended it early' }),
    endedBy: z.int().nullable(),
    state: z.enum(['ahead', 'holds', 'over']),
  })
  .openapi('Substitution');

const list = createRoute({
  method: 'get',
  path: '/substitutions',
  request: { query: z.object({ after: InstantIn.optional() }) },
  responses: {
    200: json(z.object({ substitutions: z.array(SubstitutionOut) }), 'Not over by `after`, if given; by beginning'),
    ...refusals(422),
  },
});
const add = createRoute({
  method: 'post',
  path: '/substitutions',
  request: {
    body: {
      content: { 'application/json': { schema: substitutionInput(InstantIn).openapi('SubstitutionDraft') } },
      required: true,
    },
  },
  responses: { 201: json(SubstitutionOut, 'Holds from `from` until `until` by itself'), ...refusals(400, 422) },
});
const end = createRoute({
  method: 'delete',
  path: '/substitutions/{id}',
  summary: 'At once; it stays on record',
  request: { params: IdParam },
  responses: { 204: { description: 'Over' }, ...refusals(404) },
});

export function substitutionsApi(station: Station) {
  const { zone } = station.config;
  const out = (one: Substitution) => ({
    ...one,
    from: instantOf(one.from, zone),
    until: instantOf(one.until, zone),
    madeAt: instantOf(one.madeAt, zone),
    endedAt: instantOrNull(one.endedAt, zone),
    state: substitutionState(one, station.clock()),
  });
  return openApiPart()
    .openapi(list, (c) => {
      const { after = epochMs(0) } = c.req.valid('query');
      return c.json({ substitutions: station.stores.substitutions.list(after).map(out) }, 200);
    })
    .openapi(add, (c) => {
      const added = addSubstitution(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(out(added.value), 201) : refused(c, added.error);
    })
    .openapi(end, (c) =>
      endSubstitution(station, c.req.valid('param').id, c.get('user')!.id)
        ? c.body(null, 204)
        : problem(c, 404, 'Không có việc thay này, hoặc đã hết'),
    );
}
