/** Rows the air needs, put in straight: a slot, a recording with a playout copy, and an entry for it. */
import { createHash } from 'node:crypto';
import type { Db } from '../../src/storage/database.ts';

export function seedEntry(
  db: Db,
  entry: { start: number; frames: number; id?: string; missing?: string; playoutSha256?: string; zoneId?: string },
): number {
  const count = db.prepare<[], number>('SELECT count(*) FROM slots').pluck().get()!;
  const slotId = entry.id ?? `khung-${count}`;
  const sha = entry.playoutSha256 ?? createHash('sha256').update(slotId).digest('hex');
  db.prepare(
    `INSERT INTO slots (id, title, rrule, start_date, start_time, time_zone, duration_ms, plays, position, changed_at)
     VALUES (?, ?, 'FREQ=DAILY', '2025-08-25', '17:10:00', 'Asia/Ho_Chi_Minh', 60000, 'recording', 0, 0)`,
  ).run(slotId, slotId);
  const recordingId = db
    .prepare<[string, string, string, number], number>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, playout_sha256, playout_frames, uploaded_at)
       VALUES (?, 'a.mp3', ?, 1, 'ready', ?, ?, 0) ON CONFLICT (sha256) DO UPDATE SET bytes = 1 RETURNING id`,
    )
    .pluck()
    .get(slotId, sha, sha, entry.frames);
  const sound = entry.missing === undefined;
  return db
    .prepare<unknown[], number>(
      `INSERT INTO entries (slot_id, recurrence_id, zone_id, kind, title, recording_id, playout_sha256, playout_frames,
         missing, planned_start, planned_end)
       VALUES (?, '2025-09-10', ?, 'music', ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    )
    .pluck()
    .get(
      slotId,
      entry.zoneId ?? 'main',
      slotId,
      sound ? recordingId : null,
      sound ? sha : null,
      sound ? entry.frames : null,
      entry.missing ?? null,
      entry.start,
      entry.start + Math.ceil(entry.frames / 48),
    )!;
}

export function seedUser(db: Db, username = 'truc'): number {
  return db
    .prepare<[string], number>(
      `INSERT INTO users (username, name, password_hash, roles, created_at)
       VALUES (?, 'Người trực', '', '["operator"]', 0) RETURNING id`,
    )
    .pluck()
    .get(username)!;
}
