/** The ledger in the words of the glossary, and the sentence the report gives in its column "Đánh giá". */
import type { Temporal } from 'temporal-polyfill';
import { COUNTING, type JudgedAiring, type Verdict } from './counting.ts';
import type { DutyState, ObligationLedger, PeriodLedger, PeriodState } from './ledger.ts';
import type { Debt, DebtState } from './make-good.ts';
import type { IssueWord, Obligation } from './model.ts';
import { type Period, validityOf } from './periods.ts';
import { dayOf, type EpochMs } from './time.ts';
import { formatDateAdministrative, formatNumber, formatPercent, twoDigits, upperFirst } from './vietnamese.ts';

const STATES = {
  met: 'Đạt',
  'on-track': 'Đúng tiến độ',
  'at-risk': 'Có nguy cơ chậm',
  late: 'Chậm',
  'not-met': 'Chưa đạt',
  unquantified: 'Không định lượng',
} satisfies Record<DutyState, string>;

export const dutyStateWord = (state: DutyState): string => STATES[state];

const PERIOD_STATES = {
  met: 'Đủ',
  planned: 'Đã xếp lịch',
  'at-risk': 'Có nguy cơ thiếu',
  missed: 'Thiếu',
  ahead: 'Chưa đến lúc xếp lịch',
  free: 'Không phải phát',
} satisfies Record<PeriodState, string>;

export const periodStateWord = (state: PeriodState): string => PERIOD_STATES[state];
/** In the order of a legend. */
export const PERIOD_STATE_LIST = Object.keys(PERIOD_STATES) as PeriodState[];

const DEBT_STATES = {
  open: 'Chưa xếp phát bù',
  planned: 'Đã xếp phát bù',
  closed: 'Đã phát bù',
  'not-needed': 'Kỳ đã đủ, không cần bù',
} satisfies Record<DebtState, string>;

export const debtStateWord = (state: DebtState): string => DEBT_STATES[state];

const VERDICTS = {
  counts: 'Được tính',
  'on-air': 'Đang phát',
  silent: 'Không phát',
  cancelled: 'Đã hủy lịch phát',
  unapproved: 'Chưa được duyệt lúc phát',
  'too-short': 'Phát chưa đủ',
  'few-clusters': 'Thiếu cụm loa',
} satisfies Record<Verdict, string>;

/** Why an airing counts or not: `Phát chưa đủ (66%)`. */
export const verdictWord = ({ verdict, share }: Pick<JudgedAiring, 'verdict' | 'share'>): string =>
  verdict === 'too-short'
    ? `${VERDICTS[verdict]} (${formatPercent(Math.floor(share * 100) / 100, 0)})`
    : VERDICTS[verdict];

// names ---------------------------------------------------------------------------------------------------------------

/** What is counted: `số`, `kỳ`, `chuyên mục`, or `lượt`. */
export const unitWord = ({ unit }: Pick<Obligation, 'unit'>, issueWord: IssueWord): string =>
  unit === 'airing' ? 'lượt' : issueWord;

const QUARTERS = ['I', 'II', 'III', 'IV'];

/** `25/8–07/9`, `tháng 9`, `quý III`, `năm 2025`; one that validity cuts keeps the name of the whole. */
export function periodName({ from, until }: Period, { period, every, count }: Obligation): string {
  const isMonthly = period === 'month' || (count === null && period !== 'weeks' && period !== 'year');
  if (isMonthly && from.month === until.month && from.year === until.year) return `tháng ${from.month}`;
  if (period === 'month' && every === 3 && from.month % 3 === 1) return `quý ${QUARTERS[(from.month - 1) / 3]}`;
  if (period === 'month') return `tháng ${from.month}–${until.month}`;
  if (period === 'year' && every === 1) return `năm ${from.year}`;
  return `${dayAndMonth(from)}–${dayAndMonth(until)}`;
}

/** The last day on which it can still be paid. */
export const deadlineDay = (deadline: EpochMs, zone: string): Temporal.PlainDate =>
  dayOf((deadline - 1) as EpochMs, zone);

/** `Tháng 9 còn thiếu 01 lượt phát lại (C.I.2.c)`, `Kỳ 08/9–21/9 còn thiếu 01 số (C.I.2.a)`. */
export function shortageWords({ period, main, replays }: PeriodLedger, obligation: Obligation, word: string): string {
  const name = periodName(period, obligation);
  const lacks = [
    main.due > main.done && `${twoDigits(main.due - main.done)} ${word}`,
    replays.due > replays.done && `${twoDigits(replays.due - replays.done)} lượt phát lại`,
  ].filter(Boolean);
  return `${/^\d/.test(name) ? `Kỳ ${name}` : upperFirst(name)} còn thiếu ${lacks.join(' và ')} (${obligation.code})`;
}

// sentences -----------------------------------------------------------------------------------------------------------

/** `Với tiến độ này đến hết 31/12/2025 được 09/10 số.`, then the periods that still lack a place. */
export function forecastWords(
  { obligation, forecast, periods, state }: ObligationLedger,
  word: string,
  now: EpochMs,
): string[] {
  if (state === 'unquantified') return [];
  const end = formatDateAdministrative(validityOf(obligation).until);
  const { due, expected, free } = forecast;
  if (periods.every(({ span }) => span.until <= now))
    return [`Đã hết hạn ngày ${end}: được ${twoDigits(expected)}/${twoDigits(due)} ${word}.`];
  const ahead = periods.filter((one) => one.state === 'ahead').length;
  return [
    `Với tiến độ này, đến hết ${end} được ${twoDigits(expected)}/${twoDigits(due)} ${word}.`,
    ...(free.length > 0
      ? [`Các kỳ còn trống: ${free.map(({ period }) => periodName(period, obligation)).join(', ')}.`]
      : []),
    ...(ahead > 0 ? [`Còn ${twoDigits(ahead)} kỳ chưa đến lúc xếp lịch.`] : []),
  ];
}

const RULES = {
  full: 'tính đủ cả năm',
  'pro-rata': 'tính theo tỷ lệ số ngày còn lại của năm',
  remaining: 'tính các kỳ còn lại',
} as const;

/** The sum behind state and forecast, a line each. */
export function arithmeticWords({ obligation, arithmetic: sum, state }: ObligationLedger, word: string): string[] {
  const { count } = obligation;
  const counting = `Một lượt được tính khi đã duyệt trước giờ phát, phát từ ${formatPercent(obligation.countsShare ?? COUNTING.share)} thời lượng và, nơi có số liệu, từ ${formatPercent(obligation.countsClusters ?? COUNTING.clusters)} số cụm loa.`;
  if (count === null || state === 'unquantified')
    return [
      `Kế hoạch không nêu số lượng nên chỉ đếm, không tính tỷ lệ: đã phát ${twoDigits(sum.done)} ${word}.`,
      counting,
    ];
  const owes = sum.quotas.map(({ year, periods, limit, owed }) => {
    const whole = `${twoDigits(periods)} kỳ × ${twoDigits(count)} ${word}`;
    const isCut = limit !== null && owed < periods * count;
    const cut = isCut ? `, không quá ${formatNumber(limit, 2)}` : '';
    return `Năm ${year}: ${whole}${cut} = phải phát ${twoDigits(owed)} ${word}.`;
  });
  return [
    `Từ ngày ${formatDateAdministrative(sum.dutyStart)}, ${RULES[obligation.startRule ?? 'remaining']}.`,
    ...owes,
    `Đã phát ${twoDigits(sum.done)} ${word}, đã xếp lịch ${twoDigits(sum.planned)}.`,
    `Các kỳ đã qua thiếu ${twoDigits(sum.missing)}, phát thêm ở kỳ khác ${twoDigits(sum.surplus)}: chậm ${twoDigits(sum.behind)} ${word}.`,
    ...(sum.replaysDue > 0
      ? [
          `Phát lại: phải ${twoDigits(sum.replaysDue)} lượt, đã phát ${twoDigits(sum.replaysDone)}, đã xếp lịch ${twoDigits(sum.replaysPlanned)}; các kỳ đã qua thiếu ${twoDigits(sum.replaysMissing)}. Lượt phát lại chỉ tính trong kỳ của số đó.`,
        ]
      : []),
    counting,
  ];
}

/** `Không phát lúc …` is for the page to say; this is what is owed: `01 số`, `01 lượt phát lại`. */
export const debtWords = ({ kind }: Debt, word: string): string =>
  kind === 'replay' ? `${twoDigits(1)} lượt phát lại` : `${twoDigits(1)} ${word}`;

/** `21/9`, `07/9`. */
const dayAndMonth = (day: Temporal.PlainDate): string => formatDateAdministrative(day).replace(/\/\d+$/, '');

/**
 * `Đúng tiến độ (02/02 kỳ)`; while a period still waits for replays `Tháng 9: đã phát lại 02/03 lần, lần 03 xếp lịch
 * ngày 21/9`; without a number, never a percentage: `Duy trì thường xuyên`. As of the instant the ledger was made for.
 */
export function assessmentOf({ obligation, state, periods, arithmetic }: ObligationLedger, zone: string): string {
  if (state === 'unquantified') return arithmetic.done > 0 ? 'Duy trì thường xuyên' : dutyStateWord(state);
  const waiting = periods.find(isWaitingForReplays);
  if (waiting && state !== 'late' && state !== 'not-met' && obligation.period === 'month')
    return replaysOf(waiting, zone);
  return `${dutyStateWord(state)} (${twoDigits(arithmetic.metOfBegun)}/${twoDigits(arithmetic.begun)} kỳ)`;
}

const isWaitingForReplays = ({ state, main, replays }: PeriodLedger): boolean =>
  state !== 'missed' && state !== 'free' && main.done > 0 && main.done >= main.due && replays.done < replays.due;

function replaysOf({ period, replays, replayEntries }: PeriodLedger, zone: string): string {
  const left = Array.from({ length: replays.due - replays.done }, (_, i) => {
    const place = replayEntries[i];
    return `lần ${twoDigits(replays.done + i + 1)} ${place ? `xếp lịch ngày ${dayAndMonth(dayOf(place.plannedStart, zone))}` : 'chưa xếp lịch'}`;
  });
  return `Tháng ${period.from.month}: đã phát lại ${twoDigits(replays.done)}/${twoDigits(replays.due)} lần, ${left.join(', ')}`;
}
