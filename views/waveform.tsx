/** The picture of a playout copy, drawn on the server: what it says is also in its title and description. */
import type { Analysis, Passage } from '../src/core/loudness.ts';
import { type DurationMs, framesToMs } from '../src/core/time.ts';

const HEIGHT = 120;
const MIDDLE = HEIGHT / 2;
/** Seen on light and on dark paper: a picture knows nothing of the page's colours. */
const SOUND = '#4a7fb5';
const SILENCE = '#a39c8a';
const CLIPPED = '#d64545';

type WaveformProps = {
  /** Lowest and highest in turn, 127 is full scale. */
  peaks: Int8Array;
  durationMs: DurationMs;
  analysis: Analysis | null;
  title: string;
  words: string;
};

export const WaveformSvg = ({ peaks, durationMs, analysis, title, words }: WaveformProps) => {
  const pairs = peaks.length / 2;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${pairs} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby="title words"
    >
      <title id="title">{title}</title>
      <desc id="words">{words}</desc>
      {analysis?.silences.map((one) => (
        <rect {...place(one, analysis, durationMs, pairs)} y={0} height={HEIGHT} fill={SILENCE} fill-opacity="0.35" />
      ))}
      {analysis?.clipped.map((one) => (
        <rect {...place(one, analysis, durationMs, pairs)} y={0} height={HEIGHT} fill={CLIPPED} fill-opacity="0.3" />
      ))}
      <path d={`M0 ${MIDDLE}H${pairs}${outline(peaks)}`} stroke={SOUND} stroke-width="1" fill="none" />
    </svg>
  );
};

/** One upright line per pair. */
function outline(peaks: Int8Array): string {
  const y = (peak: number) => Math.round(MIDDLE - (peak / 128) * MIDDLE);
  let path = '';
  for (let pair = 0; pair < peaks.length / 2; pair++)
    path += `M${pair}.5 ${y(peaks[2 * pair + 1]!)}V${y(peaks[2 * pair]!) + 1}`;
  return path;
}

/** A passage of the original in the picture of the copy, whose head may have been cut; never too narrow to see. */
function place({ at, length }: Passage, { copy }: Analysis, durationMs: DurationMs, pairs: number) {
  const scale = pairs / Math.max(1, durationMs);
  const x = Math.max(0, at - framesToMs(copy.from)) * scale;
  return { x: x.toFixed(1), width: Math.max(3, length * scale).toFixed(1) };
}
