/** How entries begin, end and give way, on the tape: product B7, D1; peers.md F2, F12. */
import { describe, expect, test } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { endingsOf } from '../support/notes.ts';
import { cue, openTape, type Reel } from '../support/tape.ts';

const SECOND = 48_000;
const AHEAD = 240;
const ms = durationMs;
const reel = (mark: number, seconds: number, change: Partial<Reel> = {}): Reel => ({
  ...{ mark, frames: seconds * SECOND, ready: true },
  ...change,
});
/** A cue of `seconds` on the reel `file`, planned at `start` ms in a slot of `slot` ms. */
const entry = (file: string, seconds: number, start: number, slot: number, change: Partial<Cue> = {}) =>
  cue(file, seconds * SECOND, start, { slotEnd: epochMs(start + slot), ...change });
const marks = (tape: ReturnType<typeof openTape>) =>
  tape.spans().map(({ mark, from, until }) => [mark, from / SECOND, until / SECOND]);

describe('a soft start', () => {
  test('waits for what is on air to end, and begins at its first word on the sample behind it', () => {
    const tape = openTape({ long: reel(1, 5), soft: reel(2, 1) });
    const soft = entry('soft', 1, 2000, 3000, { startMode: 'soft', toleranceMs: ms(10_000) });
    tape.bus.setCues([entry('long', 5, 1000, 3000), soft]);
    tape.until(9000);
    expect(marks(tape)).toEqual([
      [1, 1, 6],
      [2, 6, 7],
    ]);
    expect(tape.notes).toContainEqual(expect.objectContaining({ note: 'began', latenessMs: 4000, fromFrame: 0 }));
  });

  test('is on its sample when nothing is on air', () => {
    const tape = openTape({ soft: reel(2, 1) });
    tape.bus.setCues([entry('soft', 1, 2000, 3000, { startMode: 'soft' })]);
    tape.until(4000);
    expect(marks(tape)).toEqual([[2, 2, 3]]);
  });

  test('past its tolerance follows its late policy: joins where it should be', () => {
    const tape = openTape({ long: reel(1, 5), soft: reel(2, 8) });
    const soft = entry('soft', 8, 2000, 8000, { startMode: 'soft', toleranceMs: ms(3000) });
    tape.bus.setCues([entry('long', 5, 1000, 3000), soft]);
    tape.until(12_000);
    expect(tape.spans()[1]).toEqual({ mark: 2, from: 6 * SECOND, until: 10 * SECOND, place: 4 * SECOND });
  });

  test.each([
    ['skip', 'skipped', 'late-skip'],
    ['make-good', 'missed', 'late-make-good'],
  ] as const)('past its tolerance with the policy %s is %s', (latePolicy, outcome, reason) => {
    const tape = openTape({ long: reel(1, 5), soft: reel(2, 8) });
    const soft = entry('soft', 8, 2000, 8000, { startMode: 'soft', toleranceMs: ms(3000), latePolicy });
    tape.bus.setCues([entry('long', 5, 1000, 3000), soft]);
    tape.until(4900);
    expect(endingsOf(tape.notes)).toEqual([]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[1, 1, 6]]);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ key: soft.key, outcome, reason });
  });

  test('of two that wait the one planned first comes first, unless the other matters more', () => {
    const wait = { startMode: 'soft', toleranceMs: ms(60_000) } as const;
    const played = (priority: number) => {
      const tape = openTape({ long: reel(1, 3), a: reel(2, 1), b: reel(3, 1) });
      tape.bus.setCues([
        entry('long', 3, 1000, 3000),
        entry('b', 1, 2000, 9000, { ...wait, priority }),
        entry('a', 1, 1500, 9000, wait),
      ]);
      tape.until(8000);
      return tape.spans().map(({ mark }) => mark);
    };
    expect(played(0)).toEqual([1, 2, 3]);
    expect(played(5)).toEqual([1, 3, 2]);
  });

  test('gives way to a hard start that cuts it', () => {
    const tape = openTape({ soft: reel(1, 5), hard: reel(2, 1) });
    tape.bus.setCues([entry('soft', 5, 1000, 5000, { startMode: 'soft' }), entry('hard', 1, 3000, 1000)]);
    tape.until(7000);
    expect(marks(tape)).toEqual([
      [1, 1, 3],
      [2, 3, 4],
    ]);
  });
});

describe('not before', () => {
  test('begins at its first word whenever the air is free inside its slot', () => {
    const tape = openTape({ long: reel(1, 20), free: reel(2, 2) });
    const free = entry('free', 2, 2000, 60_000, { startMode: 'not-before' });
    tape.bus.setCues([entry('long', 20, 1000, 20_000), free]);
    tape.until(25_000);
    expect(marks(tape)).toEqual([
      [1, 1, 21],
      [2, 21, 23],
    ]);
    expect(tape.notes).toContainEqual(expect.objectContaining({ note: 'began', latenessMs: 19_000, fromFrame: 0 }));
  });

  test('is missed when its slot is over before the air is free, and the log says why', () => {
    const tape = openTape({ long: reel(1, 20), free: reel(2, 2) });
    const free = entry('free', 2, 2000, 10_000, { startMode: 'not-before' });
    tape.bus.setCues([entry('long', 20, 1000, 20_000), free]);
    tape.until(25_000);
    expect(marks(tape)).toEqual([[1, 1, 21]]);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ key: free.key, outcome: 'missed', reason: 'no-room' });
  });
});

describe('late by no more than it may be', () => {
  test('begins at its first word, five minutes late if its slot says so', () => {
    const slow = reel(1, 10, { ready: false });
    const tape = openTape({ slow });
    tape.bus.setCues([entry('slow', 10, 1000, 10_000, { lateStartMs: ms(300_000) })]);
    tape.until(9000);
    slow.ready = true;
    tape.until(30_000);
    expect(tape.spans()).toEqual([{ mark: 1, from: 9 * SECOND + AHEAD, until: 19 * SECOND + AHEAD, place: 0 }]);
  });

  test.each([
    ['skip', 'skipped', 'late-skip'],
    ['make-good', 'missed', 'late-make-good'],
  ] as const)('and later, by %s, does not begin in the middle', (latePolicy, outcome, reason) => {
    const slow = reel(1, 10, { ready: false });
    const tape = openTape({ slow });
    const late = entry('slow', 10, 1000, 10_000, { latePolicy });
    tape.bus.setCues([late]);
    tape.until(4000);
    slow.ready = true;
    tape.until(20_000);
    expect(tape.spans()).toEqual([]);
    expect(endingsOf(tape.notes)).toMatchObject([{ key: late.key, outcome, reason }]);
  });

  test('resumes after a restart from where it began late, not from where the plan had it', () => {
    const tape = openTape({ a: reel(1, 10) });
    tape.until(6000);
    tape.bus.setCues([entry('a', 10, 1000, 10_000, { continuesId: 7, continuesOrigin: epochMs(4000) })]);
    tape.until(15_000);
    expect(tape.spans()).toEqual([
      { mark: 1, from: 6 * SECOND + AHEAD, until: 14 * SECOND, place: 2 * SECOND + AHEAD },
    ]);
  });
});

describe('the end', () => {
  test('cut: at the slot’s end, faded to nothing on that very sample', () => {
    const tape = openTape({ long: reel(4, 10) });
    tape.bus.setCues([entry('long', 10, 1000, 3000, { endMode: 'cut' })]);
    tape.until(8000);
    const end = 4 * SECOND;
    expect(tape.level(end - 0.3 * SECOND - 1)).toBe(4);
    expect(tape.level(end - 0.15 * SECOND)).toBeCloseTo(4 * Math.SQRT1_2, 2);
    expect(tape.level(end - 1)).toBeLessThan(0.001);
    expect(tape.level(end)).toBe(0);
    expect(endingsOf(tape.notes)).toMatchObject([{ outcome: 'cut', reason: 'slot-end', played: 3 * SECOND }]);
  });

  test('finish: plays on past its slot until the next hard start', () => {
    const tape = openTape({ long: reel(1, 10), hard: reel(2, 1) });
    tape.bus.setCues([entry('long', 10, 1000, 3000), entry('hard', 1, 7000, 1000)]);
    tape.until(9000);
    expect(marks(tape)).toEqual([
      [1, 1, 7],
      [2, 7, 8],
    ]);
  });

  test('a slot whose sound ends with it is complete, not cut', () => {
    const tape = openTape({ a: reel(1, 3) });
    tape.bus.setCues([entry('a', 3, 1000, 3000, { endMode: 'cut' })]);
    tape.until(6000);
    expect(marks(tape)).toEqual([[1, 1, 4]]);
    expect(tape.level(4 * SECOND - 1)).toBe(1);
    expect(endingsOf(tape.notes)).toMatchObject([{ outcome: 'completed', reason: null }]);
  });
});

describe('priority', () => {
  test('a hard start does not cut what matters more; it joins behind it', () => {
    const tape = openTape({ big: reel(1, 5), small: reel(2, 5) });
    tape.bus.setCues([entry('big', 5, 1000, 5000, { priority: 10 }), entry('small', 5, 4000, 5000)]);
    tape.until(12_000);
    expect(tape.spans()).toEqual([
      { mark: 1, from: SECOND, until: 6 * SECOND, place: 0 },
      // Two seconds late is still its first word.
      { mark: 2, from: 6 * SECOND, until: 11 * SECOND, place: 0 },
    ]);
  });

  test('one that matters more cuts, even when it was planned earlier and comes up late', () => {
    const big = reel(1, 5, { ready: false });
    const tape = openTape({ big, small: reel(2, 5) });
    tape.bus.setCues([
      entry('big', 5, 1000, 5000, { priority: 10, lateStartMs: ms(60_000) }),
      entry('small', 5, 2000, 5000),
    ]);
    tape.until(3000);
    big.ready = true;
    tape.until(12_000);
    expect(tape.spans().map(({ mark, place }) => [mark, place])).toEqual([
      [2, 0],
      [1, expect.any(Number)],
    ]);
  });

  test('a person’s start now cuts whatever it is', () => {
    const tape = openTape({ big: reel(1, 9), asked: reel(2, 1) });
    tape.bus.setCues([entry('big', 9, 1000, 9000, { priority: 99 })]);
    tape.until(3000);
    const asked = entry('asked', 1, 0, 1000, { entryId: null, key: 'c1', commandId: 1, plannedStart: null });
    tape.bus.obey({ id: 1, kind: 'start-now', zoneId: 'main', cue: asked });
    tape.until(6000);
    expect(tape.spans().map(({ mark }) => mark)).toEqual([1, 2]);
  });
});

describe('the level', () => {
  test('a gain in decibels is that gain, exactly, from the first sample to the last', () => {
    const tape = openTape({ a: reel(8, 2) });
    tape.bus.setCues([entry('a', 2, 1000, 2000, { gainDb: -6 })]);
    tape.until(4000);
    for (const frame of [SECOND, 2 * SECOND, 3 * SECOND - 1])
      expect(20 * Math.log10(tape.level(frame) / 8)).toBeCloseTo(-6, 4);
    expect(tape.level(3 * SECOND)).toBe(0);
  });
});

describe('a cross-fade', () => {
  const X = 2 * SECOND;
  test('overlaps with the end of what is on air when the one that comes may wait', () => {
    const tape = openTape({ a: reel(4, 4), b: reel(8, 4) });
    const b = entry('b', 4, 2000, 9000, { startMode: 'soft', toleranceMs: ms(9000), crossFadeMs: ms(2000) });
    tape.bus.setCues([entry('a', 4, 1000, 4000), b]);
    tape.until(10_000);
    const from = 3 * SECOND;
    expect(tape.level(from - 1)).toBe(4);
    expect(tape.level(from + X / 2)).toBeCloseTo((4 + 8) * Math.SQRT1_2, 2);
    expect(tape.level(from + X)).toBe(8);
    expect(endingsOf(tape.notes)).toMatchObject([
      { outcome: 'completed', played: 4 * SECOND },
      { key: b.key, outcome: 'completed', played: 4 * SECOND },
    ]);
  });

  test('at a hard start lies behind its sample, under what overruns', () => {
    const tape = openTape({ a: reel(4, 9), b: reel(8, 4) });
    const b = entry('b', 4, 3000, 4000, { crossFadeMs: ms(2000) });
    const a = entry('a', 9, 1000, 4000);
    tape.bus.setCues([a, b]);
    tape.until(10_000);
    expect(tape.level(3 * SECOND - 1)).toBe(4);
    expect(tape.level(3 * SECOND)).toBeCloseTo(4, 1);
    expect(tape.level(3 * SECOND + X / 2)).toBeCloseTo((4 + 8) * Math.SQRT1_2, 2);
    expect(tape.level(3 * SECOND + X)).toBe(8);
    // What sounded, fade and all: two seconds alone, two under the other.
    expect(endingsOf(tape.notes)[0]).toMatchObject({
      key: a.key,
      outcome: 'cut',
      reason: 'later-start',
      played: 4 * SECOND,
    });
  });

  test('with nothing on air is none', () => {
    const tape = openTape({ b: reel(8, 4) });
    tape.bus.setCues([entry('b', 4, 3000, 4000, { crossFadeMs: ms(2000) })]);
    tape.until(8000);
    expect(tape.level(3 * SECOND)).toBe(8);
  });
});

describe('nothing clicks', () => {
  /** The widest step of the left channel anywhere, in marks. */
  const widest = (tape: ReturnType<typeof openTape>, from: number, until: number) => {
    let most = 0;
    for (let frame = from; frame < until; frame++)
      most = Math.max(most, Math.abs(tape.level(frame) - tape.level(frame - 1)));
    return most;
  };
  /** As a ramp of ten milliseconds, in equal power. */
  const RAMP_STEP = (8 * Math.PI) / 2 / 480 + 1e-6;

  test.each([
    ['stop', { id: 1, kind: 'stop', zoneId: 'main' }],
    ['skip', { id: 1, kind: 'skip', zoneId: 'main', entryId: 77, episodeId: null }],
  ] as const)('on %s the sound is gone in ten milliseconds', (_, command) => {
    const tape = openTape({ a: reel(8, 9) });
    tape.bus.setCues([entry('a', 9, 1000, 9000, { entryId: 77, key: 'e77' })]);
    tape.until(3000);
    tape.bus.obey(command);
    tape.until(5000);
    expect(widest(tape, SECOND + 1, 4 * SECOND)).toBeLessThanOrEqual(RAMP_STEP);
    expect(tape.level(3 * SECOND + AHEAD + 480)).toBe(0);
    expect(endingsOf(tape.notes)).toMatchObject([{ outcome: 'cut', played: 2 * SECOND + AHEAD + 480 }]);
  });

  test('when something is joined in progress', () => {
    const tape = openTape({ a: reel(8, 9) });
    tape.until(5000);
    tape.bus.setCues([entry('a', 9, 1000, 9000)]);
    tape.until(8000);
    expect(widest(tape, 1, 7 * SECOND)).toBeLessThanOrEqual(RAMP_STEP);
  });

  test('when what was going to cut dies in the middle of the fade: the sound comes back', () => {
    const hard = reel(2, 1);
    const tape = openTape({ a: reel(8, 9), hard });
    tape.bus.setCues([entry('a', 9, 1000, 9000), entry('hard', 1, 4000, 1000)]);
    tape.until(3860);
    expect(tape.level(3.85 * SECOND)).toBeLessThan(7.9);
    hard.ready = false;
    tape.until(9000);
    expect(widest(tape, SECOND + 1, 8 * SECOND)).toBeLessThanOrEqual(RAMP_STEP);
    expect(tape.level(4.5 * SECOND)).toBe(8);
  });

  test('when the hours end: silent on their last sample, by a fade before it', () => {
    const tape = openTape({ a: reel(8, 9) });
    tape.bus.setAllowed([{ from: epochMs(0), until: epochMs(4000) }]);
    tape.bus.setCues([entry('a', 9, 1000, 9000)]);
    tape.until(8000);
    expect(widest(tape, SECOND + 1, 7 * SECOND)).toBeLessThanOrEqual(RAMP_STEP);
    expect(tape.level(4 * SECOND)).toBe(0);
  });
});

test('a clock set back plays nothing a second time; time that was lost is skipped, in a late start too', () => {
  const tape = openTape({ a: reel(1, 30) });
  tape.bus.setCues([entry('a', 30, 1000, 30_000)]);
  tape.until(5000);
  tape.stream.anchorAt(tape.stream.msAt(tape.stream.written) + 10_000);
  tape.bus.replace();
  tape.until(17_000);
  tape.stream.anchorAt(tape.stream.msAt(tape.stream.written) - 3_600_000);
  tape.bus.replace();
  tape.until(-3_580_000);
  expect(tape.spans().map(({ place }) => place)).toEqual([0, 14 * SECOND + AHEAD]);
});
