/**
 * Phát bù: the one click that plans it, and takes it back. In a free place it becomes a slot of one day; in a place that
 * makes way an exception. Both are pinned to the issue and say which failed airing they pay for; from there the entry
 * and at last the airing carry it (core/make-good.ts closes the debt).
 */
import type { Duty } from '../core/duty.ts';
import type { Debt } from '../core/make-good.ts';
import { DEFAULT_CHOICE, DEFAULT_MODES, type Plays, type Slot } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { between, type EpochMs, inZone } from '../core/time.ts';
import { NO_OFFERS, type OfferedPlace, offerPlaces, zoneOf } from './make-good-places.ts';
import { findOccurrence, whyNotRemoved } from './schedule-changes.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

export type PlannedPlace = { readonly slotId: string; readonly recurrenceId: string; readonly from: EpochMs };

/** `from` is the start of a place that is on offer at this moment. */
export function planMakeGood(
  station: Station,
  duty: Duty,
  debt: Debt,
  from: EpochMs,
  madeBy: number,
): Result<PlannedPlace, string> {
  const offer = offerPlaces(station, duty, debt);
  if (!offer.ok) return err(NO_OFFERS[offer.error]);
  const place = offer.value.places.find((one) => one.from === from);
  if (!place) return err('Chỗ này không còn trống hoặc đã quá gần giờ phát; chọn chỗ khác');
  const { exceptions, entries } = station.stores;
  const madeAt = station.clock();
  const paysForId = debt.failed.id;
  const because = `Phát bù lượt phát số ${paysForId}`;
  const { issue, length } = offer.value;
  const untouched = { cancelled: false, movedTo: null, durationMs: null, episodeId: null, madeBy, madeAt };

  const planned = entries.atomically((): PlannedPlace => {
    const host = place.displaces.find(({ plannedStart }) => plannedStart === from);
    for (const { slot, recurrenceId } of place.displaces.filter((one) => one !== host)) {
      const reason = `Nhường giờ cho ${because.toLowerCase()}`;
      exceptions.put({ ...untouched, slotId: slot.id, recurrenceId, cancelled: true, reason });
      exceptions.pay(slot.id, recurrenceId, paysForId);
    }
    const slot = host?.slot ?? addSlot(station, duty, debt, place);
    const recurrenceId = host?.recurrenceId ?? slot.startDate;
    const longer = length > slot.durationMs ? length : null;
    const pinned = { episodeId: issue.id, durationMs: longer, reason: because };
    exceptions.put({ ...untouched, slotId: slot.id, recurrenceId, ...pinned });
    exceptions.pay(slot.id, recurrenceId, paysForId);
    return { slotId: slot.id, recurrenceId, from };
  });
  settle(station);
  return ok(planned);
}

/** Named after what it pays for, so that taking it back finds it. */
const slotName = (failedId: number): string => `phat-bu-${failedId}`;
const isOwnSlot = (slotId: string, failedId: number): boolean =>
  slotId === slotName(failedId) || slotId.startsWith(`${slotName(failedId)}-`);

function addSlot(station: Station, { programme }: Duty, debt: Debt, { from, until }: OfferedPlace): Slot {
  const { slots } = station.stores;
  const { zone } = station.config;
  const wall = inZone(from, zone).toPlainDateTime();
  const plays: Plays = debt.kind === 'replay' ? 'replay' : 'premiere';
  return slots.add({
    ...DEFAULT_MODES,
    id: freeSlug(slotName(debt.failed.id), (id) => slots.find(id) !== undefined),
    planId: null,
    title: `${programme.name} (phát bù)`,
    zoneId: zoneOf(station, debt),
    rrule: 'FREQ=DAILY;COUNT=1',
    startDate: wall.toPlainDate().toString(),
    startTime: wall.toPlainTime().toString({ smallestUnit: 'second' }),
    timeZone: zone,
    exdates: [],
    rdates: [],
    overflow: 'skip',
    durationMs: between(from, until),
    plays,
    programmeId: debt.failed.first.programmeId ?? programme.id,
    recordingId: null,
    substituteRecordingId: null,
    relayUrl: null,
    dayTypes: null,
    ...DEFAULT_CHOICE,
    changedAt: station.clock(),
  });
}

/** What had made way comes back, and the place made for it goes. False when nothing was planned that can be taken back. */
export function unplanMakeGood(station: Station, debt: Debt): boolean {
  const { exceptions, slots } = station.stores;
  const ids = new Set(debt.failed.rows.map(({ id }) => id));
  const taken = exceptions
    .paying()
    .filter(({ paysForId }) => ids.has(paysForId!))
    .map(({ slotId, recurrenceId }) => findOccurrence(station, slotId, recurrenceId))
    .filter((occurrence) => occurrence !== undefined)
    .filter(({ hasBegun, exception, ruled }) => !hasBegun || (exception?.cancelled && ruled > station.clock()));
  for (const occurrence of taken) {
    if (whyNotRemoved(station, occurrence) === undefined)
      exceptions.remove(occurrence.slot.id, occurrence.recurrenceId, station.clock());
    if (isOwnSlot(occurrence.slot.id, debt.failed.id)) slots.archive(occurrence.slot.id, station.clock());
  }
  if (taken.length > 0) settle(station);
  return taken.length > 0;
}
