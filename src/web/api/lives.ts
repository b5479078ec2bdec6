/** `/lives`: people on the air in person, and those about to be. Made first, then put on the `air` and taken off it. */
import { createRoute, z } from '@hono/zod-openapi';
import { LIVE_MODES, LIVE_SOURCES, type LiveByPerson, type LiveEnding, type LiveState } from '../../core/live.ts';
import type { Air } from '../air.ts';
import { callLive, endLive, liveDraft, prepareLive } from '../live-forms.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const PAGE = 50;

const STATES = ['waiting', 'ready', 'called', 'lead-in', 'on-air', 'ended'] as const satisfies readonly LiveState[];
const ENDINGS = [
  ...(['finished', 'connection-lost', 'time-limit', 'cut', 'command-stop', 'outside-hours'] as const),
  ...(['slot-end', 'input-failed', 'shutdown', 'restart', 'abandoned'] as const),
] as const satisfies readonly LiveEnding[];

const Live = z
  .object({
    id: z.int(),
    title: z.string(),
    reason: z.string(),
    zoneIds: z.array(z.string()),
    source: z.enum(LIVE_SOURCES),
    device: z.string(),
    mode: z.enum(LIVE_MODES).openapi({ description: 'talk-over: what is on air goes on, 18 dB down' }),
    leadIn: z.boolean(),
    limitMs: z.int(),
    dropMs: z.int().openapi({ description: 'Without sound for so long it ends' }),
    entryId: z.int().nullable(),
    madeBy: z.object({ id: z.int(), name: z.string() }),
    madeAt: Instant,
    state: z.enum(STATES),
    calledAt: Instant.nullable(),
    answer: z.string().openapi({ description: 'Why the air refused the last call, in Vietnamese' }),
    startedAt: Instant.nullable(),
    until: Instant.nullable().openapi({ description: 'When its limit ends it' }),
    delayMs: z.int().nullable().openapi({ description: 'How long the jitter of its line makes it be held back' }),
    endedAt: Instant.nullable(),
    ending: z.enum(ENDINGS).nullable(),
    cutBy: z.string().nullable(),
  })
  .openapi('Live');

const list = createRoute({
  method: 'get',
  path: '/lives',
  summary: `Newest first, ${PAGE} a page`,
  request: { query: z.object({ after: z.coerce.number().int().positive().optional() }) },
  responses: {
    200: json(
      z.object({ lives: z.array(Live), next: z.string().nullable() }),
      '`next` is the `after` of the next page',
    ),
    ...refusals(422),
  },
});
const add = createRoute({
  method: 'post',
  path: '/lives',
  summary: 'Nothing sounds yet. A microphone connects to /truc-tiep/{id}/am-thanh as a WebSocket: s16le, mono, 48 kHz',
  request: { body: { content: { 'application/json': { schema: liveDraft.openapi('LiveDraft') } }, required: true } },
  responses: { 201: json(Live, 'Made'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/lives/{id}',
  request: { params: IdParam },
  responses: { 200: json(Live, 'The live'), ...refusals(404, 422) },
});
const start = createRoute({
  method: 'put',
  path: '/lives/{id}/air',
  summary: 'Sends it to the air, which answers by `startedAt` or `answer`; its own person only',
  request: { params: IdParam },
  responses: { 200: json(Live, 'Sent'), ...refusals(404, 422) },
});
const end = createRoute({
  method: 'delete',
  path: '/lives/{id}/air',
  summary: 'Ends it: its own person, or an operator who cuts it',
  request: { params: IdParam },
  responses: { 200: json(Live, 'Told to end'), ...refusals(404, 422) },
});

export function livesApi(station: Station, air: Air) {
  const { lives } = station.stores;
  const { zone } = station.config;

  const onTheWire = ({ by, cutByName, cutBy: _, cutAt: __, madeBy, ...live }: LiveByPerson) => {
    const now = air.lives().find(({ liveId }) => liveId === live.id);
    return {
      ...live,
      zoneIds: [...live.zoneIds],
      madeBy: { id: madeBy, name: by },
      madeAt: instantOf(live.madeAt, zone),
      state: live.endedAt === null ? (now?.state ?? ('waiting' as const)) : ('ended' as const),
      calledAt: instantOrNull(live.calledAt, zone),
      startedAt: instantOrNull(live.startedAt, zone),
      until: instantOrNull(now?.until ?? null, zone),
      delayMs: now?.delayMs ?? null,
      endedAt: instantOrNull(live.endedAt, zone),
      cutBy: cutByName,
    };
  };

  return openApiPart()
    .openapi(list, (c) => {
      const rows = lives.list(PAGE + 1, c.req.valid('query').after);
      const page = rows.slice(0, PAGE);
      const next = rows.length > PAGE ? String(page.at(-1)!.id) : null;
      return c.json({ lives: page.map(onTheWire), next }, 200);
    })
    .openapi(add, (c) => {
      const made = prepareLive(station, c.get('user')!, c.req.valid('json'));
      return made.ok ? c.json(onTheWire(made.value), 201) : refused(c, made.error);
    })
    .openapi(find, (c) => {
      const live = lives.find(c.req.valid('param').id);
      return live ? c.json(onTheWire(live), 200) : problem(c, 404, 'Không có buổi phát trực tiếp này');
    })
    .openapi(start, (c) => {
      const live = lives.find(c.req.valid('param').id);
      if (!live) return problem(c, 404, 'Không có buổi phát trực tiếp này');
      const called = callLive(station, c.get('user')!, live);
      return called.ok ? c.json(onTheWire(called.value), 200) : refused(c, called.error);
    })
    .openapi(end, (c) => {
      const live = lives.find(c.req.valid('param').id);
      if (!live) return problem(c, 404, 'Không có buổi phát trực tiếp này');
      const ended = endLive(station, c.get('user')!, live);
      return ended.ok ? c.json(onTheWire(ended.value), 200) : refused(c, ended.error);
    });
}
