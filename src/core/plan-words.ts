/** The keys of a plan file and their values in the words people read, for the difference between two plans. */
import { Temporal } from 'temporal-polyfill';
import { dayTypesWords } from './calendar.ts';
import type { DayType, Slot } from './model.ts';
import type { Fields } from './plan-export.ts';
import { describeRule } from './recurrence-words.ts';
import { durationMs, parseDay } from './time.ts';
import { formatDate, formatDuration, formatNumber } from './vietnamese.ts';

export const PLAN_LISTS = {
  units: 'đơn vị',
  topics: 'chủ đề',
  programmes: 'chuyên mục',
  obligations: 'chỉ tiêu',
  templates: 'mẫu buổi phát',
  slots: 'khung giờ',
} as const;
export type PlanList = keyof typeof PLAN_LISTS;

const LABELS: Readonly<Record<string, string>> = {
  ...{ name: 'Tên', title: 'Tên', abbr: 'Viết tắt', short: 'Tên gọi tắt', role: 'Nhiệm vụ', chip: 'Nhãn ngắn' },
  ...{ issue_word: 'Cách gọi số', area: 'Lĩnh vực', lead: 'Đơn vị chủ trì', music: 'Ca nhạc' },
  ...{
    entertainment: 'Giải trí',
    evergreen: 'Tệp dự phòng',
    zone: 'Vùng phát',
    plays: 'Phát',
    programme: 'Chuyên mục',
  },
  ...{ duration: 'Thời lượng', schedule: 'Lịch', start_mode: 'Cách bắt đầu', tolerance: 'Được chờ' },
  ...{ late_start: 'Muộn tối đa', late_policy: 'Khi muộn', end_mode: 'Cách kết thúc', fade: 'Nhỏ dần' },
  ...{ cross_fade: 'Gối nhau', gain_db: 'Âm lượng', priority: 'Ưu tiên', relay_url: 'Địa chỉ tiếp sóng' },
  ...{ day_types: 'Loại ngày', recording: 'Tệp âm thanh', substitute: 'Tệp dự phòng', language: 'Ngôn ngữ' },
  ...{
    items: 'Các mục',
    replay_of: 'Phát lại số',
    template: 'Mẫu buổi phát',
    archived: 'Tình trạng',
    code: 'Mục viện dẫn',
  },
  ...{ frequency_text: 'Tần suất', owes: 'Phải phát', valid: 'Thời hạn', anchor: 'Kỳ đầu từ ngày', parent: 'Thuộc' },
  ...{ leaf: 'Gắn được cho số', replays: 'Phát lại mỗi kỳ', per_year: 'Cả năm', counting: 'Cách tính' },
  ...{
    subject: 'Trích yếu',
    number: 'Số, ký hiệu',
    issued_on: 'Ngày ban hành',
    issuer: 'Cơ quan ban hành',
    year: 'Năm',
  },
};
export const keyWord = (key: string): string => LABELS[key] ?? key;

const VALUES: Readonly<Record<string, string>> = {
  ...{ premiere: 'phát mới', replay: 'phát lại', recording: 'tệp cố định', relay: 'tiếp sóng', notice: 'thông báo' },
  ...{ live: 'phát trực tiếp', session: 'buổi phát theo mẫu', hard: 'đúng giờ', soft: 'chờ chương trình trước hết' },
  ...{ 'not-before': 'không sớm hơn', cut: 'ngắt', finish: 'phát cho hết', fill: 'phát lấp', join: 'vào giữa chừng' },
  ...{ skip: 'bỏ qua', 'make-good': 'chờ phát bù', latest: 'mới nhất', 'same-month': 'cùng tháng', main: 'toàn xã' },
  ...{ 'same-fortnight': 'cùng kỳ hai tuần', archived: 'đã lưu trữ', standing: 'đang dùng' },
};

/** Keys that hold words of people, never words of ours. */
const OWN_WORDS = new Set(['title', 'name', 'abbr', 'short', 'role', 'chip', 'area', 'frequency_text']);

export function valueWord(key: string, value: Fields[string]): string {
  if (value === undefined || value === null || value === '') return 'không có';
  if (typeof value === 'boolean') return value ? 'có' : 'không';
  if (typeof value === 'number')
    return key === 'gain_db' ? `${formatNumber(value)} dB` : key === 'year' ? `${value}` : formatNumber(value);
  if (typeof value !== 'string')
    return key === 'day_types'
      ? (dayTypesWords(value as readonly DayType[]) ?? 'mọi ngày')
      : value.map((one) => valueWord(key, one)).join(key === 'valid' ? '–' : ', ');
  if (OWN_WORDS.has(key)) return `“${value}”`;
  if (/^PT/.test(value)) return formatDuration(durationMs(Temporal.Duration.from(value).total('milliseconds')));
  const day = parseDay(value);
  return day ? formatDate(day) : (VALUES[value] ?? value);
}

/** When a slot falls, in one sentence: these keys are one thing to people. */
export const SCHEDULE_KEYS = [
  'start_date',
  'start_time',
  'rrule',
  'exdates',
  'rdates',
  'overflow',
  'time_zone',
] as const;
export const scheduleWords = (
  slot: Pick<Slot, 'rrule' | 'startDate' | 'startTime' | 'timeZone' | 'exdates' | 'rdates' | 'overflow'>,
): string => {
  const start = parseDay(slot.startDate);
  const words = describeRule(slot);
  // An endless weekly rule does not say its first day by itself, and two plans differ in little else.
  return start && !words.includes('từ ') ? `${words}, từ ${formatDate(start)}` : words;
};
