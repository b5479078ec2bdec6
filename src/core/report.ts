/**
 * The figures of a report, from the ledger's own airings: pure, and all of it plain JSON, because freezing keeps it word
 * for word (product I2, I3). What counts is decided in core/counting.ts and what is owed in core/ledger.ts; here is only
 * which window a figure is of, and which airings stand behind it. Long for its types: every figure has its name here.
 */
import { Temporal } from 'temporal-polyfill';
import { proposedCause } from './causes.ts';
import type { Seal } from './chain.ts';
import { type ClusterSum, type Finding, isAnyKnown } from './clusters.ts';
import { inOrder, type JudgedAiring, judgeAirings, type LoggedAiring, tally, type Verdict } from './counting.ts';
import { topicCoverage } from './coverage.ts';
import { versionLabel } from './episodes.ts';
import type { EvidenceVerdict } from './evidence.ts';
import type { FeedbackFigures } from './feedback.ts';
import type { Span } from './hours.ts';
import { countedFor, type DutyState, type ObligationLedger } from './ledger.ts';
import { assessmentOf } from './ledger-words.ts';
import type { AiringKind, Episode, IssueWord, Plan, Programme, Topic } from './model.ts';
import { type CutOff, isBefore, isIn, type Period, reportPeriodOn, spanOf } from './periods.ts';
import type { ReportKind, ReportWindow } from './report-state.ts';
import { type DurationMs, dayOf, type EpochMs, framesToMs, MINUTE } from './time.ts';

/** Kinds that are told of apart and never among what the plan owes (documents.md §3.2, II.5). */
const EMERGENCY: ReadonlySet<string> = new Set(['emergency']);
export const isEmergency = (kind: AiringKind): boolean => EMERGENCY.has(kind);

export type ReportInput = {
  readonly plan: Pick<Plan, 'id' | 'number' | 'title' | 'issuer' | 'issuedOn'>;
  readonly window: ReportWindow;
  readonly cutOff: CutOff;
  /** Of the plan's obligations, built as of `asOf` from the log up to then. */
  readonly ledgers: readonly ObligationLedger[];
  /** Id of a row → why it did not go as planned, a code of core/causes.ts, as a person confirmed it. */
  readonly causes?: ReadonlyMap<number, string>;
  /** Rows of the window that may be emergencies. */
  readonly emergencies: readonly LoggedAiring[];
  /** Id of a row → what was to be heard, of emergencies and of what the window's figures leave out. */
  readonly titles: ReadonlyMap<number, string>;
  readonly programmes: readonly Pick<Programme, 'id' | 'name' | 'area' | 'issueWord'>[];
  readonly episodes: readonly Pick<
    Episode,
    'id' | 'language' | 'programmeId' | 'year' | 'number' | 'title' | 'topics'
  >[];
  readonly topics: readonly Topic[];
  /** What reports before this one have said, for what has become of it since. */
  readonly earlier: readonly EarlierReport[];
  readonly asOf: EpochMs;
  readonly zone: string;
};

/** The four figures of an obligation; minutes are whole and add up to the report's. */
export type Measure = {
  readonly premieres: number;
  readonly replays: number;
  readonly airings: number;
  readonly minutes: number;
};

export type ReportRow = Measure & {
  readonly obligationId: string;
  readonly code: string;
  readonly name: string;
  readonly frequency: string;
  /** số, kỳ, chuyên mục; lượt where airings are owed. */
  readonly unit: IssueWord | 'lượt';
  readonly area: string;
  /** In `unit`, since the reporting year began. */
  readonly yearToDate: number;
  readonly state: DutyState;
  readonly assessment: string;
  /** Over the whole validity, in `unit`; absent where nothing is counted. */
  readonly target?: { readonly due: number; readonly done: number; readonly planned: number };
};

/** A lượt phát behind the figures. `rowIds`: of the log, more than one where a restart broke it. */
export type ReportAiring = {
  readonly id: number;
  readonly rowIds: readonly number[];
  readonly at: EpochMs;
  readonly lengthMs: DurationMs;
  readonly kind: AiringKind;
  readonly title: string;
  readonly issue: string;
  readonly clusters: ClusterSum | null;
  readonly paysForId: number | null;
  /** How much later than planned it began; absent of what no plan had. */
  readonly latenessMs?: number;
  /** Ids of the obligations whose figures it is in; none for an emergency. */
  readonly countedBy: readonly string[];
  /** In the window; else only in the year to date. */
  readonly inWindow: boolean;
  /** What the aircheck proves of all its rows; absent: nobody has looked. */
  readonly evidence?: EvidenceVerdict;
};

export type ReportFigures = {
  readonly plan: ReportInput['plan'];
  readonly window: {
    readonly span: ReportKind;
    readonly year: number;
    readonly number: number | null;
    readonly from: string;
    readonly until: string;
    /** First day the figures really cover: nothing from before the plan was issued. */
    readonly dataFrom: string;
    /** First day of the year to date. */
    readonly yearFrom: string;
  };
  readonly asOf: EpochMs;
  readonly rows: readonly ReportRow[];
  /** Owed without a number, and nothing has aired this year: no line in the table. */
  readonly leftOut: readonly { readonly code: string; readonly name: string }[];
  /** `lengthMs` exact; `shared`: how much more the rows add up to, where one airing counts for two of them. */
  readonly totals: Measure & { readonly lengthMs: DurationMs; readonly shared: number };
  readonly areas: readonly { readonly area: string; readonly issues: number; readonly airings: number }[];
  /** Of all that the airings were meant for; null: nobody knows of any. */
  readonly clusters: ClusterSum | null;
  readonly topics: {
    readonly covered: number;
    readonly total: number;
    readonly coveredThisYear: number;
    /** Those covered in the window, in plan order. */
    readonly list: readonly TopicFigure[];
    /** Those not covered, and all codes as the plan has them. */
    readonly never?: readonly Pick<TopicFigure, 'code' | 'chip'>[];
    readonly order?: readonly string[];
  };
  /** What sounded, whether or not it was approved first: orders, and their repeats. */
  readonly emergency: {
    readonly bulletins: number;
    readonly airings: number;
    readonly minutes: number;
    readonly days: readonly string[];
  };
  /** Due in the window and not counted, and why. */
  readonly uncounted: readonly {
    readonly id: number;
    readonly at: EpochMs;
    readonly title: string;
    readonly code: string;
    readonly verdict: Verdict;
    /** A code of core/causes.ts, null: nobody has said one. Absent, as the next is, of what was frozen before they were kept. */
    readonly cause?: string | null;
    /** A phát bù for it counts. */
    readonly isMadeGood?: boolean;
  }[];
  readonly adjustments: readonly Adjustment[];
  /** The newest seal of the log as the figures were taken: it holds every row before it. Absent: there was none. */
  readonly seal?: Pick<Seal, 'day' | 'firstSeq' | 'lastSeq' | 'count' | 'root'>;
  /** Days of the window whose log nobody had closed as the figures were taken (ISO). */
  readonly openDays?: readonly string[];
  readonly airings: readonly ReportAiring[];
  /** Below: what the station's own books say of the period; absent where it keeps none. */
  readonly byCluster?: readonly ClusterFigure[];
  readonly register?: ClusterRegister;
  readonly feedback?: FeedbackFigures;
  /** Issues that sounded and were approved by somebody who had a hand in them, and the reasons on record; absent: none. */
  readonly soles?: { readonly issues: number; readonly reasons: readonly string[] };
};

/** Of the airings counted in the window that it was asked about: how many a cluster carried, did not, and nobody knows. */
export type ClusterFigure = {
  readonly name: string;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** That live where it is heard, as the register has it when the figures are taken; absent: nobody knows. */
  readonly households?: number;
};

/** Days are ISO text. */
export type ClusterRegister = {
  readonly clusters: number;
  readonly speakers: number;
  readonly faults: readonly {
    readonly name: string;
    readonly finding: Finding;
    readonly day: string;
    readonly mendedOn: string | null;
  }[];
};

export type TopicFigure = {
  readonly code: string;
  readonly chip: string;
  readonly issues: number;
  readonly airings: number;
  /** Ids of the lượt phát behind it. */
  readonly airingIds?: readonly number[];
};

/** A frozen report and what was last said of its figures: by itself, or by an adjustment in a later one. */
export type EarlierReport = Period & {
  readonly reportId: number;
  readonly label: string;
  readonly measures: readonly (Measure & { readonly obligationId: string })[];
};

/** "điều chỉnh kỳ trước": a figure of an earlier report that corrections have changed since. */
export type Adjustment = {
  readonly reportId: number;
  readonly label: string;
  readonly changes: readonly {
    readonly obligationId: string;
    readonly code: string;
    readonly name: string;
    readonly was: Measure;
    readonly now: Measure;
  }[];
};

export function buildReport(input: ReportInput): ReportFigures {
  const { plan, window, ledgers, zone } = input;
  const programmes = new Map(input.programmes.map((one) => [one.id, one]));
  const year = reportPeriodOn(window.until, 'year', input.cutOff);
  const [dataFrom, yearFrom] = [window.from, year.from].map((day) => notBefore(day, plan.issuedOn));
  const span = spanOf({ from: dataFrom!, until: window.until }, zone);
  const toDate = spanOf({ from: yearFrom!, until: window.until }, zone);

  const behind = new Map(ledgers.map((ledger) => [ledger, countedFor(ledger)]));
  const idsBehind = new Map([...behind].map(([ledger, own]) => [ledger, new Set(own.map(({ id }) => id))]));
  const episodes = new Map(input.episodes.map((one) => [one.id, one]));
  const measured = measure(behind, span);
  const rows = ledgers.map((ledger): ReportRow => {
    const { obligation, state } = ledger;
    const programme = programmes.get(obligation.programmeId);
    const thisYear = tally(behind.get(ledger)!, toDate);
    return {
      obligationId: obligation.id,
      code: obligation.code,
      name: programme?.name ?? obligation.code,
      frequency: obligation.frequencyText,
      unit: obligation.unit === 'airing' ? 'lượt' : (programme?.issueWord ?? 'số'),
      area: programme?.area ?? '',
      ...measured.get(obligation.id)!,
      yearToDate: obligation.unit === 'airing' ? thisYear.airings : thisYear.premieres,
      state,
      assessment: assessmentOf(ledger, zone),
      ...(obligation.count !== null && { target: targetOf(ledger) }),
    };
  });
  const hasLine = ({ state, yearToDate, airings }: ReportRow): boolean =>
    state !== 'unquantified' || yearToDate + airings > 0;

  const all = inOrder([...new Map([...behind.values()].flat().map((one) => [one.id, one])).values()]);
  const told = all.filter(({ at }) => isIn(at, span));
  const sum = tally(told);
  const clusters = {
    ok: sum.clustersOk,
    byHand: sum.clustersByHand,
    failed: sum.clustersFailed,
    expected: sum.clustersExpected,
  };
  const emergency = judgeAirings(input.emergencies.filter(({ kind }) => isEmergency(kind))).filter(
    ({ at, first, verdict }) => first.startedAt !== null && verdict !== 'on-air' && isIn(at, span),
  );
  const coverage = topicCoverage(input.topics, input.episodes, told);
  const line = (airing: JudgedAiring, countedBy: readonly string[]): ReportAiring => {
    const { first, rows: parts, kind, id, at } = airing;
    const episode = episodes.get(first.episodeId ?? 0);
    const programme = programmes.get(first.programmeId ?? '');
    return {
      id,
      rowIds: parts.map((part) => part.id),
      at,
      lengthMs: framesToMs(airing.playedFrames),
      kind,
      title: programme?.name ?? input.titles.get(first.id) ?? '',
      issue:
        episode && programme
          ? [versionLabel(programme.issueWord, episode), episode.title].filter(Boolean).join(': ')
          : '',
      clusters: airing.clusters ?? null,
      paysForId: first.paysForId ?? null,
      ...(first.startedAt !== null &&
        first.plannedStart !== null && { latenessMs: Math.max(0, first.startedAt - first.plannedStart) }),
      countedBy,
      inWindow: isIn(at, span),
    };
  };

  return {
    plan: { id: plan.id, number: plan.number, title: plan.title, issuer: plan.issuer, issuedOn: plan.issuedOn },
    window: {
      span: window.span,
      year: window.year,
      number: window.number,
      from: String(window.from),
      until: String(window.until),
      dataFrom: String(dataFrom),
      yearFrom: String(yearFrom),
    },
    asOf: input.asOf,
    rows: rows.filter(hasLine),
    leftOut: rows.filter((row) => !hasLine(row)).map(({ code, name }) => ({ code, name })),
    totals: {
      premieres: sum.premieres,
      replays: sum.replays,
      airings: sum.airings,
      minutes: minutesOf(framesToMs(sum.playedFrames)),
      lengthMs: framesToMs(sum.playedFrames),
      shared: rows.reduce((n, { airings }) => n + airings, 0) - sum.airings,
    },
    areas: [...new Set(rows.filter(hasLine).map(({ area }) => area))].map((area) => {
      const own = tally(told.filter(({ first }) => programmes.get(first.programmeId ?? '')?.area === area));
      return { area, issues: own.premieres, airings: own.airings };
    }),
    clusters: isAnyKnown(clusters) ? clusters : null,
    topics: {
      covered: coverage.covered,
      total: coverage.total,
      coveredThisYear: topicCoverage(input.topics, input.episodes, all, toDate).covered,
      list: coverage.topics
        .filter(({ issues }) => issues > 0)
        .map(({ topic, issues, airings }) => ({
          code: topic.code,
          chip: topic.chip,
          issues,
          airings: airings.length,
          airingIds: airings.map(({ id }) => id),
        })),
      never: coverage.topics.filter(({ issues }) => issues === 0).map(({ topic: { code, chip } }) => ({ code, chip })),
      order: coverage.topics.map(({ topic: { code } }) => code),
    },
    emergency: {
      bulletins: new Set(emergency.map(({ id, first }) => first.emergency?.key ?? id)).size,
      airings: emergency.length,
      minutes: minutesOf(emergency.reduce((ms, { playedFrames }) => ms + framesToMs(playedFrames), 0)),
      days: [...new Set(emergency.map(({ at }) => String(dayOf(at, zone))))],
    },
    uncounted: ledgers.flatMap(({ obligation, periods, makeGoods }) => {
      const paid = new Set(makeGoods.map(({ first }) => first.paysForId));
      return periods
        .flatMap(({ failed }) => failed)
        .filter(({ at }) => isIn(at, span))
        .map(({ id, at, first, rows: parts, verdict }) => ({
          ...{ id, at, title: input.titles.get(first.id) ?? '', code: obligation.code, verdict },
          cause:
            parts.map((part) => input.causes?.get(part.id)).findLast((code) => code !== undefined) ??
            // What was called off says by itself why.
            (verdict === 'cancelled' ? proposedCause({ ...first, plannedEnd: null }, []) : undefined) ??
            null,
          isMadeGood: parts.some((part) => paid.has(part.id)),
        }));
    }),
    adjustments: adjustmentsOf(input, behind, rows),
    airings: [
      ...all
        .filter(({ at }) => isIn(at, toDate))
        .map((one) => {
          const owners = ledgers.filter((ledger) => idsBehind.get(ledger)!.has(one.id));
          return line(
            one,
            owners.map(({ obligation }) => obligation.id),
          );
        }),
      ...emergency.map((one) => line(one, [])),
    ].sort((a, b) => a.at - b.at || a.id - b.id),
  };
}

const targetOf = ({ arithmetic: { due, done, planned } }: ObligationLedger) => ({ due, done, planned });

type Behind = ReadonlyMap<ObligationLedger, readonly JudgedAiring[]>;

/** By obligation id. */
function measure(behind: Behind, span: Span): Map<string, Measure> {
  const tallies = [...behind].map(([{ obligation }, airings]) => ({ id: obligation.id, sum: tally(airings, span) }));
  const minutes = apportion(tallies.map(({ sum }) => framesToMs(sum.playedFrames)));
  return new Map(
    tallies.map(({ id, sum: { premieres, replays, airings } }, i) => [
      id,
      { premieres, replays, airings, minutes: minutes[i]! },
    ]),
  );
}

const minutesOf = (ms: number): number => Math.round(ms / MINUTE);

/** Whole minutes that add up to the rounded whole (largest remainder): a table whose column does not add up is sent back. */
function apportion(lengths: readonly DurationMs[]): number[] {
  const whole = lengths.map((ms) => Math.floor(ms / MINUTE));
  const left = minutesOf(lengths.reduce((sum, ms) => sum + ms, 0)) - whole.reduce((sum, n) => sum + n, 0);
  const byRemainder = lengths.map((_, i) => i).sort((a, b) => (lengths[b]! % MINUTE) - (lengths[a]! % MINUTE) || a - b);
  for (const i of byRemainder.slice(0, left)) whole[i]! += 1;
  return whole;
}

function adjustmentsOf({ earlier, plan, zone }: ReportInput, behind: Behind, rows: readonly ReportRow[]): Adjustment[] {
  return earlier.flatMap(({ reportId, label, measures, from, until }): Adjustment[] => {
    const restated = measure(behind, spanOf({ from: notBefore(from, plan.issuedOn), until }, zone));
    const changes = measures.flatMap(({ obligationId, ...said }) => {
      const now = restated.get(obligationId);
      const row = rows.find((one) => one.obligationId === obligationId);
      if (!now || !row || MEASURES.every((name) => said[name] === now[name])) return [];
      return [{ obligationId, code: row.code, name: row.name, was: said, now }];
    });
    return changes.length > 0 ? [{ reportId, label, changes }] : [];
  });
}

export const MEASURES = ['premieres', 'replays', 'airings', 'minutes'] as const satisfies readonly (keyof Measure)[];

/** What a frozen report leaves said of each obligation, for `EarlierReport`. */
export const measuresOf = (rows: readonly ReportRow[]): EarlierReport['measures'] =>
  rows.map(({ obligationId, premieres, replays, airings, minutes }) => ({
    obligationId,
    premieres,
    replays,
    airings,
    minutes,
  }));

function notBefore(day: Temporal.PlainDate, isoDay: string): Temporal.PlainDate {
  const earliest = Temporal.PlainDate.from(isoDay);
  return isBefore(day, earliest) ? earliest : day;
}

/** JSON of one form only (RFC 8785: keys in order of their UTF-16, no space), so that equal datasets have equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
