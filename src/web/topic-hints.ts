/** What a form says beside a topic: how often it was heard and when last, and which issue already has it. */
import type { TopicHint } from '../../views/topic-choice.tsx';
import { byIssue, type EpisodeInFull, versionLabel } from '../core/episodes.ts';
import { dayOf } from '../core/time.ts';
import { coverageOf } from './duties.ts';
import type { Station } from './station.ts';

/** `besides`: the issue the form is of, in whatever language. */
export function topicHints(station: Station, besides?: EpisodeInFull): ReadonlyMap<string, TopicHint> {
  const { plans, episodes, programmes } = station.stores;
  const words = new Map(programmes.list({ archived: true }).map(({ id, issueWord }) => [id, issueWord]));
  const coming = new Map<string, string>();
  for (const one of episodes.list())
    if (one.airedAt === null && !(besides?.programmeId === one.programmeId && byIssue(besides, one) === 0))
      for (const key of one.topics) coming.set(key, versionLabel(words.get(one.programmeId)!, one));

  return new Map(
    plans.list().flatMap((plan) =>
      coverageOf(station, plan).topics.map(({ topic, airings, lastAt }): [string, TopicHint] => [
        topic.key,
        {
          times: airings.length,
          lastOn: lastAt === undefined ? undefined : dayOf(lastAt, station.config.zone),
          coming: coming.get(topic.key),
        },
      ]),
    ),
  );
}
