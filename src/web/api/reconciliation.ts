/** `/reconciliation` and `/day-closings`: what was planned against what sounded, and the days that are closed. */
import { createRoute, z } from '@hono/zod-openapi';
import { CAUSE_LIST } from '../../core/causes.ts';
import { type Closing, DIFFERENCES } from '../../core/reconcile.ts';
import { epochMs, parseDay } from '../../core/time.ts';
import { problem, refused } from '../problem.ts';
import { closeDay, entryCauseInput, explainEntry, MOST_DAYS, reconcile, reopenDay, reopenInput } from '../reconcile.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { Day, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const KINDS = Object.keys(DIFFERENCES) as [keyof typeof DIFFERENCES, ...(keyof typeof DIFFERENCES)[]];
const counts = {
  planned: z.int(),
  whole: z.int(),
  broken: z.int(),
  silent: z.int(),
  offPlan: z.int(),
  late: z.int(),
  differs: z.int().openapi({ description: 'The aircheck is another sound than the approved one' }),
  unaccounted: z.int().openapi({ description: 'Entries that ended not exactly once in the log' }),
  playedMs: z.int(),
  rows: z.int(),
};

const ClosingOut = z
  .object({
    id: z.int(),
    day: Day,
    step: z.enum(['closed', 'reopened']),
    amendment: z.int().openapi({ description: '0 the first closing, n the one after the n-th reopening' }),
    reason: z.string(),
    figures: z
      .object({ ...counts, lastSeq: z.int() })
      .nullable()
      .openapi({ description: 'Of the day, as it was closed' }),
    madeBy: z.object({ id: z.int(), name: z.string() }),
    madeAt: Instant,
  })
  .openapi('DayClosing');

const days = z.object({ from: isoDay(), until: isoDay() });

const compare = createRoute({
  method: 'get',
  path: '/reconciliation',
  summary: 'Differences between plan and air, the unexplained first, and the sums of each day',
  request: { query: days },
  responses: {
    200: json(
      z.object({
        days: z.array(
          z.object({
            day: Day,
            figures: z.object(counts),
            unexplained: z.int(),
            misses: z.int().openapi({ description: 'Unexplained, and keep the day from being closed' }),
            isClosed: z.boolean(),
          }),
        ),
        differences: z.array(
          z.object({
            difference: z.enum(KINDS),
            day: Day,
            airingId: z.int().nullable(),
            entryId: z.int().nullable(),
            title: z.string(),
            cause: z.string().nullable().openapi({ description: 'As a person confirmed it' }),
            proposed: z.enum(CAUSE_LIST).nullable(),
            orderedBy: z.string().nullable(),
          }),
        ),
        unlisted: z.int().openapi({ description: 'Differences beyond those listed' }),
      }),
      'Both days inclusive',
    ),
    ...refusals(422),
  },
});
const list = createRoute({
  method: 'get',
  path: '/day-closings',
  request: { query: days },
  responses: { 200: json(z.object({ closings: z.array(ClosingOut) }), 'What holds of each day'), ...refusals(422) },
});
const add = createRoute({
  method: 'post',
  path: '/day-closings',
  summary: 'Closes a day that is over and has no unexplained miss',
  request: {
    body: {
      content: { 'application/json': { schema: z.object({ day: isoDay() }).openapi('DayClosingDraft') } },
      required: true,
    },
  },
  responses: { 201: json(ClosingOut, 'Closed'), ...refusals(400, 409, 422) },
});
const reopen = createRoute({
  method: 'post',
  path: '/day-closings/{day}/reopening',
  summary: 'The closing stays on record; what is closed anew is its next amendment',
  request: {
    params: z.object({ day: isoDay() }),
    body: { content: { 'application/json': { schema: reopenInput.openapi('DayReopening') } }, required: true },
  },
  responses: { 201: json(ClosingOut, 'Reopened'), ...refusals(400, 409, 422) },
});
const explain = createRoute({
  method: 'post',
  path: '/entries/{id}/causes',
  summary: 'Why an entry has no end in the log',
  request: {
    params: IdParam,
    body: { content: { 'application/json': { schema: entryCauseInput.openapi('EntryCauseDraft') } }, required: true },
  },
  responses: { 204: { description: 'It holds from now on' }, ...refusals(400, 404, 422) },
});

export function reconciliationApi(station: Station) {
  const { closings, entries } = station.stores;
  const { zone } = station.config;
  const closingOut = ({ madeBy, madeByName, madeAt, ...row }: Closing) => ({
    ...row,
    madeBy: { id: madeBy, name: madeByName },
    madeAt: instantOf(epochMs(madeAt), zone),
  });
  return openApiPart()
    .openapi(compare, (c) => {
      const { from, until } = c.req.valid('query');
      const [first, last] = [parseDay(from)!, parseDay(until)!];
      const length = first.until(last, { largestUnit: 'days' }).days;
      if (length < 0 || length >= MOST_DAYS)
        return refused(c, { until: `Từ ngày đầu trở đi, nhiều nhất ${MOST_DAYS} ngày` });
      const { days: found, lines, unlisted } = reconcile(station, first, last);
      return c.json(
        {
          days: found.map(({ closing, isOver: _, ...day }) => ({ ...day, isClosed: closing?.step === 'closed' })),
          differences: lines.map(({ airing, entry, ...line }) => ({
            difference: line.difference,
            day: line.day,
            airingId: airing?.id ?? null,
            entryId: entry?.entryId ?? airing?.entryId ?? null,
            title: airing?.title ?? entry?.title ?? '',
            cause: line.cause ?? null,
            proposed: line.proposal ?? null,
            orderedBy: line.orderedBy ?? null,
          })),
          unlisted,
        },
        200,
      );
    })
    .openapi(list, (c) => {
      const { from, until } = c.req.valid('query');
      return c.json({ closings: [...closings.holding(from, until).values()].map(closingOut) }, 200);
    })
    .openapi(add, (c) => {
      const done = closeDay(station, parseDay(c.req.valid('json').day)!, c.get('user')!);
      return done.ok ? c.json(closingOut(done.value), 201) : problem(c, 409, 'Chưa khóa sổ được', done.error['']);
    })
    .openapi(reopen, (c) => {
      const day = parseDay(c.req.valid('param').day)!;
      const done = reopenDay(station, day, c.req.valid('json'), c.get('user')!);
      return done.ok ? c.json(closingOut(done.value), 201) : problem(c, 409, 'Chưa mở lại được', done.error['']);
    })
    .openapi(explain, (c) => {
      const { id } = c.req.valid('param');
      if (!entries.find(id)) return problem(c, 404, 'Không có mục lịch này');
      const done = explainEntry(station, id, c.req.valid('json'), c.get('user')!);
      return done.ok ? c.body(null, 204) : refused(c, done.error);
    });
}
