/** The page Đối chiếu: a day, a week or a reporting period; differences explained line by line; days closed and reopened. */
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { ReconcilePage, type ReconcileView, ReopenDayPage } from '../../views/reconcile.tsx';
import { REPORT_SPANS, type ReportSpan, reportPeriodOn } from '../core/periods.ts';
import { isClosed } from '../core/reconcile.ts';
import { parseDay, todayOf } from '../core/time.ts';
import { formatDate, parseDate } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { lastClosing } from './closed-days.ts';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import {
  closeDay,
  closeRefusal,
  confirmProposals,
  explain,
  explanationInput,
  MOST_DAYS,
  reconcile,
  reopenDay,
  reopenInput,
} from './reconcile.ts';
import { reportSettings } from './report-figures.ts';
import type { Env, Station } from './station.ts';

const PAGE = '/nhat-ky/doi-chieu';

export function closingsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { closings } = station.stores;

  screen.get(PAGE, (c) => {
    const view = viewIn(c);
    const day = String(view.from);
    const isDay = view.is === 'day';
    const user = c.get('user');
    return c.render(
      ReconcilePage({
        view,
        found: reconcile(station, view.from, view.until),
        closing: isDay ? lastClosing(station, view.from) : undefined,
        history: isDay ? closings.list(day) : [],
        refusal: isDay ? closeRefusal(station, view.from) : undefined,
        mayClose: may(user, `POST ${PAGE}/khoa`),
        mayReopen: may(user, `POST ${PAGE}/mo-lai`),
        zone: station.config.zone,
      }),
      { title: 'Đối chiếu lịch và thực tế' },
    );
  });

  screen.post(`${PAGE}/nguyen-nhan`, async (c) => {
    const values = await readForm(c);
    const typed = parseForm(explanationInput, values);
    const done = typed.ok ? explain(station, typed.value, c.get('user')!) : typed;
    const to = backOf(values.back);
    return done.ok ? seeOther(c, to, 'Đã ghi nguyên nhân.') : seeOther(c, to, Object.values(done.error)[0], 'warn');
  });

  screen.post(`${PAGE}/de-xuat`, async (c) => {
    const day = dayIn(await readForm(c));
    if (!day) return c.notFound();
    const count = confirmProposals(station, day, c.get('user')!);
    return seeOther(c, dayLink(day), `Đã xác nhận ${count} nguyên nhân theo đề xuất của máy.`);
  });

  screen.post(`${PAGE}/khoa`, async (c) => {
    const day = dayIn(await readForm(c));
    if (!day) return c.notFound();
    const done = closeDay(station, day, c.get('user')!);
    return done.ok
      ? seeOther(c, dayLink(day), `Đã khóa sổ ngày ${formatDate(day)}.`)
      : seeOther(c, dayLink(day), done.error[''], 'warn');
  });

  screen.get(`${PAGE}/mo-lai`, (c) => {
    const day = dayIn(c.req.query());
    if (!day) return c.notFound();
    if (!isClosed(lastClosing(station, day))) return seeOther(c, dayLink(day), 'Ngày này chưa khóa sổ.', 'warn');
    return c.render(ReopenDayPage({ day, values: {}, errors: {} }), { title: 'Mở lại sổ ngày' });
  });
  screen.post(`${PAGE}/mo-lai`, async (c) => {
    const values = await readForm(c);
    const day = dayIn(values);
    if (!day) return c.notFound();
    const typed = parseForm(reopenInput, values);
    if (!typed.ok)
      return c.render(ReopenDayPage({ day, values, errors: typed.error }), { title: 'Mở lại sổ ngày', status: 422 });
    const done = reopenDay(station, day, typed.value, c.get('user')!);
    return done.ok
      ? seeOther(c, dayLink(day), `Đã mở lại sổ ngày ${formatDate(day)}.`)
      : seeOther(c, dayLink(day), done.error[''], 'warn');
  });

  return screen;

  /** `?xem=tuan&ngay=…`, or any stretch `?tu=…&den=…`; what cannot be read is yesterday, the day one closes. */
  function viewIn(c: Context): ReconcileView {
    const now = todayOf(station);
    const typed = (name: string) => {
      const words = c.req.query(name);
      return words === undefined ? undefined : (parseDay(words) ?? parseDate(words, now));
    };
    const [first, last] = [typed('tu'), typed('den')];
    if (first && last && first.since(last).sign <= 0 && first.until(last, { largestUnit: 'days' }).days < MOST_DAYS)
      return { is: 'any', day: first, from: first, until: last };
    const day = typed('ngay') ?? now.subtract({ days: 1 });
    const is = c.req.query('xem');
    if (is === 'tuan') {
      const from = day.subtract({ days: day.dayOfWeek - 1 });
      return { is: 'week', day, from, until: from.add({ days: 6 }) };
    }
    const span = REPORT_SPANS.find((one): one is ReportSpan => one === is);
    if (!span) return { is: 'day', day, from: day, until: day };
    const { from, until } = reportPeriodOn(day, span, reportSettings(station).cutOff);
    return { is: span, day, from, until };
  }
}

const dayLink = (day: Temporal.PlainDate): string => `${PAGE}?ngay=${day}`;
/** Back to the page as it was, and to nowhere else. */
const backOf = (query: unknown): string =>
  typeof query === 'string' && query.startsWith('?') ? `${PAGE}${query}` : PAGE;
function dayIn(values: Readonly<Record<string, unknown>>): Temporal.PlainDate | undefined {
  return typeof values.ngay === 'string' ? parseDay(values.ngay) : undefined;
}
