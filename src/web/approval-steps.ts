/** Trình duyệt, thu hồi, trả lại, không duyệt, and how much of a sound somebody has heard: for the page and the API. */
import { z } from '@hono/zod-openapi';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { type EpisodeStep, type HeardRange, heardIn, placeBeyond, unionOf } from '../core/approval.ts';
import { approvalInForce, type EpisodeInFull, isWaiting, readySound, type Sound } from '../core/episodes.ts';
import type { User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { type DurationMs, durationMs, framesToMs } from '../core/time.ts';
import { formatClock } from '../core/vietnamese.ts';
import { type By, deskComplaint, soundHeard } from './approval-forms.ts';
import { text } from './forms.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

/** Gives it to the approver. What was not to be heard at all comes back with another sound only. */
export function submitEpisode(station: Station, episode: EpisodeInFull, by: By): Result<EpisodeStep, FieldErrors> {
  const sound = readySound(episode.recording);
  if (episode.archivedAt !== null) return err({ '': 'Số này đã lưu trữ; khôi phục rồi mới trình được' });
  if (!sound) return err({ '': 'Số này chưa có âm thanh phát được nên chưa trình duyệt được' });
  if (approvalInForce(episode)) return err({ '': 'Số này đã được duyệt' });
  if (isWaiting(episode)) return err({ '': 'Số này đang chờ duyệt' });
  const [last] = station.stores.episodeSteps.of(episode.id);
  if (last?.kind === 'rejected' && last.playoutSha256 === sound.playoutSha256)
    return err({ '': 'Âm thanh này không được duyệt; thay âm thanh khác rồi trình lại' });
  return ok(step(station, episode, by, 'submitted'));
}

/** Takes it back before anybody has decided. */
export function recallEpisode(station: Station, episode: EpisodeInFull, by: By): Result<EpisodeStep, FieldErrors> {
  return isWaiting(episode)
    ? ok(step(station, episode, by, 'recalled'))
    : err({ '': 'Số này không chờ duyệt nên không có gì để thu hồi' });
}

const SAY_WHY = 'Viết điều cần sửa hoặc lý do, để người biên tập biết';
export const decisionDraft = z.object({
  playoutSha256: soundHeard,
  kind: z.enum(['returned', 'rejected'], { error: 'Chọn trả lại hoặc không duyệt' }),
  /** May name places in the sound: "đọc sai tên tại 03:20". */
  remark: text(SAY_WHY, 2000),
});
export type DecisionDraft = z.output<typeof decisionDraft>;

/** Sends it back; approvals of sounds it had before end as well. */
export function sendBack(
  station: Station,
  episode: EpisodeInFull,
  by: By,
  { playoutSha256, kind, remark }: DecisionDraft,
): Result<EpisodeStep, FieldErrors> {
  const complaint = deskComplaint(episode, playoutSha256);
  if (complaint !== undefined) return err({ '': complaint });
  const length = lengthOf(episode.recording)!;
  const beyond = placeBeyond(remark, length);
  if (beyond !== undefined)
    return err({ remark: `Âm thanh dài ${formatClock(length)}, không có chỗ ${beyond}; sửa lại vị trí` });
  const said = step(station, episode, by, kind, remark);
  settle(station);
  return ok(said);
}

function step(
  { stores, clock }: Station,
  episode: EpisodeInFull,
  { user, origin }: By,
  kind: 'submitted' | 'recalled' | 'returned' | 'rejected',
  remark = '',
): EpisodeStep {
  const playoutSha256 = readySound(episode.recording)?.playoutSha256 ?? null;
  const said = { episodeId: episode.id, madeBy: user.id, at: clock(), kind, remark, origin, playoutSha256 };
  return stores.episodeSteps.add(said);
}

const lengthOf = (sound: Sound | null): DurationMs | undefined => {
  const ready = readySound(sound);
  return ready && framesToMs(ready.playoutFrames);
};

// listening -----------------------------------------------------------------------------------------------------------

/** A player that hops about makes many; more than these is no listening. */
const MOST_RANGES = 2000;
const place = z.number().min(0).max(86_400_000);
export const listeningDraft = z.object({
  playoutSha256: soundHeard,
  ranges: z.array(z.tuple([place, place])).max(MOST_RANGES),
});

/** `0-4000,8000-9500`: as a player's form sends what it played. */
const rangesOfForm = (typed: string): HeardRange[] =>
  typed
    .split(',')
    .filter((one) => one !== '')
    .map((one) => one.split('-').map((ms) => (ms === '' ? Number.NaN : Number(ms))) as [number, number]);

export type Heard = { readonly heardMs: DurationMs; readonly lengthMs: DurationMs };

/** What somebody has heard of the sound that an issue or a notice has now. */
export function heardOf({ stores }: Pick<Station, 'stores'>, { id }: Pick<User, 'id'>, sound: Sound | null): Heard {
  const ready = readySound(sound);
  const heardMs = ready ? stores.listenings.find(id, ready.playoutSha256).heardMs : durationMs(0);
  return { heardMs, lengthMs: lengthOf(sound) ?? durationMs(0) };
}

/** Adds what was heard of the present sound to what was before; `undefined`: it is another sound by now. */
export function hear(
  { stores, clock }: Station,
  sound: Sound | null,
  { user }: Pick<By, 'user'>,
  { playoutSha256, ranges }: z.output<typeof listeningDraft>,
): Heard | undefined {
  const lengthMs = lengthOf(sound);
  if (lengthMs === undefined || sound?.playoutSha256 !== playoutSha256) return undefined;
  const before = stores.listenings.find(user.id, playoutSha256);
  const all = unionOf([...before.ranges, ...ranges], lengthMs);
  const heardMs = heardIn(all);
  if (heardMs !== before.heardMs) stores.listenings.put(user.id, playoutSha256, { ranges: all, heardMs }, clock());
  return { heardMs, lengthMs };
}

/** What was played up to the press of a button comes with its form; `undefined`: not readable, or of another sound. */
export function hearForm(
  station: Station,
  sound: Sound | null,
  by: Pick<By, 'user'>,
  values: FormValues,
): Heard | undefined {
  const ranges = rangesOfForm(textOf(values, 'ranges'));
  const heard = listeningDraft.safeParse({ playoutSha256: textOf(values, 'playoutSha256'), ranges });
  return heard.success ? hear(station, sound, by, heard.data) : undefined;
}
