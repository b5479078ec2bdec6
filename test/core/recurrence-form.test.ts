import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SlotRule } from '../../src/core/model.ts';
import { occurrences, parseRule } from '../../src/core/recurrence.ts';
import { EMPTY, NTHS, type RecurrenceForm, readRule, writeRule } from '../../src/core/recurrence-form.ts';

const weekday = fc.integer({ min: 1, max: 7 });
const form = fc
  .record({
    repeat: fc.constantFrom('once', 'daily', 'workdays', 'weekly', 'monthly-by-day', 'monthly-by-weekday', 'yearly'),
    every: fc.integer({ min: 1, max: 12 }),
    weekdays: fc.uniqueArray(weekday, { minLength: 1 }),
    monthDays: fc.uniqueArray(fc.constantFrom(1, 5, 15, 28, 29, 30, 31, -1), { minLength: 1 }),
    nth: fc.constantFrom(...NTHS),
    weekday,
    until: fc.constantFrom(null, '2025-12-31', '2026-02-28'),
  })
  .map((chosen): RecurrenceForm => ({ ...EMPTY, ...(chosen as Partial<RecurrenceForm>) }));

test('what is chosen in the form is what the form shows when it is opened again', () => {
  fc.assert(
    fc.property(form, (chosen) => {
      const rule = writeRule(chosen);
      const shown = readRule(rule);
      expect(shown.repeat).not.toBe('rule');
      expect(writeRule(shown)).toBe(rule);
      expect(readRule(writeRule(shown))).toEqual(shown);
    }),
  );
});

test('saving a form that was only opened never moves an occurrence', () => {
  const rule = (rrule: string): SlotRule => ({
    rrule,
    startDate: '2025-08-27',
    startTime: '17:10:00',
    timeZone: 'Asia/Ho_Chi_Minh',
    exdates: [],
    rdates: [],
    overflow: 'skip',
  });
  const days = (rrule: string) => {
    const parsed = parseRule(rule(rrule));
    if (!parsed.ok) throw new Error(parsed.error);
    const { start } = parsed.value;
    return occurrences(parsed.value, start, start.add({ years: 3 })).join(' ');
  };
  for (const rrule of RULES) expect(days(writeRule(readRule(rrule))), rrule).toBe(days(rrule));
});

describe('a rule opens as the words a person would choose', () => {
  it.each([
    ['FREQ=DAILY;COUNT=1', { repeat: 'once' }],
    ['FREQ=DAILY', { repeat: 'daily' }],
    ['FREQ=WEEKLY;BYDAY=FR,TH,WE,TU,MO', { repeat: 'workdays' }],
    ['RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', { repeat: 'weekly', every: 2, weekdays: [3] }],
    ['FREQ=MONTHLY;BYMONTHDAY=-1,15', { repeat: 'monthly-by-day', monthDays: [15, -1] }],
    ['FREQ=MONTHLY;BYDAY=-1FR', { repeat: 'monthly-by-weekday', nth: -1, weekday: 5 }],
    ['FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO', { repeat: 'monthly-by-weekday', every: 3, nth: 1, weekday: 1 }],
    ['FREQ=YEARLY;UNTIL=20301231', { repeat: 'yearly', until: '2030-12-31' }],
  ] as const)('%s', (rrule, expected) => expect(readRule(rrule)).toEqual({ ...EMPTY, ...expected }));
});

describe('a rule the form has no words for stays as it was typed', () => {
  it.each([
    'FREQ=WEEKLY;BYDAY=MO;COUNT=5',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1',
    'FREQ=MONTHLY;BYDAY=MO',
    'FREQ=MONTHLY;BYMONTHDAY=-2',
    'FREQ=DAILY;BYMONTH=9',
    'FREQ=DAILY;UNTIL=20251231T171000',
    'FREQ=WEEKLY',
    'viết nhầm',
  ])('%s', (rrule) => expect(readRule(rrule)).toEqual({ ...EMPTY, repeat: 'rule', rule: rrule }));
});

const RULES = [
  'FREQ=DAILY;COUNT=1',
  'FREQ=DAILY;INTERVAL=3',
  'FREQ=WEEKLY;BYDAY=MO,WE,SU;WKST=SU',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE',
  'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO',
  'FREQ=WEEKLY',
  'FREQ=MONTHLY',
  'FREQ=MONTHLY;BYMONTHDAY=31,-1',
  'FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;UNTIL=20260630',
  'FREQ=YEARLY',
  'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2',
];
