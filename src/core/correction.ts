/** Đính chính: what a closed airing should have said, beside what it says (product H3). The newest correction holds. */
import type { Airing } from './model.ts';
import { dayOf, type EpochMs } from './time.ts';

/** What may be corrected, always whole: the right reading of a row. */
export type Reading = Pick<Airing, 'outcome' | 'reason' | 'startedAt' | 'endedAt' | 'playedFrames'>;
export const READING = ['outcome', 'reason', 'startedAt', 'endedAt', 'playedFrames'] as const;

export type Correction = Reading & {
  readonly id: number;
  readonly airingId: number;
  readonly why: string;
  readonly madeBy: number;
  readonly madeByName: string;
  readonly madeAt: EpochMs;
};

/** The row as it counts and as exports say it; its own words are still in `correction`'s row. */
export function asCorrected<T extends Reading & { readonly correction?: Reading | null }>(row: T): T {
  if (!row.correction) return row;
  const { outcome, reason, startedAt, endedAt, playedFrames } = row.correction;
  const right = { ...row, outcome, reason, startedAt, endedAt, playedFrames };
  if (!('share' in right) || !('totalFrames' in right)) return right;
  const total = Number(right.totalFrames ?? 0);
  return { ...right, share: total > 0 ? Math.min(1, playedFrames / total) : 0 };
}

/** What the correction changed, in the order of `READING`. */
export const correctedFields = (row: Reading, correction: Reading): (typeof READING)[number][] =>
  READING.filter((field) => row[field] !== correction[field]);

/** A row stays on the day it is filed under: a period's sums may not move with a clock time. */
export const isSameDay = (a: EpochMs, b: EpochMs, zone: string): boolean => dayOf(a, zone).equals(dayOf(b, zone));
