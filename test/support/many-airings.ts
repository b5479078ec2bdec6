/** A log of years: rows like those the recorder writes, straight into the table, the same every time. */
import type { AiringKind, Outcome, Reason } from '../../src/core/model.ts';
import type { Db } from '../../src/storage/database.ts';

export const FIRST_AIRING = Date.UTC(2025, 0, 1, 22, 30);
/** One airing every four minutes: a million are less than eight years. */
export const AIRING_EVERY_MS = 240_000;

const PROGRAMMES = [
  { id: 'cds', name: 'Chuyển đổi số', kind: 'premiere', word: 'Số' },
  { id: 'cchc', name: 'Cải cách hành chính', kind: 'replay', word: 'Số' },
  { id: 'cds-ttcs', name: 'Chuyển đổi số – Thông tin cơ sở', kind: 'premiere', word: 'Chuyên mục tháng' },
  { id: 'phan-hoi', name: 'Phản hồi ý kiến của Nhân dân', kind: 'replay', word: 'Kỳ' },
  { id: null, name: null, kind: 'music', word: '' },
] as const satisfies readonly { id: string | null; name: string | null; kind: AiringKind; word: string }[];

const ENDINGS: readonly { outcome: Outcome; reason: Reason | null }[] = [
  ...Array<{ outcome: Outcome; reason: null }>(16).fill({ outcome: 'completed', reason: null }),
  { outcome: 'cut', reason: 'later-start' },
  { outcome: 'failed', reason: 'decoder-failed' },
  { outcome: 'missed', reason: 'no-approved-episode' },
  { outcome: 'skipped', reason: 'command-skip' },
];

/** An issue is aired four times, once every five rows of the log. */
const issueAt = (i: number): number => Math.floor(i / 20) * 5 + (i % 5) + 1;
const soundOf = (episodeId: number): string => String(episodeId % 97).padStart(64, 'ab12cd34');

/** All issues of that many airings, of episodes that are nowhere else; the airings added afterwards say so. */
export function approveManyIssues(db: Db, count: number): void {
  db.pragma('foreign_keys = OFF');
  db.exec('DROP TRIGGER approvals_are_of_the_present_sound; DROP TRIGGER approved_is_a_step');
  const add = db.prepare(
    'INSERT INTO approvals (episode_id, playout_sha256, author_id, approver_id, approved_at) VALUES (?, ?, 1, 2, 0)',
  );
  db.transaction(() => {
    for (let id = 1; id <= issueAt(count); id++) add.run(id, soundOf(id));
  })();
}

/** `programmeIds`: what stands for the programmes named here, where a plan is to owe them. */
export function addManyAirings(
  db: Db,
  count: number,
  first = FIRST_AIRING,
  programmeIds: Readonly<Record<string, string>> = {},
): void {
  const add = db.prepare(
    `INSERT INTO airings (zone_id, slot_id, recurrence_id, kind, title, programme_id, programme_name, episode_id,
       episode_label, recording_id, playout_sha256, planned_start, planned_end, started_at, ended_at, played_frames,
       total_frames, lateness_ms, outcome, reason, approval_id)
     VALUES ('main', 'chieu', '2025-01-01', @kind, @title, @programmeId, @programmeName, @episodeId, @episodeLabel, 1,
       @playoutSha256, @plannedStart, @plannedEnd, @startedAt, @endedAt, @playedFrames, @totalFrames, @latenessMs,
       @outcome, @reason,
       (SELECT id FROM approvals WHERE episode_id = @episodeId AND playout_sha256 = @playoutSha256))`,
  );
  db.transaction(() => {
    for (let i = 0; i < count; i++) {
      const { id, name, kind, word } = PROGRAMMES[i % PROGRAMMES.length]!;
      const { outcome, reason } = ENDINGS[(i * 7) % ENDINGS.length]!;
      const aired = !['missed', 'skipped'].includes(outcome);
      const totalMs = 60_000 + ((i * 977) % 120_000);
      const playedMs = !aired ? 0 : outcome === 'completed' ? totalMs : Math.floor(totalMs / 3);
      const plannedStart = first + i * AIRING_EVERY_MS;
      const lateness = i % 9;
      const startedAt = aired ? plannedStart + lateness : null;
      const episodeId = id && issueAt(i);
      add.run({
        kind,
        title: name ?? 'Nhạc hiệu, lời chào',
        programmeId: id && (programmeIds[id] ?? id),
        programmeName: name,
        episodeId,
        episodeLabel: id && `${word} ${String((i % 12) + 1).padStart(2, '0')}/2025`,
        playoutSha256: soundOf(episodeId ?? i),
        plannedStart,
        plannedEnd: plannedStart + totalMs,
        startedAt,
        endedAt: startedAt && startedAt + playedMs,
        playedFrames: playedMs * 48,
        totalFrames: totalMs * 48,
        latenessMs: aired ? lateness : null,
        outcome,
        reason,
      });
    }
  })();
}
