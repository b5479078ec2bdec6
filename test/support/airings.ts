/** Rows of the log as the recorder writes them; what a test does not say is an airing that went well. */
import type { Airing } from '../../src/core/model.ts';
import { durationMs, type EpochMs, epochMs, frames } from '../../src/core/time.ts';
import type { NewAiring } from '../../src/storage/airings.ts';

export const at = (wall: string): EpochMs => epochMs(Date.parse(`${wall}+07:00`));

export function anAiring(given: Partial<NewAiring> = {}): NewAiring {
  const plannedStart = given.plannedStart ?? at('2025-09-10T17:10:00.000');
  return {
    entryId: null,
    commandId: null,
    continuesId: null,
    standsForId: null,
    zoneId: 'main',
    slotId: 'cds',
    recurrenceId: '2025-09-10',
    kind: 'premiere',
    title: 'Chuyển đổi số (phát mới)',
    programmeId: 'cds',
    programmeName: 'Chuyển đổi số',
    episodeId: 2,
    episodeLabel: 'Số 02/2025',
    recordingId: 7,
    playoutSha256: 'ab12cd34'.repeat(8),
    relayUrl: null,
    plannedStart,
    plannedEnd: epochMs(plannedStart + 900_000),
    startedAt: epochMs(plannedStart + 4),
    endedAt: epochMs(plannedStart + 4 + 900_000),
    fromFrame: frames(0),
    playedFrames: frames(900_000 * 48),
    totalFrames: frames(900_000 * 48),
    latenessMs: durationMs(4),
    outcome: 'completed',
    reason: null,
    detail: null,
    paysForId: null,
    onDuty: null,
    ...given,
  };
}

/** Was due and did not sound. */
export const aSilence = (given: Partial<NewAiring> = {}): NewAiring =>
  anAiring({
    startedAt: null,
    endedAt: null,
    playedFrames: frames(0),
    totalFrames: null,
    latenessMs: null,
    playoutSha256: null,
    outcome: 'missed',
    reason: 'no-approved-episode',
    ...given,
  });

/** Nothing was found out about it, and nobody said anything of it since. */
const PLAIN = {
  zoneName: 'Toàn xã',
  ...{ approvalId: null, approvedBy: null, outputs: null, clock: null, clustersExpected: null, zonesApart: null },
  ...{ correction: null, cause: null, clusters: null, evidence: null, emergency: null },
} as const;

/** The same as the store gives it back. */
export const asRead = (row: NewAiring, id = 1): Airing => ({
  ...PLAIN,
  ...row,
  clustersExpected: row.clustersExpected ?? null,
  id,
  share: row.totalFrames ? Math.min(1, row.playedFrames / row.totalFrames) : 0,
});

export async function bytesOf(document: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of document) chunks.push(chunk);
  return Buffer.concat(chunks);
}
