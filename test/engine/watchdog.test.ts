/** The watchdog judges by what leaves, not by what says it is there (peers.md F3). */
import { expect, test } from 'vitest';
import { LOOK_MS, type Pulse, type Verdict, Watchdog } from '../../src/engine/watchdog.ts';

const output = (carried: number, sending = true) => ({ outputId: 7, sending, carried });
const pulse = (written: number, ...outputs: Pulse['outputs']): Pulse => ({ say: 'pulse', written, outputs });

/** Looks for so many seconds; before each look the playout says what `tells` gives, if anything. */
function watch(watchdog: Watchdog, seconds: number, tells: (look: number) => Pulse | undefined): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let look = 0; look < (seconds * 1000) / LOOK_MS; look++) {
    const said = tells(look);
    if (said) watchdog.hear(said);
    verdicts.push(...watchdog.look());
  }
  return verdicts;
}
const well = (look: number) => pulse(look, output(look));

function openWatch(): Watchdog {
  const watchdog = new Watchdog();
  watchdog.begin();
  expect(watch(watchdog, 2, well)).toEqual([]);
  return watchdog;
}

test('a playout that hands out sound, and outputs from which it leaves, are left alone for ever', () => {
  expect(watch(openWatch(), 3600, well)).toEqual([]);
});

test('a loop that is held up for two seconds is in doubt, and then believed again', () => {
  const watchdog = openWatch();
  expect(watchdog.isHeard).toBe(true);
  expect(watch(watchdog, 1.75, () => undefined)).toEqual([]);
  expect(watchdog.isHeard).toBe(false);
  expect(watch(watchdog, 0.5, () => undefined)).toEqual([]);
  expect(watchdog.hear(pulse(1000, output(1000)))).toBe('again');
  expect(watchdog.hear(pulse(1001, output(1001)))).toBeUndefined();
  expect(watchdog.isHeard).toBe(true);
});

test('a playout that is there and says nothing for four seconds is replaced', () => {
  const watchdog = openWatch();
  expect(watch(watchdog, 3.75, () => undefined)).toEqual([]);
  expect(watch(watchdog, 0.25, () => undefined)).toEqual([
    { replace: 'playout', because: 'không trả lời trong 4 giây' },
  ]);
});

test('a loop that hands out nothing more is replaced, however lively the process talks', () => {
  expect(watch(openWatch(), 4.25, () => pulse(5, output(1)))).toContainEqual({
    replace: 'playout',
    because: 'vòng phát đứng yên trong 4 giây',
  });
});

test('an output that says it is sending, and of which nothing leaves, is replaced, and nothing else is', () => {
  const stuck = (look: number) => pulse(look, output(42), { outputId: 8, sending: true, carried: look });
  const verdicts = watch(openWatch(), 6.5, stuck);
  expect(verdicts).toEqual([{ replace: 'output', outputId: 7, because: 'không đưa được âm thanh ra trong 6 giây' }]);
});

test('an output that is trying again, or is off, is not accused of silence', () => {
  expect(watch(openWatch(), 60, (look) => pulse(look, output(42, false)))).toEqual([]);
});

test('a new playout is given time for its first pulse; one that never comes up is replaced', () => {
  const watchdog = new Watchdog();
  watchdog.begin();
  expect(watchdog.isHeard).toBe(false);
  expect(watch(watchdog, 20, () => undefined)).toEqual([]);
  expect(watch(watchdog, 0.25, () => undefined)).toHaveLength(1);
});
