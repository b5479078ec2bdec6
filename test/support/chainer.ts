/**
 * A process that only writes rows, corrections and seals into the chain of the database it is given, as fast as it can,
 * until somebody kills it. Says the last link of each transaction that was acknowledged.
 */
import { writeSync } from 'node:fs';
import { epochMs } from '../../src/core/time.ts';
import { sealDays } from '../../src/engine/seal.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Chain } from '../../src/storage/chain.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { anAiring, at } from './airings.ts';

let now = at('2025-09-10T05:30:00');
const db = openDatabase(process.argv[2]!, { durable: true, now: () => now });
const [airings, chain] = [new Airings(db), new Chain(db)];
now = epochMs(Math.max(now, chain.last()?.at ?? 0));
const several = db.transaction(() => {
  for (let i = 0; i < 40; i++) airings.add(anAiring({ plannedStart: now }));
});
for (;;) {
  several.immediate();
  writeSync(1, `${chain.last()!.seq}\n`);
  now = epochMs(now + 86_400_000);
  sealDays(chain, now, 'Asia/Ho_Chi_Minh');
  writeSync(1, `${chain.last()!.seq}\n`);
}
