/** `/plans` and `/topics`: what the plan files brought in. Read only; a plan is changed by importing its file. */
import { createRoute, z } from '@hono/zod-openapi';
import { START_RULES } from '../../core/model.ts';
import type { Station } from '../station.ts';
import { Day, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

export const Obligation = z
  .object({
    id: z.string(),
    planId: z.string(),
    programmeId: z.string(),
    code: z.string().openapi({ description: 'The clause cited', example: 'C.I.2.a' }),
    frequencyText: z.string().openapi({ description: 'As the plan words it' }),
    unit: z.enum(['issue', 'airing']),
    count: z.int().nullable().openapi({ description: 'null: "thường xuyên", no number is owed' }),
    period: z.enum(['weeks', 'month', 'year', 'continuous', 'unspecified']),
    every: z.int().openapi({ description: 'In units of `period`' }),
    anchor: Day.nullable(),
    replays: z.int(),
    perYear: z.int().nullable(),
    validFrom: Day.nullable(),
    validUntil: Day.nullable(),
    startRule: z
      .enum(START_RULES)
      .nullable()
      .openapi({ description: 'What a plan signed in mid-year owes; null: remaining' }),
    alsoProgrammeIds: z.array(z.string()).openapi({ description: 'Their airings may pay too' }),
    countsTwice: z.boolean().openapi({ description: 'It counts also what another obligation counts' }),
    countsShare: z.number().nullable(),
    countsClusters: z.number().nullable(),
  })
  .openapi('Obligation');

const Plan = z
  .object({
    id: z.string(),
    number: z.string().openapi({ example: '25/KH-UBND' }),
    title: z.string(),
    issuer: z.string(),
    issuedOn: Day,
    year: z.int(),
    importedAt: Instant,
    obligations: z.array(Obligation),
  })
  .openapi('Plan');

const Unit = z.object({ id: z.string(), name: z.string(), short: z.string(), role: z.string() }).openapi('Unit');

const Topic = z
  .object({
    key: z.string().openapi({ description: 'ASCII; d and đ are two keys', example: 'b-i-4-dd' }),
    code: z.string().openapi({ example: 'B.I.4.đ' }),
    parent: z.string().nullable().openapi({ description: 'Code of the topic above' }),
    leaf: z.boolean().openapi({ description: 'Only a leaf can be given to an episode' }),
    area: z.string(),
    title: z.string(),
    chip: z.string().openapi({ description: 'Short label' }),
  })
  .openapi('Topic');

const listPlans = createRoute({
  method: 'get',
  path: '/plans',
  summary: 'The plans, newest first, with what they oblige the station to do',
  responses: {
    200: json(z.object({ plans: z.array(Plan), units: z.array(Unit) }), 'Every plan, and the units they name'),
    ...refusals(),
  },
});

const listTopics = createRoute({
  method: 'get',
  path: '/topics',
  summary: 'The topics in the order of the plan',
  responses: { 200: json(z.object({ topics: z.array(Topic) }), 'Every topic, leaves and groups'), ...refusals() },
});

export function plansApi({ stores: { plans }, config: { zone } }: Station) {
  return openApiPart()
    .openapi(listPlans, (c) => {
      const obligations = plans.obligations();
      const all = plans.list().map((plan) => ({
        ...plan,
        importedAt: instantOf(plan.importedAt, zone),
        obligations: obligations
          .filter(({ planId }) => planId === plan.id)
          .map((one) => ({ ...one, alsoProgrammeIds: [...one.alsoProgrammeIds] })),
      }));
      return c.json({ plans: all, units: plans.units() }, 200);
    })
    .openapi(listTopics, (c) => c.json({ topics: plans.topics() }, 200));
}
