/** Sao chép lịch tuần: what would be added to the other week and what would not, and why; the same for page and API. */
import { Temporal } from 'temporal-polyfill';
import type { Slot } from '../core/model.ts';
import { readRules } from '../core/places.ts';
import { type EpochMs, parseDay, placeInZone } from '../core/time.ts';
import { type CopyLine, type CopySkip, copyWeek, withDays } from '../core/week-copy.ts';
import { checkException, checkSlot } from './schedule-changes.ts';
import type { Station } from './station.ts';
import type { ExceptionRow, Writes } from './undo.ts';

export type CopiedLine = CopyLine & {
  /** Where the rule puts it, before the exception. */
  readonly start: EpochMs;
  readonly skip: CopySkip | null;
  /** Why it is not copied. */
  readonly words: string | null;
};

export type WeekCopy = { readonly lines: readonly CopiedLine[]; readonly writes: Writes };

export function planCopy(
  station: Station,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  { withPins, madeBy }: { withPins: boolean; madeBy: number },
): WeekCopy {
  const { slots, exceptions } = station.stores;
  const earliest = from.toString() < to.toString() ? from : to;
  const planned = copyWeek({
    rules: readRules(slots.list()),
    exceptions: exceptions.since(earliest.subtract({ days: 31 })),
    from,
    to,
    withPins,
  });
  const lines = planned.map((line) => judged(station, line));
  const taken = lines.filter(({ skip }) => skip === null);
  const grown = new Map<string, Slot>();
  for (const { slot, toDay, isAdded } of taken)
    if (isAdded) grown.set(slot.id, withDays(grown.get(slot.id) ?? slot, [toDay]));
  const madeAt = station.clock();
  const puts = taken.flatMap(({ slot, toDay, exception }): ExceptionRow[] =>
    exception ? [{ ...exception, slotId: slot.id, recurrenceId: toDay, madeBy, madeAt }] : [],
  );
  return { lines, writes: { slots: [...grown.values()], exceptions: puts, removed: [] } };
}

function judged(station: Station, line: CopyLine): CopiedLine {
  const { slot, toDay, exception, isAdded } = line;
  const day = parseDay(toDay)!;
  const ruled = placeInZone(day.toPlainDateTime(Temporal.PlainTime.from(slot.startTime)), slot.timeZone);
  const skipped = (skip: CopySkip, words = SKIPS[skip]): CopiedLine => ({ ...line, start: ruled, skip, words });
  if (line.skip !== null) return skipped(line.skip);
  if (ruled <= station.clock()) return skipped('past');
  const grown = isAdded ? withDays(slot, [toDay]) : slot;
  const wrong = [
    ...(exception ? Object.values(checkException(station, { slot: grown, ruled, hasBegun: false }, exception)) : []),
    ...(isAdded && !exception ? Object.values(checkSlot(station, onlyOn(grown, toDay))) : []),
  ];
  return wrong[0] === undefined ? { ...line, start: ruled, words: null } : skipped('refused', wrong[0]);
}

/** The hours are asked of the new day alone: the slot's own may be over. */
const onlyOn = (slot: Slot, startDate: string): Slot => ({
  ...slot,
  rrule: 'FREQ=DAILY;COUNT=1',
  startDate,
  rdates: [],
  exdates: [],
});

const SKIPS: Readonly<Record<CopySkip, string>> = {
  already: 'Tuần ấy đã có theo cách lặp của khung',
  'no-occurrence': 'Tuần ấy khung này không phát',
  'own-change': 'Tuần ấy đã có thay đổi riêng',
  'pinned-only': 'Số chọn tay chỉ của ngày đó',
  past: 'Giờ ấy đã qua',
  refused: 'Không phát được',
};
