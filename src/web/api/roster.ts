/** `/duty-shifts`: who is on duty when, and `/duty-shifts/on-duty`: who is at an instant. */
import { createRoute, z } from '@hono/zod-openapi';
import { WHOLE_COMMUNE } from '../../core/model.ts';
import { onDuty } from '../../core/roster.ts';
import { problem, refused } from '../problem.ts';
import { removeShift, saveShift, shiftInput } from '../roster.ts';
import type { Station } from '../station.ts';
import { Day, IdParam, InstantIn, json, openApiPart, refusals } from './parts.ts';

const ShiftOut = z
  .object({
    id: z.int(),
    weekday: z.int().nullable().openapi({ description: '1 is Monday; null: of one day' }),
    day: Day.nullable(),
    from: z.string().openapi({ example: '05:15' }),
    until: z.string().openapi({ example: '06:30', description: '24:00 ends a day' }),
    zoneId: z.string().nullable().openapi({ description: 'null: everywhere' }),
    userId: z.int().nullable(),
    name: z.string(),
    insteadOf: z.string(),
    reason: z.string(),
    validFrom: Day.nullable(),
    validUntil: Day.nullable(),
  })
  .openapi('DutyShift');

const body = { content: { 'application/json': { schema: shiftInput.openapi('DutyShiftDraft') } }, required: true };

const list = createRoute({
  method: 'get',
  path: '/duty-shifts',
  responses: {
    200: json(z.object({ shifts: z.array(ShiftOut) }), 'Weekly ones and those of single days'),
    ...refusals(),
  },
});
const now = createRoute({
  method: 'get',
  path: '/duty-shifts/on-duty',
  summary: 'Who is on duty at an instant, or now',
  request: { query: z.object({ zoneId: z.string().default(WHOLE_COMMUNE), at: InstantIn.optional() }) },
  responses: { 200: json(z.object({ shift: ShiftOut.nullable() }), 'null: nobody'), ...refusals(422) },
});
const add = createRoute({
  method: 'post',
  path: '/duty-shifts',
  request: { body },
  responses: { 201: json(ShiftOut, 'Added'), ...refusals(400, 422) },
});
const change = createRoute({
  method: 'put',
  path: '/duty-shifts/{id}',
  request: { params: IdParam, body },
  responses: { 200: json(ShiftOut, 'Changed'), ...refusals(400, 404, 422) },
});
const remove = createRoute({
  method: 'delete',
  path: '/duty-shifts/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'Taken off; the log keeps its names' }, ...refusals(404) },
});

export function rosterApi(station: Station) {
  const { roster } = station.stores;
  const none = 'Không có ca trực này';
  return openApiPart()
    .openapi(list, (c) => c.json({ shifts: roster.list() }, 200))
    .openapi(now, (c) => {
      const { zoneId, at = station.clock() } = c.req.valid('query');
      return c.json({ shift: onDuty(roster.list(), { zoneId, at, zone: station.config.zone }) ?? null }, 200);
    })
    .openapi(add, (c) => {
      const saved = saveShift(station, c.req.valid('json'), c.get('user')!.id);
      return saved.ok ? c.json(saved.value, 201) : refused(c, saved.error);
    })
    .openapi(change, (c) => {
      const shift = roster.find(c.req.valid('param').id);
      if (!shift) return problem(c, 404, none);
      const saved = saveShift(station, c.req.valid('json'), c.get('user')!.id, shift);
      return saved.ok ? c.json(saved.value, 200) : refused(c, saved.error);
    })
    .openapi(remove, (c) =>
      removeShift(station, c.req.valid('param').id) ? c.body(null, 204) : problem(c, 404, none),
    );
}
