import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanInsideHours } from '../../src/core/hours.ts';
import { buildLedgers } from '../../src/core/ledger.ts';
import { type Debt, findDebts, findPlaces, type PlaceSearch } from '../../src/core/make-good.ts';
import { DEFAULT_SETTINGS, type Entry } from '../../src/core/model.ts';
import { after, epochMs, HOUR, inZone, MINUTE } from '../../src/core/time.ts';
import { type EntryLine, type LogLine, log, owed, planned } from '../support/log.ts';
import { at, minutes, ZONE } from '../support/schedule.ts';

const MONTHLY = 'cds-truyen-thanh-co-so';
const MISSED: LogLine = { at: '2025-09-10 17:10', episodeId: 2, silent: true };

function debts(code: string, lines: LogLine[], now: string, places: EntryLine[] = []): Debt[] {
  const obligation = owed(code);
  const of = { programmeId: obligation.programmeId };
  const entries = planned(places.map((one) => ({ ...of, ...one })));
  const airings = log(lines.map((one) => ({ ...of, ...one })));
  const [ledger] = buildLedgers({
    obligations: [obligation],
    airings,
    entries,
    plannedUntil: at('2025-12-31 00:00'),
    now: at(now),
    zone: ZONE,
  });
  return findDebts(ledger!, entries, at(now));
}

const told = (found: Debt[]) => found.map(({ failed, state, isOverdue }) => [failed.id, state, isOverdue]);

describe('a debt', () => {
  test('is opened by what was missed, with its reason, until the period ends', () => {
    const [debt, ...more] = debts('C.I.2.a', [MISSED], '2025-09-11 00:00');
    expect(more).toEqual([]);
    expect(debt).toMatchObject({
      kind: 'premiere',
      episodeId: 2,
      verdict: 'silent',
      reason: 'down',
      state: 'open',
      isOverdue: false,
      deadline: at('2025-09-22 00:00'),
    });
  });

  test('is opened by what was cut short', () => {
    const [debt] = debts('C.I.2.a', [{ at: '2025-09-10 17:10', episodeId: 2, share: 0.4 }], '2025-09-11 00:00');
    expect(debt).toMatchObject({ verdict: 'too-short', reason: 'command-stop', state: 'open' });
  });

  test('is not left by what was called off: it is told of as not counted, and the period as short', () => {
    const off = { ...MISSED, episodeId: null, outcome: 'cancelled', reason: 'cancelled-by-person' } as const;
    expect(debts('C.I.2.a', [off], '2025-09-11 00:00')).toEqual([]);
    expect(debts('C.II.12.b', [off], '2025-09-11 00:00')).toEqual([]);
    const [ledger] = buildLedgers({
      ...{ obligations: [owed('C.I.2.a')], airings: log([off]), entries: [] },
      ...{ plannedUntil: at('2025-12-31 00:00'), now: at('2025-09-11 00:00'), zone: ZONE },
    });
    const period = ledger!.periods.find(({ failed }) => failed.length > 0);
    expect(period).toMatchObject({ state: 'at-risk', main: { due: 1, done: 0, short: 1 }, failed: [{ id: 1 }] });
  });

  test('is planned when an entry pays for it, and closes when that airs', () => {
    const entries = [{ at: '2025-09-12 17:25', episodeId: 2, paysForId: 1 }];
    expect(told(debts('C.I.2.a', [MISSED], '2025-09-11 00:00', entries))).toEqual([[1, 'planned', false]]);
    const paid = [MISSED, { at: '2025-09-12 17:25', episodeId: 2, paysForId: 1 }];
    const [closed] = debts('C.I.2.a', paid, '2025-09-13 00:00');
    expect([closed?.state, closed?.paidBy?.id]).toEqual(['closed', 2]);
  });

  test('stays the same debt when the make-good fails as well', () => {
    const again = [MISSED, { at: '2025-09-12 17:25', episodeId: 2, paysForId: 1, share: 0.89 }];
    expect(told(debts('C.I.2.a', again, '2025-09-13 00:00'))).toEqual([[1, 'open', false]]);
  });

  test('is overdue after the deadline, and even then closes when it is paid', () => {
    expect(told(debts('C.I.2.a', [MISSED], '2025-09-25 00:00'))).toEqual([[1, 'open', true]]);
    const late = [MISSED, { at: '2025-09-24 17:10', episodeId: 2, paysForId: 1 }];
    expect(told(debts('C.I.2.a', late, '2025-09-25 00:00'))).toEqual([[1, 'closed', false]]);
  });

  test('is not needed where the fortnight has its issue, or has a place for it', () => {
    const other = { at: '2025-09-11 17:10', episodeId: 2 };
    expect(told(debts('C.I.2.a', [MISSED, other], '2025-09-12 00:00'))).toEqual([[1, 'not-needed', false]]);
    const place = [{ at: '2025-09-17 17:10', episodeId: 2 }];
    expect(told(debts('C.I.2.a', [MISSED], '2025-09-12 00:00', place))).toEqual([[1, 'not-needed', false]]);
  });

  test('is not left by a replay that nobody owes', () => {
    expect(debts('C.I.2.a', [{ ...MISSED, kind: 'replay' }], '2025-09-11 00:00')).toEqual([]);
  });

  test('is left by each missed replay of the monthly column, as many as the month lacks', () => {
    const replay = (day: number, silent: boolean): LogLine => {
      const clock = `2025-09-${String(day).padStart(2, '0')} 05:32`;
      return { at: clock, episodeId: 9, kind: 'replay', silent, programmeId: MONTHLY };
    };
    const lines = [
      { at: '2025-09-03 17:10', episodeId: 9 },
      replay(7, true),
      replay(14, true),
      replay(15, false),
      replay(16, false),
    ];
    expect(told(debts('C.I.2.c', lines, '2025-09-17 00:00'))).toEqual([
      [2, 'open', false],
      [3, 'not-needed', false],
    ]);
  });

  test('of “thường xuyên” is due within its month', () => {
    const [debt] = debts('C.II.12.b', [{ at: '2025-09-05 17:10', episodeId: 2, silent: true }], '2025-09-06 00:00');
    expect([debt?.state, debt?.deadline]).toEqual(['open', at('2025-10-01 00:00')]);
  });
});

const busy = (id: number, from: string, length: number): Pick<Entry, 'id' | 'plannedStart' | 'plannedEnd'> => ({
  id,
  plannedStart: at(from),
  plannedEnd: after(at(from), minutes(length)),
});

const search = (changes: Partial<PlaceSearch> = {}): PlaceSearch => ({
  debt: { failed: { at: at('2025-09-10 17:10') }, deadline: at('2025-09-22 00:00') },
  duration: minutes(15),
  hours: DEFAULT_SETTINGS.hours,
  entries: [],
  zone: ZONE,
  now: at('2025-09-10 18:00'),
  ...changes,
});

const clocks = (changes: Partial<PlaceSearch> = {}) =>
  findPlaces(search(changes)).map(({ from }) =>
    inZone(from, ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' }),
  );

describe('places for a make-good', () => {
  test('are offered at the hour at which it failed first, the nearest clock of each day, the earliest day before others', () => {
    expect(clocks()).toEqual([11, 12, 13, 14, 15].map((day) => `2025-09-${day}T17:15`));
  });

  test('lie side by side only where another hour has none', () => {
    expect(clocks({ limit: 4, debt: { ...search().debt, deadline: at('2025-09-12 00:00') } })).toEqual([
      '2025-09-11T17:15',
      '2025-09-11T17:00',
      '2025-09-11T17:30',
      '2025-09-11T06:00',
    ]);
  });

  test('lie between what stands, right behind it', () => {
    const entries = [busy(1, '2025-09-11 17:00', 12), busy(2, '2025-09-11 17:40', 5)];
    expect(clocks({ entries, limit: 2, debt: { ...search().debt, deadline: at('2025-09-12 00:00') } })).toEqual([
      '2025-09-11T17:12',
      '2025-09-11T06:00',
    ]);
  });

  test('are none in the hour to come, none after the deadline, none where the law says no', () => {
    expect(clocks({ now: at('2025-09-10 16:20'), limit: 1 })).toEqual(['2025-09-10T17:20']);
    expect(clocks({ debt: { ...search().debt, deadline: at('2025-09-10 18:30') } })).toEqual([]);
    expect(clocks({ allows: () => false })).toEqual([]);
    expect(clocks({ hours: [] })).toEqual([]);
  });

  test('that displace what may make way come after the free ones, and name it', () => {
    const entries = [1, 2, 3].map((id) => busy(id, `2025-09-11 17:${['00', '15', '30'][id - 1]}`, 15));
    const deadline = at('2025-09-12 05:46');
    const found = findPlaces(
      search({
        entries,
        debt: { ...search().debt, deadline },
        now: at('2025-09-11 06:00'),
        yields: ({ id }) => id > 1,
      }),
    );
    expect(found.map(({ from, displaces }) => [from, displaces.map(({ id }) => id)])).toEqual([
      [at('2025-09-12 05:30'), []],
      [at('2025-09-11 17:15'), [2]],
      [at('2025-09-11 17:30'), [3]],
    ]);
  });

  test('use windows that touch as one', () => {
    const hours = [
      { from: '17:00', until: '17:20' },
      { from: '17:20', until: '17:45' },
    ];
    expect(clocks({ hours, duration: minutes(30), limit: 1 })).toEqual(['2025-09-11T17:00']);
  });

  test('are lawful in any playlist, at least three when three fit', () => {
    const START = at('2025-09-11 00:00');
    const entry = fc.tuple(fc.integer({ min: 0, max: 3 * 24 * 60 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), fc.integer({ min: 5, max: 30 }), (spans, length) => {
        const entries = spans.map(([from, long], id) => {
          const plannedStart = epochMs(START + from * MINUTE);
          return { id, plannedStart, plannedEnd: after(plannedStart, minutes(long)) };
        });
        const asked = search({
          entries,
          duration: minutes(length),
          debt: { failed: { at: at('2025-09-10 17:10') }, deadline: at('2025-09-14 00:00') },
          limit: 3,
        });
        const found = findPlaces(asked);
        for (const { from, until } of found) {
          expect(spanInsideHours({ from, until }, asked.hours, ZONE)).toBe(true);
          expect(from >= asked.now + HOUR && until <= asked.debt.deadline).toBe(true);
          expect(entries.some((one) => one.plannedStart < until && one.plannedEnd > from)).toBe(false);
        }
        // An oracle that walks each window minute by minute and takes whatever fits.
        let fits = 0;
        for (const window of ['05:30 45', '17:00 45'].flatMap((one) => [11, 12, 13].map((day) => `${day} ${one}`))) {
          const [day, clock, minutesOpen] = window.split(' ');
          const from = at(`2025-09-${day} ${clock}`);
          for (let minute = 0; minute + length <= Number(minutesOpen); minute++) {
            const [start, end] = [from + minute * MINUTE, from + (minute + length) * MINUTE];
            if (entries.some((one) => one.plannedStart < end && one.plannedEnd > start)) continue;
            fits++;
            minute += length - 1;
          }
        }
        expect(found).toHaveLength(Math.min(3, fits));
      }),
      { numRuns: 200 },
    );
  });
});
