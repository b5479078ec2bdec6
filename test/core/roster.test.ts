import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { clashes, onDuty, type Shift, shiftsOn } from '../../src/core/roster.ts';
import { at, ZONE } from '../support/schedule.ts';

let id = 0;
const shift = (changes: Partial<Shift>): Shift => ({
  ...{ id: ++id, weekday: null, day: null, from: '17:00', until: '18:00', zoneId: null, userId: null, name: 'A Thiu' },
  ...{ insteadOf: '', reason: '', validFrom: null, validUntil: null },
  ...changes,
});
const who = (shifts: readonly Shift[], wall: string, zoneId = 'main') =>
  onDuty(shifts, { zoneId, at: at(wall), zone: ZONE })?.name;

describe('on duty', () => {
  const wednesday = shift({ weekday: 3 });
  it('is who has the weekday, from the first minute to before the last', () => {
    expect(['16:59', '17:00', '17:59', '18:00'].map((time) => who([wednesday], `2025-09-10 ${time}`))).toEqual([
      undefined,
      'A Thiu',
      'A Thiu',
      undefined,
    ]);
    expect(who([wednesday], '2025-09-11 17:10')).toBeUndefined();
  });

  it('is the substitute on the one day, and the usual person a week later', () => {
    const shifts = [wednesday, shift({ day: '2025-09-10', name: 'Y Hạnh', insteadOf: 'A Thiu' })];
    expect(who(shifts, '2025-09-10 17:10')).toBe('Y Hạnh');
    expect(who(shifts, '2025-09-17 17:10')).toBe('A Thiu');
    expect(shiftsOn(shifts, Temporal.PlainDate.from('2025-09-10')).map(({ name }) => name)).toEqual(['Y Hạnh']);
  });

  it('is nobody before a weekly shift holds and after it is over', () => {
    const shifts = [shift({ weekday: 3, validFrom: '2025-09-10', validUntil: '2025-09-17' })];
    expect(['2025-09-03', '2025-09-10', '2025-09-17', '2025-09-24'].map((day) => who(shifts, `${day} 17:10`))).toEqual([
      undefined,
      'A Thiu',
      'A Thiu',
      undefined,
    ]);
  });

  it('of a zone is its own person, and else who is on duty everywhere', () => {
    const shifts = [wednesday, shift({ weekday: 3, zoneId: 'thon-3', name: 'A Núi' })];
    expect(who(shifts, '2025-09-10 17:10', 'thon-3')).toBe('A Núi');
    expect(who(shifts, '2025-09-10 17:10')).toBe('A Thiu');
    const instead = [...shifts, shift({ day: '2025-09-10', zoneId: 'thon-3', name: 'Y Lan' })];
    expect(who(instead, '2025-09-10 17:10', 'thon-3')).toBe('Y Lan');
    expect(who(instead, '2025-09-10 17:10')).toBe('A Thiu');
  });

  it('reads the wall clock of the station, whatever the instant is elsewhere', () => {
    const early = [shift({ weekday: 4, from: '05:00', until: '06:00' })];
    expect(who(early, '2025-09-11 05:30')).toBe('A Thiu');
  });
});

it('two people are not wanted at one time in one place', () => {
  const one = shift({ weekday: 3 });
  expect(clashes(one, shift({ weekday: 3, from: '17:30', until: '19:00' }))).toBe(true);
  expect(clashes(one, shift({ weekday: 3, from: '18:00', until: '19:00' }))).toBe(false);
  expect(clashes(one, shift({ weekday: 4 }))).toBe(false);
  expect(clashes(one, shift({ weekday: 3, zoneId: 'thon-3' }))).toBe(false);
  expect(clashes(shift({ weekday: 3, validUntil: '2025-06-30' }), shift({ weekday: 3, validFrom: '2025-07-01' }))).toBe(
    false,
  );
});
