import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { openCalendar } from '../../src/core/calendar.ts';
import { DEFAULT_SETTINGS, type SessionChange, type SessionItem } from '../../src/core/model.ts';
import { buildEntries, type PlaylistInput, type StandingEntry } from '../../src/core/playlist.ts';
import { NO_CHANGE } from '../../src/core/session-items.ts';
import { type EpochMs, frames, RATE } from '../../src/core/time.ts';
import { anEpisode, anException, anItem, aSlot, at, minutes, ZONE } from '../support/schedule.ts';

const DAY = '2025-09-10';
/** Nhạc hiệu 1 phút, CĐS phát mới 14 phút, thông báo 5 phút, nhạc kết 1 phút. */
const ITEMS = [
  anItem(1, 'recording', { title: 'Nhạc hiệu', recordingId: 1 }),
  anItem(2, 'premiere', { title: 'Chuyển đổi số', programmeId: 'cds' }),
  anItem(3, 'notice', { title: 'Thông báo', recordingId: 5 }),
  anItem(4, 'recording', { title: 'Nhạc kết', recordingId: 1 }),
];
const sound = (id: number, length: number) => ({
  id,
  state: 'ready' as const,
  archivedAt: null,
  playoutSha256: `r${id}`,
  playoutFrames: frames(length * 60 * RATE),
});
const aSession = (items: readonly SessionItem[] = ITEMS, changes = {}) =>
  aSlot({
    ...{ id: 'chieu', title: 'Buổi chiều', plays: 'session', programmeId: null, startTime: '17:00:00' },
    ...{ durationMs: minutes(30), templateId: 'buoi-chieu', items, ...changes },
  });

const input = (changes: Partial<PlaylistInput> = {}): PlaylistInput => ({
  slots: [aSession()],
  exceptions: [],
  episodes: [anEpisode(1)],
  recordings: [sound(1, 1), sound(5, 5), sound(9, 2), sound(90, 90)],
  previous: [],
  from: Temporal.PlainDate.from(DAY),
  until: Temporal.PlainDate.from(DAY),
  zone: ZONE,
  fillerId: 9,
  now: at(`${DAY} 08:00`),
  ...changes,
});
const clock = (start: EpochMs): string =>
  Temporal.Instant.fromEpochMilliseconds(start)
    .toZonedDateTimeISO(ZONE)
    .toPlainTime()
    .toString({ smallestUnit: 'second' });
const laid = (given: PlaylistInput) =>
  buildEntries(given).map((one) => `${one.item} ${clock(one.plannedStart)}–${clock(one.plannedEnd)} ${one.title}`);
const change = (session: Partial<SessionChange>) => [
  anException(DAY, { slotId: 'chieu', session: { ...NO_CHANGE, ...session } }),
];

describe('a session', () => {
  it('is its items one after another, each as long as its sound', () => {
    expect(laid(input())).toEqual([
      '1 17:00:00–17:01:00 Nhạc hiệu',
      '2 17:01:00–17:15:00 Chuyển đổi số',
      '3 17:15:00–17:20:00 Thông báo',
      '4 17:20:00–17:21:00 Nhạc kết',
    ]);
  });

  it('begins as its slot does; the items behind wait for the air as long as the session lasts', () => {
    const [first, second] = buildEntries(input());
    expect(first).toMatchObject({ startMode: 'hard', endMode: 'finish' });
    expect(second).toMatchObject({ startMode: 'soft', toleranceMs: minutes(29), kind: 'premiere', episodeId: 1 });
  });

  it('cuts what is longer than it may be, and only that', () => {
    const items = [
      anItem(1, 'recording', { recordingId: 5, mostMs: minutes(3) }),
      anItem(2, 'recording', { recordingId: 1, mostMs: minutes(3) }),
    ];
    const [long, short] = buildEntries(input({ slots: [aSession(items)] }));
    expect(long).toMatchObject({ endMode: 'cut', slotEnd: at(`${DAY} 17:03`) });
    expect(short).toMatchObject({ endMode: 'finish', plannedEnd: at(`${DAY} 17:04`) });
  });

  it('is filled up to the item that has a moment of its own, which starts hard', () => {
    const items = [
      ...ITEMS.slice(0, 3),
      anItem(5, 'filler'),
      anItem(6, 'recording', { recordingId: 1, afterMs: minutes(25) }),
    ];
    const entries = buildEntries(input({ slots: [aSession(items)] }));
    expect(entries.find((one) => one.item === 5)).toMatchObject({
      ...{ recordingId: 9, plannedStart: at(`${DAY} 17:20`), plannedEnd: at(`${DAY} 17:22`) },
      ...{ slotEnd: at(`${DAY} 17:25`), endMode: 'fill' },
    });
    expect(entries.find((one) => one.item === 6)).toMatchObject({
      plannedStart: at(`${DAY} 17:25`),
      startMode: 'hard',
    });
  });

  it('takes as much of a long filler as there is room for, and none where there is no room', () => {
    const long = input({ slots: [aSession([...ITEMS, anItem(5, 'filler')])], fillerId: 90 });
    expect(buildEntries(long).at(-1)).toMatchObject({ item: 5, plannedEnd: at(`${DAY} 17:30`), endMode: 'cut' });
    const full = input({ slots: [aSession([anItem(1, 'recording', { recordingId: 90 }), anItem(5, 'filler')])] });
    expect(buildEntries(full).map((one) => one.item)).toEqual([1]);
  });

  it('keeps the place of an item without sound, and says what it lacks', () => {
    const entries = buildEntries(input({ episodes: [] }));
    expect(entries[1]).toMatchObject({ missing: 'no-approved-episode', plannedEnd: at(`${DAY} 17:06`) });
    expect(entries[2]).toMatchObject({ plannedStart: at(`${DAY} 17:06`) });
  });

  it('that is cut keeps on the playlist, silent, what it has no room for', () => {
    const items = [
      anItem(1, 'recording', { recordingId: 90 }),
      anItem(2, 'recording', { title: 'Bản tin', recordingId: 5 }),
      anItem(3, 'recording', { recordingId: 77 }),
      anItem(4, 'relay', { relayUrl: 'http://192.0.2.1/live' }),
    ];
    const [long, ...rest] = buildEntries(input({ slots: [aSession(items, { endMode: 'cut' })] }));
    expect(long).toMatchObject({ endMode: 'cut', plannedEnd: at(`${DAY} 17:30`), missing: null });
    expect(rest.map(({ item, missing }) => [item, missing])).toEqual([
      [2, 'no-room'],
      [3, 'no-recording'],
      [4, 'no-room'],
    ]);
    for (const one of rest) {
      expect(one).toMatchObject({ playoutSha256: null, relayUrl: null, slotEnd: at(`${DAY} 17:30`) });
      expect([one.plannedStart, one.plannedEnd]).toEqual([at(`${DAY} 17:30`) - 1, at(`${DAY} 17:30`)]);
    }
  });

  it('premieres an issue once though two items ask for it', () => {
    const items = [anItem(1, 'premiere', { programmeId: 'cds' }), anItem(2, 'premiere', { programmeId: 'cds' })];
    const entries = buildEntries(input({ slots: [aSession(items)], episodes: [anEpisode(1), anEpisode(2)] }));
    expect(entries.map(({ episodeId }) => episodeId)).toEqual([1, 2]);
  });
});

describe('what a person changed about one occurrence', () => {
  it('an item taken out lets those behind it come sooner', () => {
    const items = [{ item: 2, cancelled: true, episodeId: null, recordingId: null }];
    expect(laid(input({ exceptions: change({ items }) }))).toEqual([
      '1 17:00:00–17:01:00 Nhạc hiệu',
      '3 17:01:00–17:06:00 Thông báo',
      '4 17:06:00–17:07:00 Nhạc kết',
    ]);
  });

  it('another order, an item more and another sound stand together', () => {
    const session = {
      order: [1, 3, 1000, 2, 4],
      added: [anItem(1000, 'recording', { title: 'Nhắn tìm người', recordingId: 1 })],
      items: [{ item: 3, cancelled: false, episodeId: null, recordingId: 9 }],
    };
    expect(laid(input({ exceptions: change(session) }))).toEqual([
      '1 17:00:00–17:01:00 Nhạc hiệu',
      '3 17:01:00–17:03:00 Thông báo',
      '1000 17:03:00–17:04:00 Nhắn tìm người',
      '2 17:04:00–17:18:00 Chuyển đổi số',
      '4 17:18:00–17:19:00 Nhạc kết',
    ]);
  });

  it('a pinned issue is no other place’s premiere', () => {
    const items = [{ item: 2, cancelled: false, episodeId: 2, recordingId: null }];
    const earlier = aSlot({ id: 'som', startTime: '06:00:00' });
    const given = input({
      ...{ slots: [earlier, aSession()], exceptions: change({ items }), now: at(`${DAY} 05:00`) },
      episodes: [anEpisode(2), anEpisode(3)],
    });
    expect(
      buildEntries(given)
        .filter((one) => one.kind === 'premiere')
        .map((one) => one.episodeId),
    ).toEqual([3, 2]);
  });

  it('an item the template has got since stands where the template has it', () => {
    const items = [
      ...ITEMS.slice(0, 1),
      anItem(7, 'recording', { title: 'Lời chào', recordingId: 1 }),
      ...ITEMS.slice(1),
    ];
    const given = input({ slots: [aSession(items)], exceptions: change({ order: [1, 3, 2, 4] }) });
    expect(laid(given).map((line) => line.split(' ')[0])).toEqual(['1', '7', '3', '2', '4']);
  });
});

describe('filler in mourning', () => {
  const WITH_FILLER = [...ITEMS.slice(0, 1), anItem(5, 'filler', { title: 'Nhạc lấp chỗ' })];
  const sounds = (recordingId: number | null) => {
    const calendar = openCalendar({
      ...{
        hours: DEFAULT_SETTINGS.hours,
        hoursByType: {},
        overrides: [],
        entertainment: new Set<string>(),
        zone: ZONE,
      },
      specialDays: [
        {
          ...{
            id: 1,
            from: DAY,
            until: DAY,
            type: 'mourning',
            title: 'Quốc tang',
            document: '12/TB',
            hoursRule: 'keep',
          },
          ...{ hours: [], recordingId, madeBy: null, madeAt: at('2025-09-01 00:00') },
        },
      ],
    });
    return buildEntries(input({ slots: [aSession(WITH_FILLER)], calendar })).map(
      (one) => `${one.item} ${one.recordingId}`,
    );
  };

  it('is what was chosen for the day, and nothing where nothing was', () => {
    expect(
      buildEntries(input({ slots: [aSession(WITH_FILLER)] })).map((one) => `${one.item} ${one.recordingId}`),
    ).toEqual(['1 1', '5 9']);
    expect(sounds(5)).toEqual(['1 1', '5 5']);
    expect(sounds(null)).toEqual(['1 1']);
  });
});

describe('a session on the air', () => {
  const begun = (entries: ReturnType<typeof buildEntries>, now: EpochMs): StandingEntry[] =>
    entries.map((one, i) => ({
      ...one,
      id: i + 1,
      airing: one.plannedStart <= now ? ('open' as const) : ('none' as const),
    }));

  it('leaves what has begun, and lays the rest behind it', () => {
    const now = at(`${DAY} 17:05`);
    const previous = begun(buildEntries(input()), now);
    const items = [{ item: 3, cancelled: true, episodeId: null, recordingId: null }];
    const given = input({ previous, now, exceptions: change({ items }) });
    expect(laid(given)).toEqual(['4 17:15:00–17:16:00 Nhạc kết']);
  });

  it('keeps waiting for the air behind what has begun, as it would have from the start', () => {
    const now = at(`${DAY} 17:00:30`);
    const entries = buildEntries(input());
    const modes = (of: ReturnType<typeof buildEntries>) => of.map((one) => `${one.item} ${one.startMode}`);
    expect(modes(entries)).toEqual(['1 hard', '2 soft', '3 soft', '4 soft']);
    expect(modes(buildEntries(input({ previous: begun(entries, now), now })))).toEqual(['2 soft', '3 soft', '4 soft']);
  });

  it('is not invented when the station knew nothing of it before', () => {
    expect(buildEntries(input({ now: at(`${DAY} 17:05`) }))).toEqual([]);
  });

  it('goes on past midnight', () => {
    const late = aSession(ITEMS, { startTime: '23:50:00' });
    const yesterday = input({ slots: [late] });
    const now = at('2025-09-11 00:03');
    const previous = begun(buildEntries(yesterday), now);
    const today = { from: Temporal.PlainDate.from('2025-09-11'), until: Temporal.PlainDate.from('2025-09-11') };
    const given = input({
      slots: [aSession(ITEMS, { startTime: '23:50:00', rrule: 'FREQ=DAILY;COUNT=1', startDate: DAY })],
      previous,
      now,
      ...today,
    });
    expect(laid(given)).toEqual(['3 00:05:00–00:10:00 Thông báo', '4 00:10:00–00:11:00 Nhạc kết']);
  });
});
