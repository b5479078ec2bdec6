import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { judgeAirings, type LoggedAiring } from '../../src/core/counting.ts';
import { type EpisodeInFull, isValidOn, versionLabel } from '../../src/core/episodes.ts';
import type { EntryDraft, SessionItem, Slot } from '../../src/core/model.ts';
import { buildEntries, type PlaylistInput } from '../../src/core/playlist.ts';
import { anEpisode, anException, aSlot, at, ZONE } from '../support/schedule.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

/** From Monday 8 September 2025, 08:00, for a week; a premiere every day at 17:10. */
const build = (changes: Partial<PlaylistInput>): EntryDraft[] =>
  buildEntries({
    ...{ slots: [aSlot()], exceptions: [], episodes: [], recordings: [], previous: [], zone: ZONE },
    ...{ from: day('2025-09-08'), until: day('2025-09-14'), now: at('2025-09-08 08:00') },
    ...changes,
  });

const ids = (entries: readonly EntryDraft[]) => entries.map(({ episodeId }) => episodeId);
const missing = (entries: readonly EntryDraft[]) => entries.map((entry) => entry.missing);
/** The same issue in Xơ Đăng; its id is the number and 100 more. */
const sedang = (number: number, changes: Partial<EpisodeInFull> = {}): EpisodeInFull => {
  const { approvals, ...issue } = anEpisode(number);
  const id = 100 + number;
  return { ...issue, id, language: 'sed', approvals: approvals.map((one) => ({ ...one, episodeId: id })), ...changes };
};
const anItem = (key: number, plays: 'premiere' | 'replay'): SessionItem => ({
  ...{ key, title: '', plays, programmeId: 'cds', recordingId: null, relayUrl: null, mostMs: null, afterMs: null },
});
const replay = (changes: Partial<Slot> = {}): Slot =>
  aSlot({ id: 'lai', startTime: '05:32:00', plays: 'replay', ...changes });

describe('an issue in two languages', () => {
  const episodes = [anEpisode(1), sedang(1), anEpisode(2), sedang(2)];

  it('is premiered in each by the slot that plays it, which has a pointer of its own', () => {
    const slots = [
      aSlot({ language: 'vi', rrule: 'FREQ=WEEKLY;BYDAY=MO,TU' }),
      aSlot({ id: 'sed', language: 'sed', rrule: 'FREQ=WEEKLY;BYDAY=WE,TH,FR' }),
    ];
    expect(ids(build({ slots, episodes }))).toEqual([1, 2, 101, 102, null]);
  });

  it('is premiered once where no language is asked for, in Vietnamese if there is that', () => {
    expect(ids(build({ episodes })).slice(0, 3)).toEqual([1, 2, null]);
    const heard = [{ ...anEpisode(1), airedAt: at('2025-09-01 17:10') }, sedang(1), sedang(2)];
    expect(ids(build({ episodes: heard }))[0], 'issue 1 has been heard, whatever its language').toBe(102);
  });

  it('is replayed in the language of the slot', () => {
    const aired = [anEpisode(2, { airedAt: at('2025-09-03 17:10') }), sedang(1, { airedAt: at('2025-09-02 17:10') })];
    expect(ids(build({ slots: [replay({ language: 'sed' })], episodes: aired }))[0]).toBe(101);
    expect(ids(build({ slots: [replay({ language: 'vi' })], episodes: aired }))[0]).toBe(2);
    expect(ids(build({ slots: [replay()], episodes: aired }))[0]).toBe(2);
    expect(missing(build({ slots: [replay({ language: 'bdq' })], episodes: aired }))[0]).toBe('nothing-to-replay');
  });

  it('is heard in each zone in the language its slots ask for, at the same minute', () => {
    const slots = [
      aSlot({ language: 'vi' }),
      aSlot({ id: 'sed', zoneId: 'thon-5', language: 'sed' }),
      replay({ id: 'sed-lai', zoneId: 'thon-5', language: 'sed', startTime: '18:00:00' }),
    ];
    const days = build({ slots, episodes }).slice(0, 6);
    expect(days.map(({ zoneId, kind, episodeId }) => `${zoneId} ${kind} ${episodeId}`)).toEqual([
      ...['main premiere 1', 'thon-5 premiere 101', 'thon-5 replay 101'],
      ...['main premiere 2', 'thon-5 premiere 102', 'thon-5 replay 102'],
    ]);
  });

  it('is not replaced by another language where its own is not approved', () => {
    const slots = [aSlot({ language: 'sed' })];
    expect(missing(build({ slots, episodes: [anEpisode(1), sedang(1, { approvals: [] })] }))[0]).toBe(
      'no-approved-episode',
    );
  });

  it('is heard in the language of its session, whatever item it is', () => {
    const items = [anItem(1, 'premiere'), anItem(2, 'replay')];
    const slots = [aSlot({ plays: 'session', programmeId: null, templateId: 't', items, language: 'sed' })];
    const aired = { ...sedang(1), airedAt: at('2025-09-05 17:10') };
    const entries = build({ slots, episodes: [anEpisode(1), aired, anEpisode(2), sedang(2)] }).slice(0, 2);
    expect(entries.map(({ kind, episodeId }) => `${kind} ${episodeId}`)).toEqual(['premiere 102', 'replay 102']);
  });

  it('is called by its language when that is not Vietnamese', () => {
    expect(versionLabel('số', anEpisode(2))).toBe('Số 02/2025');
    expect(versionLabel('số', sedang(2))).toBe('Số 02/2025 (tiếng Xơ Đăng)');
  });

  it('counts as one issue: its first airing is the premiere, that in the other language a replay', () => {
    const row = (id: number, episodeId: number, wall: string): LoggedAiring => ({
      ...{ id, episodeId, continuesId: null, slotId: null, recurrenceId: null, kind: 'premiere', title: '' },
      ...{ programmeId: 'cds', plannedStart: at(wall), startedAt: at(wall), endedAt: at(wall), fromFrame: 0 as never },
      ...{
        playedFrames: 100 as never,
        totalFrames: 100 as never,
        outcome: 'completed',
        reason: null,
        approvedAt: at('2025-01-03 08:00'),
      },
    });
    const rows = [row(1, 1, '2025-09-08 17:10'), row(2, 101, '2025-09-09 17:10')];
    const issueOf = (id: number): number => id % 100;
    expect(judgeAirings(rows, undefined, issueOf).map(({ kind }) => kind)).toEqual(['premiere', 'replay']);
    expect(judgeAirings(rows).map(({ kind }) => kind)).toEqual(['premiere', 'premiere']);
  });
});

describe('the validity of an issue', () => {
  const spring = { validFrom: '2025-09-10', validUntil: '2025-09-11' };

  it('has both its days in it', () => {
    expect(['2025-09-09', '2025-09-10', '2025-09-11', '2025-09-12'].map((one) => isValidOn(spring, one))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isValidOn({ validFrom: null, validUntil: '2025-09-11' }, '2020-01-01')).toBe(true);
  });

  it('lets the next issue go before it, and itself be chosen when its days have come', () => {
    expect(ids(build({ episodes: [anEpisode(1, spring), anEpisode(2), anEpisode(3)] })).slice(0, 4)).toEqual([
      2,
      3,
      1,
      null,
    ]);
  });

  it('keeps it from being replayed, or heard where somebody pinned it, once it is over', () => {
    const over = anEpisode(1, { validUntil: '2025-09-09', airedAt: at('2025-09-01 17:10') });
    expect(missing(build({ slots: [replay()], episodes: [over] })).slice(0, 2)).toEqual([null, 'nothing-to-replay']);
    const exceptions = [anException('2025-09-12', { episodeId: 1 })];
    expect(build({ episodes: [over], exceptions })[4]).toMatchObject({ missing: 'not-valid', playoutSha256: null });
  });
});

describe('a replay', () => {
  const inAugust = anEpisode(1, { airedAt: at('2025-08-31 17:10') });

  it('of the same month does not take last month’s issue, and takes the one premiered before it', () => {
    const slots = [replay({ replayOf: 'same-month' }), aSlot({ rrule: 'FREQ=WEEKLY;BYDAY=WE' })];
    const entries = build({ slots, episodes: [inAugust, anEpisode(2)] });
    expect(entries.map(({ kind, episodeId }) => `${kind} ${episodeId}`)).toEqual([
      ...['replay null', 'replay null', 'premiere 2', 'replay 2', 'replay 2', 'replay 2', 'replay 2'],
    ]);
    expect(ids(build({ slots: [replay()], episodes: [inAugust] }))[0], 'the latest, of whatever month').toBe(1);
  });

  it('of the same fortnight counts from the plan’s first day, else from the Monday its slot begins after', () => {
    // Aired on the last day of the fortnight 25/8–7/9.
    const aired = anEpisode(1, { airedAt: at('2025-09-07 17:10') });
    const slots = [replay({ replayOf: 'same-fortnight', startDate: '2025-09-01' })];
    expect(ids(build({ slots, episodes: [aired], anchors: new Map([['cds', '2025-08-25']]) }))[0]).toBeNull();
    // 1/9–14/9.
    expect(ids(build({ slots, episodes: [aired] }))[0]).toBe(1);
  });
});
