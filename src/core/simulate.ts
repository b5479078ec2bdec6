/**
 * A stretch of days played through on paper (product B8): each day's playlist with what is missing, what would sound
 * outside the hours and which sessions are too long; the clashes; and what every obligation would have at the end. Pure
 * and without sound: the same facts give the same days. Days gone by are played as if nothing had aired on them yet.
 */
import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './calendar.ts';
import { type Clash, findClashes } from './clashes.ts';
import type { IssueOf } from './counting.ts';
import { joinSpans, windowsBetween } from './hours.ts';
import { buildLedgers, type LedgerInput, type ObligationLedger } from './ledger.ts';
import type { EntryDraft, EnvelopeOverride, Hours, Missing, ZonedLimits } from './model.ts';
import { readRules } from './places.ts';
import { buildEntries, fortnightAnchors, type PlaylistInput } from './playlist.ts';
import { type DayMeasure, hasTooMany, isHeardIn, isTooLong, limitsOn, measureDay, wallClockOn } from './sessions.ts';
import { between, type DurationMs, dayOf, durationMs, type EpochMs, startOfDay } from './time.ts';

export type SimulationFacts = Pick<
  PlaylistInput,
  'slots' | 'exceptions' | 'episodes' | 'recordings' | 'previous' | 'notices' | 'zone'
> & {
  readonly calendar: Calendar;
  readonly zones: readonly string[];
  readonly limits: ZonedLimits;
  readonly overrides: readonly EnvelopeOverride[];
  /** What sessions are filled with. */
  readonly fillerId?: number | null;
  readonly obligations: LedgerInput['obligations'];
  readonly airings: LedgerInput['airings'];
  readonly now: EpochMs;
};

export type SimulatedDay = {
  readonly day: Temporal.PlainDate;
  readonly hours: Hours;
  readonly entries: readonly EntryDraft[];
  readonly airtime: DurationMs;
  readonly missing: number;
  readonly outside: readonly EntryDraft[];
  /** By zone. */
  readonly sessions: ReadonlyMap<string, DayMeasure<SimulatedSpot>>;
};
type SimulatedSpot = { readonly start: EpochMs; readonly length: DurationMs; readonly entry: EntryDraft };

/** What lacks sound, together for one slot and reason. */
export type MissingInSlot = {
  readonly slotId: string;
  readonly title: string;
  readonly missing: Missing;
  readonly count: number;
  readonly first: EpochMs;
};

export type Simulation = {
  /** Both inclusive. */
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  readonly days: readonly SimulatedDay[];
  readonly clashes: readonly Clash[];
  /** The most frequent first. */
  readonly missing: readonly MissingInSlot[];
  readonly ledgers: readonly ObligationLedger[];
  /** Slots whose rule cannot be read. */
  readonly broken: readonly { readonly slotId: string; readonly problem: string }[];
};

/** `from` and `until` are days of the station's zone, both inclusive. */
export function simulate(facts: SimulationFacts, from: Temporal.PlainDate, until: Temporal.PlainDate): Simulation {
  const { slots, exceptions, calendar, zone } = facts;
  const today = dayOf(facts.now, zone);
  const isPast = Temporal.PlainDate.compare(from, today) < 0;
  // What airs until a day to come decides which issues are left for it.
  const begins = isPast ? from : today;
  const now = isPast ? ((startOfDay(from, zone) - 1) as EpochMs) : facts.now;
  const anchors = fortnightAnchors(facts.obligations);
  const isAfter = (at: EpochMs | null): boolean => at !== null && at > now;

  const broken: { slotId: string; problem: string }[] = [];
  const rules = readRules(slots, undefined, ({ id }, problem) => broken.push({ slotId: id, problem }));
  const built = buildEntries(
    {
      ...{ slots, exceptions, calendar, zone, until, now, from: begins, recordings: facts.recordings, anchors },
      previous: isPast ? [] : facts.previous,
      notices: facts.notices ?? [],
      fillerId: facts.fillerId ?? null,
      episodes: facts.episodes.map((one) => (isAfter(one.airedAt) ? { ...one, airedAt: null } : one)),
    },
    rules,
  );
  const opens = startOfDay(from, zone);
  const entries = built.filter(({ plannedStart }) => plannedStart >= opens);
  const owed = new Set(facts.obligations.flatMap((one) => [one.programmeId, ...(one.alsoProgrammeIds ?? [])]));
  return {
    from,
    until,
    days: daysOf(entries, from, until, facts),
    clashes: findClashes({ slots, exceptions, from, until, zone, calendar }, { rules }),
    missing: missingIn(entries),
    ledgers: buildLedgers({
      obligations: facts.obligations,
      airings: facts.airings.filter(({ startedAt, plannedStart }) => !isAfter(startedAt ?? plannedStart)),
      entries: built.filter(({ programmeId }) => owed.has(programmeId ?? '')),
      plannedUntil: startOfDay(until.add({ days: 1 }), zone),
      now,
      zone,
      issueOf: issuesOf(facts.episodes),
    }),
    broken,
  };
}

/** Versions of one issue are counted as the first of them. */
function issuesOf(episodes: SimulationFacts['episodes']): IssueOf {
  const firsts = new Map<string, number>();
  const issues = new Map<number, number>();
  for (const { id, programmeId, year, number } of episodes.toSorted((a, b) => a.id - b.id)) {
    const key = `${programmeId} ${year} ${number}`;
    firsts.set(key, firsts.get(key) ?? id);
    issues.set(id, firsts.get(key)!);
  }
  return (id) => issues.get(id) ?? id;
}

/** `entries` in order of time; each is on the day it starts. */
function daysOf(
  entries: readonly EntryDraft[],
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
  { calendar, zone, zones, limits, overrides }: SimulationFacts,
): SimulatedDay[] {
  const spans = joinSpans(
    windowsBetween(startOfDay(from, zone), startOfDay(until.add({ days: 2 }), zone), calendar.hoursOn, zone),
  );
  const days: SimulatedDay[] = [];
  let at = 0;
  let open = 0;
  for (let day = from; Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
    const closes = startOfDay(day.add({ days: 1 }), zone);
    const own: EntryDraft[] = [];
    for (; at < entries.length && entries[at]!.plannedStart < closes; at++) own.push(entries[at]!);
    const outside = own.filter(({ plannedStart, plannedEnd }) => {
      while (open < spans.length && spans[open]!.until <= plannedStart) open++;
      const span = spans[open];
      return span === undefined || span.from > plannedStart || span.until < plannedEnd;
    });
    const hours = calendar.hoursOn(day);
    const clock = wallClockOn(day, zone);
    const spots = own.map((entry) => ({
      ...{ entry, start: entry.plannedStart, zoneId: entry.zoneId },
      length: between(entry.plannedStart, entry.plannedEnd),
    }));
    const sessions = zones.map((id) => {
      const heard = spots.filter(isHeardIn(id));
      return [id, measureDay(heard, hours, limitsOn(day, id, limits, overrides), clock)] as const;
    });
    const airtime = durationMs(spots.reduce((sum, { length }) => sum + length, 0));
    const missing = own.filter((entry) => entry.missing !== null).length;
    days.push({ day, hours, entries: own, airtime, missing, outside, sessions: new Map(sessions) });
  }
  return days;
}

function missingIn(entries: readonly EntryDraft[]): MissingInSlot[] {
  const slots = new Map<string, { -readonly [K in keyof MissingInSlot]: MissingInSlot[K] }>();
  for (const { slotId, title, missing, plannedStart } of entries) {
    if (missing === null) continue;
    const key = `${slotId} ${missing}`;
    const known = slots.get(key);
    if (known) known.count++;
    else slots.set(key, { slotId, title, missing, count: 1, first: plannedStart });
  }
  return [...slots.values()].sort((a, b) => b.count - a.count || a.first - b.first);
}

// sums ----------------------------------------------------------------------------------------------------------------

export type DaySum = {
  readonly days: number;
  readonly entries: number;
  readonly airtime: DurationMs;
  readonly missing: number;
  readonly outside: number;
  /** Sessions longer than allowed, and days with more of them than allowed, in any zone. */
  readonly longSessions: number;
  readonly crowdedDays: number;
};

export function sumOf(days: readonly SimulatedDay[]): DaySum {
  const sum = (of: (day: SimulatedDay) => number): number => days.reduce((total, day) => total + of(day), 0);
  const measures = ({ sessions }: SimulatedDay) => [...sessions.values()];
  return {
    days: days.length,
    entries: sum(({ entries }) => entries.length),
    airtime: durationMs(sum(({ airtime }) => airtime)),
    missing: sum(({ missing }) => missing),
    outside: sum(({ outside }) => outside.length),
    longSessions: sum((day) => Math.max(0, ...measures(day).map(({ sessions }) => sessions.filter(isTooLong).length))),
    crowdedDays: sum((day) => Number(measures(day).some(hasTooMany))),
  };
}

/** What a ledger comes to within the days simulated: periods that begin in them. */
export type DutySum = {
  readonly due: number;
  readonly planned: number;
  readonly short: number;
  readonly replaysDue: number;
  readonly replaysPlanned: number;
  readonly replaysShort: number;
  readonly shortPeriods: readonly ObligationLedger['periods'][number]['period'][];
};

export function dutyIn({ periods }: ObligationLedger, { from, until }: Pick<Simulation, 'from' | 'until'>): DutySum {
  const own = periods.filter(
    ({ period }) =>
      Temporal.PlainDate.compare(period.from, until) <= 0 && Temporal.PlainDate.compare(period.until, from) >= 0,
  );
  const sum = (of: (one: (typeof own)[number]) => number): number => own.reduce((total, one) => total + of(one), 0);
  return {
    due: sum(({ main }) => main.due),
    planned: sum(({ main }) => main.done + main.planned),
    short: sum(({ main }) => main.short),
    replaysDue: sum(({ replays }) => replays.due),
    replaysPlanned: sum(({ replays }) => replays.done + replays.planned),
    replaysShort: sum(({ replays }) => replays.short),
    shortPeriods: own.filter(({ main, replays }) => main.short + replays.short > 0).map(({ period }) => period),
  };
}
