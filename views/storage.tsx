/** What the station's files take up, and what of it may go: each with what is lost, in words. */
import { formatNumber, formatPercent } from '../src/core/vietnamese.ts';
import { ButtonLink, ConfirmForm, EmptyState, PageHead, Table } from './parts.tsx';
import { sizeWords } from './recording-parts.tsx';

type Use = { readonly folder: string; readonly files: number; readonly bytes: number };
type CleanUp = {
  readonly kind: 'copies' | 'originals' | 'aircheck';
  readonly files: number;
  readonly bytes: number;
  readonly titles: readonly string[];
};

/** By folder of the media folder (storage/files.ts); what is not named here stands under its own name. */
const FOLDERS: Readonly<Record<string, { name: string; note: string }>> = {
  library: { name: 'Tệp gốc', note: 'Giữ nguyên như khi tải lên' },
  playout: { name: 'Bản phát', note: 'Đã chuẩn hóa, là bản được nghe' },
  aircheck: { name: 'Bản ghi sóng', note: 'Những gì đã phát ra loa; tự xóa theo cấu hình' },
  excerpts: { name: 'Trích đoạn minh chứng', note: 'Giữ lâu hơn bản ghi sóng' },
  pictures: { name: 'Ảnh', note: 'Ảnh cụm loa và minh chứng' },
  exports: { name: 'Tệp xuất', note: 'Báo cáo, sổ sách đã xuất' },
  scripts: { name: 'Kịch bản', note: 'Tệp kèm theo các số' },
  uploads: { name: 'Tải lên dở', note: 'Còn tiếp tục được; tự xóa khi hết hạn' },
  arriving: { name: 'Đang nhận', note: 'Tệp chưa nhận xong' },
  copying: { name: 'Đang chuẩn hóa', note: 'Bản phát đang làm dở' },
  incoming: { name: 'Thư mục nhận tệp', note: 'Tệp chép qua mạng nội bộ, chưa vào kho' },
  'set-aside': { name: 'Tệp để riêng', note: 'Tệp hỏng được giữ lại để xem' },
  backups: { name: 'Sao lưu', note: '' },
  '': { name: 'Cơ sở dữ liệu', note: 'Lịch phát, nhật ký, tài khoản' },
};

export const CLEAN_UP_SLUGS: Readonly<Record<CleanUp['kind'], string>> = {
  copies: 'ban-phat-cu',
  originals: 'tep-goc',
  aircheck: 'ban-ghi-song',
};

const CLEAN_UPS: Readonly<Record<CleanUp['kind'], { title: string; lost: string }>> = {
  copies: {
    title: 'Bản phát cũ không còn dùng',
    lost: 'Bản phát đã được làm lại, chưa từng phát, không được duyệt và không có trong lịch. Tệp gốc và bản phát mới vẫn còn.',
  },
  originals: {
    title: 'Tệp gốc đã lưu trữ, chưa phát lần nào',
    lost: 'Tệp gốc của bản thu đã lưu trữ từ 30 ngày trước, chưa từng phát, chưa được duyệt, không dùng ở đâu. Bản phát vẫn còn và vẫn nghe được, nhưng không làm lại được, không đặt lại được điểm vào, điểm ra.',
  },
  aircheck: {
    title: 'Bản ghi sóng quá hạn giữ',
    lost: 'Bản ghi sóng cũ hơn thời hạn hoặc vượt dung lượng trong cấu hình. Không nghe lại được những buổi phát ấy; nhật ký, kết quả đối chiếu và trích đoạn minh chứng vẫn còn.',
  },
};

type StoragePageProps = {
  folders: readonly Use[];
  freeBytes: number;
  totalBytes: number;
  cleanUps: readonly CleanUp[];
  mayClean: boolean;
};

export const StoragePage = ({ folders, freeBytes, totalBytes, cleanUps, mayClean }: StoragePageProps) => {
  const used = folders.reduce((sum, { bytes }) => sum + bytes, 0);
  const spare = cleanUps.filter(({ files }) => files > 0);
  return (
    <>
      <PageHead title="Dung lượng" lead={<a href="/kho-tu-lieu">Kho tư liệu</a>} />
      <dl class="totals">
        <div>
          <dt>Đài đang dùng</dt>
          <dd>{sizeWords(used)}</dd>
        </div>
        <div>
          <dt>Đĩa còn trống</dt>
          <dd>{`${sizeWords(freeBytes)} (${formatPercent(totalBytes > 0 ? freeBytes / totalBytes : 0, 0)})`}</dd>
        </div>
        <div>
          <dt>Dọn được</dt>
          <dd>{sizeWords(spare.reduce((sum, { bytes }) => sum + bytes, 0))}</dd>
        </div>
      </dl>
      <Table
        caption="Dung lượng theo loại tệp, lớn nhất ở trên"
        stack
        head={
          <>
            <th scope="col">Loại</th>
            <th scope="col" class="number">
              Số tệp
            </th>
            <th scope="col" class="number">
              Dung lượng
            </th>
          </>
        }
      >
        {folders.map(({ folder, files, bytes }) => (
          <tr>
            <td class="what">
              {FOLDERS[folder]?.name ?? folder} <small>{FOLDERS[folder]?.note}</small>
            </td>
            <td class="number" data-label="Số tệp">
              {formatNumber(files)}
            </td>
            <td class="number" data-label="Dung lượng">
              {sizeWords(bytes)}
            </td>
          </tr>
        ))}
      </Table>
      <h2>Có thể dọn</h2>
      {spare.length === 0 ? (
        <EmptyState title="Chưa có gì cần dọn">
          Tệp mà nhật ký, lịch phát hay một lần duyệt nhắc đến không bao giờ bị dọn.
        </EmptyState>
      ) : (
        <ul class="clean-ups">
          {spare.map((one) => (
            <li class="sheet">
              <h3>{`${CLEAN_UPS[one.kind].title}: ${amount(one)}`}</h3>
              <p>{CLEAN_UPS[one.kind].lost}</p>
              {mayClean && (
                <ButtonLink href={`/kho-tu-lieu/dung-luong/${CLEAN_UP_SLUGS[one.kind]}`} icon="archive">
                  Dọn…
                </ButtonLink>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

const amount = ({ files, bytes }: Pick<CleanUp, 'files' | 'bytes'>): string =>
  `${formatNumber(files)} tệp, ${sizeWords(bytes)}`;

const SHOWN = 20;

export const ConfirmCleanUpPage = ({ cleanUp }: { cleanUp: CleanUp }) => {
  const { kind, titles } = cleanUp;
  return (
    <ConfirmForm
      title={`Dọn: ${CLEAN_UPS[kind].title.toLowerCase()}`}
      consequence={`Xóa hẳn ${amount(cleanUp)}. ${CLEAN_UPS[kind].lost} Không lấy lại được.`}
      action={`/kho-tu-lieu/dung-luong/${CLEAN_UP_SLUGS[kind]}`}
      button={`Xóa ${amount(cleanUp)}`}
      cancel="/kho-tu-lieu/dung-luong"
    >
      {titles.length > 0 && (
        <ul>
          {titles.slice(0, SHOWN).map((title) => (
            <li>{title}</li>
          ))}
          {titles.length > SHOWN && <li>và {titles.length - SHOWN} tệp nữa</li>}
        </ul>
      )}
    </ConfirmForm>
  );
};
