/**
 * The carts of the messages that are kept ready: decoded one after the other when the playout starts and whenever one has
 * changed, so that a file which cannot be read is known before anybody needs it. An order borrows its sound here, ready
 * or not. Memory is bounded: ten minutes in all, a message that does not fit is only proved to be readable.
 */
import { keptReady } from '../core/emergency.ts';
import type { EpochMs } from '../core/time.ts';
import type { Cart, LoadCart } from './cart.ts';
import type { ReadyMessage } from './note.ts';

/** What could not be read is tried again so often: somebody may have put the file back. */
const AGAIN_MS = 60_000;

type Checked = { readonly playoutSha256: string | null; readonly fault: string | null; readonly again: number };

export type ShelfOptions = {
  readonly load: LoadCart;
  readonly fileOf: (playoutSha256: string) => string;
  readonly now: () => EpochMs;
  /** Of each message once it has been looked at. `fault`: why it cannot sound. */
  readonly onChecked: (message: ReadyMessage, fault: string | null) => void;
  /** Some cannot sound, in words, where before all could; or all can (`undefined`). */
  readonly onFaults: (words: string | undefined) => void;
};

export class Shelf {
  readonly #options: ShelfOptions;
  readonly #carts = new Map<string, Cart>();
  /** By message: what of it was looked at, and when it is worth another look. */
  readonly #checked = new Map<number, Checked>();
  #areFaulty = false;
  #messages: readonly ReadyMessage[] = [];
  #working: Promise<void> | undefined;

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  setMessages(messages: readonly ReadyMessage[]): void {
    this.#messages = messages;
    const kept = this.#kept();
    for (const [sha256, cart] of this.#carts)
      if (!kept.has(sha256)) {
        this.#carts.delete(sha256);
        void cart[Symbol.asyncDispose]();
      }
    this.#working ??= this.#fill().finally(() => {
      this.#working = undefined;
    });
  }

  /** Its sound from memory, or one that is filling up from now on. */
  borrow(playoutSha256: string, totalFrames: number): Cart {
    const { load, fileOf } = this.#options;
    const kept = this.#carts.get(playoutSha256);
    return kept && kept.fault === undefined ? kept : load(fileOf(playoutSha256), totalFrames);
  }

  /** Settles when every message has been looked at. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
  }

  #kept(): Set<string> {
    return new Set(keptReady(this.#messages).flatMap(({ playoutSha256 }) => playoutSha256 ?? []));
  }

  async #fill(): Promise<void> {
    for (let one = this.#next(); one; one = this.#next()) {
      const { playoutSha256, totalFrames } = one;
      if (playoutSha256 === null || totalFrames === null) this.#tell(one, 'Tệp âm thanh chưa sẵn sàng');
      else {
        const { load, fileOf } = this.#options;
        const cart = load(fileOf(playoutSha256), totalFrames);
        const fault = await cart.filled;
        this.#tell(one, fault ?? null);
        if (fault === undefined && this.#kept().has(playoutSha256)) this.#carts.set(playoutSha256, cart);
      }
    }
    const faulty = this.#messages.filter(({ id }) => this.#checked.get(id)?.fault);
    if (faulty.length > 0 === this.#areFaulty) return;
    this.#areFaulty = faulty.length > 0;
    const words = faulty.map(({ id, title }) => `${title} (${this.#checked.get(id)!.fault})`).join('; ');
    this.#options.onFaults(this.#areFaulty ? words : undefined);
  }

  #next(): ReadyMessage | undefined {
    const now = this.#options.now();
    return this.#messages.find(({ id, playoutSha256 }) => {
      const known = this.#checked.get(id);
      return known?.playoutSha256 !== playoutSha256 || now >= known.again;
    });
  }

  #tell(message: ReadyMessage, fault: string | null): void {
    const again = fault === null ? Number.POSITIVE_INFINITY : this.#options.now() + AGAIN_MS;
    this.#checked.set(message.id, { playoutSha256: message.playoutSha256, fault, again });
    this.#options.onChecked(message, fault);
  }
}
