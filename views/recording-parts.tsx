/** What the library says of a recording, in words and in parts that its pages share. */
import type { Recording, RecordingState } from '../src/core/model.ts';
import type { DurationMs, EpochMs } from '../src/core/time.ts';
import { formatNumber } from '../src/core/vietnamese.ts';
import { startWords } from './episode-parts.tsx';
import { Icon, type IconName } from './icons.tsx';
import { StatusBadge, type Tone } from './parts.tsx';

export type SheetUse =
  | { readonly kind: 'episode'; readonly id: number; readonly label: string }
  | { readonly kind: 'slot'; readonly id: string; readonly label: string };

/** A recording with all that a page says of it. */
export type RecordingSheet = Recording & {
  /** Of the playout copy. */
  readonly durationMs: DurationMs | null;
  readonly uploaderName: string;
  readonly uses: readonly SheetUse[];
};

export const isUnsettled = ({ state }: Recording): boolean => state === 'received' || state === 'checking';

// words ---------------------------------------------------------------------------------------------------------------

export const STATES: Readonly<Record<RecordingState, { word: string; tone: Tone; icon?: IconName }>> = {
  received: { word: 'Đã nhận', tone: 'quiet', icon: 'clock' },
  checking: { word: 'Đang kiểm tra', tone: 'busy' },
  ready: { word: 'Sẵn sàng', tone: 'good' },
  failed: { word: 'Không dùng được', tone: 'bad' },
};

const FORMATS: Readonly<Record<string, string>> = {
  mp3: 'MP3',
  mov: 'M4A/MP4',
  wav: 'WAV',
  asf: 'WMA',
  ogg: 'OGG',
  matroska: 'WebM/MKV',
};

export const formatWord = (format: string): string => FORMATS[format] ?? format.toUpperCase();

/** `MP3, 44,1 kHz, đơn âm`; nothing before the file was read. */
export function soundWords({ format, sampleRate, channels }: Recording): string {
  if (format === null) return '';
  const rate = sampleRate === null ? '' : `${formatNumber(sampleRate / 1000)} kHz`;
  const ears =
    channels === null ? '' : channels === 1 ? 'đơn âm' : channels === 2 ? 'âm thanh nổi' : `${channels} kênh`;
  return [formatWord(format), rate, ears].filter(Boolean).join(', ');
}

export const sizeWords = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} byte`
    : bytes < 1024 ** 2
      ? `${formatNumber(bytes / 1024, 0)} KB`
      : bytes < 1024 ** 3
        ? `${formatNumber(bytes / 1024 ** 2)} MB`
        : `${formatNumber(bytes / 1024 ** 3, 2)} GB`;

/** What needs this recording, and what would happen without it; `undefined` when nothing does. */
export function whereUsed({ uses }: RecordingSheet, coming: readonly EpochMs[], zone: string): string | undefined {
  const used = uses.map(({ kind, label }) => (kind === 'slot' ? `khung giờ “${label}”` : label)).join('; ');
  const [next] = coming;
  const more = coming.length > 1 ? ` và ${coming.length - 1} lượt nữa` : '';
  return (
    [
      used && `Đang dùng ở: ${used}.`,
      next !== undefined &&
        `Lịch phát có lúc ${startWords(next, zone)}${more}; lưu trữ thì những lượt này không còn âm thanh.`,
    ]
      .filter(Boolean)
      .join(' ') || undefined
  );
}

export const address = ({ id }: Recording): string => `/kho-tu-lieu/${id}`;

// parts ---------------------------------------------------------------------------------------------------------------

export const RecordingBadge = ({ recording }: { recording: Recording }) => {
  const { word, tone, icon } = STATES[recording.state];
  return (
    <>
      <StatusBadge tone={tone} {...(icon && { icon })}>
        {word}
      </StatusBadge>
      {recording.archivedAt !== null && (
        <StatusBadge tone="quiet" icon="archive">
          Đã lưu trữ
        </StatusBadge>
      )}
    </>
  );
};

export const Player = ({ src, label }: { src: string; label: string }) => (
  // biome-ignore lint/a11y/useMediaCaption: the station's sound is speech without a written track
  <audio controls preload="none" src={src} aria-label={label}></audio>
);

export const Why = ({ recording }: { recording: Recording }) =>
  recording.reason === null ? null : (
    <p class="complaint">
      <Icon name="warning" />
      {recording.reason}
    </p>
  );

export const Uses = ({ uses, mayEdit }: { uses: readonly SheetUse[]; mayEdit: boolean }) =>
  uses.length === 0 ? (
    <>–</>
  ) : (
    <ul class="uses">
      {uses.map(({ kind, id, label }) => (
        <li>
          {kind === 'episode' ? (
            <a href={`/so/${id}`}>{label}</a>
          ) : mayEdit ? (
            <a href={`/khung-gio/${id}`}>{label}</a>
          ) : (
            label
          )}
        </li>
      ))}
    </ul>
  );
