/** Small audio files as phones and offices make them, and files that only claim to be audio. Made by the real ffmpeg. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TONE = ['-f', 'lavfi', '-i'];

/** Runs ffmpeg with `args` and an output name in `folder`; returns the path. */
export function make(folder: string, name: string, ...args: string[]): string {
  const file = join(folder, name);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, file]);
  return file;
}

/** `seconds` of 1 kHz, mono 44.1 kHz; ffmpeg's own choice of codec for the name, or `args`. */
export const tone = (folder: string, name: string, seconds = 2, ...args: string[]): string =>
  make(folder, name, ...TONE, `sine=f=1000:r=44100:d=${seconds}`, ...args);

/** Silence with one click of a millisecond at `atMs`: where it is found tells what was cut or added in front. */
export function marker(folder: string, name: string, atMs: number, ...args: string[]): string {
  const at = atMs / 1000;
  const source = `aevalsrc=0.8*between(t\\,${at}\\,${at + 0.001}):s=44100:d=2`;
  return make(folder, name, ...TONE, source, ...args);
}

export const UNTAGGED = ['-write_xing', '0', '-id3v2_version', '0'];

export function film(folder: string, name: string, ...args: string[]): string {
  const picture = [...TONE, 'testsrc=s=96x64:r=5:d=2', ...TONE, 'sine=d=2'];
  return make(folder, name, ...picture, '-shortest', ...args);
}

/** Debian's ffmpeg cannot encode AMR: a header and frames of the 12.2 kbit/s mode, 20 ms each (RFC 4867 §5). */
export function amr(folder: string, name: string, count = 100): string {
  const frame = Buffer.from([0x3c, ...Array.from({ length: 31 }, (_, i) => (i * 37) % 256)]);
  return write(folder, name, Buffer.concat([Buffer.from('#!AMR\n'), ...Array(count).fill(frame)]));
}

export function write(folder: string, name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** The first `share` of a file, as a broken copy leaves it. */
export function cut(folder: string, name: string, whole: string, share = 0.6): string {
  const bytes = readFileSync(whole);
  return write(folder, name, bytes.subarray(0, Math.floor(bytes.length * share)));
}

/** The file with one byte changed in the middle. */
export function flipped(folder: string, name: string, whole: string): string {
  const bytes = readFileSync(whole);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 0x55;
  return write(folder, name, bytes);
}

/** The first channel of a file as 48 kHz samples. */
export function samples(file: string): Int16Array {
  const args = ['-nostdin', '-v', 'error', '-i', file, '-ac', '1', '-ar', '48000', '-f', 's16le', '-'];
  const pcm = execFileSync('ffmpeg', args, { maxBuffer: 2 ** 28 });
  return new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
}

/** Index of the first sample louder than half of full scale; -1 when there is none. */
export const firstLoud = (sound: Int16Array): number => sound.findIndex((sample) => Math.abs(sample) > 8000);
