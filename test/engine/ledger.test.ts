import { beforeEach, describe, expect, test } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import type { CommandKind, CommandPayload } from '../../src/core/model.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { Airings } from '../../src/storage/airings.ts';
import { CalendarDays } from '../../src/storage/calendar.ts';
import { Commands } from '../../src/storage/commands.ts';
import type { Db } from '../../src/storage/database.ts';
import { Roster } from '../../src/storage/roster.ts';
import { seedEntry, seedUser } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const T = 1_757_499_000_000; // 10/9/2025 17:10
const at = (ms: number): EpochMs => epochMs(T + ms);
const MINUTE_FRAMES = 60 * 48_000;

let db: Db;
let ledger: Ledger;
beforeEach(async () => {
  db = await temporaryDatabase();
  ledger = new Ledger(db, ZONE);
});

const rows = () => new Airings(db).list({}, { limit: 100 }).reverse();
const cueOf = (entryId: number, now = at(-1000)): Cue => {
  const cue = ledger.horizon(now).cues.find((one) => one.entryId === entryId);
  if (!cue) throw new Error(`entry ${entryId} is not due`);
  return cue;
};
const begin = (cue: Cue, ms: number, fromFrame = 0) =>
  ledger.write([{ note: 'began', cue, startedAt: at(ms), fromFrame, latenessMs: ms }]);

describe('the row of an airing', () => {
  test('grows while on air and is closed with what sounded', () => {
    const cue = cueOf(seedEntry(db, { start: T, frames: MINUTE_FRAMES }));
    begin(cue, 3);
    ledger.write([{ note: 'progress', key: cue.key, endedAt: at(10_003), playedFrames: 480_000 }]);
    expect(rows()).toMatchObject([{ outcome: 'on-air', startedAt: at(3), endedAt: at(10_003), playedFrames: 480_000 }]);
    ledger.write([
      {
        note: 'ended',
        key: cue.key,
        endedAt: at(40_003),
        playedFrames: 1_920_000,
        outcome: 'cut',
        reason: 'later-start',
        detail: null,
      },
    ]);
    const [row] = rows();
    expect(row).toMatchObject({ outcome: 'cut', reason: 'later-start', endedAt: at(40_003), latenessMs: 3 });
    expect(row!.share).toBeCloseTo(40 / 60, 6);
  });

  test('is closed all the same when the disk was full at its end: the same notes come again', () => {
    const cue = cueOf(seedEntry(db, { start: T, frames: MINUTE_FRAMES }));
    begin(cue, 0);
    const pages = db.pragma('page_count', { simple: true });
    db.pragma(`max_page_count = ${pages}`);
    const end = { endedAt: at(60_000), playedFrames: MINUTE_FRAMES, outcome: 'completed', reason: null } as const;
    const large = { at: at(60_000), kind: 'output-failed', zoneId: null, detail: 'đầy'.repeat(100_000) } as const;
    const notes = [
      { note: 'ended', key: cue.key, ...end, detail: null },
      { note: 'incident', ...large },
    ] as const;
    expect(() => ledger.write(notes)).toThrow('full');
    expect(rows()).toMatchObject([{ outcome: 'on-air' }]);
    db.pragma('max_page_count = 100000');
    ledger.write(notes);
    expect(rows()).toMatchObject([{ outcome: 'completed', playedFrames: MINUTE_FRAMES }]);
  });

  test('once closed is never changed, and none is ever deleted, whoever asks the database', () => {
    const cue = cueOf(seedEntry(db, { start: T, frames: MINUTE_FRAMES }));
    begin(cue, 0);
    ledger.write([
      {
        note: 'ended',
        key: cue.key,
        endedAt: at(60_000),
        playedFrames: MINUTE_FRAMES,
        outcome: 'completed',
        reason: null,
        detail: null,
      },
    ]);
    expect(() => db.exec('UPDATE airings SET played_frames = 1')).toThrow('never changed');
    expect(() => db.exec('DELETE FROM airings')).toThrow('never deleted');
    expect(rows()).toMatchObject([{ outcome: 'completed', share: 1 }]);
  });
});

describe('who was on duty', () => {
  const shift = { weekday: 3, day: null, from: '17:00', until: '17:15', zoneId: null, userId: null, name: 'A Thiu' };
  const made = { insteadOf: '', reason: '', validFrom: null, validUntil: null, madeBy: null, madeAt: at(0) };

  test('stands in the row of what sounded, and of what did not, as the roster had it then', () => {
    const roster = new Roster(db);
    const { id } = roster.add({ ...shift, ...made });
    const heard = cueOf(seedEntry(db, { start: T, frames: MINUTE_FRAMES }));
    const silent = cueOf(seedEntry(db, { start: T + 120_000, frames: MINUTE_FRAMES }));
    const evening = cueOf(seedEntry(db, { start: T + 600_000, frames: MINUTE_FRAMES }));
    begin(heard, 0);
    for (const cue of [silent, evening])
      ledger.write([{ note: 'silent', cue, outcome: 'missed', reason: 'down', detail: null }]);
    roster.remove(id, at(700_000));
    roster.add({ ...shift, ...made, name: 'Y Hạnh' });
    expect(
      rows()
        .map(({ onDuty }) => onDuty)
        .sort(),
    ).toEqual(['A Thiu', 'A Thiu', null]);
  });
});

describe('after the playout died', () => {
  test('the open row claims what was last reported, and the entry may go on as a second row', () => {
    const cue = cueOf(seedEntry(db, { start: T, frames: MINUTE_FRAMES }));
    begin(cue, 0);
    ledger.write([{ note: 'progress', key: cue.key, endedAt: at(20_000), playedFrames: 960_000 }]);

    const after = new Ledger(db, ZONE);
    after.recover(at(21_000));
    expect(rows()).toMatchObject([{ outcome: 'cut', reason: 'restart', endedAt: at(20_000), playedFrames: 960_000 }]);
    const again = after.horizon(at(21_000)).cues[0];
    expect(again).toMatchObject({ entryId: cue.entryId, continuesId: rows()[0]!.id });
    after.write([{ note: 'began', cue: again!, startedAt: at(21_500), fromFrame: 21.5 * 48_000, latenessMs: 21_500 }]);
    expect(rows()).toMatchObject([{ outcome: 'cut' }, { outcome: 'on-air', continuesId: rows()[0]!.id }]);
  });

  test('what was due while nothing ran is missed, each entry once, with the reason the plan already knew', () => {
    const lost = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    const empty = seedEntry(db, { start: T + 60_000, frames: MINUTE_FRAMES, missing: 'no-approved-episode' });
    const toCome = seedEntry(db, { start: T + 600_000, frames: MINUTE_FRAMES });
    expect(ledger.sweep(at(300_000))).toBe(2);
    expect(ledger.sweep(at(300_000))).toBe(0);
    expect(rows()).toMatchObject([
      { entryId: lost, outcome: 'missed', reason: 'down', startedAt: null },
      { entryId: empty, outcome: 'missed', reason: 'no-approved-episode' },
    ]);
    expect(ledger.horizon(at(300_000)).cues.map(({ entryId }) => entryId)).toEqual([toCome]);
  });

  test('an entry that is still within its time is not swept: it may join in progress', () => {
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    expect(ledger.sweep(at(30_000))).toBe(0);
    expect(cueOf(entry, at(30_000)).continuesId).toBeNull();
  });
});

/** Ten minutes of another station from 17:10 on. */
function seedRelay(): number {
  const entry = seedEntry(db, { start: T, frames: 10 * MINUTE_FRAMES });
  db.exec(`UPDATE entries SET kind = 'relay', playout_sha256 = NULL, playout_frames = NULL, slot_end = planned_end,
    relay_url = 'http://dai:mat@vov.example/vov1?khoa=abc'`);
  return entry;
}

describe('a relay', () => {
  test('that is lost and comes back is one airing in two rows, each with what was heard, and from where', () => {
    const entry = seedRelay();
    const cue = cueOf(entry);
    const lost = { outcome: 'cut', reason: 'relay-lost', detail: 'HTTP 503' } as const;
    begin(cue, 0);
    ledger.write([{ note: 'ended', key: cue.key, endedAt: at(60_000), playedFrames: MINUTE_FRAMES, ...lost }]);
    expect(ledger.horizon(at(90_000)).cues.map(({ entryId }) => entryId)).toEqual([entry]);
    const again = { ...cue, continuesOrigin: at(0) };
    begin(again, 120_000, 2 * MINUTE_FRAMES);
    const whole = { outcome: 'completed', reason: null, detail: null } as const;
    ledger.write([{ note: 'ended', key: cue.key, endedAt: at(600_000), playedFrames: 8 * MINUTE_FRAMES, ...whole }]);
    const [first, second] = rows();
    expect(first).toMatchObject({ ...lost, share: 0.1, relayUrl: 'http://vov.example/vov1', kind: 'relay' });
    expect(second).toMatchObject({ ...whole, share: 0.8, continuesId: first!.id, fromFrame: 2 * MINUTE_FRAMES });
    expect(ledger.unfinished(at(30 * 3_600_000))).toEqual([]);
  });

  test('that was lost as the power went is taken up where it would be by then', () => {
    const entry = seedRelay();
    const cue = cueOf(entry);
    begin(cue, 0);
    new Ledger(db, ZONE).recover(at(30_000));
    expect(cueOf(entry, at(30_000))).toMatchObject({ continuesOrigin: at(0), relayUrl: cue.relayUrl });
  });
});

describe('the horizon', () => {
  test('an entry with a final row is due no more', () => {
    const cue = cueOf(seedEntry(db, { start: T, frames: MINUTE_FRAMES }));
    ledger.write([{ note: 'silent', cue, outcome: 'skipped', reason: 'command-skip', detail: null }]);
    expect(ledger.horizon(at(0)).cues).toEqual([]);
  });

  test('a command waits until it is answered, and a stop holds until somebody resumes', () => {
    const commands = new Commands(db);
    const by = { zoneId: 'main', entryId: null, episodeId: null, issuedBy: seedUser(db), issuedAt: at(0) };
    const stop = commands.add({ kind: 'stop', ...by });
    expect(ledger.horizon(at(0))).toMatchObject({ commands: [{ id: stop.id, kind: 'stop' }], held: [] });
    ledger.write([{ note: 'answered', commandId: stop.id, state: 'done', answer: 'Đã dừng phát.', at: at(5) }]);
    expect(ledger.horizon(at(10))).toMatchObject({ commands: [], held: ['main'] });
    expect(commands.find(stop.id)).toMatchObject({ state: 'done', answer: 'Đã dừng phát.', ackedAt: at(5) });
    const resume = commands.add({ kind: 'resume', ...by });
    ledger.write([{ note: 'answered', commandId: resume.id, state: 'done', answer: 'Đã phát tiếp.', at: at(20) }]);
    expect(ledger.horizon(at(30)).held).toEqual([]);
  });

  test('a hold leaves what sounds, and the volume is the last that was asked for today', () => {
    const commands = new Commands(db);
    const by = { entryId: null, episodeId: null, issuedBy: seedUser(db), issuedAt: at(0) };
    const done = (kind: CommandKind, zoneId: string, payload: CommandPayload, ms: number) => {
      const { id } = commands.add({ kind, zoneId, payload, ...by });
      ledger.write([{ note: 'answered', commandId: id, state: 'done', answer: 'Đã làm.', at: at(ms) }]);
    };
    db.exec(`INSERT INTO zones (id, name, position) VALUES ('thon-3', 'Thôn 3', 9)`);
    done('hold', 'main', {}, 0);
    done('volume', 'main', { gainDb: -9 }, 1);
    done('volume', 'main', { gainDb: -6 }, 2);
    done('volume', 'thon-3', { gainDb: -12 }, 3);
    const horizon = ledger.horizon(at(10));
    expect(horizon).toMatchObject({ held: [], isHolding: true, gainDb: -6 });
    expect(horizon.zones.find(({ id }) => id === 'thon-3')!.gains).toMatchObject([{ from: at(3), gainDb: -12 }]);
    done('resume', 'main', {}, 4);
    expect(ledger.horizon(at(10)).isHolding).toBe(false);
    expect(ledger.horizon(at(24 * 3_600_000))).toMatchObject({ gainDb: 0 });
  });

  test('a command that is sent twice is one command', () => {
    const commands = new Commands(db);
    const by = { zoneId: 'main', entryId: null, episodeId: null, issuedAt: at(0) };
    const [operator, other] = [seedUser(db), seedUser(db, 'truc-2')];
    const sent = (issuedBy: number, clientKey?: string) => commands.add({ kind: 'cut', ...by, issuedBy, clientKey }).id;
    expect(sent(operator, 'mot-ngon-tay')).toBe(sent(operator, 'mot-ngon-tay'));
    expect(sent(other, 'mot-ngon-tay')).not.toBe(sent(operator, 'mot-ngon-tay'));
    expect(sent(operator)).not.toBe(sent(operator));
  });

  test('what a person has given an entry beyond its slot is still its own after a restart', () => {
    const entry = seedRelay();
    const { id } = new Commands(db).add({
      ...{ kind: 'extend', zoneId: 'main', entryId: entry, episodeId: null, payload: { minutes: 5 } },
      ...{ issuedBy: seedUser(db), issuedAt: at(0) },
    });
    expect(cueOf(entry)).toMatchObject({ slotEnd: at(600_000), totalFrames: 10 * MINUTE_FRAMES });
    ledger.write([{ note: 'answered', commandId: id, state: 'done', answer: 'Đã kéo dài.', at: at(9000) }]);
    expect(cueOf(entry)).toMatchObject({ slotEnd: at(900_000), totalFrames: 15 * MINUTE_FRAMES });
  });

  test('start now of an entry carries its sound; of an episode nobody approved, none', () => {
    const entry = seedEntry(db, { start: T + 600_000, frames: MINUTE_FRAMES });
    const user = seedUser(db);
    db.exec(`INSERT INTO programmes (id, name, abbr, issue_word, position) VALUES ('cds', 'Chuyển đổi số', 'CĐS', 'số', 0);
      INSERT INTO episodes (programme_id, year, number, title, recording_id, author_id, created_at, changed_at)
      VALUES ('cds', 2025, 2, 'Nộp hồ sơ trực tuyến', 1, ${user}, 0, 0)`);
    const commands = new Commands(db);
    const by = { kind: 'start-now', zoneId: 'main', issuedBy: user, issuedAt: at(0) } as const;
    commands.add({ ...by, entryId: entry, episodeId: null });
    commands.add({ ...by, entryId: null, episodeId: 1 });
    const sounds = () => ledger.horizon(at(0)).commands.map((one) => (one.kind === 'start-now' ? one.cue : undefined));
    expect(sounds()).toMatchObject([{ key: 'c1', entryId: entry, totalFrames: MINUTE_FRAMES }, undefined]);

    const approver = seedUser(db, 'lanh-dao');
    db.exec(`INSERT INTO approvals (episode_id, playout_sha256, author_id, approver_id, approved_at)
      SELECT 1, playout_sha256, ${user}, ${approver}, 0 FROM recordings WHERE id = 1`);
    expect(sounds()[1]).toMatchObject({ key: 'c2', episodeId: 1, episodeLabel: 'Số 02/2025', kind: 'premiere' });
  });
});

describe('the hours at the last gate', () => {
  const instant = (wall: string): EpochMs => epochMs(Date.parse(`${wall}+07:00`));
  const open = (now: string) =>
    ledger.horizon(instant(now)).allowed.map(({ from, until }) => [from - instant(now), until - instant(now)]);
  const MINUTE = 60_000;

  test('open over midnight on the one night that somebody ordered, and close again when the order is withdrawn', () => {
    const days = new CalendarDays(db);
    const eve = days.add({
      ...{ from: '2027-02-05', until: '2027-02-05', type: null, title: 'Giao thừa Đinh Mùi', document: '05/CV-UBND' },
      ...{ hoursRule: 'add', hours: [{ from: '23:50', until: '00:15' }], recordingId: null },
      ...{ madeBy: null, madeAt: instant('2027-01-20T08:00') },
    });
    expect(open('2027-02-05T23:00')).toContainEqual([50 * MINUTE, 75 * MINUTE]);
    expect(open('2027-02-06T23:00')).not.toContainEqual([50 * MINUTE, 75 * MINUTE]);
    expect(open('2027-02-06T00:05')[0]).toEqual([-15 * MINUTE, 10 * MINUTE]);
    days.withdraw(eve.id, seedUser(db), instant('2027-02-05T23:30'));
    expect(open('2027-02-05T23:00')).not.toContainEqual([50 * MINUTE, 75 * MINUTE]);
  });

  test('are those of the kind of day: none at 05:30 of a Sunday that begins at 06:30', () => {
    new CalendarDays(db).setRules({
      hoursByType: { weekend: [{ from: '06:30', until: '07:15' }] },
      entertainment: [],
    });
    expect(open('2025-09-14T05:00')[0]).toEqual([90 * MINUTE, 135 * MINUTE]);
    expect(open('2025-09-15T05:00')[0]).toEqual([30 * MINUTE, 75 * MINUTE]);
  });
});
