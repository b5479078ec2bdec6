import { describe, expect, it } from 'vitest';
import { checkHours, insideHours, openWindow, spanInsideHours, windowsBetween } from '../../src/core/hours.ts';
import { DEFAULT_SETTINGS } from '../../src/core/model.ts';
import { at, ZONE } from '../support/schedule.ts';

const window = (from: string, until: string) => ({ from, until });
const span = (from: string, until: string) => ({ from: at(from), until: at(until) });

describe('the envelope', () => {
  const hours = DEFAULT_SETTINGS.hours;

  it('opens at its first instant and closes at its last', () => {
    expect(insideHours(at('2025-09-10 05:29:59.999'), hours, ZONE)).toBe(false);
    expect(insideHours(at('2025-09-10 05:30'), hours, ZONE)).toBe(true);
    expect(insideHours(at('2025-09-10 06:14:59.999'), hours, ZONE)).toBe(true);
    expect(insideHours(at('2025-09-10 06:15'), hours, ZONE)).toBe(false);
  });

  it('keeps a station silent at 03:15 and at 04:45', () => {
    expect(insideHours(at('2025-09-10 03:15'), hours, ZONE)).toBe(false);
    expect(insideHours(at('2025-09-10 04:45'), hours, ZONE)).toBe(false);
  });

  it('reads the wall clock of the station, not of the server', () => {
    expect(insideHours(at('2025-09-10 05:30', 'America/New_York'), hours, ZONE)).toBe(false);
    expect(insideHours(at('2025-09-10 05:30', 'America/New_York'), hours, 'America/New_York')).toBe(true);
  });

  it('of 00:00–24:00 is always open, of no window never', () => {
    for (const wall of ['2025-09-10 00:00', '2025-09-10 12:00', '2025-09-10 23:59:59.999']) {
      expect(insideHours(at(wall), [window('00:00', '24:00')], ZONE)).toBe(true);
      expect(insideHours(at(wall), [], ZONE)).toBe(false);
    }
    expect(spanInsideHours(span('2025-09-10 23:00', '2025-09-12 01:00'), [window('00:00', '24:00')], ZONE)).toBe(true);
  });

  it('may cross midnight, as on the eve of Tết', () => {
    const tet = [window('23:50', '00:15')];
    expect(insideHours(at('2026-02-16 23:49'), tet, ZONE)).toBe(false);
    expect(insideHours(at('2026-02-16 23:50'), tet, ZONE)).toBe(true);
    expect(insideHours(at('2026-02-17 00:14'), tet, ZONE)).toBe(true);
    expect(insideHours(at('2026-02-17 00:15'), tet, ZONE)).toBe(false);
    expect(openWindow(at('2026-02-17 00:00'), tet, ZONE)).toEqual(span('2026-02-16 23:50', '2026-02-17 00:15'));
  });

  it('holds a whole programme or does not; windows that touch are one', () => {
    const programme = span('2025-09-10 17:30', '2025-09-10 17:45');
    expect(spanInsideHours(programme, hours, ZONE)).toBe(true);
    expect(spanInsideHours(span('2025-09-10 17:30', '2025-09-10 17:46'), hours, ZONE)).toBe(false);
    expect(spanInsideHours(programme, [window('17:00', '17:35'), window('17:35', '18:00')], ZONE)).toBe(true);
    expect(spanInsideHours(programme, [window('17:00', '17:35'), window('17:36', '18:00')], ZONE)).toBe(false);
  });

  it('of some hours around midnight is every window that touches them', () => {
    const windows = [window('05:30', '06:15'), window('23:50', '00:15')];
    expect(windowsBetween(at('2026-02-17 00:10'), at('2026-02-17 05:31'), windows, ZONE)).toEqual([
      span('2026-02-16 23:50', '2026-02-17 00:15'),
      span('2026-02-17 05:30', '2026-02-17 06:15'),
    ]);
    expect(windowsBetween(at('2026-02-17 00:15'), at('2026-02-17 05:30'), windows, ZONE)).toEqual([]);
  });

  it('keeps to the wall clock on the days the clock changes', () => {
    const night = [window('01:30', '03:30')];
    const berlin = 'Europe/Berlin';
    // 30 March 2025: 02:00 becomes 03:00, so the window lasts one hour; 26 October: 03:00 becomes 02:00, three.
    const hourOf = (wall: string) => openWindow(at(wall, berlin), night, berlin);
    const length = (wall: string) => (hourOf(wall)!.until - hourOf(wall)!.from) / 3_600_000;
    expect(length('2025-03-30 03:15')).toBe(1);
    expect(length('2025-10-26 01:45')).toBe(3);
  });
});

describe('typed hours', () => {
  it('are sorted', () => {
    expect(checkHours([window('17:00', '17:45'), window('05:30', '06:15')])).toEqual({
      ok: true,
      value: [window('05:30', '06:15'), window('17:00', '17:45')],
    });
  });

  it.each([
    ['5:30', '06:15'],
    ['24:00', '24:00'],
    ['05:30', '25:00'],
    ['05:30', '24:01'],
    ['05:30', '05:30'],
  ])('%s–%s is refused in words', (from, until) => {
    const checked = checkHours([window(from, until)]);
    expect(checked.ok).toBe(false);
    expect(!checked.ok && checked.error).toContain(`${from}–${until}`);
  });
});
