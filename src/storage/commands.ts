/** What people asked of the air: durable and attributable before anything sounds. */
import type { Command, CommandKind, CommandPayload } from '../core/model.ts';
import type { DurationMs, EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type NewCommand = {
  readonly kind: CommandKind;
  readonly zoneId: string;
  readonly entryId: number | null;
  readonly episodeId: number | null;
  readonly payload?: CommandPayload;
  /** Sent twice by one person it is one command; without a key, two. */
  readonly clientKey?: string | undefined;
  readonly issuedBy: number;
  readonly issuedAt: EpochMs;
};

const COLUMNS = `id, kind, zone_id AS zoneId, entry_id AS entryId, episode_id AS episodeId, payload, issued_by AS issuedBy,
  issued_at AS issuedAt, state, acked_at AS ackedAt, answer`;

/** To be told of which entry. */
export const EXTENDED_MS = `coalesce(sum(json_extract(payload, '$.minutes')), 0) * 60000 FROM commands
  WHERE kind = 'extend' AND state = 'done'`;

type Row = Omit<Command, 'payload'> & { readonly payload: string | null };

const toCommand = ({ payload, ...command }: Row): Command => ({
  ...command,
  payload: payload === null ? {} : (JSON.parse(payload) as CommandPayload),
});

export class Commands {
  readonly #add;
  readonly #byKey;
  readonly #find;
  readonly #pending;
  readonly #recent;
  readonly #answer;
  readonly #holding;
  readonly #volumes;
  readonly #extended;

  constructor(db: Db) {
    this.#add = db.prepare<
      [Omit<NewCommand, 'payload' | 'clientKey'> & { payload: string; clientKey: string | null }],
      Row
    >(
      `INSERT INTO commands (kind, zone_id, entry_id, episode_id, payload, client_key, issued_by, issued_at)
       VALUES (@kind, @zoneId, @entryId, @episodeId, @payload, @clientKey, @issuedBy, @issuedAt)
       ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    );
    this.#byKey = db.prepare<{ issuedBy: number; clientKey: string | null }, Row>(
      `SELECT ${COLUMNS} FROM commands WHERE issued_by = @issuedBy AND client_key = @clientKey`,
    );
    this.#find = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM commands WHERE id = ?`);
    this.#pending = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM commands WHERE state = 'pending' ORDER BY id`);
    this.#recent = db.prepare<{ limit: number; before: number }, Row>(
      `SELECT ${COLUMNS} FROM commands WHERE id < @before ORDER BY id DESC LIMIT @limit`,
    );
    this.#answer = db.prepare<{ id: number; state: string; answer: string; at: EpochMs }>(
      `UPDATE commands SET state = @state, answer = @answer, acked_at = @at WHERE id = @id AND state = 'pending'`,
    );
    const latest = (kinds: string, since = '') =>
      `SELECT ${COLUMNS} FROM commands WHERE id IN
         (SELECT max(id) FROM commands WHERE kind IN (${kinds}) AND state = 'done' ${since} GROUP BY zone_id)`;
    this.#holding = db.prepare<[], Row>(`${latest(`'stop', 'hold', 'resume'`)} AND kind <> 'resume'`);
    this.#extended = db.prepare<[number], DurationMs>(`SELECT ${EXTENDED_MS} AND entry_id = ?`).pluck();
    this.#volumes = db.prepare<{ since: EpochMs }, Row>(latest(`'volume'`, 'AND acked_at >= @since'));
  }

  /** The one there is, when this person has sent `clientKey` before. */
  add({ payload = {}, clientKey, ...command }: NewCommand): Command {
    const key = { issuedBy: command.issuedBy, clientKey: clientKey ?? null };
    const row = this.#add.get({ ...command, ...key, payload: JSON.stringify(payload) }) ?? this.#byKey.get(key);
    return toCommand(row!);
  }

  find(id: number): Command | undefined {
    const row = this.#find.get(id);
    return row && toCommand(row);
  }

  /** Oldest first. */
  pending(): Command[] {
    return this.#pending.all().map(toCommand);
  }

  /** Newest first; of those before the command `before`, the last row of the page above. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): Command[] {
    return this.#recent.all({ limit, before }).map(toCommand);
  }

  /** The stops and holds in force: one a zone that a person has stopped or held and nobody has resumed. */
  holding(): Command[] {
    return this.#holding.all().map(toCommand);
  }

  /** The last volume of each zone that took effect at `since` or later. */
  volumes(since: EpochMs): Command[] {
    return this.#volumes.all({ since }).map(toCommand);
  }

  /** How much longer than its slot people have let an entry last. */
  extended(entryId: number): DurationMs {
    return this.#extended.get(entryId)!;
  }

  answer(id: number, state: 'done' | 'refused', answer: string, at: EpochMs): void {
    this.#answer.run({ id, state, answer, at });
  }
}
