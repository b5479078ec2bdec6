/** Every due entry ends in the log exactly once, by its policy, with what stood in for it beside it: peers.md F2, F7. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Cue, stepBelow } from '../../src/core/cue.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Commands } from '../../src/storage/commands.ts';
import type { Db } from '../../src/storage/database.ts';
import { Incidents } from '../../src/storage/incidents.ts';
import { Settings } from '../../src/storage/settings.ts';
import { seedEntry, seedUser } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const T = 1_757_499_000_000; // 10/9/2025 17:10
const at = (ms: number): EpochMs => epochMs(T + ms);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MINUTE_FRAMES = 60 * 48_000;

let db: Db;
let ledger: Ledger;
beforeEach(async () => {
  db = await temporaryDatabase();
  ledger = new Ledger(db, ZONE);
});

const rows = () => new Airings(db).list({}, { limit: 100 }).reverse();
const cueOf = (entryId: number, now = at(-1000)): Cue =>
  ledger.horizon(now).cues.find((one) => one.entryId === entryId)!;
const recording = (title: string): number =>
  db
    .prepare<[string, string, string], number>(
      `INSERT INTO recordings (title, file_name, sha256, bytes, state, playout_sha256, playout_frames, uploaded_at)
       VALUES (?, 'a.mp3', ?, 1, 'ready', ?, 480000, 0) RETURNING id`,
    )
    .pluck()
    .get(title, `original of ${title}`, `sound of ${title}`)!;
const modes = (entryId: number, change: string) => db.exec(`UPDATE entries SET ${change} WHERE id = ${entryId}`);
const end = (cue: Cue, played: number) =>
  ledger.write([
    { note: 'began', cue, startedAt: at(0), fromFrame: 0, latenessMs: 0 },
    {
      ...{ note: 'ended', key: cue.key, endedAt: at(MINUTE), playedFrames: played },
      ...{ outcome: 'completed', reason: null, detail: null },
    },
  ]);

describe('the ladder of an entry', () => {
  test('is its slot’s substitute, its programme’s evergreen and the station’s filler, in this order', () => {
    db.exec(
      `INSERT INTO programmes (id, name, abbr, issue_word, position) VALUES ('cds', 'Chuyển đổi số', 'CĐS', 'số', 0)`,
    );
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES, missing: 'no-approved-episode' });
    const [slot, programme, station] = ['slot', 'programme', 'station'].map(recording);
    new Settings(db).change({ fillerRecordingId: station! });
    expect(cueOf(entry).substitutes.map(({ step }) => step)).toEqual(['substitute-station']);
    db.exec(`UPDATE slots SET substitute_recording_id = ${slot}; UPDATE entries SET programme_id = 'cds';
      UPDATE programmes SET evergreen_recording_id = ${programme}`);
    expect(cueOf(entry).substitutes).toEqual([
      {
        step: 'substitute-slot',
        recordingId: slot,
        title: 'slot',
        playoutSha256: 'sound of slot',
        totalFrames: 480_000,
      },
      expect.objectContaining({ step: 'substitute-programme', title: 'programme' }),
      expect.objectContaining({ step: 'substitute-station', title: 'station' }),
    ]);
    db.exec(`UPDATE recordings SET archived_at = 1 WHERE id = ${programme}`);
    expect(cueOf(entry).substitutes.map(({ title }) => title)).toEqual(['slot', 'station']);
  });

  test('leaves out what was found missing or changed; the entry’s own file is then what it lacks', () => {
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES, playoutSha256: 'own' });
    new Settings(db).change({ fillerRecordingId: recording('station') });
    const [cue] = ledger.horizon(at(0), new Map([['own', 'file-changed' as const]])).cues;
    expect(cue).toMatchObject({ entryId: entry, missing: 'file-changed', substitutes: [{ title: 'station' }] });
    const [bare] = ledger.horizon(at(0), new Map([['sound of station', 'file-missing' as const]])).cues;
    expect(bare).toMatchObject({ missing: null, substitutes: [] });
  });

  test('a stand-in’s airing is a row of its own: not the entry’s, of no issue, saying what it stood in as', () => {
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    new Settings(db).change({ fillerRecordingId: recording('station') });
    const cue = cueOf(entry);
    const standIn = stepBelow(cue, at(0), `${cue.key}+1`)!;
    ledger.write([{ note: 'silent', cue, outcome: 'missed', reason: 'decoder-failed', detail: null }]);
    end(standIn, 480_000);
    expect(rows()).toMatchObject([
      { entryId: entry, outcome: 'missed', reason: 'decoder-failed' },
      {
        ...{ entryId: null, kind: 'filler', title: 'station', episodeId: null, slotId: cue.slotId },
        ...{ outcome: 'completed', reason: 'substitute-station', share: 1, plannedStart: T },
      },
    ]);
  });
});

describe('what was due while nothing ran', () => {
  test.each([
    ['join', 'missed', 'down', null],
    ['skip', 'skipped', 'late-skip', 'Máy phát không chạy khi đến giờ'],
    ['make-good', 'missed', 'late-make-good', 'Máy phát không chạy khi đến giờ'],
  ])('follows its late policy: %s', (policy, outcome, reason, detail) => {
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    modes(entry, `late_policy = '${policy}'`);
    expect(ledger.sweep(at(10 * MINUTE))).toBe(1);
    expect(rows()).toMatchObject([{ entryId: entry, outcome, reason, detail }]);
  });

  test('06:58 to 07:09: one that may start ten minutes late still does, one that may not has its row', () => {
    const patient = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    const strict = seedEntry(db, { start: T + 1000, frames: MINUTE_FRAMES });
    modes(patient, `late_start_ms = ${10 * MINUTE}`);
    modes(strict, `late_policy = 'skip'`);
    const now = at(9 * MINUTE);
    expect(ledger.sweep(now)).toBe(1);
    expect(rows()).toMatchObject([{ entryId: strict, reason: 'late-skip' }]);
    expect(ledger.horizon(now).cues.map(({ entryId }) => entryId)).toEqual([patient]);
  });

  test('what a restart broke resumes where it was, though it began late, and until it is over', () => {
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    modes(entry, `late_start_ms = ${10 * MINUTE}`);
    const cue = cueOf(entry);
    ledger.write([{ note: 'began', cue, startedAt: at(5 * MINUTE), fromFrame: 0, latenessMs: 5 * MINUTE }]);
    const again = new Ledger(db, ZONE);
    again.recover(at(5 * MINUTE + 20_000));
    expect(again.horizon(at(5 * MINUTE + 30_000)).cues[0]).toMatchObject({ continuesOrigin: at(5 * MINUTE) });
    expect(again.horizon(at(6 * MINUTE + 1)).cues).toEqual([]);
  });
});

describe('the nightly proof', () => {
  const NIGHT = at(8 * HOUR);

  test('finds nothing when every entry of the days before ended once', () => {
    const [a, b, c] = [0, 1, 2].map((n) => seedEntry(db, { start: T + n * MINUTE, frames: MINUTE_FRAMES })) as [
      number,
      number,
      number,
    ];
    end(cueOf(a), MINUTE_FRAMES);
    ledger.write([{ note: 'silent', cue: cueOf(b), outcome: 'skipped', reason: 'command-skip', detail: null }]);
    ledger.sweep(NIGHT);
    expect(rows().map(({ entryId }) => entryId)).toEqual([a, b, c]);
    expect(ledger.unfinished(NIGHT)).toEqual([]);
    expect(ledger.audit(NIGHT)).toBe(0);
  });

  test('an entry with no end at all, or with two, is an incident, once', () => {
    const lost = seedEntry(db, { start: T, frames: MINUTE_FRAMES, id: 'mat' });
    const twice = seedEntry(db, { start: T + MINUTE, frames: MINUTE_FRAMES, id: 'hai-lan' });
    const cue = cueOf(twice);
    end(cue, MINUTE_FRAMES);
    ledger.write([{ note: 'silent', cue, outcome: 'missed', reason: 'down', detail: null }]);
    expect(ledger.unfinished(NIGHT)).toMatchObject([
      { entryId: lost, ends: 0 },
      { entryId: twice, ends: 2 },
    ]);
    expect(ledger.audit(NIGHT)).toBe(2);
    expect(ledger.audit(epochMs(NIGHT + 24 * HOUR))).toBe(0);
    expect(new Incidents(db).list(10)).toMatchObject([
      { kind: 'entry-unaccounted', detail: 'hai-lan, 17:11 ngày 10/09/2025: nhật ký có 2 kết quả' },
      { kind: 'entry-unaccounted', detail: 'mat, 17:10 ngày 10/09/2025: nhật ký không có kết quả' },
    ]);
  });

  test('what a restart broke and another row continues is one end, and what is on air is none yet', () => {
    const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    ledger.write([{ note: 'began', cue: cueOf(entry), startedAt: at(0), fromFrame: 0, latenessMs: 0 }]);
    const again = new Ledger(db, ZONE);
    again.recover(at(20_000));
    const resumed = again.horizon(at(20_000)).cues[0]!;
    again.write([{ note: 'began', cue: resumed, startedAt: at(20_500), fromFrame: 984_000, latenessMs: 20_500 }]);
    expect(again.unfinished(NIGHT)).toEqual([]);
    again.write([
      {
        ...{ note: 'ended', key: resumed.key, endedAt: at(MINUTE), playedFrames: 1_896_000 },
        ...{ outcome: 'completed', reason: null, detail: null },
      },
    ]);
    expect(rows()).toHaveLength(2);
    expect(again.unfinished(NIGHT)).toEqual([]);
  });

  test('today is not judged yet', () => {
    seedEntry(db, { start: T, frames: MINUTE_FRAMES });
    expect(ledger.unfinished(at(2 * HOUR))).toEqual([]);
  });
});

test('start now of an entry that is over is refused before it could end twice', () => {
  const entry = seedEntry(db, { start: T, frames: MINUTE_FRAMES });
  end(cueOf(entry), MINUTE_FRAMES);
  const by = { zoneId: 'main', episodeId: null, issuedBy: seedUser(db), issuedAt: at(0) };
  new Commands(db).add({ kind: 'start-now', entryId: entry, ...by });
  expect(ledger.horizon(at(2 * MINUTE)).commands).toMatchObject([{ kind: 'start-now', cue: undefined }]);
});
