/** The library: uploading, and the list with how far each file has come. */
import { titleOf } from '../src/core/audio.ts';
import type { Recording, RecordingState } from '../src/core/model.ts';
import { formatClock, formatDateTime } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import {
  ActionButton,
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Field,
  PageHead,
  Pager,
  Select,
  Table,
} from './parts.tsx';
import {
  address,
  formatWord,
  isUnsettled,
  Player,
  RecordingBadge,
  type RecordingSheet,
  STATES,
  sizeWords,
  Uses,
  Why,
} from './recording-parts.tsx';

export type LibraryFilter = {
  readonly search: string;
  readonly state: RecordingState | '';
  readonly archived: boolean;
};

type LibraryPageProps = {
  recordings: readonly RecordingSheet[];
  filter: LibraryFilter;
  newer: string | undefined;
  older: string | undefined;
  /** Of the upload that was refused. */
  refusal: string | undefined;
  mayEdit: boolean;
  zone: string;
};

export const LibraryPage = (props: LibraryPageProps) => (
  <>
    <PageHead
      title={props.filter.archived ? 'Kho tư liệu: tệp đã lưu trữ' : 'Kho tư liệu'}
      lead={
        props.filter.archived
          ? 'Không chọn được cho số mới; khôi phục thì lại dùng được.'
          : 'Mọi tệp âm thanh của đài. Mỗi tệp được kiểm tra trước khi phát được.'
      }
    />
    {props.mayEdit && !props.filter.archived && <UploadForm refusal={props.refusal} />}
    <Filter {...props.filter} />
    <RecordingList {...props} />
  </>
);

const ACCEPTED =
  'audio/*,video/mp4,video/3gpp,video/webm,video/quicktime,.mp3,.m4a,.aac,.wav,.flac,.ogg,.opus,.wma,.amr,.3gp';

/** Sends by itself; the script sends the files one by one instead and shows how far each has come. */
const UploadForm = ({ refusal }: { refusal: string | undefined }) => (
  <form
    method="post"
    action="/kho-tu-lieu"
    enctype="multipart/form-data"
    class="upload"
    data-upload="/api/v1/recordings"
    data-refresh="#recordings"
  >
    <ErrorSummary errors={refusal === undefined ? {} : { files: refusal }} title="Chưa tải lên được:" />
    <div class="upload-box">
      <label for="f-files">
        <Icon name="upload" />
        Chọn tệp âm thanh để tải lên
      </label>
      <input
        id="f-files"
        type="file"
        name="files"
        multiple
        required
        accept={ACCEPTED}
        aria-describedby="f-files-hint"
      />
      <p class="hint" id="f-files-hint">
        MP3, M4A, WAV, FLAC, OGG, WMA, AMR hoặc phim MP4, 3GP, WebM (lấy phần tiếng). Chọn được nhiều tệp, tối đa 2 GB.{' '}
        <span class="with-script" hidden>
          Kéo thả tệp vào trang này cũng được.
        </span>
      </p>
      <Button tone="main" icon="upload">
        Tải lên
      </Button>
    </div>
    <ul class="uploads"></ul>
    <p class="unseen" role="status"></p>
    <template>
      <li>
        <span class="name"></span>
        <progress max="1" value="0"></progress>
        <span class="words">Đang chờ</span>
        <button type="button" class="plain" hidden>
          Gửi lại
        </button>
      </li>
    </template>
  </form>
);

export const STATE_SLUGS: Readonly<Record<RecordingState, string>> = {
  received: 'da-nhan',
  checking: 'dang-kiem-tra',
  ready: 'san-sang',
  failed: 'khong-dung-duoc',
};

const STATE_LIST: readonly RecordingState[] = ['ready', 'checking', 'received', 'failed'];

/** Filters as one types; without the script, by its button. */
const Filter = ({ search, state, archived }: LibraryFilter) => (
  <form
    method="get"
    action="/kho-tu-lieu"
    class="filter"
    aria-label="Tìm trong kho tư liệu"
    hx-get="/kho-tu-lieu"
    hx-trigger="input delay:300ms, submit"
    hx-sync="replace"
    hx-target="#recordings"
    hx-select="#recordings"
    hx-swap="outerHTML"
    hx-replace-url="true"
  >
    {archived && <input type="hidden" name="luu-tru" value="co" />}
    <Field name="tim" type="search" label="Tìm theo tên" value={search} autocomplete="off" spellcheck={false} />
    <Select
      name="trang-thai"
      label="Trạng thái"
      value={state && STATE_SLUGS[state]}
      options={[
        { value: '', label: 'Tất cả' },
        ...STATE_LIST.map((one) => ({ value: STATE_SLUGS[one], label: STATES[one].word })),
      ]}
    />
    <Button icon="search">Tìm kiếm</Button>
  </form>
);

const RecordingList = ({ recordings, filter, newer, older, mayEdit, zone }: LibraryPageProps) => (
  <section id="recordings">
    <Watch recordings={recordings} />
    {recordings.length === 0 ? (
      <NoRecordings filter={filter} mayEdit={mayEdit} />
    ) : (
      <Table
        caption="Các tệp âm thanh, mới nhất ở trên"
        stack
        head={
          <>
            <th scope="col">Tệp âm thanh</th>
            <th scope="col">Trạng thái</th>
            <th scope="col" class="number">
              Thời lượng
            </th>
            <th scope="col">Tải lên</th>
            <th scope="col">Dùng ở</th>
            <th scope="col">Nghe thử</th>
          </>
        }
      >
        {recordings.map((recording) => (
          <RecordingRow recording={recording} mayEdit={mayEdit} zone={zone} />
        ))}
      </Table>
    )}
    <Pager newer={newer} older={older}>
      <a href={homeOf({ ...filter, archived: !filter.archived })}>
        {filter.archived ? 'Về các tệp đang dùng' : 'Xem tệp đã lưu trữ'}
      </a>
    </Pager>
  </section>
);

const homeOf = ({ archived }: LibraryFilter): string => (archived ? '/kho-tu-lieu?luu-tru=co' : '/kho-tu-lieu');

const NoRecordings = ({ filter, mayEdit }: { filter: LibraryFilter; mayEdit: boolean }) => {
  if (filter.search || filter.state)
    return (
      <EmptyState title="Không có tệp nào như vậy" action={<ButtonLink href={homeOf(filter)}>Bỏ lọc</ButtonLink>}>
        Tìm trong tên gọi và tên tệp; gõ không dấu cũng được.
      </EmptyState>
    );
  if (filter.archived)
    return (
      <EmptyState title="Chưa lưu trữ tệp nào">
        Tệp không dùng nữa thì lưu trữ để danh sách gọn. Không tệp nào bị xóa.
      </EmptyState>
    );
  return (
    <EmptyState title="Kho tư liệu chưa có tệp nào">
      {mayEdit
        ? 'Tải lên tệp thu bằng điện thoại hay máy tính ở khung phía trên. Kiểm tra xong, chọn tệp cho một số của chuyên mục hoặc cho khung giờ nhạc hiệu.'
        : 'Biên tập viên tải lên tệp âm thanh ở đây; kiểm tra xong thì nghe thử được.'}
    </EmptyState>
  );
};

type RowProps = { recording: RecordingSheet; mayEdit: boolean; zone: string };

const RecordingRow = ({ recording, mayEdit, zone }: RowProps) => {
  const { id, title, fileName, format, bytes, state, durationMs } = recording;
  return (
    <tr id={`tep-${id}`}>
      <td class="what">
        <a href={address(recording)}>{title}</a>
        <small>
          {[format === null || titleOf(fileName) !== title ? fileName : formatWord(format), sizeWords(bytes)].join(
            ' · ',
          )}
        </small>
        <Why recording={recording} />
      </td>
      <td>
        <RecordingBadge recording={recording} />
        {state === 'failed' && mayEdit && (
          <ActionButton action={`${address(recording)}/thu-lai`} tone="plain" icon="return">
            Thử lại
          </ActionButton>
        )}
      </td>
      <td class={durationMs === null ? 'number nothing' : 'number'} data-label="Thời lượng">
        {durationMs === null ? '–' : formatClock(durationMs)}
      </td>
      <td class="figure" data-label="Tải lên">
        {formatDateTime(recording.uploadedAt, zone)} <small>{recording.uploaderName}</small>
      </td>
      <td class={recording.uses.length === 0 ? 'nothing' : undefined} data-label="Dùng ở">
        <Uses uses={recording.uses} mayEdit={mayEdit} />
      </td>
      <td class="player">
        {state === 'ready' && <Player src={`${address(recording)}/am-thanh`} label={`Nghe thử ${title}`} />}
      </td>
    </tr>
  );
};

/** Asks every two seconds how the unsettled ones are, as long as there are any. */
const Watch = ({ recordings }: { recordings: readonly Recording[] }) => {
  const waiting = recordings.filter(isUnsettled);
  if (waiting.length === 0) return <div id="checking"></div>;
  const seen = waiting.map(({ id, state }) => `${id}.${state}`).join(',');
  return (
    <p
      id="checking"
      class="hint"
      role="status"
      hx-get={`/kho-tu-lieu/trang-thai?cho=${seen}`}
      hx-trigger="every 2s"
      hx-swap="outerHTML"
    >
      Đang kiểm tra {waiting.length} tệp.
    </p>
  );
};

/** The answer to `Watch`: the rows whose state is another than it was, and who is still being waited for. */
export const WatchedPart = (props: {
  watched: readonly Recording[];
  changed: readonly RecordingSheet[];
  mayEdit: boolean;
  zone: string;
}) => (
  <>
    <Watch recordings={props.watched} />
    {props.changed.map((recording) => (
      <hx-partial hx-target={`#tep-${recording.id}`} hx-swap="outerHTML">
        <RecordingRow recording={recording} mayEdit={props.mayEdit} zone={props.zone} />
      </hx-partial>
    ))}
  </>
);
