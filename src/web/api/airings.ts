/** `/airings`: the airing log, read only; the same rows as the page and its exports. */
import { createRoute, z } from '@hono/zod-openapi';
import { KIND_LIST, OUTCOME_LIST } from '../../core/words.ts';
import { airingRow } from '../../documents/airing-row.ts';
import { wallClock } from '../../documents/wall-clock.ts';
import { EXPORT_FORMATS, exportAirings } from '../airing-export.ts';
import { cursor, cursorOf } from '../airing-filter.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, InstantIn, json, openApiPart, refusals } from './parts.ts';

const PAGE_ROWS = 50;

const Airing = z
  .object({
    id: z.int(),
    entryId: z.int().nullable(),
    commandId: z.int().nullable().openapi({ description: 'The "start now" that asked for it' }),
    continuesId: z.int().nullable().openapi({ description: 'The airing a restart broke, which this one resumes' }),
    zoneId: z.string(),
    slotId: z.string().nullable(),
    recurrenceId: z.string().nullable(),
    kind: z.enum(KIND_LIST),
    title: z.string(),
    programmeId: z.string().nullable(),
    programmeName: z.string().nullable().openapi({ description: 'As it was called then' }),
    episodeId: z.int().nullable(),
    episodeLabel: z.string().nullable().openapi({ example: 'Số 02/2025' }),
    recordingId: z.int().nullable(),
    playoutSha256: z.string().nullable().openapi({ description: 'The sound that went out' }),
    plannedStart: Instant.nullable(),
    plannedEnd: Instant.nullable(),
    startedAt: Instant.nullable().openapi({ description: 'From stream time; null: it did not sound' }),
    endedAt: Instant.nullable(),
    fromMs: z.int().openapi({ description: 'Place in the recording where the sound began' }),
    playedMs: z.int(),
    totalMs: z.int().nullable().openapi({ description: 'Length of the recording' }),
    share: z.number().openapi({ description: 'Played part of the recording, 0 to 1' }),
    latenessMs: z.int().nullable().openapi({ description: 'Actual minus planned start; null: it was not planned' }),
    outcome: z.enum(OUTCOME_LIST),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    paysForId: z.int().nullable().openapi({ description: 'The failed airing this one makes good' }),
  })
  .openapi('Airing');

const file = z.string().openapi({ format: 'binary' });

const list = createRoute({
  method: 'get',
  path: '/airings',
  summary: 'Newest first, a page at a time; or the whole as a file, oldest first',
  request: {
    query: z.object({
      from: InstantIn.optional().openapi({ description: 'Inclusive; of the actual start, or else the planned' }),
      until: InstantIn.optional().openapi({ description: 'Exclusive' }),
      programmeId: z.string().optional(),
      outcome: z.enum(OUTCOME_LIST).optional(),
      kind: z.enum(KIND_LIST).optional(),
      format: z.enum(['json', ...EXPORT_FORMATS]).default('json'),
      iso: z.stringbool().default(false).openapi({ type: 'boolean', description: 'CSV with the fields of this API' }),
      after: cursor.optional().openapi({ type: 'string', description: '`next` of the page before' }),
    }),
  },
  responses: {
    200: {
      description: 'A page, `next` being the next `after`; or the file',
      content: {
        'application/json': { schema: z.object({ airings: z.array(Airing), next: z.string().nullable() }) },
        'text/csv': { schema: file },
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: file },
        'application/jsonl': { schema: file },
      },
    },
    ...refusals(422),
  },
});
const find = createRoute({
  method: 'get',
  path: '/airings/{id}',
  request: { params: IdParam },
  responses: { 200: json(Airing, 'The airing'), ...refusals(404) },
});

export function airingsApi(station: Station) {
  const api = openApiPart();
  const { airings } = station.stores;
  const wall = wallClock(station.config.zone);

  api.openapi(list, (c) => {
    const { format, iso, after, ...filter } = c.req.valid('query');
    if (format !== 'json') return exportAirings(c, station, filter, { format, iso });
    const rows = airings.list(filter, { limit: PAGE_ROWS + 1, before: after });
    const page = rows.slice(0, PAGE_ROWS);
    const next = rows.length > PAGE_ROWS ? cursorOf(page.at(-1)!) : null;
    return c.json({ airings: page.map((airing) => airingRow(airing, wall)), next }, 200);
  });

  api.openapi(find, (c) => {
    const airing = airings.find(c.req.valid('param').id);
    if (!airing) return problem(c, 404, 'Không có lượt phát này');
    return c.json(airingRow(airing, wall), 200);
  });

  return api;
}
