/** A restart in the middle of what stands in for an entry (product D3, D4; peers.md F7): it is taken up again in its place. */
import { describe, expect, test } from 'vitest';
import type { Cue } from '../../src/core/cue.ts';
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { Ledger } from '../../src/engine/ledger.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Incidents } from '../../src/storage/incidents.ts';
import { Settings } from '../../src/storage/settings.ts';
import { seedEntry } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';
import { openTape } from '../support/tape.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const T = 1_757_499_000_000; // 10/9/2025 17:10
const SECOND = 48_000;
const at = (seconds: number): EpochMs => epochMs(T + seconds * 1000);

/** An entry at T without sound, ten minutes of slot, and the station's filler of one minute. */
async function openRoom({ sound = false } = {}) {
  const db = await temporaryDatabase();
  const entryId = seedEntry(db, {
    start: T,
    frames: 60 * SECOND,
    ...(sound ? {} : { missing: 'no-approved-episode' }),
  });
  const filler = seedEntry(db, { start: T + 86_400_000, frames: 60 * SECOND, id: 'nhac' });
  const recordingId = db
    .prepare<[number], number>('SELECT recording_id FROM entries WHERE id = ?')
    .pluck()
    .get(filler)!;
  new Settings(db).change({ fillerRecordingId: recordingId });
  db.prepare(`UPDATE entries SET slot_end = ?, end_mode = 'fill' WHERE id = ?`).run(at(600), entryId);
  let ledger = new Ledger(db, ZONE);
  const due = (seconds: number) => ledger.horizon(at(seconds)).cues.filter((cue) => cue.plannedStart! < at(700));
  /** It begins at `from` and is told of up to `seconds`. */
  const playUntil = (cue: Cue, from: number, seconds: number) =>
    ledger.write([
      { note: 'began', cue, startedAt: at(from), fromFrame: 0, latenessMs: null },
      { note: 'progress', key: cue.key, endedAt: at(seconds), playedFrames: (seconds - from) * SECOND },
    ]);
  return {
    ...{ db, entryId, due, playUntil },
    rows: () => new Airings(db).list({}, { limit: 50 }).reverse(),
    incidents: () => new Incidents(db).list(9),
    write: (...notes: Parameters<Ledger['write']>[0]) => ledger.write(notes),
    /** Another playout reads what the dead one left. */
    restart(seconds: number, because?: string) {
      ledger = new Ledger(db, ZONE);
      ledger.recover(at(seconds), because);
    },
  };
}

/** The stand-in as the bus makes it of a cue's ladder: what the air would have told the recorder. */
function standInOf(cue: Cue): Cue {
  const tape = openTape({ [cue.substitutes[0]!.playoutSha256]: { mark: 2, frames: 60 * SECOND, ready: true } });
  const start = 5000;
  tape.bus.setCues([
    { ...cue, plannedStart: epochMs(start), plannedEnd: epochMs(start + 60_000), slotEnd: epochMs(start + 600_000) },
  ]);
  tape.until(start + 1000);
  const began = tape.notes.find((note) => note.note === 'began');
  if (began?.note !== 'began') throw new Error('nothing stood in');
  return began.cue;
}

describe('a filler cut by a restart', () => {
  test('goes on where it would be, as a row that continues the first and says for which entry', async () => {
    const room = await openRoom();
    const [entry] = room.due(-1);
    const standIn = standInOf(entry!);
    expect(standIn).toMatchObject({ kind: 'filler', entryId: null, standsForId: room.entryId });
    room.write({ note: 'silent', cue: entry!, outcome: 'missed', reason: 'no-approved-episode', detail: null });
    room.playUntil(standIn, 0, 20);
    room.restart(21, 'tiến trình đã chết (SIGKILL)');

    const again = room.due(21);
    expect(again).toMatchObject([
      {
        kind: 'filler',
        standsIn: 'substitute-station',
        continuesId: 2,
        continuesOrigin: at(0),
        standsForId: room.entryId,
      },
    ]);
    // On its timeline, and on from there round and round to the end of the slot.
    const tape = openTape({ [again[0]!.playoutSha256!]: { mark: 2, frames: 60 * SECOND, ready: true } });
    tape.stream.anchorAt(T + 21_000);
    tape.bus.replace();
    tape.bus.setCues(again);
    tape.until(T + 100_000);
    const [first, second] = tape.spans();
    expect(first!.place / SECOND).toBeCloseTo(21, 1);
    expect(second).toMatchObject({ place: 0 });
    expect(tape.stream.msAt(second!.from) - T).toBeCloseTo(60_000, -1);

    room.playUntil(again[0]!, 21, 30);
    expect(room.due(31)).toEqual([]);
    expect(room.rows()).toMatchObject([
      { entryId: room.entryId, outcome: 'missed' },
      { outcome: 'cut', reason: 'restart', standsForId: room.entryId },
      { outcome: 'on-air', reason: 'substitute-station', continuesId: 2, standsForId: room.entryId },
    ]);
    expect(room.incidents()).toMatchObject([
      { kind: 'playout-restarted', detail: expect.stringContaining('tiến trình đã chết (SIGKILL)') },
    ]);
    // Once more, and it is the second that is continued.
    room.restart(32);
    expect(room.due(33)).toMatchObject([{ continuesId: 3 }]);
  });

  test('that would have gone round meanwhile is in its next round; after its slot there is nothing', async () => {
    const room = await openRoom();
    const [entry] = room.due(-1);
    room.write({ note: 'silent', cue: entry!, outcome: 'missed', reason: 'no-approved-episode', detail: null });
    room.playUntil(standInOf(entry!), 0, 20);
    room.restart(200);
    expect(room.due(200)).toMatchObject([{ continuesOrigin: at(180) }]);
    expect(room.due(599)).toHaveLength(1);
    expect(room.due(600)).toEqual([]);
  });

  test('behind an entry that ended whole fills on', async () => {
    const room = await openRoom({ sound: true });
    const [entry] = room.due(-1);
    room.playUntil(entry!, 0, 60);
    const end = {
      endedAt: at(60),
      playedFrames: 60 * SECOND,
      outcome: 'completed',
      reason: null,
      detail: null,
    } as const;
    room.write({ note: 'ended', key: entry!.key, ...end });
    const fill = {
      ...standInOf({ ...entry!, missing: 'no-recording', playoutSha256: null }),
      standsIn: 'fill',
    } as const;
    room.playUntil(fill, 60, 70);
    room.restart(72);
    expect(room.due(72)).toMatchObject([{ standsIn: 'fill', continuesOrigin: at(60), kind: 'filler' }]);
  });

  test('by a person, not by a restart, stays cut', async () => {
    const room = await openRoom();
    const [entry] = room.due(-1);
    const standIn = standInOf(entry!);
    room.write({ note: 'silent', cue: entry!, outcome: 'missed', reason: 'no-approved-episode', detail: null });
    room.playUntil(standIn, 0, 20);
    const cut = {
      endedAt: at(20),
      playedFrames: 20 * SECOND,
      outcome: 'cut',
      reason: 'command-skip',
      detail: null,
    } as const;
    room.write({ note: 'ended', key: standIn.key, ...cut });
    room.restart(22);
    expect(room.due(22)).toEqual([]);
    expect(room.incidents()).toEqual([]);
  });
});
