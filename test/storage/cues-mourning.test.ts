/** The last step of the ladder on a day of mourning: never the station's music. 10 September 2025 is 17:10 in Đăk Tô. */
import { expect, test } from 'vitest';
import { epochMs } from '../../src/core/time.ts';
import { CalendarDays } from '../../src/storage/calendar.ts';
import { Cues } from '../../src/storage/cues.ts';
import { Settings } from '../../src/storage/settings.ts';
import { seedEntry } from '../support/seed.ts';
import { temporaryDatabase } from '../support/station.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const T = 1_757_499_000_000;

async function openRoom() {
  const db = await temporaryDatabase();
  const recordingOf = db.prepare<[number], number>('SELECT recording_id FROM entries WHERE id = ?').pluck();
  seedEntry(db, { start: T, frames: 48_000, missing: 'no-approved-episode' });
  const [music, solemn] = ['nhac', 'nhac-tram'].map(
    (id) => recordingOf.get(seedEntry(db, { start: T + 9e8, frames: 48_000, id }))!,
  );
  new Settings(db).change({ fillerRecordingId: music! });
  const mourn = (from: string, recordingId: number | null) =>
    new CalendarDays(db).add({
      ...{ from, until: from, type: 'mourning', title: 'Quốc tang', document: '12/TB', hoursRule: 'keep', hours: [] },
      ...{ recordingId, madeBy: null, madeAt: epochMs(0) },
    });
  const ladder = () => {
    const [cue] = new Cues(db, ZONE).due(epochMs(T - 1000), epochMs(T + 1000));
    return cue!.substitutes.map(({ step, recordingId }) => `${step} ${recordingId}`);
  };
  return { music, solemn, mourn, ladder };
}

test('on any other day the filler sounds, on the day before it too', async () => {
  const { music, mourn, ladder } = await openRoom();
  mourn('2025-09-11', null);
  expect(ladder()).toEqual([`substitute-station ${music}`]);
});

test('without a word about what to play there is silence', async () => {
  const { mourn, ladder } = await openRoom();
  mourn('2025-09-10', null);
  expect(ladder()).toEqual([]);
});

test('what was chosen for the day sounds', async () => {
  const { solemn, mourn, ladder } = await openRoom();
  mourn('2025-09-10', solemn!);
  expect(ladder()).toEqual([`substitute-station ${solemn}`]);
});
