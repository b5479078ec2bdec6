/** Airings of the log written in one line each, for the counting rules: fixtures in test/fixtures/ledger read as these. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { ClusterCount } from '../../src/core/clusters.ts';
import type { LoggedAiring } from '../../src/core/counting.ts';
import type { PlannedEntry } from '../../src/core/ledger.ts';
import type { EntryKind, Missing } from '../../src/core/model.ts';
import type { OwedObligation } from '../../src/core/periods.ts';
import { parsePlanFile } from '../../src/core/plan-file.ts';
import { after, durationMs, type EpochMs, frames, msToFrames } from '../../src/core/time.ts';
import { at, minutes } from './schedule.ts';

const plan = parsePlanFile(readFileSync(join(import.meta.dirname, '../../schedules/dak-to-2025.yaml'), 'utf8'));
if (!plan.ok) throw new Error(JSON.stringify(plan.error));
export const PLAN = plan.value;

/** The shipped plan's obligation with this code, as issued on 25/8/2025. */
export function owed(code: string, changes: Partial<OwedObligation> = {}): OwedObligation {
  const found = PLAN.obligations.find((one) => one.code === code);
  if (!found) throw new Error(`no obligation ${code}`);
  return { ...found, issuedOn: PLAN.plan.issuedOn, ...changes };
}

/** Somebody listened at each of them: `11/12`. */
export const listened = (ok: number, expected: number): ClusterCount => ({
  ok,
  byHand: ok,
  failed: expected - ok,
  expected,
});

/** Of twelve, some heard by their log or by ear, some known to have failed. */
export const someClusters: fc.Arbitrary<ClusterCount> = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
  .map(([a, b, c]) => {
    const [byHand, ok, known] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
    return { ok, byHand, failed: known - ok, expected: 12 };
  });

export type LogLine = Partial<Omit<LoggedAiring, 'startedAt'>> & {
  /** Wall clock of the station, or an instant. */
  readonly at: string | EpochMs;
  readonly minutes?: number;
  readonly share?: number;
  /** Due, and nothing sounded. */
  readonly silent?: boolean;
};

/** Whole, approved a day before, ten minutes long, unless told otherwise; ids count from 1. */
export function log(lines: readonly LogLine[]): LoggedAiring[] {
  return lines.map(({ at: when, minutes: length = 10, share = 1, silent = false, ...changes }, i) => {
    const start = typeof when === 'string' ? at(when) : when;
    const totalFrames = msToFrames(minutes(length));
    const ended = silent ? ({ outcome: 'missed', reason: 'down' } as const) : share < 1 ? CUT : WHOLE;
    return {
      id: i + 1,
      continuesId: null,
      slotId: 'slot',
      recurrenceId: null,
      kind: 'premiere',
      title: '',
      programmeId: 'cds-phat-thanh-xa',
      episodeId: null,
      plannedStart: start,
      startedAt: silent ? null : start,
      endedAt: silent ? null : after(start, minutes(length * share)),
      fromFrame: frames(0),
      playedFrames: silent ? frames(0) : frames(totalFrames * share),
      totalFrames,
      approvedAt: after(start, durationMs(-24 * 3_600_000)),
      ...ended,
      ...changes,
    };
  });
}
const CUT = { outcome: 'cut', reason: 'command-stop' } as const;
const WHOLE = { outcome: 'completed', reason: null } as const;

export type EntryLine = {
  readonly at: string | EpochMs;
  readonly programmeId?: string;
  readonly episodeId?: number | null;
  readonly kind?: EntryKind;
  readonly missing?: Missing | null;
  readonly paysForId?: number;
  readonly countsOn?: string;
};

export const planned = (lines: readonly EntryLine[]): PlannedEntry[] =>
  lines.map(({ at: when, ...changes }, i) => {
    const plannedStart = typeof when === 'string' ? at(when) : when;
    return {
      id: i + 1,
      slotId: 'slot',
      recurrenceId: String(i),
      programmeId: 'cds-phat-thanh-xa',
      episodeId: null,
      kind: 'premiere',
      missing: null,
      plannedStart,
      plannedEnd: after(plannedStart, minutes(10)),
      ...changes,
    };
  });

export const fixture = <T>(name: string): T =>
  parse(readFileSync(join(import.meta.dirname, '../fixtures/ledger', `${name}.yaml`), 'utf8')) as T;
