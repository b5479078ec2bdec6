/** The standing places on the air. One that has been on the playlist is archived, never deleted. */
import type { Sound } from '../core/episodes.ts';
import type { DayType, SessionItem, Slot } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';
import { modeColumns, modeValues, readModes, setModes } from './modes.ts';

type Coded = 'exdates' | 'rdates' | 'dayTypes' | 'items';
type Row = Omit<Slot, Coded> & {
  readonly exdates: string;
  readonly rdates: string;
  readonly dayTypes: string | null;
  readonly items: string | null;
};
/** `items` are the template's. */
export type SlotDraft = Omit<Slot, 'items' | 'archivedAt'>;

const COLUMNS = `id, plan_id AS planId, title, zone_id AS zoneId, rrule, start_date AS startDate,
  start_time AS startTime, time_zone AS timeZone, duration_ms AS durationMs, exdates, rdates, overflow, plays,
  programme_id AS programmeId, recording_id AS recordingId, relay_url AS relayUrl, day_types AS dayTypes,
  language, replay_of AS replayOf, template_id AS templateId,
  (SELECT items FROM session_templates t WHERE t.id = template_id AND slots.plays = 'session') AS items,
  substitute_recording_id AS substituteRecordingId, ${readModes()}, changed_at AS changedAt, archived_at AS archivedAt`;

const days = (text: string): readonly string[] => JSON.parse(text) as string[];
const decode = (row: Row): Slot => ({
  ...row,
  exdates: days(row.exdates),
  rdates: days(row.rdates),
  dayTypes: row.dayTypes === null ? null : (days(row.dayTypes) as readonly DayType[]),
  items: row.items === null ? [] : (JSON.parse(row.items) as readonly SessionItem[]),
});
const encode = (draft: SlotDraft) => ({
  ...draft,
  exdates: JSON.stringify(draft.exdates),
  rdates: JSON.stringify(draft.rdates),
  dayTypes: draft.dayTypes && JSON.stringify(draft.dayTypes),
});

export class Slots {
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #archive;
  readonly #remove;
  readonly #sounds;

  constructor(db: Db) {
    this.#add = db.prepare<[ReturnType<typeof encode>], Row>(
      `INSERT INTO slots (id, plan_id, title, zone_id, rrule, start_date, start_time, time_zone, duration_ms, exdates,
         rdates, overflow, plays, programme_id, recording_id, relay_url, day_types, language, replay_of, template_id,
         substitute_recording_id, ${modeColumns}, changed_at, position)
       VALUES (@id, @planId, @title, @zoneId, @rrule, @startDate, @startTime, @timeZone, @durationMs, @exdates,
         @rdates, @overflow, @plays, @programmeId, @recordingId, @relayUrl, @dayTypes, @language, @replayOf, @templateId,
         @substituteRecordingId, ${modeValues}, @changedAt,
         (SELECT coalesce(max(position) + 1, 0) FROM slots)) RETURNING ${COLUMNS}`,
    );
    this.#change = db.prepare<[ReturnType<typeof encode>], Row>(
      `UPDATE slots SET plan_id = @planId, title = @title, zone_id = @zoneId, rrule = @rrule, start_date = @startDate,
         start_time = @startTime, time_zone = @timeZone, duration_ms = @durationMs, exdates = @exdates,
         rdates = @rdates, overflow = @overflow, plays = @plays, programme_id = @programmeId,
         recording_id = @recordingId, relay_url = @relayUrl, day_types = @dayTypes,
         language = @language, replay_of = @replayOf, template_id = @templateId, substitute_recording_id = @substituteRecordingId, ${setModes}, changed_at = @changedAt
       WHERE id = @id RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: string }, Row>(`SELECT ${COLUMNS} FROM slots WHERE id = @id`);
    this.#list = db.prepare<{ archived: 0 | 1 }, Row>(
      `SELECT ${COLUMNS} FROM slots WHERE archived_at IS NULL OR @archived ORDER BY position, id`,
    );
    this.#archive = db.prepare<{ id: string; at: EpochMs; archivedAt: EpochMs | null }>(
      'UPDATE slots SET archived_at = @archivedAt, changed_at = @at WHERE id = @id',
    );
    this.#remove = db.prepare<{ id: string }>(
      `DELETE FROM slots WHERE id = @id AND NOT EXISTS (SELECT 1 FROM entries WHERE slot_id = @id)
         AND NOT EXISTS (SELECT 1 FROM exceptions WHERE slot_id = @id)`,
    );
    this.#sounds = db.prepare<[], Sound>(
      `SELECT id, state, archived_at AS archivedAt, playout_sha256 AS playoutSha256, playout_frames AS playoutFrames
       FROM recordings WHERE id IN (
         SELECT recording_id FROM slots WHERE archived_at IS NULL
         UNION SELECT recording_id FROM exceptions WHERE recording_id IS NOT NULL
         UNION SELECT json_extract(i.value, '$.recordingId') FROM session_templates t, json_each(t.items) i
           WHERE t.archived_at IS NULL
         UNION SELECT json_extract(i.value, '$.recordingId') FROM exceptions e, json_each(e.session, '$.items') i
         UNION SELECT json_extract(i.value, '$.recordingId') FROM exceptions e, json_each(e.session, '$.added') i
         UNION SELECT CAST(value AS INTEGER) FROM settings WHERE key = 'fillerRecordingId')`,
    );
  }

  /** The id comes from `freeSlug` or a plan file; one that is taken throws. */
  add(draft: SlotDraft): Slot {
    return decode(this.#add.get(encode(draft))!);
  }

  change(draft: SlotDraft): Slot | undefined {
    const row = this.#change.get(encode(draft));
    return row && decode(row);
  }

  find(id: string): Slot | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** In the order of the plan, those added on screen behind. */
  list({ archived = false } = {}): Slot[] {
    return this.#list.all({ archived: archived ? 1 : 0 }).map(decode);
  }

  archive(id: string, at: EpochMs): boolean {
    return this.#archive.run({ id, at, archivedAt: at }).changes > 0;
  }

  restore(id: string, at: EpochMs): boolean {
    return this.#archive.run({ id, at, archivedAt: null }).changes > 0;
  }

  /** Of one made by mistake a moment ago; false when it has been on a playlist, and is to be archived. */
  remove(id: string): boolean {
    return this.#remove.run({ id }).changes > 0;
  }

  /** The recordings that slots and sessions play always, or a person has put in a place, and the station's filler. */
  sounds(): Sound[] {
    return this.#sounds.all();
  }
}
