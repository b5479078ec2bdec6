/**
 * The counting rules, all of them, in this one file (domain/station.md, "Counting rules"): the ledger, the report and
 * every page count by them. An airing counts when it was approved before it started, at least 90 % of its recording was
 * played and enough of the clusters it was meant for can have been reached: only those known to have failed are taken
 * off, for FM and wired ones cannot answer (station.md §2.5). What was reached is told apart, by level. The first of an issue that counts is its premiere, the
 * later ones are replays; phát bù pays for the one that failed, and is of the same kind. What a person corrected counts
 * as corrected.
 */
import type { ClusterCount } from './clusters.ts';
import { asCorrected, type Reading } from './correction.ts';
import type { EmergencyHeard } from './emergency.ts';
import type { Span } from './hours.ts';
import type { Airing } from './model.ts';
import { isIn } from './periods.ts';
import type { EpochMs, Frames } from './time.ts';

/** `share` of the recording played, `clusters` of those expected not known to have failed, both 0 to 1 and inclusive. */
export type CountingRule = { readonly share: number; readonly clusters: number };

/** The played share from which an airing counts (domain/station.md, counting rules). */
export const COUNTS_AS_AIRED = 0.9;
/** Where the plan says nothing else. */
export const COUNTING: CountingRule = { share: COUNTS_AS_AIRED, clusters: 0.5 };

/** A row of the log with what decides whether it counts. */
export type LoggedAiring = Pick<
  Airing,
  | 'id'
  | 'continuesId'
  | 'slotId'
  | 'recurrenceId'
  | 'kind'
  | 'programmeId'
  | 'episodeId'
  | 'plannedStart'
  | 'startedAt'
  | 'endedAt'
  | 'fromFrame'
  | 'playedFrames'
  | 'totalFrames'
  | 'outcome'
  | 'reason'
> & {
  /** When the sound it played was approved; null: it was not. */
  readonly approvedAt: EpochMs | null;
  /** Absent where nobody knows how many were to sound. */
  readonly clusters?: ClusterCount | null;
  /** A day of the period it counts for, by an exception "dời kỳ"; else its own start decides. */
  readonly countsOn?: string | null;
  /** The failed airing this one makes good. */
  readonly paysForId?: number | null;
  /** Its right reading, where a person corrected it: that is what counts. */
  readonly correction?: Reading | null;
  /** Of an emergency: its order, and which of the repeats. */
  readonly emergency?: Pick<EmergencyHeard, 'key' | 'repeat'> | null;
};

/** An episode → the one its issue is counted by: an issue heard in two languages is one issue, replayed. */
export type IssueOf = (episodeId: number) => number;

/** Why it counts or does not; a page says it in words. */
export type Verdict = 'counts' | 'on-air' | 'silent' | 'cancelled' | 'unapproved' | 'too-short' | 'few-clusters';

/**
 * One lượt phát: a row of the log, or the rows into which restarts broke it; of an emergency one repeat of its order, in
 * however many zones and parts it was heard.
 */
export type JudgedAiring = {
  /** The first row's: the id that figures and debts cite. */
  readonly id: number;
  readonly rows: readonly LoggedAiring[];
  readonly first: LoggedAiring;
  readonly verdict: Verdict;
  /** As counted, where it counts; else as it was meant. */
  readonly kind: Airing['kind'];
  /** The one its episode is counted by. */
  readonly issue: number | null;
  /** Of a replay that counts: which of its issue, from 1. */
  readonly replay?: number;
  /** Its start, or when it was due. */
  readonly at: EpochMs;
  /** Each frame once, however often a restart repeated it. */
  readonly playedFrames: Frames;
  readonly share: number;
  readonly clusters: ClusterCount | undefined;
};

export const counts = ({ verdict }: JudgedAiring): boolean => verdict === 'counts';
/** By time; what began at one moment, as the log has it. */
export const inOrder = <A extends Pick<JudgedAiring, 'id' | 'at'>>(airings: readonly A[]): A[] =>
  [...airings].sort((a, b) => a.at - b.at || a.id - b.id);
/** It was due, and it will not count any more. */
export const hasFailed = ({ verdict }: JudgedAiring): boolean => verdict !== 'counts' && verdict !== 'on-air';

/**
 * In order of time. `rows` must hold the issues spoken of from their first airing on, or a replay is taken for the
 * premiere; a window is for `tally` and the ledger to apply.
 */
export function judgeAirings(
  rows: readonly LoggedAiring[],
  rule = COUNTING,
  issueOf: IssueOf = (episodeId) => episodeId,
): JudgedAiring[] {
  const judged = inOrder(chains(rows.map(asCorrected)).map((chain) => judge(chain, rule, issueOf)));
  const heard = new Map<number, number>();
  for (const one of judged) {
    const { issue } = one;
    if (!counts(one) || issue === null) continue;
    const times = heard.get(issue) ?? 0;
    heard.set(issue, times + 1);
    one.kind = times > 0 ? 'replay' : 'premiere';
    if (times > 0) one.replay = times;
  }
  return judged;
}

/** Each row with those that are the same lượt phát; nearly all stand alone. */
function chains(rows: readonly LoggedAiring[]): LoggedAiring[][] {
  const continued = new Set(rows.map(({ continuesId }) => continuesId));
  const open = new Map<number | string | null, LoggedAiring[]>();
  const all: LoggedAiring[][] = [];
  for (const row of [...rows].sort((a, b) => a.id - b.id)) {
    const repeat = row.emergency ? `${row.emergency.key} ${row.emergency.repeat}` : undefined;
    const before = open.get(repeat ?? row.continuesId);
    const chain = before ?? [];
    chain.push(row);
    if (!before) all.push(chain);
    if (repeat !== undefined || continued.has(row.id)) open.set(repeat ?? row.id, chain);
  }
  return all;
}

/** Before the issue's other airings have told which of them it is. */
type Judging = Omit<JudgedAiring, 'kind' | 'replay'> & { kind: JudgedAiring['kind']; replay?: number };

function judge(rows: readonly LoggedAiring[], rule: CountingRule, issueOf: IssueOf): Judging {
  const first = rows[0]!;
  const playedFrames = framesHeard(rows);
  // Live sound has no recording to take a share of: it went out as meant, or it did not.
  const total = first.totalFrames;
  const share = total ? Math.min(1, playedFrames / total) : rows.at(-1)!.outcome === 'completed' ? 1 : 0;
  const clusters = clustersOf(rows);
  const verdict = ((): Verdict => {
    if (rows.some(({ outcome }) => outcome === 'on-air')) return 'on-air';
    if (rows.every(({ startedAt }) => startedAt === null))
      return first.outcome === 'cancelled' ? 'cancelled' : 'silent';
    if (rows.some(({ startedAt, approvedAt }) => startedAt !== null && (approvedAt === null || approvedAt > startedAt)))
      return 'unapproved';
    if (share < rule.share) return 'too-short';
    return clusters && (clusters.expected - clusters.failed) / clusters.expected < rule.clusters
      ? 'few-clusters'
      : 'counts';
  })();
  const at = (first.startedAt ?? first.plannedStart)!;
  const issue = first.episodeId === null ? null : issueOf(first.episodeId);
  return { id: first.id, rows, first, verdict, kind: first.kind, issue, at, playedFrames, share, clusters };
}

/** The length of the union of what the rows played: a resumed item goes back a little, and that is not paid twice. */
function framesHeard(rows: readonly LoggedAiring[]): Frames {
  if (rows.length === 1) return rows[0]!.playedFrames;
  let heard = 0;
  let reached = 0;
  for (const { fromFrame, playedFrames } of [...rows].sort((a, b) => a.fromFrame - b.fromFrame)) {
    const end = fromFrame + playedFrames;
    heard += Math.max(0, end - Math.max(fromFrame, reached));
    reached = Math.max(reached, end);
  }
  return heard as Frames;
}

/** A cluster that fell out in one part has not heard the whole. */
function clustersOf(rows: readonly LoggedAiring[]): JudgedAiring['clusters'] {
  const parts = rows.flatMap(({ startedAt, clusters }) => (startedAt === null || !clusters ? [] : clusters));
  if (parts.length < 2) return parts[0];
  const least = parts.reduce((a, b) => (b.ok < a.ok ? b : a));
  return {
    ...least,
    failed: Math.max(...parts.map(({ failed }) => failed)),
    expected: Math.max(...parts.map(({ expected }) => expected)),
  };
}

/** Only of airings that count. `premieres` of issues are the issues ("số"); the cluster sums as `ClusterCount`. */
export type Tally = {
  readonly airings: number;
  readonly premieres: number;
  readonly replays: number;
  /** Among the two before. */
  readonly makeGoods: number;
  readonly playedFrames: Frames;
  readonly clustersOk: number;
  readonly clustersByHand: number;
  readonly clustersFailed: number;
  readonly clustersExpected: number;
};

/** By the actual start: "dời kỳ" moves what a duty owes, never the day on which a report says that it sounded. */
export function tally(airings: readonly JudgedAiring[], window?: Span): Tally {
  const sum = { airings: 0, premieres: 0, replays: 0, makeGoods: 0, playedFrames: 0 as Frames };
  const heard = { clustersOk: 0, clustersByHand: 0, clustersFailed: 0, clustersExpected: 0 };
  for (const one of airings) {
    if (!counts(one) || (window && !isIn(one.at, window))) continue;
    const { kind, first, playedFrames, clusters } = one;
    sum.airings++;
    if (kind === 'premiere') sum.premieres++;
    if (kind === 'replay') sum.replays++;
    if (first.paysForId != null) sum.makeGoods++;
    sum.playedFrames = (sum.playedFrames + playedFrames) as Frames;
    if (!clusters) continue;
    heard.clustersOk += clusters.ok;
    heard.clustersByHand += clusters.byHand;
    heard.clustersFailed += clusters.failed;
    heard.clustersExpected += clusters.expected;
  }
  return { ...sum, ...heard };
}
