/** What a bus puts out, listened to (product D6). */
import { expect, test } from 'vitest';
import { openEar } from '../../src/engine/ear.ts';
import { CHUNK } from '../../src/engine/realtime.ts';

type Wave = (seconds: number) => readonly [left: number, right: number];
const tone =
  (hertz: number, level = 0.3) =>
  (t: number) =>
    level * Math.sin(2 * Math.PI * hertz * t);
const hum = tone(317);
const well: Wave = (t) => [hum(t), hum(t)];
const cut = (x: number) => Math.max(-0.2, Math.min(0.2, x));
/** Speech through an overdriven microphone. */
const broken: Wave = (t) => [cut(hum(t) + tone(801)(t)), cut(hum(t) + tone(801)(t))];
const against: Wave = (t) => [hum(t), -hum(t)];
/** Wide music: the sides share little. */
const wide: Wave = (t) => [hum(t), tone(523)(t)];

function listen(
  ...parts: readonly (readonly [seconds: number, wave: Wave])[]
): (readonly [string, string | undefined])[] {
  const told: (readonly [string, string | undefined])[] = [];
  const ear = openEar((fault, detail) => told.push([fault, detail]));
  let frame = 0;
  for (const [seconds, wave] of parts)
    for (const end = frame + seconds * 48_000; frame < end; frame += CHUNK) {
      const pcm = new Float32Array(2 * CHUNK);
      for (let i = 0; i < CHUNK; i++) [pcm[2 * i], pcm[2 * i + 1]] = wave((frame + i) / 48_000) as [number, number];
      ear(new Uint8Array(pcm.buffer));
    }
  return told;
}

test('good sound, wide sound and silence are none of its business', () => {
  expect(listen([20, well], [20, wide], [20, () => [0, 0]])).toEqual([]);
});

test('sound that is broken up for five seconds is told of once, and its end too', () => {
  expect(listen([10, well], [3, broken], [10, well])).toEqual([]);
  const told = listen([10, well], [20, broken], [10, well]);
  expect(told).toEqual([
    ['clipping', expect.stringMatching(/^\d+ đỉnh bị cắt mỗi giây$/)],
    ['clipping', undefined],
  ]);
});

test('two channels against each other are told of: a loudspeaker of one channel is all but silent', () => {
  expect(listen([10, well], [20, against], [10, well])).toEqual([
    ['out-of-phase', 'tương quan −1,00'],
    ['out-of-phase', undefined],
  ]);
});
