import { describe, expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { amplitudeOf, gainAt, gainSpansBetween } from '../../src/core/volume.ts';

const span = (from: number, until: number, gainDb: number) => ({ from: epochMs(from), until: epochMs(until), gainDb });

describe('volume by the hour', () => {
  test('outside every window nothing is quieter', () => {
    expect(gainAt([], 5000)).toBe(0);
    expect(gainAt([span(10_000, 20_000, -6)], 9999)).toBe(0);
    expect(gainAt([span(10_000, 20_000, -6)], 30_000)).toBe(0);
  });

  test('an edge is a straight line of one second that begins at its time', () => {
    const spans = [span(10_000, 20_000, -6)];
    expect(gainAt(spans, 10_000)).toBe(0);
    expect(gainAt(spans, 10_250)).toBeCloseTo(-1.5);
    expect(gainAt(spans, 10_500)).toBeCloseTo(-3);
    expect(gainAt(spans, 11_000)).toBeCloseTo(-6);
    expect(gainAt(spans, 20_500)).toBeCloseTo(-3);
    expect(gainAt(spans, 21_000)).toBeCloseTo(0);
  });

  test('where two windows overlap the quieter holds, and never a jump above a hundredth of a decibel a millisecond', () => {
    const spans = [span(10_000, 20_000, -6), span(15_000, 15_300, -10), span(19_900, 30_000, -3)];
    for (let at = 9000; at < 32_000; at++)
      expect(Math.abs(gainAt(spans, at + 1) - gainAt(spans, at))).toBeLessThanOrEqual(0.0101);
    expect(gainAt(spans, 15_300)).toBeCloseTo(-6 - 4 * 0.3);
    expect(gainAt(spans, 25_000)).toBeCloseTo(-3);
  });

  test('a window over midnight falls on both days', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    const noon = epochMs(Date.parse('2025-09-10T12:00:00+07:00'));
    const spans = gainSpansBetween(
      noon,
      epochMs(noon + 86_400_000),
      [{ from: '21:00', until: '06:00', gainDb: -8 }],
      zone,
    );
    expect(spans.map(({ from, until }) => [until - from, from - noon])).toEqual([[32_400_000, 32_400_000]]);
  });

  test('−6 dB is half the amplitude', () => {
    expect(amplitudeOf(0)).toBe(1);
    expect(amplitudeOf(-6.0206)).toBeCloseTo(0.5, 4);
  });
});
