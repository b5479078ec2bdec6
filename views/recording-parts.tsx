/** What the library says of a recording, in words and in parts that its pages share. */
import { stepWords } from '../src/core/ingest-steps.ts';
import type { CopyRule } from '../src/core/loudness.ts';
import type { Recording, RecordingState } from '../src/core/model.ts';
import type { Warning } from '../src/core/recording-warnings.ts';
import { type DurationMs, durationMs as durationMsOf, type EpochMs, frames, framesToMs } from '../src/core/time.ts';
import { formatClock, formatNumber } from '../src/core/vietnamese.ts';
import { startWords } from './episode-parts.tsx';
import { Icon, type IconName } from './icons.tsx';
import { StatusBadge, type Tone } from './parts.tsx';

/** `programme`: sounds in the place of an issue that cannot; `filler`: in the place of anything. */
export type SheetUse = {
  readonly kind: 'episode' | 'slot' | 'programme' | 'special-day' | 'filler' | 'notice';
  readonly id: number | string;
  readonly label: string;
  /** Of an issue: until when it may be chosen, and from when. */
  readonly validity?: string;
};

/** A recording with all that a page says of it. */
export type RecordingSheet = Recording & {
  /** Of the playout copy. */
  readonly durationMs: DurationMs | null;
  /** What its check found against it, and what was mended in the copy. */
  readonly warnings: readonly Warning[];
  readonly mended: readonly string[];
  readonly uploaderName: string;
  readonly tags: readonly string[];
  readonly uses: readonly SheetUse[];
};

/** What a page shows of how far its check has come: another one is news. */
export const stageOf = ({ state, step, isRemaking }: Recording): string =>
  [state, step, isRemaking && 'remake'].filter(Boolean).join('-');

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

const USE_WORDS: Readonly<Partial<Record<SheetUse['kind'], string>>> = {
  slot: 'khung giờ',
  programme: 'âm thanh dự phòng của',
  'special-day': 'ngày đặc biệt',
  notice: 'thông báo',
};

/** What needs this recording, and what would happen without it; `undefined` when nothing does. */
export function whereUsed({ uses }: RecordingSheet, coming: readonly EpochMs[], zone: string): string | undefined {
  const used = uses.map(({ kind, label }) => (USE_WORDS[kind] ? `${USE_WORDS[kind]} “${label}”` : label)).join('; ');
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

/** `độ lớn -16 LUFS, lọc bỏ tiếng dưới 120 Hz`. */
export const copyRuleWords = ({ targetLufs, highPass }: CopyRule): string =>
  `độ lớn ${formatNumber(targetLufs)} LUFS, ${highPass ? 'lọc bỏ tiếng dưới 120 Hz' : 'không lọc tiếng trầm'}`;

export const address = ({ id }: Recording): string => `/kho-tu-lieu/${id}`;

// parts ---------------------------------------------------------------------------------------------------------------

export const RecordingBadge = ({ recording }: { recording: RecordingSheet }) => {
  const { word, tone, icon } = STATES[recording.state];
  const kinds = [...new Set(recording.warnings.map(({ short }) => short))];
  return (
    <>
      <StatusBadge tone={tone} {...(icon && { icon })}>
        {word}
      </StatusBadge>
      {recording.step !== null && <small>{stepWords(recording.step)}</small>}
      {kinds.length > 0 && <StatusBadge tone="warn">{kinds.join(', ')}</StatusBadge>}
      {recording.isRemaking && <StatusBadge tone="busy">Đang chuẩn hóa lại</StatusBadge>}
      {recording.archivedAt !== null && (
        <StatusBadge tone="quiet" icon="archive">
          Đã lưu trữ
        </StatusBadge>
      )}
    </>
  );
};

/** Of several with one `group` only one plays, and the next goes on where it was; `lag`: how far it is behind, in ms. */
export const Player = (props: { src: string; label: string; id?: string; group?: string; lag?: number }) => (
  // biome-ignore lint/a11y/useMediaCaption: the station's sound is speech without a written track
  <audio
    id={props.id}
    controls
    preload="none"
    src={props.src}
    aria-label={props.label}
    data-group={props.group}
    data-lag={props.lag}
  ></audio>
);

/**
 * The picture of what will be heard, and the same in words. With the script a click on it moves the player of that id.
 * The hash of the copy is in the address, so that a browser never shows an old picture.
 */
export const Waveform = ({ recording, player }: { recording: RecordingSheet; player: string }) => (
  <div class="waveform" data-seeks={player} data-length={recording.durationMs}>
    <img
      src={`${address(recording)}/dang-song?ban=${recording.playoutSha256?.slice(0, 16)}`}
      alt={waveformWords(recording)}
      width="1000"
      height="120"
      loading="lazy"
    />
    <span class="playhead" hidden></span>
  </div>
);

export function waveformWords({ durationMs, warnings }: RecordingSheet): string {
  const marked = warnings.filter(({ kind }) => kind === 'silence' || kind === 'clipped').map(({ words }) => words);
  return [`Dạng sóng của bản phát, dài ${formatClock(durationMs ?? durationMsOf(0))}.`, ...marked].join(' ');
}

/** With the script, a place can be heard at once. */
export const Warnings = ({ recording, player }: { recording: RecordingSheet; player: string }) =>
  recording.warnings.length === 0 ? null : (
    <ul class="warnings" aria-label="Cảnh báo về âm thanh">
      {recording.warnings.map(({ kind, words, at }) => (
        <li>
          <Icon name="warning" />
          <span>
            {words}{' '}
            {at !== null && (
              <button
                type="button"
                class="plain"
                hidden
                data-seeks={player}
                data-at={Math.max(0, at - cutMs(recording))}
              >
                {kind === 'silence' ? 'Nghe đoạn này' : `Nghe tại ${formatClock(at)}`}
              </button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );

/** How much earlier a place is in the playout copy than in the original. */
export const cutMs = ({ analysis }: Recording): DurationMs => framesToMs(analysis?.copy.from ?? ZERO);
const ZERO = frames(0);

export const Why = ({ recording }: { recording: Recording }) =>
  recording.reason === null ? null : (
    <p class="complaint">
      <Icon name="warning" />
      {recording.reason}
    </p>
  );

/** Each finds the others that have it. */
export const Tags = ({ tags }: { tags: readonly string[] }) =>
  tags.length === 0 ? null : (
    <ul class="tags" aria-label="Nhãn">
      {tags.map((tag) => (
        <li>
          <a href={`/kho-tu-lieu?${new URLSearchParams({ nhan: tag })}`}>{tag}</a>
        </li>
      ))}
    </ul>
  );

export const Uses = ({ uses, mayEdit }: { uses: readonly SheetUse[]; mayEdit: boolean }) =>
  uses.length === 0 ? (
    <>–</>
  ) : (
    <ul class="uses">
      {uses.map((use) => (
        <li>
          <Use use={use} mayEdit={mayEdit} />
          {use.validity && <small>{use.validity}</small>}
        </li>
      ))}
    </ul>
  );

const Use = ({ use: { kind, id, label }, mayEdit }: { use: SheetUse; mayEdit: boolean }) => {
  if (kind === 'episode') return <a href={`/so/${id}`}>{label}</a>;
  if (kind === 'notice') return <a href={`/thong-bao/${id}`}>{`Thông báo: ${label}`}</a>;
  if (kind === 'programme') return <a href={`/chuyen-muc/${id}`}>{`Dự phòng: ${label}`}</a>;
  return kind === 'slot' && mayEdit ? <a href={`/khung-gio/${id}`}>{label}</a> : <span>{label}</span>;
};
