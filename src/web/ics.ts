/** Lịch iCalendar: secret links to the schedule, the file of it, and reading somebody's .ics as slots. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { ConfirmLinkEnd, IcsPage, ImportPage, ICS_PATH as PATH } from '../../views/ics.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf } from '../core/time.ts';
import type { CalendarLink } from '../storage/calendar-feeds.ts';
import { may } from './access.ts';
import { feedName, feedText, sendCalendar } from './calendar-text.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { newToken } from './session.ts';
import { applyImport, type ImportInput, importInput, planImport } from './slot-import.ts';
import type { Env, Station } from './station.ts';

/** Of one zone or of one programme. */
export const linkInput = z.object({
  zoneId: z.string().max(80).nullable().default(null),
  programmeId: z.string().max(80).nullable().default(null),
});

export function addLink(
  station: Station,
  input: z.output<typeof linkInput>,
  madeBy: number,
): Result<CalendarLink, FieldErrors> {
  if ((input.zoneId === null) === (input.programmeId === null))
    return err({ of: 'Chọn một vùng phát hoặc một chuyên mục' });
  if (feedName(station, input) === undefined) return err({ of: 'Không có vùng phát hoặc chuyên mục này' });
  return ok(station.stores.calendarFeeds.add({ ...input, token: newToken(), madeBy, madeAt: station.clock() }));
}

export const linkAddress = (origin: string, { token }: Pick<CalendarLink, 'token'>): string =>
  `${origin}/lich/${token}.ics`;

export function icsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { calendarFeeds, people, programmes, zones } = station.stores;

  // The token is the right to read: whoever has it sees what listeners may know.
  screen.get('/lich/:file{[\\w-]+\\.ics}', (c) => {
    const link = calendarFeeds.find(c.req.param('file').replace(/\.ics$/, ''));
    const text = link && feedText(station, link, { isWhole: false });
    return link && text ? sendCalendar(c, text, 'lich-phat') : c.notFound();
  });

  screen.get(PATH, (c) => page(c, {}));

  screen.get(`${PATH}/tai-ve`, (c) => {
    const { zoneId, programmeId } = chosen(c.req.query('cua') ?? '');
    const text = feedText(station, { zoneId, programmeId }, { isWhole: c.req.query('day-du') !== undefined });
    return text ? sendCalendar(c, text, zoneId ?? programmeId ?? 'lich-phat') : c.notFound();
  });

  screen.post(`${PATH}/lien-ket`, async (c) => {
    const added = addLink(station, chosen(textOf(await readForm(c), 'of')), c.get('user')!.id);
    return added.ok ? seeOther(c, PATH, 'Đã tạo liên kết.') : page(c, added.error);
  });

  screen.get(`${PATH}/lien-ket/:id{[0-9]+}/thu-hoi`, (c) => {
    const link = calendarFeeds.list().find(({ id }) => id === Number(c.req.param('id')));
    if (!link) return c.notFound();
    const view = ConfirmLinkEnd({ id: link.id, name: feedName(station, link) ?? '' });
    return c.render(view, { title: 'Thu hồi liên kết' });
  });

  screen.post(`${PATH}/lien-ket/:id{[0-9]+}/thu-hoi`, (c) =>
    calendarFeeds.withdraw(Number(c.req.param('id')), station.clock())
      ? seeOther(c, PATH, 'Đã thu hồi liên kết.')
      : c.notFound(),
  );

  screen.post(`${PATH}/xem-truoc`, async (c) => {
    const values = await readImport(c);
    const input = parseForm(importInput, importOf(values));
    return input.ok ? preview(c, input.value, values) : page(c, input.error, values);
  });

  screen.post(`${PATH}/nhap`, async (c) => {
    const values = await readImport(c);
    const input = parseForm(importInput, importOf(values));
    if (!input.ok) return page(c, input.error, values);
    const plan = planImport(station, input.value);
    if (!plan.ok) return page(c, plan.error, values);
    const done = applyImport(station, plan.value, c.get('user')!.id);
    if (!done.ok) return preview(c, input.value, values, done.error);
    const { added, changed } = done.value;
    return seeOther(c, '/khung-gio', `Đã nhập lịch: thêm ${added} khung giờ, đổi ${changed} khung giờ.`);
  });

  function page(c: Context<Env>, errors: FieldErrors, values: FormValues = {}) {
    const origin = station.config.origin ?? new URL(c.req.url).origin;
    const view = IcsPage({
      links: calendarFeeds.list().map((link) => ({
        id: link.id,
        name: feedName(station, link) ?? 'Vùng phát hoặc chuyên mục đã bỏ',
        address: linkAddress(origin, link),
        by: people.find(link.madeBy)?.name ?? '',
        on: dayOf(link.madeAt, station.config.zone),
      })),
      zones: zones.list(),
      programmes: programmes.list(),
      ...{ errors, values },
      mayChange: may(c.get('user'), `POST ${PATH}/nhap`),
    });
    const status = statusOf(errors);
    return c.render(view, { title: 'Lịch iCalendar', status });
  }

  function preview(c: Context<Env>, input: ImportInput, values: FormValues, errors: FieldErrors = {}) {
    const plan = planImport(station, input);
    if (!plan.ok) return page(c, plan.error, values);
    const status = statusOf(errors);
    return c.render(ImportPage({ plan: plan.value, input, errors }), { title: 'Nhập lịch từ tệp', status });
  }

  return screen;
}

/** `vung:main`, `chuyen-muc:cds`; nothing is the whole schedule. */
function chosen(typed: string): z.output<typeof linkInput> {
  const [, kind, id = null] = /^(vung|chuyen-muc):(.+)$/.exec(typed) ?? [];
  return { zoneId: kind === 'vung' ? id : null, programmeId: kind === 'chuyen-muc' ? id : null };
}

/** The file of the first step, or its text, which the second step sends again. */
async function readImport(c: Context<Env>): Promise<FormValues> {
  const values = await readForm(c);
  const { file } = await c.req.parseBody();
  return file instanceof File && file.size > 0 ? { ...values, ics: await file.text() } : values;
}

const importOf = (values: FormValues) => ({
  ics: textOf(values, 'ics'),
  plays: textOf(values, 'plays') || undefined,
  programmeId: textOf(values, 'programmeId') || null,
  zoneId: textOf(values, 'zoneId') || undefined,
  answer: textOf(values, 'answer') || undefined,
});
