/** `/commands`: what people and programs ask of the air. A command is pending until the air has answered it. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Command as CommandRow } from '../../core/model.ts';
import { askAir, COMMAND_KINDS, commandDraft } from '../commands.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const PAGE = 50;

const Command = z
  .object({
    id: z.int(),
    kind: z.enum(COMMAND_KINDS),
    zoneId: z.string(),
    entryId: z.int().nullable(),
    episodeId: z.int().nullable(),
    minutes: z.int().nullable().openapi({ description: 'Of `extend`' }),
    gainDb: z.number().nullable().openapi({ description: 'Of `volume`' }),
    issuedBy: z.object({ id: z.int(), name: z.string() }),
    issuedAt: Instant,
    state: z.enum(['pending', 'done', 'refused']),
    ackedAt: Instant.nullable().openapi({
      description: 'The instant of the air at which it took effect, or was refused',
    }),
    answer: z.string().nullable().openapi({ description: 'Of the air, in Vietnamese' }),
  })
  .openapi('Command');

const list = createRoute({
  method: 'get',
  path: '/commands',
  summary: `Newest first, ${PAGE} a page`,
  request: { query: z.object({ after: z.coerce.number().int().positive().optional() }) },
  responses: {
    200: json(
      z.object({ commands: z.array(Command), next: z.string().nullable() }),
      '`next` is the `after` of the next page',
    ),
    ...refusals(422),
  },
});
const add = createRoute({
  method: 'post',
  path: '/commands',
  summary:
    '`start-now` and `skip` name one entry or one episode; all others are about what sounds in a zone. The same `key` twice is one command',
  request: {
    body: { content: { 'application/json': { schema: commandDraft.openapi('CommandDraft') } }, required: true },
  },
  responses: { 201: json(Command, 'Asked; ask again for the answer'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/commands/{id}',
  request: { params: IdParam },
  responses: { 200: json(Command, 'The command and, once given, its answer'), ...refusals(404, 422) },
});

export function commandsApi(station: Station) {
  const { commands, people } = station.stores;
  const { zone } = station.config;

  const onTheWire = ({ issuedBy, payload, ...command }: CommandRow) => ({
    ...command,
    minutes: payload.minutes ?? null,
    gainDb: payload.gainDb ?? null,
    issuedBy: { id: issuedBy, name: people.find(issuedBy)?.name ?? '' },
    issuedAt: instantOf(command.issuedAt, zone),
    ackedAt: instantOrNull(command.ackedAt, zone),
  });

  return openApiPart()
    .openapi(list, (c) => {
      const rows = commands.list(PAGE + 1, c.req.valid('query').after);
      const page = rows.slice(0, PAGE);
      const next = rows.length > PAGE ? String(page.at(-1)!.id) : null;
      return c.json({ commands: page.map(onTheWire), next }, 200);
    })
    .openapi(add, (c) => {
      const asked = askAir(station, c.get('user')!, c.req.valid('json'));
      return asked.ok ? c.json(onTheWire(asked.value), 201) : refused(c, asked.error);
    })
    .openapi(find, (c) => {
      const command = commands.find(c.req.valid('param').id);
      return command ? c.json(onTheWire(command), 200) : problem(c, 404, 'Không có lệnh này');
    });
}
