/** What the aircheck proves of closed airings. Rows are added and never changed; the newest of an airing holds. */
import type { Comparison, EvidenceShort, Excerpt } from '../core/evidence.ts';
import type { EpochMs } from '../core/time.ts';
import { AT } from './airing-filter.ts';
import type { Db } from './database.ts';

export type Evidence = Comparison & {
  readonly id: number;
  readonly airingId: number;
  /** dBFS of each second. */
  readonly levels: readonly number[];
  readonly excerpts: readonly Excerpt[];
  /** The name of whoever asked; null: the station by itself. */
  readonly askedBy: string | null;
  readonly madeAt: EpochMs;
};
type Row = Omit<Evidence, 'levels' | 'excerpts'> & { readonly levels: string; readonly excerpts: string };

const SHORT = 'verdict, matched_ms AS matchedMs, compared_ms AS comparedMs';
const COLUMNS = `id, airing_id AS airingId, ${SHORT}, why, offset_ms AS offsetMs, levels, seconds, excerpts,
  asked_by AS askedBy, made_at AS madeAt`;

export class AiringEvidence {
  readonly #add;
  readonly #list;
  readonly #holding;
  readonly #excerpts;
  readonly #next;

  constructor(db: Db) {
    this.#add = db
      .prepare<[Omit<Row, 'id'>], number>(
        `INSERT INTO airing_evidence (airing_id, verdict, why, matched_ms, compared_ms, offset_ms, levels, seconds, excerpts, asked_by, made_at)
         VALUES (@airingId, @verdict, @why, @matchedMs, @comparedMs, @offsetMs, @levels, @seconds, @excerpts, @askedBy, @madeAt)
         RETURNING id`,
      )
      .pluck();
    this.#list = db.prepare<{ airingId: number }, Row>(
      `SELECT ${COLUMNS} FROM airing_evidence WHERE airing_id = @airingId ORDER BY id`,
    );
    this.#holding = db.prepare<{ from: number; until: number }, EvidenceShort & { airingId: number }>(
      `SELECT airing_id AS airingId, ${SHORT} FROM airing_evidence WHERE airing_id BETWEEN @from AND @until ORDER BY id`,
    );
    this.#excerpts = db.prepare<{ ids: string }, { airingId: number; sha256: string }>(
      `SELECT airing_id AS airingId, excerpts ->> '$[0].sha256' AS sha256 FROM airing_evidence
       WHERE airing_id IN (SELECT value FROM json_each(@ids)) AND excerpts <> '[]' ORDER BY id`,
    );
    this.#next = db
      .prepare<{ from: EpochMs; until: EpochMs }, number>(
        `SELECT id FROM airings WHERE ${AT} >= @from AND ${AT} < @until AND started_at IS NOT NULL
           AND outcome <> 'on-air' AND ended_at < @until
           AND NOT EXISTS (SELECT 1 FROM airing_evidence WHERE airing_id = airings.id)
         ORDER BY ${AT}, id LIMIT 1`,
      )
      .pluck();
  }

  add({ levels, excerpts, ...row }: Omit<Evidence, 'id'>): number {
    return this.#add.get({ ...row, levels: JSON.stringify(levels), excerpts: JSON.stringify(excerpts) })!;
  }

  /** Of one airing, in order: the last holds. */
  list(airingId: number): Evidence[] {
    return this.#list.all({ airingId }).map(({ levels, excerpts, ...row }) => ({
      ...row,
      levels: JSON.parse(levels) as Evidence['levels'],
      excerpts: JSON.parse(excerpts) as Evidence['excerpts'],
    }));
  }

  /** Those that hold, of airings with ids from one to another, by airing. */
  holding(from: number, until: number): Map<number, EvidenceShort> {
    return new Map(this.#holding.all({ from, until }).map(({ airingId, ...short }) => [airingId, short]));
  }

  /** The first excerpt of each of these airings that has any, by the newest evidence that names some. */
  firstExcerpts(airingIds: readonly number[]): Map<number, string> {
    const all = this.#excerpts.all({ ids: JSON.stringify(airingIds) });
    return new Map(all.map(({ airingId, sha256 }) => [airingId, sha256]));
  }

  /** The oldest airing that sounded in [from, until), ended before `until` and was never examined. */
  next(from: EpochMs, until: EpochMs): number | undefined {
    return this.#next.get({ from, until });
  }
}
