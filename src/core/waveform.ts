/** The picture of a playout copy: its lowest and highest samples over equal stretches, eight bits each. */
import type { Treatment } from './loudness.ts';
import { LIMIT_DB } from './loudness.ts';
import { BLOCK, FULL_SCALE, type Scanned } from './sound-scan.ts';
import { frames, RATE } from './time.ts';

/** What pictures are drawn of: lowest and highest sample of each hundredth of a second. */
export type Outline = Pick<Scanned, 'low' | 'high'>;

/** Pairs kept per recording; a shorter one than 20 seconds has one per hundredth of a second. */
const PAIRS = 2000;
/** Of a whole original: 20 a second, for an hour. */
const PAIRS_A_SECOND = 20;
const MOST_PAIRS = 3600 * PAIRS_A_SECOND;

/** Lowest and highest in turn, 127 is full scale, as loud as the copy is. */
export function waveformOf(
  { low, high }: Outline,
  { from, until, gainDb, limiter }: Treatment,
  most = PAIRS,
): Int8Array {
  const [first, last] = [Math.floor(from / BLOCK), Math.ceil(until / BLOCK)];
  const pairs = Math.min(most, last - first);
  const top = limiter !== null ? 10 ** (LIMIT_DB / 20) : 1;
  const level = (sample: number) =>
    Math.round(127 * Math.min(top, Math.max(-top, (sample / FULL_SCALE) * 10 ** (gainDb / 20))));
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

/** The same of the whole original, finer: the picture that in and out points are set in. */
export const originalWaveformOf = (scanned: Outline & Pick<Scanned, 'frames'>, treatment: Treatment): Int8Array =>
  waveformOf(
    scanned,
    { ...treatment, from: frames(0), until: scanned.frames },
    Math.min(MOST_PAIRS, Math.ceil((scanned.frames * PAIRS_A_SECOND) / RATE)),
  );
