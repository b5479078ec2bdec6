/** The chain of the log as a file that anybody can prove (core/chain.ts): a link a line, and a last line that says so. */
import { endLine } from '../core/chain.ts';
import { inBatches } from './batches.ts';

const LF = Buffer.from('\n');

/** `lines`: links `first` to `last`, in order; `hash`: of the last. */
export async function* writeChain(
  lines: Iterable<Uint8Array>,
  end: { readonly first: number; readonly last: number; readonly hash: string },
) {
  let count = 0;
  for await (const batch of inBatches(lines)) {
    count += batch.length;
    yield Buffer.concat(batch.flatMap((line) => [line, LF]));
  }
  yield Buffer.from(`${endLine({ ...end, count })}\n`);
}
