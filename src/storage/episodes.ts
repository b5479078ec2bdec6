/**
 * Episodes with their topics, their approvals and what the log says of them. An approval belongs to one sound: which
 * one is in force is for `core/episodes.ts` to say; that nobody approves their own without a reason, for the database.
 */
import type { EpisodeStep } from '../core/approval.ts';
import type { EpisodeInFull, Issue, Sound } from '../core/episodes.ts';
import { VIETNAMESE } from '../core/languages.ts';
import type { Approval, Episode } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { EpochMs } from '../core/time.ts';
import { fold } from '../core/vietnamese.ts';
import { violates } from './constraint.ts';
import { AiredIssues, airedAlone } from './counted.ts';
import { type Credits, EpisodeCredits } from './credits.ts';
import type { Db } from './database.ts';
import { lastStep, onDesk } from './episode-steps.ts';

type Version = Pick<Episode, 'language' | 'validFrom' | 'validUntil'>;
/** Who made it and what it draws on; left out, that stays as it is. */
type Credited = { readonly credits?: Credits };
/** Left out: in Vietnamese, and without a validity that ends. */
export type EpisodeDraft = Omit<Episode, 'id' | 'changedAt' | 'archivedAt' | keyof Version> &
  Partial<Version> &
  Credited;
/** Author and time of creation stay what they were. */
export type EpisodeChange = Omit<Episode, 'authorId' | 'createdAt' | 'archivedAt'> & Credited & { changedBy?: number };
/** `playoutSha256` is the sound the approver was given to hear. */
export type ApprovalDraft = Pick<Approval, 'episodeId' | 'playoutSha256' | 'approverId' | 'soleReason' | 'approvedAt'> &
  Partial<Pick<Approval, keyof typeof PLAIN_APPROVAL>>;
/** By their own right, and nothing kept of how much they heard. */
const PLAIN_APPROVAL = { soleModeId: null, signedAs: '', mandate: '', heardMs: null, origin: 'station' } as const;
type Withdrawal = Pick<EpisodeStep, 'origin' | 'remark'>;

export type EpisodeFilter = {
  readonly programmeId?: string | undefined;
  /** In any case and without diacritics, within title, notes or programme name. */
  readonly search?: string | undefined;
  readonly archived?: boolean;
};

type Row = Omit<Episode, 'topics'> & { readonly topics: string };
type FullRow = Row & {
  readonly soundState: Sound['state'] | null;
  readonly soundArchivedAt: Sound['archivedAt'];
  readonly playoutSha256: Sound['playoutSha256'];
  readonly playoutFrames: Sound['playoutFrames'];
  readonly airedAt: EpisodeInFull['airedAt'];
  readonly lastStep: EpisodeInFull['lastStep'];
};

const COLUMNS = `e.id, e.programme_id AS programmeId, e.year, e.number, e.language, e.title, e.notes,
  (SELECT json_group_array(t.key ORDER BY t.position) FROM episode_topics et JOIN topics t ON t.key = et.topic_key
   WHERE et.episode_id = e.id) AS topics,
  e.recording_id AS recordingId, e.valid_from AS validFrom, e.valid_until AS validUntil, e.author_id AS authorId, e.created_at AS createdAt, e.changed_at AS changedAt,
  e.archived_at AS archivedAt`;
const SOUND = `r.state AS soundState, r.archived_at AS soundArchivedAt, r.playout_sha256 AS playoutSha256,
  r.playout_frames AS playoutFrames`;
const APPROVAL = `approvals.id, episode_id AS episodeId, playout_sha256 AS playoutSha256, approvals.author_id AS authorId,
  approver_id AS approverId, sole_reason AS soleReason, sole_mode_id AS soleModeId, signed_as AS signedAs, mandate,
  heard_ms AS heardMs, length_ms AS lengthMs, origin, approved_at AS approvedAt, withdrawn_at AS withdrawnAt`;

/** `@search` is folded already; `@ids` is a JSON list. */
const MATCHES = `(@ids IS NULL OR e.id IN (SELECT value FROM json_each(@ids))) AND (@programmeId IS NULL
  OR e.programme_id = @programmeId) AND (e.archived_at IS NULL OR @archived)
  AND (@search = '' OR instr(fold(e.title || ' ' || e.notes || ' ' || p.name || ' ' || p.abbr), @search) > 0)`;
type Match = { ids: string | null; programmeId: string | null; search: string; archived: 0 | 1 };
const ANY: Match = { ids: null, programmeId: null, search: '', archived: 0 };

/** Issues that are there in more than one language: whether one has aired is asked of all its versions. */
const IN_LANGUAGES = `SELECT e.id FROM episodes e JOIN episodes o ON o.programme_id = e.programme_id AND o.year = e.year
  AND o.number = e.number AND o.id <> e.id WHERE e.archived_at IS NULL AND o.archived_at IS NULL`;

const decode = (row: Row): Episode => ({ ...row, topics: JSON.parse(row.topics) as string[] });

export class Episodes {
  readonly #db: Db;
  readonly #add;
  readonly #change;
  readonly #addTopic;
  readonly #clearTopics;
  readonly #find;
  readonly #issues;
  readonly #versions;
  readonly #matching;
  readonly #setRecording;
  readonly #archive;
  readonly #approve;
  readonly #withdraw;
  readonly #approvals;
  readonly #approvalsOf;
  readonly #forPlaylist;
  readonly #countWaiting;
  readonly #aired;
  readonly #credits;

  constructor(db: Db) {
    this.#db = db;
    db.function('fold', { deterministic: true }, (text) => fold(String(text)));
    this.#add = db
      .prepare<[Omit<EpisodeDraft, 'topics' | 'credits'> & Version], number>(
        `INSERT INTO episodes (programme_id, year, number, language, title, notes, recording_id, valid_from, valid_until,
           author_id, created_at, changed_at, sound_by)
         VALUES (@programmeId, @year, @number, @language, @title, @notes, @recordingId, @validFrom, @validUntil,
           @authorId, @createdAt, @createdAt, iif(@recordingId IS NULL, NULL, @authorId))
         RETURNING id`,
      )
      .pluck();
    this.#change = db.prepare<[Omit<EpisodeChange, 'topics' | 'credits' | 'changedBy'> & { changedBy: number | null }]>(
      `UPDATE episodes SET programme_id = @programmeId, year = @year, number = @number, language = @language,
         title = @title, notes = @notes, recording_id = @recordingId, valid_from = @validFrom,
         valid_until = @validUntil, changed_at = @changedAt, changed_by = coalesce(@changedBy, changed_by),
         sound_by = iif(recording_id IS @recordingId, sound_by, @changedBy) WHERE id = @id`,
    );
    this.#addTopic = db.prepare<{ id: number; topic: string }>(
      'INSERT OR IGNORE INTO episode_topics (episode_id, topic_key) VALUES (@id, @topic)',
    );
    this.#clearTopics = db.prepare<{ id: number }>('DELETE FROM episode_topics WHERE episode_id = @id');
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM episodes e WHERE e.id = @id`);
    this.#issues = db.prepare<{ programmeId: string }, Issue>(
      'SELECT year, number FROM episodes WHERE programme_id = @programmeId ORDER BY year, number',
    );
    this.#versions = db.prepare<[], { id: number; first: number }>(
      `SELECT e.id, min(o.id) AS first FROM episodes e JOIN episodes o ON o.programme_id = e.programme_id
         AND o.year = e.year AND o.number = e.number GROUP BY e.id HAVING count(*) > 1`,
    );
    this.#matching = db.prepare<[Match], FullRow>(
      `SELECT ${COLUMNS}, ${SOUND}, ${airedAlone('e')} AS airedAt, ${lastStep('e')} AS lastStep FROM episodes e JOIN programmes p ON p.id = e.programme_id
         LEFT JOIN recordings r ON r.id = e.recording_id
       WHERE ${MATCHES} ORDER BY e.year DESC, e.number DESC, e.id DESC`,
    );
    this.#setRecording = db.prepare<{ id: number; recordingId: number | null; at: EpochMs }>(
      'UPDATE episodes SET recording_id = @recordingId, changed_at = @at, sound_by = NULL WHERE id = @id',
    );
    this.#archive = db.prepare<{ id: number; at: EpochMs; archivedAt: EpochMs | null }>(
      'UPDATE episodes SET archived_at = @archivedAt, changed_at = @at WHERE id = @id',
    );
    this.#approve = db.prepare<[ApprovalDraft], Approval>(
      `INSERT INTO approvals (episode_id, playout_sha256, author_id, approver_id, sole_reason, sole_mode_id, signed_as,
         mandate, heard_ms, length_ms, origin, approved_at)
       SELECT e.id, r.playout_sha256, e.author_id, @approverId, @soleReason, @soleModeId, @signedAs, @mandate, @heardMs,
         r.playout_frames / 48, @origin, @approvedAt
       FROM episodes e JOIN recordings r ON r.id = e.recording_id
       WHERE e.id = @episodeId AND r.state = 'ready' AND r.archived_at IS NULL AND r.playout_sha256 = @playoutSha256
       RETURNING ${APPROVAL}`,
    );
    this.#withdraw = db.prepare<{ episodeId: number; by: number; at: EpochMs } & Withdrawal>(
      `UPDATE approvals SET withdrawn_at = @at, withdrawn_by = @by, withdrawn_why = @remark, withdrawn_origin = @origin
       WHERE episode_id = @episodeId AND withdrawn_at IS NULL`,
    );
    this.#approvals = db.prepare<[Match], Approval>(
      `SELECT ${APPROVAL} FROM approvals JOIN episodes e ON e.id = episode_id JOIN programmes p ON p.id = programme_id
       WHERE withdrawn_at IS NULL AND ${MATCHES} ORDER BY approved_at DESC, approvals.id DESC`,
    );
    this.#approvalsOf = db.prepare<{ episodeId: number }, Approval>(
      `SELECT ${APPROVAL} FROM approvals WHERE episode_id = @episodeId ORDER BY approved_at DESC, id DESC`,
    );
    this.#countWaiting = db
      .prepare<[], number>(
        `SELECT count(*) FROM episodes e JOIN recordings r ON r.id = e.recording_id
         WHERE e.archived_at IS NULL AND r.state = 'ready' AND r.archived_at IS NULL AND ${onDesk('e')} AND NOT EXISTS (
           SELECT 1 FROM approvals a WHERE a.episode_id = e.id AND a.withdrawn_at IS NULL
             AND a.playout_sha256 = r.playout_sha256)`,
      )
      .pluck();
    this.#aired = new AiredIssues(db);
    this.#credits = new EpisodeCredits(db);
    this.#forPlaylist = db
      .prepare<{ since: EpochMs; inParts: string }, string>(
        `WITH parts AS (SELECT key AS id, value AS at FROM json_each(@inParts))
         SELECT json_group_array(id) FROM
           (SELECT id, at, max(at) OVER (PARTITION BY programme_id, language) AS newest
            FROM (SELECT id, programme_id, language, iif(CAST(id AS TEXT) IN (SELECT id FROM parts),
                    (SELECT at FROM parts WHERE parts.id = CAST(e.id AS TEXT)), ${airedAlone('e')}) AS at
                  FROM episodes e WHERE archived_at IS NULL))
         WHERE at IS NULL OR at = newest OR id IN (SELECT episode_id FROM exceptions)
           OR id IN (SELECT episode_id FROM entries WHERE planned_start >= @since) OR id IN (${IN_LANGUAGES})`,
      )
      .pluck();
  }

  /** 'taken': the programme has an issue of this number in this language already. */
  add({ topics, credits, ...draft }: EpisodeDraft): Result<Episode, 'taken'> {
    return this.#unlessTaken(() => {
      const id = this.#add.get({ language: VIETNAMESE, validFrom: null, validUntil: null, ...draft })!;
      this.#setTopics(id, topics);
      if (credits) this.#credits.change(id, credits);
      return this.find(id)!;
    });
  }

  /** `undefined` when there is no such episode. */
  change({ topics, credits, ...change }: EpisodeChange): Result<Episode | undefined, 'taken'> {
    return this.#unlessTaken(() => {
      if (this.#change.run({ ...change, changedBy: change.changedBy ?? null }).changes === 0) return undefined;
      this.#setTopics(change.id, topics);
      if (credits) this.#credits.change(change.id, credits);
      return this.find(change.id);
    });
  }

  find(id: number): Episode | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Newest issue first, each with its sound, its approvals and whether it has aired; two queries, however many. */
  list({ programmeId, search = '', archived = false }: EpisodeFilter = {}): EpisodeInFull[] {
    return this.#inFull({
      ...ANY,
      programmeId: programmeId ?? null,
      search: fold(search),
      archived: archived ? 1 : 0,
    });
  }

  /**
   * Those a playlist can be made of: not yet aired, aired last of their programme and language, pinned by an exception,
   * on an entry that starts at `since` or later, or there in several languages. Ten years of issues are left where they are.
   */
  forPlaylist(since: EpochMs): EpisodeInFull[] {
    const inParts = JSON.stringify(Object.fromEntries(this.#aired.inParts()));
    return this.#inFull({ ...ANY, ids: this.#forPlaylist.get({ since, inParts })! });
  }

  /** One of `list`, archived or not. */
  findInFull(id: number): EpisodeInFull | undefined {
    return this.#inFull({ ...ANY, ids: JSON.stringify([id]), archived: 1 })[0];
  }

  /** Every number the programme has given, archived ones too, for `nextIssue`. */
  issues(programmeId: string): Issue[] {
    return this.#issues.all({ programmeId });
  }

  /** Of an issue that is there in several languages: each version → the one that came first, by which it is counted. */
  versions(): ReadonlyMap<number, number> {
    return new Map(this.#versions.all().map(({ id, first }) => [id, first]));
  }

  setRecording(id: number, recordingId: number | null, at: EpochMs): boolean {
    return this.#setRecording.run({ id, recordingId, at }).changes > 0;
  }

  archive(id: number, at: EpochMs): boolean {
    return this.#archive.run({ id, at, archivedAt: at }).changes > 0;
  }

  restore(id: number, at: EpochMs): boolean {
    return this.#archive.run({ id, at, archivedAt: null }).changes > 0;
  }

  /**
   * 'own-episode': the approver had a hand in it, and no sole mode holds or no reason is on record. 'sound-changed': what
   * the approver heard is not what would be heard now.
   */
  approve(draft: ApprovalDraft): Result<Approval, 'own-episode' | 'sound-changed'> {
    try {
      const approval = this.#approve.get({ ...PLAIN_APPROVAL, ...draft });
      return approval ? ok(approval) : err('sound-changed');
    } catch (error) {
      // The present sound is what the statement itself selects, so the only trigger left to refuse is that of hands.
      if (violates(error, 'CHECK') || violates(error, 'TRIGGER')) return err('own-episode');
      throw error;
    }
  }

  /** False when there was nothing to withdraw. */
  withdraw(episodeId: number, by: number, at: EpochMs, how: Withdrawal = { origin: 'station', remark: '' }): boolean {
    return this.#withdraw.run({ episodeId, by, at, ...how }).changes > 0;
  }

  /** The whole history of an episode's approvals, newest first. */
  approvalsOf(episodeId: number): Approval[] {
    return this.#approvalsOf.all({ episodeId });
  }

  /** How many wait for an approver: cheap, for the menu of every page. */
  countWaiting(): number {
    return this.#countWaiting.get()!;
  }

  #inFull(match: Match): EpisodeInFull[] {
    const approvals = new Map<number, Approval[]>();
    for (const approval of this.#approvals.all(match)) {
      const known = approvals.get(approval.episodeId);
      if (known) known.push(approval);
      else approvals.set(approval.episodeId, [approval]);
    }
    const inParts = this.#aired.inParts();
    return this.#matching
      .all(match)
      .map(({ soundState, soundArchivedAt, playoutSha256, playoutFrames, airedAt, lastStep, ...row }) => ({
        ...decode(row),
        recording:
          row.recordingId === null || soundState === null
            ? null
            : { id: row.recordingId, state: soundState, archivedAt: soundArchivedAt, playoutSha256, playoutFrames },
        approvals: approvals.get(row.id) ?? [],
        airedAt: inParts.has(row.id) ? inParts.get(row.id)! : airedAt,
        lastStep,
      }));
  }

  #setTopics(id: number, topics: readonly string[]): void {
    this.#clearTopics.run({ id });
    for (const topic of topics) this.#addTopic.run({ id, topic });
  }

  #unlessTaken<T>(write: () => T): Result<T, 'taken'> {
    try {
      return ok(this.#db.transaction(write).immediate());
    } catch (error) {
      if (violates(error, 'UNIQUE')) return err('taken');
      throw error;
    }
  }
}
