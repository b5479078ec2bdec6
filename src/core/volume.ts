/** Volume by the hour: how much quieter a zone is at an instant, with edges that nobody hears as a jump. */
import { windowsBetween } from './hours.ts';
import type { VolumeProfile } from './model.ts';
import type { EpochMs } from './time.ts';

export type GainSpan = { readonly from: EpochMs; readonly until: EpochMs; readonly gainDb: number };

/** Every change of volume takes this long. */
const RAMP_MS = 1000;

export function gainSpansBetween(from: EpochMs, until: EpochMs, volume: VolumeProfile, zone: string): GainSpan[] {
  return volume.flatMap(({ gainDb, ...window }) =>
    windowsBetween(from, until, [window], zone).map((span) => ({ ...span, gainDb })),
  );
}

/**
 * Gain in dB at the instant `at` (a fraction of a millisecond counts): the mean of the steps over the second before,
 * so that a step becomes a straight line of one second that begins at its time.
 */
export function gainAt(spans: readonly GainSpan[], at: number): number {
  if (spans.length === 0) return 0;
  const edges = spans
    .flatMap(({ from, until }) => [from, until])
    .filter((edge) => edge > at - RAMP_MS && edge < at)
    .sort((a, b) => a - b);
  let mean = 0;
  [...edges, at].reduce((before, edge) => {
    mean += stepAt(spans, before) * ((edge - before) / RAMP_MS);
    return edge;
  }, at - RAMP_MS);
  return mean;
}

const stepAt = (spans: readonly GainSpan[], at: number): number =>
  spans.reduce((gain, span) => (at >= span.from && at < span.until ? Math.min(gain, span.gainDb) : gain), 0);

export const amplitudeOf = (gainDb: number): number => (gainDb === 0 ? 1 : 10 ** (gainDb / 20));
