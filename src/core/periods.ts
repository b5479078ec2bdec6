/**
 * Periods as days of the station's calendar: those an obligation is owed by, which tile its validity without hole or
 * overlap, and those a report speaks of. How many hits a rule has in a year is never asked here: `FREQ=WEEKLY;INTERVAL=2`
 * can fall 27 times while 26 are owed (peers.md U1), so what each period owes comes from the quota.
 */
import { Temporal } from 'temporal-polyfill';
import type { Span } from './hours.ts';
import type { Obligation } from './model.ts';
import { type EpochMs, startOfDay } from './time.ts';

type Day = Temporal.PlainDate;

/** Both days inclusive. */
export type Period = { readonly from: Day; readonly until: Day };

export const isBefore = (a: Day, b: Day): boolean => Temporal.PlainDate.compare(a, b) < 0;
export const daysIn = ({ from, until }: Period): number => from.until(until, { largestUnit: 'days' }).days + 1;
export const holds = ({ from, until }: Period, day: Day): boolean => !isBefore(day, from) && !isBefore(until, day);

/** The instants of a period on the station's clock: from its first, until the first after it. */
export const spanOf = ({ from, until }: Period, zone: string): Span => ({
  from: startOfDay(from, zone),
  until: startOfDay(until.add({ days: 1 }), zone),
});
export const isIn = (at: EpochMs, { from, until }: Span): boolean => from <= at && at < until;

// what an obligation owes ---------------------------------------------------------------------------------------------

export type OwedObligation = Obligation & {
  /** The plan's day of issue: where the duty begins when the obligation has no anchor. */
  readonly issuedOn?: string | null;
};

/** `owes` issues or airings, replays not among them. */
export type OwedPeriod = Period & { readonly owes: number };

/** How a calendar year's number came about: `periods` × count, at most `limit` (exact, before rounding). */
export type Quota = {
  readonly year: number;
  readonly periods: number;
  readonly limit: number | null;
  readonly owed: number;
};

type Calendar = Pick<Obligation, 'period' | 'every' | 'anchor' | 'validFrom' | 'validUntil' | 'count'>;

const UNITS = { weeks: 'weeks', month: 'months', year: 'years' } as const;
/** Periods of one unit in a year, for a pro-rata share of an obligation that names no number for the year. */
const A_YEAR = { weeks: 52, month: 12, year: 1, continuous: 1, unspecified: 1 } as const;

/** Without dates of its own an obligation holds from its anchor to the end of that year. */
export function validityOf(owed: Pick<OwedObligation, 'anchor' | 'validFrom' | 'validUntil' | 'issuedOn'>): Period {
  const first = owed.validFrom ?? owed.anchor ?? owed.issuedOn;
  if (first == null) throw new RangeError('an obligation needs a first day: validity, anchor or day of issue');
  const from = Temporal.PlainDate.from(first);
  const until = owed.validUntil ? Temporal.PlainDate.from(owed.validUntil) : from.with({ month: 12, day: 31 });
  return { from, until };
}

/** In order; the first and the last are cut to the validity. What is owed "thường xuyên" is looked at month by month. */
export function obligationPeriods(owed: Calendar & { readonly issuedOn?: string | null }): Period[] {
  const valid = validityOf(owed);
  const isFree = owed.period === 'continuous' || owed.period === 'unspecified';
  if (isFree && owed.count !== null) return [valid];

  const unit = isFree ? 'months' : UNITS[owed.period];
  const every = isFree ? 1 : owed.every;
  const anchor = gridStart(owed.anchor ? Temporal.PlainDate.from(owed.anchor) : valid.from, unit);
  const begins = (k: number): Day => anchor.add({ [unit]: k * every });
  const periods: Period[] = [];
  // `until` rounds towards zero, so one period earlier is before the validity, or ends before it.
  for (let k = Math.floor(anchor.until(valid.from, { largestUnit: unit })[unit] / every) - 1; ; k++) {
    const [from, until] = [begins(k), begins(k + 1).subtract({ days: 1 })];
    if (isBefore(valid.until, from)) return periods;
    if (isBefore(until, valid.from)) continue;
    periods.push({
      from: isBefore(from, valid.from) ? valid.from : from,
      until: isBefore(valid.until, until) ? valid.until : until,
    });
  }
}

const gridStart = (day: Day, unit: 'weeks' | 'months' | 'years'): Day =>
  unit === 'weeks' ? day : day.with(unit === 'months' ? { day: 1 } : { month: 1, day: 1 });

/** Where the duty begins: the anchor the commune has set, else the day the plan was issued, else the validity. */
export const dutyStart = (owed: OwedObligation): Day =>
  Temporal.PlainDate.from(owed.anchor ?? owed.issuedOn ?? validityOf(owed).from);

/**
 * Every period of the validity with what it owes. A year in which the periods come to more than the quota (27
 * fortnights, 53 weeks) takes the excess off its shortest period, of equals the later: mostly the one cut by New Year.
 */
export function owedPeriods(owed: OwedObligation): { readonly periods: OwedPeriod[]; readonly quotas: Quota[] } {
  const start = dutyStart(owed);
  const rule = owed.startRule ?? 'remaining';
  const isOwed = ({ from, until }: Period): boolean => {
    if (owed.count === null) return false;
    // Of years one that has begun is still owed: there is no later one to wait for.
    const mayHaveBegun = rule === 'pro-rata' || !(owed.period === 'weeks' || owed.period === 'month');
    return rule === 'full' || !isBefore(mayHaveBegun ? until : from, start);
  };
  const periods = obligationPeriods(owed).map((period) => ({ ...period, owes: isOwed(period) ? owed.count! : 0 }));

  const daysOwed = (period: Period): number =>
    daysIn(rule === 'pro-rata' && isBefore(period.from, start) ? { from: start, until: period.until } : period);
  const quotas: Quota[] = [];
  for (const year of new Set(periods.map(({ from }) => from.year))) {
    const owing = periods.filter((one) => one.from.year === year && one.owes > 0);
    if (owing.length === 0) continue;
    const limit = rule === 'pro-rata' ? shareOfYear(owed, year, start) : owed.perYear;
    let excess = limit === null ? 0 : owing.reduce((sum, { owes }) => sum + owes, 0) - Math.round(limit);
    for (const one of owing.toReversed().sort((a, b) => daysOwed(a) - daysOwed(b))) {
      const off = Math.min(one.owes, Math.max(0, excess));
      one.owes -= off;
      excess -= off;
    }
    quotas.push({ year, periods: owing.length, limit, owed: owing.reduce((sum, { owes }) => sum + owes, 0) });
  }
  return { periods, quotas };
}

/** 26 × 129/365 = 9,19 for a plan of 26 a year signed on 25/8/2025. */
function shareOfYear(owed: OwedObligation, year: number, start: Day): number {
  const valid = validityOf(owed);
  const inYear = { from: new Temporal.PlainDate(year, 1, 1), until: new Temporal.PlainDate(year, 12, 31) };
  const days = daysIn({
    from: [valid.from, start, inYear.from].sort(Temporal.PlainDate.compare).at(-1)!,
    until: isBefore(valid.until, inYear.until) ? valid.until : inYear.until,
  });
  const whole = owed.perYear ?? ((owed.count ?? 0) * A_YEAR[owed.period]) / owed.every;
  return (whole * days) / daysIn(inYear);
}

// reporting periods (station.md §2.8) ---------------------------------------------------------------------------------

export const REPORT_SPANS = ['month', 'quarter', 'half-year', 'year'] as const;
export type ReportSpan = (typeof REPORT_SPANS)[number];

/**
 * Where a month of reporting closes. calendar: on its last day; nd09: on the 14th (Nghị định 09/2019: quý III is
 * 15/6–14/9); or on any day, a month without it closing on its last.
 */
export type CutOff = 'calendar' | 'nd09' | { readonly lastDay: number };

/** `number` counts within the year: month 1–12, quarter 1–4, half-year 1–2, year 1. */
export type ReportPeriod = Period & { readonly span: ReportSpan; readonly year: number; readonly number: number };

const MONTHS: Readonly<Record<ReportSpan, number>> = { month: 1, quarter: 3, 'half-year': 6, year: 12 };

function closes(month: Temporal.PlainYearMonth, cutOff: CutOff): Day {
  const day = cutOff === 'calendar' ? 31 : cutOff === 'nd09' ? 14 : cutOff.lastDay;
  return month.toPlainDate({ day: Math.min(day, month.daysInMonth) });
}

export function reportPeriod(span: ReportSpan, year: number, number: number, cutOff: CutOff): ReportPeriod {
  if (!Number.isInteger(number) || number < 1 || number > 12 / MONTHS[span])
    throw new RangeError(`a year has no ${span} ${number}`);
  const last = new Temporal.PlainYearMonth(year, number * MONTHS[span]);
  const before = closes(last.subtract({ months: MONTHS[span] }), cutOff);
  return { span, year, number, from: before.add({ days: 1 }), until: closes(last, cutOff) };
}

/** The one `day` is in: 20 December is already next year's first quarter where the cut-off is the 14th. */
export function reportPeriodOn(day: Day, span: ReportSpan, cutOff: CutOff): ReportPeriod {
  const own = day.toPlainYearMonth();
  const month = isBefore(closes(own, cutOff), day) ? own.add({ months: 1 }) : own;
  return reportPeriod(span, month.year, Math.ceil(month.month / MONTHS[span]), cutOff);
}
