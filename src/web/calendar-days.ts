/** Ngày đặc biệt: the year's holidays and what people said of days, below Lịch phát; and what follows from a day's type. */
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import {
  CalendarPage,
  ConfirmWithdrawal,
  DayRulesPage,
  SPECIAL_PATH as PATH,
  SpecialDayPage,
} from '../../views/calendar-days.tsx';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { agenda } from '../core/agenda.ts';
import { rangeWords } from '../core/calendar.ts';
import { eveOfTet } from '../core/holidays.ts';
import { yearName } from '../core/lunar.ts';
import type { Hours, SpecialDay } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { parseDay, todayOf } from '../core/time.ts';
import { formatDate, formatHours } from '../core/vietnamese.ts';
import type { Rebuilt } from '../engine/planner.ts';
import { may } from './access.ts';
import { calendarOf } from './calendar.ts';
import {
  hoursText,
  saveDayRules,
  saveSpecialDay,
  specialDayForm,
  TYPES_WITH_HOURS,
  withdrawSpecialDay,
} from './calendar-changes.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

/** Recordings to choose from in the form, newest first. */
const MOST_RECORDINGS = 500;

export function calendarDaysScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { calendar: days, recordings, programmes, people } = station.stores;
  const today = () => todayOf(station);

  screen.get(PATH, (c) => {
    const asked = /^(?:19|20)\d\d$/.exec(c.req.query('nam') ?? '');
    const year = asked ? Number(asked[0]) : undefined;
    const from = year === undefined ? today() : new Temporal.PlainDate(year, 1, 1);
    const until = from.add({ years: 1 }).subtract({ days: 1 });
    const calendar = calendarOf(station);
    const page = CalendarPage({
      year,
      today: calendar.of(today()),
      lines: agenda(calendar, days.list(from.toString(), until.toString()), from, until),
      makerOf: ({ madeBy }) => (madeBy === null ? undefined : people.find(madeBy)?.name),
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: year === undefined ? 'Ngày đặc biệt' : `Ngày đặc biệt năm ${year}` });
  });

  screen.get(`${PATH}/them`, (c) => form(c, template(c.req.query('mau'), c.req.query('ngay'))));
  screen.post(PATH, (c) => save(c));

  screen.get(`${PATH}/gio-phat`, (c) => {
    const own = days.hoursByType();
    const hours = TYPES_WITH_HOURS.map((type) => [type, formatHours(own[type] ?? [])]);
    return rulesForm(c, { ...Object.fromEntries(hours), entertainment: days.entertainment() });
  });

  screen.post(`${PATH}/gio-phat`, async (c) => {
    const values = await readForm(c);
    const errors: Record<string, string> = {};
    const hoursByType: Record<string, Hours> = {};
    for (const type of TYPES_WITH_HOURS) {
      const hours = hoursText().safeParse(textOf(values, type));
      if (hours.success) hoursByType[type] = hours.data;
      else errors[type] = hours.error.issues[0]!.message;
    }
    if (Object.keys(errors).length > 0) return rulesForm(c, values, errors);
    const saved = saveDayRules(station, { hoursByType, entertainment: [...textsOf(values, 'entertainment')] });
    return saved.ok ? seeOther(c, PATH, `Đã lưu. ${changeWords(saved.value)}`) : rulesForm(c, values, saved.error);
  });

  screen.get(`${PATH}/:id{[0-9]+}`, (c) => {
    const day = dayAsked(c);
    return day ? form(c, valuesOf(day), day) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}`, (c) => {
    const day = dayAsked(c);
    return day ? save(c, day) : c.notFound();
  });
  screen.get(`${PATH}/:id{[0-9]+}/bo`, (c) => {
    const day = dayAsked(c);
    return day ? c.render(ConfirmWithdrawal({ day }), { title: `Bỏ “${day.title}”` }) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}/bo`, (c) => {
    const day = dayAsked(c);
    if (!day) return c.notFound();
    const rebuilt = withdrawSpecialDay(station, day, c.get('user')!.id);
    return seeOther(c, PATH, `Đã bỏ “${day.title}”. ${changeWords(rebuilt)}`);
  });

  const dayAsked = (c: Context<Env>): SpecialDay | undefined => days.find(Number(c.req.param('id')));

  async function save(c: Context<Env>, day?: SpecialDay): Promise<Response> {
    const values = await readForm(c);
    const input = parseForm(specialDayForm(today()), values);
    if (!input.ok) return form(c, values, day, input.error);
    const saved = saveSpecialDay(station, input.value, c.get('user')!.id, day);
    if (!saved.ok) return form(c, values, day, saved.error);
    const { day: said, rebuilt } = saved.value;
    return seeOther(c, PATH, `Đã lưu “${said.title}”, ${rangeWords(said)}. ${changeWords(rebuilt)}`);
  }

  function form(c: Context<Env>, values: FormValues, day?: SpecialDay, errors: FieldErrors = {}) {
    const ready = recordings.list({ state: 'ready', limit: MOST_RECORDINGS });
    const own = day && day.recordingId !== null ? recordings.find(day.recordingId) : undefined;
    const page = SpecialDayPage({
      day,
      values,
      errors,
      recordings: own && !ready.some(({ id }) => id === own.id) ? [own, ...ready] : ready,
    });
    const status = statusOf(errors);
    return c.render(page, { title: day ? day.title : 'Thêm ngày đặc biệt', status });
  }

  function rulesForm(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const { hoursOfType } = calendarOf(station);
    const page = DayRulesPage({ values, errors, ordinary: hoursOfType('ordinary'), programmes: programmes.list() });
    const status = statusOf(errors);
    return c.render(page, { title: 'Giờ phát theo loại ngày', status });
  }

  /** What the form holds at first: one thing people come here for, ready but for the number of its document. */
  function template(name: string | undefined, asked: string | undefined): FormValues {
    const day = asked ? parseDay(asked) : undefined;
    const from = day ? formatDate(day) : '';
    switch (name) {
      case 'quoc-tang':
        return { type: 'mourning', title: 'Quốc tang', hoursRule: 'keep', from };
      case 'nghi-bu':
        return { type: 'holiday', title: 'Nghỉ bù', hoursRule: 'keep', from };
      case 'tang-buoi':
        return { type: '', title: 'Tăng buổi phát theo văn bản', hoursRule: 'add', from };
      case 'giao-thua': {
        const coming = [today().year, today().year + 1].find(
          (year) => Temporal.PlainDate.compare(eveOfTet(year), today()) >= 0,
        )!;
        const year = day?.year ?? coming;
        return {
          type: '',
          title: `Giao thừa ${yearName(year)}`,
          hoursRule: 'add',
          hours: '23:50–00:15',
          from: formatDate(eveOfTet(year)),
        };
      }
      default:
        return { type: 'special', hoursRule: 'keep', from };
    }
  }

  return screen;
}

const valuesOf = (day: SpecialDay): FormValues => ({
  title: day.title,
  from: formatDate(day.from),
  until: day.until === day.from ? '' : formatDate(day.until),
  type: day.type ?? '',
  document: day.document,
  hoursRule: day.hoursRule,
  hours: formatHours(day.hours),
  recordingId: String(day.recordingId ?? ''),
});

/** `Danh sách phát 14 ngày tới: bỏ 2 lượt, đổi 1 lượt.` */
function changeWords({ added, changed, removed }: Rebuilt): string {
  const said = [
    removed > 0 && `bỏ ${removed} lượt`,
    changed > 0 && `đổi ${changed} lượt`,
    added > 0 && `thêm ${added} lượt`,
  ].filter((words) => typeof words === 'string');
  return said.length > 0 ? `Danh sách phát 14 ngày tới: ${said.join(', ')}.` : 'Danh sách phát 14 ngày tới không đổi.';
}
