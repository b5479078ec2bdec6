/**
 * The ingest as the web sees it: a process that may be gone for a moment. What is to be done is in rows; a lost word
 * costs it the two seconds until it looks by itself.
 */
import { explain } from '../core/audio.ts';
import type { Recording } from '../core/model.ts';
import { durationMs, type EpochMs, epochMs, MINUTE, SECOND } from '../core/time.ts';
import type { Recordings } from '../storage/recordings.ts';
import type { Ingest } from './ingest.ts';

const LOOK = 50;
const LOOK_FOR_OVERDUE = durationMs(30 * SECOND);
/** Beyond this the ingest itself would have ended it. */
const GRACE = MINUTE;

export type FarIngest = Pick<Ingest, 'nudge' | 'hurry'> & Disposable;

export function openFarIngest({
  recordings,
  now,
  tell,
  onChange,
  patience = durationMs(90 * SECOND),
}: {
  readonly recordings: Recordings;
  readonly now: () => EpochMs;
  readonly tell: () => void;
  /** A recording failed that nobody came back for. */
  readonly onChange: (recording: Recording) => void;
  /** How long whoever waits for one waits. */
  readonly patience?: number;
}): FarIngest {
  const failed = () => recordings.failOverdue(epochMs(now() - GRACE), explain({ kind: 'timeout' }), now());
  const looking = setInterval(() => {
    try {
      failed().forEach(onChange);
    } catch (error) {
      console.error('ingest:', error); // a locked database: the next look comes
    }
  }, LOOK_FOR_OVERDUE).unref();

  async function hurry(id: number): Promise<Recording | undefined> {
    recordings.jobs.hurry(id);
    tell();
    const until = performance.now() + patience;
    for (;;) {
      const recording = recordings.find(id);
      const isOpen = recording?.state === 'received' || recording?.state === 'checking';
      if (!isOpen || performance.now() > until) return recording;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  return { nudge: tell, hurry, [Symbol.dispose]: () => clearInterval(looking) };
}
