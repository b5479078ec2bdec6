import { describe, expect, test } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import { epochMs } from '../../src/core/time.ts';
import type { Note } from '../../src/engine/note.ts';
import { cue, openTape, type Reel } from '../support/tape.ts';

const SECOND = 48_000;
/** What was not foreseen is heard so much later: the bus mixes that far ahead of what it hands out. */
const AHEAD = 240;
/** A person's command takes the sound away in ten milliseconds, so that nothing clicks. */
const RAMP = 480;
const reel = (mark: number, frames: number, change: Partial<Reel> = {}): Reel => ({
  mark,
  frames,
  ready: true,
  ...change,
});
type Ended = { key: string; outcome: string; reason: string | null; played?: number };
const endings = (notes: readonly Note[]): Ended[] =>
  notes.flatMap((note): Ended[] => {
    if (note.note === 'ended') {
      const { key, outcome, reason, playedFrames } = note;
      return [{ key, outcome, reason, played: playedFrames }];
    }
    return note.note === 'silent' ? [{ key: note.cue.key, outcome: note.outcome, reason: note.reason }] : [];
  });
const answers = (notes: readonly Note[]) => notes.flatMap((note) => (note.note === 'answered' ? [note.state] : []));
const startNow = (id: number, asked: Cue | undefined) =>
  ({ id, kind: 'start-now', zoneId: 'main', cue: asked }) as const;

describe('what the plan says is what sounds', () => {
  test('an entry starts on the sample of its minute, and the log has that instant', () => {
    const tape = openTape({ a: reel(1, SECOND) });
    tape.bus.setCues([cue('a', SECOND, 1003)]);
    tape.until(3000);
    expect(tape.spans()).toEqual([{ mark: 1, from: 48_144, until: 96_144, place: 0 }]);
    expect(tape.notes[0]).toMatchObject({ note: 'began', startedAt: 1003, latenessMs: 0, fromFrame: 0 });
    expect(tape.notes[1]).toMatchObject({ note: 'ended', outcome: 'completed', endedAt: 2003, playedFrames: SECOND });
  });

  test('two entries back to back join without a sample between or over', () => {
    const tape = openTape({ a: reel(1, SECOND), b: reel(2, SECOND) });
    tape.bus.setCues([cue('a', SECOND, 1000), cue('b', SECOND, 2000)]);
    tape.until(4000);
    expect(tape.spans()).toEqual([
      { mark: 1, from: SECOND, until: 2 * SECOND, place: 0 },
      { mark: 2, from: 2 * SECOND, until: 3 * SECOND, place: 0 },
    ]);
  });

  test('the same recording twice in a row is two airings', () => {
    const tape = openTape({ a: reel(1, SECOND) });
    tape.bus.setCues([cue('a', SECOND, 1000), cue('a', SECOND, 2000)]);
    tape.until(4000);
    expect(endings(tape.notes).map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  });

  test('a later hard start cuts an overrunning episode, which does not come back', () => {
    const tape = openTape({ long: reel(1, 10 * SECOND), b: reel(2, SECOND) });
    const long = cue('long', 10 * SECOND, 1000);
    tape.bus.setCues([long, cue('b', SECOND, 3000)]);
    tape.until(6000);
    expect(tape.spans().map(({ mark, from, until }) => [mark, from, until])).toEqual([
      [1, SECOND, 3 * SECOND],
      [2, 3 * SECOND, 4 * SECOND],
    ]);
    expect(endings(tape.notes)[0]).toEqual({
      key: long.key,
      outcome: 'cut',
      reason: 'later-start',
      played: 2 * SECOND,
    });
  });

  test('an entry with nothing to sound is missed at its time and stops nothing', () => {
    const tape = openTape({ a: reel(1, 4 * SECOND) });
    const empty = cue('none', 0, 2000, {
      playoutSha256: null,
      totalFrames: null,
      missing: 'no-approved-episode',
      plannedEnd: epochMs(3000),
    });
    tape.bus.setCues([cue('a', 4 * SECOND, 1000), empty]);
    tape.until(1900);
    expect(endings(tape.notes)).toEqual([]);
    tape.until(6000);
    expect(endings(tape.notes)[0]).toEqual({ key: empty.key, outcome: 'missed', reason: 'no-approved-episode' });
    expect(tape.spans()).toEqual([{ mark: 1, from: SECOND, until: 5 * SECOND, place: 0 }]);
  });
});

describe('when something is late or broken', () => {
  test('what cannot start never stops what is on air', () => {
    const tape = openTape({ a: reel(1, 4 * SECOND), stuck: reel(2, SECOND, { ready: false }) });
    const stuck = cue('stuck', SECOND, 2000);
    tape.bus.setCues([cue('a', 4 * SECOND, 1000), stuck]);
    tape.until(6000);
    expect(tape.spans()).toEqual([{ mark: 1, from: SECOND, until: 5 * SECOND, place: 0 }]);
    expect(endings(tape.notes)).toContainEqual({ key: stuck.key, outcome: 'missed', reason: 'down' });
  });

  test('a deck half a second late begins at the first word, and the lateness is a number in the log', () => {
    const slow = reel(1, SECOND, { ready: false });
    const tape = openTape({ slow });
    tape.bus.setCues([cue('slow', SECOND, 1000)]);
    tape.until(1500);
    slow.ready = true;
    tape.until(4000);
    expect(tape.spans()).toEqual([{ mark: 1, from: 72_000 + AHEAD, until: 120_000 + AHEAD, place: 0 }]);
    expect(tape.notes[0]).toMatchObject({ note: 'began', latenessMs: 505, fromFrame: 0 });
  });

  test('five seconds late it joins in progress, on its timeline', () => {
    const slow = reel(1, 10 * SECOND, { ready: false });
    const tape = openTape({ slow });
    tape.bus.setCues([cue('slow', 10 * SECOND, 1000)]);
    tape.until(6000);
    slow.ready = true;
    tape.until(12_000);
    expect(tape.spans()).toEqual([
      { mark: 1, from: 6 * SECOND + AHEAD, until: 11 * SECOND, place: 5 * SECOND + AHEAD },
    ]);
    expect(tape.notes[0]).toMatchObject({ note: 'began', latenessMs: 5005, fromFrame: 5 * SECOND + AHEAD });
  });

  test('what a restart broke goes on at the right place, however short the break', () => {
    const tape = openTape({ a: reel(1, 10 * SECOND) });
    tape.until(1400);
    tape.bus.setCues([cue('a', 10 * SECOND, 1000, { continuesId: 7 })]);
    tape.until(2000);
    expect(tape.spans()).toEqual([{ mark: 1, from: 67_200 + AHEAD, until: 2 * SECOND, place: 19_200 + AHEAD }]);
  });

  test('a decoder that dies is replaced at the place where the air is', () => {
    const dying = reel(1, 4 * SECOND, { diesAt: SECOND });
    const tape = openTape({ a: dying });
    tape.bus.setCues([cue('a', 4 * SECOND, 1000)]);
    tape.until(1990);
    dying.diesAt = undefined;
    tape.until(2000);
    tape.until(6000);
    const spans = tape.spans();
    expect(spans.at(-1)).toMatchObject({ until: 5 * SECOND });
    expect(endings(tape.notes)).toMatchObject([{ outcome: 'completed' }]);
  });

  test('a decoder that always dies is given up and the log claims only what sounded', () => {
    const tape = openTape({ a: reel(1, 4 * SECOND, { diesAt: SECOND }) });
    tape.bus.setCues([cue('a', 4 * SECOND, 1000)]);
    tape.until(6000);
    expect(endings(tape.notes)).toMatchObject([{ outcome: 'failed', reason: 'decoder-failed', played: SECOND }]);
    expect(tape.notes.filter((note) => note.note === 'incident')).toMatchObject([{ kind: 'decoder-failed' }]);
  });

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, 3e38])(
    'a decoder that gives %f is replaced where the air is, told once, and not one sample of it goes out',
    (sample) => {
      const tape = openTape({ a: reel(1, 4 * SECOND, { garbage: { at: SECOND + 100, sample } }) });
      tape.bus.setCues([cue('a', 4 * SECOND, 1000)]);
      tape.until(6000);
      const [first, second, ...more] = tape.spans();
      expect(more).toEqual([]);
      expect(first).toMatchObject({ mark: 1, from: SECOND, place: 0 });
      expect(second).toMatchObject({ mark: 1, until: 5 * SECOND });
      expect(second!.from - first!.until).toBeLessThan(0.03 * SECOND);
      const isSound = (_: unknown, frame: number) => Math.abs(tape.level(frame)) <= 1;
      expect(Array.from({ length: 5 * SECOND }, isSound).indexOf(false)).toBe(-1);
      const incidents = tape.notes.filter((note) => note.note === 'incident');
      expect(incidents).toMatchObject([
        { kind: 'decoder-failed', detail: expect.stringContaining('không phải âm thanh') },
      ]);
      const [ending] = endings(tape.notes);
      expect(ending).toMatchObject({ outcome: 'completed' });
      expect(4 * SECOND - ending!.played!).toBe(960);
    },
  );
});

describe('what a person asks', () => {
  test('stop silences at once and holds; resume joins what is then due', () => {
    const tape = openTape({ a: reel(1, 2 * SECOND), b: reel(2, 8 * SECOND) });
    tape.bus.setCues([cue('a', 2 * SECOND, 1000), cue('b', 8 * SECOND, 3000)]);
    tape.until(2000);
    tape.bus.obey({ id: 1, kind: 'stop', zoneId: 'main' });
    tape.until(7000);
    tape.bus.obey({ id: 2, kind: 'resume', zoneId: 'main' });
    tape.until(12_000);
    expect(tape.spans()).toEqual([
      { mark: 1, from: SECOND, until: 2 * SECOND + AHEAD + RAMP, place: 0 },
      { mark: 2, from: 7 * SECOND + AHEAD, until: 11 * SECOND, place: 4 * SECOND + AHEAD },
    ]);
    expect(endings(tape.notes)[0]).toMatchObject({ outcome: 'cut', reason: 'command-stop' });
    expect(answers(tape.notes)).toEqual(['done', 'done']);
  });

  test('stop cuts what is on air even when resume follows at once', () => {
    const tape = openTape({ a: reel(1, 4 * SECOND) });
    tape.bus.setCues([cue('a', 4 * SECOND, 1000)]);
    tape.until(2000);
    tape.bus.obey({ id: 1, kind: 'stop', zoneId: 'main' });
    tape.bus.obey({ id: 2, kind: 'resume', zoneId: 'main' });
    tape.until(6000);
    expect(tape.spans()).toEqual([{ mark: 1, from: SECOND, until: 2 * SECOND + AHEAD + RAMP, place: 0 }]);
  });

  test('an entry whose whole time passes while the air is held is missed, and says so', () => {
    const tape = openTape({ a: reel(1, SECOND) });
    tape.bus.setCues([cue('a', SECOND, 1000)]);
    tape.bus.obey({ id: 1, kind: 'stop', zoneId: 'main' });
    tape.until(3000);
    expect(tape.spans()).toEqual([]);
    expect(endings(tape.notes)).toMatchObject([{ outcome: 'missed', reason: 'held' }]);
  });

  test('a skipped entry is silent when it is to come and cut when it is on air', () => {
    const tape = openTape({ a: reel(1, 4 * SECOND), b: reel(2, SECOND) });
    const a = cue('a', 4 * SECOND, 1000);
    const b = cue('b', SECOND, 6000);
    tape.bus.setCues([a, b]);
    tape.until(2000);
    tape.bus.obey({ id: 1, kind: 'skip', zoneId: 'main', entryId: b.entryId, episodeId: null });
    tape.bus.obey({ id: 2, kind: 'skip', zoneId: 'main', entryId: a.entryId, episodeId: null });
    tape.until(8000);
    tape.bus.obey({ id: 3, kind: 'skip', zoneId: 'main', entryId: a.entryId, episodeId: null });
    expect(tape.spans()).toEqual([{ mark: 1, from: SECOND, until: 2 * SECOND + AHEAD + RAMP, place: 0 }]);
    expect(endings(tape.notes)).toMatchObject([
      { key: b.key, outcome: 'skipped', reason: 'command-skip' },
      { key: a.key, outcome: 'cut', reason: 'command-skip' },
    ]);
    expect(answers(tape.notes)).toEqual(['done', 'done', 'refused']);
  });

  test('start now waits for its deck, cuts what is on air, and that entry does not air a second time', () => {
    const urgent = reel(2, SECOND, { ready: false });
    const tape = openTape({ a: reel(1, 10 * SECOND), urgent });
    const planned = cue('urgent', SECOND, 8000);
    tape.bus.setCues([cue('a', 10 * SECOND, 1000), planned]);
    tape.until(2000);
    tape.bus.obey(startNow(1, { ...planned, key: 'c1', commandId: 1 }));
    tape.until(2500);
    urgent.ready = true;
    tape.until(12_000);
    expect(tape.spans().map(({ mark, from, until }) => [mark, from, until])).toEqual([
      [1, SECOND, 120_000 + AHEAD],
      // Under the ramp of the first the second has begun.
      [2, 120_000 + AHEAD + RAMP, 168_000 + AHEAD],
    ]);
    expect(endings(tape.notes)).toMatchObject([
      { outcome: 'cut', reason: 'command-start-now' },
      { key: 'c1', outcome: 'completed' },
    ]);
  });

  test('start now without sound, or for what is already on air, is refused in words', () => {
    const tape = openTape({ a: reel(1, 4 * SECOND) });
    const a = cue('a', 4 * SECOND, 1000);
    tape.bus.setCues([a]);
    tape.until(2000);
    tape.bus.obey(startNow(1, undefined));
    tape.bus.obey(startNow(2, { ...a, key: 'c2', commandId: 2 }));
    expect(answers(tape.notes)).toEqual(['refused', 'refused']);
    expect(tape.spans()).toHaveLength(1);
  });
});

describe('the last gate', () => {
  test('nothing sounds outside the allowed hours, to the sample, whatever the plan says', () => {
    const tape = openTape({ a: reel(1, 10 * SECOND) });
    tape.bus.setAllowed([{ from: epochMs(2000), until: epochMs(4000) }]);
    tape.bus.setCues([cue('a', 10 * SECOND, 1000)]);
    tape.until(12_000);
    expect(tape.spans().map(({ from, until }) => [from, until])).toEqual([[2 * SECOND, 4 * SECOND]]);
    expect(endings(tape.notes)).toMatchObject([{ outcome: 'cut', reason: 'outside-hours' }]);
  });

  test('an entry wholly outside the hours is missed with that reason; start now is refused there', () => {
    const tape = openTape({ a: reel(1, SECOND) });
    tape.bus.setAllowed([]);
    const a = cue('a', SECOND, 1000);
    tape.bus.setCues([a]);
    tape.until(500);
    tape.bus.obey(startNow(1, { ...a, key: 'c1', commandId: 1 }));
    tape.until(5000);
    expect(tape.spans()).toEqual([]);
    expect(answers(tape.notes)).toEqual(['refused']);
    expect(endings(tape.notes)).toMatchObject([{ outcome: 'missed', reason: 'outside-hours' }]);
  });
});
