/**
 * A slot's rule as a sentence a person can check: "Thứ Tư, hai tuần một lần, lúc 17:10, từ 27/8/2025". A rule without a
 * short name in Vietnamese is quoted whole; no part of a rule is ever left unsaid.
 * Days and dates are written as in documents (text-and-time.md §5.3): "thứ Hai" inside a sentence, 05/9/2025.
 */
import type { Temporal } from 'temporal-polyfill';
import type { SlotRule } from './model.ts';
import { knownRule } from './recurrence.ts';
import type { ByDay, RuleParts } from './recurrence-parts.ts';
import { formatDateAdministrative, upperFirst, weekdayName } from './vietnamese.ts';

const NUMBERS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười'];
const UNITS = { DAILY: 'ngày', WEEKLY: 'tuần', MONTHLY: 'tháng', YEARLY: 'năm' };
const SHORTEST = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** More exceptions than this are counted, not listed. */
const LISTED_DATES = 4;

export function describeRule(rule: SlotRule): string {
  const checked = knownRule(rule);
  if (!checked.ok) return `Chưa dùng được. ${checked.error}`;
  const { start, last } = checked.value;
  const at = `lúc ${rule.startTime.replace(/:00$/, '')}`;
  const parts = asWeeks(checked.value.parts, start);
  const exceptions = [datesAfter('trừ', rule.exdates), datesAfter('thêm', rule.rdates)];

  const said =
    parts.count === 1 && last !== undefined
      ? [`một lần, ${weekday(last.dayOfWeek)}, ngày ${formatDateAdministrative(last)}`, at]
      : [
          ...(pattern(parts, rule.overflow) ?? [`theo quy tắc ${rule.rrule}`]),
          at,
          parts.count === null ? '' : `${parts.count} lần`,
          parts.interval > 1 || last !== undefined ? `từ ${formatDateAdministrative(start)}` : '',
          last === undefined ? '' : `đến hết ${formatDateAdministrative(last)}`,
        ];
  const sentence = [...said, ...exceptions].filter((part) => part !== '').join(', ');
  return upperFirst(sentence).replace('Hằng ngày, lúc', 'Hằng ngày lúc');
}

/** The pieces that say on which days, or undefined when the rule has no short name. */
function pattern(parts: RuleParts, overflow: SlotRule['overflow']): string[] | undefined {
  const { freq, interval, byDay, byMonth, byMonthDay } = parts;
  if (parts.bySetPos.length + parts.byYearDay.length + parts.byWeekNo.length > 0) return undefined;
  const every = interval === 1 ? `hằng ${UNITS[freq]}` : `${NUMBERS[interval] ?? interval} ${UNITS[freq]} một lần`;
  const joined = (what: string) => (interval === 1 ? [`${what} ${every}`] : [what, every]);
  const months = byMonth.length === 0 ? [] : [`chỉ trong tháng ${spans(byMonth)}`];
  const missing = Math.max(0, ...byMonthDay);
  const rest = overflow === 'skip' ? 'bỏ qua' : 'lấy ngày cuối tháng';
  const shortest = freq === 'YEARLY' ? Math.min(...byMonth.map((month) => SHORTEST[month - 1]!)) : 28;
  const clip = missing > shortest ? [`tháng không có ngày ${missing} thì ${rest}`] : [];
  const nth = byDay.length > 0 && byDay.every((day) => day.nth !== null);

  if (freq === 'DAILY' && byDay.length === 0)
    return [every, ...(byMonthDay.length > 0 ? [`chỉ ${monthDays(byMonthDay)} của tháng`] : []), ...months];
  if (freq === 'WEEKLY') {
    if (interval > 1 && parts.weekStart !== 1) return undefined;
    const limit = byMonthDay.length > 0 ? [`chỉ ${monthDays(byMonthDay)} của tháng`] : [];
    const week = byDay.length === 7 ? (interval === 1 ? ['hằng ngày'] : ['mọi ngày', every]) : joined(weekdays(byDay));
    return [...week, ...limit, ...months];
  }
  if (freq === 'MONTHLY' && byDay.length === 0)
    return [...joined(`${monthDays(byMonthDay)}${interval === 1 ? '' : ' của tháng'}`), ...clip, ...months];
  if (freq === 'MONTHLY' && nth && byMonthDay.length === 0)
    return [`${nthWeekdays(byDay)} của tháng`, ...(interval === 1 ? [] : [every]), ...months];
  if (freq === 'YEARLY' && byDay.length === 0 && byMonth.length > 0 && byMonthDay.every((day) => day > 0)) {
    const dates = byMonth.flatMap((month) => byMonthDay.map((day) => dayAndMonth(day, month)));
    return [...joined(`ngày ${and(dates)}`), ...clip];
  }
  if (freq === 'YEARLY' && nth && byMonth.length > 0 && byMonthDay.length === 0)
    return joined(`${nthWeekdays(byDay)} của tháng ${spans(byMonth)}`);
  return undefined;
}

/** "Every 14 days" from a Wednesday, and "every day that is a Monday", are said as weeks. */
function asWeeks(parts: RuleParts, start: Temporal.PlainDate): RuleParts {
  const { freq, interval, byDay } = parts;
  if (parts.bySetPos.length > 0) return parts;
  if (freq === 'DAILY' && byDay.length === 0 && interval % 7 === 0)
    return { ...parts, freq: 'WEEKLY', interval: interval / 7, byDay: [{ weekday: start.dayOfWeek, nth: null }] };
  const plain = byDay.length > 0 && byDay.every((day) => day.nth === null);
  if (interval === 1 && plain && (freq === 'DAILY' || (freq === 'MONTHLY' && parts.byMonthDay.length === 0)))
    return { ...parts, freq: 'WEEKLY' };
  return parts;
}

/** Inside a sentence: "thứ Hai", but "Chủ nhật". */
const weekday = (iso: number): string => weekdayName(iso).replace('Thứ', 'thứ');

function weekdays(byDay: readonly ByDay[]): string {
  const days = byDay.map((day) => day.weekday).sort((a, b) => a - b);
  const run = days.length > 2 && days.at(-1)! - days[0]! === days.length - 1;
  return run ? `${weekday(days[0]!)} đến ${weekday(days.at(-1)!)}` : and(days.map(weekday));
}

const nthWeekdays = (byDay: readonly ByDay[]): string =>
  and(byDay.map(({ weekday: day, nth }) => `${weekday(day)} ${order(nth!)}`));

function order(nth: number): string {
  if (nth === 1) return 'đầu tiên';
  if (nth === -1) return 'cuối cùng';
  return nth > 0 ? `lần thứ ${nth}` : `lần thứ ${-nth} tính từ cuối`;
}

function monthDays(days: readonly number[]): string {
  const named = days.filter((day) => day > 0);
  const fromEnd = days
    .filter((day) => day < 0)
    .map((day) => (day === -1 ? 'ngày cuối cùng' : `ngày thứ ${-day} tính từ cuối`));
  return and([...(named.length > 0 ? [`${named.length > 1 ? 'các ngày' : 'ngày'} ${spans(named)}`] : []), ...fromEnd]);
}

/** 1, 2, 3, 7 → "1 đến 3 và 7". */
function spans(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const open = runs.at(-1);
    if (open !== undefined && open[1] === n - 1) open[1] = n;
    else runs.push([n, n]);
  }
  return and(
    runs.flatMap(([from, until]) =>
      until - from > 1 ? [`${from} đến ${until}`] : from === until ? [`${from}`] : [`${from}`, `${until}`],
    ),
  );
}

function datesAfter(word: string, dates: readonly string[]): string {
  if (dates.length === 0) return '';
  if (dates.length > LISTED_DATES) return `${word} ${dates.length} ngày`;
  return `${word} ${and([...dates].sort().map((text) => formatDateAdministrative(text)))}`;
}

const and = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} và ${items.at(-1)}`;
/** 02/9: the day of a yearly rule need not exist in each of its months. */
const dayAndMonth = (day: number, month: number): string =>
  `${String(day).padStart(2, '0')}/${month < 3 ? `0${month}` : month}`;
