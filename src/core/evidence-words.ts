/** What an airing's row proves beside the times, in words: its outputs, its clock, what a person corrected. */
import { type Correction, correctedFields, isSameDay, type Reading } from './correction.ts';
import { type EvidenceShort, type EvidenceVerdict, type EvidenceWhy, VERDICTS } from './evidence.ts';
import type { Airing, ClockQuality, OutputHeard } from './model.ts';
import { framesToMs } from './time.ts';
import { formatClock, formatDateTime, formatDuration, formatNumber, formatTime } from './vietnamese.ts';
import { outcomeWord, reasonWord } from './words.ts';

const HEARD = { whole: 'đủ', part: 'một phần', none: 'không' } as const satisfies Record<OutputHeard['heard'], string>;

/** `Luồng nghe trực tiếp: đủ; Icecast: một phần` */
export const outputWords = (outputs: readonly OutputHeard[]): string =>
  outputs.map(({ name, heard }) => `${name}: ${HEARD[heard]}`).join('; ');

export function clockWords({ source, plausible, stepMs }: ClockQuality): string {
  const of = source === 'ntp' ? 'Theo máy chủ thời gian' : 'Theo đồng hồ của máy';
  const step = stepMs === 0 ? '' : `, chỉnh ${formatNumber(stepMs / 1000, 1)} giây trong khi phát`;
  return `${of}${step}${plausible ? '' : ', không đáng tin'}`;
}

/** What can be asked of a row: how its aircheck compared, or that nobody has looked yet. */
export const EVIDENCE_LIST = [...VERDICTS, 'none'] as const;

const VERDICT_WORDS: Readonly<Record<EvidenceVerdict | 'none', string>> = {
  heard: 'Khớp bản duyệt',
  differs: 'Khác bản duyệt',
  'not-enough': 'Chưa đủ để kết luận',
  none: 'Chưa đối chiếu',
};
export const verdictWord = (verdict: EvidenceVerdict | 'none'): string => VERDICT_WORDS[verdict];

/** For a narrow column of a paper. */
export const verdictShort = (verdict: EvidenceVerdict): string =>
  ({ heard: 'Khớp', differs: 'Khác', 'not-enough': 'Chưa rõ' })[verdict];

const WHY_WORDS: Readonly<Record<EvidenceWhy, string>> = {
  'other-sound': 'trên sóng là âm thanh khác',
  silent: 'trên sóng không có tiếng ở chỗ bản duyệt có tiếng',
  shifted: 'đúng âm thanh, nhưng lệch so với giờ trong nhật ký',
  'no-copy': 'không có bản duyệt để so: tiếp sóng, phát trực tiếp hoặc khẩn cấp',
  'copy-gone': 'bản duyệt không còn trong kho tư liệu',
  'not-kept': 'không có bản ghi sóng',
  'part-kept': 'bản ghi sóng thiếu quá nhiều',
  failed: 'máy không đối chiếu được; xem lại ffmpeg và ổ đĩa',
  'too-short': 'quá ngắn, hoặc bản duyệt gần như không có tiếng',
};
export const evidenceWhyWord = (why: EvidenceWhy): string => WHY_WORDS[why];

/** `Khớp bản duyệt: 14 phút 58 giây trên 15 phút` */
export const evidenceWords = ({ verdict, matchedMs, comparedMs }: EvidenceShort): string =>
  comparedMs === 0 ? verdictWord(verdict) : `${verdictWord(verdict)}: ${shareWords({ matchedMs, comparedMs })}`;
const shareWords = ({ matchedMs, comparedMs }: Pick<EvidenceShort, 'matchedMs' | 'comparedMs'>): string =>
  `${formatDuration(matchedMs)} trên ${formatDuration(comparedMs)}`;
/** `khớp 14 phút 58 giây trên 15 phút so được` */
export const matchedWords = (evidence: Pick<EvidenceShort, 'matchedMs' | 'comparedMs'>): string =>
  evidence.comparedMs === 0 ? '' : `khớp ${shareWords(evidence)} so được`;

/** `Chủ tịch (duyệt sau 14:50)`: of an emergency a leader says so afterwards; the hour only where `zone` is told. */
export function approverWords({ approvedBy, emergency, kind, startedAt }: Approved, zone?: string): string | null {
  if (!emergency?.judgedBy) return approvedBy ?? (kind === 'emergency' ? 'Chờ duyệt' : null);
  const { verdict, judgedBy, judgedAt: at } = emergency;
  const hour = at && zone && (startedAt && isSameDay(startedAt, at, zone) ? formatTime : formatDateTime)(at, zone);
  return `${judgedBy} (${verdict === 'approved' ? 'duyệt sau' : 'không đồng ý'}${hour ? ` ${hour}` : ''})`;
}
type Approved = Pick<Airing, 'approvedBy' | 'emergency' | 'kind' | 'startedAt'>;

/** Who and why, for a column. */
export const correctionNote = ({ why, madeByName }: Correction): string => `${why} (${madeByName})`;

const LABELS = {
  outcome: 'Kết quả',
  reason: 'Lý do',
  startedAt: 'Bắt đầu thực tế',
  endedAt: 'Kết thúc thực tế',
  playedFrames: 'Thời lượng đã phát',
} as const;

/** What was changed from what to what. */
export const changesOf = (row: Reading, to: Reading, zone: string): { label: string; was: string; now: string }[] =>
  correctedFields(row, to).map((field) => ({
    label: LABELS[field],
    was: textOf(row, field, zone),
    now: textOf(to, field, zone),
  }));

function textOf(reading: Reading, field: keyof typeof LABELS, zone: string): string {
  switch (field) {
    case 'outcome':
      return outcomeWord(reading.outcome);
    case 'reason':
      return reading.reason === null ? 'Không có' : reasonWord(reading.reason);
    case 'startedAt':
    case 'endedAt': {
      const at = reading[field];
      return at === null ? 'Không phát' : formatTime(at, zone, { seconds: true });
    }
    case 'playedFrames':
      return formatClock(framesToMs(reading.playedFrames));
    default:
      return field satisfies never;
  }
}
