/** A log of three days as a station makes it: rows, a correction, a confirmed cause, and the seals of the days that ended. */
import { type EpochMs, epochMs } from '../../src/core/time.ts';
import { sealDays } from '../../src/engine/seal.ts';
import { AiringClusters } from '../../src/storage/airing-clusters.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Chain } from '../../src/storage/chain.ts';
import { Causes, Corrections } from '../../src/storage/corrections.ts';
import { type Db, migrate, openDatabase } from '../../src/storage/database.ts';
import { anAiring, aSilence, at } from './airings.ts';
import { MIGRATIONS } from './station.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
export const WHO = { madeBy: 1, madeByName: 'Y Hạnh' } as const;

export type ChainedLog = {
  readonly db: Db;
  readonly airings: Airings;
  readonly chain: Chain;
  /** What the clock of whoever writes shows. */
  now: EpochMs;
  /** As the page exports it. */
  text(): string;
};

/** `file`: a database of its own; by itself one in memory. */
export async function openChainedLog(file = ':memory:'): Promise<ChainedLog> {
  const log: { now: EpochMs } = { now: at('2025-09-10T05:30:00') };
  const db = openDatabase(file, { now: () => log.now });
  await migrate(db, MIGRATIONS);
  db.exec(
    "INSERT INTO users (id, username, name, password_hash, roles, created_at) VALUES (1, 'hanh', 'Y Hạnh', '', '[]', 0)",
  );
  const chain = new Chain(db);
  return Object.assign(log, { db, airings: new Airings(db), chain, text: () => exportOf(chain) });
}

/** Ten rows, a correction, a cause, a cluster's word and two seals. */
export function fill(log: ChainedLog): void {
  const { airings, chain, db } = log;
  for (const day of ['10', '11', '12']) {
    for (const [clock, title] of [
      ['05:32:00', 'Chuyển đổi số “số 02”; đợt 2'],
      ['17:10:00', 'Cải cách hành chính\n(phát lại) 😀'],
    ] as const) {
      const plannedStart = at(`2025-09-${day}T${clock}`);
      log.now = epochMs(plannedStart + 900_010);
      airings.add(anAiring({ plannedStart, title, recurrenceId: `2025-09-${day}` }));
    }
    log.now = at(`2025-09-${day}T18:00:00`);
    airings.add(aSilence({ plannedStart: at(`2025-09-${day}T17:30:00`), reason: 'down' }));
    log.now = epochMs(at(`2025-09-${day}T00:00:10`) + 86_400_000);
    if (day !== '12') sealDays(chain, log.now, ZONE);
  }
  const { madeBy, madeByName } = WHO;
  new Corrections(db).add({
    ...{ airingId: 2, outcome: 'cut', reason: 'down', why: 'Cầu chì tăng âm đứt lúc 17:15', madeBy, madeByName },
    ...{ startedAt: at('2025-09-10T17:10:00'), endedAt: at('2025-09-10T17:15:00'), madeAt: log.now },
    playedFrames: anAiring().playedFrames,
  });
  new Causes(db).add({ airingId: 3, code: 'power', proposed: 'power', note: '', madeBy, madeByName, madeAt: log.now });
  new AiringClusters(db).add({
    ...{ airingId: 1, clusterId: 'c1', clusterName: 'Cụm 01', evidence: 'automatic', heard: true },
    ...{ note: '', madeByName: '', madeAt: log.now },
  });
}

export function exportOf(chain: Chain): string {
  const { first, last } = chain.ends()!;
  const lines = [...chain.lines(first, last)].map(({ line }) => line!.toString());
  const end = { count: lines.length, first, hash: chain.hashOf(last)!, last };
  return `${[...lines, JSON.stringify({ end })].join('\n')}\n`;
}
