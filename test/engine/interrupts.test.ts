/**
 * What interrupts what (peers.md F12), with a relay on one side of it; a night that begins on one day (F8); an hour at which
 * nobody may be woken (F14).
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import { windowsBetween } from '../../src/core/hours.ts';
import { epochMs } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import type { Note } from '../../src/engine/note.ts';
import { CHUNK, FRAME_BYTES } from '../../src/engine/realtime.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { plainDeck } from '../support/plain-deck.ts';
import { seedEntry } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';
import { cue, openTape, type Reel } from '../support/tape.ts';
import { openMixer, seconds } from '../support/zones.ts';

const SECOND = 48_000;
const RELAY = { relayUrl: 'https://dai.example/live.mp3' } as const;
const reel = (mark: number, length: number): Reel => ({ mark, frames: length * SECOND, ready: true });

describe('a relay', () => {
  test('that starts hard cuts an overrun on its sample, faded out by then', () => {
    const tape = openTape({ talk: reel(1, 60), province: reel(2, 600) });
    tape.bus.setCues([
      cue('talk', 60 * SECOND, 1000, { endMode: 'finish', slotEnd: epochMs(11_000) }),
      cue('province', 20 * SECOND, 15_000, { ...RELAY, startMode: 'hard', slotEnd: epochMs(35_000) }),
    ]);
    tape.until(40_000);
    const [talk, province] = tape.spans();
    expect(talk).toMatchObject({ mark: 1, from: SECOND });
    expect(talk!.until).toBeLessThanOrEqual(15 * SECOND);
    expect(province).toMatchObject({ mark: 2, from: 15 * SECOND });
    expect(tape.notes.filter(({ note }) => note === 'ended')).toMatchObject([
      { outcome: 'cut', reason: 'later-start' },
      { outcome: 'completed' },
    ]);
  });

  test('is cut by an emergency, marked so, and taken up again afterwards where the province is by then', () => {
    const air = openMixer();
    air.mixer.setCues([{ ...seconds('a', 60, 1000, 'main'), ...RELAY, slotEnd: epochMs(61_000) }]);
    air.until(10_000);
    air.mixer.breakIn({
      ...{
        zoneIds: ['main'],
        rank: 3,
        mode: 'replace',
        reason: 'emergency',
        detail: 'Y Lan: lũ quét',
        title: 'Lũ quét',
      },
      passesGate: true,
      take: (samples, _frame, count) => {
        samples.fill(0.1, 0, 2 * count);
        left -= count;
        return left > 0;
      },
      stop: () => {},
    });
    let left = 5 * SECOND;
    air.until(62_000);
    const told = air.notes.filter(({ note }) => note === 'began' || note === 'ended');
    expect(told).toMatchObject([
      { note: 'began', startedAt: 1000 },
      { note: 'ended', outcome: 'cut', reason: 'emergency', detail: 'Y Lan: lũ quét' },
      { note: 'began' },
      { note: 'ended', outcome: 'completed', endedAt: 61_000 },
    ]);
    const [, , again] = told as { startedAt: number; fromFrame: number }[];
    expect(again!.startedAt).toBeGreaterThan(14_900);
    expect(again!.startedAt).toBeLessThan(15_200);
    // Live sound does not wait: its place in the slot is what the clock says.
    expect(again!.fromFrame / 48 + 1000).toBeCloseTo(again!.startedAt, 0);
  });
});

test('a programme from 23:50 to 00:20 is one airing, over midnight, and the hours of both days let it through', () => {
  const at = (wall: string) => Date.parse(`${wall}+07:00`);
  const hours = [
    { from: '23:00', until: '24:00' },
    { from: '00:00', until: '00:30' },
  ] as const;
  const [start, end] = [at('2025-09-10T23:50:00'), at('2025-09-11T00:20:00')];
  const stream = new StreamTime(start - 5000);
  const notes: Note[] = [];
  const note = (one: Note) => void notes.push(one);
  const openDeck = (_: string, from: number) => plainDeck(from);
  const bus = new Bus({ zoneId: 'main', stream, openDeck, fileOf: (sha) => sha, note });
  const [from, until] = [epochMs(start - 3_600_000), epochMs(end + 3_600_000)];
  bus.setAllowed(windowsBetween(from, until, () => hours, 'Asia/Ho_Chi_Minh'));
  const night = cue('night', 30 * 60 * SECOND, start, { slotEnd: epochMs(end) });
  const pcm = new Uint8Array(CHUNK * FRAME_BYTES);
  for (let passes = 0; stream.msAt(stream.written) < end + 2000; passes++) {
    // The horizon names it every half minute, that of the new day as well.
    if (passes % 1500 === 0) bus.setCues([night]);
    bus.prepare();
    bus.mix(pcm.fill(0), stream.written, CHUNK);
    stream.written += CHUNK;
  }
  expect(notes).toMatchObject([
    { note: 'began', startedAt: start, fromFrame: 0 },
    { note: 'ended', outcome: 'completed', endedAt: end, playedFrames: 30 * 60 * SECOND },
  ]);
});

// Where it is then 17:15, and 05:45: within the hours, if they were the server's.
test.each(['America/Sao_Paulo', 'Australia/Adelaide'])(
  'an entry that a plan put at 03:15 sounds on no server, here one in %s',
  async (zone) => {
    const own = process.env.TZ;
    onTestFinished(() => {
      if (own === undefined) delete process.env.TZ;
      else process.env.TZ = own;
    });
    process.env.TZ = zone;
    const start = Date.parse('2025-09-10T03:15:00+07:00');
    const db = await temporaryDatabase();
    seedEntry(db, { start, frames: 10 * SECOND });
    const { cues, allowed } = new Ledger(db, 'Asia/Ho_Chi_Minh').horizon(epochMs(start - 60_000));
    const stream = new StreamTime(start - 5000);
    const notes: Note[] = [];
    const openDeck = (_: string, from: number) => plainDeck(from);
    const note = (one: Note) => void notes.push(one);
    const bus = new Bus({ zoneId: 'main', stream, openDeck, fileOf: (sha) => sha, note });
    bus.setAllowed(allowed);
    bus.setCues(cues);
    const pcm = new Uint8Array(CHUNK * FRAME_BYTES);
    while (stream.msAt(stream.written) < start + 20_000) {
      bus.prepare();
      bus.mix(pcm, stream.written, CHUNK);
      expect(pcm.every((byte) => byte === 0)).toBe(true);
      stream.written += CHUNK;
    }
    expect(notes).toMatchObject([{ note: 'silent', outcome: 'missed', reason: 'outside-hours' }]);
  },
);
