/** Plans on their way in, one for each plan id: looked at as a difference, then put in force or thrown away. */
import type { Succession } from '../core/plan-rollover.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type PlanDraft = {
  readonly planId: string;
  readonly source: string;
  /** Of a plan that was carried on from another. */
  readonly replaces: Succession | null;
  readonly madeBy: number | null;
  readonly madeAt: EpochMs;
};
type Row = Omit<PlanDraft, 'replaces'> & { readonly replaces: string | null };

const COLUMNS = 'plan_id AS planId, source, replaces, made_by AS madeBy, made_at AS madeAt';
const decode = (row: Row): PlanDraft => ({
  ...row,
  replaces: row.replaces === null ? null : (JSON.parse(row.replaces) as Succession),
});

export class PlanDrafts {
  readonly #put;
  readonly #find;
  readonly #list;
  readonly #remove;

  constructor(db: Db) {
    this.#put = db.prepare<Row>(
      `INSERT INTO plan_drafts (plan_id, source, replaces, made_by, made_at)
       VALUES (@planId, @source, @replaces, @madeBy, @madeAt) ON CONFLICT (plan_id)
       DO UPDATE SET source = @source, replaces = @replaces, made_by = @madeBy, made_at = @madeAt`,
    );
    this.#find = db.prepare<{ planId: string }, Row>(`SELECT ${COLUMNS} FROM plan_drafts WHERE plan_id = @planId`);
    this.#list = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM plan_drafts ORDER BY made_at DESC, plan_id`);
    this.#remove = db.prepare<{ planId: string }>('DELETE FROM plan_drafts WHERE plan_id = @planId');
  }

  /** In place of the one this plan has. */
  put(draft: PlanDraft): void {
    this.#put.run({ ...draft, replaces: draft.replaces && JSON.stringify(draft.replaces) });
  }

  find(planId: string): PlanDraft | undefined {
    const row = this.#find.get({ planId });
    return row && decode(row);
  }

  /** Newest first. */
  list(): PlanDraft[] {
    return this.#list.all().map(decode);
  }

  remove(planId: string): boolean {
    return this.#remove.run({ planId }).changes > 0;
  }
}
