import { describe, expect, test } from 'vitest';
import { clustersOf } from '../../src/core/clusters.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { type AiringFilter, Airings } from '../../src/storage/airings.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { AIRING_EVERY_MS, addManyAirings, FIRST_AIRING } from '../support/many-airings.ts';
import { overheard, queryPlan } from '../support/query-plan.ts';
import { temporaryDatabase } from '../support/station.ts';

async function aLog(count = 1000) {
  const db = await temporaryDatabase();
  addManyAirings(db, count);
  return { db, airings: new Airings(db) };
}
const dayOf = (n: number): EpochMs => epochMs(FIRST_AIRING + n * 86_400_000);
const FILTERS: AiringFilter[] = [
  {},
  { from: dayOf(1), until: dayOf(2) },
  { outcome: 'completed' },
  { programmeId: 'cds', kind: 'premiere', from: dayOf(1) },
];

describe('the airing log', () => {
  test.each(FILTERS)('pages down and up again show every row of %j once, newest first', async (filter) => {
    const { airings } = await aLog();
    const all = [...airings.each(filter, 7)].reverse();
    expect(all.length).toBeGreaterThan(50);

    const cursorOf = (row: (typeof all)[number]) => ({ at: (row.startedAt ?? row.plannedStart)!, id: row.id });
    const down = [airings.list(filter, { limit: 20 })];
    for (let last = down[0]!.at(-1); last; last = down.at(-1)!.at(-1))
      down.push(airings.list(filter, { limit: 20, before: cursorOf(last) }));
    expect(down.flat()).toEqual(all);
    const above = airings.list(filter, { limit: 20, after: cursorOf(down[2]![0]!) });
    expect(above).toEqual(down[1]);
  });

  test('a row says how many clusters were to sound, as the register had it when it began', async () => {
    const db = await temporaryDatabase();
    const airings = new Airings(db);
    const meant = (zoneId: string) => airings.find(airings.add({ ...anAiring(), zoneId }))!.clustersExpected;
    expect(meant('main')).toBeNull();
    db.exec(`INSERT INTO zones (id, name, position) VALUES ('thon-1', 'Thôn 1', 1);
      INSERT INTO clusters (id, name, zone_id, kind, paused, archived_at, changed_at) VALUES
        ('01', 'Nhà rông', 'main', 'ip-4g', 0, NULL, 0), ('02', 'Trạm xá', 'thon-1', 'fm', 0, NULL, 0),
        ('03', 'Trường học', 'thon-1', 'ip-4g', 1, NULL, 0), ('04', 'Chợ cũ', 'thon-1', 'wired', 0, 9, 0)`);
    expect([meant('main'), meant('thon-1')]).toEqual([2, 1]);
    db.exec('DELETE FROM clusters');
    expect(airings.find(2)!.clustersExpected).toBe(2);
  });

  test('clusters of a zone that heard something else all the time were not to sound; a drill is for none', async () => {
    const db = await temporaryDatabase();
    const airings = new Airings(db);
    db.exec(`INSERT INTO zones (id, name, position) VALUES ('thon-1', 'Thôn 1', 1), ('thon-2', 'Thôn 2', 2);
      INSERT INTO clusters (id, name, zone_id, kind, changed_at) VALUES ('01', 'Nhà rông', 'main', 'ip-4g', 0),
        ('02', 'Trạm xá', 'thon-1', 'fm', 0), ('03', 'Trường học', 'thon-2', 'ip-4g', 0)`);
    const id = airings.add({ ...anAiring(), outcome: 'on-air' });
    const zonesApart = [
      { zoneId: 'thon-1', heard: 'none' },
      { zoneId: 'thon-2', heard: 'part' },
    ] as const;
    const end = { endedAt: at('2025-09-10T17:20:00.000'), playedFrames: 48_000, reason: null, detail: null };
    airings.close(id, { ...end, outcome: 'completed', zonesApart });
    const row = airings.find(id)!;
    expect(row).toMatchObject({ clustersExpected: 2, zonesApart });
    const clusters = ['main', 'thon-1', 'thon-2'].map((zoneId) => ({ zoneId, paused: false }));
    expect(clustersOf(clusters, row).map(({ zoneId }) => zoneId)).toEqual(['main', 'thon-2']);
    const drill = airings.find(airings.add({ ...anAiring(), kind: 'drill' }))!;
    expect([drill.clustersExpected, clustersOf(clusters, drill)]).toEqual([null, []]);
  });

  test('rows of one instant are told apart by their number', async () => {
    const airings = new Airings(await temporaryDatabase());
    for (let i = 0; i < 9; i++) airings.add(anAiring());
    expect([...airings.each({}, 2)].map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const first = airings.list({}, { limit: 4 });
    const cursor = { at: first[3]!.startedAt!, id: first[3]!.id };
    expect(airings.list({}, { limit: 4, before: cursor }).map(({ id }) => id)).toEqual([5, 4, 3, 2]);
  });

  test('a row is found under when it sounded, or else when it should have', async () => {
    const airings = new Airings(await temporaryDatabase());
    airings.add(anAiring({ plannedStart: at('2025-09-10T23:59:00'), startedAt: at('2025-09-11T00:00:01') }));
    airings.add(aSilence({ plannedStart: at('2025-09-10T05:30:00') }));
    const tenth = { from: at('2025-09-10T00:00:00'), until: at('2025-09-11T00:00:00') };
    expect(airings.list(tenth, { limit: 9 }).map(({ outcome }) => outcome)).toEqual(['missed']);
  });

  test('the totals are those of the rows', async () => {
    const { airings } = await aLog();
    for (const filter of FILTERS) {
      const all = [...airings.each(filter)];
      const count = (test: (row: (typeof all)[number]) => boolean) => all.filter(test).length;
      expect(airings.totals(filter)).toEqual({
        count: all.length,
        aired: count(({ startedAt }) => startedAt !== null),
        whole: count(({ outcome }) => outcome === 'completed'),
        broken: count(({ outcome }) => outcome === 'cut' || outcome === 'failed'),
        silent: count(({ startedAt }) => startedAt === null),
        playedFrames: all.reduce((sum, { playedFrames }) => sum + playedFrames, 0),
      });
    }
  });

  test('an export under way does not keep the log from growing, and takes in what is newer', async () => {
    const { airings } = await aLog(30);
    let read = 0;
    for (const _ of airings.each({}, 10)) {
      read++;
      if (read === 5) airings.add(anAiring({ plannedStart: epochMs(FIRST_AIRING + 99 * AIRING_EVERY_MS) }));
    }
    expect(read).toBe(31);
  });

  test('a page deep in the log is searched, not scanned for', async () => {
    const { db } = await aLog(10);
    const { seen, asked } = overheard(db);
    const airings = new Airings(seen);
    asked.length = 0;
    const cursor = { at: dayOf(0), id: 1 };
    airings.list(FILTERS[1]!, { limit: 5, before: cursor });
    airings.list(FILTERS[1]!, { limit: 5, after: cursor });
    for (const _ of airings.each({}));
    const paged = asked.filter((text) => text.includes('@cursorAt'));
    for (const sql of paged) expect(queryPlan(db, sql)).toContain('SEARCH airings USING INDEX airings_by_time');
    expect(paged).toHaveLength(3);
  });
});
