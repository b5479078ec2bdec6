import { describe, expect, test } from 'vitest';
import { planCopy } from '../../src/core/loudness.ts';
import { checkPoints, formatPlace, NO_POINTS, parsePlace } from '../../src/core/points.ts';
import type { Scanned } from '../../src/core/sound-scan.ts';
import { durationMs, frames, RATE } from '../../src/core/time.ts';

describe('a place', () => {
  test.each([
    ['01:02,345', 62_345],
    ['1:2', 62_000],
    ['1:02:03', 3_723_000],
    ['75,5', 75_500],
    ['75.05', 75_050],
    [' 0 ', 0],
    ['120:00', 7_200_000],
  ])('%s is read', (typed, ms) => expect(parsePlace(typed)).toBe(ms));

  test.each(['', 'abc', '1:60', '1:60:00', '-1', '1:02,3456', '1;02', '٣'])('%j is none', (typed) =>
    expect(parsePlace(typed)).toBeUndefined(),
  );

  test.each([0, 1, 999, 1000, 62_345, 7_384_005])('%i ms is written as it is read', (ms) =>
    expect(parsePlace(formatPlace(durationMs(ms)))).toBe(ms),
  );
});

describe('points', () => {
  const [ms, minute] = [durationMs, durationMs(60_000)];
  test('must cut out something hearable, and say what is wrong', () => {
    expect(checkPoints(NO_POINTS, minute).ok).toBe(true);
    expect(checkPoints({ inMs: ms(0), outMs: minute }, minute).ok).toBe(true);
    expect(checkPoints({ inMs: minute, outMs: null }, minute)).toMatchObject({ error: { inMs: /dài 01:00/ } });
    expect(checkPoints({ inMs: null, outMs: ms(60_001) }, minute)).toMatchObject({ error: { outMs: /dài 01:00/ } });
    expect(checkPoints({ inMs: ms(5000), outMs: ms(5900) }, minute)).toMatchObject({ error: { outMs: /1 giây/ } });
    expect(checkPoints({ inMs: ms(6000), outMs: ms(5000) }, minute)).toMatchObject({ error: { outMs: /1 giây/ } });
  });

  /** A minute: ten seconds of nothing, loud to the half, then 20 dB less, and nothing at the end. */
  const blocks = 6000;
  const level = (block: number) => (block < 1000 || block >= 5500 ? 0 : block < 3000 ? 0.1 : 0.01);
  const scanned: Scanned = {
    ...{ frames: frames(60 * RATE), left: 0.003, right: 0.003, correlation: 1, isSame: true, samplePeak: 0.14 },
    ...{ speechShare: null, flatTops: [] },
    low: new Int16Array(blocks),
    high: new Int16Array(blocks),
    power: Float32Array.from({ length: blocks }, (_, i) => level(i) ** 2),
    peak: Float32Array.from({ length: blocks }, (_, i) => level(i) * 1.4 * 16_384),
  };
  const measured = { integrated: -20, range: 3, truePeak: -17 };
  const plan = (points = NO_POINTS) =>
    planCopy({ scanned, whole: measured, heard: measured }, { targetLufs: -16, highPass: false }, points).copy;

  test('take the place of the ends of silence, each for itself, to the sample', () => {
    expect(plan()).toMatchObject({ from: 9.85 * RATE, until: 55.3 * RATE });
    expect(plan()).not.toHaveProperty('byHand');
    expect(plan({ inMs: ms(1234), outMs: null })).toMatchObject({ from: 59_232, until: 55.3 * RATE, byHand: true });
    expect(plan({ inMs: null, outMs: ms(20_000) })).toMatchObject({ from: 9.85 * RATE, until: 20 * RATE });
    expect(plan({ inMs: ms(56_000), outMs: null })).toMatchObject({ from: 56 * RATE, until: 60 * RATE });
    expect(plan({ inMs: null, outMs: ms(5000) })).toMatchObject({ from: 0, until: 5 * RATE });
    expect(plan({ inMs: ms(0), outMs: ms(60_000) })).toMatchObject({ from: 0, until: 60 * RATE });
  });

  test('are heard as loud as anything: what is left decides the gain, not what was cut off', () => {
    const [loud, quiet] = [
      plan({ inMs: ms(10_000), outMs: ms(30_000) }),
      plan({ inMs: ms(30_000), outMs: ms(55_000) }),
    ];
    expect(loud.gainDb).toBeCloseTo(plan().gainDb, 0);
    expect(quiet.gainDb - loud.gainDb).toBeCloseTo(20, 0);
  });
});
