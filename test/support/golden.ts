/** The quarter of domain/documents.md §3.4 (test/fixtures/ledger/golden-2025-q3.yaml), ready for a report of it. */
import { judgeAirings, type LoggedAiring } from '../../src/core/counting.ts';
import { buildLedgers } from '../../src/core/ledger.ts';
import type { AiringKind } from '../../src/core/model.ts';
import { reportPeriod } from '../../src/core/periods.ts';
import type { ReportInput } from '../../src/core/report.ts';
import { after, durationMs } from '../../src/core/time.ts';
import { type EntryLine, fixture, type LogLine, listened, log, owed, PLAN, planned } from './log.ts';
import { at, ZONE } from './schedule.ts';

type Line = Omit<LogLine, 'clusters'> & { at: string; issue?: string; topics?: string[]; clusters: string };
const golden = fixture<{ now: string; airings: Line[]; entries: (EntryLine & { issue?: string })[] }>('golden-2025-q3');

const issues = [...new Set(golden.airings.flatMap(({ issue }) => issue ?? []))];
const of = (issue: string | undefined) => ({
  programmeId: issue?.split(' ')[0] ?? null,
  episodeId: issue?.includes(' ') ? issues.indexOf(issue) + 1 : null,
});
const keys = new Map(PLAN.topics.map(({ code, key }) => [code, key]));

/** Notices are the three emergencies of §3.4; a log has no kind of that name yet. */
const EMERGENCY: string = 'emergency';

export const GOLDEN_NOW = at(golden.now);
export const goldenLog = (): LoggedAiring[] =>
  log(
    golden.airings.map(({ issue, clusters, topics: _, ...line }, i) => {
      const [ok, expected] = clusters.split('/').map(Number);
      return {
        ...line,
        ...of(issue),
        ...(line.kind === 'notice' && {
          kind: EMERGENCY as AiringKind,
          title: 'Cảnh báo mưa lớn',
          emergency: { key: 'mua-lon', repeat: i },
        }),
        clusters: listened(ok!, expected!),
      };
    }),
  );

export const goldenEpisodes: ReportInput['episodes'] = issues.map((issue, i) => ({
  id: i + 1,
  programmeId: of(issue).programmeId!,
  year: 2025,
  number: Number(issue.split(' ')[1]),
  language: 'vi',
  title: '',
  topics:
    golden.airings.find((line) => line.issue === issue && line.topics)?.topics?.map((code) => keys.get(code)!) ?? [],
}));

export function goldenInput(changes: Partial<ReportInput> = {}, airings = goldenLog()): ReportInput {
  const asOf = changes.asOf ?? GOLDEN_NOW;
  return {
    plan: PLAN.plan,
    window: reportPeriod('quarter', 2025, 3, 'nd09'),
    cutOff: 'nd09',
    ledgers: buildLedgers({
      obligations: PLAN.obligations.map(({ code }) => owed(code)),
      airings,
      entries: planned(golden.entries.map(({ issue, ...line }) => ({ ...line, ...of(issue) }) as EntryLine)),
      now: asOf,
      plannedUntil: after(asOf, durationMs(14 * 24 * 3_600_000)),
      zone: ZONE,
    }),
    emergencies: airings,
    programmes: PLAN.programmes,
    episodes: goldenEpisodes,
    topics: PLAN.topics,
    earlier: [],
    titles: new Map(),
    asOf,
    zone: ZONE,
    ...changes,
  };
}

/** How many airings of the fixture count at all, by the rule itself. */
export const goldenJudged = () => judgeAirings(goldenLog().filter(({ programmeId }) => programmeId !== null));
