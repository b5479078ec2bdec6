/**
 * The audit log. What a request asked is added by whoever answers it; what it did to rows is added by triggers, inside the
 * transaction that did it, so that no page, no API route and no store can forget it. The triggers are TEMP, on the
 * connection that asks for them (`watch`): the recorder's connection, which writes the air, has none and pays nothing. They
 * are made from the tables as they are, all of them but those named here, so a new table or column is in the log at once;
 * they do nothing while nobody's request is under way (the planner, ingest and the outbox write on the same connection).
 *
 * Not SQLite's session extension or update hook, which better-sqlite3 does not have; not comparisons in the actions, which
 * the next action would forget; not triggers of the schema, which would make every other connection, and the sqlite3
 * program, need our functions.
 */
import { type Act, type AuditAction, type AuditLine, differenceOf, isSecret, type RowValues } from '../core/audit.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** What machines write, and what is a log of its own. */
const UNWATCHED = new Set([
  ...['migrations', 'audit', 'sqlite_sequence'],
  // the air's, and what follows from it
  ...['entries', 'airings', 'airing_weeks', 'airing_clusters', 'airing_evidence', 'emergency_airings', 'incidents'],
  ...['chain', 'event_uids', 'station_uid'],
  // the library's: bytes on their way in, how far a check or a listener has come, what a search is made of
  ...['arrivals', 'ingest_jobs', 'waveforms', 'listenings'],
  ...['airings_searched', 'recordings_due', 'facets'],
  // signing in and being seen: lines of their own
  ...['sessions', 'login_failures', 'known_browsers'],
  // what people are told
  ...['notifications', 'deliveries', 'delivery_items', 'missing_told', 'incidents_told'],
]);

export type AuditFilter = {
  readonly from?: EpochMs | undefined;
  readonly until?: EpochMs | undefined;
  /** null: nobody who had signed in. */
  readonly userId?: number | null | undefined;
  readonly noun?: string | undefined;
  readonly action?: AuditAction | undefined;
};
export type AuditCursor = { readonly at: EpochMs; readonly id: number };

const ACT = `act, at, user_id AS userId, user_name AS userName, via, credential, address, route, path`;
const COLUMNS = `id, ${ACT}, action, status, words, noun, row_key AS rowKey, before, after`;
type Row = Omit<AuditLine, 'before' | 'after'> & { readonly before: string | null; readonly after: string | null };

const values = (json: string | null) => (json === null ? null : (JSON.parse(json) as RowValues));
const decode = (row: Row): AuditLine => ({ ...row, before: values(row.before), after: values(row.after) });

export type AuditAnswer = { readonly action: AuditAction; readonly status: number; readonly words: string };

export class Audit {
  readonly #db: Db;
  readonly #add;
  readonly #nouns;

  constructor(db: Db) {
    this.#db = db;
    this.#add = db.prepare<Act & AuditAnswer>(
      `INSERT INTO audit (act, at, user_id, user_name, via, credential, address, route, path, action, status, words)
       VALUES (@act, @at, @userId, @userName, @via, @credential, @address, @route, @path, @action, @status, @words)`,
    );
    this.#nouns = db
      .prepare<[], string>(
        // The next noun by the index, each time: reading all lines for a few words would cost as many milliseconds.
        `WITH RECURSIVE nouns (noun) AS (
           SELECT min(noun) FROM audit WHERE noun IS NOT NULL
           UNION ALL SELECT (SELECT min(noun) FROM audit WHERE noun > nouns.noun) FROM nouns WHERE noun IS NOT NULL)
         SELECT noun FROM nouns WHERE noun IS NOT NULL`,
      )
      .pluck();
  }

  /** A request as it was answered. */
  add(line: Act & AuditAnswer): void {
    this.#add.run(line);
  }

  /** Newest first: the lines right below `before`, or right above `after`, or the newest of all. */
  list(
    filter: AuditFilter,
    page: { limit: number; before?: AuditCursor | undefined; after?: AuditCursor | undefined },
  ): AuditLine[] {
    const { before, after, limit } = page;
    const cursor = after ?? before;
    const asked = { ...filter, limit, cursorAt: cursor?.at, cursorId: cursor?.id };
    const rows = this.#select(filter, cursor && (after ? '>' : '<'), after ? 'ASC' : 'DESC').all(asked);
    return (after ? rows.reverse() : rows).map(decode);
  }

  /** Oldest first, in batches: no cursor stays open across an `await`. */
  *each(filter: AuditFilter, limit = 250): Generator<AuditLine> {
    const next = this.#select(filter, '>', 'ASC');
    let rows = this.#select(filter, undefined, 'ASC').all({ ...filter, limit });
    for (let last = rows.at(-1); last; last = rows.at(-1)) {
      yield* rows.map(decode);
      rows = next.all({ ...filter, limit, cursorAt: last.at, cursorId: last.id });
    }
  }

  /** The tables there are lines about. */
  nouns(): string[] {
    return this.#nouns.all();
  }

  #select(filter: AuditFilter, side: '<' | '>' | undefined, order: 'ASC' | 'DESC') {
    const conditions = [
      side !== undefined && `(at, id) ${side} (@cursorAt, @cursorId)`,
      filter.from !== undefined && 'at >= @from',
      filter.until !== undefined && 'at < @until',
      filter.userId !== undefined && 'user_id IS @userId',
      filter.noun !== undefined && 'noun = @noun',
      filter.action !== undefined && 'action = @action',
    ].filter(Boolean);
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    return this.#db.prepare<[object], Row>(
      `SELECT ${COLUMNS} FROM audit ${where} ORDER BY at ${order}, id ${order} LIMIT @limit`,
    );
  }

  /** From now on every change of a row on this connection is a line, while `current` says whose request is under way. */
  watch(current: () => Act | undefined): void {
    const db = this.#db;
    db.function('audit_act', () => {
      const act = current();
      return act ? JSON.stringify(act) : null;
    });
    db.function('audit_difference', (before: string | null, after: string | null) => {
      const difference = differenceOf(values(before), values(after));
      return difference ? JSON.stringify(difference) : null;
    });
    for (const table of this.watched()) for (const sql of this.#triggersOf(table)) db.exec(sql);
  }

  /** The tables whose rows have lines. */
  watched(): string[] {
    const tables = this.#db.prepare<[], { schema: string; name: string; type: string }>('PRAGMA table_list').all();
    return tables
      .filter(({ schema, name, type }) => schema === 'main' && type === 'table' && !/^sqlite_/.test(name))
      .map(({ name }) => name)
      .filter((name) => !UNWATCHED.has(name))
      .sort();
  }

  #triggersOf(table: string): string[] {
    const columns = this.#db.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[];
    const keys = columns.filter(({ pk, name }) => pk > 0 && !isSecret(name)).sort((a, b) => a.pk - b.pk);
    // Not json_object: it takes 63 columns at most. Of a BLOB the log has only how long it is.
    const row = (alias: 'OLD' | 'NEW') =>
      `'{' || ${columns
        .map(({ name, type }) => {
          const value = `${alias}."${name}"`;
          return `'${JSON.stringify(name)}:' || json_quote(${type === 'BLOB' ? `length(${value})` : value})`;
        })
        .join(" || ',' || ")} || '}'`;
    const key = (alias: 'OLD' | 'NEW') =>
      `concat_ws('/', ${['NULL', ...keys.map(({ name }) => `${alias}."${name}"`)].join(', ')})`;
    const shared = ['act', 'at', 'userId', 'userName', 'via', 'credential', 'address', 'route', 'path'];
    const events = [
      ['add', 'INSERT', 'NULL', row('NEW'), key('NEW')],
      ['change', 'UPDATE', row('OLD'), row('NEW'), key('NEW')],
      ['remove', 'DELETE', row('OLD'), 'NULL', key('OLD')],
    ] as const;
    return events.map(
      ([action, event, before, after, id]) => `
        CREATE TEMP TRIGGER IF NOT EXISTS audit_${table}_${action} AFTER ${event} ON main."${table}" WHEN audit_act() IS NOT NULL BEGIN
          INSERT INTO audit (act, at, user_id, user_name, via, credential, address, route, path, action, noun, row_key, before, after)
          SELECT ${shared.map((name) => `a ->> '${name}'`).join(', ')}, '${action}', '${table}', ${id}, nullif(d -> 'before', 'null'), nullif(d -> 'after', 'null')
          FROM (SELECT audit_act() AS a, audit_difference(${before}, ${after}) AS d) WHERE d IS NOT NULL;
        END`,
    );
  }
}
