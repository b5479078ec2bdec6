/** What a CAP alert says, in words people read (CAP 1.2 §3.2; Quyết định 18/2021/QĐ-TTg where it has a word). */
import type { CapAlert, CapInfo } from './cap.ts';

const STATUS: Readonly<Record<CapAlert['status'], string>> = {
  Actual: 'Thật',
  Exercise: 'Diễn tập',
  System: 'Tin nội bộ giữa các hệ thống',
  Test: 'Thử đường truyền',
  Draft: 'Bản nháp',
};
const MESSAGE: Readonly<Record<CapAlert['msgType'], string>> = {
  Alert: 'Tin đầu tiên',
  Update: 'Thay tin trước',
  Cancel: 'Hủy tin trước',
  Ack: 'Báo đã nhận',
  Error: 'Báo lỗi tin trước',
};
const SCOPE: Readonly<Record<CapAlert['scope'], string>> = {
  Public: 'Công khai',
  Restricted: 'Hạn chế',
  Private: 'Gửi riêng',
};
const CATEGORY: Readonly<Record<string, string>> = {
  Geo: 'Địa chất, sạt lở, động đất',
  Met: 'Khí tượng, thủy văn',
  Safety: 'An toàn chung',
  Security: 'An ninh, quốc phòng',
  Rescue: 'Tìm kiếm, cứu nạn',
  Fire: 'Cháy, cháy rừng',
  Health: 'Y tế, dịch bệnh',
  Env: 'Môi trường',
  Transport: 'Giao thông',
  Infra: 'Điện, nước, viễn thông',
  CBRNE: 'Hóa chất, phóng xạ, chất nổ',
  Other: 'Khác',
};
const RESPONSE: Readonly<Record<string, string>> = {
  Shelter: 'Trú ẩn tại chỗ',
  Evacuate: 'Sơ tán',
  Prepare: 'Chuẩn bị',
  Execute: 'Làm theo phương án đã định',
  Avoid: 'Tránh xa',
  Monitor: 'Theo dõi thông tin',
  Assess: 'Tự đánh giá tình hình',
  AllClear: 'Đã hết nguy hiểm',
  None: 'Không cần làm gì',
};
const URGENCY: Readonly<Record<CapInfo['urgency'], string>> = {
  Immediate: 'Làm ngay',
  Expected: 'Trong giờ tới',
  Future: 'Sắp tới',
  Past: 'Đã qua',
  Unknown: 'Chưa rõ',
};
const SEVERITY: Readonly<Record<CapInfo['severity'], string>> = {
  Extreme: 'Đặc biệt nghiêm trọng',
  Severe: 'Nghiêm trọng',
  Moderate: 'Trung bình',
  Minor: 'Nhẹ',
  Unknown: 'Chưa rõ',
};
const CERTAINTY: Readonly<Record<CapInfo['certainty'], string>> = {
  Observed: 'Đã xảy ra',
  Likely: 'Nhiều khả năng',
  Possible: 'Có thể',
  Unlikely: 'Ít khả năng',
  Unknown: 'Chưa rõ',
};

/** Of the message as a whole: label and words, in the order they are read. */
export const alertWords = ({ status, msgType, scope, note, source, restriction }: CapAlert): [string, string][] =>
  kept([
    ['Tình trạng', STATUS[status]],
    ['Loại tin', MESSAGE[msgType]],
    ['Phạm vi', [SCOPE[scope], restriction].filter(Boolean).join(': ')],
    ['Nguồn', source],
    ['Ghi chú', note],
  ]);

export const infoWords = (info: CapInfo): [string, string][] =>
  kept([
    ['Sự kiện', info.event],
    ['Lĩnh vực', info.categories.map((one) => CATEGORY[one] ?? one).join('; ')],
    ['Mức độ', SEVERITY[info.severity]],
    ['Khẩn trương', URGENCY[info.urgency]],
    ['Độ tin cậy', CERTAINTY[info.certainty]],
    ['Việc cần làm', info.responses.map((one) => RESPONSE[one] ?? one).join('; ')],
    ['Vùng', info.areas.join('; ')],
    ['Nơi phát tin', info.senderName],
    ['Gửi tới', info.audience],
    ['Liên hệ', info.contact],
  ]);

const kept = (rows: [string, string][]): [string, string][] => rows.filter(([, words]) => words !== '');
