/** The schedule of a zone or of a programme as an iCalendar text, for the secret links, the download and the API. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { PLAYS } from '../../views/slots.tsx';
import { versionLabel } from '../core/episodes.ts';
import { type Exception, type Slot, WHOLE_COMMUNE } from '../core/model.ts';
import { placeOccurrences } from '../core/places.ts';
import { describeRule } from '../core/recurrence-words.ts';
import { dayOf } from '../core/time.ts';
import { calendarText } from '../documents/ics.ts';
import { calendarOf } from './calendar.ts';
import type { Env, Station } from './station.ts';

/** Neither: the whole schedule. */
export type FeedOf = { readonly zoneId: string | null; readonly programmeId: string | null };

/** What a zone hears is its own and the commune's. */
const isIn = ({ zoneId, programmeId }: FeedOf, slot: Slot): boolean =>
  (zoneId === null || slot.zoneId === zoneId || slot.zoneId === WHOLE_COMMUNE) &&
  (programmeId === null || slot.programmeId === programmeId);

/** `undefined` when there is no such zone or programme any more. */
export function feedName({ stores }: Station, { zoneId, programmeId }: FeedOf): string | undefined {
  const { stationName } = stores.settings.find();
  const zone = zoneId === null ? undefined : stores.zones.find(zoneId);
  const programme = programmeId === null ? undefined : stores.programmes.find(programmeId);
  if ((zoneId !== null && !zone) || (programmeId !== null && !programme)) return undefined;
  return [programme?.name, zone?.name, stationName].filter((name) => name !== undefined).join(' · ');
}

/** `isWhole`: everything a slot says, to be read by a station; else what its listeners may know. */
export function feedText(station: Station, of: FeedOf, { isWhole }: { isWhole: boolean }): string | undefined {
  const { stores, config, clock } = station;
  const name = feedName(station, of);
  if (name === undefined) return undefined;
  const slots = stores.slots.list().filter((slot) => isIn(of, slot));
  const ids = new Set(slots.map(({ id }) => id));
  const zones = new Map(stores.zones.list({ archived: true }).map((zone) => [zone.id, zone.name]));
  const programmes = new Map(stores.programmes.list({ archived: true }).map((one) => [one.id, one]));
  const today = dayOf(clock(), config.zone);
  // From the first of a month to the end of a year: the text stays the same from one day to the next.
  const from = today.with({ day: 1 });
  const untilYear = today.year + 1;
  const until = new Temporal.PlainDate(untilYear, 12, 31);
  const calendar = calendarOf(station);

  function pinned({ episodeId }: Exception): string | undefined {
    const episode = episodeId === null ? undefined : stores.episodes.find(episodeId);
    const programme = episode && programmes.get(episode.programmeId);
    return episode && programme && `${versionLabel(programme.issueWord, episode)}: ${episode.title}`;
  }

  return calendarText({
    ...{ name, slots, pinned, untilYear, isWhole },
    uid: stores.calendarFeeds.stationUid(),
    timeZone: config.zone,
    exceptions: stores.exceptions.since(Temporal.PlainDate.from('1900-01-01')).filter(({ slotId }) => ids.has(slotId)),
    wordsOf: (slot) => ({
      description: [programmes.get(slot.programmeId ?? '')?.name, describeRule(slot)].filter(Boolean).join('\n'),
      location: zones.get(slot.zoneId) ?? '',
      category: PLAYS[slot.plays].label,
    }),
    silentOn: (slot) =>
      placeOccurrences({ slots: [slot], exceptions: [], from, until, zone: config.zone, calendar })
        .filter(({ ruling }) => ruling !== undefined && ruling.insteadId === null)
        .map(({ recurrenceId }) => recurrenceId),
  });
}

/** With an ETag of its bytes: a calendar that asks every hour is answered 304 until something changes. */
export function sendCalendar(c: Context<Env>, text: string, fileName: string): Response {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  const headers = { ETag: tag, 'Cache-Control': 'private, max-age=300' };
  const asked = c.req.header('If-None-Match') ?? '';
  // A proxy that compresses makes the tag a weak one.
  if (asked.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) return c.body(null, 304, headers);
  return c.body(text, 200, {
    ...headers,
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': `inline; filename="${fileName}.ics"`,
  });
}
