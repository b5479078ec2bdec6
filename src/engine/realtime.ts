/**
 * ffmpeg as the air uses it: argument lists for one decoder and one encoder, for plain `spawn`. fluent-ffmpeg does the
 * library's jobs (ffmpeg.ts); here its layers would only stand between a pipe and the sample that is due.
 */

import type { Output } from '../core/model.ts';
import { RATE } from '../core/time.ts';

/** Interleaved stereo float: 8 bytes a frame. What decks give, buses mix and sinks take. */
export const CHANNELS = 2;
export const FRAME_BYTES = CHANNELS * Float32Array.BYTES_PER_ELEMENT;

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'];
const PCM = ['-f', 'f32le', '-ar', String(RATE), '-ac', String(CHANNELS)];

/** Decodes `file` from `fromFrame` on (exact: library copies are FLAC at the bus rate) to PCM on stdout. */
export function decoderArgs(file: string, fromFrame: number): string[] {
  const seek = fromFrame > 0 ? ['-ss', (fromFrame / RATE).toFixed(6)] : [];
  const input = ['-protocol_whitelist', 'file', '-f', 'flac', '-threads', '1', ...seek, '-i', `file:${file}`];
  return [...QUIET, ...input, '-map', '0:a:0', '-af', 'aformat=channel_layouts=stereo', ...PCM, 'pipe:1'];
}

/** Encodes PCM from stdin to where the output goes; a built-in stream is MP3 on stdout. */
export function encoderArgs(output: Output, now: string): string[] {
  const input = ['-probesize', '32', '-analyzeduration', '0', ...PCM, '-i', 'pipe:0'];
  const mp3 = [
    '-c:a',
    'libmp3lame',
    '-b:a',
    `${output.bitrate}k`,
    '-ac',
    String(output.channels),
    '-flush_packets',
    '1',
  ];
  const bare = ['-map_metadata', '-1', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'];
  const head = [...QUIET.filter((word) => word !== '-nostdin'), ...input];
  switch (output.kind) {
    case 'stream':
      return [...head, ...mp3, ...bare, 'pipe:1'];
    case 'icecast': {
      const about = ['-content_type', 'audio/mpeg', '-ice_name', output.name, '-legacy_icecast', '0'];
      return [...head, ...mp3, ...about, ...bare, icecastUrl(output)];
    }
    case 'alsa':
      return [...head, '-c:a', 'pcm_s16le', '-ac', '2', '-f', 'alsa', output.target || 'default'];
    case 'file':
      return [...head, ...mp3, '-f', 'mp3', `file:${output.target.replace(/\/$/, '')}/${now}.mp3`];
    default:
      return output.kind satisfies never;
  }
}

/** `target` is host:port/mount; the source password never appears anywhere else. */
function icecastUrl(output: Output): string {
  return `icecast://source:${encodeURIComponent(output.secret)}@${output.target}`;
}
