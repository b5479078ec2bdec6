/** What a person typed, parsed at the door: `readForm` takes it off the wire, `parseForm` makes it a value or words. */

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import type { FormValues } from '../../views/parts.tsx';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { formatDate, parseDate, parseTime } from '../core/vietnamese.ts';

/** Text fields of a form post; files are not read this way (they stream, see the library). */
export async function readForm(c: Context): Promise<FormValues> {
  const body = await c.req.parseBody({ all: true });
  const texts = Object.entries(body).map(([name, value]) => {
    const all = [value].flat().flatMap((one) => (typeof one === 'string' ? [withoutControls(one)] : []));
    return [name, Array.isArray(value) ? all : (all[0] ?? '')];
  });
  return Object.fromEntries(texts);
}

/** The first complaint about each field, named as the form names it; `''` is the form as a whole. */
export function parseForm<S extends z.ZodType>(schema: S, values: unknown): Result<z.output<S>, FieldErrors> {
  return toResult(schema.safeParse(values));
}

/** For a schema that has to wait for something: the list of common passwords, say. */
export const parseFormSlowly = async <S extends z.ZodType>(
  schema: S,
  values: unknown,
): Promise<Result<z.output<S>, FieldErrors>> => toResult(await schema.safeParseAsync(values));

function toResult<T>(parsed: z.ZodSafeParseResult<T>): Result<T, FieldErrors> {
  if (parsed.success) return ok(parsed.data);
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) errors[String(path[0] ?? '')] ??= message;
  return err(errors);
}

/** What a page answers with that shows a form, again where something in it is wrong. */
export const statusOf = (errors: FieldErrors): 200 | 422 => (Object.keys(errors).length > 0 ? 422 : 200);

// fields: each says in words how to mend it ----------------------------------------------------------------------------

/** What no keyboard types, and where other programs end a text: NUL and its like. */
const withoutControls = (typed: string): string => typed.replace(/[^\P{Cc}\t\r\n]/gu, '');

/** A line of text, NFC, without spaces around it. */
export const text = (missing: string, most = 200) =>
  z
    .string({ error: missing })
    .overwrite(withoutControls)
    .normalize()
    .trim()
    .min(1, missing)
    .max(most, `Viết tối đa ${most} ký tự`);

export const optionalText = (most = 2000) =>
  z
    .string()
    .overwrite(withoutControls)
    .normalize()
    .trim()
    .max(most, `Viết tối đa ${most} ký tự`)
    .optional()
    .default('');

export const choice = <const T extends readonly [string, ...string[]]>(values: T, missing: string) =>
  z.enum(values, { error: missing });

/** Check boxes of one name: none, one or several. */
export const choices = <const T extends readonly [string, ...string[]]>(values: T, wrong: string) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.enum(values, { error: wrong })));

/** One check box: of a form, or a boolean of JSON. */
export const tick = z.preprocess((typed) => typed === true || typed === '1' || typed === 'on', z.boolean());

/** Absent, or chosen from a list whose first line is ''. */
export const optionalId = z.preprocess(
  (value) => (value === '' ? undefined : value),
  z.coerce.number().int().positive().optional(),
);

export const wholeNumber = (least: number, most: number, wrong = `Nhập một số từ ${least} đến ${most}`) =>
  z
    .string({ error: wrong })
    .trim()
    .regex(/^\d+$/, wrong)
    .transform(Number)
    .pipe(z.number().min(least, wrong).max(most, wrong));

/** 17h30, 17:30, 1730 … → `HH:MM:SS`. */
export const time = (wrong = 'Nhập giờ kiểu 24 giờ, ví dụ 17:30 hoặc 17h30') =>
  z.string({ error: wrong }).transform((typed, ctx) => parseTime(typed) ?? complain(ctx, wrong));

/** 5/9, 05-09-2025 … → a date; never month first. */
export const date = (today: Temporal.PlainDate, wrong = 'Nhập ngày/tháng/năm, ví dụ 05/09/2025') =>
  z.string({ error: wrong }).transform((typed, ctx) => parseDate(typed, today) ?? complain(ctx, wrong));

/** A day of a row as its field shows it; `null` as an empty field. */
export const typedDay = (day: string | null): string => (day === null ? '' : formatDate(day));

function complain(ctx: z.RefinementCtx, message: string): typeof z.NEVER {
  ctx.addIssue({ code: 'custom', message });
  return z.NEVER;
}
