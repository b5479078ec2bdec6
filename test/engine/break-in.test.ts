import { describe, expect, test } from 'vitest';
import { epochMs, RATE } from '../../src/core/time.ts';
import { type BreakIn, testZone } from '../../src/engine/break-in.ts';
import { LEVEL, openMixer, seconds } from '../support/zones.ts';

/** A steady sound of so many marks that lasts `ms`, and what it was told. */
function sound(mark: number, ms: number, change: Partial<BreakIn> = {}) {
  const told = { stopped: 0, heardIn: [] as (readonly string[])[] };
  let left = (ms * RATE) / 1000;
  const breakIn: BreakIn = {
    zoneIds: ['main'],
    rank: 1,
    mode: 'replace',
    reason: 'emergency',
    detail: 'Nguyễn Văn A: lũ quét',
    title: 'Cảnh báo lũ quét',
    passesGate: true,
    take: (samples, _frame, count, heardIn) => {
      told.heardIn.push(heardIn);
      samples.fill(mark * LEVEL, 0, 2 * Math.min(count, left));
      left -= count;
      return left > 0;
    },
    stop: () => {
      told.stopped += 1;
    },
    ...change,
  };
  return { breakIn, told };
}
const rounded = (air: ReturnType<typeof openMixer>, ids: readonly string[], ms: number) =>
  ids.map((id) => Math.round(air.at(id, ms)));

describe('what breaks in', () => {
  test('is heard from the next chunk on in place of what sounds, in every zone, those with sound of their own too', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    air.mixer.setCues([seconds('a', 60, 1000, 'main'), seconds('b', 60, 1000, 'thon-1')]);
    air.until(5000);
    air.mixer.breakIn(sound(8, 2000).breakIn);
    air.until(12_000);
    const all = ['main', 'thon-1', 'thon-2'];
    expect(rounded(air, all, 4900)).toEqual([1, 2, 1]);
    expect(rounded(air, all, 5020)).toEqual([8, 8, 8]);
    expect(rounded(air, all, 6900)).toEqual([8, 8, 8]);
    expect(rounded(air, all, 7900)).toEqual([1, 2, 1]);
  });

  test('cuts what is on air with its reason and who; afterwards it goes on where it would be, as the rest of the same entry', () => {
    const air = openMixer();
    air.mixer.setCues([seconds('a', 60, 1000, 'main')]);
    air.until(5000);
    air.mixer.breakIn(sound(8, 10_000).breakIn);
    air.until(62_000);
    const [began, cut, again, whole] = air.notes.filter(({ note }) => note === 'began' || note === 'ended');
    expect(cut).toMatchObject({ outcome: 'cut', reason: 'emergency', detail: 'Nguyễn Văn A: lũ quét' });
    expect(again).toMatchObject({
      note: 'began',
      cue: { entryId: (began as { cue: { entryId: number } }).cue.entryId },
    });
    const { fromFrame, startedAt } = again as { fromFrame: number; startedAt: number };
    expect(fromFrame / RATE).toBeCloseTo(14, 1);
    expect(startedAt - (fromFrame * 1000) / RATE).toBeCloseTo(1000, 0);
    expect(whole).toMatchObject({ note: 'ended', outcome: 'completed' });
  });

  test('that outlasts an entry leaves the log of it as it is: cut, and nothing more', () => {
    const air = openMixer();
    air.mixer.setCues([seconds('a', 10, 1000, 'main')]);
    air.until(5000);
    air.mixer.breakIn(sound(8, 10_000).breakIn);
    air.until(30_000);
    expect(air.notes.map(({ note }) => note).filter((note) => note !== 'progress')).toEqual(['began', 'ended']);
  });

  test('does not bring back what a later hard start would have ended', () => {
    const air = openMixer();
    air.mixer.setCues([seconds('a', 60, 1000, 'main'), seconds('b', 5, 10_000, 'main')]);
    air.until(5000);
    air.mixer.breakIn(sound(8, 7000).breakIn);
    air.until(30_000);
    expect(rounded(air, ['main'], 13_000)).toEqual([2]);
    expect(rounded(air, ['main'], 20_000)).toEqual([0]);
  });

  test('and is told to end fades within ten milliseconds', () => {
    const air = openMixer();
    const end = air.mixer.breakIn(sound(8, 60_000).breakIn);
    air.until(1000);
    end();
    air.until(2000);
    expect(air.at('main', 980)).toBeCloseTo(8, 1);
    expect(air.at('main', 1020)).toBe(0);
  });

  test('in one zone is heard there alone, whatever the commune hears', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    air.mixer.setCues([seconds('a', 60, 1000, 'main')]);
    air.until(5000);
    air.mixer.breakIn(sound(8, 2000, { zoneIds: ['thon-1'] }).breakIn);
    air.until(12_000);
    expect(rounded(air, ['main', 'thon-1', 'thon-2'], 5100)).toEqual([1, 8, 1]);
    expect(rounded(air, ['main', 'thon-1', 'thon-2'], 9000)).toEqual([1, 1, 1]);
    expect(air.notes.filter(({ note }) => note === 'ended')).toEqual([]);
  });

  test('on one output alone is heard by nobody else, and leaves no trace', () => {
    const air = openMixer();
    air.mixer.setCues([seconds('a', 60, 1000, 'main')]);
    air.until(3000);
    air.mixer.breakIn(sound(8, 2000, { zoneIds: [testZone(7)] }).breakIn);
    expect(air.mixer.feedOf(testZone(7))).toBeDefined();
    air.until(6000);
    expect(rounded(air, ['main'], 4000)).toEqual([1]);
    expect(air.mixer.feedOf(testZone(7))).toBeUndefined();
  });
});

describe('where two break-ins meet', () => {
  test('the higher is heard, the lower goes on unheard and is told so; of equals the first stays', () => {
    const air = openMixer({ 'thon-1': [] });
    const low = sound(8, 6000);
    const equal = sound(4, 6000);
    air.mixer.breakIn(low.breakIn);
    air.mixer.breakIn(equal.breakIn);
    air.until(1000);
    air.mixer.breakIn(sound(16, 2000, { rank: 2, zoneIds: ['thon-1'] }).breakIn);
    air.until(5000);
    expect(rounded(air, ['main', 'thon-1'], 900)).toEqual([8, 8]);
    expect(rounded(air, ['main', 'thon-1'], 1200)).toEqual([8, 16]);
    expect(rounded(air, ['main', 'thon-1'], 4500)).toEqual([8, 8]);
    expect(low.told.heardIn.at(-1)).toEqual(['main']);
    expect(equal.told.heardIn.at(-1)).toEqual([]);
  });

  test('a person who stops the air stops them: each ends itself, another zone’s goes on', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    const [all, one] = [sound(8, 60_000), sound(4, 60_000, { zoneIds: ['thon-1'] })];
    air.mixer.breakIn(all.breakIn);
    air.mixer.breakIn(one.breakIn);
    air.mixer.obey({ id: 1, kind: 'stop', zoneId: 'thon-2' });
    expect([all.told.stopped, one.told.stopped]).toEqual([0, 0]);
    air.mixer.obey({ id: 2, kind: 'stop', zoneId: 'main' });
    expect([all.told.stopped, one.told.stopped]).toEqual([1, 1]);
  });
});

describe('the gate', () => {
  test('lets an emergency through outside the allowed hours, and a voice only with a leader’s word', () => {
    const air = openMixer();
    air.mixer.setAllowed([{ from: epochMs(60_000), until: epochMs(90_000) }]);
    const voice = sound(4, 5000, { passesGate: false });
    air.mixer.breakIn(voice.breakIn);
    air.until(1000);
    expect(rounded(air, ['main'], 900)).toEqual([0]);
    expect(voice.told.heardIn.at(-1)).toEqual([]);
    air.mixer.breakIn(sound(8, 5000).breakIn);
    air.until(2000);
    expect(rounded(air, ['main'], 1500)).toEqual([8]);
  });

  test('a person’s stop of the air holds up no emergency that is ordered after it', () => {
    const air = openMixer({ 'thon-1': [] });
    air.mixer.setHeld(['main']);
    air.until(500);
    air.mixer.breakIn(sound(8, 5000).breakIn);
    air.until(1500);
    expect(rounded(air, ['main', 'thon-1'], 1000)).toEqual([8, 8]);
  });
});

describe('talking over', () => {
  const talk = { mode: 'talk-over', rank: 0, reason: 'live' } as const;
  const under = 10 ** (-18 / 20);

  test('takes what is below down by 18 dB and back, and nothing of it is cut', () => {
    const air = openMixer();
    air.mixer.setCues([seconds('a', 60, 1000, 'main')]);
    air.until(3000);
    air.mixer.breakIn(sound(4, 3000, talk).breakIn);
    air.until(10_000);
    expect(air.at('main', 3020)).toBeGreaterThan(4.5);
    expect(air.at('main', 4000)).toBeCloseTo(4 + under, 1);
    expect(air.at('main', 8000)).toBeCloseTo(1, 1);
    expect(air.notes.some(({ note }) => note === 'ended')).toBe(false);
  });

  test('the whole commune takes down each zone’s own', () => {
    const air = openMixer({ 'thon-1': [] });
    air.mixer.setCues([seconds('a', 60, 1000, 'main'), seconds('b', 60, 1000, 'thon-1')]);
    air.until(3000);
    air.mixer.breakIn(sound(4, 3000, talk).breakIn);
    air.until(5000);
    expect(air.at('thon-1', 4500)).toBeCloseTo(4 + 2 * under, 1);
  });

  test('one zone takes the commune’s sound down there alone', () => {
    const air = openMixer({ 'thon-1': [] });
    air.mixer.setCues([seconds('a', 60, 1000, 'main')]);
    air.until(3000);
    air.mixer.breakIn(sound(4, 3000, { ...talk, zoneIds: ['thon-1'] }).breakIn);
    air.until(5000);
    expect(air.at('thon-1', 4500)).toBeCloseTo(4 * (1 - under) + under, 1);
    expect(air.at('main', 4500)).toBeCloseTo(1, 1);
  });
});
