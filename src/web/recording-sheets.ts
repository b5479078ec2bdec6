/** What pages and the API show of recordings, read from the stores. */

import type { RecordingSheet, SheetUse } from '../../views/recording-parts.tsx';
import { issueLabel } from '../core/episodes.ts';
import type { Recording } from '../core/model.ts';
import { mendedWords, warningsOf } from '../core/recording-warnings.ts';
import { after, durationMs, type EpochMs, framesToMs, HOUR } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import type { RecordingUse } from '../storage/recordings.ts';
import type { Station } from './station.ts';

/** Further than the playlist is planned. */
const AHEAD = durationMs(16 * 24 * HOUR);

export function recordingSheets({ stores }: Station, all: readonly Recording[]): RecordingSheet[] {
  const names = new Map(stores.people.list().map(({ id, name }) => [id, name]));
  const ids = all.map(({ id }) => id);
  const uses = stores.recordings.usesOf(ids);
  const tags = stores.library.tagsOf(ids);
  return all.map((recording) => ({
    ...recording,
    durationMs: recording.playoutFrames === null ? null : framesToMs(recording.playoutFrames),
    warnings: recording.analysis ? warningsOf(recording.analysis) : [],
    mended: recording.analysis ? mendedWords(recording.analysis) : [],
    uploaderName: names.get(recording.uploadedBy ?? 0) ?? '',
    tags: tags.get(recording.id) ?? [],
    uses: uses.filter(({ recordingId }) => recordingId === recording.id).map(useOf),
  }));
}

export const recordingSheet = (station: Station, recording: Recording): RecordingSheet =>
  recordingSheets(station, [recording])[0]!;

function useOf(use: RecordingUse): SheetUse {
  switch (use.kind) {
    case 'episode':
      return {
        ...{ kind: use.kind, id: use.id, label: `${use.programme} · ${issueLabel(use.issueWord, use)}` },
        ...(use.validFrom !== null || use.validUntil !== null ? { validity: validityWords(use) } : {}),
      };
    case 'filler':
      return { kind: use.kind, id: use.id, label: 'Tệp dự phòng của đài' };
    default:
      return { kind: use.kind, id: use.id, label: use.title };
  }
}

/** `hiệu lực từ 01/09/2025 đến 31/12/2025`. */
function validityWords({ validFrom, validUntil }: { validFrom: string | null; validUntil: string | null }): string {
  const ends = [validFrom && `từ ${formatDate(validFrom)}`, validUntil && `đến ${formatDate(validUntil)}`];
  return ['hiệu lực', ...ends].filter(Boolean).join(' ');
}

/** Where the playlist would lose it, soonest first. */
export function comingStartsOf({ stores, clock }: Station, recordingId: number): EpochMs[] {
  const now = clock();
  return stores.entries
    .between(now, after(now, AHEAD))
    .filter((entry) => entry.recordingId === recordingId && entry.missing === null)
    .map(({ plannedStart }) => plannedStart);
}
