/** The same rule asked of the station and of two other implementations, which share no code with it or each other. */
import fc from 'fast-check';
import ICAL from 'ical.js';
import { RRuleTemporal } from 'rrule-temporal';
import { ONCE, toICalRule } from '../../src/core/ical-rule.ts';
import type { SlotRule } from '../../src/core/model.ts';
import { parseRule, upcoming } from '../../src/core/recurrence.ts';
import { anyRules, BOTH, formRules, rawRules } from './rules.ts';

export const OTHERS = ['rrule-temporal', 'ical.js'] as const;
export type Other = (typeof OTHERS)[number];
export type Disagreement = {
  readonly with: Other;
  readonly rule: string;
  readonly ours: string;
  readonly theirs: string;
};
export type Agreement = {
  /** Rules compared with each. */
  readonly compared: Readonly<Record<Other, number>>;
  readonly disagreements: readonly Disagreement[];
};

/** As many days of each rule are compared, as far as they lie within so many years. */
const DAYS = 10;
const YEARS = 40;

/** Of the slot form and its field for experts; those that never fall, or that the station refuses, are passed over. */
export const generateRules = (count: number, seed: number): SlotRule[] =>
  fc.sample(anyRules(fc.oneof(formRules, rawRules), BOTH), { seed, numRuns: count });

export function compareRules(rules: readonly SlotRule[]): Agreement {
  const compared = { 'rrule-temporal': 0, 'ical.js': 0 };
  const disagreements: Disagreement[] = [];
  for (const generated of rules) {
    const rule: SlotRule = { ...generated, timeZone: 'UTC', exdates: [], rdates: [] };
    const parsed = parseRule(rule);
    const falls = parsed.ok ? upcoming(parsed.value, parsed.value.start, DAYS).map(String) : [];
    const [first] = falls;
    if (first === undefined) continue;
    const rrule = asOthersReadIt(rule);
    const far = `${Number(first.slice(0, 4)) + YEARS}`;
    const days = (all: Iterable<string>): string => {
      const found: string[] = [];
      for (const day of all) {
        if (day >= far || found.length === DAYS) break;
        found.push(day);
      }
      return found.join(' ');
    };
    const ours = days(falls);
    const start = `${first}T${rule.startTime}`;
    const told = (other: Other, all: Iterable<string>): void => {
      compared[other]++;
      const theirs = said(() => days(all));
      if (theirs !== ours) disagreements.push({ with: other, rule: `${first} ${rrule}`, ours, theirs });
    };
    told('rrule-temporal', temporalDays(start, rrule));
    // Of RFC 7529 it knows nothing, and says so nowhere.
    if (!rrule.includes('SKIP=')) told('ical.js', icalDays(start, rrule));
  }
  return { compared, disagreements };
}

/** Only "or the month's last day" has to be said otherwise; a day that ends a rule is an instant there. */
const asOthersReadIt = (rule: SlotRule): string =>
  (rule.overflow === 'skip' ? rule.rrule : (toICalRule(rule)?.rrule ?? ONCE)).replace(
    /(UNTIL=\d{8})(?!T|\d)/,
    '$1T235959Z',
  );

function said(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    return String(error);
  }
}

function* temporalDays(start: string, rrule: string): Generator<string> {
  const dtstart = `DTSTART;TZID=UTC:${start.replaceAll(/[-:]/g, '')}`;
  const rule = new RRuleTemporal({ rruleString: `${dtstart}\nRRULE:${rrule}` });
  const days: string[] = [];
  rule.all((at, i) => i < DAYS && days.push(`${at}`.slice(0, 10)) > 0);
  yield* days;
}

function* icalDays(start: string, rrule: string): Generator<string> {
  const iterator = ICAL.Recur.fromString(rrule).iterator(ICAL.Time.fromJSDate(new Date(`${start}Z`), true));
  for (let at = iterator.next(); at; at = iterator.next()) yield at.toString().slice(0, 10);
}
