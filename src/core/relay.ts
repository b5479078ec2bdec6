/** How a relay stands (engine/relay.ts), and the words for it on every page. */
import type { RelayFault } from './model.ts';
import { formatNumber } from './vietnamese.ts';
import { reasonWord } from './words.ts';

/**
 * connecting: no answer yet. waiting: it answers, and nothing is heard yet. on-air: it can be, or is, heard. lost: between
 * two attempts, or on the way to the next. over: given up, or a recording that is through.
 */
export type RelayState = {
  readonly phase: 'connecting' | 'waiting' | 'on-air' | 'lost' | 'over';
  /** Attempts since it was last heard. */
  readonly tries: number;
  readonly reason: RelayFault | null;
  /** What the far end, or the machine, said. */
  readonly said: string;
};

/** Of which cue: `e12` for entry 12. */
export type RelayNow = RelayState & { readonly key: string };

export function relayWords({ phase, tries, reason }: RelayState): string {
  switch (phase) {
    case 'connecting':
      return 'Đang kết nối';
    case 'waiting':
      return 'Đang chờ nội dung';
    case 'on-air':
      return 'Đang tiếp âm';
    case 'lost':
      return reason === 'relay-lost' ? `Mất tín hiệu, nối lại lần ${tries}` : `Chưa nối được, thử lại lần ${tries}`;
    case 'over':
      return reason ? 'Đã thôi nối lại' : 'Đã hết';
    default:
      return phase satisfies never;
  }
}

/** `Mất tín hiệu tiếp sóng: máy chủ ngắt kết nối`. */
export const relayFaultWords = (reason: RelayFault, said: string): string =>
  `${reasonWord(reason)}${said && `: ${said}`}`;

/** What a few seconds of listening found. */
export type Heard = {
  /** As ffmpeg names it. */
  readonly codec: string;
  /** kbit/s, where the stream says. */
  readonly bitrate: number | null;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** dBFS. */
  readonly peakDb: number;
  readonly meanDb: number;
  /** A recording, not a station: it plays from its beginning. */
  readonly isFile: boolean;
};

export type Probe =
  | ({ readonly isHeard: true } & Heard)
  | { readonly isHeard: false; readonly reason: RelayFault; readonly said: string };

const CODECS: Readonly<Record<string, string>> = {
  mp3: 'MP3',
  aac: 'AAC',
  opus: 'Opus',
  vorbis: 'Vorbis',
  flac: 'FLAC',
};
/** Below this a village hears little of it. */
const FAINT = -35;

/** `MP3, 128 kbit/s, 44,1 kHz, hai kênh; mức trung bình −18 dBFS, đỉnh −3 dBFS.` */
export function probeWords(probe: Probe): string {
  if (!probe.isHeard) return `${relayFaultWords(probe.reason, probe.said)}.`;
  const { codec, bitrate, sampleRate, channels, peakDb, meanDb, isFile } = probe;
  const kind = [
    CODECS[codec] ?? codec,
    bitrate !== null && `${bitrate} kbit/s`,
    `${formatNumber(sampleRate / 1000, 2)} kHz`,
    channels === 1 ? 'một kênh' : 'hai kênh',
  ];
  const level = `mức trung bình ${formatNumber(meanDb, 0)} dBFS, đỉnh ${formatNumber(peakDb, 0)} dBFS`;
  const remarks = [
    meanDb < FAINT && ' Luồng này nhỏ tiếng: nên tăng độ lớn ở khung giờ.',
    isFile && ' Đây là một tệp, không phải luồng trực tiếp: mỗi lần phát từ đầu.',
  ];
  return [`${kind.filter(Boolean).join(', ')}; ${level}.`, ...remarks.filter(Boolean)].join('');
}
