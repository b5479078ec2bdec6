/** Sound as the mixer hands it out, by hand: chunk after chunk from a given stream frame on. */
import { Chunk, type Outlet } from '../../src/engine/chunk.ts';
import { openSystemClock } from '../../src/engine/clock.ts';
import { CHUNK } from '../../src/engine/realtime.ts';

/** `count` chunks from frame `from` on of a tone that is where it is in stream time, whoever makes it. */
export function* tone(from: number, count: number, hertz = 440, level = 0.5): Generator<Chunk> {
  for (let at = from; at < from + count * CHUNK; at += CHUNK) {
    const pcm = new Float32Array(CHUNK * 2);
    for (let i = 0; i < CHUNK; i++) {
      const sample = level * Math.sin((2 * Math.PI * hertz * (at + i)) / 48_000);
      pcm[2 * i] = sample;
      pcm[2 * i + 1] = sample;
    }
    yield new Chunk(at, pcm, false);
  }
}

export const silence = (at: number): Chunk => new Chunk(at, new Float32Array(CHUNK * 2), true);

/** Plays `chunks` into the outlets a tenth of a second ahead as the air does, `speed` times as fast as the wall clock. */
export async function playInto(outlets: readonly Outlet[], chunks: Iterable<Chunk>, speed = 1): Promise<void> {
  const clock = openSystemClock();
  let at = clock.exact() - 100;
  for (const chunk of chunks) {
    for (const outlet of outlets) outlet.write(chunk);
    at += 20 / speed;
    await clock.sleepUntil(at);
  }
}
