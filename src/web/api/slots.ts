/** `/slots`: the standing places on the air, and where each one falls. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { LANGUAGES } from '../../core/languages.ts';
import { DAY_TYPES, REPLAY_OF, type Slot as SlotRow } from '../../core/model.ts';
import { placeOccurrences } from '../../core/places.ts';
import { describeRule } from '../../core/recurrence-words.ts';
import { parseDay } from '../../core/time.ts';
import { calendarOf } from '../calendar.ts';
import { END_MODES, LATE_POLICIES, START_MODES } from '../mode-forms.ts';
import { problem, refused } from '../problem.ts';
import { relayUrlFor } from '../relays.ts';
import { archiveSlot, saveSlot } from '../schedule-changes.ts';
import { isoDay, PLAYS, slotInput } from '../slot-forms.ts';
import { nextStart } from '../slots.ts';
import type { Env, Station } from '../station.ts';
import { ExceptionOut, exceptionOf } from './exceptions.ts';
import { Day, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

/** The longest stretch of occurrences in one answer: a leap year. */
const MOST_DAYS = 366;

const SlotOut = z
  .object({
    id: z.string().openapi({ example: 'cds-phat-moi' }),
    planId: z.string().nullable(),
    title: z.string(),
    zoneId: z.string().openapi({ description: 'Where it is heard', example: 'main' }),
    plays: z.enum(PLAYS),
    programmeId: z.string().nullable(),
    recordingId: z.int().nullable(),
    relayUrl: z.string().nullable(),
    templateId: z.string().nullable().openapi({ description: 'The session it plays' }),
    substituteRecordingId: z.int().nullable().openapi({ description: 'Sounds when what it plays cannot' }),
    startMode: z
      .enum(START_MODES)
      .openapi({ description: 'hard cuts what is on air; soft waits for it; not-before waits while the slot lasts' }),
    toleranceMs: z.int().openapi({ description: 'How long a soft start may wait and still be on time' }),
    lateStartMs: z.int().openapi({ description: 'Up to so late it begins at its first word; later by latePolicy' }),
    latePolicy: z.enum(LATE_POLICIES),
    endMode: z.enum(END_MODES).openapi({ description: 'fill: the station’s filler until the slot’s end' }),
    fadeMs: z.int().openapi({ description: 'Fade-out before a cut that is foreseen' }),
    crossFadeMs: z.int().openapi({ description: 'Overlap with what was on air before' }),
    gainDb: z.number(),
    priority: z.int().openapi({ description: 'A hard start never cuts what has a higher one' }),
    rrule: z.string().openapi({ description: 'RFC 5545', example: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE' }),
    startDate: Day,
    startTime: z.string().openapi({ description: 'Wall clock', example: '17:10:00' }),
    timeZone: z.string().openapi({ description: 'Of the wall clock, IANA', example: 'Asia/Ho_Chi_Minh' }),
    durationMs: z.int(),
    exdates: z.array(Day),
    rdates: z.array(Day),
    dayTypes: z.array(z.enum(DAY_TYPES)).nullable().openapi({ description: 'Kinds of day it runs on; null: all' }),
    language: z.enum(LANGUAGES).nullable().openapi({ description: 'Of the issues it plays; null: any' }),
    replayOf: z.enum(REPLAY_OF).openapi({ description: 'Which issue a replay looks for' }),
    overflow: z.enum(['skip', 'last-day']).openapi({ description: 'Of a month without the 29th, 30th or 31st' }),
    words: z.string().openapi({ description: 'The rule in Vietnamese' }),
    nextStart: Instant.nullable(),
    changedAt: Instant,
    archivedAt: Instant.nullable(),
  })
  .openapi('Slot');

const Occurrence = z
  .object({ recurrenceId: Day, start: Instant, durationMs: z.int(), exception: ExceptionOut.nullable() })
  .openapi('Occurrence');

const params = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'cds-phat-moi' }) });
const body = { content: { 'application/json': { schema: slotInput.openapi('SlotDraft') } }, required: true };

const list = createRoute({
  method: 'get',
  path: '/slots',
  summary: 'In the order of the plan, those added later behind',
  request: { query: z.object({ archived: z.enum(['true', 'false']).optional() }) },
  responses: {
    200: json(z.object({ slots: z.array(SlotOut) }), 'In use, or with `archived=true` all'),
    ...refusals(422),
  },
});
const add = createRoute({
  method: 'post',
  path: '/slots',
  request: { body },
  responses: { 201: json(SlotOut, 'Added'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/slots/{id}',
  request: { params },
  responses: { 200: json(SlotOut, 'The slot'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/slots/{id}',
  summary: 'Every field anew; what was left out has its default',
  request: { params, body },
  responses: { 200: json(SlotOut, 'Changed'), ...refusals(400, 404, 422) },
});
const archive = createRoute({
  method: 'delete',
  path: '/slots/{id}',
  summary: 'Archives it: it falls no more, and its history stays',
  request: { params },
  responses: { 204: { description: 'Archived' }, ...refusals(404) },
});
const occurrences = createRoute({
  method: 'get',
  path: '/slots/{id}/occurrences',
  summary: 'Where it falls between two days, both included, exceptions applied; at most a year',
  request: { params, query: z.object({ from: isoDay(), until: isoDay() }) },
  responses: { 200: json(z.object({ occurrences: z.array(Occurrence) }), 'In order of time'), ...refusals(404, 422) },
});

export function slotsApi(station: Station) {
  const { slots, exceptions } = station.stores;
  const { zone } = station.config;

  const onTheWire = (c: Context<Env>, { items: _, ...slot }: SlotRow, calendar = calendarOf(station)) => ({
    ...slot,
    relayUrl: relayUrlFor(c.get('user'), slot.relayUrl),
    exdates: [...slot.exdates],
    rdates: [...slot.rdates],
    dayTypes: slot.dayTypes && [...slot.dayTypes],
    words: describeRule(slot),
    nextStart: instantOrNull(nextStart({ ...slot, items: [] }, station.clock(), calendar) ?? null, zone),
    changedAt: instantOf(slot.changedAt, zone),
    archivedAt: instantOrNull(slot.archivedAt, zone),
  });
  const none = (c: Context<Env>) => problem(c, 404, 'Không có khung giờ này');

  return openApiPart()
    .openapi(list, (c) => {
      const archived = c.req.valid('query').archived === 'true';
      const calendar = calendarOf(station);
      return c.json({ slots: slots.list({ archived }).map((slot) => onTheWire(c, slot, calendar)) }, 200);
    })
    .openapi(add, (c) => {
      const saved = saveSlot(station, c.req.valid('json'), undefined, c.get('user')!.id);
      return saved.ok ? c.json(onTheWire(c, saved.value), 201) : refused(c, saved.error);
    })
    .openapi(find, (c) => {
      const slot = slots.find(c.req.valid('param').id);
      return slot ? c.json(onTheWire(c, slot), 200) : none(c);
    })
    .openapi(change, (c) => {
      const slot = slots.find(c.req.valid('param').id);
      if (!slot) return none(c);
      const saved = saveSlot(station, c.req.valid('json'), slot, c.get('user')!.id);
      return saved.ok ? c.json(onTheWire(c, saved.value), 200) : refused(c, saved.error);
    })
    .openapi(archive, (c) => (archiveSlot(station, c.req.valid('param').id) ? c.body(null, 204) : none(c)))
    .openapi(occurrences, (c) => {
      const slot = slots.find(c.req.valid('param').id);
      if (!slot) return none(c);
      const query = c.req.valid('query');
      const [from, until] = [parseDay(query.from)!, parseDay(query.until)!];
      const { days } = from.until(until, { largestUnit: 'days' });
      if (days < 0 || days >= MOST_DAYS)
        return refused(c, { until: `Ngày cuối không trước ngày đầu, và cách không quá ${MOST_DAYS} ngày` });
      const places = placeOccurrences({ slots: [slot], exceptions: exceptions.ofSlot(slot.id), from, until, zone });
      const found = places.map(({ recurrenceId, start, duration, exception }) => ({
        recurrenceId,
        start: instantOf(start, zone),
        durationMs: duration,
        exception: exception ? exceptionOf(exception, zone) : null,
      }));
      return c.json({ occurrences: found }, 200);
    });
}
