/** Sound quality is measured by ffmpeg's own meter, not by the filter the limiter looks through. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOOK_AHEAD, openLimiter } from '../../src/engine/limiter.ts';
import { temporaryFolder } from '../support/station.ts';

const RATE = 48_000;
const FRAMES = 4 * RATE;
const CHUNK = 960;

type Shape = (frame: number) => number;
const sine =
  (hertz: number, level = 1, phase = 0): Shape =>
  (frame) =>
    level * Math.sin((2 * Math.PI * hertz * frame) / RATE + phase);

/** Both channels of `left` and `right` through the limiter, in the loop's chunks. */
function limited(left: Shape, right: Shape = left): { before: Float32Array; after: Float32Array } {
  const before = new Float32Array(FRAMES * 2);
  for (let frame = 0; frame < FRAMES; frame++) {
    before[frame * 2] = left(frame);
    before[frame * 2 + 1] = right(frame);
  }
  const after = before.slice();
  const limiter = openLimiter();
  for (let at = 0; at < FRAMES; at += CHUNK) limiter.process(after.subarray(at * 2, (at + CHUNK) * 2), CHUNK);
  return { before, after };
}

/** EBU Tech 3341: dBTP as ffmpeg's ebur128 reads it. */
function truePeak(samples: Float32Array): number {
  const file = join(temporaryFolder(), 'sound.f32');
  writeFileSync(file, new Uint8Array(samples.buffer));
  const meter = `ffmpeg -hide_banner -nostats -f f32le -ar ${RATE} -ac 2 -i ${file} -af ebur128=peak=true -f null - 2>&1`;
  const said = execFileSync('sh', ['-c', meter], { encoding: 'utf8' });
  return Number(/True peak:\s+Peak:\s+(-?[\d.]+) dBFS/.exec(said)?.[1]);
}

/** How far `after` is from `before`, moved by the look-ahead. */
function difference({ before, after }: { before: Float32Array; after: Float32Array }): number {
  let most = 0;
  for (let i = LOOK_AHEAD * 2; i < after.length; i++)
    most = Math.max(most, Math.abs(after[i]! - before[i - LOOK_AHEAD * 2]!));
  return most;
}

let seed = 1;
const noise = (): number => {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
  return seed / 0x4000_0000 - 1;
};

describe('nothing leaves above −1 dBTP, as another meter reads it', () => {
  test.each<[string, Shape, Shape?]>([
    ['two full-scale tones added', (frame) => sine(440)(frame) + sine(997)(frame)],
    ['a tone whose peaks lie between the samples', sine(12_000, 1.2, Math.PI / 4)],
    ['a tone near the top of the band', sine(17_777, 1.5)],
    ['noise at twice full scale', () => 2 * noise()],
    [
      'clipped speech-like bursts',
      (frame) => Math.max(-1, Math.min(1, (frame % 9600 < 2400 ? 4 : 0.1) * sine(313)(frame))),
    ],
    ['one ear only', sine(1000, 2), () => 0],
  ])('%s', (_, left, right = left) => {
    const { before, after } = limited(left, right);
    expect(truePeak(before)).toBeGreaterThan(-0.9);
    const peak = truePeak(after);
    expect(peak).toBeLessThanOrEqual(-0.9);
    expect(peak).toBeGreaterThan(-1.3);
  });
});

describe('what needs no limiting passes bit by bit', () => {
  test.each<[string, Shape]>([
    ['quiet speech', (frame) => sine(220, 0.2)(frame) + sine(3100, 0.05)(frame)],
    ['a tone just below the ceiling', sine(997, 0.88)],
    ['noise of which some is looked at closely', () => 0.5 * noise()],
    ['silence', () => 0],
  ])('%s', (_, shape) => {
    expect(difference(limited(shape))).toBe(0);
  });

  test('and again, a second after something was too loud', () => {
    const burst = RATE / 2;
    const sound = limited((frame) => sine(440, frame < burst ? 2 : 0.5)(frame));
    const late = 2 * RATE * 2;
    expect(difference({ before: sound.before.subarray(late), after: sound.after.subarray(late) })).toBe(0);
    expect(difference(sound)).toBeGreaterThan(0.5);
  });
});

test('it comes down before the peak, smoothly, and is back within half a second', () => {
  const at = RATE;
  const { after } = limited((frame) => (frame === at ? 4 : 0.5));
  const gains = Array.from({ length: RATE }, (_, i) => after[(at - LOOK_AHEAD + i) * 2]! / 0.5);
  const steps = gains.flatMap((gain, i) =>
    i > 0 && gain < 1.7 && gains[i - 1]! < 1.7 ? [Math.abs(gain - gains[i - 1]!)] : [],
  );
  expect(Math.max(...steps)).toBeLessThan(0.01);
  expect(Math.min(...gains)).toBeLessThan(0.25);
  expect(gains[RATE / 2]).toBeGreaterThan(0.98);
});

test('both ears are turned down together, so that the picture does not move', () => {
  const { before, after } = limited(sine(1000, 2), sine(1000, 0.2));
  for (let frame = RATE; frame < RATE + 1000; frame++) {
    const left = after[frame * 2]! / before[(frame - LOOK_AHEAD) * 2]!;
    const right = after[frame * 2 + 1]! / before[(frame - LOOK_AHEAD) * 2 + 1]!;
    if (Math.abs(before[(frame - LOOK_AHEAD) * 2]!) > 0.1) expect(right).toBeCloseTo(left, 5);
  }
});
