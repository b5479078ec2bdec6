import { describe, expect, test } from 'vitest';
import { CardDrift } from '../../src/engine/card.ts';

/**
 * A card that plays at `rate` while it believes in 44,100, fed in real time for `hours`: half an hour of sound, a minute
 * of silence, and so on. Readings wander by ±10 ms, as a card's period makes them.
 */
function play(rate: number, hours: number, control = new CardDrift()) {
  let level = 100;
  let underruns = 0;
  let touchedInside = 0;
  const levels: number[] = [];
  for (let chunk = 0; chunk < hours * 3600 * 50; chunk++) {
    const second = chunk / 50;
    const isIdle = second % 1860 >= 1800;
    const copies = isIdle ? control.copies() : 1;
    if (!isIdle && copies !== 1) touchedInside++;
    level += 20 * copies - 20 * (rate / 44_100);
    if (level < 0) {
      underruns++;
      level = 0;
    }
    if (chunk % 50 === 0) control.measure(second * 1000, level + 10 * Math.sin(chunk));
    if (second % 1860 > 1850) levels.push(level);
  }
  return { level, levels, underruns, touchedInside, drift: control.drift! };
}

describe('a sound card with a clock of its own', () => {
  test.each([
    ['slower', 44_090, 227],
    ['a little slower', 44_098, 45],
    // Half an hour of sound at this rate takes 41 ms of the tenth of a second of lead: much faster cards run dry.
    ['faster', 44_101, -23],
  ])('%s: after each stretch of silence it is on time again, and its drift is told', (_, rate, ppm) => {
    const { levels, underruns, drift } = play(rate, 6);
    for (const level of levels.slice(-100)) expect(Math.abs(level - 100)).toBeLessThan(45);
    expect(underruns).toBe(0);
    expect(Math.abs(drift.ppm! - ppm)).toBeLessThanOrEqual(10);
    // In six hours 227 ppm are 4.9 s: that much silence was left out, and not a sample of sound.
    expect(Math.abs(drift.absorbedMs - (6 * 3600 * ppm) / 1000)).toBeLessThan(500);
  });

  test('one that keeps time is left alone', () => {
    const { drift, level } = play(44_100, 3);
    expect(drift).toEqual({ ppm: expect.closeTo(0, -1), absorbedMs: 0 });
    expect(level).toBeCloseTo(100);
  });

  test('nothing is claimed before two minutes have been measured', () => {
    const control = new CardDrift();
    expect([control.drift, control.copies()]).toEqual([undefined, 1]);
    for (let at = 0; at < 60_000; at += 1000) control.measure(at, 100);
    expect(control.drift).toEqual({ ppm: undefined, absorbedMs: 0 });
  });
});
