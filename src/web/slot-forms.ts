/**
 * A slot as people and programs hand it in. `slotInput` is the JSON of the API; the form's text (17h30, 5/9, "thứ Tư, hai
 * tuần một lần") becomes the same thing here, and back. Whether the station can take it is for schedule-changes.ts.
 */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { ANSWERS, type Answer } from '../core/clash-answers.ts';
import { LANGUAGES } from '../core/languages.ts';
import {
  DAY_TYPES,
  type DayType,
  DEFAULT_CHOICE,
  DEFAULT_MODES,
  type Plays,
  REPLAY_OF,
  type Slot,
  type SlotRule,
} from '../core/model.ts';
import {
  EMPTY,
  NTHS,
  REPEATS,
  type RecurrenceForm,
  type Repeat,
  readRule,
  writeRule,
} from '../core/recurrence-form.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { type DurationMs, durationMs, HOUR, MINUTE, parseDay, SECOND } from '../core/time.ts';
import { formatClock, formatDate, parseDate, parseTime } from '../core/vietnamese.ts';
import { choice, choices, date, parseForm, text, time, typedDay, wholeNumber } from './forms.ts';
import { modeFields, modeFormValues, modeInput } from './mode-forms.ts';

export const PLAYS = [
  'premiere',
  'replay',
  'recording',
  'notice',
  'relay',
  'live',
  'session',
] as const satisfies readonly Plays[];
const OVERFLOWS = ['skip', 'last-day'] as const;
const LONGEST = durationMs(24 * HOUR);
export const WRONG_LANGUAGE = `Ngôn ngữ là một trong ${LANGUAGES.join(', ')}`;

/** In the order of the list; null when it is every day. */
function someDayTypes(typed: readonly DayType[] | null): readonly DayType[] | null {
  const types = DAY_TYPES.filter((type) => typed?.includes(type));
  return types.length === 0 || types.length === DAY_TYPES.length ? null : types;
}

export const isoDay = (wrong = 'Ngày có thật, dạng yyyy-mm-dd') =>
  z.string({ error: wrong }).refine((typed) => parseDay(typed) !== undefined, wrong);

export const lengthMs = () =>
  z
    .int('Thời lượng là số mili giây')
    .positive('Thời lượng phải lớn hơn 0')
    .max(LONGEST, 'Thời lượng dài nhất là 24 giờ')
    .transform(durationMs);

export const relayAddress = () =>
  z.url({ protocol: /^https?$/, error: 'Nhập địa chỉ bắt đầu bằng http:// hoặc https://' }).max(500, 'Địa chỉ quá dài');

export const answersInput = z
  .record(z.string(), choice(ANSWERS, `Cách xử lý là một trong ${ANSWERS.join(', ')}`))
  .default({})
  .describe('Slot id, or * for any other → what to do where the two clash; each clash of 18 months has to be answered');

/** `timeZone` left out is the station's. */
export const slotInput = z.object({
  /** Left out: where it is already, the whole commune when it is new. */
  zoneId: z.string().max(80).optional(),
  title: text('Nhập tên của khung giờ', 120),
  plays: choice(PLAYS, 'Chọn nội dung sẽ phát'),
  programmeId: z.string().nullable().default(null),
  recordingId: z.int().positive().nullable().default(null),
  relayUrl: relayAddress().nullable().default(null),
  templateId: z.string().nullable().default(null).describe('The session it plays'),
  rrule: text('Thiếu quy tắc lặp (RRULE), ví dụ FREQ=DAILY', 500),
  startDate: isoDay(),
  startTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'Giờ dạng HH:MM hoặc HH:MM:SS')
    .transform((typed) => typed.padEnd(8, ':00')),
  timeZone: z.string().max(60).optional(),
  durationMs: lengthMs(),
  exdates: z.array(isoDay()).max(366).default([]),
  rdates: z.array(isoDay()).max(366).default([]),
  overflow: choice(OVERFLOWS, 'Chọn skip hoặc last-day').default('skip'),
  /** None or all of them is every day. */
  dayTypes: z
    .array(choice(DAY_TYPES, `Loại ngày là một trong ${DAY_TYPES.join(', ')}`))
    .nullable()
    .default(null)
    .transform(someDayTypes),
  language: choice(LANGUAGES, WRONG_LANGUAGE).nullable().default(null),
  replayOf: choice(REPLAY_OF, `Một trong ${REPLAY_OF.join(', ')}`).default(DEFAULT_CHOICE.replayOf),
  ...modeInput,
  substituteRecordingId: z.int().positive().nullable().default(null),
  answers: answersInput,
});
export type Answers = Readonly<Record<string, Answer>>;
export type SlotInput = z.output<typeof slotInput>;

// the form ------------------------------------------------------------------------------------------------------------

/** Which fields a way of repeating asks for; the rest of the form is not read. */
const ASKED = {
  once: [],
  daily: ['every', 'until'],
  workdays: ['until'],
  weekly: ['every', 'weekdays', 'until'],
  'monthly-by-day': ['every', 'monthDays', 'until'],
  'monthly-by-weekday': ['every', 'nth', 'weekday', 'until'],
  yearly: ['every', 'until'],
  rule: ['rrule'],
} as const satisfies Record<Repeat, readonly string[]>;

const WEEKDAY = z.coerce.number('Chọn một thứ trong tuần').int().min(1).max(7);

/** What says when a slot falls. */
function ruleFields(values: FormValues, today: Temporal.PlainDate) {
  const repeat = REPEATS.find((one) => one === textOf(values, 'repeat'));
  const asked: readonly string[] = repeat ? ASKED[repeat] : [];
  const when = <S extends z.ZodType>(name: string, schema: S, otherwise: z.output<S>) =>
    asked.includes(name)
      ? schema
      : z
          .any()
          .optional()
          .transform((): z.output<S> => otherwise);
  return {
    startDate: date(today).transform(String),
    startTime: time(),
    repeat: choice(REPEATS, 'Chọn cách lặp lại'),
    every: when('every', wholeNumber(1, 999), EMPTY.every),
    weekdays: when(
      'weekdays',
      z.preprocess(
        (typed) => (typed === undefined ? [] : [typed].flat()),
        z.array(WEEKDAY).min(1, 'Chọn ít nhất một thứ trong tuần'),
      ),
      EMPTY.weekdays as number[],
    ),
    monthDays: when('monthDays', monthDays(), EMPTY.monthDays as number[]),
    nth: when('nth', z.coerce.number().pipe(z.literal(NTHS, { error: 'Chọn tuần thứ mấy trong tháng' })), EMPTY.nth),
    weekday: when('weekday', WEEKDAY, EMPTY.weekday),
    until: when('until', optionalDate(today), EMPTY.until),
    rrule: when('rrule', text('Nhập quy tắc, ví dụ FREQ=WEEKLY;BYDAY=MO', 500), EMPTY.rule),
    overflow: choice(OVERFLOWS, 'Chọn cách làm với tháng không có ngày ấy').default('skip'),
    exdates: dates(today),
    rdates: dates(today),
  };
}

function slotFields(values: FormValues, today: Temporal.PlainDate) {
  const plays = textOf(values, 'plays');
  const isOfIssues = plays === 'premiere' || plays === 'replay';
  const optional = (isAsked: boolean) =>
    z
      .string()
      .trim()
      .default('')
      .transform((typed) => (isAsked && typed !== '' ? typed : null));
  return {
    ...ruleFields(values, today),
    title: slotInput.shape.title,
    plays: slotInput.shape.plays,
    minutes: minutes(),
    dayTypes: choices(DAY_TYPES, 'Chọn loại ngày trong danh sách'),
    programmeId: optional(true),
    recordingId: optional(plays === 'recording' || plays === 'notice').transform((id) => id && Number(id)),
    templateId: optional(plays === 'session'),
    relayUrl: optional(plays === 'relay').pipe(relayAddress().nullable()),
    zoneId: slotInput.shape.zoneId,
    language: optional(isOfIssues || plays === 'session').pipe(choice(LANGUAGES, WRONG_LANGUAGE).nullable()),
    replayOf:
      plays === 'replay'
        ? slotInput.shape.replayOf
        : z
            .any()
            .optional()
            .transform(() => DEFAULT_CHOICE.replayOf),
    ...modeFields,
    substituteRecordingId: optional(true).transform((id) => id && Number(id)),
  };
}

type RuleForm = Omit<RecurrenceForm, 'rule'> & Pick<SlotRule, 'rrule' | 'exdates' | 'rdates' | 'overflow'>;

const asRule = (form: RuleForm): string => writeRule({ ...form, rule: form.rrule });

/** The form's fields as the API's; errors are named as the form names its fields. */
export function parseSlotForm(values: FormValues, today: Temporal.PlainDate): Result<SlotInput, FieldErrors> {
  const form = parseForm(z.object(slotFields(values, today)), values);
  if (!form.ok) return form;
  const { every, weekdays, monthDays, nth, weekday, until, repeat, minutes, ...same } = form.value;
  const answers = answersIn(values);
  const input = parseForm(slotInput, { ...same, rrule: asRule(form.value), durationMs: minutes, answers });
  return input.ok ? input : err(asFormErrors(input.error, values));
}

/** The form's field, and the name of the complaint, about the clash with one slot. */
export const answerField = (slotId: string): string => `answers.${slotId}`;

export function answersIn(values: FormValues): Answers {
  const lead = answerField('');
  const chosen = Object.keys(values).flatMap((name) => {
    const answer = ANSWERS.find((one) => one === textOf(values, name));
    return name.startsWith(lead) && answer ? [[name.slice(lead.length), answer] as const] : [];
  });
  return Object.fromEntries(chosen);
}

/** The same words at the form's own fields. */
export function asFormErrors(errors: FieldErrors, values: FormValues): FieldErrors {
  const names: Readonly<Record<string, string>> = {
    durationMs: 'minutes',
    rrule: textOf(values, 'repeat') === 'rule' ? 'rrule' : 'repeat',
  };
  return Object.fromEntries(Object.entries(errors).map(([name, words]) => [names[name] ?? name, words]));
}

/** Only when the slot falls, for the preview of a form that is still being filled in. */
export function parseRuleForm(
  values: FormValues,
  today: Temporal.PlainDate,
  timeZone: string,
): Result<{ rule: SlotRule; length: DurationMs | undefined }, FieldErrors> {
  const form = parseForm(z.object(ruleFields(values, today)), values);
  if (!form.ok) return form;
  const { startDate, startTime, exdates, rdates, overflow } = form.value;
  const length = minutes().safeParse(values.minutes);
  const rule = { rrule: asRule(form.value), startDate, startTime, timeZone, exdates, rdates, overflow };
  return ok({ rule, length: length.data });
}

/** What the form shows of a slot there is. */
export function slotFormValues(slot: Slot): FormValues {
  const { repeat, every, weekdays, monthDays, nth, weekday, until, rule } = readRule(slot.rrule);
  return {
    title: slot.title,
    plays: slot.plays,
    zoneId: slot.zoneId,
    programmeId: slot.programmeId ?? '',
    recordingId: slot.recordingId === null ? '' : String(slot.recordingId),
    relayUrl: slot.relayUrl ?? '',
    templateId: slot.templateId ?? '',
    startDate: formatDate(slot.startDate),
    startTime: slot.startTime.replace(/:00$/, ''),
    minutes: formatMinutes(slot.durationMs),
    repeat,
    every: String(every),
    weekdays: weekdays.map(String),
    monthDays: monthDays.map((day) => (day === -1 ? 'cuối' : day)).join(', '),
    nth: String(nth),
    weekday: String(weekday),
    until: typedDay(until),
    rrule: rule,
    overflow: slot.overflow,
    dayTypes: slot.dayTypes ?? [],
    language: slot.language ?? '',
    replayOf: slot.replayOf,
    exdates: slot.exdates.map(formatDate).join('\n'),
    rdates: slot.rdates.map(formatDate).join('\n'),
    ...modeFormValues(slot),
    substituteRecordingId: slot.substituteRecordingId === null ? '' : String(slot.substituteRecordingId),
  };
}

/** A form for a new slot, from today on. */
export const newSlotValues = (today: Temporal.PlainDate): FormValues => ({
  plays: 'premiere',
  startDate: formatDate(today),
  minutes: '15',
  repeat: 'weekly',
  every: '1',
  overflow: 'skip',
  replayOf: DEFAULT_CHOICE.replayOf,
  ...modeFormValues(DEFAULT_MODES),
});

/** `15`, or `1:30`; an hour and more stays minutes, as the field asks. */
export const formatMinutes = (length: DurationMs): string =>
  `${Math.floor(length / MINUTE)}${length % MINUTE === 0 ? '' : `:${formatClock(durationMs(length % MINUTE)).slice(-2)}`}`;

/** The kinds of day ticked so far, for the preview. */
export const typedDayTypes = (values: FormValues): readonly DayType[] | null =>
  someDayTypes(textsOf(values, 'dayTypes') as readonly DayType[]);

// fields --------------------------------------------------------------------------------------------------------------

const WRONG_LENGTH = 'Nhập số phút, ví dụ 15 hoặc 1:30';

/** `15`, or `1:30` for a minute and a half. */
export const minutes = () =>
  z
    .string({ error: WRONG_LENGTH })
    .trim()
    .regex(/^\d{1,4}(:[0-5]\d)?$/, WRONG_LENGTH)
    .transform((typed) => {
      const [whole = 0, seconds = 0] = typed.split(':').map(Number);
      return durationMs(whole * MINUTE + seconds * SECOND);
    })
    .refine((length) => length > 0, WRONG_LENGTH);

const listOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter((item) => item !== '');

/** `1, 15, cuối`. */
const monthDays = () =>
  z.string({ error: 'Nhập ít nhất một ngày trong tháng' }).transform((typed, ctx) => {
    const days = listOf(typed.normalize('NFC').toLowerCase()).map((item) => (item === 'cuối' ? -1 : Number(item)));
    if (days.length > 0 && days.every((day) => day === -1 || (Number.isInteger(day) && day >= 1 && day <= 31)))
      return days;
    ctx.addIssue({ code: 'custom', message: 'Nhập các ngày từ 1 đến 31, cách nhau bằng dấu phẩy, hoặc “cuối”' });
    return z.NEVER;
  });

const optionalDate = (today: Temporal.PlainDate) =>
  z
    .string()
    .trim()
    .default('')
    .transform((typed) => (typed === '' ? null : typed))
    .pipe(date(today).transform(String).nullable());

/** One a line, or separated by commas. */
const dates = (today: Temporal.PlainDate) =>
  z
    .string()
    .default('')
    .transform((typed, ctx) =>
      listOf(typed).map((item) => {
        const day = parseDate(item, today);
        if (day !== undefined) return day.toString();
        ctx.addIssue({
          code: 'custom',
          message: `“${item}” không phải ngày có thật; viết ngày/tháng/năm, mỗi dòng một ngày`,
        });
        return z.NEVER;
      }),
    );

/** Wall clock as typed, or undefined: for the words about an hour that are due before the rest is filled in. */
export const typedTime = (values: FormValues): string | undefined => parseTime(textOf(values, 'startTime'));
