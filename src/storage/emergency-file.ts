/**
 * What a playout that starts has to know of emergencies, in a file of its own beside the database, which may be locked or
 * broken. Written whole and renamed; the newest state is the only one that matters.
 */
import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EmergenciesLeft } from '../core/emergency.ts';
import type { DurationMs, EpochMs } from '../core/time.ts';

const instant = z.custom<EpochMs>((value) => Number.isInteger(value));
const order = z.object({
  key: z.string(),
  title: z.string(),
  recordingId: z.int(),
  playoutSha256: z.string(),
  totalFrames: z.int().positive(),
  zoneIds: z.array(z.string()).min(1),
  outputId: z.int().nullable(),
  rank: z.literal([-1, 1, 2, 3]),
  tone: z.boolean(),
  repeats: z.int().positive(),
  gapMs: z.custom<DurationMs>((value) => Number.isInteger(value)),
  commandedBy: z.string(),
  reason: z.string(),
  orderedBy: z.int(),
  orderedByName: z.string(),
  orderedAt: instant,
});
const left = z.object({
  open: z.array(z.object({ order, repeatsDone: z.int(), at: instant })),
  done: z.array(z.object({ key: z.string(), at: instant })),
});

const fileIn = (home: string) => join(home, 'emergencies.json');

/** Nothing, when there is no file or it cannot be read: the database still has the orders. */
export function readEmergencies(home: string): EmergenciesLeft {
  try {
    return left.parse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
  } catch {
    return { open: [], done: [] };
  }
}

export type EmergencyFile = AsyncDisposable & {
  /** Never waits; what is said while an older state is being written is written after it. */
  write(state: EmergenciesLeft): void;
};

/** `onFailed`: a full or broken disk. The emergency sounds all the same. */
export function openEmergencyFile(home: string, onFailed: (error: unknown) => void): EmergencyFile {
  const file = fileIn(home);
  let next: EmergenciesLeft | undefined;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (let state = next; state; state = next) {
      next = undefined;
      await using handle = await open(`${file}.new`, 'w');
      await handle.writeFile(JSON.stringify(state));
      await handle.datasync();
      await rename(`${file}.new`, file);
    }
  }

  return {
    write: (state) => {
      next = state;
      working ??= work()
        .catch(onFailed)
        .finally(() => {
          working = undefined;
        });
    },
    [Symbol.asyncDispose]: async () => {
      while (working) await working;
    },
  };
}
