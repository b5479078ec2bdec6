/**
 * `/uploads`: files that come in pieces, by tus 1.0 (ingest/pieces.ts speaks it). What tus does not have is beside it: the
 * list of one's own, and what a finished one became.
 */
import { IncomingMessage } from 'node:http';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { after } from '../../core/time.ts';
import { PIECES_KEPT, type Pieces } from '../../ingest/pieces.ts';
import { UPLOAD_REFUSALS } from '../../ingest/upload.ts';
import type { Arrival } from '../../storage/arrivals.ts';
import { problem } from '../problem.ts';
import { REFUSAL_STATUS, uploadLimits } from '../recording-forms.ts';
import type { Env, Station } from '../station.ts';
import { hasRoomFor } from '../uploads.ts';
import { Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

/** Begun and not finished, by one user. */
const MOST_UNFINISHED = 200;
/** A line on which nothing arrives for so long is cut; the sender goes on over another. */
const STALL_MS = 60_000;

const Upload = z
  .object({
    id: z.string(),
    fileName: z.string(),
    bytes: z.int(),
    offset: z.int().openapi({ description: 'How much of it is here' }),
    expiresAt: Instant.openapi({ description: 'Forgotten then, unless more of it comes' }),
    recordingId: z.int().nullable().openapi({ description: 'What it became, once it is whole' }),
    isNew: z.boolean().nullable().openapi({ description: 'False: the library had the same bytes already' }),
    title: z.string().nullable().openapi({ description: 'Of the recording' }),
  })
  .openapi('Upload');

const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });
const tus = (description: string) =>
  ({ description, headers: { 'Tus-Resumable': { schema: { type: 'string' } } } }) as const;

const options = createRoute({
  method: 'options',
  path: '/uploads',
  summary: 'Which tus extensions there are, and the largest size',
  responses: { 204: tus('See the headers'), ...refusals() },
});
const list = createRoute({
  method: 'get',
  path: '/uploads',
  summary: 'One’s own that are not finished',
  responses: { 200: json(z.object({ uploads: z.array(Upload) }), 'Oldest first'), ...refusals() },
});
const create = createRoute({
  method: 'post',
  path: '/uploads',
  summary: 'tus creation: Upload-Length, and Upload-Metadata with `filename`; may carry the first piece',
  responses: { 201: tus('Begun; Location is its address'), ...refusals(400, 409, 413, 507) },
});
const find = createRoute({
  method: 'get',
  path: '/uploads/{id}',
  summary: 'How far it is and what it became; asked with HEAD, the same as tus has it',
  request: { params },
  responses: { 200: json(Upload, 'One’s own'), ...refusals(404, 410) },
});
const append = createRoute({
  method: 'patch',
  path: '/uploads/{id}',
  summary: 'tus: the next piece, at Upload-Offset. The last one is answered when the file is in the library',
  request: { params },
  responses: { 204: tus('On disk'), ...refusals(404, 409, 410, 413, 507) },
});
const remove = createRoute({
  method: 'delete',
  path: '/uploads/{id}',
  summary: 'tus termination; what is finished stays',
  request: { params },
  responses: { 204: tus('Thrown away'), ...refusals(400, 404, 410) },
});

export function uploadsApi(station: Station, pieces: Pieces) {
  const { stores, media } = station;

  const onTheWire = (arrival: Arrival) => ({
    id: arrival.id,
    fileName: arrival.fileName,
    bytes: arrival.bytes,
    offset: arrival.sha256 === null ? media.pieceBytes(arrival.id) : arrival.bytes,
    expiresAt: instantOf(after(arrival.touchedAt, PIECES_KEPT), station.config.zone),
    recordingId: arrival.recordingId,
    isNew: arrival.isNew,
    title: arrival.recordingId === null ? null : (stores.recordings.find(arrival.recordingId)?.title ?? null),
  });

  async function speakTus(c: Context<Env>): Promise<Response> {
    const line = c.env?.incoming;
    if (!(line instanceof IncomingMessage)) return pieces.handle(c.req.raw, c.get('user')!.id);
    line.setTimeout(STALL_MS, () => void line.destroy());
    try {
      return await pieces.handle(c.req.raw, c.get('user')!.id);
    } finally {
      line.setTimeout(0);
    }
  }

  /** Hono asks the route of GET for HEAD as well. */
  const headSpeaksTus = createMiddleware<Env>(async (c, next) =>
    c.req.method === 'HEAD' ? speakTus(c) : await next(),
  );

  return openApiPart()
    .openapi(options, speakTus)
    .openapi(list, (c) => c.json({ uploads: stores.arrivals.listUnfinished(c.get('user')!.id).map(onTheWire) }, 200))
    .openapi(create, async (c) => {
      const bytes = Number(c.req.header('Upload-Length') ?? 0);
      const refuse = (why: 'too-large' | 'no-room') => problem(c, REFUSAL_STATUS[why], UPLOAD_REFUSALS[why]);
      if (bytes > uploadLimits(station).limitBytes) return refuse('too-large');
      if (!(await hasRoomFor(station, bytes))) return refuse('no-room');
      if (stores.arrivals.listUnfinished(c.get('user')!.id).length >= MOST_UNFINISHED)
        return problem(c, 409, 'Còn quá nhiều tệp tải dở; bỏ bớt rồi tải tiếp.');
      return speakTus(c);
    })
    .openapi({ ...find, middleware: headSpeaksTus }, async (c) => {
      const { id } = c.req.valid('param');
      const arrival = stores.arrivals.find(id);
      if (arrival?.userId !== c.get('user')!.id) return problem(c, 404, 'Không có tệp tải lên này');
      const { offset } = onTheWire(arrival);
      const isWhole = arrival.recordingId === null && offset === arrival.bytes;
      return c.json(onTheWire(isWhole ? await pieces.settle(id) : arrival), 200);
    })
    .openapi(append, speakTus)
    .openapi(remove, speakTus);
}
