/**
 * What the station owes and how far it has come: the ledgers of a plan year with their debts, for the page, the API and
 * the home screen alike. Nothing here decides; it reads what core/ledger.ts needs, and asks it once a change.
 */
import { Temporal } from 'temporal-polyfill';
import { type IssueOf, inOrder, type JudgedAiring, judgeAirings, type LoggedAiring } from '../core/counting.ts';
import { type Coverage, topicCoverage } from '../core/coverage.ts';
import { READY_DAYS } from '../core/day-playlist.ts';
import type { Duty } from '../core/duty.ts';
import { buildLedgers, countedFor, type ObligationLedger, type PlannedEntry } from '../core/ledger.ts';
import { unitWord } from '../core/ledger-words.ts';
import { type Debt, findDebts } from '../core/make-good.ts';
import type { Obligation, Plan } from '../core/model.ts';
import { isBefore, type OwedObligation, type Period, spanOf, validityOf } from '../core/periods.ts';
import { placeOccurrences } from '../core/places.ts';
import { entryKey } from '../core/playlist.ts';
import { after, dayOf, type EpochMs, MINUTE, startOfDay, todayOf } from '../core/time.ts';
import { calendarOf } from './calendar.ts';
import type { Station } from './station.ts';

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;
type Book = {
  readonly ledgers: readonly ObligationLedger[];
  readonly debts: ReadonlyMap<string, readonly Debt[]>;
  readonly airings: readonly LoggedAiring[];
};

/** A make-good may be planned further ahead than the playlist is ready. */
const PAYING_DAYS = 62;

/** Newest first. */
export const planYears = ({ stores }: Read): number[] => [...new Set(stores.plans.list().map(({ year }) => year))];

/** The year asked for, else this one, else the last that has a plan; `undefined` without any plan. */
export function planYear(station: Read, asked?: number): number | undefined {
  const years = planYears(station);
  const today = todayOf(station).year;
  return [asked, today].find((year) => year !== undefined && years.includes(year)) ?? years[0];
}

/** Of every plan of that year, in plan order. */
export function dutiesOf(station: Read, year: number): Duty[] {
  const { plans, programmes } = station.stores;
  const ofYear = new Map(plans.list().flatMap((plan) => (plan.year === year ? [[plan.id, plan]] : [])));
  const known = new Map(programmes.list({ archived: true }).map((programme) => [programme.id, programme]));
  const { ledgers, debts } = bookOf(station, year);
  return ledgers.flatMap((ledger) => {
    const plan = ofYear.get(ledger.obligation.planId);
    const programme = known.get(ledger.obligation.programmeId);
    if (!plan || !programme) return [];
    const word = unitWord(ledger.obligation, programme.issueWord);
    return [{ plan, programme, word, ledger, debts: debts.get(ledger.obligation.id) ?? [] }];
  });
}

export function findDuty(station: Read, id: string): Duty | undefined {
  const { plans } = station.stores;
  const obligation = plans.obligations().find((one) => one.id === id);
  const plan = plans.list().find((one) => one.id === obligation?.planId);
  return plan && dutiesOf(station, plan.year).find(({ ledger }) => ledger.obligation.id === id);
}

/** Which topics of the plan its own programmes have spoken of, in its year. */
export function coverageOf(station: Read, { id, year }: Plan): Coverage {
  const { ledger } = station.stores;
  const book = bookOf(station, year);
  const own = book.ledgers.filter(({ obligation }) => obligation.planId === id);
  // By the rules of each duty, as the report has it; one airing may be of several.
  const airings = new Map(own.flatMap(countedFor).map((one) => [one.id, one]));
  const window = spanOf(
    around(own.map(({ obligation }) => validityOf(obligation))) ?? wholeYear(year),
    station.config.zone,
  );
  return topicCoverage(ledger.topics(id), ledger.episodesOnTopics(id), inOrder([...airings.values()]), window);
}

export const programmesOf = ({ programmeId, alsoProgrammeIds }: Obligation): string[] => [
  programmeId,
  ...alsoProgrammeIds,
];

/** All airings of these issues, judged as the report judges them. */
export const judgedIssues = ({ stores }: Read, episodeIds: readonly number[]): JudgedAiring[] =>
  judgeAirings(stores.ledger.ofIssues(episodeIds), undefined, issuesIn(stores));

function issuesIn({ episodes }: Read['stores']): IssueOf {
  const versions = episodes.versions();
  return (id) => versions.get(id) ?? id;
}

// the book ------------------------------------------------------------------------------------------------------------

const remembered = new WeakMap<Station['stores'], Map<number, { readonly key: string; readonly book: Book }>>();

/** Built anew only when a minute has passed, or anything it is made of has changed. */
function bookOf(station: Read, year: number): Book {
  const { stores, clock } = station;
  const now = clock();
  const key = `${Math.floor(now / MINUTE)} ${stores.ledger.state(now)}`;
  const books = remembered.get(stores) ?? new Map();
  remembered.set(stores, books);
  const known = books.get(year);
  if (known?.key === key) return known.book;
  const book = openBook(station, year, now);
  books.set(year, { key, book });
  return book;
}

/** As of `now`, which a report asks for in the past: what aired later has not aired yet. */
export function openBook(station: Read, year: number, now: EpochMs): Book {
  const { stores } = station;
  const { zone } = station.config;
  const issued = new Map(stores.plans.list().map((plan) => [plan.id, plan]));
  const all = stores.plans
    .obligations()
    .map(
      (obligation): OwedObligation => ({ ...obligation, issuedOn: issued.get(obligation.planId)?.issuedOn ?? null }),
    );
  const isAsked = ({ planId }: OwedObligation): boolean => issued.get(planId)?.year === year;
  const whole = around(all.filter(isAsked).map(validityOf));
  if (whole === undefined) return { ledgers: [], debts: new Map(), airings: [] };

  // Plans of other years that hold on the same days have a claim to their airings too.
  const obligations = all.filter((one) => isAsked(one) || overlaps(validityOf(one), whole));
  const { from, until } = spanOf(whole, zone);
  const airings = stores.ledger.airings([...new Set(obligations.flatMap(programmesOf))], from, until, now);
  const plannedUntil = startOfDay(dayOf(now, zone).add({ days: READY_DAYS }), zone);
  const entries = entriesAhead(station, now, plannedUntil);
  const issueOf = issuesIn(stores);
  const ledgers = buildLedgers({ obligations, airings, entries, plannedUntil, now, zone, issueOf }).filter(
    ({ obligation }) => isAsked(obligation),
  );
  const debts = new Map(ledgers.map((ledger) => [ledger.obligation.id, findDebts(ledger, entries, now)]));
  return { ledgers, debts, airings };
}

/** The playlist as far as it is ready, and beyond that the make-goods people have planned. */
function entriesAhead(station: Read, now: EpochMs, plannedUntil: EpochMs): PlannedEntry[] {
  const { stores } = station;
  const { zone } = station.config;
  const today = dayOf(now, zone);
  const moved = new Map(stores.exceptions.since(today.subtract({ days: 2 })).map((one) => [entryKey(one), one]));
  const ready = stores.entries
    .between(now, plannedUntil)
    .filter(({ missing }) => missing !== 'cancelled-by-person')
    .map((entry): PlannedEntry => ({ ...entry, countsOn: moved.get(entryKey(entry))?.countsOn ?? null }));

  const exceptions = stores.exceptions.paying().filter(({ cancelled }) => !cancelled);
  const paying = new Set(exceptions.map(({ slotId }) => slotId));
  const until = today.add({ days: PAYING_DAYS });
  const later = placeOccurrences({
    slots: stores.slots.list().filter(({ id }) => paying.has(id)),
    exceptions,
    from: today,
    until,
    zone,
    calendar: calendarOf(station),
  }).flatMap(({ slot, recurrenceId, exception, ruling, start, duration }): PlannedEntry[] => {
    if (start < plannedUntil || !exception || ruling) return [];
    const { episodeId, paysForId, countsOn } = exception;
    const programmeId = (episodeId !== null && stores.episodes.find(episodeId)?.programmeId) || slot.programmeId;
    const kind = slot.plays === 'replay' ? 'replay' : 'premiere';
    const place = { slotId: slot.id, recurrenceId, programmeId, episodeId, kind, countsOn, paysForId } as const;
    return [{ ...place, missing: null, plannedStart: start, plannedEnd: after(start, duration) }];
  });
  return [...ready, ...later];
}

const wholeYear = (year: number): Period => ({
  from: new Temporal.PlainDate(year, 1, 1),
  until: new Temporal.PlainDate(year, 12, 31),
});

const overlaps = (a: Period, b: Period): boolean => !isBefore(a.until, b.from) && !isBefore(b.until, a.from);

/** From the first day of any to the last day of any. */
function around(periods: readonly Period[]): Period | undefined {
  const [first] = periods;
  return (
    first &&
    periods.reduce(
      (whole, { from, until }) => ({
        from: isBefore(from, whole.from) ? from : whole.from,
        until: isBefore(whole.until, until) ? until : whole.until,
      }),
      first,
    )
  );
}
