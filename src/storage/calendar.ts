/** What people say of days: special days, hours by kind of day, and which programmes are entertainment. */
import type { CalendarFacts } from '../core/calendar.ts';
import type { Sound } from '../core/episodes.ts';
import type { DayType, Hours, SpecialDay } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';
import { Overrides } from './overrides.ts';

export type SpecialDayDraft = Omit<SpecialDay, 'id'>;
type Row = Omit<SpecialDay, 'hours'> & { readonly hours: string };

const COLUMNS = `id, from_day AS "from", until_day AS until, type, title, document, hours_rule AS hoursRule, hours,
  recording_id AS recordingId, made_by AS madeBy, made_at AS madeAt`;

const hoursIn = (text: string): Hours => JSON.parse(text) as Hours;
const decode = (row: Row): SpecialDay => ({ ...row, hours: hoursIn(row.hours) });
const encode = <T extends { readonly hours: Hours }>(draft: T) => ({ ...draft, hours: JSON.stringify(draft.hours) });

/** Special days in force; one that was withdrawn is as good as never made to whoever reads them. */
export class CalendarDays {
  readonly #db: Db;
  readonly #add;
  readonly #keep;
  readonly #change;
  readonly #find;
  readonly #list;
  readonly #withdraw;
  readonly #sounds;
  readonly #hours;
  readonly #setHours;
  readonly #dropHours;
  readonly #entertainment;
  readonly #setEntertainment;
  readonly #overrides;

  constructor(db: Db) {
    this.#db = db;
    this.#overrides = new Overrides(db);
    this.#add = db.prepare<[Omit<Row, 'id'>], Row>(
      `INSERT INTO special_days (from_day, until_day, type, title, document, hours_rule, hours, recording_id, made_by,
         made_at)
       VALUES (@from, @until, @type, @title, @document, @hoursRule, @hours, @recordingId, @madeBy, @madeAt)
       RETURNING ${COLUMNS}`,
    );
    this.#keep = db.prepare<[Row]>(
      `INSERT INTO special_days (from_day, until_day, type, title, document, hours_rule, hours, recording_id, made_by,
         made_at, withdrawn_at, withdrawn_by)
       SELECT from_day, until_day, type, title, document, hours_rule, hours, recording_id, made_by, made_at, @madeAt,
         @madeBy FROM special_days WHERE id = @id AND withdrawn_at IS NULL`,
    );
    this.#change = db.prepare<[Row], Row>(
      `UPDATE special_days SET from_day = @from, until_day = @until, type = @type, title = @title,
         document = @document, hours_rule = @hoursRule, hours = @hours, recording_id = @recordingId,
         made_by = @madeBy, made_at = @madeAt
       WHERE id = @id AND withdrawn_at IS NULL RETURNING ${COLUMNS}`,
    );
    this.#find = db.prepare<{ id: number }, Row>(
      `SELECT ${COLUMNS} FROM special_days WHERE id = @id AND withdrawn_at IS NULL`,
    );
    this.#list = db.prepare<{ from: string; until: string }, Row>(
      `SELECT ${COLUMNS} FROM special_days WHERE withdrawn_at IS NULL AND until_day >= @from AND from_day <= @until
       ORDER BY from_day, id`,
    );
    this.#withdraw = db.prepare<{ id: number; by: number; at: EpochMs }>(
      'UPDATE special_days SET withdrawn_at = @at, withdrawn_by = @by WHERE id = @id AND withdrawn_at IS NULL',
    );
    this.#sounds = db.prepare<[], Sound>(
      `SELECT id, state, archived_at AS archivedAt, playout_sha256 AS playoutSha256, playout_frames AS playoutFrames
       FROM recordings WHERE id IN (SELECT recording_id FROM special_days WHERE withdrawn_at IS NULL)`,
    );
    this.#hours = db.prepare<[], { type: DayType; hours: string }>('SELECT type, hours FROM day_type_hours');
    this.#setHours = db.prepare<{ type: DayType; hours: string }>(
      'INSERT INTO day_type_hours VALUES (@type, @hours) ON CONFLICT (type) DO UPDATE SET hours = excluded.hours',
    );
    this.#dropHours = db.prepare('DELETE FROM day_type_hours');
    this.#entertainment = db
      .prepare<[], string>('SELECT id FROM programmes WHERE entertainment = 1 ORDER BY id')
      .pluck();
    this.#setEntertainment = db.prepare<{ ids: string }>(
      'UPDATE programmes SET entertainment = id IN (SELECT value FROM json_each(@ids))',
    );
  }

  add(draft: SpecialDayDraft): SpecialDay {
    return decode(this.#add.get(encode(draft))!);
  }

  /** What it said before is kept as withdrawn. */
  change(day: SpecialDay): SpecialDay | undefined {
    return this.#db
      .transaction(() => {
        this.#keep.run(encode(day));
        const row = this.#change.get(encode(day));
        return row && decode(row);
      })
      .immediate();
  }

  find(id: number): SpecialDay | undefined {
    const row = this.#find.get({ id });
    return row && decode(row);
  }

  /** Those that touch `from` … `until` (ISO days, inclusive), in order of their first day. */
  list(from = '', until = '9999'): SpecialDay[] {
    return this.#list.all({ from, until }).map(decode);
  }

  withdraw(id: number, by: number, at: EpochMs): boolean {
    return this.#withdraw.run({ id, by, at }).changes > 0;
  }

  /** The recordings heard in place of entertainment. */
  sounds(): Sound[] {
    return this.#sounds.all();
  }

  hoursByType(): CalendarFacts['hoursByType'] {
    return Object.fromEntries(this.#hours.all().map(({ type, hours }) => [type, hoursIn(hours)]));
  }

  /** Programme ids. */
  entertainment(): string[] {
    return this.#entertainment.all();
  }

  /** All of them anew. */
  setRules(rules: { hoursByType: CalendarFacts['hoursByType']; entertainment: readonly string[] }): void {
    this.#db
      .transaction(() => {
        this.#dropHours.run();
        for (const [type, hours] of Object.entries(rules.hoursByType))
          this.#setHours.run({ type: type as DayType, hours: JSON.stringify(hours) });
        this.#setEntertainment.run({ ids: JSON.stringify(rules.entertainment) });
      })
      .immediate();
  }

  /** What `openCalendar` needs besides the station's hours and zone. */
  facts(): Omit<CalendarFacts, 'hours' | 'zone'> {
    return {
      hoursByType: this.hoursByType(),
      specialDays: this.list(),
      overrides: this.#overrides.list(),
      entertainment: new Set(this.entertainment()),
    };
  }
}
