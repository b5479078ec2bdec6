/** Who holds which roles for a time. The schema lets a row be ended early, once; nothing else of it changes. */
import type { Role } from '../core/model.ts';
import type { Substitution } from '../core/substitution.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type SubstitutionDraft = Omit<Substitution, 'id' | 'endedAt' | 'endedBy'>;
type Row = Omit<Substitution, 'roles'> & { readonly roles: string };

const COLUMNS = `id, user_id AS userId, for_user_id AS forUserId, roles, from_at AS "from", until_at AS until, document,
  reason, made_by AS madeBy, made_at AS madeAt, ended_at AS endedAt, ended_by AS endedBy`;
const decode = (row: Row): Substitution => ({ ...row, roles: JSON.parse(row.roles) as Role[] });

export class Substitutions {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #holding;
  readonly #end;

  constructor(db: Db) {
    this.#add = db.prepare<[Omit<SubstitutionDraft, 'roles'> & { roles: string }], Row>(
      `INSERT INTO substitutions (user_id, for_user_id, roles, from_at, until_at, document, reason, made_by, made_at)
       VALUES (@userId, @forUserId, @roles, @from, @until, @document, @reason, @madeBy, @madeAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM substitutions WHERE id = @id`);
    this.#list = db.prepare<{ after: EpochMs }, Row>(
      `SELECT ${COLUMNS} FROM substitutions WHERE coalesce(ended_at, until_at) > @after ORDER BY from_at, id`,
    );
    this.#holding = db.prepare<{ userId: number; at: EpochMs }, Row>(
      `SELECT ${COLUMNS} FROM substitutions
       WHERE user_id = @userId AND from_at <= @at AND @at < coalesce(ended_at, until_at) ORDER BY from_at, id`,
    );
    this.#end = db.prepare<{ id: number; at: EpochMs; by: number }>(
      `UPDATE substitutions SET ended_at = @at, ended_by = @by
       WHERE id = @id AND ended_at IS NULL AND until_at > @at`,
    );
  }

  add(draft: SubstitutionDraft): Substitution {
    return decode(this.#add.get({ ...draft, roles: JSON.stringify(draft.roles) })!);
  }

  find(id: number): Substitution | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Those not over by `after`, by their beginning. */
  list(after: EpochMs): Substitution[] {
    return this.#list.all({ after }).map(decode);
  }

  /** What somebody holds as a substitute at that instant. */
  holding(userId: number, at: EpochMs): Substitution[] {
    return this.#holding.all({ userId, at }).map(decode);
  }

  /** False when there is none to end. */
  end(id: number, at: EpochMs, by: number): boolean {
    return this.#end.run({ id, at, by }).changes > 0;
  }
}
