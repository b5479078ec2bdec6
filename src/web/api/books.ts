/** `/books/{name}`: a book of the station as values; `/fees`: who is paid. */
import { createRoute, z } from '@hono/zod-openapi';
import { CONTRIBUTOR_ROLES } from '../../core/contributors.ts';
import { may } from '../access.ts';
import { periodIn } from '../book-periods.ts';
import { BOOKS, type BookName, makeBook } from '../books.ts';
import { addFee, contributorFees, feeInput, feesOf, payContributors } from '../fees.ts';
import { problem, refused } from '../problem.ts';
import type { Station } from '../station.ts';
import { Day, IdParam, json, openApiPart, refusals } from './parts.ts';

const Cell = z.union([z.string(), z.number(), z.null(), z.object({ strong: z.string() })]);
const BookOut = z
  .object({
    name: z.string(),
    title: z.string(),
    period: z.string(),
    columns: z.array(z.object({ head: z.string(), type: z.enum(['text', 'number', 'day', 'money']) })),
    rows: z.array(z.array(Cell)).openapi({ description: 'A row of one cell is a heading across the sheet' }),
    total: z.array(Cell).optional(),
    notes: z.array(z.string()),
  })
  .openapi('Book');
const FeeOut = z
  .object({
    id: z.int(),
    episodeId: z.int(),
    author: z.string(),
    role: z.enum(['', ...CONTRIBUTOR_ROLES]).openapi({ description: 'As what; empty: written down by hand' }),
    genre: z.string(),
    coefficient: z.number(),
    rate: z.int(),
  })
  .openapi('Fee');

const period = z
  .string()
  .optional()
  .openapi({ description: '2025, 2025-09, or a day of the week; without it the present one' });
const book = createRoute({
  method: 'get',
  path: '/books/{name}',
  summary: 'Without the names of those who gave feedback, as every file',
  request: {
    params: z.object({
      name: z.enum(Object.keys(BOOKS) as [BookName, ...BookName[]]).openapi({ param: { name: 'name', in: 'path' } }),
    }),
    query: z.object({ period }),
  },
  responses: { 200: json(BookOut, 'The book'), ...refusals(422) },
});
const listFees = createRoute({
  method: 'get',
  path: '/fees',
  request: { query: z.object({ period }) },
  responses: {
    200: json(
      z.object({
        issues: z.array(
          z.object({
            ...{ episodeId: z.int(), issue: z.string(), day: Day, fees: z.array(FeeOut) },
            unpaid: z.array(z.object({ name: z.string(), role: z.enum(CONTRIBUTOR_ROLES), genre: z.string() })),
          }),
        ),
      }),
      'The issues first heard in a month, and what is paid for each',
    ),
    ...refusals(422),
  },
});
const pay = createRoute({
  method: 'post',
  path: '/fees',
  request: { body: { content: { 'application/json': { schema: feeInput.openapi('FeeDraft') } }, required: true } },
  responses: { 201: json(FeeOut, 'At the rate of today'), ...refusals(400, 422) },
});
const payAll = createRoute({
  method: 'post',
  path: '/fees/contributors',
  summary: 'Those who made an issue and are not paid yet; each once in each role, however often it is sent',
  request: {
    body: { content: { 'application/json': { schema: contributorFees.openapi('ContributorFees') } }, required: true },
  },
  responses: { 200: json(z.object({ fees: z.array(FeeOut) }), 'What was added'), ...refusals(400, 422) },
});
const unpay = createRoute({
  method: 'delete',
  path: '/fees/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'Taken off the list' }, ...refusals(404) },
});
export function booksApi(station: Station) {
  const { fees } = station.stores;
  return openApiPart()
    .openapi(book, (c) => {
      const { name } = c.req.valid('param');
      if (!may(c.get('user'), `GET /so-sach/${name}`)) return problem(c, 403, 'Không có quyền xem sổ này');
      const { columns, rows, total, ...rest } = makeBook(
        station,
        name,
        periodIn(station, BOOKS[name].of, c.req.valid('query').period),
      );
      const shown = {
        ...{ name: rest.name, title: rest.title, period: rest.period, notes: [...rest.notes] },
        columns: columns.map(({ head, type = 'text' }) => ({ head, type })),
        rows: rows.map((row) => [...row]),
        ...(total && { total: [...total] }),
      };
      return c.json(shown, 200);
    })
    .openapi(listFees, (c) => {
      const { lines } = feesOf(station, periodIn(station, 'month', c.req.valid('query').period));
      return c.json(
        {
          issues: lines.map(({ day, fees: paid, episodeId, issue, unpaid }) => ({
            episodeId,
            issue,
            day: String(day),
            fees: [...paid],
            unpaid: unpaid.map(({ name, role, genre }) => ({ name, role, genre })),
          })),
        },
        200,
      );
    })
    .openapi(pay, (c) => {
      const added = addFee(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(added.value, 201) : refused(c, added.error);
    })
    .openapi(payAll, (c) => {
      const added = payContributors(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json({ fees: added.value }, 200) : refused(c, added.error);
    })
    .openapi(unpay, (c) =>
      fees.remove(c.req.valid('param').id) ? c.body(null, 204) : problem(c, 404, 'Không có dòng này'),
    );
}
