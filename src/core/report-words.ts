/** Reports in the words of the field: periods, states, counts as administrative prose writes them. */
import type { Temporal } from 'temporal-polyfill';
import type { ReportState, ReportWindow } from './report-state.ts';
import { formatDateAdministrative, formatNumber } from './vietnamese.ts';

/** `01` … `09` below ten, `0`, `12`, `1.250` (documents.md §3.1). */
export const count = (n: number): string => (n > 0 && n < 10 ? `0${n}` : formatNumber(n, 0));

const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'] as const;
export const roman = (n: number): string => ROMAN[n - 1] ?? String(n);

/** `tháng 9`, and of the months 1 and 2 `tháng 01`. */
const month = (n: number): string => `tháng ${n <= 2 ? `0${n}` : n}`;

/** `tháng 9 năm 2025`, `quý III năm 2025`, `6 tháng đầu năm 2025`, `năm 2025`, `từ ngày 01/9/2025 đến ngày 05/9/2025`. */
export function periodName({ span, year, number, from, until }: ReportWindow): string {
  switch (span) {
    case 'month':
      return `${month(number ?? 1)} năm ${year}`;
    case 'quarter':
      return `quý ${roman(number ?? 1)} năm ${year}`;
    case 'half-year':
      return `6 tháng ${number === 1 ? 'đầu' : 'cuối'} năm ${year}`;
    case 'year':
      return `năm ${year}`;
    case 'any':
      return `từ ngày ${formatDateAdministrative(from)} đến ngày ${formatDateAdministrative(until)}`;
    default:
      return span satisfies never;
  }
}

/** For a heading or a list: `Quý III/2025`, `Tháng 9/2025`, `6 tháng đầu năm 2025`, `Năm 2025`, `Đột xuất …`. */
export function periodLabel(window: ReportWindow): string {
  const { span, year, number } = window;
  if (span === 'quarter') return `Quý ${roman(number ?? 1)}/${year}`;
  if (span === 'month') return `Tháng ${number}/${year}`;
  const name = periodName(window);
  return span === 'any' ? `Đột xuất ${name}` : name.replace(/^./, (first) => first.toUpperCase());
}

/** What comes after it: `quý IV năm 2025`, `thời gian tới`. */
export function nextPeriodName({ span, year, number }: ReportWindow): string {
  switch (span) {
    case 'month':
      return number === 12 ? `${month(1)} năm ${year + 1}` : `${month((number ?? 0) + 1)} năm ${year}`;
    case 'quarter':
      return number === 4 ? `quý I năm ${year + 1}` : `quý ${roman((number ?? 0) + 1)} năm ${year}`;
    case 'half-year':
      return number === 2 ? `6 tháng đầu năm ${year + 1}` : `6 tháng cuối năm ${year}`;
    case 'year':
      return `năm ${year + 1}`;
    case 'any':
      return 'thời gian tới';
    default:
      return span satisfies never;
  }
}

const STATES = {
  draft: 'Đang soạn',
  frozen: 'Đã chốt số liệu',
  submitted: 'Đã trình ký',
  sent: 'Đã gửi',
} satisfies Record<ReportState, string>;
export const reportStateWord = (state: ReportState): string => STATES[state];
export const OVERDUE = 'Quá hạn';

/** `Còn 03 ngày đến hạn gửi báo cáo quý III năm 2025.`; from the due day on, how late it is. */
export function reminderWords(daysLeft: number, window: ReportWindow): string {
  const what = `báo cáo ${periodName(window)}`;
  if (daysLeft === 0) return `Hôm nay là hạn gửi ${what}.`;
  return daysLeft > 0
    ? `Còn ${count(daysLeft)} ngày đến hạn gửi ${what}.`
    : `Đã quá hạn gửi ${what} ${count(-daysLeft)} ngày.`;
}

const AREAS: Readonly<Record<string, string>> = { CĐS: 'chuyển đổi số', CCHC: 'cải cách hành chính' };
/** An area of a plan, written out. */
export const areaName = (area: string): string =>
  AREAS[area] ?? area.replace(/^\p{Lu}(?=\p{Ll})/u, (c) => c.toLowerCase());

/** `ngày 15 tháng 9 năm 2025`; without its day, as a draft leaves it, `ngày      tháng 9 năm 2025`. */
export const letterDay = (day: Temporal.PlainDate, { blank }: { blank: boolean }): string =>
  `ngày ${blank ? '\u00a0'.repeat(5) : String(day.day).padStart(2, '0')} ${month(day.month)} năm ${day.year}`;
