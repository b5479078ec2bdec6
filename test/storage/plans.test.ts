import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_MODES, type Slot } from '../../src/core/model.ts';
import { exportPlanFile } from '../../src/core/plan-export.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { durationMs, type EpochMs, epochMs } from '../../src/core/time.ts';
import type { Db } from '../../src/storage/database.ts';
import { Plans } from '../../src/storage/plans.ts';
import { Programmes } from '../../src/storage/programmes.ts';
import { Slots } from '../../src/storage/slots.ts';
import { temporaryDatabase } from '../support/station.ts';

const SHIPPED = readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8');
const SMALL = readFileSync(join(import.meta.dirname, '../fixtures/plans/small.yaml'), 'utf8');
const NOW = epochMs(1_756_000_000_000);
const LATER = epochMs(NOW + 1000);

let db: Db;
let plans: Plans;
beforeEach(async () => {
  db = await temporaryDatabase();
  plans = new Plans(db);
});

function load(source: string, now: EpochMs = NOW) {
  const file = parsePlanFile(source);
  if (!file.ok) throw new Error(JSON.stringify(file.error, null, 2));
  return plans.importPlan(file.value, source, now);
}
/** Every row an import can touch. */
const everything = () =>
  ['plans', 'units', 'topics', 'programmes', 'obligations', 'slots'].map((table) =>
    db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
  );
const onScreen = (change: Partial<Slot> = {}): Slot =>
  new Slots(db).add({
    ...{ id: 'tren-man-hinh', planId: null, title: 'Trên màn hình', zoneId: 'main', plays: 'notice' },
    ...{ rrule: 'FREQ=DAILY', startDate: '2025-08-25', startTime: '05:50:00', timeZone: 'Asia/Ho_Chi_Minh' },
    ...{ exdates: [], rdates: [], overflow: 'skip', durationMs: durationMs(60_000), programmeId: null },
    ...{
      recordingId: null,
      relayUrl: null,
      substituteRecordingId: null,
      dayTypes: null,
      changedAt: NOW,
      ...DEFAULT_MODES,
    },
    ...change,
  });

const same = (unchanged: number) => ({ added: 0, changed: 0, unchanged, removed: 0 });

describe('an import', () => {
  test('of the shipped plan puts everything in, in the order of the file', () => {
    expect(load(SHIPPED)).toEqual({
      units: { added: 8, changed: 0, unchanged: 0, removed: 0 },
      topics: { added: 32, changed: 0, unchanged: 0, removed: 0 },
      programmes: { added: 14, changed: 0, unchanged: 0, removed: 0 },
      obligations: { added: 4, changed: 0, unchanged: 0, removed: 0 },
      slots: { added: 31, changed: 0, unchanged: 0, removed: 0 },
    });
    const file = parsePlanFile(SHIPPED);
    if (!file.ok) throw new Error('unreadable');
    expect(plans.list()).toEqual([{ ...file.value.plan, importedAt: NOW }]);
    expect(plans.topics()).toEqual(file.value.topics);
    expect(plans.obligations()).toEqual(file.value.obligations);
    const ofScreen = { recordingId: null, substituteRecordingId: null, changedAt: NOW, archivedAt: null };
    expect(new Slots(db).list()).toEqual(file.value.slots.map((slot) => ({ ...slot, ...ofScreen })));
    const ofDesk = { evergreenRecordingId: null, music: false, archivedAt: null };
    expect(new Programmes(db).list()).toEqual(file.value.programmes.map((programme) => ({ ...programme, ...ofDesk })));
  });

  test('again changes nothing, not even a time stamp', () => {
    load(SHIPPED);
    const before = everything();
    expect(load(SHIPPED, LATER)).toEqual({
      ...{ units: same(8), topics: same(32), programmes: same(14), obligations: same(4), slots: same(31) },
    });
    expect(everything()).toEqual(before);
  });

  test('of a changed file changes what changed, and stamps it', () => {
    load(SMALL);
    const counts = load(
      SMALL.replace('title: Nhạc hiệu', 'title: Nhạc mở đầu').replace('period: month', 'period: year'),
      LATER,
    );
    expect(counts).toMatchObject({ slots: { changed: 1, unchanged: 2 }, obligations: { changed: 1 }, units: same(1) });
    expect(new Slots(db).find('nhac-hieu')).toMatchObject({ title: 'Nhạc mở đầu', changedAt: LATER });
    expect(new Slots(db).find('tiep-song')).toMatchObject({ changedAt: NOW });
  });

  test('takes away what the plan’s last file had: slots and programmes into the archive, the rest for good', () => {
    load(SMALL);
    const [head, slots] = [SMALL.slice(0, SMALL.indexOf('topics:')), SMALL.slice(SMALL.indexOf('slots:'))];
    const rows = slots.split('\n').filter((line) => /^slots|nhac-hieu/.test(line));
    expect(load(`${head}${rows.join('\n')}\n`, LATER)).toEqual({
      units: same(1),
      topics: { ...same(0), removed: 2 },
      programmes: { ...same(0), removed: 1 },
      obligations: { ...same(0), removed: 1 },
      slots: { ...same(1), removed: 2 },
    });
    expect(new Slots(db).list().map(({ id }) => id)).toEqual(['nhac-hieu']);
    expect(new Slots(db).find('tiep-song')).toMatchObject({ archivedAt: LATER, changedAt: LATER });
    expect(new Programmes(db).find('chuyen-doi-so')?.archivedAt).toBe(LATER);
    expect(plans.topics()).toEqual([]);

    expect(load(SMALL, LATER)).toMatchObject({ slots: { changed: 2, unchanged: 1 }, programmes: { changed: 1 } });
    expect(new Slots(db).list()).toHaveLength(3);
  });

  test('leaves a topic that an episode bears', () => {
    load(SMALL);
    db.exec(`INSERT INTO users (username, name, password_hash, roles, created_at) VALUES ('a', 'A', 'x', '[]', 0);
      INSERT INTO episodes (programme_id, year, number, title, author_id, created_at, changed_at)
        VALUES ('chuyen-doi-so', 2025, 1, 'Số 01', 1, 0, 0);
      INSERT INTO episode_topics VALUES (1, 'b-i-dd')`);
    const without = SMALL.split('\n').filter((line) => !line.includes('code: B.I'));
    expect(load(without.join('\n').replace('topics:\n', '')).topics).toEqual({ ...same(0), removed: 1 });
    expect(plans.topics().map(({ key }) => key)).toEqual(['b-i-dd']);
  });

  test('touches nothing of another plan, nothing made on screen, no sound and no address chosen there', () => {
    load(SHIPPED);
    onScreen();
    onScreen({ id: 'cua-ke-hoach', planId: 'KH-25-2025-DAKTO' });
    const slots = new Slots(db);
    const relay = slots.find('tiep-song-vov1')!;
    slots.change({ ...relay, relayUrl: 'http://vov.example/vov1', changedAt: NOW });
    const before = everything();
    load(SHIPPED, LATER);
    expect(everything()).toEqual(before);

    load(SMALL, LATER);
    load(SMALL.replace(/ {2}- \{id: tiep-song.*\n/, ''), LATER);
    expect(slots.list().map(({ id }) => id)).toEqual(
      expect.arrayContaining(['tren-man-hinh', 'cua-ke-hoach', 'ca-nhac']),
    );
    expect(slots.find('tiep-song')?.archivedAt).toBe(LATER);
  });

  test('that breaks in the middle leaves nothing behind', () => {
    const file = parsePlanFile(SMALL);
    if (!file.ok) throw new Error('unreadable');
    const before = everything();
    const slots = file.value.slots.map((slot, i) => (i === 2 ? { ...slot, zoneId: 'khong-co' } : slot));
    expect(() => plans.importPlan({ ...file.value, slots }, SMALL, NOW)).toThrow(/FOREIGN KEY/);
    expect(everything()).toEqual(before);
  });
});

describe('an export', () => {
  const written = () => {
    const state = plans.exportState(plans.list()[0]!.id)!;
    return exportPlanFile(state.source, state);
  };

  test('right after the import is the file', () => {
    load(SHIPPED);
    expect(written()).toBe(SHIPPED);
  });

  test('carries what was made and changed on screen, and its import changes nothing', () => {
    load(SHIPPED);
    const slots = new Slots(db);
    new Programmes(db).add({
      ...{ id: 'moi', planId: null, name: 'Mới', abbr: 'M', issueWord: 'kỳ', area: '', leadUnit: null },
      ...{ evergreenRecordingId: null, music: false },
    });
    onScreen({ plays: 'premiere', programmeId: 'moi' });
    slots.change({ ...slots.find('cds-phat-moi')!, startTime: '17:12:00', changedAt: NOW });
    slots.archive('ca-nhac', NOW);
    const text = written();
    const lines = (of: string) => new Set(of.split('\n'));
    expect([...lines(SHIPPED)].filter((line) => !lines(text).has(line))).toHaveLength(2);
    expect([...lines(text)].filter((line) => !lines(SHIPPED).has(line))).toHaveLength(3);

    // Rows of the archived slot's list move up by one.
    const rows = () => everything().map((table) => table.map((row) => ({ ...(row as object), position: 0 })));
    const before = rows().slice(1);
    expect(load(text, LATER)).toMatchObject({ slots: same(31), programmes: same(15) });
    expect(rows().slice(1)).toEqual(before);
    expect(written()).toBe(text);
  });

  test('of a plan nobody imported is nothing', () => {
    expect(plans.exportState('KH-9')).toBeUndefined();
  });

  test('of an older plan leaves what was made on screen to the newest', () => {
    load(SHIPPED);
    load(SMALL.replaceAll('2025', '2024'));
    onScreen();
    expect(plans.list().map(({ year }) => year)).toEqual([2025, 2024]);
    expect(plans.exportState('KH-1-2024')?.slots.map(({ id }) => id)).not.toContain('tren-man-hinh');
    expect(plans.exportState('KH-25-2025-DAKTO')?.slots.map(({ id }) => id)).toContain('tren-man-hinh');
  });
});
