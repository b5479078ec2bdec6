/**
 * Báo cáo: what is owed and when, one report with the airings behind each figure and its files, its words, and what is
 * set for all. Its steps are in report-steps.ts.
 */

import { type Context, Hono } from 'hono';
import { textOf, textsOf } from '../../views/parts.tsx';
import { ReportPage } from '../../views/report.tsx';
import { FiguresPage } from '../../views/report-airings.tsx';
import { AnyReportPage, ReportSettingsPage, WritingPage } from '../../views/report-forms.tsx';
import { ReportsPage } from '../../views/reports.tsx';
import { VERDICTS } from '../core/evidence.ts';
import { verdictWord } from '../core/evidence-words.ts';
import { reportPeriodOn } from '../core/periods.ts';
import { picturesOf } from '../core/pictures.ts';
import type { ReportSettings } from '../core/report-settings.ts';
import { stateOf, windowOf } from '../core/report-state.ts';
import { defaultTexts, fillings, printedTexts, REPORT_TEXTS } from '../core/report-texts.ts';
import { periodLabel, periodName } from '../core/report-words.ts';
import type { FieldErrors } from '../core/result.ts';
import { todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import { LETTER_FORMATS } from '../engine/press.ts';
import type { ReportWithLast } from '../storage/reports.ts';
import { mayOf } from './access.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import {
  addReport,
  anyReportForm,
  newReportInput,
  reportSettingsInput,
  saveReportSettings,
  saveWriting,
  sentForm,
  signerRows,
  writingInput,
} from './report-changes.ts';
import {
  currentLetter,
  figuresOf,
  keptLetter,
  liveFigures,
  planOf,
  remindersOf,
  reportSettings,
  reportsOf,
  textContext,
} from './report-figures.ts';
import type { Env, Station } from './station.ts';

const MEDIA_TYPES = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
} as const;

export function reportsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { stores, config } = station;
  const { reports, people } = stores;
  const { zone } = config;

  const thisYear = () => reportPeriodOn(todayOf(station), 'year', reportSettings(station).cutOff).year;
  const asked = (c: Context<Env, '/:id'>) => reports.find(Number(c.req.param('id')));

  screen.get('/bao-cao', (c) => {
    const year = Number(c.req.query('nam')) || thisYear();
    return c.render(
      ReportsPage({
        year,
        rows: reportsOf(station, year),
        reminders: remindersOf(station),
        plan: planOf(station, year),
        may: mayOf(c),
      }),
      { title: `Báo cáo năm ${year}` },
    );
  });

  screen.post('/bao-cao', async (c) => {
    const values = await readForm(c);
    const typed = { span: values.span, year: Number(values.year), number: Number(values.number) };
    const form = parseForm(newReportInput, typed);
    const added = form.ok ? addReport(station, form.value, c.get('user')!.id) : form;
    if (added.ok) return c.redirect(`/bao-cao/${added.value.id}`, 303);
    return seeOther(c, '/bao-cao', Object.values(added.error)[0], 'warn');
  });

  screen.get('/bao-cao/dot-xuat', (c) =>
    c.render(AnyReportPage({ values: {}, errors: {} }), { title: 'Báo cáo đột xuất' }),
  );
  screen.post('/bao-cao/dot-xuat', async (c) => {
    const values = await readForm(c);
    const form = parseForm(anyReportForm(todayOf(station)), values);
    const added = form.ok ? addReport(station, form.value, c.get('user')!.id) : form;
    if (added.ok) return c.redirect(`/bao-cao/${added.value.id}`, 303);
    return c.render(AnyReportPage({ values, errors: added.error }), { title: 'Báo cáo đột xuất', status: 422 });
  });

  screen.get('/bao-cao/cau-hinh', (c) =>
    c.render(ReportSettingsPage({ settings: reportSettings(station), errors: {} }), { title: 'Cấu hình báo cáo' }),
  );
  screen.post('/bao-cao/cau-hinh', async (c) => {
    const settings = settingsIn(await readForm(c));
    const form = parseForm(reportSettingsInput, settings);
    if (!form.ok)
      return c.render(ReportSettingsPage({ settings, errors: form.error }), { title: 'Cấu hình báo cáo', status: 422 });
    saveReportSettings(station, form.value);
    return seeOther(c, '/bao-cao', 'Đã lưu cấu hình báo cáo.');
  });

  screen.get('/bao-cao/:id{[0-9]+}', (c) => {
    const report = asked(c);
    if (!report) return c.notFound();
    const amendment = amendmentIn(c);
    const found = figuresOf(station, report, amendment);
    if (!found) return c.notFound();
    const { figures, dataset } = found;
    const window = windowOf(report);
    return c.render(
      ReportPage({
        report,
        figures,
        dataset,
        amendment,
        letter:
          amendment === undefined ? currentLetter(station, report, found) : keptLetter(station, report.id, amendment),
        pictures: picturesOf(figures, zone),
        paste: printedTexts(textContext(station, figures), report.texts).paste,
        events: reports.events(report.id),
        nameOf: (id) => people.find(id)?.name ?? 'Người dùng đã xóa',
        today: todayOf(station),
        zone,
        may: mayOf(c),
      }),
      { title: `Báo cáo ${periodName(window)}` },
    );
  });

  screen.get('/bao-cao/:id{[0-9]+}/luot-phat', (c) => {
    const report = asked(c);
    const found = report && figuresOf(station, report, amendmentIn(c));
    if (!report || !found) return c.notFound();
    const row = found.figures.rows.find(({ obligationId }) => obligationId === c.req.query('muc'));
    const kind = c.req.query('loai');
    const wholeYear = c.req.query('nam') === '1';
    const topic = c.req.query('chu-de');
    const behind = found.figures.topics.list.find(({ code }) => code === topic)?.airingIds;
    const verdict = VERDICTS.find((one) => one === c.req.query('doi-chieu'));
    const about = [topic, verdict && verdictWord(verdict).toLowerCase()].filter((one) => one !== undefined);
    const airings = found.figures.airings.filter(
      (one) =>
        (wholeYear || one.inWindow) &&
        (row
          ? one.countedBy.includes(row.obligationId)
          : verdict !== undefined || one.countedBy.length > 0 !== (kind === 'khan-cap')) &&
        (kind === undefined || kind === 'khan-cap' || one.kind === kind) &&
        (topic === undefined || behind?.includes(one.id)) &&
        (verdict === undefined || one.evidence === verdict) &&
        (c.req.query('cum') === undefined || one.clusters !== null),
    );
    const page = FiguresPage({ report, row, kind, about, wholeYear, airings, amendment: amendmentIn(c), zone });
    return c.render(page, { title: `Lượt phát, báo cáo ${periodLabel(windowOf(report))}` });
  });

  /** The very bytes whose SHA-256 is printed, for whoever wants to check. */
  screen.get('/bao-cao/:id{[0-9]+}/so-lieu.json', (c) => {
    const report = asked(c);
    const dataset = report && reports.dataset(report.id, amendmentIn(c));
    if (!report || !dataset) return c.notFound();
    const name = `${fileName(report)}-lan-${dataset.event.amendment}.json`;
    return c.body(dataset.text, 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
    });
  });

  for (const format of LETTER_FORMATS)
    screen.get(`/bao-cao/:id{[0-9]+}/bao-cao.${format}`, async (c) => {
      const report = reports.find(Number(c.req.param('id')));
      const amendment = amendmentIn(c);
      const letter =
        report &&
        (amendment === undefined ? currentLetter(station, report) : keptLetter(station, report.id, amendment));
      if (!report || !letter) return c.notFound();
      return c.body(
        new Uint8Array(await station.press({ what: 'letter', letter, format, ffmpeg: station.config.ffmpeg })),
        200,
        {
          'Content-Type': MEDIA_TYPES[format],
          'Content-Disposition': `attachment; filename="${fileName(report)}.${format}"`,
        },
      );
    });

  // writing in it -----------------------------------------------------------------------------------------------------

  const writing = (report: ReportWithLast, typed?: { values: Parameters<typeof textOf>[0]; errors: FieldErrors }) => {
    const { figures } = figuresOf(station, report) ?? { figures: liveFigures(station, report) };
    const context = textContext(station, figures);
    const own = { ...defaultTexts(context), ...report.texts };
    const signers = report.signers ?? reportSettings(station).signers;
    const values = typed?.values ?? {
      ...own,
      dueOn: formatDate(report.dueOn),
      authority: signers.map(({ authority }) => authority),
      position: signers.map(({ position }) => position),
      name: signers.map(({ name }) => name),
    };
    return WritingPage({ report, values, errors: typed?.errors ?? {}, fillings: fillings(context) });
  };

  screen.get('/bao-cao/:id{[0-9]+}/noi-dung', (c) => {
    const report = asked(c);
    if (!report) return c.notFound();
    const state = stateOf(report.last);
    if (state === 'submitted' || state === 'sent')
      return seeOther(c, `/bao-cao/${report.id}`, 'Báo cáo đã trình ký; mở lại thì mới sửa được.', 'warn');
    return c.render(writing(report), { title: 'Soạn nội dung báo cáo' });
  });

  screen.post('/bao-cao/:id{[0-9]+}/noi-dung', async (c) => {
    const report = asked(c);
    if (!report) return c.notFound();
    const values = await readForm(c);
    const due = parseForm(sentForm(todayOf(station)).pick({ letterDate: true }), { letterDate: values.dueOn });
    const form = due.ok
      ? parseForm(writingInput, {
          texts: Object.fromEntries(REPORT_TEXTS.map(({ name }) => [name, textOf(values, name)])),
          signers: signersIn(values),
          dueOn: due.value.letterDate,
        })
      : ({ ok: false, error: { dueOn: due.error.letterDate ?? '' } } as const);
    const saved = form.ok ? saveWriting(station, report, form.value) : form;
    if (!saved.ok)
      return c.render(writing(report, { values, errors: saved.error }), {
        title: 'Soạn nội dung báo cáo',
        status: 422,
      });
    return seeOther(c, `/bao-cao/${report.id}`, 'Đã lưu nội dung báo cáo.');
  });

  return screen;
}

/** `bao-cao-quy-iii-2025`: letters and digits only, as every mail program takes them. */
export const fileName = ({ span, year, number, from, until }: ReportWithLast): string => {
  const parts = {
    month: `thang-${number}-${year}`,
    quarter: `quy-${number}-${year}`,
    'half-year': `6-thang-${number === 1 ? 'dau' : 'cuoi'}-nam-${year}`,
    year: `nam-${year}`,
    any: `${from}-${until}`,
  };
  return `bao-cao-${parts[span]}`;
};

/** `?lan=1`: that amendment; without it the one that holds. */
function amendmentIn(c: Context): number | undefined {
  const asked = c.req.query('lan');
  return asked && /^\d{1,4}$/.test(asked) ? Number(asked) : undefined;
}

type Typed = Parameters<typeof textOf>[0];

const signersIn = (values: Typed) =>
  signerRows({
    authority: textsOf(values, 'authority'),
    position: textsOf(values, 'position'),
    name: textsOf(values, 'name'),
  });

/** As typed, so that a form that is sent back shows it again; the numbers are judged by the schema. */
function settingsIn(values: Typed): ReportSettings {
  const lines = (name: string) =>
    textOf(values, name)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const number = (name: string) =>
    /^-?\d+$/.test(textOf(values, name).trim()) ? Number(textOf(values, name)) : Number.NaN;
  const cutOff = textOf(values, 'cutOff');
  return {
    spans: textsOf(values, 'spans') as ReportSettings['spans'],
    cutOff: cutOff === 'custom' ? { lastDay: number('lastDay') } : (cutOff as 'calendar' | 'nd09'),
    dueDays: number('dueDays'),
    remindDays: number('remindDays'),
    parentAgency: textOf(values, 'parentAgency'),
    agency: textOf(values, 'agency'),
    symbol: textOf(values, 'symbol'),
    place: textOf(values, 'place'),
    addressees: lines('addressees'),
    recipients: lines('recipients'),
    signers: signersIn(values),
  };
}
