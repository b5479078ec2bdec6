/** Reads entries, and episodes asked for by a command, as the air needs them: whole, with every name the log keeps. */
import type { Cue } from '../core/cue.ts';
import { issueLabel } from '../core/episodes.ts';
import type { IssueWord } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<Cue, 'key' | 'commandId' | 'episodeLabel'> & {
  readonly issueWord: IssueWord | null;
  readonly year: number | null;
  readonly number: number | null;
};

/** A break the air may take up again; every other ending is final. */
const BROKEN = `outcome = 'cut' AND reason IN ('restart', 'shutdown')`;

const ENTRY = `SELECT e.id AS entryId, e.zone_id AS zoneId, e.kind, e.title, e.slot_id AS slotId,
    e.recurrence_id AS recurrenceId, e.programme_id AS programmeId, p.name AS programmeName,
    e.episode_id AS episodeId, p.issue_word AS issueWord, ep.year, ep.number, e.recording_id AS recordingId,
    e.playout_sha256 AS playoutSha256, e.playout_frames AS totalFrames, e.missing,
    e.planned_start AS plannedStart, e.planned_end AS plannedEnd,
    (SELECT max(id) FROM airings WHERE entry_id = e.id AND ${BROKEN}) AS continuesId
  FROM entries e LEFT JOIN programmes p ON p.id = e.programme_id LEFT JOIN episodes ep ON ep.id = e.episode_id`;

export class Cues {
  readonly #due;
  readonly #forgotten;
  readonly #entry;
  readonly #episode;

  constructor(db: Db) {
    this.#due = db.prepare<{ now: EpochMs; until: EpochMs }, Row>(
      `${ENTRY} WHERE e.planned_start < @until AND e.planned_end > @now
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome <> 'on-air' AND NOT (${BROKEN}))
       ORDER BY e.planned_start, e.id`,
    );
    this.#forgotten = db.prepare<{ before: EpochMs }, Row>(
      `${ENTRY} WHERE e.planned_end < @before AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id)
       ORDER BY e.planned_start, e.id`,
    );
    this.#entry = db.prepare<[number], Row>(`${ENTRY} WHERE e.id = ?`);
    this.#episode = db.prepare<{ id: number; zoneId: string }, Row>(
      `SELECT NULL AS entryId, @zoneId AS zoneId, p.name AS title, NULL AS slotId, NULL AS recurrenceId,
         p.id AS programmeId, p.name AS programmeName, ep.id AS episodeId, p.issue_word AS issueWord, ep.year, ep.number,
         r.id AS recordingId, r.playout_sha256 AS playoutSha256, r.playout_frames AS totalFrames, NULL AS missing,
         NULL AS plannedStart, NULL AS plannedEnd, NULL AS continuesId,
         CASE WHEN EXISTS (SELECT 1 FROM airings WHERE episode_id = ep.id AND share >= 0.9) THEN 'replay'
              ELSE 'premiere' END AS kind
       FROM episodes ep JOIN programmes p ON p.id = ep.programme_id
         JOIN recordings r ON r.id = ep.recording_id AND r.state = 'ready' AND r.archived_at IS NULL
       WHERE ep.id = @id AND ep.archived_at IS NULL AND EXISTS
         (SELECT 1 FROM approvals WHERE episode_id = ep.id AND withdrawn_at IS NULL AND playout_sha256 = r.playout_sha256)`,
    );
  }

  /** What may still sound between now and `until`: everything not ended for good. */
  due(now: EpochMs, until: EpochMs): Cue[] {
    return this.#due.all({ now, until }).map((row) => toCue(row, null));
  }

  /** Entries over before `before` of which the log tells nothing. */
  forgotten(before: EpochMs): Cue[] {
    return this.#forgotten.all({ before }).map((row) => toCue(row, null));
  }

  /** The cue of a "start now"; `undefined` when there is no such entry or no approved sound. */
  forCommand(command: {
    id: number;
    zoneId: string;
    entryId: number | null;
    episodeId: number | null;
  }): Cue | undefined {
    const row =
      command.entryId !== null
        ? this.#entry.get(command.entryId)
        : this.#episode.get({ id: command.episodeId!, zoneId: command.zoneId });
    return row && toCue({ ...row, continuesId: null }, command.id);
  }
}

function toCue({ issueWord, year, number, ...row }: Row, commandId: number | null): Cue {
  const episodeLabel = issueWord && year && number ? issueLabel(issueWord, { year, number }) : null;
  return { ...row, commandId, key: commandId === null ? `e${row.entryId}` : `c${commandId}`, episodeLabel };
}
