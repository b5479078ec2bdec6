/**
 * What an operator changes about one day (product C7): another order, a line taken out, another sound in its place (one
 * more: day-insertions.ts). Each is planned as the rows it writes and the words for it, or why not; `changes.apply` writes it and can take it
 * back. Pages and API end here; no rebuild loses any of it.
 */
import type { Temporal } from 'temporal-polyfill';
import { addressOf, blocksOf, type LineAddress, type OpenLine, reorder } from '../core/day-order.ts';

import type { ItemChange, SessionChange, Slot } from '../core/model.ts';
import { hasNoticePlace } from '../core/notice-places.ts';
import { heardVersion } from '../core/notices.ts';
import { hasBegun } from '../core/playlist.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { isUnchanged, itemsOf, NO_CHANGE } from '../core/session-items.ts';
import { after, dayOf, type EpochMs, inZone } from '../core/time.ts';
import { formatTime } from '../core/vietnamese.ts';
import { dayPlaylist } from './day-playlist.ts';
import { type Pin, pinComplaint } from './pin-complaint.ts';
import { BEGUN, begunItems, checkException, findOccurrence, type Occurrence } from './schedule-changes.ts';
import type { Station } from './station.ts';
import type { ExceptionRow, Writes } from './undo.ts';

export type Edit = {
  readonly writes: Writes;
  /** What was done, once it is. */
  readonly words: string;
  /** Where it is to be seen. */
  readonly day: Temporal.PlainDate;
};
export type By = { readonly madeBy: number; readonly reason?: string };

export const GONE = 'Lượt này không còn trong lịch ngày đó';

/** The day the line is on, as people see it. */
export function dayOfLine(station: Station, { slotId, recurrenceId, item }: LineAddress) {
  const occurrence = findOccurrence(station, slotId, recurrenceId);
  if (!occurrence) return undefined;
  const entries = station.stores.entries.standingOf(slotId, recurrenceId);
  const start = entries.find((one) => one.item === item)?.plannedStart ?? occurrence.start;
  const playlist = dayPlaylist(station, dayOf(start, station.config.zone));
  const line = playlist.lines.find(
    (one) => one.slotId === slotId && one.recurrenceId === recurrenceId && one.item === item && one.state !== 'moved',
  );
  return line && { occurrence, playlist, line: line as OpenLine };
}

// order ---------------------------------------------------------------------------------------------------------------

/** The line stands where `to` is now; those between make room. */
export function planOrder(station: Station, from: LineAddress, to: LineAddress, by: By): Result<Edit, string> {
  const found = dayOfLine(station, from);
  if (!found) return err(GONE);
  const { zone } = station.config;
  const { playlist, line } = found;
  const clock = (at: EpochMs) => formatTime(at, zone);
  if (!line.isOpen) return err(BEGUN);
  const block = blocksOf(playlist.lines, playlist.calendar.hours, clock).find((one) => one.includes(line));
  const target = block?.findIndex((one) => addressOf(one) === addressOf(to)) ?? -1;
  if (!block || target < 0) return err('Hai lượt này không cùng một buổi, hoặc giữa chúng có lượt phải đúng giờ');
  const source = block.indexOf(line);
  if (source === target) return err('Chưa có gì thay đổi');
  const done = (at: EpochMs) =>
    `Đã chuyển “${line.title}” ${target < source ? 'lên' : 'xuống'} ${clock(at)}, ${target < source ? 'trước' : 'sau'} “${block[target]!.title}”`;

  if (line.item > 0) {
    const { exception, slot } = found.occurrence;
    const order = itemsOf(slot.items, exception?.session).map(({ item }) => item.key);
    order.splice(order.indexOf(line.item), 1);
    const place = order.indexOf(to.item) + (target > source ? 1 : 0);
    order.splice(place, 0, line.item);
    const row = sessionRow(station, found.occurrence, { ...(exception?.session ?? NO_CHANGE), order }, by);
    const at = reorder(block, source, target).find((one) => one.line === line)!.start;
    return ok({ writes: row, words: done(at), day: playlist.day });
  }
  const moved = reorder(block, source, target).filter(({ line: one, start }) => start !== one.start);
  const rows = movedRows(station, moved, by);
  if (!rows.ok) return rows;
  const at = moved.find((one) => one.line === line)?.start ?? line.start;
  return ok({ writes: rows.value, words: done(at), day: playlist.day });
}

/** Each line at its new moment, as an exception; one that is back where its rule has it is none any more. */
export function movedRows(
  station: Station,
  moved: readonly { readonly line: LineAddress; readonly start: EpochMs }[],
  by: By,
): Result<Writes, string> {
  const exceptions: ExceptionRow[] = [];
  const removed: { slotId: string; recurrenceId: string }[] = [];
  for (const { line, start } of moved) {
    const { slotId, recurrenceId } = line;
    const occurrence = findOccurrence(station, slotId, recurrenceId);
    if (!occurrence) return err(GONE);
    const { slot, ruled, exception } = occurrence;
    const movedTo = start === ruled ? null : wallOf(start, slot);
    const kept = {
      durationMs: exception?.durationMs ?? null,
      episodeId: exception?.episodeId ?? null,
      recordingId: exception?.recordingId ?? null,
      session: exception?.session ?? null,
    };
    const isPlain = (movedTo ?? kept.durationMs ?? kept.episodeId ?? kept.recordingId ?? kept.session) === null;
    if (isPlain && exception?.countsOn == null) {
      removed.push({ slotId, recurrenceId });
      continue;
    }
    const input = { cancelled: false, movedTo, ...kept };
    const [wrong] = isPlain ? [] : Object.values(checkException(station, occurrence, input));
    if (wrong !== undefined) return err(`“${slot.title}”: ${wrong}`);
    const reason = by.reason || exception?.reason || '';
    exceptions.push({ ...input, slotId, recurrenceId, reason, madeBy: by.madeBy, madeAt: station.clock() });
  }
  return ok({ slots: [], exceptions, removed });
}

const wallOf = (at: EpochMs, { timeZone }: Slot): string =>
  inZone(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' });

// one line ------------------------------------------------------------------------------------------------------------

/** What of a line may be changed: an item of a session by itself, be the session on the air. */
function openItem(station: Station, { slotId, recurrenceId, item }: LineAddress): Result<Occurrence, string> {
  const occurrence = findOccurrence(station, slotId, recurrenceId);
  if (!occurrence) return err(GONE);
  const known = itemsOf(occurrence.slot.items, occurrence.exception?.session);
  if (!known.some((one) => one.item.key === item)) return err(GONE);
  return begunItems(station, slotId, recurrenceId).includes(item) ? err(BEGUN) : ok(occurrence);
}

function changeItem(
  station: Station,
  address: LineAddress,
  change: Omit<ItemChange, 'item'>,
  by: By,
): Result<{ writes: Writes; title: string; start: EpochMs }, string> {
  const found = openItem(station, address);
  if (!found.ok) return found;
  const before = found.value.exception?.session ?? NO_CHANGE;
  const items = [...before.items.filter(({ item }) => item !== address.item), { item: address.item, ...change }];
  const { title } = itemsOf(found.value.slot.items, before).find(({ item }) => item.key === address.item)!.item;
  const writes = sessionRow(station, found.value, { ...before, items }, by);
  return ok({ writes, title, start: found.value.start });
}

export function sessionRow(
  station: Station,
  { slot, recurrenceId, exception }: Occurrence,
  session: SessionChange,
  by: By,
): Writes {
  const { cancelled = false, movedTo = null, durationMs: length = null, countsOn = null } = exception ?? {};
  const kept = isUnchanged(session) ? null : session;
  const key = { slotId: slot.id, recurrenceId };
  if (kept === null && !cancelled && (movedTo ?? length ?? countsOn) === null)
    return { slots: [], exceptions: [], removed: [key] };
  const row: ExceptionRow = {
    ...key,
    ...{ cancelled, movedTo, durationMs: length, episodeId: null, recordingId: null, session: kept },
    reason: by.reason || exception?.reason || '',
    madeBy: by.madeBy,
    madeAt: station.clock(),
  };
  return { slots: [], exceptions: [row], removed: [] };
}

export const AS_PLANNED = { cancelled: false, episodeId: null, recordingId: null };

/** Hủy một mục, thay nội dung một mục, or as its template has it again (`AS_PLANNED`). */
export function planItem(
  station: Station,
  address: LineAddress,
  change: 'cancel' | 'reset' | Pin,
  by: By,
): Result<Edit, FieldErrors> {
  const { zone } = station.config;
  const wrong = typeof change === 'string' ? {} : pinComplaint(station, change);
  if (Object.keys(wrong).length > 0) return err(wrong);
  const row =
    change === 'cancel'
      ? { ...AS_PLANNED, cancelled: true }
      : change === 'reset'
        ? AS_PLANNED
        : { ...AS_PLANNED, ...change };
  const changed = changeItem(station, address, row, by);
  if (!changed.ok) return err({ '': changed.error });
  const { writes, title, start } = changed.value;
  const done =
    change === 'cancel' ? 'Đã bỏ mục' : change === 'reset' ? 'Đã lấy lại như mẫu mục' : 'Đã thay nội dung mục';
  return ok({ writes, words: `${done} “${title}”, buổi ${formatTime(start, zone)}`, day: dayOf(start, zone) });
}

// one notice of a place ----------------------------------------------------------------------------------------------------

/** Bỏ một thông báo khỏi khung trong ngày đó, or back into it: only this occurrence's. */
export function planNotice(
  station: Station,
  { slotId, recurrenceId }: Omit<LineAddress, 'item'>,
  noticeId: number,
  change: 'leave-out' | 'take-back',
  by: By,
): Result<Edit, string> {
  const { zone } = station.config;
  const now = station.clock();
  const occurrence = findOccurrence(station, slotId, recurrenceId);
  const notice = station.stores.notices.find(noticeId);
  if (!occurrence || !notice || !hasNoticePlace(occurrence.slot)) return err(GONE);
  const { start, length, slot, exception } = occurrence;
  const before = exception?.session ?? NO_CHANGE;
  const leftOut = (before.leftOut ?? []).filter((id) => id !== noticeId);
  if (change === 'leave-out') {
    const entry = station.stores.entries
      .standingOf(slotId, recurrenceId)
      .find((one) => one.kind === 'notice' && one.recordingId === heardVersion(notice)?.recordingId);
    if (!entry) return err(GONE);
    if (hasBegun(entry, now)) return err(BEGUN);
    leftOut.push(noticeId);
  } else if (!before.leftOut?.includes(noticeId)) return err(GONE);
  else if (after(start, length) <= now) return err(BEGUN);
  const place = `“${slot.title}” ${formatTime(start, zone)}`;
  const done = change === 'leave-out' ? 'Đã bỏ thông báo' : 'Đã lấy lại thông báo';
  return ok({
    writes: sessionRow(station, occurrence, { ...before, leftOut }, by),
    words: `${done} “${notice.title}”, ${place}`,
    day: dayOf(start, zone),
  });
}
