/** What was called off before its time ends in the log: one row that says so, by whose word. */
import { beforeEach, describe, expect, test } from 'vitest';
import { durationMs, type EpochMs, parseDay } from '../../src/core/time.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { openPlanner } from '../../src/engine/planner.ts';
import { Airings } from '../../src/storage/airings.ts';
import type { SpecialDayDraft } from '../../src/storage/calendar.ts';
import type { Db } from '../../src/storage/database.ts';
import { SessionTemplates } from '../../src/storage/session-templates.ts';
import { Today } from '../../src/storage/today.ts';
import { anException, anItem, aSlot, at, EDITOR, furnish, PROGRAMME, ZONE } from '../support/schedule.ts';
import { seedUser } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';

/** A slot at 17:10 every day; its issue is approved. */
const DAY = '2025-09-10';
const BEFORE = at(`${DAY} 16:00`);
const AFTER = at(`${DAY} 17:40`);
const MOURNING: SpecialDayDraft = {
  ...{ from: DAY, until: DAY, type: 'mourning', title: 'Quốc tang', document: 'Thông cáo 12/TB' },
  ...{ hoursRule: 'only', hours: [], recordingId: null, madeBy: EDITOR, madeAt: at('2025-09-09 08:00') },
};

let db: Db;
let desk: ReturnType<typeof furnish>;
let ledger: Ledger;
beforeEach(async () => {
  db = await temporaryDatabase();
  desk = furnish(db);
  desk.slots.add(aSlot());
  desk.addIssue(1);
  ledger = new Ledger(db, ZONE);
  plan(at('2025-09-08 08:00'));
});

function plan(now: EpochMs): void {
  using planner = openPlanner({ stores: desk, zone: ZONE, now: () => now });
  planner.rebuild();
}
const change = (changes: Parameters<typeof anException>[1], recurrenceId = DAY) => {
  desk.exceptions.put(anException(recurrenceId, { madeAt: BEFORE, ...changes }));
  plan(BEFORE);
};
const rows = () => new Airings(db).list({ from: at(`${DAY} 00:00`) }, { limit: 20 });
const sweep = (now = AFTER, by = ledger) => by.sweep(now, at(`${DAY} 00:00`));

describe('an occurrence that a person called off', () => {
  test('is one row when its time has passed, with the words and the name, however often and by whom it is swept', () => {
    change({ cancelled: true, reason: 'Tang lễ ở thôn Đăk Rao' });
    expect(sweep(BEFORE)).toBe(0);
    expect(sweep()).toBe(1);
    expect(sweep()).toBe(0);
    expect(sweep(AFTER, new Ledger(db, ZONE))).toBe(0);
    expect(rows()).toMatchObject([
      {
        ...{ outcome: 'cancelled', reason: 'cancelled-by-person', entryId: null, slotId: 'cds', recurrenceId: DAY },
        ...{ kind: 'premiere', programmeId: PROGRAMME.id, programmeName: PROGRAMME.name, startedAt: null },
        ...{ plannedStart: at(`${DAY} 17:10`), plannedEnd: at(`${DAY} 17:25`), playedFrames: 0 },
        detail: 'Tang lễ ở thôn Đăk Rao; người hủy: Y Hạnh',
      },
    ]);
    expect(ledger.unfinished(at('2025-09-11 06:00'), 1)).toEqual([]);
    // The day's page has it from the exception, and not twice.
    expect(new Today(db).lines(at(`${DAY} 00:00`), AFTER)).toEqual([]);
  });

  test('is told of once the station runs again, though nothing ran at its time', () => {
    change({ cancelled: true });
    expect(new Ledger(db, ZONE).sweep(at('2025-09-12 06:00'))).toBeGreaterThan(0);
    expect(rows().filter(({ outcome }) => outcome === 'cancelled')).toMatchObject([{ detail: 'người hủy: Y Hạnh' }]);
  });

  test('has no such row when it was moved: it airs at its new place', () => {
    change({ movedTo: `${DAY}T17:30:00` });
    expect(sweep()).toBe(0);
  });

  test('or when it was taken back in time', () => {
    change({ cancelled: true });
    change({ cancelled: false });
    sweep(at(`${DAY} 18:00`));
    expect(rows()).toMatchObject([{ outcome: 'missed', reason: 'down' }]);
  });

  test('or when that was said after its time: its entry tells what became of it', () => {
    const late = at(`${DAY} 17:20`);
    desk.exceptions.put(anException(DAY, { cancelled: true, madeAt: late }));
    plan(late);
    sweep(at(`${DAY} 18:00`));
    expect(rows()).toMatchObject([{ outcome: 'missed' }]);
  });

  test('that a command names keeps its entry, is silent without anything in its place, and ends as called off', () => {
    const [entry] = desk.entries.onDay(parseDay(DAY)!, ZONE);
    const by = seedUser(db);
    db.prepare(
      `INSERT INTO commands (kind, zone_id, entry_id, issued_by, issued_at, state) VALUES ('skip', 'main', ?, ?, 0, 'refused')`,
    ).run(entry!.id, by);
    change({ cancelled: true, reason: 'Mưa lớn' });
    expect(ledger.horizon(BEFORE).cues.map(({ entryId }) => entryId)).not.toContain(entry!.id);
    expect(sweep()).toBe(1);
    expect(rows()).toMatchObject([{ entryId: entry!.id, outcome: 'cancelled', detail: 'Mưa lớn; người hủy: Y Hạnh' }]);
    expect(sweep()).toBe(0);
  });
});

describe('a day of mourning that has no hours', () => {
  test('calls off what falls on it, by its name and document', () => {
    desk.calendar.add(MOURNING);
    plan(BEFORE);
    expect([sweep(), sweep()]).toEqual([1, 0]);
    expect(rows()).toMatchObject([
      {
        ...{ outcome: 'cancelled', reason: 'mourning', plannedStart: at(`${DAY} 17:10`) },
        detail: 'Ngày này không phát: Quốc tang (Thông cáo 12/TB); người hủy: Y Hạnh',
      },
    ]);
  });

  test('calls nothing off that was over when it was declared', () => {
    desk.calendar.add({ ...MOURNING, madeAt: at(`${DAY} 17:30`) });
    expect(sweep()).toBe(1);
    expect(rows()).toMatchObject([{ outcome: 'missed' }]);
  });
});

test('what a slot leaves out by its own rule is no row: it was never to sound on such a day', () => {
  desk.slots.change({ ...aSlot(), dayTypes: ['weekend'] });
  desk.calendar.add({ ...MOURNING, type: null, hoursRule: 'keep', title: 'Ngày hội xã' });
  plan(BEFORE);
  expect(desk.entries.onDay(parseDay(DAY)!, ZONE)).toEqual([]);
  expect(sweep()).toBe(0);
});

describe('an item that a person took out of a session', () => {
  /** A session of three at 17:10, of which the third has a moment of its own; the items taken out of it. */
  function takeOut(...keys: readonly number[]): void {
    const items = keys.map((item) => ({ item, cancelled: true, episodeId: null, recordingId: null }));
    change({ session: { items, added: [], order: [] }, reason: 'Bản tin chưa kịp dựng' });
  }
  const titles = () => rows().flatMap(({ outcome, title }) => (outcome === 'cancelled' ? title : []));
  beforeEach(() => {
    const templates = new SessionTemplates(db);
    const items = [anItem(1, 'premiere', { programmeId: 'cds' }), anItem(2, 'filler'), anItem(3, 'replay', AT_17_20)];
    templates.add({ id: 'toi', planId: null, title: 'Buổi tối', items, changedAt: at('2025-01-01 08:00') });
    desk.slots.change({ ...aSlot(), plays: 'session', programmeId: null, templateId: 'toi' });
    plan(at('2025-09-08 09:00'));
  });
  const AT_17_20 = {
    programmeId: 'cds',
    title: 'Phát lại số trước',
    afterMs: durationMs(600_000),
    mostMs: durationMs(240_000),
  };

  test('is one row once the session is over, at its own moment, with the words and the name', () => {
    takeOut(3, 2);
    sweep(at(`${DAY} 17:20`));
    expect(titles()).toEqual([]); // it may still be taken back
    sweep();
    sweep();
    expect(titles()).toEqual(['Phát lại số trước']);
    expect(rows().find(({ outcome }) => outcome === 'cancelled')).toMatchObject({
      ...{ reason: 'cancelled-by-person', kind: 'replay', programmeId: 'cds', programmeName: PROGRAMME.name },
      ...{ plannedStart: at(`${DAY} 17:20`), plannedEnd: at(`${DAY} 17:24`), entryId: null, startedAt: null },
      detail: 'Bản tin chưa kịp dựng; người hủy: Y Hạnh',
    });
  });

  test('is none where it was taken back in time', () => {
    takeOut(3);
    takeOut();
    sweep();
    expect(titles()).toEqual([]);
  });

  test('has a row of its own beside others', () => {
    takeOut(1, 3);
    sweep();
    sweep();
    expect(titles().sort()).toEqual(['Mục 1', 'Phát lại số trước']);
  });

  test('is no second row when the template is given other titles afterwards', () => {
    takeOut(3);
    sweep();
    const templates = new SessionTemplates(db);
    const renamed = templates.find('toi')!.items.map((item) => ({ ...item, title: `${item.title} (mới)` }));
    templates.change({ ...templates.find('toi')!, items: renamed });
    sweep();
    expect(titles()).toEqual(['Phát lại số trước']);
  });
});
