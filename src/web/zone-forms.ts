/** A zone as a person writes it down: one schema and one way to do each thing, for the settings page and the API. */
import { z } from '@hono/zod-openapi';
import { checkHours } from '../core/hours.ts';
import { type Output, WHOLE_COMMUNE, type Zone } from '../core/model.ts';
import { err, ok, type Result } from '../core/result.ts';
import { freeSlug } from '../core/slug.ts';
import { text } from './forms.ts';
import { clock, limitDraft } from './settings-forms.ts';
import type { Station } from './station.ts';

const QUIETEST_DB = -40;
const WRONG_GAIN = `Nhập mức giảm từ 0 đến ${-QUIETEST_DB} dB, ví dụ 6`;

/** Never louder than it comes off the bus: there the limiter has had the last word. */
export const zoneDraft = z.object({
  name: text('Nhập tên vùng, ví dụ “Thôn 1”', 80),
  volume: z
    .array(
      z.object({
        from: clock,
        until: clock,
        gainDb: z.number(WRONG_GAIN).min(QUIETEST_DB, WRONG_GAIN).max(0, WRONG_GAIN),
      }),
    )
    .max(24)
    .default([])
    .transform((typed, ctx) => {
      for (const window of typed) {
        const hours = checkHours([window]);
        if (!hours.ok) ctx.addIssue({ code: 'custom', message: hours.error });
      }
      return typed;
    }),
  /** Left out or null: the station's. */
  limits: z.object({ sessions: limitDraft.sessions.nullish(), minutes: limitDraft.minutes.nullish() }).optional(),
});
export type ZoneDraft = z.output<typeof zoneDraft>;

/** Adds a zone, with a stream of its own to hear it by, or changes `before`. */
export function saveZone(station: Station, { name, volume, limits }: ZoneDraft, before?: Zone): Zone {
  const { zones, outputs } = station.stores;
  const id = before?.id ?? freeSlug(name, (slug) => RESERVED.includes(slug) || zones.find(slug) !== undefined);
  const known = before ?? zones.add({ id, name });
  const zone = { ...known, name, volume, limits: limits ? ownLimits(limits) : known.limits };
  zones.change(zone);
  if (!before) outputs.add({ ...OWN_STREAM, zoneId: id, name: `Luồng nghe ${name}` });
  station.nudge();
  return zone;
}

const ownLimits = ({ sessions, minutes }: NonNullable<ZoneDraft['limits']>): Zone['limits'] => ({
  ...(sessions != null && { sessions }),
  ...(minutes != null && { minutes }),
});

/** Names of pages that stand where a zone's id would. */
const RESERVED = ['them'];

/** MP3 plays on whatever the village has. */
const OWN_STREAM = {
  kind: 'stream',
  target: '',
  secret: '',
  codec: 'mp3',
  bitrate: 128,
  channels: 1,
  idle: 'silence',
  enabled: true,
} as const satisfies Partial<Output>;

/** Puts the zone at `place` among those below the whole commune, 0 the first. */
export function placeZone(station: Station, zone: Zone, place: number): void {
  const { zones } = station.stores;
  const others = zones.list().filter(({ id }) => id !== WHOLE_COMMUNE && id !== zone.id);
  others.splice(Math.max(0, place), 0, zone);
  others.forEach((one, i) => {
    zones.change({ ...one, position: i + 1 });
  });
}

/** Archived when anything ever named it, removed when nothing did; its streams go with it. */
export function archiveZone(station: Station, zone: Zone): Result<'archived' | 'removed', string> {
  const { zones, outputs } = station.stores;
  const hindered = obstacle(station, zone);
  if (hindered !== undefined) return err(hindered);
  for (const output of outputs.list()) if (output.zoneId === zone.id) outputs.remove(output.id);
  const hasHistory = zones.hasHistory(zone.id);
  if (hasHistory) zones.change({ ...zone, archivedAt: station.clock() });
  else zones.remove(zone.id);
  station.nudge();
  return ok(hasHistory ? 'archived' : 'removed');
}

export function restoreZone(station: Station, zone: Zone): void {
  station.stores.zones.change({ ...zone, archivedAt: null });
  station.nudge();
}

/** Why a zone cannot go, in words; `undefined` when it can. Streams are the zone's own and go with it. */
export function obstacle({ stores }: Station, { id, name }: Zone): string | undefined {
  if (id === WHOLE_COMMUNE) return `“${name}” gồm mọi vùng nên luôn còn.`;
  const { slots } = stores.zones.use(id);
  const outputs = stores.outputs.list().filter(({ zoneId, kind }) => zoneId === id && kind !== 'stream').length;
  const left = [slots > 0 && `${slots} khung giờ`, outputs > 0 && `${outputs} đầu ra`].filter(Boolean).join(' và ');
  return left === '' ? undefined : `Vùng “${name}” còn ${left}. Chuyển chúng sang vùng khác hoặc bỏ đi trước.`;
}
