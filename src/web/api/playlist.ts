/** `/playlist?day=`: what should sound on a day, how it went, and what is missing. */
import { createRoute, z } from '@hono/zod-openapi';
import { rulingWords } from '../../core/calendar.ts';
import { type DayLine, READY_DAYS } from '../../core/day-playlist.ts';
import { parseDay, todayOf } from '../../core/time.ts';
import { KIND_LIST, missingWord, OUTCOME_LIST } from '../../core/words.ts';
import { dayPlaylist } from '../day-playlist.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { CalendarDay, calendarDayOf } from './calendar.ts';
import { ExceptionOut, exceptionOf } from './exceptions.ts';
import { Day, Instant, instantOf, instantOrNull, json, openApiPart, refusals } from './parts.ts';

const Line = z
  .object({
    entryId: z.int().nullable().openapi({ description: 'null: not (or not yet) on the playlist' }),
    slotId: z.string().nullable(),
    recurrenceId: Day.nullable().openapi({ description: 'With `slotId` the address of its exception' }),
    start: Instant,
    durationMs: z.int(),
    kind: z.enum(KIND_LIST),
    title: z.string(),
    programmeId: z.string().nullable(),
    episodeId: z.int().nullable(),
    episodeLabel: z.string().nullable().openapi({ example: 'Số 02/2025' }),
    recordingId: z.int().nullable(),
    state: z.enum(['scheduled', 'missing', 'waiting', 'planned', 'moved', 'withheld', ...OUTCOME_LIST]),
    missing: z
      .object({ code: z.string().openapi({ example: 'no-approved-episode' }), words: z.string() })
      .nullable()
      .openapi({ description: 'Why there is nothing to sound' }),
    ruling: z.string().nullable().openapi({
      description: 'Why the calendar keeps it off the air that day, or gives it another sound, in words',
    }),
    movedFrom: Instant.nullable(),
    movedTo: Instant.nullable(),
    exception: ExceptionOut.nullable(),
  })
  .openapi('PlaylistLine');

const Playlist = z
  .object({
    day: Day,
    calendar: CalendarDay,
    zone: z.string().openapi({ example: 'Asia/Ho_Chi_Minh' }),
    readyUntil: Day.openapi({
      description: `Entries are ready for ${READY_DAYS} days; later days hold 'planned' lines`,
    }),
    lines: z.array(Line),
  })
  .openapi('Playlist');

const find = createRoute({
  method: 'get',
  path: '/playlist',
  summary: 'One broadcast day in order of time; without `day`, today',
  request: { query: z.object({ day: isoDay().optional().openapi({ format: 'date', example: '2025-09-10' }) }) },
  responses: { 200: json(Playlist, 'The day'), ...refusals(422) },
});

export function playlistApi(station: Station) {
  const { zone } = station.config;

  const onTheWire = ({ length, missing, start, moved, exception, ruling, ...line }: DayLine) => {
    const { isOpen: _, programmeName: __, episodeTitle: ___, reason: ____, ...same } = line;
    return {
      ...same,
      start: instantOf(start, zone),
      durationMs: length,
      missing: missing && { code: missing, words: missingWord(missing) },
      ruling: ruling && rulingWords(ruling),
      movedFrom: instantOrNull(moved?.from ?? null, zone),
      movedTo: instantOrNull(moved?.to ?? null, zone),
      exception: exception && exceptionOf(exception, zone),
    };
  };

  return openApiPart().openapi(find, (c) => {
    const asked = c.req.valid('query').day;
    const { day, calendar, readyUntil, lines } = dayPlaylist(station, (asked && parseDay(asked)) || todayOf(station));
    return c.json(
      {
        day: day.toString(),
        calendar: calendarDayOf(calendar),
        zone,
        readyUntil: readyUntil.toString(),
        lines: lines.map(onTheWire),
      },
      200,
    );
  });
}
