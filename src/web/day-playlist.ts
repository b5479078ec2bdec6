/** Reads one day of the playlist: its entries with how they went, and what people changed about it. */
import { Temporal } from 'temporal-polyfill';
import { type DayLine, type DayPlaylist, type LineState, READY_DAYS, stateOf } from '../core/day-playlist.ts';
import type { Exception, Slot } from '../core/model.ts';
import { isOfRule, type Place, placeOccurrences, readRules } from '../core/places.ts';
import { entryKey } from '../core/playlist.ts';
import { between, dayOf, type EpochMs, placeInZone, startOfDay } from '../core/time.ts';
import type { Station } from './station.ts';

const PLANNED_KIND = {
  premiere: 'premiere',
  replay: 'replay',
  recording: 'music',
  relay: 'relay',
  notice: 'notice',
} as const;

export function dayPlaylist({ stores, config: { zone }, clock }: Station, day: Temporal.PlainDate): DayPlaylist {
  const now = clock();
  const today = dayOf(now, zone);
  const from = startOfDay(day, zone);
  const until = startOfDay(day.add({ days: 1 }), zone);
  const readyUntil = today.add({ days: READY_DAYS - 1 });
  const isReady = Temporal.PlainDate.compare(day, readyUntil) <= 0;

  const entries = new Map(stores.entries.onDay(day, zone).map((entry) => [entry.id, entry]));
  const known = new Set([...entries.values()].map(entryKey));
  const exceptions = stores.exceptions.since(day.subtract({ days: 2 }));
  const slots = stores.slots.list();
  const bySlot = new Map(slots.map((slot) => [slot.id, slot]));
  const changes = new Map(exceptions.map((one) => [entryKey(one), one]));
  const programmes = new Map(stores.programmes.list({ archived: true }).map(({ id, name }) => [id, name]));

  const onPlaylist = stores.today.lines(from, until).map((line): DayLine => {
    const entry = entries.get(line.entryId ?? 0);
    const episode = line.episodeId === null ? undefined : stores.episodes.find(line.episodeId);
    const slot = entry && bySlot.get(entry.slotId);
    const exception = (entry && changes.get(entryKey(entry))) ?? null;
    const start = line.plannedStart ?? line.startedAt!;
    const end = line.plannedEnd ?? line.endedAt ?? now;
    return {
      entryId: line.entryId,
      slotId: entry?.slotId ?? null,
      recurrenceId: entry?.recurrenceId ?? null,
      kind: line.kind,
      title: line.title,
      programmeId: entry?.programmeId ?? episode?.programmeId ?? null,
      programmeName: programmes.get(entry?.programmeId ?? episode?.programmeId ?? '') ?? null,
      episodeId: line.episodeId,
      episodeLabel: line.episodeLabel,
      episodeTitle: episode?.title ?? null,
      recordingId: entry?.recordingId ?? episode?.recordingId ?? null,
      start,
      length: between(start, end),
      state: line.outcome ?? stateOf(line.missing, start, end, now),
      missing: line.missing,
      reason: line.reason,
      exception,
      moved: exception && slot ? movedOf(exception, slot) : null,
      isOpen: slot !== undefined && start > now && line.outcome === null,
    };
  });

  const inPlace = (place: Omit<Place, 'duration'>, state: LineState): DayLine => ({
    entryId: null,
    slotId: place.slot.id,
    recurrenceId: place.recurrenceId,
    kind: PLANNED_KIND[place.slot.plays],
    title: place.slot.title,
    programmeId: place.slot.programmeId,
    programmeName: programmes.get(place.slot.programmeId ?? '') ?? null,
    episodeId: null,
    episodeLabel: null,
    episodeTitle: null,
    recordingId: place.slot.recordingId,
    start: place.start,
    length: place.exception?.durationMs ?? place.slot.durationMs,
    state,
    missing: null,
    reason: null,
    exception: place.exception ?? null,
    moved: place.exception ? movedOf(place.exception, place.slot) : null,
    isOpen: place.start > now,
  });

  // On a day that is ready only slots with exceptions have anything to add to its entries.
  const touched = new Set(exceptions.map(({ slotId }) => slotId));
  const asked: readonly Slot[] = isReady ? slots.filter(({ id }) => touched.has(id)) : slots;
  const rules = readRules(asked);
  const places = placeOccurrences({ slots: asked, exceptions, from: day, until: day, zone }, rules)
    .filter(({ slot, recurrenceId }) => !known.has(entryKey({ slotId: slot.id, recurrenceId })))
    .filter(({ exception }) => exception?.cancelled || !isReady)
    .map((place) => inPlace(place, place.exception?.cancelled ? 'cancelled' : 'planned'));

  const isHere = (at: EpochMs) => from <= at && at < until;
  const movedAway = exceptions.flatMap((exception) => {
    const found = rules.get(exception.slotId);
    const moved = found && !exception.cancelled ? movedOf(exception, found.slot) : null;
    if (!found || !moved || !isHere(moved.from) || isHere(moved.to) || !isOfRule(exception, found.rule)) return [];
    const { recurrenceId } = exception;
    return [inPlace({ slot: found.slot, recurrenceId, exception, start: moved.from }, 'moved')];
  });

  const lines = [...onPlaylist, ...places, ...movedAway].sort((a, b) => a.start - b.start);
  return { day, today, readyUntil, isReady, lines };
}

function movedOf({ recurrenceId, movedTo }: Exception, { startTime, timeZone }: Slot): DayLine['moved'] {
  if (movedTo === null) return null;
  const at = (wall: string) => placeInZone(Temporal.PlainDateTime.from(wall), timeZone);
  return { from: at(`${recurrenceId}T${startTime}`), to: at(movedTo) };
}
