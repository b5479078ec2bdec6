/** One file of counting rules: whoever asks it, of whatever log, is told the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counts, judgeAirings, tally } from '../../src/core/counting.ts';
import { buildLedgers } from '../../src/core/ledger.ts';
import { reportPeriod, spanOf } from '../../src/core/periods.ts';
import { buildReport } from '../../src/core/report.ts';
import { epochMs } from '../../src/core/time.ts';
import { goldenInput } from '../support/golden.ts';
import { type LogLine, log, owed, someClusters } from '../support/log.ts';
import { at, ZONE } from '../support/schedule.ts';

const OWED = owed('C.I.2.a');
const START = at('2025-08-26 00:00');
const DAYS = 40;
const NOW = at('2025-10-05 12:00');
const INPUT = { ...goldenInput({ asOf: NOW }, []), emergencies: [] };
const QUARTER = reportPeriod('quarter', 2025, 3, 'nd09');

const line: fc.Arbitrary<LogLine> = fc.record({
  at: fc.integer({ min: 0, max: 60 * 24 * DAYS }).map((n) => epochMs(START + n * 60_000)),
  programmeId: fc.constantFrom(OWED.programmeId, 'chuong-trinh-khac'),
  episodeId: fc.option(fc.integer({ min: 1, max: 6 })),
  share: fc.constantFrom(0.2, 0.89, 0.9, 1),
  silent: fc.boolean(),
  kind: fc.constantFrom('premiere', 'replay'),
  clusters: someClusters,
  approvedAt: fc.constantFrom(at('2025-08-25 08:00'), at('2025-09-10 08:00'), null),
});

/** An airing, and now and then what a person put right in it afterwards. */
const logged = fc.array(fc.record({ line, right: fc.option(line, { freq: 4 }) }), { maxLength: 30 }).map((all) =>
  log(all.map(({ line: one }) => one)).map((row, i) => {
    const right = all[i]!.right;
    if (right === null) return row;
    const { outcome, reason, startedAt, endedAt, playedFrames } = log([{ ...right, at: all[i]!.line.at }])[0]!;
    return { ...row, correction: { outcome, reason, startedAt, endedAt, playedFrames } };
  }),
);

test('the ledger, the report and the rules by themselves agree on ten thousand logs', () => {
  fc.assert(
    fc.property(logged, (rows) => {
      const own = rows.filter(({ programmeId }) => programmeId === OWED.programmeId);
      const judged = judgeAirings(own);
      const ledgers = buildLedgers({
        ...{ obligations: [OWED], airings: rows, entries: [], plannedUntil: NOW, now: NOW, zone: ZONE },
      });
      const paid = ledgers[0]!.periods.flatMap(({ mainAirings, replayAirings, strays }) => [
        ...mainAirings,
        ...replayAirings,
        ...strays,
      ]);
      // The ledger has each airing that counts in one place, and no other.
      expect(new Set(paid.filter(counts).map(({ id }) => id))).toEqual(
        new Set(judged.filter(counts).map(({ id }) => id)),
      );
      expect(paid).toHaveLength(new Set(paid).size);

      const figures = buildReport({ ...INPUT, ledgers });
      const span = spanOf({ from: QUARTER.from, until: QUARTER.until }, ZONE);
      const sum = tally(judged, span);
      const row = figures.rows[0];
      expect([row?.premieres ?? 0, row?.replays ?? 0, row?.airings ?? 0]).toEqual([
        sum.premieres,
        sum.replays,
        sum.airings,
      ]);
      expect([figures.totals.airings, figures.totals.premieres]).toEqual([sum.airings, sum.premieres]);
      expect(figures.airings.filter(({ inWindow }) => inWindow)).toHaveLength(sum.airings);
      const { clustersOk: ok, clustersByHand: byHand, clustersFailed: failed, clustersExpected: expected } = sum;
      expect(figures.clusters).toEqual(ok + failed === 0 ? null : { ok, byHand, failed, expected });
    }),
    { numRuns: 10_000 },
  );
}, 240_000);
