/** One day of the playlist as people read it: its lines, their states, and the sessions they make. */
import type { Temporal } from 'temporal-polyfill';
import type { CalendarDay, Ruling } from './calendar.ts';
import type { AiringKind, EndMode, Exception, Hours, Missing, Outcome, Reason } from './model.ts';
import { type DurationMs, durationMs, type EpochMs, MINUTE } from './time.ts';

/** The days for which entries are always there: today and those after it (product C1). */
export const READY_DAYS = 14;

/**
 * scheduled: it will sound. missing: it has nothing to sound yet. waiting: its time has come and the log does not say
 * more. planned: a day too far ahead, only its place is known. moved: by hand, to another day. withheld: the calendar
 * keeps it off the air that day. Else as the log has it.
 */
export type LineState = 'scheduled' | 'missing' | 'waiting' | 'planned' | 'moved' | 'withheld' | Outcome;

export type DayLine = {
  /** Null for what is not on the playlist: cancelled or moved by hand, aired on command, or too far ahead. */
  readonly entryId: number | null;
  readonly slotId: string | null;
  readonly recurrenceId: string | null;
  /** Its key among the items of a session; else 0. */
  readonly item: number;
  /** Of an item that begins at a moment of its own in its session. */
  readonly isFixed: boolean;
  readonly kind: AiringKind;
  readonly title: string;
  readonly programmeId: string | null;
  readonly programmeName: string | null;
  readonly episodeId: number | null;
  readonly episodeLabel: string | null;
  readonly episodeTitle: string | null;
  readonly recordingId: number | null;
  readonly zoneId: string;
  readonly start: EpochMs;
  /** Of its sound; of its place while it has none. */
  readonly length: DurationMs;
  /** The end of its place; null for what has none. */
  readonly slotEnd: EpochMs | null;
  readonly endMode: EndMode;
  readonly state: LineState;
  readonly missing: Missing | null;
  readonly reason: Reason | null;
  readonly exception: Exception | null;
  /** Where the exception took it from, and where to. */
  readonly moved: { readonly from: EpochMs; readonly to: EpochMs } | null;
  /** Why the calendar withholds it, or gives it another sound. */
  readonly ruling: Ruling | null;
  /** A person may still change it, or take such a change back. */
  readonly isOpen: boolean;
  /** The notice that a place for notices has taken, or does without as somebody said, while that may still be changed. */
  readonly noticeId?: number | undefined;
};

export type DayPlaylist = {
  readonly day: Temporal.PlainDate;
  readonly calendar: CalendarDay;
  readonly today: Temporal.PlainDate;
  /** The last day that is ready; days after it show only what the rules say. */
  readonly readyUntil: Temporal.PlainDate;
  readonly isReady: boolean;
  readonly lines: readonly DayLine[];
  /** Sessions made of a template, with the places they have. */
  readonly sessions: readonly SessionPlace[];
  /** Places that several notices share. */
  readonly noticePlaces: readonly Pick<SessionPlace, 'slotId' | 'recurrenceId' | 'length'>[];
};

export type SessionPlace = {
  readonly slotId: string;
  readonly recurrenceId: string;
  readonly title: string;
  readonly zoneId: string;
  readonly start: EpochMs;
  readonly length: DurationMs;
  /** Of the whole, and of its items. */
  readonly exception: Exception | null;
};

export function stateOf(missing: Missing | null, start: EpochMs, end: EpochMs, now: EpochMs): LineState {
  if (missing === 'cancelled-by-person') return 'cancelled';
  if (start > now) return missing === null ? 'scheduled' : 'missing';
  return end > now ? 'waiting' : 'missed';
}

/** What still has nothing to sound, and could. */
export const missingLines = ({ lines }: DayPlaylist): DayLine[] => lines.filter(({ state }) => state === 'missing');

/** It has a place on the air; a line that was taken off it is still told of. */
export const isHeard = ({ state }: DayLine): boolean => !['cancelled', 'moved', 'withheld'].includes(state);

/** A buổi phát. `hours`: the allowed window its lines stand in, if any. */
export type Session<T = DayLine> = {
  readonly name: string;
  readonly hours: string | null;
  readonly lines: readonly T[];
};

/** After so long without anything the next thing heard is another session. */
const PAUSE = durationMs(30 * MINUTE);
/** A window this long is no session by itself; what is heard in it makes its own. */
const LONG_HOURS = 2;

/** `lines` in order of time; `wallClock` says `HH:MM`. */
export function sessionsOf<T extends Pick<DayLine, 'start' | 'length'>>(
  lines: readonly T[],
  hours: Hours,
  wallClock: (at: EpochMs) => string,
): Session<T>[] {
  const sessions: { name: string; hours: string | null; lines: T[]; end: number }[] = [];
  for (const line of lines) {
    const time = wallClock(line.start);
    const window = hours.find(({ from, until }) =>
      from < until ? from <= time && time < until : from <= time || time < until,
    );
    const span = window ? `${window.from}–${window.until}` : null;
    const short = window && hoursLong(window) <= LONG_HOURS ? window : undefined;
    const last = sessions.findLast((session) => session.hours === span);
    const end = line.start + line.length;
    if (last && (short || line.start - last.end <= PAUSE)) {
      last.lines.push(line);
      last.end = Math.max(last.end, end);
    } else sessions.push({ name: partOfDay(short?.from ?? time), hours: span, lines: [line], end });
  }
  return sessions.map(({ end: _, ...session }) => session);
}

const hoursLong = ({ from, until }: Hours[number]): number => {
  const [opens, closes] = [from, until].map((time) => Number(time.slice(0, 2)) + Number(time.slice(3, 5)) / 60);
  return (closes! - opens! + 24) % 24 || 24;
};

/** `HH:MM` → Buổi sáng, Buổi trưa, Buổi chiều, Buổi tối. */
export const partOfDay = (time: string): string =>
  time < '11' ? 'Buổi sáng' : time < '13' ? 'Buổi trưa' : time < '18' ? 'Buổi chiều' : 'Buổi tối';

export const totalLength = (lines: readonly DayLine[]): DurationMs =>
  durationMs(lines.filter(isHeard).reduce((sum, { length }) => sum + length, 0));
