/** A deck that costs nothing: always ready, as long as anybody asks, one quiet level. */
import type { Deck } from '../../src/engine/deck.ts';

export function plainDeck(from: number): Deck {
  let position = from;
  return {
    get position() {
      return position;
    },
    ready: true,
    ended: undefined,
    take: (target, at, count, place) => {
      position = Math.max(position, place) + count;
      new Float32Array(target.buffer, target.byteOffset, target.byteLength / 4).fill(0.2, at * 2, (at + count) * 2);
      return count;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
