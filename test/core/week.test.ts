import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { openCalendar } from '../../src/core/calendar.ts';
import type { DayLine, DayPlaylist, LineState } from '../../src/core/day-playlist.ts';
import type { Hours } from '../../src/core/model.ts';
import { readRules } from '../../src/core/places.ts';
import { buildWeek, type PlacedLine } from '../../src/core/week.ts';
import { copyWeek, withDays } from '../../src/core/week-copy.ts';
import { sheetOf } from '../../src/core/week-sheet.ts';
import { anException, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

const MONDAY = Temporal.PlainDate.from('2025-09-08');
const HOURS: Hours = [
  { from: '05:30', until: '06:15' },
  { from: '17:00', until: '17:45' },
];

const aLine = (wall: string, length: number, changes: Partial<DayLine> = {}): DayLine => ({
  entryId: 1,
  slotId: 'cds',
  recurrenceId: wall.slice(0, 10),
  item: 0,
  isFixed: false,
  kind: 'premiere',
  title: 'Chuyển đổi số',
  programmeId: 'cds',
  programmeName: null,
  episodeId: null,
  episodeLabel: null,
  episodeTitle: null,
  recordingId: null,
  zoneId: 'main',
  start: at(wall),
  length: minutes(length),
  slotEnd: null,
  endMode: 'finish',
  state: 'scheduled',
  missing: null,
  reason: null,
  exception: null,
  moved: null,
  ruling: null,
  isOpen: true,
  ...changes,
});

function aWeek(lines: readonly DayLine[], hours = HOURS) {
  const calendar = openCalendar({
    hours,
    hoursByType: {},
    specialDays: [],
    entertainment: new Set(),
    zone: ZONE,
  });
  const days = [0, 1, 2, 3, 4, 5, 6].map((n): DayPlaylist => {
    const day = MONDAY.add({ days: n });
    const own = lines.filter(({ start }) =>
      Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(ZONE).toPlainDate().equals(day),
    );
    return {
      day,
      calendar: calendar.of(day),
      today: MONDAY,
      readyUntil: MONDAY.add({ days: 13 }),
      isReady: true,
      lines: own,
      sessions: [],
      noticePlaces: [],
    };
  });
  const place = (line: DayLine): PlacedLine => ({ ...line, place: line.length, startMode: 'hard', isOwed: false });
  return buildWeek({ days, place, zone: ZONE });
}

describe('the hours drawn', () => {
  it('are those in which something may sound', () => {
    expect(aWeek([]).bands).toEqual([
      { name: 'Buổi sáng', from: 330, until: 375 },
      { name: 'Buổi chiều', from: 1020, until: 1065 },
    ]);
  });

  it('and whatever lies outside, by itself or with the session it is near', () => {
    const { bands } = aWeek([aLine('2025-09-10 12:01', 3), aLine('2025-09-11 17:50', 7)]);
    expect(bands.map(({ from, until }) => [from, until])).toEqual([
      [330, 375],
      [720, 725],
      [1020, 1080],
    ]);
  });

  it('reach over midnight into the next day', () => {
    const { bands, days } = aWeek([], [{ from: '23:50', until: '00:15' }]);
    expect(bands.map(({ from, until }) => [from, until])).toEqual([
      [0, 15],
      [1430, 1440],
    ]);
    expect(days.map(({ stretches }) => stretches[0]!.open.length)).toEqual([0, 1, 1, 1, 1, 1, 1]);
  });

  it('are drawn smaller when they are long', () => {
    expect(aWeek([]).scale).toBe(12);
    expect(aWeek([], [{ from: '05:00', until: '21:00' }]).scale).toBe(4);
  });
});

describe('what is free', () => {
  it('is what no line holds, and what a cancelled one let go', () => {
    const { days } = aWeek([
      aLine('2025-09-08 05:30', 12),
      aLine('2025-09-08 05:47', 28),
      aLine('2025-09-09 05:30', 45, { state: 'cancelled' }),
    ]);
    const gaps = (n: number) => days[n]!.stretches[0]!.gaps.map(({ from, until }) => [from, until]);
    expect(gaps(0)).toEqual([[342, 347]]);
    expect(gaps(1)).toEqual([[330, 375]]);
  });
});

describe('lines at the same time', () => {
  const lanes = (lines: readonly DayLine[]) =>
    aWeek(lines).days[0]!.stretches[1]!.blocks.map(({ lane, lanes: of }) => `${lane}/${of}`);

  it('stand side by side', () => {
    expect(lanes([aLine('2025-09-08 17:00', 10), aLine('2025-09-08 17:10', 10)])).toEqual(['0/1', '0/1']);
    expect(lanes([aLine('2025-09-08 17:00', 15), aLine('2025-09-08 17:10', 10)])).toEqual(['0/2', '1/2']);
    expect(lanes([aLine('2025-09-08 17:00', 30), aLine('2025-09-08 17:05', 5), aLine('2025-09-08 17:10', 5)])).toEqual([
      '0/2',
      '1/2',
      '1/2',
    ]);
  });

  it('and so does one too short to be hit beside the next', () => {
    expect(lanes([aLine('2025-09-08 17:00', 0.5), aLine('2025-09-08 17:00:30', 10)])).toEqual(['0/2', '1/2']);
  });
});

describe('on paper', () => {
  it('a row per start, an arrow for the same as the day before, nothing for what is off', () => {
    const daily = [0, 1, 2].map((n) => aLine(`2025-09-0${8 + (n % 2)} 05:30`, 2, { title: 'Nhạc hiệu' })).slice(0, 2);
    const state: LineState = 'cancelled';
    const week = aWeek([...daily, aLine('2025-09-08 05:32', 10), aLine('2025-09-09 05:40', 10, { state })]);
    const [morning, ...others] = sheetOf(week, ({ title }) => title);
    expect(others).toEqual([]);
    expect(morning!.rows.map(({ time }) => time)).toEqual(['05:30', '05:32']);
    expect(morning!.rows[0]!.cells.slice(0, 3).map(({ items, isSame }) => [items.length, isSame])).toEqual([
      [1, false],
      [1, true],
      [0, false],
    ]);
    expect(morning!.end).toBe('05:42');
  });
});

describe('copying a week', () => {
  const from = MONDAY;
  const to = MONDAY.add({ days: 7 });
  const copy = (slots: ReturnType<typeof aSlot>[], exceptions: ReturnType<typeof anException>[], withPins = false) =>
    copyWeek({ rules: readRules(slots), exceptions, from, to, withPins });

  it('takes one-offs as further days of their slots', () => {
    const once = aSlot({ rrule: 'FREQ=DAILY;COUNT=1', startDate: '2025-09-10' });
    const [line] = copy([once], []);
    expect(line).toMatchObject({
      fromDay: '2025-09-10',
      toDay: '2025-09-17',
      isAdded: true,
      exception: null,
      skip: null,
    });
    expect(withDays(once, [line!.toDay]).rdates).toEqual(['2025-09-17']);
  });

  it('takes what was moved, lengthened or cancelled to the same weekday', () => {
    const moved = anException('2025-09-10', { movedTo: '2025-09-11T17:30:00', durationMs: minutes(20) });
    const off = anException('2025-09-12', { cancelled: true, reason: 'Mất điện' });
    expect(copy([aSlot()], [moved, off])).toMatchObject([
      { toDay: '2025-09-17', isAdded: false, exception: { movedTo: '2025-09-18T17:30:00', durationMs: minutes(20) } },
      { toDay: '2025-09-19', exception: { cancelled: true, reason: 'Mất điện' } },
    ]);
  });

  it('leaves what the rules give, what is changed there already, and what falls in other weeks', () => {
    const fortnightly = aSlot({ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', startDate: '2025-08-27' });
    expect(copy([fortnightly], [anException('2025-09-10', { cancelled: true })])).toMatchObject([
      { skip: 'no-occurrence' },
    ]);
    const both = [
      anException('2025-09-10', { cancelled: true }),
      anException('2025-09-17', { movedTo: '2025-09-17T17:30:00' }),
    ];
    expect(copy([aSlot()], both)).toMatchObject([{ skip: 'own-change' }]);
    const twice = aSlot({ rrule: 'FREQ=DAILY;COUNT=1', startDate: '2025-09-10', rdates: ['2025-09-17'] });
    expect(copy([twice], [])).toMatchObject([{ skip: 'already' }]);
    expect(copy([aSlot()], [])).toEqual([]);
  });

  it('takes an issue chosen by hand only when asked', () => {
    const pinned = [anException('2025-09-10', { episodeId: 7 })];
    expect(copy([aSlot()], pinned)).toMatchObject([{ skip: 'pinned-only' }]);
    expect(copy([aSlot()], pinned, true)).toMatchObject([{ skip: null, exception: { episodeId: 7 } }]);
  });

  it('does not bring back a one-off that was cancelled', () => {
    const once = aSlot({ rrule: 'FREQ=DAILY;COUNT=1', startDate: '2025-09-10' });
    expect(copy([once], [anException('2025-09-10', { cancelled: true })])).toMatchObject([
      { isAdded: false, skip: 'no-occurrence' },
    ]);
  });
});
