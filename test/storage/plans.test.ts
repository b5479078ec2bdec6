import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_CHOICE, DEFAULT_MODES, type Slot } from '../../src/core/model.ts';
import { exportPlanFile } from '../../src/core/plan-export.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { durationMs, type EpochMs, epochMs } from '../../src/core/time.ts';
import type { Db } from '../../src/storage/database.ts';
import { LedgerRows } from '../../src/storage/ledger.ts';
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
      ...DEFAULT_CHOICE,
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
    const ofScreen = { recordingId: null, substituteRecordingId: null, items: [], changedAt: NOW, archivedAt: null };
    expect(new Slots(db).list()).toEqual(file.value.slots.map((slot) => ({ ...slot, ...ofScreen })));
    const ofDesk = { evergreenRecordingId: null, music: false, wordsPerMinute: 160, archivedAt: null };
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

describe('people between two imports', () => {
  const slots = () => new Slots(db);
  const edit = (id: string, change: Partial<Slot>) =>
    slots().change({ ...slots().find(id)!, ...change, changedAt: LATER });
  const loadChosen = (source: string, ...chosen: string[]) => {
    const file = parsePlanFile(source);
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    return plans.importPlan(file.value, source, LATER, new Set(chosen));
  };
  const conflicts = (source: string) => {
    const file = parsePlanFile(source);
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    return plans.compare(file.value).conflicts;
  };

  test('what they changed stays when the same file comes again', () => {
    load(SHIPPED);
    edit('ca-nhac', { startTime: '17:05:00' });
    expect(load(SHIPPED, LATER).slots).toEqual(same(31));
    expect(slots().find('ca-nhac')).toMatchObject({ startTime: '17:05:00' });
  });

  test('“this and following”: the old slot keeps its end, and the one behind it goes on alone', () => {
    load(SHIPPED);
    const { archivedAt: _, items: __, ...slot } = slots().find('cchc-phat-moi')!;
    const ended = `${slot.rrule};UNTIL=20250918`;
    edit('cchc-phat-moi', { rrule: ended });
    slots().add({ ...slot, id: 'cchc-phat-moi-2', startDate: '2025-09-19', startTime: '17:15:00' });
    load(SHIPPED, LATER);
    load(`${SHIPPED}\n# sửa ghi chú\n`, LATER);
    expect(slots().find('cchc-phat-moi')?.rrule).toBe(ended);
    expect(slots().find('cchc-phat-moi-2')?.archivedAt).toBeNull();

    expect(conflicts(SHIPPED)).toMatchObject([
      {
        key: 'slots/cchc-phat-moi',
        fields: [{ label: 'Lịch', from: expect.stringContaining('đến hết 18/9/2025') }],
      },
    ]);
    loadChosen(SHIPPED, 'slots/cchc-phat-moi');
    expect(slots().find('cchc-phat-moi')?.rrule).toBe(slot.rrule);
    expect(slots().find('cchc-phat-moi-2')?.archivedAt).toBe(LATER);
  });

  test('what the file changes besides is taken, and of one thing they and the file changed theirs is kept until chosen', () => {
    load(SHIPPED);
    edit('ca-nhac', { startTime: '17:05:00' });
    const next = SHIPPED.replace(
      '{id: ca-nhac, title: "Ca nhạc cách mạng, dân ca"',
      '{id: ca-nhac, title: Dân ca',
    ).replace('start_date: 2025-08-30, start_time: "17:02"', 'start_date: 2025-08-30, start_time: "17:07"');
    expect(conflicts(next)).toMatchObject([{ key: 'slots/ca-nhac', name: 'Ca nhạc cách mạng, dân ca' }]);
    load(next, LATER);
    expect(slots().find('ca-nhac')).toMatchObject({ title: 'Dân ca', startTime: '17:05:00' });
    loadChosen(next, 'slots/ca-nhac');
    expect(slots().find('ca-nhac')).toMatchObject({ title: 'Dân ca', startTime: '17:07:00' });
  });

  test('what they archived stays in the archive until chosen', () => {
    load(SHIPPED);
    slots().archive('ca-nhac', LATER);
    expect(load(SHIPPED, LATER).slots).toEqual(same(30));
    expect(slots().find('ca-nhac')?.archivedAt).toBe(LATER);
    loadChosen(SHIPPED, 'slots/ca-nhac');
    expect(slots().find('ca-nhac')?.archivedAt).toBeNull();
  });
});

describe('two plans that share programmes and topics', () => {
  const NEXT = SMALL.replaceAll('KH-1-2025', 'KH-1-2026')
    .replace('year: 2025', 'year: 2026')
    .replace('1/KH-UBND  ', '2/KH-UBND  ');
  const owner = (table: string, key: string) =>
    db
      .prepare(`SELECT plan_id FROM ${table} WHERE ${table === 'topics' ? 'key' : 'id'} = ?`)
      .pluck()
      .get(key);

  test('each has its own duties and all of its topics; the newest has what they share', () => {
    load(SMALL);
    load(NEXT, LATER);
    expect(plans.obligations().map(({ id }) => id)).toEqual(['chuyen-doi-so-2025', 'chuyen-doi-so-2026']);
    expect([owner('programmes', 'chuyen-doi-so'), owner('topics', 'b-i')]).toEqual(['KH-1-2026', 'KH-1-2026']);
    const ledger = new LedgerRows(db);
    expect(['KH-1-2025', 'KH-1-2026'].map((id) => ledger.topics(id).map(({ code }) => code))).toEqual([
      ['B.I', 'B.I.đ'],
      ['B.I', 'B.I.đ'],
    ]);
  });

  test('the old one coming again takes nothing back, and drops nothing that the new one has', () => {
    load(SMALL);
    load(NEXT, LATER);
    const without = SMALL.split('\n').filter((line) => !line.includes('tiep-song'));
    load(without.join('\n'), LATER);
    expect(owner('slots', 'nhac-hieu')).toBe('KH-1-2026');
    expect(new Slots(db).find('tiep-song')?.archivedAt).toBeNull();
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
      ...{ evergreenRecordingId: null, music: false, wordsPerMinute: 160 },
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

  test('names the sounds that were chosen on screen, and another station finds them by what they are', async () => {
    const sounds = (of: Db, offset: number) =>
      of.exec(`INSERT INTO recordings (id, title, file_name, sha256, bytes, state, playout_sha256, playout_frames, uploaded_at)
        VALUES (${offset + 1}, 'Nhạc hiệu', 'a.mp3', '${'3f2a9c1b04d1'.padEnd(64, '0')}', 1, 'ready', 'a', 48000, 0),
               (${offset + 2}, 'Nhạc: dự phòng', 'b.mp3', '${'123456789012'.padEnd(64, '0')}', 1, 'ready', 'b', 48000, 0)`);
    load(SHIPPED);
    sounds(db, 0);
    const slots = new Slots(db);
    slots.change({ ...slots.find('nhac-hieu-sang')!, recordingId: 1, substituteRecordingId: 2, changedAt: NOW });
    const programmes = new Programmes(db);
    programmes.change({ ...programmes.find('ca-nhac')!, evergreenRecordingId: 2, music: true });
    db.exec("UPDATE programmes SET entertainment = 1 WHERE id = 'ca-nhac'");
    const text = written();
    expect(text).toContain('recording: "3f2a9c1b04d1 Nhạc hiệu"');
    expect(text).toContain('substitute: "123456789012 Nhạc: dự phòng"');
    expect(text).toMatch(/id: ca-nhac,.*music: true/);
    expect(load(text, LATER)).toMatchObject({ slots: same(31), programmes: same(14) });
    expect(written()).toBe(text);

    const elsewhere = await temporaryDatabase();
    sounds(elsewhere, 40);
    const theirs = new Plans(elsewhere);
    const file = parsePlanFile(text);
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    theirs.importPlan(file.value, text, NOW);
    expect(new Slots(elsewhere).find('nhac-hieu-sang')).toMatchObject({ recordingId: 41, substituteRecordingId: 42 });
    expect(new Programmes(elsewhere).find('ca-nhac')).toMatchObject({ evergreenRecordingId: 42, music: true });

    const nowhere = new Plans(await temporaryDatabase());
    expect(nowhere.compare(file.value).warnings).toContainEqual(
      expect.stringContaining('kho tư liệu chưa có tệp 3f2a9c1b04d1 Nhạc hiệu'),
    );
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
