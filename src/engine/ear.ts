/**
 * Listens to what a bus puts out (product D6) and says when it is bad for long: broken up, as an overdriven source is, or its
 * two channels against each other, so that a loudspeaker of one channel is all but silent. Silence where sound should be is
 * the bus's own to notice, which can still do something about it. Looks at a fifth of every second, in the manner of the
 * check at ingest (core/sound-scan.ts).
 */
import type { IncidentKind } from '../core/incidents.ts';
import { FULL_SCALE, SoundScan } from '../core/sound-scan.ts';
import { RATE } from '../core/time.ts';
import { CHANNELS, CHUNK } from './realtime.ts';

/** Hears the next chunk of a bus. */
export type Ear = (pcm: ArrayBufferView) => void;
export type Fault = Extract<IncidentKind, 'clipping' | 'out-of-phase'>;

const CHUNKS_A_SECOND = RATE / CHUNK;
const HEARD = CHUNKS_A_SECOND / 5;
/** So many seconds on end, and it is told; so many without, and it is over. */
const LASTS = 5;
/** Of ten a second, in a fifth of one; loud music that went through a limiter has three or four. */
const TOPS = 3;
/** Correlation of the channels: what is wide stays above. Below a mean square of −50 dB there is nothing to judge. */
const AGAINST = -0.5;
const QUIET = 1e-5;

/** `detail` of a fault that began; `undefined`: it is over. */
export function openEar(onFault: (fault: Fault, detail: string | undefined) => void): Ear {
  const samples = new Int16Array(HEARD * CHUNK * CHANNELS);
  const lasting = { clipping: new Lasting(), 'out-of-phase': new Lasting() };
  let turn = 0;

  const judge = (fault: Fault, isBad: boolean, detail: string) => {
    const changed = lasting[fault].judge(isBad);
    if (changed !== undefined) onFault(fault, changed ? detail : undefined);
  };

  return (bytes) => {
    if (turn < HEARD) {
      const pcm = new Float32Array(bytes.buffer, bytes.byteOffset, CHUNK * CHANNELS);
      for (let i = 0, at = turn * pcm.length; i < pcm.length; i++) samples[at + i] = pcm[i]! * FULL_SCALE;
    }
    turn = (turn + 1) % CHUNKS_A_SECOND;
    if (turn !== HEARD) return;
    const scan = new SoundScan({ highPass: false });
    scan.take(samples);
    const { flatTops, left, right, correlation } = scan.end();
    judge('clipping', flatTops.length >= TOPS, `${flatTops.length * 5} đỉnh bị cắt mỗi giây`);
    const isHeard = Math.min(left, right) > QUIET;
    judge('out-of-phase', isHeard && correlation < AGAINST, `tương quan ${formatted(correlation)}`);
  };
}

const formatted = (n: number): string => n.toFixed(2).replace('.', ',').replace('-', '−');

/** Answers only when it changes. */
class Lasting {
  #is = false;
  #seconds = 0;

  judge(isBad: boolean): boolean | undefined {
    this.#seconds = isBad === this.#is ? 0 : this.#seconds + 1;
    if (this.#seconds < LASTS) return undefined;
    this.#seconds = 0;
    this.#is = isBad;
    return isBad;
  }
}
