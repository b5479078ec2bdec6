/** What a broadcaster changes: the names, the hours within which the loudspeakers may sound, and where the sound goes. */
import { type Context, Hono } from 'hono';
import { type FormValues, textOf, textsOf } from '../../views/parts.tsx';
import {
  ConfirmOutputOff,
  ConfirmOutputRemoval,
  OutputKindPage,
  OutputPage,
  SettingsPage,
} from '../../views/settings.tsx';
import { parseForm, readForm } from './forms.ts';
import { seeOther } from './frame.ts';
import { kindsToAdd, removeOutput, saveOutput, switchOutput } from './output-forms.ts';
import { saveSettings, settingsDraft } from './settings-forms.ts';
import type { Env, Station } from './station.ts';

export function settingsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { settings, outputs } = station.stores;
  const title = 'Cấu hình';

  screen.get('/cau-hinh', (c) => {
    const { stationName, agencyName, hours } = settings.find();
    const values = {
      stationName,
      agencyName,
      from: hours.map(({ from }) => from),
      until: hours.map(({ until }) => until),
    };
    return c.render(SettingsPage({ values, errors: {}, outputs: outputs.list() }), { title });
  });

  screen.post('/cau-hinh', async (c) => {
    const values = await readForm(c);
    const form = parseForm(settingsDraft, withRows(values));
    if (!form.ok)
      return c.render(SettingsPage({ values, errors: form.error, outputs: outputs.list() }), { title, status: 422 });
    saveSettings(station, form.value);
    return seeOther(c, '/cau-hinh', 'Đã lưu.');
  });

  screen.get('/cau-hinh/dau-ra/them', (c) => {
    const kind = kindsToAdd(station).find((one) => one === c.req.query('kind'));
    const page = kind
      ? OutputPage({ kind, action: '/cau-hinh/dau-ra', values: { bitrate: '128', channels: '1' }, errors: {} })
      : OutputKindPage({ kinds: kindsToAdd(station) });
    return c.render(page, { title: 'Thêm đầu ra' });
  });

  screen.post('/cau-hinh/dau-ra', async (c) => {
    const values = await readForm(c);
    const kind = kindsToAdd(station).find((one) => one === textOf(values, 'kind'));
    if (!kind) return c.redirect('/cau-hinh/dau-ra/them', 303);
    const saved = await saveOutput(station, kind, values);
    if (!saved.ok) {
      const page = OutputPage({ kind, action: '/cau-hinh/dau-ra', values, errors: saved.error });
      return c.render(page, { title: 'Thêm đầu ra', status: 422 });
    }
    return seeOther(c, '/cau-hinh#dau-ra', `Đã thêm đầu ra “${saved.value.name}”.`);
  });

  screen.get('/cau-hinh/dau-ra/:id', (c) => {
    const output = outputs.find(Number(c.req.param('id')));
    if (!output) return c.notFound();
    const { name, kind, target, bitrate, channels } = output;
    const values = { name, target, bitrate: String(bitrate), channels: String(channels) };
    return c.render(OutputPage({ kind, action: c.req.path, values, errors: {}, id: output.id }), { title: name });
  });

  screen.post('/cau-hinh/dau-ra/:id', async (c) => {
    const output = outputs.find(Number(c.req.param('id')));
    if (!output) return c.notFound();
    const { kind, id } = output;
    const values = await readForm(c);
    const saved = await saveOutput(station, kind, values, output);
    if (!saved.ok) {
      const page = OutputPage({ kind, action: c.req.path, values, errors: saved.error, id });
      return c.render(page, { title: output.name, status: 422 });
    }
    return seeOther(c, '/cau-hinh#dau-ra', `Đã lưu đầu ra “${saved.value.name}”.`);
  });

  const switchTo = (enabled: boolean) => (c: Context<Env, '/:id'>) => {
    const output = outputs.find(Number(c.req.param('id')));
    if (!output) return c.notFound();
    switchOutput(station, output, enabled);
    return seeOther(c, '/cau-hinh#dau-ra', `Đã ${enabled ? 'bật' : 'tắt'} đầu ra “${output.name}”.`);
  };
  screen.post('/cau-hinh/dau-ra/:id/bat', switchTo(true));
  screen.get('/cau-hinh/dau-ra/:id/tat', (c) => {
    const output = outputs.find(Number(c.req.param('id')));
    return output ? c.render(ConfirmOutputOff({ output }), { title: 'Tắt đầu ra' }) : c.notFound();
  });
  screen.post('/cau-hinh/dau-ra/:id/tat', switchTo(false));

  screen.get('/cau-hinh/dau-ra/:id/xoa', (c) => {
    const output = outputs.find(Number(c.req.param('id')));
    return output ? c.render(ConfirmOutputRemoval({ output }), { title: 'Xóa đầu ra' }) : c.notFound();
  });
  screen.post('/cau-hinh/dau-ra/:id/xoa', (c) => {
    const output = outputs.find(Number(c.req.param('id')));
    if (!output) return c.notFound();
    removeOutput(station, output);
    return seeOther(c, '/cau-hinh#dau-ra', `Đã xóa đầu ra “${output.name}”.`);
  });

  return screen;
}

/** `from` and `until` are columns of the same rows; a row with both empty is none. */
function withRows(values: FormValues) {
  const until = textsOf(values, 'until');
  const hours = textsOf(values, 'from').map((from, row) => ({ from, until: until[row] ?? '' }));
  return { ...values, hours: hours.filter((window) => `${window.from}${window.until}`.trim() !== '') };
}
