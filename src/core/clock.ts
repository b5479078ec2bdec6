/**
 * A clock that cannot be right (product D7): it shows a time before something that has already happened, which is the newest
 * airing in the log, or the building of this very program.
 */
import type { EpochMs } from './time.ts';

/** What the log knows against a clock, since somebody last vouched for one. */
export type ClockFacts = {
  /** Last instant of the newest airing since then. */
  readonly newestAiring: EpochMs | null;
  /** The build that was running then. */
  readonly confirmedBuild: EpochMs | null;
  /** Which confirmation that was; 0 when there has been none. */
  readonly confirmation: number;
};

/** Network time moves a clock by less, and what was aired is then only seconds ahead of it. */
const SLACK_MS = 60_000;

/** The instant that has certainly passed; 0 when nothing is known. */
export function surelyPast(facts: ClockFacts, builtAt: EpochMs | null): EpochMs {
  const built = builtAt === facts.confirmedBuild ? null : builtAt;
  return Math.max(0, facts.newestAiring ?? 0, built ?? 0) as EpochMs;
}

export const isPlausible = (now: number, past: EpochMs): boolean => now >= past - SLACK_MS;
