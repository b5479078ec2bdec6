/** Messages kept ready for emergencies, and what is set about emergencies and the voice: the pages and their saving. */

import { z } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { ConfirmMessageEnd, EmergencySettingsPage, MessagePage } from '../../views/emergency.tsx';
import { EMERGENCY_PATH as PATH } from '../../views/emergency-order.tsx';
import type { FormValues } from '../../views/parts.tsx';
import type { EmergencyMessage } from '../core/emergency.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { SPEED, type Voice, wordsOf } from '../core/speech.ts';
import { SECOND } from '../core/time.ts';
import { soundsFor, USUAL } from './emergencies.ts';
import { archiveMessage, readOut, saveMessage } from './emergency-forms.ts';
import { optionalText, parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

const WRONG_HOURS = 'Nhập số giờ từ 1 đến 720';
const WRONG_SPEED = `Nhập tốc độ từ ${SPEED.least} đến ${SPEED.most} từ mỗi phút`;

/** Of a form or of JSON alike: only what belongs to the chosen kind of voice is asked for. */
export const emergencySettingsDraft = z.object({
  approveWithinHours: z.coerce
    .number({ error: WRONG_HOURS })
    .int(WRONG_HOURS)
    .min(1, WRONG_HOURS)
    .max(720, WRONG_HOURS),
  kind: z.enum(['espeak', 'command', 'http'], { error: 'Chọn giọng đọc' }),
  speed: z.coerce
    .number({ error: WRONG_SPEED })
    .int(WRONG_SPEED)
    .min(SPEED.least, WRONG_SPEED)
    .max(SPEED.most, WRONG_SPEED)
    .default(SPEED.usual),
  command: optionalText(500),
  url: optionalText(500),
});

export function saveEmergencySettings(
  station: Station,
  { approveWithinHours, kind, speed, command, url }: z.output<typeof emergencySettingsDraft>,
): Result<void, FieldErrors> {
  const voice: Record<Voice['kind'], Voice> = {
    espeak: { kind: 'espeak', speed },
    command: { kind: 'command', command },
    http: { kind: 'http', url },
  };
  if (kind === 'command' && wordsOf(command).length === 0) return err({ command: 'Nhập lệnh chạy chương trình' });
  if (kind === 'http' && !/^https?:\/\/./.test(url))
    return err({ url: 'Nhập địa chỉ bắt đầu bằng http:// hoặc https://' });
  station.stores.settings.change({ emergencies: { approveWithinHours }, voice: voice[kind] });
  return ok(undefined);
}

export function emergencySettingsScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { emergencyMessages, settings, zones } = station.stores;
  const messageOf = (c: Context<Env, '/:id'>) => {
    const message = emergencyMessages.find(Number(c.req.param('id')));
    return message?.archivedAt === null ? message : undefined;
  };

  // messages kept ready -------------------------------------------------------------------------------------------------

  function form(c: Context<Env>, values: FormValues, errors: FieldErrors = {}, message?: EmergencyMessage) {
    const page = MessagePage({ message, values, errors, zones: zones.list(), recordings: soundsFor(station) });
    const title = message ? 'Sửa bản tin soạn sẵn' : 'Thêm bản tin soạn sẵn';
    return c.render(page, { title, status: statusOf(errors) });
  }

  async function save(c: Context<Env>, message?: EmergencyMessage) {
    const values = await readForm(c);
    const draft = parseForm(readOut, values);
    const saved = draft.ok ? saveMessage(station, c.get('user')!, draft.value, message) : draft;
    return saved.ok
      ? seeOther(c, PATH, `Đã lưu “${saved.value.title}”. Bộ phát đang đọc thử.`)
      : form(c, values, saved.error, message);
  }

  screen.get(`${PATH}/ban-tin/them`, (c) => form(c, { ...USUAL, recordingId: c.req.query('tep') ?? '' }));
  screen.post(`${PATH}/ban-tin`, (c) => save(c));
  screen.get(`${PATH}/ban-tin/:id{[0-9]+}`, (c) => {
    const message = messageOf(c);
    if (!message) return c.notFound();
    const { title, recordingId, zoneIds, rank, tone, repeats, gapMs } = message;
    const values = {
      ...{ title, zoneIds, recordingId: String(recordingId), rank: String(rank), repeats: String(repeats) },
      ...{ tone: tone ? 'co' : 'khong', gapSeconds: String(gapMs / SECOND) },
    };
    return form(c, values, {}, message);
  });
  screen.post(`${PATH}/ban-tin/:id{[0-9]+}`, (c) => {
    const message = messageOf(c);
    return message ? save(c, message) : c.notFound();
  });
  screen.get(`${PATH}/ban-tin/:id{[0-9]+}/bo`, (c) => {
    const message = messageOf(c);
    return message ? c.render(ConfirmMessageEnd({ message }), { title: 'Bỏ bản tin' }) : c.notFound();
  });
  screen.post(`${PATH}/ban-tin/:id{[0-9]+}/bo`, (c) => {
    const message = messageOf(c);
    if (!message) return c.notFound();
    archiveMessage(station, message);
    return seeOther(c, PATH, `Đã bỏ “${message.title}”.`);
  });

  // settings ------------------------------------------------------------------------------------------------------------

  const settingsForm = (c: Context<Env>, values: FormValues, errors: FieldErrors = {}) =>
    c.render(EmergencySettingsPage({ values, errors }), {
      title: 'Cài đặt phát khẩn cấp',
      status: statusOf(errors),
    });

  screen.get(`${PATH}/cai-dat`, (c) => {
    const { emergencies, voice } = settings.find();
    return settingsForm(c, {
      approveWithinHours: String(emergencies.approveWithinHours),
      kind: voice.kind,
      speed: String(voice.kind === 'espeak' ? voice.speed : SPEED.usual),
      command: voice.kind === 'command' ? voice.command : '',
      url: voice.kind === 'http' ? voice.url : '',
    });
  });

  screen.post(`${PATH}/cai-dat`, async (c) => {
    const values = await readForm(c);
    const draft = parseForm(emergencySettingsDraft, values);
    const saved = draft.ok ? saveEmergencySettings(station, draft.value) : draft;
    return saved.ok ? seeOther(c, PATH, 'Đã lưu cài đặt phát khẩn cấp.') : settingsForm(c, values, saved.error);
  });

  return screen;
}
