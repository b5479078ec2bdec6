/** An output as a person writes it down: one schema and one way to save, for the settings page and the API. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { z } from '@hono/zod-openapi';
import { type Output, type OutputKind, WHOLE_COMMUNE } from '../core/model.ts';
import { ALL_CODECS, BITRATES, CODECS, checkTarget } from '../core/outputs.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { choice, parseForm, text } from './forms.ts';
import type { Station } from './station.ts';

/** Numbers as JSON has them and as forms send them. */
const number = <const N extends readonly number[]>(allowed: N, complaint: string) =>
  z.coerce.number({ error: complaint }).pipe(z.literal(allowed, { error: complaint }));

export const outputDraft = z.object({
  zoneId: z.string().max(80).default(WHOLE_COMMUNE),
  name: text('Nhập tên để nhận ra đầu ra này', 80),
  target: z.string().trim().max(300, 'Viết tối đa 300 ký tự').default(''),
  /** Left empty, the one there is stays: it is never shown again. */
  secret: z.string().max(200).default(''),
  /** Left out: what the kind begins with. */
  codec: choice(ALL_CODECS, 'Chọn cách mã hóa').optional(),
  bitrate: number(BITRATES, 'Chọn tốc độ bit').default(128),
  channels: number([1, 2], 'Chọn một hoặc hai kênh').default(1),
  idle: choice(['silence', 'off'], 'Chọn việc làm khi không có chương trình').default('silence'),
  enabled: z.boolean().optional(),
});

/** Adds an output of `kind`, or changes `before`; the playout opens it at once. Every complaint comes at once. */
export async function saveOutput(
  station: Station,
  kind: OutputKind,
  values: Readonly<Record<string, unknown>>,
  before?: Output,
): Promise<Result<Output, FieldErrors>> {
  const { outputs, zones } = station.stores;
  const draft = parseForm(outputDraft, { ...(before && { zoneId: before.zoneId, codec: before.codec }), ...values });
  const secret = String(values.secret ?? '') || (before?.secret ?? '');
  const written = String(values.target ?? '').trim();
  const target = checkTarget(kind, written) ?? (await checkFolder(kind, written));
  const complaint = SECRETS[kind]?.(secret);
  const errors: Record<string, string> = {
    ...(draft.ok ? {} : draft.error),
    ...(target && { target }),
    ...(complaint && { secret: complaint }),
  };
  if (!draft.ok) return err(errors);
  const { zoneId, codec = CODECS[kind][0]!, enabled = before?.enabled ?? true } = draft.value;
  const zone = zones.find(zoneId);
  if (!zone || zone.archivedAt !== null) errors.zoneId = 'Không có vùng phát này, hoặc đã lưu trữ; chọn vùng khác';
  if (!CODECS[kind].includes(codec)) errors.codec = `Chọn một trong: ${CODECS[kind].join(', ')}`;
  const isTaken = (one: Output) =>
    one.id !== before?.id && one.kind === 'stream' && one.zoneId === zoneId && one.codec === codec;
  if (kind === 'stream' && outputs.list().some(isTaken))
    errors.codec = 'Vùng này đã có luồng nghe mã hóa như vậy; chỉ có một luồng cho mỗi cách mã hóa';
  if (Object.keys(errors).length > 0) return err(errors);
  const output = { ...draft.value, kind, secret, codec, enabled };
  const saved = before ? { ...output, id: before.id } : outputs.add(output);
  if (before) outputs.change(saved);
  station.nudge();
  return ok(saved);
}

export function switchOutput(station: Station, output: Output, enabled: boolean): void {
  station.stores.outputs.change({ ...output, enabled });
  station.nudge();
}

export function removeOutput(station: Station, { id }: Output): void {
  station.stores.outputs.remove(id);
  station.nudge();
}

const SECRETS: Partial<Readonly<Record<OutputKind, (secret: string) => string | undefined>>> = {
  icecast: (secret) => (secret === '' ? 'Nhập mật khẩu nguồn của máy chủ Icecast' : undefined),
  // SRT's own limits (SRTO_PASSPHRASE); a line of its own in the options ffmpeg reads.
  srt: (secret) =>
    secret === '' || /^[\x21-\x7e]{10,79}$/.test(secret)
      ? undefined
      : 'Mật khẩu SRT dài từ 10 đến 79 ký tự, không dấu và không có khoảng trắng',
};

/** Where files are written, the folder must be there. */
const checkFolder = async (kind: OutputKind, folder: string): Promise<string | undefined> =>
  kind === 'file' || kind === 'hls'
    ? access(folder, constants.W_OK).then(
        () => undefined,
        () => 'Thư mục này không có, hoặc chương trình không được ghi vào đó',
      )
    : undefined;
