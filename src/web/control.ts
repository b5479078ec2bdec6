/** Điều khiển: what an operator may do to what sounds now. Each form says what will be heard; all end in `askAir`. */
import { Hono } from 'hono';
import { ControlPage } from '../../views/control.tsx';
import { after, dayOf, startOfDay } from '../core/time.ts';
import { type Air, ZONE } from './air.ts';
import type { Env, Station } from './station.ts';

export function controlScreen(station: Station, air: Air): Hono<Env> {
  const screen = new Hono<Env>();
  const { stores, clock, config } = station;

  screen.get('/dieu-khien', (c) => {
    const zones = stores.zones.list();
    const chosen = zones.find(({ id }) => id === c.req.query('vung')) ?? zones.find(({ id }) => id === ZONE)!;
    const now = clock();
    const sounding = stores.today.sounding(chosen.id);
    const entry = sounding?.entryId ? stores.entries.find(sounding.entryId) : undefined;
    const endsWithSlot = entry?.slotEnd != null && (entry.relayUrl !== null || entry.endMode !== 'finish');
    const volume = stores.commands
      .volumes(startOfDay(dayOf(now, config.zone), config.zone))
      .find(({ zoneId }) => zoneId === chosen.id);
    const page = ControlPage({
      ...{ zones, chosen, sounding, now, zone: config.zone },
      placeEnd: endsWithSlot ? after(entry.slotEnd!, stores.commands.extended(entry.id)) : null,
      next: stores.today.next(now, chosen.id),
      hold: chosen.id === ZONE ? air.now().hold : undefined,
      gainDb: volume?.payload.gainDb ?? 0,
      newKey: () => crypto.randomUUID(),
    });
    return c.render(page, { title: 'Điều khiển' });
  });

  return screen;
}
