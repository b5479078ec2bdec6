/** The approver's inbox, made for a phone: listen, then one button. */
import type { Child } from 'hono/jsx';
import type { SoleMode } from '../src/core/approval.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDateTime, formatDuration } from '../src/core/vietnamese.ts';
import {
  DecisionForms,
  type DeskSheet,
  Listening,
  listeningOf,
  playerOf,
  type Refusal,
  Remark,
  SentBack,
  type StepSheet,
  untilWords,
} from './approval-parts.tsx';
import { EpisodeBadge, type EpisodeSheet, leavesPlaylistWords, startWords, VoidedNotice } from './episode-parts.tsx';
import { ButtonLink, ConfirmForm, EmptyState, ErrorSummary, Field, PageHead, Table } from './parts.tsx';
import { Player, type RecordingSheet, Warnings, Waveform } from './recording-parts.tsx';
import { type ScriptSheet, ScriptToRead } from './script-parts.tsx';

export type Waiting = { readonly episode: EpisodeSheet; readonly desk: DeskSheet };

type ApprovalPageProps = {
  /** Oldest first: what has waited longest. */
  waiting: readonly Waiting[];
  /** Of those, by recording. */
  sounds: ReadonlyMap<number, RecordingSheet>;
  /** Of those, by episode. */
  scripts: ReadonlyMap<number, ScriptSheet>;
  /** Returned or rejected, newest first. */
  sentBack: readonly { readonly episode: EpisodeSheet; readonly step: StepSheet }[];
  /** Approved and not yet aired, with the coming starts of each. */
  approved: readonly { readonly episode: EpisodeSheet; readonly coming: readonly EpochMs[] }[];
  mayApprove: boolean;
  /** Holds now, for whoever it lets approve their own. */
  sole: SoleMode | undefined;
  /** `TUQ. GIÁM ĐỐC` and the paper, of one who approves in another's place. */
  signed: { readonly signedAs: string; readonly mandate: string };
  refusal?: Refusal | undefined;
  /** Notices that wait too (views/notices.tsx). */
  notices: Child;
  zone: string;
};

export const ApprovalPage = (props: ApprovalPageProps) => {
  const { waiting, sounds, sentBack, approved, mayApprove, sole, signed, refusal, zone } = props;
  return (
    <>
      <PageHead title="Duyệt" lead="Chỉ âm thanh đã duyệt mới được phát. Đổi tệp âm thanh thì phải duyệt lại.">
        {mayApprove && waiting.length > 1 && (
          <ButtonLink href="/duyet/nhieu" icon="check">
            Duyệt nhiều số…
          </ButtonLink>
        )}
        <ButtonLink href="/so-sach/so-duyet-tin-bai">Sổ duyệt</ButtonLink>
        <ButtonLink href="/duyet/uy-quyen">Ủy quyền</ButtonLink>
      </PageHead>
      {signed.signedAs !== '' && (
        <p class="hint">
          Duyệt thay: ký <strong>{signed.signedAs}</strong> ({signed.mandate}).
        </p>
      )}
      {sole && (
        <p class="hint">
          Chế độ một người {untilWords(sole.until, zone)}: {sole.reason}.
        </p>
      )}
      {props.notices}
      {/* What was refused may have left the list meanwhile: its sound was taken away, say. */}
      {!waiting.some(({ episode }) => episode.id === refusal?.episodeId) && (
        <ErrorSummary title="Chưa làm được" errors={refusal?.errors} />
      )}
      {waiting.length === 0 ? (
        <EmptyState
          title="Không có số nào chờ duyệt"
          action={<ButtonLink href="/chuyen-muc">Đến chuyên mục</ButtonLink>}
        >
          Một số có âm thanh đã kiểm tra xong, được người biên tập trình duyệt, sẽ hiện ở đây để nghe và duyệt.
        </EmptyState>
      ) : (
        <ul class="inbox">
          {waiting.map((one) => (
            <li class="card" id={`so-${one.episode.id}`}>
              <InboxItem
                {...one}
                sound={sounds.get(one.episode.recordingId!)}
                script={props.scripts.get(one.episode.id)}
                mayApprove={mayApprove}
                refusal={refusal?.episodeId === one.episode.id ? refusal : undefined}
                zone={zone}
              />
            </li>
          ))}
        </ul>
      )}
      {sentBack.length > 0 && <SentBackTable sentBack={sentBack} zone={zone} />}
      {approved.length > 0 && <Approved approved={approved} mayApprove={mayApprove} zone={zone} />}
    </>
  );
};

type ItemProps = Waiting & {
  sound: RecordingSheet | undefined;
  script: ScriptSheet | undefined;
  mayApprove: boolean;
  refusal: Refusal | undefined;
  zone: string;
};

const InboxItem = ({ episode, desk, sound, script, mayApprove, refusal, zone }: ItemProps) => (
  <>
    <h2>
      <a href={`/so/${episode.id}`}>{episode.title}</a>
    </h2>
    <p class="hint">
      {episode.label} · {episode.programme.name}
    </p>
    <VoidedNotice episode={episode} step={desk.voided} zone={zone} />
    {desk.sentBack && <SentBack step={desk.sentBack} recordingId={episode.recordingId} zone={zone} />}
    <Listening {...listeningOf(episode)} heard={desk.heard} mayApprove={mayApprove}>
      <Sound episode={episode} sound={sound} />
    </Listening>
    <ScriptToRead episodeId={episode.id} sheet={script} />
    {desk.hasScript && (
      <p>
        <a href={`/so/${episode.id}/kich-ban`}>Đọc kịch bản</a>
      </p>
    )}
    <p class="hint">
      {formatDuration(episode.durationMs!)} · Biên tập: {episode.authorName}, {formatDateTime(episode.changedAt, zone)}
      {desk.submitted && ` · Trình duyệt: ${desk.submitted.byName}, ${formatDateTime(desk.submitted.at, zone)}`}
    </p>
    {mayApprove && <DecisionForms episode={episode} desk={desk} refusal={refusal} />}
  </>
);

/** With its picture and what its check found against it. */
const Sound = ({ episode, sound }: { episode: EpisodeSheet; sound: RecordingSheet | undefined }) => {
  const player = playerOf(episode.id);
  return (
    <>
      {sound?.analysis && <Waveform recording={sound} player={player} />}
      <Player id={player} src={`/kho-tu-lieu/${episode.recordingId}/am-thanh`} label={`Nghe thử ${episode.label}`} />
      {sound && <Warnings recording={sound} player={player} />}
    </>
  );
};

const Issue = ({ episode }: { episode: EpisodeSheet }) => (
  <>
    <a href={`/so/${episode.id}`}>{episode.title}</a>
    <small>
      {episode.label} · {episode.programme.abbr}
    </small>
  </>
);

const SentBackTable = ({ sentBack, zone }: Pick<ApprovalPageProps, 'sentBack' | 'zone'>) => (
  <section>
    <h2>Trả lại, không duyệt</h2>
    <Table
      stack
      caption="Trả lại, không duyệt"
      head={
        <>
          <th scope="col">Số</th>
          <th scope="col">Ý kiến</th>
          <th scope="col">Người duyệt</th>
        </>
      }
    >
      {sentBack.map(({ episode, step }) => (
        <tr>
          <td>
            <Issue episode={episode} />
            <span class="badges">
              <EpisodeBadge episode={episode} />
            </span>
          </td>
          <td data-label="Ý kiến">
            <Remark remark={step.remark} recordingId={episode.recordingId} player={playerOf(episode.id)} />
          </td>
          <td data-label="Người duyệt">
            {step.byName}
            <small>{formatDateTime(step.at, zone)}</small>
          </td>
        </tr>
      ))}
    </Table>
  </section>
);

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
            <Issue episode={episode} />
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

export const ConfirmWithdrawal = (props: { episode: EpisodeSheet; coming: readonly EpochMs[]; zone: string }) => (
  <ConfirmForm
    title={`Thu hồi duyệt “${props.episode.title}”`}
    consequence={`${leavesPlaylistWords(props.coming, props.zone)} Muốn phát lại phải duyệt lại. Nếu đang phát trên loa thì vẫn phát hết; muốn ngắt, dùng nút Dừng phát.`}
    action={`/duyet/${props.episode.id}/thu-hoi`}
    button="Thu hồi duyệt"
    cancel="/duyet"
  >
    <Field
      name="reason"
      label="Lý do"
      maxlength={500}
      autocomplete="off"
      hint="Ghi vào lịch sử của số; có thể để trống"
    />
  </ConfirmForm>
);
