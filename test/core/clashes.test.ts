import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { openCalendar } from '../../src/core/calendar.ts';
import { ANSWERS, type Answer, answerClash, changesBetween, type Question } from '../../src/core/clash-answers.ts';
import { findClashes, findMeetings } from '../../src/core/clashes.ts';
import { DEFAULT_MODES, type Exception, type Slot } from '../../src/core/model.ts';
import { placeOccurrences, type Timetable } from '../../src/core/places.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { startOfDay } from '../../src/core/time.ts';
import { formatDateTime } from '../../src/core/vietnamese.ts';
import { anException, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const slot = (id: string, changes: Partial<Slot> = {}): Slot => aSlot({ ...DEFAULT_MODES, id, title: id, ...changes });

const timetable = (slots: readonly Slot[], changes: Partial<Timetable> = {}): Timetable => ({
  slots,
  exceptions: [],
  from: day('2025-09-08'),
  until: day('2027-03-08'),
  zone: ZONE,
  ...changes,
});

/** Pairs with how often they clash and the first dates. */
const said = (of: Timetable) =>
  findClashes(of).map(({ slots, count, meetings }) => [
    ...slots.map(({ id }) => id),
    count,
    meetings.slice(0, 3).map(({ from }) => formatDateTime(from, of.zone)),
  ]);

const MORNING = { startTime: '05:30:00', durationMs: minutes(15) };

describe('two slots clash', () => {
  it('when they want the same zone at the same time, and the first dates and their number are told', () => {
    const weekly = slot('tin', { rrule: 'FREQ=WEEKLY;BYDAY=WE', startTime: '17:20:00' });
    expect(said(timetable([slot('cds'), weekly]))).toEqual([
      ['cds', 'tin', 78, ['10/09/2025 17:20', '17/09/2025 17:20', '24/09/2025 17:20']],
    ]);
  });

  it.each<[string, Partial<Slot>, Partial<Slot>, Partial<Timetable>]>([
    ['one ends as the other begins', { startTime: '17:00:00', durationMs: minutes(10) }, {}, {}],
    ['they are of two zones', { zoneId: 'thon-3' }, {}, {}],
    [
      'two fortnights alternate for ever',
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', startDate: '2025-08-27' },
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', startDate: '2025-09-03' },
      {},
    ],
    [
      'a soft start waits as long as it may',
      { durationMs: minutes(17) },
      { startTime: '17:25:00', startMode: 'soft', toleranceMs: minutes(2) },
      {},
    ],
    [
      'the day they share is taken out',
      { rrule: 'FREQ=MONTHLY;BYMONTHDAY=10', startDate: '2027-02-10', exdates: ['2027-02-10'] },
      {},
      {},
    ],
    ['one is archived', { archivedAt: at('2025-01-02 08:00') }, {}, {}],
    [
      'one runs on holidays only and the other on workdays',
      { dayTypes: ['holiday', 'tet', 'weekend'] },
      { dayTypes: ['ordinary'] },
      { calendar: openCalendar({ hours: [], hoursByType: {}, specialDays: [], entertainment: new Set(), zone: ZONE }) },
    ],
  ])('not when %s', (_, first, second, changes) => {
    expect(said(timetable([slot('a', first), slot('b', second)], changes))).toEqual([]);
  });

  it('every four weeks only, and each date is found', () => {
    const four = slot('bon-tuan', { rrule: 'FREQ=WEEKLY;INTERVAL=4;BYDAY=WE', startDate: '2025-09-17' });
    const two = slot('hai-tuan', { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', startDate: '2025-09-03' });
    expect(said(timetable([four, two], { until: day('2025-12-31') }))).toEqual([
      ['bon-tuan', 'hai-tuan', 4, ['17/09/2025 17:10', '15/10/2025 17:10', '12/11/2025 17:10']],
    ]);
  });

  it('across midnight, also over the first day that is asked for', () => {
    const eve = slot('giao-thua', { startTime: '23:50:00', durationMs: minutes(25) });
    const early = slot('som', { startTime: '00:10:00', durationMs: minutes(10) });
    expect(said(timetable([eve, early], { until: day('2025-09-09') }))).toEqual([
      ['giao-thua', 'som', 2, ['08/09/2025 00:10', '09/09/2025 00:10']],
    ]);
  });

  it('for half the year when one keeps the wall clock of Berlin', () => {
    const berlin = slot('berlin', { timeZone: 'Europe/Berlin', startTime: '11:10:00' }); // 16:10 in summer, 17:10 in winter
    const [[, , count, dates] = []] = said(
      timetable([slot('cds'), berlin], { until: day('2026-09-07') }),
    ) as unknown[][];
    expect(count).toBe(154);
    expect(dates).toEqual(['26/10/2025 17:10', '27/10/2025 17:10', '28/10/2025 17:10']);
  });

  it('in the hour a clock skips', () => {
    const zone = 'Europe/Berlin';
    const skipped = slot('a', { timeZone: zone, startTime: '02:30:00' });
    const next = slot('b', { timeZone: zone, startTime: '03:30:00' });
    expect(said(timetable([skipped, next], { zone }))).toEqual([['a', 'b', 1, ['29/03/2026 03:30']]]);
    expect(findClashes(timetable([skipped, next], { zone }), { of: 'b' })).toHaveLength(1);
  });

  it('where a person has moved one onto the other, and no more when it was cancelled', () => {
    const slots = [slot('cds'), slot('sang', MORNING)];
    const moved = anException('2025-10-01', { slotId: 'sang', movedTo: '2025-10-01T17:20:00' });
    expect(said(timetable(slots, { exceptions: [moved] }))).toEqual([['cds', 'sang', 1, ['01/10/2025 17:20']]]);
    const cancelled = anException('2025-10-01', { cancelled: true });
    expect(said(timetable(slots, { exceptions: [moved, cancelled] }))).toEqual([]);
  });

  it('as the whole timetable knows it also when only one of them is asked about', () => {
    fc.assert(
      fc.property(fc.array(anySlot, { minLength: 2, maxLength: 6 }), (drafts) => {
        const slots = drafts.map((draft, n) => slot(`s${n}`, draft));
        const all = timetable(slots, { until: day('2026-03-08') });
        const own = findClashes(all).filter((clash) => clash.slots.some(({ id }) => id === 's0'));
        expect(findClashes(all, { of: 's0' })).toEqual(own);
      }),
      { numRuns: 60 },
    );
  });
});

it('the plan that is shipped has no clash over ten years', () => {
  const plan = parsePlanFile(readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8'));
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const slots = plan.value.slots.map((planned) => slot(planned.id, { ...planned, archivedAt: null }));
  expect(slots.length).toBeGreaterThan(20);
  expect(said(timetable(slots, { from: day('2025-08-25'), until: day('2035-08-25') }))).toEqual([]);
});

// answers -------------------------------------------------------------------------------------------------------------

const DAY = day('2025-09-10');
const question = (of: Timetable): Question => ({
  timetable: of,
  fresh: 'moi',
  standing: 'cu',
  now: startOfDay(day('2025-09-09'), ZONE),
  by: 1,
  reason: 'Nhường chỗ',
  secondId: 'moi-2',
});

/** The day as `17:00–17:10 moi`. */
function dayOf(of: Timetable, on = DAY): string[] {
  return placeOccurrences({ ...of, from: on, until: on })
    .filter(({ exception }) => !exception?.cancelled)
    .map(({ slot: { id }, start, duration }) => {
      const [from, until] = [start, start + duration].map((instant) =>
        formatDateTime(instant as never, ZONE).slice(-5),
      );
      return `${from}–${until} ${id}`;
    });
}

const WEDNESDAYS = { rrule: 'FREQ=WEEKLY;BYDAY=WE' };
const AROUND = { startTime: '17:00:00', durationMs: minutes(45) };
const OVER = { startTime: '17:00:00', durationMs: minutes(20) };
const BEHIND = { startTime: '17:20:00', durationMs: minutes(20) };
const INSIDE = { startTime: '17:12:00', durationMs: minutes(5) };
/** `cu` is 17:10–17:25 every day, `sau` 17:25–17:30. */
const standing = [slot('cu'), slot('sau', { startTime: '17:25:00', durationMs: minutes(5) })];

describe('an answer to a clash', () => {
  it.each<[Answer, string, Partial<Slot>, string[] | undefined]>([
    ['truncate', 'a slot that runs into the other', OVER, ['17:00–17:10 moi', '17:10–17:25 cu', '17:25–17:30 sau']],
    [
      'truncate',
      'a slot that begins under the other',
      BEHIND,
      ['17:10–17:25 cu', '17:25–17:30 sau', '17:25–17:40 moi'],
    ],
    ['truncate', 'a slot inside the other', INSIDE, undefined],
    [
      'split',
      'a slot around the other',
      AROUND,
      ['17:00–17:10 moi', '17:10–17:25 cu', '17:25–17:30 sau', '17:25–17:45 moi-2'],
    ],
    ['split', 'a slot that only runs into the other', OVER, undefined],
    ['replace', 'a slot inside the other', INSIDE, ['17:12–17:17 moi', '17:25–17:30 sau']],
    ['queue-after', 'a slot that runs into the other', OVER, ['17:10–17:25 cu', '17:25–17:30 sau', '17:30–17:50 moi']],
    ['keep', 'a slot that runs into the other', OVER, ['17:00–17:20 moi', '17:10–17:25 cu', '17:25–17:30 sau']],
  ])('%s: %s', (answer, _, times, expected) => {
    for (const rule of [{}, WEDNESDAYS]) {
      const after = answerClash(question(timetable([...standing, slot('moi', { ...rule, ...times })])), answer);
      expect(after && dayOf(after)).toEqual(expected);
    }
  });

  it('changes the slot itself where all its dates change alike, and leaves one exception a date where not', () => {
    const daily = timetable([...standing, slot('moi', OVER)]);
    const whole = changesBetween(daily, answerClash(question(daily), 'truncate')!);
    expect(whole).toMatchObject({ slots: [{ id: 'moi', durationMs: minutes(10) }], exceptions: [] });

    const seldom = timetable([slot('cu', { rrule: 'FREQ=WEEKLY;INTERVAL=4;BYDAY=WE' }), slot('moi', OVER)]);
    const dates = changesBetween(seldom, answerClash(question(seldom), 'queue-after')!);
    expect(dates.slots).toEqual([]);
    expect(dates.exceptions).toHaveLength(20);
    expect(dates.exceptions[0]).toMatchObject({
      slotId: 'moi',
      recurrenceId: '2025-09-10',
      movedTo: '2025-09-10T17:25:00',
    });
  });

  it('replace ends a slot that would never sound again, archives one that has not begun, and else cancels dates', () => {
    const later = timetable([slot('cu'), slot('moi', { startDate: '2025-12-01' })]);
    const ended = changesBetween(later, answerClash(question(later), 'replace')!);
    expect(ended).toMatchObject({
      slots: [{ id: 'cu', rrule: 'FREQ=DAILY;UNTIL=20251130', archivedAt: null }],
      exceptions: [],
    });

    const never = timetable([slot('cu'), slot('moi')]);
    expect(changesBetween(never, answerClash(question(never), 'replace')!).slots).toMatchObject([
      { archivedAt: question(never).now },
    ]);

    const once = timetable([
      slot('cu', WEDNESDAYS),
      slot('moi', { rrule: 'FREQ=DAILY;COUNT=1', startDate: '2025-09-10' }),
    ]);
    expect(changesBetween(once, answerClash(question(once), 'replace')!)).toMatchObject({
      slots: [],
      exceptions: [{ slotId: 'cu', recurrenceId: '2025-09-10', cancelled: true, reason: 'Nhường chỗ', madeBy: 1 }],
    });
  });

  it('keeps the issue a person had pinned to the date', () => {
    const pinned = anException('2025-09-10', { slotId: 'moi', episodeId: 7 });
    const of = timetable([slot('cu', WEDNESDAYS), slot('moi', OVER)], { exceptions: [pinned] });
    const { exceptions } = changesBetween(of, answerClash(question(of), 'truncate')!);
    expect(exceptions.find(({ recurrenceId }) => recurrenceId === '2025-09-10')).toMatchObject({
      episodeId: 7,
      durationMs: minutes(10),
    });
  });

  it('of a premiere that is split goes on with the same issue, not with the next', () => {
    const of = timetable([slot('cu'), slot('moi', { ...AROUND, plays: 'premiere' })]);
    expect(answerClash(question(of), 'split')?.slots.at(-1)).toMatchObject({ id: 'moi-2', plays: 'replay' });
  });

  it('leaves no clash of the two, whichever it is', () => {
    const now = startOfDay(day('2025-09-09'), ZONE);
    fc.assert(
      fc.property(
        fc.tuple(anySlot, anySlot, anySlot),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 1439 }), fc.boolean()), {
          maxLength: 4,
        }),
        fc.constantFrom(...ANSWERS.filter((answer) => answer !== 'keep')),
        ([fresh, old, third], moves, answer) => {
          const slots = [slot('cu', old), slot('ba', third), slot('moi', fresh)];
          const exceptions = moves.map(([days, minute, isFresh]): Exception => {
            const on = day('2025-09-08').add({ days });
            const wall = on.toPlainDateTime().add({ minutes: minute });
            return anException(on.toString(), {
              slotId: isFresh ? 'moi' : 'cu',
              movedTo: wall.toString({ smallestUnit: 'second' }),
            });
          });
          const unique = [...new Map(exceptions.map((one) => [`${one.slotId} ${one.recurrenceId}`, one])).values()];
          const of = timetable(slots, { exceptions: unique, until: day('2026-03-08') });
          const after = answerClash(question(of), answer);
          if (after === undefined) return;
          for (const id of after.slots.some(({ id }) => id === 'moi-2') ? ['moi', 'moi-2'] : ['moi'])
            expect(findMeetings(after, id, 'cu').filter(({ earlier }) => earlier.start > now)).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const anySlot: fc.Arbitrary<Partial<Slot>> = fc.record({
  rrule: fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;BYDAY=MO,WE,FR',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE',
    'FREQ=MONTHLY;BYMONTHDAY=10',
    'FREQ=DAILY;COUNT=40',
  ),
  startDate: fc.integer({ min: 0, max: 20 }).map((days) => day('2025-08-28').add({ days }).toString()),
  startTime: fc.integer({ min: 0, max: 287 }).map((n) =>
    Temporal.PlainTime.from('00:00')
      .add({ minutes: n * 5 })
      .toString(),
  ),
  durationMs: fc.constantFrom(5, 15, 60, 240).map((n) => minutes(n)),
  timeZone: fc.constantFrom(ZONE, ZONE, 'Europe/Berlin', 'Australia/Lord_Howe'),
  exdates: fc.subarray(['2025-09-10', '2025-09-12', '2025-10-08']),
});
