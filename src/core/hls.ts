/**
 * HTTP Live Streaming playlists (RFC 8216), as much of them as a relay needs: what variants there are, and which pieces
 * to fetch one after another. Addresses come out absolute and unchecked: they are a stranger's words.
 */
import { err, ok, type Result } from './result.ts';

export type MasterPlaylist = {
  readonly kind: 'master';
  /** Of the variant with the least to carry, or of the sound alone that belongs to it. */
  readonly url: string;
};

export type MediaPlaylist = {
  readonly kind: 'media';
  readonly targetMs: number;
  /** Of the first segment. */
  readonly sequence: number;
  readonly segments: readonly string[];
  /** What a fragmented MP4 begins with. */
  readonly map: string | undefined;
  /** Nothing more will come: a recording, not a station. */
  readonly isOver: boolean;
};

export const isHls = (text: string): boolean => /^\uFEFF?#EXTM3U/.test(text) && /^#EXT-X-/m.test(text);

/** `err`: what it asks for that a relay does not do, in Vietnamese. */
export function parseHls(text: string, base: string): Result<MasterPlaylist | MediaPlaylist, string> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const absolute = (uri: string | undefined): string | undefined =>
    uri !== undefined && URL.canParse(uri, base) ? new URL(uri, base).href : undefined;
  if (lines.some((line) => line.startsWith('#EXT-X-STREAM-INF:'))) return masterOf(lines, absolute);

  const segments: string[] = [];
  for (const line of lines) {
    if (line === '' || line.startsWith('#')) continue;
    const url = absolute(line);
    if (url === undefined) return err('danh sách HLS có địa chỉ không đọc được');
    segments.push(url);
  }
  const tag = (name: string) =>
    lines.find((line) => line.startsWith(`#EXT-X-${name}`))?.slice('#EXT-X-'.length + name.length);
  const key = tag('KEY:');
  if (key !== undefined && attribute(key, 'METHOD') !== 'NONE') return err('luồng HLS bị mã hóa');
  if (tag('BYTERANGE:') !== undefined) return err('luồng HLS chia theo khoảng byte');
  const map = tag('MAP:');
  const target = Number(tag('TARGETDURATION:'));
  const sequence = Number(tag('MEDIA-SEQUENCE:') ?? 0);
  if (!(target > 0 && target <= 60) || !Number.isSafeInteger(sequence)) return err('danh sách HLS không hợp lệ');
  return ok({
    kind: 'media',
    targetMs: target * 1000,
    sequence,
    segments,
    map: map === undefined ? undefined : absolute(attribute(map, 'URI')),
    isOver: tag('ENDLIST') !== undefined,
  });
}

function masterOf(
  lines: readonly string[],
  absolute: (uri: string | undefined) => string | undefined,
): Result<MasterPlaylist, string> {
  const variants = lines.flatMap((line, i) => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return [];
    const uri = lines.slice(i + 1).find((next) => next !== '' && !next.startsWith('#'));
    const group = attribute(line, 'AUDIO');
    const sound = lines.find(
      (one) => one.startsWith('#EXT-X-MEDIA:') && group !== undefined && attribute(one, 'GROUP-ID') === group,
    );
    const url = absolute((sound && attribute(sound, 'URI')) ?? uri);
    return url === undefined ? [] : [{ url, bandwidth: Number(attribute(line, 'BANDWIDTH') ?? Number.MAX_VALUE) }];
  });
  const [least] = variants.sort((a, b) => a.bandwidth - b.bandwidth);
  return least ? ok({ kind: 'master', url: least.url }) : err('danh sách HLS không có luồng nào');
}

const attribute = (line: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|[:,])${name}=(?:"([^"]*)"|([^,]*))`).exec(line);
  return found?.[1] ?? found?.[2];
};
