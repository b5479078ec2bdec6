/**
 * Which reports a station owes, how far each has come and when it is due (product I1); and whoever makes them is told in
 * time. Read by the pages, and by the lookout, which looks at no page.
 */
import type { Plan, StationSettings } from '../core/model.ts';
import { isBefore } from '../core/periods.ts';
import { DEFAULT_REPORTS, type ReportSettings } from '../core/report-settings.ts';
import {
  dueDay,
  isOverdue,
  owedReports,
  type ReportState,
  type ReportWindow,
  reminderOf,
  stateOf,
  windowOf,
} from '../core/report-state.ts';
import { reminderWords } from '../core/report-words.ts';
import { type EpochMs, todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import type { Plans } from '../storage/plans.ts';
import type { Reports, ReportWithLast } from '../storage/reports.ts';
import { type Notifier, notify } from './notify.ts';

type Read = {
  readonly stores: {
    readonly settings: { find(): StationSettings };
    readonly plans: Pick<Plans, 'list'>;
    readonly reports: Pick<Reports, 'list'>;
  };
  readonly clock: () => EpochMs;
  readonly config: { readonly zone: string };
};

/** A key that is newer than what was saved has its default. */
export const reportSettings = ({ stores }: Read): ReportSettings => ({
  ...DEFAULT_REPORTS,
  ...stores.settings.find().reports,
});

/** The plan of a reporting year, if there is one. */
export const planOf = ({ stores }: Read, year: number): Plan | undefined =>
  stores.plans.list().find((plan) => plan.year === year);

// what is owed --------------------------------------------------------------------------------------------------------

export type OwedReport = {
  readonly window: ReportWindow;
  readonly report: ReportWithLast | undefined;
  readonly state: ReportState | undefined;
  readonly dueOn: string;
  readonly isOverdue: boolean;
  /** The period has not begun. */
  readonly isAhead: boolean;
  /** Days left, once it is time to remind. */
  readonly remind: number | undefined;
};

/** Every report of a reporting year: those owed, in the order they are due, and then those somebody added. */
export function reportsOf(station: Read, year: number): OwedReport[] {
  const settings = reportSettings(station);
  const plan = planOf(station, year);
  const all = station.stores.reports.list().filter((report) => report.year === year);
  const known = new Map(all.map((report) => [`${report.span} ${report.number}`, report]));
  // Before the plan was issued there was nothing to report on.
  const owed = owedReports(year, settings).filter(({ until }) => plan && String(until) >= plan.issuedOn);
  const rows = owed.map((window) => row(window, known.get(`${window.span} ${window.number}`)));
  const listed = new Set(rows.map(({ report }) => report?.id));
  return [...rows, ...all.filter(({ id }) => !listed.has(id)).map((report) => row(windowOf(report), report))];

  function row(owedWindow: ReportWindow, report: ReportWithLast | undefined): OwedReport {
    const day = todayOf(station);
    // Drawn up under an older cut-off, it keeps the days it was drawn up for.
    const window = report ? windowOf(report) : owedWindow;
    const state = report && stateOf(report.last);
    const dueOn = report?.dueOn ?? String(dueDay(window, settings));
    return {
      window,
      report,
      state,
      dueOn,
      isOverdue: isOverdue(dueOn, state, day),
      isAhead: isBefore(day, window.from),
      remind: reminderOf(dueOn, state, day, settings),
    };
  }
}

/** What is due soon or overdue, the most urgent first: this reporting year's, and the last one's that are still open. */
export function remindersOf(station: Read): (OwedReport & { readonly remind: number })[] {
  const { year } = todayOf(station);
  return [year - 1, year, year + 1]
    .flatMap((one) => reportsOf(station, one))
    .flatMap((row) => (row.remind === undefined ? [] : [{ ...row, remind: row.remind }]))
    .sort((a, b) => a.remind - b.remind);
}

/** The day before, on the day, and once it is late: nobody is told every day. */
const AGAIN = [1, 0, -1, -7];

/** Tells reporters of what is due: once as the time to remind begins, then at each of `AGAIN`. */
export function tellReports(station: Read & Notifier): void {
  for (const { window, report, dueOn, remind } of remindersOf(station)) {
    const step = AGAIN.findLast((days) => remind <= days) ?? 'first';
    const which = `${window.span}/${window.year}/${window.number ?? `${window.from}–${window.until}`}`;
    notify(station, {
      key: `report/${which}/${dueOn}/${step}`,
      kind: 'report',
      roles: ['reporter'],
      subject: reminderWords(remind, window).replace(/\.$/, ''),
      lines: [
        `Số liệu từ ${formatDate(window.from)} đến hết ${formatDate(window.until)}`,
        `Hạn gửi: ${formatDate(dueOn)}`,
        ...(report === undefined ? ['Chưa lập báo cáo'] : []),
      ],
      link: report ? `/bao-cao/${report.id}` : `/bao-cao?nam=${window.year}`,
    });
  }
}
