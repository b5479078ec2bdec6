/** The chain of the log in the database: every closed row is a link, whoever closed it, and in the order of closing. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { linkText, NO_HASH } from '../../src/core/chain.ts';
import { canonicalJson } from '../../src/core/report.ts';
import { epochMs } from '../../src/core/time.ts';
import { sealDays } from '../../src/engine/seal.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Chain } from '../../src/storage/chain.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { merkleRoot } from '../../src/storage/merkle.ts';
import { verifyChain } from '../../src/verify-verb.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { fill, openChainedLog, ZONE } from '../support/chained-log.ts';
import { MIGRATIONS, temporaryDatabase, temporaryFolder } from '../support/station.ts';

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const linksOf = (chain: Chain) => {
  const { first, last } = chain.ends() ?? { first: 1, last: 0 };
  return [...chain.lines(first, last)].map(({ kind, rowId }) => `${kind} ${rowId}`);
};

describe('a row', () => {
  test('is chained when it closes, not when it opens', async () => {
    const { airings, chain } = await openChainedLog();
    const open = airings.add(anAiring({ outcome: 'on-air' }));
    airings.add(aSilence());
    airings.progress(open, at('2025-09-10T17:12:00'), 1);
    expect(linksOf(chain)).toEqual(['airings 2']);
    airings.close(open, {
      endedAt: at('2025-09-10T17:25:00'),
      playedFrames: 1,
      outcome: 'completed',
      reason: null,
      detail: null,
    });
    expect(linksOf(chain)).toEqual(['airings 2', 'airings 1']);
    expect(chain.of('airings', 1)).toMatchObject({ seq: 2, at: at('2025-09-10T05:30:00') });
    expect(verifyChain(chain).fault).toBeUndefined();
  });

  test('that is not written after all leaves no link', async () => {
    const { db, airings, chain } = await openChainedLog();
    const failing = db.transaction(() => {
      airings.add(anAiring());
      throw new Error('the disk is full');
    });
    expect(() => failing.immediate()).toThrow('the disk is full');
    airings.add(anAiring());
    expect(linksOf(chain)).toEqual(['airings 1']);
    expect(verifyChain(chain)).toMatchObject({ fault: undefined, links: 1 });
  });

  test('without any instant has no place in the log', async () => {
    const { airings } = await openChainedLog();
    const nowhere = { ...aSilence(), plannedStart: null, plannedEnd: null };
    expect(() => airings.add(nowhere)).toThrow('no place in the log');
  });

  test('of whatever kind and words has the text of RFC 8785, without what is null', async () => {
    const { airings, chain, db } = await openChainedLog();
    const words = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('\b', '\u0001', '\u007f', '"', '\\', '/', 'Đ', '\u2028', '😀', '\n') }),
    );
    fc.assert(
      fc.property(
        words,
        fc.option(words),
        fc.option(fc.integer({ min: -1e6, max: 1e6 })),
        (title, detail, lateness) => {
          const clean = (text: string) => text.replaceAll('\u0000', '');
          const id = airings.add(
            anAiring({
              title: clean(title),
              detail: detail === null ? null : clean(detail),
              latenessMs: lateness as never,
            }),
          );
          const { seq } = chain.of('airings', id)!;
          const line = [...chain.lines(seq, seq)][0]!.line!.toString();
          const row = db.prepare<[number], Record<string, unknown>>('SELECT * FROM airings WHERE id = ?').get(id)!;
          const kept = Object.fromEntries(
            Object.entries(row).filter(([name, value]) => value !== null && name !== 'share'),
          );
          expect(line.slice(82, -1)).toBe(
            linkText(
              seq,
              chain.of('airings', id)!.at,
              'airings',
              chain.hashOf(seq - 1) ?? NO_HASH,
              canonicalJson(kept),
            ),
          );
        },
      ),
      { numRuns: 300 },
    );
    expect(verifyChain(chain).fault).toBeUndefined();
  });
});

test('nothing that was said is changed or taken back', async () => {
  const log = await openChainedLog();
  fill(log);
  for (const table of ['airings', 'corrections', 'airing_causes', 'airing_clusters', 'seals', 'chain']) {
    const id = table === 'chain' ? 'seq' : 'id';
    expect(() => log.db.exec(`UPDATE ${table} SET ${id} = ${id}`)).toThrow(/never (changed|cut|deleted)/);
    expect(() => log.db.exec(`DELETE FROM ${table}`)).toThrow(/never (changed|cut|deleted)/);
  }
});

test('nothing that was said is replaced', async () => {
  const log = await openChainedLog();
  fill(log);
  for (const table of ['airings', 'corrections', 'airing_causes', 'airing_clusters', 'seals', 'chain']) {
    // Generated columns are not in table_info.
    const columns = log.db
      .prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`)
      .pluck()
      .all()
      .join(', ');
    const replace = `REPLACE INTO ${table} (${columns}) SELECT ${columns} FROM ${table} LIMIT 1`;
    expect(() => log.db.exec(replace)).toThrow(/never (cut|deleted)/);
  }
  // Nor by its other key.
  const seal = `SELECT day, first_seq, last_seq, count, root, made_at FROM seals LIMIT 1`;
  expect(() => log.db.exec(`REPLACE INTO seals (day, first_seq, last_seq, count, root, made_at) ${seal}`)).toThrow(
    'never deleted',
  );
  expect(verifyChain(log.chain).fault).toBeUndefined();
});

describe('rows from before there was a chain', () => {
  /** The schema as it was. */
  async function before(folder: string) {
    const migrations = join(folder, 'migrations');
    mkdirSync(migrations);
    for (const name of readdirSync(MIGRATIONS).filter((one) => one < '0017'))
      cpSync(join(MIGRATIONS, name), join(migrations, name));
    const db = openDatabase(join(folder, 'station.db'));
    // Without the chain's own tables, migrate() cannot chain anything yet.
    await migrate(db, migrations).catch(() => {});
    return db;
  }

  test('are chained in the order in which they ended, once, at the first start', async () => {
    const folder = temporaryFolder();
    const old = await before(folder);
    const row = (planned: string, ended: string | null) =>
      old.exec(`INSERT INTO airings (zone_id, kind, title, planned_start, started_at, ended_at, outcome, reason)
        VALUES ('main', 'replay', 'x', ${at(planned)}, ${ended ? at(planned) : 'NULL'}, ${ended ? at(ended) : 'NULL'}, '${ended ? 'completed' : 'missed'}', 'down')`);
    row('2025-09-01T17:10:00', '2025-09-01T17:40:00');
    row('2025-09-01T17:15:00', '2025-09-01T17:20:00');
    row('2025-09-01T17:30:00', null);
    old.close();

    const db = openDatabase(join(folder, 'station.db'), { now: () => at('2025-09-10T08:00:00') });
    onTestFinished(() => void db.close());
    await migrate(db, MIGRATIONS);
    const chain = new Chain(db);
    expect(linksOf(chain)).toEqual(['airings 2', 'airings 3', 'airings 1']);
    expect(chain.of('airings', 1)!.at).toBe(at('2025-09-01T17:40:00'));
    new Airings(db).add(anAiring());
    await migrate(db, MIGRATIONS);
    expect(linksOf(chain)).toEqual(['airings 2', 'airings 3', 'airings 1', 'airings 4']);
    expect(verifyChain(chain).fault).toBeUndefined();
    expect(sealDays(chain, at('2025-09-10T09:00:00'), ZONE).map(({ day, count }) => [day, count])).toEqual([
      ['2025-09-01', 3],
    ]);
  });

  test('and from before a column was added keep their hashes', async () => {
    const folder = temporaryFolder();
    const migrations = join(folder, 'migrations');
    cpSync(MIGRATIONS, migrations, { recursive: true });
    const log = await openChainedLog(join(folder, 'station.db'));
    fill(log);
    const { hash } = log.chain.last()!;
    log.db.exec('ALTER TABLE airings ADD COLUMN weather TEXT');
    await migrate(log.db, MIGRATIONS);
    expect(verifyChain(log.chain)).toMatchObject({ fault: undefined, hash });
    log.db.exec(`INSERT INTO airings (zone_id, kind, title, planned_start, outcome, reason, weather)
      VALUES ('main', 'replay', 'x', 1, 'missed', 'down', 'mưa')`);
    const [line] = [...log.chain.lines(log.chain.last()!.seq, log.chain.last()!.seq)];
    expect(line!.line!.toString()).toContain('"weather":"mưa"');
    expect(verifyChain(log.chain).fault).toBeUndefined();
  });
});

describe('a seal', () => {
  test('is the root of RFC 6962 over any number of entries', () => {
    // §2.1, as it is written there.
    const slow = (entries: readonly Buffer[]): Buffer => {
      if (entries.length <= 1) return entries.length === 0 ? merkleRoot([]) : merkleRoot(entries);
      let k = 1;
      while (k * 2 < entries.length) k *= 2;
      return hash(Buffer.concat([Buffer.of(1), slow(entries.slice(0, k)), slow(entries.slice(k))]));
    };
    for (let n = 0; n < 70; n++) {
      const entries = Array.from({ length: n }, (_, i) => Buffer.from([i]));
      expect(merkleRoot(entries).toString('hex')).toBe(slow(entries).toString('hex'));
    }
    expect(merkleRoot([Buffer.alloc(0)]).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  test('is made of each day that is over, once, and begins where the last ended', async () => {
    const log = await openChainedLog();
    fill(log);
    expect(sealDays(log.chain, log.now, ZONE).map(({ day, firstSeq, lastSeq }) => [day, firstSeq, lastSeq])).toEqual([
      ['2025-09-12', 8, 11],
    ]);
    expect(sealDays(log.chain, log.now, ZONE)).toEqual([]);
    expect(verifyChain(log.chain).fault).toBeUndefined();
  });

  test('of a clock that jumped ahead and back again still covers every link, one day after another', async () => {
    const log = await openChainedLog();
    const add = (now: string) => {
      log.now = at(now);
      log.airings.add(anAiring());
    };
    add('2025-09-10T17:25:00');
    add('2030-01-01T00:00:00');
    add('2025-09-10T17:45:00');
    log.now = at('2025-09-11T00:00:05');
    expect(sealDays(log.chain, log.now, ZONE)).toMatchObject([{ day: '2025-09-10', firstSeq: 1, lastSeq: 3 }]);
    add('2025-09-10T23:59:00');
    add('2025-09-11T17:25:00');
    log.now = at('2025-09-12T00:00:05');
    expect(sealDays(log.chain, log.now, ZONE)).toMatchObject([{ day: '2025-09-11', firstSeq: 4, lastSeq: 6 }]);
    expect(verifyChain(log.chain)).toMatchObject({ fault: undefined, notices: [{ seq: 3 }, { seq: 5 }] });
  });
});

test('kill −9 while it writes and seals leaves a whole chain, and all that was acknowledged in it', async () => {
  const folder = temporaryFolder();
  const db = await temporaryDatabase(folder);
  const program = join(process.cwd(), 'node_modules/.cache', `chainer-${process.pid}.mjs`);
  onTestFinished(() => rmSync(program, { force: true }));
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' } as const;
  await build({ ...options, entryPoints: ['test/support/chainer.ts'], outfile: program });

  for (let kill = 0; kill < 5; kill++) {
    const child = spawn(process.execPath, [program, join(folder, 'station.db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      if (said.split('\n').length > 4 + kill) setTimeout(() => child.kill('SIGKILL'), kill * 3);
    });
    await once(child, 'close');
    const acknowledged = Math.max(...said.trim().split('\n').map(Number));
    const chain = new Chain(db);
    const report = verifyChain(chain);
    expect(report.fault).toBeUndefined();
    expect(report.last).toBeGreaterThanOrEqual(acknowledged);
    expect(chain.seals(1)[0]!.count).toBeGreaterThanOrEqual(40);
    expect(epochMs(chain.last()!.at)).toBeGreaterThan(0);
  }
});
