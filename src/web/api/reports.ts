/** `/reports`: what is owed to whom above, from a draft to what was sent, with the airings behind every figure. */
import { createRoute, z } from '@hono/zod-openapi';
import { REPORT_SPANS } from '../../core/periods.ts';
import { canonicalJson } from '../../core/report.ts';
import type { ReportSettings } from '../../core/report-settings.ts';
import { amendmentOf, REPORT_KINDS, REPORT_STEPS, type ReportEvent, stateOf } from '../../core/report-state.ts';
import { printedTexts } from '../../core/report-texts.ts';
import type { ReportWithLast } from '../../storage/reports.ts';
import { problem, refused } from '../problem.ts';
import {
  addReport,
  newReportInput,
  removeReport,
  reportSettingsInput,
  saveReportSettings,
  saveWriting,
  stepInput,
  takeStep,
  writingInput,
} from '../report-changes.ts';
import { figuresOf, liveFigures, type OwedReport, reportSettings, reportsOf, textContext } from '../report-figures.ts';
import type { Station } from '../station.ts';
import { bodyOf, Day, IdParam, Instant, instantOf, json, openApiPart, refusals } from './parts.ts';

const State = z.enum(['draft', 'frozen', 'submitted', 'sent']);
const SignerBody = z.object({ authority: z.string(), position: z.string(), name: z.string() });

const Report = z
  .object({
    id: z.int(),
    planId: z.string(),
    span: z.enum(REPORT_KINDS).openapi({ description: 'any: between two days somebody named' }),
    year: z.int(),
    number: z.int().nullable().openapi({ description: 'Within the year: quarter 1–4, month 1–12' }),
    from: Day,
    until: Day,
    dueOn: Day,
    state: State,
    amendment: z.int().openapi({ description: '0 the first version, n “lần điều chỉnh n”' }),
    texts: z
      .record(z.string(), z.string())
      .openapi({ description: 'What somebody wrote; the rest is as it is by itself' }),
    printedTexts: z.record(z.string(), z.string()).openapi({ description: 'Of every section, with the figures in' }),
    signers: z.array(SignerBody).nullable().openapi({ description: 'null: as set for all reports' }),
    createdBy: z.int(),
    createdAt: Instant,
    changedAt: Instant,
  })
  .openapi('Report');
const ReportInList = Report.omit({ texts: true, printedTexts: true, signers: true }).openapi('ReportInList');

const Event = z
  .object({
    id: z.int(),
    step: z.enum(REPORT_STEPS),
    amendment: z.int(),
    reason: z.string(),
    sha256: z.string().nullable().openapi({ description: 'Of the frozen dataset, as /figures gives it' }),
    letterNumber: z.string(),
    letterDate: Day.nullable(),
    by: z.int(),
    at: Instant,
  })
  .openapi('ReportEvent');

const Period = z
  .object({
    span: z.enum(REPORT_KINDS),
    year: z.int(),
    number: z.int().nullable(),
    from: Day,
    until: Day,
    dueOn: Day,
    reportId: z.int().nullable(),
    state: State.nullable().openapi({ description: 'null: not drawn up' }),
    isOverdue: z.boolean(),
    remindDays: z.int().nullable().openapi({ description: 'Days left, once it is time to remind' }),
  })
  .openapi('ReportPeriod');

const Settings = z
  .object({
    spans: z.array(z.enum(REPORT_SPANS)),
    cutOff: z.union([z.enum(['calendar', 'nd09']), z.object({ lastDay: z.int() })]),
    dueDays: z.int(),
    remindDays: z.int(),
    parentAgency: z.string(),
    agency: z.string(),
    symbol: z.string(),
    place: z.string(),
    addressees: z.array(z.string()),
    recipients: z.array(z.string()),
    signers: z.array(SignerBody),
  })
  .openapi('ReportSettings');

/** Its fields are those of core/report.ts, word for word. */
const Figures = z.record(z.string(), z.json()).openapi('ReportFigures', { type: 'object', additionalProperties: true });

const periods = createRoute({
  method: 'get',
  path: '/report-periods',
  summary: 'The periods of a reporting year with their reports',
  request: { query: z.object({ year: z.coerce.number().int().min(2000).max(2100) }) },
  responses: { 200: json(z.object({ periods: z.array(Period) }), 'In the order they are due'), ...refusals(422) },
});
const settings = createRoute({
  method: 'get',
  path: '/report-settings',
  responses: { 200: json(Settings, 'In force'), ...refusals() },
});
const setSettings = createRoute({
  method: 'put',
  path: '/report-settings',
  summary: 'All of them anew',
  request: { body: bodyOf(reportSettingsInput.openapi('ReportSettingsDraft')) },
  responses: { 200: json(Settings, 'Changed'), ...refusals(400, 422) },
});
const list = createRoute({
  method: 'get',
  path: '/reports',
  responses: { 200: json(z.object({ reports: z.array(ReportInList) }), 'The latest period first'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/reports',
  summary: 'Draws up a draft',
  request: { body: bodyOf(newReportInput.openapi('ReportDraft')) },
  responses: { 201: json(Report, 'Drawn up'), ...refusals(400, 422) },
});
const find = createRoute({
  method: 'get',
  path: '/reports/{id}',
  request: { params: IdParam },
  responses: { 200: json(Report, 'The report'), ...refusals(404) },
});
const remove = createRoute({
  method: 'delete',
  path: '/reports/{id}',
  summary: 'A draft that was never frozen',
  request: { params: IdParam },
  responses: { 204: { description: 'Removed' }, ...refusals(404, 409) },
});
const figures = createRoute({
  method: 'get',
  path: '/reports/{id}/figures',
  summary: 'Figures with the airings behind them; of a draft as they are now, else as they were frozen',
  description:
    'Instants in this document are milliseconds since 1970 UTC: it is the frozen dataset itself, and the SHA-256 of a freezing is over these bytes.',
  request: {
    params: IdParam,
    query: z.object({ amendment: z.coerce.number().int().min(0).optional() }),
  },
  responses: { 200: json(Figures, 'The dataset'), ...refusals(404, 422) },
});
const write = createRoute({
  method: 'put',
  path: '/reports/{id}/writing',
  summary: 'Its words, its signers and when it is due; a text left out is again what it is by itself',
  request: { params: IdParam, body: bodyOf(writingInput.openapi('ReportWriting')) },
  responses: { 200: json(Report, 'Written'), ...refusals(400, 404, 422) },
});
const events = createRoute({
  method: 'get',
  path: '/reports/{id}/events',
  request: { params: IdParam },
  responses: { 200: json(z.object({ events: z.array(Event) }), 'In order'), ...refusals(404) },
});
const step = createRoute({
  method: 'post',
  path: '/reports/{id}/events',
  summary: 'Freezes, reopens, submits for signing, or records that it was sent',
  request: { params: IdParam, body: bodyOf(stepInput.openapi('ReportStep')) },
  responses: { 201: json(Event, 'Done'), ...refusals(400, 404, 409, 422) },
});

export function reportsApi(station: Station) {
  const { reports } = station.stores;
  const { zone } = station.config;
  const none = 'Không có báo cáo này';

  const inList = ({ last, texts: _, signers: __, ...report }: ReportWithLast) => ({
    ...report,
    state: stateOf(last),
    amendment: amendmentOf(last),
    createdAt: instantOf(report.createdAt, zone),
    changedAt: instantOf(report.changedAt, zone),
  });
  const onTheWire = (report: ReportWithLast) => {
    const known = figuresOf(station, report) ?? { figures: liveFigures(station, report) };
    return {
      ...inList(report),
      texts: { ...report.texts },
      printedTexts: { ...printedTexts(textContext(station, known.figures), report.texts) },
      signers: report.signers && [...report.signers],
    };
  };
  const eventOf = ({ reportId: _, ...event }: ReportEvent) => ({ ...event, at: instantOf(event.at, zone) });
  const periodOf = ({ window, report, state, dueOn, isOverdue, remind }: OwedReport) => ({
    span: window.span,
    year: window.year,
    number: window.number,
    from: String(window.from),
    until: String(window.until),
    dueOn,
    reportId: report?.id ?? null,
    state: state ?? null,
    isOverdue,
    remindDays: remind ?? null,
  });
  const settingsOnTheWire = ({ spans, addressees, recipients, signers, ...rest }: ReportSettings) => ({
    ...rest,
    spans: [...spans],
    addressees: [...addressees],
    recipients: [...recipients],
    signers: [...signers],
  });

  return openApiPart()
    .openapi(periods, (c) => c.json({ periods: reportsOf(station, c.req.valid('query').year).map(periodOf) }, 200))
    .openapi(settings, (c) => c.json(settingsOnTheWire(reportSettings(station)), 200))
    .openapi(setSettings, (c) => {
      saveReportSettings(station, c.req.valid('json'));
      return c.json(settingsOnTheWire(reportSettings(station)), 200);
    })
    .openapi(list, (c) => c.json({ reports: reports.list().map(inList) }, 200))
    .openapi(add, (c) => {
      const added = addReport(station, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(onTheWire(added.value), 201) : refused(c, added.error);
    })
    .openapi(find, (c) => {
      const report = reports.find(c.req.valid('param').id);
      return report ? c.json(onTheWire(report), 200) : problem(c, 404, none);
    })
    .openapi(remove, (c) => {
      const report = reports.find(c.req.valid('param').id);
      if (!report) return problem(c, 404, none);
      return removeReport(station, report)
        ? c.body(null, 204)
        : problem(c, 409, 'Báo cáo đã từng chốt số liệu, nên không xóa được');
    })
    .openapi(figures, (c) => {
      const report = reports.find(c.req.valid('param').id);
      const found = report && figuresOf(station, report, c.req.valid('query').amendment);
      if (!found) return problem(c, 404, none);
      // Canonical order survives JSON.parse, so these are the bytes that were, or would be, hashed.
      return c.json(JSON.parse(canonicalJson(found.figures)) as z.output<typeof Figures>, 200);
    })
    .openapi(write, (c) => {
      const report = reports.find(c.req.valid('param').id);
      if (!report) return problem(c, 404, none);
      const saved = saveWriting(station, report, c.req.valid('json'));
      return saved.ok ? c.json(onTheWire(reports.find(report.id)!), 200) : refused(c, saved.error);
    })
    .openapi(events, (c) => {
      const report = reports.find(c.req.valid('param').id);
      return report ? c.json({ events: reports.events(report.id).map(eventOf) }, 200) : problem(c, 404, none);
    })
    .openapi(step, (c) => {
      const report = reports.find(c.req.valid('param').id);
      if (!report) return problem(c, 404, none);
      const done = takeStep(station, report, c.req.valid('json'), c.get('user')!.id);
      return done.ok ? c.json(eventOf(done.value), 201) : problem(c, 409, 'Chưa làm được việc này', done.error['']);
    });
}
