/** Everything one can do to a report: page and API both end here. */

import { z } from '@hono/zod-openapi';
import type { Temporal } from 'temporal-polyfill';
import { REPORT_SPANS, type ReportSpan, reportPeriod, reportPeriodOn } from '../core/periods.ts';
import type { ReportSettings, Signer } from '../core/report-settings.ts';
import {
  amendmentOf,
  canStep,
  dueDay,
  type ReportEvent,
  type ReportStep,
  type ReportWindow,
  stateOf,
} from '../core/report-state.ts';
import { defaultTexts, fillings, REPORT_TEXTS, type TextName, unknownFilling } from '../core/report-texts.ts';
import { reportStateWord } from '../core/report-words.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { parseDay } from '../core/time.ts';
import { withNumber } from '../documents/report-letter.ts';
import type { ReportWithLast } from '../storage/reports.ts';
import { date, optionalText, text } from './forms.ts';
import { figuresOf, keptLetter, letterOf, liveFigures, planOf, reportSettings, textContext } from './report-figures.ts';
import { isoDay } from './slot-forms.ts';
import type { Station } from './station.ts';

// drawing one up ------------------------------------------------------------------------------------------------------

const YEARS = { min: 2000, max: 2100 };

export const newReportInput = z.union([
  z.object({
    span: z.enum(REPORT_SPANS),
    year: z.int().min(YEARS.min).max(YEARS.max),
    number: z.int().min(1).max(12),
  }),
  z.object({ span: z.literal('any'), from: isoDay(), until: isoDay(), dueOn: isoDay() }),
]);
export type NewReport = z.output<typeof newReportInput>;

/** The same from a form: days as people write them. */
export const anyReportForm = (day: Temporal.PlainDate) =>
  z.object({
    span: z.literal('any').default('any'),
    from: date(day).transform(String),
    until: date(day).transform(String),
    dueOn: date(day).transform(String),
  });

export function addReport(station: Station, input: NewReport, createdBy: number): Result<ReportWithLast, FieldErrors> {
  const settings = reportSettings(station);
  const window = windowFor(input, settings);
  if (!window.ok) return window;
  const { span, year, number, from, until } = window.value;
  const plan = planOf(station, year);
  if (!plan) return err({ '': `Chưa nạp kế hoạch năm ${year}, nên chưa có gì để báo cáo` });
  if (String(until) < plan.issuedOn)
    return err({ '': `Kỳ này kết thúc trước khi có Kế hoạch số ${plan.number}, nên không phải báo cáo` });
  const added = station.stores.reports.add({
    planId: plan.id,
    span,
    year,
    number,
    from: String(from),
    until: String(until),
    dueOn: input.span === 'any' ? input.dueOn : String(dueDay(window.value, settings)),
    createdBy,
    createdAt: station.clock(),
  });
  return added.ok ? ok({ ...added.value, last: undefined }) : err({ '': 'Kỳ này đã có báo cáo' });
}

function windowFor(input: NewReport, { cutOff }: ReportSettings): Result<ReportWindow, FieldErrors> {
  if (input.span !== 'any') {
    const most = { month: 12, quarter: 4, 'half-year': 2, year: 1 } satisfies Record<ReportSpan, number>;
    if (input.number > most[input.span]) return err({ number: `Một năm chỉ có ${most[input.span]} kỳ như vậy` });
    return ok(reportPeriod(input.span, input.year, input.number, cutOff));
  }
  const [from, until] = [parseDay(input.from)!, parseDay(input.until)!];
  if (from.since(until).sign > 0) return err({ until: 'Ngày cuối phải từ ngày đầu trở đi' });
  return ok({ span: 'any', year: reportPeriodOn(until, 'year', cutOff).year, number: null, from, until });
}

/** False once it was frozen: from then on it is part of the record. */
export const removeReport = ({ stores }: Station, { id }: ReportWithLast): boolean => stores.reports.remove(id);

// what is written in it -----------------------------------------------------------------------------------------------

const NAMES = REPORT_TEXTS.map(({ name }) => name);
const LONGEST = 6000;

const signer = z.object({
  authority: optionalText(80),
  position: text('Nhập chức vụ người ký', 120),
  name: optionalText(80),
});

export const writingInput = z.object({
  texts: z.partialRecord(z.enum(NAMES as [TextName, ...TextName[]]), optionalText(LONGEST)),
  signers: z.array(signer).max(4, 'Tối đa 4 người ký').nullable().default(null),
  dueOn: isoDay().optional(),
});
export type Writing = z.output<typeof writingInput>;

/** What is as it would be by itself is not kept, so that it goes on following the figures and the settings. */
export function saveWriting(station: Station, report: ReportWithLast, input: Writing): Result<undefined, FieldErrors> {
  const state = stateOf(report.last);
  if (state === 'submitted' || state === 'sent')
    return err({ '': `Báo cáo ${reportStateWord(state).toLowerCase()}; mở lại thì mới sửa được` });
  const context = textContext(
    station,
    (figuresOf(station, report) ?? { figures: liveFigures(station, report) }).figures,
  );
  const known = fillings(context);
  const errors: Record<string, string> = {};
  for (const [name, written] of Object.entries(input.texts)) {
    const unknown = unknownFilling(written, known);
    if (unknown !== undefined) errors[name] = `Không có số liệu nào tên {${unknown}}; xem danh sách ở cuối trang`;
  }
  if (Object.keys(errors).length > 0) return err(errors);

  const own = defaultTexts(context);
  const plain = (words: string): string => words.replace(/\r\n?/g, '\n').trim();
  const texts = Object.entries(input.texts)
    .map(([name, written]) => [name, plain(written)] as const)
    .filter(([name, written]) => written !== plain(own[name as TextName]));
  const usual = JSON.stringify(reportSettings(station).signers);
  station.stores.reports.change({
    id: report.id,
    texts: Object.fromEntries(texts),
    signers: input.signers === null || JSON.stringify(input.signers) === usual ? null : input.signers,
    dueOn: input.dueOn ?? report.dueOn,
    changedAt: station.clock(),
  });
  return ok(undefined);
}

/** Rows of a form whose three columns are lists; a row left empty is none. */
export function signerRows(values: Readonly<Record<string, readonly string[]>>): Signer[] {
  const { authority = [], position = [], name = [] } = values;
  return position
    .map((_, i) => ({ authority: authority[i] ?? '', position: position[i] ?? '', name: name[i] ?? '' }))
    .filter((row) => `${row.authority}${row.position}${row.name}`.trim() !== '');
}

// its steps -----------------------------------------------------------------------------------------------------------

export const stepInput = z.discriminatedUnion('step', [
  z.object({ step: z.literal('frozen') }),
  z.object({ step: z.literal('reopened'), reason: text('Ghi lý do điều chỉnh', 300) }),
  z.object({ step: z.literal('submitted') }),
  z.object({
    step: z.literal('sent'),
    letterNumber: text('Nhập số, ký hiệu văn thư đã cấp, ví dụ 15/BC-TTVHTTDLTT', 60),
    letterDate: isoDay(),
  }),
]);
export type StepInput = z.output<typeof stepInput>;

/** The day the clerk wrote on it, as people write days. */
export const sentForm = (day: Temporal.PlainDate) =>
  z.object({
    letterNumber: text('Nhập số, ký hiệu văn thư đã cấp, ví dụ 15/BC-TTVHTTDLTT', 60),
    letterDate: date(day).transform(String),
  });
export const reopenForm = z.object({ reason: text('Ghi lý do điều chỉnh', 300) });

export function takeStep(
  station: Station,
  report: ReportWithLast,
  input: StepInput,
  by: number,
): Result<ReportEvent, FieldErrors> {
  const { reports } = station.stores;
  const refusal = stepRefusal(report, input.step);
  if (refusal) return err({ '': refusal });
  const event = { reportId: report.id, amendment: amendmentOf(report.last), by, at: station.clock() };
  const done = ((): Result<ReportEvent, 'taken'> => {
    switch (input.step) {
      case 'frozen':
        return reports.freeze({ ...event, figures: liveFigures(station, report) });
      case 'reopened':
        return reports.reopen({ ...event, reason: input.reason });
      case 'submitted':
        return reports.submit({ ...event, letter: letterOf(station, report, figuresOf(station, report)!) });
      case 'sent': {
        const { letterNumber, letterDate } = input;
        // What was signed, whatever was set anew since.
        const signed = keptLetter(station, report.id, event.amendment)!;
        const letter = withNumber(signed, letterNumber, parseDay(letterDate)!);
        return reports.send({ ...event, letter, letterNumber, letterDate });
      }
      default:
        return input satisfies never;
    }
  })();
  return done.ok ? done : err({ '': 'Người khác vừa làm việc này; xem lại trạng thái báo cáo' });
}

/** Why the report cannot take that step now. */
export const stepRefusal = ({ last }: ReportWithLast, step: ReportStep): string | undefined =>
  canStep(stateOf(last), step)
    ? undefined
    : `Báo cáo đang ở trạng thái “${reportStateWord(stateOf(last))}”, chưa làm được việc này`;

// settings ------------------------------------------------------------------------------------------------------------

const lines = (missing: string) => z.array(text(missing, 200)).max(20, 'Tối đa 20 dòng');
const whole = (least: number, most: number) => {
  const wrong = `Nhập một số từ ${least} đến ${most}`;
  return z.int({ error: wrong }).min(least, wrong).max(most, wrong);
};

export const reportSettingsInput = z.object({
  spans: z.array(z.enum(REPORT_SPANS)),
  cutOff: z.union([z.enum(['calendar', 'nd09']), z.object({ lastDay: whole(1, 31) })]),
  dueDays: whole(-60, 60),
  remindDays: whole(0, 60),
  parentAgency: optionalText(120),
  agency: text('Nhập tên cơ quan ban hành', 200),
  symbol: text('Nhập ký hiệu, ví dụ BC-TTVHTTDLTT', 40),
  place: text('Nhập địa danh, ví dụ Đăk Tô', 60),
  addressees: lines('Nhập nơi gửi'),
  recipients: lines('Nhập nơi nhận'),
  signers: z.array(signer).min(1, 'Cần ít nhất một người ký').max(4, 'Tối đa 4 người ký'),
}) satisfies z.ZodType<ReportSettings>;

export function saveReportSettings(station: Station, reports: ReportSettings): void {
  station.stores.settings.change({ reports });
}
