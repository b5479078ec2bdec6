/** What people asked of the air: durable and attributable before anything sounds. */
import type { Command, CommandKind } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type NewCommand = {
  readonly kind: CommandKind;
  readonly zoneId: string;
  readonly entryId: number | null;
  readonly episodeId: number | null;
  readonly issuedBy: number;
  readonly issuedAt: EpochMs;
};

const COLUMNS = `id, kind, zone_id AS zoneId, entry_id AS entryId, episode_id AS episodeId, issued_by AS issuedBy,
  issued_at AS issuedAt, state, acked_at AS ackedAt, answer`;

export class Commands {
  readonly #add;
  readonly #find;
  readonly #pending;
  readonly #recent;
  readonly #answer;
  readonly #holding;

  constructor(db: Db) {
    this.#add = db.prepare<[NewCommand], Command>(
      `INSERT INTO commands (kind, zone_id, entry_id, episode_id, issued_by, issued_at)
       VALUES (@kind, @zoneId, @entryId, @episodeId, @issuedBy, @issuedAt) RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<[number], Command>(`SELECT ${COLUMNS} FROM commands WHERE id = ?`);
    this.#pending = db.prepare<[], Command>(`SELECT ${COLUMNS} FROM commands WHERE state = 'pending' ORDER BY id`);
    this.#recent = db.prepare<{ limit: number; before: number }, Command>(
      `SELECT ${COLUMNS} FROM commands WHERE id < @before ORDER BY id DESC LIMIT @limit`,
    );
    this.#answer = db.prepare<{ id: number; state: string; answer: string; at: EpochMs }>(
      `UPDATE commands SET state = @state, answer = @answer, acked_at = @at WHERE id = @id AND state = 'pending'`,
    );
    this.#holding = db.prepare<[], Command>(
      `SELECT ${COLUMNS} FROM commands WHERE kind = 'stop' AND id IN
         (SELECT max(id) FROM commands WHERE kind IN ('stop', 'resume') AND state = 'done' GROUP BY zone_id)`,
    );
  }

  add(command: NewCommand): Command {
    return this.#add.get(command)!;
  }

  find(id: number): Command | undefined {
    return this.#find.get(id);
  }

  /** Oldest first. */
  pending(): Command[] {
    return this.#pending.all();
  }

  /** Newest first; of those before the command `before`, the last row of the page above. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): Command[] {
    return this.#recent.all({ limit, before });
  }

  /** The stops in force: one a zone that a person has stopped and nobody has resumed. */
  holding(): Command[] {
    return this.#holding.all();
  }

  answer(id: number, state: 'done' | 'refused', answer: string, at: EpochMs): void {
    this.#answer.run({ id, state, answer, at });
  }
}
