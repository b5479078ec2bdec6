/**
 * Sổ giao ca: the leaving person writes, the next confirms having read. What is open at that moment is written down with
 * it, so that nothing is left to memory: incidents that last, what has nothing to sound, what is owed.
 */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { HandoverForm, HandoversPage } from '../../views/handovers.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { debtPath, isOwing } from '../core/duty.ts';
import type { Handover, OpenItem } from '../core/handover.ts';
import { incidentWord } from '../core/incidents.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { dayOf, startOfDay } from '../core/time.ts';
import { formatDateAdministrative, formatDateTime, formatTime } from '../core/vietnamese.ts';
import { missingWord } from '../core/words.ts';
import { may } from './access.ts';
import { dutiesOf, planYear } from './duties.ts';
import { parseForm, readForm, statusOf, text } from './forms.ts';
import { seeOther } from './frame.ts';
import { checkedDay } from './sign-off.ts';
import type { Env, Station } from './station.ts';

const SHOWN = 30;
/** Nothing further away is the next shift's matter. */
const AHEAD = 2;
const MOST = 40;

export const handoverInput = z.object({ words: text('Viết vài dòng cho người nhận ca', 4000) });

export function openItems(station: Station): OpenItem[] {
  const { stores, config, clock } = station;
  const { zone } = config;
  const now = clock();
  const today = dayOf(now, zone);
  const incidents = stores.incidents
    .standing(now, MOST)
    .filter(({ endedAt }) => endedAt === null)
    .map(({ kind, detail, at }): OpenItem => {
      const what = detail === '' ? incidentWord(kind) : `${incidentWord(kind)}: ${detail}`;
      return { kind: 'incident', words: `${what} (${formatDateTime(at, zone)})`, href: '/' };
    });
  const until = startOfDay(today.add({ days: AHEAD }), zone);
  const missing = stores.today.missing(now, until).map(({ title, missing: why, firstStart }): OpenItem => {
    const day = dayOf(firstStart, zone);
    const when = `${formatTime(firstStart, zone)} ngày ${formatDateAdministrative(day)}`;
    return { kind: 'missing', words: `${title}, ${when}: ${missingWord(why)}`, href: `/lich-phat?ngay=${day}` };
  });
  const changes = checkedDay(station, today).changes.map(
    ({ title, words }): OpenItem => ({
      kind: 'change',
      words: `Đổi sau khi đã kiểm tra: ${title}, ${words}`,
      href: '/lich-phat',
    }),
  );
  return [...incidents, ...changes, ...missing, ...debts(station)].slice(0, MOST);
}

function debts(station: Station): OpenItem[] {
  const year = planYear(station);
  if (year === undefined) return [];
  return dutiesOf(station, year).flatMap((duty) =>
    duty.debts
      .filter((debt) => isOwing(duty, debt))
      .map((debt): OpenItem => {
        const day = formatDateAdministrative(dayOf(debt.failed.at, station.config.zone));
        return {
          kind: 'debt',
          words: `Còn nợ phát bù: ${duty.programme.name}, lượt ngày ${day}`,
          href: debtPath(duty, debt),
        };
      }),
  );
}

export const writeHandover = (
  station: Station,
  words: string,
  by: { readonly id: number; readonly name: string },
): Handover =>
  station.stores.handovers.add({
    ...{ words, openItems: openItems(station) },
    ...{ writtenBy: by.id, writtenName: by.name, writtenAt: station.clock() },
  });

export function readHandover(
  { stores, clock }: Station,
  note: Handover,
  by: { readonly id: number; readonly name: string },
): Result<void, string> {
  if (note.writtenBy === by.id) return err('Người viết không tự xác nhận; người nhận ca xác nhận');
  return stores.handovers.read(note.id, by.id, by.name, clock())
    ? ok(undefined)
    : err(`${stores.handovers.find(note.id)?.readName ?? 'Người khác'} đã xác nhận rồi`);
}

export function handoversScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { handovers } = station.stores;

  const show = (c: Context<Env>, values: FormValues = {}, errors: FieldErrors = {}) => {
    const page = HandoversPage({
      notes: handovers.list(SHOWN),
      open: openItems(station),
      zone: station.config.zone,
      userId: c.get('user')!.id,
      form: may(c.get('user'), 'POST /giao-ca') ? HandoverForm({ values, errors }) : undefined,
      mayRead: may(c.get('user'), 'POST /giao-ca/:id/nhan'),
    });
    return c.render(page, { title: 'Sổ giao ca', status: statusOf(errors) });
  };

  screen.get('/giao-ca', (c) => show(c));

  screen.post('/giao-ca', async (c) => {
    const values = await readForm(c);
    const input = parseForm(handoverInput, values);
    if (!input.ok) return show(c, values, input.error);
    writeHandover(station, input.value.words, c.get('user')!);
    return seeOther(c, '/giao-ca', 'Đã ghi sổ giao ca; chờ người nhận ca xác nhận.');
  });

  screen.post('/giao-ca/:id/nhan', (c) => {
    const note = handovers.find(Number(c.req.param('id')));
    if (!note) return c.notFound();
    const read = readHandover(station, note, c.get('user')!);
    return read.ok
      ? seeOther(c, '/giao-ca', `Đã nhận ca từ ${note.writtenName}.`)
      : seeOther(c, '/giao-ca', `${read.error}.`, 'warn');
  });

  return screen;
}
