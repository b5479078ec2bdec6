/** The users of the station. Nobody is ever deleted: their name stands in the log. */
import type { Role, User } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<User, 'roles'> & { readonly roles: string };
const COLUMNS = 'id, username, name, roles, created_at AS createdAt, disabled_at AS disabledAt';
/** Their own roles, and those they hold at that instant as somebody's substitute. */
const ACTING = `id, username, name, created_at AS createdAt, disabled_at AS disabledAt,
  (SELECT json_group_array(role) FROM (
     SELECT own.value AS role FROM json_each(users.roles) own
     UNION
     SELECT lent.value FROM substitutions s, json_each(s.roles) lent
     WHERE s.user_id = users.id AND s.from_at <= @at AND @at < coalesce(s.ended_at, s.until_at))) AS roles`;

const decode = (row: Row): User => ({ ...row, roles: JSON.parse(row.roles) as Role[] });

export type NewUser = Pick<User, 'username' | 'name' | 'roles' | 'createdAt'> & {
  /** Empty until the user has chosen a password through a one-time link; no password matches it. */
  readonly passwordHash: string;
};

export class People {
  readonly #add;
  readonly #find;
  readonly #findByUsername;
  readonly #list;
  readonly #findActing;
  readonly #listActing;
  readonly #password;
  readonly #change;
  readonly #setPassword;
  readonly #setDisabled;

  constructor(db: Db) {
    this.#add = db.prepare<Omit<NewUser, 'roles'> & { roles: string }, Row>(
      `INSERT INTO users (username, name, password_hash, roles, created_at)
       VALUES (@username, @name, @passwordHash, @roles, @createdAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM users WHERE id = @id`);
    this.#findByUsername = db.prepare<{ username: string }, Row>(
      `SELECT ${COLUMNS} FROM users WHERE username = @username`,
    );
    this.#list = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM users ORDER BY disabled_at IS NOT NULL, id`);
    this.#findActing = db.prepare<{ id: number; at: EpochMs }, Row>(`SELECT ${ACTING} FROM users WHERE id = @id`);
    this.#listActing = db.prepare<{ at: EpochMs }, Row>(
      `SELECT ${ACTING} FROM users ORDER BY disabled_at IS NOT NULL, id`,
    );
    this.#password = db.prepare<{ id: number }, string>('SELECT password_hash FROM users WHERE id = @id').pluck();
    this.#change = db.prepare<{ id: number; name: string; roles: string }>(
      'UPDATE users SET name = @name, roles = @roles WHERE id = @id',
    );
    this.#setPassword = db.prepare<{ id: number; passwordHash: string }>(
      'UPDATE users SET password_hash = @passwordHash WHERE id = @id',
    );
    this.#setDisabled = db.prepare<{ id: number; at: EpochMs | null }>(
      'UPDATE users SET disabled_at = @at WHERE id = @id',
    );
  }

  /** `undefined` when the user name (whatever its case) is taken. */
  add(user: NewUser): User | undefined {
    if (this.findByUsername(user.username)) return undefined;
    return decode(this.#add.get({ ...user, roles: JSON.stringify(user.roles) })!);
  }

  find(id: number): User | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  findByUsername(username: string): User | undefined {
    const row = this.#findByUsername.get({ username });
    return row && decode(row);
  }

  /** With the roles held at `at` as a substitute too: for whoever asks what somebody may do now. */
  findActing(id: number, at: EpochMs): User | undefined {
    const row = this.#findActing.get({ id, at });
    return row && decode(row);
  }

  listActing(at: EpochMs): User[] {
    return this.#listActing.all({ at }).map(decode);
  }

  /** Those who may sign in first, each group in the order they came. */
  list(): User[] {
    return this.#list.all().map(decode);
  }

  passwordHash(id: number): string {
    return this.#password.get({ id }) ?? '';
  }

  change(id: number, { name, roles }: Pick<User, 'name' | 'roles'>): void {
    this.#change.run({ id, name, roles: JSON.stringify(roles) });
  }

  setPassword(id: number, passwordHash: string): void {
    this.#setPassword.run({ id, passwordHash });
  }

  /** `at` null lets them in again. */
  setDisabled(id: number, at: EpochMs | null): void {
    this.#setDisabled.run({ id, at });
  }
}
