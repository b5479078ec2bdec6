import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMs, inZone, isoWithOffset } from '../../src/core/time.ts';
import { formatDate, formatTime, weekdayName } from '../../src/core/vietnamese.ts';
import { wallClock } from '../../src/documents/wall-clock.ts';

describe('the wall clock of documents', () => {
  test.each(['Asia/Ho_Chi_Minh', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe'])(
    'shows in %s at any instant, asked in any order, what the calendar shows',
    (zone) => {
      const wall = wallClock(zone);
      const instant = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2060, 0) }).map(epochMs);
      fc.assert(
        fc.property(instant, (at) => {
          const day = inZone(at, zone).toPlainDate();
          const seen = wall(at);
          expect(seen.date).toBe(formatDate(day));
          expect(seen.weekday).toBe(weekdayName(day.dayOfWeek));
          expect(seen.time).toBe(formatTime(at, zone, { seconds: true }));
          expect(seen.iso).toBe(isoWithOffset(at, zone));
        }),
        { numRuns: 300 },
      );
    },
  );

  test('counts the days of a spreadsheet from the last of 1899, and their seconds as parts', () => {
    const wall = wallClock('Asia/Ho_Chi_Minh');
    expect(wall(epochMs(Date.parse('2025-09-10T12:00:00.900+07:00'))).serial).toBe(45_910.5);
    expect(wall(epochMs(Date.parse('2025-09-11T00:00:00+07:00'))).serial).toBe(45_911);
  });

  test('is right on both sides of a change of the clock', () => {
    const wall = wallClock('America/New_York');
    const change = Date.parse('2025-03-09T07:00:00Z');
    expect(wall(epochMs(change - 1000)).time).toBe('01:59:59');
    expect(wall(epochMs(change)).time).toBe('03:00:00');
  });
});
