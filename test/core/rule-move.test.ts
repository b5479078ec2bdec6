import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { SlotRule } from '../../src/core/model.ts';
import { occurrences, parseRule, upcoming } from '../../src/core/recurrence.ts';
import { moveDay, moveRule, splitRule } from '../../src/core/rule-move.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

const aRule = (rrule: string, changes: Partial<SlotRule> = {}): SlotRule => ({
  rrule,
  startDate: '2025-08-27', // a Wednesday
  startTime: '17:10:00',
  timeZone: 'Asia/Ho_Chi_Minh',
  exdates: [],
  rdates: [],
  overflow: 'skip',
  ...changes,
});

const falls = (rule: SlotRule | undefined, from = '2020-01-01', until = '2032-01-01'): string[] => {
  if (rule === undefined) return [];
  const parsed = parseRule(rule);
  if (!parsed.ok) throw new Error(parsed.error);
  return occurrences(parsed.value, day(from), day(until)).map(String);
};

const value = <T>(result: { ok: true; value: T } | { ok: false; error: string }): T => {
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

const SAME_TIME = { days: 0, startTime: '17:10:00' };

describe('this and the following', () => {
  it('ends the slot the day before and begins another, fortnight kept', () => {
    const rule = aRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=WE');
    const { before, after } = value(splitRule(rule, day('2025-09-24'), { days: 1, startTime: '17:20:00' }));
    expect(before).toMatchObject({ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20250923', startTime: '17:10:00' });
    expect(after).toMatchObject({
      rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH',
      startDate: '2025-09-25',
      startTime: '17:20:00',
    });
    expect(falls(before)).toEqual(['2025-08-27', '2025-09-10']);
    expect(falls(after).slice(0, 2)).toEqual(['2025-09-25', '2025-10-09']);
  });

  it('shares out what was counted', () => {
    const rule = aRule('FREQ=WEEKLY;BYDAY=WE;COUNT=5');
    const { before, after } = value(splitRule(rule, day('2025-09-10'), { days: 2, startTime: '17:10:00' }));
    expect(before?.rrule).toBe('FREQ=WEEKLY;BYDAY=WE;UNTIL=20250909');
    expect(after.rrule).toBe('FREQ=WEEKLY;BYDAY=FR;COUNT=3');
    expect(falls(after)).toEqual(['2025-09-12', '2025-09-19', '2025-09-26']);
  });

  it('counts what was left out, as COUNT does', () => {
    const rule = aRule('FREQ=WEEKLY;BYDAY=WE;COUNT=5', { exdates: ['2025-09-03', '2025-09-17'] });
    const { before, after } = value(splitRule(rule, day('2025-09-10'), SAME_TIME));
    expect([...falls(before), ...falls(after)]).toEqual(falls(rule));
    expect(before?.exdates).toEqual(['2025-09-03']);
    expect(after.exdates).toEqual(['2025-09-17']);
  });

  it('moves the end along, and a time of day in it does not cut off the last', () => {
    const rule = aRule('FREQ=DAILY;UNTIL=20250905T171000');
    const { after } = value(splitRule(rule, day('2025-08-30'), { days: 0, startTime: '17:30:00' }));
    expect(falls(after).at(-1)).toBe('2025-09-05');
    const later = value(splitRule(rule, day('2025-08-30'), { days: 3, startTime: '17:30:00' })).after;
    expect(falls(later)).toEqual(
      falls(rule)
        .slice(3)
        .map((text) => moveDay(text, 3)),
    );
  });

  it('takes days added by hand with the half they are in, when they are all that is left too', () => {
    const rule = aRule('FREQ=WEEKLY;BYDAY=WE;UNTIL=20250910', { rdates: ['2025-09-15', '2025-10-01', '2025-09-01'] });
    const { before, after } = value(splitRule(rule, day('2025-09-15'), { days: -1, startTime: '05:32:00' }));
    expect(falls(before)).toEqual(['2025-08-27', '2025-09-01', '2025-09-03', '2025-09-10']);
    expect(falls(after)).toEqual(['2025-09-14', '2025-09-30']);
  });

  it('has nothing before when the day is the first', () => {
    const rule = aRule('FREQ=WEEKLY;BYDAY=WE', { startDate: '2025-08-25' });
    expect(value(splitRule(rule, day('2025-08-27'), SAME_TIME)).before).toBeUndefined();
  });

  it('keeps the last day of short months', () => {
    const rule = aRule('FREQ=MONTHLY', { startDate: '2025-01-31', overflow: 'last-day' });
    const { after } = value(splitRule(rule, day('2025-02-28'), SAME_TIME));
    expect(falls(after).slice(0, 3)).toEqual(['2025-02-28', '2025-03-31', '2025-04-30']);
  });
});

describe('all of it', () => {
  it('at another hour keeps its rule as it was written', () => {
    const rule = aRule('FREQ=MONTHLY;BYDAY=1WE', { exdates: ['2025-10-01'] });
    expect(value(moveRule(rule, { days: 0, startTime: '05:32:00' }))).toEqual({ ...rule, startTime: '05:32:00' });
  });

  it('moves the 14 first days that carry the monthly programme', () => {
    const rule = aRule('FREQ=DAILY;INTERVAL=14;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14', {
      startDate: '2025-09-03',
    });
    const moved = value(moveRule(rule, { days: 1, startTime: '17:10:00' }));
    expect(falls(moved)).toEqual(falls(rule).map((text) => moveDay(text, 1)));
  });

  it('moves Sunday to Monday though the fortnight turns there', () => {
    const rule = aRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU');
    const moved = value(moveRule(rule, { days: 1, startTime: '17:10:00' }));
    expect(moved.rrule).toBe('FREQ=WEEKLY;INTERVAL=2;WKST=TU;BYDAY=MO,TH');
    expect(falls(moved)).toEqual(falls(rule).map((text) => moveDay(text, 1)));
  });

  it('says so when no rule keeps the rhythm, or when moving changes nothing', () => {
    expect(moveRule(aRule('FREQ=MONTHLY;BYDAY=1WE'), { days: 1, startTime: '17:10:00' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('Dời chỉ lượt này'),
    });
    for (const [rrule, days] of [
      ['FREQ=DAILY', 1],
      ['FREQ=WEEKLY;BYDAY=WE', 7],
    ] as const)
      expect(moveRule(aRule(rrule), { days, startTime: '17:10:00' })).toMatchObject({
        ok: false,
        error: expect.stringContaining('đúng những ngày cũ'),
      });
  });
});

const weekdays = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), {
  minLength: 1,
  maxLength: 4,
});
const end = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 40 }).map((count) => `;COUNT=${count}`),
  fc.integer({ min: 0, max: 400 }).map((days) => `;UNTIL=${moveDay('2025-10-01', days).replaceAll('-', '')}`),
);
const rules = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: 1, max: 20 }).map((n) => `FREQ=DAILY;INTERVAL=${n}`),
      fc.tuple(fc.integer({ min: 1, max: 4 }), weekdays).map(([n, on]) => `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${on}`),
      fc
        .uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 5 })
        .map((on) => `FREQ=MONTHLY;BYMONTHDAY=${on}`),
      fc.tuple(fc.constantFrom(1, 2, 3, 4, -1), weekdays).map(([n, [on]]) => `FREQ=MONTHLY;BYDAY=${n}${on}`),
      fc.constant('FREQ=YEARLY'),
    ),
    end,
    fc.constantFrom('skip' as const, 'last-day' as const),
    fc.array(fc.nat({ max: 200 }), { maxLength: 3 }),
    fc.array(fc.nat({ max: 200 }), { maxLength: 3 }),
  )
  .map(([rrule, until, overflow, out, added]) =>
    aRule(rrule + until, {
      overflow,
      exdates: [...new Set(out)].map((days) => moveDay('2025-08-27', days)),
      rdates: [...new Set(added)].map((days) => moveDay('2025-08-27', days)),
    }),
  )
  .filter((rule) => parseRule(rule).ok);

describe('whatever the rule', () => {
  it('both halves together are the old days, the second ones moved; or it is refused', () => {
    let taken = 0;
    fc.assert(
      fc.property(rules, fc.nat({ max: 12 }), fc.integer({ min: -9, max: 9 }), (rule, nth, days) => {
        const parsed = parseRule(rule);
        if (!parsed.ok) return;
        const on = upcoming(parsed.value, day('2025-08-01'), nth + 1).at(-1);
        if (on === undefined) return;
        const split = splitRule(rule, on, { days, startTime: '05:32:00' });
        if (!split.ok) {
          // An hour alone can always be changed.
          expect(days).not.toBe(0);
          return;
        }
        taken++;
        const { before, after } = split.value;
        const all = falls(rule);
        const kept = all.filter((text) => text < on.toString());
        expect(falls(before)).toEqual(kept);
        // The horizon cuts moved and unmoved days at different places.
        const until = moveDay('2032-01-01', -10);
        const moved = all.filter((text) => text >= on.toString()).map((text) => moveDay(text, days));
        expect(falls(after).filter((text) => text < until)).toEqual(moved.filter((text) => text < until));
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(150);
  });
});
