/** The closed lists of the model in the words people read (domain/glossary-vi.md). A value without a word does not compile. */
import type { Airing, AiringKind, Missing, Outcome, Reason } from './model.ts';

const OUTCOMES = {
  'on-air': 'Đang phát',
  completed: 'Đã phát',
  cut: 'Bị ngắt',
  failed: 'Phát lỗi',
  missed: 'Không phát',
  skipped: 'Bỏ qua',
  cancelled: 'Đã hủy',
} satisfies Record<Outcome, string>;

const KINDS = {
  premiere: 'Phát mới',
  replay: 'Phát lại',
  relay: 'Tiếp sóng',
  live: 'Phát trực tiếp',
  notice: 'Thông báo',
  music: 'Nhạc hiệu, nhạc',
  substitute: 'Phát thay',
  filler: 'Phát lấp',
  emergency: 'Khẩn cấp',
  drill: 'Diễn tập',
} satisfies Record<AiringKind, string>;

const MISSING = {
  'no-approved-episode': 'Chưa có số nào được duyệt',
  'nothing-to-replay': 'Chưa có số nào đã phát để phát lại',
  'not-approved': 'Số này chưa được duyệt',
  'not-valid': 'Số này không còn, hoặc chưa có hiệu lực vào ngày ấy',
  'no-recording': 'Chưa có tệp âm thanh',
  'recording-not-ready': 'Tệp âm thanh chưa sẵn sàng',
  'no-relay-address': 'Chưa có địa chỉ luồng của đài cấp trên',
  'no-room': 'Chương trình trước kéo dài hết thời gian của mục này',
  'cancelled-by-person': 'Đã hủy lịch phát',
} satisfies Record<Missing, string>;

const REASONS = {
  ...MISSING,
  'substitute-slot': 'Phát thay bằng tệp dự phòng của khung giờ',
  'substitute-programme': 'Phát thay bằng tệp dự phòng của chuyên mục',
  'substitute-station': 'Phát thay bằng tệp dự phòng của đài',
  fill: 'Phát lấp cho hết khung giờ',
  'slot-end': 'Hết khung giờ',
  'late-skip': 'Quá muộn nên bỏ qua',
  'late-make-good': 'Quá muộn, chờ phát bù',
  'dead-air': 'Im lặng kéo dài trong khi phát',
  'later-start': 'Đến giờ chương trình kế tiếp',
  'command-start-now': 'Người trực cho phát ngay chương trình khác',
  'command-skip': 'Người trực bỏ qua',
  'command-stop': 'Người trực dừng phát',
  held: 'Đang dừng phát theo lệnh của người trực',
  shutdown: 'Phần mềm phát được tắt',
  restart: 'Mất điện hoặc phần mềm phát khởi động lại',
  down: 'Máy phát không chạy khi đến giờ',
  'file-missing': 'Không tìm thấy tệp âm thanh',
  'file-changed': 'Tệp âm thanh không còn đúng bản đã duyệt',
  'decoder-failed': 'Không giải mã được tệp âm thanh',
  'relay-refused': 'Địa chỉ tiếp sóng không được phép kết nối',
  'relay-unreachable': 'Không kết nối được luồng tiếp sóng',
  'relay-silent': 'Luồng tiếp sóng không có tiếng',
  'relay-lost': 'Mất tín hiệu tiếp sóng',
  'relay-back': 'Tín hiệu tiếp sóng đã trở lại',
  'command-cut': 'Người trực ngắt',
  'outside-hours': 'Ngoài khung giờ được phép phát',
  mourning: 'Hủy vì ngày tang',
  'special-day': 'Hủy theo lịch ngày đặc biệt',
  'clock-implausible': 'Đồng hồ của máy sai',
  emergency: 'Bị ngắt để phát khẩn cấp',
  live: 'Bị ngắt để phát trực tiếp',
  'live-cut': 'Người trực ngắt phát trực tiếp',
  'connection-lost': 'Mất kết nối với người phát',
  'input-failed': 'Cổng vào của máy không có tín hiệu',
  'time-limit': 'Hết giờ đã định',
  'as-corrected': 'Theo đính chính',
  'nobody-live': 'Không có ai phát trực tiếp',
} satisfies Record<Reason, string>;

/** How an airing ended. */
export const outcomeWord = (outcome: Outcome): string => OUTCOMES[outcome];
/** What sort of airing or entry it is. */
export const kindWord = (kind: AiringKind): string => KINDS[kind];
/** As the log says it: `Phát lại`, `Phát bù (phát lại)`. */
export const airingKindWord = ({ kind, paysForId }: Pick<Airing, 'kind' | 'paysForId'>): string =>
  paysForId === null ? kindWord(kind) : `Phát bù (${kindWord(kind).toLowerCase()})`;
/** Why an entry has nothing to sound. */
export const missingWord = (missing: Missing): string => MISSING[missing];
/** Why an airing did not run whole, or did not run. */
export const reasonWord = (reason: Reason): string => REASONS[reason];

const keysOf = <K extends string>(words: Readonly<Record<K, string>>) => Object.keys(words) as [K, ...K[]];

/** In the order of a list to choose from. */
export const OUTCOME_LIST = keysOf<Outcome>(OUTCOMES);
export const KIND_LIST = keysOf<AiringKind>(KINDS);
export const REASON_LIST = keysOf<Reason>(REASONS);
