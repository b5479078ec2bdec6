/** The calendar as a list to read: what lies ahead, Tết as one line, and where a day off may be owed. */
import { Temporal } from 'temporal-polyfill';
import type { Calendar, CalendarDay } from './calendar.ts';
import { type Holiday, holidaysOf } from './holidays.ts';
import { yearName } from './lunar.ts';
import type { SpecialDay } from './model.ts';
import { parseDay } from './time.ts';

export type AgendaLine = {
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  readonly name: string;
  readonly kind: Holiday['kind'] | 'special';
  /** As it usually is, until the State announces the year's. */
  readonly isUsual: boolean;
  readonly special: SpecialDay | undefined;
  /** What the first day is in the end. */
  readonly on: CalendarDay;
  /** The workday that is off instead when a public holiday falls on a weekend (Labour Code art. 111), if none is yet. */
  readonly makeUp: Temporal.PlainDate | undefined;
  /** A lunar New Year's Eve of which nobody said yet that the loudspeakers may sound at midnight. */
  readonly isQuietEve: boolean;
};

/** Whatever touches `from` … `until`, both inclusive, by its first day. */
export function agenda(
  calendar: Calendar,
  specialDays: readonly SpecialDay[],
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): AgendaLine[] {
  const years = Array.from({ length: until.year - from.year + 1 }, (_, n) => from.year + n);
  const own = specialDays.map((special): AgendaLine => {
    const [first, last] = [parseDay(special.from)!, parseDay(special.until)!];
    return { ...plain(first, special.title, calendar), until: last, kind: 'special', special };
  });
  const lines = [...own, ...years.flatMap((year) => ofYear(year, calendar))];
  return lines
    .filter(
      (line) => Temporal.PlainDate.compare(line.until, from) >= 0 && Temporal.PlainDate.compare(line.from, until) <= 0,
    )
    .sort((a, b) => Temporal.PlainDate.compare(a.from, b.from));
}

function ofYear(year: number, calendar: Calendar): AgendaLine[] {
  const holidays = holidaysOf(year);
  const tet = holidays.filter(({ kind }) => kind === 'tet');
  const eve = plain(tet[0]!.day, `Tết Nguyên đán ${yearName(year)}`, calendar);
  const isQuietEve = !eve.on.special.some(({ hoursRule }) => hoursRule === 'add');
  return [
    { ...eve, until: tet.at(-1)!.day, kind: 'tet', isQuietEve },
    ...holidays
      .filter(({ kind }) => kind !== 'tet')
      .map(({ day, name, kind, isUsual }): AgendaLine => {
        const makeUp = kind === 'holiday' && !isUsual && day.dayOfWeek >= 6 ? workdayAfter(day, calendar) : undefined;
        return { ...plain(day, name, calendar), kind, isUsual, makeUp };
      }),
  ];
}

const plain = (day: Temporal.PlainDate, name: string, calendar: Calendar): AgendaLine => ({
  ...{ from: day, until: day, name, kind: 'event', isUsual: false, special: undefined, on: calendar.of(day) },
  ...{ makeUp: undefined, isQuietEve: false },
});

/** The first weekday after `day`, unless somebody has made a day off of it already. */
function workdayAfter(day: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate | undefined {
  let next = day.add({ days: 1 });
  while (next.dayOfWeek >= 6 || calendar.of(next).holidays.some(({ kind }) => kind !== 'event'))
    next = next.add({ days: 1 });
  return calendar.of(next).type === 'ordinary' ? next : undefined;
}
