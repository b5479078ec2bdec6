/** How long to wait before something that ended is tried again. */
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
