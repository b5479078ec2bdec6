/** The aircheck held against what was approved, with real sound, real ffmpeg and real Chromaprint. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { durationMs, type EpochMs, epochMs, frames, HOUR } from '../../src/core/time.ts';
import { type Examiner, openExaminer } from '../../src/engine/evidence.ts';
import { Airings, type NewAiring } from '../../src/storage/airings.ts';
import type { Db } from '../../src/storage/database.ts';
import { AiringEvidence } from '../../src/storage/evidence.ts';
import { excerptFile, playoutFile } from '../../src/storage/files.ts';
import { Reports } from '../../src/storage/reports.ts';
import { Settings } from '../../src/storage/settings.ts';
import { anAiring, aSilence, at } from '../support/airings.ts';
import { ffmpeg, keepAircheck, SPOKEN, speak } from '../support/sounded.ts';
import { temporaryDatabase } from '../support/station.ts';

const START = at('2025-09-10T17:10:00');
const SECONDS = 24;
const later = (ms: number): EpochMs => epochMs(START + ms);

let home: string;
let digital: string;
let reform: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'dai-xa-'));
  digital = speak(home, SPOKEN.digital, SECONDS);
  reform = speak(home, SPOKEN.reform, SECONDS);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

type Room = {
  db: Db;
  airings: Airings;
  evidence: AiringEvidence;
  reports: Reports;
  settings: Settings;
  examiner: Examiner;
  now: EpochMs;
};
let room: Room;
beforeEach(async () => {
  const db = await temporaryDatabase();
  const stores = {
    ...{ airings: new Airings(db), evidence: new AiringEvidence(db) },
    ...{ reports: new Reports(db), settings: new Settings(db) },
  };
  const given = { db, ...stores, now: later(HOUR) };
  const config = { home, ffmpeg: 'ffmpeg', zone: 'Asia/Ho_Chi_Minh' };
  const examiner = openExaminer({ stores, config, clock: () => given.now });
  room = Object.assign(given, { examiner });
  return () => examiner[Symbol.asyncDispose]();
});

let hour = 0;
/** Keeps what `sound` makes as the aircheck of an airing of `digital`, and answers what the station makes of it. */
async function examined(sound: (copy: string, other: string) => string[], given: Partial<NewAiring> = {}) {
  // Each in an hour of its own, so that one's aircheck is not in another's.
  const startedAt = epochMs(at('2025-09-10T00:00:00') + ++hour * HOUR);
  const made = sound(playoutFile(home, digital), playoutFile(home, reform));
  if (made.length > 0) keepAircheck(home, startedAt, ...made);
  const id = room.airings.add(
    anAiring({
      ...{ startedAt, plannedStart: startedAt, endedAt: epochMs(startedAt + SECONDS * 1000), playoutSha256: digital },
      ...{ playedFrames: frames(SECONDS * 48_000), totalFrames: frames(SECONDS * 48_000), ...given },
    }),
  );
  await room.examiner.ask(id, 'Y Hạnh');
  return room.evidence.list(id).at(-1)!;
}

describe('an airing is known by its sound:', () => {
  test('the approved programme', async () => {
    const found = await examined((copy) => ['-i', copy]);
    expect(found).toMatchObject({
      verdict: 'heard',
      why: null,
      matchedMs: 24_000,
      comparedMs: 24_000,
      askedBy: 'Y Hạnh',
    });
    expect(found.seconds).toBe('='.repeat(24));
    expect(Math.abs(found.offsetMs!)).toBeLessThan(200);
    expect(found.levels).toHaveLength(24);
  });

  test('12 dB quieter', async () => {
    const found = await examined((copy) => ['-i', copy, '-af', 'volume=-12dB']);
    expect(found).toMatchObject({ verdict: 'heard', matchedMs: 24_000 });
  });

  test('joined in the middle, where the log says so', async () => {
    const found = await examined((copy) => ['-ss', '8', '-i', copy], { fromFrame: frames(8 * 48_000) });
    expect(found).toMatchObject({ verdict: 'heard', comparedMs: 16_000 });
  });

  test('cut at half by a person, as the log says too', async () => {
    const half = {
      endedAt: undefined,
      playedFrames: frames(12 * 48_000),
      outcome: 'cut',
      reason: 'command-stop',
    } as const;
    const { endedAt: _, ...given } = half;
    const startedAt = epochMs(at('2025-09-10T00:00:00') + (hour + 1) * HOUR);
    const found = await examined((copy) => ['-t', '12', '-i', copy], {
      ...given,
      endedAt: epochMs(startedAt + 12_000),
    });
    expect(found).toMatchObject({ verdict: 'heard', comparedMs: 12_000 });
  });
});

describe('an airing that was not what was approved is told of:', () => {
  test('another programme in the same voice', async () => {
    expect(await examined((_, other) => ['-i', other])).toMatchObject({ verdict: 'differs', why: 'other-sound' });
  });

  test('silence', async () => {
    const found = await examined(() => ['-f', 'lavfi', '-i', `anullsrc=r=48000:cl=mono:d=${SECONDS}`]);
    expect(found).toMatchObject({ verdict: 'differs', why: 'silent', matchedMs: 0 });
    expect(Math.max(...found.levels)).toBe(-90);
  });

  test('silent from the half on, though the log has it whole', async () => {
    const found = await examined((copy) => ['-i', copy, '-af', 'atrim=0:12,apad=whole_dur=24']);
    expect(found).toMatchObject({ verdict: 'differs', why: 'silent' });
    expect(found.seconds).toMatch(/^={11,12}x+$/);
  });

  test('somebody speaking over it, louder', async () => {
    const over = '[0:a]volume=-12dB[a];[a][1:a]amix=inputs=2:normalize=0:duration=first';
    const found = await examined((copy, other) => ['-i', copy, '-i', other, '-filter_complex', over]);
    expect(found).toMatchObject({ verdict: 'differs', why: 'other-sound' });
  });

  test('at the wrong speed', async () => {
    const found = await examined((copy) => ['-i', copy, '-af', 'asetrate=48000*1.03,aresample=48000']);
    expect(found).toMatchObject({ verdict: 'differs' });
  });

  test('five seconds later than the log says', async () => {
    const found = await examined((copy) => ['-i', copy, '-af', 'adelay=5000:all=1'], {});
    expect(found.verdict).toBe('differs');
    expect(found.offsetMs).toBeGreaterThan(4800);
    expect(found.offsetMs).toBeLessThan(5200);
  });
});

test('what is silent in the approved copy itself is counted for neither', async () => {
  const startedAt = epochMs(at('2025-09-10T00:00:00') + (hour + 1) * HOUR);
  const pad = 'atrim=0:8,apad=whole_dur=24';
  const half = join(home, 'half.flac');
  ffmpeg('-i', playoutFile(home, digital), '-af', pad, half);
  const sha256 = createHash('sha256').update(readFileSync(half)).digest('hex');
  mkdirSync(dirname(playoutFile(home, sha256)), { recursive: true });
  renameSync(half, playoutFile(home, sha256));
  const found = await examined(() => ['-i', playoutFile(home, sha256)], { playoutSha256: sha256, startedAt });
  expect(found).toMatchObject({ verdict: 'heard', comparedMs: 8000 });
  expect(found.seconds).toMatch(/^={8}\.{16}$/);
});

describe('nothing is claimed', () => {
  test('where nothing was kept', async () => {
    expect(await examined(() => [])).toMatchObject({
      verdict: 'not-enough',
      why: 'not-kept',
      levels: [],
      excerpts: [],
    });
  });

  test('where most of it was not kept', async () => {
    const found = await examined((copy) => ['-t', '8', '-i', copy]);
    expect(found).toMatchObject({ verdict: 'not-enough', why: 'part-kept', matchedMs: 8000 });
    expect(found.seconds).toMatch(/^={8}-{16}$/);
  });

  test('of a relay, but what it sounded like is drawn all the same', async () => {
    const found = await examined((copy) => ['-i', copy], { playoutSha256: null, kind: 'relay' });
    expect(found).toMatchObject({ verdict: 'not-enough', why: 'no-copy', comparedMs: 0 });
    expect(Math.max(...found.levels)).toBeGreaterThan(-30);
  });

  test('where the approved copy has gone from the library', async () => {
    const found = await examined((copy) => ['-i', copy], { playoutSha256: 'ab'.repeat(32) });
    expect(found).toMatchObject({ verdict: 'not-enough', why: 'copy-gone' });
  });
});

test('three excerpts of 15 s outlast the aircheck, each under the hash that the evidence names, and go in their time', async () => {
  const startedAt = at('2025-09-11T09:00:00');
  keepAircheck(home, startedAt, '-f', 'lavfi', '-i', 'anoisesrc=r=48000:a=0.2:d=60');
  const id = room.airings.add(anAiring({ startedAt, endedAt: epochMs(startedAt + 60_000), playoutSha256: null }));
  await room.examiner.ask(id, 'Y Hạnh');
  const { excerpts } = room.evidence.list(id).at(-1)!;
  expect(excerpts.map(({ fromMs, ms }) => [fromMs, ms])).toEqual([
    [0, 15_000],
    [22_500, 15_000],
    [45_000, 15_000],
  ]);
  for (const { sha256 } of excerpts) {
    const bytes = readFileSync(excerptFile(home, '2025-09-11', sha256));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(bytes.length).toBeLessThan(80_000);
  }
  room.settings.change({ excerptDays: 30 });
  room.now = epochMs(startedAt + 31 * 24 * HOUR);
  await room.examiner.look();
  expect(existsSync(join(home, 'excerpts', '2025-09-11'))).toBe(false);
  room.settings.change({ excerptDays: 0 });
  await room.examiner.ask(id, 'Y Hạnh');
  expect(room.evidence.list(id).at(-1)!.excerpts).toEqual([]);
});

test('no excerpt goes while a report of its days is not sent, however old it is', async () => {
  const day = '2025-09-12';
  const kept = join(home, 'excerpts', day);
  mkdirSync(kept, { recursive: true });
  room.settings.change({ excerptDays: 30 });
  room.now = at('2026-09-12T09:00:00');
  room.db.pragma('foreign_keys = OFF');
  room.db.exec(`INSERT INTO reports (plan_id, span, year, number, from_day, until_day, due_on, created_by, created_at, changed_at)
    VALUES ('cds', 'month', 2025, 9, '${day}', '2025-09-30', '2025-10-05', 1, 0, 0)`);
  await room.examiner.look();
  expect(existsSync(kept)).toBe(true);
  room.db.exec('DELETE FROM reports');
  room.now = epochMs(room.now + 24 * HOUR);
  await room.examiner.look();
  expect(existsSync(kept)).toBe(false);
});

test('the station examines by itself what ended, once each; what did not sound, or sounds yet, it leaves', async () => {
  const whole = room.airings.add(anAiring({ startedAt: START, endedAt: later(SECONDS * 1000) }));
  room.airings.add(aSilence());
  room.airings.add(anAiring({ startedAt: later(HOUR - 60_000), endedAt: later(HOUR - 1000), outcome: 'on-air' }));
  const fresh = room.airings.add(anAiring({ startedAt: later(HOUR - 60_000), endedAt: later(HOUR - 1000) }));
  await room.examiner.look();
  await room.examiner.look();
  const rows = () => room.db.prepare('SELECT airing_id FROM airing_evidence ORDER BY id').pluck().all();
  expect(rows()).toEqual([whole]);
  room.now = later(HOUR + durationMs(60_000));
  await room.examiner.look();
  expect(rows()).toEqual([whole, fresh]);
});

test('an airing that cannot be examined is given up after three times, and keeps no other waiting', async () => {
  const startedAt = at('2025-09-10T17:10:00');
  keepAircheck(home, startedAt, '-f', 'lavfi', '-i', 'anoisesrc=r=48000:d=24');
  const { airings, evidence, reports, settings } = room;
  const config = { home, ffmpeg: 'false', zone: 'Asia/Ho_Chi_Minh' };
  await using broken = openExaminer({
    stores: { airings, evidence, reports, settings },
    config,
    clock: () => room.now,
  });
  const first = airings.add(anAiring({ startedAt, endedAt: later(24_000), playoutSha256: digital }));
  const second = airings.add(anAiring({ startedAt: later(60_000), endedAt: later(84_000), zoneId: 'thon-1' }));
  await expect(broken.look()).rejects.toThrow();
  await expect(broken.look()).rejects.toThrow();
  await broken.look();
  expect(evidence.list(first)).toMatchObject([{ verdict: 'not-enough', why: 'failed' }]);
  expect(evidence.list(second)).toMatchObject([{ why: 'not-kept' }]);
});

test('evidence is a link of the chain, and nobody changes or removes it', async () => {
  const { id } = await examined((copy) => ['-i', copy]);
  expect(() => room.db.prepare("UPDATE airing_evidence SET verdict = 'differs', why = 'silent'").run()).toThrow(
    /never changed/,
  );
  expect(() => room.db.prepare('DELETE FROM airing_evidence').run()).toThrow(/never deleted/);
  expect(
    room.db.prepare("SELECT count(*) FROM chain WHERE kind = 'airing_evidence' AND row_id = ?").pluck().get(id),
  ).toBe(1);
});

test('a station that lets go in the middle leaves no half excerpt under a hash, and no row', async () => {
  const startedAt = at('2025-09-12T09:00:00');
  keepAircheck(home, startedAt, '-f', 'lavfi', '-i', 'anoisesrc=r=48000:a=0.2:d=300');
  const id = room.airings.add(anAiring({ startedAt, endedAt: epochMs(startedAt + 300_000), playoutSha256: digital }));
  const asked = room.examiner.ask(id, 'Y Hạnh').catch(() => {});
  await room.examiner[Symbol.asyncDispose]();
  await asked;
  expect(room.evidence.list(id)).toEqual([]);
  const folder = join(home, 'excerpts', '2025-09-12');
  expect(existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.opus')) : []).toEqual([]);
});
