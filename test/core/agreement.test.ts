/** One file of counting rules: whoever asks it, of whatever log, is told the same. The pages: test/web/agreement.test.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COUNTING, counts, inOrder, judgeAirings, tally } from '../../src/core/counting.ts';
import { buildLedgers, countedFor } from '../../src/core/ledger.ts';
import { reportPeriod, spanOf } from '../../src/core/periods.ts';
import { buildReport } from '../../src/core/report.ts';
import { goldenInput } from '../support/golden.ts';

import { owed } from '../support/log.ts';
import { asLogged, type Issue, randomLog } from '../support/random-log.ts';

import { at, ZONE } from '../support/schedule.ts';

/** Issues that owe replays, and a duty that counts by a rule of its own. */
const OWED = [owed('C.I.2.c'), owed('C.II.12.b', { countsShare: 0.5, countsClusters: 0.3 })];
const NOW = at('2025-10-05 12:00');
const INPUT = { ...goldenInput({ asOf: NOW }, []), emergencies: [] };
const QUARTER = reportPeriod('quarter', 2025, 3, 'nd09');
const SPAN = spanOf({ from: QUARTER.from, until: QUARTER.until }, ZONE);

const ISSUES: Issue[] = [...OWED.map(({ programmeId }) => programmeId), 'chuong-trinh-khac'].flatMap((programmeId, i) =>
  [0, 1, null].map((n) => ({
    programmeId,
    episodeId: n === null ? null : i * 2 + n + 1,
    sha: `${programmeId}-${n}`,
    approvedAt: n === 1 ? at('2025-09-05 12:00') : at('2025-08-20 08:00'),
  })),
);

test('the ledger, the report and the rules by themselves agree on ten thousand logs', () => {
  fc.assert(
    fc.property(randomLog(8), (all) => {
      const rows = asLogged(all, ISSUES);
      const ledgers = buildLedgers({
        ...{ obligations: OWED, airings: rows, entries: [], plannedUntil: NOW, now: NOW, zone: ZONE },
      });
      const figures = buildReport({ ...INPUT, ledgers });
      const sums = ledgers.map((ledger) => {
        const { obligation } = ledger;
        const judged = judgeAirings(
          rows.filter(({ programmeId }) => programmeId === obligation.programmeId),
          { share: obligation.countsShare ?? COUNTING.share, clusters: obligation.countsClusters ?? COUNTING.clusters },
        );
        // The ledger has each airing that counts in one place, and no other.
        expect(inOrder(countedFor(ledger)).map(({ id }) => id)).toEqual(judged.filter(counts).map(({ id }) => id));
        const sum = tally(judged, SPAN);
        const row = figures.rows.find(({ obligationId }) => obligationId === obligation.id);
        expect([row?.premieres ?? 0, row?.replays ?? 0, row?.airings ?? 0]).toEqual([
          sum.premieres,
          sum.replays,
          sum.airings,
        ]);
        return sum;
      });
      const total = (of: (sum: (typeof sums)[number]) => number): number => sums.reduce((n, sum) => n + of(sum), 0);
      expect([figures.totals.airings, figures.totals.premieres]).toEqual([
        total(({ airings }) => airings),
        total(({ premieres }) => premieres),
      ]);
      expect(figures.airings.filter(({ inWindow }) => inWindow)).toHaveLength(figures.totals.airings);
      const clusters = {
        ok: total(({ clustersOk }) => clustersOk),
        byHand: total(({ clustersByHand }) => clustersByHand),
        failed: total(({ clustersFailed }) => clustersFailed),
        expected: total(({ clustersExpected }) => clustersExpected),
      };
      expect(figures.clusters).toEqual(clusters.ok + clusters.failed === 0 ? null : clusters);
    }),
    { numRuns: 10_000 },
  );
}, 240_000);
