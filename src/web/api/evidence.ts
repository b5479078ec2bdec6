/** `/airings/{id}/evidence`: the aircheck of an airing held against what was approved. Added, never changed. */
import { createRoute, z } from '@hono/zod-openapi';
import { VERDICTS } from '../../core/evidence.ts';
import { askEvidence, sendExcerpt } from '../evidence.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const Evidence = z
  .object({
    id: z.int(),
    verdict: z.enum(VERDICTS),
    why: z.string().nullable().openapi({ description: 'null: what was heard is what was approved' }),
    matchedMs: z.int(),
    comparedMs: z.int(),
    offsetMs: z.int().nullable().openapi({ description: 'How much later than the log has it; null: not found' }),
    levels: z.array(z.int()).readonly().openapi({ description: 'dBFS (RMS) of each second; -90 and less is silence' }),
    seconds: z
      .string()
      .openapi({ description: 'A sign a second: = approved, x other, . nothing to tell by, - not kept' }),
    excerpts: z.array(z.object({ fromMs: z.int(), ms: z.int(), sha256: z.string() })).readonly(),
    askedBy: z.string().nullable().openapi({ description: 'null: the station by itself' }),
    madeAt: Instant,
  })
  .openapi('Evidence');

const list = createRoute({
  method: 'get',
  path: '/airings/{id}/evidence',
  request: { params: IdParam },
  responses: { 200: json(z.object({ evidence: z.array(Evidence) }), 'In order: the last holds'), ...refusals(404) },
});
const ask = createRoute({
  method: 'post',
  path: '/airings/{id}/evidence',
  summary: 'Asks for it, again if need be; the row comes when it had its turn',
  request: { params: IdParam },
  responses: { 202: { description: 'It will be examined' }, ...refusals(404, 409) },
});
const excerpt = createRoute({
  method: 'get',
  path: '/airings/{id}/excerpts/{sha256}',
  request: { params: IdParam.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
  responses: {
    200: {
      description: '15 s of what went out, Ogg Opus; takes Range, If-Range and If-None-Match',
      content: { 'audio/ogg': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    206: { description: 'A part of it' },
    304: { description: 'As it was' },
    416: { description: 'It has no such part' },
    ...refusals(404),
  },
});

export function evidenceApi(station: Station) {
  const { airings, evidence } = station.stores;
  const { zone } = station.config;
  const none = 'Không có lượt phát này';
  const api = openApiPart();
  api.openapi(list, (c) => {
    const { id } = c.req.valid('param');
    if (!airings.find(id)) return problem(c, 404, none);
    const rows = evidence.list(id).map(({ airingId: _, ...row }) => ({ ...row, madeAt: instantOf(row.madeAt, zone) }));
    return c.json({ evidence: rows }, 200);
  });
  api.openapi(ask, (c) => {
    const airing = airings.find(c.req.valid('param').id);
    if (!airing) return problem(c, 404, none);
    const asked = askEvidence(station, airing, c.get('user')!);
    return asked.ok ? c.body(null, 202) : problem(c, 409, 'Chưa làm được việc này', asked.error['']);
  });
  api.openapi(excerpt, async (c) => {
    const { id, sha256 } = c.req.valid('param');
    const airing = airings.find(id);
    const sent = airing && (await sendExcerpt(c, station, airing, sha256));
    return sent ?? problem(c, 404, airing ? 'Không còn trích đoạn này' : none);
  });
  return api;
}
