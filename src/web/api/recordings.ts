/** `/recordings`: the audio of the library. Sound comes in as it is, streamed to disk; what is asked of one's sound is recording-sound.ts. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Recording as RecordingRow } from '../../core/model.ts';
import { UPLOAD_REFUSALS } from '../../ingest/upload.ts';
import { FACETS } from '../../storage/library.ts';
import { problem } from '../problem.ts';
import {
  archiveRecording,
  describeRecording,
  REFUSAL_STATUS,
  receiveRecordings,
  recordingChange,
  restoreRecording,
} from '../recording-forms.ts';
import type { Station } from '../station.ts';
import { bodyOf, bytes, flag, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';
import { noRecording, Recording, recordingOnTheWire, recordingsOnTheWire, STATES } from './recording-parts.ts';

const PAGE = 50;

const change = recordingChange
  .extend({ archived: z.literal(false).openapi({ description: 'Brings it back; DELETE puts it away' }) })
  .partial()
  .openapi('RecordingChange');

const params = IdParam;

const list = createRoute({
  method: 'get',
  path: '/recordings',
  summary: 'Newest first',
  request: {
    query: z.object({
      search: z.string().max(200).optional().openapi({
        description:
          'Beginnings of words of title, file name, tags, programme and issue, without diacritics, or initials',
      }),
      state: z.enum(STATES).optional(),
      programme: z.string().optional().openapi({ description: 'Its id' }),
      topic: z.string().optional().openapi({ description: 'Its key' }),
      language: z.string().optional(),
      tag: z.string().optional(),
      aired: z.enum(['yes', 'no']).optional(),
      archived: flag('Those put away instead of those in use'),
      after: z.coerce.number('Lấy từ "next" của trang trước').int().positive().optional().openapi({ type: 'string' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        recordings: z.array(Recording),
        next: z.string().nullable(),
        total: z.int(),
        facets: z
          .array(z.object({ facet: z.enum(FACETS), value: z.string(), count: z.int() }))
          .openapi({ description: 'What each value would find beside everything else that is asked' }),
      }),
      'A page; `next` is the next `after`',
    ),
    ...refusals(422),
  },
});
const find = createRoute({
  method: 'get',
  path: '/recordings/{id}',
  request: { params },
  responses: { 200: json(Recording, 'The recording'), ...refusals(404) },
});

const Uploaded = z.object({ recordings: z.array(Recording) });
const upload = createRoute({
  method: 'post',
  path: '/recordings',
  summary: 'One file as the body, named by `fileName`; or several as multipart/form-data',
  request: {
    query: z.object({ fileName: z.string().min(1).max(500).optional() }),
    // Plain schemas: nothing may read the body but the receiver, which streams it to disk.
    body: {
      content: {
        'audio/*': bytes,
        'application/octet-stream': bytes,
        'multipart/form-data': {
          schema: { type: 'object', properties: { files: { type: 'array', items: bytes.schema } } },
        },
      },
    },
  },
  responses: {
    201: json(Uploaded, 'Received, in the order sent; each is checked now and ends `ready` or `failed`'),
    200: json(Uploaded, 'The same bytes were all in the library already'),
    ...refusals(400, 408, 413, 422, 507),
  },
});
const rename = createRoute({
  method: 'patch',
  path: '/recordings/{id}',
  request: { params, body: bodyOf(change) },
  responses: { 200: json(Recording, 'Changed'), ...refusals(400, 404, 422) },
});
const archive = createRoute({
  method: 'delete',
  path: '/recordings/{id}',
  summary: 'Puts it away; nothing is deleted. 409 says what still needs it',
  request: { params, query: z.object({ confirm: flag('Put it away although something needs it') }) },
  responses: { 204: { description: 'Archived' }, ...refusals(404, 409, 422) },
});
const Sounded = z.object({
  id: z.int().openapi({ description: 'In the log' }),
  startedAt: Instant,
  zoneId: z.string(),
});
const airings = createRoute({
  method: 'get',
  path: '/recordings/{id}/airings',
  summary: 'When it sounded, newest first',
  request: { params },
  responses: {
    200: json(z.object({ total: z.int(), airings: z.array(Sounded) }), 'The newest hundred, and how many there are'),
    ...refusals(404),
  },
});

export function recordingsApi(station: Station) {
  const { recordings, library } = station.stores;
  const { zone } = station.config;

  const all = (rows: readonly RecordingRow[]) => recordingsOnTheWire(station, rows);
  const one = (row: RecordingRow) => recordingOnTheWire(station, row);

  return openApiPart()
    .openapi(list, (c) => {
      const { after, search = '', archived, ...facets } = c.req.valid('query');
      const found = library.search({ search, archived, facets }, { before: after, limit: PAGE });
      const next = found.hasMore ? String(found.ids.at(-1)) : null;
      const page = all(recordings.several(found.ids));
      return c.json({ recordings: page, next, total: found.total, facets: [...found.counts] }, 200);
    })
    .openapi(find, (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      return recording ? c.json(one(recording), 200) : noRecording(c);
    })
    .openapi(upload, async (c) => {
      const uploads = await receiveRecordings(c, station, c.req.valid('query').fileName);
      if (!uploads.ok) return problem(c, REFUSAL_STATUS[uploads.error], UPLOAD_REFUSALS[uploads.error]);
      const body = { recordings: all(uploads.value.map(({ recording }) => recording)) };
      return uploads.value.some(({ isNew }) => isNew) ? c.json(body, 201) : c.json(body, 200);
    })
    .openapi(rename, (c) => {
      const { id } = c.req.valid('param');
      const recording = recordings.find(id);
      if (!recording) return noRecording(c);
      const { archived, ...described } = c.req.valid('json');
      describeRecording(station, id, described);
      if (archived === false) restoreRecording(station, id);
      return c.json(one(recordings.find(id)!), 200);
    })
    .openapi(archive, (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      if (!recording) return noRecording(c);
      const archived = archiveRecording(station, recording, { isConfirmed: c.req.valid('query').confirm });
      return archived.ok ? c.body(null, 204) : problem(c, 409, 'Tệp âm thanh này đang cần đến', archived.error);
    })
    .openapi(airings, (c) => {
      const { id } = c.req.valid('param');
      if (!recordings.find(id)) return noRecording(c);
      const { total, newest } = library.soundings(id, 100);
      const rows = newest.map(({ startedAt, ...row }) => ({ ...row, startedAt: instantOf(startedAt, zone) }));
      return c.json({ total, airings: rows }, 200);
    });
}
