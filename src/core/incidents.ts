/**
 * What can go wrong with the air: each kind in the words people read, what they can do about it, and whether it lasts (its
 * incident is open until it is over) or is one moment.
 */
import { formatNumber } from './vietnamese.ts';

type Told = { readonly word: string; readonly lasts?: true; readonly todo?: string };

const INCIDENTS = {
  'stream-gap': { word: 'Âm thanh bị hụt' },
  'clock-step': { word: 'Đồng hồ của máy bị chỉnh' },
  'clock-implausible': {
    word: 'Đồng hồ của máy sai',
    lasts: true,
    todo: 'Đài đang giữ im lặng để không phát sai giờ. Chỉnh lại giờ của máy; giờ hợp lý thì đài tự phát tiếp. Nếu giờ máy đang chỉ là đúng, người trực bấm “Giờ đúng rồi, phát tiếp” ở trang Hôm nay.',
  },
  'decoder-failed': { word: 'Không giải mã được tệp âm thanh' },
  'file-missing': { word: 'Không tìm thấy tệp âm thanh' },
  'file-changed': { word: 'Tệp âm thanh không còn đúng bản đã duyệt' },
  'dead-air': { word: 'Mất tiếng' },
  'relay-refused': {
    word: 'Địa chỉ tiếp sóng không được phép kết nối',
    todo: 'Địa chỉ nội bộ phải có trong danh sách được phép ở trang Cấu hình; nếu không phải địa chỉ của đài, sửa lại ở khung giờ.',
  },
  'relay-unreachable': {
    word: 'Không kết nối được luồng tiếp sóng',
    todo: 'Kiểm tra mạng và địa chỉ luồng ở khung giờ; bấm “Nghe thử” để xem đã được chưa.',
  },
  'relay-silent': {
    word: 'Luồng tiếp sóng không có tiếng',
    todo: 'Gọi đài cấp trên, hoặc chọn luồng khác ở khung giờ.',
  },
  'relay-lost': { word: 'Mất tín hiệu tiếp sóng' },
  clipping: { word: 'Âm thanh bị vỡ tiếng', lasts: true, todo: 'Nghe thử nguồn đang phát và giảm mức của nó.' },
  'out-of-phase': {
    word: 'Hai kênh ngược pha',
    lasts: true,
    todo: 'Loa một kênh gần như không nghe thấy gì: nguồn đang phát bị đấu ngược một kênh.',
  },
  'log-delayed': { word: 'Nhật ký ghi chậm' }, // the air went on; its rows came later
  'entry-unaccounted': { word: 'Nhật ký chưa có kết quả của một mục' }, // past, and the log has no end of it, or two
  'emergency-file': {
    word: 'Bản tin khẩn cấp không phát được',
    lasts: true,
    todo: 'Mở Phát khẩn cấp, thay âm thanh của bản tin này hoặc bỏ bản tin.',
  },
  'outside-hours': { word: 'Ngoài khung giờ được phép phát' },
  'output-failed': { word: 'Đầu ra bị ngắt' },
  'playout-restarted': { word: 'Bộ phát khởi động lại' },
  'aircheck-failed': { word: 'Bản ghi sóng bị đứt quãng' },
  'aircheck-stopped': {
    word: 'Ngừng ghi bản ghi sóng',
    lasts: true,
    todo: 'Ổ đĩa gần đầy; phần còn trống dành cho nhật ký và kho tư liệu. Dọn ổ đĩa, hoặc giảm mức lưu bản ghi sóng ở Cấu hình.',
  },
  'disk-low': { word: 'Ổ đĩa sắp đầy', lasts: true, todo: 'Chuyển bớt tệp sang ổ khác, hoặc thay ổ lớn hơn.' },
} as const satisfies Record<string, Told>;

export type IncidentKind = keyof typeof INCIDENTS;

const TOLD: Readonly<Record<string, Told>> = INCIDENTS;

/** Kinds whose incident is open for as long as it is so. */
export const LASTING = (Object.keys(INCIDENTS) as IncidentKind[]).filter((kind) => TOLD[kind]!.lasts);

/** Of a kind from the database, which a later program may have written. */
export const incidentWord = (kind: string): string => TOLD[kind]?.word ?? kind;
/** Lengths come in milliseconds, as programs write them. */
export function incidentDetail({ kind, detail }: { kind: string; detail: string }): string {
  const ms = /^(-?\d+) ms$/.exec(detail)?.[1];
  if (ms === undefined) return detail;
  const length = `${formatNumber(Math.abs(Number(ms)) / 1000)} giây`;
  return kind === 'clock-step' ? `lùi ${length}` : `mất ${length}, hoặc đồng hồ được chỉnh tới`;
}
export const incidentTodo = (kind: string): string | undefined => TOLD[kind]?.todo;
