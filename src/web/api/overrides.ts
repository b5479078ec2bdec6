/** `/overrides`: what a leader allows beyond the envelope, for some days. */
import { createRoute, z } from '@hono/zod-openapi';
import { type EnvelopeOverride, OVERRIDE_KINDS } from '../../core/model.ts';
import { addOverride, overrideInput, withdrawOverride } from '../overrides.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { Day, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const Override = z
  .object({
    id: z.int(),
    kind: z
      .enum(OVERRIDE_KINDS)
      .openapi({ description: 'Hours besides the allowed ones, minutes a session, sessions a day' }),
    zoneId: z.string().nullable().openapi({ description: 'Null: everywhere; hours are always everywhere' }),
    from: Day,
    until: Day.openapi({ description: 'Inclusive' }),
    hours: z.array(z.object({ from: z.string(), until: z.string() })),
    most: z.int().nullable(),
    reason: z.string(),
    document: z.string(),
    madeBy: z.int().openapi({ description: 'User id of the leader' }),
    madeAt: Instant,
  })
  .openapi('Override');

const list = createRoute({
  method: 'get',
  path: '/overrides',
  summary: 'Those in force on any day from `from` to `until`',
  request: { query: z.object({ from: isoDay().optional(), until: isoDay().optional() }) },
  responses: { 200: json(z.object({ overrides: z.array(Override) }), 'By first day'), ...refusals(422) },
});
const add = createRoute({
  method: 'post',
  path: '/overrides',
  request: {
    body: { content: { 'application/json': { schema: overrideInput.openapi('OverrideDraft') } }, required: true },
  },
  responses: { 201: json(Override, 'In force at once'), ...refusals(400, 422) },
});
const withdraw = createRoute({
  method: 'delete',
  path: '/overrides/{id}',
  summary: 'Ends it at once; it stays on record',
  request: { params: IdParam },
  responses: { 204: { description: 'Withdrawn' }, ...refusals(404) },
});

export function overridesApi(station: Station) {
  const onTheWire = (row: EnvelopeOverride) => ({
    ...row,
    hours: [...row.hours],
    madeAt: instantOf(row.madeAt, station.config.zone),
  });
  return openApiPart()
    .openapi(list, (c) => {
      const { from, until } = c.req.valid('query');
      return c.json({ overrides: station.stores.overrides.list(from, until).map(onTheWire) }, 200);
    })
    .openapi(add, (c) => {
      const added = addOverride(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(onTheWire(added.value), 201) : refused(c, added.error);
    })
    .openapi(withdraw, (c) =>
      withdrawOverride(station, c.req.valid('param').id, c.get('user')!.id)
        ? c.body(null, 204)
        : problem(c, 404, 'Không có cho phép này, hoặc đã thu hồi'),
    );
}
