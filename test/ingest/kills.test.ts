/** The ingest is a process that may die at any moment, and a disk that may lose its power at any moment. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { adoptOriginals } from '../../src/ingest/adopt.ts';
import { soakIngest } from '../soak/ingest.ts';
import { build } from '../support/build.ts';
import { KilledIngest } from '../support/ingest-worker.ts';
import { tone } from '../support/sounds.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

beforeAll(build);

async function openKilled(): Promise<KilledIngest> {
  const station = await KilledIngest.open();
  onTestFinished(() => station[Symbol.asyncDispose]());
  return station;
}

test('kill −9 during each step: it is taken up again, and library and disk agree', { timeout: 300_000 }, async () => {
  const { kills, faults } = await soakIngest(1, 5);
  expect(faults).toEqual([]);
  expect(kills).toEqual({ hash: 1, probe: 1, decode: 1, copy: 1, keep: 1 });
});

test('one that kills the ingest every time is given up after three, and can be tried again', {
  timeout: 120_000,
}, async () => {
  const station = await openKilled();
  const { id } = await station.receive(tone(temporaryFolder(), 'a.wav', 60));
  for (let kill = 0; kill < 3; kill++) {
    station.start();
    expect(await station.killDuring(id, 'decode', kill + 1)).toBe(true);
  }
  station.start();
  expect(await station.settled(id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('nhiều lần') });
  station.recordings.retry(id);
  expect((await station.settled(id)).state).toBe('ready');
});

test('after a power cut every leftover is cleared, mended or told, and no original is lost', {
  timeout: 120_000,
}, async () => {
  const desk = temporaryFolder();
  const station = await openKilled();
  const { home, media, recordings } = station;
  const make = (name: string, seconds: number) => station.receive(tone(desk, name, seconds));
  const [lost, torn, late, good] = [
    await make('a.wav', 2),
    await make('b.wav', 3),
    await make('c.wav', 4),
    await make('d.wav', 5),
  ];
  station.start();
  for (const { id } of [lost, torn, late, good]) await station.settled(id);
  await station.kill();
  const copyOf = (id: number) => media.playout(recordings.find(id)!.playoutSha256!);
  const before = recordings.list();

  // Between write and fsync: the copy's bytes never reached the disk. Between fsync and rename: it has no name yet.
  truncateSync(copyOf(torn.id), 900);
  rmSync(copyOf(lost.id));
  writeFileSync(media.copying(good.id), 'half a copy');
  writeFileSync(media.temporary(), 'half an upload');
  // Between rename and row: an original nobody knows, and one whose bytes never came.
  const orphan = join(home, 'library', 'ab', `${'ab'.repeat(32)}.wav`);
  mkdirSync(dirname(orphan), { recursive: true });
  writeFileSync(orphan, readFileSync(tone(desk, 'e.wav', 1)).subarray(0, 5000));
  // The row says it is in hand, of a process that is no more.
  recordings.retry(late.id);
  station.db.prepare(`UPDATE recordings SET state = 'received' WHERE id = ?`).run(late.id);
  recordings.jobs.open(late.id);
  recordings.claim();

  // As the web begins, and then the ingest.
  media.sweepArriving();
  const [adopted] = adoptOriginals(recordings, media, epochMs(Date.now()));
  station.start();
  for (const { id } of [lost, torn, late, good, adopted!])
    await until(
      `${id} settled`,
      () => recordings.jobs.find(id)?.state !== 'working' && recordings.jobs.find(id)?.state !== 'waiting',
      60_000,
    );
  await until('mended', () =>
    recordings.list().every(({ isRemaking, state }) => !isRemaking && state !== 'received' && state !== 'checking'),
  );

  for (const { id, playoutSha256 } of before)
    expect(recordings.find(id)).toMatchObject({ state: 'ready', playoutSha256 });
  expect(recordings.find(adopted!.id)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('nguyên vẹn'),
  });
  expect(readdirSync(join(home, 'set-aside'))).toHaveLength(2);
  expect(readdirSync(join(home, 'arriving'))).toEqual([]);
  expect(station.disagreements()).toEqual([`${adopted!.id}: its original is gone`]);

  // Sent again, the torn one is whole.
  const again = tone(desk, 'f.wav', 1);
  const sent = await station.receive(again);
  expect(await station.settled(sent.id)).toMatchObject({ state: 'ready' });
});

test('a torn original that is sent again is checked anew', { timeout: 60_000 }, async () => {
  const station = await openKilled();
  const { media, recordings } = station;
  const file = tone(temporaryFolder(), 'a.wav');
  const { id, sha256 } = await station.receive(file);
  truncateSync(media.original(sha256)!, 10_000);
  station.start();
  expect((await station.settled(id)).state).toBe('failed');
  expect(media.original(sha256)).toBeUndefined();
  const temporary = media.temporary();
  copyFileSync(file, temporary);
  await media.keepOriginal(temporary, sha256, 'wav');
  recordings.retry(id);
  expect(await station.settled(id)).toMatchObject({ state: 'ready', attempts: 1 });
  expect(existsSync(media.original(sha256)!)).toBe(true);
  expect(station.disagreements()).toEqual([]);
});
