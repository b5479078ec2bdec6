/** Long documents are made a batch at a time, and everything else in the process has its turn between two. */
import { setImmediate } from 'node:timers/promises';

export async function* inBatches<T>(rows: Iterable<T>, size = 250): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for (const row of rows) {
    if (batch.push(row) < size) continue;
    yield batch;
    batch = [];
    await setImmediate();
  }
  if (batch.length > 0) yield batch;
}
