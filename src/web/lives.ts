/** Phát trực tiếp: a person says where, how and for how long, tries the microphone, and goes on the air. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { ConfirmCut, LivePage } from '../../views/live.tsx';
import { LivesPage } from '../../views/lives.tsx';
import type { FormValues } from '../../views/parts.tsx';
import { insideHours } from '../core/hours.ts';
import { DROP, LIMIT } from '../core/live.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { listInputs } from '../engine/input.ts';
import type { Air } from './air.ts';
import { calendarOf } from './calendar.ts';
import { parseForm, readForm, wholeNumber } from './forms.ts';
import { seeOther } from './frame.ts';
import { callLive, endLive, listenIn, liveDraft, mayEnd, placesNow, prepareLive } from './live-forms.ts';
import type { Env, Station } from './station.ts';

const RECENT = 10;

/** As a browser sends it. */
const liveForm = liveDraft.extend({
  zoneIds: z.preprocess((typed) => (typed === undefined ? [] : [typed].flat()), z.array(z.string().max(80))),
  leadIn: z
    .string()
    .optional()
    .transform((typed) => typed !== undefined),
  limitMinutes: wholeNumber(LIMIT.least, LIMIT.most, `Nhập số phút từ ${LIMIT.least} đến ${LIMIT.most}`),
  dropSeconds: wholeNumber(DROP.least, DROP.most, `Nhập số giây từ ${DROP.least} đến ${DROP.most}`),
  device: z.preprocess((typed) => (typed === '' ? undefined : typed), liveDraft.shape.device),
  entryId: z
    .string()
    .optional()
    .transform((typed) => (typed ? Number(typed) : null)),
});

const EMPTY: FormValues = {
  zoneIds: [WHOLE_COMMUNE],
  source: 'microphone',
  mode: 'replace',
  leadIn: 'yes',
  limitMinutes: String(LIMIT.usual),
  dropSeconds: String(DROP.usual),
};

export function livesScreen(station: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();
  const { stores, clock, config } = station;
  const title = 'Phát trực tiếp';
  const find = (c: Context<Env>) => stores.lives.find(Number(c.req.param('id')));
  const zoneNames = (ids: readonly string[]) => ids.map((id) => stores.zones.find(id)?.name ?? id);

  const page = (c: Context<Env>, values: FormValues, errors: FieldErrors = {}) => {
    const places = placesNow(station);
    const isOpen = insideHours(clock(), calendarOf(station).hoursOn, config.zone);
    const entryId = places[0] ? String(places[0].id) : '';
    const recent = stores.lives
      .list(RECENT)
      .map((live) => ({ live, zones: zoneNames(live.zoneIds), mayEnd: mayEnd(c.get('user')!, live) }));
    const props = { values: { entryId, ...values }, errors, places, isOpen, recent, inputs: listInputs() };
    const part = { zones: stores.zones.list(), now: clock(), zone: config.zone };
    return c.render(LivesPage({ ...props, ...part }), {
      title,
      script: 'lives.js',
      status: errors && Object.keys(errors).length > 0 ? 422 : 200,
    });
  };

  screen.get('/truc-tiep', (c) => page(c, EMPTY));

  screen.post('/truc-tiep', async (c) => {
    const values = await readForm(c);
    const form = parseForm(liveForm, values);
    const made = form.ok ? prepareLive(station, c.get('user')!, form.value) : form;
    return made.ok ? seeOther(c, `/truc-tiep/${made.value.id}`) : page(c, values, made.error);
  });

  screen.get('/truc-tiep/:id{[0-9]+}', (c) => {
    const live = find(c);
    if (!live) return c.notFound();
    const user = c.get('user')!;
    const isMine = live.madeBy === user.id;
    if (isMine) listenIn(station, live);
    const state = air.lives().find(({ liveId }) => liveId === live.id);
    const entry = live.entryId === null ? undefined : stores.entries.find(live.entryId);
    const props = { live, state, entry, isMine, zones: zoneNames(live.zoneIds), mayEnd: mayEnd(user, live) };
    return c.render(LivePage({ ...props, now: clock(), zone: config.zone }), { title, script: 'lives.js' });
  });

  screen.post('/truc-tiep/:id{[0-9]+}/len-song', (c) => {
    const live = find(c);
    if (!live) return c.notFound();
    const called = callLive(station, c.get('user')!, live);
    if (called.ok) return seeOther(c, `/truc-tiep/${live.id}`);
    return seeOther(c, `/truc-tiep/${live.id}`, `${called.error['']}.`, 'warn');
  });

  screen.get('/truc-tiep/:id{[0-9]+}/ngat', (c) => {
    const live = find(c);
    if (!live) return c.notFound();
    return c.render(ConfirmCut({ live, zones: zoneNames(live.zoneIds) }), { title: 'Ngắt phát trực tiếp' });
  });

  screen.post('/truc-tiep/:id{[0-9]+}/ngat', (c) => {
    const live = find(c);
    if (!live) return c.notFound();
    const user = c.get('user')!;
    const ended = endLive(station, user, live);
    if (!ended.ok) return seeOther(c, '/', `${ended.error['']}.`, 'warn');
    const to = live.madeBy === user.id ? `/truc-tiep/${live.id}` : '/';
    return seeOther(c, to, live.startedAt === null ? 'Đã bỏ buổi phát trực tiếp.' : 'Đã kết thúc phát trực tiếp.');
  });

  return screen;
}
