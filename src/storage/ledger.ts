/** What the ledger of obligations is built from (core/ledger.ts), beside the entries ahead and the plans themselves. */
import type { LoggedAiring } from '../core/counting.ts';
import type { Episode, Topic } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import { LOGGED, LOGGED_FROM, readLogged } from './counted.ts';
import type { Db } from './database.ts';

export class LedgerRows {
  readonly #airings;
  readonly #topics;
  readonly #episodes;
  readonly #state;

  constructor(db: Db) {
    this.#airings = db
      .prepare<{ programmeIds: string; from: EpochMs; until: EpochMs }, string>(
        `WITH spoken_of AS MATERIALIZED (
           SELECT a.id, a.episode_id FROM json_each(@programmeIds) p CROSS JOIN airings a ON a.programme_id = p.value
             AND coalesce(a.started_at, a.planned_start) >= @from AND coalesce(a.started_at, a.planned_start) < @until
           UNION ALL SELECT a.id, a.episode_id FROM exceptions x
             CROSS JOIN entries e ON e.slot_id = x.slot_id AND e.recurrence_id = x.recurrence_id
             CROSS JOIN airings a ON a.entry_id = e.id
           WHERE x.counts_on IS NOT NULL
           UNION ALL SELECT id, episode_id FROM airings WHERE pays_for_id IS NOT NULL),
         issues AS (
           SELECT episode_id AS id FROM spoken_of
           UNION SELECT o.id FROM (SELECT DISTINCT episode_id FROM spoken_of) s JOIN episodes e ON e.id = s.episode_id
             JOIN episodes o ON o.programme_id = e.programme_id AND o.year = e.year AND o.number = e.number),
         wanted AS (
           SELECT id FROM spoken_of UNION SELECT a.id FROM issues CROSS JOIN airings a ON a.episode_id = issues.id)
         SELECT ${LOGGED} FROM wanted CROSS JOIN ${LOGGED_FROM} WHERE a.id = wanted.id`,
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
   * all airings of the issues among them, so that a replay is never taken for the premiere.
   */
  airings(programmeIds: readonly string[], from: EpochMs, until: EpochMs): LoggedAiring[] {
    return readLogged(this.#airings.get({ programmeIds: JSON.stringify(programmeIds), from, until })!);
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
