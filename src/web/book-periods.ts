/** Of which week, month or year a book is, as its address has it, and what a book is without its heading. */
import type { Temporal } from 'temporal-polyfill';
import type { Book } from '../core/book.ts';
import { mondayOf, parseDay, todayOf } from '../core/time.ts';
import { formatDate, formatDateAdministrative } from '../core/vietnamese.ts';
import type { Station } from './station.ts';

/** Both days inclusive. */
export type BookPeriod = { readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate };

/** `keeper` signs on the left; on the right who leads, who otherwise confirms. */
export type BookBody = Pick<Book, 'columns' | 'rows' | 'total' | 'notes'> & {
  readonly keeper: string;
  readonly leader?: string;
};

export type BookOf = 'week' | 'month' | 'year';

/** `2025`, `2025-09`, or a day of the week `2025-09-08`, or as people write them; what cannot be read is the present one. */
export function periodIn(
  station: Pick<Station, 'clock' | 'config'>,
  of: BookOf,
  typed: string | undefined,
): BookPeriod {
  const today = todayOf(station);
  const [, day, month, year] = /^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})$/.exec(typed?.replace(/\s/g, '') ?? '') ?? [];
  const iso = month
    ? [year, month, ...(day ? [day] : [])].map((n) => n!.padStart(2, '0')).join('-')
    : (typed?.trim() ?? '');
  const within = parseDay(`${iso}${'-01-01'.slice(Math.max(0, iso.length - 4))}`) ?? today;
  const from = firstDay(of, within);
  return { from, until: step(of, from, 1).subtract({ days: 1 }) };
}

const firstDay = (of: BookOf, day: Temporal.PlainDate): Temporal.PlainDate =>
  of === 'week' ? mondayOf(day) : of === 'month' ? day.with({ day: 1 }) : day.with({ month: 1, day: 1 });
export const step = (of: BookOf, from: Temporal.PlainDate, by: number): Temporal.PlainDate =>
  from.add(of === 'week' ? { weeks: by } : of === 'month' ? { months: by } : { years: by });
export const kyOf = (of: BookOf, from: Temporal.PlainDate): string =>
  String(from).slice(0, of === 'week' ? 10 : of === 'month' ? 7 : 4);
/** As people write it. */
export const kyWritten = (of: BookOf, from: Temporal.PlainDate): string =>
  of === 'week' ? formatDate(from) : of === 'month' ? `${from.month}/${from.year}` : String(from.year);
export const periodWords = (of: BookOf, from: Temporal.PlainDate): string =>
  of === 'week' ? weekPeriodWords(from) : of === 'month' ? `Tháng ${from.month} năm ${from.year}` : `Năm ${from.year}`;

const weekPeriodWords = (monday: Temporal.PlainDate): string =>
  `Tuần ${monday.weekOfYear} (từ ngày ${formatDateAdministrative(monday)} đến ngày ${formatDateAdministrative(monday.add({ days: 6 }))})`;
