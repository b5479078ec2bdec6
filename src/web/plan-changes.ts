/**
 * Plans on their way in: a file, or a plan carried on into another year, becomes a draft that touches nothing; the review
 * says what would change, and what it means for the days ahead; put in force, it is written in one go. Pages, the API and
 * the terminal end here.
 */
import { Temporal } from 'temporal-polyfill';
import type { Plan } from '../core/model.ts';
import { placeOccurrences } from '../core/places.ts';
import { exportPlanFile } from '../core/plan-export.ts';
import { type PlanFile, type PlanProblem, parsePlanFile } from '../core/plan-file.ts';
import { type PlanChange, planDifference, planHeadChanges, slotsAfter } from '../core/plan-import.ts';
import { endedBy, type PlanReview, sounding, without } from '../core/plan-review.ts';
import { endBefore, type NewYear, rollOverPlan, type Succession, underNewIds } from '../core/plan-rollover.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, todayOf } from '../core/time.ts';
import type { PlanDraft } from '../storage/plan-drafts.ts';
import type { ImportCounts } from '../storage/plans.ts';
import { calendarOf } from './calendar.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

/** Days ahead that a review speaks of: as many as the playlist is ready for. */
export const REVIEWED_DAYS = 14;

type Read = Pick<Station, 'stores' | 'config' | 'clock'>;

export const zoneIdsOf = ({ stores }: Pick<Read, 'stores'>): string[] => stores.zones.list().map(({ id }) => id);

/** Reads a file as the station could take it. */
export const readPlan = (station: Pick<Read, 'stores'>, source: string): Result<PlanFile, PlanProblem[]> =>
  parsePlanFile(source, zoneIdsOf(station));

export function reviewPlan(
  station: Read,
  file: PlanFile,
  replaces: Succession | null,
  chosen: ReadonlySet<string> = new Set(),
): PlanReview {
  const { stores, clock } = station;
  const { zone } = station.config;
  const plans = stores.plans.list();
  const known = plans.find(({ id }) => id === file.plan.id);
  const outcome = stores.plans.compare(file, chosen);
  const today = dayOf(clock(), zone);
  const cut = replaces && laterOf(Temporal.PlainDate.from(replaces.from), today);

  const from = cut ?? today;
  const until = from.add({ days: REVIEWED_DAYS - 1 });
  const standing = stores.slots.list();
  const exceptions = stores.exceptions.since(from.subtract({ days: 2 }));
  const timetable = { from, until, zone, calendar: calendarOf(station) };
  const after = slotsAfter(stores.slots.list({ archived: true }), outcome, clock());
  const next = cut === null ? after : after.flatMap((slot) => endedBy(slot, replaces!, cut));
  const carried = exceptions.map((one) =>
    cut !== null && one.recurrenceId >= cut.toString() && replaces!.slots[one.slotId] !== undefined
      ? { ...one, slotId: replaces!.slots[one.slotId]! }
      : one,
  );
  const before = sounding(placeOccurrences({ ...timetable, slots: standing, exceptions }));
  const then = sounding(placeOccurrences({ ...timetable, slots: next, exceptions: carried }));

  const old = replaces ? plans.find(({ id }) => id === replaces.planId) : undefined;
  return {
    plan: file.plan,
    known,
    head: known ? planHeadChanges(known, file.plan) : old ? planHeadChanges(old, file.plan) : [],
    outcome,
    succession: replaces
      ? {
          plan: old,
          from: replaces.from,
          changes: comparedWith(station, replaces, file),
          ended: Object.keys(replaces.slots).length,
        }
      : undefined,
    effect: { from, until, come: without(then, before), gone: without(before, then) },
  };
}

/** The old plan as it is on the station now, against the draft. */
function comparedWith({ stores }: Pick<Read, 'stores'>, replaces: Succession, file: PlanFile): PlanChange[] {
  const state = stores.plans.exportState(replaces.planId);
  const old = state && parsePlanFile(exportPlanFile(state.source, state), 'any');
  return old?.ok ? planDifference(underNewIds(old.value, replaces, file.plan.year), file) : [];
}

const laterOf = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) < 0 ? b : a;

// drafts --------------------------------------------------------------------------------------------------------------

/** A file becomes the draft of its plan, in place of the one there is; a draft of a new year stays one. */
export function draftPlan(station: Station, source: string, madeBy: number): Result<PlanDraft, PlanProblem[]> {
  const file = readPlan(station, source);
  if (!file.ok) return file;
  const { planDrafts } = station.stores;
  const planId = file.value.plan.id;
  const replaces = planDrafts.find(planId)?.replaces ?? null;
  const draft = { planId, source, replaces, madeBy, madeAt: station.clock() };
  planDrafts.put(draft);
  return ok(draft);
}

/** Carries the plan on into another year, as a draft. */
export function draftNextYear(
  station: Station,
  planId: string,
  ahead: NewYear,
  madeBy: number,
): Result<PlanDraft, FieldErrors> | undefined {
  const { plans, planDrafts, slots } = station.stores;
  const state = plans.exportState(planId);
  if (state === undefined) return undefined;
  const today = todayOf(station);
  const errors: Record<string, string> = {};
  if (!ahead.from.startsWith(String(ahead.year))) errors.from = `Ngày bắt đầu phải trong năm ${ahead.year}`;
  else if (ahead.from < today.toString()) errors.from = 'Ngày bắt đầu đã qua; chọn từ hôm nay trở đi';
  if (Object.keys(errors).length > 0) return err(errors);
  const taken = {
    plans: new Set([...plans.list().map(({ id }) => id), ...planDrafts.list().map((one) => one.planId)]),
    slots: new Set(slots.list({ archived: true }).map(({ id }) => id)),
  };
  const rolled = rollOverPlan(exportPlanFile(state.source, state), ahead, taken);
  if (!rolled.ok) return err({ year: rolled.error });
  const { source, succession } = rolled.value;
  const draft = { planId: rolled.value.planId, source, replaces: succession, madeBy, madeAt: station.clock() };
  planDrafts.put(draft);
  return ok(draft);
}

/** In force at once, all of it or nothing. `chosen`: conflicts in which the file wins. */
export function putInForce(
  station: Station,
  { planId, source, replaces }: PlanDraft,
  chosen: ReadonlySet<string>,
): Result<ImportCounts, string> {
  const { plans, planDrafts, slots, exceptions, entries } = station.stores;
  const file = readPlan(station, source);
  if (!file.ok) {
    const [{ line, message } = { line: 0, message: '' }] = file.error;
    return err(`Dòng ${line}: ${message}`);
  }
  const now = station.clock();
  const counts = entries.atomically(() => {
    const done = plans.importPlan(file.value, source, now, chosen);
    if (replaces) {
      const cut = laterOf(Temporal.PlainDate.from(replaces.from), dayOf(now, station.config.zone));
      for (const [oldId, newId] of Object.entries(replaces.slots)) {
        const slot = slots.find(oldId);
        if (!slot || slot.archivedAt !== null) continue;
        // Before the slot ends, or they would be of no rule.
        if (slots.find(newId)) exceptions.carry(oldId, newId, cut.toString());
        const rule = endBefore(slot, cut);
        if (rule === undefined) slots.archive(oldId, now);
        else if (rule.rrule !== slot.rrule || rule.rdates.length !== slot.rdates.length)
          slots.change({ ...slot, ...rule, changedAt: now });
      }
    }
    planDrafts.remove(planId);
    return done;
  });
  settle(station);
  return ok(counts);
}

// states --------------------------------------------------------------------------------------------------------------

export type PlanState = 'coming' | 'in-force' | 'ended';
export const planStateOn = ({ year }: Pick<Plan, 'year'>, today: Temporal.PlainDate): PlanState =>
  year < today.year ? 'ended' : year > today.year ? 'coming' : 'in-force';
