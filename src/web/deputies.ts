/**
 * Ủy quyền duyệt and chế độ một người: who approves in another's place, from which day until which, by which paper and how
 * they sign; and the days on which one person may approve what they made. The role itself is lent by a substitution
 * (substitutes.ts), which begins and ends by itself. The page and the API end in the same actions.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import { ConfirmSoleEnd, DEPUTIES_PATH, DeputiesPage, DeputyPage, SOLE_PATH, SolePage } from '../../views/deputies.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { type DeputySignature, SIGNING_FORMS, type SoleMode } from '../core/approval.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import type { Substitution } from '../core/substitution.ts';
import { type EpochMs, parseDay, startOfDay, todayOf } from '../core/time.ts';
import { formatDate } from '../core/vietnamese.ts';
import { may } from './access.ts';
import { choice, date, optionalText, parseForm, readForm, statusOf, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { reportSettings } from './report-figures.ts';
import { isoDay } from './slot-forms.ts';
import type { Env, Station } from './station.ts';
import { addSubstitution } from './substitutes.ts';

/** Longer than this, one changes who has the role. */
const MOST_DAYS = 366;

export const deputyInput = z.object({
  userId: z.int('Chọn người được ủy quyền').positive('Chọn người được ủy quyền'),
  /** In whose place; null: nobody's in particular. */
  forUserId: z.int().positive().nullable().default(null),
  form: choice(SIGNING_FORMS, 'Chọn KT., TUQ. hoặc TL.'),
  inPlaceOf: text('Nhập chức danh được ký thay, ví dụ Giám đốc', 80),
  position: optionalText(80),
  from: isoDay(),
  until: isoDay(),
  document: text('Nhập số, ký hiệu văn bản ủy quyền', 120),
});
export type DeputyInput = z.output<typeof deputyInput>;

export const soleInput = z.object({
  from: isoDay(),
  until: isoDay(),
  reason: text('Ghi lý do, được in trong sổ duyệt', 300),
});
export type SoleInput = z.output<typeof soleInput>;

export type Deputy = { readonly substitution: Substitution; readonly signature: DeputySignature | undefined };

/** Both days inclusive; instants in the station's zone. */
function span(station: Station, from: string, until: string): Result<{ from: EpochMs; until: EpochMs }, FieldErrors> {
  const { zone } = station.config;
  const [first, last] = [parseDay(from)!, parseDay(until)!];
  const { days } = first.until(last, { largestUnit: 'days' });
  if (days < 0) return err({ until: 'Ngày cuối không được trước ngày đầu' });
  if (days >= MOST_DAYS) return err({ until: 'Nhiều nhất một năm' });
  if (until < todayOf(station).toString()) return err({ until: 'Ngày cuối đã qua' });
  return ok({ from: startOfDay(first, zone), until: startOfDay(last.add({ days: 1 }), zone) });
}

export function addDeputy(station: Station, input: DeputyInput, madeBy: number): Result<Deputy, FieldErrors> {
  const when = span(station, input.from, input.until);
  if (!when.ok) return when;
  const { userId, forUserId, document, form, inPlaceOf, position } = input;
  const lent = { userId, forUserId, document, roles: ['approver' as const], reason: 'Ủy quyền duyệt' };
  const added = addSubstitution(station, { ...lent, ...when.value }, madeBy);
  if (!added.ok) {
    const { roles, ...errors } = added.error;
    return err(roles === undefined ? errors : { userId: roles, ...errors });
  }
  const signature = { form, inPlaceOf, position };
  station.stores.deputySignatures.add(added.value.id, signature);
  return ok({ substitution: added.value, signature });
}

/** Whoever approves, or will, in another's place. */
export function listDeputies({ stores, clock }: Station): Deputy[] {
  return stores.substitutions
    .list(clock())
    .filter(({ roles }) => roles.includes('approver'))
    .map((substitution) => ({ substitution, signature: stores.deputySignatures.find(substitution.id) }));
}

export function addSoleMode(station: Station, input: SoleInput, madeBy: number): Result<SoleMode, FieldErrors> {
  const when = span(station, input.from, input.until);
  if (!when.ok) return when;
  const { soleModes } = station.stores;
  const now = station.clock();
  if (soleModes.list(now).some(({ from, until }) => from < when.value.until && when.value.from < until))
    return err({ from: 'Những ngày này đã có chế độ một người; kết thúc lần trước rồi đặt lại' });
  return ok(soleModes.add({ ...when.value, reason: input.reason, madeBy, madeAt: now }));
}

/** At once. False when it is over or there is none. */
export const endSoleMode = ({ stores, clock }: Station, id: number, by: number): boolean =>
  stores.soleModes.end(id, clock(), by);

export function deputiesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { people, soleModes } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const days = (day: Temporal.PlainDate) => ({ from: date(day).transform(String), until: date(day).transform(String) });
  const nameOf = (id: number | null) => (id === null ? '' : (people.find(id)?.name ?? ''));

  screen.get(DEPUTIES_PATH, (c) => {
    const page = DeputiesPage({
      deputies: listDeputies(station),
      soles: soleModes.list(station.clock()),
      ...{ nameOf, zone, now: station.clock() },
      mayChange: may(c.get('user'), `POST ${SOLE_PATH}/dat`),
    });
    return c.render(page, { title: 'Ủy quyền duyệt' });
  });

  screen.get(`${DEPUTIES_PATH}/them`, (c) => {
    const [leader] = reportSettings(station).signers;
    const inPlaceOf = leader?.position || 'Giám đốc';
    return deputyForm(c, { form: 'TUQ.', inPlaceOf, from: formatDate(today()), until: formatDate(today()) });
  });

  screen.post(`${DEPUTIES_PATH}/them`, async (c) => {
    const values = await readForm(c);
    const number = (typed: unknown) => (typed ? Number(typed) : null);
    const schema = z.object({
      ...deputyInput.shape,
      ...days(today()),
      userId: z.preprocess(Number, deputyInput.shape.userId),
      forUserId: z.preprocess(number, deputyInput.shape.forUserId),
    });
    const input = parseForm(schema, values);
    const added = input.ok ? addDeputy(station, input.value, c.get('user')!.id) : input;
    if (!added.ok) return deputyForm(c, values, added.error);
    return seeOther(
      c,
      DEPUTIES_PATH,
      `Đã ủy quyền cho ${nameOf(added.value.substitution.userId)}; tự hết khi qua ngày cuối.`,
    );
  });

  function deputyForm(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const page = DeputyPage({ values, errors, people: people.list().filter(({ disabledAt }) => disabledAt === null) });
    return c.render(page, { title: 'Ủy quyền duyệt', status: statusOf(errors) });
  }

  screen.get(`${SOLE_PATH}/dat`, (c) => soleForm(c, { from: formatDate(today()), until: formatDate(today()) }));

  screen.post(`${SOLE_PATH}/dat`, async (c) => {
    const values = await readForm(c);
    const input = parseForm(z.object({ ...soleInput.shape, ...days(today()) }), values);
    const added = input.ok ? addSoleMode(station, input.value, c.get('user')!.id) : input;
    return added.ok ? seeOther(c, DEPUTIES_PATH, 'Đã đặt chế độ một người.') : soleForm(c, values, added.error);
  });

  const soleForm = (c: Context<Env>, values: FormValues, errors: FieldErrors = {}) =>
    c.render(SolePage({ values, errors }), { title: 'Chế độ một người', status: statusOf(errors) });

  screen.get(`${SOLE_PATH}/:sole{[0-9]+}/ket-thuc`, (c) => {
    const sole = soleModes.list(station.clock()).find(({ id }) => id === Number(c.req.param('sole')));
    return sole ? c.render(ConfirmSoleEnd({ sole, zone }), { title: 'Kết thúc chế độ một người' }) : c.notFound();
  });

  screen.post(`${SOLE_PATH}/:sole{[0-9]+}/ket-thuc`, (c) =>
    endSoleMode(station, Number(c.req.param('sole')), c.get('user')!.id)
      ? seeOther(c, DEPUTIES_PATH, 'Đã kết thúc chế độ một người.')
      : c.notFound(),
  );

  return screen;
}
