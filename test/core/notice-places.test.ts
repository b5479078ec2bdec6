/** Which notices sound in which place, by the playlist they make. */
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Slot } from '../../src/core/model.ts';
import type { AirNotice } from '../../src/core/notices.ts';
import { buildEntries, type PlaylistInput, type StandingEntry } from '../../src/core/playlist.ts';
import { type EpochMs, frames, RATE } from '../../src/core/time.ts';
import { anException, anItem, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

const DAY = '2025-09-10';
const sound = (id: number, seconds: number) => ({
  ...{ id, state: 'ready' as const, archivedAt: null, playoutSha256: `r${id}` },
  playoutFrames: frames(seconds * RATE),
});
/** So many seconds long, every day and in every place. */
const aNotice = (id: number, seconds: number, changes: Partial<AirNotice> = {}): AirNotice => ({
  ...{ id, title: `Thông báo ${id}`, validFrom: '2025-09-01', validUntil: '2025-09-30', timesPerDay: 1, slotIds: null },
  sound: sound(100 + id, seconds),
  ...changes,
});
const place = (id: string, startTime: string, changes: Partial<Slot> = {}): Slot =>
  aSlot({
    id,
    title: `Khung ${id}`,
    plays: 'notice',
    programmeId: null,
    startTime,
    durationMs: minutes(5),
    ...changes,
  });
const MORNING = place('sang', '05:47:00');
const EVENING = place('chieu', '17:25:00');

const input = (notices: AirNotice[], changes: Partial<PlaylistInput> = {}): PlaylistInput => ({
  slots: [MORNING, EVENING],
  ...{ exceptions: [], episodes: [], recordings: [sound(1, 60)], previous: [], notices, zone: ZONE },
  from: Temporal.PlainDate.from(DAY),
  until: Temporal.PlainDate.from(DAY),
  now: at(`${DAY} 04:00`),
  ...changes,
});
const clock = (start: EpochMs): string =>
  Temporal.Instant.fromEpochMilliseconds(start)
    .toZonedDateTimeISO(ZONE)
    .toPlainTime()
    .toString({ smallestUnit: 'second' });
const laid = (given: PlaylistInput): string[] =>
  buildEntries(given).map(({ plannedStart, title, missing }) => `${clock(plannedStart)} ${missing ?? title}`);

describe('a place for notices', () => {
  test('without any lacks sound, as before', () => {
    expect(laid(input([]))).toEqual(['05:47:00 no-recording', '17:25:00 no-recording']);
  });

  test('has them one after another in their order, each as often a day as it is to sound', () => {
    const notices = [aNotice(1, 60, { timesPerDay: 2 }), aNotice(2, 90)];
    expect(laid(input(notices))).toEqual(['05:47:00 Thông báo 1', '05:48:00 Thông báo 2', '17:25:00 Thông báo 1']);
  });

  test('takes those that fit; what does not fit goes into the next one', () => {
    const notices = [aNotice(1, 200), aNotice(2, 150), aNotice(3, 60)];
    expect(laid(input(notices))).toEqual(['05:47:00 Thông báo 1', '05:50:20 Thông báo 3', '17:25:00 Thông báo 2']);
  });

  test('is given one that is longer than it, rather than nothing', () => {
    const [entry] = buildEntries(input([aNotice(1, 400)]));
    expect([entry!.title, entry!.plannedEnd - entry!.plannedStart]).toEqual(['Thông báo 1', 400_000]);
  });

  test('has only what is valid that day and meant for it', () => {
    const notices = [
      aNotice(1, 60, { validUntil: '2025-09-09' }),
      aNotice(2, 60, { validFrom: '2025-09-11' }),
      aNotice(3, 60, { slotIds: ['chieu'], timesPerDay: 5 }),
    ];
    expect(laid(input(notices))).toEqual(['05:47:00 no-recording', '17:25:00 Thông báo 3']);
  });

  test('starts on its minute, and the others wait for the one before', () => {
    const entries = buildEntries(input([aNotice(1, 60), aNotice(2, 60)], { slots: [EVENING] }));
    expect(entries.map(({ startMode, kind, item }) => [startMode, kind, item])).toEqual([
      ['hard', 'notice', 0],
      ['soft', 'notice', 10_000],
    ]);
  });

  test('that has a sound of its own, or was given one for the day, has no other', () => {
    const own = { ...EVENING, recordingId: 1 };
    expect(laid(input([aNotice(1, 60)], { slots: [own] }))).toEqual(['17:25:00 Khung chieu']);
    const exceptions = [anException(DAY, { slotId: 'chieu', recordingId: 1 })];
    expect(laid(input([aNotice(1, 60)], { slots: [EVENING], exceptions }))).toEqual(['17:25:00 Khung chieu']);
  });

  test('that is cancelled counts for nobody', () => {
    const exceptions = [anException(DAY, { slotId: 'sang', cancelled: true })];
    expect(laid(input([aNotice(1, 60)], { exceptions }))).toEqual(['17:25:00 Thông báo 1']);
  });

  test('that was moved has them where it is now', () => {
    const exceptions = [anException(DAY, { slotId: 'chieu', movedTo: `${DAY}T17:00:00` })];
    expect(laid(input([aNotice(1, 60), aNotice(2, 60)], { slots: [EVENING], exceptions }))).toEqual([
      '17:00:00 Thông báo 1',
      '17:01:00 Thông báo 2',
    ]);
  });
});

describe('on the air', () => {
  const standing = (given: PlaylistInput, begun: number): StandingEntry[] =>
    buildEntries(given).map((entry, i) => ({ ...entry, id: i + 1, airing: i < begun ? 'closed' : 'none' }));

  test('what has begun stays, and is not heard once more that day', () => {
    const notices = [aNotice(1, 60), aNotice(2, 60)];
    const previous = standing(input(notices), 1);
    expect(laid(input(notices, { previous, now: at(`${DAY} 05:47:30`) }))).toEqual([
      '05:48:00 Thông báo 2',
      '17:25:00 no-recording',
    ]);
  });

  test('one approved meanwhile joins behind, as long as there is room', () => {
    const previous = standing(input([aNotice(1, 60)]), 1);
    const now = at(`${DAY} 05:47:30`);
    expect(laid(input([aNotice(9, 60), aNotice(1, 60)], { previous, now }))).toContain('05:48:00 Thông báo 9');
    expect(laid(input([aNotice(9, 250), aNotice(1, 60)], { previous, now }))).toEqual(['17:25:00 Thông báo 9']);
  });

  test('one taken back is gone from what is to come', () => {
    const notices = [aNotice(1, 60), aNotice(2, 60)];
    const previous = standing(input(notices), 1);
    expect(laid(input([notices[0]!], { previous, now: at(`${DAY} 05:47:30`) }))).toEqual(['17:25:00 no-recording']);
  });

  test('rebuilding changes nothing when nothing has changed', () => {
    const notices = [aNotice(1, 60, { timesPerDay: 2 }), aNotice(2, 90), aNotice(3, 60)];
    const previous = standing(input(notices), 0);
    expect(buildEntries(input(notices, { previous }))).toEqual(buildEntries(input(notices)));
  });
});

describe('in a session', () => {
  const items = [
    anItem(1, 'recording', { recordingId: 1 }),
    anItem(2, 'notice', { mostMs: minutes(3) }),
    anItem(3, 'recording', { recordingId: 1 }),
  ];
  const slots = [place('buoi', '17:00:00', { plays: 'session', templateId: 'mau', items, durationMs: minutes(30) })];

  test('they stand where the template has them, and what follows comes behind them', () => {
    expect(laid(input([aNotice(1, 60), aNotice(2, 150), aNotice(3, 90)], { slots }))).toEqual([
      '17:00:00 Mục 1',
      '17:01:00 Thông báo 1',
      '17:02:00 Thông báo 3',
      '17:03:30 Mục 3',
    ]);
  });

  test('a day without any closes the gap', () => {
    expect(laid(input([], { slots }))).toEqual(['17:00:00 Mục 1', '17:01:00 Mục 3']);
  });

  test('a person’s order and sound for the day hold', () => {
    const session = {
      items: [{ item: 2, cancelled: false, episodeId: null, recordingId: 1 }],
      added: [],
      order: [3, 2, 1],
    };
    const exceptions = [anException(DAY, { slotId: 'buoi', session })];
    expect(laid(input([aNotice(1, 60)], { slots, exceptions }))).toEqual([
      '17:00:00 Mục 3',
      '17:01:00 Mục 2',
      '17:02:00 Mục 1',
    ]);
    const reordered = [anException(DAY, { slotId: 'buoi', session: { ...session, items: [] } })];
    expect(laid(input([aNotice(1, 60)], { slots, exceptions: reordered }))).toEqual([
      '17:00:00 Mục 3',
      '17:01:00 Thông báo 1',
      '17:02:00 Mục 1',
    ]);
  });
});
