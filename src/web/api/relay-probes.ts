/** `/relay-probes`: a few seconds of another broadcaster's stream, as the slot form's "Nghe thử" hears it. */
import { createRoute, z } from '@hono/zod-openapi';
import { probeWords } from '../../core/relay.ts';
import { refused } from '../problem.ts';
import { tryRelay } from '../relays.ts';
import type { Station } from '../station.ts';
import { json, openApiPart, refusals } from './parts.ts';

const RelayProbe = z
  .object({
    isHeard: z.boolean(),
    words: z.string().openapi({ description: 'The same in Vietnamese' }),
    reason: z.string().optional().openapi({ description: 'Why nothing is heard', example: 'relay-refused' }),
    codec: z.string().optional(),
    bitrate: z.int().nullable().optional().openapi({ description: 'kbit/s' }),
    sampleRate: z.int().optional(),
    channels: z.int().optional(),
    peakDb: z.number().optional(),
    meanDb: z.number().optional(),
    isFile: z.boolean().optional(),
  })
  .openapi('RelayProbe');

const add = createRoute({
  method: 'post',
  path: '/relay-probes',
  summary: 'Listens for a few seconds, 15 at most; nothing is kept',
  request: {
    body: { content: { 'application/json': { schema: z.object({ url: z.string() }) } }, required: true },
  },
  responses: { 200: json(RelayProbe, 'What was heard, or why nothing was'), ...refusals(400, 422) },
});

export function relayProbesApi(station: Station) {
  return openApiPart().openapi(add, async (c) => {
    const tried = await tryRelay(station, c.req.valid('json').url);
    if (!tried.ok) return refused(c, { url: tried.error.relayUrl ?? '' });
    return c.json({ ...tried.value, words: probeWords(tried.value) }, 200);
  });
}
