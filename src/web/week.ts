/** Lịch phát tuần and tháng: the timetable, what is moved in it, copied from it, and taken back. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { MonthPage, monthTitle } from '../../views/month.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { dayPath, weekPath } from '../../views/schedule-tabs.tsx';
import { WeekPage, weekTitle } from '../../views/week.tsx';
import { type CopyRow, CopyWeekPage } from '../../views/week-copy.tsx';
import { type MoveChoice, MoveChoices, MoveOccurrencePage, type MoveProps } from '../../views/week-move.tsx';
import { partOfDay } from '../core/day-playlist.ts';
import type { FieldErrors } from '../core/result.ts';
import { type DurationMs, dayOf, inZone, mondayOf, parseDay, placeInZone, todayOf } from '../core/time.ts';
import { formatDate, formatDuration, parseDate, upperFirst } from '../core/vietnamese.ts';
import type { PlacedLine } from '../core/week.ts';
import { sheetOf } from '../core/week-sheet.ts';
import { kindWord } from '../core/words.ts';
import { may } from './access.ts';
import { choice, date, optionalText, parseForm, readForm, statusOf, time } from './forms.ts';
import { seeOther } from './frame.ts';
import { findOccurrence, type Occurrence } from './schedule-changes.ts';
import { answersIn, formatMinutes, minutes } from './slot-forms.ts';
import type { Env, Station } from './station.ts';
import type { Changes } from './undo.ts';
import { type CopiedLine, planCopy } from './week-copies.ts';
import { planMove, SCOPE_WORDS, SCOPES, type Target, whenWords } from './week-moves.ts';
import { episodeWords, readMonth, readWeek } from './week-read.ts';

export function weekScreen(station: Station, changes: Changes): Hono<Env> {
  const screen = new Hono<Env>();
  const { settings, programmes } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);

  screen.get('/lich-phat/tuan', (c) => {
    const typed = c.req.query('tu')?.trim();
    const day = typed ? parseDate(typed, today()) : today();
    const monday = mondayOf(day ?? today());
    const week = readWeek(station, monday);
    const { agencyName, hours } = settings.find();
    const abbrs = new Map(programmes.list({ archived: true }).map(({ id, abbr }) => [id, abbr]));
    const page = WeekPage({
      week,
      zone,
      now: station.clock(),
      zoneNames: new Map(station.stores.zones.list({ archived: true }).map(({ id, name }) => [id, name])),
      sheet: {
        monday,
        agencyName,
        hours: upperFirst(
          hours.map(({ from, until }) => `${partOfDay(from).toLowerCase()} ${from}–${until}`).join(', '),
        ),
        sessions: sheetOf(week, (line) => sheetWords(line, abbrs)),
      },
      last: changes.last(c.get('user')!.id),
      unreadable: day ? undefined : typed,
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: weekTitle(monday), status: day ? 200 : 422, script: 'week.js' });
  });

  screen.get('/lich-phat/thang', (c) => {
    const typed = c.req.query('thang')?.trim();
    const month = typed ? parseMonth(typed) : today().toPlainYearMonth();
    const shown = month ?? today().toPlainYearMonth();
    const page = MonthPage({
      month: shown,
      today: today(),
      weeks: readMonth(station, shown),
      unreadable: month ? undefined : typed,
    });
    return c.render(page, { title: `Lịch phát ${monthTitle(shown)}`, status: month ? 200 : 422 });
  });

  // moving ------------------------------------------------------------------------------------------------------------

  const occurrenceOf = (c: Context<Env>): Occurrence | undefined =>
    findOccurrence(station, c.req.param('slot') ?? '', c.req.param('day') ?? '');

  const place = () => z.object({ date: date(today()), time: time(), minutes: minutes() });
  const targetOf = (read: z.output<ReturnType<typeof place>>): Target => ({
    start: placeInZone(read.date.toPlainDateTime(Temporal.PlainTime.from(read.time)), zone),
    length: read.minutes,
  });

  screen.get('/lich-phat/:slot/:day/xep', (c) => {
    const occurrence = occurrenceOf(c);
    if (!occurrence) return c.notFound();
    const values = c.req.query();
    if (values.date === undefined) return movePage(c, occurrence, placeValues(occurrence));
    const read = parseForm(place(), values);
    return read.ok
      ? movePage(c, occurrence, values, {}, targetOf(read.value))
      : movePage(c, occurrence, values, read.error);
  });

  screen.post('/lich-phat/:slot/:day/xep', async (c) => {
    const occurrence = occurrenceOf(c);
    if (!occurrence) return c.notFound();
    const values = await readForm(c);
    const form = place().extend({ scope: choice(SCOPES, 'Chọn dời những lượt nào'), reason: optionalText(300) });
    const read = parseForm(form, values);
    if (!read.ok) return movePage(c, occurrence, values, read.error);
    const { scope, reason } = read.value;
    const target = targetOf(read.value);
    const user = c.get('user')!;
    const answers = answersIn(values);
    const move = planMove(station, occurrence, target, scope, { reason, madeBy: user.id, answers });
    if (!move.ok) return movePage(c, occurrence, values, { '': move.error }, target);
    const { errors, questions } = move.value;
    if (Object.keys(errors).length > 0)
      return movePage(c, occurrence, values, errors, target, { scope, words: move.value.consequence, questions });
    changes.apply(user.id, move.value.done, move.value.writes);
    return seeOther(c, weekPath(dayOf(target.start, zone)));
  });

  function movePage(
    c: Context<Env>,
    occurrence: Occurrence,
    values: FormValues,
    errors: FieldErrors = {},
    target?: Target,
    asked?: MoveProps['asked'],
  ): Response | Promise<Response> {
    const { slot, start, length, recurrenceId } = occurrence;
    const where = (to: Target): string => `${whenWords(to.start, zone)}, ${formatDuration(to.length)}`;
    const props: MoveProps = {
      title: slot.title,
      when: where({ start, length }),
      path: `/lich-phat/${slot.id}/${recurrenceId}/xep`,
      back: weekPath(dayOf(start, zone)),
      values,
      errors,
      ...{ asked, zone },
      target: target && { when: where(target), choices: moveChoices(occurrence, target, c.get('user')!.id) },
    };
    // static/week.js shows the choice in a dialog where the block was dropped.
    if (c.req.header('HX-Request') && props.target)
      return c.html(MoveChoices({ ...props, target: props.target }).toString());
    const status = statusOf(errors);
    return c.render(MoveOccurrencePage(props), { title: 'Dời, đổi thời lượng', status });
  }

  const moveChoices = (occurrence: Occurrence, target: Target, madeBy: number): MoveChoice[] =>
    SCOPES.map((scope) => {
      const move = planMove(station, occurrence, target, scope, { madeBy });
      return {
        scope,
        label: upperFirst(SCOPE_WORDS[scope]),
        words: move.ok ? move.value.consequence : move.error,
        isPossible: move.ok,
        clashes: move.ok ? move.value.clashes : [],
      };
    });

  const placeValues = ({ start, length }: Occurrence): FormValues => {
    const wall = inZone(start, zone);
    return {
      date: formatDate(wall.toPlainDate()),
      time: wall.toPlainTime().toString({ smallestUnit: wall.second === 0 ? 'minute' : 'second' }),
      minutes: formatMinutes(length),
    };
  };

  screen.post('/lich-phat/hoan-tac', async (c) => {
    const { id, back } = await readForm(c);
    const undone = changes.undo(c.get('user')!.id, Number(id));
    return undone.ok
      ? seeOther(c, backTo(back), `Đã hoàn tác: ${undone.value.words.replace(/^Đ/, 'đ')}.`)
      : seeOther(c, backTo(back), `${undone.error}.`, 'warn');
  });

  screen.post('/lich-phat/lam-lai', async (c) => {
    const { id, back } = await readForm(c);
    const redone = changes.redo(c.get('user')!.id, Number(id));
    return redone.ok
      ? seeOther(c, backTo(back), `Đã làm lại: ${redone.value.words.replace(/^Đ/, 'đ')}.`)
      : seeOther(c, backTo(back), `${redone.error}.`, 'warn');
  });

  /** The day or the week it was asked for from. */
  function backTo(back: FormValues[string] | undefined): string {
    const [, place, day] = /^\/lich-phat(\/tuan\?tu|\?ngay)=(\d{4}-\d{2}-\d{2})$/.exec(String(back)) ?? [];
    const read = parseDay(day ?? '') ?? today();
    return place === '?ngay' ? dayPath(read) : weekPath(read);
  }

  // copying -----------------------------------------------------------------------------------------------------------

  /** `to` and `errors` from what was typed; without it, the week after. */
  function readCopy(values: FormValues) {
    const from = mondayOf(parseDay(String(values.tu)) ?? today());
    const typed = String(values.sang ?? '').trim();
    const day = typed === '' ? from.add({ days: 7 }) : parseDate(typed, today());
    const to = day && mondayOf(day);
    const error = !to
      ? 'Nhập ngày/tháng/năm, ví dụ 05/09/2025'
      : to.equals(from)
        ? 'Chọn một tuần khác với tuần được chép'
        : undefined;
    const errors: FieldErrors = error === undefined ? {} : { sang: error };
    return { from, to: to ?? from, typed: typed || formatDate(to ?? from), withPins: values.so === 'co', errors };
  }

  function copyPage(c: Context<Env>, copy: ReturnType<typeof readCopy>): Response | Promise<Response> {
    const isClear = Object.keys(copy.errors).length === 0;
    const lines = isClear
      ? planCopy(station, copy.from, copy.to, { withPins: copy.withPins, madeBy: c.get('user')!.id }).lines
      : [];
    const row = (line: CopiedLine): CopyRow => ({
      title: line.slot.title,
      when: whenWords(line.start, zone),
      words: line.words ?? copiedWords(line),
    });
    const page = CopyWeekPage({
      ...copy,
      added: lines.filter(({ skip }) => skip === null).map(row),
      skipped: lines.filter(({ skip }) => skip !== null).map(row),
    });
    return c.render(page, { title: 'Sao chép lịch tuần', status: isClear ? 200 : 422 });
  }

  screen.get('/lich-phat/tuan/sao-chep', (c) => copyPage(c, readCopy(c.req.query())));

  screen.post('/lich-phat/tuan/sao-chep', async (c) => {
    const copy = readCopy(await readForm(c));
    if (Object.keys(copy.errors).length > 0) return copyPage(c, copy);
    const user = c.get('user')!;
    const { lines, writes } = planCopy(station, copy.from, copy.to, { withPins: copy.withPins, madeBy: user.id });
    const count = lines.filter(({ skip }) => skip === null).length;
    if (count === 0) return copyPage(c, copy);
    changes.apply(user.id, copyWords(count, copy.from, copy.to), writes);
    return seeOther(c, weekPath(copy.to));
  });

  const copiedWords = ({ isAdded, exception, slot }: CopiedLine): string => {
    if (exception === null) return `Thêm một lượt, ${formatDuration(slot.durationMs)}`;
    const said = [
      isAdded && 'Thêm một lượt',
      exception.cancelled && 'Hủy',
      exception.movedTo !== null &&
        `Dời sang ${whenWords(placeInZone(Temporal.PlainDateTime.from(exception.movedTo), slot.timeZone), zone)}`,
      exception.durationMs !== null && `Thời lượng ${formatDuration(exception.durationMs as DurationMs)}`,
      exception.episodeId !== null && 'Số đã chọn tay',
    ];
    return said.filter((words) => words !== false).join(' · ');
  };

  return screen;
}

export const copyWords = (count: number, from: Temporal.PlainDate, to: Temporal.PlainDate): string =>
  `Đã chép ${count} mục từ ${weekTitle(from).replace(/^T/, 't')} sang ${weekTitle(to).replace(/^T/, 't')}`;

/** `CĐS số 02 (phát mới)` of an issue that the plan counts; the name of the place of all else. */
export function sheetWords(line: PlacedLine, abbrs: ReadonlyMap<string, string>): string {
  const abbr = abbrs.get(line.programmeId ?? '');
  if (line.isOwed && abbr && line.episodeLabel)
    return `${abbr}${episodeWords(line.episodeLabel)} (${kindWord(line.kind).toLowerCase()})`;
  return line.kind === 'relay' ? `${line.title}, ${formatDuration(line.place)}` : line.title;
}

/** `2025-09`, `9/2025`, `09-2025`. */
function parseMonth(typed: string): Temporal.PlainYearMonth | undefined {
  const [, isoYear, isoMonth] = /^(\d{4})-(\d{1,2})$/.exec(typed) ?? [];
  const [, month, year] = /^(\d{1,2})\s*[/.-]\s*(\d{4})$/.exec(typed) ?? [];
  const first = parseDay(`${isoYear ?? year}-${(isoMonth ?? month ?? '').padStart(2, '0')}-01`);
  return first?.toPlainYearMonth();
}
