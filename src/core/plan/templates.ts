/**
 * Mẫu buổi phát in plan files: `session_templates`, each with its items in order. An item is known by its place in the
 * list unless it says its `key`; its sound is named as a slot's is (sounds.ts), and one the file does not mention stays.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { ITEM_PLAYS, type SessionItem, type SessionTemplate } from '../model.ts';
import { durationMs } from '../time.ts';
import { type KnownSound, soundNamed, soundText } from './sounds.ts';

export type PlanItem = Omit<SessionItem, 'recordingId'> & { readonly recording?: string | null };
export type PlanTemplate = { readonly id: string; readonly title: string; readonly items: readonly PlanItem[] };

const PLAYS =
  'recording (tệp cố định), premiere (phát mới), replay (phát lại), notice (thông báo), relay (tiếp sóng) hoặc filler (nhạc lấp chỗ)';

const span = (what: string) =>
  z
    .string()
    .regex(/^PT(\d+H)?(\d+M)?(\d+(\.\d+)?S)?$/)
    .refine((value) => value !== 'PT')
    .transform((value) => durationMs(Temporal.Duration.from(value).total('milliseconds')))
    .describe(what);

const item = z
  .strictObject({
    title: z.string().trim().min(1).describe('tên mục'),
    key: z.int().min(1).max(999).describe('số của mục, từ 1').optional(),
    plays: z.enum(ITEM_PLAYS).describe(PLAYS),
    programme: z.string().describe('mã chuyên mục').nullish(),
    relay_url: z
      .url({ protocol: /^https?$/ })
      .describe('địa chỉ luồng http hoặc https')
      .nullish(),
    most: span('thời lượng dài nhất, ví dụ PT15M').nullish(),
    after: span('bắt đầu đúng bao lâu sau giờ của buổi, ví dụ PT30M').nullish(),
    recording: z.string().trim().min(8).describe('12 chữ số đầu mã băm của tệp, rồi tên tệp').nullish(),
  })
  .refine(({ plays, programme }) => (plays !== 'premiere' && plays !== 'replay') || programme, {
    path: ['programme'],
    message: 'cần mã chuyên mục được phát',
  });

export const templateSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .describe('mã mẫu buổi phát: chữ thường không dấu, số và gạch nối, ví dụ buoi-chieu'),
  title: z.string().trim().min(1).describe('tên mẫu buổi phát'),
  items: z.array(item).min(1).describe('danh sách các mục theo thứ tự phát'),
});

export const templateOf = ({ id, title, items }: z.output<typeof templateSchema>): PlanTemplate => ({
  id,
  title,
  items: items.map((one, i) => ({
    key: one.key ?? i + 1,
    title: one.title,
    plays: one.plays,
    programmeId: one.programme ?? null,
    relayUrl: one.relay_url ?? null,
    mostMs: one.most ?? null,
    afterMs: one.after ?? null,
    ...(one.recording !== undefined && { recording: one.recording }),
  })),
});

/** With the sounds the library has: as the file names them, else as they were. */
export const itemsIn = (
  { items }: PlanTemplate,
  known: readonly SessionItem[],
  sounds: readonly KnownSound[],
): SessionItem[] =>
  items.map(({ recording, ...one }) => {
    const kept = known.find(({ key }) => key === one.key)?.recordingId ?? null;
    const recordingId = recording === undefined ? kept : recording && (soundNamed(recording, sounds)?.id ?? kept);
    return { ...one, recordingId: recordingId || null };
  });

/** `items` as the file would have them, one a line in brackets. */
export function itemsText(
  { items }: Pick<SessionTemplate, 'items'>,
  written: PlanTemplate | undefined,
  sounds: readonly KnownSound[],
  newLine: string,
): string {
  const lines = items.map(({ recordingId, ...one }, i) => {
    const old = written?.items.find(({ key }) => key === one.key);
    const recording = soundText(recordingId, old?.recording, sounds);
    const said = [
      one.key !== i + 1 && `key: ${one.key}`,
      `title: ${JSON.stringify(one.title)}`,
      `plays: ${one.plays}`,
      one.programmeId !== null && `programme: ${one.programmeId}`,
      one.relayUrl !== null && `relay_url: ${JSON.stringify(one.relayUrl)}`,
      one.mostMs !== null && `most: ${lengthText(one.mostMs)}`,
      one.afterMs !== null && `after: ${lengthText(one.afterMs)}`,
      recording !== undefined && `recording: ${recording === null ? 'null' : JSON.stringify(recording)}`,
    ].filter((words) => words !== false);
    return `      {${said.join(', ')}}`;
  });
  return `[${newLine}${lines.join(`,${newLine}`)}]`;
}

const lengthText = (length: number): string =>
  Temporal.Duration.from({ milliseconds: length }).round({ largestUnit: 'hours' }).toString();
