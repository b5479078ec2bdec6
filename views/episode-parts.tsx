/** What pages show of an issue: its state, its player, its place in a list, and the words for what becomes of it. */
import { type EpisodeStep, stepWords } from '../src/core/approval.ts';
import type { EpisodeInFull, EpisodeState } from '../src/core/episodes.ts';
import type { Approval, Programme } from '../src/core/model.ts';
import { type DurationMs, dayOf, type EpochMs } from '../src/core/time.ts';
import { formatClock, formatDate, formatDateTime, formatDay, formatTime } from '../src/core/vietnamese.ts';
import { Icon, type IconName } from './icons.tsx';
import { StatusBadge, Table, type Tone } from './parts.tsx';

export type ApprovalSheet = Approval & { readonly approverName: string };

/** An issue with all that a page says of it. */
export type EpisodeSheet = EpisodeInFull & {
  readonly programme: Programme;
  /** `Số 02/2025`. */
  readonly label: string;
  readonly state: EpisodeState;
  /** Its sound waits for an approver; one that has aired may wait again. */
  readonly isWaiting: boolean;
  /** Of the sound that would be heard now. */
  readonly playoutSha256: string | null;
  readonly durationMs: DurationMs | null;
  readonly authorName: string;
  readonly inForce: ApprovalSheet | undefined;
  /** The newest approval that a change of the sound has voided. */
  readonly voided: ApprovalSheet | undefined;
};

const STATES: Readonly<Record<EpisodeState, { word: string; tone: Tone; icon?: IconName }>> = {
  draft: { word: 'Bản nháp', tone: 'quiet', icon: 'pencil' },
  waiting: { word: 'Chờ duyệt', tone: 'busy' },
  returned: { word: 'Trả lại để sửa', tone: 'warn', icon: 'return' },
  rejected: { word: 'Không duyệt', tone: 'bad' },
  approved: { word: 'Đã duyệt', tone: 'good' },
  aired: { word: 'Đã phát', tone: 'quiet', icon: 'antenna' },
  expired: { word: 'Hết hiệu lực', tone: 'quiet', icon: 'clock' },
};

/** Also says when an issue that has aired waits for an approver again. */
export const EpisodeBadge = ({ episode }: { episode: EpisodeSheet }) => {
  if (episode.archivedAt !== null)
    return (
      <StatusBadge tone="quiet" icon="archive">
        Đã lưu trữ
      </StatusBadge>
    );
  const { word, tone, icon } = STATES[episode.state];
  return (
    <>
      <StatusBadge tone={tone} {...(icon && { icon })}>
        {word}
      </StatusBadge>
      {episode.airedAt !== null && episode.isWaiting && <StatusBadge tone="warn">Cần duyệt lại</StatusBadge>}
    </>
  );
};

/** What will be heard: the playout copy, not the file as it came. */
export const RecordingPlayer = (props: { id?: string; recordingId: number; label: string }) => (
  // biome-ignore lint/a11y/useMediaCaption: the station's sound is speech without a written track
  <audio
    id={props.id}
    controls
    preload="none"
    src={`/kho-tu-lieu/${props.recordingId}/am-thanh`}
    aria-label={`Nghe thử ${props.label}`}
  ></audio>
);

/** Why an issue that was approved is not approved now; `step`: how that came, where it is on record. */
export const VoidedNotice = (props: { episode: EpisodeSheet; step: EpisodeStep | undefined; zone: string }) => {
  const { episode, step, zone } = props;
  const { voided, playoutSha256 } = episode;
  if (!voided) return null;
  const approved = `${voided.approverName} duyệt ngày ${formatDate(dayOf(voided.approvedAt, zone))}`;
  return (
    <p class="consequence">
      <Icon name="warning" />
      <span>
        {step ? `${stepWords(step)} lúc ${formatDateTime(step.at, zone)}` : 'Duyệt hết hiệu lực: âm thanh đã thay'} (
        {approved}). {playoutSha256 === null ? 'Chọn lại tệp âm thanh.' : 'Cần nghe và duyệt lại.'}
      </span>
    </p>
  );
};

/** `17:10 Thứ Sáu, 12/09/2025`. */
export const startWords = (at: EpochMs, zone: string): string =>
  `${formatTime(at, zone)} ${formatDay(dayOf(at, zone))}`;

export const EpisodeTable = ({
  episodes,
  caption,
  zone,
}: {
  episodes: readonly EpisodeSheet[];
  caption: string;
  zone: string;
}) => (
  <Table
    stack
    caption={caption}
    head={
      <>
        <th scope="col">Số</th>
        <th scope="col">Tiêu đề</th>
        <th scope="col" class="number">
          Thời lượng
        </th>
        <th scope="col">Phát lần đầu</th>
      </>
    }
  >
    {episodes.map((episode) => (
      <tr>
        <td>
          <span class="badges">
            <a href={`/so/${episode.id}`}>{episode.label}</a>
            <EpisodeBadge episode={episode} />
          </span>
        </td>
        <td>{episode.title}</td>
        <td class={episode.durationMs === null ? 'number nothing' : 'number'} data-label="Thời lượng">
          {episode.durationMs === null ? '–' : formatClock(episode.durationMs)}
        </td>
        <td class={episode.airedAt === null ? 'figure nothing' : 'figure'} data-label="Phát lần đầu">
          {episode.airedAt === null ? '–' : formatDateTime(episode.airedAt, zone)}
        </td>
      </tr>
    ))}
  </Table>
);

// words ---------------------------------------------------------------------------------------------------------------

/** `Thêm số`, `Thêm kỳ`, `Thêm chuyên mục tháng`. */
export const addWords = ({ issueWord }: Programme): string =>
  `Thêm ${issueWord === 'chuyên mục' ? 'chuyên mục tháng' : issueWord}`;

/** A label within a sentence: `số 02/2025`. */

/** What taking an issue away does to the playlist. */
export function leavesPlaylistWords(coming: readonly EpochMs[], zone: string): string {
  const [next] = coming;
  if (next === undefined) return 'Số này không có trong lịch phát sắp tới.';
  const more = coming.length > 1 ? ` và ${coming.length - 1} lượt nữa` : '';
  return `Số này ra khỏi lịch phát lúc ${startWords(next, zone)}${more}; số đã duyệt tiếp theo thay vào, nếu có.`;
}
