/** The places for notices on the playlist of the coming days: what each has, whether it fits, and what is heard too seldom. */
import type { NoticePlace, Shortage } from '../../views/notices.tsx';
import { sessionFitWords } from '../core/fit.ts';
import type { Entry } from '../core/model.ts';
import { isNoticePlace } from '../core/notice-places.ts';
import { airNotices, heardVersion, type NoticeInFull } from '../core/notices.ts';
import { entryKey } from '../core/playlist.ts';
import { after, between, dayOf, durationMs, type EpochMs, HOUR, startOfDay } from '../core/time.ts';
import { formatDate, formatDay, formatTime, lengthInWords } from '../core/vietnamese.ts';
import { noticeSlots } from './notice-forms.ts';
import type { Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;
const AHEAD = durationMs(72 * HOUR);

const noticesBetween = ({ stores }: Read, from: EpochMs, until: EpochMs): Entry[] =>
  stores.entries.between(from, until).filter(({ kind }) => kind === 'notice');

/** Those still to come in three days, in order of time. */
export function noticePlaces(station: Read): NoticePlace[] {
  const { clock, config, stores } = station;
  const { zone } = config;
  const now = clock();
  const slots = new Map(noticeSlots(station).map((slot) => [slot.id, slot]));
  const places = new Map<string, Entry[]>();
  for (const entry of noticesBetween(station, now, after(now, AHEAD))) {
    if (!slots.has(entry.slotId)) continue;
    const key = entryKey(entry);
    places.set(key, [...(places.get(key) ?? []), entry]);
  }
  return [...places].map(([key, entries]) => {
    const [first] = entries;
    const slot = slots.get(first!.slotId)!;
    const heard = entries.filter(({ missing }) => missing === null);
    const length = durationMs(heard.reduce((sum, one) => sum + between(one.plannedStart, one.plannedEnd), 0));
    const exception = stores.exceptions.find(first!.slotId, first!.recurrenceId);
    const place = isNoticePlace(slot) ? (exception?.durationMs ?? slot.durationMs) : undefined;
    const day = dayOf(first!.plannedStart, zone);
    return {
      key,
      href: `/lich-phat?ngay=${day}`,
      when: `${formatDay(day)} ${formatTime(first!.plannedStart, zone)}`,
      title: slot.title,
      titles: heard.map(({ title }) => title),
      fit: place === undefined ? lengthInWords(length) : sessionFitWords({ sound: length, place }),
      isOver: place !== undefined && length > place,
    };
  });
}

/** Where a notice stands on the playlist, the soonest first. */
export function comingOf(station: Read, notice: NoticeInFull): { readonly start: EpochMs; readonly words: string }[] {
  const { clock, config } = station;
  const { zone } = config;
  const version = heardVersion(notice);
  if (!version) return [];
  const now = clock();
  return noticesBetween(station, now, after(now, AHEAD))
    .filter(({ recordingId }) => recordingId === version.recordingId)
    .map(({ plannedStart: start }) => ({
      start,
      words: `${formatTime(start, zone)}, ${formatDate(dayOf(start, zone))}`,
    }));
}

/** Of tomorrow and the day after: what is heard less often than it should be, because its places are full or too few. */
export function shortagesOf(station: Read, notices: readonly NoticeInFull[]): Shortage[] {
  const { clock, config } = station;
  const { zone } = config;
  const today = dayOf(clock(), zone);
  return [1, 2].flatMap((ahead) => {
    const day = today.add({ days: ahead });
    const heard = noticesBetween(station, startOfDay(day, zone), startOfDay(day.add({ days: 1 }), zone));
    return airNotices(notices).flatMap((notice): Shortage[] => {
      const { id, title, validFrom, validUntil, timesPerDay, sound } = notice;
      if (String(day) < validFrom || validUntil < String(day)) return [];
      const times = heard.filter(({ recordingId }) => recordingId === sound.id).length;
      if (times >= timesPerDay) return [];
      const words = times === 0 ? 'chưa có chỗ phát' : `mới có chỗ cho ${times} trong ${timesPerDay} lần`;
      return [{ id, title, day: formatDate(day), words }];
    });
  });
}
