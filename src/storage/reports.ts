/**
 * Reports and what happened to them. A freezing is one row with the whole dataset and the SHA-256 of its bytes; whether
 * a report may take a step is for `core/report-state.ts`, that it takes none twice for the database.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, type EarlierReport, measuresOf, type ReportFigures } from '../core/report.ts';
import type { Report, ReportEvent } from '../core/report-state.ts';
import { err, ok, type Result } from '../core/result.ts';
import { violates } from './constraint.ts';
import type { Db } from './database.ts';

export type ReportDraft = Omit<Report, 'id' | 'texts' | 'signers' | 'changedAt'>;
export type ReportChange = Pick<Report, 'id' | 'texts' | 'signers' | 'dueOn' | 'changedAt'>;
/** `last`: the newest event. */
export type ReportWithLast = Report & { readonly last: ReportEvent | undefined };

type NewEvent = Omit<ReportEvent, 'id' | 'sha256' | 'letterNumber' | 'letterDate'>;
export type Freezing = Omit<NewEvent, 'step' | 'reason'> & { readonly figures: ReportFigures };
export type Submission = Omit<NewEvent, 'step' | 'reason'> & { readonly letter: unknown };
export type Dispatch = Submission & { readonly letterNumber: string; readonly letterDate: string };

/** A frozen dataset as it lies on disk. `isIntact`: its bytes still have the hash they were frozen with. */
export type Dataset = {
  readonly event: ReportEvent;
  readonly text: string;
  readonly figures: ReportFigures;
  readonly isIntact: boolean;
};

type ReportRow = Omit<Report, 'texts' | 'signers'> & { readonly texts: string; readonly signers: string | null };
type Bound = Readonly<Record<string, string | number | null>>;

const COLUMNS = `id, plan_id AS planId, span, year, number, from_day AS "from", until_day AS until, due_on AS dueOn, texts,
  signers, created_by AS createdBy, created_at AS createdAt, changed_at AS changedAt`;
const EVENT = `id, report_id AS reportId, step, amendment, reason, sha256, letter_number AS letterNumber,
  letter_date AS letterDate, by, at`;

const decode = (row: ReportRow): Report => ({
  ...row,
  texts: JSON.parse(row.texts) as Report['texts'],
  signers: row.signers === null ? null : (JSON.parse(row.signers) as Report['signers']),
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export class Reports {
  readonly #db: Db;
  readonly #add;
  readonly #change;
  readonly #remove;
  readonly #find;
  readonly #list;
  readonly #events;
  readonly #openSince;
  readonly #last;
  readonly #addEvent;
  readonly #dataset;
  readonly #letter;
  readonly #earlier;

  constructor(db: Db) {
    this.#db = db;
    this.#add = db.prepare<[ReportDraft], ReportRow>(
      `INSERT INTO reports (plan_id, span, year, number, from_day, until_day, due_on, created_by, created_at, changed_at)
       VALUES (@planId, @span, @year, @number, @from, @until, @dueOn, @createdBy, @createdAt, @createdAt)
       RETURNING ${COLUMNS}`,
    );
    this.#change = db.prepare<Bound>(
      `UPDATE reports SET texts = @texts, signers = @signers, due_on = @dueOn, changed_at = @changedAt WHERE id = @id`,
    );
    this.#remove = db.prepare<{ id: number }>(
      'DELETE FROM reports WHERE id = @id AND NOT EXISTS (SELECT 1 FROM report_events WHERE report_id = @id)',
    );
    this.#find = db.prepare<{ id: number }, ReportRow>(`SELECT ${COLUMNS} FROM reports WHERE id = @id`);
    this.#list = db.prepare<[], ReportRow>(`SELECT ${COLUMNS} FROM reports ORDER BY until_day DESC, id DESC`);
    this.#events = db.prepare<{ reportId: number }, ReportEvent>(
      `SELECT ${EVENT} FROM report_events WHERE report_id = @reportId ORDER BY id`,
    );
    this.#openSince = db
      .prepare<[], string | null>(
        `SELECT min(from_day) FROM reports WHERE coalesce(
           (SELECT step FROM report_events WHERE report_id = reports.id ORDER BY id DESC LIMIT 1), '') <> 'sent'`,
      )
      .pluck();
    this.#last = db.prepare<[], ReportEvent>(
      `SELECT ${EVENT} FROM report_events WHERE id IN (SELECT max(id) FROM report_events GROUP BY report_id)`,
    );
    this.#addEvent = db.prepare<Bound, ReportEvent>(
      `INSERT INTO report_events (report_id, step, amendment, reason, dataset, sha256, letter, letter_number, letter_date,
         by, at)
       VALUES (@reportId, @step, @amendment, @reason, @dataset, @sha256, @letter, @letterNumber, @letterDate, @by, @at)
       RETURNING ${EVENT}`,
    );
    this.#dataset = db.prepare<{ reportId: number; amendment: number | null }, ReportEvent & { text: string }>(
      `SELECT ${EVENT}, dataset AS text FROM report_events
       WHERE report_id = @reportId AND step = 'frozen' AND (@amendment IS NULL OR amendment = @amendment)
       ORDER BY amendment DESC LIMIT 1`,
    );
    this.#letter = db
      .prepare<{ reportId: number; amendment: number }, string>(
        `SELECT letter FROM report_events WHERE report_id = @reportId AND amendment = @amendment AND letter IS NOT NULL
         ORDER BY id DESC LIMIT 1`,
      )
      .pluck();
    this.#earlier = db.prepare<Bound, EarlierRow>(
      `SELECT r.id AS reportId, r.span, r.year, r.number, r.from_day AS "from", r.until_day AS until,
         json_extract(e.dataset, '$.rows') AS rows, json_extract(e.dataset, '$.adjustments') AS adjustments
       FROM reports r JOIN report_events e ON e.id =
         (SELECT max(id) FROM report_events WHERE report_id = r.id AND step = 'frozen')
       WHERE r.plan_id = @planId AND r.span = @span AND r.id <> @id ORDER BY e.id`,
    );
  }

  /** 'taken': there is a report of this period already. */
  add(draft: ReportDraft): Result<Report, 'taken'> {
    try {
      return ok(decode(this.#add.get(draft)!));
    } catch (error) {
      if (violates(error, 'UNIQUE')) return err('taken');
      throw error;
    }
  }

  change({ texts, signers, ...rest }: ReportChange): void {
    this.#change.run({
      ...rest,
      texts: JSON.stringify(texts),
      signers: signers === null ? null : JSON.stringify(signers),
    });
  }

  /** False when it was ever frozen: then it stays. */
  remove(id: number): boolean {
    return this.#remove.run({ id }).changes > 0;
  }

  /** First day, ISO, of those that are not sent yet. */
  openSince(): string | undefined {
    return this.#openSince.get() ?? undefined;
  }

  find(id: number): ReportWithLast | undefined {
    const row = this.#find.get({ id });
    return row && { ...decode(row), last: this.events(id).at(-1) };
  }

  /** The latest period first. */
  list(): ReportWithLast[] {
    const last = new Map(this.#last.all().map((event) => [event.reportId, event]));
    return this.#list.all().map((row) => ({ ...decode(row), last: last.get(row.id) }));
  }

  /** In order. */
  events(reportId: number): ReportEvent[] {
    return this.#events.all({ reportId });
  }

  /** 'taken': somebody else has frozen it at the same moment. */
  freeze({ figures, ...event }: Freezing): Result<ReportEvent, 'taken'> {
    const dataset = canonicalJson(figures);
    return this.#step({ ...event, step: 'frozen', dataset, sha256: sha256(dataset) });
  }

  reopen(event: Omit<NewEvent, 'step'>): Result<ReportEvent, 'taken'> {
    return this.#step({ ...event, step: 'reopened' });
  }

  submit({ letter, ...event }: Submission): Result<ReportEvent, 'taken'> {
    return this.#step({ ...event, step: 'submitted', letter: JSON.stringify(letter) });
  }

  send({ letter, ...event }: Dispatch): Result<ReportEvent, 'taken'> {
    return this.#step({ ...event, step: 'sent', letter: JSON.stringify(letter) });
  }

  /** Of that amendment, or the newest there is. */
  dataset(reportId: number, amendment?: number): Dataset | undefined {
    const row = this.#dataset.get({ reportId, amendment: amendment ?? null });
    if (!row) return undefined;
    const { text, ...event } = row;
    return { event, text, figures: JSON.parse(text) as ReportFigures, isIntact: sha256(text) === event.sha256 };
  }

  /** As `submit` or `send` kept it last. */
  letter(reportId: number, amendment: number): unknown {
    const text = this.#letter.get({ reportId, amendment });
    return text === undefined ? undefined : JSON.parse(text);
  }

  /**
   * What frozen reports of this kind that end before `report` begins have said last, by themselves or by an adjustment
   * in a later one; in the order of their periods.
   */
  earlier({ id, planId, span, from }: Report): SaidBefore[] {
    const said = new Map<number, SaidBefore>();
    for (const { rows, adjustments, ...row } of this.#earlier.all({ planId, span, id })) {
      said.set(row.reportId, { ...row, measures: measuresOf(JSON.parse(rows) as ReportFigures['rows']) });
      for (const { reportId, changes } of JSON.parse(adjustments) as ReportFigures['adjustments']) {
        const before = said.get(reportId);
        const now = new Map(changes.map((change) => [change.obligationId, change.now]));
        if (before)
          said.set(reportId, {
            ...before,
            measures: before.measures.map((one) => ({ ...one, ...now.get(one.obligationId) })),
          });
      }
    }
    return [...said.values()].filter(({ until }) => until < from).sort((a, b) => (a.until < b.until ? -1 : 1));
  }

  /** Everything that `work` reads, on any store of this connection, is of one moment; nobody waits for it. */
  atOneMoment<T>(work: () => T): T {
    return this.#db.transaction(work).deferred();
  }

  #step(event: Partial<Bound>): Result<ReportEvent, 'taken'> {
    try {
      return ok(this.#addEvent.get({ ...NO_STEP, ...event } as Bound)!);
    } catch (error) {
      if (violates(error, 'UNIQUE')) return err('taken');
      throw error;
    }
  }
}

const NO_STEP = { reason: '', dataset: null, sha256: null, letter: null, letterNumber: '', letterDate: null };

type EarlierRow = Pick<Report, 'span' | 'year' | 'number' | 'from' | 'until'> & {
  readonly reportId: number;
  readonly rows: string;
  readonly adjustments: string;
};
export type SaidBefore = Omit<EarlierRow, 'rows' | 'adjustments'> & {
  readonly measures: EarlierReport['measures'];
};
