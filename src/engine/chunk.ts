/** 20 ms of one feed on their way to its outputs: mixed once, turned into bytes once for all who want the same. */
import { CHANNELS, CHUNK, FLOAT_BYTES } from './realtime.ts';

const SILENCE = { 1: Buffer.alloc(CHUNK * FLOAT_BYTES), 2: Buffer.alloc(2 * CHUNK * FLOAT_BYTES) } as const;

export class Chunk {
  /** Stream frame of its first sample. */
  readonly at: number;
  /** Interleaved stereo; the mixer's own memory, good only until `write` returns. */
  readonly pcm: Float32Array;
  /** Nothing is on air and every sample is zero: leaving it out or doubling it takes nothing from anybody. */
  readonly isIdle: boolean;
  #bytes: { 1?: Buffer; 2?: Buffer } = {};

  constructor(at: number, pcm: Float32Array, isIdle: boolean) {
    this.at = at;
    this.pcm = pcm;
    this.isIdle = isIdle;
  }

  /** 32-bit float, interleaved; one channel is the mean of both. To keep, never to write into. */
  bytes(channels: 1 | 2): Buffer {
    if (this.isIdle) return SILENCE[channels];
    this.#bytes[channels] ??= channels === 2 ? stereo(this.pcm) : mono(this.pcm);
    return this.#bytes[channels];
  }
}

/** Where a feed's chunks go, one after the other without a hole. Must not throw and must not wait. */
export type Outlet = { write(chunk: Chunk): void };

function stereo(pcm: Float32Array): Buffer {
  const copy = pcm.slice();
  return Buffer.from(copy.buffer);
}

function mono(pcm: Float32Array): Buffer {
  const mixed = new Float32Array(pcm.length / CHANNELS);
  for (let i = 0; i < mixed.length; i++) mixed[i] = (pcm[2 * i]! + pcm[2 * i + 1]!) / 2;
  return Buffer.from(mixed.buffer);
}
