/**
 * The playlist as it is written down: the first of the three hinge tables. The planner writes what is to come, the
 * playout reads it. An entry keeps its id while its occurrence stands, because commands and airings refer to it.
 */
import type { Temporal } from 'temporal-polyfill';
import type { Entry, EntryDraft } from '../core/model.ts';
import { hasBegun, itemKey, type StandingEntry } from '../core/playlist.ts';
import { type EpochMs, startOfDay } from '../core/time.ts';
import type { Db } from './database.ts';
import { MODE_COLUMNS } from './modes.ts';

export type PlaylistChange = { readonly added: number; readonly changed: number; readonly removed: number };

const FIELDS = {
  slotId: 'slot_id',
  recurrenceId: 'recurrence_id',
  item: 'item',
  zoneId: 'zone_id',
  kind: 'kind',
  title: 'title',
  programmeId: 'programme_id',
  episodeId: 'episode_id',
  recordingId: 'recording_id',
  playoutSha256: 'playout_sha256',
  playoutFrames: 'playout_frames',
  relayUrl: 'relay_url',
  missing: 'missing',
  plannedStart: 'planned_start',
  plannedEnd: 'planned_end',
  slotEnd: 'slot_end',
  paysForId: 'pays_for_id',
  ...MODE_COLUMNS,
} as const satisfies Record<keyof EntryDraft, string>;
const NAMES = Object.keys(FIELDS) as (keyof EntryDraft)[];
const COLUMNS = `id, ${NAMES.map((name) => `${FIELDS[name]} AS ${name}`).join(', ')}`;

const HAS_BEGUN = `(planned_start <= @now OR EXISTS (SELECT 1 FROM airings WHERE entry_id = entries.id))`;

export class Entries {
  readonly #db: Db;
  readonly #find;
  readonly #ofOccurrence;
  readonly #between;
  readonly #standing;
  readonly #standingOf;
  readonly #put;
  readonly #remove;
  readonly #silence;
  readonly #ownWrites;

  constructor(db: Db) {
    this.#db = db;
    this.#find = db.prepare<{ id: number }, Entry>(`SELECT ${COLUMNS} FROM entries WHERE id = @id`);
    this.#ofOccurrence = db.prepare<{ slotId: string; recurrenceId: string; item: number | null }, Entry>(
      `SELECT ${COLUMNS} FROM entries WHERE slot_id = @slotId AND recurrence_id = @recurrenceId
         AND item = coalesce(@item, item)`,
    );
    this.#between = db.prepare<{ from: EpochMs; until: EpochMs }, Entry>(
      `SELECT ${COLUMNS} FROM entries WHERE planned_start >= @from AND planned_start < @until ORDER BY planned_start, id`,
    );
    const standing = `SELECT ${COLUMNS}, coalesce(
         (SELECT CASE WHEN outcome = 'on-air' THEN 'open'
                      WHEN outcome = 'cut' AND reason IN ('restart', 'shutdown', 'relay-lost', 'emergency', 'live') THEN 'broken'
                      ELSE 'closed' END
          FROM airings WHERE entry_id = entries.id ORDER BY id DESC LIMIT 1), 'none') AS airing
       FROM entries`;
    this.#standing = db.prepare<{ from: EpochMs }, StandingEntry>(
      `${standing} WHERE planned_start >= @from ORDER BY planned_start, id`,
    );
    this.#standingOf = db.prepare<{ slotId: string; recurrenceId: string }, StandingEntry>(
      `${standing} WHERE slot_id = @slotId AND recurrence_id = @recurrenceId ORDER BY planned_start, id`,
    );
    this.#put = db.prepare<[EntryDraft & { now: EpochMs }]>(
      `INSERT INTO entries (${Object.values(FIELDS).join(', ')}) VALUES (${NAMES.map((name) => `@${name}`).join(', ')})
       ON CONFLICT (slot_id, recurrence_id, item)
       DO UPDATE SET ${NAMES.map((name) => `${FIELDS[name]} = @${name}`).join(', ')} WHERE NOT ${HAS_BEGUN}`,
    );
    this.#remove = db.prepare<{ id: number }>(
      `DELETE FROM entries WHERE id = @id AND NOT EXISTS (SELECT 1 FROM commands WHERE entry_id = @id)
         AND NOT EXISTS (SELECT 1 FROM lives WHERE entry_id = @id)`,
    );
    this.#silence = db.prepare<{ id: number }>(
      `UPDATE entries SET missing = 'cancelled-by-person', playout_sha256 = NULL, playout_frames = NULL, relay_url = NULL,
         kind = iif(kind = 'live', 'notice', kind) -- a live lacks nothing, as the table has it
       WHERE id = @id AND missing IS NOT 'cancelled-by-person'`,
    );
    this.#ownWrites = db.prepare<[], number>('SELECT total_changes()').pluck();
  }

  find(id: number): Entry | undefined {
    return this.#find.get({ id });
  }

  /** Of that item of a session, or any. */
  ofOccurrence(slotId: string, recurrenceId: string, item: number | null = null): Entry | undefined {
    return this.#ofOccurrence.get({ slotId, recurrenceId, item });
  }

  /** Those that start in [from, until), in order of time. */
  between(from: EpochMs, until: EpochMs): Entry[] {
    return this.#between.all({ from, until });
  }

  /** Those that start on `day` of `zone`. */
  onDay(day: Temporal.PlainDate, zone: string): Entry[] {
    return this.between(startOfDay(day, zone), startOfDay(day.add({ days: 1 }), zone));
  }

  /** Those that start at `from` or later, with what the log tells of each. */
  standing(from: EpochMs): StandingEntry[] {
    return this.#standing.all({ from });
  }

  /** Of one occurrence: of a session each of its items. */
  standingOf(slotId: string, recurrenceId: string): StandingEntry[] {
    return this.#standingOf.all({ slotId, recurrenceId });
  }

  /**
   * Makes what is to come before `until` equal to `drafts`. What has begun stays as it is; entries beyond `until` stay
   * unless a draft takes their place. One that vanished but is named by a command stays too, without sound. `standing`: when it has been read already in this transaction.
   */
  replaceFuture(
    drafts: readonly EntryDraft[],
    now: EpochMs,
    until: EpochMs,
    standing: readonly StandingEntry[] = this.standing(now),
  ): PlaylistChange {
    return this.atomically(() => {
      const isComing = (entry: StandingEntry): boolean => !hasBegun(entry, now) && entry.plannedStart < until;
      const coming = new Map(standing.filter(isComing).map((entry) => [itemKey(entry), entry]));
      const change = { added: 0, changed: 0, removed: 0 };
      for (const draft of drafts) {
        const before = coming.get(itemKey(draft));
        coming.delete(itemKey(draft));
        if (before && NAMES.every((name) => before[name] === draft[name])) continue;
        change[before ? 'changed' : 'added'] += this.#put.run({ ...draft, now }).changes;
      }
      for (const { id } of coming.values())
        change.removed += this.#remove.run({ id }).changes || this.#silence.run({ id }).changes;
      return change;
    });
  }

  /** Runs `work` as one transaction in which nobody else writes. */
  atomically<T>(work: () => T): T {
    return this.#db.transaction(work).immediate();
  }

  /** Two equal answers: between them nothing in the database was changed, by this process or another. */
  databaseState(): string {
    return `${this.#db.pragma('data_version', { simple: true })} ${this.#ownWrites.get()}`;
  }
}
