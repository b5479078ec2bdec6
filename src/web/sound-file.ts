/** Sends the sound of a recording to whoever may hear it: whole or in ranges, read only as fast as it is taken. */
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { titleOf } from '../core/audio.ts';
import type { Recording } from '../core/model.ts';
import { isKnown, isSame, type Part, rangeOf } from './range.ts';
import type { Station } from './station.ts';

export type Version = 'playout' | 'original';

/** What browsers call the formats ffprobe names. */
const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  mov: 'audio/mp4',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  asf: 'audio/x-ms-wma',
  amr: 'audio/amr',
  matroska: 'audio/webm',
  aiff: 'audio/aiff',
  caf: 'audio/x-caf',
};
/** What is not known to be sound is saved by the browser, never shown as a page of the station. */
const UNKNOWN = 'application/octet-stream';
const CHUNK = 64 * 1024;

/** The answer to a GET or HEAD; `undefined` when there is no such sound. */
export async function sendSound(
  c: Context,
  { media }: Station,
  recording: Recording,
  version: Version,
): Promise<Response | undefined> {
  const { sha256, playoutSha256, format, state, fileName } = recording;
  const hash = version === 'original' ? sha256 : playoutSha256;
  const path = hash === null ? undefined : version === 'original' ? media.original(hash) : media.playout(hash);
  const size = path === undefined ? undefined : await sizeOf(path);
  if (path === undefined || size === undefined) return undefined;

  const type = version === 'playout' ? 'audio/flac' : (state === 'ready' && TYPES[format ?? '']) || UNKNOWN;
  const name = version === 'original' ? fileName : titleOf(fileName) + extname(basename(path));
  return sendBytes(c, { etag: `"${hash}"`, size, type, name, bytes: (part) => bytesOf(path, part) });
}

export type SentBytes = {
  readonly etag: string;
  readonly size: number;
  readonly type: string;
  readonly name: string;
  /** Called once at most; ended when the listener leaves. */
  readonly bytes: (part: Part) => AsyncIterable<Uint8Array>;
};

/** The answer to a GET or HEAD for something that can be had in parts. */
export function sendBytes(c: Context, { etag, size, type, name, bytes }: SentBytes): Response {
  const headers = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Content-Type': type,
    'Content-Disposition': disposition(type === UNKNOWN ? 'attachment' : 'inline', name),
  };
  if (isKnown(c.req.header('If-None-Match'), etag)) return c.body(null, 304, headers);
  const isRanged = c.req.method === 'GET' && isSame(c.req.header('If-Range'), etag);
  const range = isRanged ? rangeOf(c.req.header('Range'), size) : 'whole';
  if (range === 'unsatisfiable') return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${size}` });
  const part = range === 'whole' ? { from: 0, until: size } : range;
  return c.body(ReadableStream.from(bytes(part)), range === 'whole' ? 200 : 206, {
    ...headers,
    'Content-Length': String(part.until - part.from),
    ...(range !== 'whole' && { 'Content-Range': `bytes ${part.from}-${part.until - 1}/${size}` }),
  });
}

/** Opens the file when the first byte is asked for, and lets go of it at the last or when the listener leaves. */
async function* bytesOf(path: string, { from, until }: Part): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await using handle = await open(path);
  for (let at = from; at < until; ) {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(Math.min(CHUNK, until - at)), 0, undefined, at);
    if (bytesRead === 0) throw new Error(`${path} is shorter than it was`);
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** RFC 6266, the name once in ASCII and once in full (RFC 8187). */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${full}`;
}
