/**
 * What a person changed last about the schedule, and the way back and forth. A change is the rows it wrote; undone, they
 * are again as they were, if nobody has touched them since and nothing of it has begun to sound; done again, as it made
 * them. Kept in memory, per person, while the web runs: an undo is for the mistake of a moment ago. Who changed what
 * stays on record (`schedule_changes`), for those who had checked the day before.
 */
import type { Exception, Slot } from '../core/model.ts';
import { entryKey, hasBegun } from '../core/playlist.ts';
import { err, ok, type Result } from '../core/result.ts';
import { NO_CHANGE } from '../core/session-items.ts';
import type { EpochMs } from '../core/time.ts';
import type { ExceptionDraft } from '../storage/exceptions.ts';
import { begunItems, findOccurrence } from './schedule-changes.ts';
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
  const { slots, exceptions, entries, scheduleChanges } = station.stores;
  const done = new Map<number, Kept[]>();
  /** Undone, the last on top; a new change clears it. */
  const undone = new Map<number, Kept[]>();
  let count = 0;

  const read = (slotIds: readonly string[], keys: readonly Key[]): Rows => ({
    slots: slotIds.map((id) => [id, slots.find(id) ?? null] as const),
    exceptions: keys.map((key) => [key, exceptions.find(key.slotId, key.recurrenceId) ?? null] as const),
  });

  function write({ slots: rows, exceptions: puts, removed }: Writes): void {
    const changedAt = station.clock();
    for (const { archivedAt, ...row } of rows) {
      const before = slots.find(row.id);
      if (before) slots.change({ ...row, changedAt });
      else slots.add({ ...row, changedAt });
      // One that gave way for good, and back again.
      if (archivedAt === null && before?.archivedAt != null) slots.restore(row.id, changedAt);
      else if (archivedAt !== null) slots.archive(row.id, archivedAt);
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
      record(userId, words, ids, keys);
      return { id: ++count, words, at: station.clock(), before, after: read(ids, keys) };
    });
    done.set(userId, [...(done.get(userId) ?? []), change].slice(-MOST));
    undone.delete(userId);
    settle(station);
    return change;
  }

  function record(userId: number, words: string, slotIds: readonly string[], keys: readonly Key[]): void {
    const said = { at: station.clock(), madeBy: userId, words };
    for (const slotId of slotIds) scheduleChanges.add({ ...said, slotId, recurrenceId: null });
    for (const { slotId, recurrenceId } of keys) scheduleChanges.add({ ...said, slotId, recurrenceId });
  }

  /** The change that would be undone next. */
  const last = (userId: number): Change | undefined => done.get(userId)?.at(-1);
  /** The undone one that would be done again next. */
  const next = (userId: number): Change | undefined => undone.get(userId)?.at(-1);

  /** Only the last one: those before it may stand on it. */
  function undo(userId: number, id: number): Result<Change, string> {
    const change = done.get(userId)?.at(-1);
    if (change?.id !== id) return err('Việc này đã được hoàn tác, hoặc đã có thay đổi khác sau đó');
    const turned = turn(userId, change, change.after, change.before, 'hoàn tác');
    // What cannot be undone stands in the way of what can.
    done.set(userId, done.get(userId)!.slice(0, -1));
    if (turned.ok) undone.set(userId, [...(undone.get(userId) ?? []), change]);
    return turned;
  }

  /** Only the one undone last. */
  function redo(userId: number, id: number): Result<Change, string> {
    const change = undone.get(userId)?.at(-1);
    if (change?.id !== id) return err('Việc này đã được làm lại, hoặc đã có thay đổi khác sau đó');
    const turned = turn(userId, change, change.before, change.after, 'làm lại');
    undone.set(userId, undone.get(userId)!.slice(0, -1));
    if (turned.ok) done.set(userId, [...(done.get(userId) ?? []), change]);
    return turned;
  }

  /** From one state of its rows to the other. */
  function turn(userId: number, change: Kept, from: Rows, to: Rows, word: string): Result<Change, string> {
    const against = whyNot(from, to, change.at);
    if (against !== undefined) return err(`${against} nên không ${word} được nữa`);
    entries.atomically(() => {
      restore(to);
      record(
        userId,
        `Đã ${word}: ${change.words.replace(/^Đ/, 'đ')}`,
        to.slots.map(([slotId]) => slotId),
        to.exceptions.map(([key]) => key),
      );
    });
    settle(station);
    return ok(change);
  }

  function whyNot(after: Rows, before: Rows, at: EpochMs): string | undefined {
    const now = station.clock();
    const ids = after.slots.map(([slotId]) => slotId);
    const current = read(
      ids,
      after.exceptions.map(([key]) => key),
    );
    if (plain(current) !== plain(after)) return 'Lịch này đã được sửa tiếp';
    const sounded = entries.standing(at).some((entry) => ids.includes(entry.slotId) && hasBegun(entry, now));
    const begun = before.exceptions.some(([{ slotId, recurrenceId }, exception], i) => {
      if (ids.includes(slotId)) return false;
      const items = itemsChanged(after.exceptions[i]?.[1] ?? null, exception);
      if (items !== undefined) return begunItems(station, slotId, recurrenceId).some((item) => items.has(item));
      const occurrence = findOccurrence(station, slotId, recurrenceId);
      const isPast = occurrence !== undefined && exception?.movedTo == null && occurrence.ruled <= now;
      return occurrence === undefined || isPast || (occurrence.hasBegun && !occurrence.exception?.cancelled);
    });
    return sounded || begun ? 'Lượt này đã đến giờ phát' : undefined;
  }

  function restore(rows: Rows): void {
    write({
      slots: rows.slots.flatMap(([, slot]) => slot ?? []),
      removed: rows.exceptions.filter(([, one]) => one === null).map(([key]) => key),
      exceptions: rows.exceptions.flatMap(([, one]) => one ?? []),
    });
    const added = rows.slots.filter(([, slot]) => slot === null).map(([id]) => id);
    for (const id of added) slots.archive(id, station.clock());
    if (added.length > 0) station.planner.rebuild();
    for (const id of added) slots.remove(id);
  }

  return { apply, last, next, undo, redo };
}

/** The items of a session that a change is about, when it is about nothing else: of those on the air the others may change. */
function itemsChanged(a: Exception | null, b: Exception | null): Set<number> | undefined {
  if ((a?.session ?? b?.session ?? null) === null) return undefined;
  const whole = (one: Exception | null) =>
    JSON.stringify([one?.cancelled ?? false, one?.movedTo ?? null, one?.durationMs ?? null, one?.episodeId ?? null]);
  if (whole(a) !== whole(b)) return undefined;
  const itemsOf = ({ items, added }: NonNullable<Exception['session']>) =>
    new Map<number, unknown>([
      ...items.map((one) => [one.item, one] as const),
      ...added.map((one) => [one.key, one] as const),
    ]);
  const [before, after] = [itemsOf(a?.session ?? NO_CHANGE), itemsOf(b?.session ?? NO_CHANGE)];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return new Set(keys.filter((key) => JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key))));
}

/** Without what a row says of itself rather than of the schedule. */
const plain = (rows: Rows): string =>
  JSON.stringify(rows, (name, value: unknown) =>
    name === 'changedAt' || name === 'madeAt' || name === 'id' ? 0 : value,
  );
