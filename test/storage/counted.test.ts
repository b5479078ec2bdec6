/** When an issue has been heard: by SQLite where a row stands alone, by core/counting.ts where parts add up, and alike. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeAirings } from '../../src/core/counting.ts';
import type { Outcome } from '../../src/core/model.ts';
import { type EpochMs, epochMs, frames, HOUR, MINUTE } from '../../src/core/time.ts';
import { sealDays } from '../../src/engine/seal.ts';
import { AiringClusters, type ClusterEvidence } from '../../src/storage/airing-clusters.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Chain } from '../../src/storage/chain.ts';
import { Cues } from '../../src/storage/cues.ts';
import { LedgerRows } from '../../src/storage/ledger.ts';
import { anAiring } from '../support/airings.ts';
import { overheard, queryPlan } from '../support/query-plan.ts';
import { APPROVER, at, furnish, minutesOfSound } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

const WHOLE = minutesOfSound(14);
const START = at('2025-09-10 17:10');
const SHA = 'cds-2025-1';
const anAnswer = (given: Pick<ClusterEvidence, 'airingId' | 'clusterId' | 'heard'>): ClusterEvidence => ({
  ...given,
  clusterName: given.clusterId,
  evidence: given.heard === null ? 'none' : 'by-hand',
  ...{ note: '', madeByName: 'A Thiu', madeAt: START },
});
const hoursOn = (n: number, from = START): EpochMs => epochMs(from + n * HOUR);

type Part = {
  readonly from?: number;
  readonly share: number;
  readonly outcome?: Outcome;
  readonly continuesId?: number | null;
  readonly startedAt?: EpochMs;
  readonly sha?: string;
  readonly clustersExpected?: number;
};

async function room() {
  const db = await temporaryDatabase();
  const desk = furnish(db);
  const airings = new Airings(db);
  const id = desk.addIssue(1);
  const air = ({
    from = 0,
    share,
    outcome = 'completed',
    continuesId = null,
    startedAt = START,
    sha = SHA,
    clustersExpected,
  }: Part): number =>
    airings.add(
      anAiring({
        programmeId: 'cds',
        episodeId: id,
        playoutSha256: sha,
        continuesId,
        plannedStart: START,
        startedAt,
        endedAt: hoursOn(1, startedAt),
        fromFrame: frames(WHOLE * from),
        playedFrames: frames(WHOLE * share),
        totalFrames: WHOLE,
        outcome,
        reason: outcome === 'cut' ? 'restart' : null,
        clustersExpected: clustersExpected ?? null,
      }),
    );
  return { db, ...desk, id, air, airedAt: () => desk.episodes.findInFull(id)!.airedAt };
}

describe('an issue has been heard', () => {
  test.each([
    ['whole', { share: 1 }, START],
    ['to 90 %, then cut', { share: 0.9, outcome: 'cut' }, START],
    ['to 89 %', { share: 0.89, outcome: 'cut' }, null],
    ['from a third on, to its end: joined in progress', { from: 1 / 3, share: 2 / 3 }, null],
    ['and still sounds', { share: 0.95, outcome: 'on-air' }, null],
    ['with other sound than was approved', { share: 1, sha: 'other' }, null],
  ] as const)('%s', async (_, part, expected) => {
    const { air, airedAt } = await room();
    air(part);
    expect(airedAt()).toBe(expected);
  });

  test('only when approved as it began, whatever was approved or withdrawn later', async () => {
    const { episodes, id, air, airedAt } = await room();
    episodes.withdraw(id, APPROVER, epochMs(START - 1));
    air({ share: 1 });
    expect(airedAt()).toBeNull();
    const approvedAt = hoursOn(1);
    episodes.approve({ episodeId: id, playoutSha256: SHA, approverId: APPROVER, soleReason: null, approvedAt });
    expect(airedAt()).toBeNull();
    const again = hoursOn(2);
    air({ share: 1, startedAt: again });
    expect(airedAt()).toBe(again);
    episodes.withdraw(id, APPROVER, hoursOn(3));
    expect(airedAt()).toBe(again);
  });

  test('only by the approval its own row carries, whatever is dated back or moved among the approvals', async () => {
    const { db, episodes, id, air, airedAt } = await room();
    episodes.withdraw(id, APPROVER, epochMs(START - 2));
    air({ share: 1, startedAt: epochMs(START - 1) });
    const seal = (day: string) => sealDays(new Chain(db), at(`${day} 00:01`), 'Asia/Ho_Chi_Minh');
    const dateBack = (approvedAt: EpochMs) =>
      episodes.approve({ episodeId: id, playoutSha256: SHA, approverId: APPROVER, soleReason: null, approvedAt });
    seal('2099-01-01');
    air({ share: 1 });
    const approved = hoursOn(3);
    dateBack(approved);
    air({ share: 1, startedAt: hoursOn(4) });
    expect(airedAt()).toBe(hoursOn(4));
    db.exec('DROP TRIGGER approvals_are_withdrawn_once');
    db.prepare('UPDATE approvals SET approved_at = ? WHERE approved_at = ?').run(START, approved);
    expect(airedAt()).toBe(hoursOn(4));
    db.exec('UPDATE approvals SET withdrawn_at = approved_at');
    expect(airedAt()).toBe(hoursOn(4));
  });

  test('whatever one cluster of twelve says, and not when more than half are known to have failed', async () => {
    const { db, air, airedAt } = await room();
    const airingId = air({ share: 1, clustersExpected: 12 });
    const fail = (n: number) => new AiringClusters(db).add(anAnswer({ airingId, clusterId: `C${n}`, heard: false }));
    fail(1);
    expect(airedAt()).toBe(START);
    for (let n = 2; n <= 6; n++) fail(n);
    expect(airedAt()).toBe(START);
    fail(7);
    expect(airedAt()).toBeNull();
    expect(new Airings(db).find(airingId)!.clusters).toEqual({ ok: 0, byHand: 0, failed: 7, expected: 12 });
  });

  test('in parts that a restart broke, which add up from the first', async () => {
    const { air, airedAt, db, id } = await room();
    const first = air({ share: 0.5, outcome: 'cut' });
    expect(airedAt()).toBeNull();
    air({ from: 0.5, share: 0.5, continuesId: first, startedAt: hoursOn(1) });
    expect(airedAt()).toBe(START);
    const command = { id: 1, zoneId: 'main', entryId: null, episodeId: id };
    expect(new Cues(db, 'Asia/Ho_Chi_Minh').forCommand(command)?.kind).toBe('replay');
  });

  test('in parts that leave a gap of more than a tenth, not', async () => {
    const { air, airedAt, db, id, episodes } = await room();
    const first = air({ share: 0.4, outcome: 'cut' });
    air({ from: 0.6, share: 0.4, continuesId: first });
    expect(airedAt()).toBeNull();
    expect(episodes.forPlaylist(START).map((one) => one.id)).toContain(id);
    const command = { id: 1, zoneId: 'main', entryId: null, episodeId: id };
    expect(new Cues(db, 'Asia/Ho_Chi_Minh').forCommand(command)?.kind).toBe('premiere');
  });

  test('as the counting rules say, whatever the log', async () => {
    const { db, id, episodes } = await room();
    const [airings, said] = [new Airings(db), new AiringClusters(db)];
    const part = fc.record({
      minute: fc.integer({ min: 0, max: 600 }),
      from: fc.integer({ min: 0, max: 100 }),
      share: fc.integer({ min: 0, max: 100 }),
      continues: fc.boolean(),
      outcome: fc.constantFrom<Outcome>('completed', 'cut'),
      approved: fc.boolean(),
      meant: fc.option(fc.integer({ min: 0, max: 3 })),
      answers: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(true, false, null)), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        db.exec('SAVEPOINT run');
        try {
          let last: number | null = null;
          for (const { minute, from, share, continues, outcome, approved, meant, answers } of parts) {
            const startedAt = epochMs(START + minute * MINUTE);
            last = airings.add(
              anAiring({
                programmeId: 'cds',
                episodeId: id,
                playoutSha256: approved ? SHA : 'other',
                continuesId: continues ? last : null,
                plannedStart: startedAt,
                startedAt,
                fromFrame: frames((WHOLE * from) / 100),
                playedFrames: frames((WHOLE * share) / 100),
                totalFrames: WHOLE,
                outcome,
                reason: outcome === 'cut' ? 'restart' : null,
                clustersExpected: meant,
              }),
            );
            for (const [n, heard] of answers) said.add(anAnswer({ airingId: last, clusterId: `C${n}`, heard }));
          }
          const rows = new LedgerRows(db).airings(
            ['cds'],
            at('2025-01-01 00:00'),
            at('2026-01-01 00:00'),
            at('2026-01-01 00:00'),
          );
          const first = judgeAirings(rows).find(({ verdict }) => verdict === 'counts');
          expect(episodes.findInFull(id)!.airedAt).toBe(first?.at ?? null);
          for (const row of rows) expect(airings.find(row.id)!.clusters).toEqual(row.clusters);
        } finally {
          db.exec('ROLLBACK TO run; RELEASE run');
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('what the ledger asks of ten years of log is searched for, never scanned', async () => {
  const { seen, asked } = overheard(await temporaryDatabase());
  new LedgerRows(seen);
  const plans = asked.map((sql) => queryPlan(seen, sql));
  expect(plans.join('\n')).toContain('SEARCH a USING INDEX airings_by_programme');
  // A partial index holds only what is asked for.
  const scans = plans.join('\n').match(/SCAN (a|airings)\b.*/g) ?? [];
  expect(scans.filter((scan) => !/INDEX airings_(paying|open)$/.test(scan))).toEqual([]);
});
