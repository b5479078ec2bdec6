/** Where the sound goes: the pages of one output. The list of all stands on the settings page. */
import { type Context, Hono } from 'hono';
import { ConfirmOutputOff, ConfirmOutputRemoval, OutputKindPage, OutputPage } from '../../views/outputs.tsx';
import { type FormValues, textOf } from '../../views/parts.tsx';
import type { Output, OutputKind } from '../core/model.ts';
import { CODECS, OUTPUT_KINDS, sdpOf } from '../core/outputs.ts';
import type { FieldErrors } from '../core/result.ts';
import { readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import { removeOutput, saveOutput, switchOutput } from './output-forms.ts';
import type { Env, Station } from './station.ts';

export function outputsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { outputs, zones } = station.stores;
  const outputOf = (c: Context<Env, '/:id'>): Output | undefined => outputs.find(Number(c.req.param('id')));

  type Form = { kind: OutputKind; values: FormValues; errors?: FieldErrors; output?: Output };

  function form(c: Context<Env>, { kind, values, errors = {}, output }: Form) {
    const action = output ? c.req.path : '/cau-hinh/dau-ra';
    const page = OutputPage({ kind, action, values, errors, zones: zones.list(), id: output?.id });
    const status = statusOf(errors);
    return c.render(page, { title: output?.name ?? 'Thêm đầu ra', status });
  }

  async function save(c: Context<Env>, kind: OutputKind, values: FormValues, output?: Output) {
    const saved = await saveOutput(station, kind, values, output);
    if (!saved.ok) return form(c, { kind, values, errors: saved.error, ...(output && { output }) });
    return seeOther(c, '/cau-hinh#dau-ra', `Đã ${output ? 'lưu' : 'thêm'} đầu ra “${saved.value.name}”.`);
  }

  screen.get('/cau-hinh/dau-ra/them', (c) => {
    const kind = OUTPUT_KINDS.find((one) => one === c.req.query('kind'));
    const zoneId = c.req.query('vung') ?? '';
    if (!kind) return c.render(OutputKindPage({ kinds: OUTPUT_KINDS, zoneId }), { title: 'Thêm đầu ra' });
    const codec = CODECS[kind][0]!;
    return form(c, { kind, values: { zoneId, codec, bitrate: '128', channels: '1', idle: 'silence' } });
  });

  screen.post('/cau-hinh/dau-ra', async (c) => {
    const values = await readForm(c);
    const kind = OUTPUT_KINDS.find((one) => one === textOf(values, 'kind'));
    return kind ? save(c, kind, values) : c.redirect('/cau-hinh/dau-ra/them', 303);
  });

  screen.get('/cau-hinh/dau-ra/:id', (c) => {
    const output = outputOf(c);
    if (!output) return c.notFound();
    const { kind, zoneId, name, target, codec, bitrate, channels, idle } = output;
    const values = { zoneId, name, target, codec, bitrate: String(bitrate), channels: String(channels), idle };
    return form(c, { kind, values, output });
  });

  screen.post('/cau-hinh/dau-ra/:id', async (c) => {
    const output = outputOf(c);
    return output ? save(c, output.kind, await readForm(c), output) : c.notFound();
  });

  /** What a receiver needs to play an RTP output: VLC and ffmpeg open this file. */
  screen.get('/cau-hinh/dau-ra/:id/sdp', (c) => {
    const output = outputOf(c);
    if (output?.kind !== 'rtp') return c.notFound();
    return c.body(sdpOf(output), 200, {
      'Content-Type': 'application/sdp',
      'Content-Disposition': `attachment; filename="dau-ra-${output.id}.sdp"`,
    });
  });

  const switchTo = (enabled: boolean) => (c: Context<Env, '/:id'>) => {
    const output = outputOf(c);
    if (!output) return c.notFound();
    switchOutput(station, output, enabled);
    return seeOther(c, '/cau-hinh#dau-ra', `Đã ${enabled ? 'bật' : 'tắt'} đầu ra “${output.name}”.`);
  };
  screen.post('/cau-hinh/dau-ra/:id/bat', switchTo(true));
  screen.get('/cau-hinh/dau-ra/:id/tat', (c) => {
    const output = outputOf(c);
    return output ? c.render(ConfirmOutputOff({ output }), { title: 'Tắt đầu ra' }) : c.notFound();
  });
  screen.post('/cau-hinh/dau-ra/:id/tat', switchTo(false));

  screen.get('/cau-hinh/dau-ra/:id/xoa', (c) => {
    const output = outputOf(c);
    return output ? c.render(ConfirmOutputRemoval({ output }), { title: 'Xóa đầu ra' }) : c.notFound();
  });
  screen.post('/cau-hinh/dau-ra/:id/xoa', (c) => {
    const output = outputOf(c);
    if (!output) return c.notFound();
    removeOutput(station, output);
    return seeOther(c, '/cau-hinh#dau-ra', `Đã xóa đầu ra “${output.name}”.`);
  });

  return screen;
}
