/** `/programmes`: standing titles, with what the plan owes of each. */
import { createRoute, z } from '@hono/zod-openapi';
import { issueLabel } from '../../core/episodes.ts';
import { VIETNAMESE } from '../../core/languages.ts';
import type { Programme as ProgrammeRow } from '../../core/model.ts';
import { nextNumbers, numberingNotes } from '../numbering.ts';
import { problem, refused } from '../problem.ts';
import { ISSUE_WORDS, programmeDraft, saveProgramme } from '../programme-forms.ts';
import type { Station } from '../station.ts';
import { Instant, instantOrNull, json, openApiPart, refusals } from './parts.ts';
import { Obligation } from './plans.ts';

const Programme = z
  .object({
    id: z.string().openapi({ example: 'cds-phat-thanh-xa' }),
    planId: z.string().nullable(),
    name: z.string(),
    abbr: z.string(),
    issueWord: z
      .enum(ISSUE_WORDS)
      .openapi({ description: 'What an issue is called; "chuyên mục" is numbered by month' }),
    area: z.string(),
    leadUnit: z.string().nullable(),
    evergreenRecordingId: z.int().nullable().openapi({ description: 'Sounds in the place of an issue that cannot' }),
    music: z.boolean().openapi({ description: 'Long quiet passages are no dead air' }),
    wordsPerMinute: z.int().openapi({ description: 'How fast it is read out' }),
    obligations: z.array(Obligation),
    archivedAt: Instant.nullable(),
  })
  .openapi('Programme');

const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });
const body = { content: { 'application/json': { schema: programmeDraft.openapi('ProgrammeDraft') } }, required: true };

const list = createRoute({
  method: 'get',
  path: '/programmes',
  summary: 'Programmes in the order of the plan, the station’s own behind',
  responses: { 200: json(z.object({ programmes: z.array(Programme) }), 'Those in use'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/programmes',
  request: { body },
  responses: { 201: json(Programme, 'Added'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/programmes/{id}',
  request: { params },
  responses: { 200: json(Programme, 'The programme'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/programmes/{id}',
  request: { params, body },
  responses: { 200: json(Programme, 'Changed'), ...refusals(400, 404, 422) },
});

const numbering = createRoute({
  method: 'get',
  path: '/programmes/{id}/numbering',
  summary: 'The number a new issue is offered, and those left out this year',
  request: { params },
  responses: {
    200: json(
      z.object({
        next: z.object({ year: z.int(), number: z.int(), label: z.string().openapi({ example: 'Số 04/2025' }) }),
        open: z.array(z.int()),
        notes: z.array(z.string()).openapi({ description: 'What a form says of the next number, in Vietnamese' }),
      }),
      'The next number',
    ),
    ...refusals(404),
  },
});

export function programmesApi(station: Station) {
  const { programmes, plans } = station.stores;

  const onTheWire = (programme: ProgrammeRow) => ({
    ...programme,
    obligations: plans
      .obligations()
      .filter(({ programmeId }) => programmeId === programme.id)
      .map((owed) => ({ ...owed, alsoProgrammeIds: [...owed.alsoProgrammeIds] })),
    archivedAt: instantOrNull(programme.archivedAt, station.config.zone),
  });

  return openApiPart()
    .openapi(list, (c) => c.json({ programmes: programmes.list().map(onTheWire) }, 200))
    .openapi(add, (c) => {
      const saved = saveProgramme(station, undefined, c.req.valid('json'));
      if (!saved.ok) return refused(c, saved.error);
      return c.json(onTheWire(saved.value), 201);
    })
    .openapi(find, (c) => {
      const programme = programmes.find(c.req.valid('param').id);
      return programme ? c.json(onTheWire(programme), 200) : problem(c, 404, 'Không có chuyên mục này');
    })
    .openapi(numbering, (c) => {
      const programme = programmes.find(c.req.valid('param').id);
      if (!programme) return problem(c, 404, 'Không có chuyên mục này');
      const { next, open } = nextNumbers(station, programme);
      const notes = numberingNotes(station, programme, { ...next, language: VIETNAMESE }).map(({ words }) => words);
      return c.json({ next: { ...next, label: issueLabel(programme.issueWord, next) }, open, notes }, 200);
    })
    .openapi(change, (c) => {
      const before = programmes.find(c.req.valid('param').id);
      if (!before) return problem(c, 404, 'Không có chuyên mục này');
      const saved = saveProgramme(station, before, c.req.valid('json'));
      if (!saved.ok) return refused(c, saved.error);
      return c.json(onTheWire(saved.value), 200);
    });
}
