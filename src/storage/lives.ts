/** Who went, or means to go, on the air in person. Made by the web, told to its end by the recorder. */
import type { Live, LiveByPerson, LiveEnding } from '../core/live.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export type NewLive = Omit<Live, 'id' | 'calledAt' | 'answer' | 'cutAt' | 'cutBy' | 'startedAt' | 'endedAt' | 'ending'>;

type Coded = 'zoneIds' | 'leadIn';
type Row = Omit<LiveByPerson, Coded> & { readonly zoneIds: string; readonly leadIn: 0 | 1 };

const COLUMNS = `l.id, l.title, l.reason, l.zone_ids AS zoneIds, l.source, l.device, l.mode, l.lead_in AS leadIn,
  l.limit_ms AS limitMs, l.drop_ms AS dropMs, l.entry_id AS entryId, l.made_by AS madeBy, l.made_at AS madeAt,
  l.called_at AS calledAt, l.answer, l.cut_at AS cutAt, l.cut_by AS cutBy, l.started_at AS startedAt,
  l.ended_at AS endedAt, l.ending, u.name AS by, c.name AS cutByName`;
const FROM = 'FROM lives l JOIN users u ON u.id = l.made_by LEFT JOIN users c ON c.id = l.cut_by';

const decode = ({ zoneIds, leadIn, ...row }: Row): LiveByPerson => ({
  ...row,
  zoneIds: JSON.parse(zoneIds) as string[],
  leadIn: leadIn === 1,
});

export class Lives {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #open;
  readonly #call;
  readonly #refuse;
  readonly #cut;
  readonly #start;
  readonly #end;

  constructor(db: Db) {
    this.#add = db
      .prepare<[Omit<NewLive, Coded> & { zoneIds: string; leadIn: 0 | 1 }], number>(
        `INSERT INTO lives (title, reason, zone_ids, source, device, mode, lead_in, limit_ms, drop_ms, entry_id, made_by, made_at)
         VALUES (@title, @reason, @zoneIds, @source, @device, @mode, @leadIn, @limitMs, @dropMs, @entryId, @madeBy, @madeAt)
         RETURNING id`,
      )
      .pluck();
    this.#find = db.prepare<{ id: number }, Row>(`SELECT ${COLUMNS} ${FROM} WHERE l.id = @id`);
    this.#list = db.prepare<{ limit: number; before: number }, Row>(
      `SELECT ${COLUMNS} ${FROM} WHERE l.id < @before ORDER BY l.id DESC LIMIT @limit`,
    );
    this.#open = db.prepare<[], Row>(`SELECT ${COLUMNS} ${FROM} WHERE l.ended_at IS NULL ORDER BY l.id`);
    this.#call = db.prepare<{ id: number; at: EpochMs }>(
      `UPDATE lives SET called_at = @at, answer = '' WHERE id = @id AND called_at IS NULL AND ended_at IS NULL`,
    );
    this.#refuse = db.prepare<{ id: number; answer: string }>(
      'UPDATE lives SET called_at = NULL, answer = @answer WHERE id = @id AND started_at IS NULL AND ended_at IS NULL',
    );
    this.#cut = db.prepare<{ id: number; at: EpochMs; by: number }>(
      'UPDATE lives SET cut_at = @at, cut_by = @by WHERE id = @id AND cut_at IS NULL AND ended_at IS NULL',
    );
    this.#start = db.prepare<{ id: number; at: EpochMs }>(
      'UPDATE lives SET started_at = @at WHERE id = @id AND started_at IS NULL AND ended_at IS NULL',
    );
    this.#end = db.prepare<{ id: number; at: EpochMs; ending: LiveEnding }>(
      'UPDATE lives SET ended_at = @at, ending = @ending WHERE id = @id AND ended_at IS NULL',
    );
  }

  add({ zoneIds, leadIn, ...live }: NewLive): LiveByPerson {
    const id = this.#add.get({ ...live, zoneIds: JSON.stringify(zoneIds), leadIn: leadIn ? 1 : 0 })!;
    return this.find(id)!;
  }

  find(id: number): LiveByPerson | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Newest first; of those before the live `before`. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): LiveByPerson[] {
    return this.#list.all({ limit, before }).map(decode);
  }

  /** Those that have not ended, whether they ever began or not. */
  open(): LiveByPerson[] {
    return this.#open.all().map(decode);
  }

  /** Sends it to the air; once. */
  call(id: number, at: EpochMs): void {
    this.#call.run({ id, at });
  }

  /** The air's answer to a call that it cannot follow; its person may call again. */
  refuse(id: number, answer: string): void {
    this.#refuse.run({ id, answer });
  }

  /** Tells it to end; the first word counts. */
  cut(id: number, at: EpochMs, by: number): void {
    this.#cut.run({ id, at, by });
  }

  start(id: number, at: EpochMs): void {
    this.#start.run({ id, at });
  }

  /** The first ending stands. */
  end(id: number, at: EpochMs, ending: LiveEnding): void {
    this.#end.run({ id, at, ending });
  }
}
