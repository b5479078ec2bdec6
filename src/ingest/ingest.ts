/**
 * Takes each received recording to ready or failed: shape, probe, full decode into the playout copy. One heavy job at a
 * time, each with a deadline; the original is never touched. Runs in the web process and never in a request: a request
 * adds a row and nudges. A kill at any moment leaves a row that the next run takes up again.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { explain, HEAD_BYTES, type IngestFailure, judgeShape, TAIL_BYTES } from '../core/audio.ts';
import type { Recording } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { EpochMs } from '../core/time.ts';
import type { LibraryFfmpeg } from '../engine/ffmpeg.ts';
import type { MediaFolder } from '../storage/files.ts';
import type { CheckedSound, Recordings } from '../storage/recordings.ts';

const MOST_ATTEMPTS = 3;

export type Ingest = AsyncDisposable & {
  /** There may be something to do. Never waits, never throws. */
  nudge(): void;
  /** Settles when nothing is left to do. */
  idle(): Promise<void>;
};

export type IngestOptions = {
  readonly recordings: Recordings;
  readonly media: MediaFolder;
  readonly ffmpeg: LibraryFfmpeg;
  readonly now: () => EpochMs;
  /** After every change of a recording's state. */
  readonly onChange?: (recording: Recording) => void;
};

/** Begins at once with what an earlier run left. */
export function openIngest({ recordings, media, ffmpeg, now, onChange }: IngestOptions): Ingest {
  const stop = new AbortController();
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
      const recording = recordings.claim();
      if (!recording) return;
      onChange?.(recording);
      const changed = await settle(recording);
      if (changed) onChange?.(changed);
    }
  }

  async function settle(recording: Recording): Promise<Recording | undefined> {
    const { id } = recording;
    const checked = await check(recording).catch((error): Result<CheckedSound, IngestFailure> => {
      if (!stop.signal.aborted) console.error(`ingest: recording ${id}:`, error);
      return err({ kind: 'internal' });
    });
    if (checked.ok) return recordings.finish(id, checked.value, now());
    return stop.signal.aborted ? recordings.release(id) : recordings.fail(id, explain(checked.error), now());
  }

  async function check({ sha256, bytes, attempts }: Recording): Promise<Result<CheckedSound, IngestFailure>> {
    if (attempts > MOST_ATTEMPTS) return err({ kind: 'gave-up' });
    const original = media.original(sha256);
    if (original === undefined) return err({ kind: 'missing' });
    const misshapen = judgeShape(await bytesOf(original, 0, HEAD_BYTES), await bytesOf(original, -TAIL_BYTES), bytes);
    if (misshapen) return err(misshapen);

    const probed = await ffmpeg.probe(original);
    if (!probed.ok) return probed;
    const { format, codec, sampleRate, channels } = probed.value;
    const copy = media.temporary();
    try {
      const made = await ffmpeg.makePlayoutCopy(original, copy, probed.value, stop.signal);
      if (!made.ok) return made;
      const playoutSha256 = await hashAndSync(copy);
      await media.keepPlayout(copy, playoutSha256);
      return ok({ format, codec, sampleRate, channels, playoutSha256, playoutFrames: made.value });
    } finally {
      await rm(copy, { force: true });
    }
  }

  nudge();
  return {
    nudge,
    idle: async () => {
      while (working) await working;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await working;
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
