/**
 * Phát bù (product A4): an airing that was due and does not count opens a debt with its reason and a deadline; lawful
 * places for it are ranked; the debt closes when an airing that pays for it counts.
 */
import type { JudgedAiring, Verdict } from './counting.ts';
import { type HoursOfDays, joinSpans, type Span, windowsBetween } from './hours.ts';
import type { ObligationLedger, PeriodLedger, PlannedEntry } from './ledger.ts';
import type { AiringKind, Entry, Reason } from './model.ts';
import {
  after,
  between,
  type DurationMs,
  dayOf,
  durationMs,
  type EpochMs,
  HOUR,
  inZone,
  MINUTE,
  startOfDay,
} from './time.ts';

/**
 * open: somebody has to plan it; planned: an entry to come pays for it; closed: it has been paid; not-needed: the
 * period has all it owes without it.
 */
export type DebtState = 'open' | 'planned' | 'closed' | 'not-needed';

export type Debt = {
  readonly obligationId: string;
  readonly failed: JudgedAiring;
  /** Its make-good is of the same kind. */
  readonly kind: AiringKind;
  readonly episodeId: number | null;
  readonly verdict: Verdict;
  /** Of the last row: what in the end it did not recover from. */
  readonly reason: Reason | null;
  /** Exclusive: the end of the period, or of the month where nothing is counted ("thường xuyên"). */
  readonly deadline: EpochMs;
  readonly state: DebtState;
  readonly isOverdue: boolean;
  readonly paidBy: JudgedAiring | undefined;
  readonly plannedBy: PlannedEntry | undefined;
};

/** In order of time. `entries` as the ledger was given them. */
export function findDebts(ledger: ObligationLedger, entries: readonly PlannedEntry[], now: EpochMs): Debt[] {
  return ledger.periods.flatMap((period) => {
    // A make-good that fails opens nothing: what it was to pay for is still open. Nor does what was called off, also to
    // make room for a make-good: what the period lacks is told of as short.
    const failed = period.failed.filter(
      ({ kind, first, verdict }) => first.paysForId == null && verdict !== 'cancelled' && isOwedKind(kind, ledger),
    );
    const wanted = { main: wantedOf(period, 'main', ledger), replays: wantedOf(period, 'replays', ledger) };
    return failed.map((one): Debt => {
      const ids = new Set<number | null | undefined>(one.rows.map(({ id }) => id));
      const paidBy = ledger.makeGoods.find(({ first }) => ids.has(first.paysForId));
      const plannedBy = entries.find(({ paysForId, plannedStart }) => ids.has(paysForId) && plannedStart > now);
      const figure = one.kind === 'replay' && ledger.obligation.unit === 'issue' ? 'replays' : 'main';
      const state = ((): DebtState => {
        if (paidBy) return 'closed';
        if (wanted[figure] <= 0) return 'not-needed';
        wanted[figure]--;
        return plannedBy ? 'planned' : 'open';
      })();
      const last = one.rows.at(-1)!;
      return {
        obligationId: ledger.obligation.id,
        failed: one,
        kind: one.kind,
        episodeId: one.first.episodeId,
        verdict: one.verdict,
        reason: last.reason,
        deadline: period.span.until,
        state,
        isOverdue: state !== 'closed' && state !== 'not-needed' && period.span.until <= now,
        paidBy,
        plannedBy,
      };
    });
  });
}

/** A replay that nobody owes leaves no debt, except where nothing is counted and every airing is the duty. */
function isOwedKind(kind: AiringKind, { obligation }: ObligationLedger): boolean {
  if (obligation.count === null || obligation.unit === 'airing') return true;
  return kind === 'premiere' || (kind === 'replay' && obligation.replays > 0);
}

/** What the period lacks that no other place to come will pay. */
function wantedOf(period: PeriodLedger, part: 'main' | 'replays', { obligation }: ObligationLedger): number {
  if (obligation.count === null) return Number.POSITIVE_INFINITY;
  const { due, done } = period[part];
  const places = part === 'main' ? period.mainEntries : period.replayEntries;
  return due - done - places.filter(({ paysForId }) => paysForId == null).length;
}

// places --------------------------------------------------------------------------------------------------------------

export type BusyEntry = Pick<Entry, 'id' | 'plannedStart' | 'plannedEnd'>;

export type PlaceSearch<E extends BusyEntry = BusyEntry> = {
  readonly debt: { readonly failed: Pick<JudgedAiring, 'at'>; readonly deadline: EpochMs };
  readonly duration: DurationMs;
  readonly hours: HoursOfDays;
  /** Of the zones it sounds in, from now to the deadline. */
  readonly entries: readonly E[];
  readonly zone: string;
  readonly now: EpochMs;
  /** Which entries may make way; none unless told so. Places that displace one come after the free ones. */
  readonly yields?: (entry: E) => boolean;
  /** What else the law asks of a place: minutes a session, sessions a day. */
  readonly allows?: (place: FreePlace<E>) => boolean;
  /** 5 unless told otherwise. */
  readonly limit?: number;
};

export type FreePlace<E extends BusyEntry = BusyEntry> = Span & {
  readonly displaces: readonly E[];
  /** Within an hour of the clock at which it failed: the same people listen. */
  readonly sameHour: boolean;
  /** From its end to the deadline. */
  readonly spare: DurationMs;
};

/** Nothing is chosen within the last hour before it sounds (product C1). */
const LEAD = HOUR;
/** Further ahead nobody plans a make-good. */
const REACH = durationMs(31 * 24 * HOUR);

/** Best first, none overlapping another, and no two within an hour unless too few are left: free before displacing, the same hour, the earliest day, the nearest clock. */
export function findPlaces<E extends BusyEntry>(search: PlaceSearch<E>): FreePlace<E>[] {
  const { debt, duration, hours, zone, now, yields = () => false, allows = () => true, limit = 5 } = search;
  const opens = after(now, LEAD);
  const closes = Math.min(debt.deadline, after(opens, REACH)) as EpochMs;
  if (closes <= opens) return [];

  const entries = [...search.entries].sort((a, b) => a.plannedStart - b.plannedStart);
  const windows = joinSpans(windowsBetween(opens, closes, hours, zone)).map(({ from, until }) => ({
    from: Math.max(from, opens) as EpochMs,
    until: Math.min(until, closes) as EpochMs,
  }));
  const asPlace = (from: EpochMs) => {
    const until = after(from, duration);
    const apart = clockDistance(from, debt.failed.at, zone);
    const displaces = touching(entries, from, until);
    const place = { from, until, displaces, sameHour: apart <= HOUR, spare: between(until, debt.deadline) };
    return { place, rank: [displaces.length, Number(apart > HOUR), startOfDay(dayOf(from, zone), zone), apart] };
  };
  const free = gaps(windows, entries).flatMap((gap) => tiles(gap, duration));
  const shared = gaps(
    windows,
    entries.filter((entry) => !yields(entry)),
  ).flatMap((gap) =>
    entries.map(({ plannedStart }) => plannedStart).filter((at) => at >= gap.from && after(at, duration) <= gap.until),
  );

  const ranked = [...free, ...shared]
    .map(asPlace)
    .filter(({ place }) => allows(place))
    .sort((a, b) => a.rank.reduce((order, n, i) => order || n - b.rank[i]!, 0));
  // Another hour first: minute by minute in one gap is no choice.
  const chosen = new Set<FreePlace<E>>();
  for (const apart of [HOUR, 0])
    for (const { place } of ranked) {
      if (chosen.size === limit) break;
      if ([...chosen].every(({ from, until }) => until + apart <= place.from || place.until + apart <= from))
        chosen.add(place);
    }
  return ranked.flatMap(({ place }) => (chosen.has(place) ? [place] : []));
}

const touching = <E extends BusyEntry>(entries: readonly E[], from: EpochMs, until: EpochMs): E[] =>
  entries.filter(({ plannedStart, plannedEnd }) => plannedStart < until && plannedEnd > from);

/** What `busy`, in order of start, leaves of the windows. */
function gaps(windows: readonly Span[], busy: readonly BusyEntry[]): Span[] {
  return windows.flatMap(({ from, until }) => {
    const left: Span[] = [];
    let at = from;
    for (const { plannedStart, plannedEnd } of busy) {
      if (plannedEnd <= at || plannedStart >= until) continue;
      if (plannedStart > at) left.push({ from: at, until: plannedStart });
      at = plannedEnd;
    }
    return at < until ? [...left, { from: at, until }] : left;
  });
}

/** As many as fit, from the first whole minute on, each right behind the other: that way no place is lost. */
function tiles({ from, until }: Span, duration: DurationMs): EpochMs[] {
  const starts: EpochMs[] = [];
  for (let at = minuteAfter(from); after(at, duration) <= until; at = minuteAfter(after(at, duration))) starts.push(at);
  return starts;
}

const minuteAfter = (at: EpochMs): EpochMs => (Math.ceil(at / MINUTE) * MINUTE) as EpochMs;

/** Between two times of day, the shorter way round. */
function clockDistance(a: EpochMs, b: EpochMs, zone: string): DurationMs {
  const clock = (at: EpochMs) => inZone(at, zone).toPlainTime();
  const apart = Math.abs(clock(a).until(clock(b)).total('milliseconds'));
  return durationMs(Math.min(apart, 24 * HOUR - apart));
}
