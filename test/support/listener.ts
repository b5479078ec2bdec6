/** A listener as in the village: takes down what a stream carries, and finds the sound in it. */
import { execFileSync } from 'node:child_process';
import { get, type IncomingMessage } from 'node:http';

export type Listener = {
  /** Bytes heard so far. */
  readonly length: number;
  /** When the last byte came, by this process's clock. */
  readonly lastAt: number;
  readonly closed: boolean;
  /** Hangs up and decodes: mono, 48,000 samples a second. */
  hangUp(format?: 'mp3' | 'ogg' | 'aac'): Float32Array;
};

export async function listen(url: string): Promise<Listener> {
  const chunks: Buffer[] = [];
  let length = 0;
  let lastAt = 0;
  let closed = false;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).once('error', reject);
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${url} answered ${response.statusCode}`);
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    lastAt = Date.now();
  });
  response.on('error', () => {});
  response.once('close', () => {
    closed = true;
  });
  return {
    get length() {
      return length;
    },
    get lastAt() {
      return lastAt;
    },
    get closed() {
      return closed;
    },
    hangUp: (format = 'mp3') => {
      response.destroy();
      return decode(Buffer.concat(chunks), format);
    },
  };
}

function decode(bytes: Buffer, format: string): Float32Array {
  const args = [
    '-loglevel',
    'error',
    '-f',
    format,
    '-i',
    'pipe:0',
    '-f',
    'f32le',
    '-ac',
    '1',
    '-ar',
    '48000',
    'pipe:1',
  ];
  const pcm = execFileSync('ffmpeg', args, {
    input: bytes,
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + (pcm.length - (pcm.length % 4))));
}

export type Span = { readonly from: number; readonly until: number };

/** Stretches of sound in samples; holes shorter than `holeMs` count as sound. */
export function sounds(pcm: Float32Array, { threshold = 0.1, holeMs = 15 } = {}): Span[] {
  const hole = holeMs * 48;
  const spans: { from: number; until: number }[] = [];
  pcm.forEach((sample, i) => {
    if (Math.abs(sample) < threshold) return;
    const last = spans.at(-1);
    if (last && i - last.until <= hole) last.until = i + 1;
    else spans.push({ from: i, until: i + 1 });
  });
  return spans.filter(({ from, until }) => until - from > 480);
}

export const seconds = ({ from, until }: Span): number => (until - from) / 48_000;
