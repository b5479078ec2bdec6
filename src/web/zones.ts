/** Vùng phát: the pages of one zone. The list of all stands on the settings page. */
import { type Context, Hono } from 'hono';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import { ConfirmZoneArchive, ZoneKept, ZonePage } from '../../views/zones.tsx';
import { WHOLE_COMMUNE, type Zone } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';
import { archiveZone, obstacle, placeZone, restoreZone, saveZone, zoneDraft } from './zone-forms.ts';

export function zonesScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { zones } = station.stores;
  const zoneOf = (c: Context<Env, '/:id'>): Zone | undefined => zones.find(c.req.param('id'));

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}, zone?: Zone) {
    const status = statusOf(errors);
    return c.render(ZonePage({ values, errors, zone }), { title: zone?.name ?? 'Thêm vùng phát', status });
  }

  async function save(c: Context<Env>, zone?: Zone) {
    const values = await readForm(c);
    const draft = parseForm(zoneDraft, { ...values, volume: volumeIn(values), limits: limitsTyped(values) });
    if (!draft.ok) return form(c, values, draft.error, zone);
    const saved = saveZone(station, draft.value, zone);
    const words = zone ? `Đã lưu vùng “${saved.name}”.` : `Đã thêm vùng “${saved.name}” với một luồng nghe riêng.`;
    return seeOther(c, '/cau-hinh#dau-ra', words);
  }

  screen.get('/cau-hinh/vung/them', (c) => form(c, {}));
  screen.post('/cau-hinh/vung', (c) => save(c));

  screen.get('/cau-hinh/vung/:id', (c) => {
    const zone = zoneOf(c);
    if (!zone) return c.notFound();
    const { name, volume } = zone;
    const values = {
      name,
      from: volume.map(({ from }) => from),
      until: volume.map(({ until }) => until),
      down: volume.map(({ gainDb }) => String(-gainDb).replace('.', ',')),
      mostSessions: String(zone.limits.sessions ?? ''),
      mostMinutes: String(zone.limits.minutes ?? ''),
    };
    return form(c, values, {}, zone);
  });
  screen.post('/cau-hinh/vung/:id', (c) => {
    const zone = zoneOf(c);
    return zone ? save(c, zone) : c.notFound();
  });

  screen.post('/cau-hinh/vung/:id/thu-tu', async (c) => {
    const zone = zoneOf(c);
    if (!zone) return c.notFound();
    const places = zones.list().filter(({ id }) => id !== WHOLE_COMMUNE);
    const place = places.findIndex(({ id }) => id === zone.id);
    const isUp = textOf(await readForm(c), 'len') !== '';
    placeZone(station, zone, place + (isUp ? -1 : 1));
    return seeOther(c, '/cau-hinh#dau-ra', `Đã chuyển “${zone.name}” ${isUp ? 'lên' : 'xuống'}.`);
  });

  screen.get('/cau-hinh/vung/:id/luu-tru', (c) => {
    const zone = zoneOf(c);
    if (!zone) return c.notFound();
    const words = obstacle(station, zone);
    const title = `Bỏ vùng “${zone.name}”`;
    if (words !== undefined) return c.render(ZoneKept({ zone, words }), { title });
    return c.render(ConfirmZoneArchive({ zone, hasHistory: zones.hasHistory(zone.id) }), { title });
  });
  screen.post('/cau-hinh/vung/:id/luu-tru', (c) => {
    const zone = zoneOf(c);
    if (!zone) return c.notFound();
    const done = archiveZone(station, zone);
    if (!done.ok) return seeOther(c, '/cau-hinh#dau-ra', done.error, 'warn');
    const words = done.value === 'removed' ? 'Đã xóa' : 'Đã lưu trữ';
    return seeOther(c, '/cau-hinh#dau-ra', `${words} vùng “${zone.name}”.`);
  });
  screen.post('/cau-hinh/vung/:id/khoi-phuc', (c) => {
    const zone = zoneOf(c);
    if (!zone) return c.notFound();
    restoreZone(station, zone);
    return seeOther(c, '/cau-hinh#dau-ra', `Vùng “${zone.name}” dùng lại được. Thêm đầu ra cho vùng này.`);
  });

  return screen;
}

/** An empty field: as the whole station has it. */
function limitsTyped(values: FormValues) {
  const most = (name: string) => {
    const typed = textOf(values, name).trim();
    return typed === '' ? null : Number(typed);
  };
  return { sessions: most('mostSessions'), minutes: most('mostMinutes') };
}

/** `from`, `until` and `down` are columns of the same rows; a row with all empty is none. */
function volumeIn(values: FormValues) {
  const [until, down] = [textsOf(values, 'until'), textsOf(values, 'down')];
  return textsOf(values, 'from')
    .map((from, row) => ({ from, until: until[row] ?? '', down: (down[row] ?? '').trim() }))
    .filter((row) => `${row.from}${row.until}${row.down}`.trim() !== '')
    .map(({ from, until, down }) => {
      const typed = down.replace(',', '.').replace(/^[-−]/, '');
      return { from, until, gainDb: typed === '' ? Number.NaN : -Number(typed) };
    });
}
