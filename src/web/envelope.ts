/** How much of the envelope a day may use, and what a leader allowed on it. */
import type { Temporal } from 'temporal-polyfill';
import type { DayEnvelope } from '../../views/playlist.tsx';
import { WHOLE_COMMUNE, type ZonedLimits } from '../core/model.ts';
import { limitsOn } from '../core/sessions.ts';
import type { Station } from './station.ts';

/** Of the station and of the zones that have their own. */
export const limitsIn = ({ settings, zones }: Pick<Station['stores'], 'settings' | 'zones'>): ZonedLimits => ({
  ...settings.find().limits,
  zones: new Map(zones.list().map(({ id, limits }) => [id, limits])),
});

export function envelopeOn({ stores }: Station, day: Temporal.PlainDate): DayEnvelope {
  const limits = limitsIn(stores);
  const overrides = stores.overrides.list(`${day}`, `${day}`);
  const names = new Map(stores.zones.list({ archived: true }).map(({ id, name }) => [id, name]));
  return {
    limitsIn: (zoneId) => limitsOn(day, zoneId, limits, overrides),
    zoneName: (zoneId) => (zoneId === WHOLE_COMMUNE ? undefined : (names.get(zoneId) ?? zoneId)),
    overrides: overrides.map((row) => ({ row, by: stores.people.find(row.madeBy)?.name ?? '' })),
  };
}
