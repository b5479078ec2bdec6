/** The log as somebody who does not trust it reads it: whatever was done to it is found, and the first place named. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { migrate } from '../src/storage/database.ts';
import { type LogReport, openLogVerifier } from '../src/verify.mjs';
import { verifyChain } from '../src/verify-verb.ts';
import { anAiring, at } from './support/airings.ts';
import { type ChainedLog, fill, openChainedLog } from './support/chained-log.ts';
import { MIGRATIONS, temporaryFolder } from './support/station.ts';

const PROGRAM = join(import.meta.dirname, '../src/verify.mjs');

function verify(text: string, seals: readonly string[] = []): LogReport {
  const verifier = openLogVerifier({ seals });
  for (const line of text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined)) verifier.line(line);
  return verifier.end();
}

async function aLog(): Promise<ChainedLog> {
  const log = await openChainedLog();
  fill(log);
  return log;
}
const whole = (await aLog()).text();
const lines = whole.trimEnd().split('\n');
/** All but the last, which says that the file is whole. */
const LINKS = lines.length - 1;
const joined = (all: readonly string[]) => `${all.join('\n')}\n`;
const seqIn = (line: string) => Number(/"seq":(\d+)\}\}$/.exec(line)?.[1]);

describe('an export', () => {
  test('is whole, from its first link to its last, and so are its seals', () => {
    const { fault, notices, ...report } = verify(whole);
    expect([fault, notices]).toEqual([undefined, []]);
    expect(report).toMatchObject({ links: LINKS, first: 1, last: LINKS });
    expect(report.seals.map(({ day, first, last }) => [day, first, last])).toEqual([
      ['2025-09-10', 1, 3],
      ['2025-09-11', 4, 7],
    ]);
  });

  test('with any byte of a row, a seal or a correction changed is found out at that line', () => {
    const kinds = ['"kind":"airings"', '"kind":"seals"', '"kind":"corrections"'];
    for (const n of [0, ...kinds.map((kind) => lines.findLastIndex((line) => line.includes(kind)))]) {
      const bytes = Buffer.from(lines[n]!);
      for (let i = 0; i < bytes.length; i++) {
        const changed = Buffer.from(bytes);
        changed[i]! ^= 1;
        const verifier = openLogVerifier();
        for (const line of lines.slice(0, n)) verifier.line(line);
        for (const line of [changed, lines.at(-1)!]) verifier.line(line);
        const { fault } = verifier.end();
        if (fault?.seq !== n + 1) expect([n + 1, i, fault]).toEqual([n + 1, i, { seq: n + 1 }]);
      }
    }
  });

  test('with any row removed says which', () => {
    for (let n = 0; n < LINKS; n++) {
      const { fault } = verify(joined(lines.toSpliced(n, 1)));
      expect([n + 1, fault?.what, fault?.seq]).toEqual([n + 1, 'removed', n + 1]);
    }
  });

  test('with any two rows swapped names the first of them', () => {
    const pair = fc
      .tuple(fc.nat(LINKS - 1), fc.nat(LINKS - 1))
      .filter(([a, b]) => a !== b)
      .map((two) => two.sort((a, b) => a - b) as [number, number]);
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const swapped = lines.with(a, lines[b]!).with(b, lines[a]!);
        expect(verify(joined(swapped)).fault).toMatchObject({ what: 'moved', seq: a + 1 });
      }),
    );
  });

  test('with a row put in twice, or one of somebody else’s making, names the place', () => {
    const twice = verify(joined(lines.toSpliced(4, 0, lines[2]!))).fault;
    expect(twice).toMatchObject({ what: 'inserted', seq: 5 });
    const link = lines[4]!.slice(82, -1).replace('"id":4', '"id":99');
    const forged = `{"hash":"${createHash('sha256').update(link).digest('hex')}","link":${link}}`;
    // Its hash is right, but the next link holds another.
    expect(verify(joined(lines.with(4, forged))).fault).toMatchObject({ what: 'changed', seq: 6 });
    expect(verify(joined(lines.toSpliced(5, 0, forged))).fault).toMatchObject({ what: 'inserted', seq: 6 });
  });

  test('cut off at any byte is not taken for a whole one', () => {
    const bytes = Buffer.from(whole);
    fc.assert(
      fc.property(fc.nat(bytes.length - 2), (length) => {
        const { fault } = verify(bytes.subarray(0, length).toString());
        expect(fault).toBeDefined();
        expect(fault!.seq).toBeLessThanOrEqual(LINKS + 1);
      }),
    );
    const { fault } = verify(joined(lines.slice(0, 6)));
    expect(fault).toMatchObject({ what: 'cut', seq: 7 });
    // Nor with another last line than its own.
    expect(verify(joined([...lines.slice(0, 6), lines.at(-1)!])).fault).toMatchObject({ what: 'removed', seq: 7 });
  });

  test('made anew as a whole does not fit the seal on paper', async () => {
    const log = await aLog();
    const seal = log.chain.sealOn('2025-09-11')!;
    const paper = `DX1 2025-09-11 ${seal.firstSeq}-${seal.lastSeq} ${seal.count} ${seal.root}`;
    expect(verify(whole, [paper]).fault).toBeUndefined();
    expect(verify(whole, [`2025-09-11=${seal.root}`]).printed).toBe(1);

    const other = await openChainedLog();
    const add = other.airings.add.bind(other.airings);
    other.airings.add = (row) =>
      add({ ...row, detail: row.plannedStart === at('2025-09-11T05:32:00') ? 'khác' : null });
    fill(other);
    const forged = other.text();
    expect(verify(forged).fault).toBeUndefined();
    expect(verify(forged, [paper]).fault).toMatchObject({ what: 'seal', seq: seal.firstSeq, day: '2025-09-11' });
    expect(verify(joined(lines.slice(0, 5).concat(lines.at(-1)!)), [paper]).fault).toMatchObject({ seq: 6 });
    expect(() => openLogVerifier({ seals: ['2025-09-11'] })).toThrow('Không đọc được niêm phong');
  });

  test('tells when the clock had gone back, without calling it a forgery', async () => {
    const log = await aLog();
    log.now = at('2025-09-12T23:00:10');
    log.airings.add(anAiring({ plannedStart: at('2025-09-12T22:45:00') }));
    const { fault, notices } = verify(log.text());
    expect(fault).toBeUndefined();
    expect(notices).toMatchObject([{ seq: LINKS + 1, stepMs: -3_600_000 }]);
    expect(notices[0]!.words).toContain('lùi 1 giờ');
  });

  test('from the middle of the log is proved as far as it goes', () => {
    const from4 = lines.slice(3, -1);
    const end = lines
      .at(-1)!
      .replace('"first":1', '"first":4')
      .replace(`"count":${LINKS}`, `"count":${LINKS - 3}`);
    const report = verify(joined([...from4, end]));
    expect(report.fault).toBeUndefined();
    expect(report.seals.map(({ day }) => day)).toEqual(['2025-09-11']);
  });

  test('is judged by the one file alone, in words and an exit status', () => {
    const folder = temporaryFolder();
    const [good, bad] = [join(folder, 'good.jsonl'), join(folder, 'bad.jsonl')];
    writeFileSync(good, whole);
    writeFileSync(bad, whole.replace('"outcome":"missed"', '"outcome":"cut"'));
    expect(execFileSync(process.execPath, [PROGRAM, good], { encoding: 'utf8' })).toContain(
      `TOÀN VẸN: ${LINKS} mắt xích`,
    );
    const run = spawnSync(process.execPath, [PROGRAM, bad], { encoding: 'utf8' });
    expect([run.status, run.stdout]).toEqual([1, expect.stringContaining('mắt xích 3 (lượt phát số 3')]);
    expect(spawnSync(process.execPath, [PROGRAM]).status).toBe(2);
  });

  test('is judged by a Node.js whose crypto has no hash() yet', () => {
    const folder = temporaryFolder();
    const good = join(folder, 'good.jsonl');
    writeFileSync(good, whole);
    const script = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
    const old = script(`import { createRequire } from 'node:module';
      export const { createHash } = createRequire('file:///')('node:crypto');`);
    const resolve = script(`export const resolve = (name, context, next) =>
      name === 'node:crypto' ? { url: ${JSON.stringify(old)}, shortCircuit: true } : next(name, context);`);
    const register = script(`import { register } from 'node:module'; register(${JSON.stringify(resolve)});`);
    const run = spawnSync(process.execPath, ['--import', register, PROGRAM, good], { encoding: 'utf8' });
    expect([run.stderr, run.stdout]).toEqual(['', expect.stringContaining(`TOÀN VẸN: ${LINKS} mắt xích`)]);
  });

  test('needs nothing but SHA-256 and a JSON reader to be followed', () => {
    // The specification once more, in other words than the program's.
    let prev = '0'.repeat(64);
    for (const line of lines.slice(0, -1)) {
      const { hash, link } = JSON.parse(line) as { hash: string; link: { prev: string; row: object } };
      const sorted = (value: unknown): string =>
        value !== null && typeof value === 'object'
          ? `{${Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`)
              .join(',')}}`
          : JSON.stringify(value);
      expect(createHash('sha256').update(sorted(link)).digest('hex')).toBe(hash);
      expect(link.prev).toBe(prev);
      expect(Object.values(link.row)).not.toContain(null);
      prev = hash;
    }
  });

  test('is followed by another language from the README alone', () => {
    const script = `
import hashlib, json, sys
prev = '0' * 64
for line in sys.stdin.buffer.read().split(b'\\n')[:-2]:
    link, given = json.loads(line)['link'], json.loads(line)['hash']
    text = json.dumps(link, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == given and link['prev'] == prev, link['seq']
    prev = given
print(prev)`;
    const run = spawnSync('python3', ['-c', script], { input: whole, encoding: 'utf8' });
    if (run.error) return; // a machine without Python
    expect([run.stderr, run.stdout.trim()]).toEqual(['', verify(whole).hash]);
  });
});

/** Whoever has the database file has no triggers in the way. */
async function tampered(sql: string): Promise<LogReport['fault']> {
  const log = await aLog();
  const triggers = log.db.prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).pluck().all();
  for (const name of triggers) log.db.exec(`DROP TRIGGER ${name}`);
  log.db.pragma('foreign_keys = OFF');
  log.db.exec(sql);
  return verifyChain(log.chain).fault;
}

describe('the database', () => {
  test('is whole as the station left it', async () => {
    const log = await aLog();
    expect(verifyChain(log.chain)).toMatchObject({ fault: undefined, links: LINKS });
  });

  test.each([
    [
      'a row changed',
      `UPDATE airings SET title = 'Khác' WHERE id = 4`,
      { what: 'changed', seq: 5, kind: 'airings', id: 4 },
    ],
    [
      'a value taken out',
      "UPDATE airings SET reason = NULL, detail = NULL, outcome = 'completed', started_at = 1 WHERE id = 3",
      { what: 'changed', seq: 3 },
    ],
    ['a row removed', 'DELETE FROM airings WHERE id = 6', { what: 'removed', seq: 7, kind: 'airings', id: 6 }],
    ['a link removed', 'DELETE FROM chain WHERE seq = 5', { what: 'removed', seq: 5 }],
    [
      'a row and its link removed',
      'DELETE FROM airings WHERE id = 4; DELETE FROM chain WHERE seq = 5',
      { what: 'removed', seq: 5 },
    ],
    [
      'two rows swapped',
      'UPDATE airings SET id = 99 WHERE id = 2; UPDATE airings SET id = 2 WHERE id = 1; UPDATE airings SET id = 1 WHERE id = 99',
      { what: 'changed', seq: 1 },
    ],
    [
      'two links swapped',
      'UPDATE chain SET seq = 99 WHERE seq = 2; UPDATE chain SET seq = 2 WHERE seq = 1; UPDATE chain SET seq = 1 WHERE seq = 99',
      { what: 'changed', seq: 1 },
    ],
    ['the tail cut off', 'DELETE FROM chain WHERE seq > 9', { what: 'removed', seq: 10 }],
    [
      'a row slipped in',
      `INSERT INTO airings (zone_id, kind, title, planned_start, outcome, reason) VALUES ('main', 'replay', 'x', 1, 'missed', 'down')`,
      { what: 'inserted', id: 10 },
    ],
    [
      'a seal replaced',
      `UPDATE seals SET root = '${'ab'.repeat(32)}' WHERE id = 1`,
      { what: 'changed', kind: 'seals', id: 1 },
    ],
    ['a correction taken back', 'DELETE FROM corrections', { what: 'removed', kind: 'corrections' }],
    ['a correction changed', `UPDATE corrections SET why = 'Khác'`, { what: 'changed', kind: 'corrections', id: 1 }],
    ['a hash replaced', `UPDATE chain SET hash = zeroblob(32) WHERE seq = 6`, { what: 'changed', seq: 6 }],
    ['the writing time of a link', 'UPDATE chain SET at = at - 3600000 WHERE seq = 4', { what: 'changed', seq: 4 }],
  ])('with %s is found out', async (_, sql, fault) => {
    expect(await tampered(sql)).toMatchObject(fault);
  });

  test.each([
    ['airings', `SET outcome = 'missed', reason = 'down', started_at = NULL, ended_at = NULL, played_frames = 0`],
    ['corrections', `SET outcome = 'completed'`],
    ['airing_causes', `SET code = 'storm'`],
    ['airing_clusters', `SET cluster_id = 'c2'`],
    ['airing_evidence', `SET verdict = 'not-enough', why = 'x'`],
    ['entry_causes', `SET code = 'storm'`],
    ['day_closings', 'SET amendment = 1'],
    ['seals', `SET day = '2025-09-12'`],
  ])('with a row slipped into %s is found out', async (kind, change) => {
    const log = await aLog();
    log.db.exec(`
      INSERT INTO airing_evidence (airing_id, verdict, matched_ms, compared_ms, levels, seconds, excerpts, made_at)
        VALUES (1, 'heard', 1, 1, '[]', '', '[]', 1);
      INSERT INTO entry_causes (entry_id, code, made_by, made_by_name, made_at) VALUES (1, 'power', 1, 'Y Hạnh', 1);
      INSERT INTO day_closings (day, step, amendment, figures, made_by, made_by_name, made_at)
        VALUES ('2025-09-10', 'closed', 0, '{}', 1, 'Y Hạnh', 1)`);
    const columns = log.db.prepare<[], string>(`SELECT name FROM pragma_table_info('${kind}') WHERE name <> 'id'`);
    const names = columns.pluck().all().join(', ');
    expect(verifyChain(log.chain).fault).toBeUndefined();
    log.db.exec(`DROP TRIGGER ${kind}_chained_by_insert`);
    log.db.exec(`CREATE TEMP TABLE forged AS SELECT ${names} FROM ${kind} LIMIT 1; UPDATE forged ${change};
      INSERT INTO ${kind} (${names}) SELECT * FROM forged`);
    const { id } = log.db.prepare<[], { id: number }>(`SELECT max(id) AS id FROM ${kind}`).get()!;
    await migrate(log.db, MIGRATIONS); // the next start puts the trigger back
    expect(verifyChain(log.chain).fault).toMatchObject({ what: 'inserted', kind, id });
  });

  test('whose triggers and links were all taken away starts, and does not make its chain anew', async () => {
    const log = await aLog();
    log.db.exec('DROP TRIGGER chain_is_never_deleted');
    const triggers = log.db.prepare<[], string>(`SELECT name FROM sqlite_master WHERE name LIKE '%_chained_by_%'`);
    for (const name of triggers.pluck().all()) log.db.exec(`DROP TRIGGER ${name}`);
    await migrate(log.db, MIGRATIONS);
    expect(verifyChain(log.chain)).toMatchObject({ fault: undefined, links: LINKS });
    for (const name of triggers.all()) log.db.exec(`DROP TRIGGER ${name}`);
    log.db.exec('DELETE FROM chain');
    await migrate(log.db, MIGRATIONS);
    expect(verifyChain(log.chain).fault).toMatchObject({ what: 'removed', seq: 1 });
  });

  test('with any column of a row changed is found out', async () => {
    const log = await aLog();
    const columns = log.db
      .prepare<[], { name: string; type: string }>(`SELECT name, type FROM pragma_table_info('airings')`)
      .all();
    for (const { name } of log.db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'trigger'`)
      .all())
      log.db.exec(`DROP TRIGGER ${name}`);
    log.db.pragma('foreign_keys = OFF');
    for (const { name, type } of columns) {
      if (name === 'id') continue;
      log.db.exec('SAVEPOINT one');
      const other =
        type === 'INTEGER'
          ? `coalesce(${name}, 0) + 1`
          : name === 'outcome'
            ? `'cut'`
            : ['outputs', 'clock', 'zones_apart'].includes(name)
              ? `'[]'`
              : `coalesce(${name}, '') || ' '`;
      log.db.exec(`UPDATE airings SET reason = coalesce(reason, 'down') WHERE id = 5`);
      expect([name, verifyChain(log.chain).fault?.seq]).toEqual([name, 6]);
      log.db.exec('ROLLBACK TO one');
      log.db.exec(`UPDATE airings SET ${name} = ${other} ${name === 'outcome' ? `, reason = 'x'` : ''} WHERE id = 5`);
      expect([name, verifyChain(log.chain).fault?.seq]).toEqual([name, 6]);
      log.db.exec('ROLLBACK TO one; RELEASE one');
    }
  });
});

test('the links have the numbers their lines are in', () => {
  expect(lines.slice(0, -1).map(seqIn)).toEqual(Array.from({ length: LINKS }, (_, i) => i + 1));
});
