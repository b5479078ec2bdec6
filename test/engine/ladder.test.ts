/** What sounds when an entry cannot (product D3), and when it is silent on air: peers.md F2, F3, F10. */
import { describe, expect, test } from 'vitest';
import type { Cue, Substitute } from '../../src/core/cue.ts';
import { durationMs, epochMs } from '../../src/core/time.ts';
import { endingsOf } from '../support/notes.ts';
import { cue, openTape, type Reel } from '../support/tape.ts';

const SECOND = 48_000;
const reel = (mark: number, seconds: number, change: Partial<Reel> = {}): Reel => ({
  ...{ mark, frames: seconds * SECOND, ready: true },
  ...change,
});
/** A reel whose decoder ends at once, as with a file that is no sound or is gone. */
const broken = (mark: number, seconds: number) => reel(mark, seconds, { diesAt: 0 });
const step = (which: Substitute['step'], file: string, seconds: number): Substitute => ({
  ...{ step: which, recordingId: 9, title: file, playoutSha256: file, totalFrames: seconds * SECOND },
});
const LADDER = [
  step('substitute-slot', 'slot', 3),
  step('substitute-programme', 'programme', 3),
  step('substitute-station', 'station', 3),
];
const entry = (file: string, seconds: number, start: number, slot: number, change: Partial<Cue> = {}) =>
  cue(file, seconds * SECOND, start, { slotEnd: epochMs(start + slot), substitutes: LADDER, ...change });
const marks = (tape: ReturnType<typeof openTape>) =>
  tape.spans().map(({ mark, from, until }) => [mark, from / SECOND, until / SECOND]);
const began = (tape: ReturnType<typeof openTape>) =>
  tape.notes.flatMap((note) => (note.note === 'began' ? [[note.cue.kind, note.cue.standsIn, note.cue.title]] : []));
const incidents = (tape: ReturnType<typeof openTape>) =>
  tape.notes.flatMap((note) => (note.note === 'incident' ? [note.kind] : []));
const sound = { slot: reel(2, 3), programme: reel(3, 3), station: reel(4, 3) };

describe('the ladder', () => {
  test('an entry with nothing to sound: the slot’s substitute, on the sample of its minute', () => {
    const tape = openTape(sound);
    const empty = entry('none', 3, 5000, 4000, {
      playoutSha256: null,
      totalFrames: null,
      missing: 'no-approved-episode',
    });
    tape.bus.setCues([empty]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[2, 5, 8]]);
    expect(began(tape)).toEqual([['substitute', 'substitute-slot', 'slot']]);
    expect(endingsOf(tape.notes)).toMatchObject([
      { key: empty.key, outcome: 'missed', reason: 'no-approved-episode' },
      { key: expect.stringMatching(`${empty.key}\\+`), outcome: 'completed', played: 3 * SECOND },
    ]);
  });

  test('an entry whose file does not decode: known before its time, so its substitute is on time', () => {
    const tape = openTape({ a: broken(1, 3), ...sound });
    tape.bus.setCues([entry('a', 3, 5000, 4000)]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[2, 5, 8]]);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ outcome: 'missed', reason: 'decoder-failed' });
    expect(incidents(tape)).toContain('decoder-failed');
  });

  test('goes down step by step, each step a row of its own with its kind and reason', () => {
    const tape = openTape({ a: broken(1, 3), slot: broken(2, 3), programme: broken(3, 3), station: reel(4, 3) });
    tape.bus.setCues([entry('a', 3, 5000, 3000)]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[4, 5, 8]]);
    expect(began(tape)).toEqual([['filler', 'substitute-station', 'station']]);
    expect(endingsOf(tape.notes).map(({ outcome, reason, title }) => [outcome, reason, title])).toEqual([
      ['missed', 'decoder-failed', 'slot'],
      ['missed', 'decoder-failed', 'programme'],
      ['missed', 'decoder-failed', 'a'],
      ['completed', null, undefined],
    ]);
  });

  test('below the last step is silence, and the entry still has its one row', () => {
    const dead = { a: broken(1, 3), slot: broken(2, 3), programme: broken(3, 3), station: broken(4, 3) };
    const tape = openTape(dead);
    const a = entry('a', 3, 5000, 3000);
    tape.bus.setCues([a]);
    tape.until(12_000);
    expect(tape.spans()).toEqual([]);
    expect(endingsOf(tape.notes).filter(({ key }) => key === a.key)).toHaveLength(1);
  });

  test('a decoder that is stuck is waited for two seconds, then the substitute sounds', () => {
    const tape = openTape({ a: reel(1, 9, { ready: false }), ...sound });
    tape.bus.setCues([entry('a', 9, 5000, 9000)]);
    tape.until(15_000);
    const [first] = tape.spans();
    expect(first).toMatchObject({ mark: 2, place: 0 });
    expect(first!.from / SECOND).toBeGreaterThan(6.9);
    expect(first!.from / SECOND).toBeLessThan(7.2);
  });

  test('a decoder that dies for good in the middle: the next step goes on from there', () => {
    const tape = openTape({ a: reel(1, 9, { diesAt: 2 * SECOND }), ...sound });
    tape.bus.setCues([entry('a', 9, 5000, 9000)]);
    tape.until(15_000);
    expect(tape.spans().map(({ mark, place }) => [mark, place])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(tape.spans()[1]!.from / SECOND - 7).toBeLessThan(0.2);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ outcome: 'failed', reason: 'decoder-failed', played: 2 * SECOND });
  });

  test('a substitute ends with the slot at the latest, faded', () => {
    const tape = openTape({ a: broken(1, 3), slot: reel(2, 60) });
    tape.bus.setCues([entry('a', 3, 5000, 4000, { substitutes: [step('substitute-slot', 'slot', 60)] })]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[2, 5, 9]]);
    expect(tape.level(9 * SECOND - 1)).toBeLessThan(0.001);
    expect(endingsOf(tape.notes).at(-1)).toMatchObject({ outcome: 'cut', reason: 'slot-end' });
  });

  test('the station’s filler goes round until the slot’s end, each round a row', () => {
    const tape = openTape({ a: broken(1, 3), station: reel(4, 3) });
    tape.bus.setCues([entry('a', 3, 5000, 7000, { substitutes: [LADDER[2]!] })]);
    tape.until(15_000);
    expect(tape.spans().map(({ from, until, place }) => [from / SECOND, until / SECOND, place])).toEqual([
      [5, 8, 0],
      [8, 11, 0],
      [11, 12, 0],
    ]);
  });

  test('never stops what is on air: it waits like the entry, and a filler gives way to whatever comes due', () => {
    const tape = openTape({ long: reel(1, 6), a: broken(5, 3), b: reel(6, 2), station: reel(4, 3) });
    tape.bus.setCues([
      cue('long', 6 * SECOND, 1000),
      entry('a', 3, 5000, 8000, { substitutes: [LADDER[2]!] }),
      entry('b', 2, 9000, 2000, { startMode: 'soft' }),
    ]);
    tape.until(15_000);
    expect(tape.spans().map(({ mark, from, until }) => [mark, from / SECOND, until / SECOND])).toEqual([
      [1, 1, 7],
      [4, 7, 9],
      [6, 9, 11],
      // Its slot lasts until 13.
    ]);
  });

  test('an entry mended before its time sounds itself', () => {
    const tape = openTape({ a: reel(1, 3), ...sound });
    const a = entry('a', 3, 5000, 4000);
    tape.bus.setCues([{ ...a, missing: 'file-missing' }]);
    tape.until(4000);
    tape.bus.setCues([a]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[1, 5, 8]]);
    expect(endingsOf(tape.notes)).toMatchObject([{ key: a.key, outcome: 'completed' }]);
  });

  test('a file found changed before its time is not touched: the next step is on time', () => {
    const tape = openTape({ a: reel(1, 3), ...sound });
    const a = entry('a', 3, 5000, 4000);
    tape.bus.setCues([a]);
    tape.until(3000);
    tape.bus.setCues([{ ...a, missing: 'file-changed' }]);
    tape.until(12_000);
    expect(marks(tape)).toEqual([[2, 5, 8]]);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ key: a.key, outcome: 'missed', reason: 'file-changed' });
  });

  test('an item for which its session has no room: nothing stands in, what sounds goes on, and the log says why', () => {
    const tape = openTape({ a: reel(1, 4), ...sound });
    const silent = { playoutSha256: null, totalFrames: null, missing: 'no-room' as const };
    const crowded = entry('none', 1, 8999, 1, { ...silent, startMode: 'soft', endMode: 'cut' });
    tape.bus.setCues([entry('a', 4, 5000, 4000), crowded]);
    tape.until(15_000);
    expect(marks(tape)).toEqual([[1, 5, 9]]);
    expect(endingsOf(tape.notes)).toMatchObject([
      { outcome: 'completed', played: 4 * SECOND },
      { key: crowded.key, outcome: 'missed', reason: 'no-room' },
    ]);
  });

  test('skip takes the stand-in off too', () => {
    const tape = openTape({ a: broken(1, 3), station: reel(4, 3) });
    const a = entry('a', 3, 5000, 9000, { substitutes: [LADDER[2]!] });
    tape.bus.setCues([a]);
    tape.until(7000);
    tape.bus.obey({ id: 1, kind: 'skip', zoneId: 'main', entryId: a.entryId, episodeId: null });
    tape.until(15_000);
    expect(tape.spans()).toHaveLength(1);
    expect(tape.spans()[0]!.until / SECOND).toBeCloseTo(7, 1);
  });
});

describe('fill', () => {
  test('behind an entry that is shorter than its slot: joined to the sample, until the next start', () => {
    const tape = openTape({ a: reel(1, 2), b: reel(6, 2), station: reel(4, 30) });
    const station = step('substitute-station', 'station', 30);
    tape.bus.setCues([
      entry('a', 2, 5000, 6000, { endMode: 'fill', substitutes: [station] }),
      cue('b', 2 * SECOND, 11_000),
    ]);
    tape.until(15_000);
    expect(marks(tape)).toEqual([
      [1, 5, 7],
      [4, 7, 11],
      [6, 11, 13],
    ]);
    expect(began(tape)[1]).toEqual(['filler', 'fill', 'station']);
  });

  test('is faded before a start that is coming', () => {
    const tape = openTape({ a: reel(1, 2), b: reel(6, 2), station: reel(4, 30) });
    const station = step('substitute-station', 'station', 30);
    tape.bus.setCues([
      entry('a', 2, 5000, 9000, { endMode: 'fill', substitutes: [station] }),
      entry('b', 2, 11_000, 2000, { startMode: 'soft' }),
    ]);
    tape.until(15_000);
    expect(tape.level(11 * SECOND - 1)).toBeLessThan(0.001);
    expect(tape.level(11 * SECOND)).toBe(6);
  });
});

describe('dead air', () => {
  test('eight seconds of silence inside an entry are an incident, and the next step sounds', () => {
    const tape = openTape({ a: reel(1, 60, { silentFrom: 5 * SECOND }), ...sound });
    const a = entry('a', 60, 1000, 60_000);
    tape.bus.setCues([a]);
    tape.until(40_000);
    expect(incidents(tape)).toEqual(['dead-air']);
    expect(tape.spans().map(({ mark }) => mark)).toEqual([1, 2]);
    expect(tape.spans()[1]!.from / SECOND).toBeCloseTo(1 + 5 + 8, 1);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ key: a.key, outcome: 'failed', reason: 'dead-air' });
  });

  test('seven seconds are a pause', () => {
    const tape = openTape({ a: reel(1, 12, { silentFrom: 5 * SECOND }), ...sound });
    tape.bus.setCues([entry('a', 12, 1000, 60_000)]);
    tape.until(20_000);
    expect(incidents(tape)).toEqual([]);
    expect(endingsOf(tape.notes)).toMatchObject([{ outcome: 'completed' }]);
  });

  test('in music it is none', () => {
    const tape = openTape({ a: reel(1, 60, { silentFrom: 5 * SECOND }), ...sound });
    tape.bus.setCues([entry('a', 60, 1000, 60_000, { music: true })]);
    tape.until(40_000);
    expect(incidents(tape)).toEqual([]);
  });

  test('without anything to sound instead it is told once, and the entry goes on', () => {
    const tape = openTape({ a: reel(1, 30, { silentFrom: 5 * SECOND }) });
    tape.bus.setCues([entry('a', 30, 1000, 60_000, { substitutes: [] })]);
    tape.until(40_000);
    expect(incidents(tape)).toEqual(['dead-air']);
    expect(endingsOf(tape.notes)).toMatchObject([{ outcome: 'completed' }]);
  });

  test('as long and as quiet as the station says', () => {
    const tape = openTape({ a: reel(1, 30, { silentFrom: 5 * SECOND }), ...sound });
    tape.bus.setDeadAir({ levelDb: -50, seconds: 4 });
    tape.bus.setCues([entry('a', 30, 1000, 60_000)]);
    tape.until(20_000);
    expect(tape.spans()[1]!.from / SECOND).toBeCloseTo(1 + 5 + 4, 1);

    // The tape's loudest reel is about −36 dBFS: to a station that asks for more it is silence.
    const deaf = openTape({ a: reel(1, 30), ...sound });
    deaf.bus.setDeadAir({ levelDb: -30, seconds: 4 });
    deaf.bus.setCues([entry('a', 30, 1000, 60_000)]);
    deaf.until(20_000);
    expect(incidents(deaf)[0]).toBe('dead-air');
  });

  test('a decoder that hangs in the middle is replaced where the air is', () => {
    const hung = reel(1, 12, { hangsAt: 3 * SECOND });
    const tape = openTape({ a: hung, ...sound });
    tape.bus.setCues([entry('a', 12, 1000, 12_000)]);
    tape.until(5000);
    hung.hangsAt = undefined;
    hung.ready = false;
    tape.until(6100);
    hung.ready = true;
    tape.until(20_000);
    expect(incidents(tape)).toEqual(['decoder-failed']);
    expect(tape.spans().map(({ mark }) => mark)).toEqual([1, 1]);
    expect(tape.spans()[1]!.until).toBe(13 * SECOND);
    expect(endingsOf(tape.notes)).toMatchObject([{ outcome: 'completed' }]);
  });
});

test('what the slot leaves out for being late stays silent, but what broke has its substitute', () => {
  const late = { latePolicy: 'skip', lateStartMs: durationMs(1000) } as const;
  const tape = openTape({ a: broken(1, 9), ...sound });
  tape.bus.setCues([entry('a', 9, 5000, 9000, late)]);
  tape.until(15_000);
  expect(tape.spans().map(({ mark }) => mark)).toEqual([2]);
});
