/** The page of one issue. */
import type { Contributor } from '../src/core/contributors.ts';
import type { Recording, Topic } from '../src/core/model.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDateAdministrative, formatDuration, lowerFirst, upperFirst } from '../src/core/vietnamese.ts';
import {
  DecisionForms,
  type DeskSheet,
  EditorSteps,
  Listening,
  listeningOf,
  playerOf,
  SentBack,
  StepHistory,
} from './approval-parts.tsx';
import { CreditFacts } from './credit-fields.tsx';
import {
  EpisodeBadge,
  type EpisodeSheet,
  leavesPlaylistWords,
  RecordingPlayer,
  startWords,
  VoidedNotice,
} from './episode-parts.tsx';
import { ActionButton, ButtonLink, ConfirmForm, PageHead } from './parts.tsx';
import { ScriptFacts, type ScriptSheet } from './script-parts.tsx';
import { VersionFacts, type VersionSheet } from './versions.tsx';

type EpisodePageProps = {
  episode: EpisodeSheet;
  /** The issue in all its languages. */
  versions: readonly VersionSheet[];
  credits: { readonly contributors: readonly Contributor[]; readonly links: readonly string[] };
  userNames: ReadonlyMap<number, string>;
  script: ScriptSheet;
  recording: Recording | undefined;
  topics: readonly Topic[];
  /** Every step between its editor and its approver, newest first, and what stood beside each approval. */
  history: Pick<Parameters<typeof StepHistory>[0], 'steps' | 'extras'>;
  desk: DeskSheet;
  coming: readonly EpochMs[];
  mayEdit: boolean;
  mayApprove: boolean;
  zone: string;
};

export const EpisodePage = (props: EpisodePageProps) => {
  const { episode, recording, mayEdit, mayApprove, zone } = props;
  const archived = episode.archivedAt !== null;
  return (
    <>
      <PageHead
        title={episode.title}
        lead={
          <>
            {episode.label} · <a href={`/chuyen-muc/${episode.programmeId}`}>{episode.programme.name}</a>
          </>
        }
      >
        {mayEdit && !archived && (
          <>
            <ButtonLink href={`/so/${episode.id}/sua`} icon="pencil">
              Sửa
            </ButtonLink>
            <ButtonLink href={`/so/${episode.id}/luu-tru`} icon="archive">
              Lưu trữ…
            </ButtonLink>
          </>
        )}
        {mayEdit && archived && <ActionButton action={`/so/${episode.id}/khoi-phuc`}>Khôi phục</ActionButton>}
      </PageHead>
      <div class="columns">
        <section class="sheet" aria-label="Âm thanh và duyệt">
          <p class="badges">
            <EpisodeBadge episode={episode} />
          </p>
          {!archived && <VoidedNotice episode={episode} step={props.desk.voided} zone={zone} />}
          {!archived && isSentBack(episode) && props.desk.sentBack && (
            <SentBack step={props.desk.sentBack} recordingId={episode.recordingId} zone={zone} />
          )}
          <Sound {...props} recording={recording} />
          {mayEdit && <EditorSteps episode={episode} />}
          {mayApprove && episode.isWaiting && <DecisionForms episode={episode} desk={props.desk} />}
          {mayApprove && episode.inForce && !archived && (
            <ButtonLink href={`/duyet/${episode.id}/thu-hoi`} icon="return">
              Thu hồi duyệt…
            </ButtonLink>
          )}
        </section>
        <Facts {...props} />
      </div>
    </>
  );
};

const isSentBack = ({ state }: EpisodeSheet): boolean => state === 'returned' || state === 'rejected';

const Sound = ({ episode, recording, mayEdit, mayApprove, desk }: EpisodePageProps) => {
  if (!recording)
    return (
      <p class="hint">
        Chưa có âm thanh. {mayEdit && <a href={`/so/${episode.id}/sua#f-recordingId`}>Chọn tệp âm thanh</a>}
      </p>
    );
  return (
    <>
      {episode.durationMs !== null && (
        <Listening {...listeningOf(episode)} heard={desk.heard} mayApprove={mayApprove}>
          <RecordingPlayer id={playerOf(episode.id)} recordingId={recording.id} label={episode.label} />
        </Listening>
      )}
      <p class="hint">
        Tệp âm thanh: {recording.title}
        {episode.durationMs === null ? ` (${NOT_READY[recording.state]})` : ` · ${formatDuration(episode.durationMs)}`}
      </p>
    </>
  );
};

/** `ready` and yet not to be heard: it was put away. */
const NOT_READY: Readonly<Record<Recording['state'], string>> = {
  received: 'đang chờ kiểm tra',
  checking: 'đang kiểm tra',
  ready: 'đã lưu trữ',
  failed: 'không dùng được',
};

/** `Từ 01/9/2025 đến hết 30/9/2025`. */
function validityWords({ validFrom, validUntil }: Pick<EpisodeSheet, 'validFrom' | 'validUntil'>): string {
  const said = (day: string | null) => day && formatDateAdministrative(day);
  const words = [validFrom && `từ ${said(validFrom)}`, validUntil && `đến hết ${said(validUntil)}`]
    .filter(Boolean)
    .join(' ');
  return upperFirst(words);
}

const Facts = ({
  episode,
  versions,
  credits,
  userNames,
  script,
  topics,
  history,
  coming,
  mayEdit,
  zone,
}: EpisodePageProps) => (
  <dl class="facts">
    <dt>Lịch phát sắp tới</dt>
    <dd>
      {coming.length === 0 ? (
        'Chưa có trong lịch phát 14 ngày tới'
      ) : (
        <ul>
          {coming.map((at) => (
            <li>{startWords(at, zone)}</li>
          ))}
        </ul>
      )}
    </dd>
    {episode.airedAt !== null && (
      <>
        <dt>Phát lần đầu</dt>
        <dd>{startWords(episode.airedAt, zone)}</dd>
      </>
    )}
    <dt>Nội dung tuyên truyền</dt>
    <dd>
      {episode.topics.length === 0 ? (
        'Chưa chọn chủ đề'
      ) : (
        <ul>
          {topics
            .filter(({ key }) => episode.topics.includes(key))
            .map((topic) => (
              <li>
                <span class="code">{topic.code}</span> {topic.chip}
              </li>
            ))}
        </ul>
      )}
    </dd>
    <ScriptFacts script={script} episode={episode} mayEdit={mayEdit} />
    <VersionFacts versions={versions} mayEdit={mayEdit} />
    <CreditFacts {...credits} userNames={userNames} />
    {(episode.validFrom ?? episode.validUntil) !== null && (
      <>
        <dt>Hiệu lực</dt>
        <dd>{validityWords(episode)}</dd>
      </>
    )}
    {episode.notes !== '' && (
      <>
        <dt>Ghi chú</dt>
        <dd class="typed">{episode.notes}</dd>
      </>
    )}
    <dt>Trình và duyệt</dt>
    <dd>
      <StepHistory
        {...history}
        recordingId={episode.recordingId}
        created={{ at: episode.createdAt, byName: episode.authorName }}
        zone={zone}
      />
    </dd>
  </dl>
);

export const ConfirmArchive = ({
  episode,
  coming,
  zone,
}: {
  episode: EpisodeSheet;
  coming: readonly EpochMs[];
  zone: string;
}) => (
  <ConfirmForm
    title={`Lưu trữ ${lowerFirst(episode.label)} “${episode.title}”`}
    consequence={`${leavesPlaylistWords(coming, zone)} Số này không hiện trong danh sách nữa; nhật ký phát thanh không đổi. Có thể khôi phục.`}
    action={`/so/${episode.id}/luu-tru`}
    button="Lưu trữ"
    cancel={`/so/${episode.id}`}
  />
);
