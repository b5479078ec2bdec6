/**
 * How a slot's entries begin, end and give way, as people and programs hand it in. `modeInput` are the fields of the
 * API; the form writes the same in minutes, seconds and decibels.
 */
import { z } from '@hono/zod-openapi';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { DEFAULT_MODES, type EndMode, type LatePolicy, type Modes, type StartMode } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { type DurationMs, durationMs, HOUR, MINUTE, SECOND } from '../core/time.ts';
import { choice } from './forms.ts';

export const START_MODES = ['hard', 'soft', 'not-before'] as const satisfies readonly StartMode[];
export const END_MODES = ['finish', 'cut', 'fill'] as const satisfies readonly EndMode[];
export const LATE_POLICIES = ['join', 'skip', 'make-good'] as const satisfies readonly LatePolicy[];

const upTo = (most: number, otherwise: DurationMs, wrong: string) =>
  z.int(wrong).min(0, wrong).max(most, wrong).transform(durationMs).default(otherwise);

export const modeInput = {
  startMode: choice(START_MODES, 'Chọn cách bắt đầu').default(DEFAULT_MODES.startMode),
  toleranceMs: upTo(12 * HOUR, DEFAULT_MODES.toleranceMs, 'Thời gian chờ từ 0 đến 12 giờ'),
  lateStartMs: upTo(12 * HOUR, DEFAULT_MODES.lateStartMs, 'Thời gian muộn từ 0 đến 12 giờ'),
  latePolicy: choice(LATE_POLICIES, 'Chọn cách làm khi quá muộn').default(DEFAULT_MODES.latePolicy),
  endMode: choice(END_MODES, 'Chọn cách kết thúc').default(DEFAULT_MODES.endMode),
  fadeMs: upTo(10 * SECOND, DEFAULT_MODES.fadeMs, 'Thời gian nhỏ dần từ 0 đến 10 giây'),
  crossFadeMs: upTo(30 * SECOND, DEFAULT_MODES.crossFadeMs, 'Thời gian gối từ 0 đến 30 giây'),
  gainDb: z
    .number('Mức tăng giảm từ -30 đến 12 dB')
    .min(-30, 'Mức tăng giảm từ -30 đến 12 dB')
    .max(12, 'Mức tăng giảm từ -30 đến 12 dB')
    .default(DEFAULT_MODES.gainDb),
  priority: z
    .int('Mức ưu tiên là số nguyên từ -100 đến 100')
    .min(-100, 'Mức ưu tiên là số nguyên từ -100 đến 100')
    .max(100, 'Mức ưu tiên là số nguyên từ -100 đến 100')
    .default(DEFAULT_MODES.priority),
};

/** The form's fields under their names in `modeInput`; one left empty, or not sent at all, has its default. */
export const modeFields = {
  startMode: modeInput.startMode,
  toleranceMs: minutesOrNone('Nhập số phút, ví dụ 2 hoặc 1:30'),
  lateStartMs: minutesOrNone('Nhập số phút, ví dụ 5; hai giây viết 0:02'),
  latePolicy: modeInput.latePolicy,
  endMode: modeInput.endMode,
  fadeMs: decimal('Nhập số giây, ví dụ 0,3').transform((n) => n && Math.round(n * SECOND)),
  crossFadeMs: decimal('Nhập số giây, ví dụ 2').transform((n) => n && Math.round(n * SECOND)),
  gainDb: decimal('Nhập số dB, ví dụ -3 hoặc 1,5'),
  priority: decimal('Nhập số nguyên, ví dụ 10'),
};

export const modeFormValues = (modes: Modes): FormValues => ({
  startMode: modes.startMode,
  toleranceMs: minutesText(modes.toleranceMs),
  lateStartMs: minutesText(modes.lateStartMs),
  latePolicy: modes.latePolicy,
  endMode: modes.endMode,
  fadeMs: decimalText(modes.fadeMs / SECOND),
  crossFadeMs: decimalText(modes.crossFadeMs / SECOND),
  gainDb: decimalText(modes.gainDb),
  priority: String(modes.priority),
});

/** Something about it is out of the ordinary, or wrong: the form shows it open. */
export function hasOwnModes(values: FormValues, errors: FieldErrors): boolean {
  const plain: FormValues = { ...modeFormValues(DEFAULT_MODES), substituteRecordingId: '' };
  return Object.keys(plain).some((name) => errors[name] !== undefined || textOf(values, name) !== textOf(plain, name));
}

function minutesOrNone(wrong: string) {
  return z
    .string()
    .trim()
    .default('')
    .refine((typed) => /^(\d{1,3}(:[0-5]\d)?)?$/.test(typed), wrong)
    .transform((typed) => {
      if (typed === '') return undefined;
      const [whole = 0, seconds = 0] = typed.split(':').map(Number);
      return whole * MINUTE + seconds * SECOND;
    });
}

/** With a comma, as Vietnamese writes it, or a point. */
function decimal(wrong: string) {
  return z
    .string()
    .trim()
    .default('')
    .refine((typed) => /^([-−+]?\d{1,3}([.,]\d{1,3})?)?$/.test(typed), wrong)
    .transform((typed) => (typed === '' ? undefined : Number(typed.replace(',', '.').replace('−', '-'))));
}

const decimalText = (n: number): string => String(n).replace('.', ',');
const minutesText = (length: DurationMs): string => {
  const seconds = Math.round((length % MINUTE) / SECOND);
  const whole = Math.floor(length / MINUTE);
  return seconds === 0 ? String(whole) : `${whole}:${String(seconds).padStart(2, '0')}`;
};
