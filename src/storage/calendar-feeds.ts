/** Secret links to the schedule for calendar programs, and which slot came of which event of somebody else's file. */
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

/** Of one zone or of one programme. */
export type CalendarLink = {
  readonly id: number;
  readonly token: string;
  readonly zoneId: string | null;
  readonly programmeId: string | null;
  readonly madeBy: number;
  readonly madeAt: EpochMs;
};
export type CalendarLinkDraft = Omit<CalendarLink, 'id'>;

const COLUMNS = 'id, token, zone_id AS zoneId, programme_id AS programmeId, made_by AS madeBy, made_at AS madeAt';

export class CalendarFeeds {
  readonly #add;
  readonly #list;
  readonly #find;
  readonly #withdraw;
  readonly #uid;
  readonly #slotOf;
  readonly #keep;

  constructor(db: Db) {
    this.#add = db.prepare<[CalendarLinkDraft], CalendarLink>(
      `INSERT INTO calendar_feeds (token, zone_id, programme_id, made_by, made_at)
       VALUES (@token, @zoneId, @programmeId, @madeBy, @madeAt) RETURNING ${COLUMNS}`,
    );
    this.#list = db.prepare<[], CalendarLink>(
      `SELECT ${COLUMNS} FROM calendar_feeds WHERE withdrawn_at IS NULL ORDER BY id`,
    );
    this.#find = db.prepare<{ token: string }, CalendarLink>(
      `SELECT ${COLUMNS} FROM calendar_feeds WHERE token = @token AND withdrawn_at IS NULL`,
    );
    this.#withdraw = db.prepare<{ id: number; at: EpochMs }>(
      'UPDATE calendar_feeds SET withdrawn_at = @at WHERE id = @id AND withdrawn_at IS NULL',
    );
    this.#uid = db.prepare<[], string>('SELECT uid FROM station_uid').pluck();
    this.#slotOf = db.prepare<{ uid: string }, string>('SELECT slot_id FROM event_uids WHERE uid = @uid').pluck();
    this.#keep = db.prepare<{ uid: string; slotId: string }>(
      `INSERT INTO event_uids (uid, slot_id) VALUES (@uid, @slotId)
       ON CONFLICT (uid) DO UPDATE SET slot_id = excluded.slot_id`,
    );
  }

  add(draft: CalendarLinkDraft): CalendarLink {
    return this.#add.get(draft)!;
  }

  /** Those in force. */
  list(): CalendarLink[] {
    return this.#list.all();
  }

  find(token: string): CalendarLink | undefined {
    return this.#find.get({ token });
  }

  /** False when it is not in force. */
  withdraw(id: number, at: EpochMs): boolean {
    return this.#withdraw.run({ id, at }).changes > 0;
  }

  /** Of this station, in the UIDs of its events. */
  stationUid(): string {
    return this.#uid.get()!;
  }

  /** The slot that an event of another calendar became. */
  slotOfEvent(uid: string): string | undefined {
    return this.#slotOf.get({ uid });
  }

  keepEvent(uid: string, slotId: string): void {
    this.#keep.run({ uid, slotId });
  }
}
