/** What people do to recordings: upload, rename, check again, put away and bring back. Pages and API both end here. */
import { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { z } from 'zod';
import { whereUsed } from '../../views/recording-parts.tsx';
import { titleOf } from '../core/audio.ts';
import type { Recording, User } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type ReceivedFile, receiveBody, receiveUpload, type UploadRefusal } from '../ingest/upload.ts';
import { text } from './forms.ts';
import { comingStartsOf, recordingSheet } from './recording-sheets.ts';
import { settle } from './settle.ts';
import type { Env, Station } from './station.ts';

export const recordingChange = z.object({ title: text('Nhập tên gọi, ví dụ “Chuyển đổi số, số 02/2025”') });

export const REFUSAL_STATUS = {
  'not-accepted': 403,
  'too-large': 413,
  cut: 408,
  'not-multipart': 400,
  malformed: 400,
  'no-file': 400,
  'too-many': 400,
} as const satisfies Record<UploadRefusal, number>;

/** `isNew` false: the same bytes were in the library already, under whatever name. */
export type Upload = { readonly recording: Recording; readonly isNew: boolean };

/**
 * Takes what is being sent straight to disk: a multipart form, or one file as the body when it has a `fileName`. It
 * reads the connection itself, so nothing may have touched the body before.
 */
export async function receiveRecordings(
  c: Context<Env>,
  station: Station,
  fileName?: string,
): Promise<Result<Upload[], UploadRefusal>> {
  const incoming = c.env?.incoming;
  if (!(incoming instanceof IncomingMessage)) return err('malformed');
  const received =
    fileName === undefined
      ? await receiveUpload(incoming, station.media)
      : await receiveBody(incoming, station.media, fileName);
  if (!received.ok) {
    // What is still on its way must not be taken for the next request.
    c.header('Connection', 'close');
    return received;
  }
  const uploads = received.value.files.map((file) => keep(station, file, c.get('user')!));
  station.ingest.nudge();
  return ok(uploads);
}

/** The bytes are on disk. What failed before is checked once more: that is what sending it again asks for. */
function keep({ stores: { recordings }, clock }: Station, file: ReceivedFile, { id: uploadedBy }: User): Upload {
  const known = recordings.findByHash(file.sha256);
  if (known) return { recording: recordings.retry(known.id) ?? known, isNew: false };
  const title = titleOf(file.fileName);
  return { recording: recordings.add({ ...file, title, uploadedBy, uploadedAt: clock() }), isNew: true };
}

/** `undefined` when it has not failed. */
export function retryRecording({ stores, ingest }: Station, id: number): Recording | undefined {
  const recording = stores.recordings.retry(id);
  if (recording) ingest.nudge();
  return recording;
}

/** A new playout copy by today's settings; the old one is heard until it is there. `undefined` when it is not ready. */
export function remakeRecording({ stores, ingest }: Station, id: number): Recording | undefined {
  const recording = stores.recordings.remake(id);
  if (recording) ingest.nudge();
  return recording;
}

/** Where it is used, in words; `undefined` when nothing would miss it. */
export const whatNeeds = (station: Station, recording: Recording): string | undefined =>
  whereUsed(recordingSheet(station, recording), comingStartsOf(station, recording.id), station.config.zone);

/** Nothing is deleted. What something needs is put away only by who has been told of it; else the words that tell. */
export function archiveRecording(
  station: Station,
  recording: Recording,
  { isConfirmed }: { isConfirmed: boolean },
): Result<Recording, string> {
  const words = whatNeeds(station, recording);
  if (words !== undefined && !isConfirmed) return err(words);
  const archived = station.stores.recordings.archive(recording.id, station.clock())!;
  settle(station);
  return ok(archived);
}

export function restoreRecording(station: Station, id: number): Recording | undefined {
  const restored = station.stores.recordings.unarchive(id);
  if (restored) settle(station);
  return restored;
}
