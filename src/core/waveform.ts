/** The picture of a playout copy: its lowest and highest samples over equal stretches, eight bits each. */
import type { Treatment } from './loudness.ts';
import { LIMIT_DB } from './loudness.ts';
import { BLOCK, FULL_SCALE, type Scanned } from './sound-scan.ts';

/** Pairs kept per recording; a shorter one than 20 seconds has one per hundredth of a second. */
const PAIRS = 2000;

/** Lowest and highest in turn, 127 is full scale, as loud as the copy is. */
export function waveformOf({ low, high }: Scanned, { from, until, gainDb, limiter }: Treatment): Int8Array {
  const [first, last] = [Math.floor(from / BLOCK), Math.ceil(until / BLOCK)];
  const pairs = Math.min(PAIRS, last - first);
  const most = limiter !== null ? 10 ** (LIMIT_DB / 20) : 1;
  const level = (sample: number) =>
    Math.round(127 * Math.min(most, Math.max(-most, (sample / FULL_SCALE) * 10 ** (gainDb / 20))));
  const peaks = new Int8Array(2 * pairs);
  for (let pair = 0; pair < pairs; pair++) {
    const end = first + Math.max(1, Math.floor(((last - first) * (pair + 1)) / pairs));
    let [least, greatest] = [0, 0];
    for (let block = first + Math.floor(((last - first) * pair) / pairs); block < end; block++) {
      least = Math.min(least, low[block] ?? 0);
      greatest = Math.max(greatest, high[block] ?? 0);
    }
    peaks[2 * pair] = level(least);
    peaks[2 * pair + 1] = level(greatest);
  }
  return peaks;
}
