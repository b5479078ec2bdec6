/** Lịch phát: a day of the playlist, and what people change about one occurrence (hủy, dời, đổi số). */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { CancelPage, ChooseEpisodePage, MovePage, type OccurrenceProps } from '../../views/occurrence.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { dayTitle, PlaylistPage } from '../../views/playlist.tsx';
import { approvalInForce, issueLabel } from '../core/episodes.ts';
import type { FieldErrors, Result } from '../core/result.ts';
import { dayOf, type EpochMs, inZone } from '../core/time.ts';
import { formatDate, formatDateAdministrative, formatTime, parseDate, weekdayName } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { dayPlaylist } from './day-playlist.ts';
import { programmesOf } from './duties.ts';
import { envelopeOn } from './envelope.ts';
import { date, optionalText, parseForm, readForm, time, wholeNumber } from './forms.ts';
import { seeOther } from './frame.ts';
import {
  type ExceptionInput,
  findOccurrence,
  type Occurrence,
  putException,
  removeException,
} from './schedule-changes.ts';
import type { Env, Station } from './station.ts';

export function playlistScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { settings, plans, episodes, programmes } = station.stores;
  const { zone } = station.config;
  const today = () => dayOf(station.clock(), zone);

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
      unreadable: day ? undefined : typed,
      may: (route) => may(c.get('user'), route),
    });
    return c.render(page, { title: `Lịch phát ${dayTitle(playlist.day, today())}`, status: day ? 200 : 422 });
  });

  const occurrenceOf = (c: Context<Env>): Occurrence | undefined =>
    findOccurrence(station, c.req.param('slot') ?? '', c.req.param('day') ?? '');

  /** A form about one occurrence: `read` makes what was typed the change; what was changed before stays. */
  function change(
    path: 'huy' | 'doi' | 'so',
    form: {
      readonly title: string;
      readonly page: typeof CancelPage;
      readonly read: (values: FormValues) => Result<Partial<ExceptionInput>, FieldErrors>;
      readonly values: (occurrence: Occurrence) => FormValues;
      readonly done: (where: string) => string;
    },
  ): void {
    const show = (c: Context<Env>, occurrence: Occurrence, values: FormValues, errors: FieldErrors) =>
      c.render(form.page({ ...describe(occurrence), values, errors }), {
        title: form.title,
        status: Object.keys(errors).length > 0 ? 422 : 200,
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
      const { cancelled = false, movedTo = null, durationMs = null, episodeId = null } = occurrence.exception ?? {};
      const before = { cancelled, movedTo, durationMs, episodeId, reason: '' };
      const put = putException(station, occurrence, { ...before, ...read.value }, c.get('user')!.id);
      if (!put.ok) return show(c, occurrence, values, put.error);
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
    title: 'Đổi số phát',
    page: (props) => ChooseEpisodePage({ ...props, episodes: choices(props.programmeId) }),
    values: ({ exception }) => ({ episodeId: String(exception?.episodeId ?? '') }),
    read: (values) =>
      parseForm(
        z
          .object({ episodeId: wholeNumber(1, Number.MAX_SAFE_INTEGER, 'Chọn số sẽ phát'), reason: optionalText(300) })
          .transform((read) => ({ ...read, cancelled: false })),
        values,
      ),
    done: (where) => `Đã đổi số phát: ${where}.`,
  });

  screen.post('/lich-phat/:slot/:day/bo-thay-doi', (c) => {
    const occurrence = occurrenceOf(c);
    if (!occurrence?.exception) return c.notFound();
    const removed = removeException(station, occurrence);
    return removed.ok
      ? seeOther(c, dayPath(occurrence.ruled), `Đã bỏ thay đổi: “${occurrence.slot.title}”, ${when(occurrence.ruled)}.`)
      : seeOther(c, dayPath(occurrence.start), `${removed.error}.`, 'warn');
  });

  /** Approved issues: of the slot's own programme first, then the others; newest first. */
  function choices(programmeId: string | null) {
    const known = new Map(programmes.list({ archived: true }).map((programme) => [programme.id, programme]));
    const approved = episodes.list().filter((episode) => approvalInForce(episode) !== undefined);
    const isOwn = (episode: (typeof approved)[number]) => episode.programmeId === programmeId;
    return [...approved.filter(isOwn), ...approved.filter((one) => !isOwn(one))].map((episode) => {
      const programme = known.get(episode.programmeId)!;
      const label = `${programme.abbr} · ${issueLabel(programme.issueWord, episode)} · ${episode.title}`;
      return { value: String(episode.id), label: episode.airedAt === null ? label : `${label} (đã phát)` };
    });
  }

  const when = (at: EpochMs): string => {
    const day = dayOf(at, zone);
    return `${formatTime(at, zone)}, ${midSentence(weekdayName(day.dayOfWeek))}, ngày ${formatDateAdministrative(day)}`;
  };
  const dayPath = (at: EpochMs): string => `/lich-phat?ngay=${dayOf(at, zone)}`;

  const describe = ({ slot, recurrenceId, start, length }: Occurrence): Omit<OccurrenceProps, 'values' | 'errors'> => ({
    title: slot.title,
    programmeId: slot.programmeId,
    isOwed: plans.obligations().some((one) => programmesOf(one).includes(slot.programmeId ?? '')),
    when: when(start),
    length,
    path: `/lich-phat/${slot.id}/${recurrenceId}`,
    back: dayPath(start),
  });

  return screen;
}

/** Only Chủ nhật keeps its capital inside a sentence as it is; "thứ Hai" loses it (Nghị định 30/2020). */
const midSentence = (weekday: string): string => weekday.replace(/^Thứ/, 'thứ');
