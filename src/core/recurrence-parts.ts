/**
 * The text of an RRULE (RFC 5545 §3.3.10) as typed parts, or what is wrong with it and how to mend it, in Vietnamese.
 * A slot repeats by days, so sub-daily parts are refused, and the combinations the RFC forbids are refused in words.
 */
import { err, ok, type Result } from './result.ts';
import { parseDay, parseInstant } from './time.ts';

export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** In ISO order: MO is weekday 1. */
export const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** `weekday` 1 (Monday) to 7; `nth` counts within the month or year, from its end when negative, null: every one. */
export type ByDay = { readonly weekday: number; readonly nth: number | null };

/** A list is empty when the rule does not have the part. */
export type RuleParts = {
  readonly freq: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** Inclusive; the bare date, or a date-time yyyy-mm-ddThh:mm:ss, with Z when it is an instant of UTC. */
  readonly until: string | null;
  readonly weekStart: number;
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byDay: readonly ByDay[];
  readonly bySetPos: readonly number[];
};

const KNOWN = [
  ...['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYMONTH', 'BYMONTHDAY'],
  ...['BYYEARDAY', 'BYWEEKNO', 'BYDAY', 'BYSETPOS'],
];
const MAX_INTERVAL = 999;
const MAX_COUNT = 9999;

export function parseParts(text: string): Result<RuleParts, string> {
  const problems: string[] = [];
  const given = new Map<string, string>();
  for (const piece of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [, key = '', value = ''] = /^([A-Z-]+)=(.+)$/.exec(piece) ?? [];
    if (key === '') problems.push(`“${piece}” không có dạng TÊN=GIÁ TRỊ, ví dụ FREQ=WEEKLY;BYDAY=MO`);
    else if (given.has(key)) problems.push(`${key} ghi hai lần; chỉ giữ một`);
    else if (/^BY(HOUR|MINUTE|SECOND)$/.test(key))
      problems.push(`${key}: giờ phát là giờ bắt đầu của khung, không đặt trong quy tắc; hãy bỏ phần này`);
    else if (!KNOWN.includes(key))
      problems.push(`${key}: không có phần này; các phần dùng được là ${KNOWN.join(', ')}`);
    given.set(key, value);
  }

  const whole = (key: string, value: string, least: number, most: number, fromEnd = false): number => {
    const n = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!((n >= least && n <= most) || (fromEnd && -n >= least && -n <= most)))
      problems.push(
        `${key}=${value}: cần số nguyên từ ${least} đến ${most}${fromEnd ? `, hoặc từ -${most} đến -${least} để đếm từ cuối` : ''}`,
      );
    return n;
  };
  const list = (key: string, most: number, fromEnd = true): number[] =>
    given.has(key) ? unique(given.get(key)!.split(',')).map((value) => whole(key, value, 1, most, fromEnd)) : [];

  const parts = {
    freq: readFrequency(given.get('FREQ'), problems),
    interval: whole('INTERVAL', given.get('INTERVAL') ?? '1', 1, MAX_INTERVAL),
    count: given.has('COUNT') ? whole('COUNT', given.get('COUNT')!, 1, MAX_COUNT) : null,
    until: given.has('UNTIL') ? readUntil(given.get('UNTIL')!, problems) : null,
    weekStart: readWeekday('WKST', given.get('WKST') ?? 'MO', problems),
    byMonth: list('BYMONTH', 12, false),
    byMonthDay: list('BYMONTHDAY', 31),
    byYearDay: list('BYYEARDAY', 366),
    byWeekNo: list('BYWEEKNO', 53),
    byDay: unique(given.get('BYDAY')?.split(',') ?? []).map((text) => readByDay(text, problems)),
    bySetPos: list('BYSETPOS', 366),
  };
  if (parts.freq !== undefined) refuseCombinations({ ...parts, freq: parts.freq }, problems);
  return problems.length > 0 ? err(problems.join('. ')) : ok({ ...parts, freq: parts.freq! });
}

/** The text of a rule again; parts that say nothing (INTERVAL=1, WKST=MO) are left out. */
export function writeParts(parts: RuleParts): string {
  const { interval, count, until, weekStart } = parts;
  const list = (key: string, values: readonly (number | string)[]) => (values.length > 0 ? [`${key}=${values}`] : []);
  return [
    `FREQ=${parts.freq}`,
    ...(interval > 1 ? [`INTERVAL=${interval}`] : []),
    ...(weekStart === 1 ? [] : [`WKST=${WEEKDAYS[weekStart - 1]}`]),
    ...list('BYMONTH', parts.byMonth),
    ...list('BYWEEKNO', parts.byWeekNo),
    ...list('BYYEARDAY', parts.byYearDay),
    ...list('BYMONTHDAY', parts.byMonthDay),
    ...list(
      'BYDAY',
      parts.byDay.map(({ weekday, nth }) => `${nth ?? ''}${WEEKDAYS[weekday - 1]}`),
    ),
    ...list('BYSETPOS', parts.bySetPos),
    ...(count === null ? [] : [`COUNT=${count}`]),
    ...(until === null ? [] : [`UNTIL=${until.replaceAll(/[-:]/g, '')}`]),
  ].join(';');
}

/** RFC 5545 §3.3.10: which parts may stand together, and how far an nth weekday can count. */
function refuseCombinations(parts: RuleParts, problems: string[]): void {
  const { freq, byDay, byMonth, byWeekNo } = parts;
  const refuse = (wrong: boolean, text: string) => wrong && problems.push(text);
  refuse(parts.count !== null && parts.until !== null, 'COUNT và UNTIL không dùng cùng nhau; chỉ giữ một');
  refuse(byWeekNo.length > 0 && freq !== 'YEARLY', 'BYWEEKNO chỉ dùng với FREQ=YEARLY');
  refuse(parts.byYearDay.length > 0 && freq !== 'YEARLY', 'BYYEARDAY chỉ dùng với FREQ=YEARLY');
  refuse(
    parts.byMonthDay.length > 0 && freq === 'WEEKLY',
    'BYMONTHDAY không dùng với FREQ=WEEKLY; dùng FREQ=DAILY hoặc FREQ=MONTHLY',
  );
  const filters = byDay.length + byMonth.length + byWeekNo.length + parts.byMonthDay.length + parts.byYearDay.length;
  refuse(parts.bySetPos.length > 0 && filters === 0, 'BYSETPOS cần một phần BY… khác để chọn trong đó, ví dụ BYDAY');

  const counted = byDay.some((day) => day.nth !== null);
  const furthest = Math.max(0, ...byDay.map((day) => Math.abs(day.nth ?? 0)));
  refuse(
    counted && (freq === 'DAILY' || freq === 'WEEKLY'),
    'BYDAY có số thứ tự (ví dụ 1MO) chỉ dùng với FREQ=MONTHLY hoặc FREQ=YEARLY',
  );
  refuse(counted && byWeekNo.length > 0, 'BYDAY có số thứ tự không dùng cùng BYWEEKNO; hãy bỏ số');
  const most = freq === 'YEARLY' && byMonth.length === 0 ? 53 : 5;
  refuse(furthest > most, `BYDAY: số thứ tự chỉ từ 1 đến ${most}, hoặc từ -${most} đến -1 để đếm từ cuối`);
}

function readFrequency(value: string | undefined, problems: string[]): Frequency | undefined {
  const freq = FREQUENCIES.find((known) => known === value);
  if (value === undefined) problems.push(`thiếu FREQ; chọn một trong ${FREQUENCIES.join(', ')}`);
  else if (/^(SECOND|MINUTE|HOUR)LY$/.test(value))
    problems.push(`FREQ=${value}: khung giờ không lặp trong ngày; dùng FREQ=DAILY và tạo mỗi giờ phát một khung riêng`);
  else if (freq === undefined) problems.push(`FREQ=${value}: chọn một trong ${FREQUENCIES.join(', ')}`);
  return freq;
}

function readUntil(value: string, problems: string[]): string | null {
  const [, y, m, d, clock, z = ''] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6})(Z?))?$/.exec(value) ?? [];
  const time = clock === undefined ? '' : `T${clock.replace(/(..)(..)(..)/, '$1:$2:$3')}${z}`;
  const text = `${y}-${m}-${d}`;
  if (parseDay(text) !== undefined && (time === '' || parseInstant(`${text}${time.slice(0, 9)}Z`) !== undefined))
    return text + time;
  problems.push(`UNTIL=${value}: cần ngày cuối cùng dạng 20251231 hoặc 20251231T171000`);
  return null;
}

function readWeekday(key: string, code: string, problems: string[]): number {
  const index = WEEKDAYS.indexOf(code);
  if (index < 0) problems.push(`${key}=${code}: ngày trong tuần là ${WEEKDAYS.join(', ')} (MO là thứ Hai)`);
  return index + 1;
}

function readByDay(text: string, problems: string[]): ByDay {
  const [, nth, code] = /^([+-]?[1-9]\d?)?([A-Z]{2})$/.exec(text) ?? [];
  const known = code !== undefined && WEEKDAYS.includes(code) ? code : text;
  return { weekday: readWeekday('BYDAY', known, problems), nth: nth === undefined ? null : Number(nth) };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
