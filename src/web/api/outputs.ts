/** `/outputs`: where the sound goes, and how each is doing. A secret is written, never read. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Output as OutputRow } from '../../core/model.ts';
import { ALL_CODECS, OUTPUT_KINDS } from '../../core/outputs.ts';
import type { Air } from '../air.ts';
import { outputDraft, removeOutput, saveOutput } from '../output-forms.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { bodyOf, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const Output = z
  .object({
    id: z.int(),
    zoneId: z.string(),
    kind: z.enum(OUTPUT_KINDS),
    name: z.string(),
    target: z.string().openapi({
      description: 'icecast: host:port/mount; alsa, pulse: device; rtp, srt: host:port; hls, file: folder',
    }),
    hasSecret: z.boolean(),
    codec: z.enum(ALL_CODECS),
    bitrate: z.int().openapi({ description: 'kbit/s' }),
    channels: z.literal([1, 2]),
    idle: z.enum(['silence', 'off']).openapi({ description: 'While nothing is due' }),
    enabled: z.boolean(),
    health: z
      .object({
        state: z.enum(['sending', 'retrying', 'off']),
        since: Instant,
        said: z.string().openapi({ description: 'Its last words while it is retrying' }),
        listeners: z.int(),
        drift: z
          .object({ ppm: z.int().nullable(), absorbedMs: z.int() })
          .nullable()
          .openapi({ description: 'Of a sound card: slower (+) or faster (−), silence left out (+) or put in (−)' }),
      })
      .nullable()
      .openapi({ description: 'Null while the playout does not answer, or the output is off' }),
  })
  .openapi('Output');

const draft = outputDraft.openapi('OutputDraft');
const newDraft = outputDraft.extend({ kind: z.enum(OUTPUT_KINDS) }).openapi('NewOutput');

const list = createRoute({
  method: 'get',
  path: '/outputs',
  responses: { 200: json(z.object({ outputs: z.array(Output) }), 'Enabled or not'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/outputs',
  request: { body: bodyOf(newDraft) },
  responses: { 201: json(Output, 'Added, and opened at once when enabled'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/outputs/{id}',
  request: { params: IdParam },
  responses: { 200: json(Output, 'The output'), ...refusals(404, 422) },
});
const change = createRoute({
  method: 'put',
  path: '/outputs/{id}',
  summary: 'Its kind stays; an empty secret keeps the one there is',
  request: { params: IdParam, body: bodyOf(draft) },
  responses: { 200: json(Output, 'Changed; it is closed and opened anew'), ...refusals(400, 404, 422) },
});
const remove = createRoute({
  method: 'delete',
  path: '/outputs/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'Gone' }, ...refusals(404, 422) },
});

export function outputsApi(station: Station, air: Air) {
  const { outputs } = station.stores;

  const onTheWire = ({ secret, ...output }: OutputRow) => {
    const health = air.outputs()?.find(({ outputId }) => outputId === output.id);
    return {
      ...output,
      hasSecret: secret !== '',
      health: health
        ? {
            state: health.state,
            since: instantOf(health.since, station.config.zone),
            said: health.said,
            listeners: health.listeners,
            drift: health.drift ? { ppm: health.drift.ppm ?? null, absorbedMs: health.drift.absorbedMs } : null,
          }
        : null,
    };
  };

  return openApiPart()
    .openapi(list, (c) => c.json({ outputs: outputs.list().map(onTheWire) }, 200))
    .openapi(add, async (c) => {
      const { kind, ...values } = c.req.valid('json');
      const saved = await saveOutput(station, kind, values);
      return saved.ok ? c.json(onTheWire(saved.value), 201) : refused(c, saved.error);
    })
    .openapi(find, (c) => {
      const output = outputs.find(c.req.valid('param').id);
      return output ? c.json(onTheWire(output), 200) : problem(c, 404, 'Không có đầu ra này');
    })
    .openapi(change, async (c) => {
      const before = outputs.find(c.req.valid('param').id);
      if (!before) return problem(c, 404, 'Không có đầu ra này');
      const saved = await saveOutput(station, before.kind, c.req.valid('json'), before);
      return saved.ok ? c.json(onTheWire(saved.value), 200) : refused(c, saved.error);
    })
    .openapi(remove, (c) => {
      const output = outputs.find(c.req.valid('param').id);
      if (!output) return problem(c, 404, 'Không có đầu ra này');
      removeOutput(station, output);
      return c.body(null, 204);
    });
}
