/**
 * A process that only freezes and reopens report 1 of the database it is given, as fast as it can, until somebody kills
 * it. Says a line for each freezing that was acknowledged.
 */
import { writeSync } from 'node:fs';
import { buildReport } from '../../src/core/report.ts';
import { amendmentOf } from '../../src/core/report-state.ts';
import { epochMs } from '../../src/core/time.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { Reports } from '../../src/storage/reports.ts';
import { goldenInput } from './golden.ts';

const reports = new Reports(openDatabase(process.argv[2]!));
const figures = buildReport(goldenInput());
// A dataset of a busy year, so that a freezing takes long enough to be killed in.
const large = { ...figures, airings: Array.from({ length: 2000 }, (_, i) => ({ ...figures.airings[0]!, id: i + 1 })) };

for (;;) {
  const amendment = amendmentOf(reports.find(1)!.last);
  const event = { reportId: 1, amendment, by: 1, at: epochMs(0) };
  const frozen = reports.freeze({ ...event, figures: large });
  if (!frozen.ok) throw new Error(frozen.error);
  writeSync(1, `${amendment}\n`);
  reports.reopen({ ...event, reason: 'thử' });
}
