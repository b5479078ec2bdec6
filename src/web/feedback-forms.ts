/** Everything one can do to the feedback book: page and API both end here. */
import { z } from '@hono/zod-openapi';
import { CHANNEL_LIST, type Feedback, withoutPerson } from '../core/feedback.ts';
import type { User } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf } from '../core/time.ts';
import { may } from './access.ts';
import { optionalDay } from './cluster-forms.ts';
import { choice, optionalText, text, tick } from './forms.ts';
import type { Station } from './station.ts';

/** `day` says how a day is written. When it came in is told by the page in two fields, by the API as an instant. */
export const feedbackInput = <S extends z.ZodType<string>>(day: S) =>
  z.object({
    channel: choice(CHANNEL_LIST, 'Chọn kênh tiếp nhận'),
    name: optionalText(80),
    village: optionalText(80),
    phone: optionalText(30),
    words: text('Ghi nội dung ý kiến', 3000),
    topic: optionalText(80),
    isHandled: tick.default(false),
    forwardedTo: optionalText(120),
    forwardedOn: optionalDay(day),
    dueOn: optionalDay(day),
    answer: optionalText(3000),
    answeredOn: optionalDay(day),
    airingId: z.preprocess((typed) => typed || null, z.coerce.number().int().positive().nullable().default(null)),
    note: optionalText(1000),
  });
export type FeedbackInput = z.output<ReturnType<typeof feedbackInput>> & Pick<Feedback, 'receivedAt'>;

/** Adds a line, or changes `existing`. What has a day and none was given has today's. */
export function saveFeedback(
  station: Station,
  input: FeedbackInput,
  by: User,
  existing?: Feedback,
): Result<Feedback, FieldErrors> {
  const { stores, clock, config } = station;
  const today = String(dayOf(clock(), config.zone));
  const received = String(dayOf(input.receivedAt, config.zone));
  const forwardedOn = input.forwardedTo === '' ? null : (input.forwardedOn ?? existing?.forwardedOn ?? today);
  const answeredOn = input.answer === '' ? null : (input.answeredOn ?? existing?.answeredOn ?? today);
  const errors: Record<string, string> = {};
  if (input.receivedAt > clock()) errors.receivedAt = 'Ngày giờ tiếp nhận còn ở phía trước';
  if (input.forwardedTo === '' && input.forwardedOn !== null) errors.forwardedTo = 'Ghi đơn vị được chuyển';
  if (forwardedOn !== null && (forwardedOn < received || forwardedOn > today))
    errors.forwardedOn = 'Ngày chuyển phải từ ngày tiếp nhận đến hôm nay';
  if (input.dueOn !== null && input.dueOn < received) errors.dueOn = 'Hạn phải từ ngày tiếp nhận trở đi';
  if (input.answer === '' && input.answeredOn !== null) errors.answer = 'Ghi nội dung trả lời';
  if (answeredOn !== null && (answeredOn < received || answeredOn > today))
    errors.answeredOn = 'Ngày trả lời phải từ ngày tiếp nhận đến hôm nay';
  if (input.airingId !== null) {
    const airing = stores.airings.find(input.airingId);
    if (!airing?.startedAt) errors.airingId = 'Chọn một lượt đã phát';
    else if (airing.startedAt < input.receivedAt) errors.airingId = 'Lượt này phát trước khi tiếp nhận ý kiến';
    else if (input.answer === '') errors.answer ??= 'Ghi nội dung đã trả lời trên sóng';
  }
  if (Object.keys(errors).length > 0) return err(errors);
  const line = { ...input, forwardedOn, answeredOn, changedAt: clock() };
  if (!existing) return ok(stores.feedback.add({ ...line, madeBy: by.id }));
  stores.feedback.change({ ...line, id: existing.id });
  return ok(stores.feedback.find(existing.id)!);
}

/** With the person only for those who work with the book (product J6). */
export const feedbackFor = (user: User | undefined, one: Feedback): Feedback =>
  may(user, 'POST /y-kien') ? one : withoutPerson(one);
