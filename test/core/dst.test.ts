/**
 * Wall clocks where summer time comes and goes, on servers in four zones. Computed by hand from the tz database: RFC 5545
 * §3.3.10 with §3.3.5: a time that a gap skips is read with the offset before it; of a time that comes twice, the first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { occurrenceStart, occurrences, parseRule } from '../../src/core/recurrence.ts';
import { startOfDay } from '../../src/core/time.ts';

type Case = {
  readonly what: string;
  readonly zone: string;
  readonly rrule: string;
  readonly startDate: string;
  readonly startTime: string;
  readonly from: string;
  readonly until: string;
  /** UTC, and what the clocks on the wall show then. */
  readonly starts: readonly (readonly [utc: string, wall: string])[];
};

const CASES = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/dst.json'), 'utf8')) as Case[];

describe.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia'])('on a server in %s', (server) => {
  const before = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = server;
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(server);
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it.each(CASES)('$zone: $what', ({ zone, rrule, startDate, startTime, from, until, starts }) => {
    const rule = parseRule({
      ...{ rrule, startDate, startTime, timeZone: zone, exdates: [], rdates: [], overflow: 'skip' },
    });
    if (!rule.ok) throw new Error(rule.error);
    const days = occurrences(rule.value, Temporal.PlainDate.from(from), Temporal.PlainDate.from(until));
    const said = days.map((day) => {
      const at = Temporal.Instant.fromEpochMilliseconds(occurrenceStart(rule.value, day));
      const wall = at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
      return [at.toString().replace(':00Z', 'Z'), wall];
    });
    expect(said).toEqual(starts);
  });

  it('a day that its zone left out is no day of the clock: Samoa went from the 29th to the 31st', () => {
    const [thursday, friday, saturday] = ['2011-12-29', '2011-12-30', '2011-12-31'].map((day) =>
      startOfDay(Temporal.PlainDate.from(day), 'Pacific/Apia'),
    );
    expect(friday).toBe(saturday);
    expect(saturday! - thursday!).toBe(24 * 3_600_000);
  });
});
