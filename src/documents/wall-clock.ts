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
const TWO = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** A stretch of one day in which the clock only runs. */
type Stretch = {
  readonly from: number;
  readonly until: number;
  readonly date: string;
  readonly weekday: string;
  readonly minutes: number;
  readonly day: number;
  readonly isoDate: string;
  readonly offset: string;
};

/** Made of nothing until it is asked: a column wants one of these and not the others. */
class WallOf implements Wall {
  readonly #stretch: Stretch;
  readonly #ms: number;

  constructor(stretch: Stretch, ms: number) {
    this.#stretch = stretch;
    this.#ms = ms;
  }

  get date(): string {
    return this.#stretch.date;
  }

  get weekday(): string {
    return this.#stretch.weekday;
  }

  get time(): string {
    const minutes = this.#stretch.minutes + Math.floor(this.#ms / 60_000);
    return `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[Math.floor(this.#ms / 1000) % 60]}`;
  }

  get serial(): number {
    return this.#stretch.day + (this.#stretch.minutes * 60 + Math.floor(this.#ms / 1000)) / 86_400;
  }

  get iso(): string {
    const { isoDate, offset } = this.#stretch;
    return `${isoDate}T${this.time}.${String(this.#ms % 1000).padStart(3, '0')}${offset}`;
  }
}

/**
 * A log is read in order, so the calendar is asked once a day; and once a quarter of an hour on a day on which the clock
 * is changed, for no zone has changed it but on a quarter since 1972.
 */
export function wallClock(zone: string): (at: EpochMs) => Wall {
  let last: Stretch | undefined;
  // What sounds over midnight has instants on both sides of it.
  let before: Stretch | undefined;

  function stretchAt(at: number): Stretch {
    const quarter = Math.floor(at / QUARTER) * QUARTER;
    const begin = Temporal.Instant.fromEpochMilliseconds(quarter).toZonedDateTimeISO(zone);
    const [day, next] = [begin.startOfDay(), begin.add({ days: 1 }).startOfDay()];
    const isSteady = day.offset === next.offset && day.hoursInDay === 24;
    const start = isSteady ? day : begin;
    const date = start.toPlainDate();
    return {
      from: start.epochMilliseconds,
      until: isSteady ? next.epochMilliseconds : quarter + QUARTER,
      date: formatDate(date),
      weekday: weekdayName(start.dayOfWeek),
      minutes: start.hour * 60 + start.minute,
      day: DAY_ZERO.until(date).days,
      isoDate: date.toString(),
      offset: start.offset,
    };
  }

  return (at) => {
    if (last === undefined || at < last.from || at >= last.until) {
      const known = before !== undefined && at >= before.from && at < before.until ? before : stretchAt(at);
      before = last;
      last = known;
    }
    return new WallOf(last, at - last.from);
  };
}
