/**
 * The operator's desk on Wednesday 10 September 2025 at 17:05: "Chuyển đổi số" has an approved issue for 17:10, the
 * bulletin at 17:30 has none, and the playout answers.
 */

import { type EpochMs, frames, RATE } from '../../src/core/time.ts';
import type { Level } from '../../src/engine/meter.ts';
import { anAiring } from './airings.ts';
import { aSlot, at, furnish, minutes } from './schedule.ts';
import { openWeb } from './web.ts';

export type Desk = Awaited<ReturnType<typeof openDesk>>;

export async function openDesk({ title = 'Chuyển đổi số', answering = true } = {}) {
  const web = await openWeb();
  web.now = at('2025-09-10 17:05');
  const room = furnish(web.db);
  const { airings, commands, entries, programmes, slots } = web.station.stores;
  programmes.add({
    ...{ id: 'tin', planId: null, name: 'Bản tin', abbr: 'BT', issueWord: 'số', area: '', leadUnit: null },
    ...{ evergreenRecordingId: null, music: false, wordsPerMinute: 160 },
  });
  const issue = room.addIssue(1);
  const today = { startDate: '2025-09-10', rrule: 'FREQ=WEEKLY' };
  slots.add(aSlot({ ...today, title }));
  slots.add(
    aSlot({
      ...today,
      id: 'tin',
      title: 'Bản tin',
      startTime: '17:30:00',
      programmeId: 'tin',
      durationMs: minutes(10),
    }),
  );
  web.station.planner.rebuild();
  const [entry, bulletin] = entries.between(web.now, at('2025-09-10 18:00'));
  if (!entry || !bulletin) throw new Error('the playlist was not built');

  const hearOutputs = (listeners = 0) =>
    web.hear({ say: 'outputs', outputs: [{ outputId: 1, state: 'sending', since: web.now, said: '', listeners }] });
  if (answering) hearOutputs();

  /** The recorder's row of an entry that sounds, or of an issue that a person started; four minutes long. */
  function begin(given: { entryId?: number; episodeId?: number | null; startedAt?: EpochMs } = {}): number {
    const startedAt = given.startedAt ?? web.now;
    return airings.add(
      anAiring({
        entryId: given.entryId ?? null,
        title,
        episodeId: given.episodeId ?? null,
        episodeLabel: 'Số 01/2025',
        startedAt,
        endedAt: web.now,
        plannedStart: null,
        plannedEnd: null,
        playedFrames: frames(0),
        totalFrames: frames(240 * RATE),
        outcome: 'on-air',
      }),
    );
  }

  /** A person's stop, obeyed. */
  function hold(issuedBy: number): void {
    const nobody = { zoneId: 'main', entryId: null, episodeId: null };
    const { id } = commands.add({ kind: 'stop', ...nobody, issuedBy, issuedAt: web.now });
    commands.answer(id, 'done', 'Đã dừng phát.', web.now);
  }

  return {
    ...room,
    web,
    issue,
    entry,
    bulletin,
    begin,
    hold,
    hearOutputs,
    hearLevel: (level: Omit<Level, 'zoneId'>) => web.hear({ say: 'levels', levels: [{ zoneId: 'main', ...level }] }),
    operator: web.user(['operator']),
    editor: web.user(['editor']),
    approver: web.user(['approver']),
    viewer: web.user(['viewer']),
  };
}
