/**
 * Which notices sound in which place kept for them. A slot that plays notices and names no recording is a session of
 * notices; so is such an item of a session, as far as it reaches. Places are filled in order of time: each notice as
 * often a day as it is to sound, once in a place, those that fit. One longer than an empty place takes it all the same,
 * and the day's playlist says by how much. Pure.
 */
import { readySound } from './episodes.ts';
import type { SessionItem, Slot } from './model.ts';
import type { AirNotice } from './notices.ts';
import type { Place } from './places.ts';
import type { StandingEntry } from './playlist.ts';
import { isSession, itemsOf, type OwnItem } from './session-items.ts';
import { dayOf, framesToMs } from './time.ts';

/** Keys of the second and later notices of an occurrence; the first has the key of its place. No template has so many items. */
export const NOTICE_ITEMS = 10_000;

/** Addresses on the day's playlist of what was left out of an occurrence: this, and the notice's id. */
export const LEFT_OUT_ITEMS = 100_000;

export const isNoticePlace = ({ plays, recordingId }: Pick<Slot, 'plays' | 'recordingId'>): boolean =>
  plays === 'notice' && recordingId === null;

/** Does it sound notices, whole or among other things? */
export const hasNoticePlace = (slot: Slot): boolean =>
  isNoticePlace(slot) || (isSession(slot) && slot.items.some(isNoticeItem));
const isNoticeItem = ({ plays, recordingId }: SessionItem): boolean => plays === 'notice' && recordingId === null;

/** A person put another sound in, or took it out. */
const isAsPlanned = ({ change }: OwnItem): boolean =>
  !change || (!change.cancelled && change.recordingId === null && change.episodeId === null);

const lengthOf = ({ sound }: AirNotice): number => framesToMs(readySound(sound)!.playoutFrames);

export type NoticeFacts = {
  readonly notices: readonly AirNotice[];
  /** Of each occurrence, what stands on the playlist. */
  readonly standing: readonly StandingEntry[];
  readonly hasBegun: (entry: StandingEntry) => boolean;
  readonly zone: string;
};

/** The same places in the same order; those for notices as sessions of them. `isOut`: the occurrence is not to sound. */
export function fillNoticePlaces(
  places: readonly Place[],
  facts: NoticeFacts,
  isOut: (place: Place) => boolean,
): Place[] {
  if (!places.some(({ slot }) => hasNoticePlace(slot))) return [...places];
  const heard = new Map<string, number>();
  const keyOf = (day: string, recordingId: number | null) => `${day} ${recordingId}`;
  const count = (day: string, recordingId: number | null): void => {
    const key = keyOf(day, recordingId);
    heard.set(key, (heard.get(key) ?? 0) + 1);
  };
  const begun = new Map<string, StandingEntry[]>();
  for (const entry of facts.standing) {
    if (entry.kind !== 'notice' || !facts.hasBegun(entry)) continue;
    count(dayOf(entry.plannedStart, facts.zone).toString(), entry.recordingId);
    const key = `${entry.slotId} ${entry.recurrenceId}`;
    begun.set(key, [...(begun.get(key) ?? []), entry]);
  }

  /** Those that sound there besides what has begun there. */
  function take(
    { slot: { id: slotId }, start, exception }: Place,
    room: number,
    before: readonly StandingEntry[],
  ): AirNotice[] {
    const leftOut = exception?.session?.leftOut ?? [];
    const day = dayOf(start, facts.zone).toString();
    let left = room - before.reduce((sum, { plannedStart, plannedEnd }) => sum + plannedEnd - plannedStart, 0);
    const taken: AirNotice[] = [];
    for (const notice of facts.notices) {
      const { sound, slotIds, validFrom, validUntil, timesPerDay } = notice;
      if (!readySound(sound) || day < validFrom || validUntil < day) continue;
      if (slotIds !== null && !slotIds.includes(slotId)) continue;
      if ((heard.get(keyOf(day, sound.id)) ?? 0) >= timesPerDay) continue;
      if (before.some(({ recordingId }) => recordingId === sound.id)) continue;
      if (leftOut.includes(notice.id)) {
        count(day, sound.id);
        continue;
      }
      const isFirst = before.length + taken.length === 0;
      if (lengthOf(notice) > left && !isFirst) continue;
      left -= lengthOf(notice);
      taken.push(notice);
      count(day, sound.id);
    }
    return taken;
  }

  return places.map((place) => {
    const { slot, exception, ruling, recurrenceId } = place;
    if (!hasNoticePlace(slot) || ruling || isOut(place)) return place;
    const standing = begun.get(`${slot.id} ${recurrenceId}`) ?? [];
    let next = NOTICE_ITEMS;
    const used = new Set(standing.map(({ item }) => item));
    const freeKey = (): number => {
      while (used.has(next)) next++;
      used.add(next);
      return next;
    };
    /** `before`: begun in this place. */
    const itemsFor = (item: SessionItem, room: number, before: readonly StandingEntry[]): SessionItem[] => {
      const own = (key: number, title: string, recordingId: number | null, isFirst: boolean): SessionItem => ({
        ...item,
        ...{ key, title, recordingId, mostMs: null, afterMs: isFirst ? item.afterMs : null },
      });
      const coming = take(place, room, before);
      return [
        ...before.map((entry, i) => own(entry.item, entry.title, entry.recordingId, i === 0)),
        ...coming.map(({ title, sound }, i) =>
          own(before.length + i === 0 ? item.key : freeKey(), title, sound.id, before.length + i === 0),
        ),
      ];
    };

    if (isNoticePlace(slot)) {
      if (exception?.recordingId != null || exception?.episodeId != null) return place;
      const whole: SessionItem = {
        ...{ key: 0, title: slot.title, plays: 'notice', programmeId: null, recordingId: null, relayUrl: null },
        ...{ mostMs: null, afterMs: null },
      };
      const items = itemsFor(whole, place.duration, standing);
      return items.length === 0 ? place : { ...place, slot: { ...slot, plays: 'session', programmeId: null, items } };
    }

    const own = itemsOf(slot.items, exception?.session);
    const extra = standing.filter(({ item }) => item >= NOTICE_ITEMS);
    const items = own.flatMap((one): SessionItem[] => {
      if (!isNoticeItem(one.item) || !isAsPlanned(one)) return [one.item];
      const first = standing.filter(({ item }) => item === one.item.key);
      // What follows the first in a session stands behind it; of two places the one that has begun.
      const before = first.length > 0 ? [...first, ...extra.splice(0)] : [];
      return itemsFor(one.item, one.item.mostMs ?? Number.POSITIVE_INFINITY, before);
    });
    // Of what is announced nowhere that day, what follows closes the gap.
    const session = exception?.session && { items: exception.session.items, added: [], order: [] };
    return { ...place, slot: { ...slot, items }, exception: exception && { ...exception, session: session ?? null } };
  });
}
