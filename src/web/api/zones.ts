/** `/zones`: the sets of loudspeakers that can carry a programme of their own. */
import { createRoute, z } from '@hono/zod-openapi';
import { WHOLE_COMMUNE, type Zone as ZoneRow } from '../../core/model.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { archiveZone, placeZone, saveZone, zoneDraft } from '../zone-forms.ts';
import { Instant, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const Zone = z
  .object({
    id: z.string().openapi({ example: 'thon-1', description: 'Stands in /live/<id>.mp3; never changes' }),
    name: z.string(),
    position: z.int(),
    volume: z
      .array(z.object({ from: z.string(), until: z.string(), gainDb: z.number() }))
      .openapi({ description: 'Quieter between two wall clocks; the quietest where they overlap, 0 dB elsewhere' }),
    limits: z.object({ sessions: z.int().optional(), minutes: z.int().optional() }).openapi({
      description: 'The most sessions a day and minutes a session; what is left out is as in the settings',
    }),
    archivedAt: Instant.nullable(),
  })
  .openapi('Zone');

const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'thon-1' }) });
const draft = zoneDraft.extend({
  /** Among the zones below the whole commune, 0 the first; left out, it stays where it is. */
  place: z.int().min(0).optional(),
});
const body = { content: { 'application/json': { schema: draft.openapi('ZoneDraft') } }, required: true };

const list = createRoute({
  method: 'get',
  path: '/zones',
  request: { query: z.object({ archived: z.enum(['true', 'false']).optional() }) },
  responses: { 200: json(z.object({ zones: z.array(Zone) }), 'The whole commune first'), ...refusals(422) },
});
const add = createRoute({
  method: 'post',
  path: '/zones',
  summary: 'It comes with a built-in stream of its own',
  request: { body },
  responses: { 201: json(Zone, 'Added'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/zones/{id}',
  request: { params },
  responses: { 200: json(Zone, 'The zone'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/zones/{id}',
  request: { params, body },
  responses: { 200: json(Zone, 'Changed; the volume is in force at once'), ...refusals(400, 404, 422) },
});
const remove = createRoute({
  method: 'delete',
  path: '/zones/{id}',
  summary: 'Archived when slots or the log ever named it, else removed; its streams go with it',
  request: { params },
  responses: { 204: { description: 'Gone' }, ...refusals(404, 409) },
});

export function zonesApi(station: Station) {
  const { zones } = station.stores;
  const onTheWire = (zone: ZoneRow) => ({
    ...zone,
    volume: [...zone.volume],
    archivedAt: instantOrNull(zone.archivedAt, station.config.zone),
  });
  const save = ({ place, ...values }: z.output<typeof draft>, before?: ZoneRow) => {
    const saved = saveZone(station, values, before);
    if (place !== undefined && saved.id !== WHOLE_COMMUNE) placeZone(station, saved, place);
    return onTheWire(zones.find(saved.id)!);
  };
  const missing = 'Không có vùng phát này';

  return openApiPart()
    .openapi(list, (c) =>
      c.json({ zones: zones.list({ archived: c.req.valid('query').archived === 'true' }).map(onTheWire) }, 200),
    )
    .openapi(add, (c) => c.json(save(c.req.valid('json')), 201))
    .openapi(find, (c) => {
      const zone = zones.find(c.req.valid('param').id);
      return zone ? c.json(onTheWire(zone), 200) : problem(c, 404, missing);
    })
    .openapi(change, (c) => {
      const zone = zones.find(c.req.valid('param').id);
      return zone ? c.json(save(c.req.valid('json'), zone), 200) : problem(c, 404, missing);
    })
    .openapi(remove, (c) => {
      const zone = zones.find(c.req.valid('param').id);
      if (!zone) return problem(c, 404, missing);
      const done = archiveZone(station, zone);
      return done.ok ? c.body(null, 204) : problem(c, 409, 'Vùng này còn được dùng', done.error);
    });
}
