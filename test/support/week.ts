/**
 * The week of Monday 8 September 2025 (documents.md §3.5) on Wednesday at 08:00: the plan of Đăk Tô, some issues approved,
 * others missing; Monday and Tuesday have aired, one of them not whole; Thursday's talk is cancelled.
 */
import { Temporal } from 'temporal-polyfill';
import type { Slot } from '../../src/core/model.ts';
import { durationMs, type EpochMs, frames } from '../../src/core/time.ts';
import { anAiring } from './airings.ts';
import { openNewsroom } from './newsroom.ts';
import { at } from './schedule.ts';

const ISSUES: Readonly<Record<string, number>> = {
  'cds-phat-thanh-xa': 1,
  'cchc-truyen-thanh': 2,
  'ban-tin-xa': 5,
  'guong-nguoi-tot': 1,
  'tieng-xo-dang': 1,
  'phap-luat-va-doi-song': 1,
  'suc-khoe-cong-dong': 1,
};

export type WeekDesk = Awaited<ReturnType<typeof openWeekDesk>>;

export async function openWeekDesk() {
  const room = await openNewsroom();
  const { web, slots, episodes, entries, airings, exceptions } = room;
  web.now = at('2025-09-08 04:00');
  const tune = room.addRecording('Nhạc hiệu', { minutes: 2 });
  for (const slot of slots.list().filter(({ plays }) => plays === 'recording'))
    slots.change({ ...slot, recordingId: tune.id, changedAt: web.now });
  for (const [programmeId, count] of Object.entries(ISSUES))
    for (let number = 1; number <= count; number++) {
      const sound = room.addRecording(`${programmeId} ${number}`, { minutes: programmeId === 'ban-tin-xa' ? 8 : 10 });
      const who = { authorId: room.editor.user.id, createdAt: web.now };
      const draft = { programmeId, year: 2025, number, title: `Tin ${number}`, notes: '', topics: [] };
      const added = episodes.add({ ...draft, ...who, recordingId: sound.id });
      if (!added.ok) throw new Error(added.error);
      episodes.approve({
        episodeId: added.value.id,
        playoutSha256: sound.sha,
        approverId: room.approver.user.id,
        soleReason: null,
        approvedAt: web.now,
      });
    }
  web.station.planner.rebuild();
  for (const day of ['2025-09-08', '2025-09-09']) {
    for (const entry of entries.onDay(Temporal.PlainDate.from(day), web.station.config.zone)) {
      if (entry.missing !== null) continue;
      const isCut = entry.slotId === 'tieng-xo-dang-phat-moi';
      airings.add(
        anAiring({
          ...entry,
          entryId: entry.id,
          episodeLabel: null,
          programmeName: null,
          startedAt: entry.plannedStart,
          endedAt: entry.plannedEnd,
          playedFrames: frames(isCut ? 1 : entry.playoutFrames!),
          totalFrames: entry.playoutFrames,
          outcome: isCut ? 'cut' : 'completed',
          reason: isCut ? 'command-stop' : null,
        }),
      );
    }
  }
  web.now = at('2025-09-10 08:00');
  exceptions.put({
    slotId: 'tieng-xo-dang-phat-lai',
    recurrenceId: '2025-09-11',
    cancelled: true,
    movedTo: null,
    durationMs: null,
    episodeId: null,
    reason: 'Mất điện thôn 3',
    madeBy: room.editor.user.id,
    madeAt: web.now,
  });
  web.station.planner.rebuild();

  /** Where a slot's occurrences stand on the playlist: 'yyyy-mm-dd' of the rule → wall clock of the station. */
  const places = (slotId: string) =>
    Object.fromEntries(
      entries
        .between(at('2025-09-10 08:00'), at('2025-12-31 00:00'))
        .filter((entry) => entry.slotId === slotId)
        .map((entry) => [entry.recurrenceId, wall(entry.plannedStart)]),
    );
  const slot = (id: string): Slot => slots.find(id)!;
  return { ...room, places, slot, minutes: (n: number) => durationMs(n * 60_000) };
}

/** `10/9 17:10`. */
export const wall = (start: EpochMs): string => {
  const when = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('Asia/Ho_Chi_Minh');
  return `${when.day}/${when.month} ${when.toPlainTime().toString({ smallestUnit: 'minute' })}`;
};
