import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { dayOf, type EpochMs, epochMs } from '../../src/core/time.ts';
import { openPlanner, type Rebuilt } from '../../src/engine/planner.ts';
import { type Db, openDatabase } from '../../src/storage/database.ts';
import { Slots } from '../../src/storage/slots.ts';
import { APPROVER, anException, aSlot, at, furnish, ZONE } from '../support/schedule.ts';
import { temporaryDatabase } from '../support/station.ts';

const now = (): EpochMs => epochMs(Date.now());
const days = (n: number) => n * 24 * 3_600_000;
const today = () => dayOf(now(), ZONE);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  vi.setSystemTime(at('2025-09-08 08:00'));
});
afterEach(() => void vi.useRealTimers());

async function station(fill: (desk: ReturnType<typeof furnish>) => void = ({ slots }) => slots.add(aSlot())) {
  const db = await temporaryDatabase();
  const desk = furnish(db);
  fill(desk);
  const rebuilds: Rebuilt[] = [];
  const failures: unknown[] = [];
  const planner = openPlanner({
    stores: desk,
    zone: ZONE,
    now,
    onRebuilt: (rebuilt) => rebuilds.push(rebuilt),
    onFailed: (error) => failures.push(error),
  });
  onTestFinished(() => planner[Symbol.dispose]());
  const playlist = () => desk.entries.between(now(), epochMs(now() + days(30)));
  return {
    db,
    ...desk,
    planner,
    rebuilds,
    failures,
    playlist,
    issues: () => playlist().map(({ episodeId }) => episodeId),
  };
}

describe('the planner', () => {
  it('has 14 days ready as soon as it is opened', async () => {
    const { entries } = await station();
    for (let n = 0; n <= 14; n++) expect(entries.onDay(today().add({ days: n }), ZONE)).toHaveLength(1);
  });

  it('has 14 days ready at every hour of 40 days without one web request, and the log’s entries stay', async () => {
    const { entries, failures } = await station();
    for (let hour = 0; hour < 40 * 24; hour++) {
      vi.advanceTimersByTime(3_600_000);
      if (hour % 24 < 23) continue;
      for (let n = 0; n <= 14; n++) expect(entries.onDay(today().add({ days: n }), ZONE)).toHaveLength(1);
    }
    expect(today().toString()).toBe('2025-10-18');
    const past = entries.between(at('2025-09-08 08:00'), now());
    expect(past.map(({ recurrenceId }) => recurrenceId)).toEqual(
      Array.from({ length: 40 }, (_, n) => Temporal.PlainDate.from('2025-09-08').add({ days: n }).toString()),
    );
    expect(failures).toEqual([]);
  });

  it('says what is missing on a day for which nothing is approved, and leaves a day with no programme empty', async () => {
    const { entries } = await station(({ slots }) => slots.add(aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=WE' })));
    expect(entries.onDay(Temporal.PlainDate.from('2025-09-09'), ZONE)).toEqual([]);
    expect(entries.onDay(Temporal.PlainDate.from('2025-09-10'), ZONE)).toMatchObject([
      { missing: 'no-approved-episode' },
    ]);
  });

  it('stops at the last day of a slot', async () => {
    const { playlist } = await station(({ slots }) => slots.add(aSlot({ rrule: 'FREQ=DAILY;UNTIL=20250910' })));
    expect(playlist().map(({ recurrenceId }) => recurrenceId)).toEqual(['2025-09-08', '2025-09-09', '2025-09-10']);
  });

  it('never loses a manual exception, however often it rebuilds', async () => {
    const { exceptions, planner, playlist, addIssue } = await station();
    const [first, second] = [addIssue(1), addIssue(2)];
    exceptions.put(anException('2025-09-09', { cancelled: true }));
    exceptions.put(anException('2025-09-10', { movedTo: '2025-09-10T12:00:00' }));
    exceptions.put(anException('2025-09-11', { episodeId: first }));
    for (let n = 0; n < 3; n++) {
      planner.rebuild();
      expect(playlist().slice(0, 3)).toMatchObject([
        { recurrenceId: '2025-09-08', episodeId: second },
        { recurrenceId: '2025-09-10', plannedStart: at('2025-09-10 12:00') },
        { recurrenceId: '2025-09-11', episodeId: first },
      ]);
    }
  });

  it('takes a cancelled occurrence off the playlist, and puts it back when the person thinks again', async () => {
    const { exceptions, planner, entries } = await station();
    const monday = () => entries.onDay(today(), ZONE);
    exceptions.put(anException('2025-09-08', { cancelled: true }));
    expect(planner.rebuild()).toMatchObject({ removed: 1 });
    expect(monday()).toEqual([]);
    exceptions.remove('cds', '2025-09-08', now());
    expect(planner.rebuild()).toMatchObject({ added: 1 });
    expect(monday()).toHaveLength(1);
  });

  it('has a slot created at 16:59 for 17:00 on the playlist', async () => {
    const { slots, planner, playlist } = await station(() => {});
    vi.setSystemTime(at('2025-09-08 16:59'));
    slots.add(aSlot({ startTime: '17:00:00', changedAt: now() }));
    planner.rebuild();
    expect(playlist()[0]!.plannedStart).toBe(at('2025-09-08 17:00'));
  });

  it('makes nothing up for the time before a slot was created', async () => {
    const { slots, planner, entries } = await station(() => {});
    vi.setSystemTime(at('2025-09-08 18:00'));
    slots.add(aSlot());
    planner.rebuild();
    expect(entries.onDay(today(), ZONE)).toEqual([]);
  });

  it('keeps what has begun of a slot that is archived since', async () => {
    const { slots, planner, entries, playlist } = await station();
    vi.setSystemTime(at('2025-09-08 17:15'));
    slots.archive('cds', now());
    planner.rebuild();
    expect(entries.onDay(today(), ZONE)).toHaveLength(1);
    expect(playlist()).toEqual([]);
  });
});

describe('an unapproved episode', () => {
  it('never reaches an entry, from its approval on it does, and from its withdrawal on no more', async () => {
    const { episodes, planner, issues, addIssue, approve } = await station();
    const id = addIssue(1, { approved: false });
    planner.rebuild();
    expect(issues()).not.toContain(id);
    approve(id, 'cds-2025-1');
    planner.rebuild();
    expect(issues()[0]).toBe(id);
    episodes.withdraw(id, APPROVER, now());
    planner.rebuild();
    expect(issues()).not.toContain(id);
  });

  it('is also one whose sound was changed after approval, even minutes before its start', async () => {
    const { episodes, planner, playlist, addIssue, addRecording } = await station(() => {});
    const id = addIssue(1);
    planner.rebuild();
    vi.setSystemTime(at('2025-09-08 17:05'));
    episodes.setRecording(id, addRecording('other sound'), now());
    planner.rebuild();
    expect(playlist().map(({ playoutSha256 }) => playoutSha256)).not.toContain('other sound');
  });
});

describe('the premiere pointer', () => {
  it('moves only when an airing is completed', async () => {
    const { planner, entries, issues, addIssue, air } = await station();
    const [first, second] = [addIssue(1), addIssue(2)];
    planner.rebuild();
    const entryOf = (day: string) => entries.onDay(Temporal.PlainDate.from(day), ZONE)[0]!;
    expect(entryOf('2025-09-08').episodeId).toBe(first);

    vi.setSystemTime(at('2025-09-08 17:25'));
    air(entryOf('2025-09-08').id, 'cut', 0.5, 'command-stop');
    planner.rebuild();
    expect(issues()[0]).toBe(first);

    vi.setSystemTime(at('2025-09-09 17:25'));
    air(entryOf('2025-09-09').id);
    planner.rebuild();
    expect(issues()[0]).toBe(second);
    expect(issues()).not.toContain(first);
  });
});

describe('by itself', () => {
  it('it rebuilds within a minute of any change, by this process or another, and not without one', async () => {
    const { db, planner, rebuilds, playlist, addIssue } = await station();
    expect(rebuilds).toHaveLength(1);
    vi.advanceTimersByTime(10 * 60_000);
    expect(rebuilds).toHaveLength(1);
    expect(planner.rebuildIfNeeded()).toBeUndefined();

    addIssue(1);
    vi.advanceTimersByTime(60_000);
    expect(rebuilds).toHaveLength(2);

    using other = disposable(openDatabase(db.name));
    new Slots(other.db).add(aSlot({ id: 'khac', startTime: '18:00:00' }));
    vi.advanceTimersByTime(60_000);
    expect(rebuilds).toHaveLength(3);
    expect(playlist().map(({ slotId }) => slotId)).toContain('khac');
  });

  it('it looks again every hour, and when the clock is set to another day', async () => {
    const { planner } = await station();
    expect(planner.rebuildIfNeeded()).toBeUndefined();
    vi.setSystemTime(at('2025-09-08 08:59:59'));
    expect(planner.rebuildIfNeeded()).toBeUndefined();
    vi.setSystemTime(at('2025-09-08 09:00'));
    expect(planner.rebuildIfNeeded()).toEqual({ added: 0, changed: 0, removed: 0, broken: [] });
    vi.setSystemTime(at('2025-09-07 09:00'));
    expect(planner.rebuildIfNeeded()).toBeDefined();
  });

  it('it outlives a failure and tells of it', async () => {
    const { db, failures, addIssue, issues } = await station();
    const id = addIssue(1);
    db.exec('ALTER TABLE entries RENAME TO entries_away');
    vi.advanceTimersByTime(60_000);
    expect(failures).toHaveLength(1);
    db.exec('ALTER TABLE entries_away RENAME TO entries');
    vi.advanceTimersByTime(60_000);
    expect(issues()[0]).toBe(id);
  });

  it('it stops when it is let go', async () => {
    const { planner, rebuilds, addIssue } = await station();
    planner[Symbol.dispose]();
    addIssue(1);
    vi.advanceTimersByTime(days(1));
    expect(rebuilds).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('it leaves out a slot whose rule cannot be read, names it, and plans the others', async () => {
    const { planner, slots, playlist } = await station();
    slots.add(aSlot({ id: 'hong', rrule: 'FREQ=SOMETIMES' }));
    expect(planner.rebuild().broken).toMatchObject([{ slotId: 'hong' }]);
    expect(playlist()).toHaveLength(15);
  });
});

const disposable = (db: Db) => ({ db, [Symbol.dispose]: () => void db.close() });
