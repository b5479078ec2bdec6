import { describe, expect, test } from 'vitest';
import { BLOCK, FULL_SCALE, type Scanned, SoundScan } from '../../src/core/sound-scan.ts';
import { RATE } from '../../src/core/time.ts';

type Wave = (second: number) => number;
const sine =
  (hz: number, size = 1): Wave =>
  (t) =>
    size * Math.sin(2 * Math.PI * hz * t);
const clip =
  (wave: Wave, at: number): Wave =>
  (t) =>
    Math.max(-at, Math.min(at, wave(t)));

function pcm(seconds: number, left: Wave, right = left): Int16Array {
  const samples = new Int16Array(2 * Math.round(seconds * RATE));
  for (let i = 0; i < samples.length; i += 2) {
    samples[i] = Math.round(FULL_SCALE * left(i / 2 / RATE));
    samples[i + 1] = Math.round(FULL_SCALE * right(i / 2 / RATE));
  }
  return samples;
}

function scan(sound: Int16Array, { highPass = false, pieces = sound.length } = {}): Scanned {
  const scan = new SoundScan({ highPass });
  for (let at = 0; at < sound.length; at += pieces) scan.take(sound.subarray(at, at + pieces));
  return scan.end();
}

test('it counts to the frame, and sees the same whatever pieces the sound comes in', () => {
  const sound = pcm(1.2345, sine(440, 0.5), sine(300, 0.2));
  const whole = scan(sound, { highPass: true });
  expect(whole.frames).toBe(sound.length / 2);
  expect(whole.power).toHaveLength(Math.ceil(sound.length / 2 / BLOCK));
  expect(scan(sound, { highPass: true, pieces: 1234 })).toEqual(whole);
});

test('a block has its extremes and its power; the whole its peak and what either side carries', () => {
  const found = scan(pcm(1, sine(1000, 0.5), sine(1000, 0.25)));
  expect(found.high[50]! / FULL_SCALE).toBeCloseTo(0.5, 2);
  expect(found.low[50]! / FULL_SCALE).toBeCloseTo(-0.5, 2);
  expect(found.power[50]).toBeCloseTo(0.125, 3);
  expect(found.samplePeak).toBeCloseTo(0.5, 3);
  expect(found).toMatchObject({ left: expect.closeTo(0.125, 3), right: expect.closeTo(0.03125, 3) });
  expect(found.correlation).toBeCloseTo(1, 3);
  expect(scan(pcm(1, sine(1000), sine(1000, -1))).correlation).toBeCloseTo(-1, 3);
  expect(scan(pcm(1, sine(1000), sine(1370))).correlation).toBeCloseTo(0, 2);
  expect(scan(pcm(1, sine(1000), () => 0)).correlation).toBe(0);
});

test('behind the filter, what a horn loudspeaker cannot sound has no power', () => {
  const levelAt = (hz: number) => 10 * Math.log10(scan(pcm(1, sine(hz)), { highPass: true }).power[50]! * 2);
  expect(levelAt(30)).toBeLessThan(-20);
  expect(levelAt(120)).toBeCloseTo(-3, 0);
  expect(levelAt(1000)).toBeCloseTo(0, 1);
});

describe('flat tops', () => {
  const topsOf = (wave: Wave) => scan(pcm(1, wave)).flatTops.length / 2; // both sides have them

  test('are what an overdriven recorder leaves, at whatever level it was copied', () => {
    for (const level of [1, 0.7, 0.2]) {
      const broken = clip(sine(200, 2 * level), level);
      expect(topsOf(broken), `at ${level}`).toBeGreaterThan(350);
    }
  });

  test('are not what a whole wave has, be it as high as can be or higher', () => {
    for (const wave of [sine(50), sine(200), sine(1000, 1.5), sine(9000), (t: number) => sine(200)(t) * sine(3)(t)])
      expect(topsOf(wave)).toBe(0);
  });
});
