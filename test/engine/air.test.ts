import { expect, onTestFinished, test } from 'vitest';
import { runAir } from '../../src/engine/air.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Chunk } from '../../src/engine/chunk.ts';
import { Mixer } from '../../src/engine/mixer.ts';
import type { Note } from '../../src/engine/note.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { FakeClock } from '../support/clock.ts';
import { ALWAYS, cue, openReels } from '../support/tape.ts';

const T = 1_757_499_000_000;
const SECOND = 48_000;

/** A whole air on a fake clock; what goes out is taken down chunk by chunk. */
function openAir() {
  const clock = new FakeClock(T);
  const stream = new StreamTime(clock.exact());
  const notes: Note[] = [];
  const anchored: number[] = [];
  const openDeck = openReels({ a: { mark: 1, frames: 60 * SECOND, ready: true } });
  const note = (one: Note) => void notes.push(one);
  const mixer = new Mixer({
    stream,
    note,
    openBus: (zoneId) => new Bus({ zoneId, stream, openDeck, fileOf: (sha) => sha, note }),
  });
  mixer.setAllowed(ALWAYS);
  const chunks: { at: number; sound: boolean; place: number }[] = [];
  const outlet = {
    write: ({ pcm }: Chunk) => {
      const last = pcm.length - 2;
      // Of reel 1, as test/support/tape.ts makes it.
      const place = Math.round((pcm[last + 1]! / pcm[last]!) * 2 ** 18);
      chunks.push({ at: clock.exact(), sound: pcm[last]! > 0, place });
    },
  };
  mixer.feedOf('main')!.outlets = [outlet];
  const closing = new AbortController();
  const running = runAir({
    clock,
    stream,
    mixer,
    signal: closing.signal,
    onAnchored: (ms) => anchored.push(ms),
  });
  onTestFinished(async () => {
    closing.abort();
    await clock.pass(100);
    await running;
  });
  return { clock, stream, mixer, notes, anchored, chunks };
}

test('the outputs are always fed a tenth of a second ahead, and stay so', async () => {
  const air = openAir();
  await air.clock.pass(60_000);
  expect(air.stream.msAt(air.stream.written) - air.clock.exact()).toBeGreaterThan(80);
  expect(air.stream.msAt(air.stream.written) - air.clock.exact()).toBeLessThanOrEqual(100);
  expect(air.anchored).toEqual([]);
});

test('after a stall of half a second the loop catches up and nothing is lost', async () => {
  const air = openAir();
  air.mixer.setCues([cue('a', 60 * SECOND, T + 1000)]);
  await air.clock.pass(3000);
  air.clock.step(500);
  await air.clock.pass(2000);
  expect(air.anchored).toEqual([]);
  const sounded = air.chunks.filter(({ sound }) => sound);
  expect(sounded.length).toBeGreaterThan(200);
  sounded.forEach(({ place }, i) => {
    expect(place).toBe(sounded[0]!.place + i * 960);
  });
});

test('a machine suspended for fifteen seconds comes back on the timeline and says how long it was away', async () => {
  const air = openAir();
  air.mixer.setCues([cue('a', 60 * SECOND, T + 1000)]);
  await air.clock.pass(5000);
  air.clock.step(15_000);
  await air.clock.pass(1000);
  expect(air.anchored).toHaveLength(1);
  expect(air.anchored[0]).toBeGreaterThan(14_800);
  const { at, place } = air.chunks.at(-1)!;
  // The last frame handed over sounds 100 ms from now at most: its place is where the clock says the item should be.
  const due = ((at - T - 1000) / 1000) * SECOND;
  expect(place - due).toBeGreaterThanOrEqual(0);
  expect(place - due).toBeLessThan(0.12 * SECOND);
});

test('a clock set back an hour does not silence the loop for an hour', async () => {
  const air = openAir();
  await air.clock.pass(2000);
  air.clock.step(-3_600_000);
  const before = air.chunks.length;
  await air.clock.pass(1000);
  expect(air.anchored[0]).toBeLessThan(-3_500_000);
  expect(air.chunks.length - before).toBeGreaterThan(45);
});

test('a loop that throws ends, it does not go on in silence: the process dies of it and is replaced (peers.md F3)', async () => {
  const clock = new FakeClock(T);
  const mixer = { mix: () => {}, prepare: () => {}, replace: () => {}, report: () => {} };
  const closing = new AbortController();
  const running = runAir({
    ...{ clock, stream: new StreamTime(T), signal: closing.signal, onAnchored: () => {} },
    mixer: {
      ...mixer,
      mix: () => {
        throw new Error('a fault of the mixer');
      },
    },
  });
  await expect(running).rejects.toThrow('a fault of the mixer');
});

test('a loop blocked for ninety seconds loses no entry: what passed meanwhile says so, what is due joins in progress', async () => {
  const air = openAir();
  const passed = cue('a', 20 * SECOND, T + 30_000);
  const due = cue('a', 60 * SECOND, T + 80_000);
  air.mixer.setCues([passed, due]);
  await air.clock.pass(5000);
  air.clock.step(90_000);
  await air.clock.pass(60_000);
  expect(air.anchored).toHaveLength(1);
  const told = air.notes.filter(({ note }) => note !== 'progress');
  expect(told).toMatchObject([
    { note: 'silent', cue: { key: passed.key }, outcome: 'missed', reason: 'down' },
    { note: 'began', cue: { key: due.key } },
    { note: 'ended', key: due.key, outcome: 'completed', endedAt: T + 140_000 },
  ]);
  const [, began] = told as [unknown, { fromFrame: number; startedAt: number }];
  expect(began.startedAt - began.fromFrame / 48 - T).toBeCloseTo(80_000, 0);
});

test('an error inside the loop is never swallowed: the loop ends with it, and so does its process, which is replaced', async () => {
  const clock = new FakeClock(T);
  const stream = new StreamTime(clock.exact());
  const closing = new AbortController();
  const mixer = {
    mix: () => {
      stream.written += 960;
      if (stream.written > SECOND) throw new Error('hỏng');
    },
    prepare: () => {},
    replace: () => {},
    report: () => {},
  };
  const running = runAir({ clock, stream, mixer, signal: closing.signal, onAnchored: () => {} });
  const ended = expect(running).rejects.toThrow('hỏng');
  await clock.pass(2000);
  await ended;
});
