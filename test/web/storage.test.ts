/** What takes up the disk, and what may go of it: never what anything names. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { after, durationMs, HOUR } from '../../src/core/time.ts';
import { flashOf } from '../support/library.ts';
import { openWeb, type Web } from '../support/web.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const days = (n: number) => durationMs(n * 24 * HOUR);

/** A file of the media folder as big as that, from two days ago by the station's clock. */
function lay(web: Web, file: string, bytes = 1000): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, new Uint8Array(bytes));
  const then = (web.now - days(2)) / 1000;
  utimesSync(file, then, then);
  return file;
}

/** A ready recording with its two files. */
function shelve(web: Web, title: string) {
  const { stores, media, config } = web.station;
  const sha256 = hashOf(title);
  const { id } = stores.recordings.add({
    ...{ title, fileName: `${title}.mp3`, sha256, bytes: 5000, uploadedBy: null, uploadedAt: web.now },
  });
  stores.recordings.claim();
  const playoutSha256 = hashOf(`${title} copy`);
  const sound = { format: 'mp3', codec: 'mp3', sampleRate: 44_100, channels: 1, playoutSha256 };
  stores.recordings.finish(id, { ...sound, playoutFrames: 48_000 as never }, web.now);
  const original = lay(web, join(config.home, 'library', sha256.slice(0, 2), `${sha256}.mp3`), 5000);
  return { id, original, copy: lay(web, media.playout(playoutSha256), 3000), playoutSha256 };
}

const air = (web: Web, recordingId: number, sha256: string) =>
  web.db
    .prepare(
      `INSERT INTO airings (zone_id, kind, title, recording_id, playout_sha256, started_at, ended_at, outcome)
       VALUES ('main', 'music', '', ?, ?, 1000, 2000, 'completed')`,
    )
    .run(recordingId, sha256);

test('what the log cites outlives every clean-up; what nothing names goes, and only that', async () => {
  const web = await openWeb();
  const { media, stores } = web.station;
  const administrator = web.user(['administrator']).headers;
  const [used, aired, idle, late] = ['dùng', 'đã phát', 'chưa phát', 'mới cất'].map((title) => shelve(web, title));
  air(web, aired!.id, aired!.playoutSha256);
  const replaced = lay(web, media.playout(hashOf('replaced')), 700);
  const citedReplaced = lay(web, media.playout(hashOf('replaced but aired')), 800);
  air(web, used!.id, hashOf('replaced but aired'));
  const fresh = media.playout(hashOf('just made'));
  writeFileSync(lay(web, fresh), 'x');
  utimesSync(fresh, web.now / 1000, web.now / 1000);
  for (const { id } of [aired!, idle!]) stores.recordings.archive(id, after(web.now, days(-40)));
  stores.recordings.archive(late!.id, after(web.now, days(-3)));

  const page = await (await web.get('/kho-tu-lieu/dung-luong', administrator)).text();
  for (const words of [
    'Bản phát cũ không còn dùng: 1 tệp, 700 byte',
    'chưa phát lần nào: 1 tệp, 5 KB',
    'Đĩa còn trống',
  ])
    expect(page).toContain(words);
  const sure = await (await web.get('/kho-tu-lieu/dung-luong/tep-goc', administrator)).text();
  for (const words of ['Xóa hẳn 1 tệp', 'Bản phát vẫn còn', 'Không lấy lại được', 'chưa phát</li>'])
    expect(sure).toContain(words);

  for (const kind of ['ban-phat-cu', 'tep-goc', 'ban-ghi-song'])
    expect((await web.post(`/kho-tu-lieu/dung-luong/${kind}`, {}, administrator)).status).toBe(303);
  expect([existsSync(replaced), existsSync(idle!.original)]).toEqual([false, false]);
  const kept = [used!, aired!, late!].flatMap(({ original, copy }) => [original, copy]);
  for (const file of [...kept, idle!.copy, citedReplaced, fresh]) expect(existsSync(file), file).toBe(true);

  const again = await web.post('/kho-tu-lieu/dung-luong/tep-goc', {}, administrator);
  expect(flashOf(again)).toBe('good:Không còn gì để dọn.');
  const editor = web.user(['editor']).headers;
  const listened = await (await web.get(`/kho-tu-lieu/${idle!.id}`, editor)).text();
  expect(listened).toContain('Đã dọn để lấy chỗ');
  expect(listened).not.toContain('chuan-hoa-lai');
});

test('an original that anything uses stays, though it was put away', async () => {
  const web = await openWeb();
  const { id, original } = shelve(web, 'dự phòng');
  web.station.stores.recordings.archive(id, after(web.now, days(-40)));
  web.db
    .prepare(
      `INSERT INTO settings VALUES ('fillerRecordingId', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    )
    .run(String(id));
  const { headers } = web.user(['administrator']);
  const api = (body: object) =>
    web.app.request('/api/v1/storage/clean-ups', {
      ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } },
    });
  expect(await (await api({ kind: 'originals' })).json()).toEqual({ kind: 'originals', files: 0, bytes: 0 });
  expect(existsSync(original)).toBe(true);
  expect((await api({ kind: 'everything' })).status).toBe(422);
});

test('the aircheck goes by the rule of the settings, except what an open report tells of', async () => {
  const web = await openWeb();
  const { config } = web.station;
  const nameOf = (day: string) =>
    join(config.home, 'aircheck', 'main', day, `17-00-00_${Date.parse(`${day}T10:00:00Z`) * 1000}.opus`);
  const [old, recent] = ['2025-01-02', '2025-09-09'].map((day) => lay(web, nameOf(day), 600));
  const { headers } = web.user(['administrator']);
  const { cleanUps, folders } = (await (await web.get('/api/v1/storage', headers)).json()) as {
    cleanUps: { kind: string; files: number; bytes: number }[];
    folders: { folder: string; bytes: number }[];
  };
  expect(cleanUps).toContainEqual({ kind: 'aircheck', files: 1, bytes: 600, titles: [] });
  expect(folders).toContainEqual(expect.objectContaining({ folder: 'aircheck', bytes: 1200 }));
  await web.post('/kho-tu-lieu/dung-luong/ban-ghi-song', {}, headers);
  expect([existsSync(old!), existsSync(recent!)]).toEqual([false, true]);
});

test('an editor sees it, the administrator alone lets go', async () => {
  const web = await openWeb();
  const [editor, viewer] = [web.user(['editor']).headers, web.user(['viewer']).headers];
  const page = await web.get('/kho-tu-lieu/dung-luong', editor);
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('Chưa có gì cần dọn');
  expect((await web.post('/kho-tu-lieu/dung-luong/tep-goc', {}, editor)).status).toBe(403);
  expect((await web.get('/kho-tu-lieu/dung-luong', viewer)).status).toBe(403);
  const administrator = web.user(['administrator']).headers;
  expect((await web.get('/kho-tu-lieu/dung-luong/khac', administrator)).status).toBe(404);
  expect((await web.post('/kho-tu-lieu/dung-luong/khac', {}, administrator)).status).toBe(404);
});
