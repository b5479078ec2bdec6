/** Lịch trực. A shift taken off stays on record; what was on duty then stands in the log by name. */
import type { Shift } from '../core/roster.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type ShiftDraft = Omit<Shift, 'id'>;
type Made = { readonly madeBy: number | null; readonly madeAt: EpochMs };

const COLUMNS = `duty_shifts.id, weekday, day, from_time AS "from", until_time AS until, zone_id AS zoneId, user_id AS userId,
  coalesce((SELECT u.name FROM users u WHERE u.id = user_id), duty_shifts.name) AS name, instead_of AS insteadOf, reason,
  valid_from AS validFrom, valid_until AS validUntil`;

export class Roster {
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #remove;

  constructor(db: Db) {
    this.#add = db
      .prepare<[ShiftDraft & Made], number>(
        `INSERT INTO duty_shifts (weekday, day, from_time, until_time, zone_id, user_id, name, instead_of, reason, valid_from,
           valid_until, made_by, made_at)
         VALUES (@weekday, @day, @from, @until, @zoneId, @userId, @name, @insteadOf, @reason, @validFrom, @validUntil, @madeBy,
           @madeAt) RETURNING id`,
      )
      .pluck();
    this.#change = db.prepare<[Shift & Made]>(
      `UPDATE duty_shifts SET weekday = @weekday, day = @day, from_time = @from, until_time = @until, zone_id = @zoneId,
         user_id = @userId, name = @name, instead_of = @insteadOf, reason = @reason, valid_from = @validFrom,
         valid_until = @validUntil, made_by = @madeBy, made_at = @madeAt WHERE id = @id AND removed_at IS NULL`,
    );
    this.#find = db.prepare<{ id: number }, Shift>(
      `SELECT ${COLUMNS} FROM duty_shifts WHERE id = @id AND removed_at IS NULL`,
    );
    this.#list = db.prepare<[], Shift>(
      `SELECT ${COLUMNS} FROM duty_shifts WHERE removed_at IS NULL ORDER BY day, weekday, from_time, id`,
    );
    this.#remove = db.prepare<{ id: number; at: EpochMs }>(
      'UPDATE duty_shifts SET removed_at = @at WHERE id = @id AND removed_at IS NULL',
    );
  }

  add(draft: ShiftDraft & Made): Shift {
    return this.find(this.#add.get(draft)!)!;
  }

  change(shift: Shift & Made): boolean {
    return this.#change.run(shift).changes > 0;
  }

  find(id: number): Shift | undefined {
    return this.#find.get({ id });
  }

  /** With people called as they are now. */
  list(): Shift[] {
    return this.#list.all();
  }

  remove(id: number, at: EpochMs): boolean {
    return this.#remove.run({ id, at }).changes > 0;
  }
}
