/**
 * P3: from the order to its first sample at the pipe. The engine itself with the real loop and real decoders, its sound in
 * memory and cold, while recordings are decoded beside it as an ingest does; and the whole program through the page's button.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmergencyOrder } from '../../src/core/emergency.ts';
import { durationMs } from '../../src/core/time.ts';
import { runAir } from '../../src/engine/air.ts';
import { Bus } from '../../src/engine/bus.ts';
import { loadCartWith } from '../../src/engine/cart.ts';
import { Shelf } from '../../src/engine/cart-shelf.ts';
import type { Chunk } from '../../src/engine/chunk.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { openDeckWith } from '../../src/engine/deck.ts';
import { Emergencies } from '../../src/engine/emergencies.ts';
import { Mixer } from '../../src/engine/mixer.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { type Child, startChild } from '../../src/engine/subprocess.ts';
import { RunningStation } from '../support/running-station.ts';
import { ALWAYS } from '../support/tape.ts';
import { until } from '../support/wait.ts';
import { plateau } from './engine.ts';

export type EmergencyFigures = {
  /** Milliseconds from the order to the chunk with its first sample. */
  readonly prepared: readonly number[];
  readonly cold: readonly number[];
  /** From the press of the button until it sounds, the lead of the loop included: the whole program. */
  readonly button: readonly number[];
};

const clock = openSystemClock();

export async function benchEmergency(orders = 100, presses = 40): Promise<EmergencyFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'dai-xa-bench-'));
  try {
    await using _load = openLoad(folder);
    // As playout.ts does: its decoders go before everything else on the machine.
    setPriority(-10);
    const engine = await onTheEngine(folder, orders);
    return { ...engine, button: await onTheButton(folder, presses) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One decoder at nice 19, over and over: what an ingest keeps busy. */
function openLoad(folder: string): AsyncDisposable {
  const file = join(folder, 'load.mp3');
  const source = ['-f', 'lavfi', '-i', 'anoisesrc=d=600:c=pink:a=0.3', '-b:a', '128k'];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...source, file]);
  const measure = ['-stream_loop', '-1', '-i', file, '-af', 'ebur128=peak=true', '-f', 'null', '-'];
  const child: Child = startChild('nice', ['-n', '19', 'ffmpeg', '-nostdin', '-loglevel', 'error', ...measure]);
  child.stdout.resume();
  return child;
}

async function onTheEngine(folder: string, orders: number): Promise<Pick<EmergencyFigures, 'prepared' | 'cold'>> {
  const message = plateau(folder, 0.5, 30_000);
  const stream = new StreamTime(clock.exact());
  const mixer = new Mixer({
    stream,
    note: () => {},
    openBus: (zoneId) =>
      new Bus({ zoneId, stream, openDeck: openDeckWith('ffmpeg'), fileOf: (file) => file, note: () => {} }),
  });
  mixer.setAllowed(ALWAYS);
  let sounded: number | undefined;
  const ear = {
    write: ({ pcm }: Chunk) => {
      if (sounded === undefined && pcm.some((sample) => sample > 0.1)) sounded = clock.exact();
    },
  };
  mixer.feedOf('main')!.outlets = [ear];
  const shelf = new Shelf({
    load: loadCartWith('ffmpeg'),
    fileOf: (file) => (file === 'cold' ? message.file : file),
    now: () => clock.now(),
    onChecked: () => {},
    onFaults: () => {},
  });
  const kept = { id: 1, title: 'Đo', rank: 1 as const, playoutSha256: message.file, totalFrames: message.frames };
  shelf.setMessages([kept]);
  await shelf.idle();
  const emergencies = new Emergencies({
    ...{ mixer, stream, shelf, note: () => {}, remember: () => {}, now: () => clock.now() },
  });
  const closing = new AbortController();
  const running = runAir({ clock, stream, mixer, signal: closing.signal, onAnchored: () => {} });

  const measure = async (playoutSha256: string): Promise<number> => {
    const order: EmergencyOrder = {
      ...{ key: randomUUID(), title: 'Đo', recordingId: 1, playoutSha256, totalFrames: message.frames },
      ...{ zoneIds: ['main'], outputId: null, rank: 1, tone: false, repeats: 1, gapMs: durationMs(0) },
      ...{ commandedBy: '', reason: '', orderedBy: 1, orderedByName: '', orderedAt: clock.now() },
    };
    await clock.sleepUntil(clock.exact() + 100 + Math.random() * 100);
    sounded = undefined;
    const at = clock.exact();
    emergencies.order(order);
    const heard = await until('its first sample', () => sounded);
    emergencies.stop(order.key, '');
    return heard - at;
  };
  const all = async (file: string): Promise<number[]> => {
    const figures: number[] = [];
    for (let i = 0; i < orders; i++) figures.push(await measure(file));
    return figures;
  };
  const figures = { prepared: await all(message.file), cold: await all('cold') };
  closing.abort();
  await running;
  await mixer.close('shutdown');
  return figures;
}

async function onTheButton(folder: string, presses: number): Promise<number[]> {
  await using station = await (await RunningStation.start(join(folder, 'media'))).firstRun();
  const file = join(folder, 'thong-bao.mp3');
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'sine=frequency=1000:duration=5', file]);
  const form = new FormData();
  form.set('file', new Blob([readFileSync(file)]), 'thong-bao.mp3');
  const answer = await station.fetch('/api/v1/recordings', { method: 'POST', body: form });
  const { recordings } = (await answer.json()) as { recordings: { id: number }[] };
  const { id: recordingId } = recordings[0]!;
  await station.eventually<{ state: string }>(`/recordings/${recordingId}`, ({ state }) => state === 'ready');
  const draft = { title: 'Đo', recordingId, zoneIds: ['main'], rank: 1, tone: true, repeats: 1, gapSeconds: 0 };
  await station.api('POST', '/emergency-messages', draft);
  const figures: number[] = [];
  for (let i = 0; i < presses; i++) {
    const key = randomUUID();
    const sent = { ...draft, key, tone: 'co', zoneIds: 'main', commandedBy: 'Đo', reason: 'Đo' };
    const fields = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));
    const at = clock.now();
    await station.post('/khan-cap/lenh', fields);
    const { startedAt } = await station.eventually<{ startedAt: string | null }>(
      `/emergencies/${key}`,
      (one) => one.startedAt !== null,
    );
    figures.push(Date.parse(startedAt!) - at);
    await station.api('PUT', `/emergencies/${key}/stop`);
    await station.eventually<{ state: string }>(`/emergencies/${key}`, ({ state }) => state === 'over');
  }
  return figures;
}
