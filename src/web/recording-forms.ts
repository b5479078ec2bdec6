/** What people do to recordings: upload, rename, check again, put away and bring back. Pages and API both end here. */
import { IncomingMessage } from 'node:http';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { whereUsed } from '../../views/recording-parts.tsx';
import { titleOf } from '../core/audio.ts';
import type { Recording, User } from '../core/model.ts';
import { checkPoints, type Points } from '../core/points.ts';
import { err, ok, type Result } from '../core/result.ts';
import { framesToMs } from '../core/time.ts';
import { fold } from '../core/vietnamese.ts';
import {
  type ReceivedFile,
  receiveBody,
  receiveUpload,
  type UploadOptions,
  type UploadRefusal,
} from '../ingest/upload.ts';
import { text } from './forms.ts';
import { comingStartsOf, recordingSheet } from './recording-sheets.ts';
import { settle } from './settle.ts';
import type { Env, Station } from './station.ts';

const MOST_TAGS = 20;
const LONGEST_TAG = 40;

/** Typed with commas between, or a list; one however it is written stands once. */
const tags = z
  .union([z.string().transform((typed) => typed.split(/[,;\n]/)), z.array(z.string())])
  .transform((all) => {
    const trimmed = all.map((one) => one.normalize('NFC').replace(/\s+/gu, ' ').trim()).filter(Boolean);
    return [...new Map(trimmed.map((one) => [fold(one), one])).values()];
  })
  .refine((all) => all.length <= MOST_TAGS, `Mỗi tệp có tối đa ${MOST_TAGS} nhãn`)
  .refine((all) => all.every((one) => one.length <= LONGEST_TAG), `Mỗi nhãn viết tối đa ${LONGEST_TAG} ký tự`);

export const recordingChange = z.object({
  title: text('Nhập tên gọi, ví dụ “Chuyển đổi số, số 02/2025”'),
  tags: tags.optional(),
});

/** Its name and its tags; what is left out stays. */
export function describeRecording(
  { stores: { recordings, library } }: Pick<Station, 'stores'>,
  id: number,
  { title, tags: all }: Partial<z.output<typeof recordingChange>>,
): void {
  if (title !== undefined) recordings.change(id, { title });
  if (all !== undefined) library.setTags(id, all);
}

export const REFUSAL_STATUS = {
  'not-accepted': 403,
  'too-large': 413,
  'no-room': 507,
  cut: 408,
  'not-multipart': 400,
  malformed: 400,
  'no-file': 400,
  'too-many': 400,
} as const satisfies Record<UploadRefusal, number>;

/** `isNew` false: the same bytes were in the library already, under whatever name. */
export type Upload = { readonly recording: Recording; readonly isNew: boolean };

/** The aircheck stops long before, by its own rule: what the log and the database need goes before the library too. */
const RESERVE_BYTES = 200e6;

/** How large a file may be, and what must stay free on the disk. */
export const uploadLimits = ({ stores }: Station): { limitBytes: number; reserveBytes: number } => ({
  limitBytes: stores.settings.find().uploadGigabytes * 1e9,
  reserveBytes: RESERVE_BYTES,
});

/**
 * Takes what is being sent straight to disk: a multipart form, or one file as the body when it has a `fileName`. It
 * reads the connection itself, so nothing may have touched the body before.
 */
export async function receiveRecordings(
  c: Context<Env>,
  station: Station,
  fileName?: string,
  limits: UploadOptions = uploadLimits(station),
): Promise<Result<Upload[], UploadRefusal>> {
  const incoming = c.env?.incoming;
  if (!(incoming instanceof IncomingMessage)) return err('malformed');
  const received =
    fileName === undefined
      ? await receiveUpload(incoming, station.media, limits)
      : await receiveBody(incoming, station.media, fileName, limits);
  if (!received.ok) {
    // What is still on its way must not be taken for the next request.
    c.header('Connection', 'close');
    return received;
  }
  const uploads = received.value.files.map((file) => keepReceived(station, file, c.get('user')!.id));
  station.ingest.nudge();
  return ok(uploads);
}

/**
 * The bytes are in the library. What failed before is checked once more: that is what sending it again asks for. Null:
 * it came over the local network from nobody in particular. The caller nudges the ingest.
 */
export function keepReceived(
  { stores: { recordings }, clock }: Station,
  file: ReceivedFile,
  uploadedBy: number | null,
): Upload {
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

export type PointsRefusal =
  | { readonly kind: 'not-ready' | 'unchanged' }
  | { readonly kind: 'wrong'; readonly errors: Partial<Record<keyof Points, string>> }
  /** Something needs it, and nobody has been told what becomes of that. */
  | { readonly kind: 'needed'; readonly used: string };

/**
 * From where until where in the original it is heard. The playout copy is made anew, so whatever was approved of the old
 * one is void; until the new one is there, the old one is heard.
 */
export function setPoints(
  station: Station,
  recording: Recording,
  points: Points,
  { by, isConfirmed }: { by: User; isConfirmed: boolean },
): Result<Recording, PointsRefusal> {
  const { stores, ingest, clock } = station;
  if (recording.state !== 'ready' || !recording.analysis) return err({ kind: 'not-ready' });
  if (points.inMs === recording.inMs && points.outMs === recording.outMs) return err({ kind: 'unchanged' });
  const checked = checkPoints(points, framesToMs(recording.analysis.frames));
  if (!checked.ok) return err({ kind: 'wrong', errors: checked.error });
  const used = whatNeeds(station, recording);
  if (used !== undefined && !isConfirmed) return err({ kind: 'needed', used });
  const changed = stores.recordings.setPoints(recording.id, checked.value, by.id, clock());
  if (!changed) return err({ kind: 'not-ready' });
  ingest.nudge();
  return ok(changed);
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
