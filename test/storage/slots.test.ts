import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { anException, aSlot, at, EDITOR, furnish, minutes, PROGRAMME } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

it('a slot is kept as it was given, in the order in which slots were added', async () => {
  const { slots } = furnish(await temporaryDatabase());
  const whole = aSlot({ exdates: ['2025-09-02'], rdates: ['2025-09-03'], overflow: 'last-day' });
  expect(slots.add(whole)).toEqual(whole);
  slots.add(aSlot({ id: 'a' }));
  expect(slots.list().map(({ id }) => id)).toEqual(['cds', 'a']);

  const changed = { ...whole, startTime: '17:15:00', exdates: [], changedAt: at('2025-09-01 08:00') };
  expect(slots.change(changed)).toEqual(changed);
  expect(slots.find('cds')).toEqual(changed);
  expect(slots.change(aSlot({ id: 'unknown' }))).toBeUndefined();
});

it('a slot that is put away leaves the list, counts as changed, and comes back', async () => {
  const { slots } = furnish(await temporaryDatabase());
  slots.add(aSlot());
  const now = at('2025-09-01 08:00');
  expect(slots.archive('cds', now)).toBe(true);
  expect(slots.list()).toEqual([]);
  expect(slots.list({ archived: true })).toMatchObject([{ archivedAt: now, changedAt: now }]);
  expect(slots.restore('cds', now)).toBe(true);
  expect(slots.list()).toHaveLength(1);
});

it('a slot may not play a programme without one', async () => {
  const { slots } = furnish(await temporaryDatabase());
  expect(() => slots.add(aSlot({ programmeId: null }))).toThrow(/CHECK/);
});

it('the recordings that slots play always are known, those of archived slots are not', async () => {
  const { slots, addRecording } = furnish(await temporaryDatabase());
  const [tune, old] = [addRecording('tune'), addRecording('old')];
  slots.add(aSlot({ id: 'nhac-hieu', plays: 'recording', recordingId: tune }));
  slots.add(aSlot({ id: 'nhac-cu', plays: 'recording', recordingId: old, archivedAt: null }));
  slots.archive('nhac-cu', at('2025-09-01 08:00'));
  expect(slots.sounds()).toMatchObject([{ id: tune, state: 'ready', playoutSha256: 'tune' }]);
});

it('an occurrence has one exception; a second takes its place', async () => {
  const { slots, exceptions } = furnish(await temporaryDatabase());
  slots.add(aSlot());
  const { id: _, ...draft } = anException('2025-09-08', { cancelled: true, reason: 'Tang lễ' });
  const first = exceptions.put(draft);
  expect(first).toMatchObject({ cancelled: true, reason: 'Tang lễ', madeBy: EDITOR });
  const second = exceptions.put({ ...draft, cancelled: false, movedTo: '2025-09-09T18:00:00', durationMs: minutes(5) });
  expect(second.id).toBe(first.id);
  expect(exceptions.ofSlot('cds')).toEqual([second]);
  expect(exceptions.find('cds', '2025-09-08')).toEqual(second);
});

it('exceptions are found by the day they fall on and by the day they were moved to', async () => {
  const { slots, exceptions } = furnish(await temporaryDatabase());
  slots.add(aSlot());
  for (const [day, movedTo] of [
    ['2025-09-01', null],
    ['2025-09-02', '2025-09-12T18:00:00'],
    ['2025-09-11', '2025-09-01T18:00:00'],
  ] as const)
    exceptions.put(anException(day, { movedTo }));
  const since = exceptions.since(Temporal.PlainDate.from('2025-09-10'));
  expect(since.map(({ recurrenceId }) => recurrenceId)).toEqual(['2025-09-02', '2025-09-11']);
});

it('taking an exception back marks its slot as changed', async () => {
  const { slots, exceptions } = furnish(await temporaryDatabase());
  slots.add(aSlot());
  exceptions.put(anException('2025-09-08', { cancelled: true }));
  const now = at('2025-09-08 16:40');
  expect(exceptions.remove('cds', '2025-09-08', now)).toBe(true);
  expect(slots.find('cds')!.changedAt).toBe(now);
  expect(exceptions.remove('cds', '2025-09-08', at('2025-09-08 16:50'))).toBe(false);
  expect(slots.find('cds')!.changedAt).toBe(now);
});

it('a programme is added, changed, put away and taken back', async () => {
  const { programmes } = furnish(await temporaryDatabase());
  programmes.add({ ...PROGRAMME, id: 'a-cchc', name: 'Cải cách hành chính', abbr: 'CCHC' });
  expect(programmes.list().map(({ id }) => id)).toEqual(['cds', 'a-cchc']);
  expect(programmes.change({ ...PROGRAMME, name: 'Chuyển đổi số' })?.name).toBe('Chuyển đổi số');
  expect(programmes.change({ ...PROGRAMME, id: 'unknown' })).toBeUndefined();
  programmes.archive('cds', at('2025-09-01 08:00'));
  expect(programmes.list().map(({ id }) => id)).toEqual(['a-cchc']);
  programmes.archive('cds', null);
  expect(programmes.list({ archived: true }).map(({ id }) => id)).toEqual(['cds', 'a-cchc']);
});
