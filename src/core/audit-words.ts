/** The audit log in words: what the tables and columns it tells of are called on the screens. */

import { AUDIT_ACTIONS, type AuditLine, MASK, VIAS } from './audit.ts';
import { lowerFirst } from './vietnamese.ts';

const NOUNS: Readonly<Record<string, string>> = {
  airing_causes: 'Nguyên nhân của lượt phát',
  api_tokens: 'Mã truy cập API',
  approvals: 'Phê duyệt',
  bulletins: 'Bản tin từ cấp trên',
  calendar_feeds: 'Liên kết lịch iCal',
  clock_confirmations: 'Xác nhận đồng hồ',
  cluster_checks: 'Sổ theo dõi cụm loa',
  clusters: 'Cụm loa',
  commands: 'Lệnh phát sóng',
  contributors: 'Người thực hiện số',
  corrections: 'Đính chính nhật ký',
  day_closings: 'Khóa sổ ngày',
  day_type_hours: 'Giờ phát theo loại ngày',
  deputy_signatures: 'Thể thức ký thay',
  duty_shifts: 'Lịch trực',
  emergencies: 'Phát khẩn cấp',
  emergency_messages: 'Bản tin khẩn cấp soạn sẵn',
  entry_causes: 'Nguyên nhân của mục chưa phát',
  envelope_overrides: 'Cho phép vượt mức',
  episode_links: 'Liên kết tham khảo của số',
  episode_steps: 'Các bước duyệt của số',
  episode_topics: 'Chủ đề của số',
  episodes: 'Số, kỳ',
  exceptions: 'Thay đổi một lần phát',
  feedback: 'Ý kiến phản ánh',
  fees: 'Nhuận bút, thù lao',
  handovers: 'Giao ca',
  invitations: 'Liên kết đặt mật khẩu',
  lives: 'Phát trực tiếp',
  mail_server: 'Máy chủ thư',
  mail_wishes: 'Nhận thông báo qua thư',
  notice_approvals: 'Phê duyệt thông báo',
  notice_precedences: 'Thứ tự thông báo ưu tiên',
  notice_versions: 'Bản của thông báo',
  notices: 'Thông báo',
  obligations: 'Nhiệm vụ tuyên truyền',
  outputs: 'Đầu ra',
  plan_drafts: 'Bản nháp kế hoạch',
  plan_topics: 'Chủ đề của kế hoạch',
  plans: 'Kế hoạch',
  programmes: 'Chuyên mục',
  recording_tags: 'Nhãn của tệp âm thanh',
  recordings: 'Tệp âm thanh',
  recovery_codes: 'Mã dự phòng đăng nhập',
  report_events: 'Các bước của báo cáo',
  reports: 'Báo cáo',
  schedule_changes: 'Sổ thay đổi lịch phát',
  script_files: 'Tệp kịch bản',
  scripts: 'Kịch bản',
  seals: 'Niêm phong nhật ký',
  second_factors: 'Xác thực hai lớp',
  session_templates: 'Mẫu buổi phát',
  settings: 'Cấu hình',
  sign_offs: 'Đã kiểm tra ngày phát',
  slots: 'Khung giờ',
  sole_modes: 'Chế độ một người vừa soạn vừa duyệt',
  special_days: 'Ngày đặc biệt',
  substitutions: 'Thay quyền có thời hạn',
  topics: 'Chủ đề',
  units: 'Đơn vị',
  users: 'Người dùng',
  webhooks: 'Nơi nhận thông báo',
  zones: 'Vùng phát',
};
export const hasNounWord = (noun: string): boolean => noun in NOUNS;
/** A table nobody has named is called what it is. */
export const nounWord = (noun: string): string => NOUNS[noun] ?? noun;

const COLUMNS: Readonly<Record<string, string>> = {
  name: 'Tên',
  title: 'Tiêu đề',
  username: 'Tên đăng nhập',
  roles: 'Vai trò',
  password_hash: 'Mật khẩu',
  secret: 'Khóa bí mật',
  token: 'Mã',
  disabled_at: 'Khóa lúc',
  archived_at: 'Lưu trữ lúc',
  removed_at: 'Bỏ lúc',
  withdrawn_at: 'Thu hồi lúc',
  revoked_at: 'Thu hồi lúc',
  created_at: 'Tạo lúc',
  made_at: 'Ghi lúc',
  changed_at: 'Sửa lúc',
  expires_at: 'Hết hạn lúc',
  until_at: 'Đến',
  from_at: 'Từ',
  made_by: 'Người ghi',
  written_by: 'Người ghi',
  written_name: 'Tên người ghi',
  written_at: 'Ghi lúc',
  approved_at: 'Duyệt lúc',
  author_id: 'Tác giả',
  approver_id: 'Người duyệt',
  user_id: 'Người dùng',
  enabled: 'Đang bật',
  position: 'Thứ tự',
  key: 'Mục',
  value: 'Giá trị',
  note: 'Ghi chú',
  notes: 'Ghi chú',
  reason: 'Lý do',
  document: 'Văn bản',
  kind: 'Loại',
  state: 'Trạng thái',
  zone_id: 'Vùng phát',
  slot_id: 'Khung giờ',
  programme_id: 'Chuyên mục',
  episode_id: 'Số',
  recording_id: 'Tệp âm thanh',
  plan_id: 'Kế hoạch',
  template_id: 'Mẫu buổi phát',
  language: 'Thứ tiếng',
  number: 'Số',
  year: 'Năm',
  day: 'Ngày',
  start_date: 'Từ ngày',
  start_time: 'Giờ bắt đầu',
  duration_ms: 'Thời lượng (mili giây)',
  rrule: 'Quy tắc lặp',
  valid_from: 'Hiệu lực từ',
  valid_until: 'Hiệu lực đến',
  target: 'Địa chỉ',
  url: 'Địa chỉ',
  relay_url: 'Địa chỉ tiếp sóng',
  codec: 'Kiểu nén',
  bitrate: 'Tốc độ (kbit/s)',
  volume: 'Âm lượng theo giờ',
  playout_sha256: 'Mã băm của tiếng',
  words: 'Nội dung',
  answer: 'Trả lời',
  phone: 'Số điện thoại',
  village: 'Thôn',
  email: 'Thư điện tử',
};
export const columnWord = (name: string): string => COLUMNS[name] ?? name;

/** `Sửa cấu hình "limits"`; of a request what became of it, `Đăng nhập sai`. */
export function actionWords({ action, noun, rowKey, status }: AuditLine): string {
  if (noun !== null) return `${AUDIT_ACTIONS[action]} ${lowerFirst(nounWord(noun))}${rowKey ? ` “${rowKey}”` : ''}`;
  return action === 'done' || status === null ? AUDIT_ACTIONS[action] : `${AUDIT_ACTIONS[action]} (${status})`;
}

/** `Trình duyệt 3f2a…`, `Mã truy cập API 4 Báo cáo tỉnh`. */
export const viaWords = ({ via, credential }: AuditLine): string => `${VIAS[via]} ${credential}`.trim();

/** One column of a row: its name in words, and what it was and is; `undefined` where it was not. */
export type Changed = {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
};

/** `write` puts an instant (a column ending in `_at`) into words. */
export function changedColumns({ before, after }: AuditLine, write: (at: number) => string): Changed[] {
  const text = (name: string, value: unknown): string => {
    if (value === null || value === '') return '(trống)';
    if (typeof value === 'number' && /_at$/.test(name)) return write(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  const names = Object.keys(before ?? after ?? {}).filter((name) => name !== 'id');
  return names.map((name) => ({
    name: columnWord(name),
    before: before ? text(name, before[name]) : undefined,
    after: after ? (after[name] === MASK && before ? `${MASK} (đã đổi)` : text(name, after[name])) : undefined,
  }));
}

/** In one cell: `Tên: A → B; Loại: x → y`. */
export const changesInWords = (line: AuditLine, write: (at: number) => string): string =>
  changedColumns(line, write)
    .map(({ name, before, after }) => `${name}: ${[before, after].filter((one) => one !== undefined).join(' → ')}`)
    .join('; ');
