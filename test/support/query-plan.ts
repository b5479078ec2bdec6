/** How SQLite means to answer what a store asks it. */
import type { Db } from '../../src/storage/database.ts';

/** The same database for a store to be opened on, and all that it prepares from then on. */
export function overheard(db: Db): { seen: Db; asked: string[] } {
  const asked: string[] = [];
  const seen = new Proxy(db, {
    get: (target, name) => {
      if (name !== 'prepare') return Reflect.get(target, name);
      return (sql: string) => {
        asked.push(sql);
        return target.prepare(sql);
      };
    },
  });
  return { seen, asked };
}

/** A line a step, as `EXPLAIN QUERY PLAN` says it. */
export function queryPlan(db: Db, sql: string): string {
  const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name!, 1]);
  return db
    .prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(Object.fromEntries(names))
    .map(({ detail }) => detail)
    .join('\n');
}
