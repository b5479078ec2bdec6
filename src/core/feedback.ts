/** Sổ tiếp nhận ý kiến (domain/documents.md §3.6, glossary 4.4): what people say of the programme, and what became of it. */
import type { EpochMs } from './time.ts';

export const CHANNELS = {
  'in-person': 'Trực tiếp',
  phone: 'Điện thoại',
  zalo: 'Zalo',
  village: 'Qua thôn',
  website: 'Trang tin',
  letter: 'Đơn, thư',
} as const;
export type Channel = keyof typeof CHANNELS;
export const CHANNEL_LIST = Object.keys(CHANNELS) as [Channel, ...Channel[]];

/** Days are ISO text. `name`, `village` and `phone` are personal data (product J6). */
export type Feedback = {
  readonly id: number;
  readonly receivedAt: EpochMs;
  readonly channel: Channel;
  readonly name: string;
  readonly village: string;
  readonly phone: string;
  readonly words: string;
  readonly topic: string;
  readonly isHandled: boolean;
  readonly forwardedTo: string;
  readonly forwardedOn: string | null;
  readonly dueOn: string | null;
  readonly answer: string;
  readonly answeredOn: string | null;
  /** Trả lời trên sóng. */
  readonly airingId: number | null;
  readonly note: string;
};

export const FEEDBACK_STATES = {
  new: 'Mới tiếp nhận',
  forwarded: 'Đã chuyển xử lý',
  handled: 'Đang xử lý',
  answered: 'Đã trả lời',
  aired: 'Đã phát trên sóng',
} as const;
export type FeedbackState = keyof typeof FEEDBACK_STATES;

export const feedbackState = (
  one: Pick<Feedback, 'airingId' | 'answeredOn' | 'forwardedOn' | 'isHandled'>,
): FeedbackState =>
  one.airingId !== null
    ? 'aired'
    : one.answeredOn !== null
      ? 'answered'
      : one.forwardedOn !== null
        ? 'forwarded'
        : one.isHandled
          ? 'handled'
          : 'new';

/** `today` is ISO text, as `dueOn` is. */
export const isFeedbackOverdue = (
  { dueOn, answeredOn }: Pick<Feedback, 'dueOn' | 'answeredOn'>,
  today: string,
): boolean => dueOn !== null && answeredOn === null && dueOn < today;

/** Whoever need not know them: no name, village or number, and none left in the words either. */
export const withoutPerson = (one: Feedback): Feedback => ({
  ...one,
  name: one.name && HIDDEN,
  village: one.village && HIDDEN,
  phone: one.phone && HIDDEN,
  words: withoutNumbers(one.words, one),
  answer: withoutNumbers(one.answer, one),
  note: withoutNumbers(one.note, one),
});
export const HIDDEN = '(ẩn)';

/** Nine digits and more, however they are parted, are a telephone number or a citizen's. */
const NUMBERS = /\+?\d(?:[ .-]?\d){8,}/g;
const withoutNumbers = (text: string, { name }: Pick<Feedback, 'name'>): string => {
  const without = text.replace(NUMBERS, HIDDEN);
  return name.length > 1 ? without.replaceAll(name, HIDDEN) : without;
};

/** What a report says of a period, of those received in it. */
export type FeedbackFigures = {
  readonly received: number;
  readonly answered: number;
  readonly onAir: number;
  /** ISO days on which answers sounded. */
  readonly airedOn: readonly string[];
  readonly forwarded: readonly { readonly to: string; readonly count: number }[];
  readonly pending: number;
};

/** Answered, forwarded, or still being dealt with: each is one of the three. */
export function feedbackFigures(all: readonly (Feedback & { readonly airedOn: string | null })[]): FeedbackFigures {
  const open = all.filter(({ answeredOn }) => answeredOn === null);
  const sent = open.filter(({ forwardedOn }) => forwardedOn !== null);
  const aired = all.filter(({ airingId }) => airingId !== null);
  return {
    received: all.length,
    answered: all.length - open.length,
    onAir: aired.length,
    airedOn: [...new Set(aired.flatMap(({ airedOn }) => airedOn ?? []))].sort(),
    forwarded: [...new Set(sent.map(({ forwardedTo }) => forwardedTo))].map((to) => ({
      to,
      count: sent.filter(({ forwardedTo }) => forwardedTo === to).length,
    })),
    pending: open.length - sent.length,
  };
}
