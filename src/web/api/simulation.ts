/** `/simulation`: a stretch of days played through without sound, in figures. */
import { createRoute, z } from '@hono/zod-openapi';
import { isBefore } from '../../core/periods.ts';
import { simulationFigures } from '../../core/simulation-report.ts';
import { parseDay } from '../../core/time.ts';
import { refused } from '../problem.ts';
import { MOST_DAYS, simulateStation } from '../simulate.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { Day, Instant, json, openApiPart, refusals } from './parts.ts';

const Line = z.object({
  slotId: z.string(),
  zoneId: z.string(),
  kind: z.string(),
  title: z.string(),
  programmeId: z.string().nullable(),
  episodeId: z.int().nullable(),
  start: Instant,
  durationMs: z.int(),
  missing: z.string().nullable(),
});

const SimulationOut = z
  .object({
    from: Day,
    until: Day,
    sum: z.object({
      days: z.int(),
      entries: z.int(),
      airtimeMs: z.int(),
      missing: z.int(),
      outsideHours: z.int(),
      longSessions: z.int().openapi({ description: 'Sessions with more minutes than allowed' }),
      crowdedDays: z.int().openapi({ description: 'Days with more sessions than allowed' }),
    }),
    clashes: z.array(
      z.object({ slotIds: z.array(z.string()), titles: z.array(z.string()), count: z.int(), first: z.array(Instant) }),
    ),
    missing: z.array(
      z.object({ slotId: z.string(), title: z.string(), missing: z.string(), count: z.int(), first: Instant }),
    ),
    obligations: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        frequencyText: z.string(),
        programmeId: z.string(),
        due: z.int(),
        planned: z.int(),
        short: z.int(),
        replaysDue: z.int(),
        replaysPlanned: z.int(),
        replaysShort: z.int(),
        shortPeriods: z.array(z.object({ from: Day, until: Day })),
      }),
    ),
    days: z.array(
      z.object({
        day: Day,
        entries: z.int(),
        airtimeMs: z.int(),
        missing: z.int(),
        outsideHours: z.int(),
        sessions: z.array(
          z.object({
            zoneId: z.string(),
            name: z.string(),
            hours: z.string().nullable(),
            airtimeMs: z.int(),
            limitMs: z.int(),
          }),
        ),
        playlist: z.array(Line).optional(),
      }),
    ),
    broken: z.array(z.object({ slotId: z.string(), problem: z.string() })),
  })
  .openapi('Simulation');

const find = createRoute({
  method: 'get',
  path: '/simulation',
  summary: 'Days built without sound, both ends included; at most two years. Nothing is changed',
  request: {
    query: z.object({
      from: isoDay(),
      until: isoDay(),
      playlist: z.enum(['true', 'false']).optional().openapi({ description: 'Every line of every day besides' }),
    }),
  },
  responses: { 200: json(SimulationOut, 'What these days would be like'), ...refusals(422) },
});

export const simulationApi = (station: Station) =>
  openApiPart().openapi(find, (c) => {
    const query = c.req.valid('query');
    const [from, until] = [parseDay(query.from)!, parseDay(query.until)!];
    if (isBefore(until, from) || from.until(until, { largestUnit: 'days' }).days >= MOST_DAYS)
      return refused(c, { until: `Ngày cuối không trước ngày đầu, và cách không quá ${MOST_DAYS} ngày` });
    const figures = simulationFigures(simulateStation(station, from, until), station.config.zone, {
      playlist: query.playlist === 'true',
    });
    return c.json(figures, 200);
  });
