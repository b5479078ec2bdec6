/**
 * Takes each received recording to ready or failed: shape, probe, a full decode that measures it, and the playout copy
 * made by what was measured. One heavy job at a time, each with a deadline; the original is never touched. Runs in the
 * web process and never in a request: a request adds a row and nudges. A kill at any moment leaves a row that the next
 * run takes up again. A recording whose copy is to be made anew stays as it is until the new copy is there.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { explain, HEAD_BYTES, type IngestFailure, judgeShape, type Sound, TAIL_BYTES } from '../core/audio.ts';
import { type Analysis, asMeasured, type CopyRule, corrected, planCopy } from '../core/loudness.ts';
import type { Recording } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type EpochMs, frames } from '../core/time.ts';
import { waveformOf } from '../core/waveform.ts';
import type { LibraryFfmpeg } from '../engine/ffmpeg.ts';
import type { MediaFolder } from '../storage/files.ts';
import type { CheckedSound, Recordings } from '../storage/recordings.ts';

const MOST_ATTEMPTS = 3;

export type Ingest = AsyncDisposable & {
  /** There may be something to do. Never waits, never throws. */
  nudge(): void;
  /**
   * Takes this one beside whatever is in hand: for an emergency. Answers the recording once it is settled, ready or
   * failed.
   */
  hurry(id: number): Promise<Recording | undefined>;
  /** Settles when nothing is left to do. */
  idle(): Promise<void>;
};

export type IngestOptions = {
  readonly recordings: Recordings;
  readonly media: MediaFolder;
  readonly ffmpeg: LibraryFfmpeg;
  /** What the playout copy of the next one shall be like. */
  readonly copyRule: () => CopyRule;
  readonly now: () => EpochMs;
  /** After every change of a recording's state. */
  readonly onChange?: (recording: Recording) => void;
};

/** Begins at once with what an earlier run left. */
export function openIngest({ recordings, media, ffmpeg, copyRule, now, onChange }: IngestOptions): Ingest {
  const stop = new AbortController();
  const inHand = new Map<number, Promise<Recording | undefined>>();
  let nudged = false;
  let working: Promise<void> | undefined;

  function nudge(): void {
    nudged = true;
    if (stop.signal.aborted) return;
    working ??= work()
      .catch((error) => console.error('ingest:', error))
      .finally(() => {
        working = undefined;
        if (nudged) nudge();
      });
  }

  async function work(): Promise<void> {
    nudged = false;
    while (!stop.signal.aborted) {
      const recording = recordings.claim(inHand.keys());
      if (!recording) return;
      await take(recording);
    }
  }

  async function hurry(id: number): Promise<Recording | undefined> {
    const recording = stop.signal.aborted ? undefined : recordings.claimNow(id);
    await (recording ? take(recording) : inHand.get(id));
    return recordings.find(id);
  }

  async function take(recording: Recording): Promise<void> {
    const { id } = recording;
    onChange?.(recording);
    const settling = settle(recording).finally(() => inHand.delete(id));
    inHand.set(id, settling);
    const changed = await settling;
    if (changed) onChange?.(changed);
  }

  async function settle(recording: Recording): Promise<Recording | undefined> {
    const { id } = recording;
    const checked = await check(recording).catch((error): Result<CheckedSound, IngestFailure> => {
      if (!stop.signal.aborted) console.error(`ingest: recording ${id}:`, error);
      return err({ kind: 'internal' });
    });
    if (checked.ok) return recordings.finish(id, checked.value, now());
    if (stop.signal.aborted) return recordings.release(id);
    const reason = explain(checked.error);
    return recordings.fail(id, recording.isRemaking ? `Chưa chuẩn hóa lại được. ${reason}` : reason, now());
  }

  async function check({ sha256, bytes, attempts }: Recording): Promise<Result<CheckedSound, IngestFailure>> {
    if (attempts > MOST_ATTEMPTS) return err({ kind: 'gave-up' });
    const original = media.original(sha256);
    if (original === undefined) return err({ kind: 'missing' });
    const misshapen = judgeShape(await bytesOf(original, 0, HEAD_BYTES), await bytesOf(original, -TAIL_BYTES), bytes);
    if (misshapen) return err(misshapen);

    const probed = await ffmpeg.probe(original);
    if (!probed.ok) return probed;
    const sound = probed.value;
    const rule = copyRule();
    const measured = await ffmpeg.measure(original, sound, rule, stop.signal);
    if (!measured.ok) return measured;
    const copy = media.temporary();
    try {
      const made = await makeCopy(original, copy, sound, planCopy(measured.value, rule));
      if (!made.ok) return made;
      const playoutSha256 = await hashAndSync(copy);
      await media.keepPlayout(copy, playoutSha256);
      const { format, codec, sampleRate, channels } = sound;
      const { from, until } = made.value.copy;
      return ok({
        ...{ format, codec, sampleRate, channels, playoutSha256, playoutFrames: frames(until - from) },
        ...{ analysis: made.value, waveform: waveformOf(measured.value.scanned, made.value.copy) },
      });
    } finally {
      await rm(copy, { force: true });
    }
  }

  /** Once more, or twice, where the limiter took more or less than was foretold. */
  async function makeCopy(original: string, copy: string, sound: Sound, planned: Analysis) {
    for (let [plan, left] = [planned, 2]; ; left--) {
      const made = await ffmpeg.makePlayoutCopy(original, copy, sound, plan.copy, stop.signal);
      if (!made.ok) return made;
      if (made.value === undefined) return ok(plan);
      const better = left > 0 ? corrected(plan, made.value) : undefined;
      if (!better) return ok(asMeasured(plan, made.value));
      plan = better;
    }
  }

  nudge();
  return {
    nudge,
    hurry,
    idle: async () => {
      while (working) await working;
      await Promise.all(inHand.values());
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([working, ...inHand.values()]);
    },
  };
}

/** `length` bytes from `from`, or the last `-from`. */
async function bytesOf(file: string, from: number, length = Math.abs(from)): Promise<Uint8Array> {
  await using handle = await open(file);
  const at = from < 0 ? Math.max(0, (await handle.stat()).size + from) : from;
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

async function hashAndSync(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  await using handle = await open(file, 'r+');
  await handle.sync();
  return hash.digest('hex');
}
