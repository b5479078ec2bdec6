/** What a person asks of what is on air (product D9): told, for each, the instant of the air at which it took effect. */
import { describe, expect, test } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import { durationMs, epochMs } from '../../src/core/time.ts';
import type { AskedCommand } from '../../src/engine/note.ts';
import { endingsOf } from '../support/notes.ts';
import { cue, openTape, type Reel } from '../support/tape.ts';

const SECOND = 48_000;
const RAMP = 480;
const reel = (mark: number, seconds: number): Reel => ({ mark, frames: seconds * SECOND, ready: true });
const answers = (tape: ReturnType<typeof openTape>) =>
  tape.notes.flatMap((note) =>
    note.note === 'answered' ? [{ state: note.state, answer: note.answer, at: note.at }] : [],
  );
const of = <K extends AskedCommand['kind']>(kind: K, change: Record<string, unknown> = {}): AskedCommand =>
  ({ id: 1, zoneId: 'main', startedAt: undefined, ...change, kind }) as AskedCommand;
const spans = (tape: ReturnType<typeof openTape>) =>
  tape.spans().map(({ mark, from, until }) => [mark, from / SECOND, until / SECOND]);

describe('cut', () => {
  test('ends what sounds within ten milliseconds, and the schedule goes on', () => {
    const tape = openTape({ a: reel(1, 10), b: reel(2, 2) });
    tape.bus.setCues([cue('a', 10 * SECOND, 1000), cue('b', 2 * SECOND, 6000)]);
    tape.until(3000);
    tape.bus.obey(of('cut'));
    tape.until(9000);
    const [[, , until] = []] = spans(tape);
    expect(until! * SECOND).toBeLessThanOrEqual(3 * SECOND + 240 + RAMP);
    expect(spans(tape)[1]).toEqual([2, 6, 8]);
    expect(endingsOf(tape.notes)[0]).toMatchObject({ outcome: 'cut', reason: 'command-cut' });
    expect(answers(tape)).toEqual([{ state: 'done', answer: 'Đã ngắt.', at: 3005 }]);
  });

  test('means what the person saw: another airing that has begun since is left alone', () => {
    const tape = openTape({ a: reel(1, 2), b: reel(2, 2) });
    tape.bus.setCues([cue('a', 2 * SECOND, 1000), cue('b', 2 * SECOND, 3000)]);
    tape.until(3500);
    tape.bus.obey(of('cut', { startedAt: 1000 }));
    tape.bus.obey(of('cut', { startedAt: 3000, id: 2 }));
    expect(answers(tape)).toMatchObject([
      { state: 'refused', answer: 'Mục ấy không còn đang phát.' },
      { state: 'done' },
    ]);
  });

  test('of nothing is refused', () => {
    const tape = openTape({});
    tape.until(1000);
    tape.bus.obey(of('cut'));
    expect(answers(tape)).toMatchObject([{ state: 'refused' }]);
  });
});

describe('an item taken out of its session', () => {
  const item = (mark: string, seconds: number, start: number, change: Partial<Cue> = {}) =>
    cue(mark, seconds * SECOND, start, {
      ...{ slotId: 'buoi-chieu', recurrenceId: '2025-09-10', startMode: 'soft', toleranceMs: durationMs(60_000) },
      ...change,
    });
  const openSession = () => {
    const tape = openTape({ a: reel(1, 10), b: reel(2, 2), c: reel(3, 2), d: reel(4, 2) });
    const items = [
      item('a', 10, 1000, { startMode: 'hard' }),
      item('b', 2, 11_000),
      item('c', 2, 13_000),
      item('d', 2, 20_000, { startMode: 'hard' }),
    ];
    tape.bus.setCues(items);
    return { tape, items };
  };

  test('on the air: the others follow at once, up to the one with a minute of its own', () => {
    const { tape, items } = openSession();
    tape.until(3000);
    tape.bus.obey(of('skip', { entryId: items[0]!.entryId, episodeId: null }));
    tape.bus.setCues(items);
    tape.until(24_000);
    const [[, , until] = [], ...others] = spans(tape);
    expect(until).toBeLessThan(3.02);
    const [second, third, last] = others;
    expect(second![1]! - until!).toBeLessThan(0.5);
    expect(third![1]).toBe(second![2]);
    expect(last).toEqual([4, 20, 22]);
    const began = tape.notes.flatMap((note) => (note.note === 'began' ? [note.latenessMs] : []));
    expect(began).toEqual([0, null, null, 0]);
  });

  test('before its time: the next one stands in its minute', () => {
    const { tape, items } = openSession();
    tape.until(3000);
    tape.bus.obey(of('skip', { entryId: items[1]!.entryId, episodeId: null }));
    tape.until(24_000);
    expect(spans(tape)).toEqual([
      [1, 1, 11],
      [3, 11, 13],
      [4, 20, 22],
    ]);
  });

  test('leaves what is of another slot where it is', () => {
    const tape = openTape({ a: reel(1, 10), b: reel(2, 2) });
    const a = item('a', 10, 1000);
    tape.bus.setCues([a, item('b', 2, 11_000, { slotId: 'ban-tin' })]);
    tape.until(3000);
    tape.bus.obey(of('cut'));
    tape.until(14_000);
    expect(spans(tape)[1]).toEqual([2, 11, 13]);
  });
});

describe('hold', () => {
  const twoOf = (): [ReturnType<typeof openTape>, Cue, Cue] => {
    const tape = openTape({ a: reel(1, 3), b: reel(2, 2), c: reel(3, 2) });
    const [a, b] = [cue('a', 3 * SECOND, 1000), cue('b', 2 * SECOND, 4000)];
    tape.bus.setCues([a, b, cue('c', 2 * SECOND, 7000)]);
    return [tape, a, b];
  };

  test('lets what sounds end by itself and starts nothing after it, until somebody resumes', () => {
    const [tape, a, b] = twoOf();
    tape.until(2000);
    tape.bus.obey(of('hold'));
    tape.until(6500);
    tape.bus.obey(of('resume', { id: 2 }));
    tape.until(10_000);
    expect(spans(tape)).toEqual([
      [1, 1, 4],
      [3, 7, 9],
    ]);
    expect(endingsOf(tape.notes)).toMatchObject([
      { key: a.key, outcome: 'completed' },
      { key: b.key, outcome: 'missed', reason: 'held' },
      { outcome: 'completed' },
    ]);
    expect(answers(tape)).toMatchObject([{ state: 'done', answer: 'Đã giữ sóng.', at: 2005 }, { state: 'done' }]);
  });

  test('refuses “start now” as a stop does', () => {
    const [tape, a] = twoOf();
    tape.until(500);
    tape.bus.obey(of('hold'));
    tape.bus.obey(of('start-now', { id: 2, cue: a }));
    expect(answers(tape)[1]).toMatchObject({ state: 'refused', answer: 'Đang dừng phát. Bấm “Phát tiếp” trước.' });
  });
});

describe('extend', () => {
  const slot = (seconds: number) => ({ slotEnd: epochMs(1000 + seconds * 1000), endMode: 'cut' }) as const;

  test('gives what sounds minutes beyond its slot, and what waits is pushed', () => {
    const tape = openTape({ a: reel(1, 90), soft: reel(2, 2) });
    const soft = cue('soft', 2 * SECOND, 5000, { startMode: 'soft', toleranceMs: 120_000 as Cue['toleranceMs'] });
    tape.bus.setCues([cue('a', 90 * SECOND, 1000, slot(4)), soft]);
    tape.until(3000);
    tape.bus.obey(of('extend', { minutes: 1, startedAt: 1000 }));
    tape.until(70_000);
    expect(spans(tape)).toEqual([
      [1, 1, 65],
      [2, 65, 67],
    ]);
    expect(answers(tape)).toMatchObject([{ state: 'done', answer: 'Đã kéo dài.', at: 3005 }]);
  });

  test('does not hold up a hard start', () => {
    const tape = openTape({ a: reel(1, 90), hard: reel(2, 2) });
    tape.bus.setCues([cue('a', 90 * SECOND, 1000, slot(4)), cue('hard', 2 * SECOND, 8000)]);
    tape.until(3000);
    tape.bus.obey(of('extend', { minutes: 1 }));
    tape.until(12_000);
    expect(spans(tape)).toEqual([
      [1, 1, 8],
      [2, 8, 10],
    ]);
  });

  test('of what ends by itself is refused', () => {
    const tape = openTape({ a: reel(1, 3) });
    tape.bus.setCues([cue('a', 3 * SECOND, 1000)]);
    tape.until(2000);
    tape.bus.obey(of('extend', { minutes: 1 }));
    expect(answers(tape)).toMatchObject([
      { state: 'refused', answer: 'Mục đang phát tự hết, không bị khung giờ nào ngắt.' },
    ]);
  });
});

describe('volume', () => {
  test('glides there in 300 ms, stays for what comes after, and glides back', () => {
    const tape = openTape({ a: reel(1, 3), b: reel(1, 3) });
    tape.bus.setCues([cue('a', 3 * SECOND, 1000), cue('b', 3 * SECOND, 5000)]);
    tape.until(2000);
    tape.bus.obey(of('volume', { gainDb: -6 }));
    tape.until(7000);
    const at = (ms: number) => tape.level((ms * SECOND) / 1000);
    expect(at(1900)).toBeCloseTo(1, 3);
    expect(at(2000 + 155)).toBeCloseTo((1 + 0.501) / 2, 1);
    expect(at(2310)).toBeCloseTo(0.501, 2);
    expect(at(6000)).toBeCloseTo(0.501, 2);
    // Nobody hears a step: between two samples never more than the glide.
    for (let frame = 2 * SECOND; frame < 2.4 * SECOND; frame++)
      expect(Math.abs(tape.level(frame + 1) - tape.level(frame))).toBeLessThan(1 / 14_000);
    tape.bus.obey(of('volume', { gainDb: 0, id: 2 }));
    tape.until(7500);
    expect(at(7400)).toBeCloseTo(1, 2);
    expect(answers(tape)).toMatchObject([{ state: 'done', answer: 'Đã chỉnh âm lượng.', at: 2005 }, { state: 'done' }]);
  });
});
