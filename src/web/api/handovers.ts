/** `/handovers`: the hand-over notes between shifts. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Handover } from '../../core/handover.ts';
import { handoverInput, openItems, readHandover, writeHandover } from '../handovers.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const LIMIT = 50;
const OpenItem = z
  .object({ kind: z.enum(['incident', 'missing', 'debt', 'change']), words: z.string(), href: z.string() })
  .openapi('OpenItem');

const HandoverOut = z
  .object({
    id: z.int(),
    words: z.string(),
    openItems: z.array(OpenItem).openapi({ description: 'What was open as it was written' }),
    writtenBy: z.int(),
    writtenName: z.string(),
    writtenAt: Instant,
    readBy: z.int().nullable(),
    readName: z.string().nullable(),
    readAt: Instant.nullable(),
  })
  .openapi('Handover');

const list = createRoute({
  method: 'get',
  path: '/handovers',
  summary: 'The last notes, newest first, and what is open now',
  responses: {
    200: json(z.object({ handovers: z.array(HandoverOut), open: z.array(OpenItem) }), 'Notes'),
    ...refusals(),
  },
});
const add = createRoute({
  method: 'post',
  path: '/handovers',
  request: {
    body: { content: { 'application/json': { schema: handoverInput.openapi('HandoverDraft') } }, required: true },
  },
  responses: { 201: json(HandoverOut, 'Written'), ...refusals(400, 422) },
});
const read = createRoute({
  method: 'put',
  path: '/handovers/{id}/reading',
  summary: 'The next person has read it; nobody confirms a note of their own',
  request: { params: IdParam },
  responses: { 200: json(HandoverOut, 'Confirmed'), ...refusals(404, 409) },
});

export function handoversApi(station: Station) {
  const { handovers } = station.stores;
  const { zone } = station.config;
  const onTheWire = (note: Handover) => ({
    ...note,
    openItems: [...note.openItems],
    writtenAt: instantOf(note.writtenAt, zone),
    readAt: instantOrNull(note.readAt, zone),
  });
  return openApiPart()
    .openapi(list, (c) => c.json({ handovers: handovers.list(LIMIT).map(onTheWire), open: openItems(station) }, 200))
    .openapi(add, (c) => c.json(onTheWire(writeHandover(station, c.req.valid('json').words, c.get('user')!)), 201))
    .openapi(read, (c) => {
      const note = handovers.find(c.req.valid('param').id);
      if (!note) return problem(c, 404, 'Không có sổ giao ca này');
      const done = readHandover(station, note, c.get('user')!);
      return done.ok
        ? c.json(onTheWire(handovers.find(note.id)!), 200)
        : problem(c, 409, 'Không xác nhận được', done.error);
    });
}
