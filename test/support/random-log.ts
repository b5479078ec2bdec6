/**
 * Random logs with all that the counting rules speak of: parts that a restart broke, phát bù, dời kỳ, cụm loa whose
 * evidence comes twice, đính chính, sound approved in time, later or never. As rows for the rules, and as a station's own.
 */
import fc from 'fast-check';
import type { LoggedAiring } from '../../src/core/counting.ts';
import { after, type EpochMs, epochMs, frames, MINUTE } from '../../src/core/time.ts';
import { AiringClusters } from '../../src/storage/airing-clusters.ts';
import { Airings } from '../../src/storage/airings.ts';
import { Corrections } from '../../src/storage/corrections.ts';
import type { Db } from '../../src/storage/database.ts';
import { anAiring } from './airings.ts';
import { log } from './log.ts';
import { at, minutes } from './schedule.ts';

export const FIRST_DAY = '2025-08-26';
const DAYS = 40;
const WHOLE = 10;

/** What may sound: an issue with the sound that was approved, or a programme's sound without one. */
export type Issue = {
  readonly programmeId: string;
  readonly episodeId: number | null;
  readonly sha: string;
  readonly approvedAt: EpochMs;
};

const share = fc.constantFrom(0, 0.2, 0.5, 0.89, 0.9, 1);
const broadcast = fc.record({
  day: fc.integer({ min: 0, max: DAYS - 1 }),
  minute: fc.integer({ min: 5 * 60, max: 20 * 60 }),
  issue: fc.nat(1000),
  /** None: due, and nothing sounded. */
  parts: fc.array(fc.record({ from: share, share }), { minLength: 0, maxLength: 3 }),
  isOwnSound: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
  /** How many of the airings before it one counts back to what it makes good. */
  pays: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 5 }),
  countsOn: fc.option(fc.integer({ min: 0, max: DAYS - 1 }), { freq: 5 }),
  clusters: fc.array(
    fc.record({ id: fc.constantFrom('01', '02', '03'), heard: fc.constantFrom(true, true, false, null) }),
    { maxLength: 4 },
  ),
  right: fc.option(fc.record({ minute: fc.integer({ min: 0, max: 22 * 60 }), share: fc.option(share, { freq: 4 }) }), {
    freq: 3,
  }),
});
type Broadcast = typeof broadcast extends fc.Arbitrary<infer T> ? T : never;

export const randomLog = (maxLength: number): fc.Arbitrary<Broadcast[]> => fc.array(broadcast, { maxLength });

const dayAt = (n: number): EpochMs => after(at(`${FIRST_DAY} 00:00`), minutes(n * 24 * 60));
const isoDay = (n: number): string => new Date(dayAt(n) + 12 * 60 * MINUTE).toISOString().slice(0, 10);

type Row = { readonly logged: LoggedAiring; readonly sha: string; readonly clusters: Broadcast['clusters'] };

function rowsOf(all: readonly Broadcast[], issues: readonly Issue[]): Row[] {
  const rows: Row[] = [];
  for (const [n, { day, minute, parts, isOwnSound, pays, countsOn, clusters, right, ...one }] of all.entries()) {
    const { sha, approvedAt, ...issue } = issues[one.issue % issues.length]!;
    const due = after(dayAt(day), minutes(minute));
    const isSilent = parts.length === 0;
    for (const [i, part] of (isSilent ? [{ from: 0, share: 0 }] : parts).entries()) {
      const start = after(due, minutes(i * (WHOLE + 1)));
      const said = { at: start, minutes: WHOLE, share: part.share, silent: isSilent };
      const answers = [...new Map(i === 0 ? clusters.map(({ id, heard }) => [id, heard]) : []).values()];
      const ok = answers.filter((heard) => heard === true).length;
      const failed = answers.filter((heard) => heard === false).length;
      const correct = i === 0 && right ? after(dayAt(day), minutes(right.minute)) : undefined;
      const [line] = log([said]);
      const [put] =
        correct === undefined
          ? []
          : log([{ ...said, at: correct, share: right!.share ?? 0, silent: right!.share === null }]);
      // As the row has it, whatever is put right in it later: that is the approval it carries.
      const began = line!.startedAt ?? line!.plannedStart!;
      rows.push({
        sha: isOwnSound ? sha : `${sha} other`,
        clusters: i === 0 ? clusters : [],
        logged: {
          ...line!,
          ...issue,
          id: rows.length + 1,
          slotId: countsOn === null ? null : 'cds-phat-moi',
          recurrenceId: countsOn === null ? null : `moved-${n}`,
          continuesId: i === 0 ? null : rows.length,
          fromFrame: frames(line!.totalFrames! * part.from),
          approvedAt: isOwnSound && approvedAt <= began ? approvedAt : null,
          clusters: answers.length > 0 ? { ok, byHand: ok, failed, expected: answers.length } : null,
          countsOn: countsOn === null ? null : isoDay(countsOn),
          paysForId: i === 0 && pays !== null && rows.length >= pays ? rows.length + 1 - pays : null,
          correction: put ? reading(put) : null,
        },
      });
    }
  }
  return rows;
}

const reading = ({ outcome, reason, startedAt, endedAt, playedFrames }: LoggedAiring) => ({
  ...{ outcome, reason, startedAt, endedAt, playedFrames },
});

/** As the rules are told of it; ids count from 1. */
export const asLogged = (all: readonly Broadcast[], issues: readonly Issue[]): LoggedAiring[] =>
  rowsOf(all, issues).map(({ logged }) => logged);

/** As the recorder and people write it. */
export function writeLog(db: Db, all: readonly Broadcast[], issues: readonly Issue[], madeBy: number): void {
  const [airings, corrections, clusterRows] = [new Airings(db), new Corrections(db), new AiringClusters(db)];
  const move = db.prepare(
    `INSERT INTO exceptions (slot_id, recurrence_id, counts_on, counts_reason, made_at)
     VALUES (@slotId, @recurrenceId, @countsOn, 'dời kỳ', 0) ON CONFLICT DO NOTHING`,
  );
  const ids = new Map<number | null, number>();
  const idOf = (id: number | null | undefined): number | null => ids.get(id ?? null) ?? null;
  const by = { madeBy, madeByName: 'A Thiu', madeAt: epochMs(dayAt(DAYS)) };
  for (const { logged, sha, clusters } of rowsOf(all, issues)) {
    const { id, continuesId, paysForId, countsOn, correction, slotId, recurrenceId } = logged;
    if (countsOn) move.run({ slotId, recurrenceId, countsOn });
    const own = airings.add(
      anAiring({
        ...logged,
        playoutSha256: sha,
        continuesId: idOf(continuesId),
        paysForId: idOf(paysForId),
        plannedEnd: after(logged.plannedStart!, minutes(WHOLE)),
        clustersExpected: null,
      }),
    );
    ids.set(id, own);
    for (const { id: clusterId, heard } of clusters)
      clusterRows.add({
        ...{ airingId: own, clusterId, clusterName: `Cụm ${clusterId}`, heard, note: '' },
        ...{ evidence: heard === null ? 'none' : 'by-hand', ...by },
      });
    if (correction) corrections.add({ airingId: own, ...correction, why: 'nhầm giờ', ...by });
  }
}
