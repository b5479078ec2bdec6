/** What ended is tried again: how soon, and by whom. */
import type { Clock } from './clock.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** What ran this long was healthy: the next failure starts with the shortest pause again. */
const HEALTHY_MS = 60_000;

export class Pauses {
  #next = FIRST_MS;

  /** 0.5 s, doubling to 30 s; after `lastedMs` of health from the start again. */
  after(lastedMs: number): number {
    const pause = lastedMs > HEALTHY_MS ? FIRST_MS : this.#next;
    this.#next = Math.min(pause * 2, LONGEST_MS);
    return pause;
  }
}

export type Going = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Answers, when it is over, with its last words. What it throws is an ending like any other. */
  readonly attempt: () => Promise<string>;
  readonly onOver: (said: string) => void;
};

/** Makes one attempt after the other until it is told to stop; resolves then. */
export async function keepGoing({ clock, signal, attempt, onOver }: Going): Promise<void> {
  const pauses = new Pauses();
  while (!signal.aborted) {
    const started = clock.now();
    const said = await attempt().catch(String);
    if (signal.aborted) return;
    onOver(said);
    await clock.sleepUntil(clock.now() + pauses.after(clock.now() - started), signal);
  }
}
