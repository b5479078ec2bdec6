/** A week, and the days of a month, as their pages show them. */
import { Temporal } from 'temporal-polyfill';
import type { CalendarDay } from '../core/calendar.ts';
import { type DayLine, type DayPlaylist, isHeard, missingLines } from '../core/day-playlist.ts';
import { after, between, durationMs, mondayOf } from '../core/time.ts';
import { buildWeek, type PlacedLine, type Week } from '../core/week.ts';
import { dayPlaylist, readCommon } from './day-playlist.ts';
import type { Station } from './station.ts';

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const FAILED: readonly DayLine['state'][] = ['missed', 'failed', 'cut'];

export function readWeek(station: Pick<Station, 'stores' | 'config' | 'clock'>, monday: Temporal.PlainDate): Week {
  const { slots, plans } = station.stores;
  const bySlot = new Map(slots.list({ archived: true }).map((slot) => [slot.id, slot]));
  const owed = new Set(plans.obligations().map(({ programmeId }) => programmeId));
  const place = (line: DayLine): PlacedLine => {
    const slot = bySlot.get(line.slotId ?? '');
    // Where it was taken from stands as its slot has it.
    const changed = line.state === 'moved' ? null : line.exception?.durationMs;
    const own = line.slotEnd === null ? changed : between(line.start, line.slotEnd);
    return {
      ...line,
      place: durationMs(own ?? slot?.durationMs ?? line.length),
      startMode: slot?.startMode ?? 'hard',
      isOwed: owed.has(line.programmeId ?? ''),
    };
  };
  const common = readCommon(station, monday, monday.add({ days: 6 }));
  const days = DAYS.map((n) => withWholeSessions(dayPlaylist(station, monday.add({ days: n }), common)));
  return buildWeek({ days, place, zone: station.config.zone });
}

/** A session is one block of the timetable, with the first of its items that lacks something or failed to tell of it. */
function withWholeSessions(on: DayPlaylist): DayPlaylist {
  const whole = on.sessions.flatMap(({ slotId, recurrenceId, title, start, length, exception }) => {
    const items = on.lines.filter((one) => one.item > 0 && one.slotId === slotId && one.recurrenceId === recurrenceId);
    const heard = items.filter(isHeard);
    const telling = heard.find(({ state }) => state === 'missing' || FAILED.includes(state)) ?? heard[0];
    if (!telling) return [];
    return [
      { ...telling, item: 0, title, start, length, slotEnd: after(start, length), exception, episodeLabel: null },
    ];
  });
  const lines = [...on.lines.filter((one) => one.item === 0), ...whole].sort((a, b) => a.start - b.start);
  return whole.length > 0 ? { ...on, lines } : on;
}

export type MonthDay = {
  readonly day: Temporal.PlainDate;
  readonly calendar: CalendarDay;
  readonly isInMonth: boolean;
  readonly count: number;
  readonly missing: number;
  /** Was due, and did not run whole. */
  readonly failed: number;
  /** First issues of programmes that the plan counts: "CĐS số 02". */
  readonly premieres: readonly string[];
};

/** Whole weeks, Monday first. */
export function readMonth(station: Station, month: Temporal.PlainYearMonth): MonthDay[][] {
  const { plans, programmes } = station.stores;
  const owed = new Set(plans.obligations().map(({ programmeId }) => programmeId));
  const abbrs = new Map(programmes.list({ archived: true }).map(({ id, abbr }) => [id, abbr]));
  const first = mondayOf(month.toPlainDate({ day: 1 }));
  const last = month.toPlainDate({ day: month.daysInMonth });
  const common = readCommon(station, first, last.add({ days: 6 }));
  const weeks: MonthDay[][] = [];
  for (let monday = first; Temporal.PlainDate.compare(monday, last) <= 0; monday = monday.add({ days: 7 }))
    weeks.push(
      DAYS.map((n): MonthDay => {
        const on = dayPlaylist(station, monday.add({ days: n }), common);
        const heard = on.lines.filter(isHeard);
        return {
          day: on.day,
          calendar: on.calendar,
          isInMonth: on.day.month === month.month,
          count: heard.length,
          missing: missingLines(on).length,
          failed: heard.filter(({ state }) => FAILED.includes(state)).length,
          premieres: heard
            .filter(({ kind, programmeId }) => kind === 'premiere' && owed.has(programmeId ?? ''))
            .map(({ programmeId, episodeLabel }) => `${abbrs.get(programmeId!)}${episodeWords(episodeLabel)}`),
        };
      }),
    );
  return weeks;
}

/** `Số 02/2025` behind a name: ` số 02`. */
export const episodeWords = (label: string | null): string =>
  label === null ? '' : ` ${label.slice(0, 1).toLowerCase()}${label.slice(1).replace(/\/\d{4}$/, '')}`;
