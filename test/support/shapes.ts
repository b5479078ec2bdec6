/**
 * The files people send and the files people attack with (peers.md F9, F10): `shapesOf(seed, count)` gives `count` of them,
 * the same ones for the same seed. First every known shape, then ones that nobody has thought of: whole files cut, bent
 * and mixed at random. `naming` are those that name an address, which nothing may ever ask.
 */
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { randomOf } from './random.ts';
import { amr, film, make, tone, UNTAGGED, write } from './sounds.ts';

export type Shape = {
  readonly name: string;
  /** As whoever sends it calls it. */
  readonly fileName: string;
  /** `either`: that it ends is all that is known. */
  readonly ends: 'ready' | 'failed' | 'either';
  /** Takes a minute of decoding or more before it is found out. */
  readonly isHeavy?: true;
  readonly bytes: () => Buffer;
};

/** Sound as phones and offices write it, two or three seconds each. */
function wholeFiles(folder: string): ReadonlyMap<string, Buffer> {
  const files = [
    tone(folder, 'tagged.mp3', 3),
    tone(folder, 'untagged.mp3', 2, ...UNTAGGED),
    tone(folder, 'titled.mp3', 2, '-metadata', 'title=Bản tin “số 2” <script>alert(1)</script>'),
    tone(folder, 'plain.wav'),
    tone(folder, 'deep.wav', 2, '-c:a', 'pcm_s24le'),
    tone(folder, 'float.wav', 2, '-c:a', 'pcm_f32le', '-ar', '96000'),
    tone(folder, 'telephone.wav', 2, '-c:a', 'pcm_mulaw', '-ar', '8000'),
    tone(folder, 'office.wav', 2, '-c:a', 'adpcm_ms'),
    tone(folder, 'six.wav', 2, '-ac', '6'),
    tone(folder, 'whole.flac', 3),
    tone(folder, 'whole.m4a'),
    tone(folder, 'raw.aac'),
    tone(folder, 'apple.m4a', 2, '-c:a', 'alac'),
    tone(folder, 'whole.ogg', 2, '-c:a', 'libvorbis'),
    tone(folder, 'whole.opus'),
    tone(folder, 'whole.webm'),
    tone(folder, 'whole.3gp', 2, '-c:a', 'aac'),
    tone(folder, 'whole.wma'),
    tone(folder, 'whole.aiff'),
    tone(folder, 'whole.caf', 2, '-c:a', 'pcm_s16be'),
    tone(folder, 'whole.w64', 2, '-c:a', 'pcm_s16le'),
    amr(folder, 'phone.amr'),
    film(folder, 'film.mp4'),
    film(folder, 'film.mov'),
    withAttachments(folder),
    make(folder, 'silence.mp3', '-f', 'lavfi', '-i', 'anullsrc=r=44100:d=3'),
  ];
  return new Map(files.map((file) => [file.slice(folder.length + 1), readFileSync(file)]));
}

/** A picture, a subtitle and a text file beside the sound. */
function withAttachments(folder: string): string {
  const subtitles = write(folder, 'lời.srt', '1\n00:00:00,000 --> 00:00:02,000\nKính thưa bà con\n');
  const note = write(folder, 'ghi chú.txt', 'đừng mở');
  const inputs = ['-i', film(folder, 'for-attachments.mp4'), '-i', subtitles];
  const attached = ['-attach', note, '-metadata:s:t', 'mimetype=text/plain'];
  return make(folder, 'attached.mkv', ...inputs, '-map', '0', '-map', '1', ...attached, '-c:a', 'flac');
}

/** A RIFF header that says what it likes of `data`. */
export function wav(
  data: Buffer,
  { rate = 48_000, channels = 1, bits = 16, format = 1, claims = data.length } = {},
): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(Math.min(0xffff_ffff, 36 + claims), 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * channels * (bits / 8)) % 2 ** 32, 28);
  head.writeUInt16LE((channels * (bits / 8)) % 2 ** 16, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(claims, 40);
  return Buffer.concat([head, data]);
}

/** An ID3v2.3 tag of one frame before `sound`. */
export function tagged(sound: Buffer, frame: string, content: Buffer): Buffer {
  const syncsafe = (n: number) => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127]);
  const head = Buffer.alloc(10);
  head.write(frame, 0, 'latin1');
  head.writeUInt32BE(content.length, 4);
  return Buffer.concat([Buffer.from('ID3\x03\0\0'), syncsafe(content.length + 10), head, content, sound]);
}

const picture = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0', 'latin1'), Buffer.from([0xff, 0xd8]), Buffer.alloc(bytes, 0x2a)]);

/** A FLAC whose header promises so many samples: 10 hours are a few bytes. */
function promising(flac: Buffer, samples: number): Buffer {
  const bent = Buffer.from(flac);
  bent.writeUInt8((bent.readUInt8(21) & 0xf0) | (Math.floor(samples / 2 ** 32) & 15), 21);
  bent.writeUInt32BE(samples % 2 ** 32, 22);
  return bent;
}

/** Raw AAC of silence, hours of one and the same frame: nothing in it says how long it is. */
function silentAac(folder: string, hours: number): Buffer {
  const short = readFileSync(make(folder, 'short.aac', '-f', 'lavfi', '-i', 'anullsrc=r=44100:cl=mono:d=1'));
  const length = (at: number) => ((short[at + 3]! & 3) << 11) | (short[at + 4]! << 3) | (short[at + 5]! >> 5);
  let at = 0;
  for (let frame = 0; frame < 10; frame++) at += length(at);
  const one = short.subarray(at, at + length(at));
  return Buffer.alloc(Math.ceil((hours * 3600 * 44_100) / 1024) * one.length, one);
}

/** Ogg Opus of silence (RFC 7845): packets of 120 ms, `claimedSeconds` in the last page, CRCs as they should be. */
export function silentOpus(seconds: number, claimedSeconds = seconds): Buffer {
  const pages: Buffer[] = [];
  const page = (flags: number, granule: number, packets: readonly Buffer[]) => {
    const head = Buffer.alloc(27 + packets.length);
    head.write('OggS', 0, 'latin1');
    head.writeUInt8(flags, 5);
    head.writeBigUInt64LE(BigInt(granule), 6);
    head.writeUInt32LE(77, 14);
    head.writeUInt32LE(pages.length, 18);
    head.writeUInt8(packets.length, 26);
    for (const [i, packet] of packets.entries()) head.writeUInt8(packet.length, 27 + i);
    const whole = Buffer.concat([head, ...packets]);
    whole.writeUInt32LE(oggCrc(whole), 22);
    pages.push(whole);
  };
  page(2, 0, [Buffer.from('OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00', 'latin1')]);
  page(0, 0, [Buffer.from('OpusTags\x00\x00\x00\x00\x00\x00\x00\x00', 'latin1')]);
  // CELT, wideband, 20 ms, six of them: each empty, which is silence (RFC 6716 §3.2.5).
  const packet = Buffer.from([0xbb, 0x06]);
  const count = Math.ceil(seconds / 0.12);
  for (let done = 0; done < count; ) {
    const some = Math.min(250, count - done);
    done += some;
    const isLast = done >= count;
    page(isLast ? 4 : 0, Math.round((isLast ? claimedSeconds : done * 0.12) * 48_000), Array(some).fill(packet));
  }
  return Buffer.concat(pages);
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let r = n << 24;
  for (let bit = 0; bit < 8; bit++) r = r & 0x8000_0000 ? (r << 1) ^ 0x04c1_1db7 : r << 1;
  return r >>> 0;
});
const oggCrc = (bytes: Buffer): number => {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ CRC[((crc >>> 24) ^ byte) & 255]!) >>> 0;
  return crc;
};

/** What names `address` in the hope that somebody asks it, under the names of sound. */
export function naming(address: string): Shape[] {
  const hls = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:2,\n${address}/a.ts\n#EXT-X-ENDLIST\n`;
  const master = `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${address}/b.m3u8\n`;
  const texts: Record<string, string> = {
    'hls.mp3': hls,
    'hls.m4a': master,
    'marked.wav': `\ufeff${hls}`,
    'keyed.mp3': hls.replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="${address}/key"\n#EXTINF`),
    'concat.mp3': `ffconcat version 1.0\nfile '${address}/a.mp3'\n`,
    'concat-protocol.wav': `ffconcat version 1.0\nfile 'concat:${address}/a.mp3|${address}/b.mp3'\n`,
    'subfile.mp3': `ffconcat version 1.0\nfile 'subfile,,start,0,end,9,,:/etc/passwd'\n`,
    'dash.m4a': `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet><Representation id="1"><BaseURL>${address}/</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    'asx.wma': `<asx version="3.0"><entry><ref href="${address}/a.wma"/></entry></asx>`,
    'reference.wma': `[Reference]\r\nRef1=${address}/a.asf\r\n`,
    'pls.mp3': `[playlist]\nFile1=${address}/a.mp3\nNumberOfEntries=1\n`,
    'session.mp3': `v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n`,
    'rtsp.mp3': `RTSPtextRTSP://${address.replace(/^http:\/\//, '')}/a\n`,
    'xspf.ogg': `<playlist xmlns="http://xspf.org/ns/0/"><trackList><track><location>${address}/a</location></track></trackList></playlist>`,
  };
  const behindTag = (text: string) => tagged(Buffer.from(text), 'TIT2', Buffer.from('\0a'));
  const link = Buffer.concat([Buffer.from('\0-->\0\x03\0', 'latin1'), Buffer.from(`${address}/picture.jpg`)]);
  const bytes: Record<string, Buffer> = {
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)])),
    'behind a tag.mp3': behindTag(hls),
    'concat behind a tag.mp3': behindTag(texts['concat.mp3']!),
    'behind zeros.mp3': Buffer.concat([Buffer.alloc(64), Buffer.from(hls)]),
    'link for a picture.mp3': tagged(Buffer.alloc(0), 'APIC', link),
  };
  return Object.entries(bytes).map(([fileName, content]) => ({
    name: fileName,
    fileName,
    ends: 'failed',
    bytes: () => content,
  }));
}

/** Every shape somebody has thought of. `folder` is where their sources are made. */
function knownShapes(folder: string, whole: ReadonlyMap<string, Buffer>, random: () => number): Shape[] {
  const of = (name: string) => whole.get(name)!;
  const part = (name: string, share: number) => of(name).subarray(0, Math.floor(of(name).length * share));
  const noise = (length: number) => Buffer.from(Uint8Array.from({ length }, () => random() * 256));
  const flip = (name: string) => {
    const bent = Buffer.from(of(name));
    bent[bent.length >> 1]! ^= 0x55;
    return bent;
  };
  const shape = (ends: Shape['ends'], fileName: string, bytes: () => Buffer, name = fileName): Shape => ({
    ...{ name, fileName, ends, bytes },
  });
  const second = Buffer.alloc(96_000, 0x12);
  const cutOnes = [
    'tagged.mp3',
    'whole.m4a',
    'plain.wav',
    'whole.flac',
    'whole.opus',
    'whole.ogg',
    'film.mp4',
    'whole.aiff',
  ];
  return [
    ...[...whole].map(([name, bytes]) => shape('ready', name, () => bytes)),
    // Odd, and good all the same.
    shape(
      'ready',
      'Bản tin số 2 📻 ‮3pm.mp3',
      () => Buffer.concat([of('tagged.mp3'), Buffer.alloc(1)]),
      'a name to trip over',
    ),
    shape('ready', 'wrongly named.mp3', () => of('whole.flac')),
    shape('ready', 'picture of 50 MB.mp3', () => tagged(of('untagged.mp3'), 'APIC', picture(50_000_000))),
    shape('ready', 'text of 20 MB.mp3', () => tagged(of('tagged.mp3'), 'TXXX', Buffer.alloc(20_000_000, 'lời '))),
    shape('ready', 'recorder that did not know.wav', () => wav(second, { claims: 0xffff_ffff })),
    // No sound.
    shape('failed', '0 bytes.mp3', () => Buffer.alloc(0)),
    shape('failed', 'one byte.mp3', () => Buffer.from('I')),
    shape('failed', 'zeros.wav', () => Buffer.alloc(200_000)),
    shape('failed', 'noise.mp3', () => noise(300_000)),
    shape('failed', 'letter.mp3', () => Buffer.from('Kính gửi Đài truyền thanh xã')),
    shape('failed', 'page.m4a', () => Buffer.from('<!doctype html><title>404</title>')),
    shape('failed', 'utf-16.wav', () => Buffer.from('\ufeffKính gửi', 'utf16le')),
    shape('failed', 'document.mp3', () => Buffer.concat([Buffer.from('PK\x03\x04'), noise(1000)])),
    shape('failed', 'photo.mp3', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), noise(9000)])),
    shape('failed', 'notes.mid.mp3', () =>
      Buffer.from('MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0', 'latin1'),
    ),
    shape('failed', 'tag and nothing else.mp3', () => tagged(Buffer.alloc(0), 'TIT2', Buffer.from('\0a'))),
    shape('failed', 'picture only.mp4', () => readFileSync(film(folder, 'mute.mp4', '-an'))),
    shape('failed', 'film.avi', () => readFileSync(film(folder, 'film.avi'))),
    shape('failed', 'stream.ts.mp3', () => readFileSync(film(folder, 'film.ts'))),
    shape('failed', 'blink.wav', () => readFileSync(tone(folder, 'blink.wav', 0.05))),
    // Broken.
    ...cutOnes.map((name) => shape('failed', `cut ${name}`, () => part(name, 0.6))),
    shape('failed', 'flipped.flac', () => flip('whole.flac')),
    shape('either', 'flipped.mp3', () => flip('tagged.mp3')),
    shape('failed', 'head only.m4a', () => of('whole.m4a').subarray(0, 40)),
    shape('failed', '400 channels.wav', () => wav(second, { channels: 400 })),
    shape('failed', 'no channels.wav', () => wav(second, { channels: 0 })),
    shape('failed', '1 Hz.wav', () => wav(second, { rate: 1 })),
    shape('failed', '4 GHz.wav', () => wav(second, { rate: 4_000_000_000 })),
    shape('failed', 'no rate.wav', () => wav(second, { rate: 0 })),
    shape('either', '7 bits.wav', () => wav(second, { bits: 7 })),
    shape('failed', 'unheard codec.wav', () => wav(second, { format: 0x1234 })),
    shape('failed', 'claims 2 GB.wav', () => wav(second, { claims: 2_000_000_000 })),
    // Bombs: small files, long sound.
    shape('failed', '10 hours in a header.flac', () => promising(of('whole.flac'), 10 * 3600 * 44_100)),
    shape('failed', '10 hours.opus', () => silentOpus(36_000)),
    { ...shape('failed', '10 hours that say 1 second.opus', () => silentOpus(36_000, 1)), isHeavy: true },
    { ...shape('failed', '10 hours.aac', () => silentAac(folder, 10)), isHeavy: true },
    ...naming('http://127.0.0.1:9'),
  ];
}

/** A whole file after one to three accidents; what comes of it, nobody knows. */
function accident(whole: ReadonlyMap<string, Buffer>, random: () => number, number: number): Shape {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const placeIn = (bytes: Buffer) => Math.floor(random() * bytes.length);
  const noise = (most: number) => Buffer.from(Uint8Array.from({ length: 1 + random() * most }, () => random() * 256));
  const names = [...whole.keys()];
  const accidents: Record<string, (bytes: Buffer) => Buffer> = {
    cut: (bytes) => bytes.subarray(0, placeIn(bytes)),
    headless: (bytes) => bytes.subarray(placeIn(bytes)),
    flips: (bytes) => {
      for (let i = 0; i < 1 + random() * 20 && bytes.length > 0; i++) bytes[placeIn(bytes)]! ^= 1 << (random() * 8);
      return bytes;
    },
    'bent header': (bytes) => {
      for (let i = 0; i < 4; i++) bytes[Math.floor(random() * Math.min(200, bytes.length))] = random() * 256;
      return bytes;
    },
    hole: (bytes) => bytes.fill(0, placeIn(bytes), placeIn(bytes)),
    inserted: (bytes) => {
      const at = placeIn(bytes);
      return Buffer.concat([bytes.subarray(0, at), noise(5000), bytes.subarray(at)]);
    },
    doubled: (bytes) => Buffer.concat([bytes, bytes]),
    glued: (bytes) => Buffer.concat([bytes.subarray(0, placeIn(bytes)), whole.get(pick(names))!]),
  };
  const name = pick(names);
  const told = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(Object.keys(accidents)));
  const bytes = told.reduce<Buffer>((bent, what) => accidents[what]!(bent), Buffer.from(whole.get(name)!));
  const ending = random() < 0.2 ? pick(['.mp3', '.wav', '.m4a', '.ogg', '']) : extname(name);
  return {
    name: `${number}: ${name}, ${told.join(', ')}`,
    fileName: `${number}${ending}`,
    ends: 'either',
    bytes: () => bytes,
  };
}

/** The shapes of `seed`, `count` of them; `light` leaves out those that take a minute each. */
export function shapesOf(
  folder: string,
  seed: number,
  count = Number.POSITIVE_INFINITY,
  { light = false } = {},
): Shape[] {
  const random = randomOf(seed);
  const whole = wholeFiles(folder);
  const known = knownShapes(folder, whole, random).filter(({ isHeavy }) => !(light && isHeavy));
  if (!Number.isFinite(count)) return known;
  const more = Math.max(0, count - known.length);
  return [...known.slice(0, count), ...Array.from({ length: more }, (_, i) => accident(whole, random, i + 1))];
}
