/** A clock that tests tick by hand. Sleepers wake in order when their instant is passed. */

import { epochMs } from '../../src/core/time.ts';
import type { Clock } from '../../src/engine/clock.ts';

export class FakeClock implements Clock {
  /** Timers count this, as they count a monotonic clock: a step of the wall does not move them. */
  #elapsed = 0;
  #wall: number;
  #sleepers = new Set<{ due: number; wake: () => void }>();

  constructor(now: number) {
    this.#wall = now;
  }

  now = () => epochMs(Math.floor(this.exact()));
  exact = () => this.#wall + this.#elapsed;

  sleepUntil(at: number, signal?: AbortSignal): Promise<void> {
    const wait = at - this.exact();
    if (wait <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { due: this.#elapsed + wait, wake: () => wake() };
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** The wall clock jumps (a suspended machine, a dead battery, NTP): timers do not notice. */
  step(ms: number): void {
    this.#wall += ms;
  }

  /** Time passes: every sleeper wakes at its own instant. */
  async pass(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    for (;;) {
      await settled();
      const next = [...this.#sleepers].sort((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.wake();
    }
    this.#elapsed = end;
    await settled();
  }
}

/** Everything that was already resolved has run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
