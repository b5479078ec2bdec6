/**
 * What people say of days: special days and what follows from a day's type. Page and API both end here; each change is
 * in force at once, on the playlist and at the last gate of the air.
 */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { checkHours } from '../core/hours.ts';
import { DAY_TYPES, type DayType, type Hours, type SpecialDay } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { parseDay } from '../core/time.ts';
import { parseTime } from '../core/vietnamese.ts';
import type { Rebuilt } from '../engine/planner.ts';
import { choice, date, optionalText, text } from './forms.ts';
import { isoDay } from './slot-forms.ts';
import type { Station } from './station.ts';

/** The longest stretch one row may speak of, in days. */
const LONGEST = 366;
export const HOURS_RULES = ['keep', 'add', 'only'] as const satisfies readonly SpecialDay['hoursRule'][];

export const windows = z.array(z.object({ from: z.string(), until: z.string() })).transform(checkedHours);

export const specialDayInput = z.object({
  from: isoDay(),
  until: isoDay(),
  type: choice(DAY_TYPES, 'Chọn loại ngày trong danh sách').nullable().default(null),
  title: text('Nhập tên hoặc lý do, ví dụ “Nghỉ bù Giỗ Tổ”', 120),
  document: optionalText(120),
  hoursRule: choice(HOURS_RULES, 'Chọn giờ phát của những ngày này').default('keep'),
  hours: windows.default([]),
  recordingId: z.int().positive().nullable().default(null),
});
export type SpecialDayInput = z.output<typeof specialDayInput>;

/** The same from the text of a form: dates as people write them, windows as `23:50–00:15, 17h–17h45`. */
export const specialDayForm = (today: Temporal.PlainDate) =>
  z
    .object({
      ...specialDayInput.shape,
      from: date(today).transform(String),
      until: z
        .string()
        .trim()
        .default('')
        .transform((typed) => typed || null)
        .pipe(date(today).transform(String).nullable()),
      type: z.preprocess((typed) => typed || null, specialDayInput.shape.type),
      hours: hoursText(),
      recordingId: z.preprocess((typed) => (typed ? Number(typed) : null), specialDayInput.shape.recordingId),
    })
    .transform((read): SpecialDayInput => ({ ...read, until: read.until ?? read.from }));

/** `''`: none. */
export const hoursText = () =>
  z
    .string()
    .default('')
    .transform((typed) =>
      typed
        .split(/[,;\n]+/)
        .filter((window) => window.trim() !== '')
        .map((window) => {
          const [from = '', until = ''] = window.split(/\s*(?:[-–—]|đến)\s*/).map((clock) => clock.trim());
          return { from: clockOf(from), until: /^24(:00|\s*[hg]\s*(00)?)$/.test(until) ? '24:00' : clockOf(until) };
        }),
    )
    .transform(checkedHours);

/** What is no time stays as typed, for the complaint to name it. */
const clockOf = (typed: string): string => parseTime(typed)?.slice(0, 5) ?? typed;

function checkedHours(typed: Hours, ctx: z.RefinementCtx): Hours {
  const hours = checkHours(typed);
  if (hours.ok) return hours.value;
  ctx.addIssue({ code: 'custom', message: hours.error });
  return z.NEVER;
}

export type Said = { readonly day: SpecialDay; readonly rebuilt: Rebuilt };

/** Writes a new special day, or the changed `existing` one. */
export function saveSpecialDay(
  station: Station,
  input: SpecialDayInput,
  madeBy: number,
  existing?: SpecialDay,
): Result<Said, FieldErrors> {
  const errors = complaints(station, input);
  if (Object.keys(errors).length > 0) return err(errors);
  const { calendar } = station.stores;
  const draft = { ...input, hours: input.hoursRule === 'keep' ? [] : input.hours, madeBy, madeAt: station.clock() };
  const day = existing ? calendar.change({ ...draft, id: existing.id })! : calendar.add(draft);
  return ok({ day, rebuilt: takeEffect(station) });
}

export function withdrawSpecialDay(station: Station, { id }: SpecialDay, by: number): Rebuilt {
  station.stores.calendar.withdraw(id, by, station.clock());
  return takeEffect(station);
}

function complaints({ stores }: Station, input: SpecialDayInput): FieldErrors {
  const errors: Record<string, string> = {};
  const { days } = parseDay(input.from)!.until(parseDay(input.until)!, { largestUnit: 'days' });
  if (days < 0) errors.until = 'Ngày cuối phải bằng hoặc sau ngày đầu';
  else if (days >= LONGEST) errors.until = 'Nhiều nhất một năm; chia thành nhiều dòng';
  if (input.hoursRule !== 'keep' && input.document === '')
    errors.document = 'Đổi giờ phát phải có văn bản cho phép: ghi số, ký hiệu, ví dụ 12/CV-UBND';
  if (input.hoursRule === 'add' && input.hours.length === 0) errors.hours = 'Nhập khung giờ thêm, ví dụ 23:50–00:15';
  if (input.hoursRule === 'keep' && input.type === null)
    errors.type = 'Chưa có gì khác: chọn loại ngày, hoặc thêm hay thay giờ phát';
  if (input.recordingId !== null) {
    const recording = stores.recordings.find(input.recordingId);
    if (input.type !== 'mourning') errors.recordingId = 'Chỉ ngày tang mới có tệp thay chương trình giải trí';
    else if (recording?.state !== 'ready' || recording.archivedAt !== null)
      errors.recordingId = 'Tệp này không có hoặc chưa sẵn sàng; chọn tệp khác trong Kho tư liệu';
  }
  return errors;
}

/** `hoursByType`: a type that is left out has the hours of the settings. */
export const dayRulesInput = z.object({
  hoursByType: z.partialRecord(z.enum(DAY_TYPES), windows),
  entertainment: z.array(z.string()),
});
export type DayRules = z.output<typeof dayRulesInput>;

/** Of the kinds of day that may have hours of their own; an ordinary day has those of the settings. */
export const TYPES_WITH_HOURS = DAY_TYPES.filter((type) => type !== 'ordinary');

export function saveDayRules(station: Station, rules: DayRules): Result<Rebuilt, FieldErrors> {
  const { programmes, calendar } = station.stores;
  const unknown = rules.entertainment.find((id) => !programmes.find(id));
  if (unknown !== undefined) return err({ entertainment: `Không có chuyên mục “${unknown}”` });
  if (rules.hoursByType.ordinary) return err({ hoursByType: 'Giờ của ngày thường là giờ phát ở Cấu hình' });
  const own = Object.entries(rules.hoursByType).filter((one): one is [DayType, Hours] => one[1].length > 0);
  calendar.setRules({ hoursByType: Object.fromEntries(own), entertainment: rules.entertainment });
  return ok(takeEffect(station));
}

function takeEffect(station: Station): Rebuilt {
  const rebuilt = station.planner.rebuild();
  station.nudge();
  return rebuilt;
}
