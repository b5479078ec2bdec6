/** Level of one bus for the pages that watch it: peak and RMS in dBFS, over a fifth of a second. */
import { RATE } from '../core/time.ts';
import { CHANNELS } from './realtime.ts';

const WINDOW = (RATE * CHANNELS) / 5;
const FLOOR_DB = -90;

export type Level = { readonly peak: number; readonly rms: number };

export function openMeter(onLevel: (level: Level) => void): (pcm: Uint8Array) => void {
  let peak = 0;
  let power = 0;
  let count = 0;
  return (pcm) => {
    const samples = new Float32Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / Float32Array.BYTES_PER_ELEMENT);
    for (const sample of samples) {
      const size = Math.abs(sample);
      if (size > peak) peak = size;
      power += sample * sample;
    }
    count += samples.length;
    if (count < WINDOW) return;
    onLevel({ peak: decibels(peak), rms: decibels(Math.sqrt(power / count)) });
    peak = power = count = 0;
  };
}

const decibels = (amplitude: number): number =>
  amplitude > 0 ? Math.max(FLOOR_DB, Math.round(200 * Math.log10(amplitude)) / 10) : FLOOR_DB;
