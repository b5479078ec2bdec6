/** Notices with their versions, the approvals of those, and which of two priority ones went first. */

import type { Outcome } from '../core/model.ts';
import type {
  Notice,
  NoticeApproval,
  NoticeInFull,
  NoticePrecedence,
  NoticeVersion,
  VersionInFull,
} from '../core/notices.ts';
import type { EpochMs } from '../core/time.ts';
import { violates } from './constraint.ts';
import type { Db } from './database.ts';

type Row = Omit<Notice, 'isPriority' | 'slotIds'> & { readonly isPriority: 0 | 1; readonly slotIds: string | null };
type VersionRow = NoticeVersion & {
  readonly state: VersionInFull['sound']['state'];
  readonly soundArchivedAt: EpochMs | null;
  readonly playoutSha256: string | null;
  readonly playoutFrames: VersionInFull['sound']['playoutFrames'];
};
export type NoticeAiring = { readonly id: number; readonly startedAt: EpochMs; readonly outcome: Outcome };
export type NoticeDraft = Omit<Notice, 'id' | 'position' | 'archivedAt'>;
export type NoticeChange = Omit<Notice, 'position' | 'bulletinId' | 'createdBy' | 'createdAt' | 'archivedAt'>;
export type VersionDraft = Pick<NoticeVersion, 'noticeId' | 'text' | 'spoken' | 'recordingId' | 'authorId' | 'madeAt'>;
export type NoticeApprovalDraft = Omit<NoticeApproval, 'id' | 'authorId' | 'withdrawnAt' | 'withdrawnBy'> & {
  readonly soleModeId: number | null;
};

const NOTICE = `id, title, source, is_priority AS isPriority, valid_from AS validFrom, valid_until AS validUntil,
  times_per_day AS timesPerDay, slot_ids AS slotIds, position, bulletin_id AS bulletinId, created_by AS createdBy,
  created_at AS createdAt, changed_at AS changedAt, archived_at AS archivedAt`;
const VERSION = `v.id, v.notice_id AS noticeId, v.number, v.text, v.spoken, v.recording_id AS recordingId,
  v.author_id AS authorId, v.made_at AS madeAt, v.submitted_at AS submittedAt, v.returned_at AS returnedAt,
  v.returned_by AS returnedBy, v.return_note AS returnNote, r.state, r.archived_at AS soundArchivedAt,
  r.playout_sha256 AS playoutSha256, r.playout_frames AS playoutFrames`;
const APPROVAL = `id, version_id AS versionId, playout_sha256 AS playoutSha256, author_id AS authorId,
  approver_id AS approverId, sole_reason AS soleReason, signed_as AS signedAs, mandate, approved_at AS approvedAt,
  heard_ms AS heardMs, length_ms AS lengthMs, withdrawn_at AS withdrawnAt, withdrawn_by AS withdrawnBy`;

const decode = (row: Row): Notice => ({
  ...row,
  isPriority: row.isPriority === 1,
  slotIds: row.slotIds === null ? null : (JSON.parse(row.slotIds) as string[]),
});
const encode = <T extends Pick<Notice, 'isPriority' | 'slotIds'>>(notice: T) => ({
  ...notice,
  isPriority: notice.isPriority ? 1 : 0,
  slotIds: notice.slotIds && JSON.stringify(notice.slotIds),
});

export class Notices {
  readonly #db: Db;
  readonly #add;
  readonly #change;
  readonly #archive;
  readonly #place;
  readonly #find;
  readonly #standing;
  readonly #past;
  readonly #addVersion;
  readonly #versions;
  readonly #submit;
  readonly #giveBack;
  readonly #approvals;
  readonly #approve;
  readonly #withdraw;
  readonly #waiting;
  readonly #decided;
  readonly #airings;
  readonly #addPrecedence;
  readonly #precedences;

  constructor(db: Db) {
    this.#db = db;
    this.#add = db
      .prepare<object, number>(
        `INSERT INTO notices (title, source, is_priority, valid_from, valid_until, times_per_day, slot_ids, position,
           bulletin_id, created_by, created_at, changed_at)
         VALUES (@title, @source, @isPriority, @validFrom, @validUntil, @timesPerDay, @slotIds,
           (SELECT coalesce(max(position) + 1, 0) FROM notices), @bulletinId, @createdBy, @createdAt, @changedAt)
         RETURNING id`,
      )
      .pluck();
    this.#change = db.prepare<object>(
      `UPDATE notices SET title = @title, source = @source, is_priority = @isPriority, valid_from = @validFrom,
         valid_until = @validUntil, times_per_day = @timesPerDay, slot_ids = @slotIds, changed_at = @changedAt
       WHERE id = @id`,
    );
    this.#archive = db.prepare<{ id: number; at: EpochMs; archivedAt: EpochMs | null }>(
      'UPDATE notices SET archived_at = @archivedAt, changed_at = @at WHERE id = @id',
    );
    this.#place = db.prepare<{ id: number; position: number }>(
      'UPDATE notices SET position = @position WHERE id = @id',
    );
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${NOTICE} FROM notices WHERE id = @id`);
    this.#standing = db.prepare<{ day: string }, Row>(
      `SELECT ${NOTICE} FROM notices WHERE archived_at IS NULL AND valid_until >= @day ORDER BY is_priority DESC, position, id`,
    );
    this.#past = db.prepare<{ day: string; limit: number; before: number }, Row>(
      `SELECT ${NOTICE} FROM notices WHERE (archived_at IS NOT NULL OR valid_until < @day) AND id < @before
       ORDER BY id DESC LIMIT @limit`,
    );
    this.#addVersion = db
      .prepare<VersionDraft, number>(
        `INSERT INTO notice_versions (notice_id, number, text, spoken, recording_id, author_id, made_at)
         VALUES (@noticeId, (SELECT coalesce(max(number), 0) + 1 FROM notice_versions WHERE notice_id = @noticeId), @text,
           @spoken, @recordingId, @authorId, @madeAt) RETURNING id`,
      )
      .pluck();
    this.#versions = db.prepare<{ noticeId: number }, VersionRow>(
      `SELECT ${VERSION} FROM notice_versions v JOIN recordings r ON r.id = v.recording_id
       WHERE v.notice_id = @noticeId ORDER BY v.number DESC`,
    );
    this.#submit = db.prepare<{ id: number; at: EpochMs }>(
      'UPDATE notice_versions SET submitted_at = @at WHERE id = @id AND submitted_at IS NULL AND returned_at IS NULL',
    );
    this.#giveBack = db.prepare<{ id: number; at: EpochMs; by: number; note: string }>(
      `UPDATE notice_versions SET returned_at = @at, returned_by = @by, return_note = @note
       WHERE id = @id AND submitted_at IS NOT NULL AND returned_at IS NULL`,
    );
    this.#approvals = db.prepare<{ versionId: number }, NoticeApproval>(
      `SELECT ${APPROVAL} FROM notice_approvals WHERE version_id = @versionId ORDER BY approved_at DESC, id DESC`,
    );
    this.#approve = db.prepare<NoticeApprovalDraft, NoticeApproval>(
      `INSERT INTO notice_approvals (version_id, playout_sha256, author_id, approver_id, sole_reason, sole_mode_id, signed_as,
         mandate, approved_at, heard_ms, length_ms)
       VALUES (@versionId, @playoutSha256, (SELECT author_id FROM notice_versions WHERE id = @versionId), @approverId,
         @soleReason, @soleModeId, @signedAs, @mandate, @approvedAt, @heardMs, @lengthMs) RETURNING ${APPROVAL}`,
    );
    this.#withdraw = db.prepare<{ noticeId: number; at: EpochMs; by: number }>(
      `UPDATE notice_approvals SET withdrawn_at = @at, withdrawn_by = @by
       WHERE withdrawn_at IS NULL AND version_id IN (SELECT id FROM notice_versions WHERE notice_id = @noticeId)`,
    );
    // Only the newest version of a notice waits for anybody.
    this.#waiting = db
      .prepare<{ day: string }, number>(
        `SELECT count(*) FROM notices n JOIN notice_versions v ON v.id =
             (SELECT id FROM notice_versions WHERE notice_id = n.id ORDER BY number DESC LIMIT 1)
           JOIN recordings r ON r.id = v.recording_id AND r.state = 'ready' AND r.archived_at IS NULL
         WHERE n.archived_at IS NULL AND n.valid_until >= @day AND v.submitted_at IS NOT NULL AND v.returned_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM notice_approvals WHERE version_id = v.id AND withdrawn_at IS NULL
             AND playout_sha256 = r.playout_sha256)`,
      )
      .pluck();
    this.#decided = db
      .prepare<{ from: EpochMs; until: EpochMs }, number>(
        `SELECT notice_id FROM notice_versions v
         WHERE v.submitted_at >= @from AND v.submitted_at < @until OR v.returned_at >= @from AND v.returned_at < @until
           OR v.id IN (SELECT version_id FROM notice_approvals
             WHERE approved_at >= @from AND approved_at < @until OR withdrawn_at >= @from AND withdrawn_at < @until)
         GROUP BY notice_id ORDER BY notice_id`,
      )
      .pluck();
    this.#airings = db.prepare<{ noticeId: number; limit: number }, NoticeAiring>(
      `SELECT id, started_at AS startedAt, outcome FROM airings
       WHERE kind = 'notice' AND started_at IS NOT NULL
         AND recording_id IN (SELECT recording_id FROM notice_versions WHERE notice_id = @noticeId)
       ORDER BY id DESC LIMIT @limit`,
    );
    this.#addPrecedence = db.prepare<object>(
      `INSERT INTO notice_precedences (first_id, second_id, reason, decided_by, decided_at)
       VALUES (@firstId, @secondId, @reason, @decidedBy, @decidedAt)`,
    );
    this.#precedences = db.prepare<{ limit: number }, NoticePrecedence>(
      `SELECT p.id, first_id AS firstId, a.title AS firstTitle, second_id AS secondId, b.title AS secondTitle, reason,
         decided_by AS decidedBy, u.name AS decidedByName, decided_at AS decidedAt
       FROM notice_precedences p JOIN notices a ON a.id = first_id JOIN notices b ON b.id = second_id
         JOIN users u ON u.id = decided_by ORDER BY p.id DESC LIMIT @limit`,
    );
  }

  /** Behind all others, with its first version. */
  add(draft: NoticeDraft, version: Omit<VersionDraft, 'noticeId'>): NoticeInFull {
    return this.#db
      .transaction(() => {
        const id = this.#add.get(encode(draft))!;
        this.#addVersion.get({ ...version, noticeId: id });
        return this.find(id)!;
      })
      .immediate();
  }

  change(notice: NoticeChange): NoticeInFull | undefined {
    this.#change.run(encode(notice));
    return this.find(notice.id);
  }

  archive(id: number, at: EpochMs, archivedAt: EpochMs | null = at): void {
    this.#archive.run({ id, at, archivedAt });
  }

  /** Those of `ids` take the places they have among themselves, in this order. */
  arrange(ids: readonly number[]): void {
    this.#db
      .transaction(() => {
        const places = ids.flatMap((id) => this.#find.get({ id })?.position ?? []).sort((a, b) => a - b);
        for (const [i, id] of ids.entries()) this.#place.run({ id, position: places[i] ?? i });
      })
      .immediate();
  }

  find(id: number): NoticeInFull | undefined {
    const row = this.#find.get({ id });
    return row && this.#whole(row);
  }

  /** In use, and valid on `day` (ISO) or later; in the order in which they take places. */
  standing(day: string): NoticeInFull[] {
    return this.#standing.all({ day }).map((row) => this.#whole(row));
  }

  /** Over or ended by then, newest first; `before` an id. */
  past(day: string, limit: number, before = Number.MAX_SAFE_INTEGER): NoticeInFull[] {
    return this.#past.all({ day, limit, before }).map((row) => this.#whole(row));
  }

  addVersion(draft: VersionDraft): number {
    return this.#addVersion.get(draft)!;
  }

  /** False when it was submitted before, or given back. */
  submit(versionId: number, at: EpochMs): boolean {
    return this.#submit.run({ id: versionId, at }).changes > 0;
  }

  giveBack(versionId: number, note: string, by: number, at: EpochMs): boolean {
    return this.#giveBack.run({ id: versionId, note, by, at }).changes > 0;
  }

  /** `undefined`: the database refuses it: by one who had a hand in it, or of another sound than was submitted. */
  approve(draft: NoticeApprovalDraft): NoticeApproval | undefined {
    try {
      return this.#approve.get(draft);
    } catch (error) {
      if (violates(error, 'TRIGGER')) return undefined;
      throw error;
    }
  }

  /** Whatever of it is approved; false when nothing is. */
  withdraw(noticeId: number, by: number, at: EpochMs): boolean {
    return this.#withdraw.run({ noticeId, by, at }).changes > 0;
  }

  /** How many an approver has to hear. */
  countWaiting(day: string): number {
    return this.#waiting.get({ day })!;
  }

  /** Those that were submitted, given back or approved, or whose approval was taken back, in [from, until). */
  decidedBetween(from: EpochMs, until: EpochMs): NoticeInFull[] {
    return this.#decided.all({ from, until }).flatMap((id) => this.find(id) ?? []);
  }

  /** What went out of it, newest first. */
  airings(noticeId: number, limit: number): NoticeAiring[] {
    return this.#airings.all({ noticeId, limit });
  }

  addPrecedence(row: Pick<NoticePrecedence, 'firstId' | 'secondId' | 'reason' | 'decidedBy' | 'decidedAt'>): void {
    this.#addPrecedence.run(row);
  }

  /** Newest first. */
  precedences(limit = 20): NoticePrecedence[] {
    return this.#precedences.all({ limit });
  }

  #whole(row: Row): NoticeInFull {
    const versions = this.#versions.all({ noticeId: row.id }).map((version): VersionInFull => {
      const { state, soundArchivedAt, playoutSha256, playoutFrames, ...own } = version;
      const sound = { id: own.recordingId, state, archivedAt: soundArchivedAt, playoutSha256, playoutFrames };
      return { ...own, sound, approvals: this.#approvals.all({ versionId: own.id }) };
    });
    return { ...decode(row), versions };
  }
}
