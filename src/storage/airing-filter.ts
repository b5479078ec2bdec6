/** Which rows of the log are asked for, as SQL. */
import type { EvidenceVerdict } from '../core/evidence.ts';
import type { AiringKind, Outcome } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';

/** All optional and combined by "and"; `from` inclusive, `until` exclusive, on the actual start or else the planned. */
export type AiringFilter = {
  readonly from?: EpochMs | undefined;
  readonly until?: EpochMs | undefined;
  readonly programmeId?: string | undefined;
  /** As corrected. */
  readonly outcome?: Outcome | undefined;
  readonly kind?: AiringKind | undefined;
  /** none: never examined. */
  readonly evidence?: EvidenceVerdict | 'none' | undefined;
};

/** The instant a row stands under, whatever a correction says: it never moves in the log. */
export const AT = 'coalesce(started_at, planned_start)';
const CORRECTED = 'SELECT airing_id FROM corrections';

/**
 * Each condition is there only when asked for, so that every combination can use the index on the instant. A cursor
 * takes the place of the bound on its side, which it has passed: SQLite searches an index on an expression by a plain
 * comparison only, and of two bounds on one side takes either. Corrected rows are left out where the outcome is asked for.
 */
export function where(filter: AiringFilter, cursor?: 'older' | 'newer'): string {
  return all([
    ...within(filter, cursor),
    filter.outcome !== undefined && `outcome = @outcome AND id NOT IN (${CORRECTED})`,
  ]);
}

/** Of rows that have a correction, by its outcome. */
export function whereCorrected(filter: AiringFilter, cursor?: 'older' | 'newer'): string {
  return all([
    `id IN (SELECT airing_id FROM corrections k WHERE outcome = @outcome
       AND id = (SELECT max(id) FROM corrections WHERE airing_id = k.airing_id))`,
    ...within(filter, cursor),
  ]);
}

export const within = (filter: AiringFilter, cursor?: 'older' | 'newer'): (string | false)[] => [
  cursor === 'newer'
    ? `${AT} >= @cursorAt AND (${AT}, id) > (@cursorAt, @cursorId)`
    : filter.from !== undefined && `${AT} >= @from`,
  cursor === 'older'
    ? `${AT} <= @cursorAt AND (${AT}, id) < (@cursorAt, @cursorId)`
    : filter.until !== undefined && `${AT} < @until`,
  filter.programmeId !== undefined && 'programme_id = @programmeId',
  filter.kind !== undefined && 'kind = @kind',
  filter.evidence !== undefined &&
    `coalesce((SELECT verdict FROM airing_evidence WHERE airing_id = airings.id ORDER BY id DESC LIMIT 1), 'none') = @evidence`,
];

export const all = (conditions: readonly (string | false)[]): string => {
  const asked = conditions.filter(Boolean);
  return asked.length > 0 ? `WHERE ${asked.join(' AND ')}` : '';
};
