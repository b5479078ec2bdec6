/** `/obligations`: what the plans oblige the station to, how far it has come, its debts and where they can be paid. */
import { createRoute, z } from '@hono/zod-openapi';
import type { JudgedAiring } from '../../core/counting.ts';
import type { Duty } from '../../core/duty.ts';
import type { Figure, PeriodLedger } from '../../core/ledger.ts';
import { assessmentOf } from '../../core/ledger-words.ts';
import type { Debt } from '../../core/make-good.ts';
import { coverageOf, dutiesOf, findDuty, planYear } from '../duties.ts';
import { NO_OFFERS, offerPlaces, planMakeGood, unplanMakeGood } from '../make-good.ts';
import { backToOwnPeriod, findCountable, moveToPeriod, periodMoveInput } from '../period-moves.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { Day, Instant, InstantIn, instantOf, json, openApiPart, refusals } from './parts.ts';

const DutyState = z.enum(['met', 'on-track', 'at-risk', 'late', 'not-met', 'unquantified']);
const PeriodState = z.enum(['met', 'planned', 'at-risk', 'missed', 'ahead', 'free']);
const ids = (description: string) => z.array(z.int()).openapi({ description });

const FigureOut = z
  .object({
    due: z.int(),
    done: z.int(),
    planned: z.int(),
    atRisk: z.int().openapi({ description: 'Of what is needed, hanging on places without sound' }),
    short: z.int().openapi({ description: 'due − done − planned' }),
    airingIds: ids('Behind `done`'),
    entryIds: ids('Behind `planned`; beyond the days that are ready an entry has no id yet'),
  })
  .openapi('ObligationFigure');

const PeriodOut = z
  .object({
    from: Day,
    until: Day.openapi({ description: 'Inclusive' }),
    state: PeriodState,
    main: FigureOut,
    replays: FigureOut,
    strayAiringIds: ids('Replays of an issue of another period: they pay for nothing'),
    failedAiringIds: ids('Due here, and not counted'),
  })
  .openapi('ObligationPeriod');

const DutyOut = z
  .object({
    id: z.string(),
    planId: z.string(),
    programmeId: z.string(),
    code: z.string(),
    frequencyText: z.string(),
    state: DutyState,
    assessment: z.string().openapi({ description: 'As the report words it', example: 'Đúng tiến độ (02/02 kỳ)' }),
    due: z.int(),
    done: z.int(),
    planned: z.int(),
    replaysDue: z.int(),
    replaysDone: z.int(),
    replaysPlanned: z.int(),
    missing: z.int().openapi({ description: 'In periods that are over' }),
    surplus: z.int().openapi({ description: 'More than owed, in any period' }),
    behind: z.int().openapi({ description: 'missing − surplus, never below 0' }),
    replaysMissing: z.int(),
    expected: z.int().openapi({ description: 'At the pace so far, by the end' }),
    freePeriods: z.array(Day).openapi({ description: 'First days of the periods that still lack a place' }),
    periods: z.array(PeriodOut),
  })
  .openapi('ObligationLedger');

const figureOf = (
  figure: Figure,
  airings: readonly JudgedAiring[],
  entries: readonly { readonly id?: number }[],
): z.infer<typeof FigureOut> => ({
  ...figure,
  airingIds: airings.map(({ id }) => id),
  entryIds: entries.flatMap(({ id }) => (id === undefined ? [] : [id])),
});

const periodOut = (one: PeriodLedger): z.infer<typeof PeriodOut> => ({
  from: one.period.from.toString(),
  until: one.period.until.toString(),
  state: one.state,
  main: figureOf(one.main, one.mainAirings, one.mainEntries),
  replays: figureOf(one.replays, one.replayAirings, one.replayEntries),
  strayAiringIds: one.strays.map(({ id }) => id),
  failedAiringIds: one.failed.map(({ id }) => id),
});

function dutyOut({ ledger }: Duty, zone: string): z.infer<typeof DutyOut> {
  const { id, planId, programmeId, code, frequencyText } = ledger.obligation;
  const { dutyStart: _, quotas: __, begun: ___, metOfBegun: ____, ...sum } = ledger.arithmetic;
  return {
    ...{ id, planId, programmeId, code, frequencyText, state: ledger.state, assessment: assessmentOf(ledger, zone) },
    ...sum,
    expected: ledger.forecast.expected,
    freePeriods: ledger.forecast.free.map(({ period }) => period.from.toString()),
    periods: ledger.periods.map(periodOut),
  };
}

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

const Coverage = z
  .object({
    covered: z.int(),
    total: z.int(),
    topics: z.array(
      z.object({
        key: z.string(),
        code: z.string(),
        issues: z.int(),
        airings: z.int(),
        lastAt: Instant.nullable(),
      }),
    ),
  })
  .openapi('TopicCoverage');

const id = z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-thanh-xa-2025' });
const airingId = z.coerce
  .number()
  .int()
  .positive()
  .openapi({ param: { name: 'airingId', in: 'path' }, example: 12 });
const year = z.coerce.number().int().optional().openapi({ description: 'Of the plan; else this year, or the last' });

const list = createRoute({
  method: 'get',
  path: '/obligations',
  summary: 'Every obligation of a plan year with its ledger, in plan order',
  request: { query: z.object({ year }) },
  responses: {
    200: json(z.object({ year: z.int().nullable(), obligations: z.array(DutyOut) }), 'Ledgers'),
    ...refusals(422),
  },
});
const find = createRoute({
  method: 'get',
  path: '/obligations/{id}',
  request: { params: z.object({ id }) },
  responses: { 200: json(DutyOut, 'The ledger'), ...refusals(404) },
});
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
const coverage = createRoute({
  method: 'get',
  path: '/plans/{id}/coverage',
  summary: 'Which topics of the plan have aired, in its order',
  request: { params: z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: { 200: json(Coverage, 'Every leaf topic'), ...refusals(404) },
});

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

export function obligationsApi(station: Station) {
  const { zone } = station.config;
  const none = 'Không có chỉ tiêu này, hoặc lượt này không phải phát bù';
  const debtOf = (obligationId: string, failedId: number) => {
    const duty = findDuty(station, obligationId);
    const debt = duty?.debts.find(({ failed }) => failed.id === failedId);
    return duty && debt && { duty, debt };
  };

  return openApiPart()
    .openapi(list, (c) => {
      const of = planYear(station, c.req.valid('query').year);
      const duties = of === undefined ? [] : dutiesOf(station, of);
      return c.json({ year: of ?? null, obligations: duties.map((duty) => dutyOut(duty, zone)) }, 200);
    })
    .openapi(find, (c) => {
      const duty = findDuty(station, c.req.valid('param').id);
      return duty ? c.json(dutyOut(duty, zone), 200) : problem(c, 404, 'Không tìm thấy', none);
    })
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
    })
    .openapi(coverage, (c) => {
      const of = station.stores.plans.list().find((one) => one.id === c.req.valid('param').id);
      if (!of) return problem(c, 404, 'Không tìm thấy', 'Không có kế hoạch này');
      const { covered, total, topics } = coverageOf(station, of);
      const shown = topics.map(({ topic, issues, airings, lastAt }) => ({
        ...{ key: topic.key, code: topic.code, issues, airings: airings.length },
        lastAt: lastAt === undefined ? null : instantOf(lastAt, zone),
      }));
      return c.json({ covered, total, topics: shown }, 200);
    })
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
