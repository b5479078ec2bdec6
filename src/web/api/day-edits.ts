/** A day's edits: the order of its lines, single items of sessions, one line more; and the day as it was checked. */
import { createRoute, z } from '@hono/zod-openapi';
import { parseDay } from '../../core/time.ts';
import { type Edit, planItem, planNotice, planOrder } from '../day-edits.ts';
import { insertInput, planInsert } from '../day-insertions.ts';
import { problem, refused } from '../problem.ts';
import { checkedDay, signDay } from '../sign-off.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import type { Changes } from '../undo.ts';
import { Day, IdParam, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const EditOut = z
  .object({
    changeId: z.int().openapi({ description: 'DELETE /changes/{id} takes it back' }),
    words: z.string(),
    day: Day,
  })
  .openapi('DayEdit');

const occurrence = {
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-moi' }),
  recurrenceId: isoDay().openapi({ param: { name: 'recurrenceId', in: 'path' }, example: '2025-09-10' }),
};
const Line = z
  .object({ slotId: z.string(), recurrenceId: Day, item: z.int().min(0).default(0) })
  .openapi('LineAddress');
const ItemParams = z.object({
  ...occurrence,
  item: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: 'item', in: 'path' }, example: 3 }),
});

const order = createRoute({
  method: 'post',
  path: '/slots/{id}/occurrences/{recurrenceId}/order',
  summary: 'Put a line of the day in the place of another of its session; those between make room',
  request: {
    params: z.object(occurrence),
    body: {
      content: {
        'application/json': {
          schema: z
            .object({ item: z.int().min(0).default(0).openapi({ description: 'Of a session' }), to: Line })
            .openapi('OrderDraft'),
        },
      },
      required: true,
    },
  },
  responses: { 200: json(EditOut, 'Done'), ...refusals(400, 422) },
});
const item = createRoute({
  method: 'put',
  path: '/slots/{id}/occurrences/{recurrenceId}/items/{item}',
  summary: 'Take an item out of one day’s session, or put another sound in its place',
  request: {
    params: ItemParams,
    body: {
      content: {
        'application/json': {
          schema: z
            .object({
              cancelled: z.boolean().default(false),
              episodeId: z.int().positive().nullable().default(null),
              recordingId: z.int().positive().nullable().default(null),
              reason: z.string().normalize().trim().max(300).default(''),
            })
            .refine((one) => one.cancelled || (one.episodeId ?? one.recordingId) !== null, {
              path: ['episodeId'],
              message: 'Chọn một số hoặc một tệp sẽ phát',
            })
            .openapi('ItemChangeDraft'),
        },
      },
      required: true,
    },
  },
  responses: { 200: json(EditOut, 'Done'), ...refusals(400, 422) },
});
const resetItem = createRoute({
  method: 'delete',
  path: '/slots/{id}/occurrences/{recurrenceId}/items/{item}',
  summary: 'As its template has it again',
  request: { params: ItemParams },
  responses: { 200: json(EditOut, 'Done'), ...refusals(422) },
});
const NoticeParams = z.object({
  ...occurrence,
  notice: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: 'notice', in: 'path' }, example: 5 }),
});
const leaveOut = createRoute({
  method: 'put',
  path: '/slots/{id}/occurrences/{recurrenceId}/left-out/{notice}',
  summary: 'One day’s place for notices does without this one; it is not made up for elsewhere that day',
  request: { params: NoticeParams },
  responses: { 200: json(EditOut, 'Done'), ...refusals(422) },
});
const takeBack = createRoute({
  method: 'delete',
  path: '/slots/{id}/occurrences/{recurrenceId}/left-out/{notice}',
  request: { params: NoticeParams },
  responses: { 200: json(EditOut, 'In its order again, as far as there is room'), ...refusals(422) },
});
const insert = createRoute({
  method: 'post',
  path: '/playlist/insertions',
  summary: 'One more line: behind another (`after`), or at a moment of its own',
  request: {
    body: { content: { 'application/json': { schema: insertInput.openapi('InsertionDraft') } }, required: true },
  },
  responses: { 200: json(EditOut, 'Done'), ...refusals(400, 422) },
});
const redo = createRoute({
  method: 'post',
  path: '/changes/{id}/redo',
  summary: 'What was undone last is done again',
  request: { params: IdParam },
  responses: { 204: { description: 'Done again' }, ...refusals(409) },
});

const dayParam = z.object({ day: isoDay().openapi({ param: { name: 'day', in: 'path' }, example: '2025-09-10' }) });
const SignOffOut = z
  .object({
    day: Day,
    signedBy: z.int().nullable(),
    signedName: z.string().nullable(),
    signedAt: Instant.nullable(),
    sha256: z.string().nullable().openapi({ description: 'Of the day’s entries as canonical JSON (RFC 8785)' }),
    changes: z
      .array(z.object({ title: z.string(), words: z.string(), by: z.string().nullable(), at: Instant.nullable() }))
      .openapi({ description: 'What is other since' }),
  })
  .openapi('SignOff');
const signedOff = createRoute({
  method: 'get',
  path: '/playlist/{day}/sign-off',
  summary: 'Who checked the day, when, and what is other since',
  request: { params: dayParam },
  responses: { 200: json(SignOffOut, 'The last sign-off'), ...refusals(422) },
});
const sign = createRoute({
  method: 'post',
  path: '/playlist/{day}/sign-off',
  summary: 'The day was checked: it is frozen as it is now',
  request: { params: dayParam },
  responses: { 201: json(SignOffOut, 'Signed'), ...refusals(409, 422) },
});

export function dayEditsApi(station: Station, changes: Changes) {
  const { zone } = station.config;
  const applied = (userId: number, { writes, words, day }: Edit) => {
    const change = changes.apply(userId, words, writes);
    return { changeId: change.id, words, day: day.toString() };
  };
  const stateOf = (day: string) => {
    const { signed, changes: found } = checkedDay(station, parseDay(day)!);
    return {
      day,
      signedBy: signed?.signedBy ?? null,
      signedName: signed?.signedName ?? null,
      signedAt: instantOrNull(signed?.signedAt ?? null, zone),
      sha256: signed?.sha256 ?? null,
      changes: found.map(({ title, words, by, at }) => ({
        title,
        words,
        by,
        at: at === null ? null : instantOf(at, zone),
      })),
    };
  };

  return openApiPart()
    .openapi(order, (c) => {
      const { id: slotId, recurrenceId } = c.req.valid('param');
      const { item: key, to } = c.req.valid('json');
      const madeBy = c.get('user')!.id;
      const edit = planOrder(station, { slotId, recurrenceId, item: key }, to, { madeBy });
      return edit.ok ? c.json(applied(madeBy, edit.value), 200) : refused(c, { '': edit.error });
    })
    .openapi(item, (c) => {
      const { id: slotId, recurrenceId, item: key } = c.req.valid('param');
      const { cancelled, reason, ...pin } = c.req.valid('json');
      const madeBy = c.get('user')!.id;
      const address = { slotId, recurrenceId, item: key };
      const edit = planItem(station, address, cancelled ? 'cancel' : pin, { madeBy, reason });
      return edit.ok ? c.json(applied(madeBy, edit.value), 200) : refused(c, edit.error);
    })
    .openapi(resetItem, (c) => {
      const { id: slotId, recurrenceId, item: key } = c.req.valid('param');
      const madeBy = c.get('user')!.id;
      const edit = planItem(station, { slotId, recurrenceId, item: key }, 'reset', { madeBy });
      return edit.ok ? c.json(applied(madeBy, edit.value), 200) : refused(c, edit.error);
    })
    .openapi(leaveOut, (c) => {
      const { id: slotId, recurrenceId, notice } = c.req.valid('param');
      const madeBy = c.get('user')!.id;
      const edit = planNotice(station, { slotId, recurrenceId }, notice, 'leave-out', { madeBy });
      return edit.ok ? c.json(applied(madeBy, edit.value), 200) : refused(c, { '': edit.error });
    })
    .openapi(takeBack, (c) => {
      const { id: slotId, recurrenceId, notice } = c.req.valid('param');
      const madeBy = c.get('user')!.id;
      const edit = planNotice(station, { slotId, recurrenceId }, notice, 'take-back', { madeBy });
      return edit.ok ? c.json(applied(madeBy, edit.value), 200) : refused(c, { '': edit.error });
    })
    .openapi(insert, (c) => {
      const madeBy = c.get('user')!.id;
      const edit = planInsert(station, c.req.valid('json'), madeBy);
      return edit.ok ? c.json(applied(madeBy, edit.value), 200) : refused(c, edit.error);
    })
    .openapi(redo, (c) => {
      const redone = changes.redo(c.get('user')!.id, c.req.valid('param').id);
      return redone.ok ? c.body(null, 204) : problem(c, 409, 'Không làm lại được', redone.error);
    })
    .openapi(signedOff, (c) => c.json(stateOf(c.req.valid('param').day), 200))
    .openapi(sign, (c) => {
      const { day } = c.req.valid('param');
      const signed = signDay(station, parseDay(day)!, c.get('user')!);
      return signed.ok ? c.json(stateOf(day), 201) : problem(c, 409, 'Chưa kiểm tra được', signed.error);
    });
}
