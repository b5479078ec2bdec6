/**
 * Plans and what stands in their files: units, topics, programmes, obligations, slots. An import makes the database
 * say what the file says, in one transaction, and touches nothing the file never named: a row goes only when this
 * plan's last file had it and the new one has not. What may have a history is archived, never deleted.
 */
import type { Modes, Obligation, Plan, Topic } from '../core/model.ts';
import type { KnownSound } from '../core/plan/sounds.ts';
import { itemsIn } from '../core/plan/templates.ts';
import type { PlanState } from '../core/plan-export.ts';
import { type PlanFile, type PlanUnit, parsePlanFile } from '../core/plan-file.ts';
import { type PlanImport, type PlanNow, planImport } from '../core/plan-import.ts';
import type { EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';
import { MODE_COLUMNS } from './modes.ts';
import { Programmes } from './programmes.ts';
import { SessionTemplates } from './session-templates.ts';
import { Slots } from './slots.ts';

export type ImportCount = { added: number; changed: number; unchanged: number; removed: number };
type TableName = keyof typeof TABLES;
export type ImportCounts = Record<TableName, ImportCount>;

type Row = Readonly<Record<string, string | number | null>>;
type ObligationRow = Omit<Obligation, 'alsoProgrammeIds' | 'countsTwice'> & {
  readonly alsoProgrammeIds: string;
  readonly countsTwice: 0 | 1;
};
type Table = {
  readonly key: string;
  readonly columns: readonly string[];
  /** What a column keeps when the row was there before; else the file wins. */
  readonly keeps?: Readonly<Record<string, string>>;
  /** Written along with a change, but no change by themselves. */
  readonly stamps: readonly string[];
  /** Takes away the row @key. */
  readonly remove: string;
};

// What several plans have belongs to the newest of them; what was made on screen belongs to none, and a file that was
// exported with it does not claim it.
const planId = (table: string) =>
  `CASE WHEN ${table}.plan_id IS NULL THEN NULL
     WHEN (SELECT year FROM plans WHERE id = ${table}.plan_id) > (SELECT year FROM plans WHERE id = excluded.plan_id)
     THEN ${table}.plan_id ELSE excluded.plan_id END`;

/** In the order of their references. */
const TABLES = {
  units: {
    key: 'id',
    columns: ['plan_id', 'name', 'short', 'role'],
    keeps: { plan_id: planId('units') },
    stamps: ['position'],
    remove:
      'DELETE FROM units WHERE id = @key AND plan_id = @plan AND id NOT IN (SELECT lead_unit FROM programmes WHERE lead_unit NOT NULL)',
  },
  topics: {
    key: 'key',
    columns: ['plan_id', 'code', 'parent', 'leaf', 'area', 'title', 'chip'],
    keeps: { plan_id: planId('topics') },
    stamps: ['position'],
    remove:
      'DELETE FROM topics WHERE key = @key AND plan_id = @plan AND key NOT IN (SELECT topic_key FROM episode_topics)',
  },
  programmes: {
    key: 'id',
    columns: [
      ...['plan_id', 'name', 'abbr', 'issue_word', 'area', 'lead_unit', 'evergreen_recording_id', 'music'],
      ...['entertainment', 'archived_at'],
    ],
    keeps: { plan_id: planId('programmes') },
    stamps: ['position'],
    remove:
      'UPDATE programmes SET archived_at = @now WHERE id = @key AND (plan_id IS NULL OR plan_id = @plan) AND archived_at IS NULL',
  },
  obligations: {
    key: 'id',
    columns: [
      ...['plan_id', 'programme_id', 'code', 'frequency_text', 'unit', 'count', 'period', 'every', 'anchor'],
      ...['replays', 'per_year', 'valid_from', 'valid_until', 'start_rule', 'also_programme_ids', 'counts_twice'],
      ...['counts_share', 'counts_clusters'],
    ],
    stamps: ['position'],
    remove: 'DELETE FROM obligations WHERE id = @key AND plan_id = @plan',
  },
  slots: {
    key: 'id',
    columns: [
      ...['plan_id', 'title', 'zone_id', 'rrule', 'start_date', 'start_time', 'time_zone', 'duration_ms', 'exdates'],
      ...[
        'rdates',
        'overflow',
        'plays',
        'programme_id',
        'relay_url',
        'day_types',
        'language',
        'replay_of',
        'template_id',
        'recording_id',
        'substitute_recording_id',
        'archived_at',
      ],
      ...Object.values(MODE_COLUMNS),
    ],
    keeps: { plan_id: planId('slots') },
    stamps: ['changed_at', 'position'],
    remove:
      'UPDATE slots SET archived_at = @now, changed_at = @now WHERE id = @key AND (plan_id IS NULL OR plan_id = @plan) AND archived_at IS NULL',
  },
} as const satisfies Record<string, Table>;

function upsertSql(name: string, { key, columns, keeps = {}, stamps }: Table): string {
  const all = [key, ...columns, ...stamps];
  const next = columns.map((column) => keeps[column] ?? `excluded.${column}`);
  const set = [
    ...columns.map((column, i) => `${column} = ${next[i]}`),
    ...stamps.map((column) => `${column} = excluded.${column}`),
  ];
  return `INSERT INTO ${name} (${all.join(', ')}) VALUES (${all.map((column) => `@${column}`).join(', ')})
    ON CONFLICT (${key}) DO UPDATE SET ${set.join(', ')}
    WHERE (${columns.map((column) => `${name}.${column}`).join(', ')}) IS NOT (${next.join(', ')})`;
}

const prepareTable = (db: Db, name: TableName, table: Table) => ({
  name,
  key: table.key,
  has: db.prepare<[Row[string]], 1>(`SELECT 1 FROM ${name} WHERE ${table.key} = ?`).pluck(),
  upsert: db.prepare<[Row]>(upsertSql(name, table)),
  place: db.prepare<[Row]>(`UPDATE ${name} SET position = @position WHERE ${table.key} = @${table.key}`),
  remove: db.prepare<[Row]>(table.remove),
});

export class Plans {
  readonly #db;
  readonly #programmes;
  readonly #slots;
  readonly #templates;
  readonly #list;
  readonly #source;
  readonly #units;
  readonly #topics;
  readonly #obligations;
  readonly #keep;
  readonly #sounds;
  readonly #entertainment;
  readonly #topicOf;
  readonly #tables;

  constructor(db: Db) {
    this.#db = db;
    this.#programmes = new Programmes(db);
    this.#slots = new Slots(db);
    this.#templates = new SessionTemplates(db);
    this.#list = db.prepare<[], Plan>(
      `SELECT id, number, title, issuer, issued_on AS issuedOn, year, imported_at AS importedAt FROM plans
       ORDER BY year DESC, issued_on DESC, id`,
    );
    this.#source = db.prepare<{ id: string }, string>('SELECT source FROM plans WHERE id = @id').pluck();
    this.#units = db.prepare<[], PlanUnit>('SELECT id, name, short, role FROM units ORDER BY plan_id, position, id');
    this.#topics = db.prepare<[], Omit<Topic, 'leaf'> & { leaf: 0 | 1 }>(
      'SELECT key, code, parent, leaf, area, title, chip FROM topics ORDER BY position, key',
    );
    this.#obligations = db.prepare<[], ObligationRow>(
      `SELECT id, plan_id AS planId, programme_id AS programmeId, code, frequency_text AS frequencyText, unit, count,
         period, every, anchor, replays, per_year AS perYear, valid_from AS validFrom, valid_until AS validUntil,
         start_rule AS startRule, also_programme_ids AS alsoProgrammeIds, counts_twice AS countsTwice,
         counts_share AS countsShare, counts_clusters AS countsClusters
       FROM obligations ORDER BY plan_id, position, id`,
    );
    this.#keep = db.prepare<PlanFile['plan'] & { source: string; now: EpochMs }>(
      `INSERT INTO plans (id, number, title, issuer, issued_on, year, source, imported_at)
       VALUES (@id, @number, @title, @issuer, @issuedOn, @year, @source, @now)
       ON CONFLICT (id) DO UPDATE SET number = excluded.number, title = excluded.title, issuer = excluded.issuer,
         issued_on = excluded.issued_on, year = excluded.year, source = excluded.source,
         imported_at = excluded.imported_at
       WHERE source <> excluded.source`,
    );
    this.#sounds = db.prepare<[], KnownSound>('SELECT id, sha256, title FROM recordings ORDER BY id');
    this.#entertainment = db.prepare<[], string>('SELECT id FROM programmes WHERE entertainment = 1').pluck();
    this.#topicOf = {
      drop: db.prepare<{ planId: string }>('DELETE FROM plan_topics WHERE plan_id = @planId'),
      add: db.prepare<{ planId: string; key: string; position: number }>(
        'INSERT INTO plan_topics VALUES (@planId, @key, @position)',
      ),
    };
    this.#tables = Object.entries<Table>(TABLES).map(([name, table]) => prepareTable(db, name as TableName, table));
  }

  /** Newest plan first. */
  list(): Plan[] {
    return this.#list.all();
  }

  units(): PlanUnit[] {
    return this.#units.all();
  }

  /** In the order of the plan. */
  topics(): Topic[] {
    return this.#topics.all().map((topic) => ({ ...topic, leaf: topic.leaf === 1 }));
  }

  /** In plan order: of two that could have an airing the earlier has it. */
  obligations(): Obligation[] {
    return this.#obligations.all().map(({ alsoProgrammeIds, countsTwice, ...row }) => ({
      ...row,
      alsoProgrammeIds: JSON.parse(alsoProgrammeIds) as string[],
      countsTwice: countsTwice === 1,
    }));
  }

  /** What an import would change, and what people changed that it touches; `chosen` as in `planImport`. */
  compare(file: PlanFile, chosen: ReadonlySet<string> = new Set()): PlanImport {
    const last = this.#source.get({ id: file.plan.id });
    // A source an older version of this program accepted may not read any more; then nothing is taken away.
    const before = last === undefined ? undefined : parsePlanFile(last, 'any');
    return planImport(file, before?.ok ? before.value : undefined, this.#now(), chosen);
  }

  #now(): PlanNow {
    return {
      units: this.units(),
      topics: this.topics(),
      programmes: this.#programmes.list({ archived: true }),
      obligations: this.obligations(),
      slots: this.#slots.list({ archived: true }),
      templates: this.#templates.list({ archived: true }),
      entertainment: new Set(this.#entertainment.all()),
      sounds: this.#sounds.all(),
    };
  }

  /**
   * Nothing is half-loaded; a second import of the same file changes nothing. `source` is the text of `file`. What people
   * changed on screen since the last file stays, but for the conflicts in `chosen`.
   */
  importPlan(file: PlanFile, source: string, now: EpochMs, chosen: ReadonlySet<string> = new Set()): ImportCounts {
    return this.#db
      .transaction(() => {
        const { next, gone } = this.compare(file, chosen);
        const last = this.#source.get({ id: file.plan.id });
        this.#keep.run({ ...file.plan, source, now });
        const rows = rowsOf(next, now);
        this.#importTemplates(file, last, now);
        const counts = Object.fromEntries(
          this.#tables.map((table) => [table.name, this.#write(table, rows[table.name])]),
        ) as ImportCounts;
        for (const { name, remove } of this.#tables.toReversed())
          for (const key of gone[name]) counts[name].removed += remove.run({ key, now, plan: file.plan.id }).changes;
        for (const id of gone.templates) this.#templates.archive(id, now);
        this.#topicOf.drop.run({ planId: file.plan.id });
        for (const [position, { key }] of file.topics.entries())
          this.#topicOf.add.run({ planId: file.plan.id, key, position });
        return counts;
      })
      .immediate();
  }

  /** Before the slots that play them. */
  #importTemplates({ plan, templates }: PlanFile, last: string | undefined, now: EpochMs): void {
    if (templates.length === 0) return;
    const sounds = this.#sounds.all();
    const before = last === undefined ? undefined : parsePlanFile(last, 'any');
    const same = new Set(before?.ok ? before.value.templates.map((one) => JSON.stringify(one)) : []);
    for (const template of templates) {
      // What people changed on screen stays, unless the file says something new.
      if (same.has(JSON.stringify(template)) && this.#templates.find(template.id)) continue;
      const known = this.#templates.find(template.id);
      const items = itemsIn(template, known?.items ?? [], sounds);
      const row = { ...{ id: template.id, title: template.title, items, changedAt: now }, planId: plan.id };
      if (known === undefined) this.#templates.add(row);
      else if (known.title !== row.title || JSON.stringify(known.items) !== JSON.stringify(items))
        this.#templates.change({ ...known, ...row });
      if (known?.archivedAt != null) this.#templates.restore(template.id, now);
    }
  }

  #write({ has, upsert, place, key }: ReturnType<typeof prepareTable>, rows: readonly Row[]): ImportCount {
    const count = { added: 0, changed: 0, unchanged: 0, removed: 0 };
    for (const row of rows) {
      const isKnown = has.get(row[key]!) === 1;
      const { changes } = upsert.run(row);
      if (changes === 0) place.run(row);
      count[changes === 0 ? 'unchanged' : isKnown ? 'changed' : 'added']++;
    }
    return count;
  }

  /** What `exportPlanFile` needs: the file as it was read, and what is now behind it. Without a plan: in the newest. */
  exportState(id: string): (PlanState & { readonly source: string }) | undefined {
    const source = this.#source.get({ id });
    if (source === undefined) return undefined;
    const isNewest = this.list()[0]?.id === id;
    const isMine = (one: { planId: string | null }): boolean => one.planId === id || (one.planId === null && isNewest);
    const slots = this.#slots.list({ archived: true }).filter(isMine);
    const used = new Set(slots.filter((slot) => slot.archivedAt === null).map((slot) => slot.programmeId));
    const programmes = this.#programmes.list({ archived: true }).filter((one) => isMine(one) || used.has(one.id));
    const entertainment = new Set(this.#entertainment.all());
    const templates = this.#templates.list({ archived: true }).filter(isMine);
    return { source, programmes, slots, entertainment, templates, sounds: this.#sounds.all() };
  }
}

function rowsOf(file: PlanImport['next'], now: EpochMs): Record<TableName, Row[]> {
  const plan_id = file.plan.id;
  return {
    units: file.units.map((unit, position) => ({ ...unit, plan_id, position })),
    topics: file.topics.map((topic, position) => ({ ...topic, leaf: topic.leaf ? 1 : 0, plan_id, position })),
    programmes: file.programmes.map(({ id, name, abbr, area, issueWord, leadUnit, ...one }, position) => ({
      ...{ id, plan_id, name, abbr, area, position, archived_at: null },
      ...{ issue_word: issueWord, lead_unit: leadUnit, evergreen_recording_id: one.evergreenRecordingId },
      ...{ music: one.music ? 1 : 0, entertainment: one.entertainment ? 1 : 0 },
    })),
    obligations: file.obligations.map((owed, position) => ({
      ...{ id: owed.id, plan_id, programme_id: owed.programmeId, code: owed.code, position },
      ...{ frequency_text: owed.frequencyText, unit: owed.unit, count: owed.count, period: owed.period },
      ...{ every: owed.every, anchor: owed.anchor, replays: owed.replays, per_year: owed.perYear },
      ...{ valid_from: owed.validFrom, valid_until: owed.validUntil, start_rule: owed.startRule },
      ...{ also_programme_ids: JSON.stringify(owed.alsoProgrammeIds), counts_twice: owed.countsTwice ? 1 : 0 },
      ...{ counts_share: owed.countsShare, counts_clusters: owed.countsClusters },
    })),
    slots: file.slots.map((slot, position) => ({
      ...{ id: slot.id, plan_id, title: slot.title, zone_id: slot.zoneId, rrule: slot.rrule, position },
      ...{ start_date: slot.startDate, start_time: slot.startTime, time_zone: slot.timeZone },
      ...{ duration_ms: slot.durationMs, overflow: slot.overflow, plays: slot.plays },
      ...{ exdates: JSON.stringify(slot.exdates), rdates: JSON.stringify(slot.rdates) },
      ...{
        day_types: slot.dayTypes && JSON.stringify(slot.dayTypes),
        language: slot.language,
        replay_of: slot.replayOf,
        template_id: slot.templateId,
        recording_id: slot.recordingId,
        substitute_recording_id: slot.substituteRecordingId,
      },
      ...Object.fromEntries(Object.entries(MODE_COLUMNS).map(([name, column]) => [column, slot[name as keyof Modes]])),
      ...{ programme_id: slot.programmeId, relay_url: slot.relayUrl, changed_at: now, archived_at: null },
    })),
  };
}
