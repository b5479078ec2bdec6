import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { fitsOf, fitWords } from '../../src/core/fit.ts';
import type { EndMode, EnvelopeOverride } from '../../src/core/model.ts';
import {
  airtimeOf,
  countWords,
  hasTooMany,
  isHeardIn,
  isTooLong,
  limitsOn,
  marginWords,
  measureDay,
  wallClockOn,
} from '../../src/core/sessions.ts';
import { durationMs, SECOND } from '../../src/core/time.ts';
import { formatTime } from '../../src/core/vietnamese.ts';
import { at, minutes, ZONE } from '../support/schedule.ts';

const HOURS = [
  { from: '05:30', until: '06:15' },
  { from: '17:00', until: '18:00' },
];
const LIMITS = { sessions: 3, minutes: 45 };
const DAY = Temporal.PlainDate.from('2025-09-10');
const spot = (wall: string, length: number, zoneId = 'main') => ({
  ...{ start: at(`2025-09-10 ${wall}`), length: minutes(length), zoneId },
});
const clock = wallClockOn(DAY, ZONE);

describe('the sessions of a day', () => {
  it('say what is over, what is left and what just fits, as the glossary writes it', () => {
    const day = measureDay([spot('05:30', 45), spot('17:00', 30), spot('17:30', 18)], HOURS, LIMITS, clock);
    expect(day.sessions.map(marginWords)).toEqual([
      'Buổi sáng đã xếp 45 phút, vừa đủ mức tối đa',
      'Buổi chiều đã xếp 48 phút, vượt 03 phút so với mức tối đa 45 phút',
    ]);
    expect(day.sessions.map(isTooLong)).toEqual([false, true]);
    expect(hasTooMany(day)).toBe(false);
    expect(countWords(day)).toBe('Có 02 buổi phát, còn được thêm 01 buổi');
    expect(countWords({ sessions: [1, 2, 3, 4], limit: 3 })).toBe(
      'Có 04 buổi phát, vượt 01 buổi so với mức tối đa 03 buổi một ngày',
    );
    const short = measureDay([spot('17:00', 41.5)], HOURS, LIMITS, clock);
    expect(short.sessions.map(marginWords)).toEqual([
      'Buổi chiều đã xếp 41 phút 30 giây, còn 03 phút 30 giây so với mức tối đa 45 phút',
    ]);
  });

  it('count a minute once, however many sound in it, and the pauses between not at all', () => {
    expect(airtimeOf([spot('17:00', 10), spot('17:05', 10), spot('17:06', 2), spot('17:20', 5)])).toBe(minutes(20));
  });

  it('of a village have the programme of the commune in them, and those of the commune none of a village', () => {
    const spots = [spot('17:00', 30), spot('17:30', 20, 'thon-3')];
    const airtimes = ['main', 'thon-3', 'thon-4'].map((id) => airtimeOf(spots.filter(isHeardIn(id))));
    expect(airtimes).toEqual([30, 50, 30].map(minutes));
  });

  it('may be longer or more by a leader’s word, on its days and in its zone only', () => {
    const base: EnvelopeOverride = {
      ...{ id: 1, kind: 'minutes', zoneId: null, from: '2025-09-10', until: '2025-09-11', hours: [], most: 60 },
      ...{ reason: 'Hội làng', document: '12/CV', madeBy: 1, madeAt: at('2025-09-01 08:00') },
    };
    const on = (day: string, overrides: EnvelopeOverride[], zone = 'main') =>
      limitsOn(Temporal.PlainDate.from(day), zone, LIMITS, overrides);
    expect(on('2025-09-11', [base])).toEqual({ sessions: 3, minutes: 60 });
    expect(on('2025-09-12', [base])).toEqual(LIMITS);
    expect(on('2025-09-10', [{ ...base, zoneId: 'thon-3' }])).toEqual(LIMITS);
    expect(on('2025-09-10', [{ ...base, zoneId: 'thon-3' }], 'thon-3').minutes).toBe(60);
    expect(on('2025-09-10', [{ ...base, kind: 'sessions', most: 4 }])).toEqual({ sessions: 4, minutes: 45 });
    expect(on('2025-09-10', [{ ...base, most: 20 }])).toEqual(LIMITS);
  });

  it('are a zone’s own where it has them, and a leader’s word raises those', () => {
    const limits = { ...LIMITS, zones: new Map([['thon-3', { minutes: 30 }]]) };
    const day = Temporal.PlainDate.from('2025-09-10');
    expect(limitsOn(day, 'thon-3', limits, []).minutes).toBe(30);
    expect(limitsOn(day, 'thon-3', limits, []).sessions).toBe(LIMITS.sessions);
    expect(limitsOn(day, 'main', limits, []).minutes).toBe(LIMITS.minutes);
    const override: EnvelopeOverride = {
      ...{ id: 1, kind: 'minutes', zoneId: 'thon-3', from: '2025-09-10', until: '2025-09-10', hours: [], most: 40 },
      ...{ reason: 'Họp thôn', document: '', madeBy: 1, madeAt: at('2025-09-01 08:00') },
    };
    expect(limitsOn(day, 'thon-3', limits, [override]).minutes).toBe(40);
  });
});

test.each(['2025-09-10', '2026-03-29', '2026-10-25'])('the clock of %s says what the zone’s does', (text) => {
  for (const zone of [ZONE, 'Europe/Berlin', 'Australia/Lord_Howe']) {
    const day = Temporal.PlainDate.from(text);
    const say = wallClockOn(day, zone);
    for (let hour = 0; hour < 24; hour += 1.25) {
      const instant = at(`${text} 00:00`, zone) + hour * 3_600_000;
      expect(say(instant as never), `${zone} ${hour}`).toBe(formatTime(instant as never, zone));
    }
  }
});

describe('sound in its place', () => {
  const line = (wall: string, sound: number, place: number, endMode: EndMode = 'finish', zoneId = 'main') => ({
    ...{ title: wall, endMode, zoneId, start: at(`2025-09-10 ${wall}`), length: durationMs(sound * SECOND) },
    slotEnd: (at(`2025-09-10 ${wall}`) + place * SECOND) as never,
  });
  const said = (...lines: ReturnType<typeof line>[]) =>
    [...fitsOf(lines)].map(([{ title }, fit]) => [title, fitWords(fit)]);

  it.each<[string, ReturnType<typeof line>[], string[][]]>([
    ['fits to the second', [line('17:00', 600, 600), line('17:10', 900, 900)], []],
    ['a millisecond is no complaint', [line('17:00', 600.4, 600), line('17:10', 899.6, 900)], []],
    ['is too short', [line('17:00', 530, 600)], [['17:00', 'Để trống 01 phút 10 giây cuối khung']]],
    ['is filled up', [line('17:00', 530, 600, 'fill')], [['17:00', 'Phát lấp 01 phút 10 giây cuối khung']]],
    ['is too long, with nothing behind it', [line('17:00', 680, 600)], [['17:00', 'Dài hơn khung 01 phút 20 giây']]],
    [
      'is cut',
      [line('17:00', 680, 600, 'cut'), line('17:10', 60, 60)],
      [['17:00', 'Dài hơn khung 01 phút 20 giây nên bị cắt']],
    ],
    [
      'runs into the next',
      [line('17:00', 680, 600), line('17:10', 60, 60)],
      [['17:00', 'Dài hơn khung 01 phút 20 giây, lấn sang “17:10” 01 phút 20 giây']],
    ],
    [
      'runs into a pause, then the next',
      [line('17:00', 680, 600), line('17:11', 60, 60)],
      [['17:00', 'Dài hơn khung 01 phút 20 giây, lấn sang “17:11” 20 giây']],
    ],
    ['of another zone is in nobody’s way', [line('17:00', 600, 600), line('17:05', 60, 60, 'finish', 'thon-3')], []],
    [
      'leaves silence only until the next',
      [line('17:00', 500, 600), line('17:09', 60, 60)],
      [['17:00', 'Để trống 40 giây cuối khung']],
    ],
  ])('%s', (_, lines, expected) => {
    expect(said(...lines)).toEqual(expected);
  });
});
