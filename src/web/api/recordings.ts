/** `/recordings`: the audio of the library. Sound comes in as it is, streamed to disk, and goes out in ranges. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { RecordingSheet } from '../../../views/recording-parts.tsx';
import type { Analysis as Measured, Passage as Stretch } from '../../core/loudness.ts';
import type { Recording as RecordingRow } from '../../core/model.ts';
import { frames, framesToMs } from '../../core/time.ts';
import { UPLOAD_REFUSALS } from '../../ingest/upload.ts';
import { problem } from '../problem.ts';
import {
  archiveRecording,
  REFUSAL_STATUS,
  receiveRecordings,
  recordingChange,
  remakeRecording,
  restoreRecording,
  retryRecording,
} from '../recording-forms.ts';
import { recordingSheet, recordingSheets } from '../recording-sheets.ts';
import { sendSound } from '../sound-file.ts';
import type { Env, Station } from '../station.ts';
import { IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const PAGE = 50;
const STATES = ['received', 'checking', 'ready', 'failed'] as const;

const Passage = z.object({ atMs: z.int(), durationMs: z.int() });
const level = (description: string) => z.number().nullable().openapi({ description });
const Analysis = z
  .object({
    durationMs: z.int().openapi({ description: 'Of the original, decoded whole' }),
    integratedLufs: level('EBU R128; null: nothing to hear'),
    rangeLu: z.number(),
    truePeakDb: level('dBTP'),
    samplePeakDb: level('dBFS'),
    sides: z.enum(['mono', 'stereo', 'left-only', 'right-only', 'opposite']),
    correlation: z.number(),
    balanceDb: level('How much louder the left is; null: a side carries nothing'),
    headSilenceMs: z.int(),
    tailSilenceMs: z.int(),
    silences: z.array(Passage).openapi({ description: 'Inside, longer than three seconds' }),
    clipped: z.array(Passage),
    copy: z.object({
      integratedLufs: level('Of the copy'),
      targetLufs: z.number(),
      gainDb: z.number(),
      limited: z.boolean(),
      highPass: z.boolean(),
      cutHeadMs: z.int().openapi({ description: 'How much of the original is before its beginning' }),
      cutTailMs: z.int(),
    }),
  })
  .openapi('RecordingAnalysis');

const Recording = z
  .object({
    id: z.int(),
    title: z.string(),
    fileName: z.string().openapi({ description: 'As it was uploaded, for people; never a path' }),
    sha256: z.string().openapi({ description: 'Of the original' }),
    bytes: z.int(),
    state: z.enum(STATES),
    reason: z.string().nullable().openapi({ description: 'Why it failed, in Vietnamese' }),
    format: z.string().nullable(),
    codec: z.string().nullable(),
    sampleRate: z.int().nullable(),
    channels: z.int().nullable(),
    playoutSha256: z.string().nullable().openapi({ description: 'Of the copy that is heard' }),
    durationMs: z.int().nullable().openapi({ description: 'Of the copy that is heard' }),
    analysis: Analysis.nullable().openapi({ description: 'What the check measured; null before it, and of old ones' }),
    warnings: z.array(
      z.object({
        kind: z.enum(['silent', 'quiet', 'clipped', 'opposite', 'one-sided', 'uneven', 'silence']),
        message: z.string().openapi({ description: 'In Vietnamese', example: 'Khoảng lặng 12 giây tại 03:20.' }),
        atMs: z.int().nullable().openapi({ description: 'Where in the original' }),
      }),
    ),
    remaking: z.boolean().openapi({ description: 'A new copy is being made; the old one is heard until it is there' }),
    uses: z.array(
      z.object({
        kind: z.enum(['episode', 'slot', 'programme', 'special-day', 'filler']),
        episodeId: z.int().nullable(),
        slotId: z.string().nullable(),
        label: z.string(),
      }),
    ),
    uploadedBy: z.int().nullable(),
    uploadedAt: Instant,
    checkedAt: Instant.nullable(),
    archivedAt: Instant.nullable(),
  })
  .openapi('Recording');

const change = recordingChange
  .extend({ archived: z.literal(false).openapi({ description: 'Brings it back; DELETE puts it away' }) })
  .partial()
  .openapi('RecordingChange');

const params = IdParam;
const flag = (description: string) => z.stringbool().default(false).openapi({ type: 'boolean', description });

const list = createRoute({
  method: 'get',
  path: '/recordings',
  summary: 'Newest first',
  request: {
    query: z.object({
      search: z
        .string()
        .max(200)
        .optional()
        .openapi({ description: 'In title and file name, with or without diacritics' }),
      state: z.enum(STATES).optional(),
      archived: flag('Those put away instead of those in use'),
      after: z.coerce.number('Lấy từ "next" của trang trước').int().positive().optional().openapi({ type: 'string' }),
    }),
  },
  responses: {
    200: json(
      z.object({ recordings: z.array(Recording), next: z.string().nullable() }),
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
const bytes = { schema: { type: 'string', format: 'binary' } } as const;
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
    ...refusals(400, 408, 413, 422),
  },
});
const rename = createRoute({
  method: 'patch',
  path: '/recordings/{id}',
  request: { params, body: { content: { 'application/json': { schema: change } }, required: true } },
  responses: { 200: json(Recording, 'Changed'), ...refusals(400, 404, 422) },
});
const archive = createRoute({
  method: 'delete',
  path: '/recordings/{id}',
  summary: 'Puts it away; nothing is deleted. 409 says what still needs it',
  request: { params, query: z.object({ confirm: flag('Put it away although something needs it') }) },
  responses: { 204: { description: 'Archived' }, ...refusals(404, 409, 422) },
});
const retry = createRoute({
  method: 'post',
  path: '/recordings/{id}/retry',
  summary: 'Checks a failed one again',
  request: { params },
  responses: { 202: json(Recording, 'To be checked'), ...refusals(404, 409) },
});
const remake = createRoute({
  method: 'post',
  path: '/recordings/{id}/remake',
  summary: 'Makes the playout copy anew by the settings of today; where the sound changes, approvals of it are void',
  request: { params },
  responses: { 202: json(Recording, 'To be made'), ...refusals(404, 409) },
});
const waveform = createRoute({
  method: 'get',
  path: '/recordings/{id}/waveform',
  summary: 'The picture of the copy: lowest and highest sample of equal stretches in turn, 127 is full scale',
  request: { params },
  responses: {
    200: json(z.object({ durationMs: z.int(), peaks: z.array(z.int().min(-127).max(127)) }), 'Up to 2,000 pairs'),
    ...refusals(404),
  },
});
const audio = createRoute({
  method: 'get',
  path: '/recordings/{id}/audio',
  summary: 'The sound; takes Range, If-Range and If-None-Match',
  request: { params, query: z.object({ version: z.enum(['playout', 'original']).default('playout') }) },
  responses: {
    200: { description: 'The copy that is heard, or the original', content: { 'audio/*': bytes } },
    206: { description: 'A part of it', content: { 'audio/*': bytes } },
    304: { description: 'As it was' },
    416: { description: 'It has no such part' },
    ...refusals(404, 422),
  },
});

export function recordingsApi(station: Station) {
  const { recordings } = station.stores;
  const { zone } = station.config;

  const onTheWire = (recording: RecordingSheet) => ({
    id: recording.id,
    title: recording.title,
    fileName: recording.fileName,
    sha256: recording.sha256,
    bytes: recording.bytes,
    state: recording.state,
    reason: recording.reason,
    format: recording.format,
    codec: recording.codec,
    sampleRate: recording.sampleRate,
    channels: recording.channels,
    playoutSha256: recording.playoutSha256,
    durationMs: recording.durationMs,
    analysis: recording.analysis && analysisOnTheWire(recording.analysis),
    warnings: recording.warnings.map(({ kind, words, at }) => ({ kind, message: words, atMs: at })),
    remaking: recording.isRemaking,
    uses: recording.uses.map(({ kind, id, label }) => ({
      kind,
      episodeId: kind === 'episode' ? Number(id) : null,
      slotId: kind === 'slot' ? String(id) : null,
      label,
    })),
    uploadedBy: recording.uploadedBy,
    uploadedAt: instantOf(recording.uploadedAt, zone),
    checkedAt: instantOrNull(recording.checkedAt, zone),
    archivedAt: instantOrNull(recording.archivedAt, zone),
  });
  const all = (rows: readonly RecordingRow[]) => recordingSheets(station, rows).map(onTheWire);
  const one = (row: RecordingRow) => onTheWire(recordingSheet(station, row));
  const absent = (c: Context<Env>) => problem(c, 404, 'Không có tệp âm thanh này');

  return openApiPart()
    .openapi(list, (c) => {
      const { after, ...filter } = c.req.valid('query');
      const found = recordings.list({ ...filter, before: after, limit: PAGE + 1 });
      const page = found.slice(0, PAGE);
      const next = found.length > PAGE ? String(page.at(-1)!.id) : null;
      return c.json({ recordings: all(page), next }, 200);
    })
    .openapi(find, (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      return recording ? c.json(one(recording), 200) : absent(c);
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
      if (!recording) return absent(c);
      const { title, archived } = c.req.valid('json');
      if (title !== undefined) recordings.change(id, { title });
      if (archived === false) restoreRecording(station, id);
      return c.json(one(recordings.find(id)!), 200);
    })
    .openapi(archive, (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      if (!recording) return absent(c);
      const archived = archiveRecording(station, recording, { isConfirmed: c.req.valid('query').confirm });
      return archived.ok ? c.body(null, 204) : problem(c, 409, 'Tệp âm thanh này đang cần đến', archived.error);
    })
    .openapi(retry, (c) => {
      const { id } = c.req.valid('param');
      if (!recordings.find(id)) return absent(c);
      const recording = retryRecording(station, id);
      return recording ? c.json(one(recording), 202) : problem(c, 409, 'Chỉ kiểm tra lại tệp không dùng được');
    })
    .openapi(remake, (c) => {
      const { id } = c.req.valid('param');
      if (!recordings.find(id)) return absent(c);
      const recording = remakeRecording(station, id);
      return recording ? c.json(one(recording), 202) : problem(c, 409, 'Chỉ chuẩn hóa lại được tệp sẵn sàng');
    })
    .openapi(waveform, (c) => {
      const { id } = c.req.valid('param');
      const recording = recordings.find(id);
      const peaks = recordings.findWaveform(id);
      if (!recording?.playoutFrames || !peaks) return absent(c);
      return c.json({ durationMs: framesToMs(recording.playoutFrames), peaks: [...peaks] }, 200);
    })
    .openapi(audio, async (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      const sound = recording && (await sendSound(c, station, recording, c.req.valid('query').version));
      return sound ?? absent(c);
    });
}

function analysisOnTheWire({ loudness, copy, frames: length, ...found }: Measured): z.output<typeof Analysis> {
  const passages = (all: readonly Stretch[]) => all.map(({ at, length }) => ({ atMs: at, durationMs: length }));
  return {
    durationMs: framesToMs(length),
    integratedLufs: loudness.integrated,
    rangeLu: loudness.range,
    truePeakDb: loudness.truePeak,
    samplePeakDb: found.samplePeak,
    sides: found.sides,
    correlation: found.correlation,
    balanceDb: found.balance,
    headSilenceMs: found.head,
    tailSilenceMs: found.tail,
    silences: passages(found.silences),
    clipped: passages(found.clipped),
    copy: {
      integratedLufs: copy.integrated,
      targetLufs: copy.targetLufs,
      gainDb: copy.gainDb,
      limited: copy.limiter !== null,
      highPass: copy.highPass,
      cutHeadMs: framesToMs(copy.from),
      cutTailMs: framesToMs(frames(length - copy.until)),
    },
  };
}
