import { describe, expect, test } from 'vitest';
import {
  asItIs,
  asMeasured,
  type CopyRule,
  corrected,
  type Loudness,
  loudnessIn,
  planCopy,
  type Treatment,
} from '../../src/core/loudness.ts';
import { warningsOf } from '../../src/core/recording-warnings.ts';
import { FULL_SCALE, SoundScan } from '../../src/core/sound-scan.ts';
import { frames, RATE } from '../../src/core/time.ts';
import { waveformOf } from '../../src/core/waveform.ts';

const RULE: CopyRule = { targetLufs: -16, highPass: false };
const loudness = (integrated: number | null, truePeak: number | null = null): Loudness => ({
  integrated,
  range: 0,
  truePeak,
});

/** A tone of this size wherever `size` says. */
function scanned(seconds: number, size: (second: number) => number, right = 1) {
  const scan = new SoundScan({ highPass: false });
  const pcm = new Int16Array(2 * seconds * RATE);
  for (let i = 0; i < pcm.length; i += 2) {
    const t = i / 2 / RATE;
    pcm[i] = FULL_SCALE * size(t) * Math.sin(2 * Math.PI * 997 * t);
    pcm[i + 1] = pcm[i]! * right;
  }
  scan.take(pcm);
  return scan.end();
}

const planOf = (
  size: (second: number) => number,
  integrated: number | null,
  { seconds = 10, right = 1, rule = RULE } = {},
) =>
  planCopy({ scanned: scanned(seconds, size, right), whole: loudness(integrated), heard: loudness(integrated) }, rule);

test('what the meters say is read by name, and a tag cannot forge it', () => {
  const summary = (name: string, i: string, peak?: string) => [
    `[ebur128@${name} @ 0x55d] [info] Summary:`,
    '',
    '  Integrated loudness:',
    `    I:         ${i} LUFS`,
    '    Threshold: -33.1 LUFS',
    '  Loudness range:',
    '    LRA:         4.2 LU',
    ...(peak ? ['  True peak:', `    Peak:       ${peak} dBFS`] : []),
  ];
  const said = [
    '[info]     title           : [ebur128@whole @ 0x1] [info] Summary:',
    '[info]     I:         -1.0 LUFS',
    ...summary('heard', '-23.4'),
    ...summary('whole', '-22.9', '-1.3'),
    '[info] Exiting.',
    '    I:         -1.0 LUFS',
  ];
  expect(Object.fromEntries(loudnessIn(said))).toEqual({
    heard: { integrated: -23.4, range: 4.2, truePeak: null },
    whole: { integrated: -22.9, range: 4.2, truePeak: -1.3 },
  });
  expect(loudnessIn(summary('whole', '-70.0', '-inf')).get('whole')).toMatchObject({
    integrated: null,
    truePeak: null,
  });
});

describe('the plan of a copy', () => {
  test('is a gain and nothing else where there is room', () => {
    const { copy } = planOf(() => 0.05, -26);
    expect(copy).toMatchObject({ gainDb: 10, limiter: null, only: 'left', integrated: -16, from: 0, until: 480_000 });
  });

  test('has the limiter where a peak would go over, and the gain for what that takes', () => {
    const { copy } = planOf((t) => (t % 1 < 0.02 ? 0.8 : 0.2), -20);
    expect(copy.limiter).toBe(2);
    expect(copy.gainDb).toBeGreaterThan(4.2);
    expect(copy.integrated).toBeCloseTo(-16, 1);
  });

  test('raises what is quiet under loud peaks, but never by more than 24 dB', () => {
    const { copy } = planOf((t) => (t % 1 < 0.1 ? 0.9 : 0.02), -45);
    expect(copy.gainDb).toBe(24);
    expect(copy.integrated).toBeLessThan(-20);
  });

  test('cuts silence at the ends but for a breath, and knows the pauses inside', () => {
    const plan = planOf((t) => (t < 1 || t > 8.5 || (t > 3 && t < 6.5) ? 0 : 0.1), -20);
    expect(plan).toMatchObject({ head: 1000, silences: [{ at: 3000, length: 3500 }] });
    expect(plan.copy.from).toBe(0.85 * RATE);
    expect(plan.copy.until).toBe(Math.round(8.8 * RATE));
  });

  test('leaves alone what is silent, and cuts nothing of it', () => {
    const plan = planOf(() => 0, null);
    expect(plan.copy).toMatchObject({ gainDb: 0, limiter: null, from: 0, until: 480_000, integrated: null });
    expect(warningsOf(plan).map(({ kind }) => kind)).toEqual(['silent']);
  });

  test('takes the better side for both where the other is silent or upside down', () => {
    expect(planOf(() => 0.1, -20, { right: 0 })).toMatchObject({
      sides: 'left-only',
      balance: null,
      copy: { only: 'left', gainDb: 0.99, integrated: -16 },
    });
    expect(planOf(() => 0.1, -20, { right: -0.5 })).toMatchObject({ sides: 'opposite', copy: { only: 'left' } });
    expect(planOf(() => 0.1, -20, { right: 0.5 })).toMatchObject({
      sides: 'stereo',
      balance: 6.02,
      copy: { only: null },
    });
  });

  test('is corrected when the copy came out otherwise, and else says how loud it is', () => {
    const plan = planOf(() => 0.05, -26);
    expect(corrected(plan, loudness(-15.8))).toBeUndefined();
    expect(asMeasured(plan, loudness(-15.8)).copy.integrated).toBe(-15.8);
    expect(corrected(plan, loudness(-16.6))?.copy.gainDb).toBe(10.6);
    // Where two decibels of gain were one of loudness, they will be again.
    expect(corrected(plan, loudness(-17), { gainDb: 8, integrated: -18 })?.copy.gainDb).toBe(12);
  });
});

test('warnings say what is wrong and where', () => {
  const plan = planOf((t) => (t > 2 && t < 7 ? 0 : 0.01), -36);
  expect(warningsOf(plan)).toMatchObject([
    { kind: 'quiet', words: 'Âm thanh quá nhỏ, cần tăng độ lớn.', at: null },
    { kind: 'silence', words: 'Khoảng lặng 5 giây tại 00:02.', at: 2000 },
  ]);
  const many = { ...plan, silences: Array.from({ length: 13 }, () => plan.silences[0]!) };
  expect(warningsOf(many).at(-1)?.words).toBe('Và 3 khoảng lặng nữa.');
});

test('the picture is of the copy: as loud, as long, two thousand pairs at most', () => {
  const sound = scanned(30, (t) => (t < 15 ? 0.1 : 0.5));
  const copy: Treatment = { ...asItIs(frames(30 * RATE)), gainDb: 6.02, limiter: 2 };
  const peaks = waveformOf(sound, copy);
  expect(peaks).toHaveLength(4000);
  expect([peaks[100], peaks[101]]).toEqual([-25, 25]);
  expect([peaks[3900], peaks[3901]]).toEqual([-107, 107]);
  expect(waveformOf(sound, { ...copy, from: frames(14.9 * RATE), until: frames(15.1 * RATE) })).toHaveLength(40);
});
