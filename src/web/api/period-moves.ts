/** `/slots/{id}/occurrences/{recurrenceId}/period`: dời kỳ. */
import { createRoute, z } from '@hono/zod-openapi';
import { backToOwnPeriod, findCountable, moveToPeriod, periodMoveInput } from '../period-moves.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { openApiPart, refusals } from './parts.ts';

const occurrence = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-moi' }),
  recurrenceId: isoDay().openapi({ param: { name: 'recurrenceId', in: 'path' }, example: '2025-09-10' }),
});
const move = createRoute({
  method: 'put',
  path: '/slots/{id}/occurrences/{recurrenceId}/period',
  summary: 'Dời kỳ: let an occurrence, aired or coming, count for another period',
  request: {
    params: occurrence,
    body: { content: { 'application/json': { schema: periodMoveInput.openapi('PeriodMove') } }, required: true },
  },
  responses: { 204: { description: 'Done' }, ...refusals(400, 404, 422) },
});
const moveBack = createRoute({
  method: 'delete',
  path: '/slots/{id}/occurrences/{recurrenceId}/period',
  summary: 'Let it count for the period it airs in',
  request: { params: occurrence },
  responses: { 204: { description: 'Done' }, ...refusals(404, 422) },
});

export function periodMovesApi(station: Station) {
  return openApiPart()
    .openapi(move, (c) => {
      const param = c.req.valid('param');
      const countable = findCountable(station, param.id, param.recurrenceId);
      if (!countable) return problem(c, 404, 'Không tìm thấy', 'Khung giờ này không rơi vào ngày đó');
      const moved = moveToPeriod(station, countable, c.req.valid('json'), c.get('user')!.id);
      return moved.ok ? c.body(null, 204) : refused(c, moved.error);
    })
    .openapi(moveBack, (c) => {
      const param = c.req.valid('param');
      const countable = findCountable(station, param.id, param.recurrenceId);
      if (!countable) return problem(c, 404, 'Không tìm thấy', 'Khung giờ này không rơi vào ngày đó');
      backToOwnPeriod(station, countable, c.get('user')!.id);
      return c.body(null, 204);
    });
}
