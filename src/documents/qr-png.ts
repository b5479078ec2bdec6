/** A QR code as a PNG for documents that hold no vector drawings: one bit a pixel, grey (RFC 2083). */
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** Pixels a module is wide, so that a printer has edges to keep. */
const SCALE = 6;

export function qrPng(text: string): { readonly png: Buffer; readonly size: number } {
  const { data, size: modules } = encode(text, { ecc: 'M', border: 2 });
  const size = modules * SCALE;
  const bytes = Math.ceil(size / 8);
  const pixels = Buffer.alloc((bytes + 1) * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const isDark = data[Math.floor(y / SCALE)]![Math.floor(x / SCALE)];
      // A row begins with its filter, none; white is one.
      if (!isDark) pixels[y * (bytes + 1) + 1 + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 1;
  const png = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { png, size };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
