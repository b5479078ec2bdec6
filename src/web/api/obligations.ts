/** `/obligations`: what the plans oblige the station to and how far it has come; `/plans/{id}/coverage`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { JudgedAiring } from '../../core/counting.ts';
import type { Duty } from '../../core/duty.ts';
import type { Figure, PeriodLedger } from '../../core/ledger.ts';
import { assessmentOf } from '../../core/ledger-words.ts';
import { coverageOf, dutiesOf, findDuty, planYear } from '../duties.ts';
import { problem } from '../problem.ts';
import type { Station } from '../station.ts';
import { Day, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

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
const coverage = createRoute({
  method: 'get',
  path: '/plans/{id}/coverage',
  summary: 'Which topics of the plan have aired, in its order',
  request: { params: z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: { 200: json(Coverage, 'Every leaf topic'), ...refusals(404) },
});

export function obligationsApi(station: Station) {
  const { zone } = station.config;
  const none = 'Không có chỉ tiêu này';
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
    .openapi(coverage, (c) => {
      const of = station.stores.plans.list().find((one) => one.id === c.req.valid('param').id);
      if (!of) return problem(c, 404, 'Không tìm thấy', 'Không có kế hoạch này');
      const { covered, total, topics } = coverageOf(station, of);
      const shown = topics.map(({ topic, issues, airings, lastAt }) => ({
        ...{ key: topic.key, code: topic.code, issues, airings: airings.length },
        lastAt: lastAt === undefined ? null : instantOf(lastAt, zone),
      }));
      return c.json({ covered, total, topics: shown }, 200);
    });
}
