import { describe, expect, it, test } from 'vitest';
import { type DayLine, sessionsOf, stateOf, totalLength } from '../../src/core/day-playlist.ts';
import { formatTime } from '../../src/core/vietnamese.ts';
import { at, minutes, ZONE } from '../support/schedule.ts';

const line = (wall: string, changes: Partial<DayLine> = {}): DayLine => ({
  entryId: 1,
  slotId: 'cds',
  recurrenceId: '2025-09-10',
  item: 0,
  isFixed: false,
  kind: 'premiere',
  title: wall,
  programmeId: null,
  programmeName: null,
  episodeId: null,
  episodeLabel: null,
  episodeTitle: null,
  recordingId: null,
  zoneId: 'main',
  slotEnd: null,
  endMode: 'finish',
  start: at(`2025-09-10 ${wall}`),
  length: minutes(15),
  state: 'scheduled',
  missing: null,
  reason: null,
  exception: null,
  moved: null,
  ruling: null,
  isOpen: true,
  ...changes,
});
const sessions = (lines: readonly DayLine[], hours: { from: string; until: string }[]) =>
  sessionsOf(lines, hours, (instant) => formatTime(instant, ZONE)).map(({ name, hours: span, lines: inside }) => [
    name,
    span,
    inside.map(({ title }) => title),
  ]);

describe('the lines of a day', () => {
  it('stand by the allowed hours they are in', () => {
    const hours = [
      { from: '05:30', until: '06:15' },
      { from: '17:00', until: '17:45' },
    ];
    const lines = ['05:30', '06:00', '06:15', '11:00', '17:00', '17:30'].map((wall) => line(wall));
    expect(sessions(lines, hours)).toEqual([
      ['Buổi sáng', '05:30–06:15', ['05:30', '06:00']],
      ['Buổi sáng', null, ['06:15']],
      ['Buổi trưa', null, ['11:00']],
      ['Buổi chiều', '17:00–17:45', ['17:00', '17:30']],
    ]);
  });

  it('make sessions of their own in a long window, wherever half an hour passes without anything', () => {
    const lines = ['05:30', '05:45', '06:30', '06:59', '17:00'].map((wall) => line(wall));
    expect(sessions(lines, [{ from: '05:00', until: '22:00' }])).toEqual([
      ['Buổi sáng', '05:00–22:00', ['05:30', '05:45', '06:30', '06:59']],
      ['Buổi chiều', '05:00–22:00', ['17:00']],
    ]);
    expect(sessions([line('10:50'), line('11:10')], [])).toEqual([['Buổi sáng', null, ['10:50', '11:10']]]);
  });

  it('of giao thừa stand together on either side of midnight', () => {
    expect(sessions([line('00:05'), line('23:50')], [{ from: '23:50', until: '00:15' }])).toEqual([
      ['Buổi tối', '23:50–00:15', ['00:05', '23:50']],
    ]);
  });
});

test('what was cancelled or moved away takes no time of the day', () => {
  const lines = [line('17:00'), line('17:15', { state: 'cancelled' }), line('17:30', { state: 'moved' })];
  expect(totalLength(lines)).toBe(minutes(15));
});

test('an entry nobody has logged is scheduled, missing, waited for, or missed, as its time goes by', () => {
  const [start, end] = [at('2025-09-10 17:10'), at('2025-09-10 17:25')];
  expect(stateOf(null, start, end, at('2025-09-10 17:09'))).toBe('scheduled');
  expect(stateOf('no-recording', start, end, at('2025-09-10 17:09'))).toBe('missing');
  expect(stateOf(null, start, end, start)).toBe('waiting');
  expect(stateOf(null, start, end, end)).toBe('missed');
  expect(stateOf('cancelled-by-person', start, end, start)).toBe('cancelled');
});
