/**
 * A slot's rule as other calendars read it (RFC 5545 §3.8.5), and back. They count DTSTART as the first occurrence, so it
 * is one here; UNTIL is an instant of UTC; and "or the month's last day" is said by parts every program knows, where such
 * parts can say it, else by RFC 7529. Two rules are one when they fall on the same days.
 */
import { Temporal } from 'temporal-polyfill';
import type { SlotRule } from './model.ts';
import { occurrences, parseRule, type Recurrence, upcoming } from './recurrence.ts';
import { parseParts, type RuleParts, writeParts } from './recurrence-parts.ts';
import { err, ok, type Result } from './result.ts';
import { inZone, parseDay, parseInstant, placeInZone } from './time.ts';

export const ONCE = 'FREQ=DAILY;COUNT=1';
/** Past a leap day and each weekday of each date. */
const AGREE_YEARS = 12;

/** Days in ISO text. `rrule` null: only `first` and `rdates`. */
export type ICalRule = {
  readonly first: string;
  readonly rrule: string | null;
  readonly rdates: readonly string[];
  readonly exdates: readonly string[];
};

/** `undefined` for a rule that cannot be read or never falls. */
export function toICalRule(slot: SlotRule): ICalRule | undefined {
  const proper = parseProper(slot);
  if (proper === undefined) return undefined;
  const [first] = upcoming(proper, proper.start, 1);
  const { exdates, rdates } = slot;
  if (first === undefined) {
    const [earliest, ...others] = [...rdates].sort();
    return earliest === undefined ? undefined : { first: earliest, rrule: null, rdates: others, exdates };
  }
  const isOnce = proper.last !== undefined && upcoming(proper, first, 2).length === 1;
  const rrule = isOnce ? null : writtenFor(slot, proper);
  return { first: first.toString(), rrule, rdates, exdates };
}

/** Without the days left out and added. */
function parseProper(slot: SlotRule): Recurrence | undefined {
  const rule = parseRule({ ...slot, exdates: [], rdates: [] });
  return rule.ok ? rule.value : undefined;
}

function writtenFor(slot: SlotRule, proper: Recurrence): string {
  const { last, parts } = proper;
  const until = last && parts.until !== null ? utcOf(last, proper) : null;
  const plain = { ...parts, until };
  if (proper.clipped.length === 0) return writeParts(plain);
  const clipped = withoutSkip(plain);
  if (clipped !== undefined) {
    const rrule = writeParts(clipped);
    if (haveSameDays(slot, { ...slot, rrule, overflow: 'skip' })) return rrule;
  }
  return `RSCALE=GREGORIAN;${writeParts(plain)};SKIP=BACKWARD`;
}

/** RFC 5545 §3.3.10: with a DTSTART that has a zone, UNTIL is in UTC. */
const utcOf = (last: Temporal.PlainDate, { startTime, timeZone }: Recurrence): string =>
  inZone(placeInZone(last.toPlainDateTime(startTime), timeZone), 'UTC')
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .concat('Z');

/**
 * The month's last day instead of a missing one, without RFC 7529: the 31st is -1; the 29th or 30th, the last of the days
 * from the 28th to it. `undefined` where the parts leave no room for that.
 */
function withoutSkip(parts: RuleParts): RuleParts | undefined {
  const { freq, interval, byMonth, byMonthDay, bySetPos, byDay } = parts;
  const late = byMonthDay.filter((day) => day > 28);
  const early = byMonthDay.filter((day) => day <= 28);
  const [day, ...more] = late;
  if (day === undefined || more.length > 0) return undefined;
  if (day === 31) return { ...parts, byMonthDay: unique([...early, -1]) };
  const isMonthly = freq === 'MONTHLY' || byMonth.length === 1;
  if (bySetPos.length + byDay.length > 0 || early.some((one) => one < 0)) return undefined;
  if (!isMonthly && interval > 1) return undefined;
  const tail = [28, 29, 30].filter((one) => one <= day);
  const places = early.map((_, i) => i + 1);
  return {
    ...parts,
    freq: isMonthly ? freq : 'MONTHLY',
    byMonthDay: unique([...early, ...tail]),
    bySetPos: [...places, -1],
  };
}

const unique = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** What an event says, as a slot has it: UNTIL is a day again where it names a start, SKIP is `overflow`. */
export function fromICalRule(
  text: string,
  at: Pick<SlotRule, 'startDate' | 'startTime' | 'timeZone'>,
): Result<Pick<SlotRule, 'rrule' | 'overflow'>, string> {
  const pieces = text.toUpperCase().split(';');
  const said = (name: string) => pieces.find((piece) => piece.startsWith(`${name}=`))?.slice(name.length + 1);
  const [scale, skip] = [said('RSCALE') ?? 'GREGORIAN', said('SKIP') ?? 'OMIT'];
  if (scale !== 'GREGORIAN') return err(`RSCALE=${scale}: chỉ dùng được lịch dương (GREGORIAN)`);
  if (skip === 'FORWARD') return err('SKIP=FORWARD: chỉ dùng được OMIT (bỏ qua) hoặc BACKWARD (ngày cuối tháng)');
  const parts = parseParts(pieces.filter((piece) => !/^(RSCALE|SKIP)=/.test(piece)).join(';'));
  if (!parts.ok) return parts;
  const overflow = skip === 'BACKWARD' ? 'last-day' : 'skip';
  return ok({ rrule: writeParts({ ...parts.value, until: dayOfUntil(parts.value.until, at) }), overflow });
}

function dayOfUntil(until: string | null, { startTime, timeZone }: Pick<SlotRule, 'startTime' | 'timeZone'>) {
  if (until === null || parseDay(until)) return until;
  const wall = until.endsWith('Z')
    ? inZone(parseInstant(until)!, timeZone).toPlainDateTime()
    : Temporal.PlainDateTime.from(until);
  const isLate = Temporal.PlainTime.compare(wall.toPlainTime(), Temporal.PlainTime.from(startTime)) < 0;
  return wall
    .toPlainDate()
    .subtract({ days: isLate ? 1 : 0 })
    .toString();
}

/** For as long as a rule of the editor needs to show its rhythm; days added and left out among them. */
function haveSameDays(a: SlotRule, b: SlotRule): boolean {
  const [one, other] = [parseRule(a), parseRule(b)];
  if (!one.ok || !other.ok) return false;
  const [from] = [a.startDate, b.startDate, ...a.rdates, ...b.rdates].sort();
  const first = Temporal.PlainDate.from(from!);
  const [begins = first] = upcoming(one.value, first, 1);
  const days = (rule: Recurrence): string => `${occurrences(rule, first, begins.add({ years: AGREE_YEARS }))}`;
  return (one.value.last === undefined) === (other.value.last === undefined) && days(one.value) === days(other.value);
}

/** The rule as this program once wrote it down beside the event, while the event still says the same days. */
export function asWritten(read: SlotRule, own: Partial<SlotRule>): SlotRule {
  const { rrule, startDate, overflow, exdates, rdates } = { ...read, ...own };
  const written = { ...read, rrule, startDate, overflow, exdates, rdates };
  return haveSameDays(read, written) ? written : read;
}
