/** What the pages of progress and of a report show is what core/counting.ts says of the same log, whatever the log. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COUNTING,
  counts,
  type JudgedAiring,
  judgeAirings,
  type LoggedAiring,
  tally,
} from '../../src/core/counting.ts';
import { buildLedgers } from '../../src/core/ledger.ts';
import { reportPeriod, spanOf } from '../../src/core/periods.ts';
import { epochMs, MINUTE } from '../../src/core/time.ts';
import { leadingFree, periodFigure } from '../../views/duty-parts.tsx';
import { CCHC, CDS, MONTHLY, openDuties, page } from '../support/duties.ts';
import { owed, PLAN } from '../support/log.ts';
import { asLogged, type Issue, randomLog, writeLog } from '../support/random-log.ts';
import { at, ZONE } from '../support/schedule.ts';

const OWN_RULE = { countsShare: 0.5, countsClusters: 0.3 };
const OWED = PLAN.obligations.map(({ code, programmeId }) => owed(code, programmeId === CCHC ? OWN_RULE : {}));
const QUARTER = reportPeriod('quarter', 2025, 3, 'nd09');
const SPAN = spanOf({ from: QUARTER.from, until: QUARTER.until }, ZONE);

test('the pages agree with the rules on forty logs of a real database', async () => {
  const room = await openDuties('2025-10-05 12:00');
  const { web, editor } = room;
  const { stores } = web.station;
  const start = web.now;
  web.db
    .prepare(
      'UPDATE obligations SET counts_share = @countsShare, counts_clusters = @countsClusters WHERE programme_id = @id',
    )
    .run({ ...OWN_RULE, id: CCHC });
  const leaves = PLAN.topics.filter(({ leaf }) => leaf).map(({ key }) => key);
  const topicOf = new Map<number, string>();
  const issues = [CDS, MONTHLY, CCHC].flatMap((programmeId): Issue[] => [
    ...[1, 2].map((number) => {
      const approvedAt = number === 1 ? at('2025-08-25 08:00') : at('2025-09-05 12:00');
      const topic = leaves[topicOf.size]!;
      const episodeId = room.addIssue(programmeId, number, { approvedAt, topics: [topic] });
      topicOf.set(episodeId, topic);
      const sha = stores.episodes.findInFull(episodeId)!.recording!.playoutSha256!;
      return { programmeId, episodeId, sha, approvedAt };
    }),
    { programmeId, episodeId: null, sha: 'no issue', approvedAt: epochMs(Number.MAX_SAFE_INTEGER) },
  ]);
  const reporter = web.user(['reporter']);
  const drawn = await web.post('/bao-cao', { span: 'quarter', year: '2025', number: '3' }, reporter.headers);
  const path = drawn.headers.get('location')!;

  /** Of each duty, by its own rule. */
  const judgedOf = (rows: readonly LoggedAiring[]): JudgedAiring[][] =>
    OWED.map(({ programmeId, countsShare, countsClusters }) =>
      judgeAirings(
        rows.filter((row) => row.programmeId === programmeId),
        { share: countsShare ?? COUNTING.share, clusters: countsClusters ?? COUNTING.clusters },
      ),
    );
  const topicsOf = (judged: readonly JudgedAiring[]): number =>
    new Set(judged.filter(counts).flatMap(({ first }) => topicOf.get(first.episodeId ?? 0) ?? [])).size;

  let run = 0;
  await fc.assert(
    fc.asyncProperty(randomLog(14), async (all) => {
      web.now = epochMs(start + run++ * MINUTE);
      web.db.exec('SAVEPOINT run');
      try {
        writeLog(web.db, all, issues, editor.user.id);
        const rows = asLogged(all, issues);

        const progress = await page(room);
        const ledgers = buildLedgers({
          ...{ obligations: OWED, airings: rows, entries: [], plannedUntil: web.now, now: web.now, zone: ZONE },
        });
        for (const ledger of ledgers) {
          const duty = { ledger } as Parameters<typeof periodFigure>[0];
          const told = ledger.periods.slice(leadingFree(duty)).map((one) => periodFigure(duty, one));
          const section = partOf(progress, `<h3 id="chi-tieu-${ledger.obligation.id}"`, '</ol>');
          expect([...section.matchAll(/class="figure">([^<]*)</g)].map(([, figure]) => figure)).toEqual(told);
        }
        const covered = topicsOf(judgedOf(rows).flat());
        expect(/Nội dung đã phát: \d+\/\d+/.exec(text(progress))![0]).toBe(
          `Nội dung đã phát: ${covered}/${leaves.length}`,
        );

        // A report is as of the end of its period.
        const known = judgedOf(rows.filter(({ startedAt }) => startedAt === null || startedAt < SPAN.until));
        const sums = known.map((own) => tally(own, SPAN));
        const report = await page(room, path, reporter);
        const shown = [...partOf(report, '<tbody', '</tbody>').matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
          ['Phát mới', 'Phát lại', 'Lượt phát'].map((label) =>
            Number(text(new RegExp(`data-label="${label}">(.*?)</td>`, 's').exec(row)![1]!)),
          ),
        );
        const total = (of: (sum: (typeof sums)[number]) => number): number => sums.reduce((n, sum) => n + of(sum), 0);
        expect(shown.at(-1)).toEqual([
          total(({ premieres }) => premieres),
          total(({ replays }) => replays),
          total(({ airings }) => airings),
        ]);
        // A duty without a number has no line before anything of it has aired.
        const lines = sums.filter(({ airings }, i) => OWED[i]!.count !== null || airings > 0);
        expect(shown.slice(0, -1).filter(([, , airings], i) => airings! > 0 || OWED[i]!.count !== null)).toEqual(
          lines.map(({ premieres, replays, airings }) => [premieres, replays, airings]),
        );
        const [ok, failed] = [total(({ clustersOk }) => clustersOk), total(({ clustersFailed }) => clustersFailed)];
        const expected = ok + failed === 0 ? 0 : total(({ clustersExpected }) => clustersExpected);
        const said = /Lượt cụm phát đạt: (\d+)\/(\d+)/.exec(text(report));
        expect([Number(said?.[1] ?? 0), Number(said?.[2] ?? 0)]).toEqual([ok, expected]);
        const inWindow = known.flat().filter(({ at: when }) => SPAN.from <= when && when < SPAN.until);
        expect(Number(/Chủ đề đã tuyên truyền trong kỳ: (\d+)\//.exec(text(report))![1])).toBe(topicsOf(inWindow));
      } finally {
        web.db.exec('ROLLBACK TO run; RELEASE run');
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

const partOf = (html: string, from: string, until: string): string => {
  const start = html.indexOf(from);
  expect(start).toBeGreaterThan(-1);
  return html.slice(start, html.indexOf(until, start));
};
const text = (html: string): string => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
