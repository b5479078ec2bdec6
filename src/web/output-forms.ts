/** An output as a person writes it down: one schema and one way to save, for the settings page and the API. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { z } from 'zod';
import type { Output, OutputKind } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { ZONE } from './air.ts';
import { parseForm, text } from './forms.ts';
import type { Station } from './station.ts';

export const OUTPUT_KINDS = ['stream', 'icecast', 'alsa', 'file'] as const satisfies readonly OutputKind[];

/** Numbers as JSON has them and as forms send them. */
const number = (complaint: string) => z.coerce.number({ error: complaint });

export const outputDraft = z.object({
  name: text('Nhập tên để nhận ra đầu ra này', 80),
  target: z.string().trim().default(''),
  /** Left empty, the one there is stays: it is never shown again. */
  secret: z.string().max(200).default(''),
  bitrate: number('Chọn tốc độ bit')
    .int('Chọn tốc độ bit')
    .min(32, 'Chọn tốc độ bit')
    .max(320, 'Chọn tốc độ bit')
    .default(128),
  channels: number('Chọn một hoặc hai kênh')
    .pipe(z.literal([1, 2], { error: 'Chọn một hoặc hai kênh' }))
    .default(1),
  enabled: z.boolean().optional(),
});

/** The kinds one may add: the built-in stream exists once. */
export const kindsToAdd = ({ stores }: Station): OutputKind[] =>
  OUTPUT_KINDS.filter((kind) => kind !== 'stream' || !stores.outputs.list().some((one) => one.kind === kind));

/** Adds an output of `kind`, or changes `before`; the playout opens it at once. Every complaint comes at once. */
export async function saveOutput(
  station: Station,
  kind: OutputKind,
  values: Readonly<Record<string, unknown>>,
  before?: Output,
): Promise<Result<Output, FieldErrors>> {
  const { outputs } = station.stores;
  const draft = parseForm(outputDraft, values);
  const secret = String(values.secret ?? '') || (before?.secret ?? '');
  const target = await TARGETS[kind](String(values.target ?? '').trim());
  const errors = {
    ...(draft.ok ? {} : draft.error),
    ...(target && { target }),
    ...(kind === 'icecast' && secret === '' && { secret: 'Nhập mật khẩu nguồn của máy chủ Icecast' }),
    ...(!before && !kindsToAdd(station).includes(kind) && { kind: 'Luồng nghe trực tiếp đã có; chỉ có một' }),
  };
  if (!draft.ok || Object.keys(errors).length > 0) return err(errors);
  const enabled = draft.value.enabled ?? before?.enabled ?? true;
  const output = { ...draft.value, zoneId: before?.zoneId ?? ZONE, kind, secret, enabled };
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

/** What is particular to each kind: `undefined` when the target will do, else how to mend it. */
const TARGETS: Readonly<Record<OutputKind, (target: string) => string | undefined | Promise<string | undefined>>> = {
  stream: () => undefined,
  icecast: (target) =>
    /^(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}\/[\w./-]+$/i.test(target)
      ? undefined
      : 'Viết máy chủ:cổng/điểm-gắn, ví dụ icecast.example.vn:8000/dakto.mp3',
  alsa: (target) =>
    /^\w[\w:=,.-]*$/.test(target) ? undefined : 'Viết tên thiết bị ALSA, ví dụ default hoặc plughw:CARD=Device',
  file: async (target) => {
    if (!/^\/[^\p{Cc}]*$/u.test(target)) return 'Viết đường dẫn đầy đủ của một thư mục trên máy chủ, bắt đầu bằng /';
    return access(target, constants.W_OK).then(
      () => undefined,
      () => 'Thư mục này không có, hoặc chương trình không được ghi vào đó',
    );
  },
};
