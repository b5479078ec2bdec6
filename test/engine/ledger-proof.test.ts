/** What a row proves beside its times: the outputs that sent it, the clock it was timed by, its link and its seal. */
import { expect, test } from 'vitest';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { keptUnder } from '../../src/engine/aircheck-shelf.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import type { OutputHealth } from '../../src/engine/line.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Chain } from '../../src/storage/chain.ts';
import { Outputs } from '../../src/storage/outputs.ts';
import { verifyChain } from '../../src/verify-verb.ts';
import { seedEntry } from '../support/seed.ts';
import { temporaryDatabase, temporaryFolder } from '../support/station.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const T = 1_757_499_000_000; // 10/9/2025 17:10
const at = (ms: number): EpochMs => epochMs(T + ms);

async function openAir() {
  let now = at(0);
  const db = await temporaryDatabase(temporaryFolder(), () => now);
  const ledger = new Ledger(db, ZONE, () => 'ntp');
  const stream = new Outputs(db).list()[0]!;
  const entryId = seedEntry(db, { start: T, frames: 60 * 48_000 });
  const cue = ledger.horizon(at(-1000)).cues.find((one) => one.entryId === entryId)!;
  const health = (state: OutputHealth['state'], since: number): OutputHealth[] => [
    { outputId: stream.id, state, since: at(since), said: '', listeners: 0 },
  ];
  const begin = () => ledger.write([{ note: 'began', cue, startedAt: at(0), fromFrame: 0, latenessMs: 0 }]);
  const end = (outputs: OutputHealth[]) => {
    const ended = {
      endedAt: at(60_000),
      playedFrames: 60 * 48_000,
      outcome: 'completed',
      reason: null,
      detail: null,
    } as const;
    now = at(60_010);
    ledger.write([{ note: 'ended', key: cue.key, ...ended, outputs }]);
    return new Airings(db).list({}, { limit: 1 })[0]!;
  };
  return { db, ledger, cue, begin, end, health, stream };
}

test.each([
  ['sending', -1000, 'whole'],
  ['sending', 20_000, 'part'],
  ['retrying', 20_000, 'part'],
  ['retrying', -1000, 'none'],
  ['off', -1000, 'none'],
] as const)('an output that is %s since %i ms has sent it: %s', async (state, since, heard) => {
  const { begin, end, health, stream } = await openAir();
  begin();
  expect(end(health(state, since)).outputs).toEqual([{ id: stream.id, name: stream.name, zoneId: 'main', heard }]);
});

test('an output of a zone that heard something else did not send it; the row says which zones those were', async () => {
  const { db, ledger, cue, begin, stream } = await openAir();
  db.exec(`INSERT INTO zones (id, name, position) VALUES ('thon-1', 'Thôn 1', 1), ('thon-2', 'Thôn 2', 2);
    INSERT INTO outputs (id, zone_id, kind, name, target) VALUES (11, 'thon-1', 'file', 'Thôn 1', 'a'),
      (12, 'thon-2', 'file', 'Thôn 2', 'b'), (13, 'main', 'file', 'Nhà rông', 'c')`);
  const ids = [stream.id, 11, 12, 13];
  const sent = { state: 'sending', since: at(-1), said: '', listeners: 0 } as const;
  const outputs = ids.map((outputId) => ({ outputId, ...sent }));
  const zones = [
    { zoneId: 'thon-1', heard: 'none' },
    { zoneId: 'thon-2', heard: 'part' },
  ] as const;
  const apart = [...zones, { zoneId: 'output:13', heard: 'part' }] as const;
  const end = {
    endedAt: at(60_000),
    playedFrames: 60 * 48_000,
    outcome: 'completed',
    reason: null,
    detail: null,
  } as const;
  begin();
  ledger.write([{ note: 'ended', key: cue.key, ...end, outputs, apart }]);
  const row = new Airings(db).list({}, { limit: 1 })[0]!;
  const heard = new Map(row.outputs!.map((one) => [one.id, one.heard]));
  expect(ids.map((id) => heard.get(id))).toEqual(['whole', 'none', 'part', 'part']);
  expect(row.zonesApart).toEqual(zones);
  expect(verifyChain(new Chain(db)).fault).toBeUndefined();
});

test('a drill names the one output that heard it, and no other of its zone', async () => {
  const { db, ledger, cue, stream } = await openAir();
  db.exec(`INSERT INTO outputs (id, zone_id, kind, name, target) VALUES (11, 'main', 'file', 'Phòng thử', 'a')`);
  const drill = { ...cue, key: 'k1/0.1', kind: 'drill', entryId: null, plannedStart: null, plannedEnd: null } as const;
  const outputs = [stream.id, 11].map((outputId) => ({
    ...{ outputId, state: 'sending', since: at(-1), said: '', listeners: 0 },
  })) as OutputHealth[];
  const end = {
    endedAt: at(4000),
    playedFrames: 4 * 48_000,
    outcome: 'completed',
    reason: null,
    detail: null,
  } as const;
  ledger.write([
    { note: 'began', cue: drill, startedAt: at(0), fromFrame: 0, latenessMs: null },
    { note: 'ended', key: drill.key, ...end, outputs, apart: [], outputId: 11 },
  ]);
  const row = new Airings(db).list({}, { limit: 1 })[0]!;
  expect(row.outputs).toEqual([{ id: 11, name: 'Phòng thử', zoneId: 'main', heard: 'whole' }]);
  expect(keptUnder(row)).toBe('output:11');
  expect(keptUnder({ ...row, kind: 'premiere' })).toBe('main');
});

test('the clock that timed it, and by how much that was set meanwhile', async () => {
  const { ledger, begin, end, health } = await openAir();
  begin();
  const step = (ms: number, detail: string) =>
    ledger.write([{ note: 'incident', kind: 'clock-step', zoneId: null, detail, at: at(ms) }]);
  step(-5000, '-900 ms');
  step(30_000, '-120 ms');
  expect(end(health('sending', -1)).clock).toEqual({ source: 'ntp', plausible: true, stepMs: -120 });
});

test('a row behind what was written already is timed by a clock that nobody can believe', async () => {
  const { db, begin, end, health } = await openAir();
  begin();
  db.exec(`INSERT INTO chain (at, kind, row_id, hash) VALUES (${at(3_600_000)}, 'test', 1, zeroblob(32))`);
  expect(end(health('sending', -1)).clock).toMatchObject({ plausible: false });
});

test('what was asked for and never sounded, without a place in the plan, is no row', async () => {
  const { db, ledger, cue } = await openAir();
  const unplanned = { ...cue, plannedStart: null, plannedEnd: null };
  ledger.write([{ note: 'silent', cue: unplanned, outcome: 'missed', reason: 'decoder-failed', detail: null }]);
  expect(new Airings(db).list({}, { limit: 9 })).toEqual([]);
});

test('the recorder seals the day that is over', async () => {
  const { db, ledger, begin, end, health } = await openAir();
  begin();
  end(health('sending', -1));
  expect(ledger.seal(at(3_600_000))).toEqual([]);
  expect(ledger.seal(at(8 * 3_600_000))).toMatchObject([{ day: '2025-09-10', count: 1 }]);
  expect(verifyChain(new Chain(db))).toMatchObject({ fault: undefined, links: 2, seals: [{ day: '2025-09-10' }] });
});
