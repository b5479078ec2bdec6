/** The ingest as the web sees it: rows, a word that may be lost, and nobody who must come back. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { openFarIngest } from '../../src/ingest/far-ingest.ts';
import { Recordings } from '../../src/storage/recordings.ts';
import { temporaryDatabase } from '../support/station.ts';

const NOW = epochMs(1_757_000_000_000);
const SOUND = { format: 'mp3', codec: 'mp3', sampleRate: 44_100, channels: 1, playoutSha256: 'b'.repeat(64) };

async function openFar(patience?: number) {
  const recordings = new Recordings(await temporaryDatabase());
  const draft = { title: 'a', fileName: 'a.mp3', sha256: 'a'.repeat(64), bytes: 1, uploadedBy: null, uploadedAt: NOW };
  const { id } = recordings.add(draft);
  const station = { now: NOW, told: 0, failed: [] as number[] };
  const far = () => {
    const ingest = openFarIngest({
      recordings,
      now: () => station.now,
      tell: () => void station.told++,
      onChange: (one) => void station.failed.push(one.id),
      ...(patience !== undefined && { patience }),
    });
    onTestFinished(() => ingest[Symbol.dispose]());
    return ingest;
  };
  return Object.assign(station, { recordings, id, far });
}

test('a step that is past its deadline has failed, whatever became of the ingest, and can be tried again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const station = await openFar();
  const { recordings, id, far } = station;
  far();
  recordings.claim();
  recordings.jobs.begin(id, 'decode', NOW, epochMs(NOW + 60_000));
  vi.advanceTimersByTime(60_000);
  expect(recordings.find(id)).toMatchObject({ state: 'checking', step: 'decode', attempts: 1 });

  station.now = epochMs(NOW + 180_000);
  vi.advanceTimersByTime(60_000);
  expect(station.failed).toEqual([id]);
  expect(recordings.find(id)).toMatchObject({
    state: 'failed',
    step: null,
    reason: expect.stringContaining('quá lâu'),
  });
  expect(recordings.jobs.find(id)).toMatchObject({
    state: 'failed',
    step: 'decode',
    lastError: expect.stringContaining('quá lâu'),
  });
  // Who had it in hand comes too late.
  expect(recordings.finish(id, { ...SOUND, playoutFrames: 48_000 as never }, NOW)).toBeUndefined();
  expect(recordings.retry(id)).toMatchObject({ state: 'received', attempts: 0, reason: null });
  expect(recordings.jobs.find(id)).toMatchObject({ state: 'waiting', step: 'hash', lastError: null });
});

test('whoever waits for one is answered when it is settled, and not for ever', async () => {
  const { recordings, id, far } = await openFar(300);
  const waiting = far().hurry(id);
  expect(recordings.claim([], { onlyHurried: true })?.id).toBe(id);
  recordings.finish(id, { ...SOUND, playoutFrames: 48_000 as never }, NOW);
  expect(await waiting).toMatchObject({ id, state: 'ready' });
  recordings.remake(id);
  expect(await far().hurry(id)).toMatchObject({ state: 'ready' });

  const nobody = await openFar(100);
  expect(await nobody.far().hurry(nobody.id)).toMatchObject({ state: 'received' });
  expect(nobody.told).toBe(1);
});

test('what was changed while it was in hand is taken again from the start', async () => {
  const { recordings, id } = await openFar();
  recordings.claim();
  recordings.finish(id, { ...SOUND, playoutFrames: 48_000 as never }, NOW);
  recordings.remake(id);
  recordings.claim();
  recordings.jobs.begin(id, 'copy', NOW, NOW);
  recordings.remake(id);
  expect(
    recordings.finish(id, { ...SOUND, playoutSha256: 'c'.repeat(64), playoutFrames: 1 as never }, NOW),
  ).toBeUndefined();
  expect(recordings.find(id)).toMatchObject({ isRemaking: true, playoutSha256: SOUND.playoutSha256, attempts: 0 });
  expect(recordings.jobs.find(id)).toMatchObject({ state: 'waiting', step: 'hash' });
});
