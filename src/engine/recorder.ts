/**
 * The ledger in a thread of its own: a slow disk, a locked database or a checkpoint never holds up a sample. The air
 * posts notes and goes on; the thread writes them in order and posts the horizon back whenever anything changed.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Horizon, Note } from './note.ts';

export type RecorderStart = {
  readonly database: string;
  readonly zone: string;
  readonly home: string;
  readonly ffmpeg: string;
};
export type ToRecorder =
  | { readonly begin: { readonly because: string | undefined } }
  | { readonly notes: readonly Note[] }
  | 'nudge'
  | 'close';
export type FromRecorder = { readonly horizon: Horizon } | 'open' | 'written';

export type Recorder = AsyncDisposable & {
  /** The database is open and every statement prepared. */
  readonly opened: Promise<void>;
  /**
   * Until then it only has the database open, and another playout may be on the air. `because`: why the supervisor had to
   * start this one; `undefined` at a start of the whole.
   */
  begin(because: string | undefined): void;
  note(note: Note): void;
  nudge(): void;
};

export type RecorderOptions = RecorderStart & {
  readonly onHorizon: (horizon: Horizon) => void;
  /** Rows were written: pages that show the log are stale. */
  readonly onWritten: () => void;
  /** The thread died: the air goes on, but nothing is recorded until the process is started anew. */
  readonly onLost: (error: unknown) => void;
};

export function openRecorder({ onHorizon, onWritten, onLost, ...start }: RecorderOptions): Recorder {
  const thread = new Worker(join(import.meta.dirname, 'recorder.js'), { workerData: start });
  const post = (message: ToRecorder) => thread.postMessage(message);
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  let waiting: Note[] = [];

  let tellOpen: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    tellOpen = resolve;
  });
  thread.on('message', (message: FromRecorder) => {
    if (message === 'open') tellOpen();
    else if (message === 'written') onWritten();
    else onHorizon(message.horizon);
  });
  thread.on('error', onLost);

  return {
    opened,
    begin: (because) => post({ begin: { because } }),
    note: (note) => {
      // What one pass of the loop has to tell goes in one message and becomes one transaction.
      if (waiting.push(note) > 1) return;
      queueMicrotask(() => {
        post({ notes: waiting });
        waiting = [];
      });
    },
    nudge: () => post('nudge'),
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      post('close');
      await ended;
    },
  };
}
