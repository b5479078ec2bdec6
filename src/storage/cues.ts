/** Reads entries, and episodes asked for by a command, as the air needs them: whole, with every name the log keeps. */
import { type Cue, comesUpUntil, PLAIN_CUE, type Substitute } from '../core/cue.ts';
import { issueLabel } from '../core/episodes.ts';
import type { IssueWord } from '../core/model.ts';
import { after, durationMs, type EpochMs, epochMs, HOUR } from '../core/time.ts';
import { AiredIssues } from './counted.ts';
import type { Db } from './database.ts';
import { readModes } from './modes.ts';

type Coded = 'key' | 'commandId' | 'episodeLabel' | 'music' | 'substitutes' | 'standsIn';
type Row = Omit<Cue, Coded> & {
  readonly music: 0 | 1 | null;
  /** JSON: the ladder. */
  readonly substitutes: string;
  readonly issueWord: IssueWord | null;
  readonly year: number | null;
  readonly number: number | null;
};

type EpisodeRow = Omit<Row, 'kind' | keyof typeof PLAIN_CUE> & Pick<Row, 'music'>;

/** A break the air may take up again; every other ending is final. */
const BROKEN = `outcome = 'cut' AND reason IN ('restart', 'shutdown')`;

/** No slot is longer than a day, and none begins a day late. */
const LONGEST_AGO = durationMs(-50 * HOUR);

/** The steps of the ladder that can sound: the slot's, the programme's, the station's. */
const SUBSTITUTES = `(SELECT json_group_array(json_object('step', step, 'recordingId', r.id, 'title', r.title,
      'playoutSha256', r.playout_sha256, 'totalFrames', r.playout_frames) ORDER BY rank)
    FROM (SELECT 1 AS rank, 'substitute-slot' AS step, s.substitute_recording_id AS recording_id
      UNION ALL SELECT 2, 'substitute-programme', p.evergreen_recording_id
      UNION ALL SELECT 3, 'substitute-station', (SELECT value FROM settings WHERE key = 'fillerRecordingId'))
    JOIN recordings r ON r.id = CAST(recording_id AS INTEGER) AND r.state = 'ready' AND r.archived_at IS NULL)`;

const ENTRY = `SELECT e.id AS entryId, e.zone_id AS zoneId, e.kind, e.title, e.slot_id AS slotId,
    e.recurrence_id AS recurrenceId, e.programme_id AS programmeId, p.name AS programmeName,
    e.episode_id AS episodeId, p.issue_word AS issueWord, ep.year, ep.number, e.recording_id AS recordingId,
    e.playout_sha256 AS playoutSha256, e.playout_frames AS totalFrames, e.missing,
    e.planned_start AS plannedStart, e.planned_end AS plannedEnd, e.slot_end AS slotEnd, e.pays_for_id AS paysForId,
    ${readModes('e')},
    e.kind = 'music' OR coalesce(p.music, 0) AS music, ${SUBSTITUTES} AS substitutes,
    b.id AS continuesId, b.started_at - b.from_frame / 48.0 AS continuesOrigin
  FROM entries e JOIN slots s ON s.id = e.slot_id
    LEFT JOIN airings b ON b.id = (SELECT max(id) FROM airings WHERE entry_id = e.id AND ${BROKEN})
    LEFT JOIN programmes p ON p.id = e.programme_id LEFT JOIN episodes ep ON ep.id = e.episode_id`;

export class Cues {
  readonly #due;
  readonly #forgotten;
  readonly #entry;
  readonly #episode;
  readonly #aired;

  constructor(db: Db) {
    this.#due = db.prepare<{ from: EpochMs; until: EpochMs }, Row>(
      `${ENTRY} WHERE e.planned_start >= @from AND e.planned_start < @until
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome <> 'on-air' AND NOT (${BROKEN}))
       ORDER BY e.planned_start, e.id`,
    );
    this.#forgotten = db.prepare<{ from: EpochMs; before: EpochMs }, Row>(
      `${ENTRY} WHERE e.planned_start >= @from AND e.planned_start < @before AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id)
       ORDER BY e.planned_start, e.id`,
    );
    this.#entry = db.prepare<[number], Row>(
      `${ENTRY} WHERE e.id = ?
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome <> 'on-air' AND NOT (${BROKEN}))`,
    );
    this.#aired = new AiredIssues(db);
    this.#episode = db.prepare<{ id: number; zoneId: string }, EpisodeRow>(
      `SELECT NULL AS entryId, @zoneId AS zoneId, p.name AS title, NULL AS slotId, NULL AS recurrenceId,
         p.id AS programmeId, p.name AS programmeName, ep.id AS episodeId, p.issue_word AS issueWord, ep.year, ep.number,
         r.id AS recordingId, r.playout_sha256 AS playoutSha256, r.playout_frames AS totalFrames, NULL AS missing,
         NULL AS plannedStart, NULL AS plannedEnd, p.music
       FROM episodes ep JOIN programmes p ON p.id = ep.programme_id
         JOIN recordings r ON r.id = ep.recording_id AND r.state = 'ready' AND r.archived_at IS NULL
       WHERE ep.id = @id AND ep.archived_at IS NULL AND EXISTS
         (SELECT 1 FROM approvals WHERE episode_id = ep.id AND withdrawn_at IS NULL AND playout_sha256 = r.playout_sha256)`,
    );
  }

  /** What may still sound between now and `until`: everything not ended for good. */
  due(now: EpochMs, until: EpochMs): Cue[] {
    const rows = this.#due.all({ from: after(now, LONGEST_AGO), until });
    return rows.map((row) => toCue(row, null)).filter((cue) => comesUpUntil(cue) > now);
  }

  /** Entries from `from` on that can come up no more at `before`, and of which the log tells nothing. */
  forgotten(from: EpochMs, before: EpochMs): Cue[] {
    const rows = this.#forgotten.all({ from, before });
    return rows.map((row) => toCue(row, null)).filter((cue) => comesUpUntil(cue) < before);
  }

  /** The cue of a "start now"; `undefined` when its entry is over, or there is none, or no approved sound. */
  forCommand(command: {
    id: number;
    zoneId: string;
    entryId: number | null;
    episodeId: number | null;
  }): Cue | undefined {
    if (command.entryId !== null) {
      const row = this.#entry.get(command.entryId);
      // From its first word, whatever of it a restart broke off.
      return row && toCue({ ...row, continuesOrigin: null }, command.id);
    }
    const row = this.#episode.get({ id: command.episodeId!, zoneId: command.zoneId });
    const kind = this.#aired.of(command.episodeId!) === null ? 'premiere' : 'replay';
    return row && toCue({ ...PLAIN_CUE, ...row, kind, substitutes: '[]' }, command.id);
  }
}

function toCue(
  { issueWord, year, number, music, substitutes, continuesOrigin, ...row }: Row,
  commandId: number | null,
): Cue {
  return {
    ...row,
    commandId,
    key: commandId === null ? `e${row.entryId}` : `c${commandId}`,
    episodeLabel: issueWord && year && number ? issueLabel(issueWord, { year, number }) : null,
    music: music === 1,
    standsIn: null,
    substitutes: JSON.parse(substitutes) as readonly Substitute[],
    continuesOrigin: continuesOrigin === null ? null : epochMs(continuesOrigin),
  };
}
