/**
 * One recording through its steps (core/ingest-steps.ts), each written down before it is begun and what it found after
 * it: whoever takes the recording up after a kill goes on with the first step that has found nothing yet. Every step may
 * be done again. The original is never touched.
 */
import { open, rm } from 'node:fs/promises';
import { HEAD_BYTES, type IngestFailure, judgeShape, LONGEST, type Sound, TAIL_BYTES } from '../core/audio.ts';
import { type IngestStep, MOST_ATTEMPTS, stepAllowance } from '../core/ingest-steps.ts';
import { type Analysis, asMeasured, type CopyRule, corrected, planCopy, type Tried } from '../core/loudness.ts';
import type { Recording } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { after, type EpochMs, frames } from '../core/time.ts';
import { type Outline, originalWaveformOf, waveformOf } from '../core/waveform.ts';
import type { LibraryFfmpeg } from '../engine/ffmpeg.ts';
import { hashAndSync, type MediaFolder } from '../storage/files.ts';
import type { Found } from '../storage/ingest-jobs.ts';
import type { CheckedSound, Recordings } from '../storage/recordings.ts';

export type CheckOptions = {
  readonly recordings: Recordings;
  readonly media: MediaFolder;
  readonly ffmpeg: LibraryFfmpeg;
  /** What the playout copy of the next one shall be like. */
  readonly copyRule: () => CopyRule;
  readonly now: () => EpochMs;
};

/** A claimed one. Rejects when `signal` aborts or the machine is at fault. */
export async function checkRecording(
  { recordings: { jobs }, media, ffmpeg, copyRule, now }: CheckOptions,
  recording: Recording,
  signal: AbortSignal,
): Promise<Result<CheckedSound, IngestFailure>> {
  const { id, sha256, bytes, attempts, inMs, outMs } = recording;
  if (attempts > MOST_ATTEMPTS) return err({ kind: 'gave-up' });
  const original = media.original(sha256);
  if (original === undefined) return err({ kind: 'missing' });
  const job = jobs.find(id);
  let found: Found = job?.found ?? {};
  let outline = job?.outline;
  const begin = (step: IngestStep) => {
    signal.throwIfAborted();
    const at = now();
    jobs.begin(id, step, at, after(at, stepAllowance(step, bytes, found.sound?.promised ?? LONGEST)));
  };

  if (!found.sound) {
    begin('hash');
    const arrived = await wholeOriginal(media, original, recording);
    if (!arrived.ok) return arrived;
    begin('probe');
    const probed = await ffmpeg.probe(original);
    if (!probed.ok) return probed;
    found = { ...found, sound: probed.value };
    jobs.learn(id, found);
  }
  const sound = found.sound!;
  if (!found.plan) {
    begin('decode');
    const rule = copyRule();
    const measured = await ffmpeg.measure(original, sound, rule, signal);
    if (!measured.ok) return measured;
    outline = measured.value.scanned;
    found = { ...found, plan: planCopy(measured.value, rule, { inMs, outMs }) };
    jobs.learn(id, found, outline);
  }

  begin('copy');
  const copy = media.copying(id);
  try {
    const made = await makeCopy(ffmpeg, original, copy, sound, found.plan!, signal);
    if (!made.ok) return made;
    begin('keep');
    const playoutSha256 = await hashAndSync(copy);
    await media.keepPlayout(copy, playoutSha256);
    const { format, codec, sampleRate, channels } = sound;
    const { from, until } = made.value.copy;
    return ok({
      ...{ format, codec, sampleRate, channels, playoutSha256, playoutFrames: frames(until - from) },
      analysis: made.value,
      ...(outline && picturesOf(outline, made.value)),
    });
  } finally {
    await rm(copy, { force: true });
  }
}

/**
 * What lies on disk is what arrived, and has the shape of sound. What a power cut or a dying disk has torn is put aside,
 * so that the same file can be sent again.
 */
async function wholeOriginal(
  media: MediaFolder,
  original: string,
  { sha256, bytes }: Recording,
): Promise<Result<void, IngestFailure>> {
  if ((await hashAndSync(original)) !== sha256) {
    await media.setAside(original);
    return err({ kind: 'torn' });
  }
  const misshapen = judgeShape(await bytesOf(original, 0, HEAD_BYTES), await bytesOf(original, -TAIL_BYTES), bytes);
  return misshapen ? err(misshapen) : ok(undefined);
}

const MOST_COPIES = 5;

/** Once more, and again, where the limiter took more or less than was foretold. */
async function makeCopy(
  ffmpeg: LibraryFfmpeg,
  original: string,
  copy: string,
  sound: Sound,
  planned: Analysis,
  signal: AbortSignal,
): Promise<Result<Analysis, IngestFailure>> {
  let plan = planned;
  let before: Tried | undefined;
  for (let copies = 1; ; copies++) {
    const made = await ffmpeg.makePlayoutCopy(original, copy, sound, plan.copy, signal);
    if (!made.ok) return made;
    if (made.value === undefined) return ok(plan);
    const better: Analysis | undefined = copies < MOST_COPIES ? corrected(plan, made.value, before) : undefined;
    if (!better || better.copy.gainDb === plan.copy.gainDb) return ok(asMeasured(plan, made.value));
    before = { gainDb: plan.copy.gainDb, integrated: made.value.integrated };
    plan = better;
  }
}

const picturesOf = (outline: Outline, { copy, frames }: Analysis) => ({
  waveform: waveformOf(outline, copy),
  originalWaveform: originalWaveformOf({ ...outline, frames }, copy),
});

/** `length` bytes from `from`, or the last `-from`. */
export async function bytesOf(file: string, from: number, length = Math.abs(from)): Promise<Uint8Array> {
  await using handle = await open(file);
  const at = from < 0 ? Math.max(0, (await handle.stat()).size + from) : from;
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
