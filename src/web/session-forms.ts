/** A session's items as people and programs hand them in: of a template, and what is other about them on one day. */
import { z } from '@hono/zod-openapi';
import { ADDED_ITEMS, ITEM_PLAYS, type SessionChange, type SessionItem, type Slot } from '../core/model.ts';
import { isNoticePlace } from '../core/notice-places.ts';
import { itemsOf } from '../core/session-items.ts';
import { durationMs, HOUR } from '../core/time.ts';
import { choice, text } from './forms.ts';
import { pinComplaint } from './pin-complaint.ts';
import { soundComplaint } from './sound-complaint.ts';
import type { Station } from './station.ts';

const length = (wrong: string) =>
  z
    .int(wrong)
    .min(0, wrong)
    .max(24 * HOUR, 'Dài nhất là 24 giờ')
    .transform(durationMs);

/** `key` left out: a new item. */
export const itemInput = z.object({
  key: z.int().positive().optional(),
  title: text('Nhập tên mục', 120),
  plays: choice(ITEM_PLAYS, 'Chọn nội dung của mục'),
  programmeId: z.string().nullable().default(null),
  recordingId: z.int().positive().nullable().default(null),
  relayUrl: z
    .url({ protocol: /^https?$/, error: 'Nhập địa chỉ bắt đầu bằng http:// hoặc https://' })
    .max(500, 'Địa chỉ quá dài')
    .nullable()
    .default(null),
  mostMs: length('Thời lượng là số mili giây')
    .refine((ms) => ms > 0, 'Thời lượng phải lớn hơn 0')
    .nullable()
    .default(null)
    .describe('Longer sound is cut then; null: as long as it is'),
  afterMs: length('Số mili giây sau giờ bắt đầu của buổi')
    .nullable()
    .default(null)
    .describe('It starts hard so long after the session does; null: when what is before it has ended'),
});
export type ItemInput = z.output<typeof itemInput>;

export const sessionChange = z.object({
  items: z
    .array(
      z.object({
        item: z.int().positive(),
        cancelled: z.boolean().default(false),
        episodeId: z.int().positive().nullable().default(null),
        recordingId: z.int().positive().nullable().default(null),
      }),
    )
    .max(200)
    .default([]),
  added: z
    .array(itemInput.extend({ key: z.int().min(ADDED_ITEMS) }))
    .max(100)
    .default([]),
  order: z.array(z.int().positive()).max(300).default([]),
  leftOut: z.array(z.int().positive()).max(100).default([]).describe('Notices that it does without'),
});

/** What the station has against an item; the name of the field and the words. */
export function itemComplaint(station: Station, item: Omit<ItemInput, 'key'>): Readonly<Record<string, string>> {
  const programme = item.programmeId === null ? undefined : station.stores.programmes.find(item.programmeId);
  switch (item.plays) {
    case 'premiere':
    case 'replay':
      if (item.programmeId === null) return { programmeId: 'Chọn chuyên mục sẽ phát' };
      return programme && programme.archivedAt === null
        ? {}
        : { programmeId: 'Chuyên mục này không có hoặc đã lưu trữ; chọn chuyên mục khác' };
    case 'recording':
    case 'notice': {
      if (item.recordingId === null && item.plays === 'recording') return { recordingId: 'Chọn tệp âm thanh sẽ phát' };
      const complaint = soundComplaint(station, item.recordingId);
      return complaint ? { recordingId: complaint } : {};
    }
    case 'relay':
      return item.mostMs === null ? { mostMs: 'Tiếp sóng cần thời lượng' } : {};
    case 'filler':
      return {};
    default:
      return item.plays satisfies never;
  }
}

/** Only what its kind needs is kept. */
export function itemOf({ key, ...input }: ItemInput, next: number): SessionItem {
  const { plays } = input;
  const isOfProgramme = plays === 'premiere' || plays === 'replay';
  return {
    ...input,
    key: key ?? next,
    programmeId: isOfProgramme ? input.programmeId : null,
    recordingId: plays === 'recording' || plays === 'notice' ? input.recordingId : null,
    relayUrl: plays === 'relay' ? input.relayUrl : null,
    mostMs: plays === 'filler' ? null : input.mostMs,
  };
}

/** What stands against what a person changed about a session's items. */
export function sessionComplaint(station: Station, slot: Slot, change: SessionChange): string | undefined {
  const { notices } = station.stores;
  const unknown = change.leftOut?.find((id) => notices.find(id) === undefined);
  if (unknown !== undefined) return `Không có thông báo số ${unknown}`;
  const isOfItems = change.items.length + change.added.length + change.order.length > 0;
  if (isNoticePlace(slot) && !isOfItems) return undefined;
  if (slot.plays !== 'session') return 'Khung giờ này không phát theo mẫu buổi phát';
  const known = new Set(itemsOf(slot.items, change).map(({ item }) => item.key));
  const keys = [...change.items.map(({ item }) => item), ...change.order];
  const strange = keys.find((key) => !known.has(key));
  if (strange !== undefined) return `Mẫu buổi phát không có mục số ${strange}`;
  const added = change.added.map(({ key }) => key);
  if (new Set(added).size < added.length || slot.items.some(({ key }) => added.includes(key)))
    return 'Các mục phải mang số khác nhau';
  const wrong = [
    ...change.added.flatMap((item) => Object.values(itemComplaint(station, item))),
    ...change.items.flatMap((one) => (one.cancelled ? [] : Object.values(pinComplaint(station, one)))),
  ];
  return wrong[0];
}
