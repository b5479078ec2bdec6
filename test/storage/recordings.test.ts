import { expect, test } from 'vitest';
import { epochMs, frames } from '../../src/core/time.ts';
import { type CheckedSound, Recordings } from '../../src/storage/recordings.ts';
import { temporaryDatabase } from '../support/station.ts';

const NOW = epochMs(1_757_000_000_000);
const SOUND: CheckedSound = {
  format: 'mp3',
  codec: 'mp3',
  sampleRate: 44_100,
  channels: 2,
  playoutSha256: 'f'.repeat(64),
  playoutFrames: frames(48_000),
};

async function library(...names: string[]) {
  const recordings = new Recordings(await temporaryDatabase());
  const added = names.map((fileName, i) =>
    recordings.add({
      title: fileName.replace(/\.\w+$/, ''),
      fileName,
      sha256: String(i).padStart(64, '0'),
      bytes: 1000,
      uploadedBy: null,
      uploadedAt: NOW,
    }),
  );
  return { recordings, added };
}

test('a recording is received, checked and ready, and found by its hash', async () => {
  const { recordings, added } = await library('a.mp3');
  expect(added[0]).toMatchObject({ state: 'received', attempts: 0, reason: null });
  expect(recordings.claim()).toMatchObject({ id: added[0]!.id, state: 'checking', attempts: 1 });
  const ready = recordings.finish(added[0]!.id, SOUND, NOW);
  expect(ready).toMatchObject({ ...SOUND, state: 'ready', checkedAt: NOW });
  expect(recordings.findByHash(added[0]!.sha256)).toEqual(ready);
  expect(recordings.claim()).toBeUndefined();
});

test('a failed one says why and can be tried again from the start', async () => {
  const { recordings, added } = await library('a.mp3');
  const { id } = added[0]!;
  expect(recordings.retry(id)).toBeUndefined();
  recordings.claim();
  expect(recordings.fail(id, 'Tệp rỗng (0 byte).', NOW)).toMatchObject({
    state: 'failed',
    reason: 'Tệp rỗng (0 byte).',
  });
  expect(recordings.retry(id)).toMatchObject({ state: 'received', attempts: 0, reason: null });
});

test('one that a dead process left in hand is claimed again, after those nobody has tried', async () => {
  const { recordings, added } = await library('a.mp3', 'b.mp3');
  const [a, b] = added.map((one) => one.id);
  expect(recordings.claim()?.id).toBe(a);
  expect(recordings.claim()?.id).toBe(b);
  expect(recordings.claim()).toMatchObject({ id: a, attempts: 2 });
  expect(recordings.release(a!)).toMatchObject({ state: 'received', attempts: 1 });
});

test('an answer that comes after the row was settled changes nothing', async () => {
  const { recordings, added } = await library('a.mp3');
  recordings.claim();
  recordings.finish(added[0]!.id, SOUND, NOW);
  expect(recordings.fail(added[0]!.id, 'muộn', NOW)).toBeUndefined();
  expect(recordings.find(added[0]!.id)?.state).toBe('ready');
});

test('the list is filtered, newest first', async () => {
  const { recordings, added } = await library('Bản tin Đăk Tờ.mp3', 'nhạc hiệu.wav', 'ban tin so 2.mp3');
  const titles = (filter: Parameters<Recordings['list']>[0]) => recordings.list(filter).map((one) => one.id);
  const [first, second, third] = added.map((one) => one.id);
  expect(titles({ limit: 2 })).toEqual([third, second]);
  recordings.archive(second!, NOW);
  expect(titles({})).toEqual([third, first]);
  expect(titles({ archived: true })).toEqual([second]);
  expect(recordings.unarchive(second!)?.archivedAt).toBeNull();
  recordings.claim();
  expect(titles({ state: 'checking' })).toEqual([first]);
});

test('a title can be changed and the same bytes cannot be there twice', async () => {
  const { recordings, added } = await library('a.mp3');
  expect(recordings.change(added[0]!.id, { title: 'Nhạc hiệu' })?.title).toBe('Nhạc hiệu');
  expect(() => recordings.add({ ...added[0]!, uploadedBy: null })).toThrow(/UNIQUE/);
});
