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
    const columns = days.map(({ stretches }) => byClock(stretches[i]!.blocks.filter(({ line }) => isHeard(line))));
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

function byClock(blocks: readonly Block[]): Map<string, Block[]> {
  const clocks = new Map<string, Block[]>();
  for (const block of blocks) {
    const clock = clockOf(block.from);
    clocks.set(clock, [...(clocks.get(clock) ?? []), block]);
  }
  return clocks;
}
