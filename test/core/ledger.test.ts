/** The ledger against logs counted by hand (test/fixtures/ledger), and against itself on random ones. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counts, judgeAirings, tally } from '../../src/core/counting.ts';
import { topicCoverage } from '../../src/core/coverage.ts';
import { buildLedgers, type LedgerInput, type ObligationLedger } from '../../src/core/ledger.ts';
import { assessmentOf } from '../../src/core/ledger-words.ts';
import type { OwedObligation } from '../../src/core/periods.ts';
import { after, dayOf, durationMs, type EpochMs, epochMs, framesToMs, HOUR, MINUTE } from '../../src/core/time.ts';
import { type EntryLine, fixture, type LogLine, listened, log, owed, PLAN, planned } from '../support/log.ts';
import { at, ZONE } from '../support/schedule.ts';

const DAY = durationMs(24 * HOUR);

type Line = LogLine & {
  at: string;
  issue?: number;
  pays?: number;
  repeat?: { days: number; times: number; same?: boolean };
};
type Case = {
  name: string;
  of: string;
  with?: Partial<OwedObligation>;
  now: string;
  airings: Line[];
  entries?: (EntryLine & { issue?: number })[];
  expect: Record<string, unknown> & {
    state: string;
    periods: Record<string, string>;
    strays?: Record<string, number>;
    failed?: Record<string, number>;
  };
};

function ledgersOf(input: Partial<LedgerInput> & Pick<LedgerInput, 'obligations'>): ObligationLedger[] {
  const now = input.now ?? at('2025-09-15 00:00');
  return buildLedgers({
    airings: [],
    entries: [],
    now,
    plannedUntil: after(now, durationMs(14 * DAY)),
    zone: ZONE,
    ...input,
  });
}

function linesOf({ airings, of }: Case): LogLine[] {
  const { programmeId } = owed(of);
  return airings.flatMap(({ repeat = { days: 0, times: 1 }, issue, pays, ...line }) =>
    Array.from({ length: repeat.times }, (_, i) => ({
      ...line,
      at: after(at(line.at), durationMs(i * repeat.days * DAY)),
      programmeId,
      episodeId: issue === undefined ? null : issue + (repeat.same ? 0 : i),
      ...(pays !== undefined && { paysForId: pays }),
    })),
  );
}

describe.each(['UTC', 'America/New_York', 'Pacific/Apia'])('on a server in %s', (zone) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = zone;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test.each(fixture<Case[]>('cases'))('$name', (one) => {
    const obligation = owed(one.of, one.with);
    const entries = planned((one.entries ?? []).map((entry) => ({ programmeId: obligation.programmeId, ...entry })));
    const [ledger] = ledgersOf({ obligations: [obligation], airings: log(linesOf(one)), entries, now: at(one.now) });
    const { state, periods, strays = {}, failed = {}, ...figures } = one.expect;
    const shown = ledger!.periods.map(({ period, state: own, main, replays }) => [
      period.from.toString(),
      `${own} ${main.done}/${main.due} ${replays.done}/${replays.due}`,
    ]);
    expect(Object.fromEntries(shown)).toMatchObject(periods);
    expect(ledger).toMatchObject({ state, arithmetic: figures });
    for (const period of ledger!.periods) {
      const key = period.period.from.toString();
      if (key in strays) expect(period.strays).toHaveLength(strays[key]!);
      if (key in failed) expect(period.failed).toHaveLength(failed[key]!);
    }
  });

  describe('the quarter of documents.md §3.4', () => {
    type Golden = {
      now: string;
      airings: (Omit<Line, 'issue' | 'clusters'> & { issue?: string; topics?: string[]; clusters: string })[];
      entries: (EntryLine & { issue?: string })[];
    };
    const golden = fixture<Golden>('golden-2025-q3');
    const issues = [...new Set(golden.airings.flatMap(({ issue }) => issue ?? []))];
    const of = (issue: string | undefined) => ({
      programmeId: issue?.split(' ')[0] ?? null,
      episodeId: issue === undefined || !issue.includes(' ') ? null : issues.indexOf(issue) + 1,
    });
    const airings = log(
      golden.airings.map(({ issue, clusters, topics: _, ...line }) => {
        const [ok, expected] = clusters.split('/').map(Number);
        return {
          ...line,
          ...of(issue),
          clusters: listened(ok!, expected!),
        };
      }),
    );
    const entries = planned(golden.entries.map(({ issue, ...line }) => ({ ...line, ...of(issue) }) as EntryLine));
    const ledgers = () =>
      ledgersOf({
        obligations: PLAN.obligations.map(({ code }) => owed(code)),
        airings,
        entries,
        now: at(golden.now),
      });
    const codes = new Map(PLAN.topics.map((topic) => [topic.code, topic.key]));
    const episodes = golden.airings
      .filter(({ topics }) => topics)
      .map(({ issue, topics }) => ({
        id: of(issue).episodeId!,
        topics: topics!.map((code) => codes.get(code)!),
      }));

    test('is 12 airings, 140 minutes, 6 premieres and 6 replays, 143 of 144 clusters', () => {
      const judged = judgeAirings(airings.filter(({ programmeId }) => programmeId !== null));
      const sum = tally(judged);
      expect(sum).toMatchObject({ airings: 12, premieres: 6, replays: 6, clustersOk: 143, clustersExpected: 144 });
      expect(framesToMs(sum.playedFrames) / MINUTE).toBe(140);
    });

    test.each([
      ['C.I.2.a', { premieres: 2, replays: 2, airings: 4 }, 60, 'Đúng tiến độ (02/02 kỳ)'],
      [
        'C.I.2.c',
        { premieres: 1, replays: 2, airings: 3 },
        30,
        'Tháng 9: đã phát lại 02/03 lần, lần 03 xếp lịch ngày 21/9',
      ],
      ['C.II.12.b', { premieres: 3, replays: 2, airings: 5 }, 50, 'Duy trì thường xuyên'],
      ['E.7.c', { premieres: 0, replays: 0, airings: 0 }, 0, 'Không định lượng'],
    ])('has for %s the figures of the report', (code, figures, length, assessment) => {
      const ledger = ledgers().find(({ obligation }) => obligation.code === code)!;
      const behind = ledger.periods.flatMap((one) => [...one.mainAirings, ...one.replayAirings]);
      expect(tally(behind)).toMatchObject(figures);
      expect(framesToMs(tally(behind).playedFrames) / MINUTE).toBe(length);
      expect([ledger.arithmetic.done, ledger.arithmetic.replaysDone]).toEqual([figures.premieres, figures.replays]);
      expect(assessmentOf(ledger, ZONE)).toBe(assessment);
    });

    test('covers 8 of 28 topics, in the plan’s order, đ between d and e', () => {
      const coverage = topicCoverage(PLAN.topics, episodes, judgeAirings(airings));
      expect([coverage.covered, coverage.total]).toEqual([8, 28]);
      const aired = coverage.topics.filter(({ issues: n }) => n > 0);
      expect(aired.map(({ topic, issues: n, airings: of }) => [topic.code, n, of.length])).toEqual([
        ['B.I.1', 1, 2],
        ['B.I.2', 1, 2],
        ['B.I.4.đ', 1, 2],
        ['B.I.4.e', 1, 2],
        ['B.I.4.g', 1, 3],
        ['B.II.1', 1, 2],
        ['B.II.5.b', 2, 3],
        ['B.II.7', 1, 2],
      ]);
      expect([aired[6]?.firstAt, aired[6]?.lastAt]).toEqual([at('2025-08-29 17:10'), at('2025-09-12 17:10')]);
    });
  });
});

test('a replay without a place is said to have none', () => {
  const airings = log([{ at: '2025-09-03 17:10', episodeId: 9, programmeId: 'cds-truyen-thanh-co-so' }]);
  const entries = planned([
    { at: '2025-09-21 05:32', kind: 'replay', programmeId: 'cds-truyen-thanh-co-so', episodeId: 9 },
  ]);
  const [ledger] = ledgersOf({ obligations: [owed('C.I.2.c')], airings, entries });
  expect(assessmentOf(ledger!, ZONE)).toBe(
    'Tháng 9: đã phát lại 00/03 lần, lần 01 xếp lịch ngày 21/9, lần 02 chưa xếp lịch, lần 03 chưa xếp lịch',
  );
});

describe('the forecast', () => {
  const aired = (times: number) =>
    log(
      Array.from({ length: times }, (_, i) => ({
        at: after(at('2025-08-27 17:10'), durationMs(i * 14 * DAY)),
        episodeId: i + 1,
      })),
    );

  test('names the fortnights still free, as far as the schedule is known', () => {
    const [ledger] = ledgersOf({
      obligations: [owed('C.I.2.a')],
      airings: aired(2),
      entries: planned([{ at: '2025-09-24 17:10' }, { at: '2025-10-22 17:10' }]),
      plannedUntil: at('2026-01-01 00:00'),
    });
    expect(ledger?.forecast).toMatchObject({ due: 10, expected: 4, pace: { done: 1, due: 1 } });
    expect(ledger?.forecast.free.map(({ period }) => period.from.toString())).toEqual([
      ...['2025-10-06', '2025-11-03', '2025-11-17', '2025-12-01', '2025-12-15', '2025-12-29'],
    ]);
    expect(ledger?.state).toBe('at-risk');
  });

  test('goes on at the pace so far beyond that, and rounds down', () => {
    const [ledger] = ledgersOf({
      obligations: [owed('C.I.2.a')],
      airings: aired(2),
      now: at('2025-10-06 00:00'),
      plannedUntil: at('2025-10-06 00:00'),
    });
    // Two of three fortnights; seven to come at 2/3 are 4,67.
    expect(ledger).toMatchObject({
      state: 'late',
      forecast: { due: 10, expected: 6, pace: { done: 2, due: 3 }, free: [] },
    });
  });
});

describe('an airing is of one obligation', () => {
  const first = owed('C.I.2.a');
  const second = owed('C.I.2.c', { alsoProgrammeIds: [first.programmeId], replays: 0 });
  const airings = log([{ at: '2025-09-10 17:10', episodeId: 1 }]);
  const done = (...obligations: OwedObligation[]) =>
    ledgersOf({ obligations, airings }).map(({ arithmetic }) => arithmetic.done);

  test('that of its own programme, in whatever order they stand', () => {
    expect(done(first, second)).toEqual([1, 0]);
    expect(done(second, first)).toEqual([0, 1]);
  });

  test('unless the other says that it may count twice', () => {
    expect(done(first, { ...second, countsTwice: true })).toEqual([1, 1]);
  });

  test('and of two years’ plans the one whose year it is', () => {
    const next = { ...first, id: 'next', anchor: '2026-01-05', validFrom: '2026-01-01', validUntil: '2026-12-31' };
    expect(done(first, next)).toEqual([1, 0]);
  });
});

describe('what is planned or on the air', () => {
  test('is as good as planned: the period does not lack it for these minutes', () => {
    const airings = log([{ at: '2025-08-27 17:10', episodeId: 1, outcome: 'on-air' }]);
    const [ledger] = ledgersOf({ obligations: [owed('C.I.2.a')], airings, now: at('2025-08-27 17:15') });
    expect(ledger?.periods.find(({ period }) => period.owes > 0)).toMatchObject({
      state: 'planned',
      main: { done: 0, planned: 1, short: 0 },
    });
  });

  test('before its time, started by a person, is not counted a second time as planned', () => {
    const place = { slotId: 'slot', recurrenceId: '0' };
    const airings = log([{ at: '2025-08-27 16:00', episodeId: 1, outcome: 'on-air', ...place }]);
    const entries = planned([{ at: '2025-08-27 17:10', episodeId: 1 }]);
    const [ledger] = ledgersOf({ obligations: [owed('C.I.2.a')], airings, entries, now: at('2025-08-27 16:05') });
    expect(ledger?.periods.flatMap((one) => [...one.mainEntries, ...one.replayEntries])).toHaveLength(1);
  });

  test('in another period by “dời kỳ” keeps its own from being missed', () => {
    const entries = planned([
      { at: '2025-09-09 17:10', episodeId: 1, countsOn: '2025-08-27' },
      { at: '2025-09-10 17:10', episodeId: 2 },
    ]);
    const [ledger] = ledgersOf({ obligations: [owed('C.I.2.a')], entries, now: at('2025-09-08 00:00') });
    const [moved] = ledger!.periods.filter(({ period }) => period.owes > 0);
    expect([ledger?.state, ledger?.arithmetic.missing, moved?.state]).toEqual(['on-track', 0, 'planned']);
  });

  test('the first of an issue is its premiere, though its slot is one for replays', () => {
    const entries = planned([
      { at: '2025-09-20 05:32', kind: 'replay', programmeId: 'cds-truyen-thanh-co-so', episodeId: 9 },
      { at: '2025-09-21 05:32', kind: 'replay', programmeId: 'cds-truyen-thanh-co-so', episodeId: 9 },
    ]);
    const [ledger] = ledgersOf({ obligations: [owed('C.I.2.c')], entries });
    expect(ledger?.periods[8]).toMatchObject({ main: { planned: 1 }, replays: { planned: 1, short: 2 } });
  });
});

describe('of any log', () => {
  const START = at('2025-08-01 00:00');
  const when = fc.integer({ min: 0, max: 160 * 24 * 60 }).map((n) => epochMs(START + n * MINUTE));
  const programmes = ['cds-phat-thanh-xa', 'cds-truyen-thanh-co-so', 'cchc-truyen-thanh'];
  const line = fc
    .record({
      at: when,
      issue: fc.integer({ min: 1, max: 12 }),
      share: fc.constantFrom(0.5, 0.9, 1),
      silent: fc.boolean(),
      programme: fc.nat(2),
    })
    .map(({ issue, programme, ...one }): LogLine & { at: EpochMs } => ({
      ...one,
      programmeId: programmes[programme]!,
      episodeId: issue + 100 * programme,
    }));
  const lines = fc.array(line, { maxLength: 60 });
  const now = at('2026-01-01 00:00');
  const obligations = [
    owed('C.I.2.a'),
    owed('C.I.2.c', { alsoProgrammeIds: [programmes[0]!] }),
    owed('C.II.12.b'),
    owed('C.I.2.c', { id: 'airings', unit: 'airing', count: 4 }),
  ];
  const behind = ({ periods }: ObligationLedger) =>
    periods.flatMap((one) => [...one.mainAirings, ...one.replayAirings, ...one.strays]);

  test('no airing is counted for two obligations, and none within the year is lost', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const airings = log(some);
        const ids = ledgersOf({ obligations, airings, now })
          .flatMap(behind)
          .map(({ id }) => id);
        const within = judgeAirings(airings).filter((one) => counts(one) && dayOf(one.at, ZONE).year === 2025);
        expect(ids.sort((a, b) => a - b)).toEqual(within.map(({ id }) => id).sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });

  test('the periods add up to the whole, each figure to the airings behind it', () => {
    fc.assert(
      fc.property(lines, (some) => {
        for (const { arithmetic, periods } of ledgersOf({ obligations, airings: log(some), now })) {
          expect(periods.reduce((sum, { main }) => sum + main.done, 0)).toBe(arithmetic.done);
          for (const one of periods) {
            expect([one.main.done, one.replays.done]).toEqual([one.mainAirings.length, one.replayAirings.length]);
            for (const airing of one.mainAirings)
              expect(airing.at >= one.span.from && airing.at < one.span.until).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('one airing more lowers no obligation’s sum, and one at the end no period’s', () => {
    fc.assert(
      fc.property(lines, line, (some, more) => {
        const before = ledgersOf({ obligations, airings: log(some), now });
        const last = Math.max(more.at, ...some.map((one) => one.at)) as EpochMs;
        const inserted = ledgersOf({ obligations, airings: log([...some, more]), now });
        const appended = ledgersOf({ obligations, airings: log([...some, { ...more, at: last }]), now });
        for (const [i, { arithmetic, periods }] of before.entries()) {
          expect(inserted[i]!.arithmetic.done).toBeGreaterThanOrEqual(arithmetic.done);
          for (const [k, { main, replays }] of periods.entries()) {
            const grown = appended[i]!.periods[k]!;
            expect(grown.main.done).toBeGreaterThanOrEqual(main.done);
            expect(grown.replays.done).toBeGreaterThanOrEqual(replays.done);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('the ledger and a report’s tally agree', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const airings = log(some);
        const [ledger] = ledgersOf({ obligations: [owed('C.I.2.a')], airings, now });
        const own = judgeAirings(airings.filter(({ programmeId }) => programmeId === programmes[0]));
        const year = { from: at('2025-01-01 00:00'), until: now };
        expect([ledger!.arithmetic.done, ledger!.arithmetic.replaysDone]).toEqual([
          tally(own, year).premieres,
          tally(own, year).replays,
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
