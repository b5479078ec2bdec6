/**
 * What may become a library recording, and the words for what may not: the shapes of files, the facts ffprobe reports,
 * and how the playout copy is cut from them. Pure; the bytes and reports are handed in.
 */

import { err, ok, type Result } from './result.ts';
import { type DurationMs, durationMs, type Frames, frames, HOUR, msToFrames, RATE } from './time.ts';
import { formatDuration } from './vietnamese.ts';

/** Demuxers an upload may meet (product F2). Everything else, playlists above all, never sees the bytes. */
export const DEMUXERS = 'mp3,aac,mov,wav,w64,flac,ogg,asf,amr,matroska,aiff,caf';

/**
 * Decoders, and the codecs ffprobe may name: the ones of these containers that phones and offices write. No picture's.
 */
export const CODECS =
  'mp3,mp3float,mp2,mp2float,mp1,mp1float,aac,alac,flac,vorbis,opus,speex,ac3,eac3,wmav1,wmav2,wmapro,wmalossless,wmavoice,' +
  'amr_nb,amrnb,amr_wb,amrwb,gsm,gsm_ms,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,' +
  'pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be';
const KNOWN_CODECS = new Set(CODECS.split(','));

export const SHORTEST = durationMs(100);
export const LONGEST = durationMs(4 * HOUR);
/** What more channels are laid out like, nobody knows. */
export const MOST_CHANNELS = 8;
/** From the telephone to the studio; anything else is a broken header. */
const RATES = { least: 4000, most: 384_000 } as const;

export type IngestFailure =
  | { readonly kind: 'empty' | 'missing' | 'text' | 'playlist' | 'unrecognised' | 'no-audio' }
  | { readonly kind: 'too-short' | 'too-long' | 'timeout' | 'gave-up' | 'internal' | 'damaged' }
  | { readonly kind: 'not-audio'; readonly what: string }
  | { readonly kind: 'torn' }
  | { readonly kind: 'channels'; readonly count: number }
  | { readonly kind: 'sample-rate'; readonly hertz: number }
  | { readonly kind: 'unsupported'; readonly format: string }
  | { readonly kind: 'truncated'; readonly heard?: DurationMs; readonly promised?: DurationMs };

/** The reason as the person who uploaded it reads it: what is wrong and how to mend it. */
export function explain(failure: IngestFailure): string {
  switch (failure.kind) {
    case 'empty':
      return 'Tệp rỗng (0 byte).';
    case 'missing':
      return 'Không còn tệp gốc trong kho; hãy tải lên lại.';
    case 'text':
      return 'Tệp này không phải âm thanh: nội dung là văn bản.';
    case 'playlist':
      return 'Tệp là danh sách phát (m3u8, m3u, pls…), không phải âm thanh; hãy tải lên chính tệp âm thanh.';
    case 'torn':
      return 'Tệp gốc trong kho không còn nguyên vẹn (mất điện đột ngột hoặc hỏng đĩa); hãy tải lên lại.';
    case 'channels':
      return `Tệp có ${failure.count} kênh, nhiều nhất được ${MOST_CHANNELS}; hãy trộn xuống hai kênh rồi tải lên.`;
    case 'sample-rate':
      return `Tần số lấy mẫu ${failure.hertz} Hz không dùng được; hãy lưu lại ở 44.100 hoặc 48.000 Hz.`;
    case 'not-audio':
      return `Tệp này không phải âm thanh: nội dung là ${failure.what}.`;
    case 'unsupported':
      return `Định dạng ${failure.format} chưa được hỗ trợ; hãy lưu lại thành MP3, M4A, WAV…`;
    case 'unrecognised':
      return 'Không nhận ra âm thanh trong tệp; tệp có thể đã hỏng. Hãy lưu lại thành MP3, M4A, WAV… rồi tải lên.';
    case 'no-audio':
      return 'Tệp không có phần âm thanh.';
    case 'truncated':
      return failure.heard === undefined || failure.promised === undefined
        ? 'Tệp bị cắt cụt: thiếu phần cuối. Hãy chép lại tệp gốc rồi tải lên.'
        : `Tệp bị cắt cụt: chỉ nghe được ${formatDuration(failure.heard)} trong ${formatDuration(failure.promised)}. Hãy chép lại tệp gốc rồi tải lên.`;
    case 'damaged':
      return 'Tệp bị hỏng: có đoạn không giải mã được. Hãy chép hoặc xuất lại tệp rồi tải lên.';
    case 'too-short':
      return 'Âm thanh ngắn hơn 0,1 giây.';
    case 'too-long':
      return `Âm thanh dài quá ${formatDuration(LONGEST)}; hãy cắt thành nhiều tệp.`;
    case 'timeout':
      return 'Kiểm tra tệp quá lâu nên đã dừng; hãy thử lại, hoặc lưu lại thành MP3, M4A, WAV… rồi tải lên.';
    case 'gave-up':
      return 'Đã thử nhiều lần nhưng chương trình bị dừng giữa chừng; hãy thử lại.';
    case 'internal':
      return 'Máy chủ gặp lỗi khi kiểm tra tệp, tệp gốc vẫn còn. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.';
    default:
      return failure satisfies never;
  }
}

// names: for people only, never a path ---------------------------------------------------------------------------------

const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The last segment of what the browser called the file, NFC, without control and direction-changing characters. */
export function displayName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  return [...last.replace(HIDDEN, '').trim()].slice(0, 200).join('') || 'không tên';
}

/** `mp3` of `Bản tin.MP3`; `bin` when there is none that is safe to put on disk. */
export const extensionOf = (fileName: string): string =>
  /\.([a-z0-9]{1,5})$/.exec(fileName.toLowerCase())?.[1] ?? 'bin';

export const titleOf = (fileName: string): string => fileName.replace(/\.[a-z0-9]{1,5}$/i, '').trim() || fileName;

// shapes ---------------------------------------------------------------------------------------------------------------

/** Bytes wanted from either end of a file: an Ogg page is at most 65,307 (RFC 3533 §6). */
export const HEAD_BYTES = 4096;
export const TAIL_BYTES = 65_536;

const STRANGERS: readonly (readonly [magic: string, what: string])[] = [
  ['%PDF', 'tài liệu PDF'],
  ['PK\x03\x04', 'tệp nén ZIP hoặc tài liệu Office'],
  ['\xd0\xcf\x11\xe0', 'tài liệu Office'],
  ['\xff\xd8\xff', 'hình ảnh'],
  ['\x89PNG', 'hình ảnh'],
  ['GIF8', 'hình ảnh'],
  ['Rar!', 'tệp nén RAR'],
  ['7z\xbc\xaf', 'tệp nén 7z'],
  ['MZ', 'chương trình Windows'],
];
const PLAYLIST = /^\s*(#EXTM3U|ffconcat\s|\[(playlist|reference)\])|<(asx|smil|mpd|playlist|trackList)[\s>]/i;

/** What the two ends of a file (`HEAD_BYTES`, `TAIL_BYTES`, overlapping when it is small) say against it. */
export function judgeShape(head: Uint8Array, tail: Uint8Array, bytes: number): IngestFailure | undefined {
  if (bytes === 0) return { kind: 'empty' };
  const text = textIn(head);
  if (text !== undefined) return { kind: PLAYLIST.test(text) ? 'playlist' : 'text' };
  const stranger = STRANGERS.find(([magic]) => latin1(head, 0, magic.length) === magic);
  if (stranger) return { kind: 'not-audio', what: stranger[1] };
  if (latin1(head, 0, 4) === 'MThd') return { kind: 'unsupported', format: 'MIDI' };
  if (promisedBytes(head) > bytes || (latin1(head, 0, 4) === 'OggS' && lastPageIsCut(tail)))
    return { kind: 'truncated' };
  return undefined;
}

/** Text when there is not one byte of it that text does not have; UTF-16 counts by its byte order mark. */
function textIn(head: Uint8Array): string | undefined {
  const mark = latin1(head, 0, 2);
  const charset = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
  try {
    // `stream`: the last character may lie across the end of the head.
    const text = new TextDecoder(charset, { fatal: true }).decode(head, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
    return /[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * ffmpeg takes a WAV or AIFF that ends early for a shorter one; the header knows better. 0 and the highest sizes are
 * what a recorder writes that does not know the length yet.
 */
function promisedBytes(head: Uint8Array): number {
  const kind = latin1(head, 0, 4);
  if ((kind !== 'RIFF' && kind !== 'FORM') || head.length < 12) return 0;
  const size = new DataView(head.buffer, head.byteOffset).getUint32(4, kind === 'RIFF');
  return size >= 0x7fff_f000 ? 0 : size + 8 - (size % 2);
}

/** ffmpeg drops the page an Ogg file breaks off in without a word. */
function lastPageIsCut(tail: Uint8Array): boolean {
  const page = latin1(tail, 0, tail.length).lastIndexOf('OggS');
  const segments = tail[page + 26];
  if (page < 0 || segments === undefined) return true;
  const body = tail.subarray(page + 27, page + 27 + segments).reduce((sum, length) => sum + length, 0);
  return page + 27 + segments + body > tail.length;
}

function latin1(bytes: Uint8Array, from: number, until: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(from, until));
}

// sound ----------------------------------------------------------------------------------------------------------------

/** What ffprobe says: `N/A` for what it does not know. */
export type ProbeReport = {
  readonly format: Readonly<Record<string, unknown>>;
  readonly streams: readonly Readonly<Record<string, unknown>>[];
};

export type Sound = {
  readonly format: string;
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** 24 when the original carries more than 16 bits, else 16: a lossy codec has nothing below the 16th. */
  readonly bits: 16 | 24;
  /** The container's word; undefined where there is only a guess from size and bit rate. */
  readonly promised: DurationMs | undefined;
  /** Samples (at `sampleRate`) the codec put before the sound and no tag tells the decoder to drop. */
  readonly lead: number;
  /** Exact end at 48 kHz, where the container knows it and ffmpeg plays the codec's padding after it. */
  readonly end: Frames | undefined;
};

/** Formats that are a row of frames and nothing around them: no promise of length, and often cut out of something longer. */
const bare = (format: string, tagged: boolean): boolean =>
  format === 'aac' || format === 'amr' || (format === 'mp3' && !tagged);

export function soundOf({ format, streams }: ProbeReport): Result<Sound, IngestFailure> {
  const name = String(format.format_name).split(',')[0] ?? '';
  // 1 to 5 is ffmpeg grasping at a few bytes that look like an MP3 frame: random bytes do.
  if ((numberIn(format.probe_score) ?? 0) < 12) return err({ kind: 'unrecognised' });
  const stream = streams.find((one) => one.codec_type === 'audio');
  if (!stream) return err({ kind: 'no-audio' });
  const codec = String(stream.codec_name);
  if (codec === 'unknown') return err({ kind: 'unrecognised' });
  if (!KNOWN_CODECS.has(codec)) return err({ kind: 'unsupported', format: codec.toUpperCase() });
  const sampleRate = numberIn(stream.sample_rate) ?? 0;
  const channels = numberIn(stream.channels) ?? 0;
  if (sampleRate < 1 || channels < 1) return err({ kind: 'unrecognised' });
  if (channels > MOST_CHANNELS) return err({ kind: 'channels', count: channels });
  if (sampleRate < RATES.least || sampleRate > RATES.most) return err({ kind: 'sample-rate', hertz: sampleRate });

  const start = numberIn(stream.start_time) ?? 0;
  // ffmpeg reports the encoder delay of a Xing/LAME header as a start after zero.
  const isBare = bare(name, start > 0);
  const own = numberIn(stream.duration) ?? (streams.length === 1 ? numberIn(format.duration) : undefined);
  // An MP4 whose sound begins after its picture counts the wait as length.
  const seconds = own !== undefined && name === 'mov' ? own - Math.max(0, start) : own;
  if (seconds !== undefined && !isBare && seconds * 1000 > LONGEST) return err({ kind: 'too-long' });
  const depth = Math.max(numberIn(stream.bits_per_raw_sample) ?? 0, numberIn(stream.bits_per_sample) ?? 0);
  return ok({
    format: name,
    codec,
    sampleRate,
    channels,
    bits: depth > 16 ? 24 : 16,
    promised: seconds === undefined || isBare ? undefined : durationMs(seconds * 1000),
    lead: isBare ? codecLead(name, codec) : 0,
    end: name === 'mov' && seconds !== undefined && seconds > 0 ? frames(seconds * RATE) : undefined,
  });
}

/**
 * An MP3 without a Xing/LAME header begins with the decoder's 529 samples and, from LAME and nearly all others, the
 * encoder's 576 (LAME technical FAQ, "encoder delay"); raw AAC with one frame of 1,024 (ISO/IEC 14496-3 priming).
 */
const codecLead = (format: string, codec: string): number =>
  format === 'mp3' && codec === 'mp3' ? 1105 : format === 'aac' ? 1024 : 0;

/**
 * Judges a full decode. Half a second may be missing: the widest slack seen between an honest header and its decode is
 * a WMA superframe (0.37 s). A container that stands whole decodes without one complaint; a bare row of frames may
 * begin or end in the middle of one, as recordings cut out of a stream do, and is allowed a few.
 */
export function judgeDecode(sound: Sound, heard: Frames, complaints: number): IngestFailure | undefined {
  const length = durationMs((heard * 1000) / RATE);
  if (sound.promised !== undefined && sound.promised - length > 500)
    return { kind: 'truncated', heard: length, promised: sound.promised };
  if (complaints > (sound.promised === undefined || sound.format === 'mp3' ? 3 : 0)) return { kind: 'damaged' };
  if (heard < msToFrames(SHORTEST)) return { kind: 'too-short' };
  return length >= LONGEST ? { kind: 'too-long' } : undefined;
}

/** ffprobe's word for a demuxer it was forbidden to open, as a reason. */
export const forbidden = (demuxer: string): IngestFailure =>
  /^(hls|applehttp|concat|dash|imf|webm_dash_manifest)$/.test(demuxer)
    ? { kind: 'playlist' }
    : { kind: 'unsupported', format: demuxer.split(',')[0]!.toUpperCase() };

/** Total samples in a FLAC's STREAMINFO (RFC 9639 §8.2): the exact length of a playout copy. `head`: its first 42 bytes. */
export function flacFrames(head: Uint8Array): Frames {
  if (head.length < 42 || latin1(head, 0, 4) !== 'fLaC') throw new Error('not a FLAC file');
  const view = new DataView(head.buffer, head.byteOffset);
  return frames((view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22));
}

const numberIn = (value: unknown): number | undefined => {
  const n = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(n) ? n : undefined;
};
