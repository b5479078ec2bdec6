import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { openCalendar } from '../../src/core/calendar.ts';
import { DEFAULT_MODES, DEFAULT_SETTINGS, type EnvelopeOverride, type Slot } from '../../src/core/model.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { dutyIn, type SimulationFacts, simulate, sumOf } from '../../src/core/simulate.ts';
import { formatDateTime } from '../../src/core/vietnamese.ts';
import { anEpisode, anException, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const slot = (changes: Partial<Slot> = {}): Slot => aSlot({ ...DEFAULT_MODES, ...changes });

const facts = (
  changes: Partial<SimulationFacts> = {},
  overrides: readonly EnvelopeOverride[] = [],
): SimulationFacts => ({
  slots: [slot()],
  exceptions: [],
  episodes: [],
  recordings: [],
  previous: [],
  zone: ZONE,
  calendar: openCalendar({
    ...{ hours: DEFAULT_SETTINGS.hours, hoursByType: {}, specialDays: [], overrides },
    ...{ entertainment: new Set<string>(), zone: ZONE },
  }),
  zones: ['main'],
  limits: DEFAULT_SETTINGS.limits,
  overrides,
  obligations: [],
  airings: [],
  now: at('2025-09-10 08:00'),
  ...changes,
});

const anOverride = (changes: Partial<EnvelopeOverride> = {}): EnvelopeOverride => ({
  ...{ id: 1, kind: 'hours', zoneId: null, from: '2025-09-11', until: '2025-09-12', hours: [], most: null },
  ...{ reason: 'Diễn tập phòng chống bão', document: '12/CV-UBND', madeBy: 2, madeAt: at('2025-09-09 08:00') },
  ...changes,
});

describe('a simulated stretch of days', () => {
  it('plays each issue once in its order, and says from when on there is none left', () => {
    const simulation = simulate(
      facts({ episodes: [anEpisode(2), anEpisode(1)] }),
      day('2025-09-10'),
      day('2025-09-14'),
    );
    expect(simulation.days.map(({ entries }) => entries.map(({ episodeId }) => episodeId))).toEqual([
      [1],
      [2],
      [null],
      [null],
      [null],
    ]);
    expect(
      simulation.missing.map(({ slotId, missing, count, first }) => [
        slotId,
        missing,
        count,
        formatDateTime(first, ZONE),
      ]),
    ).toEqual([['cds', 'no-approved-episode', 3, '12/09/2025 17:10']]);
    expect(sumOf(simulation.days)).toMatchObject({ days: 5, entries: 5, missing: 3, outside: 0, longSessions: 0 });
  });

  it('that lies ahead leaves it what the days before will not have played', () => {
    const episodes = [1, 2, 3].map((number) => anEpisode(number));
    const [first] = simulate(facts({ episodes }), day('2025-09-12'), day('2025-09-12')).days;
    expect(first!.entries.map(({ episodeId }) => episodeId)).toEqual([3]);
  });

  it('that is over is played as if nothing of it had aired, the same today as in ten years', () => {
    const episodes = [
      anEpisode(1, { airedAt: at('2025-03-01 17:10') }),
      anEpisode(2, { airedAt: at('2025-03-02 17:10') }),
    ];
    const play = (now: string) => simulate(facts({ episodes, now: at(now) }), day('2025-03-02'), day('2025-03-03'));
    const simulation = play('2025-09-10 08:00');
    expect(simulation.days.map(({ entries }) => entries.map(({ kind, episodeId }) => [kind, episodeId]))).toEqual([
      [['premiere', 2]],
      [['premiere', null]],
    ]);
    expect(play('2035-01-01 00:00')).toEqual(simulation);
  });

  it('says which entries would sound outside the hours, unless a leader opened them for the day', () => {
    const night = slot({ startTime: '20:00:00' });
    const opened = anOverride({ hours: [{ from: '20:00', until: '20:30' }] });
    const outside = (overrides: EnvelopeOverride[]) =>
      simulate(facts({ slots: [night] }, overrides), day('2025-09-10'), day('2025-09-13')).days.map(
        (one) => one.outside.length,
      );
    expect(outside([])).toEqual([1, 1, 1, 1]);
    expect(outside([opened])).toEqual([1, 0, 0, 1]);
  });

  it('measures sessions with relays, and a leader may allow a longer one or one more', () => {
    const slots = [
      slot({ id: 'tin', startTime: '17:00:00', durationMs: minutes(30) }),
      slot({ id: 'dai-tinh', plays: 'relay', startTime: '17:30:00', durationMs: minutes(18) }),
      slot({ id: 'sang', startTime: '05:30:00' }),
    ];
    const sums = (overrides: EnvelopeOverride[], limits = { sessions: 1, minutes: 45 }) => {
      const { longSessions, crowdedDays } = sumOf(
        simulate(facts({ slots, limits }, overrides), day('2025-09-11'), day('2025-09-12')).days,
      );
      return [longSessions, crowdedDays];
    };
    const TODAY = { from: '2025-09-11', until: '2025-09-11' };
    expect(sums([])).toEqual([2, 2]);
    expect(sums([anOverride({ ...TODAY, kind: 'minutes', most: 48 })])).toEqual([1, 2]);
    expect(sums([anOverride({ ...TODAY, kind: 'sessions', most: 2 })])).toEqual([2, 1]);
    expect(sums([anOverride({ ...TODAY, kind: 'minutes', most: 48, zoneId: 'thon-3' })])).toEqual([2, 2]);
  });

  it('finds clashes, and keeps the exceptions people made', () => {
    const slots = [slot(), slot({ id: 'tin', rrule: 'FREQ=WEEKLY;BYDAY=FR', startTime: '17:20:00' })];
    const cancelled = anException('2025-09-12', { cancelled: true });
    const find = (exceptions: SimulationFacts['exceptions']) =>
      simulate(facts({ slots, exceptions }), day('2025-09-10'), day('2025-09-19')).clashes.map(({ count }) => count);
    expect(find([])).toEqual([2]);
    expect(find([cancelled])).toEqual([1]);
  });
});

it('the shipped plan, played from its first day to the end of the year, owes nothing and keeps the envelope', () => {
  const plan = parsePlanFile(readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8'));
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const slots = plan.value.slots.map((planned) => slot({ ...planned, archivedAt: null }));
  const obligations = plan.value.obligations.map((owed) => ({ ...owed, issuedOn: plan.value.plan.issuedOn }));
  const simulation = simulate(
    facts({ slots, obligations, now: at('2025-08-25 00:00') }),
    day('2025-08-25'),
    day('2025-12-31'),
  );
  expect(simulation.clashes).toEqual([]);
  expect(sumOf(simulation.days)).toMatchObject({ days: 129, outside: 0, longSessions: 0, crowdedDays: 0 });
  const duties = simulation.ledgers.map((ledger) => {
    const { due, planned, short, replaysDue, replaysShort } = dutyIn(ledger, simulation);
    return [ledger.obligation.code, due, planned >= due, short, replaysDue, replaysShort];
  });
  // Ten fortnights are left from 25/8 on, the last of them runs into 2026; four months each with three replays.
  expect(duties).toContainEqual(['C.I.2.a', 10, true, 0, 0, 0]);
  expect(duties).toContainEqual(['C.I.2.c', 4, true, 0, 12, 0]);
});
