/** The whole program with its ingest killed: the web and the air do not notice, and no file stays behind. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { running } from '../support/processes.ts';
import { RunningStation } from '../support/running-station.ts';
import { tone } from '../support/sounds.ts';
import { temporaryFolder } from '../support/station.ts';
import { until } from '../support/wait.ts';

type Sent = { recordings: { id: number; state: string; check: { step: string | null; attempts: number } }[] };

test('the ingest is killed with -9 in the middle of a file, and again while nothing is to do', {
  timeout: 180_000,
}, async () => {
  const file = tone(temporaryFolder(), 'a.wav', 400);
  const station = await RunningStation.start(temporaryFolder());
  onTestFinished(() => station[Symbol.asyncDispose]());
  await station.firstRun();
  const worker = () => station.pids('ingest-worker.js').at(0);
  const others = () => [station.pids('playout.js').length > 0, station.pids('/web.js')];
  const first = await until('an ingest', worker);
  const before = others();

  const form = new FormData();
  form.set('files', new Blob([readFileSync(file)]), 'Bản tin.wav');
  const sent = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await sent.json()) as Sent;
  const { id } = recordings[0]!;
  await station.eventually<Sent['recordings'][0]>(`/recordings/${id}`, ({ check }) => check.step === 'decode');
  process.kill(first, 'SIGKILL');
  await until('no child of it', () => running('/library/').length === 0);
  const { check } = await station.eventually<Sent['recordings'][0]>(
    `/recordings/${id}`,
    ({ state }) => state === 'ready',
    120_000,
  );
  expect(check).toEqual({ step: null, attempts: 2 });

  const second = await until('a new ingest', worker);
  expect(second).not.toBe(first);
  process.kill(second, 'SIGKILL');
  await until('another one', () => worker() !== undefined && worker() !== second);
  expect(others()).toEqual(before);
  expect(station.said).toContain('ingest-worker');
  expect(await station.stop()).toEqual({ code: 0, left: [] });
});
