/** The quarter of documents.md §3.4 as rows of a station's own database: issues, approvals, and the log. */
import { framesToMs, MINUTE } from '../../src/core/time.ts';
import { anAiring } from './airings.ts';
import { goldenEpisodes, goldenLog } from './golden.ts';
import { openNewsroom } from './newsroom.ts';
import { at } from './schedule.ts';

export type GoldenStation = Awaited<ReturnType<typeof openGoldenStation>>;

/** It is the morning after the period closed. */
export async function openGoldenStation() {
  const room = await openNewsroom();
  const { web, episodes, airings, addRecording, editor, approver } = room;
  web.now = at('2025-09-15 07:30');
  const log = goldenLog();
  const ids = new Map<number, { id: number; sha: string }>();
  for (const { id, title: _, ...episode } of goldenEpisodes) {
    const first = log.find(({ episodeId }) => episodeId === id)!;
    const minutes = framesToMs(first.totalFrames!) / MINUTE;
    const recording = addRecording(`${episode.programmeId} ${episode.number}`, { minutes });
    const added = episodes.add({
      ...episode,
      title: `Nội dung số ${episode.number}`,
      notes: '',
      recordingId: recording.id,
      authorId: editor.user.id,
      createdAt: at('2025-08-25 08:00'),
    });
    if (!added.ok) throw new Error(added.error);
    ids.set(id, { id: added.value.id, sha: recording.sha });
    const approved = episodes.approve({
      episodeId: added.value.id,
      playoutSha256: recording.sha,
      approverId: approver.user.id,
      soleReason: null,
      approvedAt: first.approvedAt!,
    });
    if (!approved.ok) throw new Error(approved.error);
  }
  for (const { programmeId, episodeId, plannedStart, startedAt, endedAt, playedFrames, totalFrames, kind } of log) {
    if (programmeId === null) continue;
    const episode = ids.get(episodeId!)!;
    airings.add(
      anAiring({
        ...{ programmeId, plannedStart, startedAt, endedAt, playedFrames, totalFrames, kind },
        episodeId: episode.id,
        playoutSha256: episode.sha,
        recurrenceId: null,
      }),
    );
  }
  return { ...room, reporter: web.user(['reporter']) };
}
