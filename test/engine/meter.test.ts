import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { RATE } from '../../src/core/time.ts';
import { type Level, Meters } from '../../src/engine/meter.ts';
import { CHANNELS, CHUNK } from '../../src/engine/realtime.ts';

/** Drives the meters chunk by chunk; answers every telling. */
function measure(sounds: Record<string, (frame: number) => number>, chunks: number): Level[][] {
  const told: Level[][] = [];
  const meters = new Meters((levels) => told.push([...levels]));
  for (let n = 0; n < chunks; n++)
    for (const [zoneId, sound] of Object.entries(sounds)) {
      const pcm = Float32Array.from({ length: CHUNK * CHANNELS }, (_, i) => sound(n * CHUNK + (i >> 1)));
      meters.hear(zoneId, n * CHUNK, new Uint8Array(pcm.buffer));
    }
  return told;
}

const sine = (hertz: number, amplitude: number) => (frame: number) =>
  amplitude * Math.sin((2 * Math.PI * hertz * frame) / RATE);

test('a tone of 1 kHz at −23 dBFS on both sides is −23 LUFS (EBU Tech 3341, case 1), five times a second', () => {
  const told = measure({ main: sine(1000, 10 ** (-23 / 20)) }, 150);
  expect(told.length).toBeGreaterThanOrEqual(14);
  const [level] = told.at(-1)!;
  expect(level!.momentary).toBeCloseTo(-23, 0);
  expect(Math.abs(level!.momentary + 23)).toBeLessThanOrEqual(0.1);
  expect(level!.peak).toBeCloseTo(-23, 1);
});

test('momentary loudness is what ffmpeg’s ebur128 finds, from one moment to the next', () => {
  const noise =
    'anoisesrc=d=4:c=pink:r=48000:seed=5,volume=0.1+0.4*mod(t\\,1):eval=frame,aformat=channel_layouts=stereo';
  const make = ['-loglevel', 'error', '-f', 'lavfi', '-i', noise, '-f', 'f32le', '-ac', '2', 'pipe:1'];
  const bytes = execFileSync('ffmpeg', make, { maxBuffer: 2 ** 25 });
  const pcm = new Float32Array(new Uint8Array(bytes).buffer);
  const read = [
    '-nostats',
    '-f',
    'f32le',
    '-ar',
    '48000',
    '-ac',
    '2',
    '-i',
    'pipe:0',
    '-af',
    'ebur128=framelog=info',
    '-f',
    'null',
    '-',
  ];
  const said = execFileSync('sh', ['-c', 'exec ffmpeg "$@" 2>&1', 'sh', ...read], { input: bytes }).toString();
  // One line a tenth of a second; every second of them falls on a telling of ours.
  const momentary = [...said.matchAll(/t: ([\d.]+) .* M: *(-?[\d.]+)/g)].map(([, t, m]) => ({
    t: Number(t),
    m: Number(m),
  }));
  const told = measure({ main: (frame) => pcm[2 * frame] ?? 0 }, 190);
  expect(told.length).toBeGreaterThan(15);
  told.slice(3, 17).forEach(([level], i) => {
    const t = (i + 4) * 0.2;
    const theirs = momentary.find((one) => Math.abs(one.t - t) < 0.05)!;
    expect(Math.abs(level!.momentary - theirs.m)).toBeLessThan(0.3);
  });
});

test('all buses are told of together; one that falls silent once more, and then not', () => {
  const told = measure(
    { main: sine(400, 0.5), 'thon-1': (frame) => (frame < RATE ? 0.25 * Math.sin(frame / 8) : 0) },
    200,
  );
  expect(told[1]!.map(({ zoneId }) => zoneId)).toEqual(['main', 'thon-1']);
  expect(told.at(-1)!.map(({ zoneId }) => zoneId)).toEqual(['main']);
  const last = told.flat().findLast(({ zoneId }) => zoneId === 'thon-1')!;
  expect(last).toEqual({ zoneId: 'thon-1', peak: -90, momentary: -90 });
  expect(measure({ main: () => 0 }, 100)).toEqual([]);
});
