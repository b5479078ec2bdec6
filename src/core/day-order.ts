/**
 * Which lines of a day may change places, and where everything then stands. Lines change places within a block: what
 * follows one another in one buổi phát and one zone, between things that keep their moment (a relay, a line on the air).
 * The items of a session are a block of their own. A block keeps its first and its last moment.
 */
import { type DayLine, isHeard, type Session, sessionsOf } from './day-playlist.ts';
import type { Hours } from './model.ts';
import { after, between, type DurationMs, durationMs, type EpochMs } from './time.ts';

export type LineAddress = { readonly slotId: string; readonly recurrenceId: string; readonly item: number };

/** `cds-phat-moi/2025-09-10/0`. */
export const addressOf = ({ slotId, recurrenceId, item }: LineAddress): string => `${slotId}/${recurrenceId}/${item}`;

export function parseAddress(text: string): LineAddress | undefined {
  const [, slotId, recurrenceId, item] = /^([\w-]+)\/(\d{4}-\d{2}-\d{2})\/(\d{1,6})$/.exec(text) ?? [];
  return slotId && recurrenceId && item ? { slotId, recurrenceId, item: Number(item) } : undefined;
}

export type OpenLine = DayLine & LineAddress;

const isOpenLine = (line: DayLine): line is OpenLine =>
  line.isOpen && isHeard(line) && line.slotId !== null && line.recurrenceId !== null;

/** It is where the clock wants it. */
export const keepsItsMoment = (line: DayLine): boolean =>
  !isOpenLine(line) || (line.item === 0 ? line.kind === 'relay' : line.isFixed);

const occurrenceOf = (line: DayLine): string => (line.item > 0 ? `${line.slotId} ${line.recurrenceId}` : '');

/** Those of two lines or more. */
export function blocksOf(lines: readonly DayLine[], hours: Hours, wallClock: (at: EpochMs) => string): OpenLine[][] {
  const heard = lines.filter(isHeard);
  const zones = [...new Set(heard.map(({ zoneId }) => zoneId))];
  const sessions = zones.flatMap((zoneId): Session[] =>
    sessionsOf(
      heard.filter((line) => line.zoneId === zoneId),
      hours,
      wallClock,
    ),
  );
  const blocks: OpenLine[][] = [];
  for (const session of sessions) {
    let last: DayLine | undefined;
    for (const line of session.lines) {
      const isApart = !last || keepsItsMoment(last) || occurrenceOf(last) !== occurrenceOf(line);
      if (!keepsItsMoment(line)) {
        if (isApart) blocks.push([]);
        blocks.at(-1)!.push(line as OpenLine);
      }
      last = line;
    }
  }
  return blocks.filter(({ length }) => length > 1);
}

/** How long its place is: of what has none yet, as long as it is itself. */
export const placeOf = ({ start, slotEnd, length }: Pick<DayLine, 'start' | 'slotEnd' | 'length'>): DurationMs =>
  slotEnd === null ? length : between(start, slotEnd);

/** The block with the line at `from` put at `to`; the pauses between its places stay where they are in the row. */
export function reorder<T extends Pick<DayLine, 'start' | 'slotEnd' | 'length'>>(
  block: readonly T[],
  from: number,
  to: number,
): { readonly line: T; readonly start: EpochMs }[] {
  const order = [...block];
  order.splice(to, 0, ...order.splice(from, 1));
  const pauses = block.map((line, i) => {
    const next = block[i + 1];
    return next ? next.start - line.start - placeOf(line) : 0;
  });
  let at = block[0]!.start;
  return order.map((line, i) => {
    const start = at;
    at = after(at, durationMs(placeOf(line) + pauses[i]!));
    return { line, start };
  });
}

/** What stands from `at` on makes room for `length`: each line moves as far as it must; `held` is what cannot. */
export function pushBack<T extends DayLine>(
  lines: readonly T[],
  at: EpochMs,
  length: DurationMs,
): {
  readonly moved: readonly { readonly line: T; readonly start: EpochMs }[];
  readonly held?: { line: T; by: DurationMs };
} {
  const moved: { line: T; start: EpochMs }[] = [];
  let until = after(at, length);
  for (const line of lines.filter((one) => isHeard(one) && one.start >= at).sort((a, b) => a.start - b.start)) {
    if (line.start >= until) break;
    if (line.item > 0 || keepsItsMoment(line)) return { moved, held: { line, by: between(line.start, until) } };
    moved.push({ line, start: until });
    until = after(until, placeOf(line));
  }
  return { moved };
}
