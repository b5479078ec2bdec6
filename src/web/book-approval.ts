/**
 * Sổ duyệt tin, bài (documents.md §3.6): a row for each decision of the period on an issue or a notice, and for what waited
 * at its end.
 */
import { type EpisodeStep, heardWords, type StepKind, stepWords } from '../core/approval.ts';
import type { BookCell } from '../core/book.ts';
import { versionLabel } from '../core/episodes.ts';
import type { Approval, Episode } from '../core/model.ts';
import type { NoticeApproval, NoticeInFull } from '../core/notices.ts';
import { count } from '../core/report-words.ts';
import { dayOf, type EpochMs, framesToMs, startOfDay } from '../core/time.ts';
import { formatDateTime, lengthInWords, lowerFirst } from '../core/vietnamese.ts';
import type { BookBody, BookPeriod } from './book-periods.ts';
import type { Station } from './station.ts';

const DECISIONS = { approved: 'Đồng ý', returned: 'Sửa', rejected: 'Không phát' } as const;
const isDecision = ({ kind }: EpisodeStep): boolean => kind in DECISIONS;
/** Of a hash as much as tells two sounds apart on paper. */
const SHOWN = 16;

type Line = {
  readonly kind: StepKind;
  readonly at: EpochMs;
  readonly isSole: boolean;
  readonly cells: readonly BookCell[];
};

/** What stood as somebody approved: by which paper, why one person did both, how much was heard. */
const standingWords = ({
  mandate,
  soleReason,
  heardMs,
  lengthMs,
}: Pick<Approval, 'mandate' | 'soleReason' | 'heardMs' | 'lengthMs'>): string[] => [
  mandate,
  soleReason === null ? '' : `một người vừa làm vừa duyệt: ${soleReason}`,
  heardMs === null || lengthMs === null ? '' : lowerFirst(heardWords(heardMs, lengthMs)),
];

export function approvalBook(station: Station, { from, until }: BookPeriod): BookBody {
  const { stores, config } = station;
  const { zone } = config;
  const span = [startOfDay(from, zone), startOfDay(until.add({ days: 1 }), zone)] as const;
  const names = new Map(stores.people.list().map(({ id, name }) => [id, name]));
  const programmes = new Map(stores.programmes.list({ archived: true }).map((one) => [one.id, one]));
  const nameOf = (id: number | null) => (id === null ? '' : (names.get(id) ?? ''));

  const lines = stores.episodeSteps
    .between(...span)
    .filter((step) => isDecision(step) || isStillAsked(step))
    .map((step) => lineOf(step, stores.episodes.find(step.episodeId)!))
    .concat(stores.notices.decidedBetween(...span).flatMap(noticeLines))
    .sort((a, b) => a.at - b.at);
  const made = (kind: StepKind) => lines.filter((line) => line.kind === kind).length;
  const soles = lines.filter(({ isSole }) => isSole).length;

  return {
    columns: [
      { head: 'STT', width: 11, align: 'center' },
      { head: 'Ngày nhận', width: 22, type: 'day' },
      { head: 'Tên tin, bài', width: 46 },
      { head: 'Tác giả, cộng tác viên', width: 30 },
      { head: 'Chuyên mục, số; thông báo', width: 28 },
      { head: 'Thời lượng', width: 20, align: 'center' },
      { head: 'Biên tập', width: 24 },
      { head: 'Ý kiến duyệt', width: 40 },
      { head: 'Người duyệt, ngày giờ', width: 36 },
      { head: 'Ghi chú', width: 48 },
    ],
    rows: lines.map(({ cells }, i) => [i + 1, ...cells]),
    notes: [
      `Cộng: đồng ý ${count(made('approved'))}; trả lại sửa ${count(made('returned'))}; không phát ${count(made('rejected'))}; chờ duyệt ${count(made('submitted'))}.`,
      ...(soles > 0 ? [`Trong đó ${count(soles)} lượt do một người vừa làm vừa duyệt, theo chế độ một người.`] : []),
      'Duyệt gắn với mã băm SHA-256 của bản phát; đổi âm thanh thì lượt duyệt hết hiệu lực.',
    ],
    keeper: 'Người lập sổ',
  };

  /** Submitted, and nobody has said anything of it within the period. */
  function isStillAsked({ kind, id, episodeId }: EpisodeStep): boolean {
    if (kind !== 'submitted') return false;
    return !stores.episodeSteps.of(episodeId).some((later) => later.id > id && later.at < span[1]);
  }

  function lineOf(step: EpisodeStep, episode: Episode): Line {
    const history = stores.episodeSteps.of(step.episodeId);
    const received =
      step.kind === 'submitted' ? step : history.find(({ kind, id }) => kind === 'submitted' && id < step.id);
    const approval = stores.episodes.approvalsOf(step.episodeId).find(({ id }) => id === step.approvalId);
    const programme = programmes.get(episode.programmeId);
    const length = approval?.lengthMs ?? lengthOf(episode);
    const decision = isDecision(step) ? DECISIONS[step.kind as keyof typeof DECISIONS] : 'Chờ duyệt';
    const cells: BookCell[] = [
      received ? String(dayOf(received.at, zone)) : '',
      episode.title,
      makersOf(episode),
      [programme?.abbr, programme && lowerFirst(versionLabel(programme.issueWord, episode))].filter(Boolean).join(', '),
      length === undefined ? '' : lengthInWords(length),
      nameOf(received?.madeBy ?? episode.authorId),
      [decision, step.remark].filter(Boolean).join(': '),
      isDecision(step)
        ? [approval?.signedAs, nameOf(step.madeBy), formatDateTime(step.at, zone)].filter(Boolean).join(', ')
        : '',
      notesOf(step, approval, history).join('; '),
    ];
    return { kind: step.kind, at: step.at, isSole: approval?.soleReason != null, cells };
  }

  /** Of each of its versions what was decided in the period, and what was still asked at its end. */
  function noticeLines(notice: NoticeInFull): Line[] {
    const isWithin = (at: EpochMs | null): at is EpochMs => at !== null && span[0] <= at && at < span[1];
    const isDone = (at: EpochMs | null) => at !== null && at < span[1];
    return notice.versions.flatMap((version, i): Line[] => {
      const { submittedAt, returnedAt, returnedBy, returnNote, approvals, sound, authorId, number } = version;
      const line = (kind: keyof typeof DECISIONS | 'submitted', at: EpochMs, approval?: NoticeApproval): Line => {
        const length =
          approval?.lengthMs ?? (sound.playoutFrames === null ? undefined : framesToMs(sound.playoutFrames));
        const decision = kind === 'submitted' ? 'Chờ duyệt' : DECISIONS[kind];
        const by = kind === 'returned' ? returnedBy : (approval?.approverId ?? null);
        const cells: BookCell[] = [
          submittedAt === null ? '' : String(dayOf(submittedAt, zone)),
          notice.title,
          notice.source || nameOf(authorId),
          notice.versions.length > 1 ? `Thông báo, bản ${number}` : 'Thông báo',
          length === undefined ? '' : lengthInWords(length),
          nameOf(authorId),
          kind === 'returned' ? `${decision}: ${returnNote}` : decision,
          kind === 'submitted'
            ? ''
            : [approval?.signedAs, nameOf(by), formatDateTime(at, zone)].filter(Boolean).join(', '),
          [
            (approval?.playoutSha256 ?? sound.playoutSha256 ?? '').slice(0, SHOWN),
            ...(approval ? standingWords(approval) : []),
            approval && isDone(approval.withdrawnAt)
              ? `${lowerFirst(stepWords({ kind: 'withdrawn', cause: null }))}, ${formatDateTime(approval.withdrawnAt!, zone)}`
              : '',
          ]
            .filter(Boolean)
            .join('; '),
        ];
        return { kind, at, isSole: approval?.soleReason != null, cells };
      };
      const isAsked = !isDone(returnedAt) && !approvals.some(({ approvedAt }) => isDone(approvedAt));
      const isNewest = !isDone(notice.versions[i - 1]?.madeAt ?? null);
      return [
        ...approvals.flatMap((one) => (isWithin(one.approvedAt) ? line('approved', one.approvedAt, one) : [])),
        ...(isWithin(returnedAt) ? [line('returned', returnedAt)] : []),
        ...(isWithin(submittedAt) && isAsked && isNewest ? [line('submitted', submittedAt)] : []),
      ];
    });
  }

  function lengthOf({ recordingId }: Episode) {
    const frames = recordingId === null ? null : stores.recordings.find(recordingId)?.playoutFrames;
    return frames == null ? undefined : framesToMs(frames);
  }

  /** Those named as its makers; where nobody is, who wrote it down. */
  function makersOf({ id, authorId }: Episode): string {
    const named = stores.credits.find(id).contributors.map(({ name }) => name);
    return [...new Set(named)].join(', ') || nameOf(authorId);
  }

  function notesOf(step: EpisodeStep, approval: Approval | undefined, history: readonly EpisodeStep[]): string[] {
    const ended = history.findLast(
      ({ kind, approvalId, id }) =>
        id > step.id && (kind === 'voided' || kind === 'withdrawn') && approvalId === step.approvalId,
    );
    return [
      step.playoutSha256 === null ? '' : step.playoutSha256.slice(0, SHOWN),
      ...(approval ? standingWords(approval) : []),
      ended && step.kind === 'approved' ? `${lowerFirst(stepWords(ended))}, ${formatDateTime(ended.at, zone)}` : '',
    ].filter(Boolean);
  }
}
