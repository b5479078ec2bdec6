/**
 * Opens another broadcaster's stream: plain HTTP, Icecast and SHOUTcast, HLS, or the small playlist file (.m3u, .pls) that
 * stations hand out in place of an address. What comes out are the bytes of sound alone. The wire is not trusted: every
 * connection passes egress.ts, everything is bounded in bytes and time, nothing is decoded here.
 */
import { type EgressFailure, egressWords } from '../core/egress-words.ts';
import { isHls } from '../core/hls.ts';
import type { RelayFault } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Clock } from './clock.ts';
import { checkedFetch, openEgress, type Resolve } from './egress.ts';
import { hlsBytes, openHls, PLAYLIST_BYTES } from './hls.ts';

export type Fault = { readonly reason: RelayFault; readonly said: string };

export class RelayError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.said);
  }
}

export type Source = {
  /** A recording: played from its beginning, and over when it ends. */
  readonly isFile: boolean;
  /** Sound comes in pieces of this length. */
  readonly pieceMs: number;
  /** Throws a `RelayError`, or the socket's own. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Ends the connection; safe to call again. */
  close(): void;
};

export type SourceOptions = {
  readonly allowed: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly resolve?: Resolve | undefined;
  /** Until a server has begun to answer. */
  readonly connectMs?: number | undefined;
};

const CONNECT_MS = 10_000;
const PLAYLIST_TYPES = /mpegurl|scpls|pls\+xml/i;
/** Playlists that name playlists. */
const DEPTH = 3;

export const faultOf = (failure: EgressFailure): Fault => ({
  reason: failure.kind === 'not-allowed' || failure.kind === 'bad-address' ? 'relay-refused' : 'relay-unreachable',
  said: egressWords(failure),
});

const unreachable = (said: string): Result<never, Fault> => err({ reason: 'relay-unreachable', said });

export async function openSource(url: string, options: SourceOptions, depth = 0): Promise<Result<Source, Fault>> {
  const { allowed, resolve, clock, connectMs = CONNECT_MS } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  // Icy-MetaData is not asked for: titles have no place in the sound.
  const request = { allowed, signal, timeoutMs: connectMs, headers: { accept: '*/*' }, ...(resolve && { resolve }) };
  const opened = await openEgress(url, request);
  if (!opened.ok) return err(faultOf(opened.error));
  const { status, headers, body } = opened.value;
  const type = headers['content-type'] ?? '';
  if (status !== 200) {
    body.destroy();
    return unreachable(`máy chủ trả lời HTTP ${status}`);
  }
  if (PLAYLIST_TYPES.test(type) || /\.(m3u8?|pls)$/i.test(new URL(url).pathname)) {
    body.destroy();
    return openPlaylist(url);
  }
  if (/^(text|image|application\/(json|xml))\b/i.test(type)) {
    body.destroy();
    return unreachable(`đây là ${type.split(';')[0]!.slice(0, 40)}, không phải luồng âm thanh`);
  }
  const interval = Number(headers['icy-metaint'] ?? 0);
  return ok({
    isFile: headers['content-length'] !== undefined,
    pieceMs: 0,
    bytes: interval > 0 ? withoutTitles(body, interval) : body,
    close: () => body.destroy(),
  });

  async function openPlaylist(at: string): Promise<Result<Source, Fault>> {
    const fetched = await checkedFetch(at, { ...request, maxBytes: PLAYLIST_BYTES, totalMs: connectMs });
    if (!fetched.ok) return err(faultOf(fetched.error));
    const text = fetched.value.body.toString('utf8');
    const base = withUserOf(at, fetched.value.url);
    if (!isHls(text)) {
      const named = text.split(/\r?\n/).map((line) => line.replace(/^File\d+=/i, '').trim());
      const next = named.find((line) => /^https?:\/\//i.test(line));
      if (next === undefined || depth >= DEPTH) return unreachable('danh sách không có địa chỉ luồng nào');
      return openSource(next, options, depth + 1);
    }
    try {
      const hls = { request, clock, signal };
      const media = await openHls(text, base, hls);
      return ok({
        isFile: media.playlist.isOver,
        pieceMs: media.playlist.targetMs,
        bytes: hlsBytes(media.url, media.playlist, hls),
        close: () => closing.abort(),
      });
    } catch (error) {
      if (error instanceof RelayError) return err(error.fault);
      throw error;
    }
  }
}

/** Where a redirect led, with the user and password that are for that origin. */
function withUserOf(asked: string, answered: string): string {
  const [from, to] = [new URL(asked), new URL(answered)];
  if (from.origin !== to.origin) return answered;
  to.username = from.username;
  to.password = from.password;
  return to.href;
}

/** Every `interval` bytes an ICY server that was not asked may put a title: one byte of length in sixteenths, and that many. */
export async function* withoutTitles(body: AsyncIterable<Buffer>, interval: number): AsyncGenerator<Buffer> {
  let sound = interval;
  let title = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; ) {
      if (title > 0) {
        const skipped = Math.min(title, chunk.length - at);
        title -= skipped;
        at += skipped;
      } else if (sound === 0) {
        title = chunk[at++]! * 16;
        sound = interval;
      } else {
        const part = chunk.subarray(at, at + sound);
        sound -= part.length;
        at += part.length;
        yield part;
      }
    }
  }
}
