/** The very first start: every plan in `schedules/` goes into the empty database. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlanFile } from './core/plan-file.ts';
import type { EpochMs } from './core/time.ts';
import type { Db } from './storage/database.ts';
import { Plans } from './storage/plans.ts';

export function importShippedPlans(db: Db, folder: string, now: EpochMs): void {
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const source = readFileSync(join(folder, name), 'utf8');
    const plan = parsePlanFile(source);
    // The shipped plan is tested; one that somebody spoilt is said, and the station starts without it.
    if (!plan.ok) {
      for (const { line, column, message } of plan.error) console.error(`${name}:${line}:${column}: ${message}`);
      continue;
    }
    new Plans(db).importPlan(plan.value, source, now);
    console.log(`[đài] đã nạp kế hoạch ${plan.value.plan.number} (${name})`);
  }
}
