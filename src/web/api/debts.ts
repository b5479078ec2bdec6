/** `/obligations/{id}/debts`: airings to be made good, the places on offer, and planning one of them. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Debt } from '../../core/make-good.ts';
import { findDuty } from '../duties.ts';
import { planMakeGood, unplanMakeGood } from '../make-good.ts';
import { NO_OFFERS, offerPlaces } from '../make-good-places.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { Day, Instant, InstantIn, instantOf, json, openApiPart, refusals } from './parts.ts';

const DebtOut = z
  .object({
    airingId: z.int().openapi({ description: 'The failed airing' }),
    kind: z.string(),
    episodeId: z.int().nullable(),
    verdict: z.string().openapi({ description: 'Why it does not count', example: 'too-short' }),
    reason: z.string().nullable(),
    deadline: Instant.openapi({ description: 'Exclusive' }),
    state: z.enum(['open', 'planned', 'closed', 'not-needed']),
    isOverdue: z.boolean(),
    paidByAiringId: z.int().nullable(),
    plannedStart: Instant.nullable(),
  })
  .openapi('Debt');

const debtOut = (debt: Debt, zone: string): z.infer<typeof DebtOut> => ({
  airingId: debt.failed.id,
  kind: debt.kind,
  episodeId: debt.episodeId,
  verdict: debt.verdict,
  reason: debt.reason,
  deadline: instantOf(debt.deadline, zone),
  state: debt.state,
  isOverdue: debt.isOverdue,
  paidByAiringId: debt.paidBy?.id ?? null,
  plannedStart: debt.plannedBy ? instantOf(debt.plannedBy.plannedStart, zone) : null,
});

const PlaceOut = z
  .object({
    from: Instant,
    until: Instant,
    sameHour: z.boolean(),
    displaces: z.array(z.object({ slotId: z.string(), recurrenceId: Day, title: z.string() })),
  })
  .openapi('MakeGoodPlace');

const id = z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-thanh-xa-2025' });
const airingId = z.coerce
  .number()
  .int()
  .positive()
  .openapi({ param: { name: 'airingId', in: 'path' }, example: 12 });
const debts = createRoute({
  method: 'get',
  path: '/obligations/{id}/debts',
  summary: 'Airings that failed and have to be made good, or were',
  request: { params: z.object({ id }) },
  responses: { 200: json(z.object({ debts: z.array(DebtOut) }), 'In order of time'), ...refusals(404) },
});
const ofDebt = '/obligations/{id}/debts/{airingId}';
const places = createRoute({
  method: 'get',
  path: `${ofDebt}/places`,
  summary: 'Lawful places for the make-good, best first',
  request: { params: z.object({ id, airingId }) },
  responses: {
    200: json(z.object({ episodeId: z.int(), durationMs: z.int(), places: z.array(PlaceOut) }), 'Places'),
    ...refusals(404, 409, 422),
  },
});
const plan = createRoute({
  method: 'put',
  path: `${ofDebt}/make-good`,
  summary: 'Plan it in one of the places on offer',
  request: {
    params: z.object({ id, airingId }),
    body: { content: { 'application/json': { schema: z.object({ from: InstantIn }) } }, required: true },
  },
  responses: {
    200: json(z.object({ slotId: z.string(), recurrenceId: Day, from: Instant }), 'Planned'),
    ...refusals(400, 404, 409, 422),
  },
});
const unplan = createRoute({
  method: 'delete',
  path: `${ofDebt}/make-good`,
  summary: 'Take it back; what had made way comes back',
  request: { params: z.object({ id, airingId }) },
  responses: { 204: { description: 'Done' }, ...refusals(404, 409, 422) },
});
export function debtsApi(station: Station) {
  const { zone } = station.config;
  const none = 'Không có chỉ tiêu này, hoặc lượt này không phải phát bù';
  const debtOf = (obligationId: string, failedId: number) => {
    const duty = findDuty(station, obligationId);
    const debt = duty?.debts.find(({ failed }) => failed.id === failedId);
    return duty && debt && { duty, debt };
  };

  return openApiPart()
    .openapi(debts, (c) => {
      const duty = findDuty(station, c.req.valid('param').id);
      if (!duty) return problem(c, 404, 'Không tìm thấy', none);
      return c.json({ debts: duty.debts.map((debt) => debtOut(debt, zone)) }, 200);
    })
    .openapi(places, (c) => {
      const param = c.req.valid('param');
      const found = debtOf(param.id, param.airingId);
      if (!found) return problem(c, 404, 'Không tìm thấy', none);
      const offer = offerPlaces(station, found.duty, found.debt);
      if (!offer.ok) return problem(c, 409, 'Không có chỗ để xếp', NO_OFFERS[offer.error]);
      const { issue, length, places: all } = offer.value;
      const shown = all.map(({ from, until, sameHour, displaces }) => ({
        from: instantOf(from, zone),
        until: instantOf(until, zone),
        sameHour,
        displaces: displaces.map(({ slot, recurrenceId, title }) => ({ slotId: slot.id, recurrenceId, title })),
      }));
      return c.json({ episodeId: issue.id, durationMs: length, places: shown }, 200);
    })
    .openapi(plan, (c) => {
      const param = c.req.valid('param');
      const found = debtOf(param.id, param.airingId);
      if (!found) return problem(c, 404, 'Không tìm thấy', none);
      const planned = planMakeGood(station, found.duty, found.debt, c.req.valid('json').from, c.get('user')!.id);
      if (!planned.ok) return problem(c, 409, 'Không xếp được', planned.error);
      return c.json({ ...planned.value, from: instantOf(planned.value.from, zone) }, 200);
    })
    .openapi(unplan, (c) => {
      const param = c.req.valid('param');
      const found = debtOf(param.id, param.airingId);
      if (!found) return problem(c, 404, 'Không tìm thấy', none);
      return unplanMakeGood(station, found.debt)
        ? c.body(null, 204)
        : problem(c, 409, 'Không bỏ được', 'Lượt phát bù này đã đến giờ hoặc chưa được xếp');
    });
}
