/** Reads one day of the playlist: its entries with how they went, and what people changed about it. */
import { Temporal } from 'temporal-polyfill';
import { type DayLine, type DayPlaylist, type LineState, READY_DAYS, stateOf } from '../core/day-playlist.ts';
import { type Entry, type Exception, type Slot, WHOLE_COMMUNE } from '../core/model.ts';
import { hasNoticePlace, isNoticePlace, LEFT_OUT_ITEMS, NOTICE_ITEMS } from '../core/notice-places.ts';
import { heardVersion, type NoticeInFull } from '../core/notices.ts';
import { isOfRule, type Place, placeOccurrences, readRules } from '../core/places.ts';
import { entryKey, KIND } from '../core/playlist.ts';
import { changeOf, isSession, itemsOf, type OwnItem } from '../core/session-items.ts';
import { after, between, dayOf, durationMs, type EpochMs, framesToMs, placeInZone, startOfDay } from '../core/time.ts';
import { calendarOf } from './calendar.ts';
import type { Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

/** What the days of a stretch have in common: whoever reads several reads it, and asks the rules, once. */
export function readCommon(station: Read, from: Temporal.PlainDate, until = from) {
  const { slots, programmes, exceptions } = station.stores;
  const { zone } = station.config;
  const calendar = calendarOf(station);
  const common = {
    calendar,
    slots: slots.list(),
    exceptions: exceptions.since(from.subtract({ days: 2 })),
    programmes: new Map(programmes.list({ archived: true }).map(({ id, name }) => [id, name])),
    rulesOf: (asked: readonly Slot[]) => readRules(asked),
  };
  const place = (asked: readonly Slot[]) => placeOccurrences({ ...common, slots: asked, from, until, zone, calendar });
  let all: Place[] | undefined;
  /** Of these slots, on whatever day of the stretch. */
  function placesOf(asked: readonly Slot[]): Place[] {
    if (from.equals(until)) return place(asked);
    all ??= place(common.slots);
    const ids = new Set(asked.map(({ id }) => id));
    return all.filter(({ slot }) => ids.has(slot.id));
  }
  return { ...common, placesOf };
}

export function dayPlaylist(station: Read, day: Temporal.PlainDate, common = readCommon(station, day)): DayPlaylist {
  const { stores, clock } = station;
  const { zone } = station.config;
  const { calendar, slots, programmes, exceptions } = common;
  const ofDay = calendar.of(day);
  const now = clock();
  const today = dayOf(now, zone);
  const from = startOfDay(day, zone);
  const until = startOfDay(day.add({ days: 1 }), zone);
  const readyUntil = today.add({ days: READY_DAYS - 1 });
  const isReady = Temporal.PlainDate.compare(day, readyUntil) <= 0;

  const entries = new Map(stores.entries.onDay(day, zone).map((entry) => [entry.id, entry]));
  const known = new Set([...entries.values()].map(entryKey));
  const bySlot = new Map(slots.map((slot) => [slot.id, slot]));
  const changes = new Map(exceptions.map((one) => [entryKey(one), one]));

  let standing: readonly NoticeInFull[] | undefined;
  const notices = () => (standing ??= stores.notices.standing(String(day)));
  const noticeOf = ({ slotId, recordingId }: Entry): number | undefined =>
    hasNoticePlace(bySlot.get(slotId)!) && recordingId !== null
      ? notices().find((one) => heardVersion(one)?.recordingId === recordingId)?.id
      : undefined;

  const onPlaylist = stores.today.lines(from, until).map((line): DayLine => {
    const entry = entries.get(line.entryId ?? 0);
    const episode = line.episodeId === null ? undefined : stores.episodes.find(line.episodeId);
    const slot = entry && bySlot.get(entry.slotId);
    const whole = entry && changes.get(entryKey(entry));
    const own = entry && slot && entry.item > 0 ? ownItem(slot, whole, entry.item) : undefined;
    const exception = (entry?.item ? own && changeOf(whole, own.change) : whole) ?? null;
    const start = line.plannedStart ?? line.startedAt!;
    const end = line.plannedEnd ?? line.endedAt ?? now;
    return {
      entryId: line.entryId,
      slotId: entry?.slotId ?? null,
      recurrenceId: entry?.recurrenceId ?? null,
      item: entry?.item ?? 0,
      isFixed: own?.item.afterMs != null,
      kind: line.kind,
      title: line.title,
      programmeId: entry?.programmeId ?? episode?.programmeId ?? null,
      programmeName: programmes.get(entry?.programmeId ?? episode?.programmeId ?? '') ?? null,
      episodeId: line.episodeId,
      episodeLabel: line.episodeLabel,
      episodeTitle: episode?.title ?? null,
      recordingId: entry?.recordingId ?? episode?.recordingId ?? null,
      zoneId: entry?.zoneId ?? WHOLE_COMMUNE,
      start,
      length: between(start, end),
      slotEnd: entry?.slotEnd ?? null,
      endMode: entry?.endMode ?? 'finish',
      state: line.outcome ?? stateOf(line.missing, start, end, now),
      missing: line.missing,
      reason: line.reason,
      exception,
      moved: exception && slot ? movedOf(exception, slot) : null,
      // Of what the log tells already, the calendar has no more to say.
      ruling: (slot && start > now && calendar.ruling(slot, start, exception?.movedTo != null)) || null,
      // The second notice of a place and those behind it are where the notices' own order puts them.
      isOpen: slot !== undefined && start > now && line.outcome === null && (entry?.item ?? 0) < NOTICE_ITEMS,
      noticeId: slot && entry?.kind === 'notice' && start > now && line.outcome === null ? noticeOf(entry) : undefined,
    };
  });

  const inPlace = (place: Omit<Place, 'duration'>, state: LineState): DayLine => ({
    entryId: null,
    slotId: place.slot.id,
    recurrenceId: place.recurrenceId,
    item: 0,
    isFixed: false,
    kind: KIND[place.slot.plays],
    title: place.slot.title,
    programmeId: place.slot.programmeId,
    programmeName: programmes.get(place.slot.programmeId ?? '') ?? null,
    episodeId: null,
    episodeLabel: null,
    episodeTitle: null,
    recordingId: place.slot.recordingId,
    zoneId: place.slot.zoneId,
    start: place.start,
    length: place.exception?.durationMs ?? place.slot.durationMs,
    slotEnd: null,
    endMode: place.slot.endMode,
    state,
    missing: null,
    reason: null,
    exception: place.exception ?? null,
    moved: place.exception ? movedOf(place.exception, place.slot) : null,
    ruling: place.ruling ?? null,
    isOpen: place.start > now,
  });

  // On a day that is ready only slots with exceptions, or that the calendar may withhold, add to its entries.
  const touched = new Set(exceptions.map(({ slotId }) => slotId));
  const isBound = ofDay.hasOwnHours || ofDay.type === 'mourning';
  const asked: readonly Slot[] = isReady
    ? slots.filter(({ id, dayTypes }) => touched.has(id) || dayTypes !== null || isBound)
    : slots;
  const rules = common.rulesOf(asked);
  const isHere = (at: EpochMs) => from <= at && at < until;
  const places = common
    .placesOf(asked)
    .filter(({ slot, recurrenceId, start }) => isHere(start) && !known.has(entryKey({ slotId: slot.id, recurrenceId })))
    .map((place) => inPlace(place, stateOfPlace(place)))
    // Whether a slot made since would have been on the playlist of a day that is ready, nobody can tell.
    .filter(({ state, start, slotId }) =>
      state === 'withheld' ? bySlot.get(slotId!)!.changedAt <= start : state === 'cancelled' || !isReady,
    );

  const movedAway = exceptions.flatMap((exception) => {
    const found = rules.get(exception.slotId);
    const moved = found && !exception.cancelled ? movedOf(exception, found.slot) : null;
    if (!found || !moved || !isHere(moved.from) || isHere(moved.to) || !isOfRule(exception, found.rule)) return [];
    const { recurrenceId } = exception;
    return [inPlace({ slot: found.slot, recurrenceId, exception, ruling: undefined, start: moved.from }, 'moved')];
  });

  const made = common
    .placesOf(slots.filter(isSession))
    .filter((place) => isHere(place.start) && place.ruling === undefined && !place.exception?.cancelled);
  const taken = isReady ? made.flatMap((place) => cancelledItems(place, inPlace(place, 'cancelled'), onPlaylist)) : [];
  const sessions = made.map(({ slot, recurrenceId, exception = null, start, duration }) => {
    return {
      slotId: slot.id,
      recurrenceId,
      title: slot.title,
      zoneId: slot.zoneId,
      start,
      length: duration,
      exception,
    };
  });
  const noticePlaces = common
    .placesOf(slots.filter(isNoticePlace))
    .filter((place) => isHere(place.start) && place.exception?.recordingId == null)
    .map(({ slot, recurrenceId, duration }) => ({ slotId: slot.id, recurrenceId, length: duration }));
  const without = [...changes.values()].some(({ session }) => session?.leftOut?.length)
    ? common
        .placesOf(slots.filter(hasNoticePlace))
        .filter((place) => isHere(place.start) && !place.ruling && !place.exception?.cancelled)
        .flatMap((place) => leftOutOf(place, inPlace(place, 'cancelled'), notices(), now))
    : [];
  const lines = [...onPlaylist, ...places, ...movedAway, ...taken, ...without].sort((a, b) => a.start - b.start);
  return { day, calendar: ofDay, today, readyUntil, isReady, sessions, noticePlaces, lines };
}

const ownItem = (slot: Slot, exception: Exception | undefined, key: number): OwnItem | undefined =>
  itemsOf(slot.items, exception?.session).find(({ item }) => item.key === key);

/** Items a person has taken out of a session, each where what comes behind it now stands. */
function cancelledItems({ slot, exception, start }: Place, line: DayLine, heard: readonly DayLine[]): DayLine[] {
  const items = itemsOf(slot.items, exception?.session);
  const standing = new Map(
    heard
      .filter((one) => one.slotId === slot.id && one.recurrenceId === line.recurrenceId)
      .map((one) => [one.item, one]),
  );
  return items.flatMap(({ item, change }, i) => {
    if (!change?.cancelled) return [];
    const next = items.slice(i + 1).find((one) => standing.has(one.item.key));
    const last = [...standing.values()].at(-1);
    const at = (next && standing.get(next.item.key)!.start) ?? (last && after(last.start, last.length)) ?? start;
    const { key, title, programmeId, recordingId, mostMs } = item;
    const own = { item: key, title, programmeId, recordingId, start: at, length: mostMs ?? durationMs(0) };
    const kind = item.plays === 'filler' ? 'filler' : KIND[item.plays];
    return [
      { ...line, ...own, kind, programmeName: null, moved: null, exception: changeOf(exception, change) ?? null },
    ];
  });
}

/** Notices a person has left out of an occurrence. */
function leftOutOf(place: Place, line: DayLine, notices: readonly NoticeInFull[], now: EpochMs): DayLine[] {
  const ids = place.exception?.session?.leftOut ?? [];
  return notices
    .filter(({ id }) => ids.includes(id))
    .map((notice) => {
      const sound = heardVersion(notice)?.sound;
      return {
        ...line,
        ...{ item: LEFT_OUT_ITEMS + notice.id, kind: 'notice', title: notice.title, recordingId: sound?.id ?? null },
        length: durationMs(sound?.playoutFrames ? framesToMs(sound.playoutFrames) : 0),
        ...{ moved: null, exception: null, isOpen: false },
        noticeId: after(place.start, place.duration) > now ? notice.id : undefined,
      };
    });
}

function stateOfPlace({ exception, ruling }: Place): LineState {
  if (exception?.cancelled) return 'cancelled';
  return ruling && ruling.insteadId === null ? 'withheld' : 'planned';
}

function movedOf({ recurrenceId, movedTo }: Exception, { startTime, timeZone }: Slot): DayLine['moved'] {
  if (movedTo === null) return null;
  const at = (wall: string) => placeInZone(Temporal.PlainDateTime.from(wall), timeZone);
  return { from: at(`${recurrenceId}T${startTime}`), to: at(movedTo) };
}
