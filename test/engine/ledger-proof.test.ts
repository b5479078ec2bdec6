/** What a row proves beside its times: the outputs that sent it, the clock it was timed by, its link and its seal. */
import { expect, test } from 'vitest';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
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
