import { describe, expect, it } from 'vitest';
import { addressOf, blocksOf, parseAddress, pushBack, reorder } from '../../src/core/day-order.ts';
import type { DayLine } from '../../src/core/day-playlist.ts';
import { formatTime } from '../../src/core/vietnamese.ts';
import { at, minutes, ZONE } from '../support/schedule.ts';

const HOURS = [{ from: '17:00', until: '17:45' }];
const clock = (start: DayLine['start']) => formatTime(start, ZONE);
const line = (title: string, wall: string, length: number, changes: Partial<DayLine> = {}): DayLine => ({
  ...{ entryId: 1, slotId: title, recurrenceId: '2025-09-10', item: 0, isFixed: false, kind: 'premiere', title },
  ...{ programmeId: null, programmeName: null, episodeId: null, episodeLabel: null, episodeTitle: null },
  ...{ recordingId: null, zoneId: 'main', start: at(`2025-09-10 ${wall}`), length: minutes(length) },
  ...{ slotEnd: null, endMode: 'finish', state: 'scheduled', missing: null, reason: null, exception: null },
  ...{ moved: null, ruling: null, isOpen: true },
  ...changes,
});
const tin = line('tin', '17:02', 8);
const cds = line('cds', '17:10', 15);
const thongBao = line('thong-bao', '17:27', 3);
const tiepSong = line('tiep-song', '17:30', 15, { kind: 'relay' });
const blocks = (lines: readonly DayLine[]) => blocksOf(lines, HOURS, clock).map((one) => one.map(({ title }) => title));

describe('what may change places', () => {
  it('is what follows one another; a relay keeps its moment', () => {
    expect(blocks([tin, cds, thongBao, tiepSong, line('nhac', '17:45', 5)])).toEqual([['tin', 'cds', 'thong-bao']]);
  });

  it('is not what has begun, nor what was taken off', () => {
    expect(blocks([{ ...tin, isOpen: false }, cds, thongBao])).toEqual([['cds', 'thong-bao']]);
    expect(blocks([tin, { ...cds, state: 'cancelled' }, thongBao])).toEqual([['tin', 'thong-bao']]);
  });

  it('of a session are its own items only', () => {
    const one = { ...tin, slotId: 'buoi', item: 1 };
    const two = { ...cds, slotId: 'buoi', item: 2 };
    expect(blocks([one, two, thongBao])).toEqual([['tin', 'cds']]);
  });
});

describe('a line put elsewhere', () => {
  const starts = (from: number, to: number) =>
    Object.fromEntries(reorder([tin, cds, thongBao], from, to).map((one) => [one.line.title, clock(one.start)]));

  it('up one changes places with its neighbour; the first and the last moment stay', () => {
    expect(starts(1, 0)).toEqual({ cds: '17:02', tin: '17:17', 'thong-bao': '17:27' });
  });
  it('to the end moves those between up, and the pause stays where it was in the row', () => {
    expect(starts(0, 2)).toEqual({ cds: '17:02', 'thong-bao': '17:17', tin: '17:22' });
  });
});

describe('room for one more', () => {
  it('is made by moving what follows only as far as it must', () => {
    const { moved, held } = pushBack([tin, cds, thongBao, tiepSong], at('2025-09-10 17:10'), minutes(1));
    expect(moved.map((one) => `${one.line.title} ${clock(one.start)}`)).toEqual(['cds 17:11']);
    expect(held).toBeUndefined();
  });
  it('is not made at the cost of a relay', () => {
    const { held } = pushBack([tin, cds, thongBao, tiepSong], at('2025-09-10 17:10'), minutes(5));
    expect(held).toMatchObject({ line: { title: 'tiep-song' }, by: minutes(3) });
  });
});

it('a line has an address that reads back, and nothing else does', () => {
  const address = { slotId: 'cds-phat-moi', recurrenceId: '2025-09-10', item: 3 };
  expect(parseAddress(addressOf(address))).toEqual(address);
  for (const wrong of ['', 'cds/2025-09-10', '../2025-09-10/0', 'cds/10-9/0'])
    expect(parseAddress(wrong)).toBeUndefined();
});
