/**
 * The shape of a plan file, `schedules/*.yaml`. Every field says in Vietnamese what belongs there; `problems.ts` turns
 * that into the message for a missing or wrong value, so a description reads after "cần …". Sections that only inform
 * people (derived, ambiguities, legal_bases …) are kept as they stand; what is imported or referred to is strict.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { LANGUAGES } from '../languages.ts';
import {
  DAY_TYPES,
  DEFAULT_CHOICE,
  DEFAULT_MODES,
  type EndMode,
  type LatePolicy,
  type Obligation,
  type Plays,
  REPLAY_OF,
  START_RULES,
  type StartMode,
} from '../model.ts';
import { durationMs, parseDay } from '../time.ts';
import { templateSchema } from './templates.ts';

const text = (what: string) => z.string().trim().min(1).describe(what);
const id = (what: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .describe(`${what}: chữ thường không dấu, số và gạch nối, ví dụ cds-phat-thanh-xa`);
const date = (what: string) =>
  z
    .string()
    .refine((value) => parseDay(value) !== undefined)
    .describe(`${what}: ngày có thật dạng năm-tháng-ngày, ví dụ 2025-08-25`);
const whole = (what: string, least: number) => z.int().min(least).describe(what);
const codes = (what: string) => z.array(z.string().describe(what)).describe(`danh sách ${what}`);
const unit = text('mã đơn vị có trong units');
const area = z.string().describe('lĩnh vực, ví dụ CĐS');
const code = text('mục viện dẫn trong kế hoạch, ví dụ C.I.2.a');

/** HH:MM or HH:MM:SS → HH:MM:SS. */
const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/)
  .transform((value) => (value.length === 5 ? `${value}:00` : value))
  .describe('giờ bắt đầu từ "00:00" đến "23:59:59", ví dụ "05:30"; 24:00 là "00:00" của ngày hôm sau');

/** ISO 8601, as iCalendar writes it: PT15M, PT1M30S. */
const duration = z
  .string()
  .refine((value) => readDuration(value) > 0)
  .transform((value) => durationMs(readDuration(value)))
  .describe('thời lượng trên 0 và không quá 24 giờ, ví dụ PT15M là 15 phút, PT1M30S là 1 phút 30 giây');

/** The same, and zero: PT0S. */
const span = (what: string) =>
  z
    .string()
    .refine((value) => readDuration(value) > 0 || /^PT0[HMS]$/.test(value))
    .transform((value) => durationMs(readDuration(value)))
    .describe(what);

function readDuration(value: string): number {
  try {
    const ms = Temporal.Duration.from(value).total('milliseconds');
    return ms <= 24 * 3_600_000 ? ms : 0;
  } catch {
    return 0; // not ISO 8601, or with months or years, which have no length
  }
}

const plan = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/)
      .describe('mã kế hoạch không dấu, ví dụ KH-25-2025-DAKTO'),
    number: text('số, ký hiệu văn bản, ví dụ 25/KH-UBND'),
    issued_on: date('ngày ban hành'),
    place: z.string().optional(),
    issuer: text('cơ quan ban hành'),
    province: z.string().optional(),
    kind: z.string().optional(),
    title: text('trích yếu của kế hoạch'),
    year: z.int().min(1900).max(2199).describe('năm của kế hoạch, ví dụ 2025'),
    signer: z
      .strictObject({
        authority: z.string().optional(),
        position: z.string(),
        name: z.string(),
        name_certain: z.boolean().optional(),
      })
      .optional(),
    recipients: z.array(z.string()).optional(),
  })
  .describe('thông tin của kế hoạch: id, number, issued_on, issuer, title, year');

const planUnit = z.strictObject({
  id: id('mã đơn vị'),
  name: text('tên đầy đủ của đơn vị'),
  short: text('tên gọi tắt của đơn vị'),
  role: z.string().default(''),
  group: z.boolean().optional(),
});

const topic = z.strictObject({
  code: text('mã chủ đề như trong kế hoạch, ví dụ B.I.4.đ'),
  key: id('khóa của chủ đề (đ viết là dd)'),
  parent: text('mã chủ đề cấp trên hoặc null').nullable(),
  leaf: z.boolean().describe('true nếu gắn được cho số phát, false nếu chỉ là nhóm'),
  area,
  title: text('tên đầy đủ của chủ đề'),
  chip: text('nhãn ngắn của chủ đề'),
});

const startRule = z
  .enum(START_RULES)
  .describe('full (đủ cả năm), pro-rata (theo tỷ lệ ngày) hoặc remaining (các kỳ còn lại kể từ ngày ban hành)');
const ratio = (what: string) => z.number().min(0).max(1).describe(`${what} thì mới tính, từ 0 đến 1, ví dụ 0.9`);

const obligation = z
  .strictObject({
    unit: z.enum(['issue', 'airing']).describe('issue (tính theo số) hoặc airing (tính theo lượt phát)'),
    count: whole('số lượng trong mỗi kỳ, từ 1; null nếu kế hoạch không định lượng', 1).nullable(),
    period: z
      .enum(['weeks', 'month', 'year', 'continuous', 'unspecified'] satisfies Obligation['period'][])
      .describe('kỳ: weeks, month, year, continuous (thường xuyên) hoặc unspecified (không ghi)'),
    every: whole('số kỳ cho một lần, từ 1; ví dụ 2 với period weeks là hai tuần', 1).default(1),
    anchor: date('ngày bắt đầu kỳ đầu tiên').optional(),
    replays: whole('số lần phát lại trong mỗi kỳ, từ 0', 0).default(0),
    per_year: whole('tổng số trong năm, từ 1', 1).optional(),
    start_rule: startRule.optional(),
    also_programmes: codes('mã chuyên mục').default([]),
    counts_twice: z
      .boolean()
      .describe('true nếu tính cả lượt đã tính cho nghĩa vụ khác, nếu không thì false')
      .optional(),
    counts_share: ratio('phần thời lượng phải phát').optional(),
    counts_clusters: ratio('phần số cụm loa phải phát').optional(),
  })
  .describe('nghĩa vụ: unit, count, period');

/** By what names the bytes themselves: a title may change, and two stations have other ids. The title is for readers. */
const sound = (what: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{8,64}( .*)?$/)
    .nullish()
    .describe(
      `${what}: từ 8 đến 64 chữ số đầu của mã băm SHA-256, sau đó có thể là tên tệp, ví dụ "3f2a9c1b04d1 Nhạc hiệu"; null là không có`,
    );

const named = {
  id: id('mã chuyên mục'),
  name: text('tên chuyên mục'),
  abbr: text('tên viết tắt của chuyên mục'),
  issue_word: z.enum(['số', 'kỳ', 'chuyên mục']).describe('cách gọi một số phát: số, kỳ hoặc chuyên mục'),
  area: area.default(''),
  lead: unit.nullish(),
  music: z.boolean().describe('true nếu là ca nhạc có đoạn lặng dài, nếu không thì false').optional(),
  entertainment: z.boolean().describe('true nếu tạm ngừng vào ngày tang, nếu không thì false').optional(),
  evergreen: sound('tệp dự phòng của chuyên mục'),
};

const programme = z.strictObject({
  ...named,
  code,
  full_name: z.string().optional(),
  channel: z.string().nullish(),
  frequency_text: z.string().nullish(),
  frequency: z.record(z.string(), z.unknown()).optional(),
  replays: z.strictObject({ count: whole('số lần phát lại, từ 1', 1), per: z.string() }).nullish(),
  obligation,
  coordinating: codes('mã đơn vị').default([]),
  timeframe_text: z.string().nullish(),
  timeframe: z.strictObject({ from: date('ngày đầu'), to: date('ngày cuối') }).optional(),
  required_content: z.array(z.strictObject({ text: z.string(), topics: codes('mã chủ đề') })).default([]),
  topic_groups: codes('mã chủ đề').default([]),
  related_topics: codes('mã chủ đề').default([]),
  also_required_by: codes('mục viện dẫn trong standing_duties').default([]),
});

export const slotSchema = z.strictObject({
  id: id('mã khung giờ'),
  title: text('tên khung giờ'),
  zone: z.string().default('main').describe('mã vùng phát'),
  plays: z
    .enum(['premiere', 'replay', 'recording', 'relay', 'live', 'notice', 'session'] satisfies Plays[])
    .describe(
      'premiere (phát mới), replay (phát lại), recording (tệp cố định), relay (tiếp sóng), live (phát trực tiếp), notice (thông báo) hoặc session (buổi phát theo mẫu)',
    ),
  programme: text('mã chuyên mục có trong programmes hoặc station_programmes').nullish(),
  template: text('mã mẫu buổi phát có trong session_templates').nullish(),
  start_date: date('ngày bắt đầu'),
  start_time: time,
  duration,
  rrule: text('quy tắc lặp RRULE, ví dụ "FREQ=WEEKLY;BYDAY=MO"'),
  exdates: z.array(date('ngày trừ')).default([]),
  rdates: z.array(date('ngày thêm')).default([]),
  overflow: z
    .enum(['skip', 'last-day'])
    .default('skip')
    .describe('tháng không có ngày đó thì skip (bỏ qua) hoặc last-day (lấy ngày cuối tháng)'),
  day_types: z
    .array(z.enum(DAY_TYPES).describe(`một loại ngày: ${DAY_TYPES.join(', ')}`))
    .nonempty()
    .nullish()
    .describe(`danh sách loại ngày khung này phát (${DAY_TYPES.join(', ')}), hoặc null là mọi ngày`),
  language: z
    .enum(LANGUAGES)
    .nullish()
    .describe(`ngôn ngữ của số được phát (${LANGUAGES.join(', ')}), hoặc null là bản nào có trước`),
  replay_of: z
    .enum(REPLAY_OF)
    .default(DEFAULT_CHOICE.replayOf)
    .describe(
      'số được phát lại: latest (mới phát gần nhất), same-month (cùng tháng) hoặc same-fortnight (cùng kỳ hai tuần)',
    ),
  start_mode: z
    .enum(['hard', 'soft', 'not-before'] satisfies StartMode[])
    .default(DEFAULT_MODES.startMode)
    .describe(
      'hard (đúng giờ, ngắt chương trình đang phát), soft (chờ chương trình đang phát hết) hoặc not-before (không sớm hơn)',
    ),
  tolerance: span('thời gian được chờ, ví dụ PT2M').default(DEFAULT_MODES.toleranceMs),
  late_start: span('muộn tối đa bao lâu vẫn phát từ đầu, ví dụ PT2S, PT5M').default(DEFAULT_MODES.lateStartMs),
  late_policy: z
    .enum(['join', 'skip', 'make-good'] satisfies LatePolicy[])
    .default(DEFAULT_MODES.latePolicy)
    .describe('join (vào giữa chừng), skip (bỏ qua) hoặc make-good (chờ phát bù)'),
  end_mode: z
    .enum(['cut', 'finish', 'fill'] satisfies EndMode[])
    .default(DEFAULT_MODES.endMode)
    .describe('cut (ngắt khi hết khung giờ), finish (phát cho hết) hoặc fill (phát lấp cho hết khung giờ)'),
  fade: span('thời gian nhỏ dần trước khi ngắt, ví dụ PT0.3S').default(DEFAULT_MODES.fadeMs),
  cross_fade: span('thời gian gối lên chương trình trước, ví dụ PT2S').default(DEFAULT_MODES.crossFadeMs),
  gain_db: z
    .number()
    .min(-30)
    .max(12)
    .default(DEFAULT_MODES.gainDb)
    .describe('mức tăng giảm âm lượng, từ -30 đến 12 dB'),
  priority: z
    .int()
    .min(-100)
    .max(100)
    .default(DEFAULT_MODES.priority)
    .describe('mức ưu tiên, số nguyên từ -100 đến 100'),
  time_zone: z.string().nullish(),
  relay_url: z
    .url({ protocol: /^https?$/ })
    .nullish()
    .describe('địa chỉ luồng http hoặc https, hoặc null'),
  recording: sound('tệp âm thanh luôn phát'),
  substitute: sound('tệp dự phòng của khung giờ'),
});

export const planSchema = z.strictObject({
  schema: z.literal(1).describe('1, phiên bản của dạng tệp này'),
  locale: z.string().optional(),
  timezone: z.string().describe('múi giờ IANA, ví dụ Asia/Ho_Chi_Minh'),
  unicode: z.literal('NFC').optional(),
  plan,
  abbreviations: z.record(z.string(), z.string()).optional(),
  units: z.array(planUnit).default([]),
  programmes: z.array(programme).default([]),
  station_programmes: z.array(z.strictObject(named)).default([]),
  standing_duties: z.array(z.strictObject({ code, unit, text: z.string() })).default([]),
  topics: z.array(topic).default([]),
  activities: z
    .array(
      z.strictObject({
        code,
        area,
        lead: codes('mã đơn vị'),
        coord: codes('mã đơn vị').default([]),
        when: z.string(),
        broadcast: z.enum(['source', 'campaign', 'none']).describe('source, campaign hoặc none'),
        text: z.string(),
      }),
    )
    .default([]),
  reporting: z
    .array(
      z.strictObject({
        code,
        from: codes('mã đơn vị'),
        to: unit,
        then_to: unit.optional(),
        periods: z.array(z.string()),
        form: z.string(),
        deadline: z.string().nullish(),
      }),
    )
    .default([]),
  feedback: z.array(z.strictObject({ code, lead: unit.nullable(), text: z.string() })).default([]),
  session_templates: z.array(templateSchema).default([]),
  slots: z.array(slotSchema).default([]),
  budget: z.record(z.string(), z.unknown()).optional(),
  legal_bases: z.record(z.string(), z.unknown()).optional(),
  derived: z.record(z.string(), z.unknown()).optional(),
  ambiguities: z.array(z.record(z.string(), z.unknown())).optional(),
  // How obligations are counted that do not say so themselves; the rest only informs people.
  suggested_defaults: z
    .looseObject({
      start_rule: startRule.optional(),
      double_count_across_obligations: z.boolean().describe('true hoặc false').optional(),
      count_airing_if_share_at_least: ratio('phần thời lượng phải phát').optional(),
      count_airing_if_clusters_ok_ratio_at_least: ratio('phần số cụm loa phải phát').optional(),
    })
    .default({}),
});

export type PlanSource = z.output<typeof planSchema>;
