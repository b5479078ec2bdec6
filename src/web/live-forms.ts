/**
 * Going on the air in person (product E2), for the page and the API alike: what is asked for becomes a row, the row's
 * state is what the air comes to agree with. One's own live anybody may end; another's, an operator.
 */
import { z } from '@hono/zod-openapi';
import {
  DROP,
  LIMIT,
  LIVE_MODES,
  LIVE_SOURCES,
  type LiveByPerson,
  type LiveMode,
  type LiveSource,
  meet,
  READY_BEFORE,
} from '../core/live.ts';
import { type Entry, type User, WHOLE_COMMUNE } from '../core/model.ts';
import { err, type FieldErrors, ok, type Result } from '../core/result.ts';
import { after, durationMs, MINUTE, SECOND } from '../core/time.ts';
import { choice, optionalText, text } from './forms.ts';
import type { Station } from './station.ts';

const WRONG_LIMIT = `Nhập số phút từ ${LIMIT.least} đến ${LIMIT.most}`;
const WRONG_DROP = `Nhập số giây từ ${DROP.least} đến ${DROP.most}`;
const NO_ENTRY = 'Chỗ phát trực tiếp này đã qua, chưa tới, hoặc đã phát';

/** `entryId`: the place in the playlist that was kept for it; then its zone is the entry's and nothing goes on below. */
export const liveDraft = z.object({
  title: text('Nhập nội dung sẽ nói, ví dụ “Thông báo lịch tiêm chủng”', 120),
  reason: optionalText(500),
  zoneIds: z.array(z.string().max(80)).max(200).default([WHOLE_COMMUNE]),
  source: choice(LIVE_SOURCES, 'Chọn nguồn tiếng').default('microphone'),
  device: z
    .string()
    .regex(/^(alsa|pulse):[\w:.,=@-]{0,80}$/, 'Chọn cổng vào của máy')
    .optional(),
  mode: choice(LIVE_MODES, 'Chọn cách phát').default('replace'),
  leadIn: z.boolean().default(true),
  limitMinutes: z.int(WRONG_LIMIT).min(LIMIT.least, WRONG_LIMIT).max(LIMIT.most, WRONG_LIMIT).default(LIMIT.usual),
  dropSeconds: z.int(WRONG_DROP).min(DROP.least, WRONG_DROP).max(DROP.most, WRONG_DROP).default(DROP.usual),
  entryId: z.int(NO_ENTRY).positive(NO_ENTRY).nullable().default(null),
});
export type LiveDraft = z.output<typeof liveDraft>;

/** Entries kept for a live that may be taken now, or soon. */
export function placesNow({ stores, clock }: Station): Entry[] {
  const now = clock();
  return stores.entries
    .standing(after(now, durationMs(-DAY)))
    .filter(
      ({ kind, plannedStart, slotEnd, plannedEnd, airing }) =>
        kind === 'live' &&
        airing !== 'closed' &&
        plannedStart <= after(now, READY_BEFORE) &&
        (slotEnd ?? plannedEnd) > now,
    );
}

/** A row; nothing sounds yet. */
export function prepareLive(station: Station, user: User, draft: LiveDraft): Result<LiveByPerson, FieldErrors> {
  const { stores, clock } = station;
  const entry = draft.entryId === null ? undefined : placesNow(station).find(({ id }) => id === draft.entryId);
  if (draft.entryId !== null && !entry) return err({ entryId: NO_ENTRY });
  const known = new Set(stores.zones.list().map(({ id }) => id));
  const zoneIds = entry ? [entry.zoneId] : withoutParts(draft.zoneIds);
  if (zoneIds.length === 0) return err({ zoneIds: 'Chọn ít nhất một vùng phát' });
  if (zoneIds.some((id) => !known.has(id))) return err({ zoneIds: 'Không có vùng phát này' });
  if (draft.source === 'input' && draft.device === undefined) return err({ device: 'Chọn cổng vào của máy' });
  const live = stores.lives.add({
    title: draft.title,
    reason: draft.reason,
    zoneIds,
    source: draft.source satisfies LiveSource,
    device: draft.source === 'input' ? (draft.device ?? '') : '',
    mode: entry ? 'replace' : (draft.mode satisfies LiveMode),
    leadIn: draft.leadIn,
    limitMs: durationMs(draft.limitMinutes * MINUTE),
    dropMs: durationMs(draft.dropSeconds * SECOND),
    entryId: entry?.id ?? null,
    madeBy: user.id,
    madeAt: clock(),
  });
  listenIn(station, live);
  return ok(live);
}

/** So that its person sees whether there is sound. */
export function listenIn({ line }: Station, live: LiveByPerson): void {
  if (live.source === 'input' && live.endedAt === null) line.send({ say: 'listen-in', live });
}

/** Sends it to the air. Refused at once only for what the air could never do; all else the air answers itself. */
export function callLive(station: Station, user: User, live: LiveByPerson): Result<LiveByPerson, FieldErrors> {
  const { stores, clock, nudge } = station;
  if (live.madeBy !== user.id) return err({ '': `Chỉ ${live.by} mới cho buổi phát này lên sóng được` });
  if (live.endedAt !== null) return err({ '': 'Buổi phát trực tiếp này đã kết thúc' });
  const other = stores.lives
    .open()
    .find((one) => one.id !== live.id && one.calledAt !== null && meet(one.zoneIds, live.zoneIds));
  if (other) return err({ '': `${other.by} đang phát trực tiếp “${other.title}” ở vùng này` });
  stores.lives.call(live.id, clock());
  nudge();
  return ok(stores.lives.find(live.id)!);
}

export const mayEnd = (user: User, { madeBy }: LiveByPerson): boolean =>
  madeBy === user.id || user.roles.includes('operator');

/** Its person is done, or an operator cuts it; one that never was on the air is given up. */
export function endLive(station: Station, user: User, live: LiveByPerson): Result<LiveByPerson, FieldErrors> {
  if (!mayEnd(user, live)) return err({ '': 'Chỉ người phát hoặc người trực phát sóng mới ngắt được' });
  station.stores.lives.cut(live.id, station.clock(), user.id);
  station.nudge();
  return ok(station.stores.lives.find(live.id)!);
}

const DAY = 24 * 60 * MINUTE;

/** The whole commune contains the others. */
const withoutParts = (zoneIds: readonly string[]): readonly string[] =>
  zoneIds.includes(WHOLE_COMMUNE) ? [WHOLE_COMMUNE] : [...new Set(zoneIds)];
