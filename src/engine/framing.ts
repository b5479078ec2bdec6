/**
 * An encoder's bytes as frames that stand alone, numbered in stream time, so that a listener can be moved from one
 * encoder to another between two frames and hear nothing of it. Ogg pages are rewritten to say the same number.
 */
import type { Codec } from '../core/model.ts';

/** Codecs that stream as frames. */
export type Framed = Exclude<Codec, 'pcm'>;

/** Samples at 48 kHz in one frame; an Opus page holds one packet of 20 ms (realtime.ts asks for it). */
export const FRAME_SAMPLES: Readonly<Record<Framed, number>> = { mp3: 1152, aac: 1024, opus: 960 };

export type Framing = {
  /** What a new listener needs before the first frame; empty until the encoder has said it. */
  readonly head: Buffer;
  /** The frames that `bytes` completes; the first ever has number `first`. */
  frames(bytes: Buffer): { readonly index: number; readonly bytes: Buffer }[];
};

export function openFraming(codec: Framed, first: number): Framing {
  const length = { mp3: mp3Length, aac: adtsLength, opus: pageLength }[codec];
  const heads: Buffer[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let index = first;
  return {
    get head() {
      return heads.length === OGG_HEADS ? Buffer.concat(heads) : rest.subarray(0, 0);
    },
    frames: (bytes) => {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const frames: { index: number; bytes: Buffer }[] = [];
      let at = 0;
      for (let size = length(rest, at); size !== undefined && at + size <= rest.length; size = length(rest, at)) {
        const frame = rest.subarray(at, at + size);
        at += size;
        if (codec !== 'opus') frames.push({ index: index++, bytes: frame });
        else if (heads.length < OGG_HEADS) heads.push(numbered(frame, heads.length, 0));
        else {
          frames.push({ index, bytes: numbered(frame, OGG_HEADS + index, (index + 1) * FRAME_SAMPLES.opus) });
          index += 1;
        }
      }
      rest = rest.subarray(at);
      return frames;
    },
  };
}

/** MPEG-1 layer III at 48 kHz (ISO 11172-3 §2.4.2.3): 144 × bitrate ÷ rate bytes, never padded at this rate. */
function mp3Length(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + 4) return undefined;
  if (bytes.readUInt16BE(at) >> 5 !== 0x7ff) throw new Error('no MP3 frame where one should begin');
  const kbps = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320][bytes[at + 2]! >> 4]!;
  return kbps * 3 + ((bytes[at + 2]! >> 1) & 1);
}

/** ADTS (ISO 13818-7 §6.2): 13 bits of length, header included. */
function adtsLength(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + 7) return undefined;
  if (bytes.readUInt16BE(at) >> 4 !== 0xfff) throw new Error('no AAC frame where one should begin');
  return ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
}

// Ogg (RFC 3533 §6, RFC 7845) -----------------------------------------------------------------------------------------

/** OpusHead and OpusTags, a page each. */
const OGG_HEADS = 2;
const HEADER = 27;

function pageLength(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + HEADER || bytes.length < at + HEADER + bytes[at + 26]!) return undefined;
  if (bytes.toString('latin1', at, at + 4) !== 'OggS') throw new Error('no Ogg page where one should begin');
  let size = HEADER + bytes[at + 26]!;
  for (const segment of bytes.subarray(at + HEADER, at + size)) size += segment;
  return size;
}

/** The page with this place in the stream, as if one encoder had been running since the stream began and never ended. */
function numbered(page: Buffer, sequence: number, samples: number): Buffer {
  const copy = Buffer.from(page);
  copy[5]! &= 0x02;
  copy.writeUInt32LE(samples % 2 ** 32, 6);
  copy.writeUInt32LE(Math.floor(samples / 2 ** 32), 10);
  copy.writeUInt32LE(1, 14);
  copy.writeUInt32LE(sequence % 2 ** 32, 18);
  copy.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of copy) crc = ((crc << 8) ^ CRC[((crc >>> 24) ^ byte) & 0xff]!) >>> 0;
  copy.writeUInt32LE(crc, 22);
  return copy;
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  return crc >>> 0;
});
