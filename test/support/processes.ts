/** Who is running, as Linux tells it: to see that a child is gone. */
import { readdirSync, readFileSync } from 'node:fs';

/** Process ids whose command line holds `text`; one that is only waiting to be reaped has no command line. */
export function running(text: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return all.filter((pid) => commandLine(pid).includes(text)).map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // gone between the listing and the reading
  }
}
