/** What a process costs, as Linux counts it. */
import { existsSync, readFileSync } from 'node:fs';

const TICKS = 100; // of /proc/pid/stat per second: sysconf(_SC_CLK_TCK) on Linux

export const ticksOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

const pssOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1000;

/**
 * As it runs for years: everything hot is compiled, reserves have come up. V8 still compiles the playout after a minute,
 * for a fifth of what it then costs.
 */
export const SETTLE_MS = 240_000;

export type Load = { readonly pid: number; readonly cpu: number; readonly pss: number };

/** Of each process that lives so long: percent of a core over the next `ms`, and PSS in MB at their end. */
export async function load(pids: readonly number[], ms: number): Promise<Load[]> {
  const before = pids.map(ticksOf);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const span = (performance.now() - began) / 1000;
  return pids.flatMap((pid, i) =>
    existsSync(`/proc/${pid}`)
      ? [{ pid, cpu: ((ticksOf(pid) - before[i]!) / TICKS / span) * 100, pss: pssOf(pid) }]
      : [],
  );
}
