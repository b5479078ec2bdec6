/** `/incidents`: what went wrong with the air; and a person's word that the machine's clock is right. */
import { createRoute, z } from '@hono/zod-openapi';
import { incidentTodo, incidentWord } from '../../core/incidents.ts';
import { confirmClock } from '../clock.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const MOST = 200;

const Incident = z
  .object({
    id: z.int(),
    at: Instant,
    kind: z.string().openapi({ example: 'output-failed' }),
    word: z.string().openapi({ description: 'The kind, as people read it' }),
    todo: z.string().nullable().openapi({ description: 'What a person can do about it' }),
    zoneId: z.string().nullable(),
    detail: z.string(),
    endedAt: Instant.nullable().openapi({ description: 'Null: it lasts' }),
  })
  .openapi('Incident');

const list = createRoute({
  method: 'get',
  path: '/incidents',
  summary: `The last ${MOST}, newest first`,
  responses: { 200: json(z.object({ incidents: z.array(Incident) }), 'What lasts has no end'), ...refusals() },
});
const confirm = createRoute({
  method: 'post',
  path: '/clock-confirmations',
  summary: 'The clock is right, though the log or the program says otherwise: the air goes on',
  responses: { 201: { description: 'The playout was told' }, ...refusals(409) },
});

export function incidentsApi(station: Station) {
  const { incidents } = station.stores;
  const { zone } = station.config;
  return openApiPart()
    .openapi(list, (c) => {
      const rows = incidents.list(MOST).map(({ at, endedAt, ...row }) => ({
        ...row,
        at: instantOf(at, zone),
        endedAt: endedAt === null ? null : instantOf(endedAt, zone),
        word: incidentWord(row.kind),
        todo: incidentTodo(row.kind) ?? null,
      }));
      return c.json({ incidents: rows }, 200);
    })
    .openapi(confirm, (c) => {
      if (!confirmClock(station, c.get('user')!.id)) return problem(c, 409, 'Đài không giữ im lặng vì đồng hồ');
      return c.body(null, 201);
    });
}
