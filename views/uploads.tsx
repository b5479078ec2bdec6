/** Where files come in, at the head of the library: the form, what was broken off, and the folder on the local network. */
import type { EpochMs } from '../src/core/time.ts';
import { formatDateTime, formatNumber, formatPercent } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import { ActionButton, Button, ErrorSummary } from './parts.tsx';
import { sizeWords } from './recording-parts.tsx';

export type UploadPanelProps = {
  /** Of the upload that was refused. */
  refusal: string | undefined;
  limitBytes: number;
  /** One's own uploads that wait for their next piece; `here`: how much has come. */
  unfinished: readonly { id: string; fileName: string; bytes: number; here: number }[];
  incoming: {
    readonly waiting: readonly string[];
    readonly refused: readonly { name: string; reason: string }[];
  };
  /** What was taken from the folder last. */
  taken: readonly {
    readonly fileName: string;
    readonly recordingId: number | null;
    readonly isNew: boolean | null;
    readonly touchedAt: EpochMs;
  }[];
  zone: string;
};

const ACCEPTED =
  'audio/*,video/mp4,video/3gpp,video/webm,video/quicktime,.mp3,.m4a,.aac,.wav,.flac,.ogg,.opus,.wma,.amr,.3gp';

export const UploadPanel = (props: UploadPanelProps) => (
  <section class="upload-panel" aria-label="Tải lên">
    <UploadForm {...props} />
    <Unfinished {...props} />
    <Folder {...props} />
  </section>
);

/** Sends by itself; static/upload.js sends the files in pieces instead and shows how far each has come. */
const UploadForm = ({ refusal, limitBytes }: UploadPanelProps) => (
  <form
    method="post"
    action="/kho-tu-lieu"
    enctype="multipart/form-data"
    class="upload"
    data-uploads="/api/v1/uploads"
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
        MP3, M4A, WAV, FLAC, OGG, WMA, AMR hoặc phim MP4, 3GP, WebM (lấy phần tiếng). Chọn được nhiều tệp, mỗi tệp tối
        đa {formatNumber(limitBytes / 1e9, 1)} GB.{' '}
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
        <span class="buttons">
          <button type="button" class="plain" data-does="pause" hidden>
            Tạm dừng
          </button>
          <button type="button" class="plain" data-does="resume" hidden>
            Tiếp tục
          </button>
          <button type="button" class="plain" data-does="cancel">
            Hủy
          </button>
        </span>
      </li>
    </template>
  </form>
);

const Unfinished = ({ unfinished }: UploadPanelProps) =>
  unfinished.length === 0 ? null : (
    <section class="unfinished" aria-labelledby="unfinished">
      <h2 id="unfinished">Còn {unfinished.length} tệp tải dở</h2>
      <p class="hint">
        Chọn lại đúng tệp đó để tải tiếp từ chỗ dở, trên máy đã tải. Quá 48 giờ không tải tiếp thì phần đã tải bị bỏ.
      </p>
      <ul>
        {unfinished.map(({ id, fileName, bytes, here }) => (
          <li id={`tai-do-${id}`}>
            <span>
              {fileName}{' '}
              <small>
                đã có {sizeWords(here)} trong {sizeWords(bytes)} ({formatPercent(here / bytes, 0)})
              </small>
            </span>
            <ActionButton action={`/kho-tu-lieu/tai-do/${id}/bo`} tone="plain">
              Bỏ<span class="unseen"> {fileName}</span>
            </ActionButton>
          </li>
        ))}
      </ul>
    </section>
  );

const Folder = ({ incoming: { waiting, refused }, taken, zone }: UploadPanelProps) => (
  <details class="incoming" open={refused.length > 0}>
    <summary>
      Nhận tệp qua mạng nội bộ
      {waiting.length > 0 && `, ${waiting.length} tệp đang chép vào`}
      {refused.length > 0 && `, ${refused.length} tệp không nhận`}
    </summary>
    <p class="hint">
      Tệp chép vào thư mục <b>incoming</b> trong thư mục dữ liệu của đài được tự nhận vào kho khi đã chép xong; người
      quản trị chia sẻ thư mục này cho các máy trong cơ quan.
    </p>
    {waiting.length > 0 && (
      <>
        <h3>Đang chép vào</h3>
        <ul>
          {waiting.map((name) => (
            <li>{name}</li>
          ))}
        </ul>
      </>
    )}
    {refused.length > 0 && (
      <>
        <h3>Không nhận, nằm ở incoming/khong-nhan</h3>
        <ul>
          {refused.map(({ name, reason }) => (
            <li>
              {name} <small>{reason}</small>
            </li>
          ))}
        </ul>
      </>
    )}
    {taken.length > 0 && (
      <>
        <h3>Đã nhận gần đây</h3>
        <ul>
          {taken.map(({ fileName, recordingId, isNew, touchedAt }) => (
            <li>
              <a href={`/kho-tu-lieu/${recordingId}`}>{fileName}</a>{' '}
              <small>
                {formatDateTime(touchedAt, zone)}
                {isNew === false && ', đã có trong kho'}
              </small>
            </li>
          ))}
        </ul>
      </>
    )}
  </details>
);
