/**
 * What a report says around its figures. Every section is a text that somebody may rewrite; figures stand in it as
 * `{phát mới}` and are filled in at printing, so a rewritten text never holds an old number. A section nobody wrote says
 * what the figures prove and no more; where the station keeps no figures it says so, or is left out.
 */
import { Temporal } from 'temporal-polyfill';
import { causeWord } from './causes.ts';
import { clusterLevels, FINDINGS } from './clusters.ts';
import { type ClusterFigure, MEASURES, type ReportFigures } from './report.ts';
import type { ReportSettings } from './report-settings.ts';
import type { ReportWindow } from './report-state.ts';
import { areaName, count, nextPeriodName, periodName } from './report-words.ts';
import type { DurationMs } from './time.ts';
import { formatDateAdministrative, formatPercent, lengthInWords, lowerFirst } from './vietnamese.ts';

/** In the order of the paper. `hint` tells the writer what belongs there. */
export const REPORT_TEXTS = [
  { name: 'subject', label: 'Trích yếu', hint: 'Dưới chữ BÁO CÁO' },
  { name: 'addressees', label: 'Kính gửi', hint: 'Mỗi dòng một nơi' },
  { name: 'opening', label: 'Đoạn mở đầu', hint: 'Căn cứ và khoảng thời gian của số liệu' },
  { name: 'work', label: 'I. Công tác triển khai', hint: 'Đã chỉ đạo, phối hợp, phân công những gì' },
  { name: 'contents', label: 'II. Nội dung tuyên truyền', hint: '' },
  { name: 'clusters', label: 'II. Hệ thống truyền thanh', hint: 'Cụm loa, sự cố trong kỳ' },
  { name: 'feedback', label: 'II. Tiếp nhận, phản hồi ý kiến', hint: '' },
  { name: 'emergency', label: 'II. Thông tin khẩn cấp', hint: '' },
  { name: 'budget', label: 'II. Kinh phí', hint: 'Để trống thì báo cáo không có mục này' },
  { name: 'strengths', label: 'III. Ưu điểm', hint: '' },
  { name: 'weaknesses', label: 'III. Tồn tại, hạn chế', hint: '' },
  { name: 'causes', label: 'III. Nguyên nhân', hint: 'Để trống thì báo cáo không có mục này' },
  { name: 'tasks', label: 'IV. Nhiệm vụ trọng tâm kỳ tới', hint: 'Mỗi dòng một nhiệm vụ' },
  { name: 'proposals', label: 'V. Kiến nghị, đề xuất', hint: 'Để trống thì báo cáo không có mục này' },
  { name: 'closing', label: 'Đoạn kết', hint: 'Dấu ./. tự thêm vào cuối' },
  { name: 'recipients', label: 'Nơi nhận', hint: 'Mỗi dòng một nơi; dòng cuối là nơi lưu' },
  {
    name: 'paste',
    label: 'Đoạn để lồng ghép',
    hint: 'Đoạn chép vào báo cáo CCHC, CĐS của nơi khác; không in trong báo cáo này',
  },
] as const;
export type TextName = (typeof REPORT_TEXTS)[number]['name'];
export type ReportTexts = Readonly<Record<TextName, string>>;

export type TextContext = {
  readonly figures: ReportFigures;
  /** As a sentence names it. */
  readonly agencyName: string;
  readonly settings: Pick<ReportSettings, 'addressees' | 'recipients'>;
};

/** The days of `figures`, as the words of a period take them. */
export const windowOfFigures = ({ window }: ReportFigures): ReportWindow => ({
  span: window.span,
  year: window.year,
  number: window.number,
  from: Temporal.PlainDate.from(window.from),
  until: Temporal.PlainDate.from(window.until),
});

/** What stands for each `{…}`. */
export function fillings({ figures, agencyName }: TextContext): Readonly<Record<string, string>> {
  const { plan, window, rows, areas, totals, topics, clusters, emergency } = figures;
  const period = windowOfFigures(figures);
  return {
    kỳ: periodName(period),
    'kỳ sau': nextPeriodName(period),
    'từ ngày': formatDateAdministrative(window.dataFrom),
    'đến ngày': formatDateAdministrative(window.until),
    'cơ quan': agencyName,
    'số kế hoạch': plan.number,
    'ngày kế hoạch': formatDateAdministrative(plan.issuedOn),
    'tên kế hoạch': lowerFirst(plan.title),
    'nơi ban hành': plan.issuer,
    'lĩnh vực': areas.map(({ area }) => areaName(area)).join(', ') || 'theo Kế hoạch',
    'phát mới': count(totals.premieres),
    'phát lại': count(totals.replays),
    'lượt phát': count(totals.airings),
    phút: count(totals.minutes),
    'chủ đề đã phát': count(topics.covered),
    'chủ đề chưa phát': count(topics.total - topics.covered),
    'tổng chủ đề': count(topics.total),
    'danh sách chủ đề': topics.list.map(({ chip, code }) => `${chip} (${code})`).join('; '),
    'cụm đạt': clusters ? count(clusters.ok) : 'chưa theo dõi',
    'cụm dự kiến': clusters ? count(clusters.expected) : 'chưa theo dõi',
    'tỷ lệ cụm': clusters ? formatPercent(clusters.ok / clusters.expected) : 'chưa theo dõi',
    'tỷ lệ hộ': householdShare(figures) === undefined ? 'chưa theo dõi' : formatPercent(householdShare(figures)!),
    'mức xác nhận cụm': clusters ? clusterLevels(clusters, count) : 'chưa theo dõi',
    'số cụm loa': figures.register ? count(figures.register.clusters) : 'chưa theo dõi',
    'số loa': figures.register ? count(figures.register.speakers) : 'chưa theo dõi',
    'sự cố cụm loa': faultWords(figures),
    'số liệu ý kiến': feedbackWords(figures),
    'số một người duyệt': count(figures.soles?.issues ?? 0),
    'lý do một người': figures.soles?.reasons.join('; ') ?? '',
    'bản tin khẩn cấp': count(emergency.bulletins),
    'lượt khẩn cấp': count(emergency.airings),
    'phút khẩn cấp': count(emergency.minutes),
    'ngày khẩn cấp':
      emergency.days.length > 3
        ? 'trong kỳ'
        : emergency.days.map((iso) => `ngày ${formatDateAdministrative(iso)}`).join(', '),
    'đơn vị tính': [...new Set(rows.map(({ unit }) => unit))].join('/') || 'số',
    'theo lĩnh vực': areas
      .map(({ area, issues, airings }) => `${areaName(area)} ${count(issues)} số (${count(airings)} lượt)`)
      .join(', '),
    'lượt không tính': count(uncountedOf(figures).length),
    'nguyên nhân không tính': causeWords(figures),
    'chuyên mục chậm': lateOf(figures)
      .map(({ name, code }) => `${name} (${code})`)
      .join('; '),
  };
}

/** `xảy ra 01 sự cố (Cụm 07 mất kết nối ngày 10/9/2025, khắc phục ngày 11/9/2025)` */
function faultWords({ register }: ReportFigures): string {
  if (!register) return 'chưa theo dõi';
  const { faults } = register;
  const words = faults.map(
    ({ name, finding, day, mendedOn }) =>
      `${name} ${FINDINGS[finding].toLowerCase()} ngày ${formatDateAdministrative(day)}, ${mendedOn ? `khắc phục ngày ${formatDateAdministrative(mendedOn)}` : 'chưa khắc phục'}`,
  );
  return faults.length === 0 ? 'không xảy ra sự cố' : `xảy ra ${count(faults.length)} sự cố (${words.join('; ')})`;
}

/**
 * Of all that the airings were meant for, by the households of each cluster, 0 to 1. Undefined unless every cluster that
 * was to sound was asked about, and it is known how many households live by each: a part would claim more than it knows.
 */
function householdShare({ clusters, byCluster = [] }: ReportFigures): number | undefined {
  const asked = byCluster.reduce((sum, { ok, failed, unknown }) => sum + ok + failed + unknown, 0);
  if (!clusters || asked === 0 || asked < clusters.expected) return undefined;
  if (byCluster.some(({ households }) => households === undefined)) return undefined;
  const sum = (of: (one: ClusterFigure) => number) =>
    byCluster.reduce((all, one) => all + of(one) * one.households!, 0);
  return sum(({ ok }) => ok) / sum(({ ok, failed, unknown }) => ok + failed + unknown);
}

/** Each once, whoever it was due to; none where nobody kept why. */
const uncountedOf = ({ uncounted }: ReportFigures) => [
  ...new Map(uncounted.flatMap((one) => (one.cause === undefined ? [] : [[one.id, one] as const]))).values(),
];

/** `mất điện 02 lượt (đã phát bù 01 lượt); chưa xác định nguyên nhân 01 lượt`, the most frequent first. */
function causeWords(figures: ReportFigures): string {
  const all = uncountedOf(figures);
  return [...new Set(all.map(({ cause }) => cause))]
    .map((cause) => ({ cause, own: all.filter((one) => one.cause === cause) }))
    .sort((a, b) => b.own.length - a.own.length)
    .map(({ cause, own }) => {
      const paid = own.filter(({ isMadeGood }) => isMadeGood).length;
      const words = cause ? lowerFirst(causeWord(cause)) : 'chưa xác định nguyên nhân';
      return `${words} ${count(own.length)} lượt${paid > 0 ? ` (đã phát bù ${count(paid)} lượt)` : ''}`;
    })
    .join('; ');
}

/** `Tiếp nhận 07 ý kiến; đã trả lời 04 ý kiến (…); chuyển … 02 ý kiến; đang xử lý 01 ý kiến` */
function feedbackWords({ feedback }: ReportFigures): string {
  if (!feedback) return 'chưa theo dõi';
  const { received, answered, onAir, airedOn, forwarded, pending } = feedback;
  const aired =
    onAir > 0 &&
    ` (trong đó ${count(onAir)} ý kiến trả lời trên sóng ngày ${airedOn.map(formatDateAdministrative).join(', ')})`;
  return [
    `Tiếp nhận ${count(received)} ý kiến`,
    `đã trả lời ${count(answered)} ý kiến${aired || ''}`,
    ...forwarded.map(({ to, count: n }) => `chuyển ${to} ${count(n)} ý kiến`),
    ...(pending > 0 ? [`đang xử lý ${count(pending)} ý kiến`] : []),
  ].join('; ');
}

const lateOf = ({ rows }: ReportFigures) => rows.filter(({ state }) => state === 'late' || state === 'not-met');

/** As they stand before the figures are filled in. */
export function defaultTexts({ figures, settings }: TextContext): ReportTexts {
  const { rows, clusters, topics, emergency, areas } = figures;
  const isLate = lateOf(figures).length > 0;
  const part = topics.list[0]?.code.split('.')[0];
  return {
    subject: 'Kết quả tuyên truyền {lĩnh vực} {kỳ} trên hệ thống truyền thanh xã',
    addressees: settings.addressees.join('\n'),
    opening:
      'Thực hiện Kế hoạch số {số kế hoạch} ngày {ngày kế hoạch} của {nơi ban hành} về {tên kế hoạch} (sau đây gọi tắt là Kế hoạch số {số kế hoạch}), {cơ quan} báo cáo kết quả tuyên truyền {kỳ} (số liệu từ ngày {từ ngày} đến hết ngày {đến ngày}) như sau:',
    work: 'Thực hiện Kế hoạch số {số kế hoạch}, Trung tâm đã xây dựng lịch phát thanh; tin, bài, chuyên mục chỉ được tính khi đã duyệt trước lúc phát, và mọi lượt phát đều được ghi vào sổ nhật ký phát thanh.',
    contents:
      topics.covered > 0
        ? `Đã tuyên truyền {chủ đề đã phát}/{tổng chủ đề} nội dung theo phần ${part} Kế hoạch số {số kế hoạch}, gồm: {danh sách chủ đề}.`
        : 'Trong kỳ chưa tuyên truyền nội dung nào trong {tổng chủ đề} nội dung theo Kế hoạch số {số kế hoạch}.',
    clusters: [
      figures.register && 'Toàn xã có {số cụm loa} cụm loa với {số loa} loa.',
      `${clusters ? `Trong kỳ có {cụm đạt}/{cụm dự kiến} lượt cụm phát đạt ({tỷ lệ cụm}${householdShare(figures) === undefined ? '' : ', khoảng {tỷ lệ hộ} số hộ'})` : 'Trong kỳ chưa theo dõi kết quả phát của từng cụm loa'}${figures.register ? '; {sự cố cụm loa}.' : '.'}`,
      clusters && clusterLevels(clusters) && 'Mức xác nhận: {mức xác nhận cụm}.',
    ]
      .filter(Boolean)
      .join(' '),
    feedback: figures.feedback ? '{số liệu ý kiến}.' : 'Trong kỳ chưa theo dõi số liệu tiếp nhận, phản hồi ý kiến.',
    emergency:
      emergency.airings > 0
        ? 'Phát {bản tin khẩn cấp} bản tin khẩn cấp {ngày khẩn cấp} ({lượt khẩn cấp} lượt, {phút khẩn cấp} phút), không tính vào kết quả tại mục 1.'
        : 'Trong kỳ không phát bản tin khẩn cấp nào.',
    budget: '',
    strengths:
      rows.length > 0 && !isLate && figures.totals.airings > 0
        ? 'Các chuyên mục được duy trì theo tần suất của Kế hoạch.'
        : '',
    weaknesses: [
      isLate && 'Chưa bảo đảm tiến độ: {chuyên mục chậm}.',
      topics.total > topics.covered && 'Còn {chủ đề chưa phát}/{tổng chủ đề} nội dung chưa được tuyên truyền.',
      figures.soles && 'Có {số một người duyệt} số do một người vừa làm vừa duyệt: {lý do một người}.',
    ]
      .filter(Boolean)
      .join('\n'),
    causes:
      uncountedOf(figures).length > 0
        ? 'Trong kỳ có {lượt không tính} lượt phát đến hạn không được tính: {nguyên nhân không tính}.'
        : '',
    tasks: 'Tiếp tục duy trì các chuyên mục theo Kế hoạch số {số kế hoạch}.',
    proposals: '',
    closing: 'Trên đây là báo cáo kết quả tuyên truyền {lĩnh vực} {kỳ} trên hệ thống truyền thanh xã',
    recipients: settings.recipients.join('\n'),
    paste: `Công tác truyền thông: Từ ngày {từ ngày} đến ngày {đến ngày}, hệ thống truyền thanh xã đã phát {phát mới} {đơn vị tính} về {lĩnh vực} với {lượt phát} lượt phát ({phát mới} lượt phát mới, {phát lại} lượt phát lại), tổng thời lượng {phút} phút${areas.length > 1 ? '; trong đó {theo lĩnh vực}' : ''}.`,
  };
}

const PLACE = /\{([^{}]*)\}/gu;

/** The first `{…}` in `text` that stands for nothing. */
export const unknownFilling = (text: string, known: Readonly<Record<string, string>>): string | undefined =>
  [...text.matchAll(PLACE)].map(([, name]) => name!).find((name) => !(name.trim() in known));

/** As they are printed: what somebody wrote, else the text's own words, with the figures in. */
export function printedTexts(context: TextContext, written: Readonly<Record<string, string>>): ReportTexts {
  const known = fillings(context);
  const own = defaultTexts(context);
  const texts = Object.entries(own).map(([name, text]) => [
    name,
    (written[name] ?? text).replace(PLACE, (whole, place: string) => known[place.trim()] ?? whole),
  ]);
  return Object.fromEntries(texts) as ReportTexts;
}

/** `Tổng thời lượng 140 phút (02 giờ 20 phút).` */
export const totalLength = (minutes: number): string =>
  `Tổng thời lượng ${count(minutes)} phút${minutes >= 60 ? ` (${lengthInWords((minutes * 60_000) as DurationMs)})` : ''}.`;

const MEASURE_WORDS = { premieres: 'phát mới', replays: 'phát lại', airings: 'lượt phát', minutes: 'phút' } as const;

/** One line an obligation: `Quý II/2025, Chuyên mục “…” (C.I.2.a): phát lại 03, nay 02; lượt phát 06, nay 05.` */
export const adjustmentLines = ({ adjustments }: ReportFigures): string[] =>
  adjustments.flatMap(({ label, changes }) =>
    changes.map(({ name, code, was, now }) => {
      const parts = MEASURES.filter((one) => was[one] !== now[one]).map(
        (one) => `${MEASURE_WORDS[one]} đã báo cáo ${count(was[one])}, nay là ${count(now[one])}`,
      );
      return `${label}, ${name} (${code}): ${parts.join('; ')}.`;
    }),
  );
