/**
 * The chain of the log: every row of these tables, once it is closed, is a link that holds the hash of the link before.
 * Triggers append it inside the transaction that closes the row, so no way into the log goes past it. They name every
 * column, so they are made anew here whenever a migration added one.
 */
import { hash as digest } from 'node:crypto';
import { linkText, NO_HASH, type Seal } from '../core/chain.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';
import { merkleRoot } from './merkle.ts';

/** Table → when a row of it is closed, by insertion and by change. A table of evidence joins the chain by a line here. */
const CHAINED: Readonly<Record<string, { insert: string; update?: string }>> = {
  airings: { insert: `NEW.outcome <> 'on-air'`, update: `OLD.outcome = 'on-air' AND NEW.outcome <> 'on-air'` },
  corrections: { insert: 'TRUE' },
  airing_causes: { insert: 'TRUE' },
  airing_clusters: { insert: 'TRUE' },
  airing_evidence: { insert: 'TRUE' },
  entry_causes: { insert: 'TRUE' },
  day_closings: { insert: 'TRUE' },
  seals: { insert: 'TRUE' },
};

const BATCH = 1000;

const sha256 = (text: string): Buffer => digest('sha256', text, 'buffer');

/** What the triggers call; `now` is the clock of whoever writes, where that is not SQLite's. */
export function addChainFunctions(db: Db, now: (() => number) | undefined): void {
  db.function('chain_now', () => now?.() ?? null);
  db.function('sha256', { deterministic: true }, (text: string) => sha256(text));
}

/** The row of `table` behind `alias` as core/chain.ts has it, in SQL: a million of them are read five times as fast. */
function rowSql(db: Db, table: string, alias: string): string {
  // Generated columns are not in table_info: they follow from the others.
  const columns = db.prepare<[], { name: string; type: string }>(
    `SELECT name, type FROM pragma_table_info('${table}')`,
  );
  const members = columns
    .all()
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, type }) => {
      const [member, value] = [`',"${name}":'`, `${alias}.${name}`];
      return type === 'INTEGER'
        ? `${member} || ${value}`
        : `iif(${value} IS NULL, NULL, ${member} || json_quote(${value}))`;
    });
  return `'{' || substr(concat(${members.join(', ')}), 2) || '}'`;
}

/** A link's text in SQL; the arguments are SQL too. */
const linkSql = (seq: string, at: string, kind: string, prev: string, row: string): string =>
  `'{"at":' || ${at} || ',"kind":"' || ${kind} || '","prev":"' || ${prev} || '","row":' || ${row} || ',"seq":' || ${seq} || '}'`;

function triggersOf(db: Db, table: string): { name: string; sql: string }[] {
  const { insert, update } = CHAINED[table]!;
  // sqlite_sequence and not the last row: what was cut off the end leaves a gap that shows.
  const append = `INSERT INTO chain (seq, at, kind, row_id, hash)
    SELECT n.seq, n.at, '${table}', NEW.id, sha256(${linkSql('n.seq', 'n.at', `'${table}'`, 'n.prev', rowSql(db, table, 'NEW'))})
    FROM (SELECT coalesce(max(seq), 0) + 1 AS seq, CAST(coalesce(chain_now(), unixepoch('subsec') * 1000) AS INTEGER) AS at,
      coalesce((SELECT lower(hex(hash)) FROM chain ORDER BY seq DESC LIMIT 1), '${NO_HASH}') AS prev
      FROM sqlite_sequence WHERE name = 'chain') n;`;
  return Object.entries({ insert, update }).flatMap(([event, when]) => {
    if (when === undefined) return [];
    const name = `${table}_chained_by_${event}`;
    const sql = `CREATE TRIGGER ${name} AFTER ${event.toUpperCase()} ON ${table} WHEN ${when} BEGIN ${append} END`;
    return [{ name, sql }];
  });
}

/** seq, kind, row id and line of links, the line where it is of a row of `table`. */
const lineSql = (db: Db, table: string): string =>
  `SELECT c.seq, c.kind, c.row_id, iif(t.id IS NULL, NULL, CAST('{"hash":"' || lower(hex(c.hash)) || '","link":' ||
     ${linkSql('c.seq', 'c.at', 'c.kind', `iif(p.seq IS NULL, '${NO_HASH}', lower(hex(p.hash)))`, rowSql(db, table, 't'))} || '}' AS BLOB))
   FROM chain c LEFT JOIN chain p ON p.seq = c.seq - 1 LEFT JOIN ${table} t ON c.kind = '${table}' AND t.id = c.row_id`;

/**
 * Makes the triggers fit the tables, after chaining the rows closed before there were any, in the order in which they
 * ended. In one transaction: killed in the middle, the next start finds it as it was. Nothing to do in a millisecond.
 */
export function renewChain(db: Db): void {
  const standing = db.prepare<[], { name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_chained\\_by\\_%' ESCAPE '\\'`,
  );
  const wanted = Object.keys(CHAINED).flatMap((table) => triggersOf(db, table));
  const differ = () => {
    const now = new Map(standing.all().map(({ name, sql }) => [name, sql]));
    return wanted.some(({ name, sql }) => now.get(name) !== sql);
  };
  if (!differ()) return;
  db.transaction(() => {
    if (!differ()) return;
    // Asked of sqlite_sequence: triggers and links that somebody took away do not make the chain begin anew.
    const first = db.prepare(`SELECT 1 FROM sqlite_sequence WHERE name = 'chain'`).get() === undefined;
    for (const { name, sql } of wanted) db.exec(`DROP TRIGGER IF EXISTS ${name}; ${sql}`);
    if (first) chainOldRows(db);
  }).immediate();
}

/** `at` is when the row ended, as far as it tells; never before the link before it. */
function chainOldRows(db: Db): void {
  db.exec(`CREATE TEMP TABLE old_rows AS
    SELECT row_number() OVER (ORDER BY ended, id) AS seq, id, max(ended) OVER (ORDER BY ended, id) AS at
    FROM (SELECT id, coalesce(ended_at, planned_end, started_at, planned_start, 0) AS ended FROM airings
      WHERE outcome <> 'on-air') ORDER BY seq`);
  const rows = db.prepare<{ after: number }, { seq: number; at: number; id: number; row: string }>(
    `SELECT o.seq, o.at, o.id, ${rowSql(db, 'airings', 'a')} AS row
     FROM old_rows o JOIN airings a ON a.id = o.id WHERE o.rowid > @after ORDER BY o.rowid LIMIT ${BATCH}`,
  );
  const add = db.prepare(`INSERT INTO chain (seq, at, kind, row_id, hash) VALUES (?, ?, 'airings', ?, ?)`);
  let prev = NO_HASH;
  for (let batch = rows.all({ after: 0 }); batch.length > 0; batch = rows.all({ after: batch.at(-1)!.seq })) {
    for (const { seq, at, id, row } of batch) {
      const hash = sha256(linkText(seq, at, 'airings', prev, row));
      add.run(seq, at, id, hash);
      prev = hash.toString('hex');
    }
  }
  db.exec('DROP TABLE old_rows');
}

export type Link = { readonly seq: number; readonly at: EpochMs; readonly hash: string };
/** A link as a line of an export, UTF-8; `line` is absent when the row it is of is not there any more. */
export type ChainLine = {
  readonly seq: number;
  readonly kind: string;
  readonly rowId: number;
  readonly line: Buffer | undefined;
};
const SEAL = 'id, day, first_seq AS firstSeq, last_seq AS lastSeq, count, root, made_at AS madeAt';

export class Chain {
  readonly #db: Db;
  readonly #ends;
  readonly #of;
  readonly #last;
  readonly #hashes;
  readonly #unsealed;
  readonly #addSeal;
  readonly #seals;
  readonly #sealsFrom;
  readonly #lastSeal;
  readonly #sealOn;
  readonly #sealOver;
  readonly #cut;

  constructor(db: Db) {
    this.#db = db;
    this.#ends = db.prepare<[], { first: number | null; last: number | null }>(
      'SELECT (SELECT min(seq) FROM chain) AS first, (SELECT max(seq) FROM chain) AS last',
    );
    this.#of = db.prepare<{ kind: string; rowId: number }, Link>(
      'SELECT seq, at, lower(hex(hash)) AS hash FROM chain WHERE kind = @kind AND row_id = @rowId',
    );
    this.#last = db.prepare<[], Link>('SELECT seq, at, lower(hex(hash)) AS hash FROM chain ORDER BY seq DESC LIMIT 1');
    this.#hashes = db
      .prepare<{ first: number; last: number }, Buffer>(
        'SELECT hash FROM chain WHERE seq BETWEEN @first AND @last ORDER BY seq',
      )
      .pluck();
    this.#unsealed = db.prepare<{ after: number; before: EpochMs }, { seq: number; at: EpochMs }>(
      `SELECT seq, at FROM chain WHERE seq > @after
         AND seq <= (SELECT max(seq) FROM chain WHERE seq > @after AND at < @before) ORDER BY seq`,
    );
    this.#addSeal = db.prepare<[Omit<Seal, 'id'>], Seal>(
      `INSERT INTO seals (day, first_seq, last_seq, count, root, made_at)
       VALUES (@day, @firstSeq, @lastSeq, @count, @root, @madeAt) RETURNING ${SEAL}`,
    );
    this.#seals = db.prepare<{ limit: number; before: string }, Seal>(
      `SELECT ${SEAL} FROM seals WHERE day < @before ORDER BY day DESC LIMIT @limit`,
    );
    this.#sealsFrom = db.prepare<{ from: string; until: string }, Seal>(
      `SELECT ${SEAL} FROM seals WHERE day BETWEEN @from AND @until ORDER BY day`,
    );
    this.#lastSeal = db.prepare<[], Seal>(`SELECT ${SEAL} FROM seals ORDER BY last_seq DESC LIMIT 1`);
    this.#sealOn = db.prepare<{ day: string }, Seal>(`SELECT ${SEAL} FROM seals WHERE day = @day`);
    this.#sealOver = db.prepare<{ seq: number }, Seal>(
      `SELECT ${SEAL} FROM seals WHERE last_seq >= @seq AND first_seq <= @seq ORDER BY last_seq LIMIT 1`,
    );
    this.#cut = db
      .prepare<[], number | null>(
        `SELECT seq FROM sqlite_sequence WHERE name = 'chain' AND seq > coalesce((SELECT max(seq) FROM chain), 0)`,
      )
      .pluck();
  }

  /** The hash of a link. */
  hashOf(seq: number): string | undefined {
    return this.#hashes.get({ first: seq, last: seq })?.toString('hex');
  }

  /** Where a row stands in it; `undefined` of one that is not closed. */
  of(kind: string, rowId: number): Link | undefined {
    return this.#of.get({ kind, rowId });
  }

  /** The newest link. */
  last(): Link | undefined {
    return this.#last.get();
  }

  /** First and last link; `undefined` of an empty chain. */
  ends(): { first: number; last: number } | undefined {
    const { first, last } = this.#ends.get()!;
    return first === null || last === null ? undefined : { first, last };
  }

  /** In order; they are read a batch at a time, so that nobody waits for whoever reads on. */
  *lines(first: number, last: number): Generator<ChainLine> {
    const batch = this.#db
      .prepare<{ from: number; last: number }, [number, string, number, Buffer | null]>(
        `${lineSql(this.#db, 'airings')} WHERE c.seq BETWEEN @from AND @last ORDER BY c.seq LIMIT ${BATCH}`,
      )
      .raw();
    const others = new Map<string, (seq: number) => Buffer | undefined>();
    for (let from = first; ; ) {
      const links = batch.all({ from, last });
      for (const [seq, kind, rowId, airing] of links)
        yield { seq, kind, rowId, line: kind === 'airings' ? (airing ?? undefined) : this.#other(others, kind)(seq) };
      if (links.length < BATCH) return;
      from = links.at(-1)![0] + 1;
    }
  }

  /** What stands under `kind` in a chain that somebody wrote to need not be a table. */
  #other(known: Map<string, (seq: number) => Buffer | undefined>, kind: string): (seq: number) => Buffer | undefined {
    const found = known.get(kind);
    if (found) return found;
    const read = Object.hasOwn(CHAINED, kind)
      ? this.#db
          .prepare<[number], [number, string, number, Buffer | null]>(`${lineSql(this.#db, kind)} WHERE c.seq = ?`)
          .raw()
      : undefined;
    const lineOf = (seq: number) => read?.get(seq)?.[3] ?? undefined;
    known.set(kind, lineOf);
    return lineOf;
  }

  /** A closed row that is in no link, if there is one in any of the tables. */
  unchained(): { kind: string; id: number } | undefined {
    for (const [kind, { insert }] of Object.entries(CHAINED)) {
      const stray = this.#db.prepare<[], number | null>(
        `SELECT min(id) FROM (SELECT id FROM ${kind} WHERE ${insert.replaceAll('NEW.', '')}
         EXCEPT SELECT row_id FROM chain WHERE kind = '${kind}')`,
      );
      const id = stray.pluck().get();
      if (id != null) return { kind, id };
    }
    return undefined;
  }

  /** How far the chain once reached, when its end is gone. */
  cut(): number | undefined {
    return this.#cut.get() ?? undefined;
  }

  /** Everything that `work` reads is of one moment. */
  atOneMoment<T>(work: () => T): T {
    return this.#db.transaction(work).deferred();
  }

  // seals

  /** Links after the last seal, up to the last one written before `before`, in order. */
  unsealed(before: EpochMs): { seq: number; at: EpochMs }[] {
    return this.#unsealed.all({ after: this.lastSeal()?.lastSeq ?? 0, before });
  }

  addSeal(seal: Pick<Seal, 'day' | 'firstSeq' | 'lastSeq' | 'madeAt'>): Seal {
    const hashes = this.#hashes.all({ first: seal.firstSeq, last: seal.lastSeq });
    return this.#addSeal.get({ ...seal, count: hashes.length, root: merkleRoot(hashes).toString('hex') })!;
  }

  /** The newest day first. */
  seals(limit: number, before = '9999-12-31'): Seal[] {
    return this.#seals.all({ limit, before });
  }

  /** Of days from one to another, in order. */
  sealsFrom(from: string, until: string): Seal[] {
    return this.#sealsFrom.all({ from, until });
  }

  lastSeal(): Seal | undefined {
    return this.#lastSeal.get();
  }

  sealOn(day: string): Seal | undefined {
    return this.#sealOn.get({ day });
  }

  /** The one that a link is under. */
  sealOver(seq: number): Seal | undefined {
    return this.#sealOver.get({ seq });
  }

  /** One at a time, whoever it is that seals. */
  alone<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }
}
