import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counts, type JudgedAiring, judgeAirings, type Tally, tally } from '../../src/core/counting.ts';
import { after, durationMs, epochMs, frames, msToFrames } from '../../src/core/time.ts';
import { type LogLine, listened, log, someClusters } from '../support/log.ts';
import { at, minutes } from '../support/schedule.ts';

const judge = (...lines: LogLine[]) => judgeAirings(log(lines));
const WED = '2025-09-10 17:10';
const verdictOf = (line: Omit<LogLine, 'at'>) => judge({ at: WED, episodeId: 1, ...line })[0]?.verdict;

describe('an airing counts', () => {
  test('from 90 % of its recording, not at 89 %, and not one frame below', () => {
    expect(verdictOf({ share: 0.9 })).toBe('counts');
    expect(verdictOf({ share: 0.89 })).toBe('too-short');
    const whole = msToFrames(minutes(10));
    expect(verdictOf({ totalFrames: whole, playedFrames: frames(whole * 0.9) })).toBe('counts');
    expect(verdictOf({ totalFrames: whole, playedFrames: frames(whole * 0.9 - 1) })).toBe('too-short');
  });

  test('not by its outcome: joined in progress it is completed, and a third is missing', () => {
    const whole = msToFrames(minutes(15));
    const joined = { totalFrames: whole, fromFrame: frames(whole / 3), playedFrames: frames((whole * 2) / 3) };
    expect(verdictOf({ ...joined, outcome: 'completed' })).toBe('too-short');
  });

  test('live, without a recording, when it went out as meant', () => {
    const live = { totalFrames: null, episodeId: null, kind: 'relay' as const };
    expect(verdictOf({ ...live, outcome: 'completed' })).toBe('counts');
    expect(verdictOf({ ...live, outcome: 'cut' })).toBe('too-short');
  });

  test('only when approved before its start', () => {
    expect(verdictOf({ approvedAt: at(WED) })).toBe('counts');
    expect(verdictOf({ approvedAt: after(at(WED), durationMs(1)) })).toBe('unapproved');
    expect(verdictOf({ approvedAt: null })).toBe('unapproved');
  });

  test('only when enough clusters were reached, where that is known', () => {
    expect(verdictOf({ clusters: listened(6, 12) })).toBe('counts');
    expect(verdictOf({ clusters: listened(5, 12) })).toBe('few-clusters');
    expect(verdictOf({ clusters: null })).toBe('counts');
  });

  test('until so many clusters are known to have failed that the others could not be enough', () => {
    const failed = (n: number) => verdictOf({ clusters: { ok: 0, byHand: 0, failed: n, expected: 12 } });
    expect([failed(0), failed(1), failed(6), failed(7)]).toEqual(['counts', 'counts', 'counts', 'few-clusters']);
  });

  test('not before it has ended, and not when nothing sounded', () => {
    expect(verdictOf({ outcome: 'on-air' })).toBe('on-air');
    expect(verdictOf({ silent: true })).toBe('silent');
    expect(verdictOf({ silent: true, outcome: 'cancelled' })).toBe('cancelled');
  });
});

describe('an item that restarts have broken', () => {
  const whole = msToFrames(minutes(10));
  const part = (from: number, until: number, changes: Partial<LogLine> = {}): LogLine => ({
    at: WED,
    episodeId: 1,
    totalFrames: whole,
    fromFrame: frames(whole * from),
    playedFrames: frames(whole * (until - from)),
    ...changes,
  });

  test('is one airing, and its parts add up', () => {
    const [one, ...more] = judge(
      part(0, 0.3, { outcome: 'cut', reason: 'restart' }),
      part(0.35, 0.6, { continuesId: 1, outcome: 'cut', reason: 'restart' }),
      part(0.6, 1, { continuesId: 2 }),
    );
    expect(more).toEqual([]);
    expect([one?.id, one?.rows.length, one?.verdict]).toEqual([1, 3, 'counts']);
    expect(one?.share).toBeCloseTo(0.95);
  });

  test('does not count a second for what it repeats', () => {
    const [one] = judge(part(0, 0.6, { outcome: 'cut', reason: 'restart' }), part(0.4, 0.8, { continuesId: 1 }));
    expect([one?.share, one?.verdict]).toEqual([0.8, 'too-short']);
  });

  test('is on the air while its last part is', () => {
    const rows = [part(0, 0.95, { outcome: 'cut' }), part(0.95, 0.96, { continuesId: 1, outcome: 'on-air' })];
    expect(judge(...rows)[0]?.verdict).toBe('on-air');
  });

  test('reached only the clusters that heard every part', () => {
    const rows = [
      part(0, 0.5, { outcome: 'cut', clusters: listened(12, 12) }),
      part(0.5, 1, { continuesId: 1, clusters: listened(4, 12) }),
    ];
    expect(judge(...rows)[0]?.verdict).toBe('few-clusters');
  });
});

describe('the premiere', () => {
  test('is the first that counts, whatever the log called it; the later ones are replays', () => {
    const judged = judge(
      { at: '2025-09-10 17:10', episodeId: 1, share: 0.5 },
      { at: '2025-09-13 05:32', episodeId: 1, kind: 'replay' },
      { at: '2025-09-14 05:32', episodeId: 1, kind: 'premiere' },
      { at: '2025-09-12 17:10', episodeId: 2, kind: 'premiere' },
    );
    expect(judged.map(({ id, kind, verdict }) => [id, kind, verdict])).toEqual([
      [1, 'premiere', 'too-short'],
      [4, 'premiere', 'counts'],
      [2, 'premiere', 'counts'],
      [3, 'replay', 'counts'],
    ]);
  });

  test('is the make-good where the first try failed', () => {
    const [, makeGood] = judge(
      { at: WED, episodeId: 1, silent: true },
      { at: '2025-09-11 17:10', episodeId: 1, paysForId: 1 },
    );
    expect([makeGood?.kind, tally([makeGood!])]).toEqual([
      'premiere',
      expect.objectContaining({ airings: 1, premieres: 1, replays: 0, makeGoods: 1 }),
    ]);
  });
});

const START = at('2025-09-01 00:00');
const line: fc.Arbitrary<LogLine> = fc.record({
  at: fc.integer({ min: 0, max: 60 * 24 * 60 }).map((n) => epochMs(START + n * 60_000)),
  episodeId: fc.option(fc.integer({ min: 1, max: 8 })),
  share: fc.constantFrom(0.2, 0.89, 0.9, 1),
  silent: fc.boolean(),
  kind: fc.constantFrom('premiere', 'replay'),
  clusters: someClusters,
});

describe('of any log', () => {
  const add = (a: Tally, b: Tally) =>
    Object.fromEntries(Object.entries(a).map(([key, n]) => [key, n + b[key as keyof Tally]]));

  test('the totals of any partition of time add up to the whole', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 60 * 24 * 60 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), cuts, (lines, days) => {
        const judged = judge(...lines);
        const edges = [0, ...days.sort((a, b) => a - b), 61 * 24 * 60].map((n) => epochMs(START + n * 60_000));
        const parts = edges.slice(1).map((until, i) => tally(judged, { from: edges[i]!, until }));
        expect(parts.reduce((sum, one) => add(sum, one) as Tally)).toEqual(tally(judged));
      }),
      { numRuns: 300 },
    );
  });

  test('one airing more never lowers a number', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), line, (lines, more) => {
        const [before, afterwards] = [tally(judge(...lines)), tally(judge(...lines, more))];
        for (const key of Object.keys(before) as (keyof Tally)[])
          expect(afterwards[key]).toBeGreaterThanOrEqual(before[key]);
      }),
      { numRuns: 300 },
    );
  });

  test('an issue has at most one premiere, before its replays, and no row is in two airings', () => {
    const isFirst = (one: JudgedAiring, _: number, all: JudgedAiring[]) =>
      all.every((other) => other.first.episodeId !== one.first.episodeId || other.at >= one.at);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const judged = judge(...lines);
        const counted = judged.filter((one) => counts(one) && one.first.episodeId !== null);
        const premieres = counted.filter(({ kind }) => kind === 'premiere');
        expect(new Set(premieres.map(({ first }) => first.episodeId)).size).toBe(premieres.length);
        expect(premieres.every((one) => isFirst(one, 0, counted))).toBe(true);
        expect(new Set(judged.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(lines.length);
      }),
      { numRuns: 300 },
    );
  });
});
