/** One day of the playlist as people read it: its lines, their states, and the sessions they make. */
import type { Temporal } from 'temporal-polyfill';
import type { EntryKind, Exception, Hours, Missing, Outcome, Reason } from './model.ts';
import { type DurationMs, durationMs, type EpochMs } from './time.ts';

/** The days for which entries are always there: today and those after it (product C1). */
export const READY_DAYS = 14;

/**
 * scheduled: it will sound. missing: it has nothing to sound yet. waiting: its time has come and the log does not say
 * more. planned: a day too far ahead, only its place is known. moved: by hand, to another day. Else as the log has it.
 */
export type LineState = 'scheduled' | 'missing' | 'waiting' | 'planned' | 'moved' | Outcome;

export type DayLine = {
  /** Null for what is not on the playlist: cancelled or moved by hand, aired on command, or too far ahead. */
  readonly entryId: number | null;
  readonly slotId: string | null;
  readonly recurrenceId: string | null;
  readonly kind: EntryKind;
  readonly title: string;
  readonly programmeId: string | null;
  readonly programmeName: string | null;
  readonly episodeId: number | null;
  readonly episodeLabel: string | null;
  readonly episodeTitle: string | null;
  readonly recordingId: number | null;
  readonly start: EpochMs;
  readonly length: DurationMs;
  readonly state: LineState;
  readonly missing: Missing | null;
  readonly reason: Reason | null;
  readonly exception: Exception | null;
  /** Where the exception took it from, and where to. */
  readonly moved: { readonly from: EpochMs; readonly to: EpochMs } | null;
  /** A person may still change it, or take such a change back. */
  readonly isOpen: boolean;
};

export type DayPlaylist = {
  readonly day: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  /** The last day that is ready; days after it show only what the rules say. */
  readonly readyUntil: Temporal.PlainDate;
  readonly isReady: boolean;
  readonly lines: readonly DayLine[];
};

export function stateOf(missing: Missing | null, start: EpochMs, end: EpochMs, now: EpochMs): LineState {
  if (missing === 'cancelled-by-person') return 'cancelled';
  if (start > now) return missing === null ? 'scheduled' : 'missing';
  return end > now ? 'waiting' : 'missed';
}

/** What still has nothing to sound, and could. */
export const missingLines = ({ lines }: DayPlaylist): DayLine[] => lines.filter(({ state }) => state === 'missing');

/** A buổi phát. `hours`: the allowed window its lines stand in, if any. */
export type Session = { readonly name: string; readonly hours: string | null; readonly lines: readonly DayLine[] };

/** `wallClock` says `HH:MM`. */
export function sessionsOf(lines: readonly DayLine[], hours: Hours, wallClock: (at: EpochMs) => string): Session[] {
  const sessions = new Map<string, { name: string; hours: string | null; lines: DayLine[] }>();
  for (const line of lines) {
    const time = wallClock(line.start);
    const window = hours.find(({ from, until }) =>
      from < until ? from <= time && time < until : from <= time || time < until,
    );
    const name = partOfDay(window?.from ?? time);
    const span = window ? `${window.from}–${window.until}` : null;
    const key = `${name} ${span}`;
    const session = sessions.get(key) ?? { name, hours: span, lines: [] };
    session.lines.push(line);
    sessions.set(key, session);
  }
  return [...sessions.values()];
}

/** `HH:MM` → Buổi sáng, Buổi trưa, Buổi chiều, Buổi tối. */
export const partOfDay = (time: string): string =>
  time < '11' ? 'Buổi sáng' : time < '13' ? 'Buổi trưa' : time < '18' ? 'Buổi chiều' : 'Buổi tối';

export const totalLength = (lines: readonly DayLine[]): DurationMs =>
  durationMs(
    lines
      .filter(({ state }) => state !== 'cancelled' && state !== 'moved')
      .reduce((sum, { length }) => sum + length, 0),
  );
