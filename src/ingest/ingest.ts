/**
 * Takes each received recording to ready or failed (check.ts): one heavy job at a time, and beside it what somebody waits
 * for. Runs in a process of its own (src/ingest-worker.ts), never in a request: whoever receives a file adds its row
 * (`Recordings.add`, which makes the job's) and nudges. A kill at any moment leaves rows that the next run takes up
 * again. A recording whose copy is to be made anew stays as it is until the new copy is there.
 */
import { explain, type IngestFailure } from '../core/audio.ts';
import type { Recording } from '../core/model.ts';
import { err, type Result } from '../core/result.ts';
import type { CheckedSound } from '../storage/recordings.ts';
import { type CheckOptions, checkRecording } from './check.ts';

export type Ingest = AsyncDisposable & {
  /** There may be something to do: a row was added, or is to be taken again. Never waits, never throws. */
  nudge(): void;
  /**
   * Takes this one beside whatever is in hand: for an emergency. Answers the recording once it is settled, ready or
   * failed.
   */
  hurry(id: number): Promise<Recording | undefined>;
  /** Settles when nothing is left to do. */
  idle(): Promise<void>;
};

export type IngestOptions = CheckOptions & {
  /** After every change of a recording's state. */
  readonly onChange?: (recording: Recording) => void;
};

/** Begins at once with what an earlier run left. */
export function openIngest({ onChange, ...options }: IngestOptions): Ingest {
  const { recordings, now } = options;
  const stop = new AbortController();
  const inHand = new Map<number, { readonly settled: Promise<void>; readonly overdue: AbortController }>();
  let nudged = false;
  let working: Promise<void> | undefined;

  function nudge(): void {
    nudged = true;
    if (stop.signal.aborted) return;
    try {
      endOverdue();
      rush();
    } catch (error) {
      console.error('ingest:', error); // a locked database: the next nudge comes
    }
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

  /** What somebody waits for does not wait for the one in hand. */
  function rush(): void {
    for (;;) {
      const recording = recordings.claim(inHand.keys(), { onlyHurried: true });
      if (!recording) return;
      take(recording).catch((error) => console.error('ingest:', error));
    }
  }

  async function hurry(id: number): Promise<Recording | undefined> {
    recordings.jobs.hurry(id);
    if (!stop.signal.aborted) rush();
    await inHand.get(id)?.settled;
    return recordings.find(id);
  }

  function take(recording: Recording): Promise<void> {
    const { id } = recording;
    const overdue = new AbortController();
    const settled = settle(recording, AbortSignal.any([stop.signal, overdue.signal]))
      .then((changed) => changed && onChange?.(changed))
      .finally(() => inHand.delete(id));
    inHand.set(id, { settled, overdue });
    onChange?.(recording);
    return settled;
  }

  async function settle(recording: Recording, signal: AbortSignal): Promise<Recording | undefined> {
    const { id } = recording;
    const checked = await checkRecording(options, recording, signal).catch(
      (error): Result<CheckedSound, IngestFailure> => {
        if (!signal.aborted) console.error(`ingest: recording ${id}:`, error);
        return err({ kind: 'internal' });
      },
    );
    if (checked.ok) return recordings.finish(id, checked.value, now());
    if (stop.signal.aborted) return recordings.release(id);
    const reason = explain(checked.error);
    return recordings.fail(id, recording.isRemaking ? `Chưa chuẩn hóa lại được. ${reason}` : reason, now());
  }

  /** Each child has its own limit; this is for a step that hangs where no child does. */
  function endOverdue(): void {
    for (const failed of recordings.failOverdue(now(), explain({ kind: 'timeout' }), now())) {
      inHand.get(failed.id)?.overdue.abort();
      onChange?.(failed);
    }
  }

  nudge();
  return {
    nudge,
    hurry,
    idle: async () => {
      while (working) await working;
      await Promise.all([...inHand.values()].map(({ settled }) => settled));
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([working, ...[...inHand.values()].map(({ settled }) => settled)]);
    },
  };
}
