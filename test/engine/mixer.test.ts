import { describe, expect, test } from 'vitest';
import type { VolumeProfile } from '../../src/core/model.ts';
import { openMixer, seconds } from '../support/zones.ts';

describe('what a zone hears', () => {
  test('an entry of the whole commune sounds in every zone, is decoded once, and all share one feed', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    air.mixer.setCues([seconds('a', 5, 1000, 'main')]);
    air.until(3000);
    for (const id of ['main', 'thon-1', 'thon-2']) expect(air.at(id, 2000)).toBeCloseTo(1, 2);
    expect(air.opened).toEqual(['main']);
    expect(new Set(Object.values(air.feeds)).size).toBe(1);
    expect(air.notes.filter(({ note }) => note === 'began')).toHaveLength(1);
  });

  test('two zones carry two programmes at once, and the rest of the commune its own', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [], 'thon-3': [] });
    air.mixer.setCues([
      seconds('a', 30, 1000, 'main'),
      seconds('b', 10, 5000, 'thon-1'),
      seconds('c', 10, 5000, 'thon-2'),
    ]);
    air.until(25_000);
    expect(['main', 'thon-1', 'thon-2', 'thon-3'].map((id) => Math.round(air.at(id, 10_000)))).toEqual([1, 2, 4, 1]);
    expect(['main', 'thon-1', 'thon-2', 'thon-3'].map((id) => Math.round(air.at(id, 20_000)))).toEqual([1, 1, 1, 1]);
  });

  test('a zone’s own entry begins on its sample; the commune’s sound gives way under it and comes back, never a step', () => {
    const air = openMixer({ 'thon-1': [] });
    air.mixer.setCues([seconds('a', 30, 1000, 'main'), seconds('b', 5, 10_000, 'thon-1')]);
    air.until(20_000);
    expect(air.at('thon-1', 9960)).toBeCloseTo(1, 1);
    expect(air.at('thon-1', 10_000)).toBeGreaterThan(2.5); // both, for 300 ms
    expect(air.at('thon-1', 10_400)).toBeCloseTo(2, 1);
    expect(air.at('thon-1', 15_100)).toBeGreaterThan(0.1);
    expect(air.at('thon-1', 15_100)).toBeLessThan(0.9);
    expect(air.at('thon-1', 15_500)).toBeCloseTo(1, 1);
  });

  test('its feed is its own from some seconds before its entry, and the commune’s again behind it', () => {
    const air = openMixer({ 'thon-1': [] });
    air.mixer.setCues([seconds('b', 5, 20_000, 'thon-1')]);
    air.until(11_000);
    expect(air.feeds['thon-1']).toBe(air.feeds.main);
    air.until(15_000);
    expect(air.feeds['thon-1']).not.toBe(air.feeds.main);
    air.until(28_000);
    expect(air.feeds['thon-1']).toBe(air.feeds.main);
  });

  test('an output may be off until its zone, or the commune, is about to sound', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    air.mixer.setCues([seconds('b', 5, 20_000, 'thon-1'), seconds('a', 5, 60_000, 'main')]);
    const due = () => ['main', 'thon-1', 'thon-2'].map((id) => air.mixer.isDue(id));
    air.until(9000);
    expect(due()).toEqual([false, false, false]);
    air.until(11_000);
    expect(due()).toEqual([false, true, false]);
    air.until(40_000);
    expect(due()).toEqual([false, false, false]);
    air.until(51_000);
    expect(due()).toEqual([true, true, true]);
  });
});

describe('a row of the whole commune', () => {
  const apartOf = (air: ReturnType<typeof openMixer>, entry: number) => {
    const ended = air.notes.filter((note) => note.note === 'ended');
    return ended[entry]?.note === 'ended' && ended[entry].apart;
  };

  test('ends with the zones that heard their own in its place, all the time or for a part of it', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [], 'thon-3': [] });
    air.mixer.setCues([
      seconds('a', 20, 10_000, 'main'),
      seconds('b', 20, 10_000, 'thon-1'),
      seconds('c', 5, 20_000, 'thon-2'),
    ]);
    air.until(40_000);
    const ends = air.notes.filter((note) => note.note === 'ended');
    expect(ends.map((note) => note.note === 'ended' && note.apart)).toEqual([
      [], // thôn 2 heard all of its own
      [
        { zoneId: 'thon-1', heard: 'none' },
        { zoneId: 'thon-2', heard: 'part' },
      ],
      [],
    ]);
  });

  test('was heard by a zone whose own ended as it began, and not by one that a person had stopped', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    air.mixer.setCues([seconds('b', 9, 1000, 'thon-1'), seconds('a', 10, 10_000, 'main')]);
    air.mixer.setHeld(['thon-2']);
    air.until(21_000);
    expect(apartOf(air, 1)).toEqual([{ zoneId: 'thon-2', heard: 'none' }]);
  });
});

describe('stopping', () => {
  const both = (air: ReturnType<typeof openMixer>) =>
    air.mixer.setCues([seconds('a', 60, 1000, 'main'), seconds('b', 60, 1000, 'thon-1')]);
  const hears = (air: ReturnType<typeof openMixer>, ms: number) =>
    ['main', 'thon-1', 'thon-2'].map((id) => Math.round(air.at(id, ms)));

  test('the whole commune silences every zone, and is answered once', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    both(air);
    air.until(5000);
    air.mixer.obey({ id: 1, kind: 'stop', zoneId: 'main' });
    air.until(8000);
    expect(hears(air, 4000)).toEqual([1, 2, 1]);
    expect(hears(air, 7000)).toEqual([0, 0, 0]);
    expect(air.notes.filter(({ note }) => note === 'answered')).toHaveLength(1);
    expect(air.notes.filter(({ note }) => note === 'ended')).toHaveLength(2);
  });

  test('one zone silences that zone, also of what the commune sends, and the others sound on', () => {
    const air = openMixer({ 'thon-1': [], 'thon-2': [] });
    air.mixer.setCues([seconds('a', 60, 1000, 'main')]);
    air.until(3000);
    air.mixer.obey({ id: 1, kind: 'stop', zoneId: 'thon-2' });
    air.until(6000);
    expect(hears(air, 5000)).toEqual([1, 1, 0]);
    air.mixer.obey({ id: 2, kind: 'resume', zoneId: 'thon-2' });
    air.until(9000);
    expect(hears(air, 8000)).toEqual([1, 1, 1]);
  });

  test('a zone cannot go on while the whole commune is stopped, and is told so', () => {
    const air = openMixer({ 'thon-1': [] });
    air.mixer.setHeld(['main']);
    air.mixer.obey({ id: 3, kind: 'resume', zoneId: 'thon-1' });
    expect(air.notes).toMatchObject([{ note: 'answered', state: 'refused', answer: expect.stringContaining('Cả xã') }]);
  });
});

describe('the volume of a zone', () => {
  test('falls and rises over a second at its hours, in that zone alone', () => {
    const quiet: VolumeProfile = [{ from: '0:08', until: '0:14', gainDb: -20 }];
    const air = openMixer({ 'thon-1': quiet, 'thon-2': quiet, 'thon-3': [] });
    air.mixer.setCues([seconds('a', 30, 1000, 'main')]);
    air.until(20_000);
    expect(air.at('thon-1', 7900)).toBeCloseTo(1, 1);
    expect(air.at('thon-1', 8500)).toBeCloseTo(10 ** -0.5, 1);
    expect(air.at('thon-1', 10_000)).toBeCloseTo(0.1, 2);
    expect(air.at('thon-1', 15_500)).toBeCloseTo(1, 1);
    expect(air.at('thon-3', 10_000)).toBeCloseTo(1, 1);
    // Who is quieter at the same hours hears the same.
    expect(air.feeds['thon-1']).toBe(air.feeds['thon-2']);
    expect(air.feeds['thon-1']).not.toBe(air.feeds['thon-3']);
  });
});
