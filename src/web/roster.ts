/**
 * Lịch trực: who is on duty for which session, by weekday and by date. What it says as a sound begins is written into
 * the log by name (engine/ledger.ts). The page and the API end in the same actions.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { type FormValues, textOf } from '../../views/parts.tsx';
import { ConfirmShiftEnd, RosterPage, ShiftPage } from '../../views/roster.tsx';
import { WHOLE_COMMUNE } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { clashes, onDuty, type Shift, shiftsOn } from '../core/roster.ts';
import { mondayOf, parseDay, todayOf } from '../core/time.ts';
import { formatDate, parseDate } from '../core/vietnamese.ts';
import type { ShiftDraft } from '../storage/roster.ts';
import { may } from './access.ts';
import { date, optionalText, parseForm, readForm, statusOf, time, typedDay } from './forms.ts';
import { seeOther } from './frame.ts';
import { isoDay } from './slot-forms.ts';
import type { Env, Station } from './station.ts';

const WALL = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const wall = () => z.string().regex(WALL, 'Giờ dạng HH:MM');

export const shiftInput = z.object({
  weekday: z.int().min(1, 'Thứ từ 1 (Hai) đến 7').max(7, 'Thứ từ 1 (Hai) đến 7').nullable().default(null),
  day: isoDay().nullable().default(null),
  from: wall(),
  until: wall(),
  zoneId: z.string().max(80).nullable().default(null).describe('null: everywhere'),
  userId: z.int().positive().nullable().default(null),
  name: optionalText(120).describe('Of whoever has no account'),
  insteadOf: optionalText(120),
  reason: optionalText(300),
  validFrom: isoDay().nullable().default(null),
  validUntil: isoDay().nullable().default(null),
});
export type ShiftInput = z.output<typeof shiftInput>;

/** Adds a shift, or changes `existing`. */
export function saveShift(
  station: Station,
  input: ShiftInput,
  madeBy: number,
  existing?: Shift,
): Result<Shift, FieldErrors> {
  const { roster, people, zones } = station.stores;
  const errors: Record<string, string> = {};
  if ((input.weekday === null) === (input.day === null)) errors.day = 'Chọn trực hằng tuần hoặc trực một ngày';
  if (input.from >= input.until) errors.until = 'Giờ hết ca phải sau giờ vào ca';
  if (input.validFrom && input.validUntil && input.validUntil < input.validFrom)
    errors.validUntil = 'Ngày cuối không được trước ngày đầu';
  if (input.zoneId !== null && !zones.find(input.zoneId)) errors.zoneId = 'Không có vùng phát này';
  const user = input.userId === null ? undefined : people.find(input.userId);
  if (input.userId !== null && (!user || user.disabledAt !== null)) errors.userId = 'Người này không có hoặc đã khóa';
  const name = user?.name ?? input.name;
  if (name === '') errors.userId ??= 'Chọn người trực, hoặc ghi tên nếu người ấy không có tài khoản';
  const isWeekly = input.weekday !== null;
  const zoneId = input.zoneId === WHOLE_COMMUNE ? null : input.zoneId;
  const validity = isWeekly ? {} : { validFrom: null, validUntil: null };
  const draft: ShiftDraft = { ...input, ...validity, zoneId, name };
  const other = roster.list().find((one) => one.id !== existing?.id && clashes(draft, one));
  if (other && !errors.until && !errors.day)
    errors.from = `Trùng ca ${other.from}–${other.until} của ${other.name}; mỗi lúc một người trực`;
  if (Object.keys(errors).length > 0) return err(errors);
  const made = { madeBy, madeAt: station.clock() };
  if (!existing) return ok(roster.add({ ...draft, ...made }));
  roster.change({ ...draft, ...made, id: existing.id });
  return ok(roster.find(existing.id)!);
}

export const removeShift = ({ stores, clock }: Station, id: number): boolean => stores.roster.remove(id, clock());

const shiftForm = (today: Temporal.PlainDate, isWeekly: boolean) => {
  const dayOrNull = () =>
    z
      .string()
      .trim()
      .default('')
      .transform((typed) => (typed === '' ? null : typed))
      .pipe(date(today).transform(String).nullable());
  const nothing = () =>
    z
      .any()
      .optional()
      .transform(() => null);
  const orNull = (typed: unknown) => (typed === '' || typed === undefined ? null : typed);
  const minute = () => time().transform((clock) => clock.slice(0, 5));
  // 00:00 ends a shift of the evening.
  const end = () => minute().transform((clock) => (clock === '00:00' ? '24:00' : clock));
  return z.object({
    weekday: isWeekly ? z.coerce.number('Chọn thứ').int().min(1, 'Chọn thứ').max(7, 'Chọn thứ') : nothing(),
    day: isWeekly ? nothing() : date(today).transform(String),
    from: minute(),
    until: end(),
    zoneId: z.preprocess(orNull, shiftInput.shape.zoneId),
    userId: z.preprocess((typed) => (orNull(typed) === null ? null : Number(typed)), shiftInput.shape.userId),
    name: shiftInput.shape.name,
    insteadOf: shiftInput.shape.insteadOf,
    reason: shiftInput.shape.reason,
    validFrom: dayOrNull(),
    validUntil: dayOrNull(),
  });
};

const PATH = '/lich-truc';

export function rosterScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { roster, people, zones, settings } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);

  screen.get(PATH, (c) => {
    const asked = parseDate(c.req.query('tu')?.trim() ?? '', today()) ?? parseDay(c.req.query('tu') ?? '') ?? today();
    const monday = mondayOf(asked);
    const shifts = roster.list();
    const page = RosterPage({
      monday,
      today: today(),
      now: onDuty(shifts, { zoneId: WHOLE_COMMUNE, at: station.clock(), zone }),
      days: [0, 1, 2, 3, 4, 5, 6].map((n) => {
        const day = monday.add({ days: n });
        return { day, shifts: shiftsOn(shifts, day) };
      }),
      hours: settings.find().hours,
      zoneNames: new Map(zones.list({ archived: true }).map(({ id, name }) => [id, name])),
      hasAny: shifts.length > 0,
      mayChange: may(c.get('user'), `POST ${PATH}`),
    });
    return c.render(page, { title: 'Lịch trực' });
  });

  screen.get(`${PATH}/them`, (c) => {
    const { ngay, thay } = c.req.query();
    const instead = thay ? roster.find(Number(thay)) : undefined;
    const [morning] = settings.find().hours;
    const base = instead ?? { from: morning?.from ?? '05:30', until: morning?.until ?? '06:15', zoneId: null };
    return form(c, {
      kind: ngay ? 'ngay' : 'tuan',
      weekday: '1',
      day: ngay && parseDay(ngay) ? formatDate(ngay) : '',
      from: base.from,
      until: base.until,
      zoneId: base.zoneId ?? '',
      insteadOf: instead?.name ?? '',
    });
  });

  screen.post(PATH, (c) => save(c));

  screen.get(`${PATH}/:id{[0-9]+}`, (c) => {
    const shift = roster.find(Number(c.req.param('id')));
    return shift ? form(c, valuesOf(shift), {}, shift) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}`, (c) => {
    const shift = roster.find(Number(c.req.param('id')));
    return shift ? save(c, shift) : c.notFound();
  });
  screen.get(`${PATH}/:id{[0-9]+}/bo`, (c) => {
    const shift = roster.find(Number(c.req.param('id')));
    return shift ? c.render(ConfirmShiftEnd({ shift }), { title: 'Bỏ ca trực' }) : c.notFound();
  });
  screen.post(`${PATH}/:id{[0-9]+}/bo`, (c) =>
    removeShift(station, Number(c.req.param('id'))) ? seeOther(c, PATH, 'Đã bỏ ca trực.') : c.notFound(),
  );

  async function save(c: Context<Env>, existing?: Shift): Promise<Response> {
    const values = await readForm(c);
    const input = parseForm(shiftForm(today(), textOf(values, 'kind') === 'tuan'), values);
    if (!input.ok) return form(c, values, input.error, existing);
    const saved = saveShift(station, input.value, c.get('user')!.id, existing);
    if (!saved.ok) return form(c, values, saved.error, existing);
    const { day, name } = saved.value;
    const shown = day === null ? PATH : `${PATH}?tu=${day}`;
    return seeOther(c, shown, `Đã lưu ca trực của ${name}.`);
  }

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}, shift?: Shift) {
    const page = ShiftPage({
      ...{ shift, values, errors },
      people: people.list().filter(({ disabledAt }) => disabledAt === null),
      zones: zones.list().filter(({ id }) => id !== WHOLE_COMMUNE),
    });
    const status = statusOf(errors);
    return c.render(page, { title: shift ? 'Ca trực' : 'Thêm ca trực', status });
  }

  return screen;
}

const valuesOf = (shift: Shift): FormValues => ({
  kind: shift.day === null ? 'tuan' : 'ngay',
  weekday: String(shift.weekday ?? 1),
  day: typedDay(shift.day),
  from: shift.from,
  until: shift.until,
  zoneId: shift.zoneId ?? '',
  userId: shift.userId === null ? '' : String(shift.userId),
  name: shift.userId === null ? shift.name : '',
  insteadOf: shift.insteadOf,
  reason: shift.reason,
  validFrom: typedDay(shift.validFrom),
  validUntil: typedDay(shift.validUntil),
});
