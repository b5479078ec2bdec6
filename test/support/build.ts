/** The walks run what `npm start` runs, so it is built from the source as it is now (100 ms when it already is). */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

let built = false;

export function build(): void {
  if (built) return;
  execFileSync(process.execPath, [join(process.cwd(), 'src/setup.mjs')], { stdio: 'inherit' });
  built = true;
}
