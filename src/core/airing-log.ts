/** The airing log as people ask for it and as it adds up. */
import type { Temporal } from 'temporal-polyfill';
import type { EvidenceVerdict } from './evidence.ts';
import type { AiringKind, Outcome } from './model.ts';
import type { Frames } from './time.ts';

/** Whole days of the station, both included; the rest combined by "and". */
export type LogFilter = {
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  readonly programmeId?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly kind?: AiringKind | undefined;
  readonly evidence?: EvidenceVerdict | 'none' | undefined;
};

export type AiringTotals = {
  /** All rows: aired and silent. */
  readonly count: number;
  readonly aired: number;
  /** Of those aired: ran to its end, or was broken off; one still on the air is neither yet. */
  readonly whole: number;
  readonly broken: number;
  /** Was due and did not sound. */
  readonly silent: number;
  readonly playedFrames: Frames;
};
