/** `/exceptions`: what people changed about single occurrences, addressed by slot and the day the rule put them on. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Exception } from '../../core/model.ts';
import { parseDay } from '../../core/time.ts';
import { problem, refused } from '../problem.ts';
import { exceptionInput, findOccurrence, putException, removeException } from '../schedule-changes.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import type { Changes } from '../undo.ts';
import { Day, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';
import { SessionChangeOut } from './session-parts.ts';

export const ExceptionOut = z
  .object({
    slotId: z.string(),
    recurrenceId: Day,
    cancelled: z.boolean(),
    movedTo: z.string().nullable().openapi({
      description: 'Wall clock in the slot’s zone',
      example: '2025-09-11T17:10:00',
    }),
    durationMs: z.int().nullable(),
    episodeId: z.int().nullable(),
    recordingId: z.int().nullable().openapi({ description: 'In the place of what the slot plays' }),
    session: SessionChangeOut.nullable().openapi({ description: 'What is other about the items of a session' }),
    reason: z.string(),
    madeBy: z.int().nullable().openapi({ description: 'User id' }),
    madeAt: Instant,
    countsOn: Day.nullable().openapi({ description: 'A day of the period it counts for instead of its own' }),
    countsReason: z.string(),
    paysForId: z.int().nullable().openapi({ description: 'The failed airing it makes good, or gave way to' }),
  })
  .openapi('Exception');

export const exceptionOf = ({ id: _, madeAt, session, ...exception }: Exception, zone: string) => ({
  ...exception,
  session: session && {
    items: [...session.items],
    added: [...session.added],
    order: [...session.order],
    leftOut: [...(session.leftOut ?? [])],
  },
  madeAt: instantOf(madeAt, zone),
});

const params = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-moi' }),
  recurrenceId: isoDay().openapi({ param: { name: 'recurrenceId', in: 'path' }, example: '2025-09-10' }),
});
const path = '/slots/{id}/exceptions/{recurrenceId}';

const list = createRoute({
  method: 'get',
  path: '/exceptions',
  summary: 'Those of occurrences that fall on, or were moved to, a day between two days, both included',
  request: { query: z.object({ from: isoDay(), until: isoDay() }) },
  responses: { 200: json(z.object({ exceptions: z.array(ExceptionOut) }), 'In order of day'), ...refusals(422) },
});
const find = createRoute({
  method: 'get',
  path,
  request: { params },
  responses: { 200: json(ExceptionOut, 'What was changed'), ...refusals(404, 422) },
});
const put = createRoute({
  method: 'put',
  path,
  summary: 'Cancel, move, lengthen or give another episode; replaces what was changed before',
  request: {
    params,
    body: { content: { 'application/json': { schema: exceptionInput.openapi('ExceptionDraft') } }, required: true },
  },
  responses: { 200: json(ExceptionOut, 'Changed'), ...refusals(400, 404, 409, 422) },
});
const remove = createRoute({
  method: 'delete',
  path,
  summary: 'The occurrence is again as its slot has it',
  request: { params },
  responses: { 204: { description: 'Done' }, ...refusals(404, 409, 422) },
});

export function exceptionsApi(station: Station, changes: Changes) {
  const { exceptions } = station.stores;
  const { zone } = station.config;
  const none = 'Khung giờ này không rơi vào ngày đó, đã lưu trữ, hoặc chưa có gì thay đổi';

  return openApiPart()
    .openapi(list, (c) => {
      const { from, until } = c.req.valid('query');
      const isWithin = (day: string) => from <= day && day <= until;
      const found = exceptions
        .since(parseDay(from)!)
        .filter(({ recurrenceId, movedTo }) => isWithin(recurrenceId) || isWithin(movedTo?.slice(0, 10) ?? ''));
      return c.json({ exceptions: found.map((one) => exceptionOf(one, zone)) }, 200);
    })
    .openapi(find, (c) => {
      const { id, recurrenceId } = c.req.valid('param');
      const exception = exceptions.find(id, recurrenceId);
      return exception ? c.json(exceptionOf(exception, zone), 200) : problem(c, 404, 'Không tìm thấy', none);
    })
    .openapi(put, (c) => {
      const { id, recurrenceId } = c.req.valid('param');
      const occurrence = findOccurrence(station, id, recurrenceId);
      if (!occurrence) return problem(c, 404, 'Không tìm thấy', none);
      const saved = putException(station, changes, occurrence, c.req.valid('json'), c.get('user')!.id);
      if (saved.ok) return c.json(exceptionOf(saved.value, zone), 200);
      if (occurrence.hasBegun) return problem(c, 409, 'Không đổi được nữa', saved.error['']);
      return refused(c, saved.error);
    })
    .openapi(remove, (c) => {
      const { id, recurrenceId } = c.req.valid('param');
      const occurrence = findOccurrence(station, id, recurrenceId);
      if (!occurrence?.exception) return problem(c, 404, 'Không tìm thấy', none);
      const removed = removeException(station, changes, occurrence, c.get('user')!.id);
      return removed.ok ? c.body(null, 204) : problem(c, 409, 'Không đổi được nữa', removed.error);
    });
}
