/** A report as a thing one works on: its period, its steps from draft to sent, and when it is due. */
import { Temporal } from 'temporal-polyfill';
import { isBefore, type Period, REPORT_SPANS, type ReportPeriod, reportPeriod } from './periods.ts';
import type { ReportSettings, Signer } from './report-settings.ts';
import type { EpochMs } from './time.ts';

/** any: báo cáo đột xuất, between two days somebody names. */
export const REPORT_KINDS = [...REPORT_SPANS, 'any'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** `number` is null for any. */
export type ReportWindow = Period & {
  readonly span: ReportKind;
  readonly year: number;
  readonly number: number | null;
};

/** Days are ISO text, both inclusive. */
export type Report = {
  readonly id: number;
  readonly planId: string;
  readonly span: ReportKind;
  readonly year: number;
  readonly number: number | null;
  readonly from: string;
  readonly until: string;
  readonly dueOn: string;
  /** What somebody wrote in place of the words a section has by itself; by the names of core/report-texts.ts. */
  readonly texts: Readonly<Record<string, string>>;
  /** Null: as set for all reports. */
  readonly signers: readonly Signer[] | null;
  readonly createdBy: number;
  readonly createdAt: EpochMs;
  readonly changedAt: EpochMs;
};

export const windowOf = ({ span, year, number, from, until }: Report): ReportWindow => ({
  span,
  year,
  number,
  from: Temporal.PlainDate.from(from),
  until: Temporal.PlainDate.from(until),
});

export const REPORT_STEPS = ['frozen', 'reopened', 'submitted', 'sent'] as const;
export type ReportStep = (typeof REPORT_STEPS)[number];

/** One step of a report, never changed afterwards. `amendment` 0 is the first freezing, n "lần điều chỉnh n". */
export type ReportEvent = {
  readonly id: number;
  readonly reportId: number;
  readonly step: ReportStep;
  readonly amendment: number;
  /** Of reopening; else empty. */
  readonly reason: string;
  /** Of frozen: SHA-256 of the dataset, in hex. */
  readonly sha256: string | null;
  /** Of sent: what the clerk gave it, `15/BC-TTVHTTDLTT`, and its day. */
  readonly letterNumber: string;
  readonly letterDate: string | null;
  readonly by: number;
  readonly at: EpochMs;
};

export type ReportState = 'draft' | 'frozen' | 'submitted' | 'sent';

/** `last` is the newest event. */
export const stateOf = (last: Pick<ReportEvent, 'step'> | undefined): ReportState =>
  last === undefined || last.step === 'reopened' ? 'draft' : last.step;

const NEXT: Readonly<Record<ReportState, readonly ReportStep[]>> = {
  draft: ['frozen'],
  frozen: ['submitted', 'reopened'],
  submitted: ['sent', 'reopened'],
  sent: ['reopened'],
};
export const canStep = (state: ReportState, step: ReportStep): boolean => NEXT[state].includes(step);

/** Which "lần điều chỉnh" the report is at, or being worked on for. */
export const amendmentOf = (last: Pick<ReportEvent, 'step' | 'amendment'> | undefined): number =>
  last === undefined ? 0 : last.amendment + (last.step === 'reopened' ? 1 : 0);

export const isOverdue = (dueOn: string, state: ReportState | undefined, today: Temporal.PlainDate): boolean =>
  state !== 'sent' && isBefore(Temporal.PlainDate.from(dueOn), today);

export const dueDay = ({ until }: Period, { dueDays }: Pick<ReportSettings, 'dueDays'>): Temporal.PlainDate =>
  until.add({ days: dueDays });

/** The periods of a reporting year that this station owes, in order of their last day; of equals the shorter first. */
export function owedReports(year: number, { spans, cutOff }: ReportSettings): ReportPeriod[] {
  const counts = { month: 12, quarter: 4, 'half-year': 2, year: 1 } as const;
  return REPORT_SPANS.filter((span) => spans.includes(span))
    .flatMap((span) => Array.from({ length: counts[span] }, (_, i) => reportPeriod(span, year, i + 1, cutOff)))
    .sort((a, b) => Temporal.PlainDate.compare(a.until, b.until));
}

/** Days left (negative: overdue) once it is time to remind; before, and when it is sent, nothing. */
export function reminderOf(
  dueOn: string,
  state: ReportState | undefined,
  today: Temporal.PlainDate,
  { remindDays }: Pick<ReportSettings, 'remindDays'>,
): number | undefined {
  const left = today.until(Temporal.PlainDate.from(dueOn), { largestUnit: 'days' }).days;
  return state !== 'sent' && left <= remindDays ? left : undefined;
}
