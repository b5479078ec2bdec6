/**
 * ffmpeg as the air uses it: argument lists for decoders, encoders and whole outputs, for plain `spawn`. fluent-ffmpeg does the
 * library's jobs (ffmpeg.ts); here its layers would only stand between a pipe and the sample that is due.
 */

import type { Codec, Output } from '../core/model.ts';
import { RATE } from '../core/time.ts';

/** Interleaved stereo float: 8 bytes a frame. What decks give, buses mix and sinks take. */
export const CHANNELS = 2;
export const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
export const FRAME_BYTES = CHANNELS * FLOAT_BYTES;
/** The air goes on by so many frames at a time: 20 ms. */
export const CHUNK = RATE / 50;

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'];
const PCM = ['-f', 'f32le', '-ar', String(RATE), '-ac', String(CHANNELS)];

/** Decodes `file` from `fromFrame` on (exact: library copies are FLAC at the bus rate) to PCM on stdout. */
export function decoderArgs(file: string, fromFrame: number): string[] {
  const seek = fromFrame > 0 ? ['-ss', (fromFrame / RATE).toFixed(6)] : [];
  const input = ['-protocol_whitelist', 'file', '-f', 'flac', '-threads', '1', ...seek, '-i', `file:${file}`];
  return [...QUIET, ...input, '-map', '0:a:0', '-af', 'aformat=channel_layouts=stereo', ...PCM, 'pipe:1'];
}

/** What a stranger's stream may be: sound in these, and nothing that names another address. */
const STREAM_DEMUXERS = 'mp3,aac,ogg,flac,wav,mpegts,mov,matroska,asf';

/** Decodes what comes on stdin, from somebody else's server, to PCM on stdout. It can open nothing else. */
export function relayArgs(level: 'error' | 'info' = 'error'): string[] {
  const quiet = QUIET.filter((word) => word !== '-nostdin').map((word) => (word === 'error' ? level : word));
  const guard = ['-protocol_whitelist', 'pipe', '-format_whitelist', STREAM_DEMUXERS];
  const quick = ['-probesize', '1000000', '-analyzeduration', '1500000', '-fflags', '+discardcorrupt'];
  const input = [...guard, ...quick, '-threads', '1', '-i', 'pipe:0', '-map', '0:a:0'];
  // ffmpeg's own mono to stereo takes 3 dB off.
  const bothEars = 'pan=stereo|FL<FL+FC|FR<FR+FC';
  return [...quiet, ...input, '-af', bothEars, ...PCM, '-flush_packets', '1', 'pipe:1'];
}

/** Reads a sound card's input, `alsa:hw:1` or `pulse:` and a source's name, to one channel of floats on stdout. */
export function captureArgs(device: string): string[] {
  const [system, name] = [device.slice(0, device.indexOf(':')), device.slice(device.indexOf(':') + 1)];
  const small = system === 'pulse' ? ['-fragment_size', '3840'] : [];
  const input = ['-f', system, ...small, '-thread_queue_size', '64', '-i', name || 'default'];
  return [...QUIET, ...input, '-f', 'f32le', '-ar', String(RATE), '-ac', '1', '-flush_packets', '1', 'pipe:1'];
}

/** Decodes a playout copy whole, to one channel of 16 bits on stdout. */
export function cartArgs(file: string): string[] {
  const input = ['-protocol_whitelist', 'file', '-f', 'flac', '-threads', '1', '-i', `file:${file}`];
  return [...QUIET, ...input, '-map', '0:a:0', '-f', 's16le', '-ar', String(RATE), '-ac', '1', 'pipe:1'];
}

const ENCODERS = { mp3: 'libmp3lame', opus: 'libopus', aac: 'aac', pcm: 'pcm_s16le' } as const satisfies Record<
  Codec,
  string
>;

/** Sound as an outlet gives it: floats of as many channels as the output has. */
const input = (channels: 1 | 2): string[] => [
  ...QUIET.filter((word) => word !== '-nostdin'),
  ...['-probesize', '32', '-analyzeduration', '0', '-f', 'f32le', '-ar', String(RATE), '-ac', String(channels)],
  ...['-i', 'pipe:0', '-map_metadata', '-1'],
];

/**
 * Encodes PCM from stdin to frames on stdout. Each stands alone (no bit reservoir, an Ogg page to a packet), so that
 * listeners may come in, and move to another encoder, between any two.
 */
export function streamEncoderArgs({
  codec,
  bitrate,
  channels,
}: Pick<Output, 'bitrate' | 'channels' | 'codec'>): string[] {
  const muxer: Readonly<Record<Codec, readonly string[]>> = {
    mp3: ['-reservoir', '0', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
    opus: ['-vbr', 'off', '-frame_duration', '20', '-page_duration', '20000', '-f', 'ogg'],
    aac: ['-f', 'adts'],
    pcm: ['-f', 's16le'],
  };
  const encoder = ['-c:a', ENCODERS[codec], '-b:a', `${bitrate}k`];
  return [...input(channels), ...encoder, ...muxer[codec], '-flush_packets', '1', 'pipe:1'];
}

/** Says on stdout, twice a second, how far the sound has gone out. */
const PROGRESS = ['-progress', 'pipe:1', '-stats_period', '0.5'];

/**
 * Carries PCM from stdin all the way to where the output goes; `now` names its files. `options` are to be handed over
 * in a file (`-fpre`) instead of `args`: what stands among a process's arguments everybody on the machine can read.
 */
export function sinkArgs(output: Output, now: string): { args: string[]; options: string | undefined } {
  const { kind, target, secret, codec, bitrate, channels, name } = output;
  const head = [...input(channels), ...PROGRESS];
  const encoder = ['-c:a', ENCODERS[codec], ...(codec === 'pcm' ? [] : ['-b:a', `${bitrate}k`])];
  const folder = target.replace(/\/$/, '');
  const plain = (...args: string[]) => ({ args: [...head, ...args], options: undefined });
  switch (kind) {
    case 'alsa':
      return plain('-c:a', 'pcm_s16le', '-ac', '2', '-f', 'alsa', target || 'default');
    case 'pulse': {
      // A small buffer at the server: it begins at once, and what is heard is what was sent a tenth of a second ago.
      const device = target ? ['-device', target] : [];
      return plain('-c:a', 'pcm_s16le', ...device, '-name', 'Đài Xã', '-buffer_duration', '100', '-f', 'pulse', name);
    }
    case 'rtp': {
      const wire = codec === 'pcm' ? ['-c:a', 'pcm_s16be'] : encoder;
      const url = `rtp://${target}${target.includes('?') ? '&' : '?'}pkt_size=1316`;
      return plain(...wire, '-flush_packets', '1', '-f', 'rtp', url);
    }
    case 'srt': {
      const url = `srt://${target}${target.includes('?') ? '&' : '?'}mode=caller&transtype=live&pkt_size=1316`;
      // One file of options takes the place of all that stand among the arguments, so it holds them all.
      const options = [`b:a=${bitrate}k`, 'flush_packets=1', ...(secret ? [`passphrase=${secret}`] : []), ''].join(
        '\n',
      );
      return {
        args: [...head, '-c:a', ENCODERS[codec], '-muxdelay', '0', '-fpre', OPTIONS_FILE, '-f', 'mpegts', url],
        options,
      };
    }
    case 'hls': {
      const flags = 'delete_segments+append_list+omit_endlist+program_date_time+temp_file';
      const list = ['-hls_time', '4', '-hls_list_size', '8', '-hls_flags', flags];
      return plain(
        ...encoder,
        '-f',
        'hls',
        ...list,
        '-hls_segment_filename',
        `${folder}/%06d.ts`,
        `${folder}/live.m3u8`,
      );
    }
    case 'file': {
      const [format, ending] = FILES[codec];
      const hourly = ['-f', 'segment', '-segment_time', '3600', '-segment_format', format, '-reset_timestamps', '1'];
      return plain(...encoder, ...hourly, `file:${folder}/${now}_%03d.${ending}`);
    }
    case 'stream':
    case 'icecast':
      throw new Error(`${kind} is carried by the program itself`);
    default:
      return kind satisfies never;
  }
}

/** Stands in `args` where the caller puts the name of the file with `options`. */
export const OPTIONS_FILE = '{options}';

const FILES = {
  mp3: ['mp3', 'mp3'],
  opus: ['ogg', 'opus'],
  aac: ['adts', 'aac'],
  pcm: ['wav', 'wav'],
} as const satisfies Record<Codec, readonly [format: string, ending: string]>;
