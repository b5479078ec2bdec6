/**
 * Follows the frames of one encoder, and moves to another between two frames: its listeners get every frame of the
 * stream once and in order, whichever encoder made it. While none is running it gives nothing.
 */
import type { Encoder, Frame } from './encoder.ts';

export class Tuner {
  readonly #onFrame: (bytes: Buffer) => void;
  #current: Encoder | undefined;
  #next: Encoder | undefined;
  #last = -1;

  constructor(onFrame: (bytes: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Where it will end up. */
  get encoder(): Encoder | undefined {
    return this.#next ?? this.#current;
  }

  /** The one it hears now: what a new listener needs first, and the frames of the last moment. */
  get head(): Buffer {
    return this.#current?.head ?? Buffer.alloc(0);
  }

  recent(frames: number): readonly Frame[] {
    return this.#current?.after(this.#last - frames).filter(({ index }) => index <= this.#last) ?? [];
  }

  /** All it still needs. */
  get encoders(): readonly Encoder[] {
    return [this.#current, this.#next].filter((one) => one !== undefined);
  }

  tune(encoder: Encoder | undefined): void {
    if (encoder === this.encoder) return;
    if (this.#next) this.#next.listeners.delete(this.#pump);
    this.#next = undefined;
    if (encoder === this.#current) return;
    if (encoder && this.#current) this.#next = encoder;
    else {
      this.#current?.listeners.delete(this.#pump);
      this.#current = encoder;
      this.#last = Math.max(this.#last, encoder?.last ?? -1);
    }
    encoder?.listeners.add(this.#pump);
    this.#pump();
  }

  readonly #pump = () => {
    // Up to where the next one is whole from the old one, if that still gives anything; from there on from the next.
    const border = this.#next ? (this.#next.whole ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    for (const frame of this.#current?.after(this.#last) ?? []) {
      if (frame.index >= border) break;
      this.#give(frame);
    }
    if (!this.#next || this.#next.last <= this.#last || this.#next.last < border) return;
    if (this.#last + 1 < border && this.#current?.state.state === 'sending') return;
    this.#current?.listeners.delete(this.#pump);
    this.#current = this.#next;
    this.#next = undefined;
    for (const frame of this.#current.after(Math.max(this.#last, border - 1))) this.#give(frame);
  };

  #give({ index, bytes }: Frame): void {
    this.#last = index;
    this.#onFrame(bytes);
  }
}
