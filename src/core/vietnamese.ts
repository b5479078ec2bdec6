/**
 * Vietnamese dates, times, numbers and search folding, written by hand: ICU prints "Chủ Nhật", dates without padding
 * and long dates in no administrative form (domain/text-and-time.md §5). Typed `5/9` is always 5 September.
 */
import { Temporal } from 'temporal-polyfill';
import type { Hours } from './model.ts';
import { type DurationMs, type EpochMs, inZone } from './time.ts';

export const twoDigits = (n: number): string => String(n).padStart(2, '0');

// dates ---------------------------------------------------------------------------------------------------------------

/** A day, or its ISO form as rows keep it (`2025-09-05`); any other text throws. */
type Day = Temporal.PlainDate | string;
const dayFrom = (day: Day): Temporal.PlainDate => (typeof day === 'string' ? Temporal.PlainDate.from(day) : day);

/** `05/09/2025`, as screens and spreadsheets show it. */
export function formatDate(given: Day): string {
  const { day, month, year } = dayFrom(given);
  return `${twoDigits(day)}/${twoDigits(month)}/${year}`;
}

/** `05/9/2025`: the day is padded, and of the months only 1 and 2 (Nghị định 30/2020). */
export function formatDateAdministrative(given: Day): string {
  const day = dayFrom(given);
  return `${twoDigits(day.day)}/${administrativeMonth(day)}/${day.year}`;
}

/** `ngày 05 tháng 9 năm 2025`. */
export const formatDateLong = (day: Temporal.PlainDate): string =>
  `ngày ${twoDigits(day.day)} tháng ${administrativeMonth(day)} năm ${day.year}`;

const administrativeMonth = (day: Temporal.PlainDate): string =>
  day.month <= 2 ? twoDigits(day.month) : String(day.month);

const WEEKDAYS = ['Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy', 'Chủ nhật'] as const;
const WEEKDAYS_SHORT = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'] as const;

/** `Thứ Hai` … `Chủ nhật`; `iso` counts as ISO 8601 does, Monday 1 to Sunday 7 (Thứ Hai, "day two", is Monday). */
export const weekdayName = (iso: number): string => WEEKDAYS[iso - 1] ?? '';
/** `T2` … `T7`, `CN`. */
export const weekdayShort = (iso: number): string => WEEKDAYS_SHORT[iso - 1] ?? '';

/** `Thứ Sáu, 05/09/2025`. */
export const formatDay = (day: Temporal.PlainDate): string => `${weekdayName(day.dayOfWeek)}, ${formatDate(day)}`;

/** Reads `5/9`, `5/9/2025`, `05-09-2025`, `5.9.25` and `2025-09-05`: day first; without a year it is this year's. */
export function parseDate(typed: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const text = typed.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const local = /^(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?$/.exec(text);
  if (!local) return undefined;
  const year = local[3] === undefined ? today.year : Number(local[3]) + (local[3].length === 2 ? 2000 : 0);
  return dateOf(year, Number(local[2]), Number(local[1]));
}

export function dateOf(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

// times ---------------------------------------------------------------------------------------------------------------

/** `17:30`, or `17:30:04` where the second matters (the log). */
export function formatTime(at: EpochMs, zone: string, { seconds = false } = {}): string {
  return inZone(at, zone)
    .toPlainTime()
    .toString({ smallestUnit: seconds ? 'second' : 'minute' });
}

/** `05/09/2025 17:30`. */
export const formatDateTime = (at: EpochMs, zone: string, options?: { seconds?: boolean }): string =>
  `${formatDate(inZone(at, zone).toPlainDate())} ${formatTime(at, zone, options)}`;

const TIME = /^(\d{1,2})\s*(?:h|g|giờ|:)\s*(?:(\d{1,2})\s*(?:phút|p|ph)?)?(?:\s*:\s*(\d{2}))?$/u;
const BARE_TIME = /^(\d{1,2})(\d{2})$/;

/** Reads `17h30`, `17g30`, `17 giờ 30`, `17:30`, `17:30:15`, `1730`, `5h` as a 24-hour clock: `HH:MM:SS`. */
export function parseTime(typed: string): string | undefined {
  const text = typed.trim().normalize('NFC').toLowerCase();
  const match = TIME.exec(text) ?? BARE_TIME.exec(text);
  if (!match || /:$/.test(text)) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  return hour < 24 && minute < 60 && second < 60
    ? `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`
    : undefined;
}

/** The hour as people say it, which no typing mistake between 3 and 15 survives: `3 giờ sáng`, `3 giờ chiều`. */
export function hourInWords(hour: number): string {
  const part =
    hour < 1 ? 'đêm' : hour < 11 ? 'sáng' : hour < 13 ? 'trưa' : hour < 18 ? 'chiều' : hour < 22 ? 'tối' : 'đêm';
  return `${hour % 12 || 12} giờ ${part}`;
}

/** `05:30–06:15, 17:00–17:45`. */
export const formatHours = (hours: Hours): string => hours.map(({ from, until }) => `${from}–${until}`).join(', ');

/** What to say at once about a wall clock (`HH:MM…`) at which the loudspeakers may not sound; `undefined` when they may. */
export function outsideHoursWords(time: string, hours: Hours): string | undefined {
  // A window whose end is not after its start crosses midnight (core/hours.ts).
  const open = ({ from, until }: Hours[number]) =>
    from < until ? from <= time && time < until : from <= time || time < until;
  if (hours.some(open)) return undefined;
  const clock = time.slice(0, 5);
  return `${clock} — ${hourInWords(Number(clock.slice(0, 2)))}, ngoài khung giờ được phép (${formatHours(hours)})`;
}

// lengths and numbers -------------------------------------------------------------------------------------------------

/** `15 phút`, `1 phút 30 giây`, `2 giờ 20 phút`; whole seconds, rounded. */
export const formatDuration = (length: DurationMs): string => inUnits(length, String);

/** The same as documents write it, two digits: `02 giờ 20 phút`, `05 phút`. */
export const lengthInWords = (length: DurationMs): string => inUnits(length, twoDigits);

function inUnits(length: DurationMs, write: (n: number) => string): string {
  const { hours, minutes, seconds } = split(length);
  const parts: string[] = [];
  if (hours > 0) parts.push(`${write(hours)} giờ`);
  if (minutes > 0) parts.push(`${write(minutes)} phút`);
  if (seconds > 0 || parts.length === 0) parts.push(`${write(seconds)} giây`);
  return parts.join(' ');
}

/** `15:00`, `1:02:03`: a length in a column of lengths. */
export function formatClock(length: DurationMs): string {
  const { hours, minutes, seconds } = split(length);
  return hours > 0
    ? `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}`
    : `${twoDigits(minutes)}:${twoDigits(seconds)}`;
}

function split(length: DurationMs): { hours: number; minutes: number; seconds: number } {
  const total = Math.round(length / 1000);
  return { hours: Math.floor(total / 3600), minutes: Math.floor(total / 60) % 60, seconds: total % 60 };
}

/** `1.234,5`: dots between thousands, a decimal comma; at most `decimals` places, none of them an idle zero. */
export function formatNumber(n: number, decimals = 1): string {
  const [whole = '0', fraction = ''] = Math.abs(n).toFixed(decimals).split('.');
  const places = fraction.replace(/0+$/, '');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, '.') + (places ? `,${places}` : '');
  return n < 0 && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** A share from 0 to 1 as `99,3%`. */
export const formatPercent = (share: number, decimals = 1): string => `${formatNumber(share * 100, decimals)}%`;

// search --------------------------------------------------------------------------------------------------------------

/**
 * What a search compares: no diacritics, đ as d (U+0111 does not decompose), lower case, and runs of spaces and
 * dashes as one space. The same for NFC and NFD input, and for hoá and hóa.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[\s\p{Pd}]+/gu, ' ')
    .trim();

/** `fold` with i and y made one, for quý/quí and kỹ/kĩ: the second try of a search. */
export const foldLoose = (text: string): string => fold(text).replace(/y/g, 'i');

/** A sentence's first letter, where what follows a comma or begins a line is made of words said elsewhere. */
export const lowerFirst = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1);
export const upperFirst = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
