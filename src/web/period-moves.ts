/** Dời kỳ: a person says, with a reason, for which period an occurrence counts; before it airs or after. */
import { z } from '@hono/zod-openapi';
import type { Duty } from '../core/duty.ts';
import { holds, type OwedPeriod } from '../core/periods.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, type EpochMs, parseDay } from '../core/time.ts';
import { dutiesOf, planYears, programmesOf } from './duties.ts';
import { text } from './forms.ts';
import { findOccurrence } from './schedule-changes.ts';
import { isoDay } from './slot-forms.ts';
import type { Station } from './station.ts';

/** `countsOn` is any day of the period. */
export const periodMoveInput = z.object({
  countsOn: isoDay('Chọn kỳ mà lượt này được tính'),
  reason: text('Ghi lý do dời kỳ; báo cáo sẽ dẫn lý do này', 300),
});
export type PeriodMoveInput = z.output<typeof periodMoveInput>;

/** An occurrence, aired or still to come, with the obligations it can count for. */
export type Countable = {
  readonly slotId: string;
  readonly recurrenceId: string;
  readonly title: string;
  readonly at: EpochMs;
  readonly duties: readonly Duty[];
  readonly countsOn: string | null;
  readonly countsReason: string;
};

/** `undefined` when there is no such occurrence; one of a programme that owes nothing has no `duties`. */
export function findCountable(station: Station, slotId: string, recurrenceId: string): Countable | undefined {
  const { entries, exceptions, slots } = station.stores;
  if (parseDay(recurrenceId) === undefined) return undefined;
  const entry = entries.ofOccurrence(slotId, recurrenceId);
  const coming = entry === undefined ? findOccurrence(station, slotId, recurrenceId) : undefined;
  const at = entry?.plannedStart ?? coming?.start;
  if (at == null) return undefined;
  const programmeId = entry ? entry.programmeId : coming!.slot.programmeId;
  const title = entry?.title ?? slots.find(slotId)?.title ?? slotId;
  const { countsOn = null, countsReason = '' } = exceptions.find(slotId, recurrenceId) ?? {};
  const duties = planYears(station)
    .flatMap((year) => dutiesOf(station, year))
    .filter(({ ledger: { obligation } }) => programmeId !== null && programmesOf(obligation).includes(programmeId));
  return { slotId, recurrenceId, title, at, duties, countsOn, countsReason };
}

/** The period an occurrence counts for as it stands; `undefined` outside every validity. */
export function periodOf({ ledger }: Duty, { at, countsOn }: Countable, zone: string): OwedPeriod | undefined {
  const day = (countsOn && parseDay(countsOn)) || dayOf(at, zone);
  return ledger.periods.find(({ period }) => holds(period, day))?.period;
}

/** Its own period again where `input` names that. */
export function moveToPeriod(
  station: Station,
  countable: Countable,
  { countsOn, reason }: PeriodMoveInput,
  madeBy: number,
): Result<void, FieldErrors> {
  const { slotId, recurrenceId, duties, at } = countable;
  const day = parseDay(countsOn)!;
  const own = dayOf(at, station.config.zone);
  const duty = duties.find(({ ledger }) => ledger.periods.some(({ period }) => holds(period, day)));
  if (!duty) return err({ countsOn: 'Ngày này không nằm trong kỳ nào của chỉ tiêu mà chuyên mục này thực hiện' });
  const isOwn = duty.ledger.periods.some(({ period }) => holds(period, day) && holds(period, own));
  const move = isOwn ? { countsOn: null, countsReason: '' } : { countsOn, countsReason: reason };
  station.stores.exceptions.count({ slotId, recurrenceId, ...move, madeBy, madeAt: station.clock() });
  return ok(undefined);
}

/** It counts for the period it airs in. False when it did already. */
export function backToOwnPeriod(
  station: Station,
  { slotId, recurrenceId, countsOn }: Countable,
  madeBy: number,
): boolean {
  if (countsOn === null) return false;
  const madeAt = station.clock();
  station.stores.exceptions.count({ slotId, recurrenceId, countsOn: null, countsReason: '', madeBy, madeAt });
  return true;
}
