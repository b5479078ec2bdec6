/** A station that owes what the plan of Đăk Tô asks for: issues with sound and approval, and a log in a line each. */
import type { Outcome, Reason } from '../../src/core/model.ts';
import { after, durationMs, type EpochMs, frames, msToFrames } from '../../src/core/time.ts';
import type { NewAiring } from '../../src/storage/airings.ts';
import { anAiring } from './airings.ts';
import { CDS, call, MONTHLY, openNewsroom, pageOf } from './newsroom.ts';
import { at, minutes } from './schedule.ts';

export { CDS, MONTHLY };
export const CCHC = 'cchc-truyen-thanh';

export type Aired = {
  readonly at: string | EpochMs;
  readonly episodeId?: number | null;
  readonly programmeId?: string;
  readonly share?: number;
  /** Due, and nothing sounded. */
  readonly silent?: boolean;
  readonly slotId?: string;
  readonly recurrenceId?: string;
  readonly outcome?: Outcome;
  readonly reason?: Reason;
} & Partial<
  Pick<NewAiring, 'playoutSha256' | 'kind' | 'continuesId' | 'fromFrame' | 'playedFrames' | 'paysForId' | 'entryId'>
>;

export async function openDuties(now = '2025-09-11 08:00') {
  const room = await openNewsroom();
  const { web, episodes, airings, addRecording } = room;
  web.now = at(now);
  const author = web.user(['editor']).user.id;

  /** Approved on 26 August, 14 minutes, unless told otherwise. */
  function addIssue(
    programmeId: string,
    number: number,
    { approvedAt = at('2025-08-26 08:00'), topics = [] as string[], length = 14, approved = true } = {},
  ) {
    const { id: recordingId, sha } = addRecording(`${programmeId}-${number}`, { minutes: length });
    const draft = { programmeId, year: 2025, number, title: `Bài ${number}`, notes: '', topics, recordingId };
    const added = episodes.add({ ...draft, authorId: author, createdAt: at('2025-08-25 08:00') });
    if (!added.ok) throw new Error(added.error);
    if (approved) {
      const approval = { episodeId: added.value.id, playoutSha256: sha, approverId: room.approver.user.id };
      const done = episodes.approve({ ...approval, soleReason: null, approvedAt });
      if (!done.ok) throw new Error(done.error);
    }
    return added.value.id;
  }

  const shaOf = (episodeId: number | null): string | null =>
    episodeId === null ? null : (episodes.findInFull(episodeId)?.recording?.playoutSha256 ?? null);

  /** What the recorder writes. Answers the row's id. */
  function air({ at: when, episodeId = null, share = 1, silent = false, ...given }: Aired): number {
    const start = typeof when === 'string' ? at(when) : when;
    const total = msToFrames(minutes(14));
    const ended = silent
      ? { outcome: 'missed' as const, reason: 'down' as const }
      : share < 1
        ? { outcome: 'cut' as const, reason: 'command-stop' as const }
        : { outcome: 'completed' as const, reason: null };
    return airings.add(
      anAiring({
        programmeId: CDS,
        programmeName: 'Chuyển đổi số',
        slotId: null,
        recurrenceId: null,
        episodeId,
        playoutSha256: silent ? null : shaOf(episodeId),
        plannedStart: start,
        plannedEnd: after(start, minutes(15)),
        startedAt: silent ? null : start,
        endedAt: silent ? null : after(start, durationMs(minutes(14) * share)),
        latenessMs: silent ? null : durationMs(0),
        totalFrames: silent ? null : total,
        playedFrames: frames(silent ? 0 : total * share),
        ...ended,
        ...given,
      }),
    );
  }

  /** The playlist as it is now. */
  const entriesAhead = () => room.entries.between(web.now, at('2026-12-31 00:00'));
  const operator = web.user(['operator']);
  return { ...room, addIssue, air, entriesAhead, operator };
}

export type Room = Awaited<ReturnType<typeof openDuties>>;
/** The fortnightly column's obligation. */
export const DUTY = `${CDS}-2025`;

export const page = (room: Room, path = '/tien-do', who = room.editor) => pageOf(room.web.get(path, who.headers));

// biome-ignore lint/suspicious/noExplicitAny: answers of the API, looked into field by field
export type Json = any;
export async function api(room: Room, path: string, method = 'GET', body?: unknown, who = room.editor) {
  const response = await call(room.web, method, path, who.headers, body);
  return { status: response.status, json: (response.status === 204 ? null : await response.json()) as Json };
}

/** The second fortnight has lost its issue: nothing ran at 17:10. */
export async function openDebt(now = '2025-09-11 08:00') {
  const room = await openDuties(now);
  const [one, two] = [room.addIssue(CDS, 1), room.addIssue(CDS, 2)];
  room.air({ at: '2025-08-27 17:10', episodeId: one, slotId: 'cds-phat-moi', recurrenceId: '2025-08-27' });
  const missed = { slotId: 'cds-phat-moi', recurrenceId: '2025-09-10', silent: true };
  const failed = room.air({ at: '2025-09-10 17:10', episodeId: two, ...missed });
  room.web.station.planner.rebuild();
  return { ...room, one, two, failed, path: `/tien-do/${DUTY}/phat-bu/${failed}` };
}
