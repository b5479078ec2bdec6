/**
 * What a report is made of, read for page, API and file alike: its figures (frozen, or as they are now), its letter, the
 * periods that are owed and what is due. Nothing here changes anything.
 */
import type { Plan } from '../core/model.ts';
import { isBefore, spanOf } from '../core/periods.ts';
import { buildReport, isEmergency, type ReportFigures } from '../core/report.ts';
import { DEFAULT_REPORTS, type ReportSettings } from '../core/report-settings.ts';
import {
  amendmentOf,
  dueDay,
  isOverdue,
  owedReports,
  type ReportState,
  type ReportWindow,
  reminderOf,
  stateOf,
  windowOf,
} from '../core/report-state.ts';
import { printedTexts, type TextContext } from '../core/report-texts.ts';
import { periodLabel } from '../core/report-words.ts';
import { dayOf, epochMs } from '../core/time.ts';
import { formatDateAdministrative, formatTime } from '../core/vietnamese.ts';
import { KIND_LIST } from '../core/words.ts';
import type { Letter } from '../documents/nd30.ts';
import { reportLetter } from '../documents/report-letter.ts';
import type { Dataset, ReportWithLast } from '../storage/reports.ts';
import { openBook } from './duties.ts';
import type { Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

/** A key that is newer than what was saved has its default. */
export const reportSettings = ({ stores }: Read): ReportSettings => ({
  ...DEFAULT_REPORTS,
  ...stores.settings.find().reports,
});

export const today = ({ clock, config }: Read) => dayOf(clock(), config.zone);

/** The plan of a reporting year, if there is one. */
export const planOf = ({ stores }: Read, year: number): Plan | undefined =>
  stores.plans.list().find((plan) => plan.year === year);

// figures -------------------------------------------------------------------------------------------------------------

/** As the log is now, and never later than the last day of the period; all of one moment. */
export function liveFigures(station: Read, report: ReportWithLast): ReportFigures {
  const { stores, config, clock } = station;
  const { zone } = config;
  const window = windowOf(report);
  const span = spanOf(window, zone);
  const asOf = epochMs(Math.min(clock(), span.until));
  return stores.reports.atOneMoment(() => {
    const plan = stores.plans.list().find(({ id }) => id === report.planId)!;
    const { ledgers, judged } = openBook(station, plan.year, asOf);
    const topics = new Map(stores.ledger.episodesOnTopics(plan.id).map((one) => [one.id, one.topics]));
    const episodeIds = new Set(judged.flatMap(({ first }) => first.episodeId ?? []));
    return buildReport({
      plan,
      window,
      cutOff: reportSettings(station).cutOff,
      ledgers: ledgers.filter(({ obligation }) => obligation.planId === plan.id),
      // Allowed before or after by word of mouth, an emergency has no approval the log could show.
      emergencies: KIND_LIST.filter(isEmergency).flatMap((kind) =>
        [...stores.airings.each({ kind, from: span.from, until: asOf })].map((row) => ({ ...row, approvedAt: null })),
      ),
      programmes: stores.programmes.list({ archived: true }),
      episodes: [...episodeIds].flatMap((id) => {
        const episode = stores.episodes.find(id);
        return episode ? [{ ...episode, topics: topics.get(id) ?? [] }] : [];
      }),
      topics: stores.ledger.topics(plan.id),
      earlier: stores.reports.earlier(report).map(({ measures, ...said }) => {
        const before = windowOf({ ...report, ...said });
        return {
          reportId: said.reportId,
          label: periodLabel(before),
          from: before.from,
          until: before.until,
          measures,
        };
      }),
      asOf,
      zone,
    });
  });
}

export type Figures = {
  readonly figures: ReportFigures /** Absent while they are not frozen. */;
  readonly dataset?: Dataset;
};

/** Of the amendment asked for, else those that hold: live in a draft, frozen afterwards. */
export function figuresOf(station: Read, report: ReportWithLast, amendment?: number): Figures | undefined {
  if (amendment === undefined && stateOf(report.last) === 'draft') return { figures: liveFigures(station, report) };
  const dataset = station.stores.reports.dataset(report.id, amendment);
  return dataset && { figures: dataset.figures, dataset };
}

// the letter ----------------------------------------------------------------------------------------------------------

export const textContext = (station: Read, figures: ReportFigures): TextContext => ({
  figures,
  agencyName: station.stores.settings.find().agencyName,
  settings: reportSettings(station),
});

/** As it would be printed now. */
export function letterOf(station: Read, report: ReportWithLast, { figures, dataset }: Figures): Letter {
  const { config, stores } = station;
  const settings = reportSettings(station);
  const amendment = amendmentOf(report.last);
  const reopened = stores.reports.events(report.id).findLast(({ step }) => step === 'reopened');
  return reportLetter({
    figures,
    texts: printedTexts(textContext(station, figures), report.texts),
    letterhead: settings,
    signers: report.signers ?? settings.signers,
    day: today(station),
    amendment: amendment > 0 && reopened ? { n: amendment, reason: reopened.reason } : undefined,
    proofs: [proofWords(station, figures, dataset)],
    zone: config.zone,
  });
}

/** As it went out or to be signed, else as it stands now; `found`: the figures, where they have been read already. */
export function currentLetter(station: Read, report: ReportWithLast, found?: Figures | undefined): Letter | undefined {
  const state = stateOf(report.last);
  if (state === 'submitted' || state === 'sent') return keptLetter(station, report.id, report.last!.amendment);
  const figures = found ?? figuresOf(station, report);
  return figures && letterOf(station, report, figures);
}

/** Written by `letterOf` of this program or an older one, and never by anybody else. */
export const keptLetter = ({ stores }: Read, reportId: number, amendment: number): Letter | undefined =>
  stores.reports.letter(reportId, amendment) as Letter | undefined;

function proofWords({ stores, config }: Read, figures: ReportFigures, dataset: Dataset | undefined): string {
  const { zone } = config;
  const moment = (at: ReportFigures['asOf']) =>
    `${formatTime(at, zone)} ngày ${formatDateAdministrative(dayOf(at, zone))}`;
  if (!dataset) return `Bản nháp: số liệu tính đến ${moment(figures.asOf)}, chưa chốt.`;
  const { event } = dataset;
  return `Số liệu do ${stores.people.find(event.by)?.name ?? 'người dùng đã xóa'} chốt lúc ${moment(event.at)}. Mã kiểm số liệu (SHA-256): ${event.sha256}`;
}

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
    const day = today(station);
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
  const { year } = today(station);
  return [year - 1, year, year + 1]
    .flatMap((one) => reportsOf(station, one))
    .flatMap((row) => (row.remind === undefined ? [] : [{ ...row, remind: row.remind }]))
    .sort((a, b) => a.remind - b.remind);
}
