/**
 * New sound for an emergency or a notice: typed text read out, or what a browser recorded. It becomes a recording of the
 * library like any other, by the same checks, but ahead of the queue; whoever asked waits for it and then hears it before
 * it airs.
 */
import { stat } from 'node:fs/promises';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Recording, User } from '../core/model.ts';
import { readAloud } from '../core/reading-aloud.ts';
import { err, type FieldErrors, type Result } from '../core/result.ts';
import { explainSpeech, LONGEST_TEXT } from '../core/speech.ts';
import { speak } from '../engine/speech.ts';
import { UPLOAD_REFUSALS } from '../ingest/upload.ts';
import { hashAndSync } from '../storage/files.ts';
import { readySoundFor } from './emergency-forms.ts';
import { text } from './forms.ts';
import { receiveRecordings } from './recording-forms.ts';
import type { Env, Station } from './station.ts';

export const spokenDraft = z.object({
  title: text('Nhập tên bản tin, ví dụ “Cảnh báo lũ quét”', 120),
  text: text('Nhập nội dung cần đọc', LONGEST_TEXT),
});

/** The text as a recording that is ready, or why there is none. */
export async function speakRecording(
  station: Station,
  user: User,
  draft: z.output<typeof spokenDraft>,
): Promise<Result<Recording, FieldErrors>> {
  const { stores, media, clock, closing } = station;
  const { voice, reachable, pronunciations } = stores.settings.find();
  const file = media.temporary();
  const spoken = await speak(readAloud(draft.text, pronunciations), voice, file, {
    allowed: reachable,
    signal: closing,
  });
  if (!spoken.ok) return err({ text: explainSpeech(spoken.error) });
  const [sha256, { size }] = [await hashAndSync(file), await stat(file)];
  await media.keepOriginal(file, sha256, 'wav');
  const known = stores.recordings.findByHash(sha256);
  const fileName = `${draft.title}.wav`;
  const row = { title: draft.title, fileName, sha256, bytes: size, uploadedBy: user.id, uploadedAt: clock() };
  return settled(station, known ?? stores.recordings.add(row), 'text');
}

/** The first file of a multipart form. */
export async function receiveSound(
  c: Context<Env>,
  station: Station,
  what?: string,
): Promise<Result<Recording, FieldErrors>> {
  // Whatever the disk is kept free for, it is for this.
  const received = await receiveRecordings(c, station, undefined, {});
  if (!received.ok) return err({ file: UPLOAD_REFUSALS[received.error] });
  return settled(station, received.value[0]!.recording, 'file', what);
}

async function settled(
  station: Station,
  recording: Recording,
  field: string,
  what?: string,
): Promise<Result<Recording, FieldErrors>> {
  await station.ingest.hurry(recording.id);
  const ready = readySoundFor(station, recording.id, what);
  return ready.ok ? ready : err({ [field]: ready.error });
}
