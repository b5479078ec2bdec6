/**
 * What people choose in a form ("hai tuần một lần, thứ Tư") and its RRULE, both ways. A rule the form cannot say stays
 * `repeat: 'rule'` with its own text, so opening and saving a form never changes what a rule means.
 */
import { type ByDay, type Frequency, parseParts, WEEKDAYS } from './recurrence-parts.ts';

export const REPEATS = [
  'once',
  'daily',
  'workdays',
  'weekly',
  'monthly-by-day',
  'monthly-by-weekday',
  'yearly',
  'rule',
] as const;
export type Repeat = (typeof REPEATS)[number];

/** Which week of the month; -1 is the last. */
export const NTHS = [1, 2, 3, 4, -1] as const;
export type Nth = (typeof NTHS)[number];

/** Each `repeat` reads only the fields it needs; the others are as `EMPTY` has them. */
export type RecurrenceForm = {
  readonly repeat: Repeat;
  /** Every so many days, weeks, months or years, counted from the start date. */
  readonly every: number;
  /** Monday 1 to Sunday 7; of 'weekly'. */
  readonly weekdays: readonly number[];
  /** 1 to 31, or -1 for the month's last; of 'monthly-by-day'. */
  readonly monthDays: readonly number[];
  /** Of 'monthly-by-weekday'. */
  readonly nth: Nth;
  readonly weekday: number;
  /** yyyy-mm-dd, the last day included; `null`: for ever. */
  readonly until: string | null;
  /** The RRULE as typed; of 'rule'. */
  readonly rule: string;
};

export const EMPTY: RecurrenceForm = {
  repeat: 'once',
  every: 1,
  weekdays: [],
  monthDays: [],
  nth: 1,
  weekday: 1,
  until: null,
  rule: '',
};

const WORKDAYS = [1, 2, 3, 4, 5];
const code = (weekday: number): string => WEEKDAYS[weekday - 1]!;

/** Days of 'weekly' and 'monthly-by-day' are at least one. */
export function writeRule(form: RecurrenceForm): string {
  const interval = form.every > 1 ? `;INTERVAL=${form.every}` : '';
  const until = form.until === null ? '' : `;UNTIL=${form.until.replaceAll('-', '')}`;
  switch (form.repeat) {
    case 'once':
      return 'FREQ=DAILY;COUNT=1';
    case 'daily':
      return `FREQ=DAILY${interval}${until}`;
    case 'workdays':
      return `FREQ=WEEKLY;BYDAY=${WORKDAYS.map(code)}${until}`;
    case 'weekly':
      return `FREQ=WEEKLY${interval};BYDAY=${sorted(form.weekdays).map(code)}${until}`;
    case 'monthly-by-day':
      return `FREQ=MONTHLY${interval};BYMONTHDAY=${sorted(form.monthDays)}${until}`;
    case 'monthly-by-weekday':
      return `FREQ=MONTHLY${interval};BYDAY=${form.nth}${code(form.weekday)}${until}`;
    case 'yearly':
      return `FREQ=YEARLY${interval}${until}`;
    case 'rule':
      return form.rule.trim();
    default:
      return form.repeat satisfies never;
  }
}

export function readRule(rrule: string): RecurrenceForm {
  const asRule: RecurrenceForm = { ...EMPTY, repeat: 'rule', rule: rrule };
  const parsed = parseParts(rrule);
  if (!parsed.ok) return asRule;
  const { freq, interval: every, count, until, weekStart, byDay, byMonthDay, ...others } = parsed.value;
  const has = [
    byDay.length > 0 && 'byDay',
    byMonthDay.length > 0 && 'byMonthDay',
    Object.values(others).some((list) => list.length > 0) && 'others',
  ].filter((part) => part !== false);

  const isPlainOnce = freq === 'DAILY' && every === 1 && has.length === 0;
  if (count !== null) return count === 1 && isPlainOnce ? EMPTY : asRule;
  if (until?.includes('T') || has.length > 1 || (weekStart !== 1 && freq === 'WEEKLY' && every > 1)) return asRule;
  const days = chosenDays(freq, has[0], byDay, byMonthDay);
  if (days === undefined) return asRule;
  if (days.repeat === 'weekly' && every === 1 && `${days.weekdays}` === `${WORKDAYS}`)
    return { ...EMPTY, repeat: 'workdays', until };
  return { ...EMPTY, ...days, every, until };
}

/** The form's words for the one BY… part a rule has, or undefined when there are none. */
function chosenDays(
  freq: Frequency,
  part: string | undefined,
  byDay: readonly ByDay[],
  byMonthDay: readonly number[],
): (Partial<RecurrenceForm> & Pick<RecurrenceForm, 'repeat'>) | undefined {
  switch (`${freq} ${part ?? ''}`.trim()) {
    case 'DAILY':
      return { repeat: 'daily' };
    case 'YEARLY':
      return { repeat: 'yearly' };
    case 'WEEKLY byDay':
      return { repeat: 'weekly', weekdays: sorted(byDay.map(({ weekday }) => weekday)) };
    case 'MONTHLY byMonthDay':
      return byMonthDay.every((day) => day >= -1)
        ? { repeat: 'monthly-by-day', monthDays: sorted(byMonthDay) }
        : undefined;
    case 'MONTHLY byDay': {
      const [{ weekday, nth }] = byDay as readonly [ByDay];
      const known = NTHS.find((one) => one === nth);
      return byDay.length === 1 && known !== undefined
        ? { repeat: 'monthly-by-weekday', nth: known, weekday }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** In order, the last day of the month (-1) behind the others. */
const sorted = (days: readonly number[]): number[] =>
  [...new Set(days)].sort((a, b) => (a < 0 ? 99 : a) - (b < 0 ? 99 : b));
