/** Who changed what about the schedule, and when: what a removed exception or a slot's new rule does not tell. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** Without a recurrence id it is about every occurrence of the slot. */
export type ScheduleChange = {
  readonly at: EpochMs;
  readonly madeBy: number | null;
  /** "Đã dời …". */
  readonly words: string;
  readonly slotId: string;
  readonly recurrenceId: string | null;
};

export class ScheduleChanges {
  readonly #add;
  readonly #since;

  constructor(db: Db) {
    this.#add = db.prepare<ScheduleChange>(
      `INSERT INTO schedule_changes (at, made_by, words, slot_id, recurrence_id)
       VALUES (@at, @madeBy, @words, @slotId, @recurrenceId)`,
    );
    this.#since = db.prepare<{ at: EpochMs }, ScheduleChange & { readonly by: string | null }>(
      `SELECT at, made_by AS madeBy, (SELECT name FROM users WHERE users.id = made_by) AS by, words, slot_id AS slotId,
         recurrence_id AS recurrenceId
       FROM schedule_changes WHERE at >= @at ORDER BY schedule_changes.id`,
    );
  }

  add(change: ScheduleChange): void {
    this.#add.run(change);
  }

  /** Oldest first, with the names of those who made them. */
  since(at: EpochMs): (ScheduleChange & { readonly by: string | null })[] {
    return this.#since.all({ at });
  }
}
