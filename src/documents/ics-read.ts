/**
 * Reads an .ics file as slots: each event that has an hour, a length and a rhythm the station knows, with the changes of
 * its single occurrences. What cannot be taken is refused by name and line, and the other events stand.
 */
import { Temporal } from 'temporal-polyfill';
import { fromICalRule, ONCE } from '../core/ical-rule.ts';
import type { SlotRule } from '../core/model.ts';
import { isTimeZone, parseRule } from '../core/recurrence.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type DurationMs, durationMs, HOUR } from '../core/time.ts';
import { OWN_PROPERTY } from './ics.ts';
import { type LineProblem, type ReadComponent, type ReadProperty, readComponents } from './ics-lines.ts';

export type EventChange = {
  readonly recurrenceId: string;
  readonly cancelled: boolean;
  /** Wall clock in the slot's zone. */
  readonly movedTo: string | null;
  readonly durationMs: DurationMs | null;
  readonly reason: string;
};

export type ReadEvent = SlotRule & {
  readonly uid: string;
  readonly line: number;
  readonly title: string;
  readonly durationMs: DurationMs;
  readonly changes: readonly EventChange[];
  /** What this program itself wrote of the slot; not checked yet. */
  readonly own: unknown;
};

export type ReadCalendar = {
  readonly events: readonly ReadEvent[];
  /** `name`: the part that cannot be taken, as `RRULE`. */
  readonly refused: readonly (LineProblem & { readonly name: string; readonly title: string })[];
  /** Parts that say nothing about when and how long something sounds. */
  readonly ignored: readonly { readonly name: string; readonly line: number }[];
};

const LONGEST = 24 * HOUR;
/** Of an event, read or of no meaning to the air; all others are named to the person. */
const KNOWN = new Set([
  ...['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID', 'SUMMARY'],
  ...['DESCRIPTION', 'LOCATION', 'CATEGORIES', 'COMMENT', 'STATUS', 'SEQUENCE', 'CREATED', 'LAST-MODIFIED', 'TRANSP'],
  ...['CLASS', 'PRIORITY', 'COLOR', OWN_PROPERTY.toUpperCase()],
]);
/** As Outlook calls the zones a Vietnamese office meets. */
const WINDOWS: Readonly<Record<string, string>> = {
  'SE Asia Standard Time': 'Asia/Ho_Chi_Minh',
  'China Standard Time': 'Asia/Shanghai',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
};

/** `zone`: of wall clocks that name none (§3.3.5, form 1). */
export function readCalendar(source: string, zone: string): Result<ReadCalendar, LineProblem> {
  const read = readComponents(source);
  if (!read.ok) return read;
  const parts = read.value.components;
  const zones = zonesOf(parts);
  const all = parts.filter(({ name }) => name === 'VEVENT');
  const refused: ReadCalendar['refused'][number][] = [];
  const refuse = (event: ReadComponent, { name, line, words }: Refusal): void =>
    void refused.push({ name, line, words, title: titleOf(event) });
  for (const { name, line } of parts)
    if (!['VEVENT', 'VTIMEZONE'].includes(name))
      refused.push({ name, line, words: 'không phải chương trình phát nên không lấy vào', title: '' });

  const overrides = all.filter((event) => find(event, 'RECURRENCE-ID') !== undefined);
  const events = all.flatMap((event) => {
    if (overrides.includes(event)) return [];
    const uid = uidOf(event);
    const own = overrides.filter((one) => uidOf(one) === uid);
    const taken = readEvent(event, own, { zones, zone });
    if (taken.ok) return [taken.value];
    refuse(event, taken.error);
    return [];
  });
  const masters = new Set(all.filter((event) => !overrides.includes(event)).map(uidOf));
  for (const event of overrides)
    if (!masters.has(uidOf(event)))
      refuse(event, { name: 'RECURRENCE-ID', line: event.line, words: 'thay đổi của một sự kiện không có trong tệp' });
  const ignored = all.flatMap(({ properties, components }) =>
    [...properties.filter(({ name }) => !KNOWN.has(name)), ...components].map(({ name, line }) => ({ name, line })),
  );
  return ok({ events, refused: refused.sort((a, b) => a.line - b.line), ignored });
}

type Refusal = { readonly name: string; readonly line: number; readonly words: string };
type Zones = { readonly zones: ReadonlyMap<string, string>; readonly zone: string };

const find = ({ properties }: ReadComponent, name: string): ReadProperty | undefined =>
  properties.find((one) => one.name === name);
const filter = ({ properties }: ReadComponent, name: string): ReadProperty[] =>
  properties.filter((one) => one.name === name);
const textOf = (event: ReadComponent, name: string): string =>
  String(find(event, name)?.values[0] ?? '')
    .normalize('NFC')
    .trim();
const uidOf = (event: ReadComponent): string => textOf(event, 'UID');
const titleOf = (event: ReadComponent): string => textOf(event, 'SUMMARY');

function readEvent(
  event: ReadComponent,
  overrides: readonly ReadComponent[],
  zones: Zones,
): Result<ReadEvent, Refusal> {
  const refuse = (name: string, words: string, line = event.line) => err({ name, line, words });
  const [broken] = event.broken;
  if (broken) return refuse('VEVENT', broken.words, broken.line);
  if (titleOf(event) === '') return refuse('SUMMARY', 'thiếu tên chương trình');
  const status = find(event, 'STATUS');
  if (textOf(event, 'STATUS') === 'CANCELLED') return refuse('STATUS', 'sự kiện này đã hủy', status!.line);
  const begins = find(event, 'DTSTART');
  if (begins === undefined) return refuse('DTSTART', 'thiếu giờ bắt đầu');
  const start = wallOf(begins, zones);
  if (!start.ok) return start;
  const { wall, timeZone } = start.value;
  const startTime = wall.toPlainTime().toString({ smallestUnit: 'second' });
  const startDate = wall.toPlainDate().toString();
  const length = lengthOf(event, begins, zones);
  if (!length.ok) return length;

  const [rule, second] = filter(event, 'RRULE');
  if (second) return refuse('RRULE', 'chỉ dùng được một quy tắc lặp cho mỗi sự kiện', second.line);
  const [exrule] = filter(event, 'EXRULE');
  if (exrule) return refuse('EXRULE', 'quy tắc trừ đã bỏ khỏi chuẩn; dùng EXDATE', exrule.line);
  const at = { startDate, startTime, timeZone };
  const read = rule ? fromICalRule(rule.raw, at) : ok({ rrule: ONCE, overflow: 'skip' as const });
  if (!read.ok) return refuse('RRULE', read.error, rule!.line);

  const exdates = daysOf(filter(event, 'EXDATE'), at, zones);
  if (!exdates.ok) return exdates;
  const rdates = daysOf(filter(event, 'RDATE'), at, zones);
  if (!rdates.ok) return rdates;
  const slotRule: SlotRule = { ...at, ...read.value, exdates: exdates.value, rdates: rdates.value };
  const parsed = parseRule(slotRule);
  if (!parsed.ok) return refuse('RRULE', parsed.error, rule?.line);

  const changes: EventChange[] = [];
  for (const one of overrides) {
    const change = changeOf(one, { ...at, durationMs: length.value }, zones);
    if (!change.ok) return change;
    changes.push(change.value);
  }
  const own = ownOf(event);
  return ok({
    ...slotRule,
    uid: uidOf(event),
    line: event.line,
    title: titleOf(event),
    durationMs: length.value,
    changes,
    own,
  });
}

function ownOf(event: ReadComponent): unknown {
  const property = find(event, OWN_PROPERTY.toUpperCase());
  if (property === undefined) return undefined;
  try {
    return JSON.parse(String(property.values[0]));
  } catch {
    return undefined; // another program has cut or rewritten it: what iCalendar itself says stands
  }
}

// times ---------------------------------------------------------------------------------------------------------------

type Wall = { readonly wall: Temporal.PlainDateTime; readonly timeZone: string };

function wallOf(property: ReadProperty, { zones, zone }: Zones): Result<Wall, Refusal> {
  const { name, line, params, type, values } = property;
  const refuse = (words: string) => err({ name, line, words });
  if (type === 'date') return refuse('sự kiện cả ngày không có giờ phát; loa cần giờ bắt đầu');
  const text = String(values[0]);
  const wall = wallIn(text);
  if (wall === undefined) return refuse(`“${property.raw}” không phải ngày giờ`);
  if (text.endsWith('Z')) return ok({ wall, timeZone: 'UTC' });
  if (params.tzid === undefined) return ok({ wall, timeZone: zone });
  const timeZone = zones.get(params.tzid) ?? zoneNamed(params.tzid);
  return timeZone ? ok({ wall, timeZone }) : refuse(`múi giờ “${params.tzid}” không có trong danh mục IANA`);
}

function wallIn(text: string): Temporal.PlainDateTime | undefined {
  try {
    return Temporal.PlainDateTime.from(text.replace(/Z$/, ''), { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** `/freeassociation.sourceforge.net/Asia/Ho_Chi_Minh` names its zone at the end. */
function zoneNamed(tzid: string): string | undefined {
  const steps = tzid.split('/').filter((step) => step !== '');
  const tails = [steps.length, 3, 2, 1].map((count) => steps.slice(-count).join('/'));
  return WINDOWS[tzid] ?? tails.find(isTimeZone);
}

/** The names this file gives its zones. */
function zonesOf(parts: readonly ReadComponent[]): Map<string, string> {
  const zones = new Map<string, string>();
  for (const part of parts.filter(({ name }) => name === 'VTIMEZONE')) {
    const tzid = textOf(part, 'TZID');
    const known = [tzid, textOf(part, 'X-LIC-LOCATION')].map(zoneNamed).find((name) => name !== undefined);
    if (known) zones.set(tzid, known);
  }
  return zones;
}

function lengthOf(event: ReadComponent, begins: ReadProperty, zones: Zones): Result<DurationMs, Refusal> {
  const [ends, lasts] = [find(event, 'DTEND'), find(event, 'DURATION')];
  const said = ends ?? lasts;
  if (said === undefined)
    return err({ name: 'DTEND', line: event.line, words: 'không nói dài bao lâu: thiếu DTEND hoặc DURATION' });
  const length = ends ? between(begins, ends, zones) : ok(durationIn(String(lasts!.values[0])));
  if (!length.ok) return length;
  const { name, line } = said;
  if (!(length.value > 0 && length.value <= LONGEST))
    return err({ name, line, words: 'thời lượng phải trên 0 và không quá 24 giờ' });
  return ok(durationMs(length.value));
}

function between(begins: ReadProperty, ends: ReadProperty, zones: Zones): Result<number, Refusal> {
  const [from, until] = [wallOf(begins, zones), wallOf(ends, zones)];
  if (!from.ok) return from;
  if (!until.ok) return until;
  const at = ({ wall, timeZone }: Wall): number => wall.toZonedDateTime(timeZone).epochMilliseconds;
  return ok(at(until.value) - at(from.value));
}

function durationIn(text: string): number {
  try {
    return Temporal.Duration.from(text).total({ unit: 'milliseconds', relativeTo: '2025-01-01' });
  } catch {
    return 0;
  }
}

/** EXDATE, RDATE: days of the slot, at its own hour. */
function daysOf(
  properties: readonly ReadProperty[],
  { startTime, timeZone }: Pick<SlotRule, 'startTime' | 'timeZone'>,
  zones: Zones,
): Result<string[], Refusal> {
  const days: string[] = [];
  for (const property of properties) {
    const { name, line, type, values } = property;
    if (type === 'period') return err({ name, line, words: 'khoảng thời gian (PERIOD) không dùng được; ghi ngày giờ' });
    for (const value of values) {
      const day = type === 'date' ? String(value) : dayAt({ ...property, values: [value] }, timeZone, startTime, zones);
      if (day !== undefined) days.push(day);
      // A day that is left out at another hour leaves nothing out.
      else if (name === 'RDATE')
        return err({ name, line, words: `ngày thêm phải cùng giờ bắt đầu (${startTime.slice(0, 5)}) với sự kiện` });
    }
  }
  return ok([...new Set(days)].sort());
}

function dayAt(property: ReadProperty, timeZone: string, startTime: string, zones: Zones): string | undefined {
  const read = wallOf(property, zones);
  if (!read.ok) return undefined;
  const wall = inZoneOf(read.value, timeZone);
  return wall.toPlainTime().toString({ smallestUnit: 'second' }) === startTime
    ? wall.toPlainDate().toString()
    : undefined;
}

const inZoneOf = ({ wall, timeZone }: Wall, other: string): Temporal.PlainDateTime =>
  timeZone === other ? wall : wall.toZonedDateTime(timeZone).withTimeZone(other).toPlainDateTime();

// one occurrence ------------------------------------------------------------------------------------------------------

function changeOf(
  event: ReadComponent,
  slot: Pick<SlotRule, 'startTime' | 'timeZone'> & { readonly durationMs: DurationMs },
  zones: Zones,
): Result<EventChange, Refusal> {
  const id = find(event, 'RECURRENCE-ID')!;
  const refuse = ({ name, line }: ReadProperty, words: string) => err({ name, line, words });
  if (id.params.range) return refuse(id, 'RANGE=THISANDFUTURE không dùng được; tách thành sự kiện riêng');
  const recurrenceId = id.type === 'date' ? String(id.values[0]) : dayAt(id, slot.timeZone, slot.startTime, zones);
  if (recurrenceId === undefined) return refuse(id, 'không trỏ vào lần nào của sự kiện này');
  const cancelled = textOf(event, 'STATUS') === 'CANCELLED';
  const reason = textOf(event, 'COMMENT').slice(0, 300);
  const begins = find(event, 'DTSTART');
  if (cancelled || begins === undefined)
    return ok({ recurrenceId, cancelled, movedTo: null, durationMs: null, reason });
  const start = wallOf(begins, zones);
  if (!start.ok) return start;
  const moved = inZoneOf(start.value, slot.timeZone).toString({ smallestUnit: 'second' });
  const length = lengthOf(event, begins, zones);
  if (!length.ok) return length;
  return ok({
    recurrenceId,
    cancelled,
    movedTo: moved === `${recurrenceId}T${slot.startTime}` ? null : moved,
    durationMs: length.value === slot.durationMs ? null : length.value,
    reason,
  });
}
