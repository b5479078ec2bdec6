/** JSON lines: one value a line, UTF-8, LF (jsonlines.org). */
import { inBatches } from './batches.ts';

export async function* writeJsonLines(rows: Iterable<object>) {
  for await (const batch of inBatches(rows)) yield Buffer.from(batch.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
