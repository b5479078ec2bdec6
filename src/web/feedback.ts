/** Sổ tiếp nhận ý kiến: what came in, who deals with it until when, what was answered, and on which airing. */
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { FeedbackForm, FeedbackListPage, FeedbackPage } from '../../views/feedback.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import type { Feedback } from '../core/feedback.ts';
import type { FieldErrors } from '../core/result.ts';
import { type EpochMs, epochMs, inZone, placeInZone, startOfDay, todayOf } from '../core/time.ts';
import { formatDate, formatDateTime, formatTime, parseDate, parseTime } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { airedOn } from './aired-on.ts';
import { periodIn } from './book-periods.ts';
import { feedbackFor, feedbackInput, saveFeedback } from './feedback-forms.ts';
import { date, parseForm, readForm, statusOf, typedDay } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

/** Airings among which the one that answered is chosen. */
const ANSWER_DAYS = 45;
const MOST_AIRINGS = 300;

export function feedbackScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { feedback, airings, plans } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const asked = (c: Context<Env, string>) => feedback.find(Number(c.req.param('id')));

  screen.get('/y-kien', (c) => {
    const year = periodIn(station, 'year', c.req.query('nam'));
    const isOpen = c.req.query('loc') === 'con-mo';
    const all = feedback.list(startOfDay(year.from, zone), startOfDay(year.until.add({ days: 1 }), zone)).reverse();
    const page = FeedbackListPage({
      year: year.from.year,
      isOpen,
      rows: all
        .filter(({ answeredOn }) => !isOpen || answeredOn === null)
        .map((one) => feedbackFor(c.get('user'), one)),
      open: all.filter(({ answeredOn }) => answeredOn === null).length,
      today: String(today()),
      zone,
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: 'Ý kiến phản ánh' });
  });

  screen.get('/y-kien/them', (c) =>
    form(c, { receivedDay: formatDate(today()), receivedTime: formatTime(station.clock(), zone), channel: 'phone' }),
  );
  screen.post('/y-kien', (c) => save(c));

  screen.get('/y-kien/:id{[0-9]+}', (c) => {
    const one = asked(c);
    if (!one) return c.notFound();
    const airing = one.airingId === null ? undefined : airings.find(one.airingId);
    const page = FeedbackPage({
      one: feedbackFor(c.get('user'), one),
      airing: airing && { id: airing.id, title: airing.title, day: airedOn(station, airing.id) ?? '' },
      today: String(today()),
      zone,
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: `Ý kiến số ${one.id}` });
  });
  screen.get('/y-kien/:id{[0-9]+}/sua', (c) => {
    const one = asked(c);
    return one ? form(c, valuesOf(one), {}, one) : c.notFound();
  });
  screen.post('/y-kien/:id{[0-9]+}', (c) => {
    const one = asked(c);
    return one ? save(c, one) : c.notFound();
  });

  async function save(c: Context<Env>, existing?: Feedback) {
    const values = await readForm(c);
    const receivedAt = receivedIn(values);
    const typed = parseForm(feedbackInput(date(today()).transform(String)), values);
    if (receivedAt === undefined)
      return form(
        c,
        values,
        { ...(typed.ok ? {} : typed.error), receivedDay: 'Nhập ngày và giờ tiếp nhận, ví dụ 05/09/2025 và 17:30' },
        existing,
      );
    const saved = typed.ok ? saveFeedback(station, { ...typed.value, receivedAt }, c.get('user')!, existing) : typed;
    if (!saved.ok) {
      const { receivedAt: wrong, ...errors } = saved.error;
      return form(c, values, wrong ? { ...errors, receivedDay: wrong } : errors, existing);
    }
    return seeOther(c, `/y-kien/${saved.value.id}`, existing ? 'Đã lưu.' : `Đã ghi ý kiến số ${saved.value.id}.`);
  }

  function receivedIn(values: FormValues): EpochMs | undefined {
    const [day, time] = [parseDate(textOf(values, 'receivedDay'), today()), parseTime(textOf(values, 'receivedTime'))];
    return day && time ? placeInZone(day.toPlainDateTime(Temporal.PlainTime.from(time)), zone) : undefined;
  }

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}, one?: Feedback) {
    const until = station.clock();
    const from = epochMs(Math.min(one?.receivedAt ?? until, until - ANSWER_DAYS * 86_400_000));
    const heard = airings
      .list({ from, until }, { limit: MOST_AIRINGS })
      .filter(({ startedAt, programmeId, id }) => startedAt !== null && (programmeId !== null || id === one?.airingId));
    const page = FeedbackForm({
      one,
      values,
      errors,
      topics: plans
        .topics()
        .filter(({ leaf }) => leaf)
        .map(({ code, chip }) => `${code} ${chip}`),
      units: plans.units().map(({ name }) => name),
      airings: heard.map(({ id, startedAt, title, episodeLabel }) => ({
        value: String(id),
        label: `${formatDateTime(startedAt!, zone)} ${[title, episodeLabel].filter(Boolean).join(', ')}`,
      })),
    });
    const status = statusOf(errors);
    return c.render(page, { title: one ? `Ý kiến số ${one.id}` : 'Ghi ý kiến', status });
  }

  function valuesOf(one: Feedback): FormValues {
    const received = inZone(one.receivedAt, zone);
    const { channel, name, village, phone, words, topic, forwardedTo, answer, note } = one;
    return {
      ...{ channel, name, village, phone, words, topic, forwardedTo, answer, note },
      receivedDay: formatDate(received.toPlainDate()),
      receivedTime: formatTime(one.receivedAt, zone),
      isHandled: one.isHandled ? '1' : '',
      forwardedOn: typedDay(one.forwardedOn),
      dueOn: typedDay(one.dueOn),
      answeredOn: typedDay(one.answeredOn),
      airingId: String(one.airingId ?? ''),
    };
  }

  return screen;
}
