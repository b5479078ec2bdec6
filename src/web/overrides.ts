/**
 * Cho phép vượt mức: what a leader allows beyond the envelope, by name, with a reason and a document, for some days
 * (product B6). In force at once, at the last gate of the air too. The page and the API end in the same two actions.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { ConfirmOverrideEnd, OverridePage, OverridesPage, OVERRIDES_PATH as PATH } from '../../views/overrides.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { type EnvelopeOverride, OVERRIDE_KINDS, WHOLE_COMMUNE } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { parseDay, todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { hoursText, windows } from './calendar-changes.ts';
import { choice, date, parseForm, readForm, statusOf, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { settle } from './settle.ts';
import { isoDay } from './slot-forms.ts';
import type { Env, Station } from './station.ts';

/** The longest an override may hold, in days: whoever needs more changes the hours themselves. */
const LONGEST = 366;
const MOST = { minutes: 24 * 60, sessions: 24 } as const;

export const overrideInput = z.object({
  kind: choice(OVERRIDE_KINDS, 'Chọn điều được phép'),
  zoneId: z.string().nullable().default(null),
  from: isoDay(),
  until: isoDay(),
  hours: windows.default([]),
  most: z.int('Nhập một số nguyên').positive('Nhập một số lớn hơn 0').nullable().default(null),
  reason: text('Nhập lý do', 300),
  document: text('Nhập số, ký hiệu văn bản cho phép', 120),
});
export type OverrideInput = z.output<typeof overrideInput>;

const overrideForm = (today: Temporal.PlainDate) =>
  z.object({
    ...overrideInput.shape,
    zoneId: z.preprocess((typed) => typed || null, overrideInput.shape.zoneId),
    from: date(today).transform(String),
    until: date(today).transform(String),
    hours: hoursText(),
    most: z.preprocess((typed) => (typed ? Number(typed) : null), overrideInput.shape.most),
  });

export function addOverride(
  station: Station,
  { kind, zoneId, hours, most, ...input }: OverrideInput,
  madeBy: number,
): Result<EnvelopeOverride, FieldErrors> {
  const errors: Record<string, string> = {};
  const [from, until] = [parseDay(input.from)!, parseDay(input.until)!];
  const today = todayOf(station);
  const { days } = from.until(until, { largestUnit: 'days' });
  if (days < 0) errors.until = 'Ngày cuối không được trước ngày đầu';
  else if (days >= LONGEST) errors.until = 'Cho phép nhiều nhất một năm; lâu hơn thì đổi giờ phát ở Cấu hình';
  else if (input.until < today.toString()) errors.until = 'Ngày cuối đã qua';
  if (kind === 'hours') {
    if (hours.length === 0) errors.hours = 'Nhập khung giờ được phát thêm, ví dụ 20:00–20:30';
  } else if (most === null || most > MOST[kind])
    errors.most = `Nhập số ${kind === 'minutes' ? 'phút' : 'buổi'} tối đa, từ 1 đến ${MOST[kind]}`;
  if (zoneId !== null && station.stores.zones.find(zoneId) === undefined) errors.zoneId = 'Không có vùng phát này';
  if (Object.keys(errors).length > 0) return err(errors);

  // What does not belong to its kind is not kept: the last gate is one for all zones.
  const own = kind === 'hours' ? { hours, most: null, zoneId: null } : { hours: [], most, zoneId };
  const added = station.stores.overrides.add({ ...input, kind, ...own, madeBy, madeAt: station.clock() });
  settle(station);
  return ok(added);
}

/** False when it is not in force. */
export function withdrawOverride(station: Station, id: number, by: number): boolean {
  const isDone = station.stores.overrides.withdraw(id, by, station.clock());
  if (isDone) settle(station);
  return isDone;
}

export function overridesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { overrides, people, zones } = station.stores;
  const today = () => todayOf(station);
  const places = () => zones.list().filter(({ id }) => id !== WHOLE_COMMUNE);

  screen.get(PATH, (c) => {
    const { limits, hours } = station.stores.settings.find();
    const page = OverridesPage({
      ...{ limits, hours, zones: zones.list({ archived: true }) },
      rows: overrides.list(today().toString()).map((row) => ({ row, by: people.find(row.madeBy)?.name ?? '' })),
      mayChange: may(c.get('user'), `POST ${PATH}`),
    });
    return c.render(page, { title: 'Cho phép vượt mức' });
  });

  screen.get(`${PATH}/them`, (c) => {
    const asked = parseDay(c.req.query('ngay') ?? '') ?? today();
    const kind = OVERRIDE_KINDS.find((one) => one === c.req.query('dieu')) ?? 'minutes';
    return form(c, { kind, from: formatDate(asked), until: formatDate(asked) });
  });

  screen.post(PATH, async (c) => {
    const values = await readForm(c);
    const input = parseForm(overrideForm(today()), values);
    if (!input.ok) return form(c, values, input.error);
    const added = addOverride(station, input.value, c.get('user')!.id);
    return added.ok ? seeOther(c, PATH, 'Đã cho phép; có hiệu lực ngay.') : form(c, values, added.error);
  });

  screen.get(`${PATH}/:id{[0-9]+}/thu-hoi`, (c) => {
    const row = overrides.find(Number(c.req.param('id')));
    return row ? c.render(ConfirmOverrideEnd({ row }), { title: 'Thu hồi cho phép' }) : c.notFound();
  });

  screen.post(`${PATH}/:id{[0-9]+}/thu-hoi`, (c) =>
    withdrawOverride(station, Number(c.req.param('id')), c.get('user')!.id)
      ? seeOther(c, PATH, 'Đã thu hồi.')
      : c.notFound(),
  );

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const status = statusOf(errors);
    return c.render(OverridePage({ values, errors, zones: places() }), { title: 'Cho phép vượt mức', status });
  }

  return screen;
}
