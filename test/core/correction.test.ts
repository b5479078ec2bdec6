/** What counts is what a person put right; and the program's guess at why something went wrong. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causeWord, proposedCause } from '../../src/core/causes.ts';
import { asCorrected, correctedFields, type Reading } from '../../src/core/correction.ts';
import { counts, judgeAirings } from '../../src/core/counting.ts';
import { after, durationMs, frames, msToFrames } from '../../src/core/time.ts';
import { anAiring, aSilence, asRead, at } from '../support/airings.ts';
import { log } from '../support/log.ts';
import { minutes } from '../support/schedule.ts';

const WED = '2025-09-10 17:10';
const [ROW] = log([{ at: WED, episodeId: 1 }]) as [ReturnType<typeof log>[number]];
const SILENT: Reading = { outcome: 'missed', reason: 'down', startedAt: null, endedAt: null, playedFrames: frames(0) };
const WHOLE: Reading = {
  ...{ outcome: 'completed', reason: null, startedAt: ROW.startedAt, endedAt: ROW.endedAt },
  playedFrames: ROW.playedFrames,
};

describe('a corrected airing', () => {
  test('that was not heard does not count, and the next of its issue is the premiere', () => {
    const [, second] = log([
      { at: WED, episodeId: 1 },
      { at: '2025-09-11 17:10', episodeId: 1 },
    ]);
    const judged = judgeAirings([{ ...ROW, correction: SILENT }, second!]);
    expect(judged.map(({ verdict, kind }) => [verdict, kind])).toEqual([
      ['silent', 'premiere'],
      ['counts', 'premiere'],
    ]);
  });

  test('that was heard after all counts, and for as long as it was heard', () => {
    const [silent] = log([{ at: WED, episodeId: 1, silent: true }]);
    expect(judgeAirings([{ ...silent!, correction: WHOLE }])).toMatchObject([{ verdict: 'counts', share: 1 }]);
    const half = { ...WHOLE, outcome: 'cut', reason: 'down', playedFrames: msToFrames(minutes(5)) } as const;
    expect(judgeAirings([{ ...silent!, correction: half }])).toMatchObject([{ verdict: 'too-short', share: 0.5 }]);
  });

  test('counts exactly as a row that had said so from the first', () => {
    const reading = fc
      .record({ share: fc.constantFrom(0, 0.5, 0.89, 0.9, 1), silent: fc.boolean() })
      .map(({ share, silent }) => log([{ at: WED, episodeId: 1, share, silent }])[0]!);
    fc.assert(
      fc.property(reading, reading, (said, right) => {
        const [one] = judgeAirings([{ ...said, correction: right }]);
        const [other] = judgeAirings([right]);
        expect([one!.verdict, one!.share, one!.playedFrames, counts(one!)]).toEqual([
          ...[other!.verdict, other!.share, other!.playedFrames, counts(other!)],
        ]);
      }),
    );
  });

  test('shows its share of the recording anew, and what was changed', () => {
    const half = {
      ...SILENT,
      outcome: 'cut',
      startedAt: at('2025-09-10T17:10:00'),
      endedAt: at('2025-09-10T17:17:30'),
    } as const;
    const row = { ...asRead(anAiring()), correction: { ...half, playedFrames: msToFrames(minutes(7.5)) } };
    expect(asCorrected({ ...row, correction: null })).toMatchObject({ share: 1, outcome: 'completed' });
    expect(asCorrected(row as never)).toMatchObject({ share: 0.5, outcome: 'cut', reason: 'down' });
    expect(correctedFields(row, row.correction)).toEqual(['outcome', 'reason', 'startedAt', 'endedAt', 'playedFrames']);
    expect(correctedFields(row, row)).toEqual([]);
  });
});

describe('the proposed cause', () => {
  const incident = (kind: string, wall: string) => ({ kind, at: at(wall), endedAt: null });

  test.each([
    [aSilence({ reason: 'down' }), [], 'Mất điện'],
    [aSilence({ reason: 'not-approved' }), [], 'Chưa duyệt nội dung'],
    [aSilence({ reason: 'relay-lost' }), [], 'Mất mạng nguồn'],
    [anAiring({ outcome: 'cut', reason: 'emergency' }), [], 'Nhường phát khẩn cấp'],
    [
      anAiring({ outcome: 'cut', reason: 'restart' }),
      [incident('decoder-failed', '2025-09-10T17:12:00')],
      'Sự cố máy, phần mềm',
    ],
    [anAiring({ outcome: 'cut', reason: 'restart' }), [incident('decoder-failed', '2025-09-10T12:00:00')], 'Mất điện'],
    [aSilence({ reason: 'late-skip' }), [incident('playout-restarted', '2025-09-10T17:12:00')], 'Mất điện'],
  ])('of a row is what its reason and the incidents around it say (%#)', (row, incidents, words) => {
    const ended = incidents.map((one) => ({ ...one, endedAt: after(one.at, durationMs(1000)) }));
    expect(causeWord(proposedCause(row, ended)!)).toBe(words);
  });

  test('is none where nothing went wrong', () => {
    expect(proposedCause(anAiring(), [])).toBeUndefined();
    expect(proposedCause(anAiring({ outcome: 'on-air' }), [])).toBeUndefined();
  });
});
