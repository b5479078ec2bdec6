import { describe, expect, test } from 'vitest';
import { mendOf, missingToTell, type Told } from '../../src/core/missing.ts';
import type { MissingSound } from '../../src/core/on-air.ts';
import { HOUR } from '../../src/core/time.ts';
import { at } from '../support/schedule.ts';

const lacking = (changes: Partial<MissingSound> = {}): MissingSound => ({
  missing: 'no-approved-episode',
  slotId: 'cchc-phat-moi',
  kind: 'premiere',
  title: 'Cải cách hành chính',
  programmeId: 'cchc',
  episodeId: null,
  firstStart: at('2025-09-19 17:10'),
  count: 1,
  waitingEpisodeId: null,
  ...changes,
});

/** Looks at each of these moments in turn, remembering; answers the hours ahead of which each telling was. */
function tellings(
  looks: readonly (readonly [when: string, missing: readonly MissingSound[]])[],
): (number | string)[][] {
  let told: readonly Told[] = [];
  return looks.map(([when, missing]) => {
    const due = missingToTell(missing, told, at(when));
    told = due.told;
    return due.tell.map(({ threshold, one }) => (one.slotId === 'cchc-phat-moi' ? threshold / HOUR : one.slotId));
  });
}

describe('what is missing is told', () => {
  test('seven days, three days, one day and two hours ahead, once for each', () => {
    const one = [lacking()];
    expect(
      tellings([
        ['2025-09-12 17:09', one],
        ['2025-09-12 17:10', one],
        ['2025-09-12 17:11', one],
        ['2025-09-16 17:09', one],
        ['2025-09-16 17:10', one],
        ['2025-09-18 17:10', one],
        ['2025-09-18 17:11', one],
        ['2025-09-19 15:10', one],
        ['2025-09-19 17:09', one],
      ]),
    ).toEqual([[], [168], [], [], [72], [24], [], [2], []]);
  });

  test('at the nearest warning alone when it is found late', () => {
    expect(tellings([['2025-09-18 20:00', [lacking()]]])).toEqual([[24]]);
  });

  test('again when it was mended and comes back', () => {
    expect(
      tellings([
        ['2025-09-17 08:00', [lacking()]],
        ['2025-09-17 09:00', []],
        ['2025-09-17 10:00', [lacking()]],
      ]),
    ).toEqual([[72], [], [72]]);
  });

  test('to the approver once the editor has done his part', () => {
    const due = missingToTell([lacking({ waitingEpisodeId: 7 })], [], at('2025-09-18 20:00'));
    expect(due.tell[0]?.mend).toMatchObject({ role: 'approver', href: '/duyet#so-7' });
    const before = missingToTell([lacking()], [], at('2025-09-18 20:00'));
    const next = missingToTell([lacking({ waitingEpisodeId: 7 })], before.told, at('2025-09-18 21:00'));
    expect(next.tell.map(({ mend }) => mend.role)).toEqual(['approver']);
  });

  test('of the next week anew when this week went by in silence', () => {
    const next = lacking({ firstStart: at('2025-09-26 17:10') });
    expect(
      tellings([
        ['2025-09-19 16:00', [lacking()]],
        ['2025-09-19 17:10', [next]],
      ]),
    ).toEqual([[2], [168]]);
  });

  test('of a signature tune without its file once, not every day', () => {
    const tune = (day: string) =>
      lacking({ kind: 'music', missing: 'no-recording', slotId: 'nhac-hieu', firstStart: at(`${day} 05:30`) });
    expect(
      tellings([
        ['2025-09-10 20:00', [tune('2025-09-11')]],
        ['2025-09-11 04:00', [tune('2025-09-11')]],
        ['2025-09-11 20:00', [tune('2025-09-12')]],
        ['2025-09-12 04:00', [tune('2025-09-12')]],
      ]),
    ).toEqual([['nhac-hieu'], ['nhac-hieu'], [], []]);
  });

  test('of a notice its session has no room for', () => {
    const [told] = tellings([['2025-09-19 16:00', [lacking({ kind: 'notice', missing: 'no-room' })]]]);
    expect(told).toHaveLength(1);
  });

  test('not of an empty place for notices, nor of what is more than a week ahead', () => {
    expect(
      tellings([
        ['2025-09-19 16:00', [lacking({ kind: 'notice' })]],
        ['2025-09-11 16:00', [lacking()]],
      ]),
    ).toEqual([[], []]);
  });

  test('two hours ahead it does not wait for the morning', () => {
    const urgent = (when: string) => missingToTell([lacking()], [], at(when)).tell[0]?.isUrgent;
    expect([urgent('2025-09-18 20:00'), urgent('2025-09-19 15:30')]).toEqual([false, true]);
  });
});

describe('whoever can mend it is led to the form', () => {
  test.each<[string, Partial<MissingSound>, string, string]>([
    ['no issue', {}, 'editor', '/chuyen-muc/cchc/so/them'],
    ['an issue that waits', { waitingEpisodeId: 7 }, 'approver', '/duyet#so-7'],
    ['an issue that nobody submitted', { draftEpisodeId: 8 }, 'editor', '/so/8'],
    [
      'one that waits, and another nobody submitted',
      { waitingEpisodeId: 7, draftEpisodeId: 8 },
      'approver',
      '/duyet#so-7',
    ],
    ['a chosen issue that nobody approved', { missing: 'not-approved', episodeId: 9 }, 'approver', '/duyet#so-9'],
    ['an issue without sound', { missing: 'no-recording', episodeId: 9 }, 'editor', '/so/9/sua'],
    ['a slot without sound', { missing: 'no-recording', programmeId: null }, 'editor', '/khung-gio/cchc-phat-moi'],
    ['a relay without address', { missing: 'no-relay-address' }, 'operator', '/khung-gio/cchc-phat-moi'],
    ['an item its session has no room for', { missing: 'no-room' }, 'editor', '/khung-gio/cchc-phat-moi'],
  ])('%s', (_, changes, role, href) => {
    expect(mendOf(lacking(changes))).toMatchObject({ role, href });
  });
});
