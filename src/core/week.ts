/**
 * A week as a timetable: seven days side by side, and of the day's 24 hours only those in which the loudspeakers may
 * sound or something is planned (`bands`), to scale. Minutes are of the day's wall clock; 1440 ends it.
 */
import type { Temporal } from 'temporal-polyfill';
import { type DayLine, type DayPlaylist, isHeard, partOfDay } from './day-playlist.ts';
import type { Hours, StartMode } from './model.ts';
import { type DurationMs, type EpochMs, inZone, MINUTE } from './time.ts';

export type Minutes = { readonly from: number; readonly until: number };

/** A line with its place: as long as its slot has it, whatever the sound in it is. */
export type PlacedLine = DayLine & {
  readonly place: DurationMs;
  readonly startMode: StartMode;
  /** Of a programme that the plan counts. */
  readonly isOwed: boolean;
};

/** What wants the same minutes stands side by side: in lane `lane` of `lanes`. */
type Laned = Minutes & { readonly lane: number; readonly lanes: number };
export type Block = Laned & { readonly line: PlacedLine };

export type Band = Minutes & { readonly name: string };

/** One day within one band. */
export type Stretch = {
  readonly blocks: readonly Block[];
  /** Allowed, and nothing planned. */
  readonly gaps: readonly Laned[];
  /** The allowed part. */
  readonly open: readonly Minutes[];
};

export type WeekDay = { readonly on: DayPlaylist; readonly stretches: readonly Stretch[] };

export type Week = {
  readonly monday: Temporal.PlainDate;
  readonly bands: readonly Band[];
  /** Each with one stretch per band. */
  readonly days: readonly WeekDay[];
  /** Pixels of one minute: the shortest place can still be hit, and a whole day of air is no endless page. */
  readonly scale: number;
};

/** Windows nearer than this are drawn as one. */
const NEAR = 30;
const STEP = 5;
/** WCAG 2.2, 2.5.8: the least a target may measure. */
const TARGET = 24;
const DAY = 1440;

export type WeekInput = {
  readonly days: readonly DayPlaylist[];
  readonly place: (line: DayLine) => PlacedLine;
  readonly zone: string;
};

export function buildWeek({ days, place, zone }: WeekInput): Week {
  const lines = days.map(({ lines }) =>
    lines.map((line) => {
      const placed = place(line);
      return { line: placed, ...minutesOf(placed.start, placed.place, zone) };
    }),
  );
  const hours = weekHours(days);
  const bands = bandsOf([...hours.flat(), ...lines.flat()]);
  const total = bands.reduce((sum, { from, until }) => sum + until - from, 0);
  const scale = Math.min(12, Math.max(4, Math.floor(1500 / Math.max(1, total))));
  return {
    monday: days[0]!.day,
    bands,
    scale,
    days: days.map((on, i) => ({
      on,
      stretches: bands.map((band) => {
        const own = lines[i]!.filter(({ from }) => band.from <= from && from < band.until);
        const open = hours[i]!.flatMap((span) => clip(span, band));
        const heard = own.filter(({ line }) => isHeard(line));
        const free = open.flatMap((span) => without(span, heard)).map((gap) => ({ ...gap, line: null }));
        const laned = inLanes([...own, ...free], TARGET / scale);
        return {
          blocks: laned.flatMap(({ line, ...at }) => (line ? [{ ...at, line }] : [])),
          gaps: laned.flatMap(({ line, ...at }) => (line ? [] : [at])),
          open,
        };
      }),
    })),
  };
}

function minutesOf(start: EpochMs, length: DurationMs, zone: string): Minutes {
  const { hour, minute, second } = inZone(start, zone);
  const from = hour * 60 + minute + second / 60;
  return { from, until: Math.min(DAY, from + length / MINUTE) };
}

/** `HH:MM` of the day; a window across midnight has its end on the day after. */
function weekHours(days: readonly DayPlaylist[]): Minutes[][] {
  const spans: Minutes[][] = days.map(() => []);
  days.forEach(({ calendar }, i) => {
    for (const { from, until } of windowsOf(calendar.hours)) {
      spans[i]!.push({ from, until: until > from ? until : DAY });
      if (until <= from && until > 0) spans[i + 1]?.push({ from: 0, until });
    }
  });
  return spans.map(joined);
}

const windowsOf = (hours: Hours): Minutes[] =>
  hours.map(({ from, until }) => ({ from: minuteOf(from), until: minuteOf(until) }));

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** `06:15`; 1440 is 24:00. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(Math.floor(minute % 60)).padStart(2, '0')}`;

function bandsOf(spans: readonly Minutes[]): Band[] {
  const whole = spans.map(({ from, until }) => ({
    from: Math.floor(from / STEP) * STEP,
    until: Math.min(DAY, Math.ceil(Math.max(until, from + 1) / STEP) * STEP),
  }));
  return joined(whole, NEAR).map((band) => ({ ...band, name: partOfDay(clockOf(band.from)) }));
}

/** In order; those that touch, or are less than `near` apart, as one. */
function joined(spans: readonly Minutes[], near = 0): Minutes[] {
  const all: { from: number; until: number }[] = [];
  for (const { from, until } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.until + near) last.until = Math.max(last.until, until);
    else all.push({ from, until });
  }
  return all;
}

function clip(span: Minutes, to: Minutes): Minutes[] {
  const from = Math.max(span.from, to.from);
  const until = Math.min(span.until, to.until);
  return from < until ? [{ from, until }] : [];
}

/** What is left of `span`, a minute or more. */
function without(span: Minutes, taken: readonly Minutes[]): Minutes[] {
  const gaps: Minutes[] = [];
  let free = span.from;
  for (const { from, until } of [...joined(taken), { from: span.until, until: span.until }]) {
    if (Math.min(from, span.until) - free >= 1) gaps.push({ from: free, until: Math.min(from, span.until) });
    free = Math.max(free, until);
  }
  return gaps;
}

type Unplaced = Minutes & { readonly line: PlacedLine | null };

/** `least`: a line that is shorter is drawn that long, so that it can be read and hit. A gap (no line) gives way. */
function inLanes(items: readonly Unplaced[], least: number): (Unplaced & Laned)[] {
  const done: (Unplaced & Laned)[] = [];
  let group: (Unplaced & { lane: number })[] = [];
  let end = Number.NEGATIVE_INFINITY;
  const shownEnd = ({ from, until, line }: Unplaced): number => (line ? Math.max(until, from + least) : until);
  const close = (): void => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane)) + 1;
    done.push(...group.map((one) => ({ ...one, lanes })));
    group = [];
  };
  for (const item of [...items].sort((a, b) => a.from - b.from || Number(!a.line) - Number(!b.line))) {
    if (item.from >= end - CLOSE) close();
    const taken = new Set(group.filter((one) => shownEnd(one) > item.from + CLOSE).map(({ lane }) => lane));
    let lane = 0;
    while (taken.has(lane)) lane++;
    group.push({ ...item, lane });
    end = Math.max(end, shownEnd(item));
  }
  close();
  return done;
}

/** Minutes are fractions where seconds are: what is nearer than this touches. */
const CLOSE = 0.001;
