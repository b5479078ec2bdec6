/**
 * The way of an issue between its editor and its approver. Bản nháp → Chờ duyệt → Đã duyệt, Trả lại or Không duyệt; what
 * was approved stays so for as long as exactly that sound would be heard (product G2, G3). Only sound is approved: the
 * words around it (title, topics, script) may still be mended, and the history says who changed them last.
 */
import { type DurationMs, durationMs, type EpochMs } from './time.ts';
import { formatClock } from './vietnamese.ts';

/**
 * recalled: its editor took it back before anybody decided; withdrawn: an approver took an approval back; voided: what
 * would be heard is no longer what was approved; revived: it is again.
 */
export const STEP_KINDS = [
  'submitted',
  'recalled',
  'approved',
  'returned',
  'rejected',
  'withdrawn',
  'voided',
  'revived',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/**
 * replaced: another recording; removed: none; trimmed: it begins or ends elsewhere; remade: its copy was made anew by other
 * settings; put-away: it was archived.
 */
export type VoidCause = 'replaced' | 'removed' | 'trimmed' | 'remade' | 'put-away';

export const ORIGINS = ['page', 'api', 'station'] as const;
/** station: the program itself, or from before this was kept. */
export type Origin = (typeof ORIGINS)[number];

/** One row of an issue's history; never changed. */
export type EpisodeStep = {
  readonly id: number;
  readonly episodeId: number;
  readonly at: EpochMs;
  readonly kind: StepKind;
  /** Null: nobody; the sound itself changed. */
  readonly madeBy: number | null;
  /** What was to be mended, or why it is not to be heard; of a withdrawal, why. */
  readonly remark: string;
  readonly cause: VoidCause | null;
  readonly origin: Origin;
  readonly playoutSha256: string | null;
  readonly approvalId: number | null;
};

/** After these the approver has it, if it has sound and nobody approved that: what an approval left goes back there. */
export const ON_DESK: readonly StepKind[] = ['submitted', 'approved', 'withdrawn', 'voided', 'revived'];
export const isOnDesk = (last: StepKind | null): boolean => last !== null && ON_DESK.includes(last);

/** `Duyệt hết hiệu lực: âm thanh đã thay` goes on with the instant. */
const CAUSES: Readonly<Record<VoidCause, string>> = {
  replaced: 'âm thanh đã thay',
  removed: 'âm thanh đã gỡ khỏi số',
  trimmed: 'âm thanh đã cắt lại (điểm vào, điểm ra)',
  remade: 'bản phát đã làm lại theo cài đặt mới',
  'put-away': 'tệp âm thanh đã đưa vào lưu trữ',
};

const KINDS: Readonly<Record<StepKind, string>> = {
  submitted: 'Trình duyệt',
  recalled: 'Thu hồi, chưa trình nữa',
  approved: 'Duyệt',
  returned: 'Trả lại để sửa',
  rejected: 'Không duyệt',
  withdrawn: 'Thu hồi duyệt',
  voided: 'Duyệt hết hiệu lực',
  revived: 'Duyệt có hiệu lực trở lại: đã dùng lại đúng âm thanh được duyệt',
};

/** `Trả lại để sửa`; `Duyệt hết hiệu lực: âm thanh đã thay`. */
export const stepWords = ({ kind, cause }: Pick<EpisodeStep, 'kind' | 'cause'>): string =>
  cause === null ? KINDS[kind] : `${KINDS[kind]}: ${CAUSES[cause]}`;

// a remark with places in the sound -----------------------------------------------------------------------------------

export type RemarkPart = { readonly words: string /** In ms. */; readonly at: DurationMs | null };

/** `3:20`, `03:20`, `1:03:20`, each also as `3'20`; not 17:10 of a sentence about the clock: it says "tại". */
const PLACE = /(?<=\btại\s+)(?:(\d{1,2}):)?(\d{1,3})[:'’](\d{2})(?!\d)/giu;

/** Cut where it names a place in the sound: "sửa tên tại 03:20" has the place 03:20. */
export function remarkParts(remark: string): RemarkPart[] {
  const parts: RemarkPart[] = [];
  let end = 0;
  for (const found of remark.matchAll(PLACE)) {
    const [words, hours = '0', minutes, seconds] = found;
    if (Number(seconds) > 59) continue;
    if (found.index > end) parts.push({ words: remark.slice(end, found.index), at: null });
    parts.push({ words, at: durationMs(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000) });
    end = found.index + words.length;
  }
  if (end < remark.length) parts.push({ words: remark.slice(end), at: null });
  return parts;
}

/** The first place that lies behind the end of the sound. */
export const placeBeyond = (remark: string, length: DurationMs): string | undefined =>
  remarkParts(remark).find(({ at }) => at !== null && at > length)?.words;

// how much was heard --------------------------------------------------------------------------------------------------

/** [from, until) in ms of the sound. */
export type HeardRange = readonly [from: number, until: number];

/** Sorted, apart and within the sound: the same second heard twice is one second. */
export function unionOf(ranges: readonly HeardRange[], length: DurationMs): HeardRange[] {
  const within = ranges
    .map(([from, until]): HeardRange => [Math.max(0, Math.round(from)), Math.min(length, Math.round(until))])
    .filter(([from, until]) => until > from)
    .sort(([a], [b]) => a - b);
  const apart: [number, number][] = [];
  for (const [from, until] of within) {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else apart.push([from, until]);
  }
  return apart;
}

export const heardIn = (ranges: readonly HeardRange[]): DurationMs =>
  durationMs(ranges.reduce((sum, [from, until]) => sum + until - from, 0));

/** Players end some frames before the end, and tell of it in steps of a quarter of a second. */
const HEARD_WHOLE = 0.98;
export type HeardState = 'whole' | 'part' | 'none';
export const heardState = (heardMs: number, lengthMs: number): HeardState =>
  heardMs <= 0 ? 'none' : heardMs >= lengthMs * HEARD_WHOLE ? 'whole' : 'part';

/** `Đã nghe hết`, `Đã nghe 03:20 trong 14:00`, `Chưa nghe`. */
export function heardWords(heardMs: number, lengthMs: number): string {
  switch (heardState(heardMs, lengthMs)) {
    case 'whole':
      return 'Đã nghe hết';
    case 'none':
      return 'Chưa nghe';
    default:
      return `Đã nghe ${formatClock(durationMs(heardMs))} trong ${formatClock(durationMs(lengthMs))}`;
  }
}

// one person alone, and one in another's place ------------------------------------------------------------------------

/** Chế độ một người: for these days one person may approve what they made, because there is nobody else. */
export type SoleMode = {
  readonly id: number;
  readonly from: EpochMs;
  /** Exclusive; as it was meant: `endedAt` is before it when somebody ended it early. */
  readonly until: EpochMs;
  readonly reason: string;
  readonly madeBy: number;
  readonly madeAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly endedBy: number | null;
};

/** ký thay (a deputy head), thừa ủy quyền (by a paper), thừa lệnh: Nghị định 30/2020, Phụ lục I. */
export const SIGNING_FORMS = ['KT.', 'TUQ.', 'TL.'] as const;
export type SigningForm = (typeof SIGNING_FORMS)[number];

/** How somebody who approves in another's place signs. */
export type DeputySignature = {
  readonly form: SigningForm;
  /** GIÁM ĐỐC, CHỦ TỊCH. */
  readonly inPlaceOf: string;
  /** PHÓ GIÁM ĐỐC; of a thừa ủy quyền the post they have; '' when nobody said. */
  readonly position: string;
};

/** `KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC`. */
export const signatureWords = ({ form, inPlaceOf, position }: DeputySignature): string =>
  [`${form} ${inPlaceOf.toUpperCase()}`, position.toUpperCase()].filter(Boolean).join(', ');
