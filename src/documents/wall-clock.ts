/** Instants as the station's wall clock shows them, for documents of a million rows. */
import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../core/time.ts';
import { formatDate, weekdayName } from '../core/vietnamese.ts';

export type Wall = {
  /** `05/09/2025` */
  readonly date: string;
  /** `Thứ Sáu` */
  readonly weekday: string;
  /** `17:10:04`, the second that has begun */
  readonly time: string;
  /** Days since 1899-12-30, whole seconds: how a spreadsheet keeps a date (ECMA-376 part 1, 18.17.4.1). */
  readonly serial: number;
  /** `2025-09-05T17:10:04.120+07:00` */
  readonly iso: string;
};

const QUARTER = 900_000;
const DAY_ZERO = Temporal.PlainDate.from('1899-12-30');
export const SERIAL_DAY_MS = 86_400_000;

const pad = (n: number, digits = 2): string => String(n).padStart(digits, '0');

/**
 * A log is read in order, and no zone has changed its clock but on a quarter of an hour since 1972: asking the calendar
 * once a quarter makes a row four times as cheap as asking it for each instant.
 */
export function wallClock(zone: string): (at: EpochMs) => Wall {
  let quarter = Number.NaN;
  let start = { date: '', weekday: '', hour: 0, minute: 0, day: 0, isoDate: '', offset: '' };

  return (at) => {
    const from = Math.floor(at / QUARTER) * QUARTER;
    if (from !== quarter) {
      const at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
      const date = at.toPlainDate();
      quarter = from;
      start = {
        date: formatDate(date),
        weekday: weekdayName(at.dayOfWeek),
        hour: at.hour,
        minute: at.minute,
        day: DAY_ZERO.until(date).days,
        isoDate: date.toString(),
        offset: at.offset,
      };
    }
    const ms = at - from;
    const minute = start.minute + Math.floor(ms / 60_000);
    const second = Math.floor(ms / 1000) % 60;
    const time = `${pad(start.hour)}:${pad(minute)}:${pad(second)}`;
    return {
      date: start.date,
      weekday: start.weekday,
      time,
      serial: start.day + ((start.hour * 60 + minute) * 60 + second) / 86_400,
      iso: `${start.isoDate}T${time}.${pad(ms % 1000, 3)}${start.offset}`,
    };
  };
}
