/**
 * `npm run soak`: what takes longer than a test may. The short form, which `.ci/run` runs, takes under three minutes;
 * `npm run soak -- --long` is the whole of it, and `--kills N` (of the playout), `--ingest N` (of the ingest, during each of
 * its steps), `--hours N`, `--seed N` any other measure. The seed is printed: the same one is the same moments. Ends with 1 when anything did not hold.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { INGEST_STEPS } from '../../src/core/ingest-steps.ts';
import { soakIngest } from './ingest.ts';
import { soakKills } from './kills.ts';
import { soakTwoDays } from './two-days.ts';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    kills: { type: 'string' },
    hours: { type: 'string' },
    ingest: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 100_000) },
  },
});
const kills = Number(values.kills ?? (values.long ? 200 : 12));
const hours = Number(values.hours ?? (values.long ? 48 : 3));
const ingest = Number(values.ingest ?? (values.long ? 20 : 2));
const seed = Number(values.seed);
/** How far memory may be from where it was after a quarter of the time. */
const FLAT = 0.1;

const faults: string[] = [];
const tell = (what: string, ...lines: string[]) => console.log([what, ...lines.map((line) => `  ${line}`)].join('\n'));
const n = (value: number, digits = 1) => value.toFixed(digits).replace('.', ',');

tell(
  `seed ${seed}, load ${loadavg()
    .map((one) => n(one))
    .join(' ')}`,
);

if (kills > 0) {
  const found = await soakKills(kills, seed);
  const restarts = found.restarts.toSorted((a, b) => a - b);
  tell(
    `kill −9 of the playout, ${found.kills} times around the boundaries of ${found.entries} entries`,
    `rows ${found.rows}: ${Object.entries(found.endings)
      .map(([ending, count]) => `${count} ${ending}`)
      .join(', ')}`,
    `up again: p50 ${restarts[restarts.length >> 1] ?? 0} ms, worst ${restarts.at(-1) ?? 0} ms`,
    `claimed ${n(found.claimedSeconds)} s, in the aircheck ${n(found.heldSeconds)} s, a row claims ${n(found.worstExcessMs)} ms too much at worst`,
  );
  faults.push(...found.faults);
}

if (ingest > 0) {
  const { kills, missed, faults: found } = await soakIngest(ingest);
  tell(
    `kill −9 of the ingest: ${INGEST_STEPS.map((step) => `${kills[step]} during ${step}`).join(', ')}`,
    `${missed} came after their step; ${found.length} faults`,
  );
  faults.push(...found);
  for (const step of INGEST_STEPS)
    if (kills[step] < ingest) faults.push(`only ${kills[step]} kills of the ingest during ${step}`);
}

if (hours > 0) {
  const air = await soakTwoDays(hours, seed);
  const [heap, rss, handles] = [air.heap, air.rss, air.handles].map(driftOf) as [number, number, number];
  tell(
    `P17: ${air.hours} hours of air in ${n(air.seconds, 0)} s, ${air.entries} entries`,
    `worst start ${air.worstLatenessMs} ms beside its minute, ${n(air.leadMs)} ms ahead of the clock at the end`,
    `heap ${n(air.heap[0] ?? 0)} → ${n(air.heap.at(-1) ?? 0)} MB (${percent(heap)}), RSS ${n(air.rss[0] ?? 0)} → ${n(air.rss.at(-1) ?? 0)} MB (${percent(rss)}), handles ${air.handles[0]} → ${air.handles.at(-1)}`,
  );
  faults.push(...air.faults);
  if (Math.abs(heap) > FLAT) faults.push(`the heap is ${percent(heap)} from what it was`);
  if (rss > FLAT) faults.push(`RSS is ${percent(rss)} above what it was`);
  if (handles !== 0) faults.push(`handles: ${air.handles.join(' ')}`);
}

for (const fault of faults) console.error(`✗ ${fault}`);
console.log(faults.length === 0 ? 'all of it held' : `${faults.length} did not hold`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** Of the last quarter against the second: what a start takes is over by then. */
function driftOf(samples: readonly number[]): number {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length;
  return mean(samples.slice(-quarter)) / mean(samples.slice(quarter, quarter * 2)) - 1;
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${n(Math.abs(share * 100))} %`;
}
