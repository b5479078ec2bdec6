/** What the list of the log, one airing and the book for paper share. */
import type { AiringTotals, LogFilter } from '../src/core/airing-log.ts';
import type { Airing } from '../src/core/model.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatNumber, formatTime } from '../src/core/vietnamese.ts';

export type LogPart = {
  readonly filter: LogFilter;
  /** The filter as an address has it, `?tu=…`. */
  readonly query: string;
  readonly totals: AiringTotals;
  readonly rows: readonly Airing[];
  readonly zone: string;
};

/** The instant a row stands under: when it sounded, or else when it should have. */
export const atOf = ({ startedAt, plannedStart }: Airing): EpochMs => (startedAt ?? plannedStart)!;
export const clock = (at: EpochMs | null, zone: string) =>
  at === null ? '–' : formatTime(at, zone, { seconds: true });
export const seconds = (ms: number) => formatNumber(ms / 1000, 3);
