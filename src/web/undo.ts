/**
 * What a person changed last on the week, and the way back. A change is the rows it wrote; undone, they are again as they
 * were, if nobody has touched them since and nothing of it has begun to sound. Kept in memory, per person, while the web
 * runs: an undo is for the mistake of a moment ago.
 */
import type { Exception, Slot } from '../core/model.ts';
import { entryKey, hasBegun } from '../core/playlist.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { EpochMs } from '../core/time.ts';
import type { ExceptionDraft } from '../storage/exceptions.ts';
import { findOccurrence } from './schedule-changes.ts';
import { settle } from './settle.ts';
import type { Station } from './station.ts';

type Key = Pick<Exception, 'slotId' | 'recurrenceId'>;

/** What it counts and pays for goes with it; left out, that stays as it is. */
export type ExceptionRow = ExceptionDraft & Partial<Pick<Exception, 'countsOn' | 'countsReason' | 'paysForId'>>;

/** Rows as they are to be; a slot that is not there is added. */
export type Writes = {
  readonly slots: readonly Slot[];
  readonly exceptions: readonly ExceptionRow[];
  readonly removed: readonly Key[];
};

/** Rows as they are; null: there is none. */
type Rows = {
  readonly slots: readonly (readonly [string, Slot | null])[];
  readonly exceptions: readonly (readonly [Key, Exception | null])[];
};

/** `words` say what was done: "Đã dời …". */
export type Change = { readonly id: number; readonly words: string; readonly at: EpochMs };
type Kept = Change & { readonly before: Rows; readonly after: Rows };

const MOST = 20;

export type Changes = ReturnType<typeof openChanges>;

export function openChanges(station: Station) {
  const { slots, exceptions, entries } = station.stores;
  const done = new Map<number, Kept[]>();
  let count = 0;

  const read = (slotIds: readonly string[], keys: readonly Key[]): Rows => ({
    slots: slotIds.map((id) => [id, slots.find(id) ?? null] as const),
    exceptions: keys.map((key) => [key, exceptions.find(key.slotId, key.recurrenceId) ?? null] as const),
  });

  function write({ slots: rows, exceptions: puts, removed }: Writes): void {
    const changedAt = station.clock();
    for (const { archivedAt: _, ...row } of rows) {
      if (slots.find(row.id)) slots.change({ ...row, changedAt });
      else slots.add({ ...row, changedAt });
    }
    for (const { slotId, recurrenceId } of removed) exceptions.remove(slotId, recurrenceId, changedAt);
    for (const { countsOn, countsReason = '', paysForId, ...draft } of puts) {
      exceptions.put(draft);
      if (countsOn !== undefined) exceptions.count({ ...draft, countsOn, countsReason });
      if (paysForId != null) exceptions.pay(draft.slotId, draft.recurrenceId, paysForId);
    }
  }

  /** Writes all of it, or nothing. */
  function apply(userId: number, words: string, writes: Writes): Change {
    const ids = writes.slots.map(({ id }) => id);
    const keys = [
      ...new Map(
        [...writes.removed, ...writes.exceptions].map(({ slotId, recurrenceId }) => [
          entryKey({ slotId, recurrenceId }),
          { slotId, recurrenceId },
        ]),
      ).values(),
    ];
    const change = entries.atomically((): Kept => {
      const before = read(ids, keys);
      write(writes);
      return { id: ++count, words, at: station.clock(), before, after: read(ids, keys) };
    });
    done.set(userId, [...(done.get(userId) ?? []), change].slice(-MOST));
    settle(station);
    return change;
  }

  /** The change that would be undone next. */
  const last = (userId: number): Change | undefined => done.get(userId)?.at(-1);

  /** Only the last one: those before it may stand on it. */
  function undo(userId: number, id: number): Result<Change, string> {
    const change = done.get(userId)?.at(-1);
    if (change?.id !== id) return err('Việc này đã được hoàn tác, hoặc đã có thay đổi khác sau đó');
    const against = whyNot(change);
    // What cannot be undone stands in the way of what can.
    done.set(userId, done.get(userId)!.slice(0, -1));
    if (against !== undefined) return err(against);
    entries.atomically(() => restore(change));
    settle(station);
    return ok(change);
  }

  function whyNot({ before, after, at }: Kept): string | undefined {
    const now = station.clock();
    const ids = after.slots.map(([slotId]) => slotId);
    const current = read(
      ids,
      after.exceptions.map(([key]) => key),
    );
    if (plain(current) !== plain(after)) return 'Lịch này đã được sửa tiếp nên không hoàn tác được nữa';
    const sounded = entries.standing(at).some((entry) => ids.includes(entry.slotId) && hasBegun(entry, now));
    const begun = before.exceptions.some(([{ slotId, recurrenceId }, exception]) => {
      if (ids.includes(slotId)) return false;
      const occurrence = findOccurrence(station, slotId, recurrenceId);
      const isPast = occurrence !== undefined && exception?.movedTo == null && occurrence.ruled <= now;
      return occurrence === undefined || isPast || (occurrence.hasBegun && !occurrence.exception?.cancelled);
    });
    return sounded || begun ? 'Lượt này đã đến giờ phát nên không hoàn tác được nữa' : undefined;
  }

  function restore({ before }: Kept): void {
    write({
      slots: before.slots.flatMap(([, slot]) => slot ?? []),
      removed: before.exceptions.filter(([, one]) => one === null).map(([key]) => key),
      exceptions: before.exceptions.flatMap(([, one]) => one ?? []),
    });
    const added = before.slots.filter(([, slot]) => slot === null).map(([id]) => id);
    for (const id of added) slots.archive(id, station.clock());
    if (added.length > 0) station.planner.rebuild();
    for (const id of added) slots.remove(id);
  }

  return { apply, last, undo };
}

/** Without what a row says of itself rather than of the schedule. */
const plain = (rows: Rows): string =>
  JSON.stringify(rows, (name, value: unknown) =>
    name === 'changedAt' || name === 'madeAt' || name === 'id' ? 0 : value,
  );
