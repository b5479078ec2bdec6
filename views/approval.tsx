/** The approver's inbox, made for a phone: listen, then one button. */
import type { FieldErrors } from '../src/core/result.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDateTime, formatDuration } from '../src/core/vietnamese.ts';
import { type EpisodeSheet, leavesPlaylistWords, startWords, VoidedNotice } from './episode-parts.tsx';
import { Icon } from './icons.tsx';
import { Button, ButtonLink, ConfirmForm, EmptyState, ErrorSummary, PageHead, Table } from './parts.tsx';
import { Player, type RecordingSheet, Warnings, Waveform } from './recording-parts.tsx';

export type Refusal = { readonly episodeId: number; readonly errors: FieldErrors; readonly soleReason: string };

type ApprovalPageProps = {
  /** Oldest first: what has waited longest. */
  waiting: readonly EpisodeSheet[];
  /** Of those, by recording. */
  sounds: ReadonlyMap<number, RecordingSheet>;
  /** Approved and not yet aired, with the coming starts of each. */
  approved: readonly { readonly episode: EpisodeSheet; readonly coming: readonly EpochMs[] }[];
  userId: number;
  mayApprove: boolean;
  /** What the last press of the button was refused for. */
  refusal?: Refusal | undefined;
  zone: string;
};

export const ApprovalPage = ({ waiting, sounds, approved, userId, mayApprove, refusal, zone }: ApprovalPageProps) => (
  <>
    <PageHead title="Duyệt" lead="Chỉ âm thanh đã duyệt mới được phát. Đổi tệp âm thanh thì phải duyệt lại." />
    {/* What was refused may have left the list meanwhile: its sound was taken away, say. */}
    {!waiting.some(({ id }) => id === refusal?.episodeId) && (
      <ErrorSummary title="Chưa duyệt được" errors={refusal?.errors} />
    )}
    {waiting.length === 0 ? (
      <EmptyState title="Không có số nào chờ duyệt" action={<ButtonLink href="/chuyen-muc">Đến chuyên mục</ButtonLink>}>
        Một số có tệp âm thanh đã kiểm tra xong sẽ hiện ở đây để nghe và duyệt.
      </EmptyState>
    ) : (
      <ul class="inbox">
        {waiting.map((episode) => (
          <li class="card" id={`so-${episode.id}`}>
            <h2>
              <a href={`/so/${episode.id}`}>{episode.title}</a>
            </h2>
            <p class="hint">
              {episode.label} · {episode.programme.name}
            </p>
            <VoidedNotice episode={episode} zone={zone} />
            <Listen episode={episode} sound={sounds.get(episode.recordingId!)} />
            <p class="hint">
              {formatDuration(episode.durationMs!)} · Biên tập: {episode.authorName},{' '}
              {formatDateTime(episode.changedAt, zone)}
            </p>
            {mayApprove && (
              <ApprovalForm
                episode={episode}
                userId={userId}
                refusal={refusal?.episodeId === episode.id ? refusal : undefined}
              />
            )}
          </li>
        ))}
      </ul>
    )}
    {approved.length > 0 && <Approved approved={approved} mayApprove={mayApprove} zone={zone} />}
  </>
);

/** The sound with its picture and what its check found against it. */
const Listen = ({ episode, sound }: { episode: EpisodeSheet; sound: RecordingSheet | undefined }) => {
  const player = `nghe-${episode.id}`;
  return (
    <>
      {sound?.analysis && <Waveform recording={sound} player={player} />}
      <Player id={player} src={`/kho-tu-lieu/${episode.recordingId}/am-thanh`} label={`Nghe thử ${episode.label}`} />
      {sound && <Warnings recording={sound} player={player} />}
    </>
  );
};

/** Approves exactly the sound that this page lets one hear. */
export const ApprovalForm = (props: { episode: EpisodeSheet; userId: number; refusal?: Refusal | undefined }) => {
  const { episode, userId, refusal } = props;
  const id = `ly-do-${episode.id}`;
  return (
    <form method="post" action={`/duyet/${episode.id}`} class="approval">
      <input type="hidden" name="playoutSha256" value={episode.playoutSha256 ?? ''} />
      {Object.values(refusal?.errors ?? {}).map((words) => (
        <p class="complaint" role="alert" id={`${id}-error`}>
          <Icon name="warning" />
          {words}
        </p>
      ))}
      {episode.authorId === userId && (
        <div class="field">
          <label for={id}>Lý do một người vừa biên tập vừa duyệt</label>
          <p class="hint">Được ghi lại và in trong sổ duyệt. Ví dụ: đài chỉ có một cán bộ trong ngày.</p>
          <input
            id={id}
            name="soleReason"
            value={refusal?.soleReason}
            required
            maxlength={500}
            autocomplete="off"
            aria-describedby={refusal ? `${id}-error` : undefined}
          />
        </div>
      )}
      <Button tone="main" icon="check">
        Duyệt
      </Button>
    </form>
  );
};

const Approved = ({ approved, mayApprove, zone }: Pick<ApprovalPageProps, 'approved' | 'mayApprove' | 'zone'>) => (
  <section>
    <h2>Đã duyệt, chưa phát</h2>
    <Table
      stack
      caption="Đã duyệt, chưa phát"
      head={
        <>
          <th scope="col">Số</th>
          <th scope="col">Duyệt</th>
          <th scope="col">Lịch phát</th>
          <th scope="col">
            <span class="unseen">Việc</span>
          </th>
        </>
      }
    >
      {approved.map(({ episode, coming: [next] }) => (
        <tr>
          <td>
            <a href={`/so/${episode.id}`}>{episode.title}</a>
            <small>
              {episode.label} · {episode.programme.abbr}
            </small>
          </td>
          <td data-label="Duyệt">
            {episode.inForce?.approverName}
            {episode.inForce && <small>{formatDateTime(episode.inForce.approvedAt, zone)}</small>}
          </td>
          <td data-label="Lịch phát">{next === undefined ? 'Chưa xếp' : startWords(next, zone)}</td>
          <td class="row-actions">
            {mayApprove && (
              <ButtonLink tone="plain" href={`/duyet/${episode.id}/thu-hoi`}>
                Thu hồi<span class="unseen"> duyệt {episode.label}</span>
              </ButtonLink>
            )}
          </td>
        </tr>
      ))}
    </Table>
  </section>
);

export const ConfirmWithdrawal = ({
  episode,
  coming,
  zone,
}: {
  episode: EpisodeSheet;
  coming: readonly EpochMs[];
  zone: string;
}) => (
  <ConfirmForm
    title={`Thu hồi duyệt “${episode.title}”`}
    consequence={`${leavesPlaylistWords(coming, zone)} Muốn phát lại phải duyệt lại. Nếu đang phát trên loa thì vẫn phát hết; muốn ngắt, dùng nút Dừng phát.`}
    action={`/duyet/${episode.id}/thu-hoi`}
    button="Thu hồi duyệt"
    cancel="/duyet"
  />
);
