/** Sound as stations get it, for the tests of loudness: speech-like, music-like and plain. Made by the real ffmpeg. */
import { execFileSync } from 'node:child_process';
import { make } from './sounds.ts';

const lavfi = (source: string, filter = 'anull') => ['-f', 'lavfi', '-i', source, '-af', filter];

/** Pink noise in syllables and sentences; a melody of plucked notes; a tone. */
export const SIGNALS = {
  speech: lavfi(
    'anoisesrc=c=pink:d=12:r=48000:seed=3',
    'volume=pow(max(0\\,sin(2*PI*2.5*t))\\,4)*(0.1+0.9*pow(sin(2*PI*0.3*t)\\,2)):eval=frame',
  ),
  music: lavfi(
    'aevalsrc=0.4*sin(2*PI*220*t)*exp(-2*mod(t\\,0.5))+0.3*sin(2*PI*660*t)*exp(-4*mod(t\\,0.25))+0.2*sin(2*PI*1760*t)*exp(-6*mod(t\\,0.125)):s=48000:d=12',
  ),
  sine: lavfi('sine=f=440:r=48000:d=12'),
} as const;

/** EBU R128 of a file, as ffmpeg measures it: LUFS and dBTP. */
export function loudnessOf(file: string): { integrated: number; truePeak: number } {
  const args = ['-nostdin', '-hide_banner', '-nostats', '-i', file, '-af', 'ebur128=framelog=verbose:peak=true'];
  const said = execFileSync('sh', ['-c', 'exec ffmpeg "$@" -f null - 2>&1', 'sh', ...args]).toString();
  const figure = (pattern: RegExp) => Number(pattern.exec(said.slice(said.lastIndexOf('Summary:')))?.[1]);
  return { integrated: figure(/I: +(\S+) LUFS/), truePeak: figure(/Peak: +(\S+) dBFS/) };
}

/** The signal, both sides, brought to this loudness; 32-bit float, so that nothing is clipped on the way. */
export function atLoudness(folder: string, signal: keyof typeof SIGNALS, lufs: number): string {
  const float = ['-ac', '2', '-c:a', 'pcm_f32le'];
  const raw = make(folder, `${signal}.wav`, ...SIGNALS[signal], ...float);
  const gain = lufs - loudnessOf(raw).integrated;
  return make(folder, `${signal} ${lufs}.wav`, '-i', raw, '-af', `volume=${gain}dB`, '-c:a', 'pcm_f32le');
}
