/** Bản tin từ cấp trên, as they came and what was decided of each. */
import type { Bulletin, BulletinDecision } from '../core/bulletins.ts';
import type { CapAlert, CapReference } from '../core/cap.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Row = Omit<Bulletin, 'cap'> & { readonly cap: string | null };
export type BulletinDraft = Pick<
  Bulletin,
  'class' | 'title' | 'sender' | 'number' | 'text' | 'recordingId' | 'receivedAt' | 'receivedBy' | 'expiresAt'
> & {
  /** Both or neither. */
  readonly cap: CapAlert | null;
  readonly capXml: string | null;
};

const COLUMNS = `id, class, title, sender, number, text, recording_id AS recordingId, received_at AS receivedAt,
  received_by AS receivedBy, expires_at AS expiresAt, cap, replaced_by AS replacedBy, decision, decided_by AS decidedBy,
  decided_at AS decidedAt, decision_note AS decisionNote`;
const decode = (row: Row): Bulletin => ({ ...row, cap: row.cap === null ? null : (JSON.parse(row.cap) as CapAlert) });
const keyOf = ({ sender, identifier, sent }: CapReference): string => `${sender},${identifier},${sent}`;

export class Bulletins {
  readonly #add;
  readonly #find;
  readonly #findCap;
  readonly #xml;
  readonly #list;
  readonly #open;
  readonly #decide;
  readonly #replace;
  readonly #sound;

  constructor(db: Db) {
    this.#add = db
      .prepare<object, number>(
        `INSERT INTO bulletins (class, title, sender, number, text, recording_id, received_at, received_by, expires_at, cap,
           cap_xml, cap_key)
         VALUES (@class, @title, @sender, @number, @text, @recordingId, @receivedAt, @receivedBy, @expiresAt, @cap, @capXml,
           @capKey) RETURNING id`,
      )
      .pluck();
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} FROM bulletins WHERE id = @id`);
    this.#findCap = db.prepare<{ key: string }, Row>(`SELECT ${COLUMNS} FROM bulletins WHERE cap_key = @key`);
    this.#xml = db.prepare<{ id: number }, string | null>('SELECT cap_xml FROM bulletins WHERE id = @id').pluck();
    this.#list = db.prepare<{ limit: number; before: number }, Row>(
      `SELECT ${COLUMNS} FROM bulletins WHERE id < @before ORDER BY id DESC LIMIT @limit`,
    );
    this.#open = db.prepare<{ now: EpochMs }, Row>(
      `SELECT ${COLUMNS} FROM bulletins WHERE decision IS NULL AND replaced_by IS NULL
         AND (expires_at IS NULL OR expires_at > @now)
       ORDER BY CASE class WHEN 'emergency' THEN 0 WHEN 'priority' THEN 1 ELSE 2 END, received_at, id`,
    );
    this.#decide = db.prepare<{ id: number; decision: BulletinDecision; by: number; at: EpochMs; note: string }>(
      `UPDATE bulletins SET decision = @decision, decided_by = @by, decided_at = @at, decision_note = @note
       WHERE id = @id AND decision IS NULL`,
    );
    this.#replace = db.prepare<{ id: number; by: number }>(
      'UPDATE bulletins SET replaced_by = @by WHERE id = @id AND replaced_by IS NULL',
    );
    this.#sound = db.prepare<{ id: number; recordingId: number }>(
      'UPDATE bulletins SET recording_id = @recordingId WHERE id = @id',
    );
  }

  add({ cap, ...draft }: BulletinDraft): Bulletin {
    const id = this.#add.get({ ...draft, cap: cap && JSON.stringify(cap), capKey: cap && keyOf(cap) })!;
    return this.find(id)!;
  }

  find(id: number): Bulletin | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** The message a triple of `<references>` means, or that came before. */
  findCap(reference: CapReference): Bulletin | undefined {
    const row = this.#findCap.get({ key: keyOf(reference) });
    return row && decode(row);
  }

  /** As it came; `undefined` when it did not come as CAP. */
  xml(id: number): string | undefined {
    return this.#xml.get({ id }) ?? undefined;
  }

  /** Newest first; `before` an id. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): Bulletin[] {
    return this.#list.all({ limit, before }).map(decode);
  }

  /** Not decided, not replaced and not expired: emergencies first, then priority, the oldest of each first. */
  open(now: EpochMs): Bulletin[] {
    return this.#open.all({ now }).map(decode);
  }

  /** False when it was decided before. */
  decide(id: number, decision: BulletinDecision, by: number, at: EpochMs, note = ''): boolean {
    return this.#decide.run({ id, decision, by, at, note }).changes > 0;
  }

  replace(id: number, by: number): void {
    this.#replace.run({ id, by });
  }

  /** What was made of its text. */
  sound(id: number, recordingId: number): void {
    this.#sound.run({ id, recordingId });
  }
}
