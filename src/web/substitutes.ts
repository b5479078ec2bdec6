/**
 * Người thay: an administrator lends somebody named roles from one minute until another. What they may do follows by
 * itself (people.findActing); nothing runs when it begins or ends. The page and the API end in the same two actions.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import type { FormValues } from '../../views/parts.tsx';
import { ConfirmSubstitutionEnd, SubstitutePage, SubstitutesPage } from '../../views/substitutes.tsx';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { type Substitution, substitutionState } from '../core/substitution.ts';
import { after, durationMs, type EpochMs, HOUR, placeInZone, todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import { rolesInput } from './accounts.ts';
import { date, optionalText, parseForm, readForm, statusOf, text, time } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

const PATH = '/nguoi-dung/thay';
const LONGEST = durationMs(366 * 24 * HOUR);
/** The page shows what is over for so long. */
const REMEMBERED = durationMs(-90 * 24 * HOUR);

export const substitutionInput = <S extends z.ZodType<EpochMs>>(instant: S) =>
  z.object({
    userId: z.int('Chọn người thay').positive('Chọn người thay'),
    forUserId: z.int().positive().nullable().default(null).describe('In whose place; null: besides everybody'),
    roles: rolesInput(),
    from: instant,
    until: instant,
    document: optionalText(120),
    reason: text('Ghi lý do, ví dụ “nghỉ phép”', 300),
  });
export type SubstitutionInput = z.output<ReturnType<typeof substitutionInput>>;

export function addSubstitution(
  station: Station,
  input: SubstitutionInput,
  madeBy: number,
): Result<Substitution, FieldErrors> {
  const { people, substitutions } = station.stores;
  const { userId, forUserId, roles, from, until } = input;
  const now = station.clock();
  const user = people.find(userId);
  const absent = forUserId === null ? undefined : people.find(forUserId);
  const errors: Record<string, string> = {};
  if (!user || user.disabledAt !== null) errors.userId = 'Chọn một người đang dùng được tài khoản';
  else if (roles.every((role) => user.roles.includes(role))) errors.roles = 'Người này đã có sẵn các vai trò đó';
  if (forUserId !== null && !absent) errors.forUserId = 'Không có người này';
  else if (forUserId === userId) errors.forUserId = 'Không ai tự thay mình';
  else if (absent && roles.some((role) => !absent.roles.includes(role)))
    errors.roles = `${absent.name} không có vai trò đó nên không ai thay được; bỏ bớt vai trò`;
  if (until <= from) errors.until = 'Lúc hết phải sau lúc bắt đầu';
  else if (until <= now) errors.until = 'Lúc hết đã qua';
  else if (until > after(from, LONGEST)) errors.until = 'Thay nhiều nhất một năm; lâu hơn thì trao hẳn vai trò';
  if (Object.keys(errors).length > 0) return err(errors);
  return ok(substitutions.add({ ...input, madeBy, madeAt: now }));
}

/** At once; what was not begun yet never begins. False when it is over or there is none. */
export const endSubstitution = ({ stores, clock }: Station, id: number, by: number): boolean =>
  stores.substitutions.end(id, clock(), by);

export function substitutesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, substitutions } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const asked = (c: Context<Env, string>) => {
    const one = substitutions.find(Number(c.req.param('id')));
    return one && substitutionState(one, station.clock()) !== 'over' ? one : undefined;
  };
  const nameOf = (id: number | null) => (id === null ? '' : (people.find(id)?.name ?? ''));

  screen.get(PATH, (c) => {
    const now = station.clock();
    const rows = substitutions.list(after(now, REMEMBERED)).reverse();
    return c.render(SubstitutesPage({ rows, nameOf, now, zone }), { title: 'Người thay' });
  });

  screen.get(`${PATH}/them`, (c) => {
    const day = formatDate(today());
    const values = { fromDay: day, fromTime: '07:00', untilDay: day, untilTime: '17:00' };
    const absent = people.find(Number(c.req.query('thay')));
    return form(c, { ...values, forUserId: String(absent?.id ?? ''), roles: absent?.roles ?? [] });
  });

  screen.post(PATH, async (c) => {
    const values = await readForm(c);
    const input = parseForm(formInput(), values);
    const added = input.ok ? addSubstitution(station, input.value, c.get('user')!.id) : input;
    if (added.ok)
      return seeOther(c, PATH, `Đã giao cho ${nameOf(added.value.userId)}; tự hết, không phải làm gì thêm.`);
    const { from, until, ...errors } = added.error;
    const shown = { ...errors, ...(from && { fromDay: from }), ...(until && { untilDay: until }) };
    return form(c, values, shown);
  });

  screen.get(`${PATH}/:id{[0-9]+}/ket-thuc`, (c) => {
    const row = asked(c);
    return row
      ? c.render(ConfirmSubstitutionEnd({ row, nameOf, now: station.clock(), zone }), { title: 'Kết thúc thay' })
      : c.notFound();
  });

  screen.post(`${PATH}/:id{[0-9]+}/ket-thuc`, (c) =>
    endSubstitution(station, Number(c.req.param('id')), c.get('user')!.id)
      ? seeOther(c, PATH, 'Đã kết thúc; vai trò đã thu lại.')
      : c.notFound(),
  );

  /** Day and clock are fields of their own; together they are an instant. */
  function formInput() {
    const id = z.preprocess(
      (typed) => (typed ? Number(typed) : null),
      z.int('Chọn trong danh sách').positive().nullable(),
    );
    const fields = z.object({
      ...substitutionInput(z.custom<EpochMs>()).omit({ userId: true, forUserId: true, from: true, until: true }).shape,
      userId: z.preprocess(Number, z.int('Chọn người thay').positive('Chọn người thay')),
      forUserId: id,
      fromDay: date(today()),
      fromTime: time(),
      untilDay: date(today()),
      untilTime: time(),
    });
    const place = (day: Temporal.PlainDate, clock: string) =>
      placeInZone(day.toPlainDateTime(Temporal.PlainTime.from(clock)), zone);
    return fields.transform(({ fromDay, fromTime, untilDay, untilTime, ...rest }) => ({
      ...rest,
      from: place(fromDay, fromTime),
      until: place(untilDay, untilTime),
    }));
  }

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const page = SubstitutePage({
      values,
      errors,
      people: people.list().filter(({ disabledAt }) => disabledAt === null),
    });
    const status = statusOf(errors);
    return c.render(page, { title: 'Giao người thay', status });
  }

  return screen;
}
