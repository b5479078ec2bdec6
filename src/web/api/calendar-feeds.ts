/** `/calendar-feeds`: secret links to the schedule as iCalendar, the text itself, and slots out of such a text. */
import { createRoute, z } from '@hono/zod-openapi';
import type { CalendarLink } from '../../storage/calendar-feeds.ts';
import { feedText, sendCalendar } from '../calendar-text.ts';
import { addLink, linkAddress, linkInput } from '../ics.ts';
import { originOf } from '../links.ts';
import { problem, refused } from '../problem.ts';
import { applyImport, type ImportPlan, importInput, planImport } from '../slot-import.ts';
import type { Station } from '../station.ts';
import { IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const Feed = z
  .object({
    id: z.int(),
    zoneId: z.string().nullable(),
    programmeId: z.string().nullable(),
    url: z.url().openapi({ description: 'Whoever has it may read' }),
    madeBy: z.int(),
    madeAt: Instant,
  })
  .openapi('CalendarFeed');

const list = createRoute({
  method: 'get',
  path: '/calendar-feeds',
  responses: { 200: json(z.object({ feeds: z.array(Feed) }), 'Those in force'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/calendar-feeds',
  summary: 'Of one zone (with what all hear) or of one programme',
  request: {
    body: { content: { 'application/json': { schema: linkInput.openapi('CalendarFeedDraft') } }, required: true },
  },
  responses: { 201: json(Feed, 'In force'), ...refusals(400, 422) },
});
const withdraw = createRoute({
  method: 'delete',
  path: '/calendar-feeds/{id}',
  request: { params: IdParam },
  responses: { 204: { description: 'Withdrawn' }, ...refusals(404, 422) },
});
const text = createRoute({
  method: 'get',
  path: '/slots.ics',
  summary: 'The schedule as iCalendar (RFC 5545); with `whole`, everything a station needs to make the same slots',
  request: {
    query: z.object({
      zoneId: z.string().optional(),
      programmeId: z.string().optional(),
      whole: z.stringbool().default(false).openapi({ type: 'boolean' }),
    }),
  },
  responses: {
    200: { description: 'With an ETag', content: { 'text/calendar': { schema: z.string() } } },
    304: { description: 'As it was' },
    ...refusals(404, 422),
  },
});

const ImportOut = z
  .object({
    lines: z.array(
      z.object({
        uid: z.string(),
        title: z.string(),
        line: z.int().openapi({ description: 'Of the file' }),
        will: z.enum(['add', 'change', 'nothing', 'refused']),
        words: z.string(),
        clash: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    ),
    refused: z.array(z.object({ name: z.string(), line: z.int(), title: z.string(), words: z.string() })),
    added: z.int(),
    changed: z.int(),
  })
  .openapi('SlotImport');
const importIcs = createRoute({
  method: 'post',
  path: '/slots/import',
  summary: 'An .ics text as slots, in one go or not at all; with `dryRun` only what would be',
  request: {
    body: {
      content: {
        'application/json': {
          schema: importInput.extend({ dryRun: z.boolean().default(false) }).openapi('SlotImportDraft'),
        },
      },
      required: true,
    },
  },
  responses: { 200: json(ImportOut, 'What became of each event'), ...refusals(400, 422) },
});

export function calendarFeedsApi(station: Station) {
  const { calendarFeeds } = station.stores;
  const onTheWire = ({ token, madeAt, ...link }: CalendarLink) => ({
    ...link,
    url: linkAddress(originOf(station.config), { token }),
    madeAt: instantOf(madeAt, station.config.zone),
  });
  const planned = ({ lines, refused: others }: ImportPlan) => ({
    lines: lines.map(({ event: { uid, title, line }, will, words, clash, problem: why }) => ({
      ...{ uid, title, line, will, words },
      ...{ clash: clash ?? null, problem: why ?? null },
    })),
    refused: [...others],
  });

  return openApiPart()
    .openapi(list, (c) => c.json({ feeds: calendarFeeds.list().map(onTheWire) }, 200))
    .openapi(add, (c) => {
      const added = addLink(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(onTheWire(added.value), 201) : refused(c, added.error);
    })
    .openapi(withdraw, (c) =>
      calendarFeeds.withdraw(c.req.valid('param').id, station.clock())
        ? c.body(null, 204)
        : problem(c, 404, 'Không có liên kết này, hoặc đã thu hồi'),
    )
    .openapi(text, (c) => {
      const { zoneId = null, programmeId = null, whole } = c.req.valid('query');
      const calendar = feedText(station, { zoneId, programmeId }, { isWhole: whole });
      return calendar
        ? sendCalendar(c, calendar, 'lich-phat')
        : problem(c, 404, 'Không có vùng phát hoặc chuyên mục này');
    })
    .openapi(importIcs, (c) => {
      const { dryRun, ...input } = c.req.valid('json');
      const plan = planImport(station, input);
      if (!plan.ok) return refused(c, plan.error);
      if (dryRun) return c.json({ ...planned(plan.value), added: 0, changed: 0 }, 200);
      const done = applyImport(station, plan.value, c.get('user')!.id);
      return done.ok ? c.json({ ...planned(plan.value), ...done.value }, 200) : refused(c, done.error);
    });
}
