/** `/plan-drafts` and what makes them: a plan file in, another year, the difference, and the one step that puts it in force. */
import { createRoute, z } from '@hono/zod-openapi';
import { parsePlanFile } from '../../core/plan-file.ts';
import type { FieldChange, PlanChange } from '../../core/plan-import.ts';
import type { PlacedTitle, PlanReview } from '../../core/plan-review.ts';
import type { PlanList } from '../../core/plan-words.ts';
import type { PlanDraft } from '../../storage/plan-drafts.ts';
import { draftNextYear, draftPlan, putInForce, readPlan, reviewPlan } from '../plan-changes.ts';
import { planText, writeBack } from '../plans.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { bodyOf, Day, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const LISTS = ['units', 'topics', 'programmes', 'obligations', 'templates', 'slots'] as const satisfies PlanList[];

const Field = z.object({ label: z.string(), from: z.string(), to: z.string() });
const Change = z
  .object({
    list: z.enum(LISTS),
    id: z.string(),
    name: z.string(),
    what: z.enum(['added', 'changed', 'removed', 'restored']),
    fields: z.array(Field),
  })
  .openapi('PlanChange');
const Placed = z.object({ start: Instant, title: z.string(), lengthMs: z.int(), zoneId: z.string() });
const DraftOut = z
  .object({
    planId: z.string(),
    number: z.string(),
    title: z.string(),
    year: z.int(),
    madeAt: Instant,
    replaces: z
      .object({ planId: z.string(), from: Day })
      .nullable()
      .openapi({ description: 'The plan it takes over from, and when' }),
  })
  .openapi('PlanDraft');
const Review = z
  .object({
    draft: DraftOut,
    head: z.array(Field).openapi({ description: 'Of the document itself' }),
    changes: z.array(Change).openapi({ description: 'What the station would have otherwise' }),
    conflicts: z
      .array(
        z.object({ key: z.string(), list: z.enum(LISTS), id: z.string(), name: z.string(), fields: z.array(Field) }),
      )
      .openapi({ description: 'What people changed; it stays unless its key is in `fileWins`' }),
    warnings: z.array(z.string()),
    unchanged: z.object({
      units: z.int(),
      topics: z.int(),
      programmes: z.int(),
      obligations: z.int(),
      templates: z.int(),
      slots: z.int(),
    }),
    againstReplaced: z.array(Change).nullable().openapi({ description: 'Against the plan it takes over from' }),
    effect: z.object({ from: Day, until: Day, come: z.array(Placed), gone: z.array(Placed) }),
  })
  .openapi('PlanReview');
const Problems = z.object({
  problems: z.array(z.object({ line: z.int(), column: z.int(), path: z.string(), message: z.string() })),
});

const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'KH-25-2026-DAKTO' }) });
const list = createRoute({
  method: 'get',
  path: '/plan-drafts',
  responses: { 200: json(z.object({ drafts: z.array(DraftOut) }), 'Newest first'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/plan-drafts',
  summary: 'A plan file becomes the draft of its plan; nothing else changes',
  request: { body: bodyOf(z.object({ source: z.string().min(1) })) },
  responses: {
    201: json(DraftOut, 'To be reviewed'),
    409: json(Problems, 'Every mistake in the file, with line and column'),
    ...refusals(400, 422),
  },
});
const find = createRoute({
  method: 'get',
  path: '/plan-drafts/{id}',
  summary: 'What putting it in force would change; `fileWins` keys of conflicts, separated by commas',
  request: { params, query: z.object({ fileWins: z.string().optional() }) },
  responses: { 200: json(Review, 'The difference'), ...refusals(404, 409, 422) },
});
const apply = createRoute({
  method: 'post',
  path: '/plan-drafts/{id}/force',
  summary: 'All of it or nothing, at once',
  request: { params, body: bodyOf(z.object({ fileWins: z.array(z.string()).default([]) })) },
  responses: { 204: { description: 'In force' }, ...refusals(400, 404, 409, 422) },
});
const remove = createRoute({
  method: 'delete',
  path: '/plan-drafts/{id}',
  request: { params },
  responses: { 204: { description: 'Thrown away' }, ...refusals(404) },
});
const nextYear = createRoute({
  method: 'post',
  path: '/plans/{id}/next-year',
  summary: 'The plan carried on into another year, as a draft',
  request: {
    params,
    body: bodyOf(
      z.object({
        year: z.int().min(1900).max(2199),
        number: z.string().trim().min(1).max(80),
        title: z.string().trim().min(1).max(500),
        issuedOn: isoDay(),
        from: isoDay().openapi({ description: 'The first day of the new slots; the old ones end the day before' }),
      }),
    ),
  },
  responses: { 201: json(DraftOut, 'To be reviewed'), ...refusals(400, 404, 422) },
});
const source = createRoute({
  method: 'get',
  path: '/plans/{id}/file',
  summary: 'The plan file as the station has it now',
  request: { params },
  responses: {
    200: { description: 'YAML', content: { 'application/yaml': { schema: z.string() } } },
    ...refusals(404),
  },
});
const keep = createRoute({
  method: 'put',
  path: '/plans/{id}/file',
  summary: 'Writes it to the folder of plan files on the station’s machine',
  request: { params },
  responses: { 200: json(z.object({ name: z.string() }), 'Written'), ...refusals(404, 409) },
});

export function planDraftsApi(station: Station) {
  const { planDrafts } = station.stores;
  const { zone } = station.config;

  const draftOut = ({ planId, source: text, madeAt, replaces }: PlanDraft) => {
    const file = parsePlanFile(text, 'any');
    const { number, title, year } = file.ok ? file.value.plan : { number: '', title: '', year: 0 };
    return {
      ...{ planId, number, title, year },
      madeAt: instantOf(madeAt, zone),
      replaces: replaces && { planId: replaces.planId, from: replaces.from },
    };
  };
  const fieldsOut = (fields: readonly FieldChange[]) => fields.map((one) => ({ ...one }));
  const changesOut = (changes: readonly PlanChange[]) =>
    changes.map((one) => ({ ...one, fields: fieldsOut(one.fields) }));
  const placedOut = (places: readonly PlacedTitle[]) =>
    places.map(({ start, title, length, zoneId }) => ({
      start: instantOf(start, zone),
      title,
      lengthMs: length,
      zoneId,
    }));
  const reviewOut = (draft: PlanDraft, { head, outcome, succession, effect }: PlanReview) => ({
    draft: draftOut(draft),
    head: fieldsOut(head),
    changes: changesOut(outcome.changes),
    conflicts: outcome.conflicts.map(({ isFileChosen: _, fields, ...one }) => ({ ...one, fields: fieldsOut(fields) })),
    warnings: [...outcome.warnings],
    unchanged: { ...outcome.unchanged },
    againstReplaced: succession ? changesOut(succession.changes) : null,
    effect: {
      from: effect.from.toString(),
      until: effect.until.toString(),
      come: placedOut(effect.come),
      gone: placedOut(effect.gone),
    },
  });

  return openApiPart()
    .openapi(list, (c) => c.json({ drafts: planDrafts.list().map(draftOut) }, 200))
    .openapi(add, (c) => {
      const draft = draftPlan(station, c.req.valid('json').source, c.get('user')!.id);
      return draft.ok
        ? c.json(draftOut(draft.value), 201)
        : c.json({ problems: draft.error.map((one) => ({ ...one })) }, 409);
    })
    .openapi(find, (c) => {
      const draft = planDrafts.find(c.req.valid('param').id);
      if (!draft) return problem(c, 404, 'Không có bản nháp này');
      const file = readPlan(station, draft.source);
      if (!file.ok) return problem(c, 409, 'Bản nháp không còn dùng được', file.error[0]?.message);
      const chosen = new Set((c.req.valid('query').fileWins ?? '').split(',').filter(Boolean));
      return c.json(reviewOut(draft, reviewPlan(station, file.value, draft.replaces, chosen)), 200);
    })
    .openapi(apply, (c) => {
      const draft = planDrafts.find(c.req.valid('param').id);
      if (!draft) return problem(c, 404, 'Không có bản nháp này');
      const done = putInForce(station, draft, new Set(c.req.valid('json').fileWins));
      return done.ok ? c.body(null, 204) : problem(c, 409, 'Chưa áp dụng được', done.error);
    })
    .openapi(remove, (c) =>
      planDrafts.remove(c.req.valid('param').id) ? c.body(null, 204) : problem(c, 404, 'Không có bản nháp này'),
    )
    .openapi(nextYear, (c) => {
      const draft = draftNextYear(station, c.req.valid('param').id, c.req.valid('json'), c.get('user')!.id);
      if (draft === undefined) return problem(c, 404, 'Không có kế hoạch này');
      return draft.ok ? c.json(draftOut(draft.value), 201) : refused(c, draft.error);
    })
    .openapi(source, (c) => {
      const text = planText(station, c.req.valid('param').id);
      if (text === undefined) return problem(c, 404, 'Không có kế hoạch này');
      return c.body(text, 200, { 'Content-Type': 'application/yaml; charset=utf-8' });
    })
    .openapi(keep, (c) => {
      try {
        const name = writeBack(station, c.req.valid('param').id);
        return name === undefined ? problem(c, 404, 'Không có kế hoạch này') : c.json({ name }, 200);
      } catch (error) {
        return problem(c, 409, 'Không ghi được tệp', (error as NodeJS.ErrnoException).code);
      }
    });
}
