/** The outbox: what was said, and every mail or call that carries it, from queued to sent or failed. */
import type { NotificationKind, Said } from '../core/notification.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type NewNotification = Said & {
  readonly key: string;
  readonly kind: NotificationKind;
  readonly madeAt: EpochMs;
};
/** One of `userId` and `webhookId`. */
export type Addressee = {
  readonly userId: number | null;
  readonly webhookId: number | null;
  readonly address: string;
  readonly messageId: string;
  readonly dueAt: EpochMs;
};
export type DeliveryState = 'queued' | 'sent' | 'failed';
export type Delivery = Addressee & {
  readonly id: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly madeAt: EpochMs;
  readonly endedAt: EpochMs | null;
  /** Why the last try failed, in Vietnamese. */
  readonly error: string | null;
};
export type Notification = NewNotification & { readonly id: number };
type Row = Omit<Notification, 'lines'> & { readonly lines: string };

const COLUMNS = `id, user_id AS userId, webhook_id AS webhookId, address, message_id AS messageId, state, attempts,
  made_at AS madeAt, due_at AS dueAt, ended_at AS endedAt, error`;

export class Notifications {
  readonly #db;
  readonly #add;
  readonly #open;
  readonly #queue;
  readonly #hasten;
  readonly #item;
  readonly #due;
  readonly #nextDue;
  readonly #items;
  readonly #begin;
  readonly #end;
  readonly #later;
  readonly #requeue;
  readonly #find;
  readonly #list;
  readonly #sweep;

  constructor(db: Db) {
    this.#db = db;
    this.#add = db
      .prepare<Omit<Row, 'id'>, number>(
        `INSERT INTO notifications (key, kind, subject, lines, link, made_at)
         VALUES (@key, @kind, @subject, @lines, @link, @madeAt) ON CONFLICT (key) DO NOTHING RETURNING id`,
      )
      .pluck();
    // A person's mail that nobody has tried yet takes more in; a webhook is called for each.
    this.#open = db
      .prepare<{ userId: number | null }, number>(
        `SELECT id FROM deliveries WHERE state = 'queued' AND attempts = 0 AND user_id = @userId ORDER BY id LIMIT 1`,
      )
      .pluck();
    this.#queue = db
      .prepare<Addressee & { madeAt: EpochMs }, number>(
        `INSERT INTO deliveries (user_id, webhook_id, address, message_id, made_at, due_at)
         VALUES (@userId, @webhookId, @address, @messageId, @madeAt, @dueAt) RETURNING id`,
      )
      .pluck();
    this.#hasten = db.prepare<{ id: number; dueAt: EpochMs }>(
      'UPDATE deliveries SET due_at = min(due_at, @dueAt) WHERE id = @id',
    );
    this.#item = db.prepare<{ deliveryId: number; notificationId: number }>(
      'INSERT INTO delivery_items VALUES (@deliveryId, @notificationId)',
    );
    this.#due = db.prepare<{ now: EpochMs; limit: number }, Delivery>(
      `SELECT ${COLUMNS} FROM deliveries WHERE state = 'queued' AND due_at <= @now ORDER BY due_at, id LIMIT @limit`,
    );
    this.#nextDue = db.prepare<[], EpochMs | null>(`SELECT min(due_at) FROM deliveries WHERE state = 'queued'`).pluck();
    this.#items = db.prepare<{ deliveryId: number }, Row>(
      `SELECT id, key, kind, subject, lines, link, made_at AS madeAt FROM notifications
       WHERE id IN (SELECT notification_id FROM delivery_items WHERE delivery_id = @deliveryId) ORDER BY id`,
    );
    this.#begin = db.prepare<{ id: number; dueAt: EpochMs; address: string }>(
      `UPDATE deliveries SET attempts = attempts + 1, due_at = @dueAt, address = @address WHERE id = @id`,
    );
    this.#end = db.prepare<{ id: number; state: DeliveryState; error: string | null; endedAt: EpochMs }>(
      `UPDATE deliveries SET state = @state, error = @error, ended_at = @endedAt WHERE id = @id AND state = 'queued'`,
    );
    this.#later = db.prepare<{ id: number; error: string }>('UPDATE deliveries SET error = @error WHERE id = @id');
    this.#requeue = db.prepare<{ id: number; now: EpochMs }>(
      `UPDATE deliveries SET state = 'queued', attempts = 0, due_at = @now, ended_at = NULL, error = NULL
       WHERE id = @id AND state <> 'sent'`,
    );
    this.#find = db.prepare<{ id: number }, Delivery>(`SELECT ${COLUMNS} FROM deliveries WHERE id = @id`);
    this.#list = db.prepare<{ before: number; limit: number; state: DeliveryState | null }, Delivery>(
      `SELECT ${COLUMNS} FROM deliveries WHERE id < @before AND (@state IS NULL OR state = @state)
       ORDER BY id DESC LIMIT @limit`,
    );
    this.#sweep = {
      deliveries: db.prepare<{ before: EpochMs }>(
        `DELETE FROM deliveries WHERE made_at < @before AND state <> 'queued'`,
      ),
      notifications: db.prepare<{ before: EpochMs }>(
        `DELETE FROM notifications WHERE made_at < @before
           AND id NOT IN (SELECT notification_id FROM delivery_items)`,
      ),
    };
  }

  /** False when its key has been said already; then nothing is queued. */
  add({ lines, ...said }: NewNotification, addressees: readonly Addressee[]): boolean {
    return this.#db
      .transaction(() => {
        const notificationId = this.#add.get({ ...said, lines: JSON.stringify(lines) });
        if (notificationId === undefined) return false;
        for (const one of addressees) {
          const open = this.#open.get({ userId: one.userId });
          const deliveryId = open ?? this.#queue.get({ ...one, madeAt: said.madeAt })!;
          if (open !== undefined) this.#hasten.run({ id: open, dueAt: one.dueAt });
          this.#item.run({ deliveryId, notificationId });
        }
        return true;
      })
      .immediate();
  }

  due(now: EpochMs, limit: number): Delivery[] {
    return this.#due.all({ now, limit });
  }

  nextDue(): EpochMs | undefined {
    return this.#nextDue.get() ?? undefined;
  }

  /** What a delivery carries, in the order in which it was said. */
  items(deliveryId: number): Notification[] {
    return this.#items.all({ deliveryId }).map((row) => ({ ...row, lines: JSON.parse(row.lines) as string[] }));
  }

  /** Before a try: should the program end within it, the next is at `dueAt`. */
  begin(id: number, dueAt: EpochMs, address: string): void {
    this.#begin.run({ id, dueAt, address });
  }

  /** The try failed, another is due. */
  later(id: number, error: string): void {
    this.#later.run({ id, error });
  }

  end(id: number, state: 'sent' | 'failed', error: string | null, endedAt: EpochMs): void {
    this.#end.run({ id, state, error, endedAt });
  }

  /** A person wants it sent again, now. False when it has been sent. */
  requeue(id: number, now: EpochMs): boolean {
    return this.#requeue.run({ id, now }).changes > 0;
  }

  find(id: number): Delivery | undefined {
    return this.#find.get({ id });
  }

  /** Newest first, those with an id below `before`. */
  list({ before = Number.MAX_SAFE_INTEGER, limit = 50, state = null as DeliveryState | null } = {}): Delivery[] {
    return this.#list.all({ before, limit, state });
  }

  /** Forgets what was said before that and is not still to be sent. */
  sweep(before: EpochMs): void {
    this.#db
      .transaction(() => {
        this.#sweep.deliveries.run({ before });
        this.#sweep.notifications.run({ before });
      })
      .immediate();
  }
}
