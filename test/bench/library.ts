/**
 * The library with 20,000 recordings and a log of 100,000 rows: what a search as one types costs, with its facets counted,
 * over the questions people ask; and the first search after everything changed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../src/config.ts';
import { migrate, openDatabase } from '../../src/storage/database.ts';
import { type Facet, Library } from '../../src/storage/library.ts';

export type LibraryFigures = {
  /** Milliseconds of each search with its counts, all questions together. */
  readonly searches: readonly number[];
  /** Milliseconds: every recording written into the index at once. */
  readonly index: number;
};

const RECORDINGS = 20_000;
const AIRINGS = 100_000;
const WORDS =
  'chuyển đổi số cải cách hành chính đăng ký khai sinh phòng chống dịch bệnh an toàn giao thông nông thôn mới bầu cử quốc phòng thu hoạch lúa tiêm phòng vắc xin học sinh Đăk Tô Tết'.split(
    ' ',
  );
const QUESTIONS: readonly { search: string; archived?: boolean; facets?: Partial<Record<Facet, string>> }[] = [
  { search: '' },
  { search: 'd' },
  { search: 'dang' },
  { search: 'dang ky' },
  { search: 'dang ky khai sinh' },
  { search: 'cds' },
  { search: 'cchc' },
  { search: 'so 2' },
  { search: 'khong co gi nhu vay' },
  { search: '', facets: { programme: 'p3' } },
  { search: '', facets: { state: 'ready' } },
  { search: '', facets: { state: 'ready', aired: 'no' } },
  { search: '', facets: { programme: 'p3', topic: 't7', language: 'vi' } },
  { search: 'tiem', facets: { state: 'ready', aired: 'yes', language: 'vi' } },
  { search: '', archived: true },
  { search: 'hoc', archived: true, facets: { tag: 'nhãn 3' } },
];

export async function benchLibrary(): Promise<LibraryFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  const db = openDatabase(join(folder, 'station.db'));
  try {
    await migrate(db, join(ROOT, 'src/storage/migrations'));
    db.transaction(fill)(db);
    const library = new Library(db);
    const ask = ({ search, archived = false, facets = {} }: (typeof QUESTIONS)[number]) =>
      time(() => library.search({ search, archived, facets }));
    const index = ask({ search: '' });
    const searches = Array.from({ length: 20 }, () => QUESTIONS.map(ask)).flat();
    return { searches, index };
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(db: ReturnType<typeof openDatabase>): void {
  db.exec(`INSERT INTO users (id, username, name, password_hash, roles, created_at) VALUES (1, 'a', 'A', '', '[]', 0);
    INSERT INTO plans (id, number, title, issuer, issued_on, year, source, imported_at)
      VALUES ('kh', '', '', '', '', 2025, '', 0)`);
  const programme = db.prepare(
    `INSERT INTO programmes (id, name, abbr, issue_word, position) VALUES (?, ?, ?, 'số', 0)`,
  );
  const topic = db.prepare(`INSERT INTO topics VALUES (?, 'kh', ?, NULL, 1, '', ?, ?, ?)`);
  const recording = db.prepare(
    `INSERT INTO recordings (title, file_name, sha256, bytes, state, reason, playout_sha256, playout_frames, uploaded_at, archived_at)
     VALUES (?, ?, ?, 1, ?, 'x', 'c', 1, 0, ?)`,
  );
  const episode = db.prepare(
    `INSERT INTO episodes (programme_id, year, number, title, recording_id, author_id, created_at, changed_at)
     VALUES (?, ?, ?, ?, ?, 1, 0, 0)`,
  );
  const about = db.prepare('INSERT OR IGNORE INTO episode_topics VALUES (?, ?)');
  const tag = db.prepare('INSERT OR IGNORE INTO recording_tags VALUES (?, ?)');
  const airing = db.prepare(
    `INSERT INTO airings (zone_id, kind, title, recording_id, started_at, outcome) VALUES ('main', 'music', '', ?, ?, 'completed')`,
  );
  for (let i = 0; i < 20; i++) programme.run(`p${i}`, phrase(i, 4), `P${i}`);
  for (let i = 0; i < 60; i++) topic.run(`t${i}`, `B.${i}`, phrase(i, 6), phrase(i, 2), i);
  for (let i = 1; i <= RECORDINGS; i++) {
    const title = `${phrase(i, 7)} số ${String((i % 52) + 1).padStart(2, '0')}/${2015 + (i % 10)}`;
    const state = i % 50 === 0 ? 'failed' : 'ready';
    recording.run(title, `${title}.mp3`, String(i), state, i % 15 === 0 ? 1 : null);
    const { lastInsertRowid } = episode.run(`p${i % 20}`, 1000 + Math.floor(i / 400), i, phrase(i * 7, 6), i);
    for (let k = 0; k < 2; k++) about.run(lastInsertRowid, `t${(i * (k + 3)) % 60}`);
    if (i % 3 === 0) tag.run(i, `nhãn ${i % 40}`);
  }
  for (let i = 0; i < AIRINGS; i++) airing.run(1 + ((i * 7) % Math.floor(RECORDINGS * 0.8)), i);
}

const phrase = (seed: number, length: number): string =>
  Array.from({ length }, (_, i) => WORDS[(seed * 31 + i * (1 + (seed % 7))) % WORDS.length]).join(' ');

function time(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
