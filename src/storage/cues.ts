/** Reads entries, and episodes asked for by a command, as the air needs them: whole, with every name the log keeps. */
import { type BrokenStandIn, type Cue, comesUpUntil, PLAIN_CUE, type Substitute, standInAgain } from '../core/cue.ts';
import { versionLabel } from '../core/episodes.ts';
import type { Language } from '../core/languages.ts';
import type { IssueWord } from '../core/model.ts';
import { after, dayOf, durationMs, type EpochMs, epochMs, HOUR } from '../core/time.ts';
import { EXTENDED_MS } from './commands.ts';
import { AiredIssues } from './counted.ts';
import type { Db } from './database.ts';
import { readModes } from './modes.ts';

type Coded = 'key' | 'commandId' | 'episodeLabel' | 'music' | 'substitutes' | 'standsIn' | 'standsForId';
type Row = Omit<Cue, Coded> & {
  readonly music: 0 | 1 | null;
  /** JSON: the ladder. */
  readonly substitutes: string;
  readonly issueWord: IssueWord | null;
  readonly year: number | null;
  readonly number: number | null;
  readonly language: Language | null;
};

type EpisodeRow = Omit<Row, 'kind' | keyof typeof PLAIN_CUE> & Pick<Row, 'music'>;

type BrokenRow = Omit<BrokenStandIn, 'fills'> & { readonly entryId: number; readonly fills: 0 | 1 };

/** A break the air may take up again; every other ending is final. */
const BROKEN = `outcome = 'cut' AND reason IN ('restart', 'shutdown', 'relay-lost', 'emergency', 'live', 'clock-implausible')`;

/** No slot is longer than a day, and none begins a day late. */
const LONGEST_AGO = durationMs(-50 * HOUR);

/** Of a day of mourning: what was chosen for it, or nothing; the station's own filler is music. */
const MOURNING = `special_days WHERE type = 'mourning' AND withdrawn_at IS NULL
  AND station_day(e.planned_start) BETWEEN from_day AND until_day`;
const FILLER = `(SELECT iif(EXISTS (SELECT 1 FROM ${MOURNING}),
  (SELECT recording_id FROM ${MOURNING} AND recording_id IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT 1),
  (SELECT value FROM settings WHERE key = 'fillerRecordingId')))`;

/** The steps of the ladder that can sound: the slot's, the programme's, the station's. */
const SUBSTITUTES = `(SELECT json_group_array(json_object('step', step, 'recordingId', r.id, 'title', r.title,
      'playoutSha256', r.playout_sha256, 'totalFrames', r.playout_frames) ORDER BY rank)
    FROM (SELECT 1 AS rank, 'substitute-slot' AS step, s.substitute_recording_id AS recording_id
      UNION ALL SELECT 2, 'substitute-programme', p.evergreen_recording_id
      UNION ALL SELECT 3, 'substitute-station', ${FILLER})
    JOIN recordings r ON r.id = CAST(recording_id AS INTEGER) AND r.state = 'ready' AND r.archived_at IS NULL)`;

/** What a person has given an entry beyond its slot, in milliseconds. */
const EXTENDED = `(SELECT ${EXTENDED_MS} AND entry_id = e.id)`;

const ENTRY = `SELECT e.id AS entryId, e.zone_id AS zoneId, e.kind, e.title, e.slot_id AS slotId,
    e.recurrence_id AS recurrenceId, e.programme_id AS programmeId, p.name AS programmeName,
    e.episode_id AS episodeId, p.issue_word AS issueWord, ep.year, ep.number, ep.language, e.recording_id AS recordingId,
    e.playout_sha256 AS playoutSha256, e.relay_url AS relayUrl,
    iif(e.relay_url IS NULL, e.playout_frames, (e.slot_end + ${EXTENDED} - e.planned_start) * 48) AS totalFrames, e.missing,
    e.planned_start AS plannedStart, e.planned_end AS plannedEnd, e.slot_end + ${EXTENDED} AS slotEnd, e.pays_for_id AS paysForId,
    ${readModes('e')},
    e.kind IN ('music', 'live') OR coalesce(p.music, 0) AS music, ${SUBSTITUTES} AS substitutes,
    b.id AS continuesId, b.started_at - b.from_frame / 48.0 AS continuesOrigin
  FROM entries e JOIN slots s ON s.id = e.slot_id
    LEFT JOIN airings b ON b.id = (SELECT max(id) FROM airings WHERE entry_id = e.id AND ${BROKEN})
    LEFT JOIN programmes p ON p.id = e.programme_id LEFT JOIN episodes ep ON ep.id = e.episode_id`;

export class Cues {
  readonly #due;
  readonly #brokenStandIns;
  readonly #over;
  readonly #forgotten;
  readonly #entry;
  readonly #episode;
  readonly #aired;

  /** `zone`: of the station; it says on which day something is. */
  constructor(db: Db, zone: string) {
    db.function('station_day', { deterministic: true }, (at) => dayOf(Number(at) as EpochMs, zone).toString());
    this.#due = db.prepare<{ from: EpochMs; until: EpochMs }, Row>(
      // Nothing stands in for what a person called off.
      `${ENTRY} WHERE e.planned_start >= @from AND e.planned_start < @until
         AND e.missing IS NOT 'cancelled-by-person'
         AND NOT EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome <> 'on-air' AND NOT (${BROKEN}))
       ORDER BY e.planned_start, e.id`,
    );
    // Whose entry is over: of any other the entry itself still decides what sounds in its place.
    this.#brokenStandIns = db.prepare<{ from: EpochMs; now: EpochMs }, BrokenRow>(
      `SELECT e.id AS entryId, a.id AS airingId, a.recording_id AS recordingId, a.started_at - a.from_frame / 48.0 AS origin,
         EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome = 'completed') AS fills
       FROM entries e JOIN (SELECT * FROM airings WHERE ${BROKEN}) a
         ON a.id = (SELECT max(id) FROM airings WHERE stands_for_id = e.id)
       WHERE e.planned_start >= @from AND e.planned_start <= @now
         AND EXISTS (SELECT 1 FROM airings WHERE entry_id = e.id AND outcome <> 'on-air' AND NOT (${BROKEN}))`,
    );
    this.#over = db.prepare<[number], Row>(`${ENTRY} WHERE e.id = ?`);
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
         ep.language, r.id AS recordingId, r.playout_sha256 AS playoutSha256, NULL AS relayUrl,
         r.playout_frames AS totalFrames, NULL AS missing, NULL AS plannedStart, NULL AS plannedEnd, p.music
       FROM episodes ep JOIN programmes p ON p.id = ep.programme_id
         JOIN recordings r ON r.id = ep.recording_id AND r.state = 'ready' AND r.archived_at IS NULL
       WHERE ep.id = @id AND ep.archived_at IS NULL AND EXISTS
         (SELECT 1 FROM approvals WHERE episode_id = ep.id AND withdrawn_at IS NULL AND playout_sha256 = r.playout_sha256)`,
    );
  }

  /** What may still sound between now and `until`: everything not ended for good, and stand-ins that a restart broke. */
  due(now: EpochMs, until: EpochMs): Cue[] {
    const from = after(now, LONGEST_AGO);
    const rows = this.#due.all({ from, until });
    return [
      ...rows.map((row) => toCue(row, null)).filter((cue) => comesUpUntil(cue) > now),
      ...this.#brokenStandIns.all({ from, now }).flatMap(({ entryId, fills, origin, ...broken }) => {
        const cue = toCue(this.#over.get(entryId)!, null);
        return standInAgain(cue, { ...broken, origin: epochMs(origin), fills: fills === 1 }, now) ?? [];
      }),
    ];
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
  { issueWord, year, number, language, music, substitutes, continuesOrigin, ...row }: Row,
  commandId: number | null,
): Cue {
  return {
    ...row,
    commandId,
    key: commandId === null ? `e${row.entryId}` : `c${commandId}`,
    episodeLabel: issueWord && year && number && language ? versionLabel(issueWord, { year, number, language }) : null,
    music: music === 1,
    standsIn: null,
    standsForId: null,
    substitutes: JSON.parse(substitutes) as readonly Substitute[],
    continuesOrigin: continuesOrigin === null ? null : epochMs(continuesOrigin),
  };
}
