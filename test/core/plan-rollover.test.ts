import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { obligationPeriods, owedPeriods } from '../../src/core/periods.ts';
import { type PlanFile, parsePlanFile } from '../../src/core/plan-file.ts';
import { anchorIn, rollOverPlan, ruleFrom } from '../../src/core/plan-rollover.ts';
import { occurrences, parseRule } from '../../src/core/recurrence.ts';

const SHIPPED = readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8');
const read = (text: string): PlanFile => {
  const parsed = parsePlanFile(text, 'any');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};
const OLD = read(SHIPPED);
const NEW_YEAR = {
  year: 2026,
  number: '03/KH-UBND',
  title: 'Truyền thông năm 2026',
  issuedOn: '2025-12-20',
  from: '2026-01-01',
};
const NONE = { plans: new Set([OLD.plan.id]), slots: new Set(OLD.slots.map(({ id }) => id)) };

function rolled(source = SHIPPED, ahead: Partial<typeof NEW_YEAR> = {}) {
  const result = rollOverPlan(source, { ...NEW_YEAR, ...ahead }, NONE);
  if (!result.ok) throw new Error(result.error);
  return { ...result.value, file: read(result.value.source) };
}
const daysOf = (slot: PlanFile['slots'][number], from: string, until: string): string[] => {
  const rule = parseRule(slot);
  if (!rule.ok) throw new Error(rule.error);
  return occurrences(rule.value, Temporal.PlainDate.from(from), Temporal.PlainDate.from(until)).map(String);
};

describe('the plan of Đăk Tô in 2026', () => {
  const { file, succession, source } = rolled();

  test('has its own number, and the same programmes, units and topics', () => {
    expect(file.plan).toMatchObject({
      id: 'KH-25-2026-DAKTO',
      number: '03/KH-UBND',
      year: 2026,
      issuedOn: '2025-12-20',
    });
    const own = (of: PlanFile) => of.programmes.map(({ planId: _, ...programme }) => programme);
    expect(own(file)).toEqual(own(OLD));
    expect(file.units).toEqual(OLD.units);
    expect(file.topics).toEqual(OLD.topics);
  });

  test('owes 26 fortnights and not 27, though 2026 has 53 weeks, and none of them is the old plan’s', () => {
    const [owed] = file.obligations;
    expect(owed).toMatchObject({
      ...{ id: 'cds-phat-thanh-xa-2026', anchor: '2026-01-12', validFrom: '2026-01-01', validUntil: '2026-12-31' },
    });
    const { quotas, periods } = owedPeriods({ ...owed!, issuedOn: file.plan.issuedOn });
    expect(quotas).toMatchObject([{ year: 2026, owed: 26 }]);
    const last = obligationPeriods(OLD.obligations[0]!).at(-1)!;
    expect(last.from.toString()).toBe('2025-12-29');
    expect(periods.filter(({ owes }) => owes > 0)[0]?.from.toString()).toBe('2026-01-12');
  });

  test('has every slot go on on the days it would have fallen on', () => {
    expect(Object.keys(succession.slots)).toHaveLength(31);
    expect(succession.slots['cds-phat-moi']).toBe('cds-phat-moi-2026');
    for (const slot of OLD.slots) {
      const next = file.slots.find(({ id }) => id === succession.slots[slot.id])!;
      expect([slot.id, daysOf(next, '2026-01-01', '2026-06-30')]).toEqual([
        slot.id,
        daysOf(slot, '2026-01-01', '2026-06-30'),
      ]);
      expect(daysOf(next, '2025-01-01', '2025-12-31')).toEqual([]);
    }
  });

  test('keeps comments and order, and drops the figures and questions of the old document', () => {
    expect(source).toContain('# ---- hằng ngày');
    expect(source).toMatch(/timeframe_text: "Năm 2026"/);
    expect(source).not.toContain('remaining_fortnight_starts_2025');
    expect(source).not.toContain('ambiguities:');
    const ids = file.slots.map(({ id }) => id);
    expect(ids).toEqual(OLD.slots.map(({ id }) => succession.slots[id]));
  });

  test('rolls on again', () => {
    const again = rollOverPlan(source, { ...NEW_YEAR, year: 2027, from: '2027-01-01' }, NONE);
    if (!again.ok) throw new Error(again.error);
    const third = read(again.value.source);
    expect(third.plan.id).toBe('KH-25-2027-DAKTO');
    expect(third.obligations[0]?.anchor).toBe('2027-01-11');
    expect(third.slots[0]?.id).toBe('nhac-hieu-sang-2027');
  });
});

test('a year that is not later is refused', () => {
  expect(rollOverPlan(SHIPPED, { ...NEW_YEAR, year: 2025 }, NONE)).toMatchObject({ ok: false });
});

test.each([
  ['fortnights go on', { period: 'weeks' as const, every: 2, anchor: '2025-08-25' }, 2026, '2026-01-12'],
  [
    'a fortnight that begins on New Year’s Day is the new plan’s',
    { period: 'weeks' as const, every: 2, anchor: '2024-12-19' },
    2026,
    '2026-01-01',
  ],
  ['weeks through a year of 53', { period: 'weeks' as const, every: 1, anchor: '2026-01-05' }, 2027, '2027-01-04'],
  ['a month begins with the year', { period: 'month' as const, every: 1, anchor: '2025-09-01' }, 2026, '2026-01-01'],
  ['without an anchor there is none', { period: 'month' as const, every: 1, anchor: null }, 2026, undefined],
])('an anchor: %s', (_, owed, year, expected) => {
  expect(anchorIn(owed, year)).toBe(expected);
});

describe('a slot with an end', () => {
  const slot = { ...OLD.slots.find(({ id }) => id === 'ca-nhac')! };
  const from = (rrule: string, changes: Partial<typeof slot> = {}) =>
    ruleFrom({ ...slot, rrule, ...changes }, { year: 2026, from: '2026-01-01' }, 2025);
  test('at the end of the year goes on to the end of the next', () => {
    expect(from('FREQ=WEEKLY;BYDAY=SA;UNTIL=20251231')).toMatchObject({
      ...{ startDate: '2026-01-03', rrule: 'FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231' },
    });
  });
  test('before that is over', () => {
    expect(from('FREQ=WEEKLY;BYDAY=SA;UNTIL=20251108')).toBeUndefined();
  });
  test('after so many times has as many left', () => {
    // 18 Saturdays from 30 August to 27 December 2025.
    expect(from('FREQ=WEEKLY;BYDAY=SA;COUNT=30')).toMatchObject({
      startDate: '2026-01-03',
      rrule: 'FREQ=WEEKLY;BYDAY=SA;COUNT=12',
    });
  });
  test('takes along the dates that are still to come', () => {
    expect(from('FREQ=WEEKLY;BYDAY=SA', { exdates: ['2025-09-06', '2026-02-14'] })).toMatchObject({
      exdates: ['2026-02-14'],
    });
  });
});

test('a slot that is over is not in the new plan, nor is its line', () => {
  const ended = SHIPPED.replace('rrule: "FREQ=WEEKLY;BYDAY=SU"', 'rrule: "FREQ=WEEKLY;BYDAY=SU;UNTIL=20251130"');
  const { file, source } = rolled(ended);
  expect(file.slots).toHaveLength(30);
  expect(source).not.toContain('UNTIL=20251130');
});

test('an id that is in use gets another', () => {
  const taken = { plans: new Set(['KH-25-2026-DAKTO']), slots: new Set(['ca-nhac-2026']) };
  const result = rollOverPlan(SHIPPED, NEW_YEAR, taken);
  expect(result).toMatchObject({
    ok: true,
    value: { planId: 'KH-25-2026-DAKTO-2', succession: { slots: { 'ca-nhac': 'ca-nhac-2026-2' } } },
  });
});
