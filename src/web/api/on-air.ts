/** `/on-air`: what sounds at this moment, what comes next, and whether a person has stopped the air. */
import { createRoute, z } from '@hono/zod-openapi';
import { positionOf } from '../../core/on-air.ts';
import { framesToMs } from '../../core/time.ts';
import { KIND_LIST } from '../../core/words.ts';
import { type Air, ZONE } from '../air.ts';
import type { Station } from '../station.ts';
import { Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const What = z.object({
  entryId: z.int().nullable(),
  episodeId: z.int().nullable(),
  kind: z.enum(KIND_LIST),
  title: z.string(),
  episodeLabel: z.string().nullable().openapi({ example: 'Số 02/2025' }),
});

const OnAir = z
  .object({
    zone: z.string(),
    at: Instant.openapi({ description: 'The moment this tells of' }),
    state: z.enum(['on-air', 'held', 'waiting', 'off', 'lost']).openapi({
      description:
        'held: stopped by a person. waiting: silence between entries. off: outside the allowed hours. lost: the playout does not answer, nobody knows what sounds.',
    }),
    now: What.extend({
      airingId: z.int(),
      startedAt: Instant,
      positionMs: z.int().openapi({ description: 'Place in the recording' }),
      remainingMs: z.int().nullable(),
      durationMs: z.int().nullable().openapi({ description: 'Of the whole recording' }),
    }).nullable(),
    next: What.extend({ plannedStart: Instant }).nullable(),
    held: z.object({ by: z.string(), since: Instant }).nullable(),
  })
  .openapi('OnAir');

const find = createRoute({
  method: 'get',
  path: '/on-air',
  responses: { 200: json(OnAir, 'The air at this moment'), ...refusals() },
});

export function onAirApi({ clock, config: { zone } }: Station, air: Air) {
  return openApiPart().openapi(find, (c) => {
    const at = clock();
    const { state, sounding, next, hold } = air.now();
    const what = <T extends z.infer<typeof What>>({ entryId, episodeId, kind, title, episodeLabel }: T) => ({
      entryId,
      episodeId,
      kind,
      title,
      episodeLabel,
    });
    // What a silent playout last claimed is not said to sound.
    const isSounding = state === 'on-air' && sounding;
    const { position, remaining } = isSounding ? positionOf(sounding, at) : { position: 0, remaining: null };
    return c.json(
      {
        zone: ZONE,
        at: instantOf(at, zone),
        state,
        now: isSounding
          ? {
              ...what(sounding),
              airingId: sounding.airingId,
              startedAt: instantOf(sounding.startedAt, zone),
              positionMs: position,
              remainingMs: remaining,
              durationMs: sounding.totalFrames === null ? null : framesToMs(sounding.totalFrames),
            }
          : null,
        next: next?.plannedStart == null ? null : { ...what(next), plannedStart: instantOf(next.plannedStart, zone) },
        held: hold ? { by: hold.by, since: instantOf(hold.since, zone) } : null,
      },
      200,
    );
  });
}
