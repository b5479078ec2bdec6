/** `/airings`: the airing log, read only; the same rows as the page and its exports. */
import { createRoute, z } from '@hono/zod-openapi';
import { VERDICTS } from '../../core/evidence.ts';
import { EVIDENCE_LIST } from '../../core/evidence-words.ts';
import { KIND_LIST, OUTCOME_LIST } from '../../core/words.ts';
import { airingRow } from '../../documents/airing-row.ts';
import { wallClock } from '../../documents/wall-clock.ts';
import { sendHeard } from '../aircheck.ts';
import { EXPORT_FORMATS, exportAirings } from '../airing-export.ts';
import { cursor, cursorOf } from '../airing-filter.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { flag, IdParam, Instant, InstantIn, json, openApiPart, refusals } from './parts.ts';

const PAGE_ROWS = 50;

const Airing = z
  .object({
    id: z.int(),
    entryId: z.int().nullable(),
    commandId: z.int().nullable().openapi({ description: 'The "start now" that asked for it' }),
    continuesId: z.int().nullable().openapi({ description: 'The airing a restart broke, which this one resumes' }),
    standsForId: z.int().nullable().openapi({ description: 'Of a stand-in, the entry in whose place it sounded' }),
    zoneId: z.string(),
    zoneName: z.string().openapi({ description: 'As it is called now' }),
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
    onDuty: z.string().nullable().openapi({ description: 'Who was on duty, by name as it was then' }),
    approvalId: z.int().nullable(),
    approvedBy: z.string().nullable().openapi({ description: 'Whose approval was in force as it began, by name' }),
    emergencyKey: z.string().nullable().openapi({ description: 'The order it is of; null: of none' }),
    emergencyVerdict: z
      .enum(['approved', 'declined'])
      .nullable()
      .openapi({ description: 'What a leader said of the order afterwards' }),
    emergencyJudgedBy: z.string().nullable(),
    emergencyJudgedAt: Instant.nullable(),
    outputs: z.string().nullable().openapi({ example: 'Luồng nghe trực tiếp=whole; Icecast=part' }),
    clockSource: z.string().nullable().openapi({ description: 'ntp or machine' }),
    clockPlausible: z.boolean().nullable(),
    clockStepMs: z.int().nullable().openapi({ description: 'By how much the clock was set while it sounded' }),
    clustersExpected: z.int().nullable(),
    clustersAutomatic: z.int().nullable().openapi({ description: 'Heard, by their own log' }),
    clustersByHand: z.int().nullable().openapi({ description: 'Heard by a person, or told by the village' }),
    clustersFailed: z.int().nullable().openapi({ description: 'Known not to have sounded' }),
    clustersUnknown: z.int().nullable().openapi({ description: 'Of the rest nobody knows' }),
    zonesApart: z
      .string()
      .nullable()
      .openapi({ description: 'Zones that heard something else meanwhile', example: 'thon-1=none; thon-2=part' }),
    evidence: z.enum(VERDICTS).nullable().openapi({ description: 'What the aircheck proves; null: not examined' }),
    evidenceMatchedMs: z.int().nullable(),
    evidenceComparedMs: z.int().nullable(),
    cause: z.string().nullable().openapi({ description: 'Why it did not go as planned, as a person confirmed it' }),
    correctedBy: z
      .string()
      .nullable()
      .openapi({ description: 'Who corrected it: outcome, reason, start, end and length above are as corrected' }),
    correctedAt: Instant.nullable(),
    correctedBecause: z.string().nullable(),
    originalOutcome: z
      .string()
      .nullable()
      .openapi({ description: 'As the playout wrote it; null: it was never corrected' }),
    originalReason: z.string().nullable(),
    originalStartedAt: Instant.nullable(),
    originalEndedAt: Instant.nullable(),
    originalPlayedMs: z.int().nullable(),
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
      evidence: z.enum(EVIDENCE_LIST).optional(),
      format: z.enum(['json', ...EXPORT_FORMATS]).default('json'),
      iso: flag('CSV with the fields of this API'),
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

const audio = createRoute({
  method: 'get',
  path: '/airings/{id}/audio',
  summary: 'What went out, cut out of the aircheck to the sample; takes Range, If-Range and If-None-Match',
  request: { params: IdParam },
  responses: {
    200: { description: 'A WAV file; what was not kept of it is silence', content: { 'audio/wav': { schema: file } } },
    206: { description: 'A part of it', content: { 'audio/wav': { schema: file } } },
    304: { description: 'As it was' },
    416: { description: 'It has no such part' },
    ...refusals(404),
  },
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

  api.openapi(audio, async (c) => {
    const airing = airings.find(c.req.valid('param').id);
    const heard = airing && (await sendHeard(c, station, airing));
    return heard ?? problem(c, 404, airing ? 'Không còn bản ghi sóng của lượt phát này' : 'Không có lượt phát này');
  });

  return api;
}
