/**
 * Lịch phát thanh tuần as it hangs on the wall (domain/documents.md §3.5): a row per time something begins, a column per
 * day; what is the same as the day before is an arrow, and what the plan counts is set in bold.
 */
import { isHeard } from './day-playlist.ts';
import { type Block, clockOf, type PlacedLine, type Week } from './week.ts';

export type SheetItem = { readonly words: string; readonly isOwed: boolean };
/** `same`: as on the day before. */
export type SheetCell = { readonly items: readonly SheetItem[]; readonly isSame: boolean };
export type SheetRow = { readonly time: string; readonly cells: readonly SheetCell[] };
/** `end`: when the last of it is over. */
export type SheetSession = { readonly name: string; readonly rows: readonly SheetRow[]; readonly end: string };

export function sheetOf({ bands, days }: Week, words: (line: PlacedLine) => string): SheetSession[] {
  return bands.flatMap(({ name }, i) => {
    const columns = days.map(({ stretches }) =>
      byClock(stretches[i]!.blocks.filter(({ line }) => isHeard(line) && line.slotId !== null)),
    );
    const times = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
    if (times.length === 0) return [];
    const rows = times.map((time) => {
      const cells = columns.map((column) =>
        (column.get(time) ?? []).map(({ line }) => ({ words: words(line), isOwed: line.isOwed })),
      );
      const texts = cells.map((items) => JSON.stringify(items));
      return {
        time,
        cells: cells.map((items, day) => ({ items, isSame: items.length > 0 && texts[day] === texts[day - 1] })),
      };
    });
    const end = Math.max(...columns.flatMap((column) => [...column.values()].flat().map(({ until }) => until)));
    return [{ name, rows, end: clockOf(end) }];
  });
}

/** Points of the type in which the sheet still fits one landscape A4; the smallest that is read from a wall, else. */
export function sheetType(sessions: readonly SheetSession[]): number {
  const rows = sessions.flatMap((session) => session.rows);
  const heightIn = (points: number): number => {
    const most = Math.floor((WIDE * TYPES[0]) / points);
    const linesOf = ({ items, isSame }: SheetCell): number =>
      isSame ? 1 : items.reduce((sum, { words }) => sum + Math.ceil(words.length / most), 0);
    const lines = rows.map(({ cells }) => Math.max(1, ...cells.map(linesOf)));
    return (lines.reduce((sum, n) => sum + n, sessions.length) * LINE + (rows.length + sessions.length) * GAP) * points;
  };
  return TYPES.find((points) => heightIn(points) <= ROOM) ?? TYPES.at(-1)!;
}

const TYPES = [10.5, 9.5, 8.5, 7.5, 6.5] as const;
/** Characters of a line in the largest type; a line and what lies between two rows, in parts of the type; points of height. */
const WIDE = 17;
const LINE = 1.25;
const GAP = 0.55;
const ROOM = 390;

function byClock(blocks: readonly Block[]): Map<string, Block[]> {
  const clocks = new Map<string, Block[]>();
  for (const block of blocks) {
    const clock = clockOf(block.from);
    clocks.set(clock, [...(clocks.get(clock) ?? []), block]);
  }
  return clocks;
}
