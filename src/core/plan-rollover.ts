/**
 * A plan carried on into another year, as a draft that people look at and sign: the same programmes, units and topics,
 * the same duties on a new anchor, and slots that go on in their rhythm from a day on, so that no fortnight and no weekday
 * shifts where the years meet (product A5). The text is the old plan's, comments and order kept; nothing is applied here.
 */
import { Temporal } from 'temporal-polyfill';
import { isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Obligation, SlotRule } from './model.ts';
import { type PlanFile, type PlanSlot, parsePlanFile } from './plan-file.ts';
import { parseRule, upcoming } from './recurrence.ts';
import { parseParts, writeParts } from './recurrence-parts.ts';
import { err, ok, type Result } from './result.ts';
import { splitRule } from './rule-move.ts';

/** Put in force, the plan takes over from `planId` on day `from`: each of its slots (old id → new) ends the day before. */
export type Succession = {
  readonly planId: string;
  /** ISO. */
  readonly from: string;
  readonly slots: Readonly<Record<string, string>>;
};

export type NewYear = {
  readonly year: number;
  /** As the document will have it; what the file says until it is signed. */
  readonly number: string;
  readonly title: string;
  readonly issuedOn: string;
  /** The first day of the new slots, ISO. */
  readonly from: string;
};

/** `source`: the plan as `exportPlanFile` writes it. `taken`: ids of slots and plans that are in use. */
export function rollOverPlan(
  source: string,
  ahead: NewYear,
  taken: { readonly plans: ReadonlySet<string>; readonly slots: ReadonlySet<string> },
): Result<{ readonly source: string; readonly planId: string; readonly succession: Succession }, string> {
  const parsed = parsePlanFile(source, 'any');
  if (!parsed.ok) throw new Error(`not a plan file: ${parsed.error[0]?.message}`);
  const file = parsed.value;
  const { year } = file.plan;
  if (ahead.year <= year) return err(`Năm mới phải sau năm ${year}`);
  const text = new PlanText(source);
  const planId = free(inYear(file.plan.id, year, ahead.year), taken.plans);
  text.set(['plan', 'id'], planId);
  text.set(['plan', 'number'], JSON.stringify(ahead.number));
  text.set(['plan', 'issued_on'], ahead.issuedOn);
  text.set(['plan', 'title'], JSON.stringify(ahead.title));
  text.set(['plan', 'year'], String(ahead.year));

  for (const [i, programme] of text.items('programmes').entries()) {
    const at = (...path: string[]) => ['programmes', i, ...path];
    const owed = file.obligations.find(
      ({ programmeId }) => programmeId === String(programme.get('id')).normalize('NFC'),
    );
    const anchor = owed && anchorIn(owed, ahead.year);
    if (anchor !== undefined) text.set(at('obligation', 'anchor'), anchor);
    for (const end of ['from', 'to'])
      text.map(at('timeframe', end), (day) => day.replace(String(year), String(ahead.year)));
    text.map(at('timeframe_text'), (words) => JSON.stringify(words.replaceAll(String(year), String(ahead.year))));
  }

  const slots: Record<string, string> = {};
  const used = new Set(taken.slots);
  for (const [i, item] of text.items('slots').entries()) {
    const slot = file.slots.find(({ id }) => id === String(item.get('id')).normalize('NFC'))!;
    const rule = ruleFrom(slot, ahead, year);
    if (rule === undefined) {
      text.remove('slots', item);
      continue;
    }
    const id = free(`${slot.id.replace(/-(19|2[01])\d\d$/, '')}-${ahead.year}`, used);
    used.add(id);
    slots[slot.id] = id;
    const at = (key: string) => ['slots', i, key];
    text.set(at('id'), id);
    text.set(at('start_date'), rule.startDate);
    if (rule.rrule !== slot.rrule) text.set(at('rrule'), JSON.stringify(rule.rrule));
    if (slot.exdates.length > 0) text.set(at('exdates'), `[${rule.exdates.join(', ')}]`);
    if (slot.rdates.length > 0) text.set(at('rdates'), `[${rule.rdates.join(', ')}]`);
  }
  // Figures and questions of the old document.
  for (const key of ['derived', 'ambiguities']) text.removeKey(key);
  text.removeKey('fortnight_anchor', ['suggested_defaults']);

  const written = text.toString();
  const read = parsePlanFile(written, 'any');
  if (!read.ok) throw new Error(`the new plan does not read: ${JSON.stringify(read.error[0])}`);
  return ok({ source: written, planId, succession: { planId: file.plan.id, from: ahead.from, slots } });
}

/** KH-25-2025-DAKTO → KH-25-2026-DAKTO. */
const inYear = (id: string, year: number, next: number): string =>
  id.includes(String(year)) ? id.replace(String(year), String(next)) : `${id}-${next}`;

function free(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let n = 2; taken.has(free); n++) free = `${id}-${n}`;
  return free;
}

/**
 * Fortnights go on as they were counted, so that none is cut: the first that begins in the new year. A fortnight that
 * begins in the old one is the old plan's. Other periods follow the calendar and begin with the year.
 */
export function anchorIn(
  { period, every, anchor }: Pick<Obligation, 'period' | 'every' | 'anchor'>,
  year: number,
): string | undefined {
  if (anchor === null) return undefined;
  const first = new Temporal.PlainDate(year, 1, 1);
  if (period !== 'weeks') return first.toString();
  const last = Temporal.PlainDate.from(anchor);
  const { days } = last.until(first, { largestUnit: 'days' });
  const length = 7 * every;
  return last.add({ days: Math.max(0, Math.ceil(days / length)) * length }).toString();
}

/** An end in the last days of the old year meant that year: it moves on with it. One before was the slot's own. */
const YEARS_END = 7;

/** The rule from `from` on, in its rhythm; undefined when nothing of it is left. */
export function ruleFrom(
  slot: PlanSlot,
  { from, year }: Pick<NewYear, 'from' | 'year'>,
  lastYear: number,
): SlotRule | undefined {
  const day = Temporal.PlainDate.from(from);
  const whole = parseRule(withLaterEnd(slot, year, lastYear));
  if (!whole.ok) return undefined;
  const [first] = upcoming(whole.value, day, 1);
  if (first === undefined) return undefined;
  const split = splitRule(withLaterEnd(slot, year, lastYear), first, { days: 0, startTime: slot.startTime });
  return split.ok ? split.value.after : undefined;
}

/** The rule without what falls on `from` or later; undefined when nothing is left of it. */
export function endBefore(rule: SlotRule, from: Temporal.PlainDate): SlotRule | undefined {
  const parsed = parseRule(rule);
  if (!parsed.ok) return undefined;
  const [first] = upcoming(parsed.value, from, 1);
  if (first === undefined) return rule;
  const split = splitRule(rule, first, { days: 0, startTime: rule.startTime });
  return split.ok ? split.value.before : undefined;
}

function withLaterEnd(slot: PlanSlot, year: number, lastYear: number): PlanSlot {
  const parts = parseParts(slot.rrule);
  if (!parts.ok || parts.value.until === null) return slot;
  const until = Temporal.PlainDate.from(parts.value.until.slice(0, 10));
  const isYearsEnd = until.year === lastYear && until.month === 12 && until.day > 31 - YEARS_END;
  if (!isYearsEnd) return slot;
  const later = until.with({ year }).toString() + parts.value.until.slice(10);
  return { ...slot, rrule: writeParts({ ...parts.value, until: later }) };
}

// the text ------------------------------------------------------------------------------------------------------------

type Edit = { readonly from: number; readonly until: number; readonly text: string };

/** Replaces values where they stand and takes lines out; all offsets are those of the source. */
class PlanText {
  readonly #source: string;
  readonly #document;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#document = parseDocument(source);
  }

  items(list: string): YAMLMap[] {
    const node = this.#document.get(list, true);
    return isSeq(node) ? node.items.filter((item) => isMap(item)) : [];
  }

  /** Only where the file has that key. */
  set(path: readonly (string | number)[], text: string): void {
    const node = this.#document.getIn(path, true);
    if (!isScalar(node) && !isSeq(node)) return;
    const [from, until] = rangeOf(node);
    this.#edits.push({ from, until: this.#trimmed(from, until), text });
  }

  map(path: readonly (string | number)[], change: (text: string) => string): void {
    const node = this.#document.getIn(path, true);
    if (isScalar(node) && typeof node.value === 'string') this.set(path, change(node.value));
  }

  /** Its own lines; what is written above it stays. */
  remove(list: string, item: YAMLMap): void {
    const node = this.#document.get(list, true);
    const [from, until] = rangeOf(item);
    const isInBrackets = isSeq(node) && node.flow === true;
    if (isInBrackets) this.#edits.push({ from, until, text: '' });
    else this.#cut(this.#source.lastIndexOf('-', from - 1), until);
  }

  removeKey(key: string, within: readonly string[] = []): void {
    const map = within.length === 0 ? this.#document.contents : this.#document.getIn(within, true);
    if (!isMap(map) || map.flow) return;
    const pair = map.items.find((one) => String(one.key) === key);
    if (!pair || !isScalar(pair.key)) return;
    // The last one may be all that holds its mapping together.
    if (map.items.length === 1) return;
    const [from] = rangeOf(pair.key);
    const [, until] = pair.value === null ? rangeOf(pair.key) : rangeOf(pair.value as Node);
    this.#cut(from, until);
  }

  /** Whole lines. */
  #cut(from: number, until: number): void {
    const start = this.#source.lastIndexOf('\n', from - 1) + 1;
    const end = this.#source.indexOf('\n', this.#trimmed(from, until) - 1);
    this.#edits.push({ from: start, until: end < 0 ? this.#source.length : end + 1, text: '' });
  }

  /** Without the blank space that YAML counts to a block. */
  #trimmed(from: number, until: number): number {
    return from + this.#source.slice(from, until).trimEnd().length;
  }

  toString(): string {
    // What lies within lines that are taken out goes with them.
    const cuts = this.#edits.filter(({ text }) => text === '');
    const isGone = (edit: Edit): boolean =>
      edit.text !== '' && cuts.some(({ from, until }) => from <= edit.from && edit.until <= until);
    let text = this.#source;
    for (const edit of this.#edits.filter((one) => !isGone(one)).sort((a, b) => b.from - a.from))
      text = text.slice(0, edit.from) + edit.text + text.slice(edit.until);
    return text;
  }
}

const rangeOf = (node: Node | YAMLSeq): [number, number] => [node.range![0], node.range![1]];

/** The old plan as if it were the new one: its slots and duties under the ids of the new year. */
export const underNewIds = (file: PlanFile, { slots }: Succession, year: number): PlanFile => ({
  ...file,
  slots: file.slots.map((slot) => ({ ...slot, id: slots[slot.id] ?? slot.id })),
  obligations: file.obligations.map((owed) => ({ ...owed, id: `${owed.programmeId}-${year}` })),
});
