import { describe, expect, it } from 'vitest';
import { differences, type SignedEntry } from '../../src/core/sign-off.ts';
import { at, minutes, ZONE } from '../support/schedule.ts';

const line = (slotId: string, wall: string, changes: Partial<SignedEntry> = {}): SignedEntry => ({
  ...{ slotId, recurrenceId: '2025-09-10', item: 0, zoneId: 'main', start: at(`2025-09-10 ${wall}`) },
  ...{ lengthMs: minutes(14), kind: 'premiere', title: slotId, episodeId: 1, recordingId: 7, playoutSha256: 'a' },
  ...{ missing: null, ...changes },
});
const words = (before: readonly SignedEntry[], now: readonly SignedEntry[]) =>
  differences(before, now, ZONE).map((one) => `${one.title}: ${one.words}`);

describe('since a day was checked', () => {
  const signed = [line('tin', '17:02'), line('cds', '17:10')];

  it('nothing is other while nothing is', () => {
    expect(words(signed, [...signed].reverse())).toEqual([]);
  });

  it.each([
    { what: 'another time', now: [signed[0]!, line('cds', '17:25')], says: ['cds: từ 17:10 sang 17:25'] },
    { what: 'another issue', now: [signed[0]!, line('cds', '17:10', { episodeId: 2 })], says: ['cds: phát số khác'] },
    {
      what: 'other sound of the same issue',
      now: [signed[0]!, line('cds', '17:10', { playoutSha256: 'b' })],
      says: ['cds: âm thanh khác'],
    },
    { what: 'gone', now: [signed[0]!], says: ['cds: không còn trong danh sách (lúc kiểm tra ở 17:10)'] },
    { what: 'one more', now: [...signed, line('nhac', '17:40')], says: ['nhac: thêm vào lúc 17:40'] },
    {
      what: 'longer',
      now: [signed[0]!, line('cds', '17:10', { lengthMs: minutes(15) })],
      says: ['cds: dài 15 phút thay vì 14 phút'],
    },
  ])('$what is said', ({ now, says }) => {
    expect(words(signed, now)).toEqual(says);
  });

  it('an issue whose approval is gone is said as what it lacks', () => {
    const now = [signed[0]!, line('cds', '17:10', { missing: 'not-approved', playoutSha256: null })];
    expect(words(signed, now)).toEqual(['cds: số này chưa được duyệt']);
  });
});
