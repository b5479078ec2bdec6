/** `/weeks`: copying one, moving what stands in it, and taking the last of these back. */
import { createRoute, z } from '@hono/zod-openapi';
import { mondayOf, parseDay } from '../../core/time.ts';
import { problem, refused } from '../problem.ts';
import { findOccurrence } from '../schedule-changes.ts';
import { answersInput, isoDay, lengthMs } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import type { Change, Changes } from '../undo.ts';
import { copyWords } from '../week.ts';
import { type CopiedLine, planCopy } from '../week-copies.ts';
import { planMove, SCOPES } from '../week-moves.ts';
import { bodyOf, Day, IdParam, Instant, InstantIn, instantOf, json, openApiPart, refusals } from './parts.ts';

const ChangeOut = z
  .object({ id: z.int(), words: z.string().openapi({ description: 'What was done' }), at: Instant })
  .openapi('ScheduleChange');

const CopyLineOut = z
  .object({
    slotId: z.string(),
    title: z.string(),
    fromDay: Day,
    toDay: Day.openapi({ description: 'recurrenceId of the occurrence in the other week' }),
    addsOccurrence: z.boolean(),
    changesOccurrence: z.boolean(),
    whyNot: z.string().nullable().openapi({ description: 'Why it is not copied, in words' }),
  })
  .openapi('WeekCopyLine');

const CopyIn = z
  .object({
    to: isoDay().openapi({ description: 'Any day of the week to copy to' }),
    withPins: z.boolean().default(false).openapi({ description: 'Issues chosen by hand, too' }),
    dryRun: z.boolean().default(false).openapi({ description: 'Only say what would be' }),
  })
  .openapi('WeekCopyDraft');

const copy = createRoute({
  method: 'post',
  path: '/weeks/{monday}/copy',
  summary: 'One-offs and exceptions of a week onto another; what the rules give there is not written twice',
  request: {
    params: z.object({ monday: isoDay().openapi({ param: { name: 'monday', in: 'path' }, example: '2025-09-08' }) }),
    body: bodyOf(CopyIn),
  },
  responses: {
    200: json(
      z.object({ lines: z.array(CopyLineOut), change: ChangeOut.nullable() }).openapi('WeekCopy'),
      'What was copied, and what was not',
    ),
    ...refusals(400, 422),
  },
});

const MoveIn = z
  .object({
    start: InstantIn,
    durationMs: lengthMs(),
    scope: z
      .enum(SCOPES)
      .openapi({ description: 'This occurrence, this and those after it (the slot splits), or all' }),
    reason: z.string().normalize().trim().max(300).default(''),
    answers: answersInput,
    dryRun: z.boolean().default(false),
  })
  .openapi('MoveDraft');

const move = createRoute({
  method: 'post',
  path: '/slots/{id}/occurrences/{recurrenceId}/move',
  summary: 'Move or stretch an occurrence, those after it too, or the whole slot',
  request: {
    params: z.object({
      id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-moi' }),
      recurrenceId: isoDay().openapi({ param: { name: 'recurrenceId', in: 'path' }, example: '2025-09-10' }),
    }),
    body: bodyOf(MoveIn),
  },
  responses: {
    200: json(
      z
        .object({
          consequence: z.string(),
          clashes: z.array(z.string()),
          slotIds: z.array(z.string()).openapi({ description: 'Slots changed or added' }),
          change: ChangeOut.nullable(),
        })
        .openapi('Move'),
      'What it means; `change` when it was done',
    ),
    ...refusals(400, 404, 422),
  },
});

const last = createRoute({
  method: 'get',
  path: '/changes/last',
  summary: "This user's last move or copy that can still be undone; kept while the web runs",
  responses: { 200: json(ChangeOut, 'The change'), ...refusals(404) },
});
const undo = createRoute({
  method: 'delete',
  path: '/changes/{id}',
  summary: 'Undo it; only the last can be',
  request: { params: IdParam },
  responses: { 204: { description: 'As it was before' }, ...refusals(409, 422) },
});

export function weeksApi(station: Station, changes: Changes) {
  const { zone } = station.config;
  const changeOf = ({ id, words, at }: Change) => ({ id, words, at: instantOf(at, zone) });
  const lineOf = ({ slot, fromDay, toDay, isAdded, exception, words }: CopiedLine) => ({
    slotId: slot.id,
    title: slot.title,
    fromDay,
    toDay,
    addsOccurrence: isAdded,
    changesOccurrence: exception !== null,
    whyNot: words,
  });

  return openApiPart()
    .openapi(copy, (c) => {
      const body = c.req.valid('json');
      const from = mondayOf(parseDay(c.req.valid('param').monday)!);
      const to = mondayOf(parseDay(body.to)!);
      if (from.equals(to)) return refused(c, { to: 'Chọn một tuần khác với tuần được chép' });
      const userId = c.get('user')!.id;
      const { lines, writes } = planCopy(station, from, to, { withPins: body.withPins, madeBy: userId });
      const count = lines.filter(({ skip }) => skip === null).length;
      const done = body.dryRun || count === 0 ? null : changes.apply(userId, copyWords(count, from, to), writes);
      return c.json({ lines: lines.map(lineOf), change: done && changeOf(done) }, 200);
    })
    .openapi(move, (c) => {
      const { id, recurrenceId } = c.req.valid('param');
      const { start, durationMs, scope, reason, dryRun, answers } = c.req.valid('json');
      const occurrence = findOccurrence(station, id, recurrenceId);
      if (!occurrence) return problem(c, 404, 'Không tìm thấy', 'Khung giờ này không rơi vào ngày đó hoặc đã lưu trữ');
      const madeBy = c.get('user')!.id;
      const planned = planMove(station, occurrence, { start, length: durationMs }, scope, {
        ...{ reason, madeBy },
        ...(dryRun ? {} : { answers }),
      });
      if (!planned.ok) return refused(c, { '': planned.error });
      if (Object.keys(planned.value.errors).length > 0) return refused(c, planned.value.errors);
      const { consequence, clashes, writes, done } = planned.value;
      const change = dryRun ? null : changes.apply(madeBy, done, writes);
      const slotIds = writes.slots.map((slot) => slot.id);
      return c.json({ consequence, clashes: [...clashes], slotIds, change: change && changeOf(change) }, 200);
    })
    .openapi(last, (c) => {
      const change = changes.last(c.get('user')!.id);
      return change ? c.json(changeOf(change), 200) : problem(c, 404, 'Không có gì để hoàn tác');
    })
    .openapi(undo, (c) => {
      const undone = changes.undo(c.get('user')!.id, c.req.valid('param').id);
      return undone.ok ? c.body(null, 204) : problem(c, 409, 'Không hoàn tác được', undone.error);
    });
}
