/**
 * What kind of day a day is, and what follows: when the loudspeakers may sound, and what stays off the air. Of itself a
 * day is ordinary, weekend, holiday or Tết; a person's special day says otherwise, for a reason and by a document. A
 * day of mourning outlives every other say; of the rest the one made last holds.
 */
import type { Temporal } from 'temporal-polyfill';
import { type Holiday, holidaysOf } from './holidays.ts';
import { type Span, windowsBetween } from './hours.ts';
import { DAY_TYPES, type DayType, type EnvelopeOverride, type Hours, type Slot, type SpecialDay } from './model.ts';
import { dayOf, type EpochMs, MINUTE, parseDay, startOfDay } from './time.ts';
import { formatDateAdministrative, formatHours, lowerFirst } from './vietnamese.ts';

export type CalendarFacts = {
  /** On every day that has no hours of its own. */
  readonly hours: Hours;
  readonly hoursByType: Readonly<Partial<Record<DayType, Hours>>>;
  readonly specialDays: readonly SpecialDay[];
  /** Hours that a leader opened besides those of the day. */
  readonly overrides?: readonly EnvelopeOverride[];
  /** Ids of the programmes that a day of mourning does not suffer. */
  readonly entertainment: ReadonlySet<string>;
  readonly zone: string;
};

export type CalendarDay = {
  readonly day: Temporal.PlainDate;
  readonly type: DayType;
  readonly hours: Hours;
  /** They are not those of an ordinary day. */
  readonly hasOwnHours: boolean;
  readonly holidays: readonly Holiday[];
  /** A person's rows for this day, the one that decides its type first. */
  readonly special: readonly SpecialDay[];
  /** The recording heard on a day of mourning in place of entertainment. */
  readonly insteadId: number | null;
};

/** Why the calendar keeps a slot off the air on a day, or gives it another sound (`insteadId`). */
export type Ruling = {
  readonly why: 'day-type' | 'mourning' | 'hours';
  readonly on: CalendarDay;
  readonly insteadId: number | null;
};

export type Calendar = {
  readonly of: (day: Temporal.PlainDate) => CalendarDay;
  readonly hoursOn: (day: Temporal.PlainDate) => Hours;
  /** Of a day of this type of which nobody said more. */
  readonly hoursOfType: (type: DayType) => Hours;
  /** Every day has the same hours, so one day tells of all. */
  readonly isUniform: boolean;
  /** Is the day of `start` one of these types? Null: any is. */
  readonly runs: (dayTypes: Slot['dayTypes'], start: EpochMs) => boolean;
  /** On an occurrence at `start`. A person who moved it there has overruled the slot's day types, and nothing else. */
  readonly ruling: (slot: Ruled, start: EpochMs, wasMoved: boolean) => Ruling | undefined;
};
type Ruled = Pick<Slot, 'dayTypes' | 'programmeId'>;

export function openCalendar(facts: CalendarFacts): Calendar {
  const known = new Map<string, CalendarDay>();
  const of = (day: Temporal.PlainDate): CalendarDay => {
    const text = day.toString();
    const found = known.get(text) ?? look(day, facts);
    known.set(text, found);
    return found;
  };
  const hoursOn = (day: Temporal.PlainDate): Hours => of(day).hours;

  // A year of places asks thousands of times. No zone's day begins but on a quarter of an hour.
  const quarters = new Map<number, CalendarDay>();
  const at = (start: EpochMs): CalendarDay => {
    const quarter = Math.floor(start / (15 * MINUTE));
    const on = quarters.get(quarter) ?? of(dayOf(start, facts.zone));
    quarters.set(quarter, on);
    return on;
  };
  const windowsOf = (day: Temporal.PlainDate): Span[] =>
    windowsBetween(startOfDay(day, facts.zone), startOfDay(day.add({ days: 1 }), facts.zone), hoursOn, facts.zone);
  const windows = new Map<CalendarDay, readonly Span[]>();
  const isOpen = (start: EpochMs, on: CalendarDay): boolean => {
    const spans = windows.get(on) ?? windowsOf(on.day);
    windows.set(on, spans);
    return spans.some((span) => span.from <= start && start < span.until);
  };

  const runs = (dayTypes: Slot['dayTypes'], start: EpochMs): boolean =>
    dayTypes === null || dayTypes.includes(at(start).type);

  /** No day rules anything but by its type: a year of places need not be asked one by one. */
  const rulesByTypeOnly =
    Object.keys(facts.hoursByType).length === 0 &&
    facts.specialDays.every(({ hoursRule, type }) => hoursRule === 'keep' && type !== 'mourning');

  function ruling({ dayTypes, programmeId }: Ruled, start: EpochMs, wasMoved: boolean): Ruling | undefined {
    if (dayTypes === null && rulesByTypeOnly) return undefined;
    const on = at(start);
    if (!wasMoved && !runs(dayTypes, start)) return { why: 'day-type', on, insteadId: null };
    if (on.hasOwnHours && !isOpen(start, on)) return { why: 'hours', on, insteadId: null };
    if (on.type === 'mourning' && facts.entertainment.has(programmeId ?? ''))
      return { why: 'mourning', on, insteadId: on.insteadId };
    return undefined;
  }

  const isUniform =
    Object.keys(facts.hoursByType).length === 0 &&
    facts.specialDays.every(({ hoursRule }) => hoursRule === 'keep') &&
    (facts.overrides ?? []).every(({ kind }) => kind !== 'hours');
  const hoursOfType = (type: DayType): Hours => facts.hoursByType[type] ?? facts.hours;
  return { of, hoursOn, hoursOfType, isUniform, runs, ruling };
}

function look(day: Temporal.PlainDate, facts: CalendarFacts): CalendarDay {
  const text = day.toString();
  const special = facts.specialDays.filter(({ from, until }) => from <= text && text <= until).sort(byWeight);
  const holidays = holidaysOf(day.year).filter((one) => one.day.equals(day));
  const type = special.find((one) => one.type !== null)?.type ?? ownType(day, holidays);

  const ordered = facts.hoursByType[type] ?? facts.hours;
  const only = special.find(({ hoursRule }) => hoursRule === 'only');
  const added = special.filter(({ hoursRule }) => hoursRule === 'add').flatMap((one) => one.hours);
  const own = only || added.length > 0 ? sorted([...(only?.hours ?? ordered), ...added]) : ordered;
  const opened = (facts.overrides ?? [])
    .filter((one) => one.from <= text && text <= one.until)
    .flatMap((one) => one.hours);
  const hours = opened.length > 0 ? sorted([...own, ...opened]) : own;
  const insteadId = special.find((one) => one.recordingId !== null)?.recordingId ?? null;
  return { day, type, hours, hasOwnHours: own !== facts.hours, holidays, special, insteadId };
}

const byWeight = (a: SpecialDay, b: SpecialDay): number =>
  Number(b.type === 'mourning') - Number(a.type === 'mourning') || b.madeAt - a.madeAt || b.id - a.id;

function ownType(day: Temporal.PlainDate, holidays: readonly Holiday[]): DayType {
  if (holidays.some(({ kind }) => kind === 'tet')) return 'tet';
  if (holidays.some(({ kind }) => kind === 'holiday')) return 'holiday';
  return day.dayOfWeek >= 6 ? 'weekend' : 'ordinary';
}

const sorted = (hours: Hours): Hours =>
  [...new Map(hours.map((one) => [`${one.from}–${one.until}`, one])).values()].sort((a, b) =>
    a.from.localeCompare(b.from),
  );

// words ---------------------------------------------------------------------------------------------------------------

const TYPES = {
  ordinary: 'Ngày thường',
  weekend: 'Cuối tuần',
  holiday: 'Ngày lễ',
  tet: 'Tết',
  mourning: 'Ngày tang',
  exams: 'Thi cử',
  special: 'Đặc biệt',
} satisfies Record<DayType, string>;

export const dayTypeWord = (type: DayType): string => TYPES[type];

/** `trừ ngày lễ, Tết`, `chỉ vào ngày thường, cuối tuần`: the shorter of the two; nothing for a slot of every day. */
export function dayTypesWords(types: readonly DayType[] | null): string | undefined {
  if (types === null) return undefined;
  const others = DAY_TYPES.filter((type) => !types.includes(type));
  const list = (all: readonly DayType[]) => all.map(midSentence).join(', ');
  return others.length < types.length ? `trừ ${list(others)}` : `chỉ vào ${list(types)}`;
}

const midSentence = (type: DayType): string => (type === 'tet' ? TYPES.tet : lowerFirst(TYPES[type]));

/** `Quốc tang (Thông cáo 12/TB)`: whose order it is. */
export const specialWords = ({ title, document }: Pick<SpecialDay, 'title' | 'document'>): string =>
  document === '' ? title : `${title} (${document})`;

/** What a day is called: a person's rows first, then what every calendar has and they do not name already. */
export const dayNames = ({ special, holidays }: Pick<CalendarDay, 'special' | 'holidays'>): string[] => [
  ...special.map(specialWords),
  ...holidays.map(({ name }) => name).filter((name) => special.every(({ title }) => title !== name)),
];

/** `Không phát vào ngày lễ: Giỗ Tổ Hùng Vương`; why a place stays silent, or what it gives way to. */
export function rulingWords({ why, on, insteadId }: Ruling): string {
  const [name] = dayNames(on);
  const because = name === undefined ? '' : `: ${name}`;
  switch (why) {
    case 'day-type':
      return `Khung này không phát vào ${midSentence(on.type)}${because}`;
    case 'mourning':
      return `${insteadId === null ? 'Chương trình giải trí tạm ngừng' : 'Thay chương trình giải trí'}${because}`;
    case 'hours':
      return `${on.hours.length === 0 ? 'Ngày này không phát' : `Ngày này chỉ phát ${formatHours(on.hours)}`}${because}`;
    default:
      return why satisfies never;
  }
}

/** `14/02/2026–22/02/2026`, or the one day. */
export function rangeWords({ from, until }: Pick<SpecialDay, 'from' | 'until'>): string {
  const [first, last] = [parseDay(from)!, parseDay(until)!].map(formatDateAdministrative) as [string, string];
  return first === last ? first : `${first}–${last}`;
}
