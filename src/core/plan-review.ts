/** A plan on its way in as people look at it: what it changes, and what that means for the days ahead. */
import type { Temporal } from 'temporal-polyfill';
import type { Plan, Slot } from './model.ts';
import type { Place } from './places.ts';
import type { PlanFile } from './plan-file.ts';
import type { FieldChange, PlanChange, PlanImport } from './plan-import.ts';
import { endBefore, type Succession } from './plan-rollover.ts';
import type { DurationMs, EpochMs } from './time.ts';

export type PlacedTitle = {
  readonly start: EpochMs;
  readonly title: string;
  readonly length: DurationMs;
  readonly zoneId: string;
};
export type PlanReview = {
  readonly plan: PlanFile['plan'];
  /** The same plan as it is in force; undefined for a new one. */
  readonly known: Plan | undefined;
  readonly head: readonly FieldChange[];
  readonly outcome: PlanImport;
  /** Against the plan it takes over from; undefined when it takes over from none. */
  readonly succession:
    | {
        readonly plan: Plan | undefined;
        readonly from: string;
        readonly changes: readonly PlanChange[];
        readonly ended: number;
      }
    | undefined;
  readonly effect: {
    readonly from: Temporal.PlainDate;
    readonly until: Temporal.PlainDate;
    readonly come: readonly PlacedTitle[];
    readonly gone: readonly PlacedTitle[];
  };
};

/** A slot as the plan that takes over leaves it; none when nothing of it is left. */
export function endedBy(slot: Slot, { slots }: Succession, cut: Temporal.PlainDate): Slot[] {
  if (slots[slot.id] === undefined) return [slot];
  const rule = endBefore(slot, cut);
  return rule ? [{ ...slot, ...rule }] : [];
}

/** What of the places is to be heard. */
export const sounding = (places: readonly Place[]): PlacedTitle[] =>
  places
    .filter(({ exception, ruling }) => !exception?.cancelled && !ruling)
    .map(({ slot, start, duration }) => ({ start, title: slot.title, length: duration, zoneId: slot.zoneId }));

export function without(places: readonly PlacedTitle[], others: readonly PlacedTitle[]): PlacedTitle[] {
  const known = new Set(others.map((one) => JSON.stringify(one)));
  return places.filter((one) => !known.has(JSON.stringify(one)));
}
