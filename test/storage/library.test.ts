import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { CleanUps } from '../../src/storage/clean-ups.ts';
import { type Facet, Library } from '../../src/storage/library.ts';
import { queryPlan } from '../support/query-plan.ts';
import { temporaryDatabase } from '../support/station.ts';

async function openShelf() {
  const db = await temporaryDatabase();
  const library = new Library(db);
  db.exec(`INSERT INTO users (id, username, name, password_hash, roles, created_at) VALUES (1, 'a', 'A', '', '[]', 0);
    INSERT INTO plans (id, number, title, issuer, issued_on, year, source, imported_at) VALUES ('kh', '', '', '', '', 2025, '', 0);
    INSERT INTO topics VALUES ('t1', 'kh', 'B.I.1', NULL, 1, '', 'Chủ đề một', 'Một', 0);
    INSERT INTO programmes (id, name, abbr, issue_word, position) VALUES
      ('cds', 'Chuyển đổi số', 'CĐS', 'số', 0), ('cchc', 'Cải cách hành chính', 'CCHC', 'số', 1)`);
  const shelve = (title: string, state = 'ready'): number =>
    db
      .prepare<unknown[], number>(
        `INSERT INTO recordings (title, file_name, sha256, bytes, state, reason, playout_sha256, playout_frames, uploaded_at)
         VALUES (?, 'tep.mp3', ?, 1, ?, 'x', ?, 48000, 0) RETURNING id`,
      )
      .pluck()
      .get(title, createHash('sha256').update(title).digest('hex'), state, `copy of ${title}`)!;
  let number = 0;
  const issue = (programme: string, title: string, recordingId: number | null, language = 'vi'): number =>
    db
      .prepare<unknown[], number>(
        `INSERT INTO episodes (programme_id, year, number, language, title, recording_id, author_id, created_at, changed_at)
         VALUES (?, 2025, ?, ?, ?, ?, 1, 0, 0) RETURNING id`,
      )
      .pluck()
      .get(programme, ++number, language, title, recordingId)!;
  const air = (recordingId: number): number =>
    db
      .prepare<unknown[], number>(
        `INSERT INTO airings (zone_id, kind, title, recording_id, playout_sha256, started_at, outcome)
         VALUES ('main', 'premiere', '', ?, 'aired copy', 1000, 'completed') RETURNING id`,
      )
      .pluck()
      .get(recordingId)!;
  const find = (search: string, facets: Partial<Record<Facet, string>> = {}, archived = false) =>
    library.search({ search, archived, facets });
  return { db, library, shelve, issue, air, find };
}

describe('a search', () => {
  test('finds by title, file name, tag, programme, acronym and issue, whatever changed since', async () => {
    const { db, library, shelve, issue, find } = await openShelf();
    const [one, two] = [shelve('Đăng ký khai sinh'), shelve('Bản thu 17')];
    const episode = issue('cds', 'Nộp hồ sơ trực tuyến', two);
    for (const typed of ['dang ky', 'khai', 'dkks']) expect(find(typed).ids).toEqual([one]);
    for (const typed of ['cds', 'chuyen doi', 'nop ho so', 'ban thu cds']) expect(find(typed).ids).toEqual([two]);
    expect(find('tep').ids).toEqual([two, one]);
    expect(find('§').ids).toEqual([]);

    library.setTags(one, ['Tết', 'Lưu ý']);
    expect(find('tet').ids).toEqual([one]);
    expect(library.tags()).toEqual(['Lưu ý', 'Tết']);
    library.setTags(one, []);
    db.prepare('UPDATE episodes SET title = ? WHERE id = ?').run('Chữ ký số', episode);
    db.prepare('UPDATE programmes SET name = ? WHERE id = ?').run('Nhịp sống số', 'cds');
    db.prepare('UPDATE recordings SET title = ? WHERE id = ?').run('Khai tử', one);
    expect([find('tet').ids, find('nop ho so').ids, find('khai sinh').ids]).toEqual([[], [], []]);
    expect([find('chu ky so').ids, find('nhip song').ids, find('khai tu').ids]).toEqual([[two], [two], [one]]);
    db.prepare('UPDATE episodes SET recording_id = ? WHERE id = ?').run(one, episode);
    expect(find('chu ky').ids).toEqual([one]);
  });

  test('is read in pages, newest first, each from where the last one ended', async () => {
    const { shelve, library } = await openShelf();
    const all = Array.from({ length: 7 }, (_, i) => shelve(`Bản tin ${i}`)).reverse();
    const page = (before?: number) =>
      library.search({ search: 'ban tin', archived: false, facets: {} }, { ...(before && { before }), limit: 3 });
    expect(page()).toMatchObject({ ids: all.slice(0, 3), hasMore: true, total: 7 });
    expect(page(all[2])).toMatchObject({ ids: all.slice(3, 6), hasMore: true });
    expect(page(all[5])).toMatchObject({ ids: all.slice(6), hasMore: false });
    expect(page(all[6])).toMatchObject({ ids: [], hasMore: false });
  });
});

describe('facets', () => {
  test('count what each value would find, combine, and count their own other values', async () => {
    const { db, library, shelve, issue, air, find } = await openShelf();
    const [a, b, c, d] = [shelve('a'), shelve('b'), shelve('c', 'failed'), shelve('d')];
    const first = issue('cds', 'x', a);
    issue('cds', 'x', b, 'sed');
    issue('cchc', 'x', d);
    db.prepare('INSERT INTO episode_topics VALUES (?, ?)').run(first, 't1');
    library.setTags(b, ['Tết']);
    db.prepare('UPDATE recordings SET archived_at = 1 WHERE id = ?').run(d);
    const counts = (...asked: Parameters<typeof find>) =>
      Object.fromEntries(find(...asked).counts.map(({ facet, value, count }) => [`${facet} ${value}`, count]));
    const whole = {
      ...{ 'programme cds': 2, 'topic t1': 1, 'language vi': 1, 'language sed': 1, 'tag Tết': 1 },
      ...{ 'state ready': 2, 'state failed': 1, 'aired no': 3 },
    };
    expect(counts('')).toEqual(whole);
    air(a);
    expect(counts('')).toEqual({ ...whole, 'aired no': 2, 'aired yes': 1 });

    expect(find('', { programme: 'cds', language: 'sed' })).toMatchObject({ ids: [b], total: 1, elsewhere: 0 });
    expect(find('', { aired: 'no' }).ids).toEqual([c, b]);
    expect(counts('', { programme: 'cds', language: 'sed' })).toEqual({
      ...{ 'programme cds': 1, 'language vi': 1, 'language sed': 1 },
      ...{ 'tag Tết': 1, 'state ready': 1, 'aired no': 1 },
    });
    expect(find('', {}, true)).toMatchObject({ ids: [d], elsewhere: 3 });
    expect(find('', { programme: 'nobody' }).ids).toEqual([]);
  });

  test('and words are read from their index, and the log by its own, never row by row', async () => {
    const { db } = await openShelf();
    expect(queryPlan(db, `SELECT rowid FROM recording_words WHERE recording_words MATCH '"a"*'`)).toMatch(
      /^SCAN recording_words VIRTUAL TABLE INDEX \d+:M/,
    );
    expect(
      queryPlan(db, 'SELECT id FROM airings WHERE recording_id = 1 AND started_at IS NOT NULL ORDER BY id DESC'),
    ).toMatch(/airings_by_recording/);
  });
});

test('what the log tells of a recording is told newest first', async () => {
  const { library, shelve, air } = await openShelf();
  const id = shelve('a');
  const airings = Array.from({ length: 12 }, () => air(id));
  const { total, newest } = library.soundings(id);
  expect(total).toBe(12);
  expect(newest.map((one) => one.id)).toEqual(airings.reverse().slice(0, 10));
  expect(newest[0]).toMatchObject({ startedAt: 1000, zoneId: 'main' });
});

describe('letting go', () => {
  test('asks every table that names a file, those of the log above all', async () => {
    const { db, shelve, issue, air } = await openShelf();
    const id = shelve('a');
    air(id);
    const episode = issue('cds', 'x', id);
    db.exec(
      `INSERT INTO users (id, username, name, password_hash, roles, created_at) VALUES (2, 'b', 'B', '', '[]', 0)`,
    );
    db.prepare(
      `INSERT INTO approvals (episode_id, playout_sha256, author_id, approver_id, approved_at) VALUES (?, 'copy of a', 1, 2, 0)`,
    ).run(episode);
    db.prepare(`UPDATE recordings SET playout_sha256 = 'remade copy' WHERE id = ?`).run(id);
    const cited = new CleanUps(db).cited(['copy of a', 'aired copy', 'remade copy', 'nobody']);
    expect([...cited].sort()).toEqual(['aired copy', 'copy of a', 'remade copy']);
  });

  test('of originals: only those put away that never sounded and were never approved', async () => {
    const { db, shelve, air } = await openShelf();
    const ids = ['in use', 'idle', 'aired', 'put away today'].map((title) => shelve(title));
    db.prepare('UPDATE recordings SET archived_at = 100 WHERE id IN (?, ?)').run(ids[1], ids[2]);
    db.prepare('UPDATE recordings SET archived_at = 300 WHERE id = ?').run(ids[3]);
    air(ids[2]!);
    expect(new CleanUps(db).idleOriginals(epochMs(200)).map(({ title }) => title)).toEqual(['idle']);
  });
});
