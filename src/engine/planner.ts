/**
 * Keeps the playlist of the next 14 days ready, whatever web requests come or do not come. Screens call `rebuild` after
 * a person's change; for all the rest it wakes by itself and rebuilds when anything in the database has changed (an
 * issue has aired, a plan was imported by another process), when a day has begun, and every hour. It reads and writes
 * the database only, and never the air.
 */

import { openCalendar } from '../core/calendar.ts';
import type { Slot } from '../core/model.ts';
import { airNotices } from '../core/notices.ts';
import { readRules } from '../core/places.ts';
import { buildEntries, fortnightAnchors, type PlaylistInput } from '../core/playlist.ts';
import { parseRule, type Recurrence } from '../core/recurrence.ts';
import type { Result } from '../core/result.ts';
import { dayOf, type EpochMs, epochMs, HOUR, MINUTE, SECOND, startOfDay } from '../core/time.ts';
import type { CalendarDays } from '../storage/calendar.ts';
import type { Entries, PlaylistChange } from '../storage/entries.ts';
import type { Episodes } from '../storage/episodes.ts';
import type { Exceptions } from '../storage/exceptions.ts';
import type { Notices } from '../storage/notices.ts';
import type { Plans } from '../storage/plans.ts';
import type { Settings } from '../storage/settings.ts';
import type { Slots } from '../storage/slots.ts';

/** Today and the 13 days after it, and one more, so that 14 days are ready at every hour of today. */
const DAYS_AHEAD = 14;

export type Rebuilt = PlaylistChange & {
  /** Slots left out because their rule cannot be read. */
  readonly broken: readonly { readonly slotId: string; readonly problem: string }[];
};

export type Planner = Disposable & {
  /** Brings the playlist up to date at once. Throws when the database does. */
  rebuild(): Rebuilt;
  /** The same when there may be something to do; `undefined` when there is not. */
  rebuildIfNeeded(): Rebuilt | undefined;
};

export function openPlanner(station: {
  readonly stores: {
    readonly slots: Slots;
    readonly exceptions: Exceptions;
    readonly episodes: Episodes;
    readonly entries: Entries;
    readonly plans: Plans;
    readonly settings: Settings;
    readonly calendar: CalendarDays;
    readonly notices?: Notices;
  };
  readonly zone: string;
  readonly now: () => EpochMs;
  /** Called after a rebuild that changed the playlist. */
  readonly onRebuilt?: (rebuilt: Rebuilt) => void;
  /** How long its first look waits, 0 unless told: at a start the pages and the air come first. */
  readonly restMs?: number;
  /** A rebuild of its own threw; the playlist stands as it was, and the next minute tries again. */
  readonly onFailed?: (error: unknown) => void;
}): Planner {
  const { stores, zone, now } = station;
  const { slots, exceptions, episodes, entries, plans, settings, calendar, notices } = stores;
  const parse = remember(parseRule);
  let last: { at: EpochMs; state: string } | undefined;

  function rebuild(): Rebuilt {
    const rebuilt = entries.atomically(() => {
      const at = now();
      const from = dayOf(at, zone);
      const until = from.add({ days: DAYS_AHEAD });
      const yesterday = startOfDay(from.subtract({ days: 1 }), zone);
      const broken: { slotId: string; problem: string }[] = [];
      const input: PlaylistInput = {
        slots: slots.list(),
        exceptions: exceptions.since(from.subtract({ days: 2 })),
        episodes: episodes.forPlaylist(yesterday),
        recordings: [...slots.sounds(), ...calendar.sounds()],
        previous: entries.standing(yesterday),
        anchors: fortnightAnchors(plans.obligations()),
        from,
        until,
        zone,
        calendar: openCalendar({ hours: settings.find().hours, zone, ...calendar.facts() }),
        notices: airNotices(notices?.standing(from.toString()) ?? []),
        fillerId: settings.find().fillerRecordingId,
        now: at,
      };
      const rules = readRules(input.slots, parse, ({ id }, problem) => broken.push({ slotId: id, problem }));
      const change = entries.replaceFuture(
        buildEntries(input, rules),
        at,
        startOfDay(until.add({ days: 1 }), zone),
        input.previous,
      );
      // Read before the lock is let go: what others write from here on is news.
      last = { at, state: entries.databaseState() };
      return { ...change, broken };
    });
    if (rebuilt.added + rebuilt.changed + rebuilt.removed > 0) station.onRebuilt?.(rebuilt);
    return rebuilt;
  }

  function rebuildIfNeeded(): Rebuilt | undefined {
    const at = now();
    const isFresh =
      last !== undefined &&
      last.state === entries.databaseState() &&
      Math.abs(at - last.at) < HOUR &&
      dayOf(at, zone).equals(dayOf(last.at, zone));
    return isFresh ? undefined : rebuild();
  }

  function wake(): void {
    try {
      rebuildIfNeeded();
    } catch (error) {
      station.onFailed?.(error);
    }
    timer = setTimeout(wake, nextWake(now()) - now());
    timer.unref();
  }
  let timer: NodeJS.Timeout | undefined;
  if (station.restMs) timer = setTimeout(wake, station.restMs).unref();
  else wake();

  return { rebuild, rebuildIfNeeded, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Half past the next minute: starts fall on whole minutes, and the disk is theirs then. */
const nextWake = (at: EpochMs): EpochMs => {
  const half = 30 * SECOND;
  return epochMs(Math.floor((at - half) / MINUTE) * MINUTE + MINUTE + half);
};

/** Reading a rule costs more than asking it; a slot's rule is read again when it is changed. */
function remember(parse: typeof parseRule): (slot: Slot) => Result<Recurrence, string> {
  const known = new Map<string, Result<Recurrence, string>>();
  return ({ rrule, startDate, startTime, timeZone, exdates, rdates, overflow }) => {
    const rule = { rrule, startDate, startTime, timeZone, exdates, rdates, overflow };
    const text = JSON.stringify(rule);
    const result = known.get(text) ?? parse(rule);
    known.set(text, result);
    return result;
  };
}
