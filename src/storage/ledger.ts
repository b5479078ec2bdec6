/** What the ledger of obligations is built from (core/ledger.ts), beside the entries ahead and the plans themselves. */
import type { LoggedAiring } from '../core/counting.ts';
import type { Episode, Topic } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import { LOGGED, LOGGED_FROM, readLogged } from './counted.ts';
import type { Db } from './database.ts';

export class LedgerRows {
  readonly #ofProgrammes;
  readonly #besides;
  readonly #withIds;
  readonly #ofIssues;
  readonly #topics;
  readonly #episodes;
  readonly #state;

  constructor(db: Db) {
    this.#ofProgrammes = db
      .prepare<{ programmeIds: string; from: EpochMs; until: EpochMs; asOf: EpochMs }, string>(
        `SELECT ${LOGGED} FROM json_each(@programmeIds) p CROSS JOIN ${LOGGED_FROM}
         WHERE a.programme_id = p.value AND coalesce(a.started_at, a.planned_start) >= @from
           AND coalesce(a.started_at, a.planned_start) < @until AND (a.started_at IS NULL OR a.started_at < @asOf)`,
      )
      .pluck();
    this.#besides = db
      .prepare<{ episodeIds: string }, string>(
        `WITH bound AS MATERIALIZED (
           SELECT a.id, a.episode_id FROM exceptions x
             CROSS JOIN entries e ON e.slot_id = x.slot_id AND e.recurrence_id = x.recurrence_id
             CROSS JOIN airings a ON a.entry_id = e.id
           WHERE x.counts_on IS NOT NULL
           UNION ALL SELECT id, episode_id FROM airings WHERE pays_for_id IS NOT NULL),
         spoken_of AS (SELECT value AS id FROM json_each(@episodeIds) UNION ALL SELECT episode_id FROM bound),
         issues AS (
           SELECT id FROM spoken_of UNION ALL SELECT o.id FROM spoken_of CROSS JOIN episodes e ON e.id = spoken_of.id
             JOIN episodes o ON o.programme_id = e.programme_id AND o.year = e.year AND o.number = e.number)
         SELECT json_group_array(id) FROM (
           SELECT id FROM bound UNION ALL SELECT a.id FROM issues CROSS JOIN airings a ON a.episode_id = issues.id)`,
      )
      .pluck();
    this.#withIds = db
      .prepare<{ ids: string; asOf: EpochMs }, string>(
        `SELECT ${LOGGED} FROM json_each(@ids) i CROSS JOIN ${LOGGED_FROM}
         WHERE a.id = i.value AND (a.started_at IS NULL OR a.started_at < @asOf)`,
      )
      .pluck();
    this.#ofIssues = db
      .prepare<{ episodeIds: string }, string>(
        `WITH issues AS (
           SELECT value AS id FROM json_each(@episodeIds) UNION
           SELECT o.id FROM json_each(@episodeIds) CROSS JOIN episodes e ON e.id = value
             JOIN episodes o ON o.programme_id = e.programme_id AND o.year = e.year AND o.number = e.number)
         SELECT ${LOGGED} FROM issues CROSS JOIN ${LOGGED_FROM} WHERE a.episode_id = issues.id`,
      )
      .pluck();
    this.#topics = db.prepare<{ planId: string }, Omit<Topic, 'leaf'> & { leaf: 0 | 1 }>(
      `SELECT key, code, parent, leaf, area, title, chip FROM plan_topics p JOIN topics ON key = p.topic_key
       WHERE p.plan_id = @planId ORDER BY p.position, key`,
    );
    this.#episodes = db.prepare<{ planId: string }, { id: number; topics: string }>(
      `SELECT episode_id AS id, json_group_array(topic_key) AS topics FROM episode_topics
       WHERE topic_key IN (SELECT topic_key FROM plan_topics WHERE plan_id = @planId) GROUP BY episode_id`,
    );
    this.#state = db
      .prepare<{ now: EpochMs }, string>(
        `SELECT json_array(
           (SELECT max(id) FROM airings), (SELECT max(id) FROM corrections), (SELECT max(id) FROM airing_clusters),
           (SELECT group_concat(id) FROM airings WHERE outcome = 'on-air'),
           (SELECT json_group_array(json_array(id, planned_start, programme_id, episode_id, kind, missing, pays_for_id))
            FROM entries WHERE planned_start > @now),
           (SELECT json_group_array(json_array(id, counts_on, pays_for_id, cancelled, moved_to)) FROM exceptions
            WHERE counts_on IS NOT NULL OR pays_for_id IS NOT NULL),
           (SELECT json_array(count(*), max(imported_at)) FROM plans),
           (SELECT json_array(max(id), count(withdrawn_at)) FROM approvals))`,
      )
      .pluck();
  }

  /**
   * Of these programmes: what aired or was due in [from, until), what a person counted elsewhere, every make-good, and
   * all airings of the issues among them, so that a replay is never taken for the premiere. What sounded from `asOf` on
   * is left out.
   */
  airings(programmeIds: readonly string[], from: EpochMs, until: EpochMs, asOf: EpochMs): LoggedAiring[] {
    const within = { programmeIds: JSON.stringify(programmeIds), from, until, asOf };
    const own = readLogged(this.#ofProgrammes.get(within)!);
    const known = new Set(own.map(({ id }) => id));
    const episodeIds = JSON.stringify([...new Set(own.flatMap(({ episodeId }) => episodeId ?? []))]);
    const besides = (JSON.parse(this.#besides.get({ episodeIds })!) as number[]).filter((id) => !known.has(id));
    return own.concat(readLogged(this.#withIds.get({ ids: JSON.stringify([...new Set(besides)]), asOf })!));
  }

  /** All airings of the issues that these episodes are versions of, of whatever day. */
  ofIssues(episodeIds: readonly number[]): LoggedAiring[] {
    return readLogged(this.#ofIssues.get({ episodeIds: JSON.stringify(episodeIds) })!);
  }

  /** Of one plan, in its order. */
  topics(planId: string): Topic[] {
    return this.#topics.all({ planId }).map((topic) => ({ ...topic, leaf: topic.leaf === 1 }));
  }

  /** The episodes that speak of any of a plan's topics. */
  episodesOnTopics(planId: string): Pick<Episode, 'id' | 'topics'>[] {
    return this.#episodes.all({ planId }).map(({ id, topics }) => ({ id, topics: JSON.parse(topics) as string[] }));
  }

  /** Two equal answers within a moment: the ledger would come out the same. */
  state(now: EpochMs): string {
    return this.#state.get({ now })!;
  }
}
