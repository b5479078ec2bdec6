/** The history of issues between editor and approver. The schema writes what follows from an approval or a sound by itself. */
import { type EpisodeStep, ON_DESK, type StepKind } from '../core/approval.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** What last happened to the episode behind alias `e`; NULL: nothing yet. */
export const lastStep = (e: string): string =>
  `(SELECT kind FROM episode_steps WHERE episode_id = ${e}.id ORDER BY id DESC LIMIT 1)`;

/** Does an approver have the episode behind alias `e`? As `isOnDesk` says it. */
export const onDesk = (e: string): string =>
  `coalesce(${lastStep(e)}, '') IN (${ON_DESK.map((kind) => `'${kind}'`).join(', ')})`;

const COLUMNS = `id, episode_id AS episodeId, at, kind, made_by AS madeBy, remark, cause, origin,
  playout_sha256 AS playoutSha256, approval_id AS approvalId`;

/** What a person says; the other kinds the schema writes. */
export type StepDraft = Pick<EpisodeStep, 'episodeId' | 'at' | 'remark' | 'origin' | 'playoutSha256'> & {
  readonly kind: Extract<StepKind, 'submitted' | 'recalled' | 'returned' | 'rejected'>;
  readonly madeBy: number;
};

export class EpisodeSteps {
  readonly #add;
  readonly #of;
  readonly #between;
  readonly #last;
  readonly #authors;
  readonly #soles;

  constructor(db: Db) {
    this.#add = db.prepare<[StepDraft], EpisodeStep>(
      `INSERT INTO episode_steps (episode_id, at, kind, made_by, remark, origin, playout_sha256)
       VALUES (@episodeId, @at, @kind, @madeBy, @remark, @origin, @playoutSha256) RETURNING ${COLUMNS}`,
    );
    this.#of = db.prepare<{ episodeId: number }, EpisodeStep>(
      `SELECT ${COLUMNS} FROM episode_steps WHERE episode_id = @episodeId ORDER BY id DESC`,
    );
    this.#between = db.prepare<{ from: EpochMs; until: EpochMs }, EpisodeStep>(
      `SELECT ${COLUMNS} FROM episode_steps WHERE at >= @from AND at < @until ORDER BY at, id`,
    );
    this.#last = db.prepare<{ ids: string }, EpisodeStep>(
      `SELECT ${COLUMNS} FROM episode_steps WHERE id IN
         (SELECT max(id) FROM episode_steps WHERE episode_id IN (SELECT value FROM json_each(@ids)) GROUP BY episode_id)`,
    );
    this.#authors = db
      .prepare<{ episodeId: number }, number>('SELECT user_id FROM episode_authors WHERE episode_id = @episodeId')
      .pluck();
    this.#soles = db.prepare<{ airingIds: string }, { episodeId: number; reason: string }>(
      `SELECT DISTINCT p.episode_id AS episodeId, p.sole_reason AS reason
       FROM airings a JOIN approvals p ON p.id = a.approval_id
       WHERE a.id IN (SELECT value FROM json_each(@airingIds)) AND p.sole_reason IS NOT NULL
       ORDER BY p.approved_at, p.id`,
    );
  }

  add(draft: StepDraft): EpisodeStep {
    return this.#add.get(draft)!;
  }

  /** The whole history of an issue, newest first. */
  of(episodeId: number): EpisodeStep[] {
    return this.#of.all({ episodeId });
  }

  /** Of all issues, in [from, until), as they came. */
  between(from: EpochMs, until: EpochMs): EpisodeStep[] {
    return this.#between.all({ from, until });
  }

  /** What last happened to each of these. */
  last(ids: readonly number[]): ReadonlyMap<number, EpisodeStep> {
    return new Map(this.#last.all({ ids: JSON.stringify(ids) }).map((step) => [step.episodeId, step]));
  }

  /** Of what sounded in these rows of the log: whose approver had a hand in it, and the reason on record. */
  soles(airingIds: readonly number[]): { readonly episodeId: number; readonly reason: string }[] {
    return this.#soles.all({ airingIds: JSON.stringify(airingIds) });
  }

  /** Who had a hand in what would be approved now, as the schema judges it: they may not approve it. */
  authors(episodeId: number): ReadonlySet<number> {
    return new Set(this.#authors.all({ episodeId }));
  }
}
