/** Emergencies and the messages kept ready for them. Rows of orders are written by the web or the recorder, whoever is first. */
import type {
  Emergency,
  EmergencyEnding,
  EmergencyHeard,
  EmergencyMessage,
  EmergencyOrder,
  MessageNow,
  ReadOut,
  Verdict,
} from '../core/emergency.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

type Stored<T> = Omit<T, 'zoneIds' | 'tone'> & { readonly zoneIds: string; readonly tone: 0 | 1 };

export type MessageDraft = ReadOut & { readonly changedBy: number; readonly changedAt: EpochMs };
export type Judgement = {
  readonly key: string;
  readonly verdict: Verdict;
  readonly judgedBy: number;
  readonly judgedAt: EpochMs;
  readonly soleReason: string | null;
  readonly verdictNote: string;
};
/** One reading in one zone, with the row of the log that proves it. */
export type EmergencyAiring = { readonly airingId: number; readonly repeat: number };

const READ_OUT = `title, recording_id AS recordingId, zone_ids AS zoneIds, rank, tone, repeats, gap_ms AS gapMs`;
const MESSAGE = `id, ${READ_OUT}, changed_at AS changedAt, archived_at AS archivedAt, checked_sha256 AS checkedSha256,
  checked_at AS checkedAt, fault`;
const ORDER = `key, ${READ_OUT}, playout_sha256 AS playoutSha256, total_frames AS totalFrames, output_id AS outputId,
  commanded_by AS commandedBy, reason, ordered_by AS orderedBy, ordered_by_name AS orderedByName, ordered_at AS orderedAt`;
const EMERGENCY = `${ORDER}, stopped_by AS stoppedBy, stopped_at AS stoppedAt, started_at AS startedAt,
  ended_at AS endedAt, ending, answer, repeats_done AS repeatsDone, verdict, judged_by AS judgedBy,
  judged_at AS judgedAt, sole_reason AS soleReason, verdict_note AS verdictNote`;

const encode = <T extends { zoneIds: readonly string[]; tone: boolean }>(one: T) => ({
  ...one,
  zoneIds: JSON.stringify(one.zoneIds),
  tone: Number(one.tone),
});
const decode = <T extends { zoneIds: string; tone: 0 | 1 }>({ zoneIds, tone, ...row }: T) => ({
  ...row,
  zoneIds: JSON.parse(zoneIds) as readonly string[],
  tone: tone === 1,
});

export class Emergencies {
  readonly #add;
  readonly #find;
  readonly #list;
  readonly #open;
  readonly #unjudged;
  readonly #stop;
  readonly #begin;
  readonly #end;
  readonly #judge;
  readonly #tie;
  readonly #airings;

  constructor(db: Db) {
    this.#add = db.prepare<object>(
      `INSERT INTO emergencies (key, title, recording_id, playout_sha256, total_frames, zone_ids, output_id, rank, tone,
         repeats, gap_ms, commanded_by, reason, ordered_by, ordered_by_name, ordered_at)
       VALUES (@key, @title, @recordingId, @playoutSha256, @totalFrames, @zoneIds, @outputId, @rank, @tone, @repeats,
         @gapMs, @commandedBy, @reason, @orderedBy, @orderedByName, @orderedAt)
       ON CONFLICT (key) DO NOTHING`,
    );
    this.#find = db.prepare<[string], Stored<Emergency>>(`SELECT ${EMERGENCY} FROM emergencies WHERE key = ?`);
    this.#list = db.prepare<{ limit: number; before: number }, Stored<Emergency>>(
      `SELECT ${EMERGENCY} FROM emergencies WHERE ordered_at < @before ORDER BY ordered_at DESC, key LIMIT @limit`,
    );
    this.#open = db.prepare<[], Stored<Emergency> & { stoppedByName: string | null }>(
      `SELECT ${EMERGENCY}, (SELECT name FROM users WHERE id = stopped_by) AS stoppedByName
       FROM emergencies WHERE ended_at IS NULL ORDER BY ordered_at, key`,
    );
    this.#unjudged = db.prepare<[], Stored<Emergency>>(
      `SELECT ${EMERGENCY} FROM emergencies WHERE verdict IS NULL AND started_at IS NOT NULL AND output_id IS NULL
       ORDER BY ordered_at, key`,
    );
    this.#stop = db.prepare<{ key: string; by: number; at: EpochMs }>(
      'UPDATE emergencies SET stopped_by = @by, stopped_at = @at WHERE key = @key AND stopped_at IS NULL AND ended_at IS NULL',
    );
    this.#begin = db.prepare<{ key: string; at: EpochMs }>(
      'UPDATE emergencies SET started_at = coalesce(started_at, @at) WHERE key = @key',
    );
    this.#end = db.prepare<{ key: string; ending: string; answer: string; repeatsDone: number; at: EpochMs }>(
      `UPDATE emergencies SET ended_at = @at, ending = @ending, answer = @answer, repeats_done = @repeatsDone
       WHERE key = @key AND ended_at IS NULL`,
    );
    this.#judge = db.prepare<[Judgement]>(
      `UPDATE emergencies SET verdict = @verdict, judged_by = @judgedBy, judged_at = @judgedAt, sole_reason = @soleReason,
         verdict_note = @verdictNote WHERE key = @key AND verdict IS NULL`,
    );
    this.#tie = db.prepare<{ airingId: number; key: string; repeat: number }>(
      'INSERT INTO emergency_airings (airing_id, emergency_key, repeat) VALUES (@airingId, @key, @repeat)',
    );
    this.#airings = db.prepare<[string], EmergencyAiring>(
      `SELECT airing_id AS airingId, repeat FROM emergency_airings WHERE emergency_key = ? ORDER BY airing_id`,
    );
  }

  /** Nothing happens when it is there already. */
  add(order: EmergencyOrder): void {
    this.#add.run(encode(order));
  }

  find(key: string): Emergency | undefined {
    const row = this.#find.get(key);
    return row && decode(row);
  }

  /** Newest first; of those ordered before an instant. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): Emergency[] {
    return this.#list.all({ limit, before }).map(decode);
  }

  /** What was heard and nobody has judged, but for drills. */
  unjudged(): Emergency[] {
    return this.#unjudged.all().map(decode);
  }

  /** Not over, oldest first, with the name of who asked for their end. */
  open(): (Emergency & { readonly stoppedByName: string | null })[] {
    return this.#open.all().map(decode);
  }

  /** False when it is over, or to be stopped already. */
  stop(key: string, by: number, at: EpochMs): boolean {
    return this.#stop.run({ key, by, at }).changes > 0;
  }

  begin(key: string, at: EpochMs): void {
    this.#begin.run({ key, at });
  }

  end(key: string, end: { ending: EmergencyEnding; answer: string; repeatsDone: number; at: EpochMs }): void {
    this.#end.run({ key, ...end });
  }

  /** False when somebody has judged it already. */
  judge(judgement: Judgement): boolean {
    return this.#judge.run(judgement).changes > 0;
  }

  tie(airingId: number, key: string, repeat: number): void {
    this.#tie.run({ airingId, key, repeat });
  }

  airings(key: string): EmergencyAiring[] {
    return this.#airings.all(key);
  }
}

/** The orders behind rows of the log. */
export class EmergenciesHeard {
  readonly #holding;

  constructor(db: Db) {
    this.#holding = db.prepare<{ from: number; until: number }, EmergencyHeard & { airingId: number }>(
      `SELECT airing_id AS airingId, key, repeat, commanded_by AS commandedBy, verdict, u.name AS judgedBy,
         judged_at AS judgedAt
       FROM emergency_airings JOIN emergencies ON key = emergency_key LEFT JOIN users u ON u.id = judged_by
       WHERE airing_id BETWEEN @from AND @until`,
    );
  }

  /** Of airings with ids from one to another, by airing. */
  holding(from: number, until: number): Map<number, EmergencyHeard> {
    return new Map(this.#holding.all({ from, until }).map(({ airingId, ...heard }) => [airingId, heard]));
  }
}

export class EmergencyMessages {
  readonly #add;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #archive;
  readonly #check;

  constructor(db: Db) {
    this.#add = db.prepare<object, Stored<EmergencyMessage>>(
      `INSERT INTO emergency_messages (title, recording_id, zone_ids, rank, tone, repeats, gap_ms, changed_by, changed_at)
       VALUES (@title, @recordingId, @zoneIds, @rank, @tone, @repeats, @gapMs, @changedBy, @changedAt) RETURNING ${MESSAGE}`,
    );
    this.#change = db.prepare<object, Stored<EmergencyMessage>>(
      `UPDATE emergency_messages SET title = @title, recording_id = @recordingId, zone_ids = @zoneIds, rank = @rank,
         tone = @tone, repeats = @repeats, gap_ms = @gapMs, changed_by = @changedBy, changed_at = @changedAt
       WHERE id = @id RETURNING ${MESSAGE}`,
    );
    this.#find = db.prepare<[number], Stored<EmergencyMessage>>(
      `SELECT ${MESSAGE} FROM emergency_messages WHERE id = ?`,
    );
    this.#list = db.prepare<[], Stored<MessageNow>>(
      `SELECT m.*, playout_sha256 AS playoutSha256, playout_frames AS totalFrames
       FROM (SELECT ${MESSAGE} FROM emergency_messages) m
         LEFT JOIN recordings r ON r.id = m.recordingId AND r.state = 'ready'
       WHERE m.archivedAt IS NULL ORDER BY m.rank DESC, m.id`,
    );
    this.#archive = db.prepare<{ id: number; at: EpochMs | null }>(
      'UPDATE emergency_messages SET archived_at = @at WHERE id = @id',
    );
    this.#check = db.prepare<{ id: number; playoutSha256: string | null; fault: string | null; at: EpochMs }>(
      `UPDATE emergency_messages SET checked_sha256 = @playoutSha256, fault = @fault, checked_at = @at WHERE id = @id`,
    );
  }

  add(draft: MessageDraft): EmergencyMessage {
    return decode(this.#add.get(encode(draft))!);
  }

  change(id: number, draft: MessageDraft): EmergencyMessage | undefined {
    const row = this.#change.get(encode({ id, ...draft }));
    return row && decode(row);
  }

  find(id: number): EmergencyMessage | undefined {
    const row = this.#find.get(id);
    return row && decode(row);
  }

  /** In use, the highest rank first, with the sound each has now. */
  list(): MessageNow[] {
    return this.#list.all().map(decode);
  }

  archive(id: number, at: EpochMs | null): void {
    this.#archive.run({ id, at });
  }

  /** What the playout found. */
  check(id: number, found: { playoutSha256: string | null; fault: string | null; at: EpochMs }): void {
    this.#check.run({ id, ...found });
  }
}
