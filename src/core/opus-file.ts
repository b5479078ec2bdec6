/** What an Ogg Opus file tells of itself without being decoded: its first pages and its last (RFC 3533 §6, RFC 7845). */

/** The tag that names who heard it, zones with spaces between. */
export const ZONES_TAG = 'ZONES';

export type OpusHead = { readonly preSkip: number; readonly zones: readonly string[] };

/** Reads OpusHead and OpusTags (RFC 7845 §5) from the first bytes of a file; `undefined`: they are not whole. */
export function parseOpusHead(bytes: Uint8Array): OpusHead | undefined {
  const text = new TextDecoder();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const find = (magic: string): number => {
    const wanted = [...magic].map((letter) => letter.charCodeAt(0));
    return bytes.findIndex((_, at) => wanted.every((byte, i) => bytes[at + i] === byte));
  };
  const head = find('OpusHead');
  const tags = find('OpusTags');
  if (head < 0 || tags < 0) return undefined;
  try {
    const preSkip = view.getUint16(head + 10, true);
    let at = tags + 8;
    const string = (): string => {
      const length = view.getUint32(at, true);
      at += 4 + length;
      if (at > bytes.length) throw new RangeError('cut off');
      return text.decode(bytes.subarray(at - length, at));
    };
    string(); // the encoder
    const count = view.getUint32(at, true);
    at += 4;
    const comments = Array.from({ length: count }, string);
    const zones = comments.find((one) => one.toUpperCase().startsWith(`${ZONES_TAG}=`));
    return { preSkip, zones: zones?.slice(ZONES_TAG.length + 1).split(' ') ?? [] };
  } catch {
    return undefined;
  }
}

/** Where the last whole page in the last bytes of an Ogg file ends: samples since the start, pre-skip included. */
export function lastGranule(tail: Uint8Array): number | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - 27; at >= 0; at--) {
    if (view.getUint32(at) !== 0x4f676753) continue; // OggS
    const segments = tail[at + 26]!;
    let end = at + 27 + segments;
    if (end > tail.length) continue;
    for (let i = 0; i < segments; i++) end += tail[at + 27 + i]!;
    const granule = view.getUint32(at + 6, true) + view.getUint32(at + 10, true) * 2 ** 32;
    if (end <= tail.length && granule < 2 ** 52) return granule;
  }
  return undefined;
}
