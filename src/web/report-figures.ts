/**
 * What a report is made of, read for page, API and file alike: its figures (frozen, or as they are now) and its letter.
 * Nothing here changes anything.
 */
import { pictureSvg } from '../../views/pictures.tsx';
import { sealText } from '../core/chain.ts';
import { wholeVerdict } from '../core/evidence.ts';
import { feedbackFigures } from '../core/feedback.ts';
import { isIn, spanOf } from '../core/periods.ts';
import { picturesOf } from '../core/pictures.ts';
import { buildReport, type ClusterFigure, isEmergency, type ReportAiring, type ReportFigures } from '../core/report.ts';
import { amendmentOf, stateOf, windowOf } from '../core/report-state.ts';
import { printedTexts, type TextContext } from '../core/report-texts.ts';
import { periodLabel } from '../core/report-words.ts';
import { dayOf, epochMs, parseDay, todayOf } from '../core/time.ts';
import { formatDateAdministrative, formatTime } from '../core/vietnamese.ts';
import { KIND_LIST } from '../core/words.ts';
import type { Letter } from '../documents/nd30.ts';
import { reportLetter } from '../documents/report-letter.ts';
import { reportSettings } from '../engine/owed-reports.ts';
import type { ClusterEvidence } from '../storage/airing-clusters.ts';
import type { Dataset, ReportWithLast } from '../storage/reports.ts';
import { airedOn } from './aired-on.ts';
import { openDays } from './closed-days.ts';
import { openBook } from './duties.ts';
import type { Station } from './station.ts';

export { type OwedReport, planOf, remindersOf, reportSettings, reportsOf } from '../engine/owed-reports.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

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
    const { ledgers, airings } = openBook(station, plan.year, asOf);
    const topics = new Map(stores.ledger.episodesOnTopics(plan.id).map((one) => [one.id, one.topics]));
    const episodeIds = new Set(airings.flatMap(({ episodeId }) => episodeId ?? []));
    const seal = stores.chain.lastSeal();
    const failed = ledgers.flatMap(({ periods }) => periods.flatMap((one) => one.failed));
    const failedIds = failed.filter(({ at }) => isIn(at, span)).flatMap(({ rows }) => rows.map(({ id }) => id));
    // Allowed before or after by word of mouth, an emergency has no approval the log could show.
    const emergencies = KIND_LIST.filter(isEmergency).flatMap((kind) =>
      [...stores.airings.each({ kind, from: span.from, until: asOf })].map((row) => ({ ...row, approvedAt: null })),
    );
    const figures = buildReport({
      plan,
      window,
      cutOff: reportSettings(station).cutOff,
      ledgers: ledgers.filter(({ obligation }) => obligation.planId === plan.id),
      causes: stores.causes.holding(Math.min(...failedIds, 0), Math.max(...failedIds, 0)),
      emergencies,
      titles: stores.airings.titles([...failedIds, ...emergencies.map(({ id }) => id)]),
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
    const whole = { ...figures, ...booksOf(station, figures), ...proofOf(station, figures) };
    if (seal === undefined) return whole;
    const { day, firstSeq, lastSeq, count, root } = seal;
    return { ...whole, seal: { day, firstSeq, lastSeq, count, root } };
  });
}

/** What the aircheck proves of each airing, and which days nobody has closed yet. */
function proofOf(station: Read, { airings, window }: ReportFigures): Pick<ReportFigures, 'airings' | 'openDays'> {
  const ids = airings.flatMap(({ rowIds }) => rowIds);
  const known = station.stores.evidence.holding(Math.min(...ids, 0), Math.max(...ids, 0));
  const [from, until] = [parseDay(window.dataFrom)!, parseDay(window.until)!];
  return {
    airings: airings.map((airing) => {
      const evidence = wholeVerdict(airing.rowIds.map((id) => known.get(id)?.verdict));
      return evidence === undefined ? airing : { ...airing, evidence };
    }),
    openDays: openDays(station, from, until),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the cluster book and the feedback book say of the period; nothing where nobody keeps them. */
function booksOf(
  station: Read,
  { window, airings }: ReportFigures,
): Pick<ReportFigures, 'byCluster' | 'register' | 'feedback' | 'soles'> {
  const { stores, config } = station;
  const known = new Map(stores.clusters.list({ archived: true }).map((one) => [one.id, one]));
  const householdsOf = (id: string): Pick<ClusterFigure, 'households'> => {
    const households = known.get(id)?.households;
    return households ? { households } : {};
  };
  const byCluster = new Map<string, Mutable<ClusterFigure>>();
  for (const { rowIds } of airings.filter(({ inWindow, countedBy }) => inWindow && countedBy.length > 0))
    for (const { clusterId, clusterName, heard } of wholeOf(rowIds.flatMap((id) => stores.airingClusters.list(id)))) {
      const own = byCluster.get(clusterId) ?? {
        name: clusterName,
        ok: 0,
        failed: 0,
        unknown: 0,
        ...householdsOf(clusterId),
      };
      own[heard === null ? 'unknown' : heard ? 'ok' : 'failed']++;
      byCluster.set(clusterId, own);
    }
  const clusters = stores.clusters.list();
  const faults = stores.clusterChecks.list(window.dataFrom, window.until).filter(({ finding }) => finding !== 'good');
  const [from, until] = [window.dataFrom, window.until].map((iso) => parseDay(iso)!);
  const span = spanOf({ from: from!, until: until! }, config.zone);
  const said = stores.feedback.list(span.from, span.until);
  return {
    ...(byCluster.size > 0 && { byCluster: [...byCluster].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one) }),
    ...(clusters.length > 0 && {
      register: {
        clusters: clusters.length,
        speakers: clusters.reduce((sum, { speakers }) => sum + speakers, 0),
        faults: faults.map(({ clusterId, finding, day, mendedOn }) => ({
          name: known.get(clusterId)?.name ?? clusterId,
          finding,
          day,
          mendedOn,
        })),
      },
    }),
    ...solesOf(stores, airings),
    ...(said.length > 0 && {
      feedback: feedbackFigures(said.map((one) => ({ ...one, airedOn: airedOn(station, one.airingId) }))),
    }),
  };
}

/** Of an airing in parts, each cluster by the part it heard least of. */
function wholeOf(evidence: readonly ClusterEvidence[]): Iterable<ClusterEvidence> {
  const worse = ({ heard }: ClusterEvidence) => [true, null, false].indexOf(heard);
  const worstLast = [...evidence].sort((a, b) => worse(a) - worse(b));
  return new Map(worstLast.map((one) => [one.clusterId, one])).values();
}

/** What one person made and approved, of what the report counts. */
function solesOf({ episodeSteps }: Read['stores'], airings: readonly ReportAiring[]): Pick<ReportFigures, 'soles'> {
  const counted = airings.filter(({ inWindow, countedBy }) => inWindow && countedBy.length > 0);
  const soles = episodeSteps.soles(counted.flatMap(({ rowIds }) => rowIds));
  if (soles.length === 0) return {};
  const issues = new Set(soles.map(({ episodeId }) => episodeId)).size;
  return { soles: { issues, reasons: [...new Set(soles.map(({ reason }) => reason))] } };
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
    day: todayOf(station),
    amendment: amendment > 0 && reopened ? { n: amendment, reason: reopened.reason } : undefined,
    proofs: [proofWords(station, figures, dataset), ...(figures.seal ? [sealWords(figures.seal)] : [])],
    seal: figures.seal && sealText(figures.seal),
    pictures: picturesOf(figures, config.zone).map((chart) => ({ title: chart.title, svg: pictureSvg(chart) })),
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

/** The whole of it, so that it can be typed in from paper. */
const sealWords = (seal: NonNullable<ReportFigures['seal']>): string =>
  `Niêm phong nhật ký ngày ${formatDateAdministrative(seal.day)}: ${seal.count} dòng, từ ${seal.firstSeq} đến ${seal.lastSeq}, mã ${seal.root}`;
