/** `/recordings/{id}/…`: the sound of one: its copy made anew, from where until where, its picture, its bytes in ranges. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Recording as RecordingRow } from '../../core/model.ts';
import { durationMs, framesToMs } from '../../core/time.ts';
import { problem } from '../problem.ts';
import { remakeRecording, retryRecording, setPoints } from '../recording-forms.ts';
import { sendSound } from '../sound-file.ts';
import type { Station } from '../station.ts';
import { bytes, flag, IdParam, json, openApiPart, refusals } from './parts.ts';
import { noRecording, Recording, recordingOnTheWire } from './recording-parts.ts';

const params = IdParam;
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
const place = (description: string) => z.int().nonnegative().nullable().openapi({ description });
const points = createRoute({
  method: 'put',
  path: '/recordings/{id}/points',
  summary: 'From where until where in the original it is heard; approvals of the copy as it was are void',
  request: {
    params,
    query: z.object({ confirm: flag('Although something needs it') }),
    body: {
      content: {
        'application/json': {
          schema: z.object({
            inMs: place('null: where silence ends'),
            outMs: place('null: where silence begins again'),
          }),
        },
      },
      required: true,
    },
  },
  responses: {
    200: json(Recording, 'They were so already'),
    202: json(Recording, 'Its copy is to be made'),
    ...refusals(400, 404, 409, 422),
  },
});
const waveform = createRoute({
  method: 'get',
  path: '/recordings/{id}/waveform',
  summary: 'The picture of the copy: lowest and highest sample of equal stretches in turn, 127 is full scale',
  request: { params, query: z.object({ version: z.enum(['playout', 'original']).default('playout') }) },
  responses: {
    200: json(
      z.object({ durationMs: z.int(), peaks: z.array(z.int().min(-127).max(127)) }),
      'Up to 2,000 pairs; of the original 20 a second for an hour',
    ),
    ...refusals(404, 422),
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

export function recordingSoundApi(station: Station) {
  const { recordings } = station.stores;
  const one = (row: RecordingRow) => recordingOnTheWire(station, row);

  return openApiPart()
    .openapi(retry, (c) => {
      const { id } = c.req.valid('param');
      if (!recordings.find(id)) return noRecording(c);
      const recording = retryRecording(station, id);
      return recording ? c.json(one(recording), 202) : problem(c, 409, 'Chỉ kiểm tra lại tệp không dùng được');
    })
    .openapi(remake, (c) => {
      const { id } = c.req.valid('param');
      if (!recordings.find(id)) return noRecording(c);
      const recording = remakeRecording(station, id);
      return recording ? c.json(one(recording), 202) : problem(c, 409, 'Chỉ chuẩn hóa lại được tệp sẵn sàng');
    })
    .openapi(points, (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      if (!recording) return noRecording(c);
      const { inMs, outMs } = c.req.valid('json');
      const asked = { inMs: inMs === null ? null : durationMs(inMs), outMs: outMs === null ? null : durationMs(outMs) };
      const by = c.get('user')!;
      const set = setPoints(station, recording, asked, { by, isConfirmed: c.req.valid('query').confirm });
      if (set.ok) return c.json(one(set.value), 202);
      switch (set.error.kind) {
        case 'unchanged':
          return c.json(one(recording), 200);
        case 'not-ready':
          return problem(c, 409, 'Chỉ đặt điểm được cho tệp sẵn sàng');
        case 'needed':
          return problem(c, 409, 'Tệp âm thanh này đang cần đến', set.error.used);
        case 'wrong':
          return problem(c, 422, 'Điểm vào, điểm ra chưa đúng', undefined, { errors: { ...set.error.errors } });
        default:
          return set.error satisfies never;
      }
    })
    .openapi(waveform, (c) => {
      const { id } = c.req.valid('param');
      const recording = recordings.find(id);
      const isOriginal = c.req.valid('query').version === 'original';
      const peaks = isOriginal ? recordings.findOriginalWaveform(id) : recordings.findWaveform(id);
      const length = isOriginal ? recording?.analysis?.frames : recording?.playoutFrames;
      if (!length || !peaks) return noRecording(c);
      return c.json({ durationMs: framesToMs(length), peaks: [...peaks] }, 200);
    })
    .openapi(audio, async (c) => {
      const recording = recordings.find(c.req.valid('param').id);
      const sound = recording && (await sendSound(c, station, recording, c.req.valid('query').version));
      return sound ?? noRecording(c);
    });
}
