/** A stepped, slewed or dead wall clock (product D7, F6): the loop on a fake clock, as the playout puts it together. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ClockFacts } from '../../src/core/clock.ts';
import { epochMs } from '../../src/core/time.ts';
import { runAir } from '../../src/engine/air.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Chunk } from '../../src/engine/chunk.ts';
import { ClockGuard } from '../../src/engine/clock-guard.ts';
import { Mixer } from '../../src/engine/mixer.ts';
import type { Note } from '../../src/engine/note.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { FakeClock } from '../support/clock.ts';
import { endingsOf } from '../support/notes.ts';
import { ALWAYS, cue, openReels } from '../support/tape.ts';

const T = 1_757_499_000_000;
const SECOND = 48_000;
const MINUTE = 60 * SECOND;
const HOUR_MS = 3_600_000;
const BUILT = epochMs(T - 24 * HOUR_MS);
const NOTHING: ClockFacts = { newestAiring: null, confirmedBuild: null, confirmation: 0 };

function openAir({ start = T, facts = NOTHING } = {}) {
  const clock = new FakeClock(start);
  const stream = new StreamTime(clock.exact());
  const notes: Note[] = [];
  const openDeck = openReels({
    a: { mark: 1, frames: 2 * MINUTE, ready: true },
    b: { mark: 2, frames: 2 * MINUTE, ready: true },
  });
  const note = (one: Note) => {
    notes.push(one);
    guard.hear(one);
  };
  const mixer = new Mixer({
    stream,
    note,
    openBus: (zoneId) => new Bus({ zoneId, stream, openDeck, fileOf: (sha) => sha, note }),
  });
  const guard = new ClockGuard({ clock, mixer, note, builtAt: BUILT, zone: 'Asia/Ho_Chi_Minh' });
  guard.take({ allowed: ALWAYS, clock: facts });
  let last: Float32Array = new Float32Array(2);
  const write = ({ pcm }: Chunk) => {
    last = pcm.slice(-2);
  };
  mixer.feedOf('main')!.outlets = [{ write }];
  const closing = new AbortController();
  const running = runAir({
    ...{ clock, stream, mixer, signal: closing.signal },
    onStep: () => guard.look(),
    onAnchored: () => {},
  });
  const looking = (async () => {
    while (!closing.signal.aborted) {
      guard.look();
      await clock.sleepUntil(clock.exact() + 100, closing.signal);
    }
  })();
  onTestFinished(async () => {
    closing.abort();
    await clock.pass(200);
    await Promise.all([running, looking]);
  });
  return {
    ...{ clock, stream, mixer, notes, guard },
    /** Place in the recording that sounds at this moment, in seconds; null: silence. */
    place: () => (last[0] === 0 ? null : ((last[1]! / last[0]!) * 2 ** 18) / SECOND),
    incidents: () =>
      notes.flatMap((one) => (one.note === 'incident' || one.note === 'over' ? [`${one.note} ${one.kind}`] : [])),
    whole: () => endingsOf(notes).filter(({ outcome }) => outcome === 'completed'),
  };
}
const HELD = 'incident clock-implausible';
const RELEASED = 'over clock-implausible';

describe('a clock that cannot be right', () => {
  test('set back to 1970 in the middle: nothing sounds, said once; when it is right again it goes on where it would be', async () => {
    const air = openAir();
    air.mixer.setCues([cue('a', 2 * MINUTE, T + 5000)]);
    await air.clock.pass(65_000);
    expect(air.place()).toBeCloseTo(60.1, 0);
    air.clock.step(-T);
    await air.clock.pass(30_000);
    expect(air.place()).toBeNull();
    expect(air.incidents()).toEqual([HELD]);
    // What had sounded ended in the time in which it began.
    const [cut] = air.notes.flatMap((one) => (one.note === 'ended' ? [one] : []));
    expect(cut).toMatchObject({ outcome: 'cut', reason: 'clock-implausible' });
    expect(Math.abs(cut!.endedAt - T - 65_000)).toBeLessThan(200);
    expect(cut!.playedFrames / SECOND).toBeCloseTo(60, 0);

    air.clock.step(T);
    await air.clock.pass(5000);
    expect(air.incidents()).toEqual([HELD, RELEASED]);
    expect(air.place()).toBeCloseTo(95.1, 0);
    await air.clock.pass(60_000);
    // Two rows of one entry, and together they claim less than the whole.
    expect(air.whole()).toHaveLength(1);
    expect(endingsOf(air.notes).map(({ outcome }) => outcome)).toEqual(['cut', 'completed']);
    expect(endingsOf(air.notes).reduce((sum, { played = 0 }) => sum + played, 0)).toBeLessThan(2 * MINUTE);
  });

  test('one hour back: what was aired is not aired again, and when the hour has passed the air goes on by itself', async () => {
    const air = openAir();
    const [first, next] = [cue('a', 2 * MINUTE, T + 5000), cue('b', 2 * MINUTE, T + 300_000)];
    air.mixer.setCues([first, next]);
    await air.clock.pass(200_000);
    expect(air.whole()).toMatchObject([{ key: first.key }]);
    air.clock.step(-HOUR_MS);
    await air.clock.pass(1000);
    expect(air.incidents()).toEqual([HELD]);
    // The machine sleeps through most of it; then the entry's time comes round a second time.
    air.clock.step(HOUR_MS - 200_000);
    await air.clock.pass(60_000);
    expect(air.place()).toBeNull();
    await air.clock.pass(20_000);
    expect(air.incidents()).toEqual([HELD, RELEASED]);
    await air.clock.pass(350_000);
    expect(air.whole().map(({ key }) => key)).toEqual([first.key, next.key]);
  });

  test('one hour ahead is believed: what is past by then is missed; set right, nothing is aired twice', async () => {
    const air = openAir();
    const [late, next] = [cue('b', 2 * MINUTE, T + 60_000), cue('a', 2 * MINUTE, T + HOUR_MS + 30_000)];
    air.mixer.setCues([late, next]);
    await air.clock.pass(5000);
    air.clock.step(HOUR_MS);
    await air.clock.pass(60_000);
    expect(air.incidents()).toEqual([]);
    expect(air.place()).toBeCloseTo(35.1, 0);
    expect(endingsOf(air.notes)).toMatchObject([{ key: late.key, outcome: 'missed' }]);
    air.clock.step(-HOUR_MS);
    await air.clock.pass(1000);
    expect(air.place()).toBeNull();
    expect(air.incidents()).toEqual([HELD]);
    air.clock.step(HOUR_MS - 20_000);
    await air.clock.pass(200_000);
    expect(air.incidents()).toEqual([HELD, RELEASED]);
    expect(air.whole()).toMatchObject([{ key: next.key }]);
    expect(endingsOf(air.notes).map(({ outcome }) => outcome)).toEqual(['missed', 'cut', 'completed']);
  });

  test('a slewed clock, and a step of some seconds, hold nothing', async () => {
    const air = openAir();
    air.mixer.setCues([cue('a', 2 * MINUTE, T + 5000)]);
    await air.clock.pass(65_000);
    // 500 ppm, as ntpd slews, for ten seconds; then a step of half a minute back.
    for (let i = 0; i < 100; i++) {
      air.clock.step(0.05);
      await air.clock.pass(100);
    }
    air.clock.step(-30_000);
    await air.clock.pass(5000);
    expect(air.incidents()).toEqual([]);
    // For a clock set back it is not played again.
    expect(air.place()).toBeGreaterThan(74);
  });

  test('at the start, before the newest airing of the log: nothing sounds until the clock has caught up', async () => {
    const newest = epochMs(T + 2 * HOUR_MS);
    const air = openAir({ facts: { ...NOTHING, newestAiring: newest } });
    air.mixer.setCues([cue('a', 2 * MINUTE, T + 5000)]);
    await air.clock.pass(20_000);
    expect(air.place()).toBeNull();
    expect(air.notes).toContainEqual({
      ...{ note: 'incident', kind: 'clock-implausible', zoneId: null, at: newest },
      detail: 'máy đang chỉ 10/09/2025 17:10',
    });
    air.clock.step(2 * HOUR_MS);
    await air.clock.pass(1000);
    expect(air.incidents()).toEqual([HELD, RELEASED]);
  });

  test('before the program was built: the same, with an empty log', async () => {
    const air = openAir({ start: BUILT - HOUR_MS });
    await air.clock.pass(1000);
    expect(air.incidents()).toEqual([HELD]);
    air.clock.step(HOUR_MS);
    await air.clock.pass(1000);
    expect(air.incidents()).toEqual([HELD, RELEASED]);
  });

  test('a person who vouches for it lets the air go on, whatever the log and the build say', async () => {
    const air = openAir({ start: BUILT - HOUR_MS, facts: { ...NOTHING, newestAiring: epochMs(T) } });
    const now = air.clock.now();
    air.mixer.setCues([cue('a', 2 * MINUTE, now + 5000)]);
    await air.clock.pass(4000);
    expect(air.incidents()).toEqual([HELD]);
    air.guard.take({ allowed: ALWAYS, clock: { newestAiring: null, confirmedBuild: BUILT, confirmation: 1 } });
    await air.clock.pass(11_000);
    expect(air.incidents()).toEqual([HELD, RELEASED]);
    expect(air.place()).toBeCloseTo(10.1, 0);
  });
});
