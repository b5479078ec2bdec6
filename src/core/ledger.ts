/**
 * The ledger: what each period of an obligation owes, and what has aired, is planned, at risk or short of it, with the
 * airings behind every figure (product A2, A3). Pure; asked by the plan page, the report and `simulate`.
 *
 * An issue belongs to the period of its premiere. Where replays are owed, one pays only for its own issue's period and
 * only within it: a replay that slips into the next month pays for neither. An airing is of one obligation, unless
 * another says that it may count twice.
 *
 * Long for its types: every figure that a page or a report may show is named here once.
 */
import { Temporal } from 'temporal-polyfill';
import {
  COUNTING,
  counts,
  hasFailed,
  type IssueOf,
  type JudgedAiring,
  judgeAirings,
  type LoggedAiring,
} from './counting.ts';
import type { Span } from './hours.ts';
import type { AiringKind, EntryDraft } from './model.ts';
import {
  dutyStart,
  isBefore,
  isIn,
  type OwedObligation,
  type OwedPeriod,
  owedPeriods,
  type Quota,
  spanOf,
} from './periods.ts';
import { entryKey } from './playlist.ts';
import { after, type DurationMs, durationMs, type EpochMs, HOUR, startOfDay } from './time.ts';

export type PlannedEntry = Pick<
  EntryDraft,
  'slotId' | 'recurrenceId' | 'programmeId' | 'episodeId' | 'missing' | 'plannedStart' | 'plannedEnd'
> & {
  readonly id?: number;
  readonly kind: AiringKind;
  readonly countsOn?: string | null;
  readonly paysForId?: number | null;
};

export type LedgerInput = {
  /** In plan order: of two that could have an airing the earlier has it. */
  readonly obligations: readonly OwedObligation[];
  /** Every row of their programmes' issues from the first airing on. */
  readonly airings: readonly LoggedAiring[];
  /** Those begun, early or in time, are left out here. */
  readonly entries: readonly PlannedEntry[];
  /** How far `entries` reach; of a period that ends later nobody can say yet that it lacks a place. */
  readonly plannedUntil: EpochMs;
  readonly now: EpochMs;
  readonly zone: string;
  /** A place without sound is a risk from so long before it; a week unless told otherwise (product C4). */
  readonly soon?: DurationMs;
  readonly issueOf?: IssueOf;
};

/** short = due − done − planned, never below 0; atRisk: how much of what is needed hangs on places without sound. */
export type Figure = {
  readonly due: number;
  readonly done: number;
  readonly planned: number;
  readonly atRisk: number;
  readonly short: number;
};

/** free: nothing is owed; ahead: it ends after the last day planned, and so far has no place. */
export type PeriodState = 'met' | 'planned' | 'at-risk' | 'missed' | 'ahead' | 'free';

export type PeriodLedger = {
  readonly period: OwedPeriod;
  readonly span: Span;
  readonly state: PeriodState;
  /** In the obligation's unit: issues, or airings. */
  readonly main: Figure;
  readonly replays: Figure;
  /** Behind `main.done`, `replays.done` and the two `planned`. */
  readonly mainAirings: readonly JudgedAiring[];
  readonly replayAirings: readonly JudgedAiring[];
  readonly mainEntries: readonly PlannedEntry[];
  readonly replayEntries: readonly PlannedEntry[];
  /** They sounded here and pay for nothing: replays of an issue of another period. */
  readonly strays: readonly JudgedAiring[];
  /** Due here, and not counted. */
  readonly failed: readonly JudgedAiring[];
};

/** Đạt, Đúng tiến độ, Có nguy cơ chậm, Chậm, Chưa đạt, Không định lượng. */
export type DutyState = 'met' | 'on-track' | 'at-risk' | 'late' | 'not-met' | 'unquantified';

/** The sum behind the state: behind = missing − surplus, never below 0, and the replays missing, which nothing repays. */
export type Arithmetic = {
  readonly dutyStart: Temporal.PlainDate;
  readonly quotas: readonly Quota[];
  /** Of the periods that owe something: those that have begun or are over, and how many of these are whole. */
  readonly begun: number;
  readonly metOfBegun: number;
  /** Over the whole validity. */
  readonly due: number;
  readonly done: number;
  readonly planned: number;
  readonly replaysDue: number;
  readonly replaysDone: number;
  readonly replaysPlanned: number;
  /**
   * In the unit, of periods that are over and have no place moved out of them ("dời kỳ"); more than owed, in any
   * period; and what is left of the first.
   */
  readonly missing: number;
  readonly surplus: number;
  readonly behind: number;
  readonly replaysMissing: number;
};

/** "At this pace 24 of 26; free fortnights left: …" */
export type Forecast = {
  readonly due: number;
  /** Rounded down. */
  readonly expected: number;
  /** Of the periods that are over; what is not planned yet is expected at this rate. */
  readonly pace: { readonly done: number; readonly due: number };
  /** Still open, and short of a place as far as planned. */
  readonly free: readonly PeriodLedger[];
};

export type ObligationLedger = {
  readonly obligation: OwedObligation;
  readonly state: DutyState;
  readonly periods: readonly PeriodLedger[];
  readonly arithmetic: Arithmetic;
  readonly forecast: Forecast;
  /** Make-goods that count, whenever they aired: they close debts even after the period is over. */
  readonly makeGoods: readonly JudgedAiring[];
};

/** Strays too: they pay for nothing, but they are lượt phát that the loudspeakers sounded. */
export const countedFor = ({ periods }: ObligationLedger): JudgedAiring[] =>
  periods.flatMap(({ mainAirings, replayAirings, strays }) =>
    [...mainAirings, ...replayAirings, ...strays].filter(counts),
  );

export function buildLedgers(input: LedgerInput): ObligationLedger[] {
  const { obligations, zone, now } = input;
  const books = obligations.map((obligation) => {
    const { periods, quotas } = owedPeriods(obligation);
    const own = [obligation.programmeId, ...obligation.alsoProgrammeIds];
    return { obligation, quotas, own, periods: periods.map((period) => ({ period, span: spanOf(period, zone) })) };
  });
  type Book = (typeof books)[number];

  const dayAt = (at: EpochMs, { countsOn }: { countsOn?: string | null }): EpochMs =>
    countsOn ? startOfDay(Temporal.PlainDate.from(countsOn), zone) : at;
  const placeIn = ({ periods }: Book, at: EpochMs): number => periods.findIndex(({ span }) => isIn(at, span));
  /** The period it pays in, −1: it is another's. The obligation of that very programme goes before one that only also takes it. */
  const placeOf = (book: Book, programmeId: string | null, at: EpochMs): number => {
    if (programmeId === null || !book.own.includes(programmeId)) return -1;
    const place = placeIn(book, at);
    if (place < 0 || book.obligation.countsTwice) return place;
    const rivals = books.filter(({ own, obligation }) => !obligation.countsTwice && own.includes(programmeId));
    if (rivals.length === 1) return place;
    const able = rivals.filter((one) => placeIn(one, at) >= 0);
    const holder = able.find(({ obligation }) => obligation.programmeId === programmeId) ?? able[0];
    return book === holder ? place : -1;
  };

  const { issueOf = (episodeId: number) => episodeId } = input;
  const issueIdOf = (episodeId: number | null): number | null => (episodeId === null ? null : issueOf(episodeId));

  return books.map((book): ObligationLedger => {
    const { obligation } = book;
    const ofProgrammes = input.airings.filter(({ programmeId }) => book.own.includes(programmeId ?? ''));
    const judged = judgeAirings(
      ofProgrammes,
      {
        share: obligation.countsShare ?? COUNTING.share,
        clusters: obligation.countsClusters ?? COUNTING.clusters,
      },
      issueOf,
    );
    const sheets = book.periods.map(openSheet);
    const owesReplays = obligation.unit === 'issue' && obligation.count !== null && obligation.replays > 0;
    /** Issue → the period of its premiere, aired or planned. */
    const homes = new Map<number, number>();

    /** Where it pays: as an issue or airing, as a replay, or nowhere. */
    const part = (kind: AiringKind, episodeId: number | null, place: number): 'main' | 'replay' | 'stray' => {
      if (obligation.unit === 'airing') return 'main';
      if (kind === 'premiere') {
        if (episodeId !== null) homes.set(episodeId, place);
        return 'main';
      }
      if (kind !== 'replay') return 'stray';
      return !owesReplays || episodeId === null || homes.get(episodeId) === place ? 'replay' : 'stray';
    };

    for (const airing of judged) {
      const at = dayAt(airing.at, airing.first);
      const place = placeOf(book, airing.first.programmeId, at);
      if (place < 0) continue;
      const sheet = sheets[place]!;
      if (hasFailed(airing)) sheet.failed.push(airing);
      else if (counts(airing)) {
        const to = part(airing.kind, airing.issue, place);
        (to === 'main' ? sheet.mainAirings : to === 'replay' ? sheet.replayAirings : sheet.strays).push(airing);
      }
    }
    const premiered = new Set(judged.filter(counts).map(({ first }) => issueIdOf(first.episodeId)));
    for (const planned of coming(input, judged)) {
      const entry = { ...planned, issueId: issueIdOf(planned.episodeId) };
      const at = dayAt(entry.plannedStart, entry);
      const place = placeOf(book, entry.programmeId, at);
      if (place < 0) continue;
      const to = part(kindOf(entry, premiered), entry.issueId, place);
      if (entry.issueId !== null) premiered.add(entry.issueId);
      if (to !== 'stray') (to === 'main' ? sheets[place]!.mainEntries : sheets[place]!.replayEntries).push(planned);
    }

    const duty = { dutyStart: dutyStart(obligation), quotas: book.quotas };
    const periods = sheets.map((sheet) => closeSheet(sheet, owesReplays ? obligation.replays : 0, input));
    const arithmetic = reckon(periods, now, duty);
    return {
      obligation,
      state: obligation.count === null ? 'unquantified' : judgeState(periods, arithmetic, now),
      periods,
      arithmetic,
      forecast: foresee(periods, now, duty),
      makeGoods: judged.filter((airing) => counts(airing) && airing.first.paysForId != null),
    };
  });
}

const openSheet = (of: { readonly period: OwedPeriod; readonly span: Span }) => ({
  ...of,
  mainAirings: [] as JudgedAiring[],
  replayAirings: [] as JudgedAiring[],
  mainEntries: [] as PlannedEntry[],
  replayEntries: [] as PlannedEntry[],
  strays: [] as JudgedAiring[],
  failed: [] as JudgedAiring[],
});

/** What is on the air now is as good as planned until its row is closed. */
function coming({ entries, now }: LedgerInput, judged: readonly JudgedAiring[]): PlannedEntry[] {
  const sounding = judged
    .filter(({ verdict }) => verdict === 'on-air')
    .map(({ first, at }): PlannedEntry => {
      const { slotId, recurrenceId, programmeId, episodeId, kind, countsOn = null, paysForId = null } = first;
      const place = { slotId: slotId ?? '', recurrenceId: recurrenceId ?? '', countsOn, paysForId };
      return { ...place, programmeId, episodeId, kind, missing: null, plannedStart: at, plannedEnd: at };
    });
  // A person may have started or skipped one before its time: the log has it already.
  const ahead = entries.filter(({ plannedStart }) => plannedStart > now);
  const days = new Set<string | null>(ahead.map(({ recurrenceId }) => recurrenceId));
  const told = new Set<string>();
  for (const { rows } of judged)
    for (const row of rows)
      if (days.has(row.recurrenceId)) told.add(`${row.slotId} ${row.recurrenceId} ${row.programmeId}`);
  const waiting = ahead.filter((entry) => !told.has(`${entryKey(entry)} ${entry.programmeId}`));
  return [...sounding, ...waiting].sort((a, b) => a.plannedStart - b.plannedStart);
}

/** The first of an issue will be its premiere, whatever the slot is called. */
function kindOf(
  { kind, issueId }: PlannedEntry & { readonly issueId: number | null },
  premiered: ReadonlySet<number | null>,
): AiringKind {
  if (issueId === null || (kind !== 'premiere' && kind !== 'replay')) return kind;
  return premiered.has(issueId) ? 'replay' : 'premiere';
}

function closeSheet(
  sheet: ReturnType<typeof openSheet>,
  replaysOwed: number,
  { now, plannedUntil, soon = durationMs(7 * 24 * HOUR) }: LedgerInput,
): PeriodLedger {
  const figure = (due: number, aired: readonly JudgedAiring[], places: readonly PlannedEntry[]): Figure => {
    const [done, planned] = [aired.length, places.length];
    const sure = places.filter((one) => one.missing === null || one.plannedStart > after(now, soon)).length;
    const atRisk = Math.max(0, Math.min(due - done, planned) - sure);
    return { due, done, planned, atRisk, short: Math.max(0, due - done - planned) };
  };
  const { period, span } = sheet;
  const main = figure(period.owes, sheet.mainAirings, sheet.mainEntries);
  const replays = figure(period.owes > 0 ? replaysOwed : 0, sheet.replayAirings, sheet.replayEntries);
  const sum = (of: (figure: Figure) => number): number => of(main) + of(replays);
  const state = ((): PeriodState => {
    if (period.owes === 0) return 'free';
    if (sum(({ due, done }) => Math.max(0, due - done)) === 0) return 'met';
    if (span.until <= now && sum(({ short }) => short) > 0) return 'missed';
    if (sum(({ atRisk }) => atRisk) > 0) return 'at-risk';
    if (sum(({ short }) => short) === 0) return 'planned';
    return span.until <= plannedUntil ? 'at-risk' : 'ahead';
  })();
  return { ...sheet, state, main, replays };
}

const missingOf = ({ due, done }: Figure): number => Math.max(0, due - done);
const total = (periods: readonly PeriodLedger[], of: (one: PeriodLedger) => number): number =>
  periods.reduce((sum, one) => sum + of(one), 0);

type Duty = Pick<Arithmetic, 'dutyStart' | 'quotas'>;
/** What aired before the duty began is in the book, and repays nothing. */
const isOfDuty = ({ period }: PeriodLedger, { dutyStart: start }: Duty): boolean =>
  period.owes > 0 || !isBefore(period.until, start);

function reckon(all: readonly PeriodLedger[], now: EpochMs, duty: Duty): Arithmetic {
  const over = all.filter(({ span }) => span.until <= now);
  const begun = all.filter(({ period, span }) => period.owes > 0 && span.from <= now);
  const missing = total(over, ({ main }) => main.short);
  const surplus = total(all, (one) => (isOfDuty(one, duty) ? Math.max(0, one.main.done - one.main.due) : 0));
  return {
    ...duty,
    begun: begun.length,
    metOfBegun: begun.filter(({ state }) => state === 'met').length,
    due: total(all, ({ main }) => main.due),
    done: total(all, ({ main }) => main.done),
    planned: total(all, ({ main }) => main.planned),
    replaysDue: total(all, ({ replays }) => replays.due),
    replaysDone: total(all, ({ replays }) => replays.done),
    replaysPlanned: total(all, ({ replays }) => replays.planned),
    missing,
    surplus,
    behind: Math.max(0, missing - surplus),
    replaysMissing: total(over, ({ replays }) => replays.short),
  };
}

function judgeState(
  periods: readonly PeriodLedger[],
  { surplus, behind, replaysMissing }: Arithmetic,
  now: EpochMs,
): DutyState {
  const isAllDone =
    total(periods, ({ main }) => missingOf(main)) <= surplus &&
    total(periods, ({ replays }) => missingOf(replays)) === 0;
  if (isAllDone) return 'met';
  const isOver = periods.every(({ period, span }) => period.owes === 0 || span.until <= now);
  if (behind + replaysMissing > 0) return isOver ? 'not-met' : 'late';
  return periods.some(({ state }) => state === 'at-risk') ? 'at-risk' : 'on-track';
}

function foresee(periods: readonly PeriodLedger[], now: EpochMs, duty: Duty): Forecast {
  const over = periods.filter(({ span }) => span.until <= now);
  const pace = {
    done: total(over, ({ main }) => Math.min(main.done, main.due)),
    due: total(over, ({ main }) => main.due),
  };
  // Whole numbers until the end, so that 9 of 10 periods at a pace of 9/10 never become 8,999…
  const ahead = total(periods, ({ main, state }) => (state === 'ahead' ? main.short : 0));
  return {
    due: total(periods, ({ main }) => main.due),
    expected:
      total(periods, (one) => (isOfDuty(one, duty) ? one.main.done + one.main.planned : 0)) +
      (pace.due > 0 ? Math.floor((ahead * pace.done) / pace.due) : ahead),
    pace,
    free: periods.filter(({ span, main, state }) => span.until > now && main.short > 0 && state !== 'ahead'),
  };
}
