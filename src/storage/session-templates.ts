/** Mẫu buổi phát. One that slots play is archived, never deleted; whatever changes it touches those slots. */
import type { SessionItem, SessionTemplate } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<SessionTemplate, 'items'> & { readonly items: string };

const COLUMNS = 'id, plan_id AS planId, title, items, changed_at AS changedAt, archived_at AS archivedAt';

const decode = (row: Row): SessionTemplate => ({ ...row, items: JSON.parse(row.items) as readonly SessionItem[] });

export class SessionTemplates {
  readonly #db: Db;
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #archive;
  readonly #touch;

  constructor(db: Db) {
    this.#db = db;
    this.#add = db.prepare<[Omit<Row, 'archivedAt'>], Row>(
      `INSERT INTO session_templates (id, plan_id, title, items, changed_at, position)
       VALUES (@id, @planId, @title, @items, @changedAt, (SELECT coalesce(max(position) + 1, 0) FROM session_templates))
       RETURNING ${COLUMNS}`,
    );
    this.#change = db.prepare<[Omit<Row, 'planId' | 'archivedAt'>], Row>(
      `UPDATE session_templates SET title = @title, items = @items, changed_at = @changedAt WHERE id = @id
       RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: string }, Row>(`SELECT ${COLUMNS} FROM session_templates WHERE id = @id`);
    this.#list = db.prepare<{ archived: 0 | 1 }, Row>(
      `SELECT ${COLUMNS} FROM session_templates WHERE archived_at IS NULL OR @archived ORDER BY position, id`,
    );
    this.#archive = db.prepare<{ id: string; at: EpochMs; archivedAt: EpochMs | null }>(
      'UPDATE session_templates SET archived_at = @archivedAt, changed_at = @at WHERE id = @id',
    );
    this.#touch = db.prepare<{ id: string; at: EpochMs }>('UPDATE slots SET changed_at = @at WHERE template_id = @id');
  }

  /** The id comes from `freeSlug` or a plan file; one that is taken throws. */
  add({ id, planId, title, items, changedAt }: Omit<SessionTemplate, 'archivedAt'>): SessionTemplate {
    return decode(this.#add.get({ id, planId, title, changedAt, items: JSON.stringify(items) })!);
  }

  change({ id, title, items, changedAt }: SessionTemplate): SessionTemplate | undefined {
    return this.#db
      .transaction(() => {
        const row = this.#change.get({ id, title, changedAt, items: JSON.stringify(items) });
        this.#touch.run({ id, at: changedAt });
        return row && decode(row);
      })
      .immediate();
  }

  find(id: string): SessionTemplate | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** In the order of the plan, those made on screen behind. */
  list({ archived = false } = {}): SessionTemplate[] {
    return this.#list.all({ archived: archived ? 1 : 0 }).map(decode);
  }

  archive(id: string, at: EpochMs): boolean {
    return this.#archive.run({ id, at, archivedAt: at }).changes > 0;
  }

  restore(id: string, at: EpochMs): boolean {
    return this.#archive.run({ id, at, archivedAt: null }).changes > 0;
  }
}
