/** Lịch phát: a day of the playlist, and what people change about one occurrence (hủy, dời, đổi số). */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { CancelPage, MovePage, type OccurrenceProps, ReplacePage } from '../../views/occurrence.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { dayTitle, PlaylistPage } from '../../views/playlist.tsx';
import type { FieldErrors, Result } from '../core/result.ts';
import { itemsOf } from '../core/session-items.ts';
import { dayOf, type EpochMs, inZone, startOfDay, todayOf } from '../core/time.ts';
import { formatDate, formatDateAdministrative, formatTime, parseDate, weekdayName } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { planItem } from './day-edits.ts';
import { dayPlaylist } from './day-playlist.ts';
import { programmesOf } from './duties.ts';
import { envelopeOn } from './envelope.ts';
import { date, optionalText, parseForm, readForm, statusOf, time } from './forms.ts';
import { seeOther } from './frame.ts';
import { approvedIssues } from './issue-options.ts';
import type { Pin } from './pin-complaint.ts';
import { recordingOptions } from './recording-options.ts';
import {
  type ExceptionInput,
  findOccurrence,
  type Occurrence,
  putException,
  questionsOfException,
  removeException,
} from './schedule-changes.ts';
import { checkedDay } from './sign-off.ts';
import { answersIn } from './slot-forms.ts';
import type { Env, Station } from './station.ts';
import type { Changes } from './undo.ts';

export function playlistScreen(station: Station, changes: Changes): Hono<Env> {
  const screen = new Hono<Env>();
  const { settings, plans } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);

  screen.get('/lich-phat', (c) => {
    const typed = c.req.query('ngay')?.trim();
    const day = typed ? parseDate(typed, today()) : today();
    const playlist = dayPlaylist(station, day ?? today());
    const { stationName } = settings.find();
    const page = PlaylistPage({
      playlist,
      zone,
      stationName,
      plans: plans.list(),
      envelope: envelopeOn(station, playlist.day),
      checked: checkedDay(station, playlist.day),
      last: changes.last(c.get('user')!.id),
      next: changes.next(c.get('user')!.id),
      unreadable: day ? undefined : typed,
      may: (route) => may(c.get('user'), route),
      waiting: waitingIssues(playlist.readyUntil),
    });
    return c.render(page, {
      title: `Lịch phát ${dayTitle(playlist.day, today())}`,
      status: day ? 200 : 422,
      script: 'day.js',
    });
  });

  const waitingIssues = (until: Temporal.PlainDate) =>
    new Map(
      station.stores.today
        .missing(station.clock(), startOfDay(until.add({ days: 1 }), zone))
        .flatMap(({ programmeId: id, waitingEpisodeId: issue }): [string, number][] =>
          id && issue ? [[id, issue]] : [],
        ),
    );

  const occurrenceOf = (c: Context<Env>): Occurrence | undefined =>
    findOccurrence(station, c.req.param('slot') ?? '', c.req.param('day') ?? '');

  /** The item of a session that the address names; 0 is the whole. */
  const itemIn = (c: Context<Env>): number => Number(c.req.query('muc') ?? 0) || 0;

  /**
   * A form about one occurrence, or one item of it: `read` makes what was typed the change; what was changed before stays.
   */
  function change(
    path: 'huy' | 'doi' | 'so',
    form: {
      readonly title: string;
      readonly page: typeof CancelPage;
      readonly read: (values: FormValues) => Result<Partial<ExceptionInput>, FieldErrors>;
      readonly values: (occurrence: Occurrence) => FormValues;
      readonly done: (where: string) => string;
      /** The same of one item of a session; without it there is none. */
      readonly item?: (change: Partial<ExceptionInput>) => 'cancel' | Pin;
    },
  ): void {
    const show = (
      c: Context<Env>,
      occurrence: Occurrence,
      values: FormValues,
      errors: FieldErrors,
      questions: OccurrenceProps['questions'] = [],
    ) =>
      c.render(form.page({ ...describe(occurrence, itemIn(c)), values, errors, questions }), {
        title: form.title,
        status: statusOf(errors),
      });

    screen.get(`/lich-phat/:slot/:day/${path}`, (c) => {
      const occurrence = occurrenceOf(c);
      return occurrence ? show(c, occurrence, form.values(occurrence), {}) : c.notFound();
    });

    screen.post(`/lich-phat/:slot/:day/${path}`, async (c) => {
      const occurrence = occurrenceOf(c);
      if (!occurrence) return c.notFound();
      const values = await readForm(c);
      const read = form.read(values);
      if (!read.ok) return show(c, occurrence, values, read.error);
      const user = c.get('user')!;
      const item = itemIn(c);
      if (item > 0 && form.item) {
        const by = { madeBy: user.id, reason: read.value.reason ?? '' };
        const address = { slotId: occurrence.slot.id, recurrenceId: occurrence.recurrenceId, item };
        const edit = planItem(station, address, form.item(read.value), by);
        if (!edit.ok) return show(c, occurrence, values, edit.error);
        changes.apply(user.id, edit.value.words, edit.value.writes);
        return seeOther(c, `/lich-phat?ngay=${edit.value.day}`);
      }
      const { cancelled = false, movedTo = null, durationMs = null, episodeId = null } = occurrence.exception ?? {};
      const { recordingId = null, session = null } = occurrence.exception ?? {};
      const before = { cancelled, movedTo, durationMs, episodeId, recordingId, session, reason: '' };
      const input = { ...before, ...read.value, answers: answersIn(values) };
      const put = putException(station, changes, occurrence, input, user.id);
      if (!put.ok) return show(c, occurrence, values, put.error, questionsOfException(station, occurrence, input));
      const { start } = findOccurrence(station, occurrence.slot.id, occurrence.recurrenceId)!;
      return seeOther(c, dayPath(start), form.done(`“${occurrence.slot.title}”, ${when(start)}`));
    });
  }

  change('huy', {
    title: 'Hủy lượt phát',
    page: CancelPage,
    values: () => ({}),
    read: (values) =>
      parseForm(
        z.object({ reason: optionalText(300) }).transform((read) => ({ ...read, cancelled: true })),
        values,
      ),
    item: () => 'cancel',
    done: (where) => `Đã hủy lượt phát ${where}.`,
  });

  change('doi', {
    title: 'Dời lượt phát',
    page: MovePage,
    values: ({ slot, start }) => {
      const wall = inZone(start, slot.timeZone);
      return { date: formatDate(wall.toPlainDate()), time: wall.toPlainTime().toString({ smallestUnit: 'minute' }) };
    },
    read: (values) =>
      parseForm(
        z
          .object({ date: date(today()), time: time(), reason: optionalText(300) })
          .transform(({ reason, ...to }) => ({ reason, movedTo: `${to.date}T${to.time}`, cancelled: false })),
        values,
      ),
    done: (where) => `Đã dời: ${where}.`,
  });

  change('so', {
    title: 'Thay nội dung',
    page: (props) =>
      ReplacePage({
        ...props,
        episodes: approvedIssues(station, props.programmeId),
        recordings: recordingOptions(station),
      }),
    values: ({ exception }) => ({
      episodeId: String(exception?.episodeId ?? ''),
      recordingId: String(exception?.recordingId ?? ''),
    }),
    read: (values) =>
      parseForm(
        z
          .object({ episodeId: chosen(), recordingId: chosen(), reason: optionalText(300) })
          .refine((read) => (read.episodeId ?? read.recordingId) !== null, {
            path: ['episodeId'],
            message: 'Chọn một số hoặc một tệp sẽ phát',
          })
          .transform((read) => ({ ...read, cancelled: false })),
        values,
      ),
    item: ({ episodeId = null, recordingId = null }) => ({ episodeId, recordingId }),
    done: (where) => `Đã thay nội dung: ${where}.`,
  });

  screen.post('/lich-phat/:slot/:day/bo-thay-doi', (c) => {
    const occurrence = occurrenceOf(c);
    if (!occurrence?.exception) return c.notFound();
    const user = c.get('user')!;
    const item = itemIn(c);
    if (item > 0) {
      const address = { slotId: occurrence.slot.id, recurrenceId: occurrence.recurrenceId, item };
      const edit = planItem(station, address, 'reset', { madeBy: user.id });
      if (!edit.ok) return seeOther(c, dayPath(occurrence.start), `${Object.values(edit.error)[0]}.`, 'warn');
      changes.apply(user.id, edit.value.words, edit.value.writes);
      return seeOther(c, `/lich-phat?ngay=${edit.value.day}`);
    }
    const removed = removeException(station, changes, occurrence, user.id);
    return removed.ok
      ? seeOther(c, dayPath(occurrence.ruled), `Đã bỏ thay đổi: “${occurrence.slot.title}”, ${when(occurrence.ruled)}.`)
      : seeOther(c, dayPath(occurrence.start), `${removed.error}.`, 'warn');
  });

  const when = (at: EpochMs): string => {
    const day = dayOf(at, zone);
    return `${formatTime(at, zone)}, ${midSentence(weekdayName(day.dayOfWeek))}, ngày ${formatDateAdministrative(day)}`;
  };
  const dayPath = (at: EpochMs): string => `/lich-phat?ngay=${dayOf(at, zone)}`;

  const describe = (
    { slot, recurrenceId, start, length, exception }: Occurrence,
    key: number,
  ): Omit<OccurrenceProps, 'values' | 'errors' | 'questions'> => ({
    ...namesOf(
      key > 0 ? (itemsOf(slot.items, exception?.session).find((one) => one.item.key === key)?.item ?? slot) : slot,
    ),
    query: key > 0 ? `?muc=${key}` : '',
    isOwed: plans.obligations().some((one) => programmesOf(one).includes(slot.programmeId ?? '')),
    when: when(start),
    length,
    path: `/lich-phat/${slot.id}/${recurrenceId}`,
    back: dayPath(start),
    zone,
  });

  return screen;
}

const namesOf = ({ title, programmeId }: { readonly title: string; readonly programmeId: string | null }) => ({
  title,
  programmeId,
});

/** Of a list; null when nothing is chosen. */
const chosen = () =>
  z
    .string()
    .trim()
    .regex(/^\d*$/, 'Chọn trong danh sách')
    .default('')
    .transform((typed) => (typed === '' ? null : Number(typed)));

/** Only Chủ nhật keeps its capital inside a sentence as it is; "thứ Hai" loses it (Nghị định 30/2020). */
const midSentence = (weekday: string): string => weekday.replace(/^Thứ/, 'thứ');
