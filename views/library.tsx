/** The library: uploading, and the list with how far each file has come. */
import { titleOf } from '../src/core/audio.ts';
import type { Recording } from '../src/core/model.ts';
import { formatClock, formatDateTime, formatNumber } from '../src/core/vietnamese.ts';
import { type FacetSelect, LibraryFilterForm } from './library-filter.tsx';
import { ActionButton, ButtonLink, EmptyState, PageHead, Pager, Table } from './parts.tsx';
import {
  address,
  formatWord,
  isUnsettled,
  Player,
  RecordingBadge,
  type RecordingSheet,
  sizeWords,
  stageOf,
  Tags,
  Uses,
  Why,
} from './recording-parts.tsx';
import { UploadPanel, type UploadPanelProps } from './uploads.tsx';

type LibraryPageProps = {
  recordings: readonly RecordingSheet[];
  search: string;
  archived: boolean;
  facets: readonly FacetSelect[];
  /** How many are found, all pages together. */
  total: number;
  /** The same search among the archived, or back among those in use. */
  elsewhere: { address: string; count: number };
  /** Is anything asked for? */
  isNarrowed: boolean;
  newer: string | undefined;
  older: string | undefined;
  /** For those who may upload. */
  upload: UploadPanelProps | undefined;
  mayEdit: boolean;
  mayAskStorage: boolean;
  zone: string;
};

export const LibraryPage = (props: LibraryPageProps) => (
  <>
    <PageHead
      title={props.archived ? 'Kho tư liệu: tệp đã lưu trữ' : 'Kho tư liệu'}
      lead={
        props.archived
          ? 'Không chọn được cho số mới; khôi phục thì lại dùng được.'
          : 'Mọi tệp âm thanh của đài. Mỗi tệp được kiểm tra trước khi phát được.'
      }
    >
      {props.mayAskStorage && <ButtonLink href="/kho-tu-lieu/dung-luong">Dung lượng</ButtonLink>}
    </PageHead>
    {props.upload && !props.archived && <UploadPanel {...props.upload} />}
    <LibraryFilterForm {...props} />
    <RecordingList {...props} />
  </>
);

const RecordingList = (props: LibraryPageProps) => {
  const { recordings, archived, total, elsewhere, newer, older, mayEdit, zone } = props;
  return (
    <section id="recordings">
      <Watch recordings={recordings} />
      {recordings.length === 0 ? (
        <NoRecordings {...props} />
      ) : (
        <>
          <p class="hint" role="status">{`${formatNumber(total)} tệp`}</p>
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
        </>
      )}
      <Pager newer={newer} older={older}>
        <a href={elsewhere.address}>
          {`${archived ? 'Về các tệp đang dùng' : 'Xem tệp đã lưu trữ'} (${formatNumber(elsewhere.count)})`}
        </a>
      </Pager>
    </section>
  );
};

const NoRecordings = ({ archived, isNarrowed, mayEdit }: LibraryPageProps) => {
  if (isNarrowed)
    return (
      <EmptyState
        title="Không có tệp nào như vậy"
        action={<ButtonLink href={archived ? '/kho-tu-lieu?luu-tru=co' : '/kho-tu-lieu'}>Bỏ lọc</ButtonLink>}
      >
        Tìm trong tên gọi, tên tệp, nhãn, chuyên mục và tên số; gõ đầu của từng chữ, không dấu cũng được.
      </EmptyState>
    );
  if (archived)
    return (
      <EmptyState title="Chưa lưu trữ tệp nào">
        Tệp không dùng nữa thì lưu trữ để danh sách gọn; cần lại thì khôi phục.
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
        <Tags tags={recording.tags} />
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
  const seen = waiting.map((one) => `${one.id}.${stageOf(one)}`).join(',');
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
