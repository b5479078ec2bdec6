/** The day's edits as forms: another order (buttons, drag and keyboard end in one post), and one more line. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { InsertPage } from '../../views/day-edits.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { parseAddress } from '../core/day-order.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { itemsOf } from '../core/session-items.ts';
import { dayOf, parseDay, todayOf } from '../core/time.ts';
import { formatDate, formatTime } from '../core/vietnamese.ts';
import { planNotice, planOrder } from './day-edits.ts';
import { insertInput, planInsert } from './day-insertions.ts';
import { date, parseForm, readForm, statusOf, time } from './forms.ts';
import { seeOther } from './frame.ts';
import { approvedIssues } from './issue-options.ts';
import { recordingOptions } from './recording-options.ts';
import { findOccurrence } from './schedule-changes.ts';
import type { Env, Station } from './station.ts';
import type { Changes } from './undo.ts';

const dayPath = (day: unknown): string => `/lich-phat?ngay=${day}`;

export function dayEditsScreen(station: Station, changes: Changes): Hono<Env> {
  const screen = new Hono<Env>();
  const { zones } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);

  // `muc`: the item of a session; `den`: the address of the line in whose place it is to stand.
  screen.post('/lich-phat/:slot/:day/thu-tu', async (c) => {
    const { muc, den, ngay } = await readForm(c);
    const from = { slotId: c.req.param('slot'), recurrenceId: c.req.param('day'), item: Number(muc ?? 0) || 0 };
    const to = parseAddress(String(den));
    const back = dayPath(parseDay(String(ngay)) ?? from.recurrenceId);
    const user = c.get('user')!;
    const edit = to ? planOrder(station, from, to, { madeBy: user.id }) : undefined;
    if (!edit) return c.notFound();
    if (!edit.ok) return seeOther(c, back, `${edit.error}.`, 'warn');
    changes.apply(user.id, edit.value.words, edit.value.writes);
    return seeOther(c, dayPath(edit.value.day));
  });

  for (const [path, change] of [
    ['bo', 'leave-out'],
    ['lay-lai', 'take-back'],
  ] as const)
    screen.post(`/lich-phat/:slot/:day/thong-bao/:notice{[0-9]+}/${path}`, (c) => {
      const place = { slotId: c.req.param('slot'), recurrenceId: c.req.param('day') };
      const user = c.get('user')!;
      const edit = planNotice(station, place, Number(c.req.param('notice')), change, { madeBy: user.id });
      if (!edit.ok) return seeOther(c, dayPath(parseDay(place.recurrenceId) ?? today()), `${edit.error}.`, 'warn');
      changes.apply(user.id, edit.value.words, edit.value.writes);
      return seeOther(c, dayPath(edit.value.day));
    });

  screen.get('/lich-phat/chen', (c) => {
    const { sau, ngay, gio } = c.req.query();
    const day = parseDay(ngay ?? '') ?? today();
    return form(c, { after: sau ?? '', day: formatDate(day), time: gio ?? '', pushes: 'co' });
  });

  screen.post('/lich-phat/chen', async (c) => {
    const values = await readForm(c);
    const input = parseInsertForm(values);
    if (!input.ok) return form(c, values, input.error);
    const user = c.get('user')!;
    const edit = planInsert(station, input.value, user.id);
    if (!edit.ok) return form(c, values, edit.error);
    changes.apply(user.id, edit.value.words, edit.value.writes);
    return seeOther(c, dayPath(edit.value.day));
  });

  function parseInsertForm(values: FormValues) {
    const orNull = (name: string) => textOf(values, name).trim() || null;
    const behind = orNull('after');
    const isOwn = behind === null;
    const nothing = z
      .any()
      .optional()
      .transform(() => null);
    const when = {
      day: isOwn ? date(today()).transform(String) : nothing,
      time: isOwn ? time() : nothing,
    };
    return parseForm(insertInput.extend(when), {
      ...values,
      after: behind,
      episodeId: Number(orNull('episodeId')) || null,
      recordingId: Number(orNull('recordingId')) || null,
      zoneId: orNull('zoneId') ?? WHOLE_COMMUNE,
      pushes: textOf(values, 'pushes') === 'co',
    });
  }

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const behind = parseAddress(textOf(values, 'after'));
    const occurrence = behind && findOccurrence(station, behind.slotId, behind.recurrenceId);
    const item =
      behind && behind.item > 0
        ? itemsOf(occurrence?.slot.items ?? [], occurrence?.exception?.session).find(
            (one) => one.item.key === behind.item,
          )
        : undefined;
    const day = occurrence ? dayOf(occurrence.start, zone) : (parseDay(textOf(values, 'day')) ?? today());
    const page = InsertPage({
      values,
      errors,
      back: dayPath(day),
      behind: occurrence && {
        title: item?.item.title ?? occurrence.slot.title,
        session: behind && behind.item > 0 ? occurrence.slot.title : undefined,
        when: formatTime(occurrence.start, zone),
      },
      episodes: approvedIssues(station),
      recordings: recordingOptions(station),
      zones: zones.list(),
    });
    return c.render(page, { title: 'Chèn vào lịch phát', status: statusOf(errors) });
  }

  return screen;
}
