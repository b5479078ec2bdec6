import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { openCalendar } from '../../src/core/calendar.ts';
import type { EpisodeInFull } from '../../src/core/episodes.ts';
import { DEFAULT_SETTINGS, type EntryDraft, type Slot, type SpecialDay } from '../../src/core/model.ts';
import { placeOccurrences, readRules } from '../../src/core/places.ts';
import { type AiringState, buildEntries, type PlaylistInput, type StandingEntry } from '../../src/core/playlist.ts';
import { framesToMs } from '../../src/core/time.ts';
import { anEpisode, anException, aSlot, at, minutes, minutesOfSound, ZONE } from '../support/schedule.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

/** From Monday 8 September 2025, 08:00, for a week, with issues 1 to 9 approved. */
const build = (changes: Partial<PlaylistInput> = {}): EntryDraft[] =>
  buildEntries({
    slots: [aSlot()],
    exceptions: [],
    episodes: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => anEpisode(number)),
    recordings: [],
    previous: [],
    from: day('2025-09-08'),
    until: day('2025-09-14'),
    now: at('2025-09-08 08:00'),
    zone: ZONE,
    ...changes,
  });

let ids = 0;
const standing = (draft: EntryDraft, airing: AiringState = 'none'): StandingEntry => ({ ...draft, id: ++ids, airing });
const issues = (entries: readonly EntryDraft[]) => entries.map(({ episodeId }) => episodeId);
const aired = (number: number, wall: string): EpisodeInFull => anEpisode(number, { airedAt: at(wall) });
const unapproved = (number: number): EpisodeInFull => anEpisode(number, { approvals: [] });
const replaySlot = (changes: Partial<Slot> = {}): Slot =>
  aSlot({ id: 'cds-lai', title: 'Chuyển đổi số (phát lại)', startTime: '05:32:00', plays: 'replay', ...changes });

describe('an entry', () => {
  it('says what sounds, where, from when, and ends with its sound', () => {
    const [entry] = build({ until: day('2025-09-08') });
    expect(entry).toMatchObject({
      slotId: 'cds',
      recurrenceId: '2025-09-08',
      zoneId: 'main',
      kind: 'premiere',
      title: 'Chuyển đổi số (phát mới)',
      programmeId: 'cds',
      episodeId: 1,
      recordingId: 101,
      playoutSha256: 'sound-1',
      playoutFrames: minutesOfSound(14),
      missing: null,
      plannedStart: at('2025-09-08 17:10'),
      plannedEnd: at('2025-09-08 17:24'),
      slotEnd: at('2025-09-08 17:25'),
    });
  });

  it('carries how its slot begins, ends and gives way; one that is cut with its slot ends no later', () => {
    const modes = { startMode: 'soft', endMode: 'cut', latePolicy: 'make-good', gainDb: -3, priority: 5 } as const;
    const slots = [aSlot({ ...modes, durationMs: minutes(10) })];
    const [entry] = build({ slots, until: day('2025-09-08') });
    expect(entry).toMatchObject({ ...modes, plannedEnd: at('2025-09-08 17:20'), slotEnd: at('2025-09-08 17:20') });
  });

  it('without sound says what is missing and keeps the length of its slot', () => {
    const [entry] = build({ episodes: [] });
    expect(entry).toMatchObject({ missing: 'no-approved-episode', playoutSha256: null, episodeId: null });
    expect(entry!.plannedEnd - entry!.plannedStart).toBe(minutes(15));
  });

  it('is never in the past: a slot made today does not grow entries that should have sounded', () => {
    expect(build({ from: day('2025-09-01'), now: at('2025-09-10 17:10') })[0]!.recurrenceId).toBe('2025-09-11');
  });

  it('is on the playlist of a slot created at 16:59 for 17:00', () => {
    const slots = [aSlot({ startTime: '17:00:00', changedAt: at('2025-09-08 16:59') })];
    expect(build({ slots, now: at('2025-09-08 16:59') })[0]!.plannedStart).toBe(at('2025-09-08 17:00'));
  });

  it('of an archived slot, or of one whose rule cannot be read, is not there, and the others are', () => {
    const slots = [
      aSlot({ id: 'archived', archivedAt: at('2025-09-01 08:00') }),
      aSlot({ id: 'broken', rrule: 'FREQ=SOMETIMES' }),
      aSlot(),
    ];
    expect(new Set(build({ slots }).map(({ slotId }) => slotId))).toEqual(new Set(['cds']));
    const broken: string[] = [];
    readRules(slots, undefined, ({ id }) => broken.push(id));
    expect(broken).toEqual(['broken']);
  });

  it('falls on no day on which its rule does not fall', () => {
    const slots = [aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=WE' })];
    expect(build({ slots }).map(({ recurrenceId }) => recurrenceId)).toEqual(['2025-09-10']);
    expect(build({ slots, from: day('2025-09-11') })).toEqual([]);
  });
});

describe('the length of sound', () => {
  it('is rounded to a millisecond and never nothing', () => {
    const frames = (n: number) =>
      anEpisode(1, { recording: { ...anEpisode(1).recording!, playoutFrames: n as never } });
    const length = (n: number) => {
      const [entry] = build({ episodes: [frames(n)] });
      return entry!.plannedEnd - entry!.plannedStart;
    };
    expect(length(48_047)).toBe(framesToMs(48_047 as never));
    expect(length(48_047)).toBe(1001);
    expect(length(1)).toBe(1);
  });
});

describe('premieres', () => {
  it('take the approved issues in order, one each, until there is none', () => {
    const episodes = [anEpisode(3), unapproved(1), anEpisode(2), anEpisode(10), anEpisode(1, { id: 50, year: 2024 })];
    const entries = build({ episodes });
    expect(issues(entries)).toEqual([50, 2, 3, 10, null, null, null]);
    expect(entries.slice(4).map(({ missing }) => missing)).toEqual(Array(3).fill('no-approved-episode'));
  });

  it('of two slots of one programme share its issues in order of time', () => {
    const slots = [aSlot(), aSlot({ id: 'cds-sang', startTime: '05:32:00' })];
    const entries = build({ slots, from: day('2025-09-09'), until: day('2025-09-10') });
    expect(entries.map(({ slotId, episodeId }) => [slotId, episodeId])).toEqual([
      ['cds-sang', 1],
      ['cds', 2],
      ['cds-sang', 3],
      ['cds', 4],
    ]);
  });

  it('never play an unapproved episode, nor one approved for other sound, nor one whose sound is not ready', () => {
    const sound = anEpisode(1).recording!;
    const episodes = [
      unapproved(1),
      anEpisode(2, { recording: { ...sound, playoutSha256: 'changed since' } }),
      anEpisode(3, { recording: { ...sound, playoutSha256: 'sound-3', state: 'checking' } }),
      anEpisode(4, { recording: null, recordingId: null }),
      anEpisode(5, { recording: { ...sound, playoutSha256: 'sound-5', archivedAt: at('2025-09-01 08:00') } }),
      anEpisode(6),
    ];
    expect(issues(build({ episodes }))).toEqual([6, null, null, null, null, null, null]);
  });

  it('pass over what has aired', () => {
    const episodes = [aired(1, '2025-09-01 17:10'), aired(2, '2025-09-02 17:10'), anEpisode(3)];
    expect(issues(build({ episodes }))[0]).toBe(3);
  });

  it('do not give an issue twice while its airing still runs', () => {
    const [first] = build();
    const now = at('2025-09-08 17:15');
    expect(issues(build({ now, previous: [standing(first!, 'open')] }))[0]).toBe(2);
    expect(issues(build({ now, previous: [standing(first!)] }))[0]).toBe(2);
    expect(issues(build({ now, previous: [standing(first!, 'broken')] }))[0]).toBe(2);
  });

  it('take an issue again whose airing was cut, missed or skipped', () => {
    const [first] = build();
    expect(issues(build({ now: at('2025-09-08 17:25'), previous: [standing(first!, 'closed')] }))[0]).toBe(1);
  });

  it('take an issue again of which the log tells nothing an hour after its end', () => {
    const [first] = build();
    expect(issues(build({ now: at('2025-09-08 18:23'), previous: [standing(first!)] }))[0]).toBe(2);
    expect(issues(build({ now: at('2025-09-08 18:24'), previous: [standing(first!)] }))[0]).toBe(1);
  });

  it('leave an entry alone that a person had started before its time', () => {
    const [first] = build();
    const entries = build({ previous: [standing(first!, 'open')] });
    expect(entries[0]).toMatchObject({ recurrenceId: '2025-09-09', episodeId: 2 });
  });
});

describe('replays', () => {
  it('play the issue that premieres before them', () => {
    const slots = [aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=WE' }), replaySlot({ rrule: 'FREQ=WEEKLY;BYDAY=TU,SA' })];
    const entries = build({ slots, episodes: [aired(1, '2025-09-03 17:10'), anEpisode(2), anEpisode(3)] });
    expect(entries.map(({ kind, episodeId }) => [kind, episodeId])).toEqual([
      ['replay', 1],
      ['premiere', 2],
      ['replay', 2],
    ]);
  });

  it('go by when an issue went out, not by its number', () => {
    const episodes = [aired(5, '2025-09-01 17:10'), aired(4, '2025-09-03 17:10')];
    expect(issues(build({ slots: [replaySlot()], episodes }))[0]).toBe(4);
  });

  it('have nothing to play before anything has aired, and say so', () => {
    expect(build({ slots: [replaySlot()] })[0]).toMatchObject({ missing: 'nothing-to-replay', kind: 'replay' });
  });

  it('do not play an issue whose approval was withdrawn', () => {
    const withdrawn = { ...aired(1, '2025-09-03 17:10'), approvals: [] };
    expect(build({ slots: [replaySlot()], episodes: [withdrawn] })[0]).toMatchObject({
      missing: 'not-approved',
      episodeId: 1,
      playoutSha256: null,
    });
  });

  it('do not take the issue of a premiere that found none', () => {
    const slots = [aSlot({ startTime: '04:00:00' }), replaySlot()];
    const entries = build({ slots, episodes: [aired(1, '2025-09-03 17:10')] });
    expect(entries.slice(0, 2)).toMatchObject([
      { kind: 'premiere', missing: 'no-approved-episode' },
      { kind: 'replay', episodeId: 1 },
    ]);
  });
});

describe('slots that are not of a programme', () => {
  const plain = (changes: Partial<Slot>) => aSlot({ id: 'khac', title: 'Nhạc hiệu', programmeId: null, ...changes });
  const tune = {
    id: 7,
    state: 'ready',
    archivedAt: null,
    playoutSha256: 'tune',
    playoutFrames: minutesOfSound(2),
  } as const;
  const one = (changes: Partial<Slot>, recordings: PlaylistInput['recordings'] = [tune]) =>
    build({ slots: [plain(changes)], recordings })[0];

  it('play their recording every day', () => {
    expect(one({ plays: 'recording', recordingId: 7 })).toMatchObject({
      kind: 'music',
      playoutSha256: 'tune',
      recordingId: 7,
      plannedEnd: at('2025-09-08 17:12'),
    });
    expect(one({ plays: 'notice', recordingId: 7 })).toMatchObject({ kind: 'notice', playoutSha256: 'tune' });
  });

  it('relay an address for the whole of their place', () => {
    expect(one({ plays: 'relay', relayUrl: 'http://vov1' })).toMatchObject({
      ...{ kind: 'relay', missing: null, relayUrl: 'http://vov1', playoutSha256: null, playoutFrames: null },
      ...{ plannedEnd: at('2025-09-08 17:25'), slotEnd: at('2025-09-08 17:25') },
    });
  });

  it('say what is missing', () => {
    expect(one({ plays: 'recording' })?.missing).toBe('no-recording');
    expect(one({ plays: 'notice' })?.missing).toBe('no-recording');
    expect(one({ plays: 'relay' })).toMatchObject({ kind: 'relay', missing: 'no-relay-address', relayUrl: null });
    expect(one({ plays: 'recording', recordingId: 7 }, [{ ...tune, state: 'checking' }])?.missing).toBe(
      'recording-not-ready',
    );
    const archivedAt = at('2025-09-01 08:00');
    expect(one({ plays: 'recording', recordingId: 7 }, [{ ...tune, archivedAt }])?.missing).toBe('no-recording');
  });
});

describe('an exception', () => {
  it('that cancels takes the occurrence off the playlist, and its issue premieres the next time', () => {
    const exceptions = [anException('2025-09-08', { cancelled: true })];
    expect(build({ exceptions })[0]).toMatchObject({ recurrenceId: '2025-09-09', episodeId: 1 });
  });

  it('that cancels leaves the place known, for the log', () => {
    const exceptions = [anException('2025-09-08', { cancelled: true, reason: 'Mất điện' })];
    const [place] = placeOccurrences({
      slots: [aSlot()],
      exceptions,
      from: day('2025-09-08'),
      until: day('2025-09-08'),
      zone: ZONE,
    });
    expect(place).toMatchObject({ start: at('2025-09-08 17:10'), exception: { cancelled: true, reason: 'Mất điện' } });
  });

  it('moves an occurrence to another day, and the issues follow the order of the air', () => {
    const exceptions = [anException('2025-09-08', { movedTo: '2025-09-09T18:00:00' })];
    expect(
      build({ exceptions })
        .map(({ recurrenceId, episodeId }) => [recurrenceId, episodeId])
        .slice(0, 2),
    ).toEqual([
      ['2025-09-09', 1],
      ['2025-09-08', 2],
    ]);
  });

  it('moves one into these days from far outside, and out of them', () => {
    const exceptions = [
      anException('2025-12-01', { movedTo: '2025-09-08T12:00:00' }),
      anException('2025-09-09', { movedTo: '2025-12-01T12:00:00' }),
    ];
    expect(build({ exceptions }).map(({ recurrenceId }) => recurrenceId)).toEqual([
      '2025-12-01',
      '2025-09-08',
      '2025-09-10',
      '2025-09-11',
      '2025-09-12',
      '2025-09-13',
      '2025-09-14',
    ]);
  });

  it('for a day on which the rule no longer falls does nothing', () => {
    const slots = [aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=WE' })];
    const exceptions = [anException('2025-09-09', { movedTo: '2025-09-12T12:00:00', episodeId: 1 })];
    expect(build({ slots, exceptions })).toMatchObject([{ recurrenceId: '2025-09-10', episodeId: 1 }]);
  });

  it('gives one occurrence another length while nothing sounds there', () => {
    const exceptions = [anException('2025-09-08', { durationMs: minutes(5) })];
    expect(build({ exceptions, episodes: [] })[0]!.plannedEnd).toBe(at('2025-09-08 17:15'));
    expect(build({ exceptions })[0]!.plannedEnd).toBe(at('2025-09-08 17:24'));
  });

  it('pins an issue, and no other place takes its premiere', () => {
    const exceptions = [anException('2025-09-10', { episodeId: 1 })];
    const entries = build({ exceptions });
    expect(issues(entries).slice(0, 4)).toEqual([2, 3, 1, 4]);
    expect(entries[2]!.kind).toBe('premiere');
  });

  it('pins an issue, and the replay after it plays that issue', () => {
    const exceptions = [anException('2025-09-08', { episodeId: 5 })];
    const slots = [aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=MO' }), replaySlot()];
    expect(build({ slots, exceptions }).slice(0, 2)).toMatchObject([
      { kind: 'premiere', episodeId: 5 },
      { kind: 'replay', episodeId: 5 },
    ]);
  });

  it('pins an issue to a day beyond these, and it is still kept for that day', () => {
    expect(issues(build({ exceptions: [anException('2025-10-10', { episodeId: 1 })] }))[0]).toBe(2);
    expect(issues(build({ exceptions: [anException('2025-09-07', { episodeId: 1 })] }))[0]).toBe(1);
  });

  it('pins an issue that has aired: then it is a replay, wherever it stands', () => {
    const exceptions = [anException('2025-09-08', { episodeId: 1 })];
    expect(build({ exceptions, episodes: [aired(1, '2025-09-01 17:10'), anEpisode(2)] }).slice(0, 2)).toMatchObject([
      { kind: 'replay', episodeId: 1 },
      { kind: 'premiere', episodeId: 2 },
    ]);
  });

  it('pins an issue that nobody approved: silence, and the reason', () => {
    const exceptions = [anException('2025-09-08', { episodeId: 1 })];
    expect(build({ exceptions, episodes: [unapproved(1), anEpisode(2)] })[0]).toMatchObject({
      episodeId: 1,
      missing: 'not-approved',
      playoutSha256: null,
    });
    expect(build({ exceptions, episodes: [] })[0]).toMatchObject({ episodeId: 1, missing: 'not-approved' });
  });

  it('pins an issue of another programme, under its own title', () => {
    const guest = anEpisode(1, { id: 77, programmeId: 'cchc', title: 'Một cửa điện tử' });
    const exceptions = [anException('2025-09-08', { episodeId: 77 })];
    expect(build({ exceptions, episodes: [guest] })[0]).toMatchObject({
      programmeId: 'cchc',
      title: 'Một cửa điện tử',
    });
  });

  it('pinned today and missed gives its issue back', () => {
    const exceptions = [anException('2025-09-08', { episodeId: 1 })];
    const [first] = build({ exceptions });
    const now = at('2025-09-08 17:30');
    expect(issues(build({ exceptions, now, previous: [standing(first!, 'closed')] }))[0]).toBe(1);
  });
});

describe('within the hour before its start', () => {
  const late = anEpisode(1);
  const chosen = () => build({ episodes: [unapproved(1), anEpisode(2), anEpisode(3)], until: day('2025-09-08') })[0]!;
  const rebuilt = (changes: Partial<PlaylistInput>) =>
    build({
      episodes: [late, anEpisode(2), anEpisode(3)],
      previous: [standing(chosen())],
      now: at('2025-09-08 16:30'),
      ...changes,
    });

  it('the chosen issue stays, though an earlier one has been approved since', () => {
    expect(issues(rebuilt({})).slice(0, 3)).toEqual([2, 1, 3]);
  });

  it('not before: the hour begins at 16:10', () => {
    expect(issues(rebuilt({ now: at('2025-09-08 16:09:59') }))[0]).toBe(1);
    expect(issues(rebuilt({ now: at('2025-09-08 16:10') }))[0]).toBe(2);
  });

  it('the choice gives way when its approval is withdrawn, or when it has aired meanwhile', () => {
    expect(issues(rebuilt({ episodes: [late, unapproved(2), anEpisode(3)] }))[0]).toBe(1);
    expect(issues(rebuilt({ episodes: [late, aired(2, '2025-09-08 16:20'), anEpisode(3)] }))[0]).toBe(1);
  });

  it('it gives way to what a person does to this slot or this occurrence', () => {
    expect(issues(rebuilt({ exceptions: [anException('2025-09-08', { episodeId: 3 })] }))[0]).toBe(3);
    expect(issues(rebuilt({ slots: [aSlot({ changedAt: at('2025-09-08 16:29') })] }))[0]).toBe(1);
    const shorter = anException('2025-09-08', { durationMs: minutes(10), madeAt: at('2025-09-08 16:29') });
    expect(issues(rebuilt({ exceptions: [shorter] }))[0]).toBe(1);
    expect(rebuilt({ slots: [aSlot({ programmeId: 'cchc' })] })[0]!.missing).toBe('no-approved-episode');
  });

  it('a place that had nothing takes what has been approved since', () => {
    const empty = build({ episodes: [] })[0]!;
    expect(issues(rebuilt({ previous: [standing(empty)] }))[0]).toBe(1);
  });

  it('a new place before it does not take its issue', () => {
    const slots = [aSlot(), aSlot({ id: 'them', startTime: '17:00:00', changedAt: at('2025-09-08 16:29') })];
    const entries = rebuilt({ slots, episodes: [anEpisode(2), anEpisode(3)] });
    expect(entries.slice(0, 2).map(({ slotId, episodeId }) => [slotId, episodeId])).toEqual([
      ['them', 3],
      ['cds', 2],
    ]);
  });
});

describe('midnight and zones', () => {
  it('a programme 23:50–00:20 belongs to the day on which it starts', () => {
    const slots = [aSlot({ startTime: '23:50:00', durationMs: minutes(30) })];
    const eve = build({ slots, episodes: [], until: day('2025-09-08') });
    expect(eve).toHaveLength(1);
    expect(eve[0]).toMatchObject({ plannedStart: at('2025-09-08 23:50'), plannedEnd: at('2025-09-09 00:20') });
  });

  it('a programme running over midnight keeps its issue, and is not changed at 00:05', () => {
    const slots = [aSlot({ startTime: '23:50:00' })];
    const [first] = build({ slots });
    const next = build({
      slots,
      from: day('2025-09-09'),
      now: at('2025-09-09 00:05'),
      previous: [standing(first!, 'open')],
    });
    expect(next[0]).toMatchObject({ recurrenceId: '2025-09-09', episodeId: 2 });
  });

  it('a slot in another zone falls on the station’s day', () => {
    const slots = [
      aSlot({ timeZone: 'Pacific/Kiritimati', startTime: '01:00:00' }),
      aSlot({ id: 'b', timeZone: 'Etc/GMT+12', startTime: '23:30:00' }),
    ];
    const entries = build({ slots, from: day('2025-09-10'), until: day('2025-09-10') });
    expect(entries.map(({ recurrenceId, plannedStart }) => [recurrenceId, plannedStart])).toEqual([
      ['2025-09-11', at('2025-09-10 18:00')],
      ['2025-09-09', at('2025-09-10 18:30')],
    ]);
  });

  it('a wall clock that a summer-time gap skips is an hour later that day, and every day has one', () => {
    const zone = 'Europe/Berlin';
    const slots = [aSlot({ timeZone: zone, startTime: '02:30:00' })];
    const entries = build({
      slots,
      zone,
      from: day('2025-03-29'),
      until: day('2025-03-31'),
      now: at('2025-03-28 08:00', zone),
    });
    expect(entries.map(({ plannedStart }) => plannedStart)).toEqual([
      at('2025-03-29 02:30', zone),
      at('2025-03-30 03:30', zone),
      at('2025-03-31 02:30', zone),
    ]);
  });
});

describe('the calendar', () => {
  const { hours } = DEFAULT_SETTINGS;
  const order: SpecialDay = {
    id: 1,
    from: '2025-09-10',
    until: '2025-09-11',
    type: 'mourning',
    title: 'Quốc tang',
    document: '12/TB',
    hoursRule: 'keep',
    hours: [],
    recordingId: null,
    madeBy: null,
    madeAt: at('2025-09-08 07:00'),
  };
  const calendarOf = (changes: Partial<SpecialDay> = {}) =>
    openCalendar({
      hours,
      hoursByType: {},
      specialDays: [{ ...order, ...changes }],
      overrides: [],
      entertainment: new Set(['cds']),
      zone: ZONE,
    });
  const days = (entries: readonly EntryDraft[]) => entries.map(({ recurrenceId }) => recurrenceId.slice(-2));

  it('leaves entertainment out while mourning lasts, and its issues wait for the days after', () => {
    const entries = build({ calendar: calendarOf() });
    expect(days(entries)).toEqual(['08', '09', '12', '13', '14']);
    expect(issues(entries)).toEqual([1, 2, 3, 4, 5]);
  });

  it('puts the chosen recording in its place, which is no airing of the programme', () => {
    const state = 'ready';
    const recordings = [
      { id: 7, state, archivedAt: null, playoutSha256: 'dirge', playoutFrames: minutesOfSound(3) } as const,
    ];
    const entries = build({ calendar: calendarOf({ recordingId: 7 }), recordings });
    expect(issues(entries)).toEqual([1, 2, null, null, 3, 4, 5]);
    expect(entries[2]).toMatchObject({
      kind: 'music',
      title: 'Thay “Chuyển đổi số (phát mới)”',
      programmeId: null,
      recordingId: 7,
      playoutSha256: 'dirge',
      missing: null,
    });
    expect(entries[2]!.plannedEnd).toBe(at('2025-09-10 17:13'));
  });

  it('takes the sound away at once when mourning is ordered within the hour, and gives the issue to the next', () => {
    const now = at('2025-09-10 16:30');
    const previous = build({ now }).map((one) => standing(one));
    expect(issues(build({ now, previous, calendar: calendarOf() }))).toEqual([1, 2, 3]);
    expect(previous[0]!.episodeId).toBe(1);
  });

  it('lets a slot run on its kinds of day, and where a person moved it', () => {
    const slots = [aSlot({ dayTypes: ['weekend'], programmeId: 'tin' })];
    const episodes = [1, 2, 3, 4].map((number) => anEpisode(number, { programmeId: 'tin' }));
    const calendar = calendarOf();
    expect(days(build({ slots, episodes, calendar }))).toEqual(['13', '14']);
    const exceptions = [anException('2025-09-13', { movedTo: '2025-09-12T17:10:00' })];
    expect(build({ slots, episodes, calendar, exceptions }).map(({ plannedStart }) => plannedStart)).toEqual([
      at('2025-09-12 17:10'),
      at('2025-09-14 17:10'),
    ]);
  });

  it('does not keep back for a day left out the issue a person chose for it', () => {
    const exceptions = [anException('2025-09-10', { episodeId: 1 })];
    expect(issues(build({ calendar: calendarOf(), exceptions }))[0]).toBe(1);
  });

  it('without a word of anybody changes nothing', () => {
    const plain = openCalendar({
      hours,
      hoursByType: {},
      specialDays: [],
      overrides: [],
      entertainment: new Set(['cds']),
      zone: ZONE,
    });
    expect(build({ calendar: plain })).toEqual(build());
  });
});
