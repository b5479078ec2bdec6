/**
 * The bytes of an HLS station, piece after piece (RFC 8216 §6.3). The program fetches playlist and pieces itself, each
 * through the door of egress.ts, and ffmpeg only ever reads a pipe: ffmpeg's own HLS reader would follow a playlist to
 * `file:`, to a private address or to a name that has changed its mind, and no whitelist of protocols can tell.
 */
import { type MediaPlaylist, parseHls } from '../core/hls.ts';
import type { Clock } from './clock.ts';
import { checkedFetch, type EgressRequest, type Fetched } from './egress.ts';
import { faultOf, RelayError } from './relay-source.ts';

export const PLAYLIST_BYTES = 512 * 1024;
const SEGMENT_BYTES = 24 * 1024 ** 2;
const PATIENCE_MS = 10_000;
/** A live playlist is joined so many pieces before its end (§6.3.3). */
const BEHIND = 3;
/** Pieces that may fail one after another. */
const MISSES = 3;

export type HlsOptions = { readonly request: EgressRequest; readonly clock: Clock; readonly signal: AbortSignal };

/** The playlist with the pieces, of a master the one it leads to, and where it is. */
export async function openHls(
  text: string,
  url: string,
  options: HlsOptions,
): Promise<{ url: string; playlist: MediaPlaylist }> {
  const first = read(text, url);
  if (first.kind === 'media') return { url, playlist: first };
  const playlist = read((await get(first.url, PLAYLIST_BYTES, options)).body.toString('utf8'), first.url);
  if (playlist.kind !== 'media') throw new RelayError({ reason: 'relay-unreachable', said: 'danh sách HLS vòng vèo' });
  return { url: first.url, playlist };
}

export async function* hlsBytes(url: string, first: MediaPlaylist, options: HlsOptions): AsyncGenerator<Buffer> {
  const { clock, signal } = options;
  let playlist = first;
  let next = first.isOver ? first.sequence : Math.max(first.sequence, endOf(first) - BEHIND);
  let misses = 0;
  let map: string | undefined;
  while (!signal.aborted) {
    const readAt = clock.exact();
    const before = next;
    // Pieces that are gone from the playlist are gone; a station that began to count anew is followed.
    if (next < playlist.sequence || next > endOf(playlist) + BEHIND) next = playlist.sequence;
    for (; next < endOf(playlist) && !signal.aborted; next++) {
      if (playlist.map !== undefined && playlist.map !== map) {
        map = playlist.map;
        yield (await get(map, SEGMENT_BYTES, options)).body;
      }
      try {
        yield (await get(playlist.segments[next - playlist.sequence]!, SEGMENT_BYTES, options)).body;
        misses = 0;
      } catch (error) {
        if (++misses >= MISSES || (error instanceof RelayError && error.fault.reason === 'relay-refused')) throw error;
      }
    }
    if (playlist.isOver) return;
    await clock.sleepUntil(readAt + playlist.targetMs / (next === before ? 2 : 1), signal);
    if (signal.aborted) return;
    const again = read((await get(url, PLAYLIST_BYTES, options)).body.toString('utf8'), url);
    if (again.kind !== 'media') return;
    playlist = again;
  }
}

const endOf = ({ sequence, segments }: MediaPlaylist): number => sequence + segments.length;

function read(text: string, url: string) {
  const parsed = parseHls(text, url);
  if (!parsed.ok) throw new RelayError({ reason: 'relay-unreachable', said: parsed.error });
  return parsed.value;
}

async function get(url: string, maxBytes: number, { request, signal }: HlsOptions): Promise<Fetched> {
  const answer = await checkedFetch(url, { ...request, maxBytes, totalMs: PATIENCE_MS, signal });
  if (!answer.ok) throw new RelayError(faultOf(answer.error));
  if (answer.value.status === 200) return answer.value;
  throw new RelayError({ reason: 'relay-unreachable', said: `HTTP ${answer.value.status}` });
}
