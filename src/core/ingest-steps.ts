/** The way of a recording from received to ready, step by step, and how long each step may take. */
import { type DurationMs, durationMs, MINUTE } from './time.ts';

/**
 * hash: the original is what arrived. probe: its shape and what ffprobe says. decode: all of it, measured (loudness,
 * silences, clipping, sides, speech, outline). copy: the playout copy. keep: the copy under its hash, and the row.
 * A duplicate is found before: nothing is received twice under one hash.
 */
export const INGEST_STEPS = ['hash', 'probe', 'decode', 'copy', 'keep'] as const;
export type IngestStep = (typeof INGEST_STEPS)[number];

const STEP_WORDS: Readonly<Record<IngestStep, string>> = {
  hash: 'đối chiếu tệp gốc',
  probe: 'đọc định dạng',
  decode: 'giải mã và đo',
  copy: 'làm bản phát',
  keep: 'cất bản phát',
};

/** `giải mã và đo (3/5)`. */
export const stepWords = (step: IngestStep): string =>
  `${STEP_WORDS[step]} (${INGEST_STEPS.indexOf(step) + 1}/${INGEST_STEPS.length})`;

export const MOST_ATTEMPTS = 3;

/** More than the limits of the children it starts, so that a step ends by its own word where it can. */
export function stepAllowance(step: IngestStep, bytes: number, length: DurationMs): DurationMs {
  switch (step) {
    case 'hash':
      return durationMs(2 * MINUTE + bytes / 2000); // 2 MB/s: a memory card that is dying
    case 'probe':
      return durationMs(2 * MINUTE);
    case 'decode':
      return durationMs(3 * MINUTE + length / 4);
    case 'copy':
      return durationMs(5 * (3 * MINUTE + length / 4)); // it may be made five times
    case 'keep':
      return durationMs(2 * MINUTE + length);
    default:
      return step satisfies never;
  }
}
