/**
 * The log added up under any filter: whole weeks from `airing_weeks`, which triggers keep, what is left at both ends from
 * the rows; and what corrections make of it. A closed airing never changes, so a week that is over is added up for good.
 */
import type { AiringTotals } from '../core/airing-log.ts';
import type { Outcome } from '../core/model.ts';
import { epochMs, type Frames } from '../core/time.ts';
import { type AiringFilter, AT, all, within } from './airing-filter.ts';
import type { Db } from './database.ts';

const WEEK = 604_800_000;

type Sum = { readonly outcome: Outcome; readonly count: number; readonly aired: number; readonly playedFrames: number };

/** The whole weeks of a filter, `from` inclusive and `until` exclusive; undefined: it has none. */
function weeksOf({ from, until, evidence }: AiringFilter): { from: number; until: number } | undefined {
  // Weeks know nothing of what was examined since.
  if (evidence !== undefined) return undefined;
  const weeks = {
    from: from === undefined ? Number.MIN_SAFE_INTEGER : Math.ceil(from / WEEK),
    until: until === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(until / WEEK),
  };
  return weeks.from < weeks.until ? weeks : undefined;
}

const inWeeks = (filter: AiringFilter): string =>
  all([
    'week >= @weekFrom AND week < @weekUntil',
    filter.programmeId !== undefined && 'programme_id = @programmeId',
    filter.kind !== undefined && 'kind = @kind',
    filter.outcome !== undefined && 'outcome = @outcome',
  ]);

export function sumAirings(db: Db, filter: AiringFilter): AiringTotals {
  const weeks = weeksOf(filter);
  const sums: Sum[] = [];
  const add = (sql: string, values: object): void =>
    void sums.push(...db.prepare<[object], Sum>(`${sql} GROUP BY outcome`).all({ ...filter, ...values }));
  const asked = filter.outcome === undefined ? '' : 'AND outcome = @outcome';
  const rows = (span: AiringFilter, from = 'airings', more = ''): void =>
    add(
      `SELECT outcome, count(*) AS count, count(started_at) AS aired, sum(played_frames) AS playedFrames
       FROM ${from} ${all([...within({ ...filter, ...span }), 'TRUE'])} ${asked} ${more}`,
      span,
    );
  if (weeks === undefined) rows({});
  else {
    add(
      `SELECT outcome, sum(count) AS count, sum(aired) AS aired, sum(played_frames) AS playedFrames
       FROM airing_weeks ${inWeeks(filter)}`,
      { weekFrom: weeks.from, weekUntil: weeks.until },
    );
    const [first, last] = [epochMs(weeks.from * WEEK), epochMs(weeks.until * WEEK)];
    if (filter.from !== undefined && filter.from < first) rows({ until: first });
    if (filter.until !== undefined && filter.until > last) rows({ from: last });
    // What is on air is in no week yet.
    rows(
      { ...(filter.from !== undefined && { from: first }), ...(filter.until !== undefined && { until: last }) },
      'airings INDEXED BY airings_by_outcome',
      `AND outcome = 'on-air'`,
    );
  }
  sums.push(...corrections(db, filter));
  const sum = (of: keyof Omit<Sum, 'outcome'>, outcomes?: readonly Outcome[]): number =>
    sums.reduce((total, one) => total + (!outcomes || outcomes.includes(one.outcome) ? one[of] : 0), 0);
  const [count, aired] = [sum('count'), sum('aired')];
  return {
    count,
    aired,
    whole: sum('count', ['completed']),
    broken: sum('count', ['cut', 'failed']),
    silent: count - aired,
    playedFrames: sum('playedFrames') as Frames,
  };
}

/** What a corrected row said is taken away, and what it should have said is put in its place. */
function corrections(db: Db, filter: AiringFilter): Sum[] {
  const rows = db.prepare<[object], Sum & { was: Outcome; wasAired: number; wasPlayed: number }>(
    `SELECT k.outcome, 1 AS count, k.started_at IS NOT NULL AS aired, k.played_frames AS playedFrames,
       a.outcome AS was, a.started_at IS NOT NULL AS wasAired, a.played_frames AS wasPlayed
     FROM corrections k JOIN (SELECT * FROM airings NOT INDEXED ${all([...within(filter), `id IN (SELECT airing_id FROM corrections)`])}) a
       ON a.id = k.airing_id
     WHERE k.id = (SELECT max(id) FROM corrections WHERE airing_id = k.airing_id)`,
  );
  return rows.all(filter).flatMap(({ was, wasAired, wasPlayed, ...now }) => {
    const before = { outcome: was, count: -1, aired: -wasAired, playedFrames: -wasPlayed };
    return [before, now].filter(({ outcome }) => filter.outcome === undefined || outcome === filter.outcome);
  });
}

/**
 * A filter for something rare is narrowed to the weeks that have it, so that a page of it is not looked for in ten years;
 * undefined: there is none of it. Rows on air are in no week yet, and corrected ones in that of what they said.
 */
export function narrowed(db: Db, filter: AiringFilter): AiringFilter | undefined {
  if (filter.programmeId === undefined && filter.kind === undefined && filter.outcome === undefined) return filter;
  const span = {
    weekFrom: filter.from === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(filter.from / WEEK),
    weekUntil: filter.until === undefined ? Number.MAX_SAFE_INTEGER : Math.ceil(filter.until / WEEK),
  };
  const found = db
    .prepare<[object], { first: number | null; last: number }>(
      `SELECT min(first) AS first, max(last) AS last FROM (
         SELECT min(week) * ${WEEK} AS first, (max(week) + 1) * ${WEEK} AS last FROM airing_weeks ${inWeeks(filter)}
         UNION ALL SELECT min(${AT}), max(${AT}) + 1 FROM airings WHERE outcome = 'on-air'
         UNION ALL SELECT min(${AT}), max(${AT}) + 1 FROM airings NOT INDEXED WHERE id IN (SELECT airing_id FROM corrections))`,
    )
    .get({ ...filter, ...span })!;
  if (found.first === null) return undefined;
  return {
    ...filter,
    from: epochMs(Math.max(filter.from ?? found.first, found.first)),
    until: epochMs(Math.min(filter.until ?? found.last, found.last)),
  };
}
