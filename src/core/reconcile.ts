/**
 * Đối chiếu (product H8, peers.md U13): what was planned against what sounded. Each difference says what it is and who or
 * what explains it; a day is closed by a person, and only once nothing that was missed is unexplained.
 */
import { asCorrected } from './correction.ts';
import type { Airing } from './model.ts';
import { type DurationMs, durationMs, framesToMs, SECOND } from './time.ts';

export const DIFFERENCES = {
  unaccounted: 'Nhật ký không có kết quả',
  silent: 'Không phát',
  cancelled: 'Đã hủy lịch phát',
  broken: 'Phát dở',
  differs: 'Trên sóng khác bản duyệt',
  late: 'Phát muộn',
  'stand-in': 'Phát thay',
  'off-plan': 'Ngoài lịch',
} as const;
export type Difference = keyof typeof DIFFERENCES;

/** What keeps a day from being closed until somebody has said why. */
const MISSES: readonly Difference[] = ['unaccounted', 'silent', 'broken', 'differs'];
/** These say by themselves why they are: what they stand in for, or who ordered or cancelled them, is in the row. */
const TOLD: readonly Difference[] = ['cancelled', 'stand-in', 'off-plan'];

/** Later than this a listener notices. */
export const LATE: DurationMs = durationMs(30 * SECOND);

type Row = Pick<
  Airing,
  | 'outcome'
  | 'reason'
  | 'startedAt'
  | 'endedAt'
  | 'playedFrames'
  | 'plannedStart'
  | 'latenessMs'
  | 'standsForId'
  | 'continuesId'
  | 'evidence'
  | 'correction'
>;

/** Undefined: as planned, or not over yet. As corrected; a correction answers what the aircheck found. */
export function differenceOf(row: Row): Difference | undefined {
  const { outcome, latenessMs, plannedStart, standsForId, continuesId } = asCorrected(row);
  if (outcome === 'on-air') return undefined;
  if (standsForId !== null) return 'stand-in';
  if (plannedStart === null) return 'off-plan';
  if (outcome === 'cancelled') return outcome;
  if (outcome === 'missed' || outcome === 'skipped') return 'silent';
  if (outcome === 'cut' || outcome === 'failed') return 'broken';
  if (row.evidence?.verdict === 'differs' && row.correction === null) return 'differs';
  // What goes on after a break is late by nature; the break itself is told of.
  if (continuesId === null && latenessMs !== null && latenessMs >= LATE) return 'late';
  return undefined;
}

/** Whether a person has to say why. */
export const needsCause = (difference: Difference | undefined): boolean =>
  difference !== undefined && !TOLD.includes(difference);
export const isMiss = (difference: Difference): boolean => MISSES.includes(difference);

/** What a closing keeps of its day. */
export type DayFigures = {
  readonly planned: number;
  readonly whole: number;
  readonly broken: number;
  readonly silent: number;
  readonly offPlan: number;
  readonly late: number;
  readonly differs: number;
  readonly unaccounted: number;
  readonly playedMs: number;
  readonly rows: number;
  /** The last link of the log's chain by then. */
  readonly lastSeq: number;
};

export const NO_FIGURES: Omit<DayFigures, 'lastSeq'> = {
  ...{ planned: 0, whole: 0, broken: 0, silent: 0, offPlan: 0, late: 0, differs: 0, unaccounted: 0 },
  ...{ playedMs: 0, rows: 0 },
};

type Sums = { -readonly [K in keyof typeof NO_FIGURES]: number };

/** Adds one row of the log to the sums. */
export function addUp(sums: Sums, row: Row): Difference | undefined {
  const { outcome, playedFrames } = asCorrected(row);
  const difference = differenceOf(row);
  sums.rows++;
  sums.playedMs += framesToMs(playedFrames);
  if (row.plannedStart !== null && row.standsForId === null && row.continuesId === null) sums.planned++;
  if (difference === 'off-plan') sums.offPlan++;
  else if (difference === 'late') sums.late++;
  else if (difference === 'silent' || difference === 'cancelled') sums.silent++;
  else if (difference === 'broken') sums.broken++;
  else if (difference === 'differs') sums.differs++;
  if (outcome === 'completed' && row.plannedStart !== null && row.standsForId === null) sums.whole++;
  return difference;
}

// closing -------------------------------------------------------------------------------------------------------------

export type Closing = {
  readonly id: number;
  /** ISO. */
  readonly day: string;
  readonly step: 'closed' | 'reopened';
  /** 0 the first closing, n the one after the n-th reopening. */
  readonly amendment: number;
  /** Of reopening; else empty. */
  readonly reason: string;
  readonly figures: DayFigures | null;
  readonly madeBy: number;
  readonly madeByName: string;
  readonly madeAt: number;
};

export const isClosed = (last: Pick<Closing, 'step'> | undefined): boolean => last?.step === 'closed';
/** Which amendment a day is at, or would be closed as. */
export const closingAmendment = (last: Pick<Closing, 'step' | 'amendment'> | undefined): number =>
  last === undefined ? 0 : last.amendment + (last.step === 'reopened' ? 1 : 0);
