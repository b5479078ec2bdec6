/** A station with the plan of Đăk Tô, an editor, an approver and a viewer, and sound to make issues of. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { frames, RATE } from '../../src/core/time.ts';
import { openWeb, type Web } from './web.ts';

export const CDS = 'cds-phat-thanh-xa';
export const MONTHLY = 'cds-truyen-thanh-co-so';

export type Newsroom = Awaited<ReturnType<typeof openNewsroom>>;

export async function openNewsroom() {
  const web = await openWeb();
  const { plans, recordings } = web.station.stores;
  const file = join(import.meta.dirname, '../../schedules/dak-to-2025.yaml');
  const source = readFileSync(file, 'utf8');
  const plan = parsePlanFile(source);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  plans.importPlan(plan.value, source, web.now);

  /** A checked recording; the name stands for its sound. */
  function addRecording(title: string, { minutes = 14, ready = true } = {}): { id: number; sha: string } {
    const sha = createHash('sha256').update(title).digest('hex');
    const draft = { title, fileName: `${title}.mp3`, sha256: sha, bytes: 1, uploadedBy: null, uploadedAt: web.now };
    const { id } = recordings.add(draft);
    if (!ready) return { id, sha };
    recordings.claim();
    const sound = { format: 'mp3', codec: 'mp3', sampleRate: 44_100, channels: 1 };
    recordings.finish(id, { ...sound, playoutSha256: sha, playoutFrames: frames(minutes * 60 * RATE) }, web.now);
    return { id, sha };
  }

  const approver = web.user(['approver']);

  /** The present sound was approved and has just gone out whole. */
  function airWhole(episodeId: number): void {
    const { recordingId, programmeId } = web.station.stores.episodes.find(episodeId)!;
    const { playoutSha256 } = recordings.find(recordingId!)!;
    const approval = { playoutSha256: playoutSha256!, approverId: approver.user.id, soleReason: null };
    web.station.stores.episodes.approve({ episodeId, ...approval, approvedAt: web.now });
    web.db
      .prepare(
        `INSERT INTO airings (zone_id, kind, title, programme_id, episode_id, playout_sha256, started_at, ended_at, played_frames,
           total_frames, outcome)
         VALUES ('main', 'premiere', '', @programmeId, @episodeId, @playoutSha256, @now, @now, 100, 100, 'completed')`,
      )
      .run({ programmeId, episodeId, playoutSha256, now: web.now });
  }

  return {
    web,
    ...web.station.stores,
    addRecording,
    airWhole,
    editor: web.user(['editor']),
    approver,
    viewer: web.user(['viewer']),
    /** One who is both. */
    both: web.user(['editor', 'approver']),
  };
}

/** JSON over the API. */
export const call = (web: Web, method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  web.app.request(`/api/v1${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

export const pageOf = async (response: Response | Promise<Response>): Promise<string> => (await response).text();
