/** Where the make-good of a debt can be put, and what would sound there: the core's places over the playlist as it stands. */
import type { Calendar } from '../core/calendar.ts';
import { READY_DAYS } from '../core/day-playlist.ts';
import type { Duty } from '../core/duty.ts';
import { approvalInForce, byIssue, type EpisodeInFull, readySound } from '../core/episodes.ts';
import { type Debt, type FreePlace, findPlaces } from '../core/make-good.ts';
import { type Slot, WHOLE_COMMUNE } from '../core/model.ts';
import { spanOf, validityOf } from '../core/periods.ts';
import { placeOccurrences } from '../core/places.ts';
import { entryKey } from '../core/playlist.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isHeardIn, isTooLong, limitsOn, measureDay, wallClockOn } from '../core/sessions.ts';
import {
  after,
  between,
  type DurationMs,
  dayOf,
  durationMs,
  type EpochMs,
  framesToMs,
  HOUR,
  MINUTE,
  startOfDay,
  todayOf,
} from '../core/time.ts';
import { calendarOf } from './calendar.ts';
import { programmesOf } from './duties.ts';
import { limitsIn } from './envelope.ts';
import type { Station } from './station.ts';

/** What stands in the playlist, or will once it is ready so far ahead. */
type Standing = {
  readonly id: number;
  readonly plannedStart: EpochMs;
  readonly plannedEnd: EpochMs;
  readonly slot: Slot;
  readonly recurrenceId: string;
  readonly title: string;
  readonly mayYield: boolean;
};
export type OfferedPlace = FreePlace<Standing>;

export type Offer = {
  /** What will be heard. */
  readonly issue: EpisodeInFull;
  readonly length: DurationMs;
  /** Best first. */
  readonly places: readonly OfferedPlace[];
  /** Its own period is over: it still repays the whole, and closes the debt. */
  readonly isLate: boolean;
};

/** 'settled': paid, planned or not needed. 'no-issue': nothing approved to sound. 'over': the plan has ended. */
export type NoOffer = 'settled' | 'no-issue' | 'over';

export const NO_OFFERS: Readonly<Record<NoOffer, string>> = {
  settled: 'Lượt này đã phát bù, đã xếp phát bù hoặc không cần bù nữa',
  'no-issue': 'Chưa có số nào được duyệt để phát bù; duyệt số trước rồi xếp',
  over: 'Kế hoạch đã hết hạn nên không còn chỗ để phát bù',
};

const PLACES = 6;
const REACH = durationMs(31 * 24 * HOUR);
/** Nothing that began so long before today is still in the way. */
const STILL_ON = durationMs(-6 * HOUR);

export function offerPlaces(station: Station, duty: Duty, debt: Debt): Result<Offer, NoOffer> {
  if (debt.state !== 'open') return err('settled');
  const now = station.clock();
  const { zone } = station.config;
  const deadline = debt.isOverdue ? spanOf(validityOf(duty.ledger.obligation), zone).until : debt.deadline;
  if (deadline <= now) return err('over');
  const issue = issueFor(station, duty, debt);
  const sound = issue && readySound(issue.recording);
  if (!issue || !sound) return err('no-issue');

  const length = durationMs(Math.ceil(framesToMs(sound.playoutFrames) / MINUTE) * MINUTE);
  const zoneId = zoneOf(station, debt);
  const entries = standingUntil(station, Math.min(deadline, after(now, REACH)) as EpochMs, zoneId);
  const calendar = calendarOf(station);
  const places = findPlaces({
    debt: { failed: debt.failed, deadline },
    duration: length,
    hours: calendar.hoursOn,
    entries,
    zone,
    now,
    yields: ({ mayYield }) => mayYield,
    allows: withinLimits(station, entries, zoneId, calendar),
    limit: PLACES,
  });
  return ok({ issue, length, places, isLate: debt.isOverdue });
}

/** The issue that failed; of a place that had none, the next one approved, or the one its replays belong to. */
function issueFor(station: Station, { ledger, programme }: Duty, debt: Debt): EpisodeInFull | undefined {
  const { episodes, exceptions } = station.stores;
  const approved = (id: number | null | undefined) => {
    const issue = id == null ? undefined : episodes.findInFull(id);
    return issue && issue.archivedAt === null && approvalInForce(issue) ? issue : undefined;
  };
  if (debt.episodeId !== null) return approved(debt.episodeId);
  if (debt.kind === 'replay') {
    const period = ledger.periods.find(({ failed }) => failed.some(({ id }) => id === debt.failed.id));
    return approved(period?.mainAirings.at(-1)?.first.episodeId);
  }
  const today = todayOf(station);
  const pinned = new Set(exceptions.since(today).map(({ episodeId }) => episodeId));
  return episodes
    .list({ programmeId: debt.failed.first.programmeId ?? programme.id })
    .filter((one) => one.airedAt === null && !pinned.has(one.id) && approvalInForce(one))
    .sort(byIssue)[0];
}

/** Where it was to be heard. */
export const zoneOf = ({ stores }: Station, { failed }: Debt): string =>
  stores.slots.find(failed.first.slotId ?? '')?.zoneId ?? WHOLE_COMMUNE;

/** All that could be in the way in that zone, in order of time. */
function standingUntil(station: Station, until: EpochMs, zoneId: string): Standing[] {
  const { stores } = station;
  const { zone } = station.config;
  const now = station.clock();
  const today = dayOf(now, zone);
  const slots = new Map(stores.slots.list({ archived: true }).map((slot) => [slot.id, slot]));
  const owed = new Set(stores.plans.obligations().flatMap(programmesOf));
  const isHere = (slot: Slot): boolean => [slot.zoneId, zoneId].includes(WHOLE_COMMUNE) || slot.zoneId === zoneId;
  const exceptions = stores.exceptions.since(today.subtract({ days: 2 }));
  const touched = new Set(exceptions.map(entryKey));
  /** The station's own programmes, music and notices do, of this very zone; not what a person has seen to already. */
  const makesWay = (slot: Slot, recurrenceId: string): boolean =>
    slot.plays !== 'relay' &&
    slot.plays !== 'live' &&
    slot.zoneId === zoneId &&
    !owed.has(slot.programmeId ?? '') &&
    !touched.has(entryKey({ slotId: slot.id, recurrenceId }));

  const ready = stores.entries.between(after(startOfDay(today, zone), STILL_ON), until).flatMap((entry): Standing[] => {
    const slot = slots.get(entry.slotId);
    if (!slot || !isHere(slot) || entry.missing === 'cancelled-by-person') return [];
    const { id, plannedStart, recurrenceId, title } = entry;
    const plannedEnd = Math.max(entry.plannedEnd, entry.slotEnd ?? 0) as EpochMs;
    return [{ id, plannedStart, plannedEnd, slot, recurrenceId, title, mayYield: makesWay(slot, recurrenceId) }];
  });

  const readyUntil = today.add({ days: READY_DAYS });
  const later =
    startOfDay(readyUntil, zone) >= until
      ? []
      : placeOccurrences({
          slots: stores.slots.list().filter(isHere),
          exceptions,
          from: readyUntil,
          until: dayOf(until, zone),
          zone,
          calendar: calendarOf(station),
        }).flatMap(({ slot, recurrenceId, exception, ruling, start, duration }, i): Standing[] => {
          if (exception?.cancelled || ruling?.insteadId === null) return [];
          const mayYield = makesWay(slot, recurrenceId);
          const plannedEnd = after(start, duration);
          return [{ id: -1 - i, plannedStart: start, plannedEnd, slot, recurrenceId, title: slot.title, mayYield }];
        });
  // The last day ready was built with one more behind it.
  const keyOf = ({ slot, recurrenceId }: Standing): string => entryKey({ slotId: slot.id, recurrenceId });
  const known = new Set(ready.map(keyOf));
  return [...ready, ...later.filter((one) => !known.has(keyOf(one)))];
}

/** Minutes a session and sessions a day, with what a leader has allowed besides (product B6); too much gets no more. */
function withinLimits(station: Station, entries: readonly Standing[], zoneId: string, { hoursOn }: Calendar) {
  const { overrides } = station.stores;
  const { zone } = station.config;
  const limits = limitsIn(station.stores);
  const allowed = overrides.list(`${todayOf(station)}`);
  const spots = entries
    .map(({ id, slot, plannedStart, plannedEnd }) => ({
      id,
      zoneId: slot.zoneId,
      start: plannedStart,
      length: between(plannedStart, plannedEnd),
    }))
    .filter(isHeardIn(zoneId));
  return ({ from, until, displaces }: OfferedPlace): boolean => {
    const day = dayOf(from, zone);
    const [opens, closes] = [startOfDay(day, zone), startOfDay(day.add({ days: 1 }), zone)];
    const before = spots.filter(({ start }) => opens <= start && start < closes);
    const gone = new Set(displaces.map(({ id }) => id));
    const made = { id: 0, zoneId, start: from, length: between(from, until) };
    const now = [...before.filter(({ id }) => !gone.has(id)), made].sort((a, b) => a.start - b.start);
    const measure = (of: typeof now) =>
      measureDay(of, hoursOn(day), limitsOn(day, zoneId, limits, allowed), wallClockOn(day, zone));
    const { sessions, limit } = measure(now);
    const own = sessions.find(({ lines }) => lines.includes(made))!;
    const was = measure(before).sessions;
    const length = was.find(({ name, hours }) => name === own.name && hours === own.hours)?.airtime ?? 0;
    return (!isTooLong(own) || own.airtime <= length) && (sessions.length <= limit || sessions.length <= was.length);
  };
}
