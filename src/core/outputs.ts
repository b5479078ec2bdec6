/** What an output of each kind can carry, where it is heard, and how its target is written. */
import type { Codec, Output, OutputKind } from './model.ts';

export const OUTPUT_KINDS = [
  'stream',
  'icecast',
  'alsa',
  'pulse',
  'rtp',
  'srt',
  'hls',
  'file',
] as const satisfies readonly OutputKind[];

/** The first is the one to begin with. */
export const CODECS: Readonly<Record<OutputKind, readonly Codec[]>> = {
  stream: ['mp3', 'opus', 'aac'],
  icecast: ['mp3', 'opus', 'aac'],
  alsa: ['pcm'],
  pulse: ['pcm'],
  rtp: ['mp3', 'opus', 'pcm'],
  srt: ['aac', 'mp3'],
  hls: ['aac', 'mp3'],
  file: ['mp3', 'opus', 'aac', 'pcm'],
};
export const ALL_CODECS = ['mp3', 'opus', 'aac', 'pcm'] as const satisfies readonly Codec[];

/** kbit/s that every codec takes at 48 kHz. */
export const BITRATES = [32, 48, 64, 96, 128, 160, 192, 256, 320] as const;

/** Encoded once for all outputs that sound the same; the others have an ffmpeg of their own. */
export const isShared = ({ kind }: Pick<Output, 'kind'>): boolean => kind === 'stream' || kind === 'icecast';

/** Where anybody hears a built-in stream. */
export const streamPath = ({ zoneId, codec }: Pick<Output, 'zoneId' | 'codec'>): string => `/live/${zoneId}.${codec}`;

export const MIME: Readonly<Record<Exclude<Codec, 'pcm'>, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
};

const HOST = String.raw`(?:[\w.-]+|\[[\da-f:]+\])`;
const WRITTEN: Readonly<Record<OutputKind, { shape: RegExp; words: string }>> = {
  stream: { shape: /^$/, words: 'Luồng nghe trực tiếp không cần địa chỉ' },
  icecast: {
    shape: new RegExp(String.raw`^${HOST}:\d{1,5}/[\w./-]+$`, 'i'),
    words: 'Viết máy chủ:cổng/điểm-gắn, ví dụ icecast.example.vn:8000/dakto.mp3',
  },
  alsa: { shape: /^\w[\w:=,.-]*$/, words: 'Viết tên thiết bị ALSA, ví dụ default hoặc plughw:CARD=Device' },
  pulse: { shape: /^(?:\w[\w.:-]*)?$/, words: 'Viết tên sink PulseAudio, hoặc để trống để dùng loa mặc định' },
  rtp: {
    shape: new RegExp(
      String.raw`^${HOST}:\d{1,5}(?:\?(?:ttl=\d{1,3}|localaddr=[\d.]+)(?:&(?:ttl=\d{1,3}|localaddr=[\d.]+))?)?$`,
      'i',
    ),
    words: 'Viết địa-chỉ:cổng, ví dụ 192.168.1.20:5004 hoặc nhóm multicast 239.10.0.1:5004?ttl=4',
  },
  srt: {
    shape: new RegExp(String.raw`^${HOST}:\d{1,5}(?:\?streamid=[\w!#:,=./-]{1,200})?$`, 'i'),
    words: 'Viết máy-chủ:cổng, ví dụ srt.example.vn:9000, thêm ?streamid=… nếu bên nhận yêu cầu',
  },
  hls: { shape: /^\/[^\p{Cc}%]*$/u, words: 'Viết đường dẫn đầy đủ của một thư mục trên máy chủ, bắt đầu bằng /' },
  file: { shape: /^\/[^\p{Cc}%]*$/u, words: 'Viết đường dẫn đầy đủ của một thư mục trên máy chủ, bắt đầu bằng /' },
};

/** How to mend `target`; `undefined` when it is written as this kind needs it. */
export const checkTarget = (kind: OutputKind, target: string): string | undefined =>
  WRITTEN[kind].shape.test(target) ? undefined : WRITTEN[kind].words;

/** RTP payload types: MPEG audio has its own (RFC 3551), the others the first that ffmpeg gives to sound. */
const RTP_MAPS = { mp3: '14', opus: '97', aac: '97', pcm: '97' } as const satisfies Record<Codec, string>;

/** What a receiver of an RTP output is given so that it can play it (RFC 8866). */
export function sdpOf({ name, target, codec, channels }: Output): string {
  const [, host, port, options = ''] = /^(.+):(\d+)(?:\?(.*))?$/.exec(target) ?? [];
  const isMulticast = /^2(?:2[4-9]|3\d)\./.test(host ?? '');
  const ttl = /ttl=(\d+)/.exec(options)?.[1] ?? '16';
  const type = RTP_MAPS[codec];
  const map = { mp3: '', aac: '', opus: 'opus/48000/2', pcm: `L16/48000/${channels}` }[codec];
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    `s=${name}`,
    `c=IN IP4 ${host}${isMulticast ? `/${ttl}` : ''}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${type}`,
    ...(map ? [`a=rtpmap:${type} ${map}`] : []),
    '',
  ].join('\r\n');
}
