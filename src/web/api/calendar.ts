/** `/calendar`, `/special-days`, `/day-types`: what kind of day a day is, who said so, and what follows. */
import { createRoute, z } from '@hono/zod-openapi';
import { type CalendarDay as CalendarDayValue, dayNames } from '../../core/calendar.ts';
import { leapMonthOf, lunarOf, lunarWords, tetOf, yearName } from '../../core/lunar.ts';
import { DAY_TYPES, type SpecialDay as SpecialDayRow } from '../../core/model.ts';
import { parseDay } from '../../core/time.ts';
import { calendarOf } from '../calendar.ts';
import {
  dayRulesInput,
  HOURS_RULES,
  saveDayRules,
  saveSpecialDay,
  specialDayInput,
  withdrawSpecialDay,
} from '../calendar-changes.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { Day, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

/** The longest stretch of days in one answer: a leap year. */
const MOST_DAYS = 366;

const Window = z.object({ from: z.string().openapi({ example: '17:00' }), until: z.string() });

export const CalendarDay = z
  .object({
    day: Day,
    type: z.enum(DAY_TYPES),
    names: z.array(z.string()).openapi({ example: ['Giỗ Tổ Hùng Vương'] }),
    hours: z.array(Window).openapi({ description: 'When the loudspeakers may sound; none: not at all' }),
    lunar: z.object({
      day: z.int(),
      month: z.int(),
      isLeap: z.boolean(),
      year: z.int(),
      words: z.string().openapi({ example: 'mùng 1 tháng Giêng năm Bính Ngọ' }),
    }),
    specialDayIds: z.array(z.int()).openapi({ description: 'Rows of /special-days, the one that decides first' }),
  })
  .openapi('CalendarDay');

export function calendarDayOf(on: CalendarDayValue) {
  const lunar = lunarOf(on.day);
  return {
    day: on.day.toString(),
    type: on.type,
    names: dayNames(on),
    hours: [...on.hours],
    lunar: { ...lunar, words: lunarWords(lunar) },
    specialDayIds: on.special.map(({ id }) => id),
  };
}

const SpecialDay = z
  .object({
    id: z.int(),
    from: Day,
    until: Day.openapi({ description: 'Inclusive' }),
    type: z.enum(DAY_TYPES).nullable().openapi({ description: 'null: the days stay what they are' }),
    title: z.string(),
    document: z.string().openapi({ description: 'Number of the order', example: '12/CV-UBND' }),
    hoursRule: z.enum(HOURS_RULES).openapi({ description: 'add: besides the day’s own hours; only: instead of them' }),
    hours: z.array(Window),
    recordingId: z.int().nullable().openapi({ description: 'Heard on a day of mourning in place of entertainment' }),
    madeBy: z.int().nullable().openapi({ description: 'User id' }),
    madeAt: Instant,
  })
  .openapi('SpecialDay');

const DayTypes = z
  .object({ hoursByType: z.partialRecord(z.enum(DAY_TYPES), z.array(Window)), entertainment: z.array(z.string()) })
  .openapi('DayTypes');

const draft = {
  content: { 'application/json': { schema: specialDayInput.openapi('SpecialDayDraft') } },
  required: true,
};

const days = createRoute({
  method: 'get',
  path: '/calendar',
  summary: 'Every day between two, both included; at most a year',
  request: { query: z.object({ from: isoDay(), until: isoDay() }) },
  responses: { 200: json(z.object({ days: z.array(CalendarDay) }), 'In order'), ...refusals(422) },
});
const lunarYear = createRoute({
  method: 'get',
  path: '/calendar/lunar-years/{year}',
  summary: 'The lunar year, computed for UTC+7',
  request: {
    params: z.object({
      year: z.coerce
        .number()
        .int()
        .min(1968)
        .max(2100)
        .openapi({ param: { name: 'year', in: 'path' }, example: 2030 }),
    }),
  },
  responses: {
    200: json(
      z.object({ year: z.int(), name: z.string(), tet: Day, leapMonth: z.int().nullable() }).openapi('LunarYear'),
      'The year',
    ),
    ...refusals(422),
  },
});
const list = createRoute({
  method: 'get',
  path: '/special-days',
  summary: 'Those in force, or of them those that touch the days between two',
  request: { query: z.object({ from: isoDay().optional(), until: isoDay().optional() }) },
  responses: { 200: json(z.object({ specialDays: z.array(SpecialDay) }), 'By first day'), ...refusals(422) },
});
const add = createRoute({
  method: 'post',
  path: '/special-days',
  summary: 'In force at once, also for what is on air',
  request: { body: draft },
  responses: { 201: json(SpecialDay, 'Added'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/special-days/{id}',
  request: { params: IdParam },
  responses: { 200: json(SpecialDay, 'The row'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/special-days/{id}',
  request: { params: IdParam, body: draft },
  responses: { 200: json(SpecialDay, 'Changed'), ...refusals(400, 404, 422) },
});
const withdraw = createRoute({
  method: 'delete',
  path: '/special-days/{id}',
  summary: 'Withdraws it: the days are again what they are of themselves',
  request: { params: IdParam },
  responses: { 204: { description: 'Withdrawn' }, ...refusals(404) },
});
const types = createRoute({
  method: 'get',
  path: '/day-types',
  summary: 'Hours by kind of day, and the programmes a day of mourning does not suffer',
  responses: { 200: json(DayTypes, 'In force'), ...refusals() },
});
const setTypes = createRoute({
  method: 'put',
  path: '/day-types',
  summary: 'All of them anew; a type that is left out has the hours of the settings',
  request: {
    body: { content: { 'application/json': { schema: dayRulesInput.openapi('DayTypesDraft') } }, required: true },
  },
  responses: { 200: json(DayTypes, 'Changed'), ...refusals(400, 422) },
});

export function calendarApi(station: Station) {
  const { calendar } = station.stores;
  const onTheWire = ({ madeAt, hours, ...row }: SpecialDayRow) => ({
    ...row,
    hours: [...hours],
    madeAt: instantOf(madeAt, station.config.zone),
  });
  const rules = () => ({
    hoursByType: Object.fromEntries(Object.entries(calendar.hoursByType()).map(([type, hours]) => [type, [...hours]])),
    entertainment: calendar.entertainment(),
  });
  const none = 'Không có ngày đặc biệt này, hoặc đã bỏ';

  return openApiPart()
    .openapi(days, (c) => {
      const query = c.req.valid('query');
      const [from, until] = [parseDay(query.from)!, parseDay(query.until)!];
      const last = from.until(until, { largestUnit: 'days' }).days;
      if (last < 0 || last >= MOST_DAYS)
        return refused(c, { until: `Ngày cuối không trước ngày đầu, và cách không quá ${MOST_DAYS} ngày` });
      const { of } = calendarOf(station);
      const found = Array.from({ length: last + 1 }, (_, n) => calendarDayOf(of(from.add({ days: n }))));
      return c.json({ days: found }, 200);
    })
    .openapi(lunarYear, (c) => {
      const { year } = c.req.valid('param');
      const leapMonth = leapMonthOf(year) ?? null;
      return c.json({ year, name: yearName(year), tet: tetOf(year).toString(), leapMonth }, 200);
    })
    .openapi(list, (c) => {
      const { from, until } = c.req.valid('query');
      return c.json({ specialDays: calendar.list(from, until).map(onTheWire) }, 200);
    })
    .openapi(add, (c) => {
      const saved = saveSpecialDay(station, c.req.valid('json'), c.get('user')!.id);
      return saved.ok ? c.json(onTheWire(saved.value.day), 201) : refused(c, saved.error);
    })
    .openapi(find, (c) => {
      const day = calendar.find(c.req.valid('param').id);
      return day ? c.json(onTheWire(day), 200) : problem(c, 404, none);
    })
    .openapi(change, (c) => {
      const day = calendar.find(c.req.valid('param').id);
      if (!day) return problem(c, 404, none);
      const saved = saveSpecialDay(station, c.req.valid('json'), c.get('user')!.id, day);
      return saved.ok ? c.json(onTheWire(saved.value.day), 200) : refused(c, saved.error);
    })
    .openapi(withdraw, (c) => {
      const day = calendar.find(c.req.valid('param').id);
      if (!day) return problem(c, 404, none);
      withdrawSpecialDay(station, day, c.get('user')!.id);
      return c.body(null, 204);
    })
    .openapi(types, (c) => c.json(rules(), 200))
    .openapi(setTypes, (c) => {
      const saved = saveDayRules(station, c.req.valid('json'));
      return saved.ok ? c.json(rules(), 200) : refused(c, saved.error);
    });
}
