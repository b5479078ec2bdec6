/**
 * A working paper of the station (sổ, bảng, biểu; domain/station.md §2.7, documents.md §3.4–3.6) as a value. One value is
 * the page, the print, the spreadsheet and the PDF, so the four can differ in nothing but their format.
 */
import { formatDateAdministrative, formatNumber } from './vietnamese.ts';

/** day: ISO text; money: whole đồng. `strong` is printed in bold. */
export type BookCell = string | number | null | { readonly strong: string };

export type BookColumn = {
  readonly head: string;
  /** In millimetres of a landscape sheet; the widths of a book are scaled together to fill it. */
  readonly width: number;
  readonly type?: 'text' | 'number' | 'day' | 'money';
  readonly align?: 'left' | 'center';
};

export type Book = {
  /** Of its files: `so-nhat-ky-phat-thanh-2025-09`. */
  readonly name: string;
  readonly parentAgency: string;
  readonly agency: string;
  readonly title: string;
  /** Under the title: `Tháng 9 năm 2025`. */
  readonly period: string;
  readonly columns: readonly BookColumn[];
  /** A row of one cell is a heading across the sheet. */
  readonly rows: readonly (readonly BookCell[])[];
  readonly total?: readonly BookCell[];
  /** Under the table: `Cộng tháng: …`. */
  readonly notes: readonly string[];
  /** From left to right: who keeps the book, who confirms it. */
  readonly signers: readonly { readonly title: string; readonly name: string }[];
};

export const BOOK_FORMATS = ['xlsx', 'pdf'] as const;
export type BookFormat = (typeof BOOK_FORMATS)[number];

/** As people read it. */
export function cellText(cell: BookCell | undefined, type: BookColumn['type']): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'object') return cell.strong;
  if (typeof cell === 'number') return formatNumber(cell, 2);
  return type === 'day' && cell !== '' ? formatDateAdministrative(cell) : cell;
}

export const isFigure = ({ type }: BookColumn): boolean => type === 'number' || type === 'money';
