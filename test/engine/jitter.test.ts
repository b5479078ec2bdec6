import { describe, expect, test } from 'vitest';
import { RATE } from '../../src/core/time.ts';
import { JitterBuffer } from '../../src/engine/jitter.ts';

const PACKET = RATE / 50;
const tone = (from: number, count: number, hertz = 400, rate = RATE) =>
  Float32Array.from({ length: count }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * (from + i)) / rate));

/** Packets of a sender whose clock runs at `rate`, arriving as `arrivals` says (chunk → how many packets), heard chunk by chunk. */
function hear(
  chunks: number,
  { packets = (_: number): number => 1, sound = (n: number) => tone(n * PACKET, PACKET) } = {},
) {
  const buffer = new JitterBuffer();
  const heard = new Float32Array(chunks * PACKET);
  const given: number[] = [];
  let sent = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    for (let n = packets(chunk); n > 0; n--) buffer.push(sound(sent++));
    given.push(buffer.take(heard.subarray(chunk * PACKET, (chunk + 1) * PACKET)));
  }
  return { buffer, heard, given, sent };
}

const steepest = (pcm: Float32Array) => {
  let most = 0;
  for (let i = 1; i < pcm.length; i++) most = Math.max(most, Math.abs(pcm[i]! - pcm[i - 1]!));
  return most;
};
/** A tone of 400 Hz at 0.5 rises no faster than this from one sample to the next. */
const SMOOTH = 0.5 * ((2 * Math.PI * 400) / RATE) * 1.3;
const zeroCrossings = (pcm: Float32Array) => pcm.filter((sample, i) => i > 0 && pcm[i - 1]! < 0 && sample >= 0).length;

describe('a steady line', () => {
  test('is heard a tenth of a second late, sample by sample, and never stops', () => {
    const { heard, given } = hear(100);
    const first = given.findIndex((count) => count > 0);
    expect(first * 20).toBeGreaterThanOrEqual(80);
    expect(first * 20).toBeLessThanOrEqual(120);
    expect(given.slice(first).every((count) => count === PACKET)).toBe(true);
    const settled = heard.subarray((first + 1) * PACKET, 60 * PACKET);
    const sent = tone(PACKET, settled.length);
    for (let i = 0; i < settled.length; i++) expect(settled[i]).toBeCloseTo(sent[i]!, 5);
  });

  test('that delivers in bursts of 80 ms sounds the same', () => {
    const { heard, given, buffer } = hear(400, { packets: (chunk) => (chunk % 4 === 0 ? 4 : 0) });
    const first = given.findIndex((count) => count > 0);
    expect(given.slice(first).every((count) => count === PACKET)).toBe(true);
    expect(steepest(heard)).toBeLessThan(SMOOTH);
    expect(buffer.delayMs).toBe(100);
  });
});

describe('another clock', () => {
  // A phone's crystal is within 100 ppm; a cheap sound card's may be five times that.
  test.each([
    ['slow', 0.9995],
    ['fast', 1.0005],
  ])('that is 500 ppm %s is followed for ten minutes without a click or a hole', (_, speed) => {
    const buffer = new JitterBuffer();
    const chunk = new Float32Array(PACKET);
    let sent = 0;
    let holes = 0;
    let roughest = 0;
    let last = 0;
    let held = 0;
    for (let n = 0; n < 30_000; n++) {
      for (; sent < n * speed; sent++) buffer.push(tone(sent * PACKET, PACKET));
      const given = buffer.take(chunk);
      if (n < 50) continue;
      if (given < PACKET) holes += 1;
      for (const sample of chunk) {
        if (n > 50) roughest = Math.max(roughest, Math.abs(sample - last));
        last = sample;
      }
      held = Math.max(held, buffer.held);
    }
    expect(holes).toBe(0);
    expect(roughest).toBeLessThan(SMOOTH);
    expect((held * 1000) / RATE).toBeLessThan(200);
  });
});

describe('a line that stalls', () => {
  test('fades out, comes back, and is trusted with a little less', () => {
    const { heard, given, buffer } = hear(200, { packets: (chunk) => (chunk >= 50 && chunk < 75 ? 0 : 1) });
    expect(given.slice(56, 75).every((count) => count === 0)).toBe(true);
    expect(given.slice(85).every((count) => count === PACKET)).toBe(true);
    expect(buffer.delayMs).toBeGreaterThan(100);
    expect(steepest(heard)).toBeLessThan(SMOOTH);
  });

  test('and then delivers all at once is caught up with in the pauses of the speech; no word is lost', () => {
    // Half a second of voice, half a second of pause, over and over.
    const voice = (n: number) => (n % 50 < 25 ? tone(n * PACKET, PACKET) : new Float32Array(PACKET));
    const packets = (chunk: number) => (chunk >= 100 && chunk < 150 ? 0 : chunk === 150 ? 51 : 1);
    const { heard, buffer, sent } = hear(500, { packets, sound: voice });
    expect((buffer.held * 1000) / RATE).toBeLessThan(300);
    // What is not heard yet is still held; all else was, wave by wave.
    const said = Array.from({ length: sent }, (_, n) => voice(n));
    const waves = said.reduce((sum, packet) => sum + zeroCrossings(packet), 0);
    expect(zeroCrossings(heard)).toBeGreaterThan(waves - 140);
  });

  test('for longer than anybody waits loses the old, not the new', () => {
    const { buffer } = hear(300, { packets: (chunk) => (chunk > 50 && chunk < 200 ? 0 : chunk === 200 ? 150 : 1) });
    expect((buffer.held * 1000) / RATE).toBeLessThan(2200);
  });
});

test('what was said is heard to its end when the speaker is done', () => {
  const buffer = new JitterBuffer();
  for (let n = 0; n < 10; n++) buffer.push(tone(n * PACKET, PACKET));
  buffer.end();
  const chunk = new Float32Array(PACKET);
  let given = 0;
  for (let n = 0; n < 20; n++) given += buffer.take(chunk);
  expect(given).toBeGreaterThan(10 * PACKET - 500);
  expect(buffer.isSpent).toBe(true);
});
