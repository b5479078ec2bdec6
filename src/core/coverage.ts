/** Topic coverage (product A6): which of a plan's leaf topics have aired, how often and when, in the plan's order. */
import { counts, type JudgedAiring } from './counting.ts';
import type { Span } from './hours.ts';
import type { Episode, Topic } from './model.ts';
import { isIn } from './periods.ts';
import type { EpochMs } from './time.ts';

export type CoveredTopic = {
  readonly topic: Topic;
  /** In order of time. */
  readonly airings: readonly JudgedAiring[];
  /** Different issues among them: one in two languages is one. */
  readonly issues: number;
  readonly firstAt: EpochMs | undefined;
  readonly lastAt: EpochMs | undefined;
};

export type Coverage = {
  readonly covered: number;
  readonly total: number;
  readonly topics: readonly CoveredTopic[];
};

/**
 * `topics` in plan order (never sorted as text: d and đ are two codes, and đ stands between d and e); `episodes` name
 * theirs by key. Only airings that count, whose start lies in `window`.
 */
export function topicCoverage(
  topics: readonly Topic[],
  episodes: readonly Pick<Episode, 'id' | 'topics'>[],
  airings: readonly JudgedAiring[],
  window?: Span,
): Coverage {
  const topicsOf = new Map(episodes.map((episode) => [episode.id, new Set(episode.topics)]));
  const aired = airings.filter((one) => counts(one) && (window === undefined || isIn(one.at, window)));
  const rows = topics
    .filter(({ leaf }) => leaf)
    .map((topic): CoveredTopic => {
      const own = aired.filter(({ first }) => topicsOf.get(first.episodeId ?? 0)?.has(topic.key));
      const issues = new Set(own.map(({ issue }) => issue)).size;
      return { topic, airings: own, issues, firstAt: own[0]?.at, lastAt: own.at(-1)?.at };
    });
  return { covered: rows.filter(({ issues }) => issues > 0).length, total: rows.length, topics: rows };
}
