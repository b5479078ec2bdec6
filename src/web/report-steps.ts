/** The steps of a report, each asked for on a page of its own: freezing, signing, sending, reopening, throwing away. */

import { type Context, Hono } from 'hono';
import {
  ConfirmFreeze,
  ConfirmRemoval,
  ConfirmReopening,
  ConfirmSubmission,
  SentPage,
} from '../../views/report-forms.tsx';
import { isBefore } from '../core/periods.ts';
import { windowOf } from '../core/report-state.ts';
import { todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import type { ReportWithLast } from '../storage/reports.ts';
import { openDays } from './closed-days.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { removeReport, reopenForm, type StepInput, sentForm, stepRefusal, takeStep } from './report-changes.ts';
import type { Env, Station } from './station.ts';

export function reportStepsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { reports } = station.stores;
  const asked = (c: Context<Env, '/:id'>) => reports.find(Number(c.req.param('id')));

  const done = (c: Context<Env>, report: ReportWithLast, input: StepInput, words: string) => {
    const step = takeStep(station, report, input, c.get('user')!.id);
    const to = `/bao-cao/${report.id}`;
    return step.ok ? seeOther(c, to, words) : seeOther(c, to, step.error[''], 'warn');
  };
  /** The page that asks, unless the report cannot take that step at all. */
  const ask = (
    c: Context<Env, '/:id'>,
    step: StepInput['step'],
    page: (report: ReportWithLast) => ReturnType<typeof ConfirmFreeze>,
    title: string,
  ) => {
    const report = asked(c);
    if (!report) return c.notFound();
    const refusal = stepRefusal(report, step);
    return refusal ? seeOther(c, `/bao-cao/${report.id}`, refusal, 'warn') : c.render(page(report), { title });
  };

  screen.get('/bao-cao/:id{[0-9]+}/chot', (c) =>
    ask(
      c,
      'frozen',
      (report) => {
        const { from, until } = windowOf(report);
        return ConfirmFreeze({
          report,
          isOver: isBefore(until, todayOf(station)),
          openDays: openDays(station, from, until),
        });
      },
      'Chốt số liệu',
    ),
  );
  screen.post('/bao-cao/:id{[0-9]+}/chot', (c) => {
    const report = asked(c);
    return report ? done(c, report, { step: 'frozen' }, 'Đã chốt số liệu.') : c.notFound();
  });

  screen.get('/bao-cao/:id{[0-9]+}/trinh-ky', (c) =>
    ask(c, 'submitted', (report) => ConfirmSubmission({ report }), 'Trình ký'),
  );
  screen.post('/bao-cao/:id{[0-9]+}/trinh-ky', (c) => {
    const report = asked(c);
    return report ? done(c, report, { step: 'submitted' }, 'Đã ghi nhận trình ký.') : c.notFound();
  });

  screen.get('/bao-cao/:id{[0-9]+}/da-gui', (c) =>
    ask(
      c,
      'sent',
      (report) => SentPage({ report, values: { letterDate: formatDate(todayOf(station)) }, errors: {} }),
      'Ghi nhận đã gửi',
    ),
  );
  screen.post('/bao-cao/:id{[0-9]+}/da-gui', async (c) => {
    const report = asked(c);
    if (!report) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(sentForm(todayOf(station)), values);
    if (!form.ok)
      return c.render(SentPage({ report, values, errors: form.error }), { title: 'Ghi nhận đã gửi', status: 422 });
    return done(c, report, { step: 'sent', ...form.value }, 'Đã ghi nhận báo cáo đã gửi.');
  });

  screen.get('/bao-cao/:id{[0-9]+}/mo-lai', (c) =>
    ask(c, 'reopened', (report) => ConfirmReopening({ report, values: {}, errors: {} }), 'Mở lại để điều chỉnh'),
  );
  screen.post('/bao-cao/:id{[0-9]+}/mo-lai', async (c) => {
    const report = asked(c);
    if (!report) return c.notFound();
    const values = await readForm(c);
    const form = parseForm(reopenForm, values);
    if (!form.ok) {
      const page = ConfirmReopening({ report, values, errors: form.error });
      return c.render(page, { title: 'Mở lại để điều chỉnh', status: 422 });
    }
    return done(c, report, { step: 'reopened', ...form.value }, 'Đã mở lại: số liệu lại theo sổ nhật ký hiện tại.');
  });

  screen.get('/bao-cao/:id{[0-9]+}/xoa', (c) =>
    ask(c, 'frozen', (report) => ConfirmRemoval({ report }), 'Xóa bản nháp'),
  );
  screen.post('/bao-cao/:id{[0-9]+}/xoa', (c) => {
    const report = asked(c);
    if (!report) return c.notFound();
    return removeReport(station, report)
      ? seeOther(c, '/bao-cao', 'Đã xóa bản nháp.')
      : seeOther(c, `/bao-cao/${report.id}`, 'Báo cáo đã từng chốt số liệu, nên không xóa được.', 'warn');
  });

  return screen;
}
