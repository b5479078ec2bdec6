/** What the home screen reads, joined in the database so that fifty open pages cost a few milliseconds a change. */
import { type Version, versionLabel } from '../core/episodes.ts';
import { type CommandPayload, type IssueWord, WHOLE_COMMUNE } from '../core/model.ts';
import type { AskedByPerson, MissingSound, Sounding, TodayLine } from '../core/on-air.ts';
import type { EpochMs } from '../core/time.ts';
import { EXTENDED_MS } from './commands.ts';
import type { Db } from './database.ts';
import { lastStep, onDesk } from './episode-steps.ts';

type Issue = { readonly issueWord: IssueWord | null } & { readonly [K in keyof Version]: Version[K] | null };
type Row<T> = Omit<T, 'episodeLabel'> & Issue;
type LineRow = Row<TodayLine> & { readonly label: string | null; readonly at: EpochMs };

const ISSUE = 'p.issue_word AS issueWord, ep.year, ep.number, ep.language';
/** Null for the whole commune. */
const zoneName = (id: string) => `(SELECT name FROM zones WHERE id = ${id} AND id <> '${WHOLE_COMMUNE}') AS zoneName`;
/** An airing as its newest correction has it (core/correction.ts). */
const RIGHT = 'LEFT JOIN corrections c ON c.id = (SELECT max(id) FROM corrections WHERE airing_id = a.id)';
const right = (column: string) => `iif(c.id IS NULL, a.${column}, c.${column})`;
const ENTRY = `SELECT e.id AS entryId, e.kind, e.title, e.episode_id AS episodeId, ${ISSUE}, NULL AS label, e.missing,
    e.planned_start AS plannedStart, e.planned_end AS plannedEnd, ${right('outcome')} AS outcome,
    ${right('reason')} AS reason, ${right('started_at')} AS startedAt,
    CASE WHEN a.outcome <> 'on-air' THEN ${right('ended_at')} END AS endedAt, ${zoneName('e.zone_id')},
    e.planned_start AS at
  FROM entries e LEFT JOIN programmes p ON p.id = e.programme_id LEFT JOIN episodes ep ON ep.id = e.episode_id
    LEFT JOIN airings a ON a.id = (SELECT max(id) FROM airings WHERE entry_id = e.id) ${RIGHT}`;

const labelOf = ({ issueWord, year, number, language }: Issue): string | null =>
  issueWord && year && number && language ? versionLabel(issueWord, { year, number, language }) : null;

const toLine = ({ issueWord, year, number, language, label, at: _, ...line }: LineRow): TodayLine => ({
  ...line,
  episodeLabel: label ?? labelOf({ issueWord, year, number, language }),
});

type AskedRow = Omit<Row<AskedByPerson>, 'payload'> & { readonly payload: string | null };

const toAsked = ({ payload, issueWord, year, number, language, ...asked }: AskedRow): AskedByPerson => ({
  ...asked,
  payload: payload === null ? {} : (JSON.parse(payload) as CommandPayload),
  episodeLabel: labelOf({ issueWord, year, number, language }),
});

/** The first issue of the entry's programme that has its sound and no approval of it. */
const UNAPPROVED = (
  which: string,
): string => `(SELECT ep.id FROM episodes ep JOIN recordings r ON r.id = ep.recording_id
  WHERE ep.programme_id = e.programme_id AND ep.archived_at IS NULL AND r.state = 'ready' AND r.archived_at IS NULL
    AND ${which} AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.episode_id = ep.id AND a.withdrawn_at IS NULL
      AND a.playout_sha256 = r.playout_sha256)
  ORDER BY ep.year, ep.number LIMIT 1)`;

export class Today {
  readonly #lines;
  readonly #next;
  readonly #missing;
  readonly #asked;
  readonly #sounding;

  constructor(db: Db) {
    this.#lines = db.prepare<{ from: EpochMs; until: EpochMs }, LineRow>(
      `${ENTRY} WHERE e.planned_start >= @from AND e.planned_start < @until
       UNION ALL
       SELECT NULL, kind, title, episode_id, NULL, NULL, NULL, NULL, episode_label, NULL, NULL, NULL,
         ${right('outcome')}, ${right('reason')}, coalesce(c.started_at, a.started_at),
         CASE WHEN a.outcome <> 'on-air' THEN coalesce(c.ended_at, a.ended_at) END, ${zoneName('zone_id')}, a.started_at
       FROM airings a ${RIGHT}
       WHERE entry_id IS NULL AND a.outcome <> 'cancelled' AND coalesce(a.started_at, planned_start) >= @from
         AND coalesce(a.started_at, planned_start) < @until
       ORDER BY at, entryId`,
    );
    this.#next = db.prepare<{ now: EpochMs; zoneId: string }, LineRow>(
      `${ENTRY} WHERE e.planned_start > @now AND e.zone_id = @zoneId AND e.missing IS NULL AND a.id IS NULL
       ORDER BY e.planned_start, e.id LIMIT 1`,
    );
    this.#missing = db.prepare<{ from: EpochMs; until: EpochMs }, MissingSound>(
      `SELECT e.missing, e.slot_id AS slotId, e.kind, e.title, e.programme_id AS programmeId,
         e.episode_id AS episodeId, min(e.planned_start) AS firstStart, count(*) AS count,
         ${UNAPPROVED(onDesk('ep'))} AS waitingEpisodeId,
         ${UNAPPROVED(`${lastStep('ep')} IS NULL`)} AS draftEpisodeId
       FROM entries e
       WHERE e.planned_start >= @from AND e.planned_start < @until
         AND e.missing <> 'cancelled-by-person'
       GROUP BY e.slot_id, e.missing ORDER BY firstStart, e.id`,
    );
    this.#asked = db.prepare<{ limit: number }, AskedRow>(
      `SELECT c.id, c.kind, c.entry_id AS entryId, c.episode_id AS episodeId, c.payload, c.issued_at AS issuedAt, c.state,
         c.acked_at AS ackedAt, c.answer, u.name AS by, coalesce(e.title, p.name) AS title, ${ISSUE}
       FROM commands c JOIN users u ON u.id = c.issued_by LEFT JOIN entries e ON e.id = c.entry_id
         LEFT JOIN episodes ep ON ep.id = coalesce(c.episode_id, e.episode_id)
         LEFT JOIN programmes p ON p.id = ep.programme_id
       ORDER BY c.id DESC LIMIT @limit`,
    );
    this.#sounding = db.prepare<{ zoneId: string }, Sounding>(
      `SELECT id AS airingId, entry_id AS entryId, episode_id AS episodeId, kind, title, episode_label AS episodeLabel,
         started_at AS startedAt, from_frame AS fromFrame, ended_at AS toldAt,
         iif(relay_url IS NULL, total_frames,
           total_frames + 48 * (SELECT ${EXTENDED_MS} AND entry_id = a.entry_id AND acked_at > a.started_at)) AS totalFrames
       FROM airings a WHERE outcome = 'on-air' AND zone_id = @zoneId AND kind <> 'drill' ORDER BY id DESC LIMIT 1`,
    );
  }

  /** Entries that start in [from, until) with their latest airing, and what sounded then without an entry. */
  lines(from: EpochMs, until: EpochMs): TodayLine[] {
    return this.#lines.all({ from, until }).map(toLine);
  }

  /** The next entry that has something to sound, on whatever day. */
  next(now: EpochMs, zoneId: string): TodayLine | undefined {
    const row = this.#next.get({ now, zoneId });
    return row && toLine(row);
  }

  /** What has nothing to sound in [from, until) and can be mended by a person, the soonest first. */
  missing(from: EpochMs, until: EpochMs): MissingSound[] {
    return this.#missing.all({ from, until });
  }

  /** The last commands, newest first. */
  asked(limit: number): AskedByPerson[] {
    return this.#asked.all({ limit }).map(toAsked);
  }

  /** The open airing of a zone. */
  sounding(zoneId: string): Sounding | undefined {
    return this.#sounding.get({ zoneId });
  }
}
