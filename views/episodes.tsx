/** The page of one issue. */
import { LANGUAGES, type Language, languageWord, VIETNAMESE } from '../src/core/languages.ts';
import type { Recording, Topic } from '../src/core/model.ts';
import { type EpochMs, parseDay } from '../src/core/time.ts';
import { formatDateAdministrative, formatDateTime, formatDuration, lowerFirst } from '../src/core/vietnamese.ts';
import { ApprovalForm } from './approval.tsx';
import {
  type ApprovalSheet,
  EpisodeBadge,
  type EpisodeSheet,
  leavesPlaylistWords,
  RecordingPlayer,
  startWords,
  VoidedNotice,
} from './episode-parts.tsx';
import { ActionButton, ButtonLink, ConfirmForm, PageHead } from './parts.tsx';

type EpisodePageProps = {
  episode: EpisodeSheet;
  /** The same issue in other languages. */
  versions: readonly { readonly id: number; readonly language: Language }[];
  recording: Recording | undefined;
  topics: readonly Topic[];
  /** Every approval it ever had, newest first. */
  approvals: readonly ApprovalSheet[];
  coming: readonly EpochMs[];
  userId: number;
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
          {!archived && <VoidedNotice episode={episode} zone={zone} />}
          <Sound {...props} recording={recording} />
          {mayApprove && episode.isWaiting && <ApprovalForm episode={episode} userId={props.userId} />}
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

const Sound = ({ episode, recording, mayEdit }: EpisodePageProps) => {
  if (!recording)
    return (
      <p class="hint">
        Chưa có âm thanh. {mayEdit && <a href={`/so/${episode.id}/sua#f-recordingId`}>Chọn tệp âm thanh</a>}
      </p>
    );
  return (
    <>
      {episode.durationMs !== null && <RecordingPlayer recordingId={recording.id} label={episode.label} />}
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

/** The form of the same issue in the first language it does not have yet. */
const newVersionPath = (
  { programmeId, year, number, language }: EpisodeSheet,
  versions: EpisodePageProps['versions'],
): string => {
  const taken = [language, ...versions.map((one) => one.language)];
  const next = LANGUAGES.find((one) => !taken.includes(one)) ?? VIETNAMESE;
  return `/chuyen-muc/${programmeId}/so/them?nam=${year}&so=${number}&tieng=${next}`;
};

/** `Từ 01/9/2025 đến hết 30/9/2025`. */
function validityWords({ validFrom, validUntil }: Pick<EpisodeSheet, 'validFrom' | 'validUntil'>): string {
  const said = (day: string | null) => day && formatDateAdministrative(parseDay(day)!);
  const words = [validFrom && `từ ${said(validFrom)}`, validUntil && `đến hết ${said(validUntil)}`]
    .filter(Boolean)
    .join(' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const Facts = ({ episode, versions, topics, approvals, coming, mayEdit, zone }: EpisodePageProps) => (
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
    {(episode.language !== VIETNAMESE || versions.length > 0 || mayEdit) && (
      <>
        <dt>Ngôn ngữ</dt>
        <dd>
          {languageWord(episode.language)}
          <ul>
            {versions.map(({ id, language }) => (
              <li>
                <a href={`/so/${id}`}>Bản {languageWord(language).replace(/^T/, 't')}</a>
              </li>
            ))}
            {mayEdit && episode.archivedAt === null && (
              <li>
                <a href={newVersionPath(episode, versions)}>Thêm bản tiếng khác…</a>
              </li>
            )}
          </ul>
        </dd>
      </>
    )}
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
    <dt>Người biên tập</dt>
    <dd>
      {episode.authorName}, {formatDateTime(episode.createdAt, zone)}
    </dd>
    <dt>Duyệt</dt>
    <dd>
      {approvals.length === 0 ? (
        'Chưa ai duyệt'
      ) : (
        <ul>
          {approvals.map((approval) => (
            <li>
              {approval.approverName}, {formatDateTime(approval.approvedAt, zone)}
              {approval.soleReason && <small>Vừa biên tập vừa duyệt: {approval.soleReason}</small>}
              {approval.withdrawnAt !== null && <small>Thu hồi {formatDateTime(approval.withdrawnAt, zone)}</small>}
              {approval.id === episode.voided?.id && <small>Hết hiệu lực vì âm thanh đã thay đổi</small>}
            </li>
          ))}
        </ul>
      )}
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
