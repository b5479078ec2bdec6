/**
 * P10 and the year of P9: one slot looked at against 300 others, each ten years old, over the next 18 months, and a
 * year of all of them simulated. Beside it what the plain way costs: the same 300 rules asked by rrule for 18 months.
 */
import * as rrule from 'rrule';
import { Temporal } from 'temporal-polyfill';
import { openCalendar } from '../../src/core/calendar.ts';
import { CLASH_MONTHS, findClashes } from '../../src/core/clashes.ts';
import { DEFAULT_MODES, DEFAULT_SETTINGS, type Slot } from '../../src/core/model.ts';
import { simulate } from '../../src/core/simulate.ts';
import { anEpisode, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

export type ClashFigures = {
  /** Milliseconds: every rule read and asked for the first time; again, as while somebody types. */
  readonly first: number;
  readonly again: number;
  /** Milliseconds: all pairs of the 300. */
  readonly all: number;
  readonly clashes: number;
  /** Milliseconds: 40 of the rules asked by rrule alone for the same 18 months, for one of them. */
  readonly rrulePerRule: number;
  /** Milliseconds: a year played through, and how many entries it has. */
  readonly year: number;
  readonly entries: number;
};

const SLOTS = 300;
const RULES = ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', 'FREQ=DAILY'];
const PLAYS = ['premiere', 'replay', 'relay', 'premiere'] as const;

export function benchClashes(): ClashFigures {
  const slots = Array.from({ length: SLOTS }, (_, n): Slot => {
    const startTime = Temporal.PlainTime.from('00:00').add({ minutes: (n * 5) % 1440 });
    const on = { rrule: RULES[n % RULES.length]!, startDate: '2015-09-08', startTime: startTime.toString() };
    const what = { plays: PLAYS[n % PLAYS.length]!, programmeId: `p${n % 10}`, durationMs: minutes(7) };
    return aSlot({ ...DEFAULT_MODES, ...on, ...what, id: `s${n}`, title: `Khung ${n}` });
  });
  const from = Temporal.PlainDate.from('2025-09-08');
  const timetable = { slots, exceptions: [], from, until: from.add({ months: CLASH_MONTHS }), zone: ZONE };
  // Half an hour, at a moment of the day when it meets others.
  const fresh = { ...slots[7]!, id: 'moi', startTime: '17:07:00', durationMs: minutes(30) };
  const edited = { ...timetable, slots: [...slots, fresh] };
  let clashes = 0;
  const look = () => {
    clashes = findClashes(edited, { of: 'moi' }).length;
  };
  const first = time(look);
  const again = median(9, look);
  const all = median(3, () => findClashes(timetable));

  const calendar = openCalendar({
    ...{ hours: [{ from: '00:00', until: '24:00' }], hoursByType: {}, specialDays: [], zone: ZONE },
    entertainment: new Set(),
  });
  const issues = Array.from({ length: 260 }, (_, n) => anEpisode(n + 1, { programmeId: `p${n % 10}` }));
  const facts = { slots, exceptions: [], episodes: issues, recordings: [], previous: [], zone: ZONE, calendar };
  let entries = 0;
  const year = time(() => {
    const played = simulate(
      {
        ...{ ...facts, zones: ['main'], limits: DEFAULT_SETTINGS.limits, overrides: [], obligations: [], airings: [] },
        now: at('2024-12-31 12:00'),
      },
      Temporal.PlainDate.from('2025-01-01'),
      Temporal.PlainDate.from('2025-12-31'),
    );
    entries = played.days.reduce((sum, day) => sum + day.entries.length, 0);
  });
  return { first, again, all, clashes, rrulePerRule: askRrule(slots, timetable.until), year, entries };
}

function askRrule(slots: readonly Slot[], until: Temporal.PlainDate): number {
  const { rrulestr } = 'default' in rrule ? (rrule.default as typeof rrule) : rrule;
  const span = [new Date('2025-09-08T00:00Z'), new Date(`${until}T00:00Z`)] as const;
  const times = slots
    .slice(0, 40)
    .map(({ startDate, rrule: text }) =>
      time(() => rrulestr(`DTSTART:${startDate.replaceAll('-', '')}T000000Z\nRRULE:${text}`).between(...span, true)),
    );
  return times.reduce((sum, one) => sum + one, 0) / times.length;
}

function time(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

const median = (times: number, work: () => void): number =>
  Array.from({ length: times }, () => time(work)).toSorted((a, b) => a - b)[Math.floor(times / 2)]!;
