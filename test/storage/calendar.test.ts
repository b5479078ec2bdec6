import { beforeEach, describe, expect, test } from 'vitest';
import { CalendarDays, type SpecialDayDraft } from '../../src/storage/calendar.ts';
import type { Db } from '../../src/storage/database.ts';
import { at, EDITOR, furnish } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

let db: Db;
let days: CalendarDays;
let desk: ReturnType<typeof furnish>;
beforeEach(async () => {
  db = await temporaryDatabase();
  desk = furnish(db);
  days = new CalendarDays(db);
});

const draft = (changes: Partial<SpecialDayDraft> = {}): SpecialDayDraft => ({
  from: '2027-02-05',
  until: '2027-02-05',
  type: null,
  title: 'Giao thừa Đinh Mùi',
  document: '05/CV-UBND',
  hoursRule: 'add',
  hours: [{ from: '23:50', until: '00:15' }],
  recordingId: null,
  madeBy: EDITOR,
  madeAt: at('2027-01-20 08:00'),
  ...changes,
});

describe('special days', () => {
  test('come with the announced leave of Tết Bính Ngọ, which a person may change', () => {
    expect(days.list()).toMatchObject([{ from: '2026-02-14', until: '2026-02-22', type: 'tet', madeBy: null }]);
    const [leave] = days.list() as [ReturnType<CalendarDays['add']>];
    expect(days.change({ ...leave, until: '2026-02-23' })).toMatchObject({ id: leave.id, until: '2026-02-23' });
  });

  test('are read as they were written, and by the days they touch', () => {
    const added = days.add(draft());
    expect(days.find(added.id)).toEqual({ id: added.id, ...draft() });
    const leave = days.add(draft({ from: '2027-02-04', until: '2027-02-10', type: 'tet', title: 'Nghỉ Tết' }));
    expect(days.list('2027-02-05', '2027-02-05').map(({ id }) => id)).toEqual([leave.id, added.id]);
    expect(days.list('2027-02-06', '2027-12-31').map(({ id }) => id)).toEqual([leave.id]);
    expect(days.list('2027-02-11')).toEqual([]);
  });

  test('withdrawn are gone for the air, and stay in the book with what a change said before', () => {
    const { id } = days.add(draft());
    days.change({ ...draft(), id, document: '06/CV-UBND', madeAt: at('2027-01-21 08:00') });
    expect(days.withdraw(id, EDITOR, at('2027-01-22 08:00'))).toBe(true);
    expect([days.withdraw(id, EDITOR, at('2027-01-22 08:00')), days.find(id)]).toEqual([false, undefined]);
    expect(days.change({ ...draft(), id })).toBeUndefined();
    const book = db
      .prepare<[string], [string, number]>(
        'SELECT document, withdrawn_at FROM special_days WHERE from_day > ? ORDER BY id',
      )
      .raw()
      .all('2027');
    expect(book).toEqual([
      ['06/CV-UBND', at('2027-01-22 08:00')],
      ['05/CV-UBND', at('2027-01-21 08:00')],
    ]);
  });

  test('with other hours and no document are refused by the table itself', () => {
    expect(() => days.add(draft({ document: ' ' }))).toThrow('CHECK');
    expect(() => days.add(draft({ until: '2027-02-04' }))).toThrow('CHECK');
  });
});

test('hours by kind of day and the entertainment are set as a whole', () => {
  days.setRules({ hoursByType: { weekend: [{ from: '06:30', until: '07:15' }] }, entertainment: ['cds', 'khong-co'] });
  expect(days.facts()).toMatchObject({
    hoursByType: { weekend: [{ from: '06:30', until: '07:15' }] },
    entertainment: new Set(['cds']),
  });
  days.setRules({ hoursByType: { exams: [{ from: '17:00', until: '17:10' }] }, entertainment: [] });
  expect(days.facts()).toMatchObject({
    hoursByType: { exams: [{ from: '17:00', until: '17:10' }] },
    entertainment: new Set(),
  });
  expect(days.facts().hoursByType.weekend).toBeUndefined();
});

test('the recording heard in mourning is among the sounds of the playlist while its day is in force', () => {
  const recordingId = desk.addRecording('dirge');
  const { id } = days.add(draft({ type: 'mourning', recordingId }));
  expect(days.sounds()).toMatchObject([{ id: recordingId, playoutSha256: 'dirge' }]);
  days.withdraw(id, EDITOR, at('2027-01-22 08:00'));
  expect(days.sounds()).toEqual([]);
});
