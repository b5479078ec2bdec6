/** PCM that a decoder has given and the air has not taken yet: cut anywhere on the way in, whole frames on the way out. */
import { FRAME_BYTES } from './realtime.ts';

export class PcmQueue {
  #held: Buffer[] = [];
  #bytes = 0;

  /** Whole frames that can be drawn. */
  get frames(): number {
    return Math.floor(this.#bytes / FRAME_BYTES);
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    this.#held.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The decoder is gone: half a frame would put all that follows out of step. */
  dropPart(): void {
    const part = this.#bytes % FRAME_BYTES;
    if (part === 0) return;
    this.#bytes -= part;
    const all = Buffer.concat(this.#held);
    this.#held = [all.subarray(0, this.#bytes)];
  }

  /** Moves up to `count` frames out, into `target` at byte `at` when given; answers how many. */
  draw(count: number, target?: Uint8Array, at = 0): number {
    const drawn = Math.min(count, this.frames);
    let left = drawn * FRAME_BYTES;
    this.#bytes -= left;
    while (left > 0) {
      const first = this.#held[0]!;
      const part = Math.min(left, first.length);
      target?.set(part === first.length ? first : first.subarray(0, part), at);
      at += part;
      left -= part;
      if (part === first.length) this.#held.shift();
      else this.#held[0] = first.subarray(part);
    }
    return drawn;
  }
}
