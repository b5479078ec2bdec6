/** Sổ tiếp nhận ý kiến. Nothing is deleted; who may see names is decided above. */
import type { Feedback } from '../core/feedback.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<Feedback, 'isHandled'> & { readonly isHandled: 0 | 1 };
export type FeedbackDraft = Omit<Feedback, 'id'> & { readonly madeBy: number; readonly changedAt: EpochMs };

const COLUMNS = `id, received_at AS receivedAt, channel, name, village, phone, words, topic, is_handled AS isHandled,
  forwarded_to AS forwardedTo, forwarded_on AS forwardedOn, due_on AS dueOn, answer, answered_on AS answeredOn,
  airing_id AS airingId, note`;
const decode = (row: Row): Feedback => ({ ...row, isHandled: row.isHandled === 1 });

export class FeedbackBook {
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #due;

  constructor(db: Db) {
    this.#add = db
      .prepare<[Record<string, unknown>], number>(
        `INSERT INTO feedback (received_at, channel, name, village, phone, words, topic, is_handled, forwarded_to, forwarded_on,
           due_on, answer, answered_on, airing_id, note, made_by, changed_at)
         VALUES (@receivedAt, @channel, @name, @village, @phone, @words, @topic, @isHandled, @forwardedTo, @forwardedOn, @dueOn,
           @answer, @answeredOn, @airingId, @note, @madeBy, @changedAt) RETURNING id`,
      )
      .pluck();
    this.#change = db.prepare<[Record<string, unknown>]>(
      `UPDATE feedback SET received_at = @receivedAt, channel = @channel, name = @name, village = @village, phone = @phone,
         words = @words, topic = @topic, is_handled = @isHandled, forwarded_to = @forwardedTo, forwarded_on = @forwardedOn,
         due_on = @dueOn, answer = @answer, answered_on = @answeredOn, airing_id = @airingId, note = @note,
         changed_at = @changedAt WHERE id = @id`,
    );
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM feedback WHERE id = @id`);
    this.#list = db.prepare<{ from: EpochMs; until: EpochMs }, Row>(
      `SELECT ${COLUMNS} FROM feedback WHERE received_at >= @from AND received_at < @until ORDER BY received_at, id`,
    );
    this.#due = db.prepare<{ until: string }, Row>(
      `SELECT ${COLUMNS} FROM feedback WHERE answered_on IS NULL AND due_on <= @until ORDER BY due_on, id`,
    );
  }

  add(draft: FeedbackDraft): Feedback {
    return this.find(this.#add.get({ ...draft, isHandled: draft.isHandled ? 1 : 0 })!)!;
  }

  change(feedback: Feedback & { readonly changedAt: EpochMs }): void {
    this.#change.run({ ...feedback, isHandled: feedback.isHandled ? 1 : 0 });
  }

  find(id: number): Feedback | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Received in [from, until), in order. */
  list(from: EpochMs, until: EpochMs): Feedback[] {
    return this.#list.all({ from, until }).map(decode);
  }

  /** Not answered, and due by that ISO day. */
  due(until: string): Feedback[] {
    return this.#due.all({ until }).map(decode);
  }
}
