import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { DEFAULT_MODES, type EntryDraft } from '../../src/core/model.ts';
import { aSlot, at, EDITOR, furnish, minutesOfSound, ZONE } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

const now = at('2025-09-08 08:00');
const until = at('2025-09-20 00:00');

const draft = (day: string, changes: Partial<EntryDraft> = {}): EntryDraft => ({
  slotId: 'cds',
  recurrenceId: day,
  item: 0,
  zoneId: 'main',
  kind: 'premiere',
  title: 'Chuyển đổi số',
  programmeId: 'cds',
  episodeId: null,
  recordingId: null,
  playoutSha256: 'sound',
  playoutFrames: minutesOfSound(15),
  relayUrl: null,
  missing: null,
  plannedStart: at(`${day} 17:10`),
  plannedEnd: at(`${day} 17:25`),
  slotEnd: at(`${day} 17:25`),
  paysForId: null,
  ...DEFAULT_MODES,
  ...changes,
});

async function playlist() {
  const db = await temporaryDatabase();
  const station = furnish(db);
  station.slots.add(aSlot());
  const command = db.prepare(
    `INSERT INTO commands (kind, entry_id, issued_by, issued_at) VALUES ('start-now', ?, ${EDITOR}, 0)`,
  );
  return { ...station, command: (entryId: number) => command.run(entryId) };
}

it('writes only what is different, and an entry keeps its id', async () => {
  const { entries } = await playlist();
  const days = ['2025-09-08', '2025-09-09', '2025-09-10'];
  const first = days.map((day) => draft(day));
  expect(entries.replaceFuture(first, now, until)).toEqual({ added: 3, changed: 0, removed: 0 });
  const before = entries.between(now, until);
  expect(before).toMatchObject(first);

  const moved = draft('2025-09-09', { plannedStart: at('2025-09-09 18:00'), plannedEnd: at('2025-09-09 18:15') });
  expect(entries.replaceFuture([first[0]!, moved, draft('2025-09-11')], now, until)).toEqual({
    added: 1,
    changed: 1,
    removed: 1,
  });
  const after = entries.between(now, until);
  expect(after.map(({ recurrenceId }) => recurrenceId)).toEqual(['2025-09-08', '2025-09-09', '2025-09-11']);
  expect(after.slice(0, 2).map(({ id }) => id)).toEqual(before.slice(0, 2).map(({ id }) => id));
  expect(entries.find(after[1]!.id)!.plannedStart).toBe(at('2025-09-09 18:00'));

  expect(entries.replaceFuture(after, now, until)).toEqual({ added: 0, changed: 0, removed: 0 });
});

it('past entries are frozen: not changed, not removed, not made again', async () => {
  const { entries } = await playlist();
  entries.replaceFuture([draft('2025-09-08'), draft('2025-09-09')], now, until);
  const before = entries.between(now, until);
  const evening = at('2025-09-08 17:10');
  const later = draft('2025-09-08', { plannedStart: at('2025-09-12 17:10'), plannedEnd: at('2025-09-12 17:25') });
  expect(entries.replaceFuture([], evening, until).removed).toBe(1);
  expect(entries.replaceFuture([draft('2025-09-08', { title: 'Khác' })], evening, until).changed).toBe(0);
  expect(entries.replaceFuture([later], evening, until).added).toBe(0);
  expect(entries.between(now, until)).toEqual(before.slice(0, 1));
});

it('an entry that was started before its time is frozen too', async () => {
  const { entries, air } = await playlist();
  entries.replaceFuture([draft('2025-09-08')], now, until);
  const [before] = entries.between(now, until);
  air(before!.id);
  expect(entries.replaceFuture([draft('2025-09-08', { title: 'Khác' })], now, until).changed).toBe(0);
  expect(entries.replaceFuture([], now, until).removed).toBe(0);
  expect(entries.find(before!.id)).toEqual(before);
});

it('an entry that left the playlist but is named by a command stays, without sound, and comes back whole', async () => {
  const { entries, command } = await playlist();
  entries.replaceFuture([draft('2025-09-08')], now, until);
  const [before] = entries.between(now, until);
  command(before!.id);
  expect(entries.replaceFuture([], now, until).removed).toBe(1);
  expect(entries.find(before!.id)).toMatchObject({ missing: 'cancelled-by-person', playoutSha256: null });
  expect(entries.replaceFuture([], now, until).removed).toBe(0);
  entries.replaceFuture([draft('2025-09-08')], now, until);
  expect(entries.find(before!.id)).toEqual(before);
});

it('a place kept for a live that left the playlist can be named by a command, or by the live itself, and stays', async () => {
  const { entries, command } = await playlist();
  const place = draft('2025-09-08', { kind: 'live', playoutSha256: null, playoutFrames: null });
  entries.replaceFuture([place], now, until);
  const [before] = entries.between(now, until);
  command(before!.id);
  expect(entries.replaceFuture([], now, until).removed).toBe(1);
  expect(entries.find(before!.id)).toMatchObject({ missing: 'cancelled-by-person' });
  entries.replaceFuture([place], now, until);
  expect(entries.find(before!.id)).toEqual(before);
});

it('entries beyond the days asked for stay, so that a clock set back to 1970 destroys nothing', async () => {
  const { entries } = await playlist();
  entries.replaceFuture([draft('2025-09-08'), draft('2025-09-19')], now, until);
  expect(entries.replaceFuture([], at('1970-01-01 08:00'), at('1970-01-15 00:00')).removed).toBe(0);
  expect(entries.between(now, until)).toHaveLength(2);
});

it('a day has the entries that start on it', async () => {
  const { entries } = await playlist();
  const night = draft('2025-09-08', { plannedStart: at('2025-09-08 23:50'), plannedEnd: at('2025-09-09 00:20') });
  const midnight = draft('2025-09-09', { plannedStart: at('2025-09-09 00:00'), plannedEnd: at('2025-09-09 00:05') });
  entries.replaceFuture([night, midnight], now, until);
  const on = (day: string) => entries.onDay(Temporal.PlainDate.from(day), ZONE).map(({ recurrenceId }) => recurrenceId);
  expect(on('2025-09-08')).toEqual(['2025-09-08']);
  expect(on('2025-09-09')).toEqual(['2025-09-09']);
  expect(on('2025-09-10')).toEqual([]);
});

it('an entry tells what the log says of it', async () => {
  const { entries, air } = await playlist();
  const days = ['2025-09-08', '2025-09-09', '2025-09-10', '2025-09-11', '2025-09-12'];
  entries.replaceFuture(
    days.map((day) => draft(day)),
    now,
    until,
  );
  const [whole, cut, restarted, resumed] = entries.between(now, until).map(({ id }) => id);
  air(whole!);
  air(cut!, 'cut', 0.5, 'command-stop');
  air(restarted!, 'cut', 0.5, 'restart');
  air(resumed!, 'cut', 0.5, 'restart');
  air(resumed!, 'on-air', 0.6);
  expect(entries.standing(now).map(({ airing }) => airing)).toEqual(['closed', 'closed', 'broken', 'open', 'none']);
  expect(entries.standing(at('2025-09-12 00:00'))).toHaveLength(1);
});

it('a broken entry in a change undoes the whole change', async () => {
  const { entries } = await playlist();
  entries.replaceFuture([draft('2025-09-08')], now, until);
  const before = entries.between(now, until);
  const backwards = draft('2025-09-10', { plannedEnd: at('2025-09-10 17:00') });
  expect(() => entries.replaceFuture([draft('2025-09-09'), backwards], now, until)).toThrow(/CHECK/);
  expect(entries.between(now, until)).toEqual(before);
});

it('the state of the database is another after every change, by this connection or another, and only then', async () => {
  const { entries, slots } = await playlist();
  const state = entries.databaseState();
  expect(entries.databaseState()).toBe(state);
  slots.archive('cds', now);
  expect(entries.databaseState()).not.toBe(state);
});
